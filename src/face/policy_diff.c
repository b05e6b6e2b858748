#include "face/policy_diff.h"

#include <string.h>

#include "face/policy_text.h"

enum { BEFORE, AFTER, SIDES };

/* What is being compared: the tables of both sides as JSON, and where they were met. */
struct diff {
    struct yb_arena *arena;
    bool english;
    const struct yb_json_value *clauses[SIDES];
    struct yb_text layer, rule;
    struct yb_policy_changes *changes;
    size_t capacity;
    bool failed;
};

static struct yb_text text_of(const struct yb_json_value *object, const char *key)
{
    const struct yb_json_value *value = object ? yb_json_get(object, key) : NULL;

    return value && value->text.bytes ? value->text : YB_TEXT("");
}

static const struct yb_json_value *list_of(const struct yb_json_value *object, const char *key)
{
    const struct yb_json_value *list = object ? yb_json_get(object, key) : NULL;

    return list ? list->first : NULL;
}

/* "document, place" of a row's clause. */
static struct yb_text source_of(struct diff *d, int side, const struct yb_json_value *row)
{
    const struct yb_json_value *number = row ? yb_json_get(row, "clause") : NULL, *clause;
    struct yb_buffer out;
    int64_t at;

    if (!number || !yb_text_to_int64(number->text, &at))
        return YB_TEXT("");
    clause = d->clauses[side];
    while (clause && at-- > 0)
        clause = clause->next;
    yb_buffer_init(&out, d->arena);
    yb_buffer_add(&out, text_of(clause, "source"));
    if (text_of(clause, "place").length)
        yb_buffer_addf(&out, " " YB_TEXT_FMT, YB_TEXT_ARG(text_of(clause, "place")));
    return yb_buffer_text(&out);
}

static void add(struct diff *d, const struct yb_policy_change *change)
{
    struct yb_policy_changes *changes = d->changes;

    if (yb_text_equal(change->before, change->after))
        return;
    if (changes->count == d->capacity) {
        size_t more = d->capacity ? 2 * d->capacity : 64;
        struct yb_policy_change *rows = YB_NEW_ARRAY(d->arena, struct yb_policy_change, more);

        d->failed = d->failed || !rows;
        if (!rows)
            return;
        if (changes->count)
            memcpy(rows, changes->rows, changes->count * sizeof(*rows));
        changes->rows = rows;
        d->capacity = more;
    }
    changes->rows[changes->count++] = *change;
}

/* A property that both sides may have. */
static void compare_text(struct diff *d, const char *name, struct yb_text before,
                         struct yb_text after)
{
    add(d, &(struct yb_policy_change){.layer = d->layer,
                                      .rule = d->rule,
                                      .name = yb_text_of(name),
                                      .before = before,
                                      .after = after});
}

static bool same_row(const struct yb_json_value *a, const struct yb_json_value *b)
{
    return yb_text_equal(text_of(a, "name"), text_of(b, "name")) &&
           yb_text_equal(text_of(a, "when"), text_of(b, "when"));
}

/* The row that stands for `row` on the other side: as many of its kind before it. */
static const struct yb_json_value *twin(const struct yb_json_value *rows,
                                        const struct yb_json_value *row,
                                        const struct yb_json_value *others)
{
    int nth = 0;

    for (; rows != row; rows = rows->next)
        nth += same_row(rows, row);
    for (; others; others = others->next)
        if (same_row(others, row) && nth-- == 0)
            return others;
    return NULL;
}

static void compare_row(struct diff *d, const struct yb_json_value *before,
                        const struct yb_json_value *after)
{
    const struct yb_json_value *any = before ? before : after;

    add(d, &(struct yb_policy_change){.layer = d->layer,
                                      .rule = d->rule,
                                      .name = text_of(any, "name"),
                                      .when = text_of(any, "when"),
                                      .before = text_of(before, "text"),
                                      .after = text_of(after, "text"),
                                      .before_source = source_of(d, BEFORE, before),
                                      .after_source = source_of(d, AFTER, after)});
}

static void compare_rows(struct diff *d, const struct yb_json_value *before,
                         const struct yb_json_value *after)
{
    for (const struct yb_json_value *each = before; each; each = each->next)
        compare_row(d, each, twin(before, each, after));
    for (const struct yb_json_value *each = after; each; each = each->next)
        if (!twin(after, each, before))
            compare_row(d, NULL, each);
}

static const struct yb_json_value *by_name(const struct yb_json_value *list, struct yb_text name)
{
    while (list && !yb_text_equal(text_of(list, "name"), name))
        list = list->next;
    return list;
}

/* Runs `compare` on what has the same name in both lists, then on what only the later one has. */
static void compare_named(struct diff *d, const struct yb_json_value *before,
                          const struct yb_json_value *after,
                          void (*compare)(struct diff *d, const struct yb_json_value *before,
                                          const struct yb_json_value *after))
{
    for (const struct yb_json_value *each = before; each; each = each->next)
        compare(d, each, by_name(after, text_of(each, "name")));
    for (const struct yb_json_value *each = after; each; each = each->next)
        if (!by_name(before, text_of(each, "name")))
            compare(d, NULL, each);
}

static const char *words(const struct diff *d, const char *zh, const char *en)
{
    return d->english ? en : zh;
}

/* A rule, a limit: whether it is there, its circumstance, its rows. */
static void compare_rule(struct diff *d, const struct yb_json_value *before,
                         const struct yb_json_value *after)
{
    d->rule = text_of(before ? before : after, "title");
    if (!before || !after)
        compare_text(d, words(d, "规定", "rule"), text_of(before, "title"),
                     text_of(after, "title"));
    else
        compare_text(d, words(d, "适用情形", "applies to"), text_of(before, "when"),
                     text_of(after, "when"));
    compare_rows(d, list_of(before, "rows"), list_of(after, "rows"));
    d->rule = YB_TEXT("");
}

static void compare_layer(struct diff *d, const struct yb_json_value *before,
                          const struct yb_json_value *after)
{
    d->layer = text_of(before ? before : after, "title");
    compare_text(d, words(d, "支付层", "layer"), text_of(before, "title"), text_of(after, "title"));
    compare_text(d, words(d, "基金", "fund"), text_of(before, "fund"), text_of(after, "fund"));
    compare_text(d, words(d, "费用", "works on"), text_of(before, "works_on"),
                 text_of(after, "works_on"));
    compare_named(d, list_of(before, "rules"), list_of(after, "rules"), compare_rule);
    d->layer = YB_TEXT("");
}

/* A list of texts as one. */
static struct yb_text joined(struct diff *d, const struct yb_json_value *list)
{
    struct yb_buffer out;

    yb_buffer_init(&out, d->arena);
    for (const struct yb_json_value *each = list; each; each = each->next)
        yb_buffer_addf(&out, "%s" YB_TEXT_FMT, out.length ? words(d, "；", "; ") : "",
                       YB_TEXT_ARG(each->text));
    return yb_buffer_text(&out);
}

static struct yb_text force_of(struct diff *d, const struct yb_policy *policy)
{
    char from[11], to[11] = "";

    yb_day_format(policy->from_day, from);
    if (policy->to_day != YB_DAY_MAX)
        yb_day_format(policy->to_day, to);
    return yb_text_of(yb_arena_format(d->arena, "%s – %s", from, to));
}

static const struct yb_json_value *tables_of(struct diff *d, const struct yb_policy *policy)
{
    struct yb_json_value *root = NULL;
    struct yb_buffer out;
    struct yb_json json;
    struct yb_error error;

    yb_buffer_init(&out, d->arena);
    yb_json_init(&json, &out);
    yb_json_open(&json, '{');
    yb_policy_write_json(policy, d->english, &json);
    yb_json_close(&json, '}');
    if (out.failed || yb_json_read(yb_buffer_text(&out), d->arena, &root, &error) != YB_OK)
        d->failed = true;
    return root;
}

int yb_policy_diff(const struct yb_policy *before, const struct yb_policy *after, bool english,
                   struct yb_arena *arena, struct yb_policy_changes *changes)
{
    struct diff d = {.arena = arena,
                     .english = english,
                     .layer = YB_TEXT(""),
                     .rule = YB_TEXT(""),
                     .changes = changes};
    const struct yb_json_value *a = tables_of(&d, before), *b = tables_of(&d, after);

    *changes = (struct yb_policy_changes){0};
    if (d.failed)
        return YB_E_NO_MEMORY;
    d.clauses[BEFORE] = list_of(a, "clauses");
    d.clauses[AFTER] = list_of(b, "clauses");
    compare_text(&d, words(&d, "名称", "title"), before->title, after->title);
    compare_text(&d, words(&d, "施行", "in force"), force_of(&d, before), force_of(&d, after));
    compare_text(&d, words(&d, "舍入", "rounding"), text_of(a, "rounding"), text_of(b, "rounding"));
    compare_text(&d, words(&d, "按全国默认值", "national defaults"),
                 joined(&d, list_of(a, "unstated")), joined(&d, list_of(b, "unstated")));
    compare_text(&d, words(&d, "说明", "notes"), joined(&d, list_of(a, "readings")),
                 joined(&d, list_of(b, "readings")));
    d.layer = yb_text_of(words(&d, "限额", "limits"));
    compare_named(&d, list_of(a, "limits"), list_of(b, "limits"), compare_rule);
    d.layer = yb_text_of(words(&d, "费用怎样摆放", "lines"));
    compare_rows(&d, list_of(a, "lines"), list_of(b, "lines"));
    d.layer = YB_TEXT("");
    compare_named(&d, list_of(a, "layers"), list_of(b, "layers"), compare_layer);
    d.layer = yb_text_of(words(&d, "参保与享受", "cover"));
    compare_named(&d, list_of(a, "entitlement"), list_of(b, "entitlement"), compare_rule);
    return d.failed ? YB_E_NO_MEMORY : YB_OK;
}

void yb_policy_changes_write_text(const struct yb_policy_changes *changes, bool english,
                                  struct yb_buffer *out)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct yb_policy_change *c = &changes->rows[i];
        const struct yb_text parts[] = {c->layer, c->rule, c->name, c->when};
        bool begun = false;

        for (size_t j = 0; j < sizeof(parts) / sizeof(parts[0]); j++)
            if (parts[j].length) {
                yb_buffer_addf(out, "%s" YB_TEXT_FMT, begun ? " › " : "", YB_TEXT_ARG(parts[j]));
                begun = true;
            }
        yb_buffer_addf(out, english ? ": " : "：");
        yb_buffer_addf(out, YB_TEXT_FMT " → " YB_TEXT_FMT,
                       YB_TEXT_ARG(c->before.length ? c->before : YB_TEXT("—")),
                       YB_TEXT_ARG(c->after.length ? c->after : YB_TEXT("—")));
        if (c->after_source.length || c->before_source.length)
            yb_buffer_addf(
                out, "  〔" YB_TEXT_FMT "〕",
                YB_TEXT_ARG(c->after_source.length ? c->after_source : c->before_source));
        yb_buffer_add_char(out, '\n');
    }
}

void yb_policy_changes_write_json(const struct yb_policy_changes *changes, struct yb_json *json)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct yb_policy_change *c = &changes->rows[i];
        const struct {
            const char *key;
            struct yb_text text;
        } members[] = {{"layer", c->layer},
                       {"rule", c->rule},
                       {"name", c->name},
                       {"when", c->when},
                       {"before", c->before},
                       {"after", c->after},
                       {"before_source", c->before_source},
                       {"after_source", c->after_source}};

        yb_json_open(json, '{');
        for (size_t j = 0; j < sizeof(members) / sizeof(members[0]); j++) {
            yb_json_key(json, members[j].key);
            yb_json_add_text(json, members[j].text.bytes ? members[j].text : YB_TEXT(""));
        }
        yb_json_close(json, '}');
    }
}
