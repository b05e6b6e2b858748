#include "face/bill_change.h"

#include "base/money.h"
#include "engine/benefit/difference.h"

#define CHANGES_MAX 256

static const char *say(const struct yb_change_view *view, const char *zh, const char *en)
{
    return view->english ? en : zh;
}

static void add_sentence(struct yb_change_words *words, struct yb_buffer *text)
{
    if (words->count < YB_CHANGE_SENTENCES_MAX)
        words->sentences[words->count++] = yb_buffer_text(text);
}

static void add_value(const struct yb_change_view *view, uint64_t bits, struct yb_buffer *text)
{
    for (int i = 0; i < YB_VALUES; i++)
        if (bits & YB_VALUE_BIT(i))
            yb_buffer_add_string(text, view->english ? yb_value_key((enum yb_value)i)
                                                     : yb_value_title((enum yb_value)i));
}

/* "relief: none -> low income" */
static void write_facts(const struct yb_change_view *view, struct yb_arena *arena,
                        struct yb_change_words *words)
{
    const struct yb_facts *before = view->before.facts, *after = view->after.facts;

    for (int i = 0; i < YB_DIMENSIONS; i++) {
        uint64_t mask = yb_dimension_mask((enum yb_dimension)i);
        struct yb_buffer text;

        if ((before->bits & mask) == (after->bits & mask))
            continue;
        yb_buffer_init(&text, arena);
        yb_buffer_add_string(&text, view->english ? yb_dimension_key((enum yb_dimension)i)
                                                  : yb_dimension_title((enum yb_dimension)i));
        yb_buffer_add_string(&text, say(view, "：", ": "));
        add_value(view, before->bits & mask, &text);
        yb_buffer_add_string(&text, " → ");
        add_value(view, after->bits & mask, &text);
        add_sentence(words, &text);
    }
    if (before->continuous_years != after->continuous_years) {
        struct yb_buffer text;

        yb_buffer_init(&text, arena);
        yb_buffer_addf(&text, "%s%d → %d", say(view, "连续缴费年限：", "years of contribution: "),
                       before->continuous_years, after->continuous_years);
        add_sentence(words, &text);
    }
}

static void add_step(const struct yb_change_view *view, const struct yb_change_side *side,
                     const struct yb_trace_row *row, struct yb_buffer *text)
{
    const struct yb_bill_view step = {.policy = side->policy, .english = view->english};

    yb_bill_write_step(&step, row, text);
}

/* "pooling fund·inpatient: deductible 500.00 ... -> deductible 250.00 ..." */
static void write_change(const struct yb_change_view *view, const struct yb_trace_change *change,
                         struct yb_arena *arena, struct yb_change_words *words)
{
    const struct yb_trace_row *row = change->after ? change->after : change->before;
    const struct yb_policy *policy = change->after ? view->after.policy : view->before.policy;
    struct yb_buffer text;

    yb_buffer_init(&text, arena);
    if (row->layer >= 0) {
        yb_buffer_add(&text, policy->layers[row->layer].title);
        if (row->rule >= 0) {
            yb_buffer_add_string(&text, "·");
            yb_buffer_add(&text, policy->rules[row->rule].title);
        }
        yb_buffer_add_string(&text, say(view, "：", ": "));
    }
    if (!change->before)
        yb_buffer_add_string(&text, say(view, "新增 ", "now "));
    if (!change->after)
        yb_buffer_add_string(&text, say(view, "不再有 ", "no longer "));
    if (change->before)
        add_step(view, &view->before, change->before, &text);
    if (change->before && change->after)
        yb_buffer_add_string(&text, " → ");
    if (change->after)
        add_step(view, &view->after, change->after, &text);
    add_sentence(words, &text);
}

static bool is_outcome(const struct yb_trace_change *change)
{
    int op = change->after ? change->after->op : change->before->op;

    return !change->ground && (op == YB_TRACE_PAY || op == YB_TRACE_FAMILY || op == YB_TRACE_CASH);
}

static int write_changes(const struct yb_change_view *view, struct yb_arena *arena,
                         struct yb_change_words *words, struct yb_error *error)
{
    const struct yb_trace_of before = {view->before.policy, view->before.trace};
    const struct yb_trace_of after = {view->after.policy, view->after.trace};
    struct yb_trace_change *changes = YB_NEW_ARRAY(arena, struct yb_trace_change, CHANGES_MAX);
    size_t count;

    if (!changes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    write_facts(view, arena, words);
    count = yb_trace_compare(&before, &after, changes, CHANGES_MAX);
    if (count > CHANGES_MAX)
        count = CHANGES_MAX;
    for (size_t i = 0; i < count; i++)
        if (changes[i].ground)
            write_change(view, &changes[i], arena, words);
    for (size_t i = 0; i < count; i++)
        if (is_outcome(&changes[i]))
            write_change(view, &changes[i], arena, words);
    return 0;
}

static void write_headline(const struct yb_change_view *view, struct yb_arena *arena,
                           struct yb_change_words *words)
{
    char funds[YB_DECIMAL_TEXT_MAX], person[YB_DECIMAL_TEXT_MAX];
    struct yb_buffer text;

    yb_money_format(view->fund_fen, funds);
    yb_money_format(view->person_fen, person);
    yb_buffer_init(&text, arena);
    yb_buffer_addf(&text, "%s %lld%s %s%s %s%s%s", say(view, "账单", "bill"),
                   (long long)view->setl_id, say(view, "：基金支付变动", " changed: funds by"),
                   funds, say(view, "，个人负担变动", ", the person by"), person,
                   say(view, "，因为", ", because "), view->cause);
    if (words->count) {
        yb_buffer_add_string(&text, say(view, "：", ": "));
        yb_buffer_add(&text, words->sentences[0]);
    }
    words->headline = yb_buffer_text(&text);
}

int yb_change_write(const struct yb_change_view *view, struct yb_arena *arena,
                    struct yb_change_words *words, struct yb_error *error)
{
    int rc = 0;

    words->count = 0;
    if (view->before.trace->count && view->after.trace->count)
        rc = write_changes(view, arena, words, error);
    if (!rc)
        write_headline(view, arena, words);
    return rc;
}
