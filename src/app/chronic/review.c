/* What becomes of an application: accepted, refused, withdrawn, ended early. */
#include "app/chronic/chronic.h"
#include "app/institution/service.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "store/filing.h"
#include "store/psn.h"

/* An application, its person held. */
static int load(struct yb_call *call, const struct yb_chronic_deed *deed,
                struct yb_filing_row *filing, struct yb_error *error)
{
    int rc = yb_psn_lock(call->tx, deed->psn_no, error);

    if (rc == YB_OK)
        rc = yb_chronic_get(call, deed->reach, deed->psn_no, deed->trt_dcla_detl_sn, filing, error);
    if (rc == YB_OK && !yb_text_is(filing->filing_stas, "0"))
        rc = yb_refuse_id(error, YB_E_FILING_STATE, deed->trt_dcla_detl_sn, NULL);
    return rc;
}

/* Another person, and in the round; then who decided, when and why. */
static int review(struct yb_call *call, const struct yb_chronic_deed *deed,
                  struct yb_filing_row *filing, struct yb_error *error)
{
    if (yb_text_equal(filing->apply_user, deed->user))
        return yb_fail(error, YB_E_APPROVAL_SELF, NULL);
    if (filing->rev_round != YB_DAY_NONE && filing->rev_round > yb_instant_day(call->now_ms))
        return yb_refuse_day(error, YB_E_ROUND_NOT_OPEN, filing->dise_codg, filing->rev_round);
    filing->rev_user = deed->user;
    filing->rev_time = yb_text_of(yb_arena_format(call->arena, "%lld", (long long)call->now_ms));
    filing->rev_opnn = yb_identity_hidden(call->arena, deed->reason);
    return filing->rev_time.bytes && filing->rev_opnn.bytes ? YB_OK
                                                            : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

/* The last of so many months: the day before that of the month, or the month's own last where it
 * has no such day (民法典 202: 到期月的对应日；没有对应日的，月末日). */
static int32_t last_of_months(int32_t begndate, int months)
{
    const int32_t day = yb_day_add_months(begndate, months);

    return yb_day_civil(day).day < yb_day_civil(begndate).day ? day : day - 1;
}

void yb_chronic_dates(const struct yb_settle_rules *rules, const struct yb_filing_row *filing,
                      int32_t today, int32_t *begndate, int32_t *enddate)
{
    if (*begndate == YB_DAY_NONE)
        *begndate = filing->begndate > today ? filing->begndate : today;
    if (*enddate == YB_DAY_NONE)
        *enddate = filing->enddate;
    if (*enddate == YB_DAY_NONE && rules->chronic_valid_months)
        *enddate = last_of_months(*begndate, rules->chronic_valid_months);
}

static int check_chosen(struct yb_call *call, const struct yb_filing_row *filing,
                        struct yb_error *error)
{
    struct yb_text rest = filing->fix_medins;
    int count = 0, rc = YB_OK;

    while (rc == YB_OK && rest.length) {
        struct yb_service service;

        rc =
            yb_service_of(call, yb_text_split(rest, ',', &rest), filing->begndate, &service, error);
        count++;
    }
    if (rc == YB_OK && count > call->app->rules->chronic_institutions_most)
        rc = yb_refuse_number(error, YB_E_TOO_MANY, "fix_medins",
                              call->app->rules->chronic_institutions_most);
    return rc;
}

int yb_app_chronic_accept(struct yb_call *call, const struct yb_chronic_accept_in *in,
                          struct yb_error *error)
{
    struct yb_filing_row filing;
    int32_t begndate = in->begndate, enddate = in->enddate;
    int rc = load(call, &in->deed, &filing, error);

    if (rc == YB_OK)
        rc = review(call, &in->deed, &filing, error);
    if (rc != YB_OK)
        return rc;
    yb_chronic_dates(call->app->rules, &filing, yb_instant_day(call->now_ms), &begndate, &enddate);
    if (enddate != YB_DAY_NONE && enddate < begndate)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), enddate);
    filing.begndate = begndate;
    filing.enddate = enddate;
    if (in->chosen)
        filing.fix_medins = in->fix_medins;
    rc = check_chosen(call, &filing, error);
    if (rc == YB_OK)
        rc = yb_chronic_check_alone(call, &filing, error);
    filing.filing_stas = YB_TEXT("1");
    return rc == YB_OK ? yb_filing_put(call->tx, &filing, error) : rc;
}

int yb_app_chronic_refuse(struct yb_call *call, const struct yb_chronic_deed *deed,
                          struct yb_error *error)
{
    struct yb_filing_row filing;
    int rc = deed->reason.length ? load(call, deed, &filing, error)
                                 : yb_fail(error, YB_E_MISSING, "reason", NULL);

    if (rc == YB_OK)
        rc = review(call, deed, &filing, error);
    if (rc != YB_OK)
        return rc;
    filing.filing_stas = YB_TEXT("3");
    return yb_filing_put(call->tx, &filing, error);
}

int yb_app_chronic_withdraw(struct yb_call *call, const struct yb_chronic_deed *deed,
                            struct yb_error *error)
{
    struct yb_filing_row filing;
    int rc = deed->reason.length ? load(call, deed, &filing, error)
                                 : yb_fail(error, YB_E_MISSING, "reason", NULL);

    if (rc != YB_OK)
        return rc;
    filing.filing_stas = YB_TEXT("2");
    filing.cancel_time = call->now_ms;
    filing.cancel_memo = yb_identity_hidden(call->arena, deed->reason);
    return filing.cancel_memo.bytes ? yb_filing_put(call->tx, &filing, error)
                                    : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

/* ---- an earlier end ---- */

static int load_ending(struct yb_call *call, struct yb_text target, struct yb_text content,
                       struct yb_filing_row *filing, struct yb_error *error)
{
    struct yb_text id, person = yb_text_split(target, '/', &id);
    int32_t day, today = yb_instant_day(call->now_ms);
    int64_t psn_no, sn;
    int rc;

    if (!yb_text_to_int64(person, &psn_no) || !yb_text_to_int64(id, &sn))
        return yb_refuse_text(error, YB_E_FILING_NOT_FOUND, target);
    if (!yb_day_parse(content, &day))
        return yb_fail(error, YB_E_WRONG_FORMAT, "enddate", "YYYY-MM-DD", NULL);
    rc = yb_filing_get(call->tx, psn_no, sn, filing, error);
    if (rc != YB_OK)
        return rc;
    if (!yb_text_is(filing->filing_kind, "2503") || !yb_text_is(filing->filing_stas, "1"))
        return yb_refuse_id(error, YB_E_FILING_STATE, sn, NULL);
    if (day < today || day < filing->begndate ||
        (filing->enddate != YB_DAY_NONE && day >= filing->enddate))
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), day);
    filing->enddate = day;
    return YB_OK;
}

int yb_chronic_end_check(struct yb_call *call, struct yb_text target, struct yb_text content,
                         struct yb_error *error)
{
    struct yb_filing_row filing;

    return load_ending(call, target, content, &filing, error);
}

int yb_chronic_end(struct yb_call *call, const struct yb_approval_row *row, struct yb_error *error)
{
    struct yb_filing_row filing;
    struct yb_text rest;
    int64_t psn_no;
    int rc = YB_OK;

    if (yb_text_to_int64(yb_text_split(row->target, '/', &rest), &psn_no))
        rc = yb_psn_lock(call->tx, psn_no, error);
    if (rc == YB_OK)
        rc = load_ending(call, row->target, row->content, &filing, error);
    if (rc != YB_OK)
        return rc;
    filing.cancel_memo = row->reason;
    return yb_filing_put(call->tx, &filing, error);
}
