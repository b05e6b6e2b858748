/*
 * One random sequence of operations on both engines: every answer is the same, refusals included,
 * and in the end the stores are the same, byte for byte.
 */
#include "test/store/fixture.h"

#include <string.h>

#include "store/access_log.h"
#include "store/file.h"
#include "store/filing.h"
#include "store/fixmedins.h"
#include "store/user.h"
#include "test/store/sample.h"

enum { PEOPLE = 6, VISITS = 400, STEPS = 1200 };

/* What the sequence knows of the world; the same for both engines. */
struct world {
    uint64_t seed;
    int64_t next_id;
    int64_t visits[VISITS]; /* mdtrt_id; its person is index % PEOPLE + 1 */
    size_t visit_count;
    int64_t setls[VISITS];
    int64_t setl_visit[VISITS];
    size_t setl_count;
    int64_t pendings[VISITS];
    size_t pending_count;
};

/* One step: drawn once, run on each engine. */
struct step {
    int (*run)(struct yb_tx *tx, struct step *step, struct yb_error *error);
    struct yb_arena *arena;
    int64_t psn_no, visit, id, number, other;
    uint64_t draw;
};

static int64_t person_of(const struct world *w, size_t visit)
{
    (void)w;
    return (int64_t)(visit % PEOPLE) + 1;
}

static int add_psn(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_psn_row psn = sample_psn(s->arena, s->psn_no);
    struct yb_psn_insu_row insu = sample_insu(s->psn_no);
    struct yb_psn_account_row account = yb_psn_account_row();
    struct yb_psn_lookup_row lookup = {psn.certno_hash, YB_TEXT("02"), s->psn_no};
    int rc = yb_psn_add(tx, &psn, error);

    account.psn_no = s->psn_no;
    account.account_id = sample_account(s->psn_no);
    account.debits_must_not_exceed_credits = 1;
    if (rc == YB_OK)
        rc = yb_psn_insu_put(tx, &insu, error);
    if (rc == YB_OK)
        rc = yb_psn_lookup_add(tx, &lookup, error);
    return rc == YB_OK ? yb_psn_account_open(tx, &account, error) : rc;
}

static int put_psn(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_psn_row psn = sample_psn(s->arena, s->psn_no);
    struct yb_psn_idet_row idet = yb_psn_idet_row();
    int rc;

    psn.die_date = s->draw % 2 ? YB_DAY_NONE : (int32_t)(s->number % 20000);
    idet.psn_no = s->psn_no;
    idet.psn_idet_type = s->draw % 3 ? YB_TEXT("11") : YB_TEXT("12");
    idet.begndate = (int32_t)(s->number % 3);
    rc = yb_psn_put(tx, &psn, error);
    return rc == YB_OK ? yb_psn_idet_put(tx, &idet, error) : rc;
}

static int add_visit(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt = sample_mdtrt(s->arena, s->psn_no, s->visit);
    struct yb_mdtrt_dise_row dise = yb_mdtrt_dise_row();
    struct yb_mdtrt_dise_list list = {&dise, 1};
    int rc = yb_mdtrt_add(tx, &mdtrt, error);

    dise.mdtrt_id = s->visit;
    dise.psn_no = s->psn_no;
    dise.diag_info_id = s->id;
    dise.inout_diag_type = YB_TEXT("1");
    dise.diag_code = YB_TEXT("J15.900");
    return rc == YB_OK ? yb_mdtrt_dise_put(tx, &mdtrt, dise.inout_diag_type, &list, error) : rc;
}

static int add_lines(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_mdtrt_row mdtrt = sample_mdtrt(s->arena, s->psn_no, s->visit);
    struct yb_feedetl_list lines;

    sample_lines(s->arena, &mdtrt, s->number, 1 + s->draw % 5, &lines);
    return yb_feedetl_add(tx, &lines, error);
}

static int delete_lines(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_feedetl_delete which = {.psn_no = s->psn_no, .mdtrt_id = s->visit};
    char sn[24];
    int64_t deleted;

    snprintf(sn, sizeof(sn), "%lld", (long long)s->number);
    if (s->draw % 2)
        which.feedetl_sn = yb_text_of(sn);
    return yb_feedetl_delete(tx, &which, &deleted, error);
}

static int settle(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    int64_t before[3] = {0, 0, 0};
    struct yb_settle_load load = {.psn_no = s->psn_no, .mdtrt_id = s->visit};
    struct sample_settlement settlement;
    struct yb_mdtrt_row mdtrt;
    size_t i, k;
    int rc = yb_settle_load(tx, &load, error);

    if (rc != YB_OK)
        return rc;
    mdtrt = load.mdtrt;
    sample_settle(&settlement, s->arena, &mdtrt, s->id, before);
    for (i = 0; i < load.accu.count; i++)
        for (k = 0; k < 3; k++)
            if (yb_text_equal(load.accu.rows[i].accu_name, settlement.accus[k].accu_name)) {
                settlement.accus[k].value_before += load.accu.rows[i].value;
                settlement.accus[k].value_after += load.accu.rows[i].value;
            }
    settlement.write.mdtrt_from = s->draw % 10 ? YB_MDTRT_OPEN : YB_MDTRT_DISCHARGED;
    if (s->draw % 7 == 0)
        settlement.accus[1].value_before++; /* as if somebody had been faster */
    if (s->draw % 11 == 0)
        settlement.message.msgid = YB_TEXT("the same again");
    return yb_settle_write(tx, &settlement.write, error);
}

static int cancel(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_settle_cancel how = {.psn_no = s->psn_no,
                                   .setl_id = s->number,
                                   .new_setl_id = s->id,
                                   .setl_time = FIXTURE_NOW,
                                   .mdtrt_to = YB_MDTRT_OPEN};
    struct yb_setl_row red;
    int rc = yb_psn_lock(tx, s->psn_no, error);

    return rc == YB_OK ? yb_settle_cancel(tx, &how, &red, error) : rc;
}

static int post(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_ledger_transfer_row t = yb_ledger_transfer_row();
    struct yb_ledger_transfer_list one = {&t, 1};

    t.transfer_id = s->id;
    t.psn_no = s->psn_no;
    t.transfer_kind = 1 + (int64_t)(s->draw % 4);
    t.pending_id = t.transfer_kind > YB_TRANSFER_PENDING ? s->number : 0;
    t.debit_account_id = s->draw % 3 ? SAMPLE_FUND : sample_account(s->psn_no);
    t.credit_account_id = s->draw % 3 ? sample_account(s->psn_no) : SAMPLE_HOSPITAL;
    t.amount_fen = (int64_t)(s->draw % 5000);
    t.expire_time = t.transfer_kind == YB_TRANSFER_PENDING && s->draw % 2 ? FIXTURE_NOW : 0;
    return yb_ledger_post(tx, &one, FIXTURE_NOW, error);
}

static int sweep(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    int64_t expired;

    (void)s;
    return yb_ledger_sweep(tx, FIXTURE_NOW, 3, &expired, error);
}

static int add_message(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_message_row m = yb_message_row();
    char msgid[24];

    snprintf(msgid, sizeof(msgid), "m%d", (int)(s->draw % 40));
    m.message_id = s->id;
    m.psn_no = s->psn_no;
    m.fixmedins_code = YB_TEXT("H1");
    m.msgid = yb_text_of(msgid);
    m.message_stas = 1 + (int64_t)(s->draw % 3);
    if (s->draw % 2)
        return yb_message_reverse(tx, &m, error);
    return yb_message_add(tx, &m, error);
}

static int put_filing(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_filing_row filing = yb_filing_row();

    filing.trt_dcla_detl_sn = 100 * s->psn_no + (int64_t)(s->draw % 30); /* ids are unique */
    filing.psn_no = s->psn_no;
    filing.filing_kind = YB_TEXT("2503");
    filing.begndate = (int32_t)(s->number % 100);
    filing.memo = YB_TEXT("memo 'quoted' \\ $1");
    return s->draw % 3 ? yb_filing_add(tx, &filing, error) : yb_filing_put(tx, &filing, error);
}

static int put_reference(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_fixmedins_row f = yb_fixmedins_row();
    struct yb_item_map_row map = yb_item_map_row();
    int64_t changed;
    char code[16];
    int rc;

    snprintf(code, sizeof(code), "H%d", (int)(s->draw % 5));
    f.fixmedins_code = map.fixmedins_code = yb_text_of(code);
    f.updt_time = s->number;
    map.fixmedins_hilist_id = YB_TEXT("x");
    map.list_type = YB_TEXT("101");
    map.med_list_codg = YB_TEXT("y");
    map.begndate = (int32_t)(s->draw % 2);
    map.vali_flag = YB_TEXT("1");
    rc = yb_fixmedins_put(tx, &f, error);
    if (rc == YB_OK)
        rc = yb_item_map_put(tx, &map, error);
    if (rc == YB_OK && s->draw % 4 == 0)
        rc = yb_item_map_withdraw(tx, &map, s->number, &changed, error);
    return rc;
}

static int put_system(struct yb_tx *tx, struct step *s, struct yb_error *error)
{
    struct yb_access_log_row entry = yb_access_log_row();
    struct yb_user_account_row user = yb_user_account_row();
    struct yb_file_row file = yb_file_row();
    int rc;

    user.user_id = s->id;
    user.user_name = s->draw % 5 ? YB_TEXT("one") : YB_TEXT("two");
    file.file_id = s->id;
    file.content = YB_TEXT("\0\1\2\xff");
    entry.actor = YB_TEXT("somebody");
    entry.log_time = s->number;
    rc = yb_access_log_add(tx, &entry, error);
    if (rc == YB_OK)
        rc = yb_stored_file_add(tx, &file, error);
    if (rc == YB_OK && s->draw % 2)
        rc = yb_user_add(tx, &user, error);
    return rc;
}

/* How often each operation is drawn. */
static const struct {
    int (*run)(struct yb_tx *tx, struct step *step, struct yb_error *error);
    unsigned weight;
} operations[] = {
    {add_psn, 1},    {put_psn, 3},       {add_visit, 12}, {add_lines, 15}, {delete_lines, 6},
    {settle, 20},    {cancel, 10},       {post, 15},      {sweep, 2},      {add_message, 6},
    {put_filing, 5}, {put_reference, 5}, {put_system, 6},
};

static struct step draw_step(struct world *w)
{
    uint64_t pick = test_random(&w->seed) % 106, k = 0;
    struct step s = {.draw = test_random(&w->seed) >> 8, .id = w->next_id};
    size_t visit;

    while (k < sizeof(operations) / sizeof(operations[0]) - 1 && pick >= operations[k].weight)
        pick -= operations[k++].weight;
    w->next_id += 100;
    s.run = operations[k].run;
    if (s.run == add_visit && w->visit_count < VISITS)
        w->visits[w->visit_count++] = s.id + 50;
    if (s.run == add_lines && !w->visit_count)
        s.run = put_reference;
    visit = w->visit_count ? test_random(&w->seed) % w->visit_count : 0;
    if (s.run == add_visit && w->visit_count)
        visit = w->visit_count - 1;
    s.visit = w->visits[visit];
    s.psn_no = person_of(w, visit);
    s.number = (int64_t)(s.draw % 1000);
    if (s.run == settle && w->setl_count < VISITS) {
        w->setl_visit[w->setl_count] = (int64_t)visit;
        w->setls[w->setl_count++] = s.id;
    }
    if (s.run == cancel && w->setl_count) {
        size_t setl = test_random(&w->seed) % w->setl_count;

        s.number = w->setls[setl];
        s.psn_no = person_of(w, (size_t)w->setl_visit[setl]);
    }
    if (s.run == post && w->pending_count)
        s.number = w->pendings[test_random(&w->seed) % w->pending_count];
    if (s.run == post && w->pending_count < VISITS)
        w->pendings[w->pending_count++] = s.id;
    return s;
}

static int run_step(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct step *s = context;

    s->arena = yb_tx_arena(tx);
    return s->run(tx, s, error);
}

static int apply(struct fixture *f, struct step s, struct yb_error *error)
{
    int rc;

    memset(error, 0, sizeof(*error));
    yb_arena_clear(&f->arena);
    rc = fixture_run(f, run_step, &s, error);
    return rc;
}

/* One worker, so that there is one chain of the access log on both sides. */
static const struct yb_store_options alone = {.workers = 1};

static void tell(void *context, struct yb_text what, struct yb_text field, struct yb_text expected,
                 struct yb_text found)
{
    (void)context;
    print_message("# " YB_TEXT_FMT ": " YB_TEXT_FMT " should be " YB_TEXT_FMT ", is " YB_TEXT_FMT
                  "\n",
                  YB_TEXT_ARG(what), YB_TEXT_ARG(field), YB_TEXT_ARG(expected), YB_TEXT_ARG(found));
}

static void a_random_history_is_the_same_on_both_engines(void **state)
{
    struct world w = {.seed = test_seed(), .next_id = 1000};
    struct yb_store_verify v = {.report = tell};
    struct fixture file, server;
    struct yb_error left, right;
    int i, refused = 0;

    (void)state;
    fixture_open(&file, YB_SQLITE, NULL);
    fixture_open(&server, YB_POSTGRES, &alone);
    for (i = 0; i < STEPS; i++) {
        struct step s = {.run = add_psn, .psn_no = i + 1}; /* the people come first */
        int rc;

        if (i >= PEOPLE)
            s = draw_step(&w);
        rc = apply(&file, s, &left);
        if (rc != apply(&server, s, &right) || strcmp(left.args[0], right.args[0]) != 0)
            fail_msg("step %d: %s %s on SQLite, %s %s on PostgreSQL", i, yb_code_name(rc),
                     left.args[0], yb_code_name(right.code), right.args[0]);
        refused += rc != YB_OK;
        if (i % 300 == 299)
            fixture_same(&file, &server);
    }
    print_message("# %d steps, %d refused alike\n", STEPS, refused);
    assert_true(refused > STEPS / 20 && refused < STEPS * 9 / 10);
    fixture_ok(yb_store_verify(file.store, &v, &left), &left);
    assert_int_equal(v.differences, 0);
    fixture_ok(yb_store_verify(server.store, &v, &right), &right);
    assert_int_equal(v.differences, 0);
    fixture_close(&server);
    fixture_close(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_history_is_the_same_on_both_engines),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
