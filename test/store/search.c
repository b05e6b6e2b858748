/*
 * Searches of settlements: whatever is asked, in whatever order, however small the pages, what
 * comes is what a look at every row would give, in order, once each.
 */
#include "test/store/fixture.h"

#include <string.h>

#include "store/setl_search.h"
#include "store/tx.h"

enum { ROWS = 24000, PEOPLE = 40, SEARCHES = 25, DEAR = 100000 };

static struct yb_setl_row rows[ROWS];
static uint64_t seed;

static size_t below(size_t count)
{
    return (size_t)(test_random(&seed) % count);
}

static const char *const kinds[] = {"11", "41", "21", "52"},
                         *const schemes[] = {"310", "390", "340"},
                         *const places[] = {"H37152500001", "H37152500002", "P37152500001"},
                         *const areas[] = {"371525", "371500", "370100"},
                         *const states[] = {"live", "cancelled", "red"};

static struct yb_text pick(const char *const words[], size_t count)
{
    /* the first ones more often */
    return yb_text_of(words[below(below(count) + 1)]);
}
#define PICK(words) pick(words, YB_COUNT(words))

/* Many of one instant, many of one amount; one in twenty cancels the one before it. */
static void make_rows(void)
{
    for (int i = 0; i < ROWS; i++) {
        struct yb_setl_row *row = &rows[i];

        memset(row, 0, sizeof *row);
        row->begndate = row->enddate = 18000;
        row->setl_id = 1000 + (i * 7919) % 99991;
        row->psn_no = 1 + i % PEOPLE;
        row->setl_time = FIXTURE_NOW + (int64_t)below(3000) * 1000;
        row->insutype = PICK(schemes);
        row->med_type = PICK(kinds);
        row->fixmedins_code = PICK(places);
        row->insuplc_admdvs = PICK(areas);
        row->refd_setl_flag = YB_TEXT("0");
        row->medfee_sumamt_fen = (int64_t)below(below(20) ? 400 : 9000) * 200;
        row->fund_pay_sumamt_fen = row->medfee_sumamt_fen / 100 * (int64_t)below(100);
        row->acct_pay_fen = (int64_t)below(100);
        row->psn_cash_pay_fen = row->medfee_sumamt_fen - row->fund_pay_sumamt_fen;
        row->adjust_setl_id = i % 50 == 1 ? 1 : 0;
        if (i >= PEOPLE && i % 20 == 0) {
            const struct yb_setl_row *other = &rows[i - PEOPLE];

            row->init_setl_id = other->init_setl_id ? 0 : other->setl_id;
            row->refd_setl_flag = row->init_setl_id ? YB_TEXT("1") : row->refd_setl_flag;
            row->medfee_sumamt_fen =
                row->init_setl_id ? -row->medfee_sumamt_fen : row->medfee_sumamt_fen;
        }
    }
}

static int put_rows(struct yb_tx *tx, void *context, struct yb_error *error)
{
    int rc = YB_OK;

    (void)context;
    for (int i = 0; rc == YB_OK && i < ROWS; i++)
        rc = i % 32 ? yb_tx_put_later(tx, YB_SQL_SETL_ADD, YB_T_setl, &rows[i], error)
                    : yb_tx_put(tx, YB_SQL_SETL_ADD, YB_T_setl, &rows[i], NULL, error);
    return rc;
}

static int64_t value_of(const struct yb_setl_row *row, enum yb_setl_order order)
{
    return order == YB_SETL_NEWEST    ? row->setl_time
           : order == YB_SETL_DEAREST ? row->medfee_sumamt_fen
                                      : row->fund_pay_sumamt_fen;
}

static bool is_cancelled(int i)
{
    return i + PEOPLE < ROWS && rows[i + PEOPLE].init_setl_id == rows[i].setl_id;
}

static bool has(struct yb_text wanted, struct yb_text is)
{
    return !wanted.length || yb_text_equal(wanted, is);
}

static bool begins(struct yb_text is, struct yb_text with)
{
    return !with.length ||
           (is.length >= with.length && memcmp(is.bytes, with.bytes, with.length) == 0);
}

static bool fits(const struct yb_setl_search *s, int i)
{
    const struct yb_setl_row *row = &rows[i];
    bool red = yb_text_is(row->refd_setl_flag, "1");
    const char *state = red ? "red" : is_cancelled(i) ? "cancelled" : "live";

    return has(s->fixmedins_code, row->fixmedins_code) && has(s->med_type, row->med_type) &&
           has(s->insutype, row->insutype) && has(s->state, yb_text_of(state)) &&
           begins(row->insuplc_admdvs, s->admdvs) && row->setl_time >= s->from_ms &&
           row->setl_time < s->below_ms && row->medfee_sumamt_fen >= s->least_fen &&
           row->medfee_sumamt_fen <= s->greatest_fen;
}

/* How many rows the way has within the days. */
static int range_of(const struct yb_setl_search *s)
{
    int range = 0;

    for (int i = 0; i < ROWS; i++) {
        bool rare = yb_text_is(rows[i].med_type, "52") || yb_text_is(rows[i].insutype, "340") ||
                    yb_text_is(rows[i].refd_setl_flag, "1");
        bool rare_asked = yb_text_is(s->med_type, "52") || yb_text_is(s->insutype, "340") ||
                          yb_text_is(s->state, "red");

        range += rows[i].setl_time >= s->from_ms && rows[i].setl_time < s->below_ms &&
                 has(s->fixmedins_code, rows[i].fixmedins_code) &&
                 (s->fixmedins_code.length || !rare_asked || rare);
    }
    return range;
}

/* Is the range too long to be sorted, so that only what is dear is listed? */
static bool only_dear(const struct yb_setl_search *s)
{
    return s->order != YB_SETL_NEWEST && range_of(s) > YB_SETL_SORT_MAX;
}

static enum yb_setl_order sorted_by;

static int compare(const void *a, const void *b)
{
    const struct yb_setl_row *x = *(const struct yb_setl_row *const *)a;
    const struct yb_setl_row *y = *(const struct yb_setl_row *const *)b;
    int64_t p = value_of(x, sorted_by), q = value_of(y, sorted_by);

    return p != q ? (p < q ? 1 : -1) : (x->setl_id < y->setl_id) - (x->setl_id > y->setl_id);
}

static size_t expect(const struct yb_setl_search *s, const struct yb_setl_row **out)
{
    bool dear = only_dear(s);
    size_t count = 0;

    for (int i = 0; i < ROWS; i++)
        if (fits(s, i) && (!dear || value_of(&rows[i], s->order) >= DEAR))
            out[count++] = &rows[i];
    sorted_by = s->order;
    qsort(out, count, sizeof(*out), compare);
    return count;
}

static struct yb_setl_search draw(void)
{
    struct yb_setl_search s = {.order = (enum yb_setl_order)below(3),
                               .from_ms = below(2) ? 0 : FIXTURE_NOW + (int64_t)below(2000) * 1000,
                               .least_fen = INT64_MIN,
                               .greatest_fen = INT64_MAX - 1,
                               .most = 1 + (int64_t)below(200)};

    s.below_ms = below(2) ? INT64_MAX : s.from_ms + (int64_t)below(3000) * 1000;
    if (!below(3))
        s.fixmedins_code = PICK(places);
    if (!below(3))
        s.med_type = PICK(kinds);
    if (!below(3))
        s.insutype = PICK(schemes);
    if (!below(3))
        s.state = PICK(states);
    if (!below(3))
        s.admdvs = YB_TEXT("3715");
    if (!below(3))
        s.least_fen = (int64_t)below(2000) * 200;
    if (!below(3))
        s.greatest_fen = (int64_t)below(9000) * 200;
    return s;
}

struct asking {
    struct yb_setl_search search;
    const struct yb_setl_row *expected[ROWS];
    size_t count;
};

/* Its sum, when there is not too much to add up. */
static int add_up(struct yb_tx *tx, const struct asking *asking, struct yb_error *error)
{
    struct yb_setl_sum sum, expected = {0};
    bool known;
    int rc = yb_setl_add_up(tx, &asking->search, &sum, &known, error);

    for (int i = 0; i < ROWS; i++) {
        if (!fits(&asking->search, i))
            continue;
        expected.setl_cnt += rows[i].adjust_setl_id ? 0 : rows[i].init_setl_id ? -1 : 1;
        expected.medfee_sumamt_fen += rows[i].medfee_sumamt_fen;
        expected.fund_pay_sumamt_fen += rows[i].fund_pay_sumamt_fen;
        expected.acct_pay_fen += rows[i].acct_pay_fen;
        expected.psn_cash_pay_fen += rows[i].psn_cash_pay_fen;
    }
    if (range_of(&asking->search) <= YB_SETL_SUM_MAX)
        assert_true(known || rc != YB_OK);
    if (rc == YB_OK && known)
        assert_memory_equal(&sum, &expected, sizeof(sum));
    return rc;
}

/* All pages, one after the other. */
static int ask(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct asking *asking = context;
    struct yb_setl_search *s = &asking->search;
    size_t at = 0;
    int summed = add_up(tx, asking, error);

    if (summed != YB_OK)
        return summed;
    for (int pages = 0;; pages++) {
        struct yb_setl_found found;
        int rc = yb_setl_search(tx, s, &found, error);

        if (rc != YB_OK)
            return rc;
        assert_in_range(found.count, 0, s->most);
        for (size_t i = 0; i < found.count; i++, at++) {
            assert_in_range(at, 0, asking->count - 1);
            assert_int_equal(found.rows[i].setl_id, asking->expected[at]->setl_id);
            assert_true(yb_text_equal(found.rows[i].med_type, asking->expected[at]->med_type));
        }
        if (!found.next_id) {
            assert_int_equal(found.full, s->order == YB_SETL_NEWEST || !only_dear(s));
            break;
        }
        assert_true((int64_t)found.count == s->most || !found.full);
        assert_in_range(pages, 0, ROWS);
        s->at_value = found.next_value;
        s->at_id = found.next_id;
    }
    assert_int_equal(at, asking->count);
    return YB_OK;
}

static void every_search_finds_what_fits(void **state)
{
    static struct asking asking;
    struct fixture *f = *state;
    struct yb_error error;

    make_rows();
    fixture_ok(yb_store_run(f->store, put_rows, NULL, &f->arena, &error), &error);
    for (int i = 0; i < SEARCHES; i++) {
        asking.search = draw();
        asking.count = expect(&asking.search, asking.expected);
        if (asking.count > 3000) /* not for ever */
            asking.search.most = 200;
        fixture_ok(yb_store_read(f->store, ask, &asking, &f->arena, &error), &error);
        yb_arena_clear(&f->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {FIXTURE_BOTH(every_search_finds_what_fits)};

    seed = test_seed();
    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
