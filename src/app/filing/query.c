/* The questions about filings: 5301, 5302, 5304. */
#include "app/filing/filing.h"
#include "app/query/person.h"
#include "store/filing.h"
#include "store/psn.h"

static bool is_in_force(const struct yb_filing_row *filing)
{
    return yb_text_is(filing->filing_stas, "1");
}

/* Filings of one kind of a person who exists; the look is logged. */
static int load(struct yb_call *call, int64_t psn_no, const char *infno, struct yb_psn_row *psn,
                struct yb_filing_list *list, struct yb_error *error)
{
    int rc = yb_psn_get(call->tx, psn_no, psn, error);

    if (rc == YB_OK)
        rc = yb_filing_list(call->tx, psn_no, yb_text_of(infno), list, error);
    return rc == YB_OK ? yb_log_look(call, psn_no, error) : rc;
}

int yb_app_query_chronic(struct yb_call *call, int64_t psn_no, struct yb_query_chronic_out *out,
                         struct yb_error *error)
{
    struct yb_psn_row psn;
    struct yb_filing_list list;
    struct yb_chronic_row *rows;
    int rc = load(call, psn_no, "2503", &psn, &list, error);

    *out = (struct yb_query_chronic_out){0};
    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_chronic_row, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++)
        if (is_in_force(&list.rows[i]) && !yb_filing_is_two_diseases(&list.rows[i]))
            rows[out->count++] =
                (struct yb_chronic_row){list.rows[i].dise_codg, list.rows[i].dise_name,
                                        list.rows[i].begndate, list.rows[i].enddate};
    out->feedetail = rows;
    return YB_OK;
}

int yb_app_query_designated(struct yb_call *call, int64_t psn_no, struct yb_text biz_appy_type,
                            struct yb_query_designated_out *out, struct yb_error *error)
{
    struct yb_psn_row psn;
    struct yb_filing_list list;
    struct yb_designated_row *rows;
    int rc = load(call, psn_no, "2505", &psn, &list, error);

    *out = (struct yb_query_designated_out){0};
    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_designated_row, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_filing_row *row = &list.rows[i];

        if (is_in_force(row) && yb_text_equal(row->biz_appy_type, biz_appy_type))
            rows[out->count++] = (struct yb_designated_row){.psn_no = row->psn_no,
                                                            .insutype = row->insutype,
                                                            .fix_srt_no = row->fix_srt_no,
                                                            .fixmedins_code = row->fixmedins_code,
                                                            .fixmedins_name = row->fixmedins_name,
                                                            .memo = row->memo,
                                                            .begndate = row->begndate,
                                                            .enddate = row->enddate};
    }
    out->psnfixmedin = rows;
    return YB_OK;
}

/* The employer of a person in a scheme; empty when none is stated. */
static struct yb_text employer_of(const struct yb_psn_insu_list *list, struct yb_text insutype)
{
    for (size_t i = 0; i < list->count; i++)
        if (yb_text_equal(list->rows[i].insutype, insutype))
            return list->rows[i].emp_name;
    return (struct yb_text){0};
}

static int show_referral(struct yb_call *call, const struct yb_filing_row *row,
                         const struct yb_person_base *person, struct yb_referral_row *shown,
                         struct yb_error *error)
{
    bool here =
        !row->mdtrtarea_admdvs.length || yb_text_is(row->mdtrtarea_admdvs, call->app->region);
    int rc;

    *shown = (struct yb_referral_row){.psn_no = row->psn_no,
                                      .insutype = row->insutype,
                                      .dcla_souc = YB_TEXT("01"),
                                      .psn_cert_type = person->psn_cert_type,
                                      .certno = person->certno,
                                      .psn_name = person->psn_name,
                                      .gend = person->gend,
                                      .brdy = person->brdy,
                                      .insu_optins = row->insu_optins,
                                      .diag_code = row->dise_codg,
                                      .diag_name = row->dise_name,
                                      .dise_cond_dscr = row->dise_cond_dscr,
                                      .reflin_medins_no = row->fixmedins_code,
                                      .reflin_medins_name = row->fixmedins_name,
                                      .out_flag = here ? YB_TEXT("0") : YB_TEXT("1"),
                                      .refl_date = row->refl_date,
                                      .refl_rea = row->refl_rea,
                                      .begndate = row->begndate,
                                      .enddate = row->enddate,
                                      .hosp_agre_refl_flag = row->hosp_agre_refl_flag,
                                      .opter_id = row->opter_id,
                                      .exp_content = row->exp_content,
                                      .opt_time_ms = row->crte_time};
    rc = yb_open_text(call, row->tel, &shown->tel, error);
    return rc == YB_OK ? yb_open_text(call, row->addr, &shown->addr, error) : rc;
}

int yb_app_query_referrals(struct yb_call *call, const struct yb_query_referrals_in *in,
                           struct yb_query_referrals_out *out, struct yb_error *error)
{
    struct yb_psn_row psn;
    struct yb_person_base person;
    struct yb_filing_list list;
    struct yb_psn_insu_list insured;
    struct yb_referral_row *rows;
    int32_t since = yb_instant_day(in->begntime_ms);
    int32_t until = in->endtime_ms ? yb_instant_day(in->endtime_ms) : YB_DAY_MAX;
    int rc = load(call, in->psn_no, in->emergency ? "2580" : "2501", &psn, &list, error);

    *out = (struct yb_query_referrals_out){0};
    if (rc == YB_OK)
        rc = yb_person_open(call, &psn, yb_instant_day(call->now_ms), &person, error);
    if (rc == YB_OK)
        rc = yb_psn_insu_list(call->tx, in->psn_no, &insured, error);
    if (rc != YB_OK)
        return rc;
    rows = YB_NEW_ARRAY(call->arena, struct yb_referral_row, list.count);
    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        const struct yb_filing_row *row = &list.rows[i];

        if (!is_in_force(row) || row->begndate > until ||
            (row->enddate != YB_DAY_NONE && row->enddate < since))
            continue;
        rc = show_referral(call, row, &person, &rows[out->count], error);
        rows[out->count++].emp_name = employer_of(&insured, row->insutype);
    }
    out->refmedin = rows;
    return rc;
}
