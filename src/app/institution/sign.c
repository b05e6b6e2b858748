#include "app/institution/sign.h"

#include "app/institution/service.h"
#include "app/refuse.h"
#include "store/file.h"

int yb_app_sign_in(struct yb_call *call, const struct yb_sign_in_in *in, struct yb_sign_in_out *out,
                   struct yb_error *error)
{
    struct yb_service service;
    struct yb_sign_in_row row = yb_sign_in_row();
    int rc = yb_service_of(call, call->actor->fixmedins_code, yb_instant_day(call->now_ms),
                           &service, error);

    if (rc != YB_OK)
        return rc;
    row.sign_id = yb_id_next(&call->app->ids, call->now_ms);
    row.fixmedins_code = call->actor->fixmedins_code;
    row.opter_no = in->opter_no;
    row.mac = in->mac;
    row.ip = in->ip;
    row.sign_time = call->now_ms;
    out->sign_time_ms = row.sign_time;
    out->sign_no = yb_text_of(yb_arena_format(call->arena, "%lld", (long long)row.sign_id));
    return yb_sign_in_add(call->tx, &row, error);
}

/* The open sign-in of today that `sign_no` names at the caller's institution. */
static int load_open(struct yb_call *call, struct yb_text sign_no, struct yb_sign_in_row *row,
                     struct yb_error *error)
{
    int64_t sign_id;
    int rc;

    if (!yb_text_to_int64(sign_no, &sign_id) || sign_id <= 0)
        return yb_refuse_text(error, YB_E_SIGN_IN, sign_no);
    rc = yb_sign_in_get(call->tx, sign_id, row, error);
    if (rc == YB_E_SIGN_IN || rc == YB_E_NOT_FOUND)
        return yb_refuse_text(error, YB_E_SIGN_IN, sign_no);
    if (rc != YB_OK)
        return rc;
    if (!yb_text_equal(row->fixmedins_code, call->actor->fixmedins_code) || row->out_time ||
        yb_instant_day(row->sign_time) != yb_instant_day(call->now_ms))
        return yb_refuse_text(error, YB_E_SIGN_IN, sign_no);
    return YB_OK;
}

int yb_app_sign_out(struct yb_call *call, const struct yb_sign_out_in *in,
                    struct yb_sign_out_out *out, struct yb_error *error)
{
    struct yb_sign_in_row row;
    int rc = load_open(call, in->sign_no, &row, error);

    if (rc != YB_OK)
        return rc;
    if (!yb_text_equal(row.opter_no, in->opter_no))
        return yb_refuse_text(error, YB_E_SIGN_IN, in->sign_no);
    out->sign_time_ms = call->now_ms;
    return yb_sign_out(call->tx, row.sign_id, call->now_ms, error);
}

int yb_app_check_sign(struct yb_call *call, struct yb_text sign_no, struct yb_error *error)
{
    struct yb_sign_in_row row;

    return load_open(call, sign_no, &row, error);
}
