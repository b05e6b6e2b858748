#include "test/test.h"

#include <string.h>

#include "engine/catalogue/catalogue.h"
#include "engine/catalogue/code_list.h"

static struct yb_arena arena, scratch;

static int clear(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    yb_arena_release(&scratch);
    yb_arena_init(&arena, 1 << 16);
    yb_arena_init(&scratch, 1 << 16);
    return 0;
}

static struct yb_catalogue_item good(const char *code, int32_t from_day, int32_t to_day)
{
    return (struct yb_catalogue_item){.code = yb_text_of(code),
                                      .name = YB_TEXT("阿莫西林"),
                                      .terms = {.self_pay_ppm = -1},
                                      .resident_self_pay_ppm = -1,
                                      .from_day = from_day,
                                      .to_day = to_day,
                                      .list_type = 101,
                                      .chrgitm_type = 9};
}

static void rows_are_copied_and_found(void **state)
{
    struct yb_catalogue_builder builder;
    const struct yb_catalogue *catalogue;
    char code[] = "XJ01CA";
    struct yb_catalogue_item item = good(code, 100, 199);
    int32_t row;

    (void)state;
    yb_catalogue_builder_init(&builder, &arena, &scratch);
    assert_int_equal(yb_catalogue_builder_add(&builder, &item, NULL), YB_OK);
    item = good(code, 200, YB_DAY_MAX);
    item.terms.item_class = YB_CLASS_B;
    item.hilist_code = YB_TEXT("H1");
    assert_int_equal(yb_catalogue_builder_add(&builder, &item, NULL), YB_OK);
    memset(code, 'z', sizeof(code) - 1);
    assert_int_equal(yb_catalogue_builder_seal(&builder, &catalogue, NULL), YB_OK);
    yb_arena_clear(&scratch);
    assert_int_equal(catalogue->count, 2);
    row = yb_catalogue_find(catalogue, YB_TEXT("XJ01CA"), 150);
    assert_int_equal(catalogue->items[row].terms.item_class, YB_CLASS_A);
    assert_true(yb_text_is(catalogue->items[row].hilist_code, "XJ01CA"));
    row = yb_catalogue_find(catalogue, YB_TEXT("XJ01CA"), 200);
    assert_int_equal(catalogue->items[row].terms.item_class, YB_CLASS_B);
    assert_true(yb_text_is(catalogue->items[row].hilist_code, "H1"));
    assert_int_equal(yb_catalogue_find(catalogue, YB_TEXT("XJ01CA"), 99), -1);
}

static void an_overlap_is_refused(void **state)
{
    struct yb_catalogue_builder builder;
    const struct yb_catalogue *catalogue;
    struct yb_catalogue_item one = good("A", 0, 10), two = good("A", 10, 20);
    struct yb_error error;

    (void)state;
    yb_catalogue_builder_init(&builder, &arena, &scratch);
    assert_int_equal(yb_catalogue_builder_add(&builder, &one, NULL), YB_OK);
    assert_int_equal(yb_catalogue_builder_add(&builder, &two, NULL), YB_OK);
    assert_int_equal(yb_catalogue_builder_seal(&builder, &catalogue, &error), YB_E_OVERLAP);
    assert_string_equal(error.args[0], "A");
    assert_string_equal(error.args[1], "1970-01-11");
}

static void wrong_rows_are_refused(void **state)
{
    static char long_text[YB_ITEM_NAME_BYTES_MAX + 2];
    struct yb_catalogue_builder builder;
    struct yb_error error;
    size_t i;
    struct {
        struct yb_catalogue_item item;
        int code;
        const char *field;
    } rows[20];
    size_t count = 0;

#define ROW(change, error_code, name)                                                              \
    do {                                                                                           \
        rows[count].item = good("A", 0, 10);                                                       \
        rows[count].item.change;                                                                   \
        rows[count].code = error_code;                                                             \
        rows[count++].field = name;                                                                \
    } while (0)
    (void)state;
    memset(long_text, 'x', sizeof(long_text) - 1);
    ROW(code.length = 0, YB_E_MISSING, "med_list_codg");
    ROW(name.length = 0, YB_E_MISSING, "hilist_name");
    ROW(code = yb_text_of(long_text), YB_E_TOO_LONG, "med_list_codg");
    ROW(name = yb_text_of(long_text), YB_E_TOO_LONG, "hilist_name");
    ROW(hilist_code = yb_text_of(long_text), YB_E_TOO_LONG, "hilist_code");
    ROW(from_day = YB_DAY_NONE, YB_E_OUT_OF_RANGE, "begndate");
    ROW(to_day = -1, YB_E_OUT_OF_RANGE, "enddate");
    ROW(terms.item_class = YB_CLASSES, YB_E_OUT_OF_RANGE, "chrgitm_lv");
    ROW(list_type = 107, YB_E_OUT_OF_RANGE, "list_type");
    ROW(chrgitm_type = 0, YB_E_OUT_OF_RANGE, "med_chrgitm_type");
    ROW(chrgitm_type = 15, YB_E_OUT_OF_RANGE, "med_chrgitm_type");
    ROW(terms.self_pay_ppm = 1000001, YB_E_OUT_OF_RANGE, "selfpay_prop");
    ROW(resident_self_pay_ppm = -2, YB_E_OUT_OF_RANGE, "selfpay_prop_390");
    ROW(terms.price_cap_e6 = -1, YB_E_OUT_OF_RANGE, "hilist_pric_uplmt_amt");
    ROW(level_cap_e6[2] = -1, YB_E_OUT_OF_RANGE, "hilist_pric_uplmt_amt");
    ROW(limits.sex = 3, YB_E_OUT_OF_RANGE, "limits");
#undef ROW
    yb_catalogue_builder_init(&builder, &arena, &scratch);
    for (i = 0; i < count; i++) {
        assert_int_equal(yb_catalogue_builder_add(&builder, &rows[i].item, &error), rows[i].code);
        assert_string_equal(error.args[0], rows[i].field);
    }
    assert_int_equal(builder.count, 0);
}

static void texts_at_their_limits_fit(void **state)
{
    static char code[YB_ITEM_CODE_BYTES_MAX + 1], name[YB_ITEM_NAME_BYTES_MAX + 1];
    struct yb_catalogue_item item = good("A", 0, 10);

    (void)state;
    memset(code, 'x', sizeof(code) - 1);
    memset(name, 'x', sizeof(name) - 1);
    item.code = yb_text_of(code);
    item.name = yb_text_of(name);
    assert_int_equal(yb_catalogue_item_check(&item, NULL), YB_OK);
}

/* Added in a scattered order (7919 is prime), found sorted. */
static void many_rows_keep_their_terms(void **state)
{
    enum { ROWS = 5000 };
    struct yb_catalogue_builder builder;
    const struct yb_catalogue *catalogue;
    char code[24];
    int i;

    (void)state;
    yb_catalogue_builder_init(&builder, &arena, &scratch);
    for (i = 0; i < ROWS; i++) {
        struct yb_catalogue_item item;

        snprintf(code, sizeof(code), "C%07d", (i * 7919) % ROWS);
        item = good(code, 0, 9);
        item.terms.price_cap_e6 = (i * 7919) % ROWS;
        assert_int_equal(yb_catalogue_builder_add(&builder, &item, NULL), YB_OK);
    }
    assert_int_equal(yb_catalogue_builder_seal(&builder, &catalogue, NULL), YB_OK);
    assert_int_equal(catalogue->count, ROWS);
    for (i = 0; i < ROWS; i++) {
        snprintf(code, sizeof(code), "C%07d", i);
        assert_int_equal(yb_catalogue_find(catalogue, yb_text_of(code), 5), i);
        assert_int_equal(catalogue->items[i].terms.price_cap_e6, i);
    }
}

static void memory_may_run_out(void **state)
{
    struct yb_catalogue_item item = good("A", 0, 10);
    int64_t n;

    (void)state;
    for (n = 1;; n++) {
        struct yb_catalogue_builder builder;
        const struct yb_catalogue *catalogue;
        int code;

        clear(NULL);
        arena.fail_at = n;
        yb_catalogue_builder_init(&builder, &arena, &scratch);
        code = yb_catalogue_builder_add(&builder, &item, NULL);
        if (code == YB_OK)
            code = yb_catalogue_builder_seal(&builder, &catalogue, NULL);
        if (code == YB_OK)
            break;
        assert_int_equal(code, YB_E_NO_MEMORY);
    }
    assert_true(n > 4);
}

static void code_lists_are_dated(void **state)
{
    const struct yb_code_row rows[] = {
        {YB_TEXT("I10.x00"), YB_TEXT("特发性高血压"), 0, 99, true},
        {YB_TEXT("A00.000"), YB_TEXT("霍乱"), 0, YB_DAY_MAX, false},
        {YB_TEXT("I10.x00"), YB_TEXT("原发性高血压"), 100, YB_DAY_MAX, false},
    };
    const struct yb_code_row bad[] = {{YB_TEXT("A"), YB_TEXT(""), 0, 1, false}};
    const struct yb_code_list *list;
    const struct yb_code_row *row;
    struct yb_error error;

    (void)state;
    assert_int_equal(yb_code_list_seal(&arena, rows, 3, &list, NULL), YB_OK);
    assert_int_equal(list->count, 3);
    row = yb_code_list_find(list, YB_TEXT("I10.x00"), 99);
    assert_true(row && row->grey && yb_text_is(row->name, "特发性高血压"));
    row = yb_code_list_find(list, YB_TEXT("I10.x00"), 100);
    assert_true(row && !row->grey && yb_text_is(row->name, "原发性高血压"));
    assert_null(yb_code_list_find(list, YB_TEXT("I10"), 100));
    assert_int_equal(yb_code_list_seal(&arena, bad, 1, &list, &error), YB_E_MISSING);
    assert_string_equal(error.args[0], "name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(rows_are_copied_and_found, clear),
        cmocka_unit_test_setup(an_overlap_is_refused, clear),
        cmocka_unit_test_setup(wrong_rows_are_refused, clear),
        cmocka_unit_test_setup(texts_at_their_limits_fit, clear),
        cmocka_unit_test_setup(many_rows_keep_their_terms, clear),
        cmocka_unit_test_setup(memory_may_run_out, clear),
        cmocka_unit_test_setup_teardown(code_lists_are_dated, clear, clear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
