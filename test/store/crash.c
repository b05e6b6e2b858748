/*
 * kill -9 under load: a child settles for eight people at once and tells its parent each settlement
 * that it was told is done; the parent kills it at a random moment and looks: every acknowledged
 * settlement is there, once, whole, and the books are straight. On the server also the server is
 * killed while the child runs: the child must go on by itself.
 *
 * $YB_TEST_KILLS sets how often (50 in the usual run).
 */
#include "test/store/fixture.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/ledger.h"
#include "test/store/sample.h"

enum { PEOPLE = 8 };

/* ---- the child ---- */

struct client {
    struct yb_store *store;
    struct yb_job job;
    struct yb_arena arena;
    struct yb_id_source *ids;
    int64_t psn_no, now_ms, setl_id;
    int report; /* the pipe */
};

static void take_up_accus(const struct yb_settle_load *load, struct sample_settlement *s)
{
    size_t i, k;

    for (i = 0; i < load->accu.count; i++)
        for (k = 0; k < 3; k++)
            if (yb_text_equal(load->accu.rows[i].accu_name, s->accus[k].accu_name)) {
                s->accus[k].value_before += load->accu.rows[i].value;
                s->accus[k].value_after += load->accu.rows[i].value;
            }
}

static int settle(struct yb_tx *tx, void *context, struct yb_error *error)
{
    static const int64_t zero[3];
    struct client *c = context;
    struct yb_arena *arena = yb_tx_arena(tx);
    struct yb_mdtrt_row mdtrt = sample_mdtrt(arena, c->psn_no, c->setl_id + 1);
    struct yb_settle_load load = {.psn_no = c->psn_no, .fixmedins_code = mdtrt.fixmedins_code};
    struct yb_feedetl_list lines;
    struct sample_settlement s;
    int rc;

    sample_settle(&s, arena, &mdtrt, c->setl_id, zero);
    load.msgid = s.message.msgid;
    rc = yb_settle_load(tx, &load, error);
    if (rc != YB_OK || load.message_found)
        return rc;
    take_up_accus(&load, &s);
    sample_lines(arena, &mdtrt, c->setl_id + 20, 3, &lines);
    rc = yb_mdtrt_add(tx, &mdtrt, error);
    if (rc == YB_OK)
        rc = yb_feedetl_add(tx, &lines, error);
    return rc == YB_OK ? yb_settle_write(tx, &s.write, error) : rc;
}

static void submit(struct client *c);

static void settled(void *context, int rc, const struct yb_error *error)
{
    struct client *c = context;

    (void)error;
    if (rc == YB_OK) {
        if (write(c->report, &c->setl_id, sizeof(c->setl_id)) != sizeof(c->setl_id))
            _exit(3);
        c->setl_id = 0; /* the next one */
    }
    submit(c);
}

/* A new settlement, or the last one again when its outcome was an error. */
static void submit(struct client *c)
{
    if (!c->setl_id) {
        int i;

        c->setl_id = yb_id_next(c->ids, c->now_ms);
        for (i = 0; i < 40; i++)
            yb_id_next(c->ids, c->now_ms);
    }
    yb_arena_clear(&c->arena);
    c->job = (struct yb_job){
        .run = settle, .done = settled, .context = c, .arena = &c->arena, .idempotent = true};
    if (yb_store_submit(c->store, &c->job, NULL) != YB_OK)
        _exit(4);
}

static void be_the_child(struct fixture *f, int round, int report)
{
    static struct client clients[PEOPLE];
    struct yb_id_source ids;
    struct yb_store *store;
    struct yb_error error;
    int i;

    yb_id_source_init(&ids, 2);
    f->options.ids = &ids;
    f->options.busy_ms = 3000;
    if (yb_store_open(&store, &f->options, &error) != YB_OK)
        _exit(5);
    for (i = 0; i < PEOPLE; i++) {
        clients[i].store = store;
        clients[i].ids = &ids;
        clients[i].psn_no = i + 1;
        clients[i].now_ms = FIXTURE_NOW + (int64_t)round * 3600000;
        clients[i].report = report;
        yb_arena_init(&clients[i].arena, 1 << 14);
        submit(&clients[i]);
    }
    for (;;)
        pause();
}

/* ---- the parent ---- */

static int add_people(struct yb_tx *tx, void *context, struct yb_error *error)
{
    int64_t i;
    int rc = YB_OK;

    (void)context;
    for (i = 1; i <= PEOPLE && rc == YB_OK; i++) {
        struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), i);
        struct yb_psn_account_row account = yb_psn_account_row();

        account.psn_no = i;
        account.account_id = sample_account(i);
        rc = yb_psn_add(tx, &psn, error);
        if (rc == YB_OK)
            rc = yb_psn_account_open(tx, &account, error);
    }
    return rc;
}

/* All settlement ids in the store, in order. */
struct ids {
    int64_t *ids;
    size_t count;
};

static int read_ids(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct ids *ids = context;
    struct yb_setl_list list;
    size_t i;
    int rc = yb_setl_list_all(tx, 0, 10000000, &list, error);

    if (rc != YB_OK)
        return rc;
    ids->ids = realloc(ids->ids, (list.count + 1) * sizeof(int64_t));
    ids->count = list.count;
    for (i = 0; i < list.count; i++)
        ids->ids[i] = list.rows[i].setl_id;
    return rc;
}

static bool has_id(const struct ids *ids, int64_t id)
{
    size_t low = 0, high = ids->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (ids->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ids->count && ids->ids[low] == id;
}

/* Reads acknowledgements until the time is over (and at least `least` have come). */
static size_t listen_to(int from, int64_t *acked, size_t room, int64_t span_us, size_t least)
{
    struct timespec now, begin;
    size_t n = 0;

    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (;;) {
        ssize_t got = read(from, acked + n, sizeof(*acked));
        int64_t gone;

        clock_gettime(CLOCK_MONOTONIC, &now);
        gone = (now.tv_sec - begin.tv_sec) * 1000000 + (now.tv_nsec - begin.tv_nsec) / 1000;
        if (got != sizeof(*acked))
            break;
        if (n++ == 0) /* the time runs from the first */
            clock_gettime(CLOCK_MONOTONIC, &begin);
        if ((gone >= span_us && n >= least) || n == room)
            break;
    }
    return n;
}

static void check_store(struct fixture *f, const int64_t *acked, size_t count)
{
    struct yb_store_verify v = {.report = NULL};
    struct ids ids = {0};
    struct yb_error error;
    size_t i;

    fixture_ok(yb_store_open(&f->store, &f->options, &error), &error);
    fixture_ok(fixture_read(f, read_ids, &ids, &error), &error);
    for (i = 0; i < count; i++)
        if (!has_id(&ids, acked[i]))
            fail_msg("acknowledged settlement %lld is lost", (long long)acked[i]);
    for (i = 1; i < ids.count; i++)
        assert_true(ids.ids[i - 1] < ids.ids[i]);
    fixture_ok(yb_store_verify(f->store, &v, &error), &error);
    assert_int_equal(v.differences, 0);
    yb_store_close(f->store);
    f->store = NULL;
    yb_arena_clear(&f->arena);
    free(ids.ids);
}

static pid_t start_child(struct fixture *f, int round, int *from)
{
    int ends[2];
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_the_child(f, round, ends[1]);
    }
    close(ends[1]);
    *from = ends[0];
    return pid;
}

static int kills(void)
{
    const char *given = getenv("YB_TEST_KILLS");

    return given ? (int)strtol(given, NULL, 10) : 50;
}

static void hit(enum yb_dialect engine, int rounds, bool server_too)
{
    enum { ROOM = 100000 };
    uint64_t seed = test_seed();
    int64_t *acked = calloc(ROOM, sizeof(*acked));
    size_t total = 0;
    struct fixture f;
    struct yb_error error;
    int round;

    assert_non_null(acked);
    fixture_open(&f, engine, NULL);
    fixture_ok(fixture_run(&f, add_people, NULL, &error), &error);
    yb_store_close(f.store);
    f.store = NULL;
    for (round = 1; round <= rounds; round++) {
        int from;
        pid_t child = start_child(&f, round, &from);
        size_t n = listen_to(from, acked, ROOM / 2, (int64_t)(test_random(&seed) % 60000), 1);

        if (server_too) { /* crash it, start it again; the child must be heard again */
            kill(fixture_server(), SIGQUIT);
            fixture_server_start();
            n += listen_to(from, acked + n, ROOM / 2, 100000, 200);
        }
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        n += listen_to(from, acked + n, ROOM - n, 0, ROOM); /* what was still in the pipe */
        close(from);
        assert_true(n > 0);
        total += n;
        check_store(&f, acked, n);
    }
    print_message("# %d kills, %zu settlements acknowledged, none lost\n", rounds, total);
    free(acked);
    fixture_close(&f);
}

static void killed_with_a_file(void **state)
{
    (void)state;
    hit(YB_SQLITE, kills(), false);
}

static void killed_with_a_server(void **state)
{
    (void)state;
    hit(YB_POSTGRES, kills() / 5, false);
}

static void killed_server(void **state)
{
    (void)state;
    hit(YB_POSTGRES, 3, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_with_a_file),
        cmocka_unit_test(killed_with_a_server),
        cmocka_unit_test(killed_server),
    };

    fixture_server_own();
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
