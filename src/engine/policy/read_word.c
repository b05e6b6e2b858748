#include "engine/policy/read_internal.h"

#include <assert.h>
#include <string.h>

#include "engine/catalogue/item.h"

static const size_t sizes[YB_ROW_KINDS] = {
    [YB_ROW_CLAUSE] = sizeof(struct yb_clause),
    [YB_ROW_ACCUMULATOR] = sizeof(struct yb_accumulator),
    [YB_ROW_LAYER] = sizeof(struct yb_layer),
    [YB_ROW_RULE] = sizeof(struct yb_rule),
    [YB_ROW_AMOUNT] = sizeof(struct yb_amount_row),
    [YB_ROW_RATE] = sizeof(struct yb_rate_row),
    [YB_ROW_DEDUCTIBLE] = sizeof(struct yb_deductible_row),
    [YB_ROW_PAYS] = sizeof(struct yb_pays_row),
    [YB_ROW_SEGMENT] = sizeof(struct yb_segment),
    [YB_ROW_ADJUST] = sizeof(struct yb_adjust_row),
    [YB_ROW_COUNT] = sizeof(struct yb_count),
    [YB_ROW_LIST] = sizeof(struct yb_list),
    [YB_ROW_CREDIT] = sizeof(struct yb_credit_row),
    [YB_ROW_SOURCE] = sizeof(struct yb_named_source),
    [YB_ROW_FIGURE] = sizeof(struct yb_figure),
};

static int most_rows(enum yb_row_kind kind)
{
    switch (kind) {
    case YB_ROW_LAYER:
        return YB_POLICY_LAYERS_MAX;
    case YB_ROW_RULE:
        return YB_POLICY_RULES_MAX;
    case YB_ROW_ACCUMULATOR:
        return YB_POLICY_ACCUMULATORS_MAX;
    case YB_ROW_LIST:
        return YB_POLICY_LISTS_MAX;
    default:
        return YB_POLICY_ROWS_MAX;
    }
}

void yb_reader_refuse(struct yb_reader *r, const struct yb_node *node, int code, const char *first,
                      const char *second)
{
    yb_mistakes_add(r->mistakes, r->file, node, code, first, second, NULL);
}

/* A key or scalar as a C string for a message: node texts end with a NUL. */
static const char *words(struct yb_text text)
{
    return text.bytes ? text.bytes : "";
}

static bool grow(struct yb_reader *r, struct yb_rows *rows, size_t size)
{
    int capacity = rows->capacity ? rows->capacity * 2 : 16;
    uint8_t *items = yb_arena_array(r->arena, (size_t)capacity, size);
    const struct yb_node **nodes = YB_NEW_ARRAY(r->arena, const struct yb_node *, capacity);

    if (!items || !nodes)
        return false;
    if (rows->count) {
        memcpy(items, rows->items, (size_t)rows->count * size);
        memcpy(nodes, rows->nodes, (size_t)rows->count * sizeof(*nodes));
    }
    rows->items = items;
    rows->nodes = nodes;
    rows->capacity = capacity;
    return true;
}

void *yb_row_add(struct yb_reader *r, enum yb_row_kind kind, const struct yb_node *node)
{
    struct yb_rows *rows = &r->rows[kind];
    char most[YB_DECIMAL_TEXT_MAX];

    assert(sizes[kind] <= sizeof(r->spare[kind]));
    memset(r->spare[kind], 0, sizeof(r->spare[kind]));
    if (rows->count == most_rows(kind)) {
        yb_decimal_format(most_rows(kind), 0, most);
        if (!r->too_many)
            yb_reader_refuse(r, node, YB_E_TOO_MANY, words(node->key), most);
        r->too_many = true;
        return r->spare[kind];
    }
    if (rows->count == rows->capacity && !grow(r, rows, sizes[kind]))
        return r->spare[kind];
    rows->nodes[rows->count] = node;
    return rows->items + (size_t)rows->count++ * sizes[kind];
}

int yb_row_count(const struct yb_reader *r, enum yb_row_kind kind)
{
    return r->rows[kind].count;
}

void *yb_row_at(const struct yb_reader *r, enum yb_row_kind kind, int index)
{
    assert(index >= 0 && index < r->rows[kind].count);
    return r->rows[kind].items + (size_t)index * sizes[kind];
}

const struct yb_node *yb_row_node(const struct yb_reader *r, enum yb_row_kind kind, int index)
{
    assert(index >= 0 && index < r->rows[kind].count);
    return r->rows[kind].nodes[index];
}

struct yb_run yb_row_run(const struct yb_reader *r, enum yb_row_kind kind, int first)
{
    return (struct yb_run){first, r->rows[kind].count - first};
}

bool yb_key_in(struct yb_text key, const char *const *keys)
{
    for (; *keys; keys++)
        if (yb_text_is(key, *keys))
            return true;
    return false;
}

bool yb_read_mapping(struct yb_reader *r, const struct yb_node *mapping, const char *const *keys)
{
    const struct yb_node *member;

    if (mapping->kind != YB_NODE_MAPPING) {
        yb_reader_refuse(r, mapping, YB_E_WRONG_TYPE, words(mapping->key), "mapping");
        return false;
    }
    for (member = mapping->first; member; member = member->next)
        if (!yb_key_in(member->key, keys))
            yb_reader_refuse(r, member, YB_E_UNKNOWN_KEY, words(member->key), NULL);
    return true;
}

const struct yb_node *yb_read_members(struct yb_reader *r, const struct yb_node *root,
                                      const char *key)
{
    const struct yb_node *mapping = yb_node_get(root, key);

    if (!mapping || mapping->kind == YB_NODE_MAPPING)
        return mapping ? mapping->first : NULL;
    yb_reader_refuse(r, mapping, YB_E_WRONG_TYPE, key, "mapping");
    return NULL;
}

const struct yb_node *yb_read_member(struct yb_reader *r, const struct yb_node *mapping,
                                     const char *key)
{
    const struct yb_node *member = yb_node_get(mapping, key);

    if (!member)
        yb_reader_refuse(r, mapping, YB_E_MISSING, key, NULL);
    return member;
}

struct yb_text yb_read_text(struct yb_reader *r, const struct yb_node *node)
{
    if (node->kind == YB_NODE_SCALAR && node->text.length &&
        node->text.length <= YB_NAME_BYTES_MAX * 4)
        return node->text;
    yb_reader_refuse(r, node, YB_E_WRONG_TYPE, words(node->key), "text");
    return YB_TEXT("");
}

struct yb_text *yb_read_texts(struct yb_reader *r, const struct yb_node *node, int *count)
{
    struct yb_text *texts;
    const struct yb_node *item;
    int i = 0;

    if (!node)
        return NULL;
    if (node->kind != YB_NODE_LIST) {
        yb_reader_refuse(r, node, YB_E_WRONG_TYPE, node->key.bytes, "list");
        return NULL;
    }
    texts = YB_NEW_ARRAY(r->arena, struct yb_text, node->count + 1);
    for (item = node->first; texts && item; item = item->next)
        texts[i++] = yb_read_text(r, item);
    *count = i;
    return texts;
}

static bool is_name(struct yb_text text)
{
    size_t i;

    for (i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return text.length && text.length <= YB_POLICY_NAME_MAX;
}

struct yb_text yb_read_name(struct yb_reader *r, const struct yb_node *node)
{
    if (node->kind == YB_NODE_SCALAR && is_name(node->text))
        return node->text;
    yb_reader_refuse(r, node, YB_E_WRONG_FORMAT, words(node->key), words(node->text));
    return YB_TEXT("");
}

struct yb_text yb_figure_of(const struct yb_node *node, struct yb_text *share)
{
    static const char word[] = "of";
    struct yb_text rest = node->kind == YB_NODE_SCALAR ? node->text : YB_TEXT(""), name, before;
    const char *last;

    name = before = YB_TEXT("");
    *share = YB_TEXT("");
    if (rest.length > 4)
        for (last = rest.bytes + rest.length - 3; last > rest.bytes; last--)
            if (last[-1] == ' ' && !memcmp(last, word, 2) && last[2] == ' ') {
                before = (struct yb_text){rest.bytes, (size_t)(last - rest.bytes) - 1};
                name = (struct yb_text){last + 3, rest.length - (size_t)(last - rest.bytes) - 3};
                break;
            }
    if (!name.length)
        return (struct yb_text){NULL, 0};
    *share = yb_text_trim(before);
    return yb_text_trim(name);
}

/* A share of what a regional figure is on the day at hand, half up to the fen. */
static int64_t share_of_figure(struct yb_reader *r, const struct yb_node *node, struct yb_text name,
                               struct yb_text share)
{
    const struct yb_figure *found = NULL;
    int64_t ppm = 0;
    int i;

    for (i = 0; i < yb_row_count(r, YB_ROW_FIGURE); i++) {
        const struct yb_figure *figure = yb_row_at(r, YB_ROW_FIGURE, i);

        if (yb_text_equal(figure->name, name) && (!found || figure->from_day <= r->figure_day))
            found = figure;
    }
    if (!found)
        yb_reader_refuse(r, node, YB_E_POLICY_NO_LIST, "figure", words(node->text));
    else if (r->figure_day == YB_DAY_NONE || !yb_rate_parse(share, &ppm))
        yb_reader_refuse(r, node, YB_E_WRONG_FORMAT, words(node->key), words(node->text));
    else
        return yb_muldiv(found->amount_fen, ppm, YB_PPM, YB_ROUND_HALF_UP);
    return 0;
}

int32_t yb_read_day(struct yb_reader *r, const struct yb_node *node)
{
    int32_t day;

    if (node->kind == YB_NODE_SCALAR && yb_day_parse(node->text, &day))
        return day;
    yb_reader_refuse(r, node, YB_E_WRONG_FORMAT, words(node->key), words(node->text));
    return 0;
}

int64_t yb_read_amount(struct yb_reader *r, const struct yb_node *node)
{
    struct yb_text text = node->text, share, name = yb_figure_of(node, &share);
    int64_t fen = 0;

    if (name.bytes)
        return share_of_figure(r, node, name, share);

    /* Two decimals always, so that nobody takes fen for yuan or a count for an amount. */
    if (node->kind == YB_NODE_SCALAR && text.length > 3 && text.bytes[text.length - 3] == '.' &&
        yb_money_parse(text, &fen) && fen >= 0)
        return fen;
    yb_reader_refuse(r, node, YB_E_WRONG_FORMAT, words(node->key), words(text));
    return 0;
}

int64_t yb_read_rate(struct yb_reader *r, const struct yb_node *node)
{
    int64_t ppm = 0;

    if (node->kind == YB_NODE_SCALAR && yb_rate_parse(node->text, &ppm))
        return ppm;
    yb_reader_refuse(r, node, YB_E_WRONG_FORMAT, words(node->key), words(node->text));
    return 0;
}

int yb_read_integer(struct yb_reader *r, const struct yb_node *node, int least, int most)
{
    int64_t value;

    if (node->kind == YB_NODE_SCALAR && yb_text_to_int64(node->text, &value) && value >= least &&
        value <= most)
        return (int)value;
    yb_reader_refuse(r, node, YB_E_OUT_OF_RANGE, words(node->key), words(node->text));
    return least;
}

int yb_read_choice(struct yb_reader *r, const struct yb_node *node, const char *const *choices)
{
    int i;

    for (i = 0; node->kind == YB_NODE_SCALAR && choices[i]; i++)
        if (yb_text_is(node->text, choices[i]))
            return i;
    yb_reader_refuse(r, node, YB_E_UNKNOWN_CODE, words(node->key), words(node->text));
    return 0;
}

bool yb_read_bool(struct yb_reader *r, const struct yb_node *node)
{
    static const char *const choices[] = {"false", "true", NULL};

    return yb_read_choice(r, node, choices) == 1;
}

enum yb_rounding yb_read_rounding(struct yb_reader *r, const struct yb_node *node)
{
    int found = node->kind == YB_NODE_SCALAR ? yb_rounding_find(node->text) : -1;

    if (found >= 0)
        return (enum yb_rounding)found;
    yb_reader_refuse(r, node, YB_E_UNKNOWN_CODE, words(node->key), words(node->text));
    return YB_ROUND_HALF_UP;
}

static const struct yb_named_source *find_source(const struct yb_reader *r, struct yb_text name)
{
    int i;

    for (i = 0; i < yb_row_count(r, YB_ROW_SOURCE); i++) {
        const struct yb_named_source *source = yb_row_at(r, YB_ROW_SOURCE, i);

        if (source->national == r->national && yb_text_equal(source->name, name))
            return source;
    }
    return NULL;
}

int yb_read_clause(struct yb_reader *r, const struct yb_node *mapping, int around)
{
    const struct yb_node *node = yb_node_get(mapping, "source");
    const struct yb_named_source *source;
    struct yb_clause *clause;
    struct yb_text name, place = YB_TEXT("");

    if (!node)
        return around;
    name = yb_text_split(yb_read_text(r, node), ' ', &place);
    if (!name.length)
        return around;
    source = find_source(r, name);
    if (!source) {
        yb_reader_refuse(r, node, YB_E_POLICY_NO_LIST, "source", words(node->text));
        return around;
    }
    clause = yb_row_add(r, YB_ROW_CLAUSE, node);
    clause->source = source->title;
    clause->place = place.bytes ? yb_text_trim(place) : YB_TEXT("");
    clause->national = r->national;
    clause->parameter = !r->national && yb_text_is(name, "parameter");
    clause->line = node->line;
    return yb_row_count(r, YB_ROW_CLAUSE) - 1;
}

int yb_read_as_parameter(struct yb_reader *r, int clause)
{
    struct yb_clause copy;
    int i;

    if (clause < 0)
        return clause;
    copy = *(struct yb_clause *)yb_row_at(r, YB_ROW_CLAUSE, clause);
    if (copy.parameter)
        return clause;
    for (i = clause + 1; i < yb_row_count(r, YB_ROW_CLAUSE); i++) {
        const struct yb_clause *other = yb_row_at(r, YB_ROW_CLAUSE, i);

        if (other->parameter && other->place.bytes == copy.place.bytes && other->line == copy.line)
            return i;
    }
    copy.parameter = true;
    *(struct yb_clause *)yb_row_add(r, YB_ROW_CLAUSE, yb_row_node(r, YB_ROW_CLAUSE, clause)) = copy;
    return yb_row_count(r, YB_ROW_CLAUSE) - 1;
}

void yb_need_clause(struct yb_reader *r, const struct yb_node *figure, int clause)
{
    if (clause < 0)
        yb_reader_refuse(r, figure, YB_E_POLICY_NO_SOURCE,
                         figure->key.length ? words(figure->key) : words(figure->text), NULL);
}

int yb_read_accumulator(struct yb_reader *r, const struct yb_node *node)
{
    int i;

    for (i = 0; node->kind == YB_NODE_SCALAR && i < yb_row_count(r, YB_ROW_ACCUMULATOR); i++) {
        const struct yb_accumulator *row = yb_row_at(r, YB_ROW_ACCUMULATOR, i);

        if (yb_text_equal(row->name, node->text))
            return i;
    }
    yb_reader_refuse(r, node, YB_E_POLICY_NO_LIST, "accumulator", words(node->text));
    return -1;
}

int yb_read_measured(struct yb_reader *r, const struct yb_node *node, enum yb_measure measure)
{
    static const char *const names[] = {"fund_pay", "base", "deductible", "visits",
                                        "deductible_of_stay"};
    int index = yb_read_accumulator(r, node);
    const struct yb_accumulator *row;

    if (index < 0)
        return -1;
    row = yb_row_at(r, YB_ROW_ACCUMULATOR, index);
    if (row->measure != measure)
        yb_reader_refuse(r, node, YB_E_WRONG_TYPE, words(row->name), names[measure]);
    return index;
}

int yb_find_tag(const struct yb_reader *r, struct yb_text name)
{
    int tag = yb_tag_bit(name);

    return tag >= 0 && (r->policy->tags >> tag & 1) ? tag : -1;
}

int yb_cost_tag(struct yb_reader *r, const struct yb_node *node, int tag)
{
    struct yb_policy *policy = r->policy;
    int i;

    if (tag < 0)
        return -1;
    for (i = 0; i < policy->cost_tag_count; i++)
        if (policy->cost_tags[i] == tag)
            return i;
    if (policy->cost_tag_count == YB_POLICY_COST_TAGS_MAX) {
        yb_reader_refuse(r, node, YB_E_TOO_MANY, "tags", "6");
        return -1;
    }
    policy->cost_tags[policy->cost_tag_count] = tag;
    return policy->cost_tag_count++;
}

/* One value or a list of them. */
static uint64_t read_values(struct yb_reader *r, const struct yb_node *node, int dimension)
{
    const struct yb_node *item = node->kind == YB_NODE_LIST ? node->first : node;
    uint64_t bits = 0;

    for (; item; item = node->kind == YB_NODE_LIST ? item->next : NULL) {
        int value = item->kind == YB_NODE_SCALAR ? yb_value_find(item->text) : -1;

        if (value < 0 || (int)yb_value_dimension((enum yb_value)value) != dimension)
            yb_reader_refuse(r, item, YB_E_UNKNOWN_CODE,
                             yb_dimension_key((enum yb_dimension)dimension), words(item->text));
        else
            bits |= YB_VALUE_BIT(value);
    }
    return bits ? bits : yb_dimension_mask((enum yb_dimension)dimension);
}

static void read_range(struct yb_reader *r, const struct yb_node *node, int16_t *from,
                       int16_t *below)
{
    static const char *const keys[] = {"from", "below", NULL};
    const struct yb_node *low = yb_node_get(node, "from"), *high = yb_node_get(node, "below");
    int16_t value = 0;

    if (!yb_read_mapping(r, node, keys))
        return;
    if (!low && !high)
        yb_reader_refuse(r, node, YB_E_MISSING, "from", NULL);
    if (low)
        value = (int16_t)yb_read_integer(r, low, 0, INT16_MAX - 1);
    *from = value > *from ? value : *from;
    value = INT16_MAX;
    if (high)
        value = (int16_t)yb_read_integer(r, high, 1, INT16_MAX - 1);
    *below = value < *below ? value : *below;
    if (*from >= *below)
        yb_reader_refuse(r, node, YB_E_POLICY_ORDER, words(node->key), NULL);
}

/* {from: DAY, to: DAY}, both inclusive, as in `in_force`. */
static void read_days(struct yb_reader *r, const struct yb_node *node, struct yb_condition *c)
{
    static const char *const keys[] = {"from", "to", NULL};
    const struct yb_node *from = yb_node_get(node, "from"), *to = yb_node_get(node, "to");
    int32_t day;

    if (!yb_read_mapping(r, node, keys))
        return;
    if (!from && !to)
        yb_reader_refuse(r, node, YB_E_MISSING, "from", NULL);
    day = from ? yb_read_day(r, from) : YB_DAY_MIN;
    c->day_from = day > c->day_from ? day : c->day_from;
    day = to ? yb_read_day(r, to) + 1 : YB_DAY_MAX + 1;
    c->day_below = day < c->day_below ? day : c->day_below;
    if (c->day_from >= c->day_below)
        yb_reader_refuse(r, node, YB_E_POLICY_ORDER, words(node->key), NULL);
}

static uint64_t read_lists(struct yb_reader *r, const struct yb_node *node, enum yb_list_of of)
{
    static const char *const names[YB_LISTS_OF] = {"disease list", "division list",
                                                   "institution list"};
    const struct yb_node *item = node->kind == YB_NODE_LIST ? node->first : node;
    uint64_t bits = 0;

    for (; item; item = node->kind == YB_NODE_LIST ? item->next : NULL) {
        int i, count = yb_row_count(r, YB_ROW_LIST);

        for (i = 0; i < count; i++) {
            const struct yb_list *list = yb_row_at(r, YB_ROW_LIST, i);

            if (item->kind == YB_NODE_SCALAR && list->of == of &&
                yb_text_equal(list->name, item->text))
                break;
        }
        if (i < count)
            bits |= UINT64_C(1) << i;
        else
            yb_reader_refuse(r, item, YB_E_POLICY_NO_LIST, names[of], words(item->text));
    }
    return bits;
}

static void join_lists(struct yb_reader *r, const struct yb_node *node, enum yb_list_of of,
                       uint64_t *diseases)
{
    uint64_t bits = read_lists(r, node, of);

    if (!*diseases || !(bits & ~*diseases))
        *diseases = bits;
    else if (*diseases & ~bits)
        yb_reader_refuse(r, node, YB_E_POLICY_TABLE, yb_list_of_key(of), NULL);
}

static int list_of(struct yb_text key)
{
    int of;

    for (of = 0; of < YB_LISTS_OF; of++)
        if (yb_text_is(key, yb_list_of_key((enum yb_list_of)of)))
            return of;
    return -1;
}

void yb_read_when(struct yb_reader *r, const struct yb_node *when, struct yb_condition *condition)
{
    const uint64_t place = yb_dimension_mask(YB_DIM_PLACE);
    const struct yb_node *member;
    bool asks_place = false;

    if (!when)
        return;
    if (when->kind != YB_NODE_MAPPING || !when->first) {
        yb_reader_refuse(r, when, YB_E_WRONG_TYPE, "when", "mapping");
        return;
    }
    for (member = when->first; member; member = member->next) {
        int dimension = yb_dimension_find(member->key);

        if (yb_text_is(member->key, "age"))
            read_range(r, member, &condition->age_from, &condition->age_below);
        else if (yb_text_is(member->key, "continuous_years"))
            read_range(r, member, &condition->years_from, &condition->years_below);
        else if (yb_text_is(member->key, "day"))
            read_days(r, member, condition);
        else if (list_of(member->key) >= 0)
            join_lists(r, member, (enum yb_list_of)list_of(member->key), &condition->diseases);
        else if (dimension < 0)
            yb_reader_refuse(r, member, YB_E_UNKNOWN_KEY, words(member->key), NULL);
        else
            condition->excluded |= yb_dimension_mask((enum yb_dimension)dimension) &
                                   ~read_values(r, member, dimension);
        asks_place |= dimension == YB_DIM_PLACE || dimension == YB_DIM_FILING;
    }
    if (asks_place && !r->national &&
        (place & ~condition->excluded & ~YB_VALUE_BIT(YB_PLACE_LOCAL)))
        r->states_off_site = true;
}
