/* The register, searched. */
#include <string.h>

#include "app/chronic/chronic.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "store/filing.h"
#include "store/psn.h"

const char *const yb_chronic_states[YB_CHRONIC_STATES] = {
    [YB_CHRONIC_APPLIED] = "applied",   [YB_CHRONIC_COMING] = "coming",
    [YB_CHRONIC_IN_FORCE] = "in_force", [YB_CHRONIC_EXPIRING] = "expiring",
    [YB_CHRONIC_ENDED] = "ended",       [YB_CHRONIC_WITHDRAWN] = "withdrawn",
    [YB_CHRONIC_REFUSED] = "refused"};

enum yb_chronic_state yb_chronic_state_of(const struct yb_settle_rules *rules,
                                          const struct yb_filing_row *filing, int32_t today)
{
    if (yb_text_is(filing->filing_stas, "0"))
        return YB_CHRONIC_APPLIED;
    if (yb_text_is(filing->filing_stas, "3"))
        return YB_CHRONIC_REFUSED;
    if (!yb_text_is(filing->filing_stas, "1"))
        return YB_CHRONIC_WITHDRAWN;
    if (filing->begndate > today)
        return YB_CHRONIC_COMING;
    if (filing->enddate == YB_DAY_NONE || filing->enddate > today + rules->chronic_expiring_days)
        return YB_CHRONIC_IN_FORCE;
    return filing->enddate < today ? YB_CHRONIC_ENDED : YB_CHRONIC_EXPIRING;
}

/* A division without its trailing pairs of zeros. */
static struct yb_text prefix_of(struct yb_text admdvs)
{
    while (admdvs.length >= 2 && memcmp(admdvs.bytes + admdvs.length - 2, "00", 2) == 0)
        admdvs.length -= 2;
    return admdvs;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* What is stored of a state that depends on the day. */
static void ask_state(struct yb_text state, int32_t today, int days,
                      struct yb_chronic_search *search)
{
    int i = 0;

    if (yb_text_is(state, "due")) {
        search->filing_stas = YB_TEXT("0");
        search->due = today;
        return;
    }
    while (i < YB_CHRONIC_STATES && !yb_text_is(state, yb_chronic_states[i]))
        i++;
    if (i == YB_CHRONIC_STATES)
        return;
    search->filing_stas = i == YB_CHRONIC_APPLIED     ? YB_TEXT("0")
                          : i == YB_CHRONIC_WITHDRAWN ? YB_TEXT("2")
                          : i == YB_CHRONIC_REFUSED   ? YB_TEXT("3")
                                                      : YB_TEXT("1");
    if (i == YB_CHRONIC_COMING)
        search->begins_after = today;
    if (i == YB_CHRONIC_IN_FORCE || i == YB_CHRONIC_EXPIRING)
        search->begun_by = today;
    if (i == YB_CHRONIC_IN_FORCE) /* open, or its end is further away */
        search->end_from = later(search->end_from, today + days + 1);
    if (i == YB_CHRONIC_EXPIRING)
        search->end_from = later(search->end_from, today);
    if (i == YB_CHRONIC_EXPIRING && (!search->end_to || search->end_to > today + days))
        search->end_to = today + days;
    if (i == YB_CHRONIC_ENDED && (!search->end_to || search->end_to >= today))
        search->end_to = today - 1;
}

static int32_t day_or_zero(int32_t day)
{
    return day == YB_DAY_NONE ? 0 : day;
}

static int make_search(struct yb_call *call, const struct yb_chronic_list_in *in,
                       struct yb_chronic_search *search, struct yb_error *error)
{
    struct yb_text id, day = yb_text_split(in->after, '.', &id);

    *search = (struct yb_chronic_search){
        .dise_codg = in->dise_codg,
        .fixmedins_code =
            in->reach->fixmedins_code.length ? in->reach->fixmedins_code : in->fixmedins_code,
        .admdvs = prefix_of(in->reach->admdvs),
        .psn_no = in->psn_no,
        .round = day_or_zero(in->round),
        .end_from = day_or_zero(in->end_from),
        .end_to = day_or_zero(in->end_to),
        .order = yb_text_is(in->sort, "enddate")      ? YB_CHRONIC_ENDING
                 : yb_text_is(in->sort, "apply_time") ? YB_CHRONIC_OLDEST
                                                      : YB_CHRONIC_NEWEST,
        .most = in->most + 1};
    ask_state(in->state, yb_instant_day(call->now_ms), call->app->rules->chronic_expiring_days,
              search);
    if (!in->after.length || (yb_text_to_int64(day, &search->at_day) &&
                              yb_text_to_int64(id, &search->at_sn) && search->at_sn > 0))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, "after", in->after);
}

static int read_names(struct yb_call *call, struct yb_chronic_list *out, struct yb_error *error)
{
    int rc = YB_OK;

    out->psn_names = YB_NEW_ARRAY(call->arena, struct yb_text, out->count + 1);
    if (!out->psn_names)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; rc == YB_OK && i < out->count; i++) {
        struct yb_person_base base;
        struct yb_psn_row psn;

        rc = yb_psn_get(call->tx, out->rows[i].psn_no, &psn, error);
        if (rc == YB_OK)
            rc = yb_person_open(call, &psn, yb_instant_day(call->now_ms), &base, error);
        if (rc == YB_OK)
            out->psn_names[i] = base.psn_name;
    }
    return rc;
}

int yb_app_chronic_list(struct yb_call *call, const struct yb_chronic_list_in *in,
                        struct yb_chronic_list *out, struct yb_error *error)
{
    struct yb_chronic_search search;
    struct yb_filing_list list;
    int rc = make_search(call, in, &search, error);

    memset(out, 0, sizeof(*out));
    if (rc == YB_OK)
        rc = yb_chronic_search(call->tx, &search, &list, error);
    if (rc == YB_OK && !search.at_sn && list.count <= (size_t)in->most)
        out->total = (int64_t)list.count; /* all are here */
    else if (rc == YB_OK)
        rc = yb_chronic_count(call->tx, &search, &out->total, error);
    if (rc != YB_OK)
        return rc;
    out->rows = list.rows;
    out->count = list.count > (size_t)in->most ? (size_t)in->most : list.count;
    if (list.count > out->count) {
        const struct yb_filing_row *last = &list.rows[out->count - 1];

        out->next =
            yb_text_of(yb_arena_format(call->arena, "%d.%lld", (int)day_or_zero(last->enddate),
                                       (long long)last->trt_dcla_detl_sn));
    }
    return read_names(call, out, error);
}

int yb_chronic_get(struct yb_call *call, const struct yb_reach *reach, int64_t psn_no,
                   int64_t trt_dcla_detl_sn, struct yb_filing_row *filing, struct yb_error *error)
{
    int rc = yb_filing_get(call->tx, psn_no, trt_dcla_detl_sn, filing, error);

    if (rc == YB_OK && (!yb_text_is(filing->filing_kind, "2503") ||
                        !yb_reaches(reach, filing->insuplc_admdvs, filing->fixmedins_code)))
        rc = yb_refuse_id(error, YB_E_FILING_NOT_FOUND, trt_dcla_detl_sn, NULL);
    return rc;
}
