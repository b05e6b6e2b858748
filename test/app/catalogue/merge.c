#include "test/test.h"

#include <string.h>

#include "app/catalogue/merge.h"

static struct yb_arena arena;

static int setup(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    yb_arena_init(&arena, 1 << 16);
    return 0;
}

#define OPEN YB_DAY_NONE

struct spell {
    const char *code;
    int32_t from, to;
    uint8_t content;
};

static struct yb_merge merge;

static struct yb_import_report run(const struct spell *known, const struct spell *file,
                                   int32_t complete_from)
{
    static struct yb_known_spell k[8];
    static struct yb_file_spell f[8];
    struct yb_import_report report;
    int32_t i;

    memset(k, 0, sizeof(k));
    memset(f, 0, sizeof(f));
    merge = (struct yb_merge){.known = k, .file = f, .complete_from = complete_from};
    for (i = 0; i < 8 && known[i].code; i++, merge.known_count++)
        k[i] = (struct yb_known_spell){yb_text_of(known[i].code),
                                       YB_TEXT("101"),
                                       known[i].from,
                                       known[i].to,
                                       {known[i].content},
                                       7,
                                       8,
                                       0,
                                       0};
    for (i = 0; i < 8 && file[i].code; i++, merge.file_count++)
        f[i] = (struct yb_file_spell){yb_text_of(file[i].code),
                                      YB_TEXT("101"),
                                      file[i].from,
                                      file[i].to,
                                      {file[i].content},
                                      i + 2,
                                      0,
                                      0};
    yb_import_report_init(&report, &arena);
    assert_int_equal(yb_merge_spells(&merge, &arena, &report, NULL), YB_OK);
    return report;
}

static void fates(void **state)
{
    static const struct {
        struct spell known[3], file[3];
        int64_t added, changed, unchanged, ended, refused;
    } rows[] = {
        {{{0}}, {{"A", 1, OPEN, 0}}, 1, 0, 0, 0, 0},
        {{{"A", 1, OPEN, 0}}, {{"A", 1, OPEN, 0}}, 0, 0, 1, 0, 0},
        {{{"A", 1, OPEN, 0}}, {{"A", 1, OPEN, 5}}, 0, 1, 0, 0, 0},
        {{{"A", 1, OPEN, 0}}, {{"A", 1, 9, 0}}, 0, 1, 0, 0, 0},
        {{{"A", 1, OPEN, 0}}, {{"A", 10, OPEN, 0}}, 1, 0, 0, 1, 0},
        {{{"A", 1, 9, 0}, {"A", 10, OPEN, 0}}, {{"A", 1, OPEN, 0}}, 0, 0, 1, 0, 0},
        {{{"A", 1, 9, 0}}, {{"A", 10, OPEN, 0}}, 1, 0, 0, 0, 0},
        {{{"A", 1, 10, 0}}, {{"A", 10, OPEN, 0}}, 0, 0, 0, 0, 1},
        {{{"A", 5, OPEN, 0}}, {{"A", 1, 5, 0}}, 0, 0, 0, 0, 1},
        {{{"A", 5, 9, 0}}, {{"A", 1, OPEN, 0}}, 1, 0, 0, 0, 0},
        {{{"A", 1, OPEN, 0}}, {{"A", 1, 9, 0}, {"A", 10, OPEN, 0}}, 1, 1, 0, 0, 0},
        {{{"B", 1, OPEN, 0}}, {{"A", 1, OPEN, 0}}, 1, 0, 0, 0, 0},
        {{{"A", 1, 5, 0}, {"A", 6, 9, 0}}, {{"A", 1, 8, 0}, {"A", 10, 12, 0}}, 1, 0, 0, 0, 1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_import_report report = run(rows[i].known, rows[i].file, OPEN);

        assert_int_equal(report.added, rows[i].added);
        assert_int_equal(report.changed, rows[i].changed);
        assert_int_equal(report.unchanged, rows[i].unchanged);
        assert_int_equal(report.ended, rows[i].ended);
        assert_int_equal(report.refused, rows[i].refused);
    }
}

static void days_are_parted(void **state)
{
    static const struct spell open[] = {{"A", 1, OPEN, 0}, {0}}, next[] = {{"A", 10, OPEN, 0}, {0}};

    (void)state;
    run(open, next, OPEN);
    assert_int_equal(merge.known[0].end_on, 9);
    assert_int_equal(merge.file[0].to_day, OPEN);
    run(next, open, OPEN);
    assert_int_equal(merge.known[0].end_on, OPEN);
    assert_int_equal(merge.file[0].to_day, 9);
    assert_int_equal(merge.file[0].fate, YB_SPELL_NEW);
    assert_int_equal(merge.file[0].known, -1);
}

static void a_complete_file_ends_the_rest(void **state)
{
    static const struct spell known[] = {{"A", 1, OPEN, 0}, {"B", 1, OPEN, 0},  {"C", 1, 5, 0},
                                         {"D", 1, 50, 0},   {"E", 20, OPEN, 0}, {0}};
    static const struct spell file[] = {{"A", 1, OPEN, 0}, {0}};
    struct yb_import_report report = run(known, file, 10);

    (void)state;
    assert_int_equal(report.ended, 2);
    assert_int_equal(merge.known[0].end_on, OPEN);
    assert_int_equal(merge.known[1].end_on, 9);
    assert_int_equal(merge.known[2].end_on, OPEN);
    assert_int_equal(merge.known[3].end_on, 9);
    assert_int_equal(merge.known[4].end_on, OPEN); /* not in force yet */
    merge.known[1].list_name = YB_TEXT("201");     /* another list */
    yb_import_report_init(&report, &arena);
    assert_int_equal(yb_merge_spells(&merge, &arena, &report, NULL), YB_OK);
    assert_int_equal(merge.known[1].end_on, OPEN);
    assert_int_equal(merge.known[3].end_on, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(fates, setup),
        cmocka_unit_test_setup(days_are_parted, setup),
        cmocka_unit_test_setup(a_complete_file_ends_the_rest, setup),
    };

    return cmocka_run_group_tests(tests, NULL, setup);
}
