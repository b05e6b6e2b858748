/* From what is known to a decision: cover, facts, policy, accumulators. See settle_internal.h. */
#include "app/settle/settle_internal.h"

#include "app/catalogue/disease.h"
#include "app/fee/terms.h"
#include "app/filing/filing.h"
#include "app/person/insured.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/late.h"
#include "app/settle/packs.h"
#include "app/settle/policy_on.h"
#include "store/ledger.h"
#include "store/paper.h"

#include <string.h>

/* A referral names an institution, a division, or neither: then it holds everywhere. */
static bool refers_here(const struct yb_filing_row *filing, const struct yb_mdtrt_row *mdtrt)
{
    struct yb_text there = filing->mdtrtarea_admdvs, here = mdtrt->mdtrtarea_admdvs;

    if (yb_text_equal(filing->fixmedins_code, mdtrt->fixmedins_code))
        return true;
    if (there.length >= 4 && here.length >= 4)
        return memcmp(there.bytes, here.bytes, 4) == 0;
    return !filing->fixmedins_code.length;
}

/* A transfer to this very institution, of a visit that it names, on about the day of admission. */
static bool continues_here(const struct yb_settling *settling, const struct yb_filing_row *filing)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    int32_t after = yb_instant_day(mdtrt->begntime) - filing->refl_date;

    return filing->refl_old_mdtrt_id.length && filing->refl_date != YB_DAY_NONE && after >= 0 &&
           after <= settling->call->app->rules->transfer_within_days &&
           yb_text_equal(filing->fixmedins_code, mdtrt->fixmedins_code);
}

static int32_t own_day(const struct yb_settling *settling)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;

    if (settling->kind != YB_KIND_INPATIENT || settling->call->app->rules->benefit_day_is_admission)
        return yb_instant_day(mdtrt->begntime);
    if (mdtrt->endtime)
        return yb_instant_day(mdtrt->endtime);
    if (settling->dscg_day != YB_DAY_NONE && settling->dscg_day >= yb_instant_day(mdtrt->begntime))
        return settling->dscg_day;
    return yb_instant_day(settling->call->now_ms);
}

/* The transfer that a stay goes on after, if its day counts: both hospitals' bills are of one year.
 */
static int32_t benefit_day(const struct yb_settling *settling)
{
    const struct yb_filing_list *list = &settling->load.filings;
    int32_t day = own_day(settling);

    if (settling->kind != YB_KIND_INPATIENT || !settling->call->app->rules->benefit_day_is_transfer)
        return day;
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_filing_row *filing = &list->rows[i];

        if (yb_text_is(filing->filing_kind, "2501") && filing->refl_date < day &&
            continues_here(settling, filing) && yb_filing_holds(filing, filing->refl_date))
            day = filing->refl_date;
    }
    return day;
}

static void read_filings(const struct yb_settling *settling, struct yb_fact_source *source)
{
    const struct yb_filing_list *list = &settling->load.filings;

    for (size_t i = 0; i < list->count; i++) {
        const struct yb_filing_row *filing = &list->rows[i];

        if (!yb_filing_holds(filing, source->benefit_day))
            continue;
        if (yb_text_is(filing->filing_kind, "2507")) {
            if (refers_here(filing, &settling->load.mdtrt))
                source->chk_pay_flag = filing->chk_pay_flag;
            continue;
        }
        if (yb_text_is(filing->filing_kind, "2505") && !source->biz_appy_type.length)
            source->biz_appy_type = filing->biz_appy_type;
        if (!yb_text_is(filing->filing_kind, "2501") || !refers_here(filing, &settling->load.mdtrt))
            continue;
        source->biz_appy_type = YB_TEXT("06");
        source->refl_to_here = true;
        source->continues_stay |= continues_here(settling, filing);
    }
}

/* Chronic care counts only with its filing: 2503, of this disease when the visit names one. So
 * does that of the two diseases with 2595, and where the rules ask for it of mothers with 2572. */
static int check_filed(const struct yb_settling *settling, struct yb_text *dise_codg,
                       struct yb_error *error)
{
    const struct yb_settle_rules *rules = settling->call->app->rules;
    const struct yb_code_map *codes = settling->call->app->codes;
    const struct yb_filing_asked asked = {
        .care = yb_code_map_value(codes, "med_type", settling->med_type, YB_DIM_CARE),
        .day = settling->decision.record.benefit_day,
        .fixmedins_code = settling->load.mdtrt.fixmedins_code,
        .dise_codg = settling->dise_codg};
    const struct yb_filing_row *filing = yb_filing_of_care(rules, &settling->load.filings, &asked);

    *dise_codg = settling->dise_codg;
    if (filing && filing->dise_codg.length)
        *dise_codg = filing->dise_codg;
    if (filing || !yb_filing_needed(rules, asked.care))
        return 0;
    return yb_refuse_text(error, YB_E_FILING_NOT_FOUND,
                          dise_codg->length ? *dise_codg : yb_filing_kind_of_care(asked.care));
}

/* A stay under a registration of a disease paid by the case (2585) has that disease's code too. */
static uint64_t registered_diseases(const struct yb_settling *settling)
{
    const struct yb_filing_list *list = &settling->load.filings;
    uint64_t bits = 0;

    for (size_t i = 0; settling->kind == YB_KIND_INPATIENT && i < list->count; i++)
        if (yb_text_is(list->rows[i].filing_kind, "2585") &&
            yb_filing_holds(&list->rows[i], settling->decision.record.benefit_day) &&
            yb_text_equal(list->rows[i].fixmedins_code, settling->load.mdtrt.fixmedins_code))
            bits |= yb_policy_diseases(settling->decision.policy, list->rows[i].dise_codg);
    return bits;
}

static uint64_t diseases_of(const struct yb_settling *settling)
{
    const struct yb_policy *policy = settling->decision.policy;
    const struct yb_mdtrt_dise_list *list = &settling->load.dise;
    uint64_t bits =
        registered_diseases(settling) | yb_policy_diseases(policy, settling->dise_codg) |
        yb_policy_diseases(policy, settling->load.mdtrt.dscg_maindiag_code) |
        yb_policy_lists(policy, YB_LIST_DIVISIONS, settling->insu->insuplc_admdvs) |
        yb_policy_lists(policy, YB_LIST_INSTITUTIONS, settling->load.mdtrt.fixmedins_code);

    for (size_t i = 0; i < list->count; i++)
        if (yb_text_is(list->rows[i].maindiag_flag, "1") &&
            !yb_text_is(list->rows[i].vali_flag, "0"))
            bits |= yb_policy_diseases(policy, list->rows[i].diag_code);
    return bits;
}

static int identities_of(const struct yb_settling *settling, struct yb_fact_source *source,
                         struct yb_error *error)
{
    const struct yb_psn_idet_list *list = &settling->load.idet;
    struct yb_text *types = YB_NEW_ARRAY(settling->call->arena, struct yb_text, list->count);

    if (!types)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    source->idet_types = types;
    for (size_t i = 0; i < list->count; i++)
        if (yb_days_hold(list->rows[i].begndate, list->rows[i].enddate, source->benefit_day))
            types[source->idet_count++] = list->rows[i].psn_idet_type;
    return 0;
}

static int facts_of(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    struct yb_fact_source source = {
        .med_type = settling->med_type,
        .hosp_lv = settling->service.hosp_lv,
        .tier = settling->service.tier,
        .mdtrtarea_admdvs = mdtrt->mdtrtarea_admdvs,
        .region = yb_text_of(settling->call->app->region),
        .fixmedins_code = mdtrt->fixmedins_code,
        .insutype = settling->insutype,
        .psn_type = settling->insu->psn_type,
        .clct_tier = settling->insu->clct_tier,
        .cvlserv_flag = settling->insu->cvlserv_flag,
        .exp_content = settling->exp_content,
        .arena = settling->call->arena,
        .brdy_day = settling->load.psn.brdy,
        .cont_clct_day = settling->insu->cont_clct_date,
        .benefit_day = settling->decision.record.benefit_day,
        .diseases = diseases_of(settling),
    };
    int rc = identities_of(settling, &source, error);

    read_filings(settling, &source);
    if (!rc)
        rc = yb_facts_of(settling->call->app->codes, settling->call->app->rules, &source,
                         &settling->decision.record.facts, error);
    return rc;
}

static bool uses_family(const struct yb_settling *settling)
{
    return yb_text_is(settling->acct_used_flag, "2");
}

static void take_account(struct yb_settling *settling)
{
    int64_t available;
    bool used = uses_family(settling) ? settling->call->app->rules->own_account_before_family
                                      : yb_text_is(settling->acct_used_flag, "1");

    settling->account = yb_books_account(&settling->load.accounts, settling->insutype);
    settling->decision.record.account_fen = 0;
    if (!settling->account || !used)
        return;
    available = yb_psn_account_available(settling->account);
    settling->decision.record.account_fen = available > 0 ? available : 0;
}

/* Relatives' accounts: what a chain holds, else what is in them. */
static int take_family(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_call *call = settling->call;
    int rc = 0;

    settling->family.count = 0;
    settling->decision.record.family_fen = 0;
    if (!uses_family(settling))
        return 0;
    if (settling->write && call->family && call->family->held)
        settling->family = call->family->plan;
    else
        rc = yb_family_find(settling->call, settling->load.psn_no, yb_instant_day(call->now_ms),
                            &settling->family, error);
    settling->decision.record.family_fen = yb_family_most(&settling->family);
    return rc;
}

/* What was paid to the person by this invoice is not settled with the institution as well. */
static int check_invoice(struct yb_settling *settling, struct yb_error *error)
{
    struct yb_paper_claim_row claim;
    struct yb_call *call = settling->call;
    char digits[YB_NUMBER_DIGITS];
    int rc;

    if (settling->paper || !settling->invono.length)
        return 0;
    rc = yb_paper_paid(call->tx, settling->invono, settling->load.mdtrt.fixmedins_code, &claim,
                       error);
    if (rc || !claim.claim_id)
        return rc;
    return yb_refuse(error, YB_E_INVOICE_CLAIMED,
                     yb_arena_copy(call->arena, settling->invono.bytes, settling->invono.length),
                     yb_number_text(claim.claim_id, digits));
}

int yb_settling_facts(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    struct yb_decision *decision = &settling->decision;
    struct yb_call *call = settling->call;
    int32_t first_day = yb_instant_day(mdtrt->begntime);
    struct yb_text dise_codg;
    int rc = 0;

    decision->record.benefit_day = benefit_day(settling);
    if (!settling->service.fixmedins_code.length)
        rc = yb_service_of(call, mdtrt->fixmedins_code, first_day, &settling->service, error);
    if (!rc)
        rc = yb_insured_pick(&settling->load.insu, settling->insutype, first_day, &settling->insu,
                             error);
    if (!rc)
        rc = yb_policy_on(call->app, settling->insutype, decision->record.benefit_day,
                          &decision->policy, error);
    if (!rc)
        rc = check_filed(settling, &dise_codg, error);
    if (rc)
        return rc;
    settling->dise_codg = dise_codg;
    rc = check_invoice(settling, error);
    return rc ? rc : facts_of(settling, error);
}

static void mark_line(struct yb_settling *settling, const struct yb_catalogue_snapshot *catalogue,
                      struct yb_feedetl_row *row)
{
    const struct yb_disease_use use = {
        .opsp_dise_code = settling->dise_codg,
        .med_list_codg = row->med_list_codg,
        .hilist_code = row->hilist_code,
        .day = yb_instant_day(row->fee_ocur_time),
        .list_needed = settling->call->app->rules->chronic_list_needed,
    };
    struct yb_item_terms terms = yb_terms_unpack(row->item_terms, row->pric_uplmt_amt_e6);
    int64_t packed;

    yb_disease_mark(catalogue, catalogue ? &use : NULL, &terms);
    packed = yb_terms_pack(&terms);
    settling->marked |= packed != row->item_terms;
    row->item_terms = packed;
}

/* Which lines belong to the visit's disease, now that it is known for good. */
static void mark_lines(struct yb_settling *settling)
{
    struct yb_catalogue_snapshot *catalogue = NULL;

    if (settling->dise_codg.length && yb_disease_binds(&settling->decision.record.facts))
        catalogue = yb_catalogue_hold(settling->call->app);
    for (size_t i = 0; i < settling->line_count; i++)
        if (catalogue || yb_terms_unpack(settling->lines[i]->item_terms, 0).tags >> 16)
            mark_line(settling, catalogue, settling->lines[i]);
    yb_catalogue_drop(catalogue);
}

int yb_settling_prepare(struct yb_settling *settling, struct yb_error *error)
{
    struct yb_decision *decision = &settling->decision;
    struct yb_call *call = settling->call;
    int rc;

    mark_lines(settling);
    rc = yb_decision_lines(decision, settling->lines, settling->line_count, call->arena, error);

    if (!rc && (settling->write || settling->ahead))
        rc = yb_pack_of(call, decision->policy, &settling->policy_pack_id, error);
    if (rc)
        return rc;
    take_account(settling);
    rc = take_family(settling, error);
    if (rc)
        return rc;
    settling->setl.setl_year = yb_policy_year(decision->policy, decision->record.benefit_day);
    yb_decision_before(decision, &settling->load.accu, settling->insutype,
                       settling->setl.setl_year);
    return yb_late_place(settling, error);
}
