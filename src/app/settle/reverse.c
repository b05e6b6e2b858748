#include "app/settle/reverse.h"

#include "app/refuse.h"
#include "app/settle/facts.h"
#include "app/settle/undo.h"
#include "app/visit/visit_internal.h"
#include "store/message.h"
#include "store/psn.h"

#include <stdio.h>
#include <string.h>

#define ANY_KIND (1U << YB_KIND_OUTPATIENT | 1U << YB_KIND_INPATIENT | 1U << YB_KIND_PHARMACY)

static int undo_settlement(struct yb_call *call, const struct yb_message_row *message,
                           struct yb_error *error)
{
    const struct yb_undo undo = {message->psn_no, message->setl_id, 0, ANY_KIND};
    struct yb_undone undone;
    int rc = yb_settlement_undo(call, &undo, &undone, error);

    return rc == YB_E_SETL_CANCELLED ? 0 : rc; /* taken back by its own transaction meanwhile */
}

static int undo_admission(struct yb_call *call, const struct yb_message_row *message,
                          struct yb_error *error)
{
    const unsigned states = YB_STATES(YB_MDTRT_OPEN) | YB_STATES(YB_MDTRT_CANCELLED);
    struct yb_mdtrt_row mdtrt;
    int rc = yb_visit_load(call, message->psn_no, message->mdtrt_id, states, &mdtrt, error);

    if (rc || mdtrt.mdtrt_stas == YB_MDTRT_CANCELLED)
        return rc;
    return yb_visit_undo_admission(call, &mdtrt, error);
}

/* What can be reversed; A variants go by the four digits they begin with. */
static const struct {
    const char *infno;
    int (*undo)(struct yb_call *, const struct yb_message_row *, struct yb_error *);
} reversals[] = {
    {"2102", undo_settlement},
    {"2207", undo_settlement},
    {"2304", undo_settlement},
    {"2401", undo_admission},
};

static int not_allowed(const struct yb_reverse_in *in, const char *why, struct yb_error *error)
{
    char infno[16];

    snprintf(infno, sizeof(infno), YB_TEXT_FMT, YB_TEXT_ARG(in->oinfno));
    return yb_fail(error, YB_E_REVERSE_NOT_ALLOWED, infno, why, NULL);
}

static int find_reversal(const struct yb_reverse_in *in, size_t *at, struct yb_error *error)
{
    for (size_t i = 0; i < sizeof(reversals) / sizeof(reversals[0]); i++) {
        if (!yb_text_starts(in->oinfno, reversals[i].infno) || in->oinfno.length > 5)
            continue;
        *at = i;
        return 0;
    }
    return not_allowed(in, "oinfno", error);
}

/* The original has not come: it must not have an effect when it does. */
static int leave_tombstone(struct yb_call *call, const struct yb_reverse_in *in,
                           struct yb_error *error)
{
    struct yb_message_row message = yb_message_row();
    int rc;

    message.message_id = yb_tx_id(call->tx, call->now_ms);
    message.psn_no = in->psn_no;
    message.fixmedins_code = call->actor->fixmedins_code;
    message.msgid = in->omsgid;
    message.infno = in->oinfno;
    message.message_stas = YB_MESSAGE_TOMBSTONE;
    message.crte_time = call->now_ms;
    rc = yb_message_add(call->tx, &message, error);
    return rc == YB_E_MESSAGE_DIFFERS ? not_allowed(in, "psn_no", error) : rc;
}

static bool is_in_time(const struct yb_call *call, const struct yb_message_row *message)
{
    int days = call->app->rules->reversal_days;

    return days < 0 || yb_instant_day(message->crte_time) + days >= yb_instant_day(call->now_ms);
}

static int undo(struct yb_call *call, const struct yb_reverse_in *in, size_t at,
                const struct yb_message_row *message, struct yb_error *error)
{
    int rc;

    if (message->message_stas != YB_MESSAGE_DONE)
        return 0;
    if (!yb_text_starts(message->infno, reversals[at].infno))
        return not_allowed(in, "oinfno", error);
    if (!is_in_time(call, message))
        return not_allowed(in, "reversal_days", error);
    rc = reversals[at].undo(call, message, error);
    return rc ? rc : yb_message_reverse(call->tx, message, error);
}

int yb_app_reverse(struct yb_call *call, const struct yb_reverse_in *in, struct yb_error *error)
{
    struct yb_message_row message;
    bool found = false;
    size_t at = 0;
    int rc = find_reversal(in, &at, error);

    if (!rc && !in->omsgid.length)
        rc = yb_fail(error, YB_E_MISSING, "omsgid", NULL);
    if (!rc)
        rc = yb_psn_lock(call->tx, in->psn_no, error);
    if (!rc)
        rc = yb_message_find(call->tx, in->psn_no, call->actor->fixmedins_code, in->omsgid,
                             &message, &found, error);
    if (rc)
        return rc;
    call->made.psn_no = in->psn_no;
    return found ? undo(call, in, at, &message, error) : leave_tombstone(call, in, error);
}
