#include "engine/policy/read_internal.h"

#include <assert.h>
#include <string.h>

/* Rows of one table lie `size` bytes apart and have their condition at `offset`. */
struct table {
    enum yb_row_kind kind;
    size_t size, offset;
};

#define TABLE(kind, type)                                                                          \
    {                                                                                              \
        kind, sizeof(struct type), offsetof(struct type, when)                                     \
    }

static const struct table rule_table = TABLE(YB_ROW_RULE, yb_rule);
static const struct table amount_table = TABLE(YB_ROW_AMOUNT, yb_amount_row);
static const struct table rate_table = TABLE(YB_ROW_RATE, yb_rate_row);
static const struct table deductible_table = TABLE(YB_ROW_DEDUCTIBLE, yb_deductible_row);
static const struct table pays_table = TABLE(YB_ROW_PAYS, yb_pays_row);
static const struct table adjust_table = TABLE(YB_ROW_ADJUST, yb_adjust_row);
static const struct table credit_table = TABLE(YB_ROW_CREDIT, yb_credit_row);

static const struct yb_condition *condition(const struct yb_reader *r, const struct table *table,
                                            int index)
{
    const uint8_t *row = yb_row_at(r, table->kind, index);

    return (const struct yb_condition *)(const void *)(row + table->offset);
}

static const char *node_name(const struct yb_node *node)
{
    const struct yb_node *name = yb_node_get(node, "rule");

    if (name && name->text.length)
        return name->text.bytes;
    if (node->key.length)
        return node->key.bytes;
    return node->text.length ? node->text.bytes : "-";
}

/* The circumstances of a gap in words: each dimension that does not have all its values. */
static void describe(struct yb_reader *r, const struct yb_region *gap, struct yb_buffer *out)
{
    const struct yb_region all = yb_region_of(r->policy->insutype);
    int d, v;

    for (d = 0; d < YB_DIMENSIONS; d++) {
        uint64_t mask = yb_dimension_mask((enum yb_dimension)d);
        bool first = true;

        if ((gap->excluded & mask) == (all.excluded & mask))
            continue;
        yb_buffer_addf(out, "%s%s: ", out->length ? ", " : "",
                       yb_dimension_key((enum yb_dimension)d));
        for (v = 0; v < YB_VALUES; v++) {
            if (!(mask & ~gap->excluded & YB_VALUE_BIT(v)))
                continue;
            yb_buffer_addf(out, "%s%s", first ? "" : " / ", yb_value_key((enum yb_value)v));
            first = false;
        }
    }
    if (gap->age_from > 0 || gap->age_below < INT16_MAX)
        yb_buffer_addf(out, "%sage: %d-%d", out->length ? ", " : "", gap->age_from,
                       gap->age_below - 1);
    if (gap->years_from > 0 || gap->years_below < INT16_MAX)
        yb_buffer_addf(out, "%scontinuous_years: %d-%d", out->length ? ", " : "", gap->years_from,
                       gap->years_below - 1);
    if (gap->day_from > r->policy->from_day || gap->day_below <= r->policy->to_day) {
        char from[11], to[11];

        yb_day_format(gap->day_from, from);
        yb_day_format(gap->day_below - 1, to);
        yb_buffer_addf(out, "%sday: %s-%s", out->length ? ", " : "", from, to);
    }
    if (!out->length)
        yb_buffer_add_string(out, "disease");
}

static void refuse_gap(struct yb_reader *r, const struct yb_node *node, const char *what,
                       const struct yb_region *gap)
{
    struct yb_buffer words;

    yb_buffer_init(&words, r->arena);
    describe(r, gap, &words);
    yb_reader_refuse(r, node, YB_E_POLICY_NOT_COVERED, what, yb_buffer_text(&words).bytes);
}

/* Two rows of one figure that is a share of a regional one: each for some of its days. */
static bool are_spans(const struct yb_reader *r, const struct table *table, int a, int b)
{
    return yb_row_node(r, table->kind, a) == yb_row_node(r, table->kind, b) &&
           condition(r, table, a)->day_from != condition(r, table, b)->day_from;
}

/*
 * Every row must have circumstances of its own inside the region; of spans one must. With `by_tag`
 * a row counts as covered only by earlier rows of its tag or of no tag.
 */
static void check_reachable(struct yb_reader *r, const struct table *table, struct yb_run run,
                            const struct yb_region *region, bool by_tag)
{
    const struct yb_condition **before =
        YB_NEW_ARRAY(r->arena, const struct yb_condition *, run.count);
    bool reached = false;
    int i, j;

    for (i = run.first; before && i < run.first + run.count; i++) {
        const struct yb_node *node = yb_row_node(r, table->kind, i);
        struct yb_region own = *region;
        enum yb_cover cover = YB_COVER_FULL;
        int count = 0;

        for (j = run.first; j < i; j++) {
            const struct yb_pays_row *a = by_tag ? yb_row_at(r, YB_ROW_PAYS, j) : NULL;
            const struct yb_pays_row *b = by_tag ? yb_row_at(r, YB_ROW_PAYS, i) : NULL;

            if (!by_tag || a->tag == -1 || a->tag == b->tag)
                before[count++] = condition(r, table, j);
        }
        if (yb_region_narrow(&own, condition(r, table, i)))
            cover = yb_region_covered(&own, before, count, NULL);
        reached |= cover != YB_COVER_FULL;
        if (cover == YB_COVER_TOO_COMPLEX)
            yb_reader_refuse(r, node, YB_E_POLICY_TOO_COMPLEX, node_name(node), NULL);
        if (i + 1 < run.first + run.count && are_spans(r, table, i, i + 1))
            continue;
        if (!reached)
            yb_reader_refuse(r, node, YB_E_POLICY_UNREACHABLE, node_name(node), NULL);
        reached = false;
    }
}

/* Some row must hold everywhere in the region; of rows with a tag none counts. */
static void check_covered(struct yb_reader *r, const struct table *table, struct yb_run run,
                          const struct yb_region *region, const char *what)
{
    const struct yb_condition **rows =
        YB_NEW_ARRAY(r->arena, const struct yb_condition *, run.count);
    const struct yb_node *node = yb_row_node(r, table->kind, run.first);
    struct yb_region gap;
    enum yb_cover cover;
    int i, count = 0;

    for (i = run.first; rows && i < run.first + run.count; i++) {
        const struct yb_pays_row *row = table == &pays_table ? yb_row_at(r, YB_ROW_PAYS, i) : NULL;

        if (!row || row->tag == -1)
            rows[count++] = condition(r, table, i);
    }
    if (!rows)
        return;
    cover = yb_region_covered(region, rows, count, &gap);
    if (cover == YB_COVER_GAP)
        refuse_gap(r, node, what, &gap);
    else if (cover == YB_COVER_TOO_COMPLEX)
        yb_reader_refuse(r, node, YB_E_POLICY_TOO_COMPLEX, what, NULL);
}

static int64_t adjusted(const struct yb_adjust_row *row, int64_t ratio, int age)
{
    switch (row->op) {
    case YB_ADJUST_POINTS:
        return ratio + row->value;
    case YB_ADJUST_AGE_POINTS:
        return ratio + row->value * age;
    case YB_ADJUST_COPAY_TIMES:
        return YB_PPM - yb_muldiv(YB_PPM - ratio, row->value, YB_PPM, YB_ROUND_HALF_UP);
    case YB_ADJUST_RATIO_TIMES:
        return yb_muldiv(ratio, row->value, YB_PPM, YB_ROUND_HALF_UP);
    case YB_ADJUST_RATIO_AT_LEAST:
        return ratio < row->value ? row->value : ratio;
    case YB_ADJUST_RATIO_AT_MOST:
        return ratio > row->value ? row->value : ratio;
    case YB_ADJUST_DEDUCTIBLE_TIMES:
    case YB_ADJUST_DEDUCTIBLE_PLUS:
        break;
    }
    return ratio;
}

/*
 * Follows a ratio through the changes of its rule, in every combination that circumstances allow:
 * a change that surely holds is made, one that may hold is made and left out. All changes keep
 * order (a larger ratio stays the larger), so the ends of a table's ratios suffice, and the ends of
 * the ages of a formula.
 */
struct walk {
    struct yb_reader *r;
    struct yb_run adjusts;
    int steps;
    int64_t least, most;
};

static int formula_age(int age)
{
    return age < YB_FORMULA_AGE_MAX ? age : YB_FORMULA_AGE_MAX;
}

static void follow(struct walk *walk, int index, const struct yb_region *region, int64_t ratio)
{
    const struct yb_adjust_row *row;
    struct yb_region inside = *region;
    int next = index + 1;

    if (index == walk->adjusts.first + walk->adjusts.count || ++walk->steps > 100000) {
        walk->least = ratio < walk->least ? ratio : walk->least;
        walk->most = ratio > walk->most ? ratio : walk->most;
        return;
    }
    row = yb_row_at(walk->r, YB_ROW_ADJUST, index);
    if (!yb_region_implies(region, &row->when))
        follow(walk, next, region, ratio);
    if (!yb_region_narrow(&inside, &row->when))
        return;
    while (next < walk->adjusts.first + walk->adjusts.count) {
        const struct yb_adjust_row *other = yb_row_at(walk->r, YB_ROW_ADJUST, next);

        if (other->group != row->group)
            break;
        next++; /* of one group only the first that holds is made */
    }
    follow(walk, next, &inside, adjusted(row, ratio, formula_age(inside.age_from)));
    if (row->op == YB_ADJUST_AGE_POINTS)
        follow(walk, next, &inside, adjusted(row, ratio, formula_age(inside.age_below - 1)));
}

static void check_pays_row(struct yb_reader *r, const struct yb_rule *rule, int index,
                           const struct yb_region *region)
{
    const struct yb_pays_row *row = yb_row_at(r, YB_ROW_PAYS, index);
    const struct yb_node *node = yb_row_node(r, YB_ROW_PAYS, index);
    struct walk walk = {r, rule->adjusts, 0, INT64_MAX, INT64_MIN};
    struct yb_region own = *region;
    int64_t least = INT64_MAX, most = INT64_MIN;
    char text[YB_DECIMAL_TEXT_MAX];
    int i;

    for (i = 0; i < row->segments.count; i++) {
        const struct yb_segment *s = yb_row_at(r, YB_ROW_SEGMENT, row->segments.first + i);

        least = s->pays_ppm < least ? s->pays_ppm : least;
        most = s->pays_ppm > most ? s->pays_ppm : most;
    }
    if (!yb_region_narrow(&own, &row->when))
        return;
    follow(&walk, rule->adjusts.first, &own, least);
    follow(&walk, rule->adjusts.first, &own, most);
    yb_rate_format(walk.most, text);
    if (walk.most > YB_PPM)
        yb_reader_refuse(r, node, YB_E_POLICY_RATIO, node_name(node), text);
    yb_rate_format(walk.least, text);
    if (walk.least < 0)
        yb_reader_refuse(r, node, YB_E_POLICY_RATIO_BELOW, node_name(node), text);
    if (walk.steps > 100000)
        yb_reader_refuse(r, node, YB_E_POLICY_TOO_COMPLEX, "adjust", NULL);
}

/* The largest amount that may be deducted in the region, as the table says it. */
static int64_t most_deducted(const struct yb_reader *r, const struct yb_rule *rule,
                             const struct yb_region *region)
{
    int64_t most = 0;
    int i, j;

    for (i = 0; i < rule->deductibles.count; i++) {
        const struct yb_deductible_row *row =
            yb_row_at(r, YB_ROW_DEDUCTIBLE, rule->deductibles.first + i);
        struct yb_region inside = *region;

        if (!yb_region_narrow(&inside, &row->when))
            continue;
        for (j = 0; j < row->amounts; j++)
            most = row->amount_fen[j] > most ? row->amount_fen[j] : most;
        if (row->at_least_fen > most)
            most = row->at_least_fen;
    }
    return most;
}

/* A cap that lies below what must be borne first is a slip of the pen. */
static void check_caps(struct yb_reader *r, const struct yb_rule *rule, const struct yb_node *node,
                       const struct yb_region *region)
{
    int i, j;

    for (i = 0; i < rule->counts.count; i++) {
        const struct yb_count *count = yb_row_at(r, YB_ROW_COUNT, rule->counts.first + i);
        const struct yb_accumulator *acc = yb_row_at(r, YB_ROW_ACCUMULATOR, count->accumulator);

        for (j = 0; j < acc->limits.count; j++) {
            const struct yb_amount_row *row = yb_row_at(r, YB_ROW_AMOUNT, acc->limits.first + j);
            struct yb_region inside = *region;

            if (yb_region_narrow(&inside, &row->when) &&
                row->amount_fen < most_deducted(r, rule, &inside))
                yb_reader_refuse(r, node, YB_E_POLICY_CAP_BELOW_DEDUCTIBLE, acc->name.bytes, NULL);
        }
    }
}

/*
 * On the cost axis the first segment begins where the deductible ends or below it; above it, cost
 * between the two would silently be nobody's.
 */
static void check_first_segment(struct yb_reader *r, const struct yb_rule *rule,
                                const struct yb_pays_row *row, const struct yb_region *region)
{
    const struct yb_segment *first = yb_row_at(r, YB_ROW_SEGMENT, row->segments.first);
    char at[YB_DECIMAL_TEXT_MAX];
    int i, j;

    if (rule->axis != YB_AXIS_COST || !first->above_fen)
        return;
    for (i = 0; i < rule->deductibles.count; i++) {
        const struct yb_deductible_row *d =
            yb_row_at(r, YB_ROW_DEDUCTIBLE, rule->deductibles.first + i);
        struct yb_region inside = *region;
        bool below = false;

        for (j = 0; j < d->amounts; j++)
            below |= d->amount_fen[j] < first->above_fen;
        yb_money_format(first->above_fen, at);
        if (below && yb_region_narrow(&inside, &row->when) && yb_region_narrow(&inside, &d->when)) {
            yb_reader_refuse(r, yb_row_node(r, YB_ROW_SEGMENT, row->segments.first),
                             YB_E_POLICY_GAP, "deductible, segments", at);
            return;
        }
    }
}

static void check_groups(struct yb_reader *r, struct yb_run adjusts, const struct yb_region *region)
{
    int i = adjusts.first, end = adjusts.first + adjusts.count, j;

    for (; i < end; i = j) {
        const struct yb_adjust_row *first = yb_row_at(r, YB_ROW_ADJUST, i);

        for (j = i + 1; j < end; j++) {
            const struct yb_adjust_row *row = yb_row_at(r, YB_ROW_ADJUST, j);

            if (row->group != first->group)
                break;
        }
        /* National changes are offered to every rule, also to those that they cannot touch. */
        if (first->clause >= 0 &&
            ((const struct yb_clause *)yb_row_at(r, YB_ROW_CLAUSE, first->clause))->national)
            continue;
        check_reachable(r, &adjust_table, (struct yb_run){i, j - i}, region, false);
    }
}

static void check_rule(struct yb_reader *r, int index, const struct yb_region *all)
{
    const struct yb_rule *rule = yb_row_at(r, YB_ROW_RULE, index);
    const struct yb_node *node = yb_row_node(r, YB_ROW_RULE, index);
    struct yb_region region = *all;
    int i;

    if (!yb_region_narrow(&region, &rule->when))
        return; /* refused as unreachable */
    check_reachable(r, &rate_table, rule->firsts, &region, false);
    check_reachable(r, &rate_table, rule->shares, &region, false);
    check_reachable(r, &amount_table, rule->year_caps, &region, false);
    check_reachable(r, &amount_table, rule->fixed, &region, false);
    check_reachable(r, &deductible_table, rule->deductibles, &region, false);
    check_reachable(r, &pays_table, rule->pays, &region, true);
    check_groups(r, rule->adjusts, &region);
    if (rule->deductibles.count)
        check_covered(r, &deductible_table, rule->deductibles, &region, "deductible");
    if (rule->fixed.count)
        check_covered(r, &amount_table, rule->fixed, &region, "pays");
    if (rule->pays.count)
        check_covered(r, &pays_table, rule->pays, &region, "pays");
    for (i = 0; i < rule->pays.count; i++) {
        check_pays_row(r, rule, rule->pays.first + i, &region);
        check_first_segment(r, rule, yb_row_at(r, YB_ROW_PAYS, rule->pays.first + i), &region);
    }
    check_caps(r, rule, node, &region);
}

void yb_check_policy(struct yb_reader *r)
{
    struct yb_region all = yb_region_of(r->policy->insutype);
    int i;

    all.day_from = r->policy->from_day;
    all.day_below = r->policy->to_day + 1;
    for (i = 0; i < yb_row_count(r, YB_ROW_ACCUMULATOR); i++) {
        const struct yb_accumulator *row = yb_row_at(r, YB_ROW_ACCUMULATOR, i);

        check_reachable(r, &amount_table, row->limits, &all, false);
    }
    for (i = 0; i < YB_CLASSES; i++)
        check_reachable(r, &rate_table, r->policy->class_rules[i].shares, &all, false);
    for (i = 0; i < r->policy->tag_rule_count; i++)
        check_reachable(r, &rate_table, r->policy->tag_rules[i].shares, &all, false);
    for (i = 0; i < yb_row_count(r, YB_ROW_LAYER); i++) {
        const struct yb_layer *layer = yb_row_at(r, YB_ROW_LAYER, i);

        check_reachable(r, &rule_table, layer->rules, &all, false);
    }
    for (i = 0; i < yb_row_count(r, YB_ROW_RULE); i++)
        check_rule(r, i, &all);
    check_reachable(r, &credit_table, (struct yb_run){0, yb_row_count(r, YB_ROW_CREDIT)}, &all,
                    false);
}
