#include "app/settle/effective.h"

#include "app/settle/packs.h"
#include "store/catalogue.h"

#include <stddef.h>
#include <string.h>

#define AMOUNT(name)                                                                               \
    {                                                                                              \
        offsetof(struct yb_setl_row, name##_fen), #name                                            \
    }

const struct yb_setl_amount yb_setl_amounts[YB_SETL_AMOUNTS] = {
    AMOUNT(medfee_sumamt),   AMOUNT(fulamt_ownpay_amt), AMOUNT(overlmt_selfpay),
    AMOUNT(preselfpay_amt),  AMOUNT(inscp_scp_amt),     AMOUNT(act_pay_dedc),
    AMOUNT(hifp_pay),        AMOUNT(cvlserv_pay),       AMOUNT(hifes_pay),
    AMOUNT(hifmi_pay),       AMOUNT(hifob_pay),         AMOUNT(hifdm_pay),
    AMOUNT(maf_pay),         AMOUNT(pref_fund_pay),     AMOUNT(oth_pay),
    AMOUNT(fund_pay_sumamt), AMOUNT(hosp_part_amt),     AMOUNT(psn_part_amt),
    AMOUNT(acct_pay),        AMOUNT(acct_mulaid_pay),   AMOUNT(psn_cash_pay),
};

static int64_t *amount_at(struct yb_setl_row *row, size_t i)
{
    return (int64_t *)((char *)row + yb_setl_amounts[i].offset);
}

void yb_setl_amounts_add(struct yb_setl_row *sum, const struct yb_setl_row *add, int sign)
{
    struct yb_setl_row copy = *add;

    for (size_t i = 0; i < YB_SETL_AMOUNTS; i++)
        *amount_at(sum, i) += sign * *amount_at(&copy, i);
}

bool yb_setl_amounts_zero(const struct yb_setl_row *row)
{
    struct yb_setl_row copy = *row;

    for (size_t i = 0; i < YB_SETL_AMOUNTS; i++)
        if (*amount_at(&copy, i))
            return false;
    return true;
}

bool yb_moves_add(struct yb_moves *moves, struct yb_text name, int64_t delta)
{
    const int most = (int)(sizeof(moves->value) / sizeof(moves->value[0]));
    int i = 0;

    while (i < moves->count && !yb_text_equal(moves->name[i], name))
        i++;
    if (i == most)
        return false;
    if (i == moves->count) {
        moves->name[i] = name;
        moves->value[i] = 0;
        moves->count++;
    }
    moves->value[i] += delta;
    return true;
}

int64_t yb_moves_get(const struct yb_moves *moves, struct yb_text name)
{
    for (int i = 0; i < moves->count; i++)
        if (yb_text_equal(moves->name[i], name))
            return moves->value[i];
    return 0;
}

static int add_parts(struct yb_tx *tx, const struct yb_setl_row *setl,
                     struct yb_effective *effective, struct yb_error *error)
{
    struct yb_setl_parts parts;
    int rc = yb_setl_get(tx, setl->psn_no, setl->setl_id, &parts, error);

    if (rc)
        return rc;
    for (size_t i = 0; i < parts.accus.count; i++) {
        const struct yb_setl_accu_row *accu = &parts.accus.rows[i];

        if (!yb_moves_add(&effective->moves, accu->accu_name,
                          accu->value_after - accu->value_before))
            return yb_fail(error, YB_E_TOO_MANY, "accumulators", "64", NULL);
    }
    if (parts.trace.length) {
        effective->record = parts.trace;
        effective->sum.policy_pack_id = setl->policy_pack_id;
    }
    return 0;
}

int yb_effective_load(struct yb_tx *tx, const struct yb_setl_row *setl,
                      const struct yb_setl_list *siblings, struct yb_effective *effective,
                      struct yb_error *error)
{
    int rc;

    memset(effective, 0, sizeof(*effective));
    effective->sum = *setl;
    rc = add_parts(tx, setl, effective, error);
    for (size_t i = 0; !rc && i < siblings->count; i++) {
        const struct yb_setl_row *other = &siblings->rows[i];

        if (other->adjust_setl_id != setl->setl_id)
            continue;
        yb_setl_amounts_add(&effective->sum, other, 1);
        rc = add_parts(tx, other, effective, error);
    }
    return rc;
}

bool yb_setl_is_live(const struct yb_setl_list *list, const struct yb_setl_row *setl)
{
    return !setl->init_setl_id && !setl->adjust_setl_id && !yb_setl_cancelled_by(list, setl);
}

bool yb_setl_holds(const struct yb_setl_row *setl, const struct yb_feedetl_row *line)
{
    return line->feedetl_id >= setl->feedetl_from && line->feedetl_id <= setl->feedetl_to &&
           (!setl->chrg_bchno.length || yb_text_equal(setl->chrg_bchno, line->chrg_bchno));
}

void yb_lines_fix(struct yb_feedetl_list *lines, const struct yb_feedetl_fix_list *fixes,
                  int64_t below)
{
    for (size_t i = 0; i < fixes->count; i++) {
        const struct yb_feedetl_fix_row *fix = &fixes->rows[i];

        for (size_t j = 0; fix->fix_id < below && j < lines->count; j++) {
            struct yb_feedetl_row *line = &lines->rows[j];

            if (line->feedetl_id != fix->feedetl_id)
                continue;
            line->det_item_fee_sumamt_fen = fix->det_item_fee_sumamt_fen;
            line->cnt_e4 = fix->cnt_e4;
            line->item_terms = fix->item_terms;
            line->pric_uplmt_amt_e6 = fix->pric_uplmt_amt_e6;
            line->med_list_codg = fix->med_list_codg;
            line->hilist_name = fix->hilist_name;
            line->catalogue = fix->catalogue;
        }
    }
}

int yb_redecide(const struct yb_redecide *with, const struct yb_effective *effective,
                struct yb_decision *decision, struct yb_error *error)
{
    struct yb_feedetl_row **rows =
        YB_NEW_ARRAY(with->arena, struct yb_feedetl_row *, with->lines->count);
    size_t count = 0;
    int rc;

    if (!rows)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    memset(decision, 0, sizeof(*decision));
    decision->policy = with->policy;
    rc = yb_record_decode(effective->record, with->arena, &decision->record, error);
    if (rc)
        return rc;
    for (size_t i = 0; i < with->lines->count; i++)
        if (yb_setl_holds(&effective->sum, &with->lines->rows[i]))
            rows[count++] = &with->lines->rows[i];
    rc = yb_decision_lines(decision, rows, count, with->arena, error);
    if (rc)
        return rc;
    if (with->facts)
        decision->record.facts = *with->facts;
    if (!with->as_recorded) {
        decision->record.family_fen = effective->sum.acct_mulaid_pay_fen;
        decision->record.account_fen =
            effective->sum.acct_pay_fen - effective->sum.acct_mulaid_pay_fen;
    }
    for (int i = 0; i < with->policy->accumulator_count; i++)
        decision->before[i] = yb_moves_get(with->before, with->policy->accumulators[i].name);
    return yb_decide(decision, with->arena, error);
}

int yb_policy_of_pack(struct yb_app *app, struct yb_tx *tx, struct yb_arena *arena, int64_t pack_id,
                      const struct yb_policy **policy, struct yb_error *error)
{
    const struct yb_policy_set *set = app->policies;
    struct yb_policy_pack_row row;
    int rc;

    for (size_t i = 0; i < set->count; i++) {
        if (set->entries[i].pack_id != pack_id)
            continue;
        *policy = set->entries[i].policy;
        return 0;
    }
    rc = yb_policy_pack_get(tx, pack_id, &row, error);
    return rc ? rc : yb_pack_read(row.content, row.name, arena, policy, error);
}
