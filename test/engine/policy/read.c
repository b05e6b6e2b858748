#include "test/engine/pack.h"

#define HEAD TEST_HEAD TEST_STATED "unstated: [off_site]\n"

/* A pack with one rule: `rule` are lines indented by eight, behind `- rule: r` on line 14. */
#define RULE(rule)                                                                                 \
    HEAD "layers:\n  - layer: l\n    pays_from: hifp\n    works_on: in_scope\n    rules:\n"        \
         "      - rule: r\n        source: s 一\n" rule

/* What a refusal must say: the code, the line and the first argument. */
struct refusal {
    const char *text;
    int code, line;
    const char *arg;
};

static void check(const struct refusal *row)
{
    struct yb_mistakes mistakes;
    struct yb_arena arena;
    struct yb_buffer words;
    size_t i;

    yb_arena_init(&arena, 1 << 16);
    assert_null(test_pack(&arena, row->text, &mistakes));
    for (i = 0; i < mistakes.count; i++)
        if (mistakes.errors[i].code == row->code && mistakes.errors[i].line == row->line &&
            (!row->arg || !strcmp(mistakes.errors[i].args[0], row->arg)))
            break;
    if (i == mistakes.count) {
        yb_buffer_init(&words, &arena);
        for (i = 0; i < mistakes.count; i++) {
            yb_buffer_addf(&words, "\n  %s ", yb_code_name(mistakes.errors[i].code));
            yb_error_describe(&mistakes.errors[i], true, &words);
        }
        fail_msg("%s at line %d not among:%s\nin\n%s", yb_code_name(row->code), row->line,
                 yb_buffer_text(&words).bytes, row->text);
    }
    yb_arena_release(&arena);
}

#define CHECK_ALL(rows)                                                                            \
    for (size_t row_ = 0; row_ < sizeof(rows) / sizeof((rows)[0]); row_++)                         \
    check(&(rows)[row_])

static void heads_are_strict(void **state)
{
    static const struct refusal rows[] = {
        {HEAD "layer: []\n", YB_E_UNKNOWN_KEY, 9, "layer"},
        {"pack: t\nregion: \"371525\"\nscheme: resident\nsources: {s: x}\n", YB_E_POLICY_NO_DATES,
         1, "in_force"},
        {"pack: t\nregion: \"371525\"\nscheme: resident\nin_force: {to: 2018-01-01}\n",
         YB_E_POLICY_NO_DATES, 4, "from"},
        {"pack: t\nregion: \"371525\"\nscheme: resident\nin_force: {from: 2018-02-30}\n",
         YB_E_WRONG_FORMAT, 4, "from"},
        {"pack: t\nregion: \"371525\"\nscheme: resident\n"
         "in_force: {from: 2018-02-01, to: 2018-01-31}\n",
         YB_E_OUT_OF_RANGE, 4, "to"},
        {"pack: t\nregion: 371525\nscheme: resident\nin_force: {from: 2018-01-01}\n",
         YB_E_WRONG_FORMAT, 2, "region"},
        {"pack: t\nregion: \"37152\"\nscheme: resident\nin_force: {from: 2018-01-01}\n",
         YB_E_WRONG_FORMAT, 2, "region"},
        {"pack: t\nregion: \"371525\"\nscheme: urban\nin_force: {from: 2018-01-01}\n",
         YB_E_UNKNOWN_CODE, 3, "scheme"},
        {"region: \"371525\"\nscheme: resident\nin_force: {from: 2018-01-01}\n", YB_E_MISSING, 1,
         "pack"},
        {HEAD "policy_year_starts: 02-29\n", YB_E_WRONG_FORMAT, 9, "policy_year_starts"},
        {HEAD "tags: [golden]\n", YB_E_UNKNOWN_CODE, 9, "tags"},
        {HEAD "tags: [implant, implant]\n", YB_E_DUPLICATE_KEY, 9, "implant"},
        {HEAD "lists: {a: {kinds: [x]}}\n", YB_E_POLICY_NO_SOURCE, 9, "a"},
        {HEAD "lists: {a: {source: s}}\n", YB_E_MISSING, 9, "kinds"},
        {HEAD "lists: {a: {source: z 一, kinds: [x]}}\n", YB_E_POLICY_NO_LIST, 9, "source"},
        {HEAD "limits: {a: {fund_pays_at_most: 1.00}}\n", YB_E_POLICY_NO_SOURCE, 9,
         "fund_pays_at_most"},
        {HEAD "limits: {a: {fund_pays_at_most: 100, source: s}}\n", YB_E_WRONG_FORMAT, 9,
         "fund_pays_at_most"},
        {HEAD "limits: {a: {source: s}}\n", YB_E_MISSING, 9, NULL},
        {HEAD "limits: {a: {fund_pays_at_most: 1.00, source: s}}\n"
              "accumulators: {a: {counts: visits}}\n",
         YB_E_DUPLICATE_KEY, 9, "a"},
        {HEAD "accumulators: {A: {counts: visits}}\n", YB_E_WRONG_FORMAT, 9, NULL},
        {HEAD "accumulators: {a: {sums: money}}\n", YB_E_UNKNOWN_CODE, 9, "sums"},
        {TEST_HEAD TEST_STATED "unstated: [rounding]\n", YB_E_POLICY_STATED, 8, "rounding"},
        {TEST_HEAD TEST_STATED "unstated: [weather]\n", YB_E_UNKNOWN_CODE, 8, "unstated"},
        {TEST_HEAD "layers: []\nunstated: [off_site]\n", YB_E_POLICY_NOT_STATED, 1, "rounding"},
        {TEST_HEAD "layers: []\nunstated: [rounding]\n", YB_E_POLICY_NOT_STATED, 1,
         "class_b_takes_first"},
        {TEST_HEAD "layers: []\nunstated: [rounding, class_b_takes_first]\n",
         YB_E_POLICY_NOT_STATED, 1, "off_site"},
        {HEAD "waiting: {source: s}\n", YB_E_MISSING, 9, "fixed_months"},
        {HEAD "waiting: {fixed_months: 3}\n", YB_E_POLICY_NO_SOURCE, 9, "waiting"},
        {HEAD "account_credit: [{rate: 3 %, source: s}]\n", YB_E_MISSING, 9, NULL},
        {HEAD "family_account: {pays: [copays], source: s}\n", YB_E_UNKNOWN_CODE, 9, "pays"},
        {HEAD "family_account: {pays: some, source: s}\n", YB_E_WRONG_TYPE, 9, "pays"},
        {HEAD "family_account: {source: s}\n", YB_E_MISSING, 9, "pays"},
        {HEAD "maternity_allowance: {divide_by_days: 0, source: s}\n", YB_E_OUT_OF_RANGE, 9,
         "divide_by_days"},
        {HEAD "maternity_allowance: {divide_by_days: 30, wage_of: base, source: s}\n",
         YB_E_UNKNOWN_CODE, 9, "wage_of"},
        {HEAD "maternity_allowance: {divide_by_days: 30, paternity: {days: 0}, source: s}\n",
         YB_E_OUT_OF_RANGE, 9, "days"},
        {HEAD "maternity_allowance: {divide_by_days: 30, paternity: {source: s}, source: s}\n",
         YB_E_MISSING, 9, "days"},
        {HEAD "maternity_allowance: {divide_by_days: 30, unemployed_spouse: {delivery: 1.00,"
              " difficult: 1.00}, source: s}\n",
         YB_E_MISSING, 9, "miscarriage"},
    };

    (void)state;
    CHECK_ALL(rows);
}

static void entitlement_is_strict(void **state)
{
    static const struct refusal rows[] = {
        {HEAD "entitlement: {window: {from: 09-31, to: 12-31, source: s}}\n", YB_E_WRONG_FORMAT, 9,
         "from"},
        {HEAD "entitlement: {late: {full_price: true}}\n", YB_E_POLICY_NO_SOURCE, 9, "late"},
        {HEAD "entitlement: {late: {exempt: [level_1], source: s}}\n", YB_E_UNKNOWN_CODE, 9,
         "exempt"},
        {HEAD "entitlement: {newborn: {within_months: 121, source: s}}\n", YB_E_OUT_OF_RANGE, 9,
         "within_months"},
        {HEAD "entitlement: {transfer: {source: s}}\n", YB_E_MISSING, 9, "gap_months"},
        {HEAD "entitlement: {retirement: {men_years: 25, source: s}}\n", YB_E_MISSING, 9,
         "women_years"},
        {HEAD "entitlement: {duplicate: {keeps: both, source: s}}\n", YB_E_UNKNOWN_CODE, 9,
         "keeps"},
        {HEAD "entitlement: {contribution: {year: 2018, individual: 1.00, source: s}}\n",
         YB_E_WRONG_TYPE, 9, "contribution"},
        {HEAD "entitlement: {contribution: [{year: 2018, individual: 1.00}]}\n",
         YB_E_POLICY_NO_SOURCE, 9, ""},
        {HEAD "entitlement: {contribution: [{year: 1949, individual: 1.00, source: s}]}\n",
         YB_E_OUT_OF_RANGE, 9, "year"},
        {HEAD "entitlement: {contribution: [{year: 2018, subsidy: 1.00, source: s}]}\n",
         YB_E_MISSING, 9, "individual"},
        {HEAD "entitlement: {contribution: [{year: 2018, individual: 1.00, source: s},\n"
              "  {year: 2018, individual: 2.00, source: s}]}\n",
         YB_E_EXISTS, 10, "year"},
        {HEAD "entitlement: {contribution: [{year: 2018, individual: 1.00, source: s,\n"
              "  aid: [{relief: [destitute], gives: 1.01}]}]}\n",
         YB_E_OUT_OF_RANGE, 10, "gives"},
        {HEAD "entitlement: {contribution: [{year: 2018, individual: 1.00, source: s,\n"
              "  aid: [{relief: [destitute], gives: all}, {relief: [destitute], gives: 0.50}]}]}\n",
         YB_E_EXISTS, 10, "relief"},
        {HEAD "entitlement: {stopp: {source: s}}\n", YB_E_UNKNOWN_KEY, 9, "stopp"},
        {HEAD "waiting: {fixed_months: 3, since: 2025, source: s}\n", YB_E_WRONG_FORMAT, 9,
         "since"},
    };

    (void)state;
    CHECK_ALL(rows);
}

static void rules_are_strict(void **state)
{
    static const struct refusal rows[] = {
        {RULE("        pays: 0.8\n"), YB_E_WRONG_FORMAT, 16, "pays"},
        {RULE("        pays: 101 %\n"), YB_E_POLICY_RATIO, 16, "pays"},
        {RULE("        pay: 80 %\n"), YB_E_UNKNOWN_KEY, 16, "pay"},
        {RULE("        when: {care: hospital}\n        pays: 80 %\n"), YB_E_UNKNOWN_CODE, 16,
         "care"},
        {RULE("        when: {weather: rain}\n        pays: 80 %\n"), YB_E_UNKNOWN_KEY, 16,
         "weather"},
        {RULE("        when: {disease: rare}\n        pays: 80 %\n"), YB_E_POLICY_NO_LIST, 16,
         "disease list"},
        {RULE("        when: {age: {from: 70, below: 60}}\n        pays: 80 %\n"),
         YB_E_POLICY_ORDER, 16, "age"},
        {RULE("        pays: {level_1: 80 %, level_2: 70 %}\n"), YB_E_POLICY_NOT_COVERED, 16,
         "pays"},
        {RULE("        pays: {level_1: 80 %, inpatient: 70 %, any: 60 %}\n"), YB_E_POLICY_TABLE, 16,
         "inpatient"},
        {RULE("        pays: {level_9: 80 %, any: 60 %}\n"), YB_E_UNKNOWN_KEY, 16, "level_9"},
        {RULE("        pays: {essential_drug: 90 %, any: 60 %}\n"), YB_E_UNKNOWN_KEY, 16,
         "essential_drug"},
        {RULE("        pays: {any: 60 %, level_1: 80 %}\n"), YB_E_POLICY_UNREACHABLE, 16,
         "level_1"},
        {RULE("        pays: {active: 60 %, any: 80 %}\n"), YB_E_POLICY_UNREACHABLE, 16, "active"},
        {RULE("        when: {level: level_1}\n        pays: {level_2: 60 %, any: 80 %}\n"),
         YB_E_POLICY_UNREACHABLE, 17, "level_2"},
        {RULE("        pays: 80 %\n      - rule: q\n        source: s\n        pays: 70 %\n"),
         YB_E_POLICY_UNREACHABLE, 17, "q"},
        {RULE("        when: {care: inpatient}\n        pays: 80 %\n      - rule: r\n"
              "        source: s\n        pays: 70 %\n"),
         YB_E_DUPLICATE_KEY, 18, "r"},
        {RULE("        pays: 80 %\n        adjust: [{plus: 21 %, source: s}]\n"), YB_E_POLICY_RATIO,
         16, "pays"},
        {RULE("        pays: 80 %\n        adjust:\n          - {when: {level: level_1}, plus: 15 "
              "%}\n"
              "          - {when: {person: minor}, plus: 15 %}\n"),
         YB_E_POLICY_RATIO, 16, "pays"},
        {RULE("        pays: 10 %\n        adjust: [{minus: 11 %, source: s}]\n"),
         YB_E_POLICY_RATIO_BELOW, 16, "pays"},
        {RULE("        pays: 15 %\n"), YB_E_POLICY_RATIO_BELOW, 16, "pays"}, /* off site: - 20 % */
        {RULE("        pays: 80 %\n        adjust: [{deductible_plus: 1.00}]\n"), YB_E_MISSING, 17,
         "deductible"},
        {RULE("        pays: 80 %\n        adjust: [{when: {level: level_1}}]\n"), YB_E_MISSING, 17,
         "plus"},
        {RULE("        pays: 80 %\n        counts_toward: [b]\n"), YB_E_POLICY_NO_LIST, 17,
         "accumulator"},
        {RULE("        deductible: [1.00, 0.00]\n        pays: 80 %\n"), YB_E_MISSING, 16,
         "nth_of"},
        {RULE("        deductible: {per: year, any: 1.00}\n        pays: 80 %\n"), YB_E_MISSING, 16,
         "sums_in"},
        {RULE("        deductible: {level_1: 1.00}\n        pays: 80 %\n"), YB_E_POLICY_NOT_COVERED,
         16, "deductible"},
        {RULE("        deductible: {share_of_total: 20 %, at_least: 3.00, at_most: 2.00}\n"
              "        pays: 80 %\n"),
         YB_E_POLICY_ORDER, 16, "at_least"},
        {RULE("        pays_nothing: true\n        pays: 80 %\n"), YB_E_UNKNOWN_KEY, 17, "pays"},
        {RULE("        pays_nothing: false\n"), YB_E_OUT_OF_RANGE, 16, "pays_nothing"},
        {HEAD "layers:\n  - layer: l\n    pays_from: hifp\n    works_on: in_scope\n    rules:\n"
              "      - {rule: r, pays: 80 %}\n",
         YB_E_POLICY_NO_SOURCE, 14, "pays"},
    };

    (void)state;
    CHECK_ALL(rows);
}

/* Regional figures, days, deductibles that fall, formulas of age. */
static void later_shapes_are_strict(void **state)
{
#define FIGURE(is) HEAD "figures: {wage: {source: s, is: [" is "]}}\n"
#define OF_WAGE(text)                                                                              \
    FIGURE("{from: 2018-01-01, amount: 1000.00}")                                                  \
    "limits: {a: {fund_pays_at_most: " text ", source: s}}\n"
    static const struct refusal rows[] = {
        {OF_WAGE("600 % of wages"), YB_E_POLICY_NO_LIST, 10, "figure"},
        {OF_WAGE("6 of wage"), YB_E_WRONG_FORMAT, 10, "fund_pays_at_most"},
        {OF_WAGE("of wage"), YB_E_WRONG_FORMAT, 10, "fund_pays_at_most"},
        {FIGURE(""), YB_E_WRONG_TYPE, 9, "is"},
        {HEAD "lists: {a: {source: s, kinds: [x], divisions: [\"500112\"]}}\n", YB_E_UNKNOWN_KEY, 9,
         "divisions"},
        {HEAD
         "lists: {a: {source: s, kinds: [x]}}\nlimits: {l: {fund_pays_at_most: [{when: {division:"
         " a}, amount: 1.00}], source: s}}\n",
         YB_E_POLICY_NO_LIST, 10, "division list"},
        {FIGURE("{from: 2018-01-01, amount: 1.00}, {from: 2018-01-01, amount: 2.00}"),
         YB_E_POLICY_ORDER, 9, "from"},
        {FIGURE("{from: 2018-01-02, amount: 1.00}"), YB_E_POLICY_NO_DATES, 9, "wage"},
        {FIGURE("{from: 2018-01-01}"), YB_E_MISSING, 9, "amount"},
        {HEAD "figures: {wage: {is: [{from: 2018-01-01, amount: 1.00}]}}\n", YB_E_POLICY_NO_SOURCE,
         9, NULL},
        {HEAD "account_credit: [{monthly: 2 % of wage, source: s}]\n"
              "figures: {wage: {source: s, is: [{from: 2018-01-01, amount: 1.00}]}}\n",
         YB_E_WRONG_FORMAT, 9, "monthly"},
        {RULE("        when: {day: {from: 2018-02-30}}\n        pays: 80 %\n"), YB_E_WRONG_FORMAT,
         16, "from"},
        {RULE("        when: {day: {from: 2018-02-02, to: 2018-02-01}}\n        pays: 80 %\n"),
         YB_E_POLICY_ORDER, 16, "day"},
        {RULE("        when: {day: {}}\n        pays: 80 %\n"), YB_E_MISSING, 16, "from"},
        {RULE("        when: {day: {to: 2017-12-31}}\n        pays: 80 %\n"),
         YB_E_POLICY_UNREACHABLE, 14, "r"},
        {RULE("        pays: [{when: {day: {to: 2018-06-30}}, rate: 80 %}]\n"),
         YB_E_POLICY_NOT_COVERED, 16, "pays"},
        {RULE("        deductible: {first: 9.00, each_next_times: 50 %}\n        pays: 80 %\n"),
         YB_E_MISSING, 16, "nth_of"},
        {RULE("        deductible: {first: 9.00, at_least: 1.00}\n        pays: 80 %\n"),
         YB_E_MISSING, 16, "each_next_times, each_next_minus"},
        {RULE("        deductible: {first: 9.00, each_next_minus: 1.00, at_least: 10.00}\n"
              "        pays: 80 %\n"),
         YB_E_POLICY_ORDER, 16, "at_least"},
        {RULE("        deductible: {first: 9000.00, each_next_minus: 1.00}\n        pays: 80 %\n"),
         YB_E_TOO_MANY, 16, "deductible"},
        {RULE("        deductible: {first: 9.00, each_next_minus: 1.00, nth: x}\n"
              "        pays: 80 %\n"),
         YB_E_UNKNOWN_KEY, 16, "nth"},
        {RULE("        pays: 75 %\n        adjust: [{plus_per_year_of_age: 0.3 %}]\n"),
         YB_E_POLICY_RATIO, 16, "pays"},
    };

    (void)state;
    CHECK_ALL(rows);
}

static void stays_and_identities_are_strict(void **state)
{
    static const struct refusal rows[] = {
        {HEAD "accumulators: {d: {sums: deductible}}\nlayers:\n  - layer: l\n    pays_from: hifp\n"
              "    works_on: in_scope\n    rules:\n      - rule: r\n        source: s 一\n"
              "        deductible: {stay_sums_in: d, amount: 9.00}\n        pays: 80 %\n",
         YB_E_WRONG_TYPE, 17, "d"},
        {HEAD "accumulators: {d: {sums: deductible_of_stay}, y: {sums: deductible}}\nlayers:\n"
              "  - layer: l\n    pays_from: hifp\n"
              "    works_on: in_scope\n    rules:\n      - rule: r\n        source: s 一\n"
              "        deductible: {per: year, sums_in: y, stay_sums_in: d, amount: 9.00}\n"
              "        pays: 80 %\n",
         YB_E_MISSING, 17, "per: visit"},
        {HEAD "accumulators: {d: {sums: deductible_of_stay}}\nlayers:\n  - layer: l\n"
              "    pays_from: hifp\n    works_on: in_scope\n    rules:\n      - rule: r\n"
              "        source: s 一\n        counts_toward: [d]\n        pays: 80 %\n",
         YB_E_WRONG_TYPE, 17, "counts_toward"},
        {RULE("        when: {relief: poor}\n        pays: 80 %\n"), YB_E_UNKNOWN_CODE, 16,
         "relief"},
        {RULE("        when: {relief: low_income}\n        pays: {destitute: 90 %, any: 80 %}\n"),
         YB_E_POLICY_UNREACHABLE, 17, "destitute"},
    };

    (void)state;
    CHECK_ALL(rows);
}

static void segments_join(void **state)
{
    static const struct refusal rows[] = {
        {RULE("        pays:\n          segments:\n"
              "            - {above: 0.00, up_to: 100.00, pays: 50 %}\n"
              "            - {above: 200.00, pays: 60 %}\n"),
         YB_E_POLICY_GAP, 19, "segments"},
        {RULE("        pays:\n          segments:\n"
              "            - {above: 0.00, up_to: 300.00, pays: 50 %}\n"
              "            - {above: 200.00, pays: 60 %}\n"),
         YB_E_POLICY_SEGMENTS_OVERLAP, 19, "200.00"},
        {RULE("        pays:\n          segments:\n"
              "            - {above: 300.00, pays: 50 %}\n"
              "            - {above: 0.00, up_to: 300.00, pays: 60 %}\n"),
         YB_E_POLICY_ORDER, 19, "segments"},
        {RULE("        pays:\n          segments:\n"
              "            - {above: 300.00, up_to: 300.00, pays: 50 %}\n"),
         YB_E_POLICY_ORDER, 18, "segments"},
        {RULE("        pays:\n          segments:\n            - {above: 0.00, pays: 120 %}\n"),
         YB_E_POLICY_RATIO, 18, "pays"},
        {RULE("        pays:\n          segments:\n            - {above: 0.00}\n"), YB_E_MISSING,
         18, "pays"},
        {RULE("        deductible: 650.00\n        pays:\n          segments:\n"
              "            - {above: 1300.00, pays: 85 %}\n"),
         YB_E_POLICY_GAP, 19, "deductible, segments"},
        {HEAD "limits: {a: {fund_pays_at_most: 500.00, source: s}}\nlayers:\n  - layer: l\n"
              "    source: s\n    pays_from: hifp\n    works_on: in_scope\n    rules:\n"
              "      - {rule: r, deductible: 900.00, pays: 80 %, counts_toward: [a]}\n",
         YB_E_POLICY_CAP_BELOW_DEDUCTIBLE, 16, "a"},
    };

    (void)state;
    CHECK_ALL(rows);
}

static void layers_are_strict(void **state)
{
#define LAYER(text) HEAD "tags: [implant]\nlayers:\n  - layer: l\n    source: s\n" text
    static const struct refusal rows[] = {
        {LAYER("    pays_from: gold\n    works_on: in_scope\n    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_UNKNOWN_CODE, 13, "pays_from"},
        {LAYER("    pays_from: acct\n    works_on: in_scope\n    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_WRONG_TYPE, 13, "pays_from"},
        {LAYER("    pays_from: oth\n    works_on: copay\n    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_WRONG_TYPE, 14, "works_on"},
        {LAYER("    pays_from: oth\n    works_on: [copay, copay]\n"
               "    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_DUPLICATE_KEY, 14, "copay"},
        {LAYER("    pays_from: oth\n    works_on: [copays]\n    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_UNKNOWN_CODE, 14, "works_on"},
        {LAYER("    pays_from: oth\n    works_on: [copay]\n    only: implant\n"
               "    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_WRONG_TYPE, 15, "copay"},
        {LAYER("    pays_from: oth\n    works_on: in_scope\n    only: imported\n"
               "    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_POLICY_NO_LIST, 15, "tag"},
        {LAYER("    pays_from: oth\n    works_on: [copay]\n"
               "    rules: [{rule: r, pays: {implant: 80 %, any: 70 %}}]\n"),
         YB_E_POLICY_TABLE, 15, "tags"},
        {LAYER("    pays_from: oth\n    works_on: in_scope\n"), YB_E_MISSING, 11, "rules"},
        {LAYER("    kind: guarantee\n    pays_from: oth\n    works_on: [copay]\n"), YB_E_MISSING,
         11, "guarantees"},
        {LAYER("    kind: guarantee\n    pays_from: oth\n    works_on: [copay]\n"
               "    guarantees: {share: 90 %, of: [copay]}\n"),
         YB_E_UNKNOWN_CODE, 16, "of"},
        {LAYER("    kind: fixed\n    pays_from: oth\n    works_on: in_scope\n"
               "    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_WRONG_TYPE, 16, "pays"},
        {LAYER("    kind: lottery\n    pays_from: oth\n    works_on: in_scope\n"
               "    rules: [{rule: r, pays: 80 %}]\n"),
         YB_E_UNKNOWN_CODE, 13, "kind"},
    };

    (void)state;
    CHECK_ALL(rows);
}

/* The same shapes, written rightly. */
static void right_packs_are_read(void **state)
{
    static const char *const rows[] = {
        RULE("        pays: 80 %\n"),
        RULE("        pays: {level_1 / unrated: 90 %, level_2: {minor: 85 %, any: 80 %}, any: 70 "
             "%}\n"),
        RULE("        pays:\n          - {when: {age: {from: 70}}, rate: 90 %, source: s 二}\n"
             "          - {rate: 80 %}\n"),
        RULE("        pays: 80 %\n        adjust:\n"
             "          - {when: {level: level_1}, plus: 15 %}\n"
             "          - {when: {level: level_2}, plus: 20 %}\n"), /* never both */
        RULE("        pays: 80 %\n        adjust:\n          - {plus: {level_1: 15 %, any: 20 "
             "%}}\n"),
        RULE("        pays: 90 %\n        adjust: [{plus: 50 %}, {ratio_at_most: 100 %}]\n"),
        RULE("        pays: 10 %\n        adjust: [{plus: 20 %}]\n"),
        RULE("        deductible: {amount: [{when: {level: level_1}, amount: 5.00}, {amount: "
             "6.00}]}\n"
             "        pays: {level_1: [{above: 0.00, pays: 50 %}], any: 60 %}\n"),
        HEAD "waiting: {fixed_months: 3, source: s}\n",
        RULE("        pays: 75 %\n        adjust: [{plus_per_year_of_age: 0.2 %}]\n"),
        HEAD "figures: {wage: {source: s, is: [{from: 2010-01-01, amount: 1.00},"
             " {from: 2019-01-01, amount: 2.00}]}}\n" /* never asked for after 2018 */
             "limits: {a: {fund_pays_at_most: [{when: {day: {from: 2018-07-01}}, amount: 5.00},"
             " {amount: 600 % of wage}], source: s}}\n",
        RULE("        when: {day: {from: 2018-02-01}, kind: tcm}\n        pays: 80 %\n"),
        HEAD "figures: {wage: {source: s, is: [{from: 2010-01-01, amount: 1.00},"
             " {from: 2018-03-01, amount: 2.00}]}}\n"
             "limits: {a: {fund_pays_at_most: 600 % of wage, source: s}}\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_mistakes mistakes;
        struct yb_arena arena;

        yb_arena_init(&arena, 1 << 16);
        if (!test_pack(&arena, rows[i], &mistakes)) {
            struct yb_buffer words;

            yb_buffer_init(&words, &arena);
            yb_error_describe(&mistakes.errors[0], true, &words);
            fail_msg("%s\nin\n%s", yb_buffer_text(&words).bytes, rows[i]);
        }
        yb_arena_release(&arena);
    }
}

static void all_mistakes_are_named(void **state)
{
    struct yb_mistakes mistakes;
    struct yb_arena arena;
    struct yb_buffer text;
    int i;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    assert_null(test_pack(&arena, RULE("        pay: 0.8\n        when: {care: x, level: y}\n"),
                          &mistakes));
    assert_int_equal(mistakes.count, 4); /* pay, pays missing, x, y */
    yb_buffer_init(&text, &arena);
    yb_buffer_add_string(&text, HEAD);
    for (i = 0; i < YB_POLICY_MISTAKES_MAX + 5; i++)
        yb_buffer_addf(&text, "key_%d: 1\n", i);
    assert_null(test_pack(&arena, yb_buffer_text(&text).bytes, &mistakes));
    assert_int_equal(mistakes.count, YB_POLICY_MISTAKES_MAX);
    assert_int_equal(mistakes.total, YB_POLICY_MISTAKES_MAX + 5);
    yb_arena_release(&arena);
}

/* At each limit a pack is read, one past it it is refused. */
static void limits_hold(void **state)
{
    static const struct {
        const char *head, *each;
        int most;
        const char *tail;
    } rows[] = {
        {HEAD "accumulators:\n", "  a_%d: {counts: visits}\n", YB_POLICY_ACCUMULATORS_MAX, ""},
        {HEAD "lists:\n", "  l_%d: {source: s, kinds: [x]}\n", YB_POLICY_LISTS_MAX, ""},
        {HEAD "layers:\n",
         "  - {layer: l_%d, source: s, pays_from: oth, works_on: [copay], "
         "rules: [{rule: r, pays: 50 %%}]}\n",
         YB_POLICY_LAYERS_MAX, ""},
        /* changes beside the national one, however many rows the table of one comes to */
        {RULE("        pays: 50 %\n        adjust:\n"),
         "          - {plus: {level_1: 1 %%, level_2: 2 %%, any: 0.%d %%}}\n",
         YB_POLICY_ADJUSTMENTS_MAX - 1, ""},
    };
    size_t i;
    int over, j;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (over = 0; over <= 1; over++) {
            struct yb_mistakes mistakes;
            struct yb_arena arena;
            struct yb_buffer text;

            yb_arena_init(&arena, 1 << 16);
            yb_buffer_init(&text, &arena);
            yb_buffer_add_string(&text, rows[i].head);
            for (j = 0; j < rows[i].most + over; j++)
                test_add_numbered(&text, rows[i].each, j);
            assert_int_equal(test_pack(&arena, yb_buffer_text(&text).bytes, &mistakes) != NULL,
                             !over);
            assert_true(!over || mistakes.errors[0].code == YB_E_TOO_MANY);
            yb_arena_release(&arena);
        }
}

static void the_nth_allocation_fails(void **state)
{
    static const char text[] =
        RULE("        deductible: {nth_of: v, any: [900.00, 450.00]}\n"
             "        pays: {level_1: [{above: 0.00, up_to: 9.00, pays: 50 %}], any: 60 "
             "%}\n") "accumulators: {v: {counts: visits}}\nlists: {a: {source: s, kinds: "
                     "[x], codes: [y*]}}\n"
                     "limits: {m: {fund_pays_at_most: {level_1: 9000.00, any: none}, "
                     "source: s}}\n";
    struct yb_mistakes mistakes;
    int64_t n;
    int refused = 0;

    (void)state;
    for (n = 1; n < 10000; n++) {
        struct yb_arena arena;
        bool read;

        yb_arena_init(&arena, 1 << 16);
        arena.fail_at = n;
        read = test_pack(&arena, text, &mistakes) != NULL;
        if (!read)
            assert_int_not_equal(yb_mistakes_first(&mistakes, NULL), YB_OK);
        refused += !read;
        yb_arena_release(&arena);
        if (read)
            break;
    }
    assert_true(n < 10000);
    assert_true(refused > 50);
}

static void names_are_found(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < YB_VALUES; i++)
        assert_int_equal(yb_value_find(yb_text_of(yb_value_key((enum yb_value)i))), i);
    for (i = 0; i < YB_DIMENSIONS; i++)
        assert_int_equal(yb_dimension_find(yb_text_of(yb_dimension_key((enum yb_dimension)i))), i);
    for (i = 0; i < YB_FUNDS; i++)
        assert_int_equal(yb_fund_find(yb_text_of(yb_fund_key((enum yb_fund)i))), i);
    for (i = 0; i < YB_PARTS; i++)
        assert_int_equal(yb_part_find(yb_text_of(yb_part_key((enum yb_part)i))), i);
    assert_int_equal(yb_value_find(YB_TEXT("level_4")), -1);
    assert_int_equal(__builtin_popcountll(yb_facts_default(310).bits), YB_DIMENSIONS);
    assert_true(yb_facts_default(390).bits & YB_VALUE_BIT(YB_PERSON_ADULT));
}

static void years_and_diseases(void **state)
{
    struct yb_mistakes mistakes;
    struct yb_policy *policy;
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    policy =
        test_pack(&arena,
                  HEAD "policy_year_starts: 07-01\n"
                       "lists:\n  a: {source: s, kinds: [白血病, 血友病], codes: [C91*, M07803]}\n"
                       "  b: {source: s, kinds: [白血病], codes: [C9*, C910]}\n",
                  &mistakes);
    assert_non_null(policy);
    assert_int_equal(yb_policy_year(policy, yb_day_of(2018, 6, 30)), 2017);
    assert_int_equal(yb_policy_year(policy, yb_day_of(2018, 7, 1)), 2018);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("白血病")), 3);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("血友病")), 1);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("白血")), 0);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("C91.001")), 3);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("C90")), 2);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("C910")), 3);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("M07803")), 1);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("M078031")), 0);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("")), 0);
    policy = test_pack(&arena,
                       HEAD "lists:\n  a: {source: s, codes: [H5*]}\n"
                            "  b: {source: s, institutions: [H500112*]}\n"
                            "  c: {source: s, divisions: [\"500112\"]}\n",
                       &mistakes);
    assert_non_null(policy);
    assert_int_equal(yb_policy_diseases(policy, YB_TEXT("H50011200001")), 1);
    assert_int_equal(yb_policy_lists(policy, YB_LIST_INSTITUTIONS, YB_TEXT("H50011200001")), 2);
    assert_int_equal(yb_policy_lists(policy, YB_LIST_DIVISIONS, YB_TEXT("500112")), 4);
    assert_int_equal(yb_policy_lists(policy, YB_LIST_DIVISIONS, YB_TEXT("500113")), 0);
    assert_int_equal(yb_policy_lists(policy, YB_LIST_DIVISIONS, YB_TEXT("")), 0);
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_strict),
        cmocka_unit_test(entitlement_is_strict),
        cmocka_unit_test(rules_are_strict),
        cmocka_unit_test(segments_join),
        cmocka_unit_test(layers_are_strict),
        cmocka_unit_test(right_packs_are_read),
        cmocka_unit_test(all_mistakes_are_named),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(the_nth_allocation_fails),
        cmocka_unit_test(later_shapes_are_strict),
        cmocka_unit_test(stays_and_identities_are_strict),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(years_and_diseases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
