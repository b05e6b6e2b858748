#include "app/reconcile/statement.h"

#include <stdio.h>

#include "base/money.h"

enum {
    SETL_ID,
    MDTRT_ID,
    PSN_NO,
    MEDFEE_SUMAMT,
    FUND_PAY_SUMAMT,
    ACCT_PAY,
    REFD_SETL_FLAG,
    COLUMNS
};

static const char *const names[COLUMNS] = {"setl_id",       "mdtrt_id",        "psn_no",
                                           "medfee_sumamt", "fund_pay_sumamt", "acct_pay",
                                           "refd_setl_flag"};

static int refuse(int64_t line, const char *column, struct yb_error *error)
{
    char number[24];

    snprintf(number, sizeof(number), "%lld", (long long)line);
    return yb_fail(error, YB_E_IMPORT_ROW, number, column, NULL);
}

/* One line's values; `null` counts as nothing. False when there are not COLUMNS of them. */
static bool split_line(struct yb_text line, struct yb_text values[COLUMNS])
{
    struct yb_text rest = line;
    size_t n = 0;

    while (rest.bytes && n < COLUMNS) {
        values[n] = yb_text_trim(yb_text_split(rest, '\t', &rest));
        if (yb_text_is(values[n], "null"))
            values[n] = (struct yb_text){0};
        n++;
    }
    return n == COLUMNS && !yb_text_trim(rest).length; /* empty columns at the end: no harm */
}

static int read_line(struct yb_text line, int64_t number, struct yb_reconcile_row *row,
                     struct yb_error *error)
{
    struct yb_text values[COLUMNS];
    struct yb_text flag;

    if (!split_line(line, values))
        return refuse(number, "TAB", error);
    for (int i = SETL_ID; i <= PSN_NO; i++)
        if (!values[i].length || yb_text_characters(values[i]) > 30)
            return refuse(number, names[i], error);
    *row = (struct yb_reconcile_row){
        .setl_id = values[SETL_ID], .mdtrt_id = values[MDTRT_ID], .psn_no = values[PSN_NO]};
    if (!yb_money_parse(values[MEDFEE_SUMAMT], &row->medfee_sumamt_fen))
        return refuse(number, names[MEDFEE_SUMAMT], error);
    if (!yb_money_parse(values[FUND_PAY_SUMAMT], &row->fund_pay_sumamt_fen))
        return refuse(number, names[FUND_PAY_SUMAMT], error);
    if (!yb_money_parse(values[ACCT_PAY], &row->acct_pay_fen))
        return refuse(number, names[ACCT_PAY], error);
    flag = values[REFD_SETL_FLAG];
    if (!yb_text_is(flag, "0") && !yb_text_is(flag, "1"))
        return refuse(number, names[REFD_SETL_FLAG], error);
    row->refd_setl_flag = yb_text_is(flag, "1");
    return YB_OK;
}

static size_t count_lines(struct yb_text text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.length; i++)
        lines += text.bytes[i] == '\n';
    return lines;
}

/* A head line names its first column; data begin with a settlement's number. */
static bool is_head(struct yb_text line, int64_t number)
{
    return number == 1 && (yb_text_starts(line, "setl_id") || yb_text_starts(line, "结算ID"));
}

int yb_statement_read(struct yb_text text, struct yb_arena *arena, struct yb_reconcile_row **rows,
                      size_t *count, struct yb_error *error)
{
    size_t lines = count_lines(text), bad_at;
    struct yb_text rest = text;

    *count = 0;
    if (yb_text_starts(rest, "\xEF\xBB\xBF"))
        rest = (struct yb_text){rest.bytes + 3, rest.length - 3};
    if (!yb_text_is_utf8(rest, &bad_at)) {
        char at[24];

        snprintf(at, sizeof(at), "%zu", bad_at);
        return yb_fail(error, YB_E_NOT_UTF8, at, NULL);
    }
    if (lines > YB_STATEMENT_ROWS_MAX + 2)
        return yb_fail(error, YB_E_TOO_MANY, "TXT", "200000", NULL);
    *rows = YB_NEW_ARRAY(arena, struct yb_reconcile_row, lines);
    if (!*rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int64_t number = 1; rest.bytes; number++) {
        struct yb_text line = yb_text_split(rest, '\n', &rest);
        int rc;

        if (!yb_text_trim(line).length || is_head(line, number))
            continue;
        rc = read_line(line, number, &(*rows)[*count], error);
        if (rc != YB_OK)
            return rc;
        ++*count;
    }
    if (*count > YB_STATEMENT_ROWS_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "TXT", "200000", NULL);
    return YB_OK;
}

static void add_column(struct yb_buffer *out, struct yb_text value)
{
    yb_buffer_add(out, value.length ? value : YB_TEXT("null"));
    yb_buffer_add_char(out, '\t');
}

static void add_amount(struct yb_buffer *out, int64_t fen, char after)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(fen, text);
    yb_buffer_add_string(out, text);
    yb_buffer_add_char(out, after);
}

static void write_result(const struct yb_reconcile_result *result, struct yb_buffer *out)
{
    const struct yb_reconcile_row *row = result->ours ? result->ours : result->theirs;
    const struct yb_text nothing = {0};
    bool equal = result->outcome == YB_RECONCILE_EQUAL;

    add_column(out, row->psn_no);
    add_column(out, result->theirs ? result->theirs->mdtrt_id : nothing);
    add_column(out, result->theirs ? result->theirs->setl_id : nothing);
    add_column(out, result->ours ? result->ours->msgid : nothing);
    add_column(out, equal ? YB_TEXT("0") : YB_TEXT("1"));
    add_column(out, row->refd_setl_flag ? YB_TEXT("1") : YB_TEXT("0"));
    add_column(out, yb_text_of(yb_reconcile_memo(result->outcome)));
    add_amount(out, row->medfee_sumamt_fen, '\t');
    add_amount(out, row->fund_pay_sumamt_fen, '\t');
    add_amount(out, row->acct_pay_fen, '\n');
}

void yb_statement_write(const struct yb_reconcile_result *results, size_t count,
                        struct yb_buffer *out)
{
    for (size_t i = 0; i < count; i++)
        write_result(&results[i], out);
}
