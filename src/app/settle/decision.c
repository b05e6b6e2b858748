#include "app/settle/decision.h"

#include "app/fee/terms.h"

#include <stddef.h>
#include <string.h>

int yb_decision_lines(struct yb_decision *decision, struct yb_feedetl_row *const *rows,
                      size_t count, struct yb_arena *arena, struct yb_error *error)
{
    decision->lines = YB_NEW_ARRAY(arena, struct yb_line, count);
    decision->placed = YB_NEW_ARRAY(arena, struct yb_bill_line, count);
    decision->line_count = count;
    if (!decision->lines || !decision->placed)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < count; i++)
        decision->lines[i] = (struct yb_line){
            .amount_fen = rows[i]->det_item_fee_sumamt_fen,
            .count_e4 = rows[i]->cnt_e4,
            .terms = yb_terms_unpack(rows[i]->item_terms, rows[i]->pric_uplmt_amt_e6),
        };
    return 0;
}

void yb_decision_before(struct yb_decision *decision, const struct yb_accu_list *accu,
                        struct yb_text insutype, int64_t accu_year)
{
    memset(decision->before, 0, sizeof(decision->before));
    for (size_t i = 0; i < accu->count; i++) {
        const struct yb_accu_row *row = &accu->rows[i];
        int at;

        if (row->accu_year != accu_year || !yb_text_equal(row->insutype, insutype))
            continue;
        at = yb_policy_accumulator(decision->policy, row->accu_name);
        if (at >= 0)
            decision->before[at] = row->value;
    }
}

int yb_decide(struct yb_decision *decision, struct yb_arena *arena, struct yb_error *error)
{
    struct yb_claim claim = {
        .facts = decision->record.facts,
        .lines = decision->lines,
        .line_count = decision->line_count,
        .account_fen = decision->record.account_fen,
        .family_fen = decision->record.family_fen,
    };
    struct yb_trace *trace = &decision->record.trace;
    int rc;

    trace->capacity = YB_TRACE_ROWS(decision->line_count);
    trace->count = 0;
    trace->rows = yb_arena_alloc(arena, trace->capacity * sizeof(*trace->rows));
    if (!trace->rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_adjudicate(decision->policy, &claim, decision->before, trace, decision->placed,
                       &decision->bill, error);
    trace->capacity = trace->count; /* few steps of the many that might have been */
    yb_arena_trim(arena, trace->rows, trace->count * sizeof(*trace->rows));
    return rc;
}

#define COLUMN(name) offsetof(struct yb_setl_row, name)

static const size_t fund_columns[YB_FUNDS] = {
    [YB_FUND_HIFP] = COLUMN(hifp_pay_fen),   [YB_FUND_CVLSERV] = COLUMN(cvlserv_pay_fen),
    [YB_FUND_HIFES] = COLUMN(hifes_pay_fen), [YB_FUND_HIFMI] = COLUMN(hifmi_pay_fen),
    [YB_FUND_HIFOB] = COLUMN(hifob_pay_fen), [YB_FUND_MAF] = COLUMN(maf_pay_fen),
    [YB_FUND_OTH] = COLUMN(oth_pay_fen),     [YB_FUND_HOSP] = COLUMN(hosp_part_amt_fen),
    [YB_FUND_ACCT] = COLUMN(acct_pay_fen),
};

int64_t *yb_setl_fund(struct yb_setl_row *setl, enum yb_fund fund)
{
    return (int64_t *)((char *)setl + fund_columns[fund]);
}

static bool is_fund(int fund)
{
    return fund != YB_FUND_HOSP && fund != YB_FUND_ACCT;
}

/* The stated deductible: of the first layer that took one. */
static int64_t stated_deductible(const struct yb_trace *trace)
{
    for (size_t i = 0; i < trace->count; i++)
        if (trace->rows[i].op == YB_TRACE_DEDUCTIBLE)
            return trace->rows[i].value;
    return 0;
}

/* What the pooling fund paid of what it worked on. */
static int64_t pool_share_ppm(const struct yb_decision *decision)
{
    const struct yb_policy *policy = decision->policy;
    int64_t base = 0, pay = 0;

    for (int i = 0; i < policy->layer_count; i++) {
        if (policy->layers[i].fund != YB_FUND_HIFP)
            continue;
        base += decision->bill.layers[i].base_fen;
        pay += decision->bill.layers[i].pay_fen;
    }
    return base > 0 && pay > 0 ? yb_muldiv(pay, YB_PPM, base, YB_ROUND_HALF_UP) : 0;
}

void yb_decision_amounts(const struct yb_decision *decision, struct yb_setl_row *setl)
{
    const struct yb_bill *bill = &decision->bill;
    int64_t funds = 0;

    setl->medfee_sumamt_fen = bill->total_fen;
    setl->fulamt_ownpay_amt_fen = bill->placed_fen[YB_PART_SELF_PAID];
    setl->overlmt_selfpay_fen = bill->placed_fen[YB_PART_OVER_LIMIT];
    setl->preselfpay_amt_fen = bill->placed_fen[YB_PART_ADVANCE];
    setl->inscp_scp_amt_fen = bill->placed_fen[YB_PART_IN_SCOPE];
    setl->act_pay_dedc_fen = bill->opened_fen[YB_PART_DEDUCTIBLE];
    setl->crt_dedc_fen = stated_deductible(&decision->record.trace);
    setl->pool_prop_selfpay_ppm = pool_share_ppm(decision);
    for (int fund = 0; fund < YB_FUNDS; fund++) {
        *yb_setl_fund(setl, (enum yb_fund)fund) = bill->fund_fen[fund];
        if (is_fund(fund))
            funds += bill->fund_fen[fund];
    }
    setl->fund_pay_sumamt_fen = funds;
    setl->psn_cash_pay_fen = bill->cash_fen;
    setl->acct_mulaid_pay_fen = bill->family_fen;
    setl->psn_part_amt_fen = bill->fund_fen[YB_FUND_ACCT] + bill->cash_fen;
}

/* What was left of the tightest limit of a layer before it paid; 0: the layer met no limit. */
static int64_t left_of_limit(const struct yb_trace *trace, int layer)
{
    int64_t left = INT64_MAX;

    for (size_t i = 0; i < trace->count; i++) {
        const struct yb_trace_row *row = &trace->rows[i];

        if (row->op == YB_TRACE_LIMIT && row->layer == layer && row->value - row->before < left)
            left = row->value - row->before;
    }
    return left == INT64_MAX ? 0 : left;
}

static struct yb_text explain_layer(const struct yb_decision *decision, int layer,
                                    struct yb_arena *arena)
{
    const struct yb_policy *policy = decision->policy;
    const struct yb_bill_layer *paid = &decision->bill.layers[layer];
    const struct yb_rule *rule = paid->rule >= 0 ? &policy->rules[paid->rule] : NULL;
    char base[YB_DECIMAL_TEXT_MAX], dedc[YB_DECIMAL_TEXT_MAX], pay[YB_DECIMAL_TEXT_MAX];
    struct yb_buffer text;

    yb_money_format(paid->base_fen, base);
    yb_money_format(paid->deductible_fen, dedc);
    yb_money_format(paid->pay_fen, pay);
    yb_buffer_init(&text, arena);
    yb_buffer_add(&text, policy->layers[layer].title);
    if (rule) {
        yb_buffer_add_string(&text, "·");
        yb_buffer_add(&text, rule->title);
    }
    yb_buffer_addf(&text, "：计算基数%s", base);
    if (paid->deductible_fen)
        yb_buffer_addf(&text, "，起付%s", dedc);
    yb_buffer_addf(&text, "，支付%s", pay);
    if (rule && rule->clause >= 0)
        yb_buffer_addf(&text, "（" YB_TEXT_FMT " " YB_TEXT_FMT "）",
                       YB_TEXT_ARG(policy->clauses[rule->clause].source),
                       YB_TEXT_ARG(policy->clauses[rule->clause].place));
    return yb_buffer_text(&text);
}

size_t yb_decision_details(const struct yb_decision *decision, const struct yb_code_map *codes,
                           struct yb_text insutype, struct yb_arena *arena,
                           struct yb_setl_detail_row *details)
{
    const struct yb_policy *policy = decision->policy;
    size_t count = 0;

    for (int i = 0; i < policy->layer_count; i++) {
        const struct yb_bill_layer *paid = &decision->bill.layers[i];
        const struct yb_fund_name *name;

        if (!paid->pay_fen || !is_fund((int)policy->layers[i].fund))
            continue;
        name = yb_code_map_fund(codes, insutype, policy->layers[i].fund);
        details[count] = yb_setl_detail_row();
        details[count].srt_no = (int64_t)count + 1;
        details[count].fund_pay_type = name->fund_pay_type;
        details[count].fund_pay_type_name = name->fund_pay_type_name;
        details[count].inscp_scp_amt_fen = paid->base_fen;
        details[count].crt_payb_lmt_amt_fen = left_of_limit(&decision->record.trace, i);
        details[count].fund_payamt_fen = paid->pay_fen;
        details[count].setl_proc_info = explain_layer(decision, i, arena);
        count++;
    }
    return count;
}

size_t yb_decision_accus(const struct yb_decision *decision, struct yb_text insutype,
                         int64_t accu_year, struct yb_setl_accu_row *accus)
{
    size_t count = 0;

    for (int i = 0; i < decision->policy->accumulator_count; i++) {
        if (decision->bill.after[i] == decision->before[i])
            continue;
        accus[count] = yb_setl_accu_row();
        accus[count].srt_no = (int64_t)count + 1;
        accus[count].insutype = insutype;
        accus[count].accu_year = accu_year;
        accus[count].accu_name = decision->policy->accumulators[i].name;
        accus[count].value_before = decision->before[i];
        accus[count].value_after = decision->bill.after[i];
        count++;
    }
    return count;
}

int yb_setl_check(const struct yb_setl_row *setl, const struct yb_setl_detail_row *details,
                  size_t detail_count, struct yb_error *error)
{
    int64_t columns = setl->hifp_pay_fen + setl->cvlserv_pay_fen + setl->hifes_pay_fen +
                      setl->hifmi_pay_fen + setl->hifob_pay_fen + setl->hifdm_pay_fen +
                      setl->maf_pay_fen + setl->pref_fund_pay_fen + setl->oth_pay_fen;
    int64_t placed = setl->fulamt_ownpay_amt_fen + setl->overlmt_selfpay_fen +
                     setl->preselfpay_amt_fen + setl->inscp_scp_amt_fen;
    int64_t split = 0;

    for (size_t i = 0; i < detail_count; i++)
        split += details[i].fund_payamt_fen;
    if (setl->medfee_sumamt_fen !=
        setl->fund_pay_sumamt_fen + setl->psn_part_amt_fen + setl->hosp_part_amt_fen)
        return yb_fail(error, YB_E_INTERNAL, "medfee_sumamt", NULL);
    if (setl->psn_part_amt_fen != setl->acct_pay_fen + setl->psn_cash_pay_fen)
        return yb_fail(error, YB_E_INTERNAL, "psn_part_amt", NULL);
    if (setl->medfee_sumamt_fen != placed)
        return yb_fail(error, YB_E_INTERNAL, "inscp_scp_amt", NULL);
    if (setl->fund_pay_sumamt_fen != columns || (details && setl->fund_pay_sumamt_fen != split))
        return yb_fail(error, YB_E_INTERNAL, "fund_pay_sumamt", NULL);
    return 0;
}
