#include "test/test.h"

#include "engine/catalogue/item.h"

static void tags_are_known_by_key(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < YB_TAGS; i++)
        assert_int_equal(yb_tag_bit(yb_text_of(yb_tag_key((enum yb_tag)i))), i);
    assert_int_equal(yb_tag_bit(YB_TEXT("essential")), -1);
    assert_int_equal(yb_tag_bit(YB_TEXT("")), -1);
    assert_string_equal(yb_tag_name(YB_TAG_ESSENTIAL_DRUG), "基本药物");
}

static void terms_depend_on_level_and_scheme(void **state)
{
    struct yb_catalogue_item item = {.terms = {.price_cap_e6 = 7, .self_pay_ppm = 100000},
                                     .resident_self_pay_ppm = -1,
                                     .level_cap_e6 = {1, 2, 3}};

    (void)state;
    assert_int_equal(yb_item_terms_for(&item, YB_CAP_LEVEL_3, 390).price_cap_e6, 7);
    assert_int_equal(yb_item_terms_for(&item, YB_CAP_LEVEL_3, 390).self_pay_ppm, 100000);
    item.cap_by_level = true;
    item.resident_self_pay_ppm = 0;
    assert_int_equal(yb_item_terms_for(&item, YB_CAP_LEVEL_1, 310).price_cap_e6, 1);
    assert_int_equal(yb_item_terms_for(&item, YB_CAP_LEVEL_3, 310).price_cap_e6, 3);
    assert_int_equal(yb_item_terms_for(&item, YB_CAP_LEVEL_3, 310).self_pay_ppm, 100000);
    assert_int_equal(yb_item_terms_for(&item, YB_CAP_LEVEL_3, 390).self_pay_ppm, 0);
}

static void broken_limits_are_named(void **state)
{
    static const struct {
        struct yb_item_limits limits;
        struct yb_item_use use;
        unsigned broken;
    } rows[] = {
        {{0}, {.age = -1}, 0},
        {{.sex = 2}, {.sex = 1}, YB_LIMIT_SEX},
        {{.sex = 2}, {.sex = 2}, 0},
        {{.sex = 2}, {.sex = 0}, 0},
        {{.least_level = 2}, {.level = 1}, YB_LIMIT_LEVEL},
        {{.least_level = 2}, {.level = 2}, 0},
        {{.care = YB_USE_RESCUE}, {.care = YB_USE_INPATIENT}, YB_LIMIT_CARE},
        {{.care = YB_USE_RESCUE}, {.care = YB_USE_INPATIENT | YB_USE_RESCUE}, 0},
        {{.work_injury_only = 1}, {.age = 30}, YB_LIMIT_WORK_INJURY},
        {{.age_from = 12}, {.age = 11}, YB_LIMIT_AGE},
        {{.age_from = 12}, {.age = 12}, 0},
        {{.age_from = 12}, {.age = -1}, 0},
        {{.age_below = 14}, {.age = 13}, 0},
        {{.age_below = 14}, {.age = 14}, YB_LIMIT_AGE},
        {{.most_days = 14}, {.days = 14}, 0},
        {{.most_days = 14}, {.days = 15}, YB_LIMIT_DAYS},
        {{.most_count_e4 = 20000}, {.count_e4 = 20000}, 0},
        {{.most_count_e4 = 20000}, {.count_e4 = 20001}, YB_LIMIT_COUNT},
        {{.sex = 1, .least_level = 3, .most_days = 1},
         {.sex = 2, .level = 2, .days = 2},
         YB_LIMIT_SEX | YB_LIMIT_LEVEL | YB_LIMIT_DAYS},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(yb_item_limits_broken(&rows[i].limits, &rows[i].use), rows[i].broken);
}

static void charge_type_follows_the_list(void **state)
{
    (void)state;
    assert_int_equal(yb_chrgitm_type_of_list(101), 9);
    assert_int_equal(yb_chrgitm_type_of_list(301), 8);
    assert_int_equal(yb_chrgitm_type_of_list(201), 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_known_by_key),
        cmocka_unit_test(terms_depend_on_level_and_scheme),
        cmocka_unit_test(broken_limits_are_named),
        cmocka_unit_test(charge_type_follows_the_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
