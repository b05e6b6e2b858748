/*
 * Level S1 of the shard rules: the same tables hash-partitioned by psn_no on a stock server, which
 * then refuses what a distributed one refuses; every OLTP statement must touch one partition.
 * Level S4: the same on a distributed server, when $YB_TEST_CITUS names one.
 */
#include "test/store/fixture.h"

#include <libpq-fe.h>
#include <string.h>

#include "store/sql.h"

enum { PARTITIONS = 16 };

static const struct yb_store_options partitioned = {.partitions = PARTITIONS};

static void run(PGconn *c, const char *text)
{
    PGresult *result = PQexec(c, text);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", text, PQerrorMessage(c));
    PQclear(result);
}

/* A literal for a parameter: EXPLAIN EXECUTE plans with it. */
static void add_arguments(struct yb_buffer *out, PGconn *c, const char *name)
{
    PGresult *d = PQdescribePrepared(c, name);
    int i, n = PQnparams(d);

    for (i = 0; i < n; i++) {
        Oid type = PQparamtype(d, i);

        yb_buffer_add_string(out, i ? ", " : "(");
        yb_buffer_add_string(out, type == 25 ? "'x'" : type == 17 ? "'\\x00'::bytea" : "7");
    }
    yb_buffer_add_string(out, n ? ")" : "");
    PQclear(d);
}

/* Counts the different partitions in a plan. */
static int partitions_of(PGresult *plan)
{
    bool seen[PARTITIONS] = {false};
    int row, n = 0;

    for (row = 0; row < PQntuples(plan); row++) {
        const char *line = PQgetvalue(plan, row, 0), *p;

        for (p = line; (p = strstr(p, "_p")) != NULL; p += 2) {
            char *end;
            long k = strtol(p + 2, &end, 10);

            if (end > p + 2 && k < PARTITIONS &&
                (strstr(line, " on ") || strstr(line, "Insert on")) && !seen[k]) {
                seen[k] = true;
                n++;
            }
        }
    }
    return n;
}

static int explain(PGconn *c, struct yb_arena *arena, const char *name, struct yb_text sql)
{
    struct yb_buffer text;
    PGresult *plan;
    int n;

    plan = PQprepare(c, name, sql.bytes, 0, NULL);
    if (PQresultStatus(plan) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", name, PQerrorMessage(c));
    PQclear(plan);
    yb_buffer_init(&text, arena);
    yb_buffer_addf(&text, "EXPLAIN EXECUTE \"%s\"", name);
    add_arguments(&text, c, name);
    plan = PQexec(c, yb_buffer_text(&text).bytes);
    if (PQresultStatus(plan) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", name, PQerrorMessage(c));
    n = partitions_of(plan);
    PQclear(plan);
    return n;
}

static void an_oltp_statement_touches_one_partition(void **state)
{
    struct fixture f;
    PGconn *c;
    int i, checked = 0;

    (void)state;
    fixture_open(&f, YB_POSTGRES, &partitioned);
    c = PQconnectdb(f.url);
    run(c, "SET plan_cache_mode = force_custom_plan");
    for (i = 0; i < YB_SQLS; i++) {
        struct yb_buffer text;
        int n;

        if (yb_sqls[i].path != YB_PATH_OLTP || i == YB_SQL_SETTLE_WRITE)
            continue;
        yb_buffer_init(&text, &f.arena);
        yb_sql_write(YB_POSTGRES, (enum yb_sql)i, &text);
        n = explain(c, &f.arena, yb_sqls[i].name, yb_buffer_text(&text));
        /* a plain INSERT finds its partition when it runs: the plan names the parent */
        if (n != 1 && strncmp(yb_sqls[i].text, "INSERT", 6) != 0)
            fail_msg("%s touches %d partitions", yb_sqls[i].name, n);
        checked++;
    }
    assert_true(checked > 30);
    PQfinish(c);
    fixture_close(&f);
}

/* The test itself must see a statement that goes everywhere. */
static void the_test_sees_a_statement_that_goes_everywhere(void **state)
{
    struct fixture f;
    PGconn *c;

    (void)state;
    fixture_open(&f, YB_POSTGRES, &partitioned);
    c = PQconnectdb(f.url);
    assert_int_equal(
        explain(c, &f.arena, "bad", YB_TEXT("SELECT setl_id FROM setl WHERE setl_id = $1")),
        PARTITIONS);
    PQfinish(c);
    fixture_close(&f);
}

static void a_unique_index_without_the_person_is_refused(void **state)
{
    struct fixture f;
    PGresult *result;
    PGconn *c;

    (void)state;
    fixture_open(&f, YB_POSTGRES, &partitioned);
    c = PQconnectdb(f.url);
    result = PQexec(c, "CREATE UNIQUE INDEX bad ON setl (setl_id)");
    assert_int_equal(PQresultStatus(result), PGRES_FATAL_ERROR);
    PQclear(result);
    PQfinish(c);
    fixture_close(&f);
}

/* S4. Only with a ready server; nothing is fetched or built for it. */
static void the_tables_distribute(void **state)
{
    const char *url = getenv("YB_TEST_CITUS");
    struct yb_store_options options = {.url = url, .citus = true};
    struct yb_error error;

    (void)state;
    if (!url) {
        print_message("# skipped: YB_TEST_CITUS names no distributed server\n");
        skip();
    }
    fixture_ok(yb_store_upgrade(&options, &error), &error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_oltp_statement_touches_one_partition),
        cmocka_unit_test(the_test_sees_a_statement_that_goes_everywhere),
        cmocka_unit_test(a_unique_index_without_the_person_is_refused),
        cmocka_unit_test(the_tables_distribute),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
