/*
 * The schema linter: what schema.def must keep to, so that the tables can be spread over many
 * servers (rules R1, R2 of the shard list) and mean the same on every engine.
 */
#include "test/test.h"

#include <string.h>

#include "store/ddl.h"

static void find(const char *table, const char *what)
{
    fail_msg("table %s: %s", table, what);
}

static void every_table_is_placed_and_keyed(void **state)
{
    int t;

    (void)state;
    for (t = 0; t < YB_TABLES; t++) {
        const struct yb_table_info *table = &yb_tables[t];
        int psn_no = yb_column_find(table, "psn_no", 6);
        struct yb_text rest = yb_text_of(table->key), name;

        if (table->spread == YB_SHARDED && psn_no < 0)
            find(table->name, "sharded without psn_no");
        if (psn_no >= 0 && table->columns[psn_no].kind != YB_KIND_INT)
            find(table->name, "psn_no is no number");
        if (table->spread == YB_REFERENCE && psn_no >= 0)
            find(table->name, "a reference table about people");
        while (rest.length) {
            name = yb_text_trim(yb_text_split(rest, ',', &rest));
            if (yb_column_find(table, name.bytes, name.length) < 0)
                find(table->name, "a key column that does not exist");
        }
    }
}

static void columns_have_distinct_names(void **state)
{
    size_t i, k;
    int t;

    (void)state;
    for (t = 0; t < YB_TABLES; t++) {
        const struct yb_table_info *table = &yb_tables[t];

        for (i = 0; i < table->column_count; i++) {
            for (k = 0; k < i; k++)
                if (!strcmp(table->columns[i].name, table->columns[k].name))
                    find(table->name, table->columns[i].name);
            if (table->columns[i].kind == YB_KIND_MORE && i + 1 != table->column_count)
                find(table->name, "the packed column is not the last");
        }
        for (i = 0; i < table->packed_count; i++)
            if (yb_column_find(table, table->packed[i], strlen(table->packed[i])) >= 0)
                find(table->name, table->packed[i]);
        assert_true(table->packed_count < 256);
    }
}

static void money_columns_say_their_unit(void **state)
{
    static const char *const endings[] = {"_amt", "_pay", "_sumamt", "_payamt", "_selfpay"};
    size_t i, k;
    int t;

    (void)state;
    for (t = 0; t < YB_TABLES; t++)
        for (i = 0; i < yb_tables[t].column_count; i++) {
            const char *name = yb_tables[t].columns[i].name;
            size_t length = strlen(name);

            for (k = 0; k < sizeof(endings) / sizeof(endings[0]); k++)
                if (length > strlen(endings[k]) &&
                    !strcmp(name + length - strlen(endings[k]), endings[k]))
                    find(yb_tables[t].name, name);
        }
}

/* Every key and unique index of a sharded table begins with psn_no on PostgreSQL. */
static void keys_lead_with_the_person_on_a_server(void **state)
{
    struct yb_arena arena;
    size_t i;
    int t;

    (void)state;
    yb_arena_init(&arena, 4096);
    for (t = 0; t < YB_TABLES; t++) {
        struct yb_buffer key;

        yb_buffer_init(&key, &arena);
        yb_ddl_key(YB_POSTGRES, (enum yb_table_id)t, yb_tables[t].key, &key);
        if (yb_tables[t].spread == YB_SHARDED &&
            strncmp(yb_buffer_text(&key).bytes, "psn_no", 6) != 0)
            find(yb_tables[t].name, "key");
    }
    for (i = 0; i < yb_index_count; i++) {
        const struct yb_index_info *index = &yb_indexes[i];
        struct yb_buffer key;

        yb_buffer_init(&key, &arena);
        yb_ddl_key(YB_POSTGRES, index->table, index->columns, &key);
        if (index->kind == YB_INDEX_UNIQUE && yb_tables[index->table].spread == YB_SHARDED &&
            strncmp(yb_buffer_text(&key).bytes, "psn_no", 6) != 0)
            find(yb_tables[index->table].name, index->name);
        if (index->kind == YB_INDEX_PARENT && yb_tables[index->table].spread != YB_SHARDED)
            find(yb_tables[index->table].name, "a foreign key that is not in the person's shard");
    }
    yb_arena_release(&arena);
}

/* On SQLite new settlements, lines, transfers land at the right edge: their key begins with an id.
 */
static void keys_lead_with_time_in_a_file(void **state)
{
    static const struct {
        enum yb_table_id table;
        const char *first;
    } rows[] = {
        {YB_T_setl, "setl_id"},        {YB_T_setl_detail, "setl_id"},
        {YB_T_setl_accu, "setl_id"},   {YB_T_setl_trace, "setl_id"},
        {YB_T_feedetl, "mdtrt_id"},    {YB_T_mdtrt, "mdtrt_id"},
        {YB_T_mdtrt_dise, "mdtrt_id"}, {YB_T_ledger_transfer, "transfer_id"},
        {YB_T_message, "message_id"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(
            strncmp(yb_tables[rows[i].table].key, rows[i].first, strlen(rows[i].first)), 0);
}

static bool has(struct yb_text text, const char *word)
{
    return strstr(text.bytes, word) != NULL;
}

static struct yb_text ddl_of(struct yb_arena *arena, struct yb_ddl ddl)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    yb_ddl_schema(&ddl, &out);
    assert_false(out.failed);
    return yb_buffer_text(&out);
}

static void the_ddl_differs_only_where_it_should(void **state)
{
    struct yb_arena arena;
    struct yb_text text;

    (void)state;
    yb_arena_init(&arena, 1 << 16);
    text = ddl_of(&arena, (struct yb_ddl){.dialect = YB_SQLITE});
    assert_true(has(text, "WITHOUT ROWID") && has(text, "STRICT"));
    assert_true(has(text, "PRIMARY KEY (setl_id)\n) STRICT;"));
    assert_false(has(text, "PARTITION") || has(text, "bigint") || has(text, "citus"));
    text = ddl_of(&arena, (struct yb_ddl){.dialect = YB_POSTGRES});
    assert_true(has(text, "PRIMARY KEY (psn_no, setl_id)"));
    assert_true(has(text, "UNIQUE INDEX setl_cancel ON setl (psn_no, init_setl_id) WHERE"));
    assert_false(has(text, "PARTITION") || has(text, "ROWID"));
    text = ddl_of(&arena, (struct yb_ddl){.dialect = YB_POSTGRES, .partitions = 16});
    assert_true(has(text, "PARTITION OF setl FOR VALUES WITH (MODULUS 16, REMAINDER 15)"));
    assert_false(has(text, "PARTITION OF fixmedins"));
    text = ddl_of(&arena, (struct yb_ddl){.dialect = YB_POSTGRES, .citus = true});
    assert_true(has(text, "create_distributed_table('psn', 'psn_no');"));
    assert_true(has(text, "create_distributed_table('setl', 'psn_no', colocate_with => 'psn')"));
    assert_true(has(text, "create_reference_table('fixmedins')"));
    assert_false(has(text, "create_reference_table('message_route')"));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_placed_and_keyed),
        cmocka_unit_test(columns_have_distinct_names),
        cmocka_unit_test(money_columns_say_their_unit),
        cmocka_unit_test(keys_lead_with_the_person_on_a_server),
        cmocka_unit_test(keys_lead_with_time_in_a_file),
        cmocka_unit_test(the_ddl_differs_only_where_it_should),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
