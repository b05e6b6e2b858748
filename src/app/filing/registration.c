#include "app/filing/registration.h"

#include "app/filing/filing_internal.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/limits.h"
#include "store/filing.h"
#include "store/fixmedins.h"
#include "store/psn.h"

struct yb_registration yb_registration_new(void)
{
    return (struct yb_registration){
        .filing = yb_filing_row(), .brdy = YB_DAY_NONE, .dcla_date = YB_DAY_NONE};
}

/* One pregnancy at a time. */
static bool same_person(const struct yb_filing_row *a, const struct yb_filing_row *b)
{
    return a->psn_no == b->psn_no;
}

static const struct yb_filing_kind kinds[] = {
    [YB_REGISTERED_MATERNITY] = {.infno = "2572", .biz_appy_type = "13", .same = same_person},
    [YB_REGISTERED_BY_DISEASE] = {.infno = "2585",
                                  .biz_appy_type = "17",
                                  .disease_list = "bydise",
                                  .disease_field = "bydise_setl_list_code",
                                  .same = yb_filing_same_disease},
    [YB_REGISTERED_TWO_DISEASES] = {.infno = "2503",
                                    .biz_appy_type = "23",
                                    .disease_list = "icd10",
                                    .disease_field = "dise_code",
                                    .other_list = "opsp_dise",
                                    .same = yb_filing_same_disease},
};

static struct yb_text in_decimal(struct yb_call *call, int64_t number)
{
    return number ? yb_text_of(yb_arena_format(call->arena, "%lld", (long long)number))
                  : YB_TEXT("");
}

/* Not before, and not after, another day that is stated. */
static int check_day(struct yb_text said, const char *field, int32_t least, int32_t most,
                     struct yb_error *error)
{
    int64_t instant;

    if (!said.length)
        return YB_OK;
    if (!yb_instant_parse(said, &instant))
        return yb_fail(error, YB_E_WRONG_FORMAT, field, "yyyy-MM-dd", NULL);
    if (yb_instant_day(instant) < least || yb_instant_day(instant) > most)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, yb_text_of(field), yb_instant_day(instant));
    return YB_OK;
}

static int32_t day_or(struct yb_text said, int32_t none)
{
    int64_t instant;

    return said.length && yb_instant_parse(said, &instant) ? yb_instant_day(instant) : none;
}

static int check_number(const char *field, int64_t number, struct yb_error *error)
{
    return number < 0 ? yb_refuse_number(error, YB_E_OUT_OF_RANGE, field, number) : YB_OK;
}

/* Of any kind: who, the days, the amounts; then sealed. */
int yb_registration_prepare(struct yb_call *call, struct yb_registration *in,
                            const char *appy_field, struct yb_error *error)
{
    const struct yb_certificate said = {
        .psn_cert_type = in->psn_cert_type, .certno = in->certno, .psn_name = in->psn_name};
    const struct yb_filing_plain plain = {in->tel,        in->addr,        in->agnter_certno,
                                          in->agnter_tel, in->agnter_addr, in->agnter_name,
                                          in->spus_name,  in->spus_certno};
    struct yb_filing_row *filing = &in->filing;
    int32_t today = yb_instant_day(call->now_ms);
    int rc = check_number("lmt", in->lmt_fen, error);

    if (rc == YB_OK)
        rc = check_number("geso_val", in->geso_val, error);
    if (rc == YB_OK)
        rc = check_number("fetts", in->fetts, error);
    if (rc == YB_OK)
        rc = check_day(filing->last_mena_date, "last_mena_date", INT32_MIN, today, error);
    if (rc == YB_OK)
        rc = check_day(filing->plan_matn_date, "plan_matn_date",
                       day_or(filing->last_mena_date, INT32_MIN), INT32_MAX, error);
    if (rc == YB_OK)
        rc = check_day(filing->appy_time, appy_field, INT32_MIN, today, error);
    if (rc == YB_OK && in->certno.length)
        rc = yb_filing_check_who(call, &said, filing->psn_no, error);
    if (rc != YB_OK)
        return rc;
    filing->lmt = in_decimal(call, in->lmt_fen);
    filing->geso_val = in_decimal(call, in->geso_val);
    filing->fetts = in_decimal(call, in->fetts);
    return yb_filing_seal(call, &plain, filing, error);
}

/* ---- what is shown ---- */

static int64_t number_of(struct yb_text text)
{
    int64_t number = 0;

    return yb_text_to_int64(text, &number) ? number : 0;
}

static int open_all(struct yb_call *call, struct yb_registration *shown,
                    const struct yb_psn_row *psn, struct yb_error *error)
{
    const struct yb_filing_row *filing = &shown->filing;
    const struct {
        struct yb_text from, *to;
    } pairs[] = {{filing->tel.length ? filing->tel : psn->tel, &shown->tel},
                 {filing->addr.length ? filing->addr : psn->addr, &shown->addr},
                 {filing->agnter_name, &shown->agnter_name},
                 {filing->agnter_certno, &shown->agnter_certno},
                 {filing->agnter_tel, &shown->agnter_tel},
                 {filing->agnter_addr, &shown->agnter_addr},
                 {filing->spus_name, &shown->spus_name},
                 {filing->spus_certno, &shown->spus_certno}};
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < sizeof(pairs) / sizeof(pairs[0]); i++)
        rc = yb_open_text(call, pairs[i].from, pairs[i].to, error);
    return rc;
}

static void show_insured(const struct yb_psn_insu_list *list, struct yb_registration *shown)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_psn_insu_row *row = &list->rows[i];

        if (!yb_text_equal(row->insutype, shown->filing.insutype))
            continue;
        shown->psn_type = row->psn_type;
        shown->emp_no = row->emp_no;
        shown->emp_name = row->emp_name;
        shown->psn_insu_rlts_id = row->psn_insu_rlts_id;
    }
}

static void show_state(struct yb_registration *shown)
{
    const struct yb_filing_row *filing = &shown->filing;
    bool accepted = yb_text_is(filing->filing_stas, "1");

    shown->chk_stas = !accepted                 ? filing->filing_stas
                      : filing->rev_user.length ? YB_TEXT("1")
                                                : YB_TEXT("2");
    shown->rchk_flag = accepted ? YB_TEXT("1") : YB_TEXT("0");
    shown->vali_flag =
        accepted || yb_text_is(filing->filing_stas, "0") ? YB_TEXT("1") : YB_TEXT("0");
    if (!filing->dcla_souc.length)
        shown->filing.dcla_souc = YB_TEXT("01");
    shown->lmt_fen = number_of(filing->lmt);
    shown->geso_val = number_of(filing->geso_val);
    shown->fetts = number_of(filing->fetts);
    shown->insu_admdvs = filing->insuplc_admdvs;
    shown->dcla_date = yb_instant_day(filing->crte_time);
}

int yb_registration_show(struct yb_call *call, struct yb_registration *shown,
                         struct yb_error *error)
{
    struct yb_fixmedins_row institution;
    struct yb_psn_insu_list insured;
    struct yb_person_base person;
    struct yb_psn_row psn;
    int rc = yb_psn_get(call->tx, shown->filing.psn_no, &psn, error);

    if (rc == YB_OK)
        rc = yb_person_open(call, &psn, yb_instant_day(call->now_ms), &person, error);
    if (rc == YB_OK)
        rc = open_all(call, shown, &psn, error);
    if (rc == YB_OK)
        rc = yb_psn_insu_list(call->tx, shown->filing.psn_no, &insured, error);
    if (rc == YB_OK)
        rc = yb_fixmedins_get(call->tx, shown->filing.fixmedins_code, &institution, error);
    if (rc != YB_OK)
        return rc;
    shown->psn_cert_type = person.psn_cert_type;
    shown->certno = person.certno;
    shown->psn_name = person.psn_name;
    shown->gend = person.gend;
    shown->naty = person.naty;
    shown->brdy = person.brdy;
    shown->hosp_lv = institution.hosp_lv;
    shown->filing.fixmedins_name = institution.fixmedins_name;
    show_insured(&insured, shown);
    show_state(shown);
    return YB_OK;
}

/* ---- to register ---- */

static int write(struct yb_call *call, struct yb_registration *registration,
                 enum yb_registered what, struct yb_error *error)
{
    struct yb_file_out out;
    int rc = yb_filing_write(call, &registration->filing, &kinds[what], &out, error);

    return rc == YB_OK ? yb_registration_show(call, registration, error) : rc;
}

int yb_app_register_maternity(struct yb_call *call, struct yb_registration *registration,
                              struct yb_error *error)
{
    int rc = yb_registration_prepare(call, registration, "appy_time", error);

    return rc == YB_OK ? write(call, registration, YB_REGISTERED_MATERNITY, error) : rc;
}

int yb_app_register_by_disease(struct yb_call *call, struct yb_registration *registration,
                               struct yb_error *error)
{
    static const struct yb_filing_kind operations = {.disease_list = "icd9cm3",
                                                     .disease_field = "oprn_oprt_code"};
    struct yb_text operation = registration->filing.oprn_oprt_code;
    int rc = yb_registration_prepare(call, registration, "appy_date", error);

    if (rc == YB_OK && operation.length)
        rc = yb_filing_check_code(call, &operations, operation, error);
    return rc == YB_OK ? write(call, registration, YB_REGISTERED_BY_DISEASE, error) : rc;
}

int yb_app_register_two_diseases(struct yb_call *call, struct yb_registration *registration,
                                 struct yb_error *error)
{
    const struct yb_settle_rules *rules = call->app->rules;
    struct yb_filing_row *filing = &registration->filing;
    int rc;

    if (!yb_rule_has_code(rules->two_diseases, filing->dise_codg))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "dise_code", filing->dise_codg);
    rc = yb_registration_prepare(call, registration, "appy_time", error);
    if (rc == YB_OK && rules->chronic_reviewed)
        yb_filing_to_review(call, filing);
    filing->apply_souc = YB_TEXT("1");
    filing->hosp_ide_date = day_or(filing->dr_opnn_time, YB_DAY_NONE);
    return rc == YB_OK ? write(call, registration, YB_REGISTERED_TWO_DISEASES, error) : rc;
}

/* ---- to withdraw ---- */

int yb_app_cancel_maternity(struct yb_call *call, const struct yb_cancel_filing_in *in,
                            struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &kinds[YB_REGISTERED_MATERNITY], error);
}

int yb_app_cancel_by_disease(struct yb_call *call, const struct yb_cancel_filing_in *in,
                             struct yb_error *error)
{
    return yb_filing_withdraw(call, in, &kinds[YB_REGISTERED_BY_DISEASE], error);
}

int yb_app_cancel_two_diseases(struct yb_call *call, int64_t trt_dcla_detl_sn,
                               struct yb_error *error)
{
    struct yb_cancel_filing_in in = {.trt_dcla_detl_sn = trt_dcla_detl_sn};
    struct yb_filing_row filing;
    int rc = yb_filed_find(call->tx, trt_dcla_detl_sn, &filing, error);

    if (rc == YB_OK && !yb_text_equal(filing.fixmedins_code, call->actor->fixmedins_code))
        rc = yb_refuse_id(error, YB_E_FILING_NOT_FOUND, trt_dcla_detl_sn, NULL);
    if (rc != YB_OK)
        return rc;
    in.psn_no = filing.psn_no;
    return yb_filing_withdraw(call, &in, &kinds[YB_REGISTERED_TWO_DISEASES], error);
}

/* ---- to ask ---- */

/* The state that a code of chk_stas asks for; nothing here is ever issued again or audited. */
static int state_of(const struct yb_registered_in *in, struct yb_text *filing_stas,
                    struct yb_error *error)
{
    static const char *const states[] = {"0", "1", "1", "3", "-", "-"};
    int64_t code;

    *filing_stas = YB_TEXT("");
    if (!in->chk_stas.length)
        return YB_OK;
    if (!yb_text_to_int64(in->chk_stas, &code) || code < 0 ||
        code >= (int64_t)(sizeof(states) / sizeof(states[0])))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, in->state_field, in->chk_stas);
    *filing_stas = yb_text_of(states[code]);
    return YB_OK;
}

static int check_window(const char *field, int32_t from, int32_t to, struct yb_error *error)
{
    return from != YB_DAY_NONE && to != YB_DAY_NONE && to < from
               ? yb_refuse_day(error, YB_E_OUT_OF_RANGE, yb_text_of(field), to)
               : YB_OK;
}

static int check_page(const struct yb_registered_in *in, struct yb_page_out *page,
                      struct yb_error *error)
{
    *page = (struct yb_page_out){.page_num = in->page_num ? in->page_num : 1,
                                 .page_size = in->page_size ? in->page_size : YB_PAGE_SIZE_MAX};
    if (page->page_num < 1 || page->page_num > INT32_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "page_num", "1..", NULL);
    if (page->page_size < 1 || page->page_size > YB_PAGE_SIZE_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "page_size", "1..1000", NULL);
    return YB_OK;
}

/* Whose: the person named, of this institution or of any; else all of this institution. */
static int find_whose(struct yb_call *call, const struct yb_registered_in *in,
                      struct yb_filed_search *search, struct yb_error *error)
{
    struct yb_text mine = call->actor->fixmedins_code;
    struct yb_psn_row psn;

    if (in->fixmedins_code.length && !yb_text_equal(in->fixmedins_code, mine))
        return yb_fail(error, YB_E_NOT_ALLOWED, "fixmedins_code", NULL);
    search->psn_no = in->psn_no;
    search->fixmedins_code = in->psn_no ? in->fixmedins_code : mine;
    if (in->certno.length)
        return yb_app_find_person(call, &(struct yb_certificate){.certno = in->certno},
                                  &search->psn_no, error);
    if (!in->psn_no)
        return YB_OK;
    return yb_psn_get(call->tx, in->psn_no, &psn, error);
}

static int64_t begin_of(int32_t day)
{
    return (int64_t)day * YB_DAY_MS - YB_CST_MS;
}

static int make_search(struct yb_call *call, const struct yb_registered_in *in,
                       struct yb_filed_search *search, struct yb_page_out *page,
                       struct yb_error *error)
{
    int rc = check_page(in, page, error);

    *search = (struct yb_filed_search){
        .biz_appy_type = yb_text_of(kinds[in->what].biz_appy_type),
        .filing_kind = yb_text_of(kinds[in->what].infno),
        .insuplc_admdvs = in->insu_admdvs,
        .from = in->begndate == YB_DAY_NONE ? 0 : in->begndate,
        .to = in->enddate == YB_DAY_NONE ? 0 : in->enddate,
        .since = in->apply_begn_date == YB_DAY_NONE ? 0 : begin_of(in->apply_begn_date),
        .before = in->apply_end_date == YB_DAY_NONE ? 0 : begin_of(in->apply_end_date + 1),
        .most = page->page_size,
        .skip = (page->page_num - 1) * page->page_size};
    if (rc == YB_OK)
        rc = check_window("enddate", in->begndate, in->enddate, error);
    if (rc == YB_OK)
        rc = check_window("apply_end_date", in->apply_begn_date, in->apply_end_date, error);
    if (rc == YB_OK)
        rc = state_of(in, &search->filing_stas, error);
    return rc == YB_OK ? find_whose(call, in, search, error) : rc;
}

static void number_page(int64_t total, int64_t size, struct yb_page_out *page)
{
    int64_t before = (page->page_num - 1) * page->page_size;

    page->record_counts = total;
    page->pages = (total + page->page_size - 1) / page->page_size;
    page->size = size;
    page->start_row = size ? before + 1 : 0;
    page->end_row = size ? before + size : 0;
    page->first_page = page->page_num == 1;
    page->last_page = page->page_num >= page->pages;
}

int yb_app_query_registered(struct yb_call *call, const struct yb_registered_in *in,
                            struct yb_registered_out *out, struct yb_error *error)
{
    struct yb_filed_search search;
    struct yb_registration *rows;
    struct yb_filing_list list;
    int64_t total;
    int rc;

    *out = (struct yb_registered_out){0};
    rc = make_search(call, in, &search, &out->page, error);
    if (rc == YB_OK)
        rc = yb_filed_page(call->tx, &search, &list, &total, error);
    if (rc == YB_OK && search.psn_no)
        rc = yb_log_look(call, search.psn_no, error);
    if (rc != YB_OK)
        return rc;
    out->rows = rows = YB_NEW_ARRAY(call->arena, struct yb_registration, list.count + 1);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (out->count = 0; rc == YB_OK && out->count < list.count; out->count++) {
        rows[out->count] = (struct yb_registration){.filing = list.rows[out->count]};
        rc = yb_registration_show(call, &rows[out->count], error);
        if (rc == YB_OK && !search.psn_no)
            rc = yb_log_look(call, rows[out->count].filing.psn_no, error);
    }
    number_page(total, (int64_t)list.count, &out->page);
    return rc;
}
