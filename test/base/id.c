#include "test/test.h"

#include <pthread.h>
#include <string.h>

#include "base/id.h"

#define NOW     INT64_C(1767225600123) /* 2026-01-01 08:00:00.123 in China */
#define THREADS 4
#define EACH    50000

static void ids_rise_whatever_the_clock_does(void **state)
{
    uint64_t seed = test_seed();
    struct yb_id_source source;
    int64_t last = 0, now = NOW, latest = NOW;
    int i;

    (void)state;
    yb_id_source_init(&source, 1023);
    for (i = 0; i < 100000; i++) {
        int64_t id;

        if (test_random(&seed) % 16 == 0)
            now += (int64_t)(test_random(&seed) % 2001) - 1000; /* also backwards */
        latest = now > latest ? now : latest;
        id = yb_id_next(&source, now);
        assert_true(id > last);
        assert_true(yb_id_instant(id) >= now);
        assert_int_equal(id >> 12 & 1023, 1023);
        last = id;
    }
    assert_in_range(yb_id_instant(last), latest, latest + 100);
}

static void a_used_up_millisecond_goes_on_in_the_next(void **state)
{
    struct yb_id_source source;
    int64_t first, last = 0;
    int i;

    (void)state;
    yb_id_source_init(&source, 0);
    first = yb_id_next(&source, NOW);
    assert_int_equal(yb_id_instant(first), NOW);
    for (i = 1; i < 4096; i++)
        last = yb_id_next(&source, NOW);
    assert_int_equal(yb_id_instant(last), NOW);
    last = yb_id_next(&source, NOW);
    assert_int_equal(yb_id_instant(last), NOW + 1);
    assert_int_equal(yb_id_next(&source, NOW - 1000000), last + 1);
}

static void clocks_outside_the_range_still_give_ids(void **state)
{
    struct yb_id_source source;
    int64_t id;

    (void)state;
    yb_id_source_init(&source, 5);
    id = yb_id_next(&source, 0); /* 1970: before the first instant */
    assert_true(id > 0);
    assert_true(yb_id_next(&source, INT64_MIN) > id);
}

static void nodes_never_meet(void **state)
{
    struct yb_id_source a, b;
    int i;

    (void)state;
    yb_id_source_init(&a, 1);
    yb_id_source_init(&b, 2);
    for (i = 0; i < 10000; i++) {
        int64_t x = yb_id_next(&a, NOW), y = yb_id_next(&b, NOW);

        assert_true(x != y);
        assert_int_equal((x ^ y) >> 12 & 1023, 3);
    }
}

struct worker {
    pthread_t thread;
    struct yb_id_source *source;
    int64_t *ids;
};

static void *work(void *context)
{
    struct worker *worker = context;
    int i;

    for (i = 0; i < EACH; i++)
        worker->ids[i] = yb_id_next(worker->source, NOW + i / 1000);
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void threads_share_a_source(void **state)
{
    static int64_t ids[THREADS * EACH];
    struct worker workers[THREADS];
    struct yb_id_source source;
    int t, i;

    (void)state;
    yb_id_source_init(&source, 7);
    for (t = 0; t < THREADS; t++) {
        workers[t].source = &source;
        workers[t].ids = ids + t * EACH;
        assert_int_equal(pthread_create(&workers[t].thread, NULL, work, &workers[t]), 0);
    }
    for (t = 0; t < THREADS; t++)
        assert_int_equal(pthread_join(workers[t].thread, NULL), 0);
    for (t = 0; t < THREADS; t++)
        for (i = 1; i < EACH; i++)
            assert_true(workers[t].ids[i] > workers[t].ids[i - 1]);
    qsort(ids, THREADS * EACH, sizeof(ids[0]), by_value);
    for (i = 1; i < THREADS * EACH; i++)
        assert_true(ids[i] != ids[i - 1]);
}

static void the_clock_is_unix_milliseconds(void **state)
{
    int64_t seconds = (int64_t)time(NULL), now = yb_clock_now() / 1000;

    (void)state;
    assert_in_range(now, seconds - 1, seconds + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_rise_whatever_the_clock_does),
        cmocka_unit_test(a_used_up_millisecond_goes_on_in_the_next),
        cmocka_unit_test(clocks_outside_the_range_still_give_ids),
        cmocka_unit_test(nodes_never_meet),
        cmocka_unit_test(threads_share_a_source),
        cmocka_unit_test(the_clock_is_unix_milliseconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
