#include "engine/benefit/difference.h"

struct comparing {
    const struct yb_trace_of *before, *after;
    struct yb_trace_change *changes;
    size_t room, count;
};

static bool is_line(const struct yb_trace_row *row)
{
    return row->op <= YB_TRACE_IN_SCOPE;
}

static bool is_left_out(const struct yb_trace_row *row)
{
    return row->op == YB_TRACE_ACCUMULATE || row->op == YB_TRACE_ACCOUNT;
}

/* What has been used before is part of the ground, not only what the step made of it. */
static bool stands_on_before(const struct yb_trace_row *row)
{
    switch (row->op) {
    case YB_TRACE_DEDUCTIBLE:
    case YB_TRACE_YEAR_CAP:
    case YB_TRACE_BELOW:
    case YB_TRACE_SEGMENT:
    case YB_TRACE_BEYOND:
    case YB_TRACE_LIMIT:
        return true;
    default:
        return false;
    }
}

static bool same_text_of_rule(const struct comparing *c, int before, int after)
{
    if (before < 0 || after < 0 || c->before->policy == c->after->policy)
        return before == after;
    return yb_text_equal(c->before->policy->rules[before].name,
                         c->after->policy->rules[after].name);
}

static bool is_ground(const struct comparing *c, const struct yb_trace_row *before,
                      const struct yb_trace_row *after)
{
    if (!before || !after)
        return true;
    if (is_line(after))
        return true;
    return before->value != after->value || !same_text_of_rule(c, before->rule, after->rule) ||
           (stands_on_before(after) && before->before != after->before);
}

static bool is_same(const struct comparing *c, const struct yb_trace_row *a,
                    const struct yb_trace_row *b)
{
    return a->base == b->base && a->value == b->value && a->before == b->before &&
           a->amount == b->amount && same_text_of_rule(c, a->rule, b->rule);
}

static void note(struct comparing *c, const struct yb_trace_row *before,
                 const struct yb_trace_row *after)
{
    if (is_left_out(after ? after : before) || (before && after && is_same(c, before, after)))
        return;
    if (c->count < c->room)
        c->changes[c->count] = (struct yb_trace_change){before, after, is_ground(c, before, after)};
    c->count++;
}

/* Steps of lines come by line, and by operation within it. */
static int order_of_lines(const struct yb_trace_row *a, const struct yb_trace_row *b)
{
    if (a->index != b->index)
        return a->index < b->index ? -1 : 1;
    return (a->op > b->op) - (a->op < b->op);
}

static size_t lines_of(const struct yb_trace *trace)
{
    size_t i = 0;

    while (i < trace->count && is_line(&trace->rows[i]))
        i++;
    return i;
}

static void compare_lines(struct comparing *c, size_t before_count, size_t after_count)
{
    const struct yb_trace_row *before = c->before->trace->rows, *after = c->after->trace->rows;
    size_t i = 0, j = 0;

    while (i < before_count || j < after_count) {
        int order = i == before_count  ? 1
                    : j == after_count ? -1
                                       : order_of_lines(&before[i], &after[j]);

        note(c, order <= 0 ? &before[i] : NULL, order >= 0 ? &after[j] : NULL);
        i += order <= 0;
        j += order >= 0;
    }
}

static bool same_layer(const struct comparing *c, int before, int after)
{
    if (before < 0 || after < 0 || c->before->policy == c->after->policy)
        return before == after;
    return yb_text_equal(c->before->policy->layers[before].name,
                         c->after->policy->layers[after].name);
}

/* The index of a limit names an accumulator; that of other steps a row of the pack's tables. */
static bool same_index(const struct comparing *c, const struct yb_trace_row *before,
                       const struct yb_trace_row *after)
{
    if (after->op == YB_TRACE_LIMIT || after->op == YB_TRACE_YEAR_CAP)
        return yb_text_equal(c->before->policy->accumulators[before->index].name,
                             c->after->policy->accumulators[after->index].name);
    return true;
}

/* How many steps of this kind stand before `at` in its layer. */
static size_t turn_of(const struct yb_trace *trace, size_t at)
{
    const struct yb_trace_row *row = &trace->rows[at];
    size_t turn = 0;

    while (at-- > 0 && trace->rows[at].layer == row->layer)
        turn += trace->rows[at].op == row->op;
    return turn;
}

static bool is_match(const struct comparing *c, size_t before, size_t after)
{
    const struct yb_trace_row *a = &c->before->trace->rows[before];
    const struct yb_trace_row *b = &c->after->trace->rows[after];

    if (a->op != b->op || !same_layer(c, a->layer, b->layer))
        return false;
    if (b->op == YB_TRACE_LIMIT || b->op == YB_TRACE_YEAR_CAP)
        return same_index(c, a, b);
    return turn_of(c->before->trace, before) == turn_of(c->after->trace, after);
}

/* The step of `to` that says the same as step `at` of `from`, or NULL. */
static const struct yb_trace_row *find(const struct comparing *c, size_t first, size_t at,
                                       bool in_after)
{
    const struct yb_trace *in = in_after ? c->after->trace : c->before->trace;

    for (size_t i = first; i < in->count; i++)
        if (in_after ? is_match(c, at, i) : is_match(c, i, at))
            return &in->rows[i];
    return NULL;
}

size_t yb_trace_compare(const struct yb_trace_of *before, const struct yb_trace_of *after,
                        struct yb_trace_change *changes, size_t room)
{
    struct comparing c = {before, after, changes, room, 0};
    size_t first_before = lines_of(before->trace), first_after = lines_of(after->trace);
    size_t told = first_before;

    compare_lines(&c, first_before, first_after);
    for (size_t j = first_after; j < after->trace->count; j++) {
        const struct yb_trace_row *match = find(&c, first_before, j, false);

        /* steps that are gone come where they stood */
        for (; match && told < before->trace->count && &before->trace->rows[told] <= match; told++)
            if (!find(&c, first_after, told, true))
                note(&c, &before->trace->rows[told], NULL);
        note(&c, match, &after->trace->rows[j]);
    }
    for (; told < before->trace->count; told++)
        if (!find(&c, first_after, told, true))
            note(&c, &before->trace->rows[told], NULL);
    return c.count;
}
