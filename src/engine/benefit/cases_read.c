#include "engine/benefit/cases.h"

#include <string.h>

#include "engine/benefit/maternity.h"

#include "engine/catalogue/item.h"

struct reader {
    struct yb_arena *arena;
    struct yb_mistakes *mistakes;
    const char *file;
    const struct yb_policy *policy;
};

static void refuse(struct reader *r, const struct yb_node *node, int code, const char *first,
                   const char *second)
{
    yb_mistakes_add(r->mistakes, r->file, node, code, first, second, NULL);
}

static const char *key_of(const struct yb_node *node)
{
    return node->key.length ? node->key.bytes : "-";
}

static const char *text_of(const struct yb_node *node)
{
    return node->text.bytes ? node->text.bytes : "";
}

static bool is_scalar(const struct yb_node *node)
{
    return node->kind == YB_NODE_SCALAR;
}

static bool check_keys(struct reader *r, const struct yb_node *mapping, const char *const *keys)
{
    const struct yb_node *member;
    size_t i;

    if (mapping->kind != YB_NODE_MAPPING) {
        refuse(r, mapping, YB_E_WRONG_TYPE, key_of(mapping), "mapping");
        return false;
    }
    for (member = mapping->first; member; member = member->next) {
        for (i = 0; keys[i] && !yb_text_is(member->key, keys[i]); i++)
            ;
        if (!keys[i])
            refuse(r, member, YB_E_UNKNOWN_KEY, key_of(member), NULL);
    }
    return true;
}

static const struct yb_node *need(struct reader *r, const struct yb_node *mapping, const char *key)
{
    const struct yb_node *member = yb_node_get(mapping, key);

    if (!member)
        refuse(r, mapping, YB_E_MISSING, key, NULL);
    return member;
}

/* Two decimals, as in a pack. */
static int64_t read_amount(struct reader *r, const struct yb_node *node)
{
    struct yb_text text = node->text;
    int64_t fen;

    if (is_scalar(node) && text.length > 3 && text.bytes[text.length - 3] == '.' &&
        yb_money_parse(text, &fen))
        return fen;
    refuse(r, node, YB_E_WRONG_FORMAT, key_of(node), text_of(node));
    return 0;
}

static int64_t read_integer(struct reader *r, const struct yb_node *node, int64_t low, int64_t high)
{
    int64_t value;

    if (is_scalar(node) && yb_text_to_int64(node->text, &value) && value >= low && value <= high)
        return value;
    refuse(r, node, YB_E_OUT_OF_RANGE, key_of(node), text_of(node));
    return low;
}

/* What an accumulator holds: money, or a number of visits. */
static int64_t read_accumulated(struct reader *r, const struct yb_node *node, int index)
{
    if (r->policy->accumulators[index].measure == YB_MEASURE_COUNT)
        return read_integer(r, node, 0, 100000);
    return read_amount(r, node);
}

static int32_t read_day(struct reader *r, const struct yb_node *node)
{
    int32_t day = 0;

    if (!is_scalar(node) || !yb_day_parse(node->text, &day))
        refuse(r, node, YB_E_WRONG_FORMAT, key_of(node), text_of(node));
    return day;
}

/* {care: inpatient, age: 40, disease: 白血病, ...} */
static void read_facts(struct reader *r, const struct yb_node *mapping, struct yb_facts *facts)
{
    const struct yb_node *member;

    if (!mapping)
        return;
    if (mapping->kind != YB_NODE_MAPPING)
        refuse(r, mapping, YB_E_WRONG_TYPE, key_of(mapping), "mapping");
    for (member = mapping->first; member; member = member->next) {
        int dimension = yb_dimension_find(member->key);
        int value = is_scalar(member) ? yb_value_find(member->text) : -1;

        if (yb_text_is(member->key, "age"))
            facts->age = (int16_t)read_integer(r, member, 0, 150);
        else if (yb_text_is(member->key, "continuous_years"))
            facts->continuous_years = (int16_t)read_integer(r, member, 0, 150);
        else if (yb_text_is(member->key, "disease"))
            facts->diseases |= yb_policy_diseases(r->policy, member->text);
        else if (yb_text_is(member->key, "division"))
            facts->diseases |= yb_policy_lists(r->policy, YB_LIST_DIVISIONS, member->text);
        else if (yb_text_is(member->key, "institution"))
            facts->diseases |= yb_policy_lists(r->policy, YB_LIST_INSTITUTIONS, member->text);
        else if (dimension < 0)
            refuse(r, member, YB_E_UNKNOWN_KEY, key_of(member), NULL);
        else if (value < 0 || (int)yb_value_dimension((enum yb_value)value) != dimension)
            refuse(r, member, YB_E_UNKNOWN_CODE, key_of(member), text_of(member));
        else
            yb_facts_set(facts, (enum yb_value)value);
    }
}

static void read_line_tags(struct reader *r, const struct yb_node *list, struct yb_line *line)
{
    const struct yb_node *item;

    for (item = list && list->kind == YB_NODE_LIST ? list->first : list; item;
         item = item == list ? NULL : item->next) {
        int tag = is_scalar(item) ? yb_tag_bit(item->text) : -1;

        if (tag < 0)
            refuse(r, item, YB_E_UNKNOWN_CODE, "tags", text_of(item));
        else
            line->terms.tags = (line->terms.tags | UINT32_C(1) << tag) & YB_TERMS_TAGS_MASK;
    }
}

static void read_class(struct reader *r, const struct yb_node *node, struct yb_line *line)
{
    static const char *const classes[YB_CLASSES] = {"A", "B", "C"};
    int i;

    for (i = 0; i < YB_CLASSES; i++)
        if (is_scalar(node) && yb_text_is(node->text, classes[i])) {
            line->terms.item_class = (uint8_t)i;
            return;
        }
    refuse(r, node, YB_E_UNKNOWN_CODE, "class", text_of(node));
}

static void read_line(struct reader *r, const struct yb_node *node, struct yb_line *line,
                      struct yb_text *note)
{
    static const char *const keys[] = {"amount", "class",     "takes_first", "tags",
                                       "count",  "price_cap", "note",        NULL};
    const struct yb_node *amount, *member;
    int64_t ppm;

    line->terms.self_pay_ppm = -1;
    line->count_e4 = YB_E4;
    if (!check_keys(r, node, keys))
        return;
    amount = need(r, node, "amount");
    line->amount_fen = amount ? read_amount(r, amount) : 0;
    if ((member = yb_node_get(node, "class")))
        read_class(r, member, line);
    if ((member = yb_node_get(node, "takes_first"))) {
        if (is_scalar(member) && yb_rate_parse(member->text, &ppm) && ppm <= YB_PPM)
            line->terms.self_pay_ppm = (int32_t)ppm;
        else
            refuse(r, member, YB_E_WRONG_FORMAT, "takes_first", text_of(member));
    }
    if ((member = yb_node_get(node, "count")) &&
        (!is_scalar(member) || !yb_decimal_parse(member->text, 4, &line->count_e4)))
        refuse(r, member, YB_E_WRONG_FORMAT, "count", text_of(member));
    if ((member = yb_node_get(node, "price_cap")) &&
        (!is_scalar(member) || !yb_decimal_parse(member->text, 6, &line->terms.price_cap_e6)))
        refuse(r, member, YB_E_WRONG_FORMAT, "price_cap", text_of(member));
    if ((member = yb_node_get(node, "note")))
        *note = member->text;
    read_line_tags(r, yb_node_get(node, "tags"), line);
}

static void read_lines(struct reader *r, const struct yb_node *mapping, struct yb_case_visit *visit)
{
    const struct yb_node *list = need(r, mapping, "lines"), *item;
    size_t i = 0;

    if (!list)
        return;
    if (list->kind != YB_NODE_LIST) {
        refuse(r, list, YB_E_WRONG_TYPE, "lines", "list");
        return;
    }
    visit->lines = YB_NEW_ARRAY(r->arena, struct yb_line, list->count + 1);
    visit->notes = YB_NEW_ARRAY(r->arena, struct yb_text, list->count + 1);
    if (!visit->lines || !visit->notes)
        return;
    for (item = list->first; item; item = item->next, i++)
        read_line(r, item, &visit->lines[i], &visit->notes[i]);
    visit->line_count = i;
}

static int find_layer(const struct reader *r, struct yb_text name)
{
    int i;

    for (i = 0; i < r->policy->layer_count; i++)
        if (yb_text_equal(r->policy->layers[i].name, name))
            return i;
    return -1;
}

/* total, cash, amount, months, from, or a part. */
static bool find_amount(struct yb_text name, enum yb_amount_kind part_kind,
                        struct yb_amount_name *out)
{
    static const struct {
        const char *name;
        enum yb_amount_kind kind;
    } words[] = {{"total", YB_AMOUNT_TOTAL},           {"cash", YB_AMOUNT_CASH},
                 {"family_account", YB_AMOUNT_FAMILY}, {"amount", YB_AMOUNT_AMOUNT},
                 {"months", YB_AMOUNT_MONTHS},         {"from", YB_AMOUNT_FROM}};
    int part = yb_part_find(name);
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (yb_text_is(name, words[i].name)) {
            *out = (struct yb_amount_name){words[i].kind, 0};
            return true;
        }
    *out = (struct yb_amount_name){part_kind, part};
    return part >= 0;
}

/* Where expectations are collected. */
struct list {
    struct yb_expect *rows;
    size_t count, capacity;
};

static struct yb_expect *add(struct list *list, const struct yb_node *node,
                             struct yb_amount_name name)
{
    struct yb_expect *expect = &list->rows[list->count];

    if (list->count < list->capacity)
        list->count++;
    *expect = (struct yb_expect){.node = node, .of = {name}, .of_count = 1};
    return expect;
}

/* layers: {pooling_fund: 1.00}, funds: {...}, after: {...} */
static void read_group(struct reader *r, const struct yb_node *mapping, enum yb_amount_kind kind,
                       struct list *list)
{
    const struct yb_node *member;

    if (mapping->kind != YB_NODE_MAPPING)
        refuse(r, mapping, YB_E_WRONG_TYPE, key_of(mapping), "mapping");
    for (member = mapping->first; member; member = member->next) {
        int index = kind == YB_AMOUNT_LAYER  ? find_layer(r, member->key)
                    : kind == YB_AMOUNT_FUND ? yb_fund_find(member->key)
                                             : yb_policy_accumulator(r->policy, member->key);
        struct yb_expect *expect;

        if (index < 0) {
            refuse(r, member, YB_E_POLICY_NO_LIST, key_of(mapping), key_of(member));
            continue;
        }
        expect = add(list, member, (struct yb_amount_name){kind, index});
        expect->value =
            kind == YB_AMOUNT_AFTER ? read_accumulated(r, member, index) : read_amount(r, member);
    }
}

/* One name or a list of them: parts as borne in the end, funds, layers, total, cash. */
static int read_sum(struct reader *r, const struct yb_node *node, struct yb_amount_name *names)
{
    const struct yb_node *item;
    int count = 0;

    for (item = node->kind == YB_NODE_LIST ? node->first : node; item;
         item = item == node ? NULL : item->next) {
        struct yb_amount_name *name = &names[count];
        int fund = yb_fund_find(item->text), layer = find_layer(r, item->text);

        if (count == YB_EXPECT_SUM_MAX) {
            refuse(r, item, YB_E_TOO_MANY, key_of(node), "8");
            return count;
        }
        if (fund >= 0)
            *name = (struct yb_amount_name){YB_AMOUNT_FUND, fund};
        else if (layer >= 0)
            *name = (struct yb_amount_name){YB_AMOUNT_LAYER, layer};
        else if (!is_scalar(item) || !find_amount(item->text, YB_AMOUNT_LEFT, name))
            refuse(r, item, YB_E_UNKNOWN_CODE, key_of(node), text_of(item));
        count++;
    }
    return count;
}

/* "67.8 %" -> 678 with one decimal. */
static void read_percent(struct reader *r, const struct yb_node *node, struct yb_expect *expect)
{
    struct yb_text text = node->text, digits;
    size_t point;

    if (is_scalar(node) && text.length && text.bytes[text.length - 1] == '%') {
        text.length--;
        digits = yb_text_trim(text);
        for (point = 0; point < digits.length && digits.bytes[point] != '.'; point++)
            ;
        expect->decimals = point < digits.length ? (int)(digits.length - point - 1) : 0;
        if (expect->decimals <= 6 && yb_decimal_parse(digits, expect->decimals, &expect->value))
            return;
    }
    expect->decimals = 0;
    refuse(r, node, YB_E_WRONG_FORMAT, key_of(node), text_of(node));
}

static void read_rate(struct reader *r, const struct yb_node *node, struct list *list)
{
    static const char *const keys[] = {"of", "in", "is", "rounding", NULL};
    const struct yb_node *of, *in, *is, *rounding = yb_node_get(node, "rounding");
    struct yb_expect *expect;

    if (!check_keys(r, node, keys))
        return;
    of = need(r, node, "of");
    in = need(r, node, "in");
    is = need(r, node, "is");
    if (!of || !in || !is)
        return;
    expect = add(list, node, (struct yb_amount_name){YB_AMOUNT_TOTAL, 0});
    expect->of_count = read_sum(r, of, expect->of);
    expect->in_count = read_sum(r, in, expect->in);
    read_percent(r, is, expect);
    if (rounding && yb_rounding_find(rounding->text) >= 0)
        expect->rounding = (enum yb_rounding)yb_rounding_find(rounding->text);
    else if (rounding)
        refuse(r, rounding, YB_E_UNKNOWN_CODE, "rounding", text_of(rounding));
}

static void read_expect_member(struct reader *r, const struct yb_node *member, struct list *list)
{
    struct yb_amount_name name;
    const struct yb_node *item;
    struct yb_expect *expect;

    if (yb_text_is(member->key, "layers")) {
        read_group(r, member, YB_AMOUNT_LAYER, list);
    } else if (yb_text_is(member->key, "funds")) {
        read_group(r, member, YB_AMOUNT_FUND, list);
    } else if (yb_text_is(member->key, "after")) {
        read_group(r, member, YB_AMOUNT_AFTER, list);
    } else if (yb_text_is(member->key, "rates")) {
        if (member->kind != YB_NODE_LIST)
            refuse(r, member, YB_E_WRONG_TYPE, "rates", "list");
        for (item = member->kind == YB_NODE_LIST ? member->first : NULL; item; item = item->next)
            read_rate(r, item, list);
    } else if (!find_amount(member->key, YB_AMOUNT_PART, &name)) {
        refuse(r, member, YB_E_UNKNOWN_KEY, key_of(member), NULL);
    } else {
        expect = add(list, member, name);
        expect->value = name.kind == YB_AMOUNT_MONTHS ? read_integer(r, member, 0, 10000)
                        : name.kind == YB_AMOUNT_FROM ? read_day(r, member)
                                                      : read_amount(r, member);
    }
}

static size_t leaves(const struct yb_node *node)
{
    const struct yb_node *member;
    size_t count = 1;

    for (member = node->first; member; member = member->next)
        count += leaves(member);
    return count;
}

static void read_expects(struct reader *r, const struct yb_node *mapping, struct list *list)
{
    const struct yb_node *member;

    if (mapping->kind != YB_NODE_MAPPING) {
        refuse(r, mapping, YB_E_WRONG_TYPE, key_of(mapping), "mapping");
        return;
    }
    list->capacity = leaves(mapping);
    list->rows = YB_NEW_ARRAY(r->arena, struct yb_expect, list->capacity + 1);
    for (member = mapping->first; list->rows && member; member = member->next)
        if (!yb_text_is(member->key, "why") && !yb_text_is(member->key, "error"))
            read_expect_member(r, member, list);
}

static void read_expectations(struct reader *r, const struct yb_node *mapping,
                              struct yb_case_visit *visit)
{
    const struct yb_node *expect = need(r, mapping, "expect"), *error, *why;
    const struct yb_node *printed = yb_node_get(mapping, "printed");
    struct list list = {0}, prints = {0};

    if (expect) {
        read_expects(r, expect, &list);
        error = yb_node_get(expect, "error");
        if (error)
            visit->error_name = text_of(error);
    }
    visit->expects = list.rows;
    visit->expect_count = list.count;
    if (!printed)
        return;
    read_expects(r, printed, &prints);
    why = need(r, printed, "why");
    if (why)
        visit->why = why->text;
    visit->printed = prints.rows;
    visit->printed_count = prints.count;
}

static void read_visit(struct reader *r, const struct yb_node *node, const struct yb_facts *person,
                       const struct yb_case *one, struct yb_case_visit *visit)
{
    const struct yb_node *day = need(r, node, "day");

    visit->line = node->line;
    visit->facts = *person;
    if (day) {
        visit->day = read_day(r, day);
        if (visit->day < r->policy->from_day || visit->day > r->policy->to_day)
            refuse(r, day, YB_E_OUT_OF_RANGE, "day", text_of(day));
    }
    visit->facts.day = visit->day;
    read_facts(r, yb_node_get(node, "visit"), &visit->facts);
    if (one->kind == YB_CASE_CLAIMS)
        read_lines(r, node, visit);
    if (one->kind != YB_CASE_COVER)
        read_expectations(r, node, visit);
    else if (yb_node_get(yb_node_get(node, "expect"), "error"))
        visit->error_name = text_of(yb_node_get(yb_node_get(node, "expect"), "error"));
}

static void read_before(struct reader *r, const struct yb_node *mapping, struct yb_case *one)
{
    const struct yb_node *member;

    if (mapping && mapping->kind != YB_NODE_MAPPING)
        refuse(r, mapping, YB_E_WRONG_TYPE, "before", "mapping");
    for (member = mapping ? mapping->first : NULL; member; member = member->next) {
        int index = yb_policy_accumulator(r->policy, member->key);

        if (index < 0)
            refuse(r, member, YB_E_POLICY_NO_LIST, "accumulator", key_of(member));
        else
            one->before[index] = read_accumulated(r, member, index);
    }
}

/* delivery, difficult, miscarriage: in place of the days. */
static void read_birth(struct reader *r, const struct yb_node *member, struct yb_case *one)
{
    one->birth = member ? yb_birth_find(member->text) : -1;
    if (member && one->birth < 0)
        refuse(r, member, YB_E_UNKNOWN_CODE, "birth",
               member->kind == YB_NODE_SCALAR ? member->text.bytes : "");
}

/* paternity, spouse: what a birth brings the father. His days do not depend on what it was. */
static void read_allowance_kind(struct reader *r, const struct yb_node *member, struct yb_case *one)
{
    int kind = member ? yb_allowance_kind_find(member->text) : YB_ALLOWANCE_BIRTH;

    if (kind < 0)
        refuse(r, member, YB_E_UNKNOWN_CODE, "kind",
               member->kind == YB_NODE_SCALAR ? member->text.bytes : "");
    one->allowance = kind < 0 ? YB_ALLOWANCE_BIRTH : kind;
    if (kind == YB_ALLOWANCE_PATERNITY && one->birth < 0)
        one->birth = YB_BIRTH_DELIVERY;
}

/* The inputs of the rules about people and money besides claims. What the pack's allowance is a
 * part of goes by its own name. */
static void read_inputs(struct reader *r, const struct yb_node *mapping, struct yb_case *one)
{
    static const char *const wages[YB_WAGES] = {"monthly_wage", "employer_base", "own_base"};
    static const char *const waiting[] = {"broken_years", "repaired_years", NULL};
    static const char *const credit[] = {"monthly_wage", "contribution_base", "pension", NULL};
    const char *const allowance[] = {wages[r->policy->allowance.wage_of],
                                     "average_wage",
                                     "days",
                                     "weeks",
                                     "children",
                                     "birth",
                                     "kind",
                                     NULL};
    const char *const *keys = one->kind == YB_CASE_WAITING  ? waiting
                              : one->kind == YB_CASE_CREDIT ? credit
                                                            : allowance;
    const struct yb_node *member;
    int i, n = 0, m = 0;

    if (!check_keys(r, mapping, keys))
        return;
    for (i = 0; keys[i]; i++) {
        bool number = one->kind == YB_CASE_WAITING || (keys == allowance && i > 1);

        member = yb_node_get(mapping, keys[i]);
        if (!strcmp(keys[i], "birth")) {
            read_birth(r, member, one);
            continue;
        }
        if (!strcmp(keys[i], "kind")) {
            read_allowance_kind(r, member, one);
            continue;
        }
        if (number)
            one->numbers[n++] = member ? (int)read_integer(r, member, 0, 1000) : 0;
        else
            one->amounts[m++] = member ? read_amount(r, member) : -1;
    }
}

static void read_visits(struct reader *r, const struct yb_node *node, const struct yb_facts *person,
                        struct yb_case *one)
{
    static const char *const keys[] = {"day", "visit", "lines", "expect", "printed", NULL};
    const struct yb_node *list = yb_node_get(node, "visits"), *item;
    size_t i = 0;

    if (list->kind != YB_NODE_LIST || !list->first) {
        refuse(r, list, YB_E_WRONG_TYPE, "visits", "list");
        return;
    }
    one->visits = YB_NEW_ARRAY(r->arena, struct yb_case_visit, list->count);
    if (!one->visits)
        return;
    for (item = list->first; item; item = item->next, i++)
        if (check_keys(r, item, keys))
            read_visit(r, item, person, one, &one->visits[i]);
    one->visit_count = i;
}

static const struct yb_node *find_kind(const struct yb_node *node, struct yb_case *one)
{
    static const char *const keys[] = {NULL, "waiting", "account_credit", "maternity_allowance",
                                       "cover"};
    const struct yb_node *found;
    int i;

    for (i = YB_CASE_WAITING; i <= YB_CASE_COVER; i++) {
        found = yb_node_get(node, keys[i]);
        if (found) {
            one->kind = (enum yb_case_kind)i;
            return found;
        }
    }
    return NULL;
}

static void read_case(struct reader *r, const struct yb_node *node, struct yb_case *one)
{
    static const char *const keys[] = {"case",
                                       "clause",
                                       "day",
                                       "person",
                                       "visit",
                                       "before",
                                       "account",
                                       "family_account",
                                       "lines",
                                       "expect",
                                       "visits",
                                       "printed",
                                       "waiting",
                                       "account_credit",
                                       "maternity_allowance",
                                       "cover",
                                       NULL};
    static const char *const visits_keys[] = {"case",   "clause",  "person",         "before",
                                              "visits", "account", "family_account", NULL};
    struct yb_facts person = yb_facts_default(r->policy->insutype);
    const struct yb_node *name, *clause, *inputs, *account;

    one->file = r->file;
    one->node = node;
    if (!check_keys(r, node, yb_node_get(node, "visits") ? visits_keys : keys))
        return;
    name = need(r, node, "case");
    one->name = name ? name->text : YB_TEXT("");
    clause = yb_node_get(node, "clause");
    one->clause = clause ? clause->text : YB_TEXT("");
    read_facts(r, yb_node_get(node, "person"), &person);
    read_before(r, yb_node_get(node, "before"), one);
    account = yb_node_get(node, "account");
    one->account_fen = account ? read_amount(r, account) : 0;
    account = yb_node_get(node, "family_account");
    one->family_fen = account ? read_amount(r, account) : 0;
    inputs = find_kind(node, one);
    if (inputs && one->kind == YB_CASE_COVER)
        one->cover =
            yb_cover_case_read(inputs, need(r, node, "expect"), r->file, r->arena, r->mistakes);
    else if (inputs)
        read_inputs(r, inputs, one);
    if (yb_node_get(node, "visits")) {
        read_visits(r, node, &person, one);
        return;
    }
    one->visits = YB_NEW(r->arena, struct yb_case_visit);
    if (!one->visits)
        return;
    one->visit_count = 1;
    read_visit(r, node, &person, one, one->visits);
    if (one->cover)
        one->cover->today = one->visits->facts.day;
}

struct yb_text yb_cases_pack(const struct yb_node *root)
{
    const struct yb_node *pack = yb_node_get(root, "pack");

    return pack && is_scalar(pack) ? pack->text : YB_TEXT("");
}

int yb_cases_read(const struct yb_node *root, const char *file, const struct yb_policy *policy,
                  struct yb_arena *arena, struct yb_mistakes *mistakes, struct yb_cases *cases)
{
    static const char *const keys[] = {"pack", "cases", NULL};
    struct reader reader = {arena, mistakes, file, policy};
    size_t before = mistakes->total;
    const struct yb_node *list, *item;

    memset(cases, 0, sizeof(*cases));
    cases->pack = yb_cases_pack(root);
    if (!check_keys(&reader, root, keys))
        return YB_E_WRONG_TYPE;
    list = need(&reader, root, "cases");
    if (list && list->kind != YB_NODE_LIST)
        refuse(&reader, list, YB_E_WRONG_TYPE, "cases", "list");
    if (list && list->kind == YB_NODE_LIST) {
        cases->rows = YB_NEW_ARRAY(arena, struct yb_case, list->count + 1);
        for (item = list->first; cases->rows && item; item = item->next)
            read_case(&reader, item, &cases->rows[cases->count++]);
    }
    if (yb_arena_failed(arena)) {
        refuse(&reader, root, YB_E_NO_MEMORY, NULL, NULL);
        return YB_E_NO_MEMORY;
    }
    return mistakes->total == before ? YB_OK : yb_mistakes_since(mistakes, before);
}
