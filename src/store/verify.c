/*
 * verify.c - the store against itself, in one snapshot. The conditions are data: verify.def.
 */
#include <string.h>

#include "store/ledger_day.h"
#include "store/setting.h"
#include "store/store_internal.h"

static const struct {
    const char *what;
    enum yb_sql sql;
} checks[] = {
#define CHECK(what, id, text) {what, YB_SQL_##id},
#include "store/verify.def"
#undef CHECK
};

struct verifying {
    struct yb_store_verify *verify;
    const char *what;
    struct yb_arena arena; /* one difference's words */
};

static void report(struct verifying *v, const char *key, const char *field, struct yb_text expected,
                   struct yb_text found)
{
    v->verify->differences++;
    if (v->verify->report)
        v->verify->report(v->verify->context, yb_text_of(key), yb_text_of(field), expected, found);
}

static int report_row(void *context, const struct yb_cursor *cursor)
{
    struct verifying *v = context;
    struct yb_text key = cursor->text(cursor, 0), field = cursor->text(cursor, 1);
    const char *what, *name;

    yb_arena_clear(&v->arena);
    what = yb_arena_format(&v->arena, "%s " YB_TEXT_FMT, v->what, YB_TEXT_ARG(key));
    name = yb_arena_copy(&v->arena, field.bytes, field.length);
    if (!what || !name)
        return YB_E_NO_MEMORY;
    report(v, what, name, cursor->text(cursor, 2), cursor->text(cursor, 3));
    return YB_OK;
}

/* ---- closed days ---- */

static const char *day_key(struct verifying *v, int64_t day, int64_t account)
{
    char date[11];
    const char *key;

    yb_day_format((int32_t)day, date);
    key = account ? yb_arena_format(&v->arena, "ledger_total %s %lld", date, (long long)account)
                  : yb_arena_format(&v->arena, "day_close %s", date);
    return key ? key : "";
}

static void compare_number(struct verifying *v, const char *key, const char *field,
                           int64_t expected, int64_t found)
{
    const char *left, *right;

    if (expected == found)
        return;
    left = yb_arena_format(&v->arena, "%lld", (long long)expected);
    right = yb_arena_format(&v->arena, "%lld", (long long)found);
    report(v, key, field, yb_text_of(left), yb_text_of(right));
}

static void compare_link(struct verifying *v, const char *key, struct yb_text expected,
                         struct yb_text found)
{
    char left[2 * YB_SM3_BYTES + 1] = "", right[2 * YB_SM3_BYTES + 1] = "";

    if (yb_text_equal(expected, found))
        return;
    yb_hex((const uint8_t *)expected.bytes, expected.length, left);
    if (found.length <= YB_SM3_BYTES)
        yb_hex((const uint8_t *)found.bytes, found.length, right);
    report(v, key, "link", yb_text_of(left), yb_text_of(right));
}

/* Two sorted lists of the same day's totals. */
static void compare_totals(struct verifying *v, int64_t day, const struct yb_ledger_total_list *now,
                           const struct yb_ledger_total_list *then)
{
    static const struct yb_ledger_total_row none;
    size_t i = 0, k = 0;

    while (i < now->count || k < then->count) {
        const struct yb_ledger_total_row *a = i < now->count ? &now->rows[i] : NULL;
        const struct yb_ledger_total_row *b = k < then->count ? &then->rows[k] : NULL;
        const char *key;

        if (a && b && a->account_id != b->account_id) {
            if (a->account_id < b->account_id)
                b = NULL;
            else
                a = NULL;
        }
        i += a != NULL;
        k += b != NULL;
        key = day_key(v, day, a ? a->account_id : b->account_id);
        a = a ? a : &none;
        b = b ? b : &none;
        compare_number(v, key, "debits_pending", a->debits_pending_fen, b->debits_pending_fen);
        compare_number(v, key, "debits_posted", a->debits_posted_fen, b->debits_posted_fen);
        compare_number(v, key, "credits_pending", a->credits_pending_fen, b->credits_pending_fen);
        compare_number(v, key, "credits_posted", a->credits_posted_fen, b->credits_posted_fen);
        compare_number(v, key, "transfers", a->transfers, b->transfers);
    }
}

static int verify_day(struct yb_tx *tx, struct verifying *v, const struct yb_day_close_row *day,
                      struct yb_text before, struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(day->day_no)};
    struct yb_ledger_total_list now, then;
    struct yb_day_close_row again = *day;
    const char *key;
    int rc = yb_day_link(tx, before, &again, error);

    if (rc == YB_OK)
        rc = yb_ledger_day_totals(tx, (int32_t)day->day_no, &now, error);
    if (rc == YB_OK)
        rc = yb_tx_list(tx, YB_SQL_LEDGER_TOTAL_DAY, values, 1, YB_LIST(&then), error);
    if (rc != YB_OK)
        return rc;
    yb_arena_clear(&v->arena);
    key = day_key(v, day->day_no, 0);
    compare_number(v, key, "setl_count", again.setl_count, day->setl_count);
    compare_number(v, key, "transfer_count", again.transfer_count, day->transfer_count);
    compare_number(v, key, "fund_pay_sumamt", again.fund_pay_sumamt_fen, day->fund_pay_sumamt_fen);
    compare_link(v, key, again.link, day->link);
    compare_totals(v, day->day_no, &now, &then);
    v->verify->rows += again.setl_count + again.transfer_count;
    return YB_OK;
}

/* The last closed day is the one that was closed last. */
static int verify_seal(struct yb_tx *tx, struct verifying *v, const struct yb_day_close_row *last,
                       struct yb_error *error)
{
    char should[2 * YB_SM3_BYTES + 1] = "";
    struct yb_text is;
    int rc = yb_setting_get(tx, YB_TEXT(YB_DAY_SEAL), &is, error);

    if (rc != YB_OK)
        return rc;
    if (last)
        yb_day_seal(tx->keys, last, should);
    if (!yb_text_is(is, should))
        report(v, "day_close", "seal", yb_text_of(should), is);
    return YB_OK;
}

/* Every link is recomputed from the stored link before it, so that one changed day is one finding.
 */
static int verify_days(struct yb_tx *tx, struct verifying *v, struct yb_error *error)
{
    struct yb_day_close_list days;
    struct yb_text before = {0};
    size_t i;
    int rc = yb_tx_list(tx, YB_SQL_DAY_CLOSE_LIST, NULL, 0, YB_LIST(&days), error);

    for (i = 0; rc == YB_OK && i < days.count; i++) {
        if (i)
            compare_number(v, day_key(v, days.rows[i].day_no, 0), "day_no",
                           days.rows[i - 1].day_no + 1, days.rows[i].day_no);
        rc = verify_day(tx, v, &days.rows[i], before, error);
        before = days.rows[i].link;
    }
    return rc == YB_OK ? verify_seal(tx, v, days.count ? &days.rows[days.count - 1] : NULL, error)
                       : rc;
}

static int verify_all(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct verifying *v = context;
    size_t i;
    int rc = YB_OK;

    for (i = 0; i < YB_COUNT(checks) && rc == YB_OK; i++) {
        struct yb_call call = {.sql = checks[i].sql, .row = report_row, .context = v};

        v->what = checks[i].what;
        rc = yb_tx_run(tx, &call, 1, error);
    }
    return rc == YB_OK ? verify_days(tx, v, error) : rc;
}

int yb_store_verify(struct yb_store *store, struct yb_store_verify *verify, struct yb_error *error)
{
    struct verifying v = {.verify = verify};
    struct yb_arena arena;
    int rc;

    verify->differences = verify->rows = 0;
    yb_arena_init(&arena, 1 << 16);
    yb_arena_init(&v.arena, 1 << 12);
    rc = yb_store_read(store, verify_all, &v, &arena, error);
    yb_arena_release(&v.arena);
    yb_arena_release(&arena);
    return rc;
}
