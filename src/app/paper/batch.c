/* Payment lists: what people are owed and was not paid yet, once a day: claims on paper, and
 * maternity allowances. */
#include "app/maternity/maternity.h"
#include "app/paper/paper.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/day.h"
#include "store/paper.h"
#include "store/setl.h"

#define PAGE      500
#define FUNDS_MAX 200

struct adding {
    struct yb_paper_batch_row batch;
    struct yb_paper_batch_fund_list funds;
};

static int64_t number_of(int32_t day)
{
    struct yb_civil civil = yb_day_civil(day);

    return (int64_t)civil.year * 10000 + civil.month * 100 + civil.day;
}

static int add_fund(struct adding *adding, struct yb_text insutype,
                    const struct yb_setl_detail_row *detail, struct yb_error *error)
{
    struct yb_paper_batch_fund_list *funds = &adding->funds;
    size_t i = 0;

    if (!detail->fund_payamt_fen)
        return YB_OK;
    while (i < funds->count &&
           (!yb_text_equal(funds->rows[i].insutype, insutype) ||
            !yb_text_equal(funds->rows[i].fund_pay_type, detail->fund_pay_type)))
        i++;
    if (i == FUNDS_MAX)
        return yb_refuse_number(error, YB_E_TOO_MANY, "fund_pay_type", FUNDS_MAX);
    if (i == funds->count) {
        funds->rows[i] = yb_paper_batch_fund_row();
        funds->rows[i].batch_id = adding->batch.batch_id;
        funds->rows[i].insutype = insutype;
        funds->rows[i].fund_pay_type = detail->fund_pay_type;
        funds->rows[i].fund_pay_type_name = detail->fund_pay_type_name;
        funds->count++;
    }
    funds->rows[i].claim_cnt++;
    funds->rows[i].fund_payamt_fen += detail->fund_payamt_fen;
    return YB_OK;
}

static int add_claim(struct yb_call *call, struct adding *adding,
                     const struct yb_paper_claim_row *claim, struct yb_error *error)
{
    struct yb_setl_parts parts = {0};
    int rc = yb_setl_get(call->tx, claim->psn_no, claim->setl_id, &parts, error);

    for (size_t i = 0; rc == YB_OK && i < parts.details.count; i++)
        rc = add_fund(adding, claim->insutype, &parts.details.rows[i], error);
    adding->batch.claim_cnt++;
    adding->batch.fund_pay_sumamt_fen += claim->fund_pay_sumamt_fen;
    return rc;
}

static int add_claims(struct yb_call *call, struct adding *adding, struct yb_error *error)
{
    int64_t after = 0;
    int rc = YB_OK;

    for (size_t count = PAGE; rc == YB_OK && count == PAGE;) {
        struct yb_paper_claim_list list = {0};

        rc = yb_paper_of_batch(call->tx, adding->batch.batch_id, after, PAGE, &list, error);
        count = list.count;
        for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
            rc = add_claim(call, adding, &list.rows[i], error);
            after = list.rows[i].claim_id;
        }
    }
    return rc;
}

struct adding_allowances {
    struct yb_call *call;
    struct adding *adding;
};

static int add_allowance(void *context, const struct yb_matn_allowance_row *row,
                         struct yb_error *error)
{
    struct adding_allowances *of = context;
    struct yb_setl_detail_row detail = yb_setl_detail_row();

    detail.fund_pay_type = yb_text_of(of->call->app->rules->allowance_fund_pay_type);
    detail.fund_pay_type_name = YB_TEXT("生育津贴");
    detail.fund_payamt_fen = row->amount_fen;
    of->adding->batch.claim_cnt++;
    of->adding->batch.fund_pay_sumamt_fen += row->amount_fen;
    return add_fund(of->adding, YB_TEXT("310"), &detail, error);
}

int yb_app_paper_batch(struct yb_call *call, struct yb_text user, struct yb_paper_batch_row *batch,
                       bool *made, struct yb_error *error)
{
    struct adding adding = {.batch = yb_paper_batch_row()};
    struct adding_allowances allowances = {call, &adding};
    struct yb_matn_listing listing = {.user = user, .add = add_allowance, .context = &allowances};
    int64_t taken = 0, number = number_of(yb_instant_day(call->now_ms));
    bool found;
    int rc = yb_paper_batch_get(call->tx, number, batch, &found, error);

    *made = false;
    if (rc != YB_OK || found)
        return rc;
    adding.batch.batch_id = number;
    adding.batch.crte_user = user;
    adding.batch.crte_time = call->now_ms;
    adding.funds.rows = YB_NEW_ARRAY(call->arena, struct yb_paper_batch_fund_row, FUNDS_MAX);
    if (!adding.funds.rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_paper_take(call->tx, number, &taken, error);
    listing.batch_id = number;
    if (rc == YB_OK)
        rc = yb_matn_list_due(call, &listing, error);
    if (rc == YB_OK && !taken && !listing.taken) { /* or somebody has just taken all of it */
        rc = yb_paper_batch_get(call->tx, number, batch, &found, error);
        return rc != YB_OK || found
                   ? rc
                   : yb_fail(error, YB_E_NOT_FOUND, "paper_claim", "settled", NULL);
    }
    if (rc == YB_OK)
        rc = add_claims(call, &adding, error);
    if (rc == YB_OK)
        rc = yb_paper_batch_add(call->tx, &adding.batch, &adding.funds, error);
    *made = rc == YB_OK;
    *batch = adding.batch;
    return rc;
}
