/* Somebody new at the counter: tried, so that the clerk sees from when he is covered and what he
 * owes; registered. */
#include <string.h>

#include "app/enrol/newcomer.h"
#include "app/refuse.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "face/nhsa/tables.h"
#include "store/psn.h"

/* The field of the form that a refusal is about; "": all of it. */
static const char *field_of(const struct yb_api_exchange *x, const struct yb_error *error,
                            bool of_identity)
{
    static const struct {
        int code;
        const char *field;
    } codes[] = {{YB_E_NOT_NEWBORN, "reason"},
                 {YB_E_PAST_WINDOW, "reason"},
                 {YB_E_NOT_LATE, "reason"},
                 {YB_E_PARENT_NEEDED, "parent_certno"},
                 {YB_E_PARENT_YOUNGER, "parent_certno"},
                 {YB_E_PARENT_NOT_INSURED, "parent_certno"},
                 {YB_E_PSN_NOT_FOUND, "parent_certno"}};
    static const char *const names[][2] = {
        {"psn_insu_date", "begndate"}}; /* as the import has it */

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i].code == error->code)
            return codes[i].field;
    if (!error->arg_count)
        return "";
    if (of_identity && strcmp(error->args[0], "begndate") == 0)
        return "idet_begndate";
    if (of_identity && strcmp(error->args[0], "enddate") == 0)
        return "idet_enddate";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(error->args[0], names[i][0]) == 0)
            return names[i][1];
    for (int i = 0; i < x->operation->param_count; i++) {
        const char *name = yb_api_params[x->operation->first_param + i].name;

        if (strcmp(error->args[0], name) == 0)
            return name;
    }
    return "";
}

/* What the import takes as it comes is chosen from a dictionary here. */
static int check_codes(struct yb_api_exchange *x, struct yb_error *error)
{
    static const char *const names[] = {"psn_cert_type", "gend", "naty", "cvlserv_flag"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct yb_text code = yb_api_text(x, names[i]);

        if (code.length && !yb_nhsa_code_find(yb_nhsa_dict_find(yb_text_of(names[i])), code))
            return yb_refuse(error, YB_E_UNKNOWN_CODE, names[i], code);
    }
    return YB_OK;
}

static int32_t day_of(const struct yb_api_exchange *x, const char *name)
{
    return (int32_t)yb_api_number(x, name, YB_DAY_NONE);
}

/* Where he will be insured: as said, else the region, else the only place that the clerk has. */
static int choose_place(struct yb_api_exchange *x, struct yb_text *place, struct yb_error *error)
{
    *place = yb_api_text(x, "insuplc_admdvs");
    if (!place->length)
        *place = yb_text_of(x->call.app->region);
    if (!yb_api_text(x, "insuplc_admdvs").length && !yb_reaches(&x->reach, *place, YB_TEXT("")))
        *place = x->reach.admdvs;
    return yb_reaches(&x->reach, *place, YB_TEXT(""))
               ? YB_OK
               : yb_refuse(error, YB_E_UNKNOWN_CODE, "insuplc_admdvs", *place);
}

/* The parent by his number, within reach; somebody outside it is nobody. */
static int find_parent(struct yb_api_exchange *x, int64_t *psn_no, struct yb_error *error)
{
    const struct yb_certificate certificate = {.certno =
                                                   yb_text_trim(yb_api_text(x, "parent_certno"))};
    struct yb_psn_row psn;
    int rc;

    *psn_no = 0;
    if (!certificate.certno.length)
        return YB_OK;
    rc = yb_app_find_person(&x->call, &certificate, psn_no, error);
    if (rc == YB_OK)
        rc = yb_api_reach_person(x, *psn_no, &psn, error);
    return rc == YB_E_PSN_NOT_FOUND
               ? yb_refuse_text(error, rc, yb_mask_certno(x->arena, certificate.certno))
               : rc;
}

static struct yb_enrol_in enrol_of(struct yb_api_exchange *x)
{
    return (struct yb_enrol_in){
        .insutype = yb_api_text(x, "insutype"),
        .kind = yb_api_text(x, "kind"),
        .psn_type = yb_api_text(x, "psn_type"),
        .begndate = day_of(x, "begndate"),
        .enddate = day_of(x, "enddate"),
        .due_date = YB_DAY_NONE,
        .done_date = day_of(x, "done_date"),
        .cont_clct_date = day_of(x, "cont_clct_date"),
        .repaired_years = (int)yb_api_number(x, "repaired_years", 0),
        .emp_no = yb_identity_hidden(x->arena, yb_text_trim(yb_api_text(x, "emp_no"))),
        .emp_name = yb_identity_hidden(x->arena, yb_text_trim(yb_api_text(x, "emp_name"))),
        .memo = yb_identity_hidden(x->arena, yb_text_trim(yb_api_text(x, "memo"))),
    };
}

static int take_input(struct yb_api_exchange *x, struct yb_newcomer_in *in, struct yb_error *error)
{
    int rc = check_codes(x, error);

    *in = (struct yb_newcomer_in){
        .person = {.psn_cert_type = yb_api_text(x, "psn_cert_type"),
                   .certno = yb_text_trim(yb_api_text(x, "certno")),
                   .psn_name = yb_text_trim(yb_api_text(x, "psn_name")),
                   .gend = yb_api_text(x, "gend"),
                   .naty = yb_api_text(x, "naty"),
                   .brdy = day_of(x, "brdy"),
                   .card_no = yb_text_trim(yb_api_text(x, "card_no")),
                   .tel = yb_text_trim(yb_api_text(x, "tel")),
                   .addr = yb_text_trim(yb_api_text(x, "addr"))},
        .reason = (enum yb_newcomer_reason)yb_newcomer_reason_find(yb_api_text(x, "reason")),
        .enrol = enrol_of(x),
        .cvlserv_flag = yb_api_text(x, "cvlserv_flag"),
        .psn_idet_type = yb_api_text(x, "psn_idet_type"),
        .idet_begndate = day_of(x, "idet_begndate"),
        .idet_enddate = day_of(x, "idet_enddate")};
    if (rc == YB_OK)
        rc = choose_place(x, &in->insuplc_admdvs, error);
    return rc == YB_OK ? find_parent(x, &in->parent_psn_no, error) : rc;
}

/* Within a transaction. The log names whoever it is, also one who was there already. */
static int admit(struct yb_api_exchange *x, struct yb_newcomer_out *out, struct yb_error *error)
{
    struct yb_newcomer_in in;
    int rc;

    *out = (struct yb_newcomer_out){0};
    x->call.made = (struct yb_made){0};
    x->target = YB_TEXT("psn:?");
    rc = take_input(x, &in, error);
    if (rc == YB_OK)
        rc = yb_app_register_newcomer(&x->call, &in, out, error);
    if (rc == YB_E_EXISTS && x->call.made.psn_no)
        yb_api_note(x, "psn:%lld", (long long)x->call.made.psn_no);
    x->detail =
        yb_text_of(yb_arena_format(x->arena, YB_TEXT_FMT " " YB_TEXT_FMT " " YB_TEXT_FMT,
                                   YB_TEXT_ARG(yb_api_text(x, "reason")),
                                   YB_TEXT_ARG(in.enrol.insutype), YB_TEXT_ARG(in.enrol.memo)));
    if (rc != YB_OK)
        x->wrong_field = field_of(x, error, out->of_identity);
    return rc;
}

static int register_newcomer(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_newcomer_out out;
    int rc = admit(x, &out, error);

    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "psn:%lld", (long long)out.psn_no);
    return yb_api_put_masked(x, out.psn_no, error);
}

static int try_to_register(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_entitlement_view view;
    struct yb_newcomer_out out;
    int rc = admit(x, &out, error);

    if (rc == YB_OK && out.again) {
        yb_api_note(x, "psn:%lld", (long long)out.psn_no);
        x->wrong_field = "certno";
        return yb_refuse(error, YB_E_EXISTS, "certno",
                         yb_mask_certno(x->arena, yb_text_trim(yb_api_text(x, "certno"))));
    }
    if (rc == YB_OK)
        rc = yb_app_entitlement(&x->call, out.psn_no, INT64_MAX, &view, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_day(x, "today", yb_instant_day(x->call.now_ms));
    yb_api_put_timeline(x, &view);
    return YB_OK;
}

static int try_newcomer(struct yb_api_exchange *x, struct yb_error *error)
{
    return yb_api_try(x, try_to_register, error);
}

const struct yb_api_handler yb_api_handlers_newcomer[] = {
    {"try_newcomer", try_newcomer},
    {"register_newcomer", register_newcomer},
    {.id = NULL},
};
