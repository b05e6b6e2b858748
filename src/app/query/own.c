#include "app/query/own.h"

#include <string.h>

#include "app/filing/filing.h"
#include "app/person/insured.h"
#include "app/refuse.h"
#include "app/settle/books.h"
#include "app/settle/policy_on.h"
#include "store/filing.h"
#include "store/ledger.h"
#include "store/psn.h"
#include "store/setl.h"

#define GENERAL_OUTPATIENT YB_TEXT("11") /* a med_type */
#define COUNT_ONE_E4       10000

int yb_own_load(struct yb_call *call, int64_t psn_no, struct yb_own *own, struct yb_error *error)
{
    int rc = yb_psn_get(call->tx, psn_no, &own->psn, error);

    if (rc == YB_OK)
        rc = yb_psn_insu_list(call->tx, psn_no, &own->insu, error);
    if (rc == YB_OK)
        rc = yb_psn_idet_list(call->tx, psn_no, &own->idet, error);
    if (rc == YB_OK)
        rc = yb_psn_account_list(call->tx, psn_no, &own->accounts, error);
    if (rc == YB_OK)
        rc = yb_filing_list(call->tx, psn_no, YB_TEXT("2503"), &own->chronic, error);
    return rc == YB_OK ? yb_accu_list(call->tx, psn_no, &own->accu, error) : rc;
}

/* ---- a scheme ---- */

static int facts_of(struct yb_call *call, const struct yb_own *own, struct yb_own_scheme *scheme,
                    struct yb_error *error)
{
    const struct yb_psn_insu_row *insu = scheme->insu;
    struct yb_text *types = YB_NEW_ARRAY(call->arena, struct yb_text, own->idet.count + 1);
    struct yb_fact_source source = {
        .med_type = GENERAL_OUTPATIENT,
        .mdtrtarea_admdvs = yb_text_of(call->app->region),
        .region = yb_text_of(call->app->region),
        .insutype = scheme->insutype,
        .psn_type = insu->psn_type,
        .clct_tier = insu->clct_tier,
        .cvlserv_flag = insu->cvlserv_flag,
        .arena = call->arena,
        .idet_types = types,
        .brdy_day = own->psn.brdy,
        .cont_clct_day = insu->cont_clct_date,
        .benefit_day = scheme->day,
        .diseases = yb_policy_lists(scheme->policy, YB_LIST_DIVISIONS, insu->insuplc_admdvs)};

    if (!types)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < own->idet.count; i++)
        if (yb_days_hold(own->idet.rows[i].begndate, own->idet.rows[i].enddate, scheme->day))
            types[source.idet_count++] = own->idet.rows[i].psn_idet_type;
    return yb_facts_of(call->app->codes, call->app->rules, &source, &scheme->facts, error);
}

int yb_own_scheme_on(struct yb_call *call, const struct yb_own *own, struct yb_text insutype,
                     int32_t day, struct yb_own_scheme *scheme, struct yb_error *error)
{
    struct yb_decision before;
    int rc;

    *scheme = (struct yb_own_scheme){.insutype = insutype, .day = day};
    rc = yb_insured_pick(&own->insu, insutype, day, &scheme->insu, error);
    if (rc != YB_OK)
        return rc;
    scheme->insutype = insutype = scheme->insu->insutype;
    rc = yb_policy_on(call->app, insutype, day, &scheme->policy, error);
    if (rc == YB_OK)
        rc = facts_of(call, own, scheme, error);
    if (rc != YB_OK)
        return rc;
    scheme->year = yb_policy_year(scheme->policy, day);
    before.policy = scheme->policy;
    yb_decision_before(&before, &own->accu, insutype, scheme->year);
    memcpy(scheme->used, before.before, sizeof(scheme->used));
    return YB_OK;
}

/* ---- limits, and what is paid for ---- */

static int first_rule(const struct yb_policy *policy, const struct yb_layer *layer,
                      const struct yb_facts *facts)
{
    for (int i = layer->rules.first; i < layer->rules.first + layer->rules.count; i++)
        if (yb_condition_holds(&policy->rules[i].when, facts))
            return i;
    return -1;
}

static bool is_fund_layer(const struct yb_layer *layer)
{
    return layer->fund != YB_FUND_ACCT && layer->fund != YB_FUND_HOSP;
}

/* Some layer that opens the cost pays of it. */
static bool is_paid_for(const struct yb_policy *policy, const struct yb_facts *facts)
{
    for (int i = 0; i < policy->layer_count; i++) {
        const struct yb_layer *layer = &policy->layers[i];
        int rule = is_fund_layer(layer) ? first_rule(policy, layer, facts) : -1;

        if (rule >= 0 && !policy->rules[rule].nothing && layer->opens)
            return true;
    }
    return false;
}

static void note_limit(const struct yb_policy *policy, const struct yb_count *count,
                       const struct yb_facts *facts, struct yb_own_limit *limit)
{
    for (int i = count->limits.first; i < count->limits.first + count->limits.count; i++) {
        const struct yb_amount_row *row = &policy->amounts[i];

        if (!yb_condition_holds(&row->when, facts))
            continue;
        if (row->amount_fen == INT64_MAX)
            return;
        limit->per_visit = count->per == YB_PER_VISIT;
        if (row->amount_fen < limit->least_fen)
            limit->least_fen = row->amount_fen;
        if (row->amount_fen > limit->most_fen)
            limit->most_fen = row->amount_fen;
        return;
    }
}

static void note_limits(const struct yb_policy *policy, const struct yb_facts *facts,
                        struct yb_own_limit *all)
{
    for (int i = 0; i < policy->layer_count; i++) {
        int rule = first_rule(policy, &policy->layers[i], facts);
        const struct yb_run *counts = rule < 0 ? NULL : &policy->rules[rule].counts;

        for (int j = 0; counts && j < counts->count; j++) {
            const struct yb_count *count = &policy->counts[counts->first + j];

            note_limit(policy, count, facts, &all[count->accumulator]);
        }
    }
}

/* The next combination of care, level, tier and injury; false: that was the last. */
static bool next_facts(struct yb_facts *facts, int at[4])
{
    static const int first[4] = {YB_CARE_GENERAL_OUTPATIENT, YB_LEVEL_UNRATED, YB_TIER_VILLAGE,
                                 YB_INJURY_NO_INJURY};
    static const int last[4] = {YB_CARE_MATERNITY_INPATIENT, YB_LEVEL_LEVEL_3, YB_TIER_PROVINCE,
                                YB_INJURY_NO_THIRD_PARTY};
    int i = 0;

    while (i < 4 && first[i] + ++at[i] > last[i])
        at[i++] = 0;
    for (int k = 0; k < 4; k++)
        yb_facts_set(facts, (enum yb_value)(first[k] + at[k]));
    return i < 4;
}

uint64_t yb_own_cares(const struct yb_own_scheme *scheme)
{
    struct yb_facts facts = scheme->facts;
    uint64_t cares = 0;
    int at[4] = {-1, 0, 0, 0};

    while (next_facts(&facts, at))
        if (is_paid_for(scheme->policy, &facts))
            cares |= facts.bits & yb_dimension_mask(YB_DIM_CARE);
    return cares;
}

int yb_own_limits(const struct yb_own_scheme *scheme, struct yb_own_limit *limits)
{
    struct yb_own_limit all[YB_POLICY_ACCUMULATORS_MAX];
    struct yb_facts facts = scheme->facts;
    int at[4] = {-1, 0, 0, 0}, count = 0;

    for (int i = 0; i < scheme->policy->accumulator_count; i++)
        all[i] = (struct yb_own_limit){.accumulator = i, .least_fen = INT64_MAX, .most_fen = -1};
    while (next_facts(&facts, at))
        note_limits(scheme->policy, &facts, all);
    for (int i = 0; i < scheme->policy->accumulator_count; i++)
        if (all[i].most_fen >= 0)
            limits[count++] = all[i];
    return count;
}

/* ---- an estimate ---- */

/* The disease of the register that the care is for; false: it is not had without one. */
static bool take_disease(const struct yb_settle_rules *rules, const struct yb_own *own,
                         const struct yb_own_scheme *scheme, const struct yb_own_estimate_in *in,
                         struct yb_facts *facts)
{
    const struct yb_filing_asked asked = {
        .care = (int)in->care, .day = scheme->day, .dise_codg = in->dise_codg};
    const struct yb_filing_row *filing;

    if (!yb_text_is(yb_filing_kind_of_care((int)in->care), "2503"))
        return true;
    filing = yb_filing_of_care(rules, &own->chronic, &asked);
    if (filing)
        facts->diseases |= yb_policy_diseases(scheme->policy, filing->dise_codg);
    return filing || !yb_filing_needed(rules, (int)in->care);
}

static int64_t account_of(const struct yb_own *own, struct yb_text insutype)
{
    const struct yb_psn_account_row *account = yb_books_account(&own->accounts, insutype);
    int64_t available = account ? yb_psn_account_available(account) : 0;

    return available > 0 ? available : 0;
}

static int make_lines(struct yb_call *call, const struct yb_own_estimate_in *in,
                      struct yb_decision *decision, struct yb_error *error)
{
    const int64_t amounts[2] = {in->amount_fen - in->self_paid_fen, in->self_paid_fen};
    static const uint8_t classes[2] = {YB_CLASS_A, YB_CLASS_C};

    if (in->amount_fen <= 0 || in->amount_fen > YB_AMOUNT_FEN_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "amount", "0.01..", NULL);
    if (in->self_paid_fen < 0 || in->self_paid_fen > in->amount_fen)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "self_paid", "0..amount", NULL);
    decision->lines = YB_NEW_ARRAY(call->arena, struct yb_line, 2);
    decision->placed = YB_NEW_ARRAY(call->arena, struct yb_bill_line, 2);
    if (!decision->lines || !decision->placed)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int i = 0; i < 2; i++)
        if (amounts[i])
            decision->lines[decision->line_count++] =
                (struct yb_line){.amount_fen = amounts[i],
                                 .count_e4 = COUNT_ONE_E4,
                                 .terms = {.self_pay_ppm = -1, .item_class = classes[i]}};
    return YB_OK;
}

int yb_own_estimate(struct yb_call *call, const struct yb_own *own,
                    const struct yb_own_scheme *scheme, const struct yb_own_estimate_in *in,
                    struct yb_decision *decision, struct yb_error *error)
{
    struct yb_facts facts = scheme->facts;
    int rc;

    if (!take_disease(call->app->rules, own, scheme, in, &facts))
        return yb_refuse_text(error, YB_E_FILING_NOT_FOUND, in->dise_codg);
    *decision = (struct yb_decision){.policy = scheme->policy};
    yb_facts_set(&facts, in->care);
    yb_facts_set(&facts, in->level);
    yb_facts_set(&facts, in->tier);
    decision->record.facts = facts;
    decision->record.benefit_day = scheme->day;
    decision->record.account_fen = in->use_account ? account_of(own, scheme->insutype) : 0;
    memcpy(decision->before, scheme->used, sizeof(decision->before));
    rc = make_lines(call, in, decision, error);
    return rc == YB_OK ? yb_decide(decision, call->arena, error) : rc;
}
