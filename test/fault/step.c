/*
 * Every database step of a settlement, of its cancellation and of its reversal fails once, in every
 * way a step can fail; on SQLite the program is also killed at every step, and every allocation
 * fails once. Whatever happens: success or a refusal with a code, never half an effect, and asking
 * again under the same msgid gives the one answer. Statements are prepared as the failures move on,
 * so of their preparation only some allocations fail; of the work itself all do.
 */
#include "test/app/county.h"
#include "test/fail.h"

#include <semaphore.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/setup/setup.h"
#include "store/message.h"

#define STEPS_MAX  2000 /* more than any act has */
#define LOOK_EVERY 16

struct act;

/* One message of a face: its use case between opening and closing of the message. */
struct attempt {
    struct county *c;
    const struct act *act;
    const void *in;
    int64_t psn_no;
    struct yb_arena *arena;
    int malloc_fail_at; /* 0: none fails */
    bool malloc_failed;
    bool replay;
    int64_t setl_id; /* of the answer */
    int rc;
    struct yb_error error;
    sem_t done;
};

/* What is done, and what must have happened before. */
struct act {
    const char *name;
    const char *infno;
    const char *fixmedins_code;
    const void *(*prepare)(struct county *c, int64_t *psn_no);
    int (*run)(struct yb_call *call, const void *in, struct yb_settle_out *out,
               struct yb_error *error);
};

static void *kept(struct county *c, const void *in, size_t size)
{
    void *copy = yb_arena_alloc(&c->f->arena, size);

    assert_non_null(copy);
    return memcpy(copy, in, size);
}

/* ---- the acts ---- */

static const void *prepare_sale(struct county *c, int64_t *psn_no)
{
    struct yb_fee_line_in line = county_line(c, COUNTY_DRUG_A, 2, 10000);
    struct yb_pharmacy_in in = {
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .insutype = YB_TEXT("310"),
        .med_type = YB_TEXT("41"),
        .acct_used_flag = YB_TEXT("1"),
        .begntime_ms = c->now_ms,
        .medfee_sumamt_fen = 20000,
        .drugdetail_count = 1,
    };

    *psn_no = in.psn_no =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 30000});
    line.feedetl_sn = YB_TEXT("1");
    in.drugdetail = kept(c, &line, sizeof(line));
    return kept(c, &in, sizeof(in));
}

static int run_sale(struct yb_call *call, const void *in, struct yb_settle_out *out,
                    struct yb_error *error)
{
    return yb_app_settle_pharmacy(call, in, out, error);
}

static const void *prepare_stay(struct county *c, int64_t *psn_no)
{
    struct yb_settle_in in;
    int64_t mdtrt_id;

    *psn_no = county_person(c, &(struct county_person_of){0});
    mdtrt_id = county_admission(c, *psn_no, "390");
    county_charge_stay(c, *psn_no, mdtrt_id, COUNTY_DRUG_A, 1000000);
    county_leave(c, *psn_no, mdtrt_id);
    in = county_ask(*psn_no, mdtrt_id, 1000000);
    return kept(c, &in, sizeof(in));
}

static int run_stay(struct yb_call *call, const void *in, struct yb_settle_out *out,
                    struct yb_error *error)
{
    return yb_app_settle_inpatient(call, in, out, error);
}

/* The first of two stays: taking it back also corrects the second. */
static const void *prepare_cancel(struct county *c, int64_t *psn_no)
{
    struct yb_settle_out first;
    struct yb_cancel_settlement_in in;

    *psn_no = county_person(c, &(struct county_person_of){0});
    first = county_stay(c, *psn_no, 1000000);
    county_stay(c, *psn_no, 1000000);
    in = (struct yb_cancel_settlement_in){first.setlinfo.setl_id, first.setlinfo.mdtrt_id, *psn_no};
    return kept(c, &in, sizeof(in));
}

static int run_cancel(struct yb_call *call, const void *in, struct yb_settle_out *out,
                      struct yb_error *error)
{
    return yb_app_cancel_inpatient(call, in, out, error);
}

static const void *prepare_reverse(struct county *c, int64_t *psn_no);

static int run_reverse(struct yb_call *call, const void *in, struct yb_settle_out *out,
                       struct yb_error *error)
{
    memset(out, 0, sizeof(*out));
    return yb_app_reverse(call, in, error);
}

static const struct act acts[] = {
    {"sale", "2102", COUNTY_PHARMACY, prepare_sale, run_sale},
    {"stay", "2304", COUNTY_HOSPITAL, prepare_stay, run_stay},
    {"cancellation", "2305", COUNTY_HOSPITAL, prepare_cancel, run_cancel},
    {"reversal", "2601", COUNTY_PHARMACY, prepare_reverse, run_reverse},
};
#define ACTS (sizeof(acts) / sizeof(acts[0]))

/* ---- attempts ---- */

static int run_message(struct yb_tx *tx, struct attempt *a, struct yb_error *error)
{
    struct yb_actor actor = a->c->actor;
    struct yb_call call = {
        .app = &a->c->app, .tx = tx, .arena = a->arena, .now_ms = a->c->now_ms, .actor = &actor};
    struct yb_message_in message = {.psn_no = a->psn_no};
    struct yb_message_out seen;
    struct yb_settle_out out;
    int rc;

    actor.infno = yb_text_of(a->act->infno);
    yb_message_hash(&message, yb_text_of(a->act->name));
    rc = yb_app_message_open(&call, &message, &seen, error);
    if (rc != YB_OK)
        return rc;
    a->replay = seen.replay;
    if (seen.replay) {
        assert_true(yb_text_to_int64(seen.reply, &a->setl_id));
        return YB_OK;
    }
    rc = a->act->run(&call, a->in, &out, error);
    if (rc != YB_OK)
        return rc;
    a->setl_id = out.setlinfo.setl_id;
    return yb_app_message_close(
        &call,
        (struct yb_message_reply){
            yb_text_of(yb_arena_format(a->arena, "%lld", (long long)a->setl_id)), true},
        error);
}

/* On the store's thread, where the failing allocation is armed until the outcome is certain. */
static int attempt_run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct attempt *a = context;

    if (a->malloc_fail_at) /* once, not again when the store tries again */
        test_malloc_arm(a->malloc_fail_at);
    a->malloc_fail_at = 0;
    return run_message(tx, a, error);
}

static void attempt_done(void *context, int rc, const struct yb_error *error)
{
    struct attempt *a = context;

    a->malloc_failed |= test_malloc_disarm();
    a->rc = rc;
    a->error = *error;
    sem_post(&a->done);
}

static int attempt(struct attempt *a)
{
    struct yb_arena arena;
    struct yb_job job = {.run = attempt_run, .done = attempt_done, .context = a, .arena = &arena};
    struct yb_error error;

    yb_arena_init(&arena, 1 << 16);
    a->arena = &arena;
    sem_init(&a->done, 0, 0);
    fixture_ok(yb_store_submit(a->c->f->store, &job, &error), &error);
    while (sem_wait(&a->done) != 0)
        ;
    sem_destroy(&a->done);
    yb_arena_release(&arena);
    return a->rc;
}

/* A new message of this act, everything before it done. */
static void begin(struct county *c, const struct act *act, struct attempt *a)
{
    static int number;

    memset(a, 0, sizeof(*a));
    county_forget(c);
    a->c = c;
    a->act = act;
    county_at(c, act->fixmedins_code);
    c->actor.msgid = (struct yb_text){0};
    a->in = act->prepare(c, &a->psn_no);
    c->actor.msgid =
        yb_text_of(yb_arena_format(&c->f->arena, "%s%018d", act->fixmedins_code, ++number));
}

static const void *prepare_reverse(struct county *c, int64_t *psn_no)
{
    struct yb_reverse_in in;
    struct attempt sale;

    begin(c, &acts[0], &sale);
    fixture_ok(attempt(&sale), &sale.error);
    *psn_no = sale.psn_no;
    in = (struct yb_reverse_in){
        .psn_no = sale.psn_no, .omsgid = c->actor.msgid, .oinfno = YB_TEXT("2102")};
    return kept(c, &in, sizeof(in));
}

static void digest(struct county *c, uint8_t out[YB_SM3_BYTES])
{
    struct yb_error error;

    fixture_ok(yb_store_digest(c->f->store, out, &error), &error);
}

static bool is_unchanged(struct county *c, const uint8_t before[YB_SM3_BYTES])
{
    uint8_t now[YB_SM3_BYTES];

    digest(c, now);
    return memcmp(now, before, sizeof(now)) == 0;
}

/* The message that succeeded, asked again: the same answer, and (looked at only now and then, it
 * takes a while) nothing new. */
static void ask_again(struct attempt *a, int n)
{
    int64_t setl_id = a->setl_id;
    uint8_t before[YB_SM3_BYTES];

    if (n % LOOK_EVERY == 0)
        digest(a->c, before);
    fixture_ok(attempt(a), &a->error);
    assert_true(a->replay);
    assert_int_equal(a->setl_id, setl_id);
    if (n % LOOK_EVERY == 0)
        assert_true(is_unchanged(a->c, before));
}

/*
 * After the n-th disturbed attempt at a message: done wholly and once, or not at all. True when it
 * was done, so that the next attempt needs a new message. What a refused attempt left behind would
 * stay there, so to look now and then is enough.
 */
static bool is_done(struct attempt *a, const uint8_t before[YB_SM3_BYTES], int n)
{
    if (a->rc == YB_OK) {
        assert_false(a->replay); /* those before it had no effect */
        ask_again(a, n);
        return true;
    }
    assert_true(a->rc < 0);
    if ((a->rc != YB_E_STORE_LOST && n % LOOK_EVERY) || is_unchanged(a->c, before))
        return false;
    assert_int_equal(a->rc, YB_E_STORE_LOST); /* the one code that leaves it open */
    fixture_ok(attempt(a), &a->error);
    assert_true(a->replay);
    return true;
}

/* ---- database steps ---- */

/* Fails every step, each in its turn; answers how many steps the act has. */
static int fail_steps(struct county *c, const struct act *act, enum yb_fault fault)
{
    struct attempt a;
    uint8_t before[YB_SM3_BYTES];
    bool done = true;
    int n;

    for (n = 1; n < STEPS_MAX; n++) {
        int64_t steps;

        if (done) {
            begin(c, act, &a);
            digest(c, before);
        }
        steps = yb_store_steps(c->f->store);
        yb_store_fault(c->f->store, n, fault);
        attempt(&a);
        steps = yb_store_steps(c->f->store) - steps;
        yb_store_fault(c->f->store, 0, YB_FAULT_NONE);
        if (steps < n) { /* nothing was disturbed */
            fixture_ok(a.rc, &a.error);
            return (int)steps;
        }
        done = is_done(&a, before, n);
    }
    fail_msg("%s does not end", act->name);
    return 0;
}

static void a_step_that_fails_undoes_all(void **state)
{
    static const enum yb_fault faults[] = {YB_FAULT_ERROR, YB_FAULT_LOST, YB_FAULT_FULL};
    struct county *c = county_open(*state);
    size_t count = c->f->engine == YB_SQLITE ? 3 : 2; /* to a server "full" is an error */

    for (size_t i = 0; i < ACTS; i++)
        for (size_t k = 0; k < count; k++) {
            int steps = fail_steps(c, &acts[i], faults[k]);

            if (k == 0)
                print_message("# %s: each of %d steps failed once\n", acts[i].name, steps);
            assert_true(steps > 5);
        }
    county_verify(c);
    county_close(c);
}

/* ---- kill -9 ---- */

/* In a child: the attempt on a store of its own, killed at step n. True when it was. */
static bool killed_at(struct attempt *a, int n)
{
    struct fixture *f = a->c->f;
    struct yb_error error;
    pid_t child;
    int status;

    yb_store_close(f->store);
    f->store = NULL;
    fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (yb_store_open(&f->store, &f->options, &error) != YB_OK)
            _exit(2);
        a->c->app.store = f->store;
        yb_store_fault(f->store, n, YB_FAULT_KILL);
        _exit(attempt(a) == YB_OK ? 0 : 3);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    fixture_ok(yb_store_open(&f->store, &f->options, &error), &error);
    a->c->app.store = f->store;
    for (int i = 0; i < 1000; i++) { /* the ids that the child took are not taken again */
        yb_id_next(&f->ids, a->c->now_ms);
        yb_id_next(&a->c->app.ids, a->c->now_ms);
    }
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static int find_message(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct attempt *a = context;
    struct yb_message_row message;

    return yb_message_find(tx, a->psn_no, a->c->actor.fixmedins_code, a->c->actor.msgid, &message,
                           &a->replay, error);
}

/* Is the message on record, by its whole effect? */
static bool is_recorded(struct attempt *a)
{
    struct yb_error error;

    fixture_ok(fixture_read(a->c->f, find_message, a, &error), &error);
    return a->replay;
}

/* The same message, killed one step later each time, until it is done. */
static int kill_at_every_step(struct county *c, const struct act *act)
{
    struct attempt a;
    uint8_t before[YB_SM3_BYTES];
    bool killed = true, done = true;
    int n;

    for (n = 1; killed && n < STEPS_MAX; n++) {
        if (done) {
            begin(c, act, &a);
            digest(c, before);
        }
        killed = killed_at(&a, n);
        done = is_recorded(&a);
        assert_true(killed || done);
        if (done) {
            fixture_ok(attempt(&a), &a.error);
            ask_again(&a, n);
        } else if (n % LOOK_EVERY == 0) /* what a kill left behind would stay there */
            assert_true(is_unchanged(c, before));
    }
    return n - 2;
}

static void a_kill_at_any_step_leaves_all_or_nothing(void **state)
{
    struct county *c = county_open(*state);

    for (size_t i = 0; i < ACTS; i++) {
        int steps = kill_at_every_step(c, &acts[i]);

        print_message("# %s: killed at each of %d steps\n", acts[i].name, steps);
        assert_true(steps > 5);
    }
    county_verify(c);
    county_close(c);
}

/* ---- allocations ---- */

static void an_allocation_that_fails_undoes_all(void **state)
{
    struct county *c = county_open(*state);
    size_t count = c->f->engine == YB_SQLITE ? ACTS : 1; /* a server's client: one act shows it */

    for (size_t i = 0; i < count; i++) {
        struct attempt a;
        uint8_t before[YB_SM3_BYTES];
        bool done = true;
        int n;

        for (n = 1; n < TEST_FAILURES_MAX; n++) {
            if (done) {
                begin(c, &acts[i], &a);
                digest(c, before);
            }
            a.malloc_fail_at = n;
            a.malloc_failed = false;
            attempt(&a);
            if (!a.malloc_failed)
                break;
            done = is_done(&a, before, n);
        }
        fixture_ok(a.rc, &a.error);
        print_message("# %s: each of %d allocations failed once\n", acts[i].name, n - 1);
    }
    county_verify(c);
    county_close(c);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest steps[] = {
        FIXTURE_BOTH(a_step_that_fails_undoes_all),
        FIXTURE_SQLITE(a_kill_at_any_step_leaves_all_or_nothing),
    };
    const struct CMUnitTest memory[] = {FIXTURE_BOTH(an_allocation_that_fails_undoes_all)};

    if (argc == 2 && strcmp(argv[1], "memory") == 0)
        return cmocka_run_group_tests(memory, fixture_group_start, fixture_group_stop);
    return cmocka_run_group_tests(steps, fixture_group_start, fixture_group_stop);
}
