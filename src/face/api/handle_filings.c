/* What is filed for a person, of every kind. */
#include "app/chronic/chronic.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "store/filing.h"

/* What the page calls a kind of filing. */
static const char *kind_of(const struct yb_filing_row *row)
{
    static const struct {
        const char *infno, *word;
    } kinds[] = {{"2501", "referral"},   {"2503", "chronic"},     {"2505", "institution"},
                 {"2507", "injury"},     {"2572", "pregnancy"},   {"2580", "emergency"},
                 {"2585", "by_disease"}, {"2591", "special_drug"}};

    if (yb_filing_is_two_diseases(row))
        return "two_diseases";
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (yb_text_is(row->filing_kind, kinds[i].infno))
            return kinds[i].word;
    return "";
}

/* Only an entry of the chronic register is renewed, so only that is about to end. */
static const char *state_of(struct yb_api_exchange *x, const struct yb_filing_row *row)
{
    enum yb_chronic_state state =
        yb_chronic_state_of(x->call.app->rules, row, yb_instant_day(x->call.now_ms));

    if (state == YB_CHRONIC_EXPIRING && !yb_text_is(row->filing_kind, "2503"))
        state = YB_CHRONIC_IN_FORCE;
    return yb_chronic_states[state];
}

static struct yb_text first_of(struct yb_text a, struct yb_text b, struct yb_text c)
{
    return a.length ? a : b.length ? b : c;
}

static void put_filing(struct yb_api_exchange *x, const struct yb_filing_row *row)
{
    YB_API_EACH(x);
    yb_api_put_id(x, "trt_dcla_detl_sn", row->trt_dcla_detl_sn);
    yb_api_put_string(x, "kind", kind_of(row));
    yb_api_put_string(x, "state", state_of(x, row));
    yb_api_put_text(x, "insutype", row->insutype);
    yb_api_put_text(x, "dise_codg", row->dise_codg);
    yb_api_put_text(x, "dise_name", row->dise_name);
    yb_api_put_text(x, "fixmedins_code", row->fixmedins_code);
    yb_api_put_text(x, "fixmedins_name", row->fixmedins_name);
    yb_api_put_text(x, "biz_appy_type", row->biz_appy_type);
    yb_api_put_day(x, "begndate", row->begndate);
    yb_api_put_day(x, "enddate", row->enddate);
    yb_api_put_text(
        x, "reason",
        yb_identity_hidden(x->arena, first_of(row->refl_rea, row->trum_rea, row->appy_rea)));
    yb_api_put_text(x, "opter_id", row->opter_id);
    yb_api_put_time(x, "crte_time", row->crte_time);
    yb_api_put_text(x, "cancel_memo", yb_identity_hidden(x->arena, row->cancel_memo));
    YB_API_DONE(x);
}

static int person_filings(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t psn_no = yb_api_number(x, "psn_no", 0);
    struct yb_filing_list list;
    struct yb_psn_row psn;
    int rc;

    yb_api_note(x, "psn:%lld", (long long)psn_no);
    rc = yb_api_reach_person(x, psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_filing_list(x->call.tx, psn_no, YB_TEXT(""), &list, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_id(x, "psn_no", psn_no);
    yb_api_begin(x, "items", '[');
    for (size_t i = list.count; i > 0; i--)
        put_filing(x, &list.rows[i - 1]);
    YB_API_CLOSE(x);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_filings[] = {
    {"person_filings", person_filings},
    {.id = NULL},
};
