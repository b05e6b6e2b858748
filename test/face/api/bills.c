/*
 * Settlements, bills, overview and exports over a county that settles: what is listed is what was
 * settled, whichever way it is asked for; totals rolled up are those added up; a file is its
 * owner's.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/policy/load.h"
#include "app/settle/ordered.h"
#include "app/settle/packs.h"
#include "store/approval.h"
#include "store/file.h"
#include "store/setl.h"
#include "store/statistics.h"
#include "test/app/town.h"
#include "test/face/api/seat.h"

#define PEOPLE_STEPS 60

static void open_town(struct town *town, struct seat *seat, void **state)
{
    town_open(town, state);
    town->cancels = true;
    for (int day = 0; day < 3; day++) {
        town_run(town, town_live, PEOPLE_STEPS);
        town->c->now_ms += YB_DAY_MS;
    }
    seat_open_app(seat, &town->c->app, &town->c->now_ms);
    memcpy(town->c->app.region, "371525", 7);
    seat_user(seat, "li.jingban", "clerk", "371525", "");
    seat_user(seat, "far.away", "clerk", "371526", "");
    seat_user(seat, "yiyuan", "provider", "371525", COUNTY_HOSPITAL);
    seat_user(seat, "fuhe", "reviewer", "371525", "");
}

static void close_town(struct town *town, struct seat *seat)
{
    seat_close(seat);
    town_close(town);
}

static int load_all(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_setl_list_all(tx, 0, 100000, context, error);
}

static struct yb_setl_list all_settlements(struct seat *seat)
{
    struct yb_setl_list list;
    struct yb_error error;

    assert_int_equal(yb_store_read(seat->app->store, load_all, &list, &seat->arena, &error), YB_OK);
    return list;
}

/* Walks all pages of a question; the settlements met, newest first. */
static size_t walk(struct seat *seat, const char *question, int64_t *ids, size_t most)
{
    char path[300];
    size_t count = 0;

    snprintf(path, sizeof(path), "/settlements?limit=7%s", question);
    for (;;) {
        if (seat_call(seat, "GET", path, NULL) != 200)
            fail_msg("%s: %s", path, seat->client.body);
        seat_complete(seat, "settlements");
        for (size_t i = 0; i < seat_count(seat, "items"); i++) {
            char member[48];

            snprintf(member, sizeof(member), "items.%zu.setl_id", i);
            assert_true(count < most);
            assert_true(yb_text_to_int64(yb_text_of(seat_get(seat, member)), &ids[count++]));
        }
        if (!seat_get(seat, "next")[0])
            return count;
        snprintf(path, sizeof(path), "/settlements?limit=7%s&after=%s", question,
                 seat_get(seat, "next"));
    }
}

static bool is_cancelled(const struct yb_setl_list *all, int64_t setl_id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].init_setl_id == setl_id)
            return true;
    return false;
}

struct question {
    const char *text;
    bool (*fits)(const struct yb_setl_list *all, const struct yb_setl_row *row);
};

static bool any(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    (void)all;
    (void)row;
    return true;
}

static bool red(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    (void)all;
    return yb_text_is(row->refd_setl_flag, "1");
}

static bool cancelled(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    return !red(all, row) && is_cancelled(all, row->setl_id);
}

static bool live(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    return !red(all, row) && !is_cancelled(all, row->setl_id);
}

static bool hospital(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    (void)all;
    return yb_text_is(row->fixmedins_code, COUNTY_HOSPITAL);
}

static bool hospital_live(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    return hospital(all, row) && live(all, row);
}

static bool dear(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    (void)all;
    return row->medfee_sumamt_fen >= 10000 && row->medfee_sumamt_fen <= 500000;
}

static bool employee(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    (void)all;
    return yb_text_is(row->insutype, "310");
}

static bool outpatient(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    (void)all;
    return yb_text_is(row->med_type, "11");
}

static bool none(const struct yb_setl_list *all, const struct yb_setl_row *row)
{
    return !any(all, row);
}

static void check_amount(struct seat *seat, const char *member, int64_t fen)
{
    char text[32];

    snprintf(text, sizeof(text), "%s%lld.%02lld", fen < 0 ? "-" : "", (long long)llabs(fen) / 100,
             (long long)llabs(fen) % 100);
    assert_string_equal(seat_get(seat, member), text);
}

/* What the list adds up to: by the stored totals or row by row. */
static void check_sum(struct seat *seat, const struct yb_setl_list *all,
                      const struct question *question)
{
    struct yb_setl_sum sum = {0};
    char path[300], count[24];

    snprintf(path, sizeof(path), "/settlements/sum?%s",
             question->text + (question->text[0] == '&'));
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    seat_complete(seat, "settlements_sum");
    for (size_t i = 0; i < all->count; i++) {
        const struct yb_setl_row *row = &all->rows[i];

        if (!question->fits(all, row))
            continue;
        sum.setl_cnt += row->adjust_setl_id ? 0 : red(all, row) ? -1 : 1;
        sum.medfee_sumamt_fen += row->medfee_sumamt_fen;
        sum.fund_pay_sumamt_fen += row->fund_pay_sumamt_fen;
        sum.acct_pay_fen += row->acct_pay_fen;
        sum.psn_cash_pay_fen += row->psn_cash_pay_fen;
    }
    snprintf(count, sizeof(count), "%lld",
             (long long)(question->fits == red ? -sum.setl_cnt : sum.setl_cnt));
    assert_string_equal(seat_get(seat, "known"), "true");
    assert_string_equal(seat_get(seat, "setl_cnt"), count);
    check_amount(seat, "medfee_sumamt", sum.medfee_sumamt_fen);
    check_amount(seat, "fund_pay_sumamt", sum.fund_pay_sumamt_fen);
    check_amount(seat, "acct_pay", sum.acct_pay_fen);
    check_amount(seat, "psn_cash_pay", sum.psn_cash_pay_fen);
}

static void check_question(struct seat *seat, const struct yb_setl_list *all,
                           const struct question *question)
{
    int64_t ids[2000];
    size_t count = walk(seat, question->text, ids, 2000), expected = 0;

    for (size_t i = 0; i < all->count; i++)
        expected += question->fits(all, &all->rows[i]);
    assert_true(expected > 0);
    if (count != expected)
        fail_msg("%s: %zu settlements, %zu expected", question->text, count, expected);
    for (size_t i = 0; i < count; i++) {
        bool found = false;

        assert_true(i == 0 || ids[i] < ids[i - 1]);
        for (size_t k = 0; k < all->count; k++)
            found |= all->rows[k].setl_id == ids[i] && question->fits(all, &all->rows[k]);
        assert_true(found);
    }
    check_sum(seat, all, question);
}

static void a_list_is_what_was_settled(void **state)
{
    static const struct question questions[] = {
        {"", any},
        {"&state=red", red},
        {"&state=cancelled", cancelled},
        {"&state=live", live},
        {"&fixmedins_code=" COUNTY_HOSPITAL, hospital},
        {"&fixmedins_code=" COUNTY_HOSPITAL "&state=live", hospital_live},
        {"&least=100&greatest=5000.00", dear},
        {"&insutype=310", employee},
        {"&from=2018-01-01&to=2018-12-31", any},
    };
    struct town town;
    struct seat seat;
    struct yb_setl_list all;
    int64_t ids[2000];
    char question[64];
    size_t mine = 0;

    open_town(&town, &seat, state);
    all = all_settlements(&seat);
    assert_true(all.count > 100);
    seat_login(&seat, "li.jingban");
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
        check_question(&seat, &all, &questions[i]);
    for (size_t i = 0; i < all.count; i++)
        mine += all.rows[i].psn_no == town.people[0];
    snprintf(question, sizeof(question), "&psn_no=%lld", (long long)town.people[0]);
    assert_int_equal(walk(&seat, question, ids, 2000), mine);

    seat_login(&seat, "yiyuan"); /* an institution sees its own, asked for or not */
    check_question(&seat, &all, &(struct question){"", hospital});
    assert_int_equal(seat_call(&seat, "GET", "/settlements?fixmedins_code=" COUNTY_TOWNSHIP, NULL),
                     403);
    snprintf(question, sizeof(question), "&psn_no=%lld", (long long)town.people[0]);
    assert_true(walk(&seat, question, ids, 2000) < mine);
    seat_login(&seat, "far.away");
    assert_int_equal(walk(&seat, "", ids, 2000), 0);
    close_town(&town, &seat);
}

static void a_bill_explains_itself(void **state)
{
    struct town town;
    struct seat seat;
    struct yb_setl_list all;
    char path[80];

    open_town(&town, &seat, state);
    all = all_settlements(&seat);
    seat_login(&seat, "li.jingban");
    for (size_t i = 0; i < all.count; i += 17) {
        snprintf(path, sizeof(path), "/settlements/%lld", (long long)all.rows[i].setl_id);
        assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
        seat_complete(&seat, "settlement");
        assert_true(seat_count(&seat, "bill.trace") > 0);
        assert_non_null(strstr(seat_get(&seat, "certno"), "********"));
    }
    snprintf(path, sizeof(path), "/settlements/%lld/bill.pdf", (long long)all.rows[0].setl_id);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_true(client_has_line(&seat.client, "Content-Type: application/pdf"));
    assert_memory_equal(seat.client.body, "%PDF-1.", 7);
    assert_true(seat.client.body_length > 4000);
    assert_int_equal(seat_call(&seat, "GET", "/settlements/1", NULL), 404);
    seat_login(&seat, "far.away");
    snprintf(path, sizeof(path), "/settlements/%lld", (long long)all.rows[0].setl_id);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 404);
    assert_int_equal(seat_logged(&seat, "settlement", "SETL_NOT_FOUND"), 2);
    close_town(&town, &seat);
}

static void roll_all(struct seat *seat)
{
    struct yb_error error;
    bool more = true;

    while (more)
        assert_int_equal(yb_api_tick(seat->api, &more, &error), YB_OK);
}

static int64_t fen_of(struct seat *seat, const char *path)
{
    int64_t fen;

    assert_true(yb_money_parse(yb_text_of(seat_get(seat, path)), &fen));
    return fen;
}

static void check_overview(struct seat *seat, const struct yb_setl_list *all, const char *house)
{
    int64_t medfee = 0, funds = 0, paid = 0, settled = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct yb_setl_row *row = &all->rows[i];

        if (house && !yb_text_is(row->fixmedins_code, house))
            continue;
        medfee += row->medfee_sumamt_fen;
        funds += row->fund_pay_sumamt_fen;
        settled += yb_text_is(row->refd_setl_flag, "1") ? -1 : row->adjust_setl_id ? 0 : 1;
    }
    assert_int_equal(seat_call(seat, "GET", "/overview?from=2018-01&to=2018-12", NULL), 200);
    seat_complete(seat, "overview");
    assert_int_equal(fen_of(seat, "total.medfee_sumamt"), medfee);
    assert_int_equal(fen_of(seat, "total.fund_pay_sumamt"), funds);
    assert_int_equal(strtol(seat_get(seat, "total.setl_cnt"), NULL, 10), settled);
    for (size_t i = 0; i < seat_count(seat, "funds"); i++) {
        char path[48];

        snprintf(path, sizeof(path), "funds.%zu.fund_payamt", i);
        paid += fen_of(seat, path);
    }
    assert_true(paid >= funds); /* the personal account is a fund of its own here */
}

/* Rolled up or live, the sums are those of the rows. */
static void the_overview_adds_up(void **state)
{
    struct town town;
    struct seat seat;
    int64_t now_ms;
    struct yb_setl_list all;

    open_town(&town, &seat, state);
    all = all_settlements(&seat);
    seat_login(&seat, "li.jingban");
    assert_int_equal(seat_call(&seat, "GET", "/overview?from=2018-01&to=2018-12", NULL), 200);
    check_overview(&seat, &all, NULL);
    now_ms = town.c->now_ms; /* ids are of the clock, whatever day the county has */
    town.c->now_ms = yb_id_instant(all.rows[all.count - 1].setl_id) + YB_STAT_LAG_MS + 1000;
    roll_all(&seat);
    town.c->now_ms = now_ms;
    check_overview(&seat, &all, NULL);
    check_sum(&seat, &all, &(struct question){"&from=2018-01-01", any});
    check_sum(&seat, &all, &(struct question){"&med_type=11", outpatient});
    check_sum(&seat, &all, &(struct question){"&fixmedins_code=" COUNTY_HOSPITAL, hospital});
    check_sum(&seat, &all, &(struct question){"&state=red", red});
    check_sum(&seat, &all, &(struct question){"&to=2017-12-31", none});
    seat_login(&seat, "yiyuan");
    check_sum(&seat, &all, &(struct question){"", hospital});
    check_overview(&seat, &all, COUNTY_HOSPITAL);
    assert_int_equal(seat_count(&seat, "institutions"), 1);
    seat_login(&seat, "far.away");
    assert_int_equal(seat_call(&seat, "GET", "/overview", NULL), 403);
    close_town(&town, &seat);
}

static int read_mark(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_stats_mark(tx, context, error);
}

static int64_t mark_of(struct seat *seat)
{
    struct yb_error error;
    int64_t mark;

    assert_int_equal(yb_store_read(seat->app->store, read_mark, &mark, &seat->arena, &error),
                     YB_OK);
    return mark;
}

/* A server with nothing to add up writes nothing, but for its mark once an hour. */
static void an_idle_store_is_left_alone(void **state)
{
    struct town town;
    struct seat seat;
    struct yb_setl_list all;
    int64_t mark;

    open_town(&town, &seat, state);
    all = all_settlements(&seat);
    town.c->now_ms = yb_id_instant(all.rows[all.count - 1].setl_id) + YB_STAT_LAG_MS + 1000;
    roll_all(&seat);
    mark = mark_of(&seat);
    town.c->now_ms += 60 * 1000;
    roll_all(&seat);
    assert_int_equal(mark_of(&seat), mark);
    town.c->now_ms += INT64_C(2) * 3600 * 1000;
    roll_all(&seat);
    assert_true(mark_of(&seat) > mark);
    close_town(&town, &seat);
}

/* An export is the list, and its owner's alone. */
static void an_export_is_its_owners(void **state)
{
    struct town town;
    struct seat seat;
    struct yb_setl_list all;
    char path[80];
    size_t lines = 0;

    open_town(&town, &seat, state);
    all = all_settlements(&seat);
    seat_login(&seat, "li.jingban");
    assert_int_equal(
        seat_call(&seat, "POST", "/exports", "{\"operation\":\"users\",\"format\":\"csv\"}"), 403);
    assert_int_equal(
        seat_call(&seat, "POST", "/exports", "{\"operation\":\"person\",\"format\":\"csv\"}"), 400);
    assert_int_equal(seat_call(&seat, "POST", "/exports",
                               "{\"operation\":\"settlements\",\"format\":\"csv\",\"query\":{"
                               "\"state\":\"live\",\"limit\":\"1\"}}"),
                     200);
    snprintf(path, sizeof(path), "/exports/%s/file", seat_get(&seat, "export_id"));
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 404); /* not made yet */
    roll_all(&seat);
    assert_int_equal(seat_call(&seat, "GET", "/exports", NULL), 200);
    seat_complete(&seat, "exports");
    assert_string_equal(seat_get(&seat, "items.0.state"), "done");
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_memory_equal(seat.client.body, "\xef\xbb\xbf\"", 4);
    for (size_t i = 0; i < seat.client.body_length; i++)
        lines += seat.client.body[i] == '\n';
    for (size_t i = 0; i < all.count; i++)
        lines -= live(&all, &all.rows[i]);
    assert_int_equal(lines, 1); /* the row of titles */
    assert_int_equal(seat_logged(&seat, "export", "OK"), 1);
    assert_int_equal(seat_logged(&seat, "export_file", "OK"), 1);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 404);
    assert_int_equal(seat_call(&seat, "GET", "/exports", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 0);
    seat_login(&seat, "li.jingban");
    assert_int_equal(
        seat_call(&seat, "POST", "/exports", "{\"operation\":\"settlements\",\"format\":\"xlsx\"}"),
        200);
    snprintf(path, sizeof(path), "/exports/%s/file", seat_get(&seat, "export_id"));
    roll_all(&seat);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_memory_equal(seat.client.body, "PK", 2);
    close_town(&town, &seat);
}

/* ---- bills decided again ---- */

/* Audit cuts a line to a half: tried, proposed, decided by another, and in the books. */
static void put_right(struct seat *seat, int64_t setl_id)
{
    char path[200], feedetl_sn[40], wanted[300];

    snprintf(feedetl_sn, sizeof(feedetl_sn), "%s", seat_get(seat, "lines.0.feedetl_sn"));
    snprintf(path, sizeof(path), "/settlements/%lld/correction?feedetl_sn=%s&kind=amount&value=%s",
             (long long)setl_id, feedetl_sn, "5000.00");
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    seat_complete(seat, "try_correction");
    assert_string_equal(seat_get(seat, "items.0.medfee_sumamt"), "-5000.00");
    assert_string_equal(seat_get(seat, "items.0.fund_pay_sumamt"), "-3500.00");
    snprintf(path, sizeof(path), "/settlements/%lld/correction", (long long)setl_id);
    snprintf(wanted, sizeof(wanted),
             "{\"feedetl_sn\": \"%s\", \"kind\": \"amount\", \"value\": \"5000.00\", "
             "\"reason\": \"稽核核减\"}",
             feedetl_sn);
    assert_int_equal(seat_call(seat, "POST", path, wanted), 200);
    seat_complete(seat, "propose_correction");
    snprintf(path, sizeof(path), "/approvals/%s/approve", seat_get(seat, "approval_id"));
    seat_login(seat, "fuhe");
    assert_int_equal(seat_call(seat, "POST", path, "{\"reason\": \"属实\"}"), 200);
    assert_int_equal(seat_call(seat, "GET", "/adjustments?cause=line", NULL), 200);
    assert_int_equal(seat_count(seat, "items"), 1);
    assert_string_equal(seat_get(seat, "items.0.owed_by"), "2");
}

/* A second stay, when the first is taken back, is the first: its words, to the fen. */
static void a_bill_says_why_it_changed(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct yb_settle_out first = county_stay(c, psn_no, 1000000);
    struct yb_settle_out second = county_stay(c, psn_no, 1000000), out;
    const struct yb_cancel_settlement_in cancel = {first.setlinfo.setl_id, first.setlinfo.mdtrt_id,
                                                   psn_no};
    char path[200], wanted[500];
    struct yb_error error;
    struct seat seat;

    fixture_ok(county_cancel_inpatient(c, &cancel, &out, &error), &error);
    seat_open_app(&seat, &c->app, &c->now_ms);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_user(&seat, "far.away", "clerk", "371526", "");
    seat_user(&seat, "fuhe", "reviewer", "371525", "");
    seat_login(&seat, "li.jingban");
    assert_int_equal(seat_call(&seat, "GET", "/adjustments?direction=claim", NULL), 200);
    seat_complete(&seat, "adjustments");
    assert_int_equal(seat_count(&seat, "items"), 1);
    assert_string_equal(seat_get(&seat, "claim_sum"), "175.00");
    assert_string_equal(seat_get(&seat, "items.0.cause"), "cancellation");
    assert_string_equal(seat_get(&seat, "items.0.psn_cash_pay"), "175.00");
    assert_int_equal(seat_call(&seat, "GET", "/adjustments?direction=refund", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 0);
    snprintf(path, sizeof(path), "/settlements/%lld/history", (long long)second.setlinfo.setl_id);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 2);
    assert_string_equal(seat_get(&seat, "fund_pay_sumamt"), "6650.00");
    snprintf(
        wanted, sizeof(wanted),
        "账单 %lld：基金支付变动 -175.00，个人负担变动 "
        "175.00，因为此前的结算被撤销：居民基本医保统筹基金·住院："
        "起付标准 250.00（年内第2次），本次扣 250.00 → 起付标准 500.00（年内第1次），本次扣 500.00",
        (long long)second.setlinfo.setl_id);
    assert_string_equal(seat_get(&seat, "items.1.headline"), wanted);
    put_right(&seat, second.setlinfo.setl_id);
    snprintf(path, sizeof(path), "/persons/%lld/resettlement?cause=identity&from=2018-01-01",
             (long long)psn_no);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_string_equal(seat_get(&seat, "bills"), "1");
    snprintf(path, sizeof(path), "/persons/%lld/resettlement", (long long)psn_no);
    assert_int_equal(
        seat_call(&seat, "POST", path,
                  "{\"cause\": \"cover\", \"from\": \"2018-01-01\", \"reason\": \"核对\"}"),
        200);
    seat_complete(&seat, "resettle");
    seat_login(&seat, "far.away"); /* another division's */
    assert_int_equal(seat_call(&seat, "GET", "/adjustments", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 0);
    snprintf(path, sizeof(path), "/settlements/%lld/history", (long long)second.setlinfo.setl_id);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 404);
    seat_close(&seat);
    county_verify(c);
    county_close(c);
}

/* By which a person on the poor's register pays no deductible of 200.00. */
static void use_relief(struct county *c)
{
    static const char text[] =
        "pack: 救助\nregion: \"371525\"\nscheme: resident\n"
        "in_force: {from: 2017-01-01, to: 2018-12-31}\nsources: {s: 文件}\n"
        "rounding: half_up\nlines: {class_b: {takes_first: 10 %, source: s}}\nlayers:\n"
        "  - layer: pooling_fund\n    title: 统筹基金\n    pays_from: hifp\n"
        "    works_on: in_scope\n    rules:\n"
        "      - rule: inpatient\n        title: 住院\n        source: s\n"
        "        when: {care: inpatient}\n        deductible: {per: visit, any: 200.00}\n"
        "        pays: {any: 60 %}\n        adjust:\n"
        "          - {when: {relief: low_income}, deductible_times: 0 %, source: s}\n"
        "          - {when: {place: out_of_province}, minus: 10 %, source: s}\n";
    char path[] = "/tmp/yibao-relief-XXXXXX.yaml";
    const char *paths[] = {path};
    struct yb_policy_set *set = YB_NEW(&c->kept, struct yb_policy_set);
    struct yb_mistakes mistakes;
    struct yb_error error;
    int file = mkstemps(path, 5);

    assert_true(file >= 0 && write(file, text, sizeof(text) - 1) == sizeof(text) - 1);
    close(file);
    yb_mistakes_init(&mistakes, &c->kept);
    if (yb_policy_load(paths, 1, &c->kept, set, &mistakes))
        fixture_ok(yb_mistakes_first(&mistakes, &error), &error);
    c->app.policies = set;
    fixture_ok(yb_packs_keep(&c->app, &error), &error);
    unlink(path);
}

/* Registered as poor after the bill: the bill follows by itself, and says so; the books hold. */
static void an_identity_registered_late_changes_a_bill(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct yb_orders_worked worked;
    struct yb_settle_out stay;
    char path[200], wanted[300];
    struct yb_error error;
    struct seat seat;

    use_relief(c);
    stay = county_stay(c, psn_no, 1000000);
    seat_open_app(&seat, &c->app, &c->now_ms);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_login(&seat, "li.jingban");
    snprintf(path, sizeof(path), "/persons/%lld/acts", (long long)psn_no);
    assert_int_equal(seat_call(&seat, "POST", path,
                               "{\"act\":\"identity\",\"psn_idet_type\":\"2303\","
                               "\"begndate\":\"2018-01-01\",\"memo\":\"民政部门补登\"}"),
                     200);
    assert_string_equal(seat_get(&seat, "orders"), "1");
    fixture_ok(yb_app_work_off(&c->app, c->now_ms, 9, &worked, &error), &error);
    assert_int_equal(worked.adjusted, 1);
    snprintf(path, sizeof(path), "/settlements/%lld/history", (long long)stay.setlinfo.setl_id);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    snprintf(wanted, sizeof(wanted),
             "账单 %lld：基金支付变动 120.00，个人负担变动 -120.00，因为救助身份补登或更正："
             "救助身份：无 → 低保对象",
             (long long)stay.setlinfo.setl_id);
    assert_string_equal(seat_get(&seat, "items.1.headline"), wanted);
    assert_string_equal(seat_get(&seat, "items.1.psn_cash_pay"), "-120.00");
    assert_string_equal(seat_get(&seat, "items.1.owed_by"), "1");
    seat_close(&seat);
    county_verify(c);
    county_close(c);
}

/* ---- claims on paper ---- */

static void hand_in_papers(struct seat *seat, const char *claim)
{
    static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    char path[200], body[300];

    snprintf(path, sizeof(path), "%s/documents", claim);
    while (seat_count(seat, "missing")) {
        snprintf(body, sizeof(body),
                 "{\"doc_kind\":\"%s\",\"doc_name\":\"扫描.pdf\",\"doc_hash\":\"%s\"}",
                 seat_get(seat, "missing.0"), digest);
        assert_int_equal(seat_call(seat, "POST", path, body), 200);
        seat_complete(seat, "add_paper_document");
        assert_int_equal(seat_call(seat, "GET", claim, NULL), 200);
    }
}

/* The clerk's part: accepted, refused the second time, its lines mended, handed on. */
static void take_claim(struct seat *seat, int64_t psn_no, char claim[80])
{
    char path[100], first[40];
    static const char body[] =
        "{\"claim_kind\":\"stay\",\"med_type\":\"21\",\"fixmedins_code\":\"" COUNTY_HOSPITAL
        "\",\"begndate\":\"2018-06-10\",\"enddate\":\"2018-06-14\",\"invo_code\":\"037001800104\","
        "\"invono\":\"20000001\",\"medfee_sumamt\":10000,\"payee_name\":\"张三\",\"bank_name\":"
        "\"测试银行\",\"bank_acct\":\"6200000000001234567\"}";

    assert_int_equal(seat_call(seat, "GET", "/paper-claims/terms", NULL), 200);
    seat_complete(seat, "paper_terms");
    snprintf(path, sizeof(path), "/persons/%lld/paper-claims", (long long)psn_no);
    assert_int_equal(seat_call(seat, "POST", path, body), 200);
    seat_complete(seat, "accept_paper");
    snprintf(first, sizeof(first), "%s", seat_get(seat, "claim_id"));
    snprintf(claim, 80, "/paper-claims/%s", first);
    assert_int_equal(seat_call(seat, "POST", path, body), 409);
    assert_string_equal(seat_get(seat, "field"), "invono");
    assert_non_null(strstr(seat_get(seat, "message"), first));
    snprintf(path, sizeof(path), "%s/lines", claim);
    assert_int_equal(seat_call(seat, "POST", path,
                               "{\"csv\":\"med_list_codg,cnt,pric,det_item_fee_sumamt\\n"
                               "XZ99,1,10000,10000\\n\"}"),
                     200);
    assert_string_equal(seat_get(seat, "kept"), "false");
    assert_string_equal(seat_get(seat, "refusals.0.field"), "med_list_codg");
    assert_int_equal(seat_call(seat, "POST", path,
                               "{\"lines\":{\"items\":[{\"med_list_codg\":\"XA01\",\"cnt\":\"1\","
                               "\"pric\":\"10000\",\"det_item_fee_sumamt\":\"10000\"}]}}"),
                     200);
    seat_complete(seat, "enter_paper_lines");
    assert_string_equal(seat_get(seat, "kept"), "true");
    assert_int_equal(seat_call(seat, "GET", claim, NULL), 200);
    seat_complete(seat, "paper_claim");
    assert_string_equal(seat_get(seat, "bank_acct"), "****4567");
    hand_in_papers(seat, claim);
    snprintf(path, sizeof(path), "%s/trial", claim);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    seat_complete(seat, "paper_trial");
    assert_string_equal(seat_get(seat, "review"), "true");
    assert_string_equal(seat_get(seat, "bill.total"), "10000.00");
    snprintf(path, sizeof(path), "%s/submit", claim);
    assert_int_equal(seat_call(seat, "POST", path, "{}"), 200);
    seat_complete(seat, "submit_paper");
    assert_string_equal(seat_get(seat, "state"), "review");
}

static int read_stored(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_text *content = context;
    struct yb_export_job_row job;
    struct yb_file_row file;
    int64_t export_id;
    int rc;

    assert_true(yb_text_to_int64(*content, &export_id));
    rc = yb_export_get(tx, export_id, &job, error);
    if (rc == YB_OK)
        rc = yb_stored_file_get(tx, job.file_id, &file, error);
    *content = file.content;
    return rc;
}

/* What is sealed in its table is not open in the file that was made of it. */
static void is_sealed(struct seat *seat, const char *export_id, const char *text)
{
    struct yb_text content = yb_text_of(export_id);
    struct yb_error error;

    assert_int_equal(yb_store_read(seat->app->store, read_stored, &content, &seat->arena, &error),
                     YB_OK);
    assert_true(content.length > strlen(text));
    assert_null(memmem(content.bytes, content.length, text, strlen(text)));
}

static void take_payments(struct seat *seat)
{
    char path[100], export_id[24];

    assert_int_equal(seat_call(seat, "POST", "/payment-lists", "{}"), 200);
    seat_complete(seat, "make_payment_list");
    assert_string_equal(seat_get(seat, "fund_pay_sumamt"), "6650.00");
    assert_int_equal(seat_call(seat, "POST", "/payment-lists", "{}"), 200);
    assert_string_equal(seat_get(seat, "made"), "false");
    assert_int_equal(seat_call(seat, "GET", "/payment-lists", NULL), 200);
    seat_complete(seat, "payment_lists");
    assert_int_equal(seat_call(seat, "GET", "/payment-lists/20180615", NULL), 200);
    seat_complete(seat, "payment_list");
    assert_string_equal(seat_get(seat, "funds.0.fund_payamt"), "6650.00");
    assert_int_equal(seat_call(seat, "GET", "/payments?batch_id=20180615", NULL), 200);
    seat_complete(seat, "payments");
    assert_string_equal(seat_get(seat, "items.0.bank_acct"), "****4567");
    assert_int_equal(seat_call(seat, "GET", "/payment-accounts?batch_id=20180615&reason=x", NULL),
                     400);
    assert_string_equal(seat_get(seat, "field"), "reason");
    assert_int_equal(
        seat_call(seat, "GET",
                  "/payment-accounts?batch_id=20180615&reason=%E4%BA%A4%E9%93%B6%E8%A1%8C%E4%BB%98",
                  NULL),
        200);
    seat_complete(seat, "payment_accounts");
    assert_string_equal(seat_get(seat, "items.0.bank_acct"), "6200000000001234567");
    assert_int_equal(seat_call(seat, "POST", "/exports",
                               "{\"operation\":\"payment_accounts\",\"format\":\"csv\",\"query\":{"
                               "\"batch_id\":\"20180615\",\"reason\":\"交银行付\"}}"),
                     200);
    snprintf(path, sizeof(path), "/exports/%s/file", seat_get(seat, "export_id"));
    snprintf(export_id, sizeof(export_id), "%s", seat_get(seat, "export_id"));
    roll_all(seat);
    is_sealed(seat, export_id, "6200000000001234567");
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    assert_non_null(memmem(seat->client.body, seat->client.body_length, "6200000000001234567", 19));
}

/* Every filter finds the one claim by what it has, and nothing by what it has not. */
static void assert_paper_filters(struct seat *seat)
{
    static const char *const asked[][2] = {
        {"claim_kind=stay", "claim_kind=maternity"},
        {"fixmedins_code=" COUNTY_HOSPITAL, "fixmedins_code=" COUNTY_TOWNSHIP},
        {"invono=20000001", "invono=20000002"},
        {"from=2018-06-15&to=2018-06-15", "from=2018-06-16"},
        {"to=2018-06-15", "to=2018-06-14"},
    };
    char path[100];

    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
        for (int none = 0; none < 2; none++) {
            snprintf(path, sizeof(path), "/paper-claims?%s", asked[i][none]);
            assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
            assert_string_equal(seat_get(seat, "total"), none ? "0" : "1");
            assert_int_equal(seat_count(seat, "items"), !none);
        }
}

/* The person himself sees how far it is, and what is missing. */
static void assert_own_paper(struct seat *seat, int64_t psn_no, const char *state)
{
    seat_insured(seat, "canbao", psn_no);
    assert_int_equal(seat_login(seat, "canbao"), 200);
    assert_int_equal(seat_call(seat, "GET", "/my/paper-claims", NULL), 200);
    seat_complete(seat, "my_paper_claims");
    assert_int_equal(seat_count(seat, "items"), 1);
    assert_string_equal(seat_get(seat, "items.0.state"), state);
    assert_int_equal(seat_count(seat, "items.0.missing"), 0);
}

static void a_claim_on_paper_is_paid(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    char claim[80], path[100];
    struct seat seat;

    seat_open_app(&seat, &c->app, &c->now_ms);
    seat_user(&seat, "li.jingban", "clerk,reviewer", "371525", "");
    seat_user(&seat, "fuhe", "reviewer", "371525", "");
    seat_user(&seat, "caiwu", "finance", "371525", "");
    seat_user(&seat, "far.away", "finance", "371526", "");
    seat_login(&seat, "li.jingban");
    take_claim(&seat, psn_no, claim);
    snprintf(path, sizeof(path), "%s/approve", claim);
    assert_int_equal(seat_call(&seat, "POST", path, "{}"), 403);
    assert_string_equal(seat_get(&seat, "code"), "APPROVAL_SELF");
    seat_login(&seat, "far.away");
    assert_int_equal(seat_call(&seat, "GET", claim, NULL), 404);
    assert_int_equal(seat_call(&seat, "POST", "/payment-lists", "{}"), 403);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "GET", "/paper-claims?state=review", NULL), 200);
    seat_complete(&seat, "paper_claims");
    assert_int_equal(seat_count(&seat, "items"), 1);
    assert_string_equal(seat_get(&seat, "medfee_sum"), "10000.00");
    assert_paper_filters(&seat);
    assert_int_equal(seat_call(&seat, "POST", path, "{}"), 200);
    seat_complete(&seat, "approve_paper");
    assert_int_equal(seat_logged(&seat, "approve_paper", "OK"), 1);
    seat_login(&seat, "caiwu");
    take_payments(&seat);
    seat_login(&seat, "fuhe");
    snprintf(path, sizeof(path), "%s/return", claim);
    assert_int_equal(seat_call(&seat, "POST", path, "{\"reason\":\"晚了\"}"), 409);
    assert_own_paper(&seat, psn_no, "listed");
    seat_close(&seat);
    county_verify(c);
    county_close(c);
}

/* Somebody of the list who was settled more than once, and the first settlement of another. */
static int64_t choose_two(const struct yb_setl_list *all, int64_t *own_setl,
                          struct yb_setl_row *other)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = i + 1; k < all->count; k++)
            if (all->rows[i].psn_no == all->rows[k].psn_no) {
                for (size_t j = 0; j < all->count; j++)
                    if (all->rows[j].psn_no != all->rows[i].psn_no)
                        *other = all->rows[j];
                *own_setl = all->rows[i].setl_id;
                return all->rows[i].psn_no;
            }
    fail_msg("nobody was settled twice");
    return 0;
}

/* "/persons/{psn_no}/x" with another's numbers. */
static void fill_with(const char *path, const struct yb_setl_row *other, char *out, size_t size)
{
    size_t length = 0;

    while (*path && length + 24 < size) {
        if (*path != '{') {
            out[length++] = *path++;
            continue;
        }
        length += (size_t)snprintf(
            out + length, size - length, "%lld",
            (long long)(strncmp(path, "{psn_no}", 8) == 0 ? other->psn_no : other->setl_id));
        path = strchr(path, '}') + 1;
    }
    out[length] = 0;
}

static void assert_says_nothing_of(struct seat *seat, const char *path,
                                   const struct yb_setl_row *other)
{
    char psn_no[48];

    snprintf(psn_no, sizeof(psn_no), "\"psn_no\":\"%lld\"", (long long)other->psn_no);
    if (strstr(seat->client.body, psn_no) || strstr(seat->client.body, "\"bill\":{"))
        fail_msg("%s: %s", path, seat->client.body);
}

/* Every operation there is, asked for another's rows by path and by query. */
static void ask_for_another(struct seat *seat, const struct yb_setl_row *other)
{
    static const char *const methods[] = {[YB_HTTP_GET] = "GET",
                                          [YB_HTTP_POST] = "POST",
                                          [YB_HTTP_PUT] = "PUT",
                                          [YB_HTTP_DELETE] = "DELETE"};
    char path[200], query[300], body[120];

    snprintf(body, sizeof(body), "{\"psn_no\":\"%lld\",\"setl_id\":\"%lld\"}",
             (long long)other->psn_no, (long long)other->setl_id);
    for (int i = 0; i < yb_api_operation_count; i++) {
        const struct yb_api_operation *operation = &yb_api_operations[i];
        bool with_body = operation->method == YB_HTTP_POST || operation->method == YB_HTTP_PUT;

        if (strcmp(operation->id, "login") == 0 || strcmp(operation->id, "logout") == 0 ||
            strcmp(operation->id, "openapi") == 0)
            continue;
        fill_with(operation->path, other, path, sizeof(path));
        snprintf(query, sizeof(query), "%s?psn_no=%lld", path, (long long)other->psn_no);
        for (int k = 0; k < 2; k++) {
            int status = seat_call(seat, methods[operation->method], k ? query : path,
                                   with_body ? body : NULL);

            assert_true(status < 500);
            if (operation->permission > YB_MAY_self && operation->permission != YB_MAY_own_read)
                assert_int_equal(status, 403);
            assert_says_nothing_of(seat, k ? query : path, other);
        }
    }
}

/* His bills are all of him, whatever else is in the store; every look has its entry. */
static void ask_for_oneself(struct seat *seat, const struct yb_setl_list *all, int64_t psn_no,
                            int64_t setl_id)
{
    char path[120], member[40], number[24];
    size_t own = 0, logged = seat_logged(seat, "my_bill", "OK");

    for (size_t i = 0; i < all->count; i++)
        own += all->rows[i].psn_no == psn_no;
    snprintf(number, sizeof(number), "%lld", (long long)psn_no);
    assert_int_equal(seat_call(seat, "GET", "/my/bills?limit=200", NULL), 200);
    seat_complete(seat, "my_bills");
    assert_int_equal(seat_count(seat, "items"), own);
    for (size_t i = 0; i < own; i++) {
        snprintf(member, sizeof(member), "items.%zu.psn_no", i);
        assert_string_equal(seat_get(seat, member), number);
    }
    snprintf(path, sizeof(path), "/my/bills/%lld", (long long)setl_id);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    assert_string_equal(seat_get(seat, "psn_no"), number);
    assert_int_equal(seat_logged(seat, "my_bill", "OK"), logged + 1);
    snprintf(path, sizeof(path), "/my/bills/%lld/bill.pdf", (long long)setl_id);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    assert_int_equal(seat_call(seat, "GET", "/my/cover", NULL), 200);
    seat_complete(seat, "my_cover");
    assert_string_equal(seat_get(seat, "psn_no"), number);
    assert_int_equal(seat_call(seat, "GET", "/my/limits", NULL), 200);
    seat_complete(seat, "my_limits");
    assert_string_equal(seat_get(seat, "psn_no"), number);
    assert_int_equal(seat_logged(seat, "my_limits", "OK"), 1);
}

/* An estimate is a bill of the engine, and is refused with the field that is wrong. */
static void ask_for_an_estimate(struct seat *seat)
{
    const char *visit = "/my/estimate?care=inpatient&level=level_2";
    char path[200];

    snprintf(path, sizeof(path), "%s&amount=8000.00&self_paid=500.00", visit);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    seat_complete(seat, "my_estimate");
    assert_string_equal(seat_get(seat, "bill.total"), "8000.00");
    assert_non_null(seat_get(seat, "bill.cash"));
    snprintf(path, sizeof(path), "%s&amount=0", visit);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 400);
    assert_string_equal(seat_get(seat, "field"), "amount");
    snprintf(path, sizeof(path), "%s&amount=10&self_paid=10.01", visit);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 400);
    assert_string_equal(seat_get(seat, "field"), "self_paid");
}

static void an_insured_person_sees_only_himself(void **state)
{
    struct town town;
    struct seat seat;
    struct yb_setl_list all;
    struct yb_setl_row other = {0};
    int64_t psn_no, setl_id = 0;

    open_town(&town, &seat, state);
    all = all_settlements(&seat);
    psn_no = choose_two(&all, &setl_id, &other);
    seat_insured(&seat, "canbao", psn_no);
    assert_int_equal(seat_login(&seat, "canbao"), 200);
    ask_for_oneself(&seat, &all, psn_no, setl_id);
    ask_for_an_estimate(&seat);
    ask_for_another(&seat, &other);
    close_town(&town, &seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(a_list_is_what_was_settled),
        FIXTURE_BOTH(the_overview_adds_up),
        FIXTURE_BOTH(an_idle_store_is_left_alone),
        FIXTURE_SQLITE(a_bill_explains_itself),
        FIXTURE_SQLITE(an_export_is_its_owners),
        FIXTURE_BOTH(a_bill_says_why_it_changed),
        FIXTURE_SQLITE(an_identity_registered_late_changes_a_bill),
        FIXTURE_SQLITE(a_claim_on_paper_is_paid),
        FIXTURE_SQLITE(an_insured_person_sees_only_himself),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
