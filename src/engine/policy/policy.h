/*
 * policy.h - a dated benefit policy of one region and scheme, as flat tables.
 *
 * A pack file (doc/policy-language.md) is read strictly into this form once; adjudication then
 * touches nothing but these arrays. All indexes are into the arrays of the same struct yb_policy;
 * -1 means "none". Money in fen, rates in ppm, days inclusive. Everything lives in the arena given
 * to yb_policy_read and is immutable afterwards, so any number of threads may share it.
 *
 * The set of shapes is closed: each was seen in a published policy, and a new shape is a new
 * evaluator here, never a script in a pack. What the words of a pack mean, and in which order
 * things are taken, stands in doc/policy-language.md; the tables below are that text as data.
 *
 * read.h makes a policy, set.h finds the one in force, benefit.h uses it.
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

/* The key ("level_3") and the Chinese name of a value; of its dimension; and back from a key. */
const char *yb_value_key(enum yb_value value);
const char *yb_value_title(enum yb_value value);
enum yb_dimension yb_value_dimension(enum yb_value value);
int yb_value_find(struct yb_text key); /* -1: no such value */

/* The same of a dimension ("level"), and the bits of all its values. */
const char *yb_dimension_key(enum yb_dimension dimension);
const char *yb_dimension_title(enum yb_dimension dimension);
int yb_dimension_find(struct yb_text key); /* -1: no such dimension */
uint64_t yb_dimension_mask(enum yb_dimension dimension);

/* What is known of one claim: one bit per dimension, disease lists hit, two numbers. */
struct yb_facts {
    uint64_t bits;            /* exactly one YB_VALUE_BIT of every dimension */
    uint64_t diseases;        /* bit i: the disease, division or institution is in lists[i] */
    int16_t age;              /* whole years on the claim's day */
    int16_t continuous_years; /* of contribution without a break, up to the claim's day */
    int32_t day;              /* the claim's */
};

/*
 * The facts of a person of whom nothing is known: in every dimension the first value, as person
 * `active` in scheme 310 and `adult` in 390; age 0, no years, no disease.
 */
struct yb_facts yb_facts_default(int insutype);

/*
 * Facts stored before a dimension existed: where none of its values is set, its first one is. Bits
 * of earlier dimensions never move: later ones stand at the end of dimension.def.
 */
void yb_facts_fill(struct yb_facts *facts);

/* Sets one dimension to `value`. */
static inline void yb_facts_set(struct yb_facts *facts, enum yb_value value)
{
    facts->bits &= ~yb_dimension_mask(yb_value_dimension(value));
    facts->bits |= YB_VALUE_BIT(value);
}

/*
 * When a table row applies. An open range is from 0, below INT16_MAX, of days from YB_DAY_MIN,
 * below YB_DAY_MAX + 1 (YB_CONDITION_ALWAYS). In a finished policy bit YB_CONDITION_MORE of
 * `excluded` says that there is more to ask than the AND.
 */
struct yb_condition {
    uint64_t excluded; /* value bits that must not be in facts.bits */
    uint64_t diseases; /* 0: any; else at least one of these lists */
    int16_t age_from, age_below;
    int16_t years_from, years_below;
    int32_t day_from, day_below;
};

#define YB_CONDITION_ALWAYS                                                                        \
    ((struct yb_condition){.age_below = INT16_MAX,                                                 \
                           .years_below = INT16_MAX,                                               \
                           .day_from = YB_DAY_MIN,                                                 \
                           .day_below = YB_DAY_MAX + 1})
#define YB_CONDITION_MORE (UINT64_C(1) << 63)

static inline bool yb_condition_holds(const struct yb_condition *c, const struct yb_facts *f)
{
    if (f->bits & c->excluded)
        return false;
    if (!(c->excluded & YB_CONDITION_MORE))
        return true;
    return (!c->diseases || (f->diseases & c->diseases)) && f->age >= c->age_from &&
           f->age < c->age_below && f->continuous_years >= c->years_from &&
           f->continuous_years < c->years_below && f->day >= c->day_from && f->day < c->day_below;
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
    YB_MEASURE_COST,     /* the base that entered the rule, less its first share */
    YB_MEASURE_DEDUCTIBLE,
    YB_MEASURE_COUNT, /* number of visits; a claim is one visit */
    YB_MEASURE_STAY /* deductibles of the stay at hand: a new stay begins it anew, so it may fall */
};

/* National fields' names of the funds ("hifp") and their Chinese names; and back from a name. */
const char *yb_fund_key(enum yb_fund fund);
const char *yb_fund_title(enum yb_fund fund);
int yb_fund_find(struct yb_text key); /* -1: no such fund */

/* The same of the parts ("in_scope"). */
const char *yb_part_key(enum yb_part part);
const char *yb_part_title(enum yb_part part);
int yb_part_find(struct yb_text key); /* -1: no such part */

/* The same of the roundings ("half_up"). */
const char *yb_rounding_key(enum yb_rounding rounding);
const char *yb_rounding_title(enum yb_rounding rounding);
int yb_rounding_find(struct yb_text key); /* -1: no such rounding */

/* Clause numbers that are no index. */
#define YB_CLAUSE_NONE      (-1)
#define YB_CLAUSE_CATALOGUE (-2) /* the catalogue row of the line says it */

/* One `source:` of a pack: a place in a document; what a bill cites. */
struct yb_clause {
    struct yb_text source; /* title of the document */
    struct yb_text place;  /* "二(二)1"; may be empty */
    bool national;         /* from the national defaults: the pack does not say it */
    bool parameter;        /* no source says it, or not the regional figure that it is a share of */
    int line;              /* of the file that says it */
};

/* A run of rows in one of the policy's row arrays. */
struct yb_run {
    int first, count;
};

/* A running sum of one person, scheme and policy year. A limit is one with rows. */
struct yb_accumulator {
    struct yb_text name, title;
    enum yb_measure measure;
    enum yb_period per;   /* of the limit: its amount holds for the year or for one visit */
    struct yb_run limits; /* of policy->amounts; the first that holds; none holds: no limit */
    int clause;           /* -1: an accumulator without figures */
};

/* An amount: of a limit, a fixed benefit, a cap of the year's deductibles. `line` is where it
 * stands in the file of its clause, here and below. */
struct yb_amount_row {
    struct yb_condition when;
    int64_t amount_fen; /* INT64_MAX: none */
    int clause, line;
};

/* A rate: a first share, the share a guarantee fills up to. */
struct yb_rate_row {
    struct yb_condition when;
    int64_t rate_ppm;
    int clause, line;
};

struct yb_deductible_row {
    struct yb_condition when;
    int64_t amount_fen[YB_POLICY_ADMISSIONS_MAX]; /* by nth visit of the year; the last repeats */
    int amounts;                                  /* 0: a share of the whole bill ... */
    int64_t share_of_total_ppm;
    int64_t at_least_fen, at_most_fen; /* ... within these */
    int clause, line;
};

struct yb_segment {
    int64_t above_fen, up_to_fen; /* (above, up_to] on the axis; up_to INT64_MAX: open */
    int64_t pays_ppm;
    int clause, line;
};

struct yb_pays_row {
    struct yb_condition when;
    int tag;                /* cost tag (index into cost_tags); -1: every line */
    struct yb_run segments; /* at least one */
    int clause;
};

enum yb_adjust_op {
    YB_ADJUST_POINTS,      /* ratio +- percentage points */
    YB_ADJUST_AGE_POINTS,  /* ratio + points for each year of age */
    YB_ADJUST_COPAY_TIMES, /* person's share x rate: ratio = 1 - (1 - ratio) * rate */
    YB_ADJUST_RATIO_TIMES, /* ratio x rate */
    YB_ADJUST_RATIO_AT_LEAST,
    YB_ADJUST_RATIO_AT_MOST,
    YB_ADJUST_DEDUCTIBLE_TIMES,
    YB_ADJUST_DEDUCTIBLE_PLUS /* fen, may be negative; the deductible never falls below 0 */
};

static inline bool yb_adjust_is_ratio(enum yb_adjust_op op)
{
    return op <= YB_ADJUST_RATIO_AT_MOST;
}

/* Ages are counted up to this one by formulas of age. */
#define YB_FORMULA_AGE_MAX 120

/* Rows of one `adjust` entry have one group number; the first of them that holds is taken. */
struct yb_adjust_row {
    struct yb_condition when;
    enum yb_adjust_op op;
    int group;
    int64_t value; /* ppm or fen by op */
    int clause, line;
};

/* An accumulator that a rule draws down, with what adjudication asks of it beside it. */
struct yb_count {
    int accumulator;
    enum yb_measure measure;
    enum yb_period per;
    struct yb_run limits;
};

struct yb_rule {
    struct yb_text name, title;
    struct yb_condition when;
    int layer;
    struct yb_run firsts;      /* of rates: share the person pays before the deductible */
    struct yb_run deductibles; /* of deductibles */
    struct yb_run year_caps;   /* of amounts: all deductibles of the year together */
    struct yb_run pays;        /* of pays */
    struct yb_run fixed;       /* of amounts; a FIXED layer's */
    struct yb_run shares;      /* of rates; a GUARANTEE layer's */
    struct yb_run adjusts;     /* of adjusts */
    struct yb_run counts;      /* of counts: accumulators drawn down, in order, each once */
    enum yb_period deductible_per;
    int deductible_accumulator; /* per year: what was deducted so far; -1 */
    int year_cap_accumulator;   /* what all deductibles were so far; -1 */
    int count_accumulator;      /* nth visit: how many so far; -1 */
    int stay_accumulator;       /* what the hospitals before it deducted of a continued stay; -1 */
    int base_accumulator;       /* segments run on the year's accumulated base; -1: this claim's */
    enum yb_axis axis;
    enum yb_rounding rounding;
    bool nothing; /* the rule states that this layer pays nothing */
    bool by_tag;  /* some row of `pays` has a tag */
    int clause;
};

struct yb_layer {
    struct yb_text name, title;
    enum yb_layer_kind kind;
    enum yb_fund fund;
    bool opens; /* works on IN_SCOPE and decides it: the rest becomes the person's parts */
    int parts;  /* of the base, in the order in which a payment relieves them */
    enum yb_part part[YB_PARTS];
    int64_t weight_ppm[YB_PARTS]; /* share of that part that enters the base */
    int tag;                      /* cost tag: only the cost of lines with it; -1: all ... */
    bool except;                  /* ... or only of lines without it */
    bool whole;                   /* all parts enter in full, of all lines */
    struct yb_run rules;          /* the first whose condition holds decides; at least one */
    uint32_t guarantee_of;        /* GUARANTEE: bit per part as placed by the lines */
    int clause;
};

/* How the pack reads what its sources leave open; said on the bills that it concerns. */
struct yb_reading {
    struct yb_text says;
    struct yb_condition when;
    uint32_t layers; /* bit per layer: those that paid because of it; 0: every bill */
};

/* How a line of a class or tag is placed, when its catalogue row does not say it. */
struct yb_line_rule {
    uint32_t tag_bit;     /* 1 << enum yb_tag; 0 for a class */
    struct yb_run shares; /* of rates: the first that holds; none holds: says nothing */
    int self_paid;        /* clause: the person pays all of it; -1: no */
};

/* What a list is of. The words of the latter two are kept with a mark in front: "@500112". */
enum yb_list_of { YB_LIST_DISEASES, YB_LIST_DIVISIONS, YB_LIST_INSTITUTIONS, YB_LISTS_OF };

struct yb_list {
    struct yb_text name, title;
    enum yb_list_of of;
    struct yb_text *kinds; /* words of the source, in order */
    struct yb_text *codes; /* codes that mean them; may be fewer */
    int kind_count, code_count;
    int clause;
};

/* A word or code of the lists. A code that ends with '*' stands for all that begin so. */
struct yb_disease {
    struct yb_text word; /* without the '*' */
    bool prefix;
    uint64_t lists;
};

enum yb_class { YB_CLASS_A, YB_CLASS_B, YB_CLASS_C, YB_CLASSES };

/* Which cost fills a deductible first when rates are keyed by tag. */
enum yb_falls_on { YB_FALLS_UNTAGGED_FIRST, YB_FALLS_TAGGED_FIRST };

/* How long a late payer waits; see engine/enrol/waiting.h. */
struct yb_waiting_rule {
    bool stated;
    int fixed_months, months_per_broken_year;
    bool first_broken_year_counts;
    int repair_months_per_year_paid;
    int at_least_months;
    int long_break_years;           /* from so many broken years on ... 0: not stated */
    int long_break_at_least_months; /* ... never less than this */
    int32_t since_day;              /* what is paid from this day on waits */
    int clause;
};

/*
 * Who is covered from when: the parts of `entitlement`, used by engine/enrol/covered.h. A part that
 * the pack does not state is the national defaults' when they have one, so `clause` is
 * YB_CLAUSE_NONE only where neither does: then that part decides nothing.
 */
struct yb_month_day {
    int month, day;
};

struct yb_window_rule { /* when residents pay for the policy year that follows */
    int clause;
    struct yb_month_day from, to;
};

struct yb_late_rule { /* residents who pay after the window */
    int clause;
    bool full_price;   /* the person pays the government's part too */
    bool broken_waits; /* who skipped whole years waits even within the window */
    uint64_t exempt;   /* value bits of RELIEF: they do not wait */
};

struct yb_newborn_rule {
    int clause;
    bool birth_year;      /* enrolled in the year of birth: from birth */
    int within_months;    /* enrolled within so many months: from birth */
    bool birth_year_free; /* nothing is paid for the year of birth ... */
    bool parent_insured;  /* ... of a child with an insured parent */
};

struct yb_arrears_rule { /* contributions paid after they were due */
    int clause;
    int grace_months;       /* paid within so many months: as if never late */
    int waits_months;       /* paid later: benefits only so many months after the payment */
    int first_waits_months; /* of flexible workers: who was never covered before waits so long */
};

struct yb_gap_rule { /* a gap of at most so many months does not count */
    int clause;
    int months;
};

struct yb_retirement_rule {
    int clause;
    int men_years, women_years; /* of contributions, for benefits without paying on */
    int one_off_clause;         /* YB_CLAUSE_NONE: what missing months cost at once is not stated */
    int64_t monthly_base_fen, one_off_ppm; /* a month's base, and the share of it to be paid */
    enum yb_rounding rounding;
};

struct yb_duplicate_rule {
    int clause;
    int keeps; /* insutype of the scheme that stays */
};

struct yb_plain_rule {
    int clause;
};

#define YB_PREMIUM_YEARS_MAX 16
#define YB_PREMIUM_AIDS_MAX  8

struct yb_premium_aid { /* who has one of these identities does not pay all of it himself */
    int clause;
    uint64_t relief; /* value bits of RELIEF */
    int64_t aid_fen; /* of the individual part */
};

/* What insuring a resident for a policy year costs; only ever the pack's own figures. */
struct yb_premium {
    int clause, year;
    int64_t individual_fen;
    int64_t subsidy_fen; /* the government's part; -1: its sources do not give it */
    struct yb_premium_aid aids[YB_PREMIUM_AIDS_MAX]; /* the first that applies decides */
    int aid_count;
};

struct yb_entitlement {
    struct yb_window_rule window;
    struct yb_late_rule late;
    struct yb_newborn_rule newborn;
    struct yb_arrears_rule employer_arrears, flexible_arrears;
    struct yb_gap_rule transfer, continuity;
    struct yb_retirement_rule retirement;
    struct yb_duplicate_rule duplicate;
    struct yb_plain_rule stop, death, move;
    struct yb_premium premiums[YB_PREMIUM_YEARS_MAX]; /* a policy year each */
    int premium_count;
};

/* What a row of `account_credit` is a share of. */
enum yb_credit_of {
    YB_CREDIT_FIXED,
    YB_CREDIT_MONTHLY_WAGE,
    YB_CREDIT_CONTRIBUTION_BASE,
    YB_CREDIT_PENSION
};

/* What the personal account is credited with each month; see engine/enrol/credit.h. */
struct yb_credit_row {
    struct yb_condition when;
    enum yb_credit_of of;
    int64_t value; /* fen a month when FIXED, else ppm */
    enum yb_rounding rounding;
    int clause, line;
};

/* The days that a birth or a miscarriage counts. */
struct yb_leave_rule {
    bool stated;
    int delivery;           /* 98 */
    int difficult_plus;     /* on top: a difficult one */
    int further_child_plus; /* ... for every child after the first */
    int extension;          /* ... a province's own; 0: none */
    int early_miscarriage, miscarriage;
    int early_below_weeks; /* of gestation */
    int clause;
};

/* What the allowance of a day is a part of. */
enum yb_wage_of {
    YB_WAGE_EMPLOYER_WAGE, /* the employer's average monthly wage of last year: the law's */
    YB_WAGE_EMPLOYER_BASE, /* ... its average contribution base of last year */
    YB_WAGE_OWN_BASE,      /* the person's own contribution base on the day of the birth */
    YB_WAGES
};

/* The maternity allowance, and what a birth brings the father; see engine/benefit/maternity.h. */
struct yb_allowance_rule {
    bool stated;
    struct yb_leave_rule leave;
    enum yb_wage_of wage_of;
    int paternity_days; /* 0: the father has none */
    int paternity_clause;
    int64_t spouse_fen[3]; /* for an unemployed wife's care: delivery, difficult, miscarriage */
    bool spouse_stated;
    int spouse_clause;
    int64_t divide_by_days_e1; /* 300: 30 days; 304: 30.4 */
    int64_t wage_at_least_ppm; /* of the region's average wage; 0: no floor */
    int64_t wage_at_most_ppm;  /* 0: no ceiling */
    enum yb_rounding rounding;
    int clause;
};

struct yb_policy {
    struct yb_text id;        /* folder and file: "371525-guanxian/2018-resident" */
    struct yb_text title;     /* 冠县城乡居民基本医疗保险 */
    struct yb_text region;    /* admdvs, six digits */
    int insutype;             /* 310 employee 职工, 390 resident 居民 */
    int32_t from_day, to_day; /* inclusive; to_day YB_DAY_MAX: open */
    int year_start_month, year_start_day;
    enum yb_rounding rounding;
    int rounding_clause;
    enum yb_falls_on deductible_falls_on;
    int falls_on_clause;

    struct yb_clause *clauses;
    struct yb_accumulator *accumulators;
    struct yb_layer *layers;
    struct yb_rule *rules; /* those of one layer lie together */
    struct yb_amount_row *amounts;
    struct yb_rate_row *rates;
    struct yb_deductible_row *deductibles;
    struct yb_pays_row *pays;
    struct yb_segment *segments;
    struct yb_adjust_row *adjusts;
    struct yb_count *counts;
    struct yb_list *lists;
    struct yb_disease *diseases; /* sorted by word */
    struct yb_credit_row *credits;
    struct yb_text *unstated; /* parameters taken from the national defaults; bills say so */
    struct yb_reading *readings;
    int clause_count, accumulator_count, layer_count, rule_count, amount_count, rate_count,
        deductible_count, pays_count, segment_count, adjust_count, count_count, list_count,
        disease_count, credit_count, unstated_count, reading_count;

    struct yb_line_rule class_rules[YB_CLASSES];
    struct yb_line_rule tag_rules[YB_POLICY_TAGS_MAX]; /* as in the pack, then the defaults' */
    int tag_rule_count;
    uint32_t tags;                          /* all that the pack asks about */
    int cost_tags[YB_POLICY_COST_TAGS_MAX]; /* enum yb_tag by which cost is kept apart */
    int cost_tag_count;

    struct yb_waiting_rule waiting;
    struct yb_entitlement entitlement;
    struct yb_allowance_rule allowance;

    uint32_t family_parts; /* bit per enum yb_part that a relative's account may pay; not stated:
                              all that the person bears */
    int family_clause;
};

/*
 * The year of the policy year in which `day` lies: that of the calendar, or the one before when the
 * policy year starts later in it. Accumulators are kept per person, scheme, this number and name.
 */
int yb_policy_year(const struct yb_policy *policy, int32_t day);

/* The lists (one bit each) that hold a disease's code or word; 0: none. Cost: a binary search. */
uint64_t yb_policy_diseases(const struct yb_policy *policy, struct yb_text disease);

/* The same of a word of any kind: a disease, the person's division, the institution's code. */
uint64_t yb_policy_lists(const struct yb_policy *policy, enum yb_list_of of, struct yb_text word);

/* The key of a kind of list in a condition ("disease") and the mark of its words (0: none). */
const char *yb_list_of_key(enum yb_list_of of);
char yb_list_of_mark(enum yb_list_of of);

/* The index of an accumulator; -1: no such name. */
int yb_policy_accumulator(const struct yb_policy *policy, struct yb_text name);

#endif
