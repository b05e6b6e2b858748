/*
 * A value changed behind the program's back is found by verify, whatever value it is, and what is
 * found carries the name of the check that it belongs to.
 */
#include "test/app/county.h"

#include <string.h>

#include "app/statistics/roll.h"
#include "app/verify/close.h"
#include "store/access_log.h"
#include "store/schema.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- a day to tamper with ---- */

static int claim_with_message(struct yb_call *call, const void *in, void *out,
                              struct yb_error *error)
{
    struct yb_message_in message = {.psn_no = ((const struct yb_claim_in *)in)->psn_no};
    struct yb_message_out seen;
    int rc;

    yb_message_hash(&message, YB_TEXT("claim"));
    rc = yb_app_message_open(call, &message, &seen, error);
    if (!rc)
        rc = yb_app_settle_claim(call, in, out, error);
    return rc ? rc
              : yb_app_message_close(call, (struct yb_message_reply){YB_TEXT("{}"), false}, error);
}

static int64_t settle(struct county *c, int64_t psn_no, const char *med_type, const char *msgid)
{
    struct yb_claim_in claim = county_claim(c, psn_no, med_type, 250000);
    struct yb_settle_out out;
    struct yb_error error;

    c->actor.msgid = yb_text_of(msgid);
    fixture_ok(county_run(c, claim_with_message, &claim, &out, &error), &error);
    c->actor.msgid = (struct yb_text){0};
    return out.setlinfo.setl_id;
}

static int log_something(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_access_log_row entry = yb_access_log_row();

    (void)context;
    entry.log_time = FIXTURE_NOW;
    entry.actor = YB_TEXT("somebody");
    entry.actor_kind = YB_TEXT("user");
    entry.action = YB_TEXT("look");
    entry.target = YB_TEXT("psn:1");
    entry.result = YB_TEXT("OK");
    entry.detail = YB_TEXT("detail");
    entry.ip = YB_TEXT("127.0.0.1");
    return yb_access_log_add(tx, &entry, error);
}

static void add_statistics(struct county *c)
{
    int64_t later = (yb_clock_now() > c->now_ms ? yb_clock_now() : c->now_ms) + YB_DAY_MS;
    struct yb_error error;
    struct yb_rolled rolled = {.more = true};

    while (rolled.more)
        fixture_ok(yb_app_statistics_roll(&c->app, later, 0, &rolled, &error), &error);
}

/* Two people, two stays and one claim paid from an account; two entries of the log; the day closed.
 */
static struct county *tampered_county(struct fixture *f)
{
    struct county *c = county_open(f);
    int64_t resident = county_person(c, &(struct county_person_of){.insutype = "390"});
    int64_t employee =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 900000});
    struct yb_claim_in claim = county_claim(c, employee, "11", 20000);
    struct yb_settle_out out;
    struct yb_close_out closed;
    struct yb_error error;
    int32_t after = yb_instant_day(yb_clock_now()) + 1; /* ids never go back behind the clock */

    settle(c, resident, "21", "M1");
    settle(c, resident, "21", "M2");
    claim.insutype = YB_TEXT("310");
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    fixture_ok(fixture_run(f, log_something, NULL, &error), &error);
    fixture_ok(fixture_run(f, log_something, NULL, &error), &error);
    fixture_ok(yb_app_close_days(&c->app, after, c->now_ms, &closed, &error), &error);
    assert_int_equal(closed.days, 1);
    assert_int_equal(closed.settlements, 3);
    assert_true(closed.transfers > 0);
    add_statistics(c);
    county_verify(c);
    return c;
}

/* ---- behind its back ---- */

__attribute__((format(printf, 2, 3))) static void sql(struct county *c, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    fixture_sql(c->f, text);
}

static void count(void *context, enum yb_verify_check check, const struct yb_error *error)
{
    bool *found = context;

    (void)error;
    found[check] = true;
}

/* Which checks find something. */
static bool look(struct county *c, bool found[YB_VERIFY_CHECKS])
{
    const struct yb_verify_in in = {.context = found, .difference = count};
    struct yb_verify_out out;
    struct yb_error error;
    bool any = false;

    memset(found, 0, YB_VERIFY_CHECKS * sizeof(*found));
    fixture_ok(yb_app_verify(&c->app, &in, &out, &error), &error);
    for (int i = 0; i < YB_VERIFY_CHECKS; i++)
        any |= found[i];
    return any;
}

/* The table as it is, and as it was. */
static void keep(struct county *c, const char *table)
{
    sql(c, "CREATE TABLE kept AS SELECT * FROM %s;\n", table);
}

static void put_back(struct county *c, const char *table)
{
    sql(c, "DELETE FROM %s;\nINSERT INTO %s SELECT * FROM kept;\nDROP TABLE kept;\n", table, table);
}

/* Sets one column of the table's last row to an expression. */
static void set(struct county *c, const char *table, const char *column, const char *value)
{
    const char *list = yb_tables[yb_table_find(table, strlen(table))].key;
    int key = (int)strcspn(list, ",");

    sql(c, "UPDATE %s SET %s = %s WHERE %.*s = (SELECT max(%.*s) FROM kept);\n", table, column,
        value, key, list, key, list);
}

/* Changes one column, whatever it holds. */
static void change(struct county *c, const char *table, const struct yb_column *column)
{
    char value[96];

    if (column->kind == YB_KIND_TEXT)
        snprintf(value, sizeof(value), "%s || 'x'", column->name);
    else if (column->kind == YB_KIND_BLOB)
        snprintf(value, sizeof(value), "substr(%s, 2)", column->name);
    else
        snprintf(value, sizeof(value), "coalesce(%s, 0) + 1000", column->name);
    set(c, table, column->name, value);
}

static void every_check_names_what_it_finds(void **state)
{
    static const struct {
        enum yb_verify_check check;
        const char *table, *column, *value;
    } rows[] = {
        {YB_VERIFY_IDENTITIES, "setl", "medfee_sumamt_fen", "medfee_sumamt_fen + 1"},
        {YB_VERIFY_IDENTITIES, "setl", "psn_cash_pay_fen", "psn_cash_pay_fen + 1"},
        {YB_VERIFY_IDENTITIES, "setl_detail", "fund_payamt_fen", "fund_payamt_fen + 1"},
        {YB_VERIFY_CANCELLATIONS, "setl", "init_setl_id", "17"},
        {YB_VERIFY_CANCELLATIONS, "setl", "adjust_setl_id", "17"},
        {YB_VERIFY_ACCUMULATORS, "accu", "value", "value + 1"},
        {YB_VERIFY_ACCUMULATORS, "setl_accu", "value_before", "value_before + 1"},
        {YB_VERIFY_ACCUMULATORS, "setl_accu", "value_after", "value_after + 1"},
        {YB_VERIFY_BILLS, "setl", "act_pay_dedc_fen", "act_pay_dedc_fen + 1"},
        {YB_VERIFY_BILLS, "feedetl", "det_item_fee_sumamt_fen", "det_item_fee_sumamt_fen + 100"},
        {YB_VERIFY_BILLS, "setl_trace", "trace", "substr(trace, 2)"},
        {YB_VERIFY_LEDGER, "ledger_transfer", "amount_fen", "amount_fen + 1"},
        {YB_VERIFY_LEDGER, "ledger_transfer", "credit_account_id", "credit_account_id + 1"},
        {YB_VERIFY_LEDGER, "ledger_total", "debits_posted_fen", "debits_posted_fen + 1"},
        {YB_VERIFY_LEDGER, "psn_account", "debits_posted_fen", "debits_posted_fen + 1"},
        {YB_VERIFY_MESSAGES, "message", "setl_id", "17"},
        {YB_VERIFY_MESSAGES, "message", "mdtrt_id", "17"},
        {YB_VERIFY_MESSAGES, "message", "msgid", "'other'"},
        {YB_VERIFY_MESSAGES, "message", "message_stas", "2"},
        {YB_VERIFY_CHAIN, "setl", "dise_name", "'x'"},
        {YB_VERIFY_CHAIN, "day_close", "setl_count", "setl_count + 1"},
        {YB_VERIFY_CHAIN, "day_close", "close_time", "close_time + 1"},
        {YB_VERIFY_CHAIN, "message", "reply", "substr(reply, 2)"},
        {YB_VERIFY_CHAIN, "message", "request_hash", "substr(request_hash, 2)"},
        {YB_VERIFY_CHAIN, "psn_account", "debits_must_not_exceed_credits", "0"},
        {YB_VERIFY_CHAIN, "ledger_account", "fund_pay_type", "'x'"},
        {YB_VERIFY_CHAIN, "access_log", "result", "'x'"},
        {YB_VERIFY_CHAIN, "access_head", "seq_no", "seq_no - 1"},
        {YB_VERIFY_STATISTICS, "setl_stat", "setl_cnt", "setl_cnt + 1"},
        {YB_VERIFY_STATISTICS, "setl_stat", "medfee_sumamt_fen", "medfee_sumamt_fen + 1"},
        {YB_VERIFY_STATISTICS, "setl_stat", "stat_key", "stat_key || 'x'"},
        {YB_VERIFY_STATISTICS, "setl_stat", "period_no", "period_no + 1"},
    };
    struct county *c = tampered_county(*state);
    bool found[YB_VERIFY_CHECKS];

    for (size_t i = 0; i < COUNT(rows); i++) {
        keep(c, rows[i].table);
        set(c, rows[i].table, rows[i].column, rows[i].value);
        look(c, found);
        if (!found[rows[i].check])
            fail_msg("%s.%s: not found by %s", rows[i].table, rows[i].column,
                     yb_verify_check_name(rows[i].check, true));
        put_back(c, rows[i].table);
    }
    county_verify(c);
    county_close(c);
}

/* E4: any value of a settlement, of the ledger and its accounts, of a message and its reply, of the
 * last closed day, of the access log. */
static void any_changed_value_is_found(void **state)
{
    static const enum yb_table_id tables[] = {
        YB_T_setl,           YB_T_setl_detail, YB_T_setl_accu, YB_T_ledger_transfer,
        YB_T_ledger_total,   YB_T_access_log,  YB_T_message,   YB_T_psn_account,
        YB_T_ledger_account, YB_T_day_close,   YB_T_setl_stat};
    struct county *c = tampered_county(*state);
    bool found[YB_VERIFY_CHECKS];

    for (size_t i = 0; i < COUNT(tables); i++) {
        const struct yb_table_info *table = &yb_tables[tables[i]];

        keep(c, table->name);
        for (size_t k = 0; k < table->column_count; k++) {
            if (tables[i] == YB_T_psn_account && !strcmp(table->columns[k].name, "psn_no"))
                continue; /* a foreign key: the engine refuses */
            change(c, table->name, &table->columns[k]);
            if (!look(c, found))
                fail_msg("%s.%s: a changed value is not found", table->name,
                         table->columns[k].name);
            sql(c, "DELETE FROM %s;\nINSERT INTO %s SELECT * FROM kept;\n", table->name,
                table->name);
        }
        sql(c, "DROP TABLE kept;\n");
    }
    county_verify(c);
    county_close(c);
}

#define FLIPS       1000
#define LOG_ENTRIES 40

static int log_many(struct yb_tx *tx, void *context, struct yb_error *error)
{
    int rc = YB_OK;

    for (int i = 0; !rc && i < LOG_ENTRIES; i++)
        rc = log_something(tx, context, error);
    return rc;
}

static int read_log(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_access_log_query query = {.to_ms = INT64_MAX, .most = 1000};

    return yb_access_log_list(tx, &query, context, error);
}

/* Puts a byte in the place of another of one value; a text stays a text. */
static void put_byte(struct county *c, const struct yb_access_log_row *row, int column, size_t at,
                     uint8_t byte)
{
    const struct yb_column *info = &yb_tables[YB_T_access_log].columns[column];

    sql(c,
        "UPDATE access_log SET %s = CAST(CAST(substr(CAST(%s AS BLOB), 1, %zu) || x'%02x' ||"
        " substr(CAST(%s AS BLOB), %zu) AS BLOB) AS %s) WHERE chain_no = %lld AND seq_no = %lld;\n",
        info->name, info->name, at, byte, info->name, at + 2,
        info->kind == YB_KIND_BLOB ? "BLOB" : "TEXT", (long long)row->chain_no,
        (long long)row->seq_no);
}

/* E4: a thousand bytes of the audit log, each flipped alone. */
static void a_flipped_byte_of_the_log_is_found(void **state)
{
    static const struct {
        const char *name;
        size_t offset;
    } texts[] = {{"actor", offsetof(struct yb_access_log_row, actor)},
                 {"actor_kind", offsetof(struct yb_access_log_row, actor_kind)},
                 {"action", offsetof(struct yb_access_log_row, action)},
                 {"target", offsetof(struct yb_access_log_row, target)},
                 {"result", offsetof(struct yb_access_log_row, result)},
                 {"detail", offsetof(struct yb_access_log_row, detail)},
                 {"ip", offsetof(struct yb_access_log_row, ip)},
                 {"link", offsetof(struct yb_access_log_row, link)}};
    struct county *c = county_open(*state);
    struct yb_access_log_list list;
    struct yb_error error;
    uint64_t seed = test_seed();
    bool found[YB_VERIFY_CHECKS];
    int64_t entries, broken;

    fixture_ok(fixture_run(c->f, log_many, NULL, &error), &error);
    fixture_ok(yb_store_read(c->app.store, read_log, &list, &c->kept, &error), &error);
    for (int i = 0; i < FLIPS; i++) {
        const struct yb_access_log_row *row = &list.rows[test_random(&seed) % list.count];
        size_t which = test_random(&seed) % COUNT(texts);
        const struct yb_text *text =
            (const struct yb_text *)(const void *)((const char *)row + texts[which].offset);
        bool blob = which == COUNT(texts) - 1;
        size_t at = text->length ? test_random(&seed) % text->length : 0;
        uint8_t bit = (uint8_t)(1u << test_random(&seed) % (blob ? 8 : 4));
        int column = yb_column_find(&yb_tables[YB_T_access_log], texts[which].name,
                                    strlen(texts[which].name));

        if (!text->length)
            continue;
        put_byte(c, row, column, at, (uint8_t)text->bytes[at] ^ bit);
        fixture_ok(yb_access_log_verify(c->app.store, &entries, &broken, &error), &error);
        if (!broken || (i % 100 == 0 && (!look(c, found) || !found[YB_VERIFY_CHAIN])))
            fail_msg("%s of %lld, byte %zu: not found", texts[which].name, (long long)row->seq_no,
                     at);
        put_byte(c, row, column, at, (uint8_t)text->bytes[at]);
    }
    county_verify(c);
    county_close(c);
}

/* A row that is gone, and one that was put in. */
static void removed_rows_are_found(void **state)
{
    static const char *const rows[][2] = {
        {"setl", "setl_id"},        {"setl_detail", "setl_id"},
        {"setl_accu", "setl_id"},   {"ledger_transfer", "transfer_id"},
        {"setl_trace", "setl_id"},  {"message", "message_id"},
        {"access_log", "seq_no"},   {"day_close", "day_no"},
        {"psn_account", "psn_no"},  {"ledger_account", "account_id"},
        {"setl_stat", "stat_kind"},
    };
    struct county *c = tampered_county(*state);
    bool found[YB_VERIFY_CHECKS];

    for (size_t i = 0; i < COUNT(rows); i++) {
        keep(c, rows[i][0]);
        sql(c, "DELETE FROM %s WHERE %s = (SELECT max(%s) FROM kept);\n", rows[i][0], rows[i][1],
            rows[i][1]);
        if (!look(c, found))
            fail_msg("a row of %s is gone: not found", rows[i][0]);
        put_back(c, rows[i][0]);
    }
    sql(c, "UPDATE setting SET value = 'x' WHERE name = 'schema_day_seal';\n");
    assert_true(look(c, found));
    assert_true(found[YB_VERIFY_CHAIN]);
    assert_false(found[YB_VERIFY_STATISTICS]);
    sql(c, "UPDATE setting SET value = '0' WHERE name = 'statistics_to';\n");
    assert_true(look(c, found));
    assert_true(found[YB_VERIFY_STATISTICS]);
    county_close(c);
}

static int reverse_with_message(struct yb_call *call, const void *in, void *out,
                                struct yb_error *error)
{
    struct yb_message_in message = {.psn_no = ((const struct yb_reverse_in *)in)->psn_no};
    struct yb_message_out seen;
    int rc;

    (void)out;
    yb_message_hash(&message, YB_TEXT("reversal"));
    rc = yb_app_message_open(call, &message, &seen, error);
    if (!rc)
        rc = yb_app_reverse(call, in, error);
    return rc ? rc
              : yb_app_message_close(call, (struct yb_message_reply){YB_TEXT("{}"), false}, error);
}

/* A reversed settlement whose message is made to answer as before; a settlement that stands, whose
 * message is made to refuse. */
static void a_message_fits_its_settlement(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){.insutype = "390"});
    struct yb_reverse_in in = {
        .psn_no = psn_no, .omsgid = YB_TEXT("M1"), .oinfno = YB_TEXT("2304")};
    bool found[YB_VERIFY_CHECKS];
    struct yb_error error;

    c->actor.infno = YB_TEXT("2304");
    settle(c, psn_no, "21", "M1");
    settle(c, psn_no, "21", "M2");
    c->actor.infno = YB_TEXT("2601");
    c->actor.msgid = YB_TEXT("R1");
    fixture_ok(county_run(c, reverse_with_message, &in, NULL, &error), &error);
    county_verify(c);
    sql(c, "UPDATE message SET message_stas = 1 WHERE msgid = 'M1';\n");
    assert_true(look(c, found) && found[YB_VERIFY_MESSAGES]);
    sql(c, "UPDATE message SET message_stas = 2 WHERE msgid = 'M1' OR msgid = 'M2';\n");
    assert_true(look(c, found) && found[YB_VERIFY_MESSAGES]);
    sql(c, "UPDATE message SET message_stas = 1 WHERE msgid = 'M2';\n");
    county_verify(c);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(every_check_names_what_it_finds),
        FIXTURE_SQLITE(any_changed_value_is_found),
        FIXTURE_SQLITE(a_flipped_byte_of_the_log_is_found),
        FIXTURE_BOTH(removed_rows_are_found),
        FIXTURE_BOTH(a_message_fits_its_settlement),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
