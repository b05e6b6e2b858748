/*
 * cases.h - claims in, bills out, as text: the case files beside a pack. Pure.
 *
 *     yb_cases_read(root, file, policy, arena, mistakes, &cases);
 *     for each: yb_case_run(policy, &cases.rows[i], arena, mistakes, &result);
 *
 * The form of a case file is in doc/policy-language.md, section "Cases".
 */
#ifndef YB_ENGINE_BENEFIT_CASES_H
#define YB_ENGINE_BENEFIT_CASES_H

#include "engine/benefit/benefit.h"
#include "engine/benefit/cases_cover.h"
#include "engine/policy/mistakes.h"

/* What a number of an expectation is of. */
enum yb_amount_kind {
    YB_AMOUNT_TOTAL,
    YB_AMOUNT_CASH,
    YB_AMOUNT_FAMILY, /* of the personal accounts: a relative's */
    YB_AMOUNT_PART,   /* as placed by the lines and opened by the layers; index: enum yb_part */
    YB_AMOUNT_LEFT,   /* as borne in the end */
    YB_AMOUNT_LAYER,  /* what it pays */
    YB_AMOUNT_FUND,
    YB_AMOUNT_AFTER,  /* an accumulator afterwards; fen or visits */
    YB_AMOUNT_AMOUNT, /* of an account credit or an allowance */
    YB_AMOUNT_MONTHS, /* of waiting */
    YB_AMOUNT_FROM    /* a day */
};

struct yb_amount_name {
    enum yb_amount_kind kind;
    int index;
};

#define YB_EXPECT_SUM_MAX 8

/* of[0] + ... = value; with `in`, their share of in[0] + ..., in percent with `decimals`. */
struct yb_expect {
    struct yb_amount_name of[YB_EXPECT_SUM_MAX], in[YB_EXPECT_SUM_MAX];
    int of_count, in_count;
    int64_t value;
    int decimals;
    enum yb_rounding rounding;
    const struct yb_node *node; /* that says it */
};

struct yb_case_visit {
    int line; /* of the file */
    int32_t day;
    struct yb_facts facts;
    struct yb_line *lines;
    struct yb_text *notes; /* of each line; may be empty */
    size_t line_count;
    struct yb_expect *expects;
    size_t expect_count;
    const char *error_name;    /* the refusal expected instead; NULL: none */
    struct yb_expect *printed; /* what the source prints; one of them at least must differ */
    size_t printed_count;
    struct yb_text why;
};

enum yb_case_kind {
    YB_CASE_CLAIMS,
    YB_CASE_WAITING,
    YB_CASE_CREDIT,
    YB_CASE_ALLOWANCE,
    YB_CASE_COVER
};

struct yb_case {
    struct yb_text name, clause;
    const char *file;
    const struct yb_node *node;
    enum yb_case_kind kind;
    int64_t before[YB_POLICY_ACCUMULATORS_MAX];
    int64_t account_fen;
    int64_t family_fen;           /* of a relative's personal account */
    struct yb_case_visit *visits; /* at least one; the only one of the other kinds */
    size_t visit_count;
    int numbers[4];     /* WAITING: broken, repaired years; ALLOWANCE: days, weeks, children */
    int birth;          /* ALLOWANCE: enum yb_birth_kind; -1: the days are given */
    int allowance;      /* ALLOWANCE: enum yb_allowance_kind */
    int64_t amounts[3]; /* CREDIT: wage, base, pension; ALLOWANCE: wage, average; -1: none */
    struct yb_cover_case *cover; /* COVER */
};

struct yb_cases {
    struct yb_text pack; /* the pack's file name, beside the case file */
    struct yb_case *rows;
    size_t count;
};

/* Only the name of the pack that a case file is for; empty when it says none. */
struct yb_text yb_cases_pack(const struct yb_node *root);

/*
 * Reads a case file against its pack. Everything lives in the arena; texts of the nodes are not
 * copied. Returns the first mistake's code or YB_OK; see mistakes.h.
 */
int yb_cases_read(const struct yb_node *root, const char *file, const struct yb_policy *policy,
                  struct yb_arena *arena, struct yb_mistakes *mistakes, struct yb_cases *cases);

/* What came of one visit. */
struct yb_visit_result {
    int code; /* of adjudication: YB_OK, or a refusal */
    struct yb_error error;
    struct yb_bill *bill;
    struct yb_bill_line *lines;
    struct yb_trace trace;
};

struct yb_case_result {
    bool passed;
    struct yb_visit_result *visits; /* CLAIMS: case->visit_count */
    int64_t amount_fen;             /* CREDIT, ALLOWANCE */
    int months;                     /* WAITING */
    int32_t from_day;
    int clause;                   /* of the other kinds; YB_CLAUSE_NONE */
    int days, days_clause;        /* ALLOWANCE of a birth */
    struct yb_cover_result cover; /* COVER */
};

/*
 * Runs a case; accumulators go from visit to visit, and so does what is left of the account. Each
 * difference is a mistake POLICY_CASE_DIFFERS at its place in the case file. Returns YB_OK when the
 * case could be run, whether it passed or not; NO_MEMORY.
 */
int yb_case_run(const struct yb_policy *policy, const struct yb_case *one, struct yb_arena *arena,
                struct yb_mistakes *mistakes, struct yb_case_result *result);

#endif
