#include "engine/benefit/cases_cover.h"

struct reader {
    struct yb_arena *arena;
    struct yb_mistakes *mistakes;
    const char *file;
};

static const char *const kind_words[] = {"employed", "flexible", "retired", "resident", NULL};
static const char *const end_words[] = {"stopped", "moved", "retired", NULL};

static void refuse(struct reader *r, const struct yb_node *node, int code, const char *what)
{
    yb_mistakes_add(r->mistakes, r->file, node, code, what,
                    node->kind == YB_NODE_SCALAR && node->text.bytes ? node->text.bytes : "", NULL);
}

static bool check_keys(struct reader *r, const struct yb_node *mapping, const char *const *keys)
{
    if (mapping->kind != YB_NODE_MAPPING) {
        yb_mistakes_add(r->mistakes, r->file, mapping, YB_E_WRONG_TYPE,
                        mapping->key.length ? mapping->key.bytes : "-", "mapping", NULL);
        return false;
    }
    for (const struct yb_node *member = mapping->first; member; member = member->next) {
        size_t i = 0;

        while (keys[i] && !yb_text_is(member->key, keys[i]))
            i++;
        if (!keys[i])
            yb_mistakes_add(r->mistakes, r->file, member, YB_E_UNKNOWN_KEY, member->key.bytes, NULL,
                            NULL);
    }
    return true;
}

static int32_t day_of(struct reader *r, const struct yb_node *mapping, const char *key,
                      int32_t otherwise)
{
    const struct yb_node *node = yb_node_get(mapping, key);
    int32_t day = otherwise;

    if (node && (node->kind != YB_NODE_SCALAR || !yb_day_parse(node->text, &day)))
        refuse(r, node, YB_E_WRONG_FORMAT, key);
    return day;
}

static int32_t needed_day(struct reader *r, const struct yb_node *mapping, const char *key)
{
    if (!yb_node_get(mapping, key))
        yb_mistakes_add(r->mistakes, r->file, mapping, YB_E_MISSING, key, NULL, NULL);
    return day_of(r, mapping, key, 0);
}

static int number_of(struct reader *r, const struct yb_node *mapping, const char *key)
{
    const struct yb_node *node = yb_node_get(mapping, key);
    int64_t value = 0;

    if (node && (node->kind != YB_NODE_SCALAR || !yb_text_to_int64(node->text, &value) ||
                 value < 0 || value > 1200))
        refuse(r, node, YB_E_OUT_OF_RANGE, key);
    return (int)value;
}

static int word_of(struct reader *r, const struct yb_node *mapping, const char *key,
                   const char *const *words)
{
    const struct yb_node *node = yb_node_get(mapping, key);

    for (int i = 0; node && node->kind == YB_NODE_SCALAR && words[i]; i++)
        if (yb_text_is(node->text, words[i]))
            return i;
    if (node)
        refuse(r, node, YB_E_UNKNOWN_CODE, key);
    return 0;
}

static int scheme_of(enum yb_relation_kind kind)
{
    return kind == YB_RELATION_RESIDENT ? 390 : 310;
}

/* The members of a list, or none; *rows has room for all. */
static const struct yb_node *items(struct reader *r, const struct yb_node *mapping, const char *key,
                                   size_t size, void **rows)
{
    const struct yb_node *list = yb_node_get(mapping, key);

    *rows = NULL;
    if (!list)
        return NULL;
    if (list->kind != YB_NODE_LIST) {
        yb_mistakes_add(r->mistakes, r->file, list, YB_E_WRONG_TYPE, key, "list", NULL);
        return NULL;
    }
    *rows = yb_arena_alloc(r->arena, size * (list->count + 1));
    return *rows ? list->first : NULL;
}

static void read_relations(struct reader *r, const struct yb_node *cover, struct yb_history *h)
{
    static const char *const keys[] = {"is",         "from", "last",           "enrolled",
                                       "paid_since", "ends", "repaired_years", NULL};
    struct yb_relation *rows;
    const struct yb_node *item = items(r, cover, "relations", sizeof(*rows), (void **)&rows);

    h->relations = rows;
    for (; item; item = item->next) {
        enum yb_relation_kind kind;

        if (!check_keys(r, item, keys))
            continue;
        kind = (enum yb_relation_kind)word_of(r, item, "is", kind_words);
        rows[h->relation_count++] = (struct yb_relation){
            .insutype = scheme_of(kind),
            .kind = kind,
            .from = needed_day(r, item, "from"),
            .last = day_of(r, item, "last", YB_DAY_NONE),
            .enrolled = day_of(r, item, "enrolled", YB_DAY_NONE),
            .paid_since = day_of(r, item, "paid_since", YB_DAY_NONE),
            .repaired_years = number_of(r, item, "repaired_years"),
            .ends = (enum yb_relation_end)word_of(r, item, "ends", end_words),
        };
    }
}

static void read_contributions(struct reader *r, const struct yb_node *cover, struct yb_history *h)
{
    static const char *const keys[] = {"is", "from", "to", "due", "paid", NULL};
    struct yb_contribution *rows;
    const struct yb_node *item = items(r, cover, "contributions", sizeof(*rows), (void **)&rows);

    h->contributions = rows;
    for (; item; item = item->next) {
        enum yb_relation_kind kind;

        if (!check_keys(r, item, keys))
            continue;
        kind = (enum yb_relation_kind)word_of(r, item, "is", kind_words);
        rows[h->contribution_count++] = (struct yb_contribution){
            scheme_of(kind),
            kind,
            needed_day(r, item, "from"),
            needed_day(r, item, "to"),
            needed_day(r, item, "due"),
            day_of(r, item, "paid", YB_DAY_NONE),
        };
    }
}

static void read_identities(struct reader *r, const struct yb_node *cover, struct yb_history *h)
{
    static const char *const keys[] = {"relief", "from", "to", NULL};
    struct yb_identity_span *rows;
    const struct yb_node *item = items(r, cover, "identities", sizeof(*rows), (void **)&rows);

    h->identities = rows;
    for (; item; item = item->next) {
        const struct yb_node *relief;
        int value;

        if (!check_keys(r, item, keys))
            continue;
        relief = yb_node_get(item, "relief");
        value = relief ? yb_value_find(relief->text) : -1;
        if (value < 0 || yb_value_dimension((enum yb_value)value) != YB_DIM_RELIEF) {
            refuse(r, relief ? relief : item, YB_E_UNKNOWN_CODE, "relief");
            continue;
        }
        rows[h->identity_count++] = (struct yb_identity_span){
            (enum yb_value)value, needed_day(r, item, "from"), day_of(r, item, "to", YB_DAY_NONE)};
    }
}

/* {resident: waiting, from: ..., to: ..., because: late_enrolment} */
static void read_expected(struct reader *r, const struct yb_node *item, struct yb_cover_expect *e)
{
    static const char *const keys[] = {"resident", "employee",         "from", "to", "because",
                                       "until",    "continuous_since", NULL};
    const struct yb_node *resident = yb_node_get(item, "resident"), *because, *until;
    const struct yb_node *state = resident ? resident : yb_node_get(item, "employee");
    int found = state ? yb_cover_state_find(state->text) : -1;

    e->node = item;
    if (!check_keys(r, item, keys))
        return;
    if (found < 0)
        refuse(r, state ? state : item, YB_E_UNKNOWN_CODE, "resident, employee");
    else
        e->state = (enum yb_cover_state)found;
    e->insutype = resident ? 390 : 310;
    e->from = needed_day(r, item, "from");
    e->to = day_of(r, item, "to", YB_DAY_MAX);
    e->since = day_of(r, item, "continuous_since", YB_DAY_NONE);
    because = yb_node_get(item, "because");
    e->because = because ? yb_cover_reason_find(because->text) : -1;
    if (e->because < 0)
        refuse(r, because ? because : item, YB_E_UNKNOWN_CODE, "because");
    until = yb_node_get(item, "until");
    e->until = until ? yb_cover_reason_find(until->text) : -1;
    if (until && e->until < 0)
        refuse(r, until, YB_E_UNKNOWN_CODE, "until");
}

/* An amount in yuan, or `unstated` where that may be. */
static int64_t fen_of(struct reader *r, const struct yb_node *mapping, const char *key,
                      bool may_be_unstated)
{
    const struct yb_node *node = yb_node_get(mapping, key);
    int64_t fen = 0;

    if (node && may_be_unstated && node->kind == YB_NODE_SCALAR &&
        yb_text_is(node->text, "unstated"))
        return -1;
    if (node && (node->kind != YB_NODE_SCALAR || !yb_decimal_parse(node->text, 2, &fen) || fen < 0))
        refuse(r, node, YB_E_WRONG_FORMAT, key);
    return fen;
}

/* {year: 2018, price: full_price, amount: 700.00, subsidy: 490.00, aid: 0.00} */
static void read_due(struct reader *r, const struct yb_node *item, struct yb_due_expect *e)
{
    static const char *const keys[] = {"year", "price", "amount", "subsidy", "aid", NULL};
    const struct yb_node *price = yb_node_get(item, "price"), *year = yb_node_get(item, "year");
    int found = price ? yb_due_price_find(price->text) : -1;
    int64_t number = 0;

    e->node = item;
    if (!check_keys(r, item, keys))
        return;
    if (!year || !yb_text_to_int64(year->text, &number) || number < 1900 || number > 2099)
        refuse(r, year ? year : item, YB_E_OUT_OF_RANGE, "year");
    if (found < 0)
        refuse(r, price ? price : item, YB_E_UNKNOWN_CODE, "price");
    e->year = (int)number;
    e->price = found < 0 ? YB_DUE_INDIVIDUAL : (enum yb_due_price)found;
    e->amount_fen = fen_of(r, item, "amount", true);
    e->subsidy_fen = yb_node_get(item, "subsidy") ? fen_of(r, item, "subsidy", true) : -1;
    e->aid_fen = fen_of(r, item, "aid", false);
}

static void read_expect(struct reader *r, const struct yb_node *expect, struct yb_cover_case *one)
{
    static const char *const keys[] = {"periods", "contributions", "shortfall_months", "error",
                                       NULL};
    const struct yb_node *item;

    if (!expect || !check_keys(r, expect, keys))
        return;
    for (item = items(r, expect, "periods", sizeof(*one->expects), (void **)&one->expects); item;
         item = item->next)
        read_expected(r, item, &one->expects[one->expect_count++]);
    one->dues_node = yb_node_get(expect, "contributions");
    for (item = items(r, expect, "contributions", sizeof(*one->dues), (void **)&one->dues); item;
         item = item->next)
        read_due(r, item, &one->dues[one->due_count++]);
    one->shortfall_node = yb_node_get(expect, "shortfall_months");
    one->shortfall = number_of(r, expect, "shortfall_months");
}

struct yb_cover_case *yb_cover_case_read(const struct yb_node *cover, const struct yb_node *expect,
                                         const char *file, struct yb_arena *arena,
                                         struct yb_mistakes *mistakes)
{
    static const char *const keys[] = {"born",       "died",    "relations", "contributions",
                                       "identities", "retires", NULL};
    static const char *const retires_keys[] = {"day", "sex", "credited_months", NULL};
    static const char *const sexes[] = {"woman", "man", NULL};
    struct reader r = {arena, mistakes, file};
    struct yb_cover_case *one = YB_NEW(arena, struct yb_cover_case);
    const struct yb_node *retires = yb_node_get(cover, "retires");

    if (!one || !check_keys(&r, cover, keys))
        return one;
    one->history.birth = day_of(&r, cover, "born", YB_DAY_NONE);
    one->history.death = day_of(&r, cover, "died", YB_DAY_NONE);
    read_relations(&r, cover, &one->history);
    read_contributions(&r, cover, &one->history);
    read_identities(&r, cover, &one->history);
    one->retires = YB_DAY_NONE;
    if (retires && check_keys(&r, retires, retires_keys)) {
        one->retires = needed_day(&r, retires, "day");
        one->man = word_of(&r, retires, "sex", sexes) == 1;
        one->credited_months = number_of(&r, retires, "credited_months");
    }
    read_expect(&r, expect, one);
    return one;
}

/* ---- running ---- */

static const struct yb_policy *only(const void *context, int insutype, int32_t day)
{
    (void)insutype;
    (void)day;
    return context;
}

static void write_period(struct yb_buffer *out, const struct yb_cover_expect *e)
{
    char from[11], to[11] = "", since[11] = "";

    yb_day_format(e->from, from);
    if (e->to != YB_DAY_MAX)
        yb_day_format(e->to, to);
    yb_buffer_addf(out, "%s %s %s..%s because %s", e->insutype == 310 ? "employee" : "resident",
                   yb_cover_state_key(e->state), from, to,
                   e->because < 0 ? "-" : yb_cover_reason_key((enum yb_cover_reason)e->because));
    if (e->until >= 0)
        yb_buffer_addf(out, " until %s", yb_cover_reason_key((enum yb_cover_reason)e->until));
    if (e->since != YB_DAY_NONE) {
        yb_day_format(e->since, since);
        yb_buffer_addf(out, " continuous since %s", since);
    }
}

/* The period as an expectation would say it, as far as `like` says. */
static struct yb_cover_expect said(const struct yb_cover_period *p,
                                   const struct yb_cover_expect *like)
{
    return (struct yb_cover_expect){
        .insutype = p->insutype,
        .state = p->state,
        .from = p->from,
        .to = p->to,
        .because = (int)p->begins.reason,
        .until = like && like->until < 0 ? -1 : (int)p->ends.reason,
        .since = like && like->since == YB_DAY_NONE ? YB_DAY_NONE : p->continuous_since,
    };
}

static const char *words(struct yb_arena *arena, const struct yb_cover_expect *e)
{
    struct yb_buffer out;

    if (!e)
        return "-";
    yb_buffer_init(&out, arena);
    write_period(&out, e);
    return out.failed ? "?" : yb_buffer_text(&out).bytes;
}

static void differs(struct yb_mistakes *mistakes, const char *file, const struct yb_node *node,
                    const char *const texts[4])
{
    struct yb_error error;

    yb_node_fail(&error, file, node, YB_E_POLICY_CASE_DIFFERS, texts[0], texts[1], texts[2],
                 texts[3], NULL);
    yb_mistakes_take(mistakes, &error);
}

static const char *due_words(struct yb_arena *arena, const struct yb_due_expect *e)
{
    char amount[YB_DECIMAL_TEXT_MAX], subsidy[YB_DECIMAL_TEXT_MAX], aid[YB_DECIMAL_TEXT_MAX];

    yb_decimal_format(e->amount_fen, 2, amount);
    yb_decimal_format(e->subsidy_fen, 2, subsidy);
    yb_decimal_format(e->aid_fen, 2, aid);
    return yb_arena_format(arena, "%d %s %s, subsidy %s, aid %s", e->year,
                           yb_due_price_key(e->price), e->amount_fen < 0 ? "unstated" : amount,
                           e->subsidy_fen < 0 ? "unstated" : subsidy, aid);
}

/* What is owed; true as well when the case does not ask. */
static bool run_dues(const struct yb_cover_case *one, const struct yb_cover_rules *rules,
                     const char *file, const char *name, struct yb_arena *arena,
                     struct yb_mistakes *mistakes, struct yb_dues *dues)
{
    struct yb_error error;
    bool same = true;

    if (!one->dues_node)
        return true;
    if (yb_dues_of(&one->history, rules, one->today, arena, dues, &error) != YB_OK) {
        yb_mistakes_take(mistakes, &error);
        return false;
    }
    for (size_t i = 0; i < one->due_count || i < dues->count; i++) {
        const char *a = "-", *b = "-";

        if (i < one->due_count)
            a = due_words(arena, &one->dues[i]);
        if (i < dues->count) {
            const struct yb_due *due = &dues->rows[i];
            const struct yb_due_expect is = {
                NULL, due->year, due->price, due->amount_fen, due->subsidy_fen, due->aid_fen};

            b = due_words(arena, &is);
        }
        if (a && b && yb_text_equal(yb_text_of(a), yb_text_of(b)))
            continue;
        differs(mistakes, file, i < one->due_count ? one->dues[i].node : one->dues_node,
                (const char *const[]){name, "contributions", a, b});
        same = false;
    }
    return same;
}

bool yb_cover_case_run(const struct yb_cover_case *one, const struct yb_policy *policy,
                       const char *file, const char *name, struct yb_arena *arena,
                       struct yb_mistakes *mistakes, struct yb_cover_result *result, int *code)
{
    const struct yb_cover_rules rules = {only, policy};
    static const struct yb_node nowhere = {.line = 1};
    char expected[YB_DECIMAL_TEXT_MAX], actual[YB_DECIMAL_TEXT_MAX];
    struct yb_error error;
    bool same = true;
    int missing;

    *code = yb_cover_of(&one->history, &rules, arena, &result->cover, &error);
    for (size_t i = 0; i < one->expect_count || i < result->cover.count; i++) {
        const struct yb_cover_expect *want = i < one->expect_count ? &one->expects[i] : NULL;
        struct yb_cover_expect is;
        const char *a = words(arena, want), *b = "-";

        if (i < result->cover.count) {
            is = said(&result->cover.periods[i], want);
            b = words(arena, &is);
        }
        if (yb_text_equal(yb_text_of(a), yb_text_of(b)))
            continue;
        differs(mistakes, file, want ? want->node : &nowhere,
                (const char *const[]){name, "periods", a, b});
        same = false;
    }
    if (*code == YB_OK && !run_dues(one, &rules, file, name, arena, mistakes, &result->dues))
        same = false;
    if (one->retires == YB_DAY_NONE || *code != YB_OK)
        return same;
    yb_retirement_of(&one->history, &result->cover, &rules, one->retires, one->man,
                     one->credited_months, &result->retirement);
    missing = result->retirement.months_needed - result->retirement.months;
    if (missing < 0)
        missing = 0;
    if (!one->shortfall_node || missing == one->shortfall)
        return same;
    yb_decimal_format(one->shortfall, 0, expected);
    yb_decimal_format(missing, 0, actual);
    differs(mistakes, file, one->shortfall_node,
            (const char *const[]){name, "shortfall_months", expected, actual});
    return false;
}
