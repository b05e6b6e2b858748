#include "test/test.h"

#include <string.h>

#include "base/day.h"
#include "base/identity.h"

static void identity_numbers_are_checked(void **state)
{
    static const struct {
        const char *certno;
        bool valid;
    } rows[] = {
        {"11010519491231002X", true}, /* the standard's own example */
        {"11010519491231002x", true},  {"110105194912310021", false}, /* wrong check character */
        {"110105194902300020", false},                                /* 30 February */
        {"440524188001010014", false},                                /* before 1900 */
        {"010105194912310020", false},                                /* no such division */
        {"11010519491231002", false},  {"11010519491231002XX", false},
        {"1101051949123100 X", false}, {"", false},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(yb_identity_is_valid(yb_text_of(rows[i].certno)), rows[i].valid);
    assert_int_equal(yb_identity_sex(YB_TEXT("11010519491231002X")), 2);
    assert_int_equal(yb_identity_sex(YB_TEXT("110105194912310011")), 1);
    assert_int_equal(yb_identity_birth(YB_TEXT("11010519491231002X")), yb_day_of(1949, 12, 31));
}

/* MOD 11-2 sees every wrong digit and every swap of two neighbours. */
static void every_single_slip_is_seen(void **state)
{
    uint64_t seed = test_seed();
    int round, i;
    char c;

    (void)state;
    for (round = 0; round < 2000; round++) {
        char certno[19] = "371525199001010000", slip[19];

        for (i = 14; i < 17; i++)
            certno[i] = (char)('0' + test_random(&seed) % 10);
        certno[17] = yb_identity_check(certno);
        assert_true(yb_identity_is_valid(yb_text_of(certno)));
        for (i = 0; i < 17; i++) {
            memcpy(slip, certno, sizeof(slip));
            for (c = '0'; c <= '9'; c++) {
                slip[i] = c;
                if (c != certno[i])
                    assert_false(yb_identity_is_valid(yb_text_of(slip)));
            }
            memcpy(slip, certno, sizeof(slip));
            slip[i] = certno[i + 1];
            slip[i + 1] = certno[i];
            if (slip[i] != slip[i + 1])
                assert_false(yb_identity_is_valid(yb_text_of(slip)));
        }
    }
}

static void masks_show_the_ends_only(void **state)
{
    static const struct {
        const char *plain, *masked;
    } certificates[] = {{"11010519491231002X", "110105********002X"},
                        {"110105491231002", "110105*****1002"},
                        {"E12345678", "E*******8"},
                        {"1234", "****"},
                        {"“军”字12345", "*************2345"},
                        {"", ""}},
      names[] = {
          {"张三丰", "张**"}, {"张三", "张*"}, {"欧阳修", "欧阳*"}, {"欧阳", "欧*"}, {"张", "张"},
          {"𠮷野家", "𠮷**"}, {"", ""}};
    struct yb_arena arena;
    size_t i;

    (void)state;
    yb_arena_init(&arena, 4096);
    for (i = 0; i < sizeof(certificates) / sizeof(certificates[0]); i++)
        assert_string_equal(yb_mask_certno(&arena, yb_text_of(certificates[i].plain)).bytes,
                            certificates[i].masked);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_string_equal(yb_mask_name(&arena, yb_text_of(names[i].plain)).bytes,
                            names[i].masked);
    yb_arena_release(&arena);
}

static void texts_are_copied_without_them(void **state)
{
    const struct {
        struct yb_text plain, hidden;
    } rows[] = {
        {YB_TEXT("核对 379999196901297965。"), YB_TEXT("核对 379999********7965。")},
        {YB_TEXT("a\0"
                 "379999196901297965"),
         YB_TEXT("a\0"
                 "379999********7965")},
        {YB_TEXT("0379999196901297965"), YB_TEXT("0379999196901297965")},
        {YB_TEXT(""), YB_TEXT("")},
    };
    struct yb_arena arena;

    (void)state;
    yb_arena_init(&arena, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(yb_text_equal(yb_identity_hidden(&arena, rows[i].plain), rows[i].hidden));
    yb_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_numbers_are_checked),
        cmocka_unit_test(every_single_slip_is_seen),
        cmocka_unit_test(masks_show_the_ends_only),
        cmocka_unit_test(texts_are_copied_without_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
