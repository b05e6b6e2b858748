/* Tables in and out: the demo county is taken whole, bad rows are named, an export comes back. */
#include "app/transfer/import.h"

#include <string.h>

#include "app/filing/filing.h"
#include "base/file.h"
#include "store/psn.h"
#include "test/app/desk/desk.h"

struct refusals {
    int64_t row;
    struct yb_error error;
    size_t count;
};

static void note(void *context, int64_t row, const struct yb_error *error)
{
    struct refusals *refusals = context;

    if (!refusals->count++) {
        refusals->row = row;
        refusals->error = *error;
    }
}

static int import_text(struct desk *desk, enum yb_table_kind kind, struct yb_text csv,
                       struct yb_csv_report *report)
{
    struct yb_import import = {kind, csv, desk->now_ms};

    memset(&desk->error, 0, sizeof(desk->error));
    return yb_app_import(&desk->app, &import, report, &desk->error);
}

static struct yb_text demo_file(struct desk *desk, enum yb_table_kind kind)
{
    const char *path = yb_arena_format(&desk->arena, "%s/demo/%s.csv", getenv("YB_DATA"),
                                       yb_table_kind_name(kind));
    struct yb_text csv;

    desk_ok(desk, yb_file_read(path, YB_CSV_BYTES_MAX, &desk->arena, &csv, &desk->error));
    return csv;
}

static void import_demo(struct desk *desk, enum yb_table_kind kind, int64_t rows)
{
    struct refusals refusals = {0};
    struct yb_csv_report report = {.say = note, .context = &refusals};

    desk_ok(desk, import_text(desk, kind, demo_file(desk, kind), &report));
    if (refusals.count) {
        desk->error = refusals.error;
        print_error("%s row %d\n", yb_table_kind_name(kind), (int)refusals.row);
        desk_ok(desk, refusals.error.code);
    }
    assert_int_equal(report.refused, 0);
    assert_int_equal(report.rows, rows);
}

static void it_takes_the_demo_county(void **state)
{
    struct desk *desk = *state;
    struct yb_csv_report again = {0};

    import_demo(desk, YB_TABLE_INSTITUTIONS, 24);
    import_demo(desk, YB_TABLE_DEPARTMENTS, 51);
    import_demo(desk, YB_TABLE_PRACTITIONERS, 79);
    import_demo(desk, YB_TABLE_PEOPLE, 200);
    import_demo(desk, YB_TABLE_FILINGS, 54);
    /* Institutions are replaced; people are there already. */
    import_demo(desk, YB_TABLE_INSTITUTIONS, 24);
    desk_ok(desk, import_text(desk, YB_TABLE_PEOPLE, demo_file(desk, YB_TABLE_PEOPLE), &again));
    assert_int_equal(again.refused, 200);
}

#define PEOPLE_HEAD "certno,psn_name,insutype,psn_type,psn_insu_date,balc,idetinfo\n"
#define INSTITUTIONS_HEAD                                                                          \
    "fixmedins_code,fixmedins_name,fixmedins_type,uscc,tier,admdvs,begndate,enddate\n"

static const struct {
    enum yb_table_kind kind;
    const char *csv;
    int code;
    const char *column;
} bad_rows[] = {
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010017,甲例,390,15,2018-01-01,,\n",
     YB_E_WRONG_FORMAT, "certno"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD DESK_RESIDENT_CERTNO ",甲例,390,15,2018-01-01,,\n", YB_E_EXISTS,
     NULL},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,390,15,2018-02-30,,\n",
     YB_E_WRONG_FORMAT, "psn_insu_date"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,999,15,2018-01-01,,\n",
     YB_E_UNKNOWN_CODE, "insutype"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,310,11,2018-01-01,1.234,\n",
     YB_E_WRONG_FORMAT, "balc"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,310,11,2018-01-01,-1,\n",
     YB_E_OUT_OF_RANGE, "balc"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,390,15,2018-01-01,,2303\n",
     YB_E_WRONG_FORMAT, "idetinfo"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,390,15,1989-12-31,,\n",
     YB_E_DAY_BEFORE_BIRTH, "psn_insu_date"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,390,15,2018-01-01,,2303 1989-12-31\n",
     YB_E_DAY_BEFORE_BIRTH, "begndate"},
    {YB_TABLE_PEOPLE,
     PEOPLE_HEAD "379999199001010010,甲例,390,15,2018-01-01,,2303 2018-01-01;2304 2018-06-01\n",
     YB_E_IDENTITY_EXCLUDES, "2303"},
    {YB_TABLE_PEOPLE,
     PEOPLE_HEAD "379999199001010010,甲例,390,15,2018-01-01,,2303 2018-01-01;2303 2018-06-01\n",
     YB_E_EXISTS, "2303"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD "379999199001010010,甲例,,15,2018-01-01,,\n", YB_E_MISSING,
     "insutype"},
    {YB_TABLE_PEOPLE, PEOPLE_HEAD ",甲例,390,15,2018-01-01,,\n", YB_E_MISSING, "certno"},
    {YB_TABLE_INSTITUTIONS, INSTITUTIONS_HEAD "H1,甲,1,U,county,371525,2018-01-01,\n",
     YB_E_WRONG_FORMAT, "fixmedins_code"},
    {YB_TABLE_INSTITUTIONS, INSTITUTIONS_HEAD "H37152599999,甲,9,U,county,371525,2018-01-01,\n",
     YB_E_UNKNOWN_CODE, "fixmedins_type"},
    {YB_TABLE_INSTITUTIONS, INSTITUTIONS_HEAD "H37152599999,甲,1,U,planet,371525,2018-01-01,\n",
     YB_E_UNKNOWN_CODE, "tier"},
    {YB_TABLE_INSTITUTIONS, INSTITUTIONS_HEAD "H37152599999,甲,1,U,,37152x,2018-01-01,\n",
     YB_E_WRONG_FORMAT, "admdvs"},
    {YB_TABLE_INSTITUTIONS, INSTITUTIONS_HEAD "H37152599999,甲,1,U,,371525,2018-01-01,2017-12-31\n",
     YB_E_OUT_OF_RANGE, "enddate"},
    {YB_TABLE_DEPARTMENTS,
     "fixmedins_code,hosp_dept_codg,hosp_dept_name,caty,begntime,dept_resper_name,dept_resper_tel\n"
     "H00000000000,NK,内科,A03,2018-01-01,甲,1\n",
     YB_E_FIXMEDINS_NOT_FOUND, NULL},
    {YB_TABLE_PRACTITIONERS,
     "fixmedins_code,prac_psn_code,prac_psn_name,prac_psn_type,certno,begntime\n" DESK_HOSPITAL
     ",D1,甲,1,379999199001010017,2018-01-01\n",
     YB_E_WRONG_FORMAT, "certno"},
    {YB_TABLE_FILINGS,
     "certno,filing_kind,fixmedins_code,fixmedins_name,begndate\n" DESK_RESIDENT_CERTNO
     ",2599," DESK_HOSPITAL ",甲,2018-01-01\n",
     YB_E_UNKNOWN_CODE, "filing_kind"},
};

static void it_names_every_bad_row(void **state)
{
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof(bad_rows) / sizeof(bad_rows[0]); i++) {
        struct refusals refusals = {0};
        struct yb_csv_report report = {.say = note, .context = &refusals};
        struct yb_buffer words;

        desk_ok(desk, import_text(desk, bad_rows[i].kind, yb_text_of(bad_rows[i].csv), &report));
        if (refusals.error.code != bad_rows[i].code)
            print_error("%s%s\n", bad_rows[i].csv, yb_code_name(refusals.error.code));
        assert_int_equal(report.refused, 1);
        assert_int_equal(refusals.row, 2);
        assert_int_equal(refusals.error.code, bad_rows[i].code);
        if (bad_rows[i].column)
            assert_string_equal(refusals.error.args[0], bad_rows[i].column);
        yb_buffer_init(&words, &desk->arena); /* F4: no number in the words */
        yb_error_describe(&refusals.error, false, &words);
        assert_false(desk_shows_identity(yb_buffer_text(&words)));
    }
}

/* A refused row leaves nothing behind, its neighbours are taken. */
static void it_takes_the_good_rows_around_a_bad_one(void **state)
{
    struct desk *desk = *state;
    struct yb_csv_report report = {0}, again = {0};

    desk_ok(desk, import_text(desk, YB_TABLE_PEOPLE,
                              YB_TEXT(PEOPLE_HEAD "379999199001010010,甲例,390,15,2018-01-01,,\n"
                                                  "379999199001010037,乙例,390,77,2018-01-01,,\n"
                                                  "379999199001010053,丙例,390,15,2018-01-01,,\n"),
                              &report));
    assert_int_equal(report.rows, 3);
    assert_int_equal(report.refused, 1);
    desk_ok(desk, import_text(desk, YB_TABLE_PEOPLE,
                              YB_TEXT(PEOPLE_HEAD "379999199001010037,乙例,390,15,2018-01-01,,\n"),
                              &again));
    assert_int_equal(again.refused, 0);
}

static void collect(void *context, struct yb_text bytes)
{
    yb_buffer_add(context, bytes);
}

static struct yb_text export_text(struct desk *desk, enum yb_table_kind kind, bool plain)
{
    struct yb_buffer *out = YB_NEW(&desk->arena, struct yb_buffer);
    struct yb_export export = {kind, plain, YB_TEXT("tester"), desk->now_ms, collect, out};
    int64_t rows;

    yb_buffer_init(out, &desk->arena);
    desk_ok(desk, yb_app_export(&desk->app, &export, &rows, &desk->error));
    return yb_buffer_text(out);
}

static void it_masks_an_export(void **state)
{
    struct desk *desk = *state;
    struct yb_text csv = export_text(desk, YB_TABLE_PEOPLE, false);

    assert_false(desk_shows_identity(csv));
    assert_null(memmem(csv.bytes, csv.length, "张例一", strlen("张例一")));
    assert_null(memmem(csv.bytes, csv.length, "19900000001", 11));
    assert_non_null(memmem(csv.bytes, csv.length, "379999********0016", 18));
    assert_non_null(memmem(csv.bytes, csv.length, "张*", strlen("张*")));
    assert_int_equal(desk_logged(desk, "export plain", "people"), 0);
    csv = export_text(desk, YB_TABLE_PEOPLE, true);
    assert_non_null(memmem(csv.bytes, csv.length, DESK_RESIDENT_CERTNO, 18));
    assert_int_equal(desk_logged(desk, "export plain", "people"), 1);
}

/* Exported in clear from one store, imported into another, exported again: the same bytes. */
static void it_comes_back_as_it_went(void **state)
{
    struct desk *desk = *state, *other;
    void *second = NULL;
    struct yb_text first[YB_TABLE_FILINGS];

    for (int kind = 0; kind < YB_TABLE_FILINGS; kind++)
        import_demo(desk, (enum yb_table_kind)kind, (int64_t[]){24, 51, 79, 200}[kind]);
    for (int kind = 0; kind < YB_TABLE_FILINGS; kind++)
        first[kind] = export_text(desk, (enum yb_table_kind)kind, true);
    assert_int_equal(desk_setup_sqlite(&second), 0);
    other = second;
    for (int kind = 0; kind < YB_TABLE_FILINGS; kind++) {
        struct yb_csv_report report = {0};
        struct yb_text again;

        desk_ok(other, import_text(other, (enum yb_table_kind)kind, first[kind], &report));
        /* Both desks register the same two people of their own. */
        assert_int_equal(report.refused, kind == YB_TABLE_PEOPLE ? 2 : 0);
        again = export_text(other, (enum yb_table_kind)kind, true);
        assert_true(yb_text_equal(first[kind], again));
    }
    desk_teardown(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_takes_the_demo_county),
        DESK_BOTH(it_names_every_bad_row),
        DESK_BOTH(it_takes_the_good_rows_around_a_bad_one),
        DESK_BOTH(it_masks_an_export),
        DESK_BOTH(it_comes_back_as_it_went),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
