#include "app/settle/late.h"

#include "app/settle/order.h"
#include "app/settle/resettle.h"
#include "base/day.h"

static bool may_be_late(const struct yb_settling *settling)
{
    const struct yb_call *call = settling->call;

    return call->app->rules->late_bills_at_their_day &&
           settling->decision.record.benefit_day < yb_instant_day(call->now_ms);
}

/* Takes the movements of the bills from `place` on off. */
static int take_off(struct yb_settling *settling, const struct yb_setl_list *setls,
                    const struct yb_bill_order *order, size_t place, struct yb_error *error)
{
    struct yb_decision *decision = &settling->decision;
    int rc = 0;

    for (size_t i = place; !rc && i < order->count; i++) {
        struct yb_effective effective;

        if (!order->places[i].live)
            continue;
        rc = yb_effective_load(settling->call->tx, order->places[i].setl, setls, &effective, error);
        for (int j = 0; !rc && j < effective.moves.count; j++) {
            int at = yb_policy_accumulator(decision->policy, effective.moves.name[j]);

            if (at >= 0)
                decision->before[at] -= effective.moves.value[j];
        }
    }
    return rc;
}

int yb_late_place(struct yb_settling *settling, struct yb_error *error)
{
    struct yb_call *call = settling->call;
    struct yb_setl_cause_list causes;
    struct yb_setl_list setls;
    struct yb_bill_order order;
    const struct yb_order_of of = {
        call->tx, call->arena, &setls, &causes, settling->insutype, settling->setl.setl_year, true};
    size_t place;
    int rc;

    if (!may_be_late(settling))
        return 0;
    if (settling->ahead) /* its job looks */
        return yb_fail(error, YB_E_STORE_CONFLICT, "late_bills", NULL);
    rc = yb_setl_list_psn(call->tx, settling->load.psn_no, 0, &setls, error);
    if (rc || !setls.count)
        return rc;
    rc = yb_setl_cause_list(call->tx, settling->load.psn_no, &causes, error);
    if (!rc)
        rc = yb_bills_in_order(&of, &order, error);
    if (rc)
        return rc;
    place = yb_bill_order_place(&order, settling->decision.record.benefit_day);
    settling->late = place < order.count;
    return take_off(settling, &setls, &order, place, error);
}

void yb_late_move(struct yb_settling *settling)
{
    const struct yb_accu_list *accu = &settling->load.accu;

    for (size_t i = 0; settling->late && i < settling->accu_count; i++) {
        struct yb_setl_accu_row *row = &settling->accus[i];
        int64_t moved = row->value_after - row->value_before;

        row->value_before = 0;
        for (size_t j = 0; j < accu->count; j++)
            if (accu->rows[j].accu_year == row->accu_year &&
                yb_text_equal(accu->rows[j].insutype, row->insutype) &&
                yb_text_equal(accu->rows[j].accu_name, row->accu_name))
                row->value_before = accu->rows[j].value;
        row->value_after = row->value_before + moved;
    }
}

int yb_late_settled(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_setl_row *setl = &settling->setl;
    const struct yb_resettle resettle = {
        .psn_no = setl->psn_no, .kind = YB_CAUSE_late, .cause_id = setl->setl_id, .setl = setl};
    struct yb_setl_cause_row place = yb_setl_cause_row();
    struct yb_resettled resettled;
    int rc;

    if (!settling->late)
        return 0;
    place.psn_no = setl->psn_no;
    place.setl_id = place.cause_id = setl->setl_id;
    place.cause_kind = yb_text_of(yb_cause_word(YB_CAUSE_late));
    place.insutype = setl->insutype;
    place.setl_year = setl->setl_year;
    place.med_type = setl->med_type;
    place.fixmedins_code = setl->fixmedins_code;
    place.insuplc_admdvs = setl->insuplc_admdvs;
    place.opter_id = setl->opter_id;
    place.opter_name = setl->opter_name;
    place.cause_time = setl->setl_time;
    rc = yb_setl_cause_add(settling->call->tx, &place, error);
    return rc ? rc : yb_settle_resettle(settling->call, &resettle, &resettled, error);
}
