#include "engine/policy/read_internal.h"

#include <string.h>

#include "engine/catalogue/item.h"

/* What a table is made of, for one kind of figure. */
struct shape {
    bool tags;                  /* keys may be tags */
    const char *const *figures; /* keys of a list's row that hold a figure or a table */
    bool (*is_figure)(const struct yb_node *node);
    void (*figure)(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                   const void *more);
    const void *more;
};

static const char *const no_keys[] = {NULL};

static void read_table(struct yb_reader *r, const struct yb_node *node,
                       const struct yb_place *place, const struct shape *shape,
                       const char *const *not_keys);

/* The first day after `day` on which a figure that `node` takes a share of changes. */
static int32_t next_change(const struct yb_reader *r, const struct yb_node *node, int32_t day)
{
    struct yb_text share, name = yb_figure_of(node, &share);
    const struct yb_node *inside;
    int32_t next = YB_DAY_MAX + 1;
    int i;

    for (i = 0; name.bytes && i < yb_row_count(r, YB_ROW_FIGURE); i++) {
        const struct yb_figure *figure = yb_row_at(r, YB_ROW_FIGURE, i);

        if (yb_text_equal(figure->name, name) && figure->from_day > day && figure->from_day < next)
            next = figure->from_day;
    }
    for (inside = node->kind == YB_NODE_SCALAR ? NULL : node->first; inside;
         inside = inside->next) {
        const int32_t other = next_change(r, inside, day);

        next = other < next ? other : next;
    }
    return next;
}

/* Whether `node` takes a share of a figure that no source gives. */
static bool rests_on_parameter(const struct yb_reader *r, const struct yb_node *node)
{
    struct yb_text share, name = yb_figure_of(node, &share);
    const struct yb_node *inside;
    bool rests = false;
    int i;

    for (i = 0; name.bytes && i < yb_row_count(r, YB_ROW_FIGURE); i++) {
        const struct yb_figure *figure = yb_row_at(r, YB_ROW_FIGURE, i);

        rests |= figure->parameter && yb_text_equal(figure->name, name);
    }
    for (inside = node->kind == YB_NODE_SCALAR ? NULL : node->first; inside; inside = inside->next)
        rests |= rests_on_parameter(r, inside);
    return rests;
}

/* A figure; one that is a share of a regional figure once for each span on which that is the same.
 */
static void put_figure(struct yb_reader *r, const struct yb_node *node,
                       const struct yb_place *place, const struct shape *shape)
{
    const struct yb_policy *policy = r->policy;
    struct yb_place inside = *place;
    int32_t day, next;

    if (r->national) {
        shape->figure(r, node, place, shape->more);
        return;
    }
    if (rests_on_parameter(r, node))
        inside.clause = yb_read_as_parameter(r, inside.clause);
    for (day = policy->from_day; day <= policy->to_day; day = next) {
        next = next_change(r, node, day);
        inside.when.day_from = place->when.day_from;
        inside.when.day_below = place->when.day_below;
        if (day > policy->from_day && day > inside.when.day_from)
            inside.when.day_from = day;
        if (next <= policy->to_day && next < inside.when.day_below)
            inside.when.day_below = next;
        if (inside.when.day_from >= inside.when.day_below)
            continue;
        r->figure_day = day;
        shape->figure(r, node, &inside, shape->more);
    }
    r->figure_day = YB_DAY_NONE;
}

static void wrong_key(struct yb_reader *r, const struct yb_node *member)
{
    yb_reader_refuse(r, member, YB_E_UNKNOWN_KEY, member->key.bytes, NULL);
}

/* What the keys of one mapping have been so far. */
enum key_kind { KEY_NONE, KEY_VALUE, KEY_TAG };

struct keys {
    enum key_kind kind;
    int dimension;
};

static bool same_kind(struct yb_reader *r, const struct yb_node *member, struct keys *keys,
                      enum key_kind kind, int dimension)
{
    if (keys->kind == KEY_NONE) {
        keys->kind = kind;
        keys->dimension = dimension;
    }
    if (keys->kind == kind && keys->dimension == dimension)
        return true;
    yb_reader_refuse(r, member, YB_E_POLICY_TABLE, member->key.bytes, NULL);
    return false;
}

static void read_tag_key(struct yb_reader *r, const struct yb_node *member,
                         const struct yb_place *place, const struct shape *shape, int tag)
{
    struct yb_place inside = *place;

    if (!shape->tags || place->tag >= 0) {
        yb_reader_refuse(r, member, YB_E_POLICY_TABLE, member->key.bytes, NULL);
        return;
    }
    inside.tag = tag;
    read_table(r, member, &inside, shape, no_keys);
}

/* `level_1 / unrated`, `essential_drug`, `any`. */
static void read_key(struct yb_reader *r, const struct yb_node *member,
                     const struct yb_place *place, const struct shape *shape, struct keys *keys)
{
    struct yb_text rest = member->key;
    struct yb_place inside = *place;
    uint64_t bits = 0;

    while (rest.bytes) {
        struct yb_text word = yb_text_trim(yb_text_split(rest, '/', &rest));
        int value = yb_value_find(word), tag = yb_find_tag(r, word);

        if (value >= 0) {
            int dimension = (int)yb_value_dimension((enum yb_value)value);

            if (!same_kind(r, member, keys, KEY_VALUE, dimension))
                return;
            bits |= YB_VALUE_BIT(value);
        } else if (tag >= 0) {
            if (!same_kind(r, member, keys, KEY_TAG, 0))
                return;
            read_tag_key(r, member, place, shape, tag);
        } else {
            wrong_key(r, member);
            return;
        }
    }
    if (!bits)
        return;
    inside.when.excluded |= yb_dimension_mask((enum yb_dimension)keys->dimension) & ~bits;
    if (keys->dimension == YB_DIM_PLACE && !r->national && (bits & ~YB_VALUE_BIT(YB_PLACE_LOCAL)))
        r->states_off_site = true;
    read_table(r, member, &inside, shape, no_keys);
}

static void read_keys(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                      const struct shape *shape, const char *const *not_keys)
{
    struct keys keys = {KEY_NONE, 0};
    const struct yb_node *member;
    bool any = false;

    for (member = node->first; member; member = member->next) {
        if (yb_text_is(member->key, "source") || yb_key_in(member->key, not_keys))
            continue;
        if (yb_text_is(member->key, "any"))
            read_table(r, member, place, shape, no_keys);
        else
            read_key(r, member, place, shape, &keys);
        any = true;
    }
    if (!any)
        yb_reader_refuse(r, node, YB_E_MISSING, shape->figures[0], NULL);
}

/* A list's row: {when: ..., source: ..., <figure>: ...}. */
static void read_row(struct yb_reader *r, const struct yb_node *row, const struct yb_place *place,
                     const struct shape *shape)
{
    const struct yb_node *member, *figure = NULL;
    struct yb_place inside = *place;

    if (row->kind != YB_NODE_MAPPING) {
        yb_reader_refuse(r, row, YB_E_WRONG_TYPE, shape->figures[0], "mapping");
        return;
    }
    inside.clause = yb_read_clause(r, row, place->clause);
    yb_read_when(r, yb_node_get(row, "when"), &inside.when);
    for (member = row->first; member; member = member->next) {
        if (yb_text_is(member->key, "when") || yb_text_is(member->key, "source"))
            continue;
        if (!yb_key_in(member->key, shape->figures) || (figure && !shape->is_figure(row)))
            wrong_key(r, member);
        else if (!figure)
            figure = member;
    }
    if (shape->is_figure(row))
        put_figure(r, row, &inside, shape);
    else if (figure)
        read_table(r, figure, &inside, shape, no_keys);
    else
        yb_reader_refuse(r, row, YB_E_MISSING, shape->figures[0], NULL);
}

static void read_table(struct yb_reader *r, const struct yb_node *node,
                       const struct yb_place *place, const struct shape *shape,
                       const char *const *not_keys)
{
    struct yb_place inside = *place;
    const struct yb_node *row;

    if (shape->is_figure(node)) {
        if (node->kind == YB_NODE_MAPPING)
            inside.clause = yb_read_clause(r, node, place->clause);
        put_figure(r, node, &inside, shape);
    } else if (node->kind == YB_NODE_MAPPING) {
        inside.clause = yb_read_clause(r, node, place->clause);
        read_keys(r, node, &inside, shape, not_keys);
    } else if (node->kind == YB_NODE_LIST && node->first) {
        for (row = node->first; row; row = row->next)
            read_row(r, row, place, shape);
    } else {
        yb_reader_refuse(r, node, YB_E_WRONG_TYPE, node->key.bytes, shape->figures[0]);
    }
}

static bool is_scalar(const struct yb_node *node)
{
    return node->kind == YB_NODE_SCALAR;
}

/* Amounts. `more` says whether `none` may stand. */
static void amount_figure(struct yb_reader *r, const struct yb_node *node,
                          const struct yb_place *place, const void *more)
{
    const bool *none_allowed = more;
    struct yb_amount_row *row = yb_row_add(r, YB_ROW_AMOUNT, node);

    row->when = place->when;
    row->clause = place->clause;
    row->line = node->line;
    if (*none_allowed && yb_text_is(node->text, "none"))
        row->amount_fen = INT64_MAX;
    else
        row->amount_fen = yb_read_amount(r, node);
    yb_need_clause(r, node, place->clause);
}

void yb_read_amounts(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                     bool none_allowed, struct yb_run *run)
{
    static const char *const figures[] = {"amount", NULL};
    const struct shape shape = {false, figures, is_scalar, amount_figure, &none_allowed};
    int first = yb_row_count(r, YB_ROW_AMOUNT);

    read_table(r, node, place, &shape, no_keys);
    *run = yb_row_run(r, YB_ROW_AMOUNT, first);
}

static void rate_figure(struct yb_reader *r, const struct yb_node *node,
                        const struct yb_place *place, const void *more)
{
    struct yb_rate_row *row = yb_row_add(r, YB_ROW_RATE, node);

    (void)more;
    row->when = place->when;
    row->clause = place->clause;
    row->line = node->line;
    row->rate_ppm = yb_read_rate(r, node);
    if (row->rate_ppm > YB_PPM)
        yb_reader_refuse(r, node, YB_E_POLICY_RATIO, node->key.bytes, node->text.bytes);
    yb_need_clause(r, node, place->clause);
}

void yb_read_rates(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                   const char *row_key, struct yb_run *run)
{
    const char *const figures[] = {row_key, NULL};
    const struct shape shape = {false, figures, is_scalar, rate_figure, NULL};
    int first = yb_row_count(r, YB_ROW_RATE);

    read_table(r, node, place, &shape, no_keys);
    *run = yb_row_run(r, YB_ROW_RATE, first);
}

/*
 * Deductibles: an amount, amounts by nth visit, an amount that falls from visit to visit, or a
 * share of the whole bill within two amounts.
 */
static bool is_deductible(const struct yb_node *node)
{
    if (node->kind == YB_NODE_LIST)
        return node->first && node->first->kind == YB_NODE_SCALAR;
    return node->kind == YB_NODE_SCALAR || yb_node_get(node, "share_of_total") ||
           yb_node_get(node, "first");
}

/* {first: AMOUNT, each_next_times: RATE | each_next_minus: AMOUNT, at_least: AMOUNT} */
static void read_falling(struct yb_reader *r, const struct yb_node *node,
                         struct yb_deductible_row *row)
{
    const struct yb_node *times = yb_node_get(node, "each_next_times");
    const struct yb_node *minus = yb_node_get(node, "each_next_minus");
    const struct yb_node *least = yb_node_get(node, "at_least");
    const int64_t rate = times ? yb_read_rate(r, times) : YB_PPM;
    const int64_t step = minus ? yb_read_amount(r, minus) : 0;
    const int64_t end = least ? yb_read_amount(r, least) : 0;
    int64_t amount = yb_read_amount(r, yb_node_get(node, "first")), next;

    if (!times == !minus)
        yb_reader_refuse(r, node, YB_E_MISSING, "each_next_times, each_next_minus", NULL);
    if (rate > YB_PPM || amount < end)
        yb_reader_refuse(r, node, YB_E_POLICY_ORDER, "at_least", NULL);
    for (;;) {
        row->amount_fen[row->amounts++] = amount;
        next = yb_muldiv(amount, rate, YB_PPM, YB_ROUND_HALF_UP) - step;
        next = next > end ? next : end;
        if (next >= amount)
            return;
        amount = next;
        if (row->amounts == YB_POLICY_ADMISSIONS_MAX) {
            yb_reader_refuse(r, node, YB_E_TOO_MANY, "deductible",
                             YB_LIMIT(YB_POLICY_ADMISSIONS_MAX));
            return;
        }
    }
}

static void read_share_of_total(struct yb_reader *r, const struct yb_node *node,
                                struct yb_deductible_row *row)
{
    const struct yb_node *least = yb_node_get(node, "at_least");
    const struct yb_node *most = yb_node_get(node, "at_most");

    row->share_of_total_ppm = yb_read_rate(r, yb_node_get(node, "share_of_total"));
    row->at_least_fen = least ? yb_read_amount(r, least) : 0;
    row->at_most_fen = most ? yb_read_amount(r, most) : INT64_MAX;
    if (row->share_of_total_ppm > YB_PPM)
        yb_reader_refuse(r, node, YB_E_POLICY_RATIO, "share_of_total",
                         yb_node_get(node, "share_of_total")->text.bytes);
    if (row->at_least_fen > row->at_most_fen)
        yb_reader_refuse(r, node, YB_E_POLICY_ORDER, "at_least", NULL);
}

static void deductible_figure(struct yb_reader *r, const struct yb_node *node,
                              const struct yb_place *place, const void *more)
{
    static const char *const share_keys[] = {"when",     "source",  "share_of_total",
                                             "at_least", "at_most", NULL};
    static const char *const falling_keys[] = {
        "when", "source", "first", "each_next_times", "each_next_minus", "at_least", NULL};
    struct yb_deductible_row *row = yb_row_add(r, YB_ROW_DEDUCTIBLE, node);
    const struct yb_node *outermost = more, *item;

    row->when = place->when;
    row->clause = place->clause;
    row->line = node->line;
    yb_need_clause(r, node, place->clause);
    if (node->kind == YB_NODE_MAPPING) {
        const bool falls = yb_node_get(node, "first") != NULL;

        if (node != outermost)
            yb_read_mapping(r, node, falls ? falling_keys : share_keys);
        if (falls)
            read_falling(r, node, row);
        else
            read_share_of_total(r, node, row);
        return;
    }
    item = node->kind == YB_NODE_LIST ? node->first : node;
    for (; item; item = node->kind == YB_NODE_LIST ? item->next : NULL) {
        if (row->amounts == YB_POLICY_ADMISSIONS_MAX) {
            yb_reader_refuse(r, item, YB_E_TOO_MANY, "deductible",
                             YB_LIMIT(YB_POLICY_ADMISSIONS_MAX));
            return;
        }
        row->amount_fen[row->amounts++] = yb_read_amount(r, item);
    }
}

const char *const yb_deductible_keys[] = {
    "per",      "nth_of",  "sums_in", "stay_sums_in",    "year_at_most",    "share_of_total",
    "at_least", "at_most", "first",   "each_next_times", "each_next_minus", NULL};

void yb_read_deductibles(struct yb_reader *r, const struct yb_node *node,
                         const struct yb_place *place, struct yb_run *run)
{
    static const char *const figures[] = {"amount", "share_of_total",  "at_least",        "at_most",
                                          "first",  "each_next_times", "each_next_minus", NULL};
    const struct shape shape = {false, figures, is_deductible, deductible_figure, node};
    const struct yb_node *inside =
        node->kind == YB_NODE_MAPPING ? yb_node_get(node, "amount") : NULL;
    int first = yb_row_count(r, YB_ROW_DEDUCTIBLE);

    read_table(r, inside ? inside : node, place, &shape, yb_deductible_keys);
    *run = yb_row_run(r, YB_ROW_DEDUCTIBLE, first);
}

/* Ratios: a rate, which is one open segment, or a list of segments. */
static bool is_segments(const struct yb_node *node)
{
    return node->kind == YB_NODE_LIST && node->first && yb_node_get(node->first, "above");
}

static bool is_pays(const struct yb_node *node)
{
    return node->kind == YB_NODE_SCALAR || is_segments(node);
}

static void read_segment(struct yb_reader *r, const struct yb_node *node, int clause)
{
    static const char *const keys[] = {"above", "up_to", "pays", "source", NULL};
    struct yb_segment *segment = yb_row_add(r, YB_ROW_SEGMENT, node);
    const struct yb_node *above, *up_to, *pays;

    segment->up_to_fen = INT64_MAX;
    segment->clause = clause;
    segment->line = node->line;
    if (!yb_read_mapping(r, node, keys))
        return;
    above = yb_read_member(r, node, "above");
    up_to = yb_node_get(node, "up_to");
    pays = yb_read_member(r, node, "pays");
    segment->clause = yb_read_clause(r, node, clause);
    segment->above_fen = above ? yb_read_amount(r, above) : 0;
    segment->up_to_fen = up_to ? yb_read_amount(r, up_to) : INT64_MAX;
    segment->pays_ppm = pays ? yb_read_rate(r, pays) : 0;
    yb_need_clause(r, node, segment->clause);
    if (segment->pays_ppm > YB_PPM)
        yb_reader_refuse(r, node, YB_E_POLICY_RATIO, "pays", pays->text.bytes);
    if (segment->above_fen >= segment->up_to_fen)
        yb_reader_refuse(r, node, YB_E_POLICY_ORDER, "segments", NULL);
}

/* Each segment begins where the one before it ends. */
static void check_joint(struct yb_reader *r, const struct yb_node *node, int first)
{
    const struct yb_segment *before, *after;
    int last = yb_row_count(r, YB_ROW_SEGMENT) - 1;
    char at[YB_DECIMAL_TEXT_MAX];

    if (last <= first)
        return;
    before = yb_row_at(r, YB_ROW_SEGMENT, last - 1);
    after = yb_row_at(r, YB_ROW_SEGMENT, last);
    yb_money_format(after->above_fen, at);
    if (before->above_fen >= after->above_fen)
        yb_reader_refuse(r, node, YB_E_POLICY_ORDER, "segments", NULL);
    else if (before->up_to_fen > after->above_fen)
        yb_reader_refuse(r, node, YB_E_POLICY_SEGMENTS_OVERLAP, at, NULL);
    else if (before->up_to_fen < after->above_fen)
        yb_reader_refuse(r, node, YB_E_POLICY_GAP, "segments", at);
}

static void pays_figure(struct yb_reader *r, const struct yb_node *node,
                        const struct yb_place *place, const void *more)
{
    struct yb_pays_row *row = yb_row_add(r, YB_ROW_PAYS, node);
    int first = yb_row_count(r, YB_ROW_SEGMENT);
    const struct yb_node *item;

    (void)more;
    row->when = place->when;
    row->clause = place->clause;
    row->tag = yb_cost_tag(r, node, place->tag);
    if (node->kind == YB_NODE_SCALAR) {
        struct yb_segment *segment = yb_row_add(r, YB_ROW_SEGMENT, node);

        segment->up_to_fen = INT64_MAX;
        segment->pays_ppm = yb_read_rate(r, node);
        segment->clause = place->clause;
        segment->line = node->line;
        yb_need_clause(r, node, place->clause);
        if (segment->pays_ppm > YB_PPM)
            yb_reader_refuse(r, node, YB_E_POLICY_RATIO, node->key.bytes, node->text.bytes);
    }
    for (item = node->kind == YB_NODE_LIST ? node->first : NULL; item; item = item->next) {
        read_segment(r, item, place->clause);
        check_joint(r, item, first);
    }
    row->segments = yb_row_run(r, YB_ROW_SEGMENT, first);
    if (row->segments.count > YB_POLICY_SEGMENTS_MAX)
        yb_reader_refuse(r, node, YB_E_TOO_MANY, "segments", "16");
}

const char *const yb_pays_keys[] = {"axis", "accumulates", "segments", "rate", NULL};

void yb_read_pays(struct yb_reader *r, const struct yb_node *node, const struct yb_place *place,
                  struct yb_run *run)
{
    static const char *const figures[] = {"rate", "segments", NULL};
    const struct shape shape = {true, figures, is_pays, pays_figure, NULL};
    bool mapping = node->kind == YB_NODE_MAPPING;
    const struct yb_node *segments = mapping ? yb_node_get(node, "segments") : NULL;
    const struct yb_node *rate = mapping ? yb_node_get(node, "rate") : NULL;
    const struct yb_node *inside = segments ? segments : rate ? rate : node;
    int first = yb_row_count(r, YB_ROW_PAYS);

    if (segments && rate)
        yb_reader_refuse(r, rate, YB_E_UNKNOWN_KEY, "rate", NULL);
    read_table(r, inside, place, &shape, yb_pays_keys);
    *run = yb_row_run(r, YB_ROW_PAYS, first);
}

/* Changes. `more` is the operation and the group. */
struct change {
    const char *key;
    enum yb_adjust_op op;
    bool is_rate, negative;
    int group;
};

static const struct change changes[] = {
    {"plus", YB_ADJUST_POINTS, true, false, 0},
    {"minus", YB_ADJUST_POINTS, true, true, 0},
    {"plus_per_year_of_age", YB_ADJUST_AGE_POINTS, true, false, 0},
    {"copay_times", YB_ADJUST_COPAY_TIMES, true, false, 0},
    {"ratio_times", YB_ADJUST_RATIO_TIMES, true, false, 0},
    {"ratio_at_least", YB_ADJUST_RATIO_AT_LEAST, true, false, 0},
    {"ratio_at_most", YB_ADJUST_RATIO_AT_MOST, true, false, 0},
    {"deductible_times", YB_ADJUST_DEDUCTIBLE_TIMES, true, false, 0},
    {"deductible_plus", YB_ADJUST_DEDUCTIBLE_PLUS, false, false, 0},
    {"deductible_minus", YB_ADJUST_DEDUCTIBLE_PLUS, false, true, 0},
};

static void adjust_figure(struct yb_reader *r, const struct yb_node *node,
                          const struct yb_place *place, const void *more)
{
    const struct change *change = more;
    struct yb_adjust_row *row = yb_row_add(r, YB_ROW_ADJUST, node);
    int64_t value = change->is_rate ? yb_read_rate(r, node) : yb_read_amount(r, node);

    row->when = place->when;
    row->clause = place->clause;
    row->line = node->line;
    row->op = change->op;
    row->group = change->group;
    row->value = change->negative ? -value : value;
    yb_need_clause(r, node, place->clause);
}

static const struct change *find_change(struct yb_text key)
{
    size_t i;

    for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
        if (yb_text_is(key, changes[i].key))
            return &changes[i];
    return NULL;
}

static int read_adjust(struct yb_reader *r, const struct yb_node *entry, int clause, int group)
{
    struct yb_place place = {YB_CONDITION_ALWAYS, -1, yb_read_clause(r, entry, clause)};
    const struct yb_node *member;
    int found = 0;

    if (entry->kind != YB_NODE_MAPPING) {
        yb_reader_refuse(r, entry, YB_E_WRONG_TYPE, "adjust", "mapping");
        return 0;
    }
    yb_read_when(r, yb_node_get(entry, "when"), &place.when);
    for (member = entry->first; member; member = member->next) {
        const struct change *found_change = find_change(member->key);
        const char *const figures[] = {found_change ? found_change->key : NULL, NULL};
        struct change change;
        struct shape shape = {false, figures, is_scalar, adjust_figure, &change};

        if (yb_text_is(member->key, "when") || yb_text_is(member->key, "source"))
            continue;
        if (!found_change) {
            wrong_key(r, member);
            continue;
        }
        change = *found_change;
        change.group = group + found++;
        read_table(r, member, &place, &shape, no_keys);
    }
    if (!found)
        yb_reader_refuse(r, entry, YB_E_MISSING, "plus", NULL);
    return found;
}

void yb_read_adjusts(struct yb_reader *r, const struct yb_node *list, int clause)
{
    const struct yb_node *entry;
    int group = yb_row_count(r, YB_ROW_ADJUST); /* grows with the rows, so it is new */

    if (list->kind != YB_NODE_LIST) {
        yb_reader_refuse(r, list, YB_E_WRONG_TYPE, "adjust", "list");
        return;
    }
    for (entry = list->first; entry; entry = entry->next)
        group += read_adjust(r, entry, clause, group);
}
