/*
 * statement.h - the text files of a detailed reconciliation (3202), read and written. Pure.
 *
 * UTF-8 with or without byte order mark, TAB between columns, LF or CRLF at the end of a line, an
 * empty value as `null` or as nothing. Columns in: setl_id mdtrt_id psn_no medfee_sumamt
 * fund_pay_sumamt acct_pay refd_setl_flag. Columns out: psn_no mdtrt_id setl_id msgid stmt_rslt
 * refd_setl_flag memo medfee_sumamt fund_pay_sumamt acct_pay.
 */
#ifndef YB_APP_RECONCILE_STATEMENT_H
#define YB_APP_RECONCILE_STATEMENT_H

#include "app/reconcile/compare.h"
#include "base/error.h"

#define YB_STATEMENT_ROWS_MAX 200000 /* settlements of one institution in one statement */

/*
 * Reads the institution's file; *rows is in the arena, its texts are slices of `text`. A first line
 * that begins with a column's name is skipped, and so are blank lines. Errors name the line:
 * IMPORT_ROW with the column that is wrong; NOT_UTF8; TOO_MANY.
 */
int yb_statement_read(struct yb_text text, struct yb_arena *arena, struct yb_reconcile_row **rows,
                      size_t *count, struct yb_error *error);

/*
 * Appends the result file. Amounts are ours where we have the row. Where only we have it, setl_id
 * and mdtrt_id stay empty and msgid says what to reverse.
 */
void yb_statement_write(const struct yb_reconcile_result *results, size_t count,
                        struct yb_buffer *out);

#endif
