/*
 * The statement linter (level S2 of the shard rules): what a distributed server refuses, and what
 * would give another answer on another engine, must not stand in the catalogue. Each rule is shown
 * a statement that breaks it, so that the linter itself is tested.
 */
#include "test/test.h"

#include <ctype.h>
#include <string.h>

#include "store/sql.h"

/* Words that no statement may have. Lower case; blanks around are part of the word. */
static const struct {
    const char *word, *why;
} banned[] = {
    {"now()", "R9: time is a parameter"},
    {"current_timestamp", "R9: time is a parameter"},
    {"random(", "R9: chance is a parameter"},
    {"datetime(", "R9: time is a parameter"},
    {" / ", "R9: division differs between engines"},
    {"nextval", "R3: ids are made by the application"},
    {"autoincrement", "R3: ids are made by the application"},
    {"trigger", "R4"},
    {"listen ", "R4"},
    {"notify ", "R4"},
    {"lock table", "R4"},
    {"advisory", "R4: advisory locks hold on one node only"},
    {"exclude ", "R4"},
    {"skip locked", "R4: queues are polled by key"},
    {"grouping sets", "refused when distributed"},
    {" cube", "refused when distributed"},
    {" rollup", "refused when distributed"},
    {"recursive", "refused when distributed"},
    {"collate", "order is by bytes everywhere"},
    {" like ", "case folding differs between engines"},
    {"ifnull(", "not in the common subset"},
    {"strpos(", "not in the common subset"},
    {"instr(", "not in the common subset"},
    {"::", "not in the common subset"},
    {"float", "no floating point"},
    {"real", "no floating point"},
};

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Is `column = $n` one of the conditions (or the value) of the statement? */
static bool names_one_person(const char *sql)
{
    const char *p;

    for (p = sql; (p = strstr(p, "psn_no = $")) != NULL; p++)
        if (p == sql || !word_char(p[-1]))
            return true;
    return strstr(sql, "settle_write($1") != NULL;
}

static bool inserts(const char *sql)
{
    return !strncmp(sql, "insert", 6);
}

/* The rule that a statement breaks, or NULL. */
static const char *verdict(enum yb_sql_path path, const char *text)
{
    char sql[8192];
    const char *values, *select;
    size_t i;

    for (i = 0; text[i] && i < sizeof(sql) - 1; i++)
        sql[i] = (char)tolower((unsigned char)text[i]);
    sql[i] = 0;
    for (i = 0; i < sizeof(banned) / sizeof(banned[0]); i++)
        if (strstr(sql, banned[i].word))
            return banned[i].why;
    values = strstr(sql, "values (");
    if (values && strstr(values, "select"))
        return "a subquery in VALUES";
    if (!strncmp(sql, "select", 6)) {
        const char *from = strstr(sql, " from ");

        select = strstr(sql + 6, "select");
        if (select && from && select < from)
            return "a subquery in the list of results";
    }
    if (strstr(sql, "set psn_no"))
        return "R2: psn_no never changes";
    if (strstr(sql, "for update") && !strstr(sql, "psn_no = $") && !strstr(sql, "access_head"))
        return "FOR UPDATE over shards";
    if (path == YB_PATH_OLTP && !inserts(sql) && !names_one_person(sql))
        return "R5: no psn_no = $n";
    if (path == YB_PATH_OLTP && inserts(sql) && !strstr(sql, "psn_no"))
        return "R5: inserts nobody's row";
    if (strstr(sql, "limit") && !strstr(sql, "order by"))
        return "LIMIT without an order";
    return NULL;
}

static void every_statement_keeps_the_rules(void **state)
{
    struct yb_arena arena;
    int i, dialect;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    for (i = 0; i < YB_SQLS; i++)
        for (dialect = YB_SQLITE; dialect <= YB_POSTGRES; dialect++) {
            struct yb_buffer text;
            const char *why;

            yb_buffer_init(&text, &arena);
            yb_sql_expand((enum yb_dialect)dialect, yb_sqls[i].text, &text);
            why = verdict(yb_sqls[i].path, yb_buffer_text(&text).bytes);
            if (why)
                fail_msg("%s: %s", yb_sqls[i].name, why);
        }
    yb_arena_release(&arena);
}

static void the_linter_sees_each_sin(void **state)
{
    static const char *const sins[] = {
        "SELECT now() FROM psn WHERE psn_no = $1",
        "SELECT a FROM psn WHERE psn_no = $1 AND x > random()",
        "UPDATE accu SET value = value / 2 WHERE psn_no = $1",
        "SELECT a FROM setl WHERE setl_id = $1",
        "SELECT a FROM setl WHERE xpsn_no = $1",
        "UPDATE setl SET x = 1 WHERE setl_id = $1",
        "DELETE FROM setl WHERE setl_id = $1",
        "INSERT INTO setl (a) VALUES ($1)",
        "INSERT INTO setl (psn_no) VALUES ((SELECT 1))",
        "SELECT (SELECT 1 FROM accu) FROM psn WHERE psn_no = $1",
        "SELECT a FROM message WHERE s = 0 ORDER BY a FOR UPDATE",
        "SELECT a FROM setl WHERE psn_no = $1 GROUP BY GROUPING SETS (a)",
        "WITH RECURSIVE x AS (SELECT 1) SELECT a FROM x WHERE psn_no = $1",
        "SELECT pg_advisory_lock(1) FROM psn WHERE psn_no = $1",
        "UPDATE psn SET psn_no = $2 WHERE psn_no = $1",
        "SELECT a FROM psn WHERE psn_no = $1 LIMIT 1",
        "SELECT a FROM psn WHERE psn_no = $1 AND b LIKE $2",
        "SELECT a::text FROM psn WHERE psn_no = $1",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(sins) / sizeof(sins[0]); i++)
        if (!verdict(YB_PATH_OLTP, sins[i]))
            fail_msg("passed: %s", sins[i]);
    assert_null(verdict(YB_PATH_OLTP, "SELECT a FROM setl WHERE psn_no = $1 AND setl_id = $2"));
    assert_null(verdict(YB_PATH_PASS, "SELECT a FROM setl WHERE setl_id > $1 ORDER BY a LIMIT $2"));
}

/* A statement about a sharded table that is not on the settlement path says so by its path. */
static void parameters_are_numbered_without_gaps(void **state)
{
    struct yb_arena arena;
    int i;

    (void)state;
    yb_arena_init(&arena, 1 << 14);
    for (i = 0; i < YB_SQLS; i++) {
        struct yb_buffer text;
        bool seen[YB_COLUMNS_MAX + 1] = {false};
        long most = 0, n;
        char *p;

        yb_buffer_init(&text, &arena);
        yb_sql_expand(YB_POSTGRES, yb_sqls[i].text, &text);
        p = (char *)(uintptr_t)yb_buffer_text(&text).bytes;
        while ((p = strchr(p, '$')) != NULL) {
            n = strtol(p + 1, &p, 10);
            assert_in_range(n, 1, YB_COLUMNS_MAX);
            seen[n] = true;
            most = n > most ? n : most;
        }
        for (n = 1; n <= most; n++)
            if (!seen[n])
                fail_msg("%s: $%ld is missing", yb_sqls[i].name, n);
    }
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_keeps_the_rules),
        cmocka_unit_test(the_linter_sees_each_sin),
        cmocka_unit_test(parameters_are_numbered_without_gaps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
