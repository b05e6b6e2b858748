#include "face/bill.h"

#include <string.h>

#include "face/cli/columns.h"
#include "face/policy_text.h"

#define NUMBER_COLUMNS 7
#define NAME_COLUMNS   28 /* the number's included */
#define AMOUNT_COLUMNS 13
#define ALL_COLUMNS    (NAME_COLUMNS + 5 * AMOUNT_COLUMNS)

static const char *words(const struct yb_bill_view *view, const char *zh, const char *en)
{
    return view->english ? en : zh;
}

static void add_amount(struct yb_buffer *out, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(fen, text);
    yb_buffer_add_column(out, yb_text_of(text), AMOUNT_COLUMNS, true);
}

static void add_title(struct yb_buffer *out, const char *title)
{
    yb_buffer_add_column(out, yb_text_of(title), AMOUNT_COLUMNS, true);
}

static void end_line(struct yb_buffer *out)
{
    yb_buffer_add_char(out, '\n');
}

/* Part names in English; the Chinese ones are the engine's. */
static const char *part_name(const struct yb_bill_view *view, enum yb_part part)
{
    static const char *const names[YB_PARTS] = {"in scope",   "self-paid", "over limit", "advance",
                                                "deductible", "copay",     "above cap"};

    return view->english ? names[part] : yb_part_title(part);
}

static void add_blanks(struct yb_buffer *out, size_t columns)
{
    for (; columns; columns--)
        yb_buffer_add_char(out, ' ');
}

/* A name in its column; a wider one has the lines to itself, and the column is empty. */
static void add_name(struct yb_buffer *out, struct yb_text name, size_t indent, size_t columns)
{
    if (yb_text_columns(name) <= columns) {
        yb_buffer_add_column(out, name, columns, false);
        return;
    }
    while (name.length) {
        size_t fitting = yb_text_fitting(name, ALL_COLUMNS - indent);

        yb_buffer_add(out, (struct yb_text){name.bytes, fitting});
        end_line(out);
        name = (struct yb_text){name.bytes + fitting, name.length - fitting};
        add_blanks(out, name.length ? indent : indent + columns);
    }
}

static void write_fee_line(const struct yb_bill_view *view, size_t i, struct yb_buffer *out)
{
    const struct yb_bill_line *line = &view->lines[i];
    struct yb_text name = view->names ? view->names[i] : YB_TEXT("");
    char number[YB_DECIMAL_TEXT_MAX + 2] = "  ";

    yb_decimal_format((int64_t)i + 1, 0, number + 2);
    yb_buffer_add_column(out, yb_text_of(number), NUMBER_COLUMNS, false);
    add_name(out, name, NUMBER_COLUMNS, NAME_COLUMNS - NUMBER_COLUMNS);
    add_amount(out, view->claim->lines[i].amount_fen);
    add_amount(out, line->self_paid_fen);
    add_amount(out, line->over_limit_fen);
    add_amount(out, line->advance_fen);
    add_amount(out, line->in_scope_fen);
    end_line(out);
}

static void write_fees(const struct yb_bill_view *view, struct yb_buffer *out)
{
    const struct yb_bill *bill = view->bill;
    size_t i;

    yb_buffer_add_column(out, yb_text_of(words(view, "费用明细", "Fees")), NAME_COLUMNS, false);
    add_title(out, words(view, "金额", "amount"));
    add_title(out, part_name(view, YB_PART_SELF_PAID));
    add_title(out, part_name(view, YB_PART_OVER_LIMIT));
    add_title(out, part_name(view, YB_PART_ADVANCE));
    add_title(out, part_name(view, YB_PART_IN_SCOPE));
    end_line(out);
    for (i = 0; i < view->claim->line_count; i++)
        write_fee_line(view, i, out);
    yb_buffer_add_column(out, yb_text_of(words(view, "  合计", "  total")), NAME_COLUMNS, false);
    add_amount(out, bill->total_fen);
    add_amount(out, bill->placed_fen[YB_PART_SELF_PAID]);
    add_amount(out, bill->placed_fen[YB_PART_OVER_LIMIT]);
    add_amount(out, bill->placed_fen[YB_PART_ADVANCE]);
    add_amount(out, bill->placed_fen[YB_PART_IN_SCOPE]);
    end_line(out);
}

static void write_step(const struct yb_bill_view *view, const struct yb_trace_row *row,
                       struct yb_buffer *out)
{
    yb_buffer_add_string(out, "      ");
    yb_bill_write_step(view, row, out);
    if (row->clause != YB_CLAUSE_NONE) {
        yb_buffer_add_string(out, "  〔");
        yb_bill_write_clause(view, row, out);
        yb_buffer_add_string(out, "〕");
    }
    end_line(out);
}

/* The steps of one layer (-1: of the lines, and the cash), each with its clause. */
static void write_steps(const struct yb_bill_view *view, int layer, struct yb_buffer *out)
{
    const struct yb_trace *trace = view->trace;
    size_t i;

    for (i = 0; trace && i < trace->count; i++) {
        const struct yb_trace_row *row = &trace->rows[i];

        if (row->layer != layer || row->op == YB_TRACE_PAY || row->op >= YB_TRACE_CASH)
            continue;
        write_step(view, row, out);
    }
}

static void write_layers(const struct yb_bill_view *view, struct yb_buffer *out)
{
    int i;

    for (i = 0; i < view->policy->layer_count; i++) {
        const struct yb_layer *layer = &view->policy->layers[i];
        const struct yb_bill_layer *result = &view->bill->layers[i];
        struct yb_buffer name;

        yb_buffer_init(&name, out->arena);
        yb_buffer_addf(&name, "  " YB_TEXT_FMT, YB_TEXT_ARG(layer->title));
        if (result->rule >= 0 &&
            !yb_text_equal(view->policy->rules[result->rule].title, layer->title))
            yb_buffer_addf(&name, " · " YB_TEXT_FMT,
                           YB_TEXT_ARG(view->policy->rules[result->rule].title));
        add_name(out, yb_buffer_text(&name), 0, NAME_COLUMNS + AMOUNT_COLUMNS * 4);
        add_amount(out, result->pay_fen);
        end_line(out);
        write_steps(view, i, out);
    }
}

/* What a relative's account pays. */
static void write_family(const struct yb_bill_view *view, struct yb_buffer *out)
{
    const struct yb_trace *trace = view->trace;

    if (!view->claim->family_fen)
        return;
    yb_buffer_add_column(out, yb_text_of(words(view, "家庭共济个人账户", "A relative's account")),
                         NAME_COLUMNS + AMOUNT_COLUMNS * 4, false);
    add_amount(out, view->bill->family_fen);
    end_line(out);
    for (size_t i = 0; trace && i < trace->count; i++)
        if (trace->rows[i].op == YB_TRACE_FAMILY)
            write_step(view, &trace->rows[i], out);
}

static void write_person(const struct yb_bill_view *view, struct yb_buffer *out)
{
    const struct yb_bill *bill = view->bill;
    bool first = true;
    int i;

    yb_buffer_add_column(out, yb_text_of(words(view, "个人现金", "Cash")),
                         NAME_COLUMNS + AMOUNT_COLUMNS * 4, false);
    add_amount(out, bill->cash_fen);
    end_line(out);
    for (i = 0; i < YB_PARTS; i++) {
        char text[YB_DECIMAL_TEXT_MAX];

        if (!bill->left_fen[i])
            continue;
        yb_money_format(bill->left_fen[i], text);
        yb_buffer_addf(out, "%s%s %s", first ? "      " : words(view, "，", ", "),
                       part_name(view, (enum yb_part)i), text);
        first = false;
    }
    if (!first)
        end_line(out);
}

/* ---- national defaults that a bill used ---- */

static void write_defaults(const struct yb_bill_view *view, struct yb_buffer *out)
{
    const struct yb_policy *policy = view->policy;
    int used = 0;

    for (int i = 0; i < policy->unstated_count; i++)
        if (yb_bill_rests_on(view, policy->unstated[i]))
            yb_buffer_addf(out, "%s%s",
                           used++ ? words(view, "、", ", ")
                                  : words(view, "政策未写明、本单按全国默认值的事项：",
                                          "Not stated, national defaults held here: "),
                           yb_parameter_title(policy->unstated[i], view->english));
    if (used)
        end_line(out);
    if (used < policy->unstated_count)
        yb_buffer_addf(out, "%syibao policy show (" YB_TEXT_FMT ")\n",
                       words(view, "政策的全部规定与未写明之处见 ",
                             "All that the policy says, and does not say: "),
                       YB_TEXT_ARG(policy->id));
}

static void write_notes(const struct yb_bill_view *view, struct yb_buffer *out)
{
    const struct yb_policy *policy = view->policy;
    int i;

    write_defaults(view, out);
    for (i = 0; i < policy->reading_count; i++)
        if (yb_bill_concerns(view, &policy->readings[i]))
            yb_buffer_addf(out, "%s" YB_TEXT_FMT "\n", words(view, "说明：", "Note: "),
                           YB_TEXT_ARG(policy->readings[i].says));
}

static void write_catalogues(const struct yb_bill_view *view, struct yb_buffer *out)
{
    struct yb_buffer text;
    struct yb_text rest;

    yb_buffer_init(&text, out->arena);
    yb_bill_write_catalogues(view, &text);
    for (rest = yb_buffer_text(&text); rest.length;) {
        struct yb_text words = yb_text_split(rest, '\n', &rest);

        yb_buffer_addf(out, "  " YB_TEXT_FMT "\n", YB_TEXT_ARG(words));
    }
}

void yb_bill_write_text(const struct yb_bill_view *view, struct yb_buffer *out)
{
    yb_buffer_addf(out, "%s" YB_TEXT_FMT " (" YB_TEXT_FMT ")\n",
                   words(view, "依据政策：", "Policy: "), YB_TEXT_ARG(view->policy->title),
                   YB_TEXT_ARG(view->policy->id));
    if (view->trace)
        yb_bill_write_parameters(view, out);
    write_fees(view, out);
    write_catalogues(view, out);
    write_steps(view, -1, out);
    yb_buffer_add_string(out, words(view, "医保支付\n", "Paid\n"));
    write_layers(view, out);
    write_family(view, out);
    write_person(view, out);
    if (!view->trace)
        return;
    write_notes(view, out);
    yb_buffer_add_string(out, words(view, "依据文件\n", "Documents\n"));
    yb_bill_write_documents(view, out);
}
