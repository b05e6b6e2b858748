/*
 * What a writer keeps, and what is read ahead of it, never outlives a change: by this job or an
 * earlier one, taken back or not, by another program on the same file.
 */
#include "test/store/fixture.h"

#include <string.h>

#include "store/fixmedins.h"
#include "store/foresee.h"
#include "store/ledger.h"
#include "store/psn.h"
#include "store/setl.h"
#include "store/tx.h"
#include "test/store/sample.h"

enum { PSN = 42 };

struct ward {
    struct fixture *f;
    const char *name; /* to write */
    bool fail;        /* ... and take back */
    char read[32];    /* the institution's name as a job read it */
    struct yb_foreseen seen;
    bool held;
    char emp_name[32]; /* of the relation, as a settlement loads it */
};

static void keep(char out[32], struct yb_text text)
{
    snprintf(out, 32, YB_TEXT_FMT, YB_TEXT_ARG(text));
}

/* ---- institutions ---- */

static int put_institution(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    struct yb_fixmedins_row row = yb_fixmedins_row();
    int rc;

    row.fixmedins_code = YB_TEXT("H1");
    row.fixmedins_name = yb_text_of(w->name);
    rc = yb_fixmedins_put(tx, &row, error);
    if (!rc)
        rc = yb_fixmedins_get(tx, row.fixmedins_code, &row, error);
    if (!rc)
        assert_true(yb_text_is(row.fixmedins_name, w->name)); /* its own change, at once */
    return !rc && w->fail ? yb_fail(error, YB_E_CLAIM_EMPTY, NULL) : rc;
}

static int get_institution(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    struct yb_fixmedins_row row;
    int rc = yb_fixmedins_get(tx, YB_TEXT("H1"), &row, error);

    if (!rc)
        keep(w->read, row.fixmedins_name);
    return rc;
}

static void put(struct ward *w, const char *name, bool fail)
{
    struct yb_error error;

    w->name = name;
    w->fail = fail;
    assert_int_equal(fixture_run(w->f, put_institution, w, &error), fail ? YB_E_CLAIM_EMPTY : 0);
}

static void reads(struct ward *w, const char *name)
{
    struct yb_error error;

    fixture_ok(fixture_run(w->f, get_institution, w, &error), &error);
    assert_string_equal(w->read, name);
}

static void an_institution_is_read_as_it_stands(void **state)
{
    struct ward w = {.f = *state};

    put(&w, "first", false);
    reads(&w, "first");
    reads(&w, "first");
    put(&w, "second", false);
    reads(&w, "second");
    put(&w, "never", true);
    reads(&w, "second");
}

/* Half of the jobs write and fail, in groups with those that read. */
struct visitor {
    struct ward ward; /* first: what the jobs take for their context */
    struct yb_job job;
    struct yb_arena arena;
    _Atomic int *left;
};

static void visitor_done(void *context, int rc, const struct yb_error *error)
{
    struct visitor *v = context;

    (void)error;
    assert_int_equal(rc, v->ward.fail ? YB_E_CLAIM_EMPTY : 0);
    atomic_fetch_sub(v->left, 1);
}

static void what_a_failed_job_wrote_is_not_kept(void **state)
{
    enum { VISITORS = 200 };
    struct ward w = {.f = *state};
    struct visitor *visitors = calloc(VISITORS, sizeof(*visitors));
    _Atomic int left = VISITORS;
    struct yb_error error;

    assert_non_null(visitors);
    put(&w, "stays", false);
    for (int i = 0; i < VISITORS; i++) {
        struct visitor *v = &visitors[i];

        yb_arena_init(&v->arena, 4096);
        v->left = &left;
        v->ward = (struct ward){.f = w.f, .name = "goes", .fail = i % 2 == 0};
        v->job = (struct yb_job){.run = v->ward.fail ? put_institution : get_institution,
                                 .done = visitor_done,
                                 .context = v,
                                 .arena = &v->arena};
        fixture_ok(yb_store_submit(w.f->store, &v->job, &error), &error);
    }
    while (atomic_load(&left))
        reads(&w, "stays");
    for (int i = 0; i < VISITORS; i++) {
        if (!visitors[i].ward.fail)
            assert_string_equal(visitors[i].ward.read, "stays");
        yb_arena_release(&visitors[i].arena);
    }
    free(visitors);
}

static void another_program_changes_it(void **state)
{
    struct ward w = {.f = *state};
    struct fixture other = *w.f;
    struct ward there = {.f = &other};
    struct yb_error error;

    yb_arena_init(&other.arena, 4096);
    fixture_ok(yb_store_open(&other.store, &other.options, &error), &error);
    put(&w, "ours", false);
    reads(&w, "ours");
    reads(&there, "ours");
    put(&there, "theirs", false);
    reads(&w, "theirs");
    put(&w, "ours again", false);
    reads(&there, "ours again");
    yb_store_close(other.store);
    yb_arena_release(&other.arena);
}

/* ---- ledger accounts ---- */

static int open_account(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    struct yb_ledger_account_row row = yb_ledger_account_row();
    int rc;

    row.account_kind = YB_ACCOUNT_FIXMEDINS;
    row.account_key = YB_TEXT("H1");
    w->held = yb_ledger_account_recall(tx, &row);
    if (w->held)
        return 0;
    row.account_id = 77;
    rc = yb_ledger_account_open(tx, &row, error);
    return !rc && w->fail ? yb_fail(error, YB_E_CLAIM_EMPTY, NULL) : rc;
}

static int count_accounts(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_ledger_account_list list;
    int rc = yb_ledger_account_list(tx, &list, error);

    *(size_t *)context = rc ? 0 : list.count;
    return rc;
}

static void an_account_taken_back_is_opened_again(void **state)
{
    struct ward w = {.f = *state, .fail = true};
    struct yb_error error;
    size_t count;

    assert_int_equal(fixture_run(w.f, open_account, &w, &error), YB_E_CLAIM_EMPTY);
    w.fail = false;
    fixture_ok(fixture_run(w.f, open_account, &w, &error), &error);
    assert_false(w.held);
    fixture_ok(fixture_read(w.f, count_accounts, &count, &error), &error);
    assert_int_equal(count, 1);
    fixture_ok(fixture_run(w.f, open_account, &w, &error), &error);
    assert_int_equal(w.held, w.f->engine == YB_SQLITE); /* on a server it is read every time */
}

/* ---- people ---- */

static int put_person(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), PSN);
    struct yb_psn_insu_row insu = sample_insu(PSN);
    int rc = 0;

    insu.emp_name = yb_text_of(w->name);
    if (strcmp(w->name, "first") == 0)
        rc = yb_psn_add(tx, &psn, error);
    if (!rc)
        rc = yb_psn_insu_put(tx, &insu, error);
    return !rc && w->fail ? yb_fail(error, YB_E_CLAIM_EMPTY, NULL) : rc;
}

static int settle_person(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    struct yb_settle_load load = {.psn_no = PSN, .foreseen = &w->seen};
    int rc;

    w->held = yb_foreseen_holds(tx, &w->seen);
    rc = yb_settle_load(tx, &load, error);
    if (!rc) {
        assert_int_equal(load.insu.count, 1);
        keep(w->emp_name, load.insu.rows[0].emp_name);
    }
    return rc;
}

static int look_ahead(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    const struct yb_foresee_whom whom = {.arena = &w->f->arena};

    return yb_foresee(tx, &whom, &w->seen, error);
}

static void foresee(struct ward *w)
{
    struct yb_error error;

    w->seen = (struct yb_foreseen){.psn_no = PSN};
    fixture_ok(yb_store_foresee(w->f->store, look_ahead, w, &w->f->arena, &error), &error);
}

static void employ(struct ward *w, const char *name, bool fail)
{
    struct yb_error error;

    w->name = name;
    w->fail = fail;
    assert_int_equal(fixture_run(w->f, put_person, w, &error), fail ? YB_E_CLAIM_EMPTY : 0);
}

static void settles(struct ward *w, const char *name, bool held)
{
    struct yb_error error;

    fixture_ok(fixture_run(w->f, settle_person, w, &error), &error);
    assert_string_equal(w->emp_name, name);
    assert_int_equal(w->held, held);
}

static void what_was_foreseen_holds_until_a_change(void **state)
{
    struct ward w = {.f = *state};
    bool file = w.f->engine == YB_SQLITE;

    foresee(&w); /* nobody there */
    assert_int_equal(w.seen.version, 0);
    employ(&w, "first", false);
    foresee(&w);
    settles(&w, "first", file);
    put(&w, "a hospital", false); /* of the register too */
    settles(&w, "first", false);
    foresee(&w);
    settles(&w, "first", file);
    employ(&w, "second", false);
    settles(&w, "second", false);
    foresee(&w);
    employ(&w, "never", true);
    settles(&w, "second", false); /* nothing is known of what a job took back: it is read */
}

/* ---- what was read ahead of a person, and what others do ---- */

#define OTHER (PSN + 1)

static int put_other(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_psn_row psn = yb_psn_row();

    (void)context;
    psn.psn_no = OTHER;
    psn.psn_name = YB_TEXT("someone");
    return yb_psn_add(tx, &psn, error);
}

static int move_accumulator(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    const struct yb_value start[] = {yb_int(PSN), yb_string(YB_TEXT("310")), yb_int(2023),
                                     yb_string(YB_TEXT("stays")), yb_int(7)};

    (void)w;
    return yb_tx_do(tx, YB_SQL_ACCU_START, start, 5, NULL, error);
}

static int ask_stands(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;

    return yb_foreseen_stands(tx, &w->seen, &w->held, error);
}

static void stands(struct ward *w, bool held)
{
    struct yb_error error;

    fixture_ok(fixture_run(w->f, ask_stands, w, &error), &error);
    assert_int_equal(w->held, held);
}

static void only_ones_own_changes_count(void **state)
{
    struct ward w = {.f = *state};
    struct yb_error error;

    employ(&w, "first", false);
    foresee(&w);
    stands(&w, true);
    fixture_ok(fixture_run(w.f, put_other, &w, &error), &error);
    settles(&w, "first", true);
    stands(&w, true);
    fixture_ok(fixture_run(w.f, move_accumulator, &w, &error), &error);
    settles(&w, "first", true); /* the register is as it was */
    stands(&w, false);
    foresee(&w);
    stands(&w, true);
    employ(&w, "second", false);
    stands(&w, false);
}

static int change_then_settle(struct yb_tx *tx, void *context, struct yb_error *error)
{
    int rc = put_person(tx, context, error);

    return rc ? rc : settle_person(tx, context, error);
}

static void a_change_in_the_same_job_counts(void **state)
{
    struct ward w = {.f = *state};
    struct yb_error error;

    employ(&w, "first", false);
    foresee(&w);
    w.name = "second";
    fixture_ok(fixture_run(w.f, change_then_settle, &w, &error), &error);
    assert_string_equal(w.emp_name, "second");
    assert_false(w.held);
}

/* A reader beside an open transaction sees the rows as they were before it. */
static int change_foresee_settle(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ward *w = context;
    int rc = put_person(tx, w, error);

    foresee(w);
    return rc ? rc : settle_person(tx, w, error);
}

static int move_foresee_ask(struct yb_tx *tx, void *context, struct yb_error *error)
{
    int rc = move_accumulator(tx, context, error);

    foresee(context);
    return rc ? rc : ask_stands(tx, context, error);
}

static void what_nobody_else_can_have_read_counts(void **state)
{
    struct ward w = {.f = *state};
    struct yb_error error;

    employ(&w, "first", false);
    w.name = "second";
    fixture_ok(fixture_run(w.f, change_foresee_settle, &w, &error), &error);
    assert_string_equal(w.emp_name, "second");
    assert_false(w.held);
    fixture_ok(fixture_run(w.f, move_foresee_ask, &w, &error), &error);
    assert_false(w.held);
    stands(&w, false); /* the time of the reading was before the commit */
    foresee(&w);
    stands(&w, true);
}

static void another_program_changes_the_person(void **state)
{
    struct ward w = {.f = *state};
    struct fixture other = *w.f;
    struct ward there = {.f = &other};
    struct yb_error error;

    yb_arena_init(&other.arena, 4096);
    fixture_ok(yb_store_open(&other.store, &other.options, &error), &error);
    employ(&w, "first", false);
    foresee(&w);
    employ(&there, "theirs", false);
    settles(&w, "theirs", false);
    foresee(&w);
    settles(&w, "theirs", true);
    yb_store_close(other.store);
    yb_arena_release(&other.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(an_institution_is_read_as_it_stands),
        FIXTURE_SQLITE(what_a_failed_job_wrote_is_not_kept),
        FIXTURE_SQLITE(another_program_changes_it),
        FIXTURE_BOTH(an_account_taken_back_is_opened_again),
        FIXTURE_BOTH(what_was_foreseen_holds_until_a_change),
        FIXTURE_BOTH(a_change_in_the_same_job_counts),
        FIXTURE_SQLITE(only_ones_own_changes_count),
        FIXTURE_SQLITE(what_nobody_else_can_have_read_counts),
        FIXTURE_SQLITE(another_program_changes_the_person),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
