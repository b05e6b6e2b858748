/*
 * The ledger: refusals in their order, idempotence, two phases, limits, roll-ups, the day's chain.
 */
#include "store/ledger.h"

#include <string.h>

#include "store/ledger_internal.h"
#include "store/psn.h"
#include "store/tx.h"
#include "test/store/fixture.h"
#include "test/store/sample.h"

enum { PSN = 7, FUND = 100, HOSPITAL = 200, OWN = 300, OTHER = 301 };

struct books {
    struct fixture *f;
    struct yb_ledger_transfer_list transfers;
    int64_t now_ms;
    struct yb_psn_account_list accounts;
    struct yb_day_close_row day;
    int32_t day_no;
    struct yb_ledger_total_row total;
    int64_t expired;
};

static int set_books(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_psn_row psn = sample_psn(yb_tx_arena(tx), PSN);
    struct yb_psn_account_row own = yb_psn_account_row(), other;
    struct yb_ledger_account_row fund = yb_ledger_account_row(), hospital;
    int rc = yb_psn_add(tx, &psn, error);

    (void)context;
    own.psn_no = PSN;
    own.account_id = OWN;
    own.debits_must_not_exceed_credits = 1;
    other = own;
    other.account_id = OTHER;
    fund.account_id = FUND;
    fund.account_kind = YB_ACCOUNT_FUND;
    fund.account_key = YB_TEXT("371525:390:390100");
    hospital = fund;
    hospital.account_id = HOSPITAL;
    hospital.account_kind = YB_ACCOUNT_FIXMEDINS;
    hospital.account_key = YB_TEXT("H1");
    if (rc == YB_OK)
        rc = yb_psn_account_open(tx, &own, error);
    if (rc == YB_OK)
        rc = yb_psn_account_open(tx, &own, error); /* the same again is fine */
    if (rc == YB_OK)
        rc = yb_psn_account_open(tx, &other, error);
    if (rc == YB_OK)
        rc = yb_ledger_account_open(tx, &fund, error);
    if (rc == YB_OK)
        rc = yb_ledger_account_open(tx, &hospital, error);
    fund.account_id = 999; /* the account there is, is the one that counts */
    if (rc == YB_OK)
        rc = yb_ledger_account_open(tx, &fund, error);
    assert_int_equal(fund.account_id, FUND);
    return rc;
}

static int post(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct books *b = context;

    return yb_ledger_post(tx, &b->transfers, b->now_ms, error);
}

static int read_accounts(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct books *b = context;

    return yb_psn_account_list(tx, PSN, &b->accounts, error);
}

static struct yb_ledger_transfer_row make(int64_t id, enum yb_transfer_kind kind, int64_t debit,
                                          int64_t credit, int64_t amount)
{
    struct yb_ledger_transfer_row t = yb_ledger_transfer_row();

    t.transfer_id = id;
    t.psn_no = PSN;
    t.transfer_kind = (int64_t)kind;
    t.debit_account_id = debit;
    t.credit_account_id = credit;
    t.amount_fen = amount;
    return t;
}

static void begin(struct books *b, struct fixture *f)
{
    struct yb_error error;

    memset(b, 0, sizeof(*b));
    b->f = f;
    b->now_ms = FIXTURE_NOW;
    fixture_ok(fixture_run(f, set_books, NULL, &error), &error);
}

static int book(struct books *b, struct yb_ledger_transfer_row t, struct yb_error *error)
{
    b->transfers = (struct yb_ledger_transfer_list){&t, 1};
    return fixture_run(b->f, post, b, error);
}

static const struct yb_psn_account_row *own(struct books *b)
{
    struct yb_error error;

    fixture_ok(fixture_read(b->f, read_accounts, b, &error), &error);
    return &b->accounts.rows[0];
}

/* Transfer 1 gave 100, 2 holds 40, 3 held 30 and is resolved, 4 holds 20 and is overdue. */
static void book_four(struct books *b)
{
    struct yb_ledger_transfer_row t;
    struct yb_error error;

    fixture_ok(book(b, make(1, YB_TRANSFER_POSTED, FUND, OWN, 100), &error), &error);
    fixture_ok(book(b, make(2, YB_TRANSFER_PENDING, OWN, HOSPITAL, 40), &error), &error);
    fixture_ok(book(b, make(3, YB_TRANSFER_PENDING, OWN, HOSPITAL, 30), &error), &error);
    t = make(33, YB_TRANSFER_POST, OWN, HOSPITAL, 30);
    t.pending_id = 3;
    fixture_ok(book(b, t, &error), &error);
    t = make(4, YB_TRANSFER_PENDING, OWN, HOSPITAL, 20);
    t.expire_time = FIXTURE_NOW + 1000;
    fixture_ok(book(b, t, &error), &error);
}

/* One line per refusal, in order of precedence. */
static void refusals_come_in_their_order(void **state)
{
    static const struct {
        int64_t id;
        enum yb_transfer_kind kind;
        int64_t pending_id, debit, credit, amount;
        int code;
        const char *first, *second;
    } rows[] = {
        {0, YB_TRANSFER_POSTED, 0, OWN, HOSPITAL, 5, YB_E_OUT_OF_RANGE, "transfer_id", NULL},
        {50, YB_TRANSFER_POSTED, 0, OWN, HOSPITAL, 0, YB_E_OUT_OF_RANGE, "amount_fen", "50"},
        {50, YB_TRANSFER_POSTED, 0, OWN, HOSPITAL, -5, YB_E_OUT_OF_RANGE, "amount_fen", "50"},
        {50, YB_TRANSFER_POSTED, 0, OWN, HOSPITAL, YB_AMOUNT_FEN_MAX + 1, YB_E_OUT_OF_RANGE,
         "amount_fen", "50"},
        {50, (enum yb_transfer_kind)9, 0, OWN, HOSPITAL, 5, YB_E_OUT_OF_RANGE, "transfer_kind",
         "50"},
        {50, YB_TRANSFER_POSTED, 0, OWN, OWN, 5, YB_E_OUT_OF_RANGE, "debit_account_id", "50"},
        {50, YB_TRANSFER_POSTED, 0, OWN, 0, 5, YB_E_OUT_OF_RANGE, "credit_account_id", "50"},
        {50, YB_TRANSFER_POSTED, 2, OWN, HOSPITAL, 5, YB_E_OUT_OF_RANGE, "pending_id", "50"},
        {50, YB_TRANSFER_POST, 0, OWN, HOSPITAL, 5, YB_E_OUT_OF_RANGE, "pending_id", "50"},
        {1, YB_TRANSFER_POSTED, 0, FUND, OWN, 101, YB_E_TRANSFER_DIFFERS, "1", "amount_fen"},
        {1, YB_TRANSFER_POSTED, 0, HOSPITAL, OWN, 100, YB_E_TRANSFER_DIFFERS, "1",
         "debit_account_id"},
        {50, YB_TRANSFER_POST, 49, OWN, HOSPITAL, 5, YB_E_NOT_FOUND, "pending_id", "49"},
        {50, YB_TRANSFER_POST, 1, FUND, OWN, 5, YB_E_TRANSFER_STATE, "1", "not pending"},
        {50, YB_TRANSFER_POST, 3, OWN, HOSPITAL, 5, YB_E_TRANSFER_STATE, "3", "resolved"},
        {50, YB_TRANSFER_VOID, 3, OWN, HOSPITAL, 30, YB_E_TRANSFER_STATE, "3", "resolved"},
        {50, YB_TRANSFER_POST, 4, OWN, HOSPITAL, 5, YB_E_TRANSFER_STATE, "4", "expired"},
        {50, YB_TRANSFER_EXPIRE, 2, OWN, HOSPITAL, 40, YB_E_TRANSFER_STATE, "2", "not expired"},
        {50, YB_TRANSFER_POST, 2, OTHER, HOSPITAL, 5, YB_E_TRANSFER_STATE, "2", "other accounts"},
        {50, YB_TRANSFER_POST, 2, OWN, HOSPITAL, 41, YB_E_TRANSFER_STATE, "2", "amount"},
        {50, YB_TRANSFER_VOID, 2, OWN, HOSPITAL, 39, YB_E_TRANSFER_STATE, "2", "amount"},
        {50, YB_TRANSFER_POSTED, 0, OWN, HOSPITAL, 11, YB_E_TRANSFER_EXCEEDS, "300", NULL},
        {50, YB_TRANSFER_PENDING, 0, OWN, HOSPITAL, 11, YB_E_TRANSFER_EXCEEDS, "300", NULL},
        {50, YB_TRANSFER_POSTED, 0, OTHER, HOSPITAL, 1, YB_E_TRANSFER_EXCEEDS, "301", NULL},
        {1, YB_TRANSFER_POSTED, 0, FUND, OWN, 100, YB_OK, NULL, NULL}, /* exists: fine */
        {51, YB_TRANSFER_POSTED, 0, OWN, HOSPITAL, 10, YB_OK, NULL, NULL},
    };
    struct books b;
    struct yb_ledger_transfer_row t;
    struct yb_error error;
    size_t i;

    begin(&b, *state);
    book_four(&b);
    b.now_ms = FIXTURE_NOW + 1000;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int rc;

        t = make(rows[i].id, rows[i].kind, rows[i].debit, rows[i].credit, rows[i].amount);
        t.pending_id = rows[i].pending_id;
        rc = book(&b, t, &error);
        if (rc != rows[i].code)
            fail_msg("row %zu: %s, not %s", i, yb_code_name(rc), yb_code_name(rows[i].code));
        if (rows[i].first)
            assert_string_equal(error.args[0], rows[i].first);
        if (rows[i].second)
            assert_string_equal(error.args[1], rows[i].second);
    }
    assert_int_equal(own(&b)->credits_posted_fen, 100);
    assert_int_equal(own(&b)->debits_posted_fen, 40);
    assert_int_equal(own(&b)->debits_pending_fen, 60);
    assert_int_equal(yb_psn_account_available(own(&b)), 0);
}

static int sweep(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct books *b = context;

    return yb_ledger_sweep(tx, b->now_ms, 100, &b->expired, error);
}

static void overdue_transfers_expire_once(void **state)
{
    struct books b;
    struct yb_ledger_transfer_row t;
    struct yb_error error;
    int i;

    begin(&b, *state);
    fixture_ok(book(&b, make(1, YB_TRANSFER_POSTED, FUND, OWN, 100), &error), &error);
    for (i = 0; i < 3; i++) {
        t = make(10 + i, YB_TRANSFER_PENDING, OWN, HOSPITAL, 10);
        t.expire_time = FIXTURE_NOW + i;
        if (i == 2)
            t.expire_time = 0;
        b.now_ms = FIXTURE_NOW - 1;
        fixture_ok(book(&b, t, &error), &error);
    }
    assert_int_equal(yb_psn_account_available(own(&b)), 70);
    b.now_ms = FIXTURE_NOW + 1;
    fixture_ok(fixture_run(b.f, sweep, &b, &error), &error);
    assert_int_equal(b.expired, 2);
    assert_int_equal(yb_psn_account_available(own(&b)), 90);
    fixture_ok(fixture_run(b.f, sweep, &b, &error), &error);
    assert_int_equal(b.expired, 0);
}

/* Whatever is booked: pending >= 0, and available + pending + spent = put in. */
static void money_is_conserved(void **state)
{
    uint64_t seed = test_seed();
    int64_t put_in = 0, pending[64], amounts[64];
    struct books b;
    struct yb_error error;
    size_t open = 0;
    int i;

    begin(&b, *state);
    for (i = 1; i <= 150; i++) {
        int64_t amount = 1 + (int64_t)(test_random(&seed) % 50);
        struct yb_ledger_transfer_row t = make(i, YB_TRANSFER_POSTED, OWN, HOSPITAL, amount);
        const struct yb_psn_account_row *a;
        int rc;

        switch (test_random(&seed) % 4) {
        case 0:
            t.debit_account_id = FUND;
            t.credit_account_id = OWN;
            break;
        case 1:
            t.transfer_kind = YB_TRANSFER_PENDING;
            break;
        case 2:
            if (open) {
                t.pending_id = pending[--open];
                t.transfer_kind = test_random(&seed) % 2 ? YB_TRANSFER_POST : YB_TRANSFER_VOID;
                t.amount_fen = t.transfer_kind == YB_TRANSFER_VOID
                                   ? amounts[open]
                                   : 1 + (int64_t)(test_random(&seed) % (uint64_t)amounts[open]);
            }
            break;
        default:
            break;
        }
        rc = book(&b, t, &error);
        assert_true(rc == YB_OK || rc == YB_E_TRANSFER_EXCEEDS);
        if (rc == YB_OK && t.transfer_kind == YB_TRANSFER_PENDING && open < 64) {
            pending[open] = i;
            amounts[open++] = amount;
        }
        if (rc == YB_OK && t.credit_account_id == OWN)
            put_in += amount;
        a = own(&b);
        assert_true(a->debits_pending_fen >= 0);
        assert_true(yb_psn_account_available(a) >= 0);
        assert_int_equal(a->credits_posted_fen, put_in);
    }
}

/* ---- days ---- */

static int close_day(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct books *b = context;

    return yb_day_close(tx, b->day_no, FIXTURE_NOW, &b->day, error);
}

static int read_total(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct books *b = context;

    return yb_ledger_account_total(tx, FUND, b->day_no, &b->total, error);
}

static void count_difference(void *context, struct yb_text what, struct yb_text field,
                             struct yb_text expected, struct yb_text found)
{
    struct yb_text *first = context;

    (void)expected;
    (void)found;
    if (!first[0].length) {
        first[0] = yb_text_of(strdup(what.bytes));
        first[1] = yb_text_of(strdup(field.bytes));
    }
}

static int64_t verify(struct books *b, char what[64], char field[64])
{
    struct yb_text first[2] = {{0}, {0}};
    struct yb_store_verify v = {.report = count_difference, .context = first};
    struct yb_error error;

    fixture_ok(yb_store_verify(b->f->store, &v, &error), &error);
    snprintf(what, 64, YB_TEXT_FMT, YB_TEXT_ARG(first[0]));
    snprintf(field, 64, YB_TEXT_FMT, YB_TEXT_ARG(first[1]));
    free((char *)(uintptr_t)first[0].bytes);
    free((char *)(uintptr_t)first[1].bytes);
    return v.differences;
}

static void a_closed_day_shows_later_edits(void **state)
{
    static const struct {
        const char *edit, *undo, *what;
    } rows[] = {
        {"UPDATE ledger_transfer SET memo = 'x' WHERE psn_no = 7 AND memo = '';\n",
         "UPDATE ledger_transfer SET memo = '' WHERE psn_no = 7;\n", "day_close"},
        {"UPDATE ledger_transfer SET transfer_year = transfer_year + 1;\n",
         "UPDATE ledger_transfer SET transfer_year = transfer_year - 1;\n", "day_close"},
        {"UPDATE ledger_total SET debits_posted_fen = debits_posted_fen + 1 WHERE account_id = 100"
         ";\n",
         "UPDATE ledger_total SET debits_posted_fen = debits_posted_fen - 1 WHERE account_id = 100"
         ";\n",
         "ledger_total"},
        {"UPDATE psn_account SET credits_posted_fen = credits_posted_fen + 1 WHERE account_id = 300"
         ";\n",
         "UPDATE psn_account SET credits_posted_fen = credits_posted_fen - 1 WHERE account_id = 300"
         ";\n",
         "psn_account"},
    };
    struct books b;
    char what[64], field[64];
    struct yb_error error;
    size_t i;

    begin(&b, *state);
    b.day_no = yb_ledger_day(fixture_id(b.f));
    fixture_ok(book(&b, make(fixture_id(b.f), YB_TRANSFER_POSTED, FUND, OWN, 100), &error), &error);
    fixture_ok(book(&b, make(fixture_id(b.f), YB_TRANSFER_POSTED, OWN, HOSPITAL, 60), &error),
               &error);
    fixture_ok(fixture_run(b.f, close_day, &b, &error), &error);
    assert_int_equal(b.day.transfer_count, 2);
    assert_int_equal(fixture_run(b.f, close_day, &b, &error), YB_E_EXISTS);
    b.day_no += 2;
    assert_int_equal(fixture_run(b.f, close_day, &b, &error), YB_E_OUT_OF_RANGE);
    b.day_no -= 1;
    fixture_ok(fixture_run(b.f, close_day, &b, &error), &error); /* a day without rows */
    assert_int_equal(b.day.transfer_count, 0);
    fixture_ok(fixture_read(b.f, read_total, &b, &error), &error);
    assert_int_equal(b.total.debits_posted_fen, 100);
    assert_int_equal(verify(&b, what, field), 0);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fixture_sql(b.f, rows[i].edit);
        assert_true(verify(&b, what, field) > 0);
        assert_int_equal(strncmp(what, rows[i].what, strlen(rows[i].what)), 0);
        fixture_sql(b.f, rows[i].undo);
        assert_int_equal(verify(&b, what, field), 0);
    }
}

struct draft {
    struct books *b;
    struct yb_day_draft draft;
};

static int draft_day(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct draft *d = context;

    return yb_day_draft(tx, d->b->day_no, FIXTURE_NOW, &d->draft, error);
}

static int close_draft(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_day_close_draft(tx, &((struct draft *)context)->draft, error);
}

static void a_draft_closes_the_day_it_has_read(void **state)
{
    struct books b;
    struct draft d = {.b = &b}, second;
    char what[64], field[64];
    struct yb_error error;

    begin(&b, *state);
    b.day_no = yb_ledger_day(fixture_id(b.f));
    fixture_ok(book(&b, make(fixture_id(b.f), YB_TRANSFER_POSTED, FUND, OWN, 100), &error), &error);
    fixture_ok(fixture_read(b.f, draft_day, &d, &error), &error);
    assert_int_equal(d.draft.row.transfer_count, 1);
    fixture_ok(book(&b, make(fixture_id(b.f), YB_TRANSFER_POSTED, FUND, OWN, 7), &error), &error);
    assert_int_equal(fixture_run(b.f, close_draft, &d, &error), YB_E_STORE_CONFLICT); /* late */
    fixture_ok(fixture_read(b.f, draft_day, &d, &error), &error);
    second = d;
    fixture_ok(fixture_run(b.f, close_draft, &d, &error), &error);
    assert_int_equal(fixture_run(b.f, close_draft, &second, &error), YB_E_STORE_CONFLICT);
    fixture_ok(fixture_read(b.f, read_total, &b, &error), &error);
    assert_int_equal(b.total.debits_posted_fen, 107);
    assert_int_equal(verify(&b, what, field), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(refusals_come_in_their_order),
        FIXTURE_BOTH(overdue_transfers_expire_once),
        FIXTURE_BOTH(money_is_conserved),
        FIXTURE_BOTH(a_closed_day_shows_later_edits),
        FIXTURE_BOTH(a_draft_closes_the_day_it_has_read),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
