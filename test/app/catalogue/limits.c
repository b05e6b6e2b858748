#include "test/test.h"

#include <string.h>

#include "app/catalogue/limits.h"
#include "base/file.h"

static struct yb_arena arena;

static int setup(void **state)
{
    (void)state;
    yb_arena_init(&arena, 1 << 16);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    return 0;
}

static void values_are_read_strictly(void **state)
{
    static const struct {
        enum yb_limit_field field;
        const char *value;
        int code;
    } rows[] = {
        {YB_LIMIT_FIELD_SEX, "1", YB_OK},
        {YB_LIMIT_FIELD_SEX, "", YB_OK},
        {YB_LIMIT_FIELD_SEX, "3", YB_E_OUT_OF_RANGE},
        {YB_LIMIT_FIELD_SEX, "男", YB_E_WRONG_FORMAT},
        {YB_LIMIT_FIELD_AGE_FROM, "150", YB_OK},
        {YB_LIMIT_FIELD_AGE_FROM, "151", YB_E_OUT_OF_RANGE},
        {YB_LIMIT_FIELD_AGE_FROM, "1.5", YB_E_WRONG_FORMAT},
        {YB_LIMIT_FIELD_LEAST_LEVEL, "0", YB_E_OUT_OF_RANGE},
        {YB_LIMIT_FIELD_CARE, "inpatient rescue", YB_OK},
        {YB_LIMIT_FIELD_CARE, "hospital", YB_E_WRONG_FORMAT},
        {YB_LIMIT_FIELD_MOST_DAYS, "0", YB_E_OUT_OF_RANGE},
        {YB_LIMIT_FIELD_MOST_COUNT, "0.5", YB_OK},
        {YB_LIMIT_FIELD_MOST_COUNT, "0.00001", YB_E_WRONG_FORMAT},
    };
    struct yb_item_limits limits;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_error error = {0};

        memset(&limits, 0, sizeof(limits));
        assert_int_equal(yb_limit_set(&limits, rows[i].field, yb_text_of(rows[i].value), &error),
                         rows[i].code);
        if (rows[i].code)
            assert_string_equal(error.args[0], yb_limit_field_name(rows[i].field));
    }
    memset(&limits, 0, sizeof(limits));
    yb_limit_set(&limits, YB_LIMIT_FIELD_CARE, YB_TEXT("inpatient rescue"), NULL);
    yb_limit_set(&limits, YB_LIMIT_FIELD_MOST_COUNT, YB_TEXT("2.5"), NULL);
    yb_limit_set(&limits, YB_LIMIT_FIELD_AGE_BELOW, YB_TEXT("14"), NULL);
    yb_limit_set(&limits, YB_LIMIT_FIELD_WORK_INJURY, YB_TEXT("1"), NULL);
    assert_int_equal(limits.care, YB_USE_INPATIENT | YB_USE_RESCUE);
    assert_int_equal(limits.most_count_e4, 25000);
    assert_int_equal(limits.age_below, 14);
    assert_int_equal(limits.work_injury_only, 1);
}

static struct yb_limit_phrases shipped(void)
{
    char *path = yb_arena_format(&arena, "%s/catalogue/limits.csv", getenv("YB_DATA"));
    struct yb_limit_phrases phrases;
    struct yb_text csv;

    assert_int_equal(yb_file_read(path, 1 << 20, &arena, &csv, NULL), YB_OK);
    assert_int_equal(yb_limit_phrases_read(csv, path, &arena, &phrases, NULL), YB_OK);
    return phrases;
}

/* Restrictions of the national list, word for word, and what a program may make of them. */
static void the_national_words_are_understood(void **state)
{
    static const struct {
        const char *words, *limits; /* "field=value" with blanks between */
    } rows[] = {
        {"限工伤保险。", "work_injury_only=1"},
        {"限生育保险。", "care=maternity"},
        {"限子宫肌瘤患者或生育保险。", ""},
        {"限急救、抢救。", "care=rescue"},
        {"限急性脑梗死的急救抢救。", ""},
        {"限二级及以上医疗机构。", "least_level=2"},
        {"限二级及以上医疗机构脑梗死恢复期患者，单次住院最多支付14天。",
         "least_level=2 most_days=14"},
        {"限二级及以上医疗机构用于规范治疗效果不佳的急性失代偿性心力衰竭短期治疗，单次住院支付不超"
         "过3天。",
         "least_level=2 most_days=3"},
        {"限缺血性心脑血管疾病急性期住院患者，支付不超过14天。", "care=inpatient most_days=14"},
        {"限12岁及以上患者预防遗传性血管性水肿(HAE)发作。", "age_from=12"},
        {"限13岁和13岁以上重度免疫缺陷患者。", "age_from=13"},
        {"限3岁及3岁以上伴有症状、无法手术的丛状神经纤维瘤(PN)的I型神经纤维瘤病(NF1)儿童患者。",
         "age_from=3"},
        {"限6-17岁儿童和青少年的注意缺陷多动障碍(ADHD)。", "age_from=6 age_below=18"},
        {"限2岁至11岁儿童慢性便秘。", "age_from=2 age_below=12"},
        {"限5至12岁以下单纯性甲型和乙型流感儿童患者。", ""},
        {"限成人重度疼痛。", "age_from=18"},
        {"限成人和5岁及以上儿童单纯性甲型和乙型流感患者。", ""},
        {"限成人、青少年和≥2岁儿童的遗传性血管性水肿(HAE)急性发作。", ""},
        {"限女性绝经后骨质疏松症。", "sex=2"},
        {"限绝经后女性骨质疏松症。", "sex=2"},
        {"限二线用药。", ""},
        {"", ""},
    };
    struct yb_limit_phrases phrases = shipped();
    size_t i;
    int k;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_text values[YB_LIMIT_FIELDS] = {{NULL, 0}};
        struct yb_item_limits limits = {0};
        char found[200] = "";

        yb_limit_phrases_apply(&phrases, yb_text_of(rows[i].words), &arena, values);
        for (k = 0; k < YB_LIMIT_FIELDS; k++) {
            size_t used = strlen(found);

            assert_int_equal(yb_limit_set(&limits, (enum yb_limit_field)k, values[k], NULL), YB_OK);
            if (values[k].length)
                snprintf(found + used, sizeof(found) - used, "%s%s=" YB_TEXT_FMT, used ? " " : "",
                         yb_limit_field_name((enum yb_limit_field)k), YB_TEXT_ARG(values[k]));
        }
        assert_string_equal(found, rows[i].limits);
    }
}

static void what_the_row_states_stays(void **state)
{
    struct yb_limit_phrases phrases = shipped();
    struct yb_text values[YB_LIMIT_FIELDS] = {[YB_LIMIT_FIELD_LEAST_LEVEL] = YB_TEXT("3")};

    (void)state;
    yb_limit_phrases_apply(&phrases, YB_TEXT("限二级及以上医疗机构。"), &arena, values);
    assert_true(yb_text_is(values[YB_LIMIT_FIELD_LEAST_LEVEL], "3"));
}

static void wrong_phrase_files_are_refused(void **state)
{
    static const struct {
        const char *csv;
        int code, line;
    } rows[] = {
        {"match,phrase,limit,value\nwhole,x,sex,1\n", YB_OK, 0},
        {"match,phrase,limit,value\nends,x,sex,1\n", YB_E_UNKNOWN_KEY, 2},
        {"match,phrase,limit,value\nwhole,x,colour,1\n", YB_E_UNKNOWN_KEY, 2},
        {"match,phrase,limit,value\nwhole,x,sex,1\nwhole,x,sex,7\n", YB_E_OUT_OF_RANGE, 3},
        {"match,phrase,limit,value\nwhole,x#,age_from,#3\n", YB_E_WRONG_FORMAT, 2},
        {"match,phrase,limit,value\nwhole,x#,age_from,#1-1\n", YB_E_WRONG_FORMAT, 2},
        {"match,phrase,value\nwhole,x,1\n", YB_E_MISSING, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_limit_phrases phrases;
        struct yb_error error = {0};

        assert_int_equal(
            yb_limit_phrases_read(yb_text_of(rows[i].csv), "l.csv", &arena, &phrases, &error),
            rows[i].code);
        assert_int_equal(error.line, rows[i].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_strictly),
        cmocka_unit_test(the_national_words_are_understood),
        cmocka_unit_test(what_the_row_states_stays),
        cmocka_unit_test(wrong_phrase_files_are_refused),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
