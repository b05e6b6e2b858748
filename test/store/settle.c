#include "test/store/scene.h"

#include <string.h>

static void a_settlement_is_written_and_read_back(void **state)
{
    struct scene c;
    struct yb_error error;

    scene_begin(&c, *state);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    assert_false(c.load.message_found);
    assert_int_equal(c.load.lines.count, 5);
    assert_int_equal(c.load.insu.count, 1);
    assert_int_equal(c.load.accounts.count, 1);
    assert_int_equal(c.load.accounts.rows[0].credits_posted_fen, 10000);
    assert_null(yb_feedetl_setl(&c.load.setls, &c.load.lines.rows[0]));
    fixture_ok(fixture_read(c.f, scene_peek, &c, &error), &error);
    assert_int_equal(c.load.mdtrt.mdtrt_stas, YB_MDTRT_SETTLED);
    assert_int_equal(c.load.accu.count, 3);
    assert_int_equal(c.load.accounts.rows[0].debits_posted_fen, 2000);
    assert_int_equal(c.load.setls.count, 1);
    assert_int_equal(c.load.setls.rows[0].begndate, 18793);
    assert_ptr_equal(yb_feedetl_setl(&c.load.setls, &c.load.lines.rows[4]), c.load.setls.rows);
}

static int get_parts(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_setl_get(tx, SCENE_PSN, ((struct yb_setl_parts *)context)->setl.setl_id, context,
                       error);
}

static void every_column_of_a_settlement_comes_back(void **state)
{
    struct scene c;
    struct yb_setl_parts parts = {0};
    struct yb_error error;

    scene_begin(&c, *state);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    parts.setl.setl_id = c.s.setl.setl_id;
    fixture_ok(fixture_read(c.f, get_parts, &parts, &error), &error);
    assert_int_equal(parts.cancelled_by, 0);
    assert_int_equal(parts.details.count, 3);
    assert_int_equal(parts.details.rows[2].fund_payamt_fen, 1000);
    assert_true(yb_text_is(parts.details.rows[1].fund_pay_type_name, "居民大病保险基金"));
    assert_int_equal(parts.accus.count, 3);
    assert_int_equal(parts.transfers.count, 3);
    assert_int_equal(parts.transfers.rows[0].setl_id, c.s.setl.setl_id);
    assert_int_equal(parts.trace.length, 600);
    assert_true(yb_text_equal(parts.setl.opter_name, c.s.setl.opter_name));
    assert_int_equal(parts.setl.psn_cash_pay_fen, 13000);
}

static void the_same_message_is_found_and_not_executed(void **state)
{
    struct scene c;
    struct yb_error error;

    scene_begin(&c, *state);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    assert_true(c.load.message_found);
    assert_int_equal(c.load.message.reply.length, 2000);
    assert_int_equal(c.load.message.setl_id, c.s.setl.setl_id);
    assert_int_equal(c.load.setls.count, 1);
    assert_int_equal(yb_message_judge(&c.load.message, c.s.message.request_hash, &error), YB_OK);
    assert_int_equal(yb_message_judge(&c.load.message, YB_TEXT("x"), &error), YB_E_MESSAGE_DIFFERS);
}

/* Each refusal leaves the store byte for byte as it was. */
static int write_only(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct scene *c = context;
    int rc = yb_psn_lock(tx, SCENE_PSN, error);

    return rc == YB_OK ? yb_settle_write(tx, &c->s.write, error) : rc;
}

static void refuse(struct scene *c, int expected, const char *word)
{
    uint8_t before[YB_SM3_BYTES], after[YB_SM3_BYTES];
    struct yb_error error;

    fixture_ok(yb_store_digest(c->f->store, before, &error), &error);
    assert_int_equal(fixture_run(c->f, write_only, c, &error), expected);
    if (word)
        assert_string_equal(error.args[0], word);
    fixture_ok(yb_store_digest(c->f->store, after, &error), &error);
    assert_memory_equal(before, after, sizeof(before));
}

static void a_refused_settlement_changes_nothing(void **state)
{
    static const int64_t wrong[3] = {7, 0, 0};
    static const int64_t zero[3];
    struct scene c;
    struct yb_error error;
    struct yb_text msgid;
    char id[32];

    scene_begin(&c, *state);
    sample_settle(&c.s, &c.f->arena, &c.mdtrt, c.s.setl.setl_id, wrong);
    refuse(&c, YB_E_STORE_CONFLICT, "inpatient");
    sample_settle(&c.s, &c.f->arena, &c.mdtrt, c.s.setl.setl_id, zero);
    c.s.transfers[2].amount_fen = 10001;
    snprintf(id, sizeof(id), "%lld", (long long)sample_account(SCENE_PSN));
    refuse(&c, YB_E_TRANSFER_EXCEEDS, id);
    c.s.transfers[2].amount_fen = 0;
    refuse(&c, YB_E_OUT_OF_RANGE, "amount_fen");
    c.s.transfers[2].amount_fen = 2000;
    c.s.write.mdtrt_from = YB_MDTRT_DISCHARGED;
    refuse(&c, YB_E_MDTRT_STATE, NULL);
    c.s.write.mdtrt_from = YB_MDTRT_OPEN;
    fixture_ok(fixture_run(c.f, write_only, &c, &error), &error);
    msgid = c.s.message.msgid;
    c.s.setl.setl_id += 50;
    refuse(&c, YB_E_MESSAGE_DIFFERS, msgid.bytes);
}

static void cancelling_restores_everything_but_history(void **state)
{
    struct scene c;
    struct yb_setl_parts parts = {0};
    struct yb_error error;
    size_t i;

    scene_begin(&c, *state);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    fixture_ok(fixture_run(c.f, scene_cancel, &c, &error), &error);
    fixture_ok(fixture_read(c.f, scene_peek, &c, &error), &error);
    assert_int_equal(c.load.mdtrt.mdtrt_stas, YB_MDTRT_OPEN);
    for (i = 0; i < 3; i++)
        assert_int_equal(c.load.accu.rows[i].value, 0);
    assert_int_equal(yb_psn_account_available(&c.load.accounts.rows[0]), 10000);
    assert_int_equal(c.load.setls.count, 2);
    assert_null(yb_feedetl_setl(&c.load.setls, &c.load.lines.rows[0]));
    parts.setl.setl_id = c.red.setl_id;
    fixture_ok(fixture_read(c.f, get_parts, &parts, &error), &error);
    assert_int_equal(parts.setl.fund_pay_sumamt_fen, -35000);
    assert_int_equal(parts.setl.init_setl_id, c.s.setl.setl_id);
    assert_true(yb_text_is(parts.setl.refd_setl_flag, "1"));
    assert_int_equal(parts.details.rows[0].fund_payamt_fen, -30000);
    assert_int_equal(parts.transfers.rows[0].debit_account_id, SAMPLE_HOSPITAL);
    parts.setl.setl_id = c.s.setl.setl_id;
    fixture_ok(fixture_read(c.f, get_parts, &parts, &error), &error);
    assert_int_equal(parts.cancelled_by, c.red.setl_id);
    assert_int_equal(parts.setl.fund_pay_sumamt_fen, 35000);
}

static void a_settlement_is_cancelled_once(void **state)
{
    struct scene c;
    struct yb_error error;

    scene_begin(&c, *state);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    fixture_ok(fixture_run(c.f, scene_cancel, &c, &error), &error);
    assert_int_equal(fixture_run(c.f, scene_cancel, &c, &error), YB_E_SETL_CANCELLED);
    c.cancel_id = c.red.setl_id; /* nor is a cancellation cancelled */
    assert_int_equal(fixture_run(c.f, scene_cancel, &c, &error), YB_E_SETL_CANCELLED);
    c.cancel_id = 999;
    assert_int_equal(fixture_run(c.f, scene_cancel, &c, &error), YB_E_SETL_NOT_FOUND);
    /* and the visit can be settled again, with the same lines */
    sample_settle(&c.s, &c.f->arena, &c.mdtrt, fixture_id(c.f) + 200, (const int64_t[3]){0, 0, 0});
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    /* the red entry itself refuses a second one even when nobody looks first */
    c.s.setl.init_setl_id = c.red.init_setl_id;
    c.s.write.message = NULL;
    c.s.setl.setl_id += 500;
    assert_int_equal(fixture_run(c.f, write_only, &c, &error), YB_E_SETL_CANCELLED);
}

static int delete_lines(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_feedetl_delete *which = context;
    int64_t deleted;
    int rc = yb_feedetl_delete(tx, which, &deleted, error);

    which->mdtrt_id = deleted; /* out */
    return rc;
}

static int add_lines(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_feedetl_add(tx, context, error);
}

static void lines_are_unique_and_settled_ones_stay(void **state)
{
    struct scene c;
    struct yb_feedetl_delete one = {.psn_no = SCENE_PSN};
    struct yb_error error;

    scene_begin(&c, *state);
    assert_int_equal(fixture_run(c.f, add_lines, &c.lines, &error), YB_E_LINE_EXISTS);
    assert_string_equal(error.args[0], yb_arena_copy(&c.f->arena, c.lines.rows[0].feedetl_sn.bytes,
                                                     c.lines.rows[0].feedetl_sn.length));
    one.mdtrt_id = c.mdtrt.mdtrt_id;
    one.feedetl_sn = c.lines.rows[1].feedetl_sn;
    fixture_ok(fixture_run(c.f, delete_lines, &one, &error), &error);
    assert_int_equal(one.mdtrt_id, 1);
    fixture_ok(fixture_run(c.f, scene_settle, &c, &error), &error);
    one.mdtrt_id = c.mdtrt.mdtrt_id;
    one.feedetl_sn = c.lines.rows[2].feedetl_sn;
    assert_int_equal(fixture_run(c.f, delete_lines, &one, &error), YB_E_SETL_EXISTS);
    one.mdtrt_id = c.mdtrt.mdtrt_id;
    one.feedetl_sn = (struct yb_text){0};
    fixture_ok(fixture_run(c.f, delete_lines, &one, &error), &error);
    assert_int_equal(one.mdtrt_id, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(a_settlement_is_written_and_read_back),
        FIXTURE_BOTH(every_column_of_a_settlement_comes_back),
        FIXTURE_BOTH(the_same_message_is_found_and_not_executed),
        FIXTURE_BOTH(a_refused_settlement_changes_nothing),
        FIXTURE_BOTH(cancelling_restores_everything_but_history),
        FIXTURE_BOTH(a_settlement_is_cancelled_once),
        FIXTURE_BOTH(lines_are_unique_and_settled_ones_stay),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
