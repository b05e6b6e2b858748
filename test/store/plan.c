/*
 * How SQLite looks for what concerns one person: by a key or an index, never through everybody's
 * rows. In a whole store and in a file in the making, which lacks the LATER indexes: a scan there
 * is paid for by every death of five million people.
 */
#include "test/test.h"

#include <sqlite3.h>
#include <string.h>

#include "store/sql.h"

/* A bill's transfers, for cancelling and adjusting it: a file in the making only settles. */
static const enum yb_sql not_while_making[] = {YB_SQL_TRANSFER_LIST_SETL};

static sqlite3 *store_of(bool making)
{
    const struct yb_ddl ddl = {.dialect = YB_SQLITE, .making = making};
    struct yb_buffer text;
    struct yb_arena arena;
    sqlite3 *db;

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    yb_ddl_schema(&ddl, &text);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, yb_buffer_text(&text).bytes, NULL, NULL, NULL), SQLITE_OK);
    yb_arena_release(&arena);
    return db;
}

static bool is_sharded(const char *name, size_t length)
{
    for (int t = 0; t < YB_TABLES; t++)
        if (strlen(yb_tables[t].name) == length && !strncmp(yb_tables[t].name, name, length))
            return yb_tables[t].spread == YB_SHARDED;
    return false;
}

/* "SCAN setl", "SCAN setl USING INDEX ...": all rows of a table that grows with the people. */
static bool scans(sqlite3 *db, const char *sql)
{
    char explain[16384];
    sqlite3_stmt *plan;
    bool found = false;

    assert_true((size_t)snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sql) <
                sizeof(explain));
    if (sqlite3_prepare_v2(db, explain, -1, &plan, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(db), sql);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);

        if (!strncmp(detail, "SCAN ", 5) && is_sharded(detail + 5, strcspn(detail + 5, " ")))
            found = true;
    }
    sqlite3_finalize(plan);
    return found;
}

static bool is_excused(enum yb_sql sql)
{
    for (size_t i = 0; i < sizeof(not_while_making) / sizeof(*not_while_making); i++)
        if (not_while_making[i] == sql)
            return true;
    return false;
}

static int count_scans(bool making)
{
    sqlite3 *db = store_of(making);
    struct yb_buffer text;
    struct yb_arena arena;
    int found = 0;

    yb_arena_init(&arena, 1 << 16);
    for (int i = 0; i < YB_SQLS; i++) {
        const enum yb_sql sql = (enum yb_sql)i;

        if (yb_sqls[i].path != YB_PATH_OLTP || yb_sql_person(sql) < 0)
            continue;
        yb_buffer_init(&text, &arena);
        yb_sql_write(YB_SQLITE, sql, &text);
        if (scans(db, yb_buffer_text(&text).bytes) && !(making && is_excused(sql))) {
            print_error("%s reads everybody's rows\n", yb_sqls[i].name);
            found++;
        }
        yb_arena_clear(&arena);
    }
    yb_arena_release(&arena);
    sqlite3_close(db);
    return found;
}

static void a_person_is_found_in_a_store(void **state)
{
    (void)state;
    assert_int_equal(count_scans(false), 0);
}

static void a_person_is_found_in_a_file_in_the_making(void **state)
{
    (void)state;
    assert_int_equal(count_scans(true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_found_in_a_store),
        cmocka_unit_test(a_person_is_found_in_a_file_in_the_making),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
