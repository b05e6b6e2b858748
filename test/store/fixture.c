#include "test/store/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The private cluster of this program. */
static struct {
    pid_t pid;
    char folder[64];
    char url[128]; /* without a database */
    int databases;
    bool template; /* yb_template is made */
} server;

static void remove_folder(const char *folder)
{
    pid_t pid = fork();

    if (pid == 0) {
        execlp("rm", "rm", "-rf", "--", folder, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

/* ---- the cluster ---- */

static PGconn *connect_to(const char *database)
{
    char url[192];

    snprintf(url, sizeof(url), "%s dbname=%s", server.url, database);
    return PQconnectdb(url);
}

static void spawn_server(void)
{
    const char *script = getenv("YB_TEST_CLUSTER");
    pid_t pid;

    assert_non_null(script);
    pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);

        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        execlp(script, script, server.folder, (char *)NULL);
        _exit(127);
    }
    server.pid = pid;
}

static void wait_for_server(void)
{
    int tries;

    for (tries = 0; tries < 600; tries++) {
        PGconn *c = connect_to("postgres");
        bool up = PQstatus(c) == CONNECTION_OK;

        PQfinish(c);
        if (up)
            return;
        if (server.pid && waitpid(server.pid, NULL, WNOHANG) == server.pid)
            break;
        usleep(50000);
    }
    server.pid = 0;
    fail_msg("the PostgreSQL server does not start");
}

static void start_server(void)
{
    const char *given = getenv("YB_TEST_POSTGRES");

    if (server.url[0])
        return;
    if (given) {
        snprintf(server.url, sizeof(server.url), "%s", given);
        return;
    }
    snprintf(server.folder, sizeof(server.folder), "/tmp/yibao-pg-XXXXXX");
    assert_non_null(mkdtemp(server.folder));
    chmod(server.folder, 0755);
    snprintf(server.url, sizeof(server.url), "host=%s user=yibao", server.folder);
    spawn_server();
    wait_for_server();
}

int fixture_server(void)
{
    return server.pid;
}

void fixture_server_restart(void)
{
    char data[80];

    if (server.pid) {
        kill(server.pid, SIGINT);
        waitpid(server.pid, NULL, 0);
    }
    /* the script copies a fresh cluster unless it finds one */
    snprintf(data, sizeof(data), "%s/data", server.folder);
    assert_int_equal(access(data, F_OK), 0);
    spawn_server();
    wait_for_server();
}

int fixture_group_start(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    return 0;
}

int fixture_group_stop(void **state)
{
    (void)state;
    if (server.pid) {
        kill(server.pid, SIGINT);
        waitpid(server.pid, NULL, 0);
        server.pid = 0;
    }
    if (server.folder[0])
        remove_folder(server.folder);
    return 0;
}

static void command(const char *verb, const char *name, const char *options)
{
    PGconn *c = connect_to("postgres");
    char text[160];
    PGresult *result;

    snprintf(text, sizeof(text), "%s DATABASE %s %s", verb, name, options);
    result = PQexec(c, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        print_error("%s: %s", text, PQerrorMessage(c));
    assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(c);
}

/* ---- stores ---- */

void fixture_ok(int rc, const struct yb_error *error)
{
    struct yb_arena arena;
    struct yb_buffer words;

    if (rc == YB_OK)
        return;
    yb_arena_init(&arena, 1024);
    yb_buffer_init(&words, &arena);
    yb_error_describe(error, true, &words);
    fail_msg("%s: %s", yb_code_name(rc), yb_buffer_text(&words).bytes);
}

/* An empty store to copy: half a second of making tables saved per test. */
static void make_template(void)
{
    struct yb_store_options options = {0};
    struct yb_error error;
    char url[192];

    if (server.template)
        return;
    server.template = true;
    command("CREATE", "yb_template", "TEMPLATE template0 STRATEGY file_copy");
    snprintf(url, sizeof(url), "%s dbname=yb_template", server.url);
    options.url = url;
    fixture_ok(yb_store_upgrade(&options, &error), &error);
}

static void place(struct fixture *f, enum yb_dialect engine, bool made)
{
    memset(f, 0, sizeof(*f));
    f->engine = engine;
    yb_arena_init(&f->arena, 1 << 14);
    yb_id_source_init(&f->ids, 1);
    yb_keys_derive(&f->keys, (const uint8_t *)"0123456789abcdef0123456789abcdef");
    if (engine == YB_SQLITE) {
        snprintf(f->folder, sizeof(f->folder), "/tmp/yibao-store-XXXXXX");
        assert_non_null(mkdtemp(f->folder));
        snprintf(f->url, sizeof(f->url), "%s/yibao.db", f->folder);
    } else {
        start_server();
        snprintf(f->database, sizeof(f->database), "yb_%d_%d", (int)getpid(), ++server.databases);
        if (made && !getenv("YB_TEST_POSTGRES"))
            make_template();
        command("CREATE", f->database,
                server.template && made ? "TEMPLATE yb_template STRATEGY file_copy"
                                        : "TEMPLATE template0 STRATEGY file_copy");
        snprintf(f->url, sizeof(f->url), "%s dbname=%s", server.url, f->database);
    }
    f->options.url = f->url;
    f->options.keys = &f->keys;
    f->options.ids = &f->ids;
}

void fixture_place(struct fixture *f, enum yb_dialect engine)
{
    place(f, engine, false);
}

void fixture_open(struct fixture *f, enum yb_dialect engine, const struct yb_store_options *options)
{
    struct yb_error error;

    place(f, engine, !options || (!options->partitions && !options->citus));
    if (options) {
        f->options = *options;
        f->options.url = f->url;
        f->options.keys = &f->keys;
        f->options.ids = &f->ids;
    }
    if (!f->options.workers)
        f->options.workers = 4;
    if (!f->options.readers)
        f->options.readers = 2;
    fixture_ok(yb_store_upgrade(&f->options, &error), &error);
    fixture_ok(yb_store_open(&f->store, &f->options, &error), &error);
}

void fixture_reopen(struct fixture *f)
{
    struct yb_error error;

    yb_store_close(f->store);
    fixture_ok(yb_store_open(&f->store, &f->options, &error), &error);
}

void fixture_close(struct fixture *f)
{
    yb_store_close(f->store);
    f->store = NULL;
    if (f->folder[0])
        remove_folder(f->folder);
    if (f->database[0])
        command("DROP", f->database, "WITH (FORCE)");
    yb_keys_wipe(&f->keys);
    yb_arena_release(&f->arena);
}

int64_t fixture_id(struct fixture *f)
{
    return yb_id_next(&f->ids, FIXTURE_NOW);
}

int fixture_run(struct fixture *f, int (*run)(struct yb_tx *, void *, struct yb_error *),
                void *context, struct yb_error *error)
{
    return yb_store_run(f->store, run, context, &f->arena, error);
}

int fixture_read(struct fixture *f, int (*run)(struct yb_tx *, void *, struct yb_error *),
                 void *context, struct yb_error *error)
{
    return yb_store_read(f->store, run, context, &f->arena, error);
}

static int set_up(void **state, enum yb_dialect engine)
{
    struct fixture *f = malloc(sizeof(*f));

    assert_non_null(f);
    fixture_open(f, engine, NULL);
    *state = f;
    return 0;
}

int fixture_setup_sqlite(void **state)
{
    return set_up(state, YB_SQLITE);
}

int fixture_setup_postgres(void **state)
{
    return set_up(state, YB_POSTGRES);
}

int fixture_teardown(void **state)
{
    struct fixture *f = *state;

    fixture_close(f);
    free(f);
    return 0;
}
