/* Two-person matters. */
#include "app/approval/approval.h"
#include "app/refuse.h"
#include "face/api/exchange.h"
#include "store/approval.h"

#define PAGE_ROWS 50

static struct yb_approver approver(const struct yb_api_exchange *x)
{
    return (struct yb_approver){x->session.user_id, x->session.user_name, &x->session.who};
}

static void put_row(struct yb_api_exchange *x, const struct yb_approval_row *row,
                    const struct yb_approval_place *place)
{
    const struct yb_approver by = approver(x);

    yb_api_put_id(x, "approval_id", row->approval_id);
    yb_api_put_text(x, "kind", row->approval_kind);
    yb_api_put_string(x, "title", yb_approval_title(row->approval_kind, x->english));
    yb_api_put_text(x, "target", row->target);
    yb_api_put_text(x, "content", row->content);
    yb_api_put_text(x, "state", yb_approval_state(row, x->call.now_ms));
    yb_api_put_text(x, "propose_user", row->propose_user);
    yb_api_put_time(x, "propose_time", row->propose_time);
    yb_api_put_text(x, "reason", row->reason);
    yb_api_put_time(x, "expire_time", row->expire_time);
    yb_api_put_text(x, "decide_user", row->decide_user);
    yb_api_put_time(x, "decide_time", row->decide_time);
    yb_api_put_text(x, "decide_reason", row->decide_reason);
    yb_api_put_boolean(x, "may_decide", yb_approval_may_decide(row, place, &by, x->call.now_ms));
}

/* *shown: it is not about a person of elsewhere. */
static int look_at(struct yb_api_exchange *x, const struct yb_approval_row *row,
                   struct yb_approval_place *place, bool *shown, struct yb_error *error)
{
    const struct yb_approver by = approver(x);
    int rc = yb_approval_place_of(&x->call, row, place, error);

    *shown = rc == YB_OK && yb_approval_may_see(row, place, &by);
    return rc;
}

/* Rows of a state as it is now; those stored as proposed may have expired since. */
static int approvals(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text state = yb_api_text(x, "state"), after = yb_api_text(x, "after");
    bool open = yb_text_is(state, "proposed") || yb_text_is(state, "expired");
    int64_t most = yb_api_number(x, "limit", PAGE_ROWS), before = INT64_MAX, shown = 0;
    struct yb_approval_list list;
    int rc;

    if (after.length && (!yb_text_to_int64(after, &before) || before < 1))
        return yb_refuse(error, YB_E_WRONG_FORMAT, "after", after);
    rc = yb_approval_list(x->call.tx, open ? YB_TEXT("proposed") : state, before, most + 1, &list,
                          error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (; rc == YB_OK && shown < (int64_t)list.count && shown < most; shown++) {
        const struct yb_approval_row *row = &list.rows[shown];
        struct yb_approval_place place;
        bool seen;

        if (open && !yb_text_equal(yb_approval_state(row, x->call.now_ms), state))
            continue;
        rc = look_at(x, row, &place, &seen, error);
        if (!seen)
            continue;
        YB_API_EACH(x);
        put_row(x, row, &place);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "next", (int64_t)list.count > most ? list.rows[shown - 1].approval_id : 0);
    return YB_OK;
}

static int approval(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t approval_id = yb_api_number(x, "approval_id", 0);
    struct yb_approval_place place;
    struct yb_approval_row row;
    bool seen = false;
    int rc = yb_approval_get(x->call.tx, approval_id, &row, error);

    if (rc == YB_OK)
        rc = look_at(x, &row, &place, &seen, error);
    if (rc == YB_OK && !seen) /* as if it did not exist */
        rc = yb_refuse_number(error, YB_E_NOT_FOUND, "approval", approval_id);
    if (rc == YB_OK)
        put_row(x, &row, &place);
    return rc;
}

static int decide(struct yb_api_exchange *x, enum yb_decision_kind decision, struct yb_text reason,
                  struct yb_error *error)
{
    const struct yb_approver by = approver(x);
    const struct yb_decide_in in = {yb_api_number(x, "approval_id", 0), decision, reason};
    struct yb_approval_row row;
    int rc;

    yb_api_note(x, "approval:%lld", (long long)in.approval_id);
    x->detail = reason;
    rc = yb_app_decide(&x->call, &by, &in, &row, error);
    if (rc != YB_OK)
        return rc;
    x->detail = yb_text_of(
        yb_arena_format(x->arena, YB_TEXT_FMT " <- " YB_TEXT_FMT ": " YB_TEXT_FMT,
                        YB_TEXT_ARG(row.target), YB_TEXT_ARG(row.content), YB_TEXT_ARG(reason)));
    yb_api_put_text(x, "state", row.approval_stas);
    return YB_OK;
}

static int approve(struct yb_api_exchange *x, struct yb_error *error)
{
    return decide(x, YB_APPROVE, yb_api_text(x, "reason"), error);
}

static int refuse(struct yb_api_exchange *x, struct yb_error *error)
{
    return decide(x, YB_REFUSE, yb_api_text(x, "reason"), error);
}

static int withdraw(struct yb_api_exchange *x, struct yb_error *error)
{
    return decide(x, YB_WITHDRAW, YB_TEXT(""), error);
}

const struct yb_api_handler yb_api_handlers_approval[] = {
    {"approvals", approvals}, {"approval", approval}, {"approve", approve},
    {"refuse", refuse},       {"withdraw", withdraw}, {.id = NULL},
};
