#include "test/store/scene.h"

#include <string.h>

/* A person with relation, account (100 yuan in it), visit and five lines. */
static int scene_set(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct scene *c = context;
    struct yb_arena *arena = yb_tx_arena(tx);
    struct yb_psn_row psn = sample_psn(arena, SCENE_PSN);
    struct yb_psn_insu_row insu = sample_insu(SCENE_PSN);
    struct yb_psn_account_row account = yb_psn_account_row();
    struct yb_ledger_transfer_row deposit = yb_ledger_transfer_row();
    struct yb_ledger_transfer_list deposits = {&deposit, 1};
    int rc = yb_psn_add(tx, &psn, error);

    account.psn_no = SCENE_PSN;
    account.account_id = sample_account(SCENE_PSN);
    account.insutype = YB_TEXT("310");
    account.debits_must_not_exceed_credits = 1;
    deposit.transfer_id = fixture_id(c->f);
    deposit.psn_no = SCENE_PSN;
    deposit.transfer_kind = YB_TRANSFER_POSTED;
    deposit.debit_account_id = SAMPLE_FUND;
    deposit.credit_account_id = account.account_id;
    deposit.amount_fen = 10000;
    c->mdtrt = sample_mdtrt(&c->f->arena, SCENE_PSN, fixture_id(c->f));
    sample_lines(arena, &c->mdtrt, fixture_id(c->f), 5, &c->lines);
    if (rc == YB_OK)
        rc = yb_psn_insu_put(tx, &insu, error);
    if (rc == YB_OK)
        rc = yb_psn_account_open(tx, &account, error);
    if (rc == YB_OK)
        rc = yb_ledger_post(tx, &deposits, FIXTURE_NOW, error);
    if (rc == YB_OK)
        rc = yb_mdtrt_add(tx, &c->mdtrt, error);
    if (rc == YB_OK)
        rc = yb_feedetl_add(tx, &c->lines, error);
    return rc;
}

int scene_settle(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct scene *c = context;
    int rc;

    c->load = (struct yb_settle_load){.psn_no = SCENE_PSN,
                                      .mdtrt_id = c->mdtrt.mdtrt_id,
                                      .fixmedins_code = c->mdtrt.fixmedins_code,
                                      .msgid = c->s.message.msgid};
    rc = yb_settle_load(tx, &c->load, error);
    if (rc != YB_OK || c->load.message_found)
        return rc;
    return yb_settle_write(tx, &c->s.write, error);
}

int scene_peek(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct scene *c = context;

    c->load = (struct yb_settle_load){.psn_no = SCENE_PSN, .mdtrt_id = c->mdtrt.mdtrt_id};
    return yb_settle_peek(tx, &c->load, error);
}

int scene_cancel(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct scene *c = context;
    struct yb_settle_cancel how = {.psn_no = SCENE_PSN,
                                   .setl_id = c->cancel_id ? c->cancel_id : c->s.setl.setl_id,
                                   .new_setl_id = fixture_id(c->f),
                                   .setl_time = FIXTURE_NOW,
                                   .opter_id = YB_TEXT("0002"),
                                   .mdtrt_to = YB_MDTRT_OPEN};
    int rc = yb_psn_lock(tx, SCENE_PSN, error);

    return rc == YB_OK ? yb_settle_cancel(tx, &how, &c->red, error) : rc;
}

void scene_begin(struct scene *c, struct fixture *f)
{
    static const int64_t zero[3];
    struct yb_error error;

    memset(c, 0, sizeof(*c));
    c->f = f;
    fixture_ok(fixture_run(f, scene_set, c, &error), &error);
    sample_settle(&c->s, &f->arena, &c->mdtrt, fixture_id(f) + 100, zero);
}
