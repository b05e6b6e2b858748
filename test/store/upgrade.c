/*
 * Versions: a store opens only with the program of its version; an upgrade that is interrupted at
 * any of its steps starts over and ends where an uninterrupted one does.
 */
#include "test/store/fixture.h"

#include <string.h>

#include "store/migrate.h"

static int open_plain(struct fixture *f, struct yb_error *error)
{
    int rc = yb_store_open(&f->store, &f->options, error);

    yb_store_close(f->store);
    f->store = NULL;
    return rc;
}

static struct yb_conn *connect_writer(struct fixture *f, struct yb_steps *steps, bool create)
{
    const struct yb_driver *driver = yb_driver_of(f->url);
    struct yb_conn_options how = {
        .url = f->url, .steps = steps, .busy_ms = 5000, .writer = true, .create = create};
    struct yb_conn *conn;
    struct yb_error error;

    fixture_ok(driver->connect(&how, &conn, &error), &error);
    return conn;
}

static void set_version(struct fixture *f, const char *version)
{
    struct yb_steps steps = {0};
    struct yb_conn *conn = connect_writer(f, &steps, false);
    char text[128];
    struct yb_error error;

    snprintf(text, sizeof(text), "UPDATE setting SET value = '%s' WHERE name = 'schema_version';\n",
             version);
    fixture_ok(conn->driver->begin(conn, true, &error), &error);
    fixture_ok(conn->driver->script(conn, text, &error), &error);
    fixture_ok(conn->driver->commit(conn, &error), &error);
    conn->driver->disconnect(conn);
}

static void other_versions_are_refused(enum yb_dialect engine)
{
    struct fixture f;
    struct yb_error error;

    fixture_place(&f, engine);
    if (engine == YB_POSTGRES) /* a database without tables */
        assert_int_equal(open_plain(&f, &error), YB_E_STORE_VERSION);
    else /* no file */
        assert_int_equal(open_plain(&f, &error), YB_E_FILE);
    fixture_ok(yb_store_upgrade(&f.options, &error), &error);
    fixture_ok(yb_store_upgrade(&f.options, &error), &error); /* nothing to do */
    fixture_ok(open_plain(&f, &error), &error);
    set_version(&f, "0");
    assert_int_equal(open_plain(&f, &error), YB_E_STORE_VERSION);
    assert_string_equal(error.args[0], "0");
    set_version(&f, "999");
    assert_int_equal(open_plain(&f, &error), YB_E_STORE_VERSION);
    assert_string_equal(error.args[0], "999");
    assert_int_equal(yb_store_upgrade(&f.options, &error), YB_E_STORE_VERSION);
    fixture_close(&f);
}

static void a_file_of_another_version_is_refused(void **state)
{
    (void)state;
    other_versions_are_refused(YB_SQLITE);
}

static void a_database_of_another_version_is_refused(void **state)
{
    (void)state;
    other_versions_are_refused(YB_POSTGRES);
}

/* ---- interrupted upgrades ---- */

static void write_two(const struct yb_ddl *ddl, struct yb_buffer *out)
{
    (void)ddl;
    yb_buffer_add_string(out, "CREATE TABLE later (id integer PRIMARY KEY);\n"
                              "INSERT INTO later (id) VALUES (1);\n"
                              "ALTER TABLE later ADD COLUMN name text;\n");
}

static void write_three(const struct yb_ddl *ddl, struct yb_buffer *out)
{
    (void)ddl;
    yb_buffer_add_string(out, "UPDATE later SET id = id + 1;\n"
                              "INSERT INTO later (id) SELECT id + 10 FROM later;\n");
}

static int take_sum(void *context, const struct yb_cursor *cursor)
{
    *(int64_t *)context = cursor->number(cursor, 0);
    return YB_OK;
}

/* Fails the upgrade at step 1, 2, ... until it goes through; the end is always the same. */
static void interrupt_everywhere(enum yb_dialect engine)
{
    const int64_t newest = yb_migrations[yb_migration_count - 1].version;
    const struct yb_migration later[] = {
        {newest, yb_ddl_schema}, {newest + 1, write_two}, {newest + 2, write_three}};
    struct yb_ddl ddl = {.dialect = engine};
    int64_t version, sum = 0;
    struct fixture f;
    struct yb_error error;
    int n, interrupted = 0;

    fixture_place(&f, engine);
    fixture_ok(yb_store_upgrade(&f.options, &error), &error);
    for (n = 1; n < 1000; n++) {
        struct yb_steps steps = {0};
        struct yb_conn *conn = connect_writer(&f, &steps, false);
        int rc;

        steps.fault = YB_FAULT_ERROR;
        steps.fault_at = steps.count + n;
        rc = yb_migrate(conn, &ddl, later, 3, &error);
        conn->driver->disconnect(conn);
        if (rc == YB_OK)
            break;
        assert_int_equal(rc, YB_E_STORE);
        assert_string_equal(error.args[0], "injected");
        interrupted++;
    }
    assert_true(interrupted >= 8);
    {
        struct yb_steps steps = {0};
        struct yb_conn *conn = connect_writer(&f, &steps, false);

        fixture_ok(yb_schema_version(conn, &version, &error), &error);
        fixture_ok(conn->driver->query(conn, "SELECT CAST(sum(id) AS bigint) FROM later", take_sum,
                                       &sum, &error),
                   &error);
        conn->driver->rollback(conn);
        conn->driver->disconnect(conn);
    }
    assert_int_equal(version, newest + 2);
    assert_int_equal(sum, 2 + 12);
    fixture_close(&f);
}

static void an_interrupted_upgrade_of_a_file_goes_on(void **state)
{
    (void)state;
    interrupt_everywhere(YB_SQLITE);
}

static void an_interrupted_upgrade_of_a_database_goes_on(void **state)
{
    (void)state;
    interrupt_everywhere(YB_POSTGRES);
}

/* A row of all that is not empty but the texts. */
static void add_row(struct yb_conn *conn, enum yb_table_id table)
{
    static const char *const values[] = {[YB_KIND_INT] = "7", [YB_KIND_DAY] = "17000"};
    const struct yb_table_info *info = &yb_tables[table];
    struct yb_arena arena;
    struct yb_buffer text;
    struct yb_error error;

    yb_arena_init(&arena, 4096);
    yb_buffer_init(&text, &arena);
    yb_buffer_addf(&text, "INSERT INTO %s VALUES (", info->name);
    for (size_t i = 0; i < info->column_count; i++) {
        const struct yb_column *column = &info->columns[i];
        bool number = column->kind == YB_KIND_INT || column->kind == YB_KIND_DAY;

        yb_buffer_addf(&text, "%s%s", i ? ", " : "",
                       number                               ? values[column->kind]
                       : column->kind == YB_KIND_TEXT       ? "''"
                       : conn->driver->dialect == YB_SQLITE ? "x''"
                                                            : "''");
    }
    yb_buffer_add_string(&text, ");\n");
    fixture_ok(conn->driver->script(conn, yb_buffer_text(&text).bytes, &error), &error);
    yb_arena_release(&arena);
}

/* Catalogues were the home region's alone. */
static const char without_regions[] =
    "CREATE TABLE one AS SELECT * FROM med_item;\nDROP TABLE med_item;\n"
    "ALTER TABLE one DROP COLUMN admdvs;\nALTER TABLE one RENAME TO med_item;\n"
    "CREATE TABLE one AS SELECT * FROM catalogue_ver;\nDROP TABLE catalogue_ver;\n"
    "ALTER TABLE one DROP COLUMN admdvs;\nALTER TABLE one RENAME TO catalogue_ver;\n";

/* Nor was there any of this. */
static const char without_the_rest[] =
    "DROP TABLE policy_version;\nDROP TABLE setl_cause;\nDROP TABLE feedetl_fix;\n"
    "DROP TABLE acct_share;\nDROP TABLE acct_hold;\nDROP TABLE acct_use;\n"
    "DROP TABLE psn_fact;\nDROP TABLE prac_duty;\nDROP TABLE goods;\n"
    "DROP TABLE resettle_order;\nDROP TABLE document;\nDROP TABLE resettle_run;\n"
    "DROP TABLE paper_claim;\nDROP TABLE paper_line;\n"
    "DROP TABLE paper_batch;\nDROP TABLE paper_batch_fund;\n"
    "DROP TABLE matn_allowance;\nDROP TABLE matn_paid;\nDROP TABLE emp_wage;\n"
    "DROP INDEX setl_invoice;\n"
    "DROP INDEX filing_chronic;\nDROP INDEX filing_ends;\nDROP INDEX filing_every;\n"
    "DROP INDEX filing_disease;\nDROP INDEX filing_filed;\n"
    "ALTER TABLE filing DROP COLUMN insuplc_admdvs;\n"
    "ALTER TABLE filing DROP COLUMN rev_round;\n"
    "ALTER TABLE filing DROP COLUMN more;\n"
    "ALTER TABLE user_account DROP COLUMN psn_no;\n"
    "DROP INDEX access_log_time;\nDROP INDEX access_log_actor;\n"
    "DROP INDEX access_log_action;\n"
    "CREATE INDEX access_log_time ON access_log (log_time);\n"
    "CREATE INDEX access_log_actor ON access_log (actor, log_time);\n"
    "CREATE INDEX access_log_action ON access_log (action, log_time);\n"
    "ALTER TABLE filing DROP COLUMN trum_site;\n"
    "ALTER TABLE filing DROP COLUMN trum_rea;\n"
    "ALTER TABLE filing DROP COLUMN chk_pay_flag;\n"
    "ALTER TABLE filing DROP COLUMN trum_time;\n"
    "ALTER TABLE filing DROP COLUMN adm_time;\n";

/* A store of version 1 is one without what came later; a store founded today has it at once. */
static void an_older_store_gets_what_came_later(enum yb_dialect engine)
{
    const int64_t newest = yb_migrations[yb_migration_count - 1].version;
    struct yb_ddl ddl = {.dialect = engine};
    /* how many tables, columns and indexed columns there are */
    static const char *const all_columns[] = {
        "SELECT (SELECT count(*) FROM sqlite_schema s, pragma_table_info(s.name) WHERE s.type ="
        " 'table') + (SELECT count(*) FROM sqlite_schema s, pragma_index_info(s.name) WHERE s.type"
        " = 'index')",
        "SELECT count(*) FROM pg_attribute a, pg_class c WHERE a.attrelid = c.oid AND a.attnum > 0"
        " AND NOT a.attisdropped AND c.relnamespace = current_schema()::regnamespace"};
    struct yb_steps steps = {0};
    int64_t version, founded = 0, upgraded = 0;
    struct fixture f;
    struct yb_error error;
    struct yb_conn *conn;

    fixture_place(&f, engine);
    fixture_ok(yb_store_upgrade(&f.options, &error), &error);
    conn = connect_writer(&f, &steps, false);
    fixture_ok(yb_schema_version(conn, &version, &error), &error);
    assert_int_equal(version, newest);
    fixture_ok(conn->driver->query(conn, all_columns[engine], take_sum, &founded, &error), &error);
    fixture_ok(conn->driver->begin(conn, true, &error), &error);
    add_row(conn, YB_T_med_item);
    add_row(conn, YB_T_catalogue_ver);
    fixture_ok(conn->driver->script(conn, without_regions, &error), &error);
    fixture_ok(conn->driver->script(conn, without_the_rest, &error), &error);
    fixture_ok(conn->driver->commit(conn, &error), &error);
    set_version(&f, "1");
    fixture_ok(yb_migrate(conn, &ddl, yb_migrations, yb_migration_count, &error), &error);
    fixture_ok(
        conn->driver->query(
            conn,
            "SELECT count(trum_site) + count(adm_time) FROM filing, policy_version, setl_cause",
            take_sum, &version, &error),
        &error);
    assert_int_equal(version, 0);
    fixture_ok(conn->driver->query(conn,
                                   "SELECT count(*) FROM med_item m, catalogue_ver v"
                                   " WHERE m.admdvs = '' AND v.admdvs = '' AND m.begndate = 17000",
                                   take_sum, &version, &error),
               &error);
    assert_int_equal(version, 1);
    fixture_ok(conn->driver->query(conn, all_columns[engine], take_sum, &upgraded, &error), &error);
    assert_int_equal(upgraded, founded);
    fixture_ok(yb_schema_version(conn, &version, &error), &error);
    assert_int_equal(version, newest);
    conn->driver->rollback(conn);
    conn->driver->disconnect(conn);
    fixture_close(&f);
}

static void an_older_file_gets_what_came_later(void **state)
{
    (void)state;
    an_older_store_gets_what_came_later(YB_SQLITE);
}

static void an_older_database_gets_what_came_later(void **state)
{
    (void)state;
    an_older_store_gets_what_came_later(YB_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_older_file_gets_what_came_later),
        cmocka_unit_test(an_older_database_gets_what_came_later),
        cmocka_unit_test(a_file_of_another_version_is_refused),
        cmocka_unit_test(a_database_of_another_version_is_refused),
        cmocka_unit_test(an_interrupted_upgrade_of_a_file_goes_on),
        cmocka_unit_test(an_interrupted_upgrade_of_a_database_goes_on),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
