/*
 * policy.h - a dated benefit policy of one region and scheme, as flat tables.
 *
 * A pack file (doc/policy-language.md) is read strictly into this form once; adjudication then
 * touches nothing but these arrays. All indexes are into the arrays of the same struct yb_policy;
 * -1 means "none". Money in fen, rates in ppm, days inclusive. Everything lives in the arena given
 * to yb_policy_read and is immutable afterwards, so any number of threads may share it.
 *
 * Shapes supported: spec of the policy language, section "shapes"; each was seen in a published
 * policy. The set is closed: a new shape is a new evaluator here, never a script in a pack.
 */
#ifndef YB_ENGINE_POLICY_H
#define YB_ENGINE_POLICY_H

#include "base/day.h"
#include "base/money.h"
#include "base/node.h"
#include "base/table.h"

enum yb_dimension {
#define YB_DIMENSION(id, key, zh) YB_DIM_##id,
#define YB_VALUE(dimension, id, key, zh)
#include "engine/policy/dimension.def"
#undef YB_DIMENSION
#undef YB_VALUE
    YB_DIMENSIONS
};

enum yb_value {
#define YB_DIMENSION(id, key, zh)
#define YB_VALUE(dimension, id, key, zh) YB_##dimension##_##id,
#include "engine/policy/dimension.def"
#undef YB_DIMENSION
#undef YB_VALUE
    YB_VALUES
};

#define YB_VALUE_BIT(value) (UINT64_C(1) << (value))

/* What is known of one claim: one bit per dimension, disease lists hit, two numbers. */
struct yb_facts {
    uint64_t bits;            /* exactly one YB_VALUE_BIT of every dimension */
    uint64_t diseases;        /* bit i: the visit's disease is in policy->lists[i] */
    int16_t age;              /* whole years on the claim's day */
    int16_t continuous_years; /* of contribution without a break, up to the claim's day */
};

/* When a table row applies. Zeroed ranges are written as from 0, below INT16_MAX. */
struct yb_condition {
    uint64_t excluded; /* value bits that must not be in facts.bits */
    uint64_t diseases; /* 0: any; else at least one of these lists */
    int16_t age_from, age_below;
    int16_t years_from, years_below;
};

static inline bool yb_condition_holds(const struct yb_condition *c, const struct yb_facts *f)
{
    return !(f->bits & c->excluded) && (!c->diseases || (f->diseases & c->diseases)) &&
           f->age >= c->age_from && f->age < c->age_below && f->continuous_years >= c->years_from &&
           f->continuous_years < c->years_below;
}

/* Where the money comes from; each has one field in the national settlement answer. */
enum yb_fund {
    YB_FUND_HIFP,    /* hifp_pay: pooling fund 基本医疗保险统筹基金 */
    YB_FUND_CVLSERV, /* cvlserv_pay: civil-servant supplement 公务员医疗补助 */
    YB_FUND_HIFES,   /* hifes_pay: enterprise supplement 企业补充 */
    YB_FUND_HIFMI,   /* hifmi_pay: catastrophic insurance 居民大病保险 */
    YB_FUND_HIFOB,   /* hifob_pay: large-amount mutual aid 职工大额 */
    YB_FUND_MAF,     /* maf_pay: medical aid 医疗救助 */
    YB_FUND_OTH,     /* oth_pay: other: local commercial, second compensation */
    YB_FUND_HOSP,    /* hosp_part_amt: borne by the hospital */
    YB_FUND_ACCT,    /* acct_pay: personal account 个人账户 */
    YB_FUNDS
};

/* The parts of a claim's cost; every fen is in exactly one of them or paid by a fund. */
enum yb_part {
    YB_PART_IN_SCOPE,   /* not yet decided by the first layer 政策范围内 */
    YB_PART_SELF_PAID,  /* outside the catalogue 全自费 */
    YB_PART_OVER_LIMIT, /* over a price cap 超限价 */
    YB_PART_ADVANCE,    /* first self-pay share 先行自付 */
    YB_PART_DEDUCTIBLE, /* 起付标准 */
    YB_PART_COPAY,      /* the person's share of a segment 按比例自付 */
    YB_PART_ABOVE_CAP,  /* cost beyond a fund's cap 超封顶 */
    YB_PARTS
};

enum yb_layer_kind {
    YB_LAYER_SHARES,    /* deductible, segments, caps */
    YB_LAYER_GUARANTEE, /* tops up to a share of a base 保底 */
    YB_LAYER_FIXED,     /* a fixed amount 定额 */
    YB_LAYER_ACCOUNT    /* the personal account, up to its balance */
};

enum yb_axis {
    YB_AXIS_COST, /* segments count from the first fen of the base, deductible included */
    YB_AXIS_ABOVE_DEDUCTIBLE /* segments count from the first fen above the deductible */
};

enum yb_period { YB_PER_VISIT, YB_PER_YEAR };

enum yb_measure {
    YB_MEASURE_FUND_PAY, /* what the fund paid */
    YB_MEASURE_COST,     /* the base that entered the rule */
    YB_MEASURE_DEDUCTIBLE,
    YB_MEASURE_COUNT /* number of visits */
};

/* A clause of a source document; what a bill cites. */
struct yb_clause {
    struct yb_text source; /* title of the document */
    struct yb_text place;  /* "二(二)1" */
    int line;              /* of the pack file */
};

/* A running sum of one person, scheme and policy year. */
struct yb_accumulator {
    struct yb_text name;
    enum yb_measure measure;
    bool is_limit;
    int clause;
};

/* At most `amount_fen` (of the accumulator's measure) in the year, or in one visit. */
struct yb_limit_row {
    struct yb_condition when;
    int accumulator;
    enum yb_period per;
    int64_t amount_fen;
    int clause;
};

struct yb_deductible_row {
    struct yb_condition when;
    int64_t amount_fen[YB_POLICY_ADMISSIONS_MAX]; /* by nth visit of the year; the last repeats */
    int amounts;
    int64_t share_of_total_ppm;        /* instead of amounts: a share of the whole bill ... */
    int64_t at_least_fen, at_most_fen; /* ... within these */
    int clause;
};

struct yb_segment {
    int64_t above_fen, up_to_fen; /* (above, up_to] on the axis; up_to INT64_MAX: open */
    int64_t pays_ppm;
};

struct yb_pays_row {
    struct yb_condition when;
    int tag; /* -1: every line; else only the cost of lines with this tag */
    int first_segment, segments;
    int64_t fixed_fen; /* of a FIXED layer */
    int clause;
};

enum yb_adjust_op {
    YB_ADJUST_POINTS,      /* ratio +- percentage points */
    YB_ADJUST_COPAY_TIMES, /* person's share x rate: ratio = 1 - (1 - ratio) * rate */
    YB_ADJUST_RATIO_TIMES, /* ratio x rate */
    YB_ADJUST_DEDUCTIBLE_TIMES,
    YB_ADJUST_DEDUCTIBLE_PLUS, /* fen, may be negative; never below 0 */
    YB_ADJUST_RATIO_AT_LEAST,
    YB_ADJUST_RATIO_AT_MOST
};

struct yb_adjust_row {
    struct yb_condition when;
    enum yb_adjust_op op;
    int64_t value; /* ppm or fen by op */
    int clause;
};

struct yb_first_row { /* the person pays this share of the base before the deductible */
    struct yb_condition when;
    int64_t rate_ppm;
    int clause;
};

/* A run of rows in one of the policy's row arrays. */
struct yb_run {
    int first, count;
};

struct yb_rule {
    struct yb_text name, title;
    struct yb_condition when;
    int layer;
    struct yb_run firsts, deductibles, pays, adjusts, limits;
    enum yb_period deductible_per;
    int deductible_accumulator;          /* per year: what was deducted so far; -1 */
    int count_accumulator;               /* nth visit: how many so far; -1 */
    int64_t deductible_year_at_most_fen; /* all deductibles of the year; INT64_MAX: none */
    int base_accumulator; /* segments run on the year's accumulated base; -1: on this claim */
    enum yb_axis axis;
    enum yb_rounding rounding;
    bool nothing; /* the rule states that this layer pays nothing */
    int clause;
};

struct yb_layer {
    struct yb_text name, title;
    enum yb_layer_kind kind;
    enum yb_fund fund;
    int parts; /* of the base, in the order in which a payment consumes them */
    enum yb_part part[YB_PARTS];
    int64_t weight_ppm[YB_PARTS]; /* share of that part that enters the base */
    int tag;                      /* only the cost of lines with this tag; -1: all */
    struct yb_run rules;          /* the first whose condition holds decides */
    int clause;
};

/* How a line of a class or tag is placed, when its catalogue row does not say it. */
struct yb_line_rule {
    int64_t takes_first_ppm;
    int clause;
};

struct yb_list { /* of diseases */
    struct yb_text name;
    struct yb_text *kinds; /* words of the source, in order */
    struct yb_text *codes; /* codes that mean them; may be fewer */
    size_t kind_count, code_count;
    int clause;
};

enum yb_class { YB_CLASS_A, YB_CLASS_B, YB_CLASS_C, YB_CLASSES };

struct yb_policy {
    struct yb_text id;        /* folder and file: "371525-guanxian/2018-resident" */
    struct yb_text title;     /* 冠县城乡居民基本医疗保险 */
    struct yb_text region;    /* admdvs, six digits */
    int insutype;             /* 310 employee 职工, 390 resident 居民 */
    int32_t from_day, to_day; /* inclusive; to_day YB_DAY_MAX: open */
    int year_start_month, year_start_day;
    enum yb_rounding rounding;

    struct yb_clause *clauses;
    struct yb_accumulator *accumulators;
    struct yb_layer *layers;
    struct yb_rule *rules;
    struct yb_first_row *firsts;
    struct yb_deductible_row *deductibles;
    struct yb_pays_row *pays;
    struct yb_segment *segments;
    struct yb_adjust_row *adjusts;
    struct yb_limit_row *limits;
    struct yb_list *lists;
    struct yb_text *tags;
    struct yb_text *unstated; /* parameters taken from the national defaults; the bill says so */
    int clause_count, accumulator_count, layer_count, rule_count, first_count, deductible_count,
        pays_count, segment_count, adjust_count, limit_count, list_count, tag_count, unstated_count;

    struct yb_line_rule class_rule[YB_CLASSES];
    struct yb_line_rule tag_rule[YB_POLICY_TAGS_MAX]; /* takes_first_ppm -1: the tag says nothing */
    struct yb_table disease_codes; /* code -> list bits' row, for yb_policy_diseases */
};

#endif
