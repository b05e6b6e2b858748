/*
 * Every table: rows full of awkward texts and big numbers go in by every inserting statement, one
 * by one and many at once, and come out the same, byte for byte, on both engines.
 */
#include "test/store/fixture.h"

#include <string.h>

#include "store/tx.h"
#include "test/store/sample.h"

enum { ROWS = 12 };

struct work {
    struct fixture *f;
    enum yb_sql sql;
    enum yb_table_id table;
    char *rows;
    bool many;
};

static void set_number(const struct yb_table_info *table, char *row, const char *column, int64_t n)
{
    char *p = row;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        if (!strcmp(table->columns[i].name, column)) {
            if (table->columns[i].kind == YB_KIND_INT)
                memcpy(p, &n, 8);
            return;
        }
        p += table->columns[i].kind >= YB_KIND_TEXT ? sizeof(struct yb_text) : 8;
    }
}

/* Gives every column of the key and of unique indexes a value of its own. */
static void make_distinct(struct fixture *f, const struct yb_table_info *table, char *row, int n)
{
    char *p = row;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        const struct yb_column *column = &table->columns[i];

        if (column->kind == YB_KIND_TEXT || column->kind == YB_KIND_BLOB) {
            struct yb_buffer bytes;
            struct yb_text text;

            memcpy(&text, p, sizeof(text));
            yb_buffer_init(&bytes, &f->arena);
            yb_buffer_add(&bytes, text);
            yb_buffer_addf(&bytes, "%03d", n);
            text = yb_buffer_text(&bytes);
            memcpy(p, &text, sizeof(text));
        } else if (column->kind == YB_KIND_INT) {
            int64_t number;

            memcpy(&number, p, 8);
            number = (number & ~INT64_C(0xFFF)) + n;
            memcpy(p, &number, 8);
        }
        p += column->kind >= YB_KIND_TEXT ? sizeof(struct yb_text) : 8;
    }
    set_number(table, row, "psn_no", 1);
}

static int put(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct work *w = context;
    size_t size = yb_tables[w->table].row_bytes;
    int64_t changed;
    int i, rc = YB_OK;

    if (w->many) {
        rc = yb_tx_put_many(tx, w->sql, w->rows, ROWS, &changed, error);
        if (rc == YB_OK)
            assert_int_equal(changed, ROWS);
        return rc;
    }
    for (i = 0; i < ROWS && rc == YB_OK; i++)
        rc = yb_tx_put(tx, w->sql, w->table, w->rows + (size_t)i * size, NULL, error);
    return rc;
}

static int add_parent(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), 1);

    (void)context;
    return yb_psn_add(tx, &psn, error);
}

/* Fills every table; psn keeps the one row that the others hang on. */
static void fill(struct fixture *f, uint64_t seed, bool many)
{
    struct yb_error error;
    int sql;

    fixture_ok(fixture_run(f, add_parent, NULL, &error), &error);
    for (sql = 0; sql < YB_SQLS; sql++) {
        enum yb_table_id table = yb_sql_table((enum yb_sql)sql);
        struct work w = {f, (enum yb_sql)sql, table, NULL, many};
        size_t size;
        int i;

        if (table == YB_TABLES || table == YB_T_psn || strstr(yb_sqls[sql].name, "SETTLE"))
            continue;
        size = yb_tables[table].row_bytes;
        w.rows = yb_arena_array(&f->arena, ROWS, size);
        assert_non_null(w.rows);
        for (i = 0; i < ROWS; i++) {
            sample_fill(&f->arena, table, &seed, w.rows + (size_t)i * size);
            make_distinct(f, &yb_tables[table], w.rows + (size_t)i * size, i);
        }
        fixture_ok(fixture_run(f, put, &w, &error), &error);
    }
}

static void both_engines_keep_the_same_bytes(void **state)
{
    uint64_t seed = test_seed();
    struct fixture file, server;
    int many;

    (void)state;
    for (many = 0; many < 2; many++) {
        fixture_open(&file, YB_SQLITE, NULL);
        fixture_open(&server, YB_POSTGRES, NULL);
        fill(&file, seed, many);
        fill(&server, seed, !many);
        fixture_same(&file, &server);
        fixture_close(&server);
        fixture_close(&file);
    }
}

/* A row that went in comes out with every member as it was, packed ones and days included. */
struct pair {
    struct yb_feedetl_row in;
    struct yb_feedetl_list out;
};

static int write_line(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct pair *p = context;
    struct yb_feedetl_list one = {&p->in, 1};

    return yb_feedetl_add(tx, &one, error);
}

static int read_line(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct pair *p = context;

    return yb_feedetl_list(tx, p->in.psn_no, p->in.mdtrt_id, &p->out, error);
}

static void packed_texts_come_back(void **state)
{
    struct fixture *f = *state;
    struct yb_feedetl_row *out;
    struct yb_error error;
    struct pair p = {.in = yb_feedetl_row()};
    char *longest = yb_arena_array(&f->arena, 70000, 1);

    memset(longest, 'x', 70000);
    p.in.psn_no = 1;
    p.in.mdtrt_id = 2;
    p.in.feedetl_sn = YB_TEXT("3");
    p.in.bilg_dr_name = YB_TEXT("王建国");
    p.in.memo = (struct yb_text){longest, 255};
    p.in.exp_content = (struct yb_text){longest, 70000};
    p.in.comb_no = (struct yb_text){longest, 254};
    fixture_ok(fixture_run(f, write_line, &p, &error), &error);
    fixture_ok(fixture_read(f, read_line, &p, &error), &error);
    assert_int_equal(p.out.count, 1);
    out = p.out.rows;
    assert_true(yb_text_equal(out->bilg_dr_name, p.in.bilg_dr_name));
    assert_true(yb_text_equal(out->memo, p.in.memo));
    assert_true(yb_text_equal(out->exp_content, p.in.exp_content));
    assert_true(yb_text_equal(out->comb_no, p.in.comb_no));
    assert_int_equal(out->spec.length, 0);
    assert_non_null(out->spec.bytes);
}

static void a_packed_column_that_is_cut_off_gives_no_wild_text(void **state)
{
    static const char whole[] = "\x00\x03"
                                "abc\x05\xff\x04\x00\x00\x00"
                                "wxyz\x07\x02hi";
    struct yb_text texts[6];
    size_t length, i;

    (void)state;
    yb_row_unpack((struct yb_text){whole, sizeof(whole) - 1}, texts, 6);
    assert_true(yb_text_is(texts[0], "abc"));
    assert_true(yb_text_is(texts[5], "wxyz"));
    for (length = 0; length < sizeof(whole); length++) {
        yb_row_unpack((struct yb_text){whole, length}, texts, 6);
        for (i = 0; i < 6; i++)
            assert_true(!texts[i].length || (texts[i].bytes >= whole &&
                                             texts[i].bytes + texts[i].length <= whole + length));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines_keep_the_same_bytes),
        FIXTURE_BOTH(packed_texts_come_back),
        cmocka_unit_test(a_packed_column_that_is_cut_off_gives_no_wild_text),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
