#include "test/store/fixture.h"

#include "store/tx.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/migrate.h"

/* The server that this program uses. */
static struct {
    char folder[128];
    char url[256]; /* without a database */
    int users;     /* the shared server: the lock that keeps it */
    pid_t pid;     /* our own server */
    int databases;
    char template[64]; /* a database with empty tables, to be copied */
    char idle[64];     /* a database with tables that a test is done with */
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
    char url[400];

    snprintf(url, sizeof(url), "%s dbname=%s", server.url, database);
    return PQconnectdb(url);
}

static const char *script(void)
{
    const char *path = getenv("YB_TEST_CLUSTER");

    if (!path)
        fail_msg("YB_TEST_CLUSTER does not name test/postgres-cluster.sh");
    return path;
}

static bool is_up(void)
{
    PGconn *c = connect_to("postgres");
    bool up = PQstatus(c) == CONNECTION_OK;

    PQfinish(c);
    return up;
}

/* Joins the users of the shared server. */
static void share_server(void)
{
    const char *path = script();
    int tries;

    for (tries = 0; tries < 5; tries++) {
        char command[512], users[160];
        FILE *out;
        size_t length;

        snprintf(command, sizeof(command), "%s shared", path);
        out = popen(command, "r");
        length = out && fgets(server.folder, sizeof(server.folder), out)
                     ? strcspn(server.folder, "\n")
                     : 0;
        if (out)
            pclose(out);
        if (!length)
            break;
        server.folder[length] = 0;
        snprintf(users, sizeof(users), "%s/users", server.folder);
        snprintf(server.url, sizeof(server.url), "host=%s user=yibao", server.folder);
        server.users = open(users, O_RDONLY | O_CLOEXEC);
        if (server.users >= 0 && flock(server.users, LOCK_SH) == 0 && is_up())
            return;
        if (server.users >= 0)
            close(server.users);
    }
    server.url[0] = 0;
    fail_msg("the PostgreSQL server does not start");
}

static void start_server(void)
{
    const char *given = getenv("YB_TEST_POSTGRES");

    if (server.url[0])
        return;
    if (given)
        snprintf(server.url, sizeof(server.url), "%s", given);
    else
        share_server();
}

int fixture_server(void)
{
    return server.pid;
}

void fixture_server_start(void)
{
    const char *path = script();
    int tries;
    pid_t pid;

    if (server.pid)
        waitpid(server.pid, NULL, 0);
    pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);

        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execlp(path, path, "private", server.folder, (char *)NULL);
        _exit(127);
    }
    server.pid = pid;
    for (tries = 0; tries < 600; tries++) {
        if (is_up())
            return;
        usleep(50000);
    }
    fail_msg("the PostgreSQL server does not start");
}

void fixture_server_own(void)
{
    assert_true(!server.url[0]);
    snprintf(server.folder, sizeof(server.folder), "/tmp/yibao-pg-XXXXXX");
    assert_non_null(mkdtemp(server.folder));
    chmod(server.folder, 0755);
    snprintf(server.url, sizeof(server.url), "host=%s user=yibao", server.folder);
    fixture_server_start();
}

int fixture_group_start(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    return 0;
}

static void command(const char *verb, const char *name, const char *options);

int fixture_group_stop(void **state)
{
    (void)state;
    if (server.pid) {
        kill(server.pid, SIGINT);
        waitpid(server.pid, NULL, 0);
        remove_folder(server.folder);
    } else if (server.idle[0]) {
        command("DROP", server.idle, "WITH (FORCE)");
    }
    memset(&server, 0, sizeof(server)); /* lets go of the shared server */
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
    fail_msg("%s: %s (%s)", yb_code_name(rc), yb_buffer_text(&words).bytes, error->args[0]);
}

/* True when the statement succeeds. */
static bool succeeds(const char *text)
{
    PGconn *c = connect_to("postgres");
    PGresult *result = PQexec(c, text);
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || (status == PGRES_TUPLES_OK && PQntuples(result) > 0);

    PQclear(result);
    PQfinish(c);
    return done;
}

static int partitions(void)
{
    const char *given = getenv("YB_TEST_PARTITIONS");

    return given ? (int)strtol(given, NULL, 10) : 0;
}

/* Names the template after its tables, so that trees and versions do not meet. */
static void name_template(void)
{
    struct yb_ddl ddl = {.dialect = YB_POSTGRES, .partitions = partitions()};
    uint8_t digest[YB_SM3_BYTES];
    char hex[17];
    struct yb_buffer text;
    struct yb_arena arena;

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    yb_ddl_schema(&ddl, &text);
    yb_ddl_functions(&ddl, &text);
    yb_sm3(yb_buffer_text(&text), digest);
    yb_hex(digest, 8, hex);
    yb_arena_release(&arena);
    snprintf(server.template, sizeof(server.template), "yb_template_%s", hex);
}

/* Empty tables to copy. Several programs may try at once: one of them gets the name. */
static void make_template(void)
{
    struct yb_store_options options = {.partitions = partitions()};
    struct yb_error error;
    char url[400], half[80], text[256];

    if (server.template[0])
        return;
    name_template();
    snprintf(text, sizeof(text), "SELECT 1 FROM pg_database WHERE datname = '%s'", server.template);
    if (succeeds(text))
        return;
    snprintf(half, sizeof(half), "yb_half_%d", (int)getpid());
    command("CREATE", half, "TEMPLATE template0");
    snprintf(url, sizeof(url), "%s dbname=%s", server.url, half);
    options.url = url;
    fixture_ok(yb_store_upgrade(&options, &error), &error);
    snprintf(text, sizeof(text), "ALTER DATABASE %s RENAME TO %s", half, server.template);
    if (!succeeds(text))
        command("DROP", half, "");
}

static void make_database(struct fixture *f, bool made)
{
    char options[96] = "TEMPLATE template0";

    snprintf(f->database, sizeof(f->database), "yb_%d_%d", (int)getpid(), ++server.databases);
    if (made) {
        make_template();
        snprintf(options, sizeof(options), "TEMPLATE %s", server.template);
    }
    command("CREATE", f->database, options);
}

/* Empties the tables of the idle database: twenty times faster than making one. */
static bool reuse(struct fixture *f)
{
    char url[400], text[256];
    PGconn *c;
    int t;

    if (!server.idle[0])
        return false;
    memcpy(f->database, server.idle, sizeof(f->database));
    server.idle[0] = 0;
    snprintf(url, sizeof(url), "%s dbname=%s", server.url, f->database);
    c = PQconnectdb(url);
    PQclear(PQexec(c, "BEGIN"));
    for (t = YB_TABLES - 1; t >= 0; t--) {
        PGresult *result;

        snprintf(text, sizeof(text), "DELETE FROM %s%s", yb_tables[t].name,
                 t == YB_T_setting ? " WHERE name <> 'schema_version'" : "");
        result = PQexec(c, text);
        assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
        PQclear(result);
    }
    PQclear(PQexec(c, "COMMIT"));
    PQfinish(c);
    return true;
}

/* In memory where there is room: what these tests break is not the disk, and syncing one takes most
 * of their time. */
static const char *folder_of_stores(void)
{
    struct statvfs memory;
    bool roomy = statvfs("/dev/shm", &memory) == 0 && access("/dev/shm", W_OK) == 0 &&
                 memory.f_bavail >= (1 << 30) / memory.f_bsize;

    return roomy ? "/dev/shm" : "/tmp";
}

static void place(struct fixture *f, enum yb_dialect engine, bool made)
{
    memset(f, 0, sizeof(*f));
    f->engine = engine;
    yb_arena_init(&f->arena, 1 << 14);
    yb_id_source_init(&f->ids, 1);
    yb_keys_derive(&f->keys, (const uint8_t *)"0123456789abcdef0123456789abcdef");
    if (engine == YB_SQLITE) {
        snprintf(f->folder, sizeof(f->folder), "%s/yibao-store-XXXXXX", folder_of_stores());
        assert_non_null(mkdtemp(f->folder));
        snprintf(f->url, sizeof(f->url), "%s/yibao.db", f->folder);
    } else {
        start_server();
        f->reusable = made;
        if (!made || !reuse(f))
            make_database(f, made);
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
    if (!options)
        f->options.partitions = partitions();
    if (!f->options.workers)
        f->options.workers = 4;
    if (!f->options.busy_ms)
        f->options.busy_ms = 60000; /* a busy machine is not what is tested */
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
    if (f->database[0] && f->reusable && !server.idle[0])
        memcpy(server.idle, f->database, sizeof(server.idle));
    else if (f->database[0])
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

static int run_script(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return tx->conn->driver->script(tx->conn, *(const char **)context, error);
}

void fixture_sql(struct fixture *f, const char *text)
{
    struct yb_error error;

    fixture_ok(fixture_run(f, run_script, &text, &error), &error);
}

int fixture_read(struct fixture *f, int (*run)(struct yb_tx *, void *, struct yb_error *),
                 void *context, struct yb_error *error)
{
    return yb_store_read(f->store, run, context, &f->arena, error);
}

static void add_line(void *context, struct yb_text line)
{
    yb_buffer_add(context, line);
}

static struct yb_text dump(struct fixture *f, struct yb_arena *arena)
{
    struct yb_buffer out;
    struct yb_error error;

    yb_buffer_init(&out, arena);
    fixture_ok(yb_store_dump(f->store, add_line, &out, &error), &error);
    return yb_buffer_text(&out);
}

void fixture_same(struct fixture *a, struct fixture *b)
{
    struct yb_arena arena;
    struct yb_text left, right;

    yb_arena_init(&arena, 1 << 20);
    left = dump(a, &arena);
    right = dump(b, &arena);
    assert_true(left.length > 0);
    while (left.length || right.length) {
        struct yb_text one = yb_text_split(left, '\n', &left);
        struct yb_text two = yb_text_split(right, '\n', &right);

        if (!yb_text_equal(one, two))
            fail_msg("the stores differ:\n" YB_TEXT_FMT "\n" YB_TEXT_FMT, YB_TEXT_ARG(one),
                     YB_TEXT_ARG(two));
    }
    yb_arena_release(&arena);
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
