/* Two books with planted differences: every one is found, none is invented. */
#include "app/reconcile/compare.h"

#include <string.h>

#include "test/test.h"

static struct yb_reconcile_row row(const char *setl_id, bool refund, int64_t medfee, int64_t fund,
                                   int64_t acct)
{
    return (struct yb_reconcile_row){.setl_id = yb_text_of(setl_id),
                                     .refd_setl_flag = refund,
                                     .medfee_sumamt_fen = medfee,
                                     .fund_pay_sumamt_fen = fund,
                                     .acct_pay_fen = acct};
}

static void test_each_class(void **state)
{
    struct yb_reconcile_row ours[] = {
        row("9", false, 100, 60, 10),   row("1", false, 100, 60, 10), row("2", false, 100, 60, 10),
        row("2", true, -100, -60, -10), row("3", false, 100, 60, 10), row("5", false, 7, 5, 1),
    };
    struct yb_reconcile_row theirs[] = {
        row("2", false, 100, 60, 10), row("1", false, 100, 60, 10), row("4", false, 100, 60, 10),
        row("3", false, 100, 61, 10), row("9", false, 100, 60, 10), row("9", false, 100, 60, 10),
    };
    static const struct {
        const char *setl_id;
        bool refund;
        enum yb_reconcile_outcome outcome;
    } want[] = {
        {"1", false, YB_RECONCILE_EQUAL},        {"2", false, YB_RECONCILE_EQUAL},
        {"2", true, YB_RECONCILE_STATE_DIFFERS}, {"3", false, YB_RECONCILE_AMOUNT_DIFFERS},
        {"4", false, YB_RECONCILE_THEIRS_ONLY},  {"5", false, YB_RECONCILE_OURS_ONLY},
        {"9", false, YB_RECONCILE_EQUAL},        {"9", false, YB_RECONCILE_THEIRS_ONLY},
    };
    struct yb_reconcile_result results[12];
    size_t count = yb_reconcile_compare(ours, 6, theirs, 6, results);

    (void)state;
    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++) {
        const struct yb_reconcile_row *shown =
            results[i].ours ? results[i].ours : results[i].theirs;

        assert_true(yb_text_is(shown->setl_id, want[i].setl_id));
        assert_int_equal(shown->refd_setl_flag, want[i].refund);
        assert_int_equal(results[i].outcome, want[i].outcome);
        assert_non_null(yb_reconcile_memo(results[i].outcome));
    }
}

static void test_empty(void **state)
{
    struct yb_reconcile_row one = row("1", false, 1, 1, 0);
    struct yb_reconcile_result result;

    (void)state;
    assert_int_equal(yb_reconcile_compare(NULL, 0, NULL, 0, &result), 0);
    assert_int_equal(yb_reconcile_compare(&one, 1, NULL, 0, &result), 1);
    assert_int_equal(result.outcome, YB_RECONCILE_OURS_ONLY);
    assert_int_equal(yb_reconcile_compare(NULL, 0, &one, 1, &result), 1);
    assert_int_equal(result.outcome, YB_RECONCILE_THEIRS_ONLY);
}

/* A refund that only the institution knows. */
static void test_refund_unknown_here(void **state)
{
    struct yb_reconcile_row ours[] = {row("1", false, 5, 3, 0)};
    struct yb_reconcile_row theirs[] = {row("1", true, -5, -3, 0), row("1", false, 5, 3, 0)};
    struct yb_reconcile_result results[3];

    (void)state;
    assert_int_equal(yb_reconcile_compare(ours, 1, theirs, 2, results), 2);
    assert_int_equal(results[0].outcome, YB_RECONCILE_EQUAL);
    assert_int_equal(results[1].outcome, YB_RECONCILE_STATE_DIFFERS);
    assert_null(results[1].ours);
}

enum { BOOK = 400 };

/* Changes a copy of a book at random and keeps count of what was planted. */
static size_t plant(const struct yb_reconcile_row *ours, struct yb_reconcile_row *theirs,
                    size_t planted[YB_RECONCILE_OUTCOMES], uint64_t *seed)
{
    static char names[BOOK][24];
    size_t n = 0;

    for (size_t i = 0; i < BOOK; i++) {
        struct yb_reconcile_row copy = ours[i];

        switch (test_random(seed) % 12) {
        case 0:
            planted[YB_RECONCILE_OURS_ONLY]++;
            continue;
        case 1:
            copy.acct_pay_fen += 1 + (int64_t)(test_random(seed) % 9);
            planted[YB_RECONCILE_AMOUNT_DIFFERS]++;
            break;
        case 2:
            snprintf(names[i], sizeof(names[i]), "x%zu", i);
            theirs[n] = copy;
            theirs[n++].setl_id = yb_text_of(names[i]);
            planted[YB_RECONCILE_THEIRS_ONLY]++;
            planted[YB_RECONCILE_EQUAL]++;
            break;
        case 3:
            copy.refd_setl_flag = true;
            planted[YB_RECONCILE_STATE_DIFFERS] += 2; /* each side has a row the other lacks */
            break;
        default:
            planted[YB_RECONCILE_EQUAL]++;
        }
        theirs[n++] = copy;
    }
    return n;
}

static void test_random_books(void **state)
{
    static struct yb_reconcile_row ours[BOOK], theirs[2 * BOOK];
    static struct yb_reconcile_result results[3 * BOOK];
    static char names[BOOK][24];
    uint64_t seed = test_seed();

    (void)state;
    for (int round = 0; round < 50; round++) {
        size_t planted[YB_RECONCILE_OUTCOMES] = {0}, found[YB_RECONCILE_OUTCOMES] = {0};
        size_t their_count, count;

        for (size_t i = 0; i < BOOK; i++) {
            snprintf(names[i], sizeof(names[i]), "%zu", i * 7919 % 10007);
            ours[i] = row(names[i], false, (int64_t)(test_random(&seed) % 100000), 50, 5);
        }
        their_count = plant(ours, theirs, planted, &seed);
        count = yb_reconcile_compare(ours, BOOK, theirs, their_count, results);
        for (size_t i = 0; i < count; i++)
            found[results[i].outcome]++;
        assert_memory_equal(planted, found, sizeof(planted));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_class),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_refund_unknown_here),
        cmocka_unit_test(test_random_books),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
