/*
 * Faults through one settlement: the n-th database step fails, for every n, in every way that it
 * can; the result is the settlement or nothing of it, and the store goes on by itself.
 */
#include "test/store/scene.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/ledger.h"

static int64_t differences(struct fixture *f)
{
    struct yb_store_verify v = {.report = NULL};
    struct yb_error error;

    fixture_ok(yb_store_verify(f->store, &v, &error), &error);
    return v.differences;
}

/*
 * Runs the job with the fault at step 1, 2, ... until a run meets no fault. Each run must end in
 * the state before (and an error) or the state after (and success); then the job runs again as a
 * client would, and must give the state after.
 */
static int fail_every_step(struct fixture *f, enum yb_fault fault,
                           int (*run)(struct yb_tx *, void *, struct yb_error *),
                           int (*undo)(struct yb_tx *, void *, struct yb_error *))
{
    uint8_t before[YB_SM3_BYTES], now[YB_SM3_BYTES];
    struct yb_error error;
    struct scene c;
    int n;

    scene_begin(&c, f);
    if (undo) /* the job under test is the undoing: settle first */
        fixture_ok(fixture_run(f, scene_settle, &c, &error), &error);
    fixture_ok(yb_store_digest(f->store, before, &error), &error);
    for (n = 1; n < 500; n++) {
        int64_t first = yb_store_steps(f->store);
        int rc;

        yb_store_fault(f->store, n, fault);
        rc = fixture_run(f, run, &c, &error);
        yb_store_fault(f->store, 0, YB_FAULT_NONE);
        if (rc == YB_OK && yb_store_steps(f->store) < first + n)
            break; /* went through before the fault's turn */
        fixture_ok(yb_store_digest(f->store, now, &error), &error);
        if (rc == YB_OK) /* retried by the store itself */
            break;
        assert_memory_equal(before, now, sizeof(now));
        assert_int_equal(differences(f), 0);
    }
    assert_true(n < 500);
    assert_int_equal(differences(f), 0);
    fixture_ok(fixture_read(f, scene_peek, &c, &error), &error);
    assert_int_equal(c.load.mdtrt.mdtrt_stas, undo ? YB_MDTRT_OPEN : YB_MDTRT_SETTLED);
    return n;
}

static void any_failed_step_of_a_settlement_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    int n = fail_every_step(f, YB_FAULT_ERROR, scene_settle, NULL);

    assert_true(f->engine == YB_SQLITE ? n > 25 : n > 10);
}

static void any_full_disk_of_a_settlement_leaves_nothing(void **state)
{
    fail_every_step(*state, YB_FAULT_FULL, scene_settle, NULL);
}

static void any_failed_step_of_a_cancellation_leaves_nothing(void **state)
{
    fail_every_step(*state, YB_FAULT_ERROR, scene_cancel, scene_cancel);
}

/* A connection that is lost before the commit is made again, and the job runs again by itself. */
static void a_lost_connection_is_made_again(void **state)
{
    struct fixture *f = *state;
    struct yb_store_stats stats;
    struct yb_error error;
    struct scene c;

    scene_begin(&c, f);
    yb_store_fault(f->store, 3, YB_FAULT_LOST);
    fixture_ok(fixture_run(f, scene_settle, &c, &error), &error);
    yb_store_stats(f->store, &stats);
    assert_true(stats.retries >= 1);
    assert_int_equal(differences(f), 0);
    fixture_ok(fixture_run(f, scene_settle, &c, &error), &error);
    assert_true(c.load.message_found);
}

/* During the commit nobody can know; asking again with the same msgid gives the answer. */
static void a_connection_lost_in_the_commit_is_reported(void **state)
{
    struct fixture *f = *state;
    struct yb_error error;
    struct scene c;
    int64_t before;
    int steps, rc;

    scene_begin(&c, f);
    before = yb_store_steps(f->store);
    yb_store_fault(f->store, 1, YB_FAULT_FULL); /* count the steps of a whole settlement */
    assert_int_equal(fixture_run(f, scene_settle, &c, &error), YB_E_STORE_FULL);
    (void)before;
    for (steps = 2; steps < 100; steps++) {
        yb_store_fault(f->store, steps, YB_FAULT_LOST);
        rc = fixture_run(f, scene_settle, &c, &error);
        if (rc == YB_E_STORE_LOST)
            break;
        fixture_ok(rc, &error);
        if (!c.load.message_found)
            fixture_ok(fixture_run(f, scene_cancel, &c, &error), &error);
        sample_settle(&c.s, &f->arena, &c.mdtrt, fixture_id(f) + 1000, (const int64_t[3]){0, 0, 0});
    }
    assert_int_equal(rc, YB_E_STORE_LOST);
    yb_store_fault(f->store, 0, YB_FAULT_NONE);
    fixture_ok(fixture_run(f, scene_settle, &c, &error), &error);
    assert_int_equal(differences(f), 0);
}

/* ---- a disk that is really full ---- */

static int grow(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static int64_t next = 1;
    struct scene *c = context;
    struct yb_feedetl_list lines;

    sample_lines(yb_tx_arena(tx), &c->mdtrt, next += 500, 500, &lines);
    return yb_feedetl_add(tx, &lines, error);
}

static void a_full_disk_refuses_and_recovers(void **state)
{
    struct fixture *f = *state;
    struct rlimit old, small = {2 << 20, RLIM_INFINITY};
    struct yb_error error;
    struct scene c;
    int i, rc = YB_OK;

    signal(SIGXFSZ, SIG_IGN);
    scene_begin(&c, f);
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    for (i = 0; i < 200 && rc == YB_OK; i++)
        rc = fixture_run(f, grow, &c, &error);
    assert_int_equal(rc, YB_E_STORE_FULL);
    assert_int_equal(fixture_run(f, grow, &c, &error), YB_E_STORE_FULL);
    fixture_ok(fixture_read(f, scene_peek, &c, &error), &error); /* reading goes on */
    assert_int_equal(c.load.lines.count % 500, 5);
    setrlimit(RLIMIT_FSIZE, &old);
    fixture_ok(fixture_run(f, grow, &c, &error), &error);
    fixture_ok(fixture_run(f, scene_settle, &c, &error), &error);
    assert_int_equal(differences(f), 0);
}

/* ---- a store that may not be written ---- */

/* As a user who may only read: root may do everything, so it becomes nobody first. */
static int open_without_rights(const struct fixture *f)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        struct yb_store *store;
        struct yb_error error;
        int rc;

        if (getuid() == 0 && setuid(65534) != 0)
            _exit(99);
        rc = yb_store_open(&store, &f->options, &error);
        yb_store_close(store);
        _exit(rc == YB_E_STORE_READ_ONLY ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_store_that_may_only_be_read_is_refused(void **state)
{
    struct fixture *f = *state;
    struct yb_error error;
    struct scene c;

    scene_begin(&c, f);
    yb_store_close(f->store);
    f->store = NULL;
    chmod(f->url, 0444);
    chmod(f->folder, 0555);
    assert_int_equal(open_without_rights(f), 0);
    chmod(f->folder, 0755);
    chmod(f->url, 0644);
    fixture_reopen(f);
    fixture_ok(fixture_run(f, scene_settle, &c, &error), &error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(any_failed_step_of_a_settlement_leaves_nothing),
        FIXTURE_BOTH(any_full_disk_of_a_settlement_leaves_nothing),
        FIXTURE_BOTH(any_failed_step_of_a_cancellation_leaves_nothing),
        FIXTURE_POSTGRES(a_lost_connection_is_made_again),
        FIXTURE_POSTGRES(a_connection_lost_in_the_commit_is_reported),
        FIXTURE_SQLITE(a_full_disk_refuses_and_recovers),
        FIXTURE_SQLITE(a_store_that_may_only_be_read_is_refused),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
