/*
 * builder.h - makes a year (year.h) out of settlements, or out of an older year and what came
 * since. Pure: the caller brings the settlements in any order of people, and writes the bytes away.
 *
 *     yb_year_builder_init(&builder, arena, 2023, 390);
 *     yb_year_builder_take(&builder, &older);              (or not)
 *     yb_year_builder_add(&builder, &entry);                for each settlement
 *     yb_year_builder_cancel(&builder, setl_id);            for each that was cancelled
 *     yb_year_builder_adjust(&builder, setl_id, &by);       for each correction of one
 *     yb_year_builder_write(&builder, mark, founded, write, context, &error);
 *
 * The same settlements give the same bytes but for the order in which the small tables were met,
 * which follows the order of adding. Memory: about what the year takes as a file, in the arena.
 * After a failed call the builder is of no more use; yb_year_builder_write then says NO_MEMORY or
 * TOO_MANY.
 */
#ifndef YB_ENGINE_YEAR_BUILDER_H
#define YB_ENGINE_YEAR_BUILDER_H

#include "base/table.h"
#include "engine/year/year.h"

/* A column that grows by chunks, so that nothing is copied and nothing is wasted. */
struct yb_year_column {
    char **chunks;
    size_t capacity; /* of chunks */
    size_t row_size, count;
};

/* The different rows of a small table: equal bytes are kept once. */
struct yb_year_pool {
    struct yb_year_column rows;
    struct yb_table index; /* a row's bytes -> its place */
};

struct yb_year_builder {
    struct yb_arena *arena;
    int32_t year, insutype;
    struct yb_year_column claims;    /* struct yb_year_claim; first_line counts arrived lines */
    struct yb_year_column psn_nos;   /* of each claim */
    struct yb_year_column lines;     /* struct yb_year_line */
    struct yb_year_column cancelled; /* setl_id */
    struct yb_year_column adjusted;  /* struct yb_year_adjusted */
    struct yb_year_pool kinds, terms, words;
    bool failed, too_many;
};

struct yb_year_entry {
    struct yb_year_claim claim; /* first_line .. institution are filled in */
    int64_t psn_no;
    struct yb_facts facts;       /* diseases are left out */
    struct yb_text diseases;     /* words joined by tabs; may be empty */
    struct yb_text institution;  /* fixmedins_code */
    const struct yb_line *lines; /* claim.line_count of them */
};

/* What a correction changed. */
struct yb_year_adjustment {
    int64_t acct_pay_fen, fund_pay_sumamt_fen, psn_cash_pay_fen;
};

void yb_year_builder_init(struct yb_year_builder *builder, struct yb_arena *arena, int32_t year,
                          int32_t insutype);
void yb_year_builder_take(struct yb_year_builder *builder, const struct yb_year *older);
void yb_year_builder_add(struct yb_year_builder *builder, const struct yb_year_entry *entry);
void yb_year_builder_cancel(struct yb_year_builder *builder, int64_t setl_id);
void yb_year_builder_adjust(struct yb_year_builder *builder, int64_t setl_id,
                            const struct yb_year_adjustment *by);

/*
 * Gives the file's bytes to `write` in order, the head twice: at first without its sum, and as the
 * last call with `at_start` set, to go over the first. Errors: those of `write`, NO_MEMORY,
 * TOO_MANY (over 4 billion lines or bytes of text).
 */
struct yb_year_sink {
    int (*write)(void *context, const void *bytes, size_t size, bool at_start,
                 struct yb_error *error);
    void *context;
};
int yb_year_builder_write(struct yb_year_builder *builder, int64_t mark, uint64_t founded,
                          const struct yb_year_sink *sink, struct yb_error *error);

#endif
