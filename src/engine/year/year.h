/*
 * year.h - a settled year of one scheme as flat tables: what a pass over all claims reads
 * (simulation first; later audit, indicators, grouping). Pure.
 *
 * The store answers for people and bills one at a time; a question to a whole year ("what if the
 * ratio were 75 %?") reads every claim. So the settled claims are kept once more, as a file that is
 * mapped into memory (app/year). It is a cache: it can always be made again from the store.
 *
 *     head | persons | claims | amounts | counts | term_of | kinds | terms | words | text
 *
 *     persons   by psn_no; each with its claims, which lie together, in order of setl_id:
 *               the order in which accumulators moved
 *     claims    what adjudication asks of one, and what was recorded of its bill
 *     lines     three columns: amount, quantity, and which of `terms`
 *     kinds     the different struct yb_facts, without diseases (those depend on the pack)
 *     terms     the different struct yb_item_terms
 *     words     disease words of a visit (joined by a tab) and institutions, into `text`
 *
 * Little-endian, every table aligned to 8 bytes. Written by builder.h. A view does not own the
 * bytes. Amounts fen, quantities 1/10000, days as base/day.h.
 */
#ifndef YB_ENGINE_YEAR_YEAR_H
#define YB_ENGINE_YEAR_YEAR_H

#include "engine/benefit/benefit.h"

#define YB_YEAR_VERSION 4

enum yb_year_table {
    YB_YEAR_PERSONS,
    YB_YEAR_CLAIMS,
    YB_YEAR_AMOUNTS,
    YB_YEAR_COUNTS,
    YB_YEAR_TERM_OF,
    YB_YEAR_KINDS,
    YB_YEAR_TERMS,
    YB_YEAR_WORDS,
    YB_YEAR_TEXT,
    YB_YEAR_TABLES
};

struct yb_year_head {
    char magic[8];
    uint32_t version;
    int32_t year; /* setl_year: the policy year whose accumulators moved */
    int32_t insutype;
    uint32_t reserved;
    int64_t mark;                   /* settlements with ids below it have been taken in */
    uint64_t founded;               /* of which store: see app/year/year.h */
    uint64_t count[YB_YEAR_TABLES]; /* rows; of TEXT bytes */
    uint64_t sum;                   /* of everything behind the head: yb_year_sum */
};

struct yb_year_person {
    int64_t psn_no;
    uint32_t first_claim, claim_count;
};

#define YB_YEAR_ACCOUNT_USED 1u /* flags: the personal account was to be used */

struct yb_year_claim {
    int64_t setl_id;
    int64_t account_fen;  /* what could be used of the personal account */
    int64_t family_fen;   /* of a relative's */
    int64_t acct_pay_fen; /* recorded, adjustments included, here and below */
    int64_t fund_pay_sumamt_fen;
    int64_t psn_cash_pay_fen;
    uint32_t first_line, line_count;
    uint32_t kind;        /* of kinds */
    uint32_t diseases;    /* of words */
    uint32_t institution; /* of words */
    int32_t setl_day;     /* civil, in China */
    int32_t benefit_day;
    uint32_t flags;
};

struct yb_year_word {
    uint32_t offset, length; /* in text */
};

/* A view. */
struct yb_year {
    const struct yb_year_head *head;
    const struct yb_year_person *persons;
    const struct yb_year_claim *claims;
    const int64_t *amounts, *counts;
    const uint32_t *term_of;
    const struct yb_facts *kinds;
    const struct yb_item_terms *terms;
    const struct yb_year_word *words;
    const char *text;
};

/*
 * Takes `size` bytes (aligned to 8) as a year and checks all of it, so that whoever reads it need
 * not: sizes, sums, every reference, order of persons. Errors: TAMPERED (naming the table). Cost:
 * one pass at the speed of memory.
 */
int yb_year_open(const void *bytes, size_t size, struct yb_year *year, struct yb_error *error);

/* A word of the year. */
struct yb_text yb_year_word(const struct yb_year *year, uint32_t word);

/* Lists of `policy` (a bit each) that a claim's disease words hit. */
uint64_t yb_year_diseases(const struct yb_year *year, uint32_t word,
                          const struct yb_policy *policy);

/* Takes `bytes` into a running sum (begin with 0); `size` is a multiple of 8 but in the last call.
 */
uint64_t yb_year_sum(uint64_t sum, const void *bytes, size_t size);

/* Bytes of one row of a table. */
size_t yb_year_row_size(enum yb_year_table table);

/* Bytes that a table of `count` rows takes: whole words of 8. */
size_t yb_year_table_size(enum yb_year_table table, uint64_t count);

#endif
