#include "app/reconcile/compare.h"

#include <stdlib.h>

static int compare_rows(const void *a, const void *b)
{
    const struct yb_reconcile_row *x = a, *y = b;
    int order = yb_text_compare(x->setl_id, y->setl_id);

    return order ? order : (int)x->refd_setl_flag - (int)y->refd_setl_flag;
}

/* One past the rows that share rows[at]'s setl_id. */
static size_t group_end(const struct yb_reconcile_row *rows, size_t count, size_t at)
{
    size_t end = at;

    while (end < count && yb_text_equal(rows[end].setl_id, rows[at].setl_id))
        end++;
    return end;
}

static bool has_state(const struct yb_reconcile_row *rows, size_t count, bool refd_setl_flag)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].refd_setl_flag == refd_setl_flag)
            return true;
    return false;
}

static enum yb_reconcile_outcome judge_pair(const struct yb_reconcile_row *ours,
                                            const struct yb_reconcile_row *theirs)
{
    return ours->medfee_sumamt_fen == theirs->medfee_sumamt_fen &&
                   ours->fund_pay_sumamt_fen == theirs->fund_pay_sumamt_fen &&
                   ours->acct_pay_fen == theirs->acct_pay_fen
               ? YB_RECONCILE_EQUAL
               : YB_RECONCILE_AMOUNT_DIFFERS;
}

/* A row without partner: the other side lacks the settlement, or has it in the other state only. */
static enum yb_reconcile_outcome judge_single(bool state, const struct yb_reconcile_row *others,
                                              size_t other_count, enum yb_reconcile_outcome only)
{
    return other_count && !has_state(others, other_count, state) ? YB_RECONCILE_STATE_DIFFERS
                                                                 : only;
}

/* The rows of one setl_id on both sides; either may be none. */
static size_t compare_group(const struct yb_reconcile_row *ours, size_t our_count,
                            const struct yb_reconcile_row *theirs, size_t their_count,
                            struct yb_reconcile_result *results)
{
    size_t i = 0, j = 0, n = 0;

    while (i < our_count || j < their_count) {
        int order = i == our_count ? 1
                    : j == their_count
                        ? -1
                        : (int)ours[i].refd_setl_flag - (int)theirs[j].refd_setl_flag;
        struct yb_reconcile_result *r = &results[n++];

        r->ours = order <= 0 ? &ours[i++] : NULL;
        r->theirs = order >= 0 ? &theirs[j++] : NULL;
        if (r->ours && r->theirs)
            r->outcome = judge_pair(r->ours, r->theirs);
        else if (r->ours)
            r->outcome =
                judge_single(r->ours->refd_setl_flag, theirs, their_count, YB_RECONCILE_OURS_ONLY);
        else
            r->outcome =
                judge_single(r->theirs->refd_setl_flag, ours, our_count, YB_RECONCILE_THEIRS_ONLY);
    }
    return n;
}

size_t yb_reconcile_compare(struct yb_reconcile_row *ours, size_t our_count,
                            struct yb_reconcile_row *theirs, size_t their_count,
                            struct yb_reconcile_result *results)
{
    size_t i = 0, j = 0, n = 0;

    if (our_count)
        qsort(ours, our_count, sizeof(*ours), compare_rows);
    if (their_count)
        qsort(theirs, their_count, sizeof(*theirs), compare_rows);
    while (i < our_count || j < their_count) {
        int order = i == our_count     ? 1
                    : j == their_count ? -1
                                       : yb_text_compare(ours[i].setl_id, theirs[j].setl_id);
        size_t i_end = order <= 0 ? group_end(ours, our_count, i) : i;
        size_t j_end = order >= 0 ? group_end(theirs, their_count, j) : j;

        n += compare_group(ours + i, i_end - i, theirs + j, j_end - j, results + n);
        i = i_end;
        j = j_end;
    }
    return n;
}

const char *yb_reconcile_memo(enum yb_reconcile_outcome outcome)
{
    static const char *const memos[YB_RECONCILE_OUTCOMES] = {
        [YB_RECONCILE_EQUAL] = "一致",
        [YB_RECONCILE_OURS_ONLY] = "中心有、机构无：请以报文ID冲正",
        [YB_RECONCILE_THEIRS_ONLY] = "机构有、中心无：请核实后重新结算或销账",
        [YB_RECONCILE_AMOUNT_DIFFERS] = "金额不一致：以中心金额为准",
        [YB_RECONCILE_STATE_DIFFERS] = "退费状态不一致：请补办或撤回退费",
    };

    return memos[outcome];
}
