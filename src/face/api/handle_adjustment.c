/* Bills that came out otherwise: the clerk's list, a bill's history, corrections, trying and doing.
 */
#include <stdio.h>

#include "app/approval/approval.h"
#include "app/query/adjustments.h"
#include "app/refuse.h"
#include "app/settle/correct.h"
#include "app/settle/ordered.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "face/bill_change.h"

#define PAGE_ROWS 50

static const char *title_of(const struct yb_api_exchange *x, struct yb_text word)
{
    int kind = yb_cause_find(word);

    return kind < 0 ? "" : yb_cause_title((enum yb_cause_kind)kind, x->english);
}

/* ---- the list ---- */

/* "1546300800000.123" of the page before: when, and the adjustment. */
static int read_after(struct yb_text after, struct yb_adjustments_in *in, struct yb_error *error)
{
    struct yb_text id, time = yb_text_split(after, '.', &id);

    if (!after.length ||
        (yb_text_to_int64(time, &in->at_time) && yb_text_to_int64(id, &in->at_id) && in->at_id > 0))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, "after", after);
}

static void put_cause(struct yb_api_exchange *x, const struct yb_setl_cause_row *row,
                      struct yb_text psn_name)
{
    yb_api_put_id(x, "setl_id", row->setl_id);
    yb_api_put_id(x, "adjust_setl_id", row->adjust_setl_id);
    yb_api_put_time(x, "cause_time", row->cause_time);
    yb_api_put_id(x, "psn_no", row->psn_no);
    yb_api_put_text(x, "psn_name", yb_mask_name(x->arena, psn_name));
    yb_api_put_text(x, "cause", row->cause_kind);
    yb_api_put_string(x, "cause_title", title_of(x, row->cause_kind));
    yb_api_put_text(x, "reason", row->reason);
    yb_api_put_text(x, "owed_by", row->owed_by);
    yb_api_put_text(x, "fixmedins_code", row->fixmedins_code);
    yb_api_put_text(x, "insutype", row->insutype);
    yb_api_put_text(x, "med_type", row->med_type);
    yb_api_put_fen(x, "fund_pay_sumamt", row->fund_pay_sumamt_fen);
    yb_api_put_fen(x, "acct_pay", row->acct_pay_fen);
    yb_api_put_fen(x, "psn_cash_pay", row->psn_cash_pay_fen);
    yb_api_put_text(x, "opter_name", row->opter_name);
}

static int adjustments(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_adjustments_in in = {.reach = &x->reach,
                                   .from_day = (int32_t)yb_api_number(x, "from", YB_DAY_NONE),
                                   .to_day = (int32_t)yb_api_number(x, "to", YB_DAY_NONE),
                                   .psn_no = yb_api_number(x, "psn_no", 0),
                                   .cause_kind = yb_api_text(x, "cause"),
                                   .fixmedins_code = yb_api_text(x, "fixmedins_code"),
                                   .direction = yb_api_text(x, "direction"),
                                   .most = yb_api_number(x, "limit", PAGE_ROWS)};
    struct yb_adjustments found;
    char next[48] = "";
    int rc = read_after(yb_api_text(x, "after"), &in, error);

    if (rc == YB_OK)
        rc = yb_app_adjustments(&x->call, &in, &found, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < found.count; i++) {
        YB_API_EACH(x);
        put_cause(x, &found.rows[i], found.psn_names[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    if (found.more)
        snprintf(next, sizeof(next), "%lld.%lld", (long long)found.rows[found.count - 1].cause_time,
                 (long long)found.rows[found.count - 1].setl_id);
    yb_api_put_string(x, "next", next);
    yb_api_put_integer(x, "count", found.sum.count);
    yb_api_put_fen(x, "fund_sum", found.sum.fund_pay_sumamt_fen);
    yb_api_put_fen(x, "acct_sum", found.sum.acct_pay_fen);
    yb_api_put_fen(x, "refund_sum", found.sum.refund_fen);
    yb_api_put_fen(x, "claim_sum", found.sum.claim_fen);
    if (found.count)
        yb_api_note(x, "setl:%lld..%lld (%zu)", (long long)found.rows[found.count - 1].setl_id,
                    (long long)found.rows[0].setl_id, found.count);
    return YB_OK;
}

/* ---- why ---- */

/* Amounts by which a bill came out otherwise, and why. */
int yb_api_put_adjusted(struct yb_api_exchange *x, const struct yb_adjusted *a, const char *cause,
                        struct yb_error *error)
{
    const struct yb_change_view view = {
        .setl_id = a->before.setl_id,
        .fund_fen = a->by.fund_pay_sumamt_fen,
        .person_fen = a->by.psn_part_amt_fen,
        .cause = cause,
        .before = {a->policy_before, &a->record_before.trace, &a->record_before.facts},
        .after = {a->policy_after, &a->record_after.trace, &a->record_after.facts},
        .english = x->english};
    struct yb_change_words words;
    int rc = yb_change_write(&view, x->arena, &words, error);

    if (rc != YB_OK)
        return rc;
    yb_api_put_text(x, "headline", words.headline);
    yb_api_begin(x, "why", '[');
    for (size_t i = 0; i < words.count; i++)
        yb_json_add_text(&x->json, words.sentences[i]);
    YB_API_CLOSE(x);
    return YB_OK;
}

static void put_amounts(struct yb_api_exchange *x, const struct yb_setl_row *row)
{
    yb_api_put_fen(x, "medfee_sumamt", row->medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_pay_sumamt", row->fund_pay_sumamt_fen);
    yb_api_put_fen(x, "acct_pay", row->acct_pay_fen);
    yb_api_put_fen(x, "psn_cash_pay", row->psn_cash_pay_fen);
}

static int put_entry(struct yb_api_exchange *x, const struct yb_history_entry *entry,
                     struct yb_error *error)
{
    const struct yb_setl_row *setl = entry->setl;
    struct yb_text word = entry->cause ? entry->cause->cause_kind : YB_TEXT("");
    int rc = YB_OK;

    YB_API_EACH(x);
    yb_api_put_id(x, "setl_id", setl->setl_id);
    yb_api_put_time(x, "setl_time", setl->setl_time);
    yb_api_put_string(x, "kind",
                      setl->adjust_setl_id ? "adjustment"
                      : setl->init_setl_id ? "red"
                                           : "original");
    put_amounts(x, setl);
    yb_api_put_text(x, "opter_name", setl->opter_name);
    yb_api_put_text(x, "cause", word);
    yb_api_put_string(x, "cause_title", title_of(x, word));
    yb_api_put_text(x, "reason", entry->cause ? entry->cause->reason : YB_TEXT(""));
    yb_api_put_text(x, "owed_by", entry->cause ? entry->cause->owed_by : YB_TEXT(""));
    if (setl->adjust_setl_id)
        rc = yb_api_put_adjusted(x, &entry->adjusted, title_of(x, word), error);
    YB_API_DONE(x);
    return rc;
}

static void put_lines(struct yb_api_exchange *x, const struct yb_history *history)
{
    yb_api_begin(x, "lines", '[');
    for (size_t i = 0; i < history->lines.count; i++) {
        const struct yb_feedetl_row *line = &history->lines.rows[i];

        YB_API_EACH(x);
        yb_api_put_text(x, "feedetl_sn", line->feedetl_sn);
        yb_api_put_text(x, "hilist_name",
                        line->hilist_name.length ? line->hilist_name : line->med_list_codg);
        yb_api_put_text(x, "med_list_codg", line->med_list_codg);
        yb_api_put_fen(x, "det_item_fee_sumamt", line->det_item_fee_sumamt_fen);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

/* The bill's history, when it lies within reach. */
static int load(struct yb_api_exchange *x, struct yb_history *history, struct yb_error *error)
{
    int64_t setl_id = yb_api_number(x, "setl_id", 0);
    int rc;

    yb_api_note(x, "setl:%lld", (long long)setl_id);
    rc = yb_settlement_history(&x->call, setl_id, history, error);
    if (rc == YB_OK &&
        !yb_reaches(&x->reach, history->stands.insuplc_admdvs, history->stands.fixmedins_code))
        rc = yb_refuse_id(error, YB_E_SETL_NOT_FOUND, setl_id, NULL);
    return rc;
}

static int settlement_history(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_history history;
    int rc = load(x, &history, error);

    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "setl_id", history.stands.setl_id);
    put_amounts(x, &history.stands);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < history.count; i++)
        rc = put_entry(x, &history.entries[i], error);
    YB_API_CLOSE(x);
    put_lines(x, &history);
    return rc;
}

/* ---- trying and doing ---- */

/* What changes, or has changed; only when all of it lies within reach. */
static int put_resettled(struct yb_api_exchange *x, const struct yb_resettled *resettled,
                         enum yb_cause_kind kind, struct yb_error *error)
{
    struct yb_setl_row sum = {0};
    int rc = YB_OK;

    for (size_t i = 0; i < resettled->count; i++)
        if (!yb_reaches(&x->reach, resettled->rows[i].before.insuplc_admdvs,
                        resettled->rows[i].before.fixmedins_code))
            return yb_refuse_id(error, YB_E_PSN_NOT_FOUND, resettled->rows[i].before.psn_no, NULL);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < resettled->count; i++) {
        const struct yb_adjusted *row = &resettled->rows[i];

        YB_API_EACH(x);
        yb_api_put_id(x, "setl_id", row->before.setl_id);
        yb_api_put_time(x, "setl_time", row->before.setl_time);
        put_amounts(x, &row->by);
        rc = yb_api_put_adjusted(x, row, yb_cause_title(kind, x->english), error);
        YB_API_DONE(x);
        yb_setl_amounts_add(&sum, &row->by, 1);
    }
    YB_API_CLOSE(x);
    yb_api_put_integer(x, "bills", resettled->bills);
    put_amounts(x, &sum);
    return rc;
}

static int resettle(struct yb_api_exchange *x, bool dry, struct yb_text reason,
                    struct yb_error *error)
{
    int kind = yb_cause_find(yb_api_text(x, "cause"));
    const struct yb_resettle what = {.psn_no = yb_api_number(x, "psn_no", 0),
                                     .kind = (enum yb_cause_kind)kind,
                                     .reason = reason,
                                     .from_day = (int32_t)yb_api_number(x, "from", YB_DAY_NONE),
                                     .to_day = (int32_t)yb_api_number(x, "to", YB_DAY_NONE),
                                     .dry = dry};
    struct yb_resettled resettled;
    struct yb_psn_row psn;
    int rc = yb_api_reach_person(x, what.psn_no, &psn, error);

    yb_api_note(x, "psn:%lld", (long long)what.psn_no);
    if (rc == YB_OK)
        rc = dry ? yb_settle_resettle(&x->call, &what, &resettled, error)
                 : yb_app_resettle(&x->call, &what, &resettled, error);
    return rc == YB_OK ? put_resettled(x, &resettled, what.kind, error) : rc;
}

static int try_resettle(struct yb_api_exchange *x, struct yb_error *error)
{
    return resettle(x, true, YB_TEXT(""), error);
}

static int do_resettle(struct yb_api_exchange *x, struct yb_error *error)
{
    x->detail = yb_api_text(x, "reason");
    return resettle(x, false, yb_identity_hidden(x->arena, x->detail), error);
}

/* "<setl_id>/<feedetl_sn>" and "amount 120.00", as an approval keeps them. */
static struct yb_correct_in correction_of(struct yb_api_exchange *x)
{
    struct yb_text line = yb_api_text(x, "feedetl_sn"), kind = yb_api_text(x, "kind"),
                   value = yb_api_text(x, "value");

    return (struct yb_correct_in){
        .target = yb_text_of(yb_arena_format(x->arena, "%lld/" YB_TEXT_FMT,
                                             (long long)yb_api_number(x, "setl_id", 0),
                                             YB_TEXT_ARG(line))),
        .content = yb_text_of(yb_arena_format(x->arena, YB_TEXT_FMT " " YB_TEXT_FMT,
                                              YB_TEXT_ARG(kind), YB_TEXT_ARG(value))),
        .dry = true};
}

static int try_correction(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_correct_in in = correction_of(x);
    struct yb_resettled resettled;
    struct yb_history history;
    int rc = load(x, &history, error);

    if (rc == YB_OK)
        rc = yb_app_correct_line(&x->call, &in, &resettled, error);
    return rc == YB_OK ? put_resettled(x, &resettled, YB_CAUSE_line, error) : rc;
}

static int propose_correction(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_correct_in in = correction_of(x);
    struct yb_history history;
    int rc = load(x, &history, error);

    if (rc != YB_OK)
        return rc;
    return yb_api_propose(x,
                          &(struct yb_propose_in){YB_APPROVAL_correction, in.target, in.content,
                                                  yb_api_text(x, "reason")},
                          error);
}

const struct yb_api_handler yb_api_handlers_adjustment[] = {
    {"adjustments", adjustments},
    {"settlement_history", settlement_history},
    {"try_resettle", try_resettle},
    {"resettle", do_resettle},
    {"try_correction", try_correction},
    {"propose_correction", propose_correction},
    {.id = NULL},
};
