/* Maternity allowances, from what they rest on. See verify.h. */
#include "app/maternity/maternity.h"
#include "app/person/insured.h"
#include "app/settle/effective.h"
#include "app/verify/verify_internal.h"
#include "store/ledger.h"
#include "store/maternity.h"
#include "store/mdtrt.h"

static struct yb_call call_of(const struct yb_verify_person *person)
{
    return (struct yb_call){
        .app = person->verifying->app, .tx = person->tx, .arena = person->arena};
}

static void differs(const struct yb_verify_person *person, const char *what, int64_t id,
                    int64_t should, int64_t is)
{
    if (should != is)
        yb_verify_number(person->verifying, YB_VERIFY_ALLOWANCES, what, id,
                         (const int64_t[]){should, is});
}

static const struct yb_setl_parts *parts_of(const struct yb_verify_person *person, int64_t setl_id)
{
    for (size_t i = 0; i < person->setls.count; i++)
        if (person->setls.rows[i].setl_id == setl_id)
            return &person->parts[i];
    return NULL;
}

/* What was paid stands in the books. */
static int check_paid(struct yb_verify_person *person, const struct yb_matn_allowance_row *row,
                      struct yb_error *error)
{
    struct yb_matn_paid_list paid;
    int64_t sum = 0;
    int rc = yb_matn_paid_list(person->tx, person->psn_no, row->setl_id, &paid, error);

    for (size_t i = 0; rc == YB_OK && i < paid.count; i++) {
        struct yb_ledger_transfer_row transfer;
        bool found;

        sum += paid.rows[i].paid_fen;
        rc = yb_ledger_transfer_get(person->tx, person->psn_no, paid.rows[i].transfer_id, &transfer,
                                    &found, error);
        if (rc == YB_OK)
            differs(person, "matn_paid", row->setl_id,
                    paid.rows[i].paid_fen < 0 ? -paid.rows[i].paid_fen : paid.rows[i].paid_fen,
                    found ? transfer.amount_fen : 0);
    }
    if (rc == YB_OK)
        differs(person, "matn_allowance.paid", row->setl_id, sum, row->paid_fen);
    return rc;
}

/* What the visit says: the day always, the birth unless somebody has stated it. */
static int take_visit(struct yb_verify_person *person, struct yb_matn_allowance_row *row,
                      const struct yb_setl_parts *parts, struct yb_error *error)
{
    const struct yb_setl_row *setl = &parts->setl;
    struct yb_record record;
    struct yb_mdtrt_row mdtrt;
    int kind, rc = yb_mdtrt_get(person->tx, person->psn_no, setl->mdtrt_id, &mdtrt, error);

    if (rc == YB_OK)
        rc = yb_record_decode(parts->trace, person->arena, &record, error);
    if (rc != YB_OK)
        return rc;
    row->mdtrt_id = setl->mdtrt_id;
    row->matn_date = yb_maternity_date(&mdtrt, setl, record.facts.day);
    row->wage_year = yb_day_year(row->matn_date) - 1;
    if (row->birth_user.length)
        return YB_OK;
    kind = yb_maternity_birth(person->verifying->app->codes, &mdtrt, setl->med_type);
    row->birth_kind =
        kind < 0 ? (struct yb_text){0} : yb_text_of(yb_birth_key((enum yb_birth_kind)kind));
    row->geso_val = mdtrt.geso_val;
    row->fetus_cnt = mdtrt.fetus_cnt;
    return YB_OK;
}

static int check_row(struct yb_verify_person *person, const struct yb_matn_allowance_list *list,
                     const struct yb_matn_allowance_row *row, struct yb_error *error)
{
    const struct yb_setl_parts *parts = parts_of(person, row->setl_id);
    const bool applied = yb_matn_is_applied(row);
    struct yb_call call = call_of(person);
    struct yb_matn_allowance_row should = *row;
    int rc = YB_OK;

    if (!parts && !applied) {
        yb_verify_fault(person->verifying, YB_VERIFY_ALLOWANCES, "matn_allowance", row->setl_id,
                        "setl");
        return YB_OK;
    }
    if (applied) {
        should.wage_year = yb_day_year(row->matn_date) - 1;
    } else {
        should.gone = parts->cancelled_by ? 1 : row->gone;
        rc = take_visit(person, &should, parts, error);
    }
    if (rc == YB_OK)
        rc = yb_maternity_compute(&call, list, &should, error);
    if (rc != YB_OK)
        return rc;
    differs(person, "matn_allowance.amount", row->setl_id, should.amount_fen, row->amount_fen);
    differs(person, "matn_allowance.mdtrt_id", row->setl_id, should.mdtrt_id, row->mdtrt_id);
    differs(person, "matn_allowance.matn_date", row->setl_id, should.matn_date, row->matn_date);
    differs(person, "matn_allowance.wage_year", row->setl_id, should.wage_year, row->wage_year);
    differs(person, "matn_allowance.days", row->setl_id, should.days, row->days);
    differs(person, "matn_allowance.wage_id", row->setl_id, should.wage_id, row->wage_id);
    differs(person, "matn_allowance.gone", row->setl_id, should.gone, row->gone);
    if (!yb_text_equal(should.allw_stas, row->allw_stas) ||
        !yb_text_equal(should.waits_for, row->waits_for))
        yb_verify_fault(
            person->verifying, YB_VERIFY_ALLOWANCES, "matn_allowance.state", row->setl_id,
            yb_arena_copy(person->arena, should.allw_stas.bytes, should.allw_stas.length));
    return check_paid(person, row, error);
}

static bool has_visit(const struct yb_matn_allowance_list *list, int64_t mdtrt_id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].mdtrt_id == mdtrt_id)
            return true;
    return false;
}

/* A birth that is settled as its register has stood since, and that nothing was made of. */
static int check_missing(struct yb_verify_person *person, const struct yb_setl_parts *parts,
                         struct yb_error *error)
{
    const struct yb_setl_row *setl = &parts->setl;
    struct yb_app *app = person->verifying->app;
    const struct yb_psn_insu_row *insu;
    const struct yb_policy *policy;
    struct yb_psn_insu_list list;
    struct yb_mdtrt_row mdtrt;
    struct yb_record record;
    int kind, rc = yb_record_decode(parts->trace, person->arena, &record, error);

    if (rc == YB_OK)
        rc =
            yb_policy_of_pack(app, person->tx, person->arena, setl->policy_pack_id, &policy, error);
    if (rc != YB_OK || !yb_maternity_concerns(&record.facts, policy) ||
        !(record.facts.bits & YB_VALUE_BIT(YB_PERSON_ACTIVE)))
        return rc;
    rc = yb_mdtrt_get(person->tx, person->psn_no, setl->mdtrt_id, &mdtrt, error);
    if (rc == YB_OK)
        rc = yb_psn_insu_list(person->tx, person->psn_no, &list, error);
    if (rc != YB_OK)
        return rc;
    kind = yb_maternity_birth(app->codes, &mdtrt, setl->med_type);
    insu = yb_insured_on(&list, setl->insutype, setl->begndate);
    if (kind >= 0 && kind != YB_BIRTH_NONE && insu && insu->emp_no.length &&
        insu->updt_time <= setl->setl_time)
        yb_verify_fault(person->verifying, YB_VERIFY_ALLOWANCES, "setl", setl->setl_id,
                        "matn_allowance");
    return YB_OK;
}

static bool may_bring_one(const struct yb_verify_person *person, const struct yb_setl_parts *parts)
{
    const struct yb_setl_row *setl = &parts->setl;
    int care =
        yb_code_map_value(person->verifying->app->codes, "med_type", setl->med_type, YB_DIM_CARE);

    return (care == YB_CARE_MATERNITY_INPATIENT || care == YB_CARE_MATERNITY_OUTPATIENT) &&
           !parts->cancelled_by && !setl->init_setl_id && !setl->adjust_setl_id &&
           yb_text_is(setl->insutype, "310") && !yb_text_is(setl->mid_setl_flag, "1");
}

int yb_verify_allowances(struct yb_verify_person *person, struct yb_error *error)
{
    struct yb_matn_allowance_list list = {0};
    /* Who has no bill may have applied for one: an employee, who has an account. */
    const bool may_have = person->setls.count || person->accounts.count;
    int rc = may_have ? yb_matn_of_psn(person->tx, person->psn_no, &list, error) : YB_OK;

    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        rc = check_row(person, &list, &list.rows[i], error);
    for (size_t i = 0; rc == YB_OK && i < person->setls.count; i++)
        if (may_bring_one(person, &person->parts[i]) &&
            !has_visit(&list, person->parts[i].setl.mdtrt_id))
            rc = check_missing(person, &person->parts[i], error);
    return rc;
}
