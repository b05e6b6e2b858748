/* May this care be had today (2001): the checks of a settlement, asked beforehand. */
#include "app/enrol/fact.h"
#include "app/filing/filing.h"
#include "app/institution/service.h"
#include "app/person/insured.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/facts.h"
#include "app/settle/policy_on.h"
#include "app/settle/rules.h"
#include "store/filing.h"
#include "store/psn.h"

struct asking {
    struct yb_call *call;
    const struct yb_check_entitlement_in *in;
    int32_t day, last_day;
    const struct yb_psn_insu_row *insured;
    const struct yb_policy *policy;
};

/* The last day of an answer: nothing that decides it may change before. */
static void until(struct asking *asking, int32_t day)
{
    if (day != YB_DAY_NONE && day < asking->last_day)
        asking->last_day = day;
}

static int check_filing(struct asking *asking, struct yb_error *error)
{
    const struct yb_app *app = asking->call->app;
    const struct yb_filing_asked asked = {
        .care = yb_code_map_value(app->codes, "med_type", asking->in->med_type, YB_DIM_CARE),
        .day = asking->day,
        .fixmedins_code = asking->in->fixmedins_code,
        .dise_codg = asking->in->dise_codg};
    struct yb_text kind = yb_filing_kind_of_care(asked.care);
    const struct yb_filing_row *filing;
    struct yb_filing_list list;
    int rc;

    if (!yb_filing_needed(app->rules, asked.care))
        return YB_OK;
    rc = yb_filing_list(asking->call->tx, asking->in->psn_no, kind, &list, error);
    if (rc != YB_OK)
        return rc;
    filing = yb_filing_of_care(app->rules, &list, &asked);
    if (!filing)
        return yb_refuse_text(error, YB_E_FILING_NOT_FOUND,
                              asked.dise_codg.length ? asked.dise_codg : kind);
    until(asking, filing->enddate);
    return YB_OK;
}

static int check_insured(struct asking *asking, struct yb_error *error)
{
    struct yb_psn_insu_list list;
    int rc = yb_psn_insu_list(asking->call->tx, asking->in->psn_no, &list, error);

    if (rc == YB_OK)
        rc = yb_insured_pick(&list, asking->in->insutype, asking->day, &asking->insured, error);
    if (rc != YB_OK)
        return rc;
    until(asking, asking->insured->trt_enddate);
    if (asking->insured->paus_insu_date != YB_DAY_NONE)
        until(asking, asking->insured->paus_insu_date - 1);
    return YB_OK;
}

/* The first refusal that a settlement of this care would meet; YB_OK: none. */
static int check_all(struct asking *asking, struct yb_error *error)
{
    struct yb_service service;
    int rc =
        yb_policy_on(asking->call->app, asking->in->insutype, asking->day, &asking->policy, error);

    if (rc == YB_OK) {
        until(asking, asking->policy->to_day);
        rc = yb_service_of(asking->call, asking->in->fixmedins_code, asking->day, &service, error);
    }
    if (rc == YB_OK)
        rc = check_insured(asking, error);
    return rc == YB_OK ? check_filing(asking, error) : rc;
}

/* A refusal that answers the question; others are errors of the question itself. */
static bool is_answer(int code)
{
    return code == YB_E_PSN_NOT_COVERED || code == YB_E_FIXMEDINS_SUSPENDED ||
           code == YB_E_POLICY_NO_RULE || code == YB_E_FILING_NOT_FOUND;
}

/* ---- why somebody is not covered, as his timeline has it ---- */

/* The period that the day lies in; else the newest that ended before it. */
static const struct yb_cover_period *period_on(const struct yb_cover *cover, int insutype,
                                               int32_t day)
{
    const struct yb_cover_period *found = yb_cover_on(cover, insutype, day);

    for (size_t i = 0; !found && i < cover->count; i++) {
        const struct yb_cover_period *last = &cover->periods[cover->count - 1 - i];

        if (last->insutype == insutype && last->to < day)
            found = last;
    }
    return found;
}

/* "等待期，集中缴费期后参保，2026-03-15 至 2026-10-14" or "停保，待遇止于 2024-12-31". */
static void put_period(const struct yb_cover_period *period, int32_t day, struct yb_buffer *out)
{
    char from[11], to[11] = "";

    yb_day_format(period->from, from);
    if (period->to != YB_DAY_MAX)
        yb_day_format(period->to, to);
    if (period->to < day)
        yb_buffer_addf(out, "；%s，待遇止于 %s", yb_cover_reason_title(period->ends.reason), to);
    else
        yb_buffer_addf(out, "；%s，%s，%s 起%s%s", yb_cover_state_title(period->state),
                       yb_cover_reason_title(period->begins.reason), from, *to ? "至 " : "", to);
}

static int add_reason(struct asking *asking, struct yb_buffer *out, struct yb_error *error)
{
    const struct yb_cover_period *period;
    struct yb_facts_known known;
    struct yb_known_cover cover;
    int rc = yb_facts_load(asking->call, asking->in->psn_no, INT64_MAX, &known, error);

    if (rc == YB_OK)
        rc = yb_facts_cover(asking->call, &known, &cover, error);
    if (rc != YB_OK)
        return rc;
    period = period_on(&cover.cover, yb_insutype_number(asking->in->insutype), asking->day);
    if (period && (period->state != YB_COVER_COVERED || period->to < asking->day))
        put_period(period, asking->day, out);
    return YB_OK;
}

static bool is_new(const struct yb_entitlement_row *rows, size_t count, struct yb_text fund)
{
    while (count && !yb_text_equal(rows[count - 1].fund_pay_type, fund))
        count--;
    return count == 0;
}

/* One row for each fund of the policy; for the pooling fund alone when there is no policy. */
static size_t list_funds(const struct asking *asking, struct yb_entitlement_row *rows)
{
    const struct yb_code_map *codes = asking->call->app->codes;
    int layers = asking->policy ? asking->policy->layer_count : 1;
    size_t count = 0;

    for (int i = 0; i < layers; i++) {
        enum yb_fund fund = asking->policy ? asking->policy->layers[i].fund : YB_FUND_HIFP;
        struct yb_text type = yb_code_map_fund(codes, asking->in->insutype, fund)->fund_pay_type;

        if (fund != YB_FUND_HOSP && type.length && is_new(rows, count, type))
            rows[count++].fund_pay_type = type;
    }
    return count;
}

static int answer(struct asking *asking, const struct yb_error *refusal,
                  struct yb_check_entitlement_out *out, struct yb_error *error)
{
    struct yb_entitlement_row *rows =
        YB_NEW_ARRAY(asking->call->arena, struct yb_entitlement_row, YB_POLICY_LAYERS_MAX);
    bool yes = refusal->code == YB_OK;
    struct yb_buffer words;
    int rc = YB_OK;

    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_buffer_init(&words, asking->call->arena);
    if (!yes)
        yb_error_describe(refusal, false, &words);
    if (refusal->code == YB_E_PSN_NOT_COVERED)
        rc = add_reason(asking, &words, error);
    if (rc != YB_OK)
        return rc;
    out->trtinfo = rows;
    out->count = list_funds(asking, rows);
    for (size_t i = 0; i < out->count; i++) {
        rows[i].psn_no = asking->in->psn_no;
        rows[i].trt_chk_type = YB_TEXT("01");
        rows[i].trt_enjymnt_flag = yes ? YB_TEXT("1") : YB_TEXT("0");
        rows[i].begndate = asking->day;
        rows[i].enddate = yes ? asking->last_day : asking->day;
        rows[i].trt_chk_rslt = yes ? (struct yb_text){0} : yb_buffer_text(&words);
    }
    return YB_OK;
}

int yb_app_check_entitlement(struct yb_call *call, const struct yb_check_entitlement_in *in,
                             struct yb_check_entitlement_out *out, struct yb_error *error)
{
    struct asking asking = {.call = call, .in = in, .day = yb_instant_day(in->begntime_ms)};
    struct yb_error refusal = {0};
    struct yb_psn_row psn;
    enum yb_care_kind kind;
    int rc = yb_care_kind_of(call->app->codes, in->med_type, &kind, error);

    *out = (struct yb_check_entitlement_out){0};
    asking.last_day = in->endtime_ms ? yb_instant_day(in->endtime_ms) : asking.day;
    if (rc == YB_OK && asking.last_day < asking.day)
        rc = yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("endtime"), asking.last_day);
    if (rc == YB_OK)
        rc = yb_psn_get(call->tx, in->psn_no, &psn, error);
    if (rc != YB_OK)
        return rc;
    rc = check_all(&asking, &refusal);
    if (rc != YB_OK && !is_answer(rc)) {
        *error = refusal;
        return rc;
    }
    rc = answer(&asking, &refusal, out, error);
    return rc == YB_OK ? yb_log_look(call, in->psn_no, error) : rc;
}
