#include "store/migrate.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "store/store_internal.h"

/* A table that got admdvs into its key: made anew, with the rows that it had as the home region's.
 */
static void by_region(const struct yb_ddl *ddl, enum yb_table_id table, struct yb_buffer *out)
{
    const struct yb_table_info *info = &yb_tables[table];

    yb_buffer_addf(out,
                   "CREATE TABLE %s_before AS SELECT * FROM %s;\n"
                   "DROP TABLE %s;\n",
                   info->name, info->name, info->name);
    yb_ddl_table(ddl, table, out);
    for (int pass = 0; pass < 2; pass++) {
        if (pass)
            yb_buffer_add_string(out, ") SELECT ''");
        else
            yb_buffer_addf(out, "INSERT INTO %s (admdvs", info->name);
        for (size_t i = 0; i < info->column_count; i++)
            if (strcmp(info->columns[i].name, "admdvs") != 0)
                yb_buffer_addf(out, ", %s", info->columns[i].name);
    }
    yb_buffer_addf(out, " FROM %s_before;\nDROP TABLE %s_before;\n", info->name, info->name);
}

/*
 * Policy versions; why bills were decided again, and the orders to do so; who shares an account;
 * what is on record of an entitlement; injuries on filings; institutions' goods and days of duty;
 * ways through the audit log that hold its order; claims on paper, bills by their invoice;
 * maternity allowances and the wages that they follow; catalogues of other regions.
 */
static void write_two(const struct yb_ddl *ddl, struct yb_buffer *out)
{
    static const enum yb_table_id tables[] = {
        YB_T_policy_version, YB_T_setl_cause,     YB_T_feedetl_fix,      YB_T_acct_share,
        YB_T_acct_hold,      YB_T_acct_use,       YB_T_psn_fact,         YB_T_prac_duty,
        YB_T_goods,          YB_T_resettle_order, YB_T_document,         YB_T_paper_claim,
        YB_T_paper_line,     YB_T_paper_batch,    YB_T_paper_batch_fund, YB_T_matn_allowance,
        YB_T_matn_paid,      YB_T_emp_wage,       YB_T_resettle_run};
    static const char *const texts[] = {"trum_site", "trum_rea", "chk_pay_flag", "insuplc_admdvs"};
    static const char *const days[] = {"trum_time", "adm_time", "rev_round"};
    static const char *const ways[] = {"time", "actor", "action"};

    for (size_t i = 0; i < YB_COUNT(tables); i++)
        yb_ddl_table(ddl, tables[i], out);
    for (size_t i = 0; i < YB_COUNT(ways); i++)
        yb_buffer_addf(out, "DROP INDEX access_log_%s;\n", ways[i]);
    yb_ddl_indexes(ddl, YB_T_access_log, out);
    for (size_t i = 0; i < YB_COUNT(texts); i++)
        yb_buffer_addf(out, "ALTER TABLE filing ADD COLUMN %s text%s NOT NULL DEFAULT '';\n",
                       texts[i], ddl->dialect == YB_POSTGRES ? " COLLATE \"C\"" : "");
    for (size_t i = 0; i < YB_COUNT(days); i++)
        yb_buffer_addf(out, "ALTER TABLE filing ADD COLUMN %s integer;\n", days[i]);
    yb_buffer_addf(out, "ALTER TABLE user_account ADD COLUMN psn_no %s NOT NULL DEFAULT 0;\n",
                   ddl->dialect == YB_POSTGRES ? "bigint" : "INTEGER");
    yb_buffer_addf(out, "ALTER TABLE filing ADD COLUMN more %s NOT NULL DEFAULT %s;\n",
                   ddl->dialect == YB_POSTGRES ? "bytea" : "BLOB",
                   ddl->dialect == YB_POSTGRES ? "''" : "x''");
    yb_buffer_add_string(out,
                         "DROP INDEX filing_psn;\n"
                         "UPDATE filing SET insuplc_admdvs = coalesce((SELECT"
                         " max(i.insuplc_admdvs) FROM psn_insu i WHERE i.psn_no = filing.psn_no"
                         " AND i.insutype = filing.insutype), '');\n");
    yb_ddl_indexes(ddl, YB_T_filing, out);
    yb_buffer_add_string(out, "CREATE INDEX setl_invoice ON setl (invono) WHERE invono <> '';\n");
    by_region(ddl, YB_T_med_item, out);
    by_region(ddl, YB_T_catalogue_ver, out);
}

const struct yb_migration yb_migrations[] = {
    {1, yb_ddl_schema},
    {2, write_two},
};
const size_t yb_migration_count = YB_COUNT(yb_migrations);

static int take_number(void *context, const struct yb_cursor *cursor)
{
    *(int64_t *)context = cursor->number(cursor, 0);
    return YB_OK;
}

int yb_schema_version(struct yb_conn *conn, int64_t *version, struct yb_error *error)
{
    static const char *const has_table[] = {
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'setting'",
        "SELECT count(*) FROM pg_catalog.pg_tables"
        " WHERE schemaname = current_schema() AND tablename = 'setting'"};
    int64_t tables = 0;
    int rc =
        conn->driver->query(conn, has_table[conn->driver->dialect], take_number, &tables, error);

    *version = 0;
    if (rc == YB_OK && tables)
        rc = conn->driver->query(
            conn, "SELECT CAST(value AS bigint) FROM setting WHERE name = 'schema_version'",
            take_number, version, error);
    return rc;
}

static int too_new(int64_t version, int64_t newest, struct yb_error *error)
{
    char found[24], wanted[24];

    snprintf(found, sizeof(found), "%lld", (long long)version);
    snprintf(wanted, sizeof(wanted), "%lld", (long long)newest);
    return yb_fail(error, YB_E_STORE_VERSION, found, wanted, NULL);
}

static int run_step(struct yb_conn *conn, const struct yb_ddl *ddl, const struct yb_migration *step,
                    int64_t becomes, struct yb_error *error)
{
    struct yb_arena arena;
    struct yb_buffer text;
    int rc;

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    step->write(ddl, &text);
    yb_buffer_addf(&text,
                   "INSERT INTO setting (name, value) VALUES ('schema_version', '%lld')"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value;\n",
                   (long long)becomes);
    rc = text.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL)
                     : conn->driver->script(conn, yb_buffer_text(&text).bytes, error);
    yb_arena_release(&arena);
    return rc;
}

/* One step, if it is still due once we hold the store's write lock. An empty store gets all tables
 * of today at once: nothing is left to do for it then. */
static int migrate_to(struct yb_conn *conn, const struct yb_ddl *ddl,
                      const struct yb_migration *step, int64_t newest, struct yb_error *error)
{
    int64_t version;
    int rc = conn->driver->begin(conn, true, error);

    if (rc == YB_OK)
        rc = yb_schema_version(conn, &version, error);
    if (rc == YB_OK && version < step->version)
        rc = run_step(conn, ddl, step, version ? step->version : newest, error);
    if (rc == YB_OK)
        rc = conn->driver->commit(conn, error);
    if (rc != YB_OK)
        conn->driver->rollback(conn);
    return rc;
}

static int make_functions(struct yb_conn *conn, const struct yb_ddl *ddl, struct yb_error *error)
{
    struct yb_arena arena;
    struct yb_buffer text;
    int rc = YB_OK;

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    yb_ddl_functions(ddl, &text);
    if (text.failed)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    else if (text.length)
        rc = conn->driver->script(conn, yb_buffer_text(&text).bytes, error);
    yb_arena_release(&arena);
    return rc;
}

int yb_migrate(struct yb_conn *conn, const struct yb_ddl *ddl,
               const struct yb_migration *migrations, size_t count, struct yb_error *error)
{
    int64_t version;
    size_t i;
    int rc = yb_schema_version(conn, &version, error);

    if (rc == YB_OK && count && version > migrations[count - 1].version)
        return too_new(version, migrations[count - 1].version, error);
    for (i = 0; i < count && rc == YB_OK; i++)
        if (migrations[i].version > version)
            rc = migrate_to(conn, ddl, &migrations[i], migrations[count - 1].version, error);
    return rc == YB_OK ? make_functions(conn, ddl, error) : rc;
}

int yb_store_upgrade(const struct yb_store_options *options, struct yb_error *error)
{
    const struct yb_driver *driver = yb_driver_of(options->url);
    struct yb_steps steps = {0};
    struct yb_conn_options how = {.url = options->url,
                                  .steps = &steps,
                                  .busy_ms = options->busy_ms > 0 ? options->busy_ms : 5000,
                                  .writer = true,
                                  .making = options->making,
                                  .create = true};
    struct yb_ddl ddl = {driver->dialect, options->partitions, options->citus,
                         options->making && driver->dialect == YB_SQLITE};
    struct yb_conn *conn = NULL;
    int rc = driver->connect(&how, &conn, error);

    if (rc == YB_OK)
        rc = yb_migrate(conn, &ddl, yb_migrations, yb_migration_count, error);
    driver->disconnect(conn);
    return rc;
}

/* Where nothing else is read meanwhile pages may go to the file early; what is sorted may be more
 * than memory holds; and the log's header is the last thing written, and synced. */
static int finish(struct yb_conn *conn, struct yb_error *error)
{
    struct yb_arena arena;
    struct yb_buffer text;
    int rc;

    yb_arena_init(&arena, 1 << 14);
    yb_buffer_init(&text, &arena);
    yb_buffer_add_string(&text, "PRAGMA cache_spill = ON; PRAGMA temp_store = FILE;"
                                "PRAGMA cache_size = -65536; PRAGMA threads = 1;"
                                "BEGIN IMMEDIATE;\n");
    yb_ddl_later(&text);
    yb_buffer_add_string(&text, "COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;");
    rc = text.failed ? yb_fail(error, YB_E_NO_MEMORY, NULL)
                     : conn->driver->script(conn, yb_buffer_text(&text).bytes, error);
    yb_arena_release(&arena);
    return rc;
}

int yb_store_made(const struct yb_store_options *options, struct yb_error *error)
{
    const struct yb_driver *driver = yb_driver_of(options->url);
    struct yb_steps steps = {0};
    struct yb_conn_options how = {
        .url = options->url, .steps = &steps, .busy_ms = 5000, .writer = true, .making = true};
    struct yb_conn *conn = NULL;
    int rc;

    if (driver->dialect != YB_SQLITE)
        return YB_OK;
    rc = driver->connect(&how, &conn, error);
    if (rc == YB_OK)
        rc = finish(conn, error);
    driver->disconnect(conn);
    return rc == YB_OK ? yb_file_sync(options->url, error) : rc;
}
