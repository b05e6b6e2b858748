/* Entitlement recorded: both time axes, cover where settlement reads it, refusals, files. */
#include "app/enrol/file.h"

#include <string.h>

#include "app/person/insured.h"
#include "app/query/person.h"
#include "store/psn.h"
#include "store/store.h"
#include "test/app/desk/desk.h"

DESK_USE(enrol, struct yb_enrol_in, struct yb_enrol_out)

struct look {
    int64_t psn_no, known_ms;
    struct yb_entitlement_view view;
};

static int run_look(struct yb_call *call, void *context, struct yb_error *error)
{
    struct look *look = context;

    return yb_app_entitlement(call, look->psn_no, look->known_ms, &look->view, error);
}

static const struct yb_cover *cover_of(struct desk *desk, struct look *look, int64_t psn_no,
                                       int64_t known_ms)
{
    look->psn_no = psn_no;
    look->known_ms = known_ms;
    desk_ok(desk, desk_run(desk, run_look, look));
    return &look->view.cover.cover;
}

static struct yb_enrol_in act(struct desk *desk, int64_t psn_no, enum yb_enrol_verb verb,
                              const char *insutype)
{
    (void)desk;
    return (struct yb_enrol_in){.psn_no = psn_no,
                                .verb = verb,
                                .insutype = yb_text_of(insutype),
                                .begndate = YB_DAY_NONE,
                                .enddate = YB_DAY_NONE,
                                .due_date = YB_DAY_NONE,
                                .done_date = YB_DAY_NONE,
                                .cont_clct_date = YB_DAY_NONE};
}

static int refused(struct desk *desk, const struct yb_enrol_in *in)
{
    struct yb_enrol_out out;

    return enrol(desk, in, &out);
}

struct rows {
    int64_t psn_no;
    struct yb_psn_insu_list insu;
};

static int run_rows(struct yb_call *call, void *context, struct yb_error *error)
{
    struct rows *rows = context;

    return yb_psn_insu_list(call->tx, rows->psn_no, &rows->insu, error);
}

/* What settlement would say. */
static bool insured(struct desk *desk, int64_t psn_no, const char *insutype, const char *day)
{
    struct rows rows = {.psn_no = psn_no};

    desk_ok(desk, desk_run(desk, run_rows, &rows));
    return yb_insured_on(&rows.insu, yb_text_of(insutype), desk_day(day)) != NULL;
}

/* Stopped in hindsight: today's answer changes, what was believed before stays to be asked. */
static void both_axes_of_time_are_kept(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = act(desk, desk->resident, YB_ENROL_STOP, "390");
    int64_t before = desk->now_ms;
    const struct yb_cover *cover;
    struct yb_enrol_out out;
    struct look look;

    in.enddate = desk_day("2021-02-28");
    desk->now_ms += YB_DAY_MS;
    assert_true(insured(desk, desk->resident, "390", "2021-03-01"));
    desk_ok(desk, enrol(desk, &in, &out));
    assert_true(insured(desk, desk->resident, "390", "2021-02-28"));
    assert_false(insured(desk, desk->resident, "390", "2021-03-01"));
    cover = cover_of(desk, &look, desk->resident, INT64_MAX);
    assert_int_equal(cover->periods[cover->count - 1].to, in.enddate);
    assert_int_equal(cover->periods[cover->count - 1].ends.reason, YB_BECAUSE_STOPPED);
    cover = cover_of(desk, &look, desk->resident, before);
    assert_int_equal(cover->periods[cover->count - 1].to, YB_DAY_MAX);
    in = act(desk, desk->resident, YB_ENROL_BEGIN, "390");
    in.kind = YB_TEXT("resident");
    in.psn_type = YB_TEXT("15");
    in.begndate = desk_day("2021-02-28");
    assert_int_equal(refused(desk, &in), YB_E_ENROL_OVERLAP);
    in.begndate = desk_day("2021-04-01");
    desk_ok(desk, enrol(desk, &in, &out));
    assert_false(insured(desk, desk->resident, "390", "2021-03-31"));
    assert_true(insured(desk, desk->resident, "390", "2021-04-01"));
}

/* A pack that says what arrears do. */
static void use_rules(struct desk *desk)
{
    desk_use_pack(desk,
                  "pack: t\nregion: \"371525\"\nscheme: employee\nin_force: {from: 2015-01-01}\n"
                  "sources: {s: 文件}\nentitlement:\n"
                  "  employer_arrears: {grace_months: 3, source: s}\n");
}

/* A year paid late costs the government's part too, from when that is known. */
static void what_is_owed_follows_the_register(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = act(desk, desk->resident, YB_ENROL_CONTRIBUTION, "390");
    struct yb_enrol_out out;
    struct look look;
    const int64_t before = desk->now_ms;

    desk_use_pack(desk,
                  "pack: t\nregion: \"371525\"\nscheme: resident\nin_force: {from: 2015-01-01}\n"
                  "sources: {s: 文件}\nentitlement:\n"
                  "  contribution: [{year: 2020, individual: 250.00, subsidy: 520.00, source: s}]\n"
                  "  late: {full_price: true, source: s}\n");
    cover_of(desk, &look, desk->resident, INT64_MAX);
    assert_int_equal(look.view.dues.count, 1);
    assert_int_equal(look.view.dues.rows[0].price, YB_DUE_INDIVIDUAL);
    assert_int_equal(look.view.dues.rows[0].amount_fen, 25000);
    desk->now_ms += YB_DAY_MS;
    in.kind = YB_TEXT("resident");
    in.begndate = desk_day("2020-01-01");
    in.enddate = desk_day("2020-12-31");
    in.due_date = desk_day("2019-12-31");
    in.done_date = desk_day("2020-02-01");
    desk_ok(desk, enrol(desk, &in, &out));
    cover_of(desk, &look, desk->resident, INT64_MAX);
    assert_int_equal(look.view.dues.rows[0].price, YB_DUE_FULL_PRICE);
    assert_int_equal(look.view.dues.rows[0].amount_fen, 77000);
    cover_of(desk, &look, desk->resident, before);
    assert_int_equal(look.view.dues.rows[0].amount_fen, 25000);
}

/* Arrears interrupt; the second stretch is a row of its own, which is used again and given up. */
static void arrears_come_and_go(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = act(desk, desk->employee, YB_ENROL_CONTRIBUTION, "310");
    struct yb_enrol_out out;
    struct rows rows = {.psn_no = desk->employee};

    use_rules(desk);
    in.kind = YB_TEXT("employed");
    in.begndate = desk_day("2020-08-01");
    in.enddate = in.due_date = desk_day("2020-08-31");
    desk_ok(desk, enrol(desk, &in, &out));
    assert_false(insured(desk, desk->employee, "310", "2020-09-01"));
    in.done_date = desk_day("2021-01-10");
    desk_ok(desk, enrol(desk, &in, &out));
    assert_false(insured(desk, desk->employee, "310", "2021-01-09"));
    assert_true(insured(desk, desk->employee, "310", "2021-01-10"));
    in.done_date = desk_day("2020-10-01"); /* corrected: it was paid within the grace */
    desk_ok(desk, enrol(desk, &in, &out));
    assert_true(insured(desk, desk->employee, "310", "2020-09-01"));
    assert_true(insured(desk, desk->employee, "310", "2021-01-10"));
    desk_ok(desk, desk_run(desk, run_rows, &rows));
    assert_int_equal(rows.insu.count, 2);
}

/* A man of 1975, insured as an employee: years short, bought at once or paid on, then retired. */
static void years_for_retirement_are_counted_bought_or_paid_on(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in retire = act(desk, desk->employee, YB_ENROL_RETIRE, "310");
    struct yb_enrol_in buy = act(desk, desk->employee, YB_ENROL_CONTRIBUTION, "310");
    struct yb_enrol_out out;
    struct look look;
    const struct yb_retirement *years = &look.view.retirement;
    int had, needed;

    desk_use_pack(desk,
                  "pack: t\nregion: \"371525\"\nscheme: employee\nin_force: {from: 2010-01-01}\n"
                  "sources: {s: 文件}\nentitlement:\n"
                  "  retirement: {men_years: 40, women_years: 40, source: s 一,\n"
                  "    one_off: {monthly_base: 4000.00, rate: 8 %, source: s 二}}\n");
    cover_of(desk, &look, desk->employee, INT64_MAX);
    assert_true(look.view.working);
    had = years->months;
    needed = years->months_needed - had;
    assert_true(had >= 0 && needed > 0 && years->months_needed == 480);
    assert_int_equal(years->one_off_fen, (int64_t)needed * 32000);
    retire.psn_type = YB_TEXT("12");
    retire.begndate = yb_instant_day(desk->now_ms);
    assert_int_equal(refused(desk, &retire), YB_E_RETIREMENT_SHORT);
    buy.kind = YB_TEXT("retired"); /* all but one month of them */
    buy.begndate = desk_day("2021-07-01");
    buy.enddate = yb_day_add_months(buy.begndate, needed - 1) - 1;
    buy.due_date = buy.done_date = yb_instant_day(desk->now_ms);
    desk_ok(desk, enrol(desk, &buy, &out));
    cover_of(desk, &look, desk->employee, INT64_MAX);
    assert_int_equal(years->months, 479);
    assert_int_equal(years->one_off_fen, 32000);
    assert_int_equal(refused(desk, &retire), YB_E_RETIREMENT_SHORT);
    desk->now_ms += 31 * YB_DAY_MS; /* and one month paid on */
    retire.begndate = yb_instant_day(desk->now_ms);
    desk_ok(desk, enrol(desk, &retire, &out));
    cover_of(desk, &look, desk->employee, INT64_MAX);
    assert_false(look.view.working);
    assert_true(insured(desk, desk->employee, "310", "2021-12-01"));
}

/* Enrolled for the first time, a flexible worker waits; from other cover he does not. */
static void flexible_workers_wait_at_first(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = act(desk, desk->resident, YB_ENROL_STOP, "390");
    struct yb_enrol_out out;
    const struct yb_cover *cover;
    struct look look;

    desk_use_pack(desk,
                  "pack: t\nregion: \"371525\"\nscheme: employee\nin_force: {from: 2010-01-01}\n"
                  "sources: {s: 文件}\nentitlement:\n  flexible_arrears: {grace_months: 3,"
                  " waits_months: 6, first_waits_months: 2, source: s 三}\n");
    in.enddate = desk_day("2021-02-28");
    desk_ok(desk, enrol(desk, &in, &out));
    in = act(desk, desk->resident, YB_ENROL_BEGIN, "310");
    in.kind = YB_TEXT("flexible");
    in.psn_type = YB_TEXT("11");
    in.begndate = desk_day("2021-03-01");
    desk_ok(desk, enrol(desk, &in, &out));
    assert_true(insured(desk, desk->resident, "310", "2021-03-01"));
    in = act(desk, desk->resident, YB_ENROL_STOP, "310");
    in.enddate = desk_day("2021-03-31");
    desk_ok(desk, enrol(desk, &in, &out));
    cover = cover_of(desk, &look, desk->resident, INT64_MAX);
    assert_int_equal(cover->periods[cover->count - 1].to, in.enddate);
}

static void what_cannot_be_is_refused(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = act(desk, desk->resident, YB_ENROL_DIE, "");
    struct yb_enrol_out out;

    in.begndate = desk_day("1979-12-31");
    assert_int_equal(refused(desk, &in), YB_E_DAY_BEFORE_BIRTH);
    assert_string_equal(desk->error.args[2], "1980-01-01");
    in.begndate = yb_instant_day(desk->now_ms) + 1;
    assert_int_equal(refused(desk, &in), YB_E_DAY_FUTURE);
    in = act(desk, desk->resident, YB_ENROL_IDENTITY, "");
    in.psn_idet_type = YB_TEXT("2304"); /* destitute, beside 2303, low income */
    in.begndate = desk_day("2021-01-01");
    assert_int_equal(refused(desk, &in), YB_E_IDENTITY_EXCLUDES);
    in.psn_idet_type = YB_TEXT("9999");
    assert_int_equal(refused(desk, &in), YB_E_UNKNOWN_CODE);
    in.psn_idet_type = YB_TEXT("2303");
    assert_int_equal(refused(desk, &in), YB_E_EXISTS);
    in = act(desk, desk->employee, YB_ENROL_STOP, "390");
    in.enddate = desk_day("2021-01-01");
    assert_int_equal(refused(desk, &in), YB_E_ENROL_NONE);
    in = act(desk, desk->resident, YB_ENROL_END_IDENTITY, "");
    in.psn_idet_type = YB_TEXT("2303");
    in.enddate = desk_day("2021-03-31");
    desk_ok(desk, enrol(desk, &in, &out));
    in = act(desk, desk->resident, YB_ENROL_IDENTITY, "");
    in.psn_idet_type = YB_TEXT("2304");
    in.begndate = desk_day("2021-04-01");
    desk_ok(desk, enrol(desk, &in, &out));
    in = act(desk, desk->resident, YB_ENROL_DIE, "");
    in.begndate = yb_instant_day(desk->now_ms);
    desk_ok(desk, enrol(desk, &in, &out));
    in.begndate--;
    assert_int_equal(refused(desk, &in), YB_E_EXISTS);
}

/* What was recorded by mistake is taken back, the last thing first; what was believed stays. */
static void a_mistake_is_taken_back(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = act(desk, desk->resident, YB_ENROL_STOP, "390");
    struct yb_enrol_in back = act(desk, desk->resident, YB_ENROL_WITHDRAW, "390");
    const int64_t before = desk->now_ms;
    const struct yb_cover *cover;
    struct yb_enrol_out out;
    struct look look;

    in.enddate = desk_day("2021-02-28");
    desk_ok(desk, enrol(desk, &in, &out));
    cover = cover_of(desk, &look, desk->resident, INT64_MAX);
    back.begndate = look.view.cover.relation_facts[0]->begndate;
    desk->now_ms += YB_DAY_MS;
    desk_ok(desk, enrol(desk, &back, &out)); /* not stopped after all */
    assert_true(insured(desk, desk->resident, "390", "2021-03-01"));
    desk_ok(desk, enrol(desk, &back, &out)); /* never insured here */
    assert_false(insured(desk, desk->resident, "390", "2021-01-15"));
    assert_int_equal(refused(desk, &back), YB_E_NOTHING_RECORDED);
    cover = cover_of(desk, &look, desk->resident, INT64_MAX);
    assert_int_equal(cover->count, 0);
    cover = cover_of(desk, &look, desk->resident, before);
    assert_int_equal(cover->count, 1);
    in = act(desk, desk->resident, YB_ENROL_BEGIN, "390");
    in.kind = YB_TEXT("resident");
    in.psn_type = YB_TEXT("15");
    in.begndate = desk_day("2021-01-01");
    desk_ok(desk, enrol(desk, &in, &out));
    assert_true(insured(desk, desk->resident, "390", "2021-01-15"));
}

/* Somebody else died; the identity was somebody else's; the retirement was premature. */
static void deaths_identities_and_retirements_are_taken_back(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in die = act(desk, desk->resident, YB_ENROL_DIE, "");
    struct yb_enrol_in back = act(desk, desk->resident, YB_ENROL_WITHDRAW, "");
    struct yb_enrol_in in = act(desk, desk->resident, YB_ENROL_END_IDENTITY, "");
    struct yb_enrol_out out;
    struct look look;

    die.begndate = desk_day("2021-03-01");
    desk_ok(desk, enrol(desk, &die, &out));
    assert_false(insured(desk, desk->resident, "390", "2021-03-02"));
    desk_ok(desk, enrol(desk, &back, &out));
    assert_true(insured(desk, desk->resident, "390", "2021-03-02"));
    cover_of(desk, &look, desk->resident, INT64_MAX);
    assert_int_equal(look.view.known.psn.die_date, YB_DAY_NONE);
    assert_int_equal(refused(desk, &back), YB_E_NOTHING_RECORDED);
    die.begndate = desk_day("2021-04-01"); /* and on another day he did */
    desk_ok(desk, enrol(desk, &die, &out));
    assert_true(insured(desk, desk->resident, "390", "2021-03-02"));
    desk_ok(desk, enrol(desk, &back, &out));
    back.psn_idet_type = in.psn_idet_type = YB_TEXT("2303");
    back.begndate = look.view.known.idet.rows[0].begndate;
    desk_ok(desk, enrol(desk, &back, &out));
    in.enddate = desk_day("2021-03-01");
    assert_int_equal(refused(desk, &in), YB_E_IDENTITY_NONE);
    in = act(desk, desk->resident, YB_ENROL_IDENTITY, "");
    in.psn_idet_type = YB_TEXT("2304"); /* not excluded by what was taken back */
    in.begndate = desk_day("2021-01-01");
    desk_ok(desk, enrol(desk, &in, &out));
    in = act(desk, desk->employee, YB_ENROL_RETIRE, "310");
    in.psn_type = YB_TEXT("12");
    in.begndate = desk_day("2021-05-01");
    desk_ok(desk, enrol(desk, &in, &out));
    back = act(desk, desk->employee, YB_ENROL_WITHDRAW, "310");
    back.begndate = in.begndate;
    desk_ok(desk, enrol(desk, &back, &out));
    assert_true(insured(desk, desk->employee, "310", "2021-05-02"));
    cover_of(desk, &look, desk->employee, INT64_MAX);
    assert_true(look.view.working);
}

struct said {
    int64_t row;
    int code;
};

static void say(void *context, int64_t row, const struct yb_error *error)
{
    *(struct said *)context = (struct said){row, error->code};
}

#define HEAD "act,certno,insutype,psn_idet_type,begndate,enddate\n"
#define STOP "stop," DESK_RESIDENT_CERTNO ",390,,,2021-02-28\n"

/* One wrong line, and nothing of the file is kept; nor of one that is only tried. */
static void a_file_is_taken_whole(void **state)
{
    struct desk *desk = *state;
    struct said said = {0};
    struct yb_csv_report report = {.say = say, .context = &said};
    struct yb_enrol_file file = {
        .csv = YB_TEXT(HEAD STOP "identity," DESK_RESIDENT_CERTNO ",,2304,2021-01-01,\n"),
        .now_ms = desk->now_ms,
        .report = &report};

    assert_int_equal(yb_app_enrol_file(&desk->app, &file, &desk->error), YB_E_IMPORT_REFUSED);
    assert_int_equal(said.row, 3);
    assert_int_equal(said.code, YB_E_IDENTITY_EXCLUDES);
    assert_true(insured(desk, desk->resident, "390", "2021-03-01"));
    file.csv = YB_TEXT(HEAD STOP);
    file.dry = true;
    desk_ok(desk, yb_app_enrol_file(&desk->app, &file, &desk->error));
    assert_true(insured(desk, desk->resident, "390", "2021-03-01"));
    file.dry = false;
    desk_ok(desk, yb_app_enrol_file(&desk->app, &file, &desk->error));
    assert_false(insured(desk, desk->resident, "390", "2021-03-01"));
}

/* Every bad line is told with its number and what is wrong; the good one beside them is not kept.
 */
static void every_bad_line_is_told(void **state)
{
    static const struct {
        const char *line;
        int code;
    } bad[] = {
        {"identity," DESK_RESIDENT_CERTNO ",,2304,2021-02-30,\n", YB_E_WRONG_FORMAT},
        {"identity," DESK_RESIDENT_CERTNO ",,2304,20210201,\n", YB_E_WRONG_FORMAT},
        {"identity," DESK_RESIDENT_CERTNO ",,2304,2021-05-01,2021-04-30\n", YB_E_DAY_REVERSED},
        {"identity," DESK_RESIDENT_CERTNO ",,2304,1979-01-01,1979-12-31\n", YB_E_DAY_BEFORE_BIRTH},
        {"identity," DESK_RESIDENT_CERTNO ",,9999,2021-01-01,\n", YB_E_UNKNOWN_CODE},
        {"identity," DESK_RESIDENT_CERTNO ",,,2021-01-01,\n", YB_E_MISSING},
        {"identity," DESK_RESIDENT_CERTNO ",,2304,,\n", YB_E_MISSING},
        {"identity," DESK_RESIDENT_CERTNO ",,2303,2021-06-01,\n", YB_E_EXISTS},
        {"identity," DESK_RESIDENT_CERTNO ",,2304,2021-01-01,\n", YB_E_IDENTITY_EXCLUDES},
        {"identity,379999198001010017,,2304,2021-01-01,\n", YB_E_PSN_NOT_FOUND},
        {"end-identity," DESK_RESIDENT_CERTNO ",,2304,,2021-05-01\n", YB_E_IDENTITY_NONE},
        {"base," DESK_RESIDENT_CERTNO ",390,,2021-01-01,\n", YB_E_UNKNOWN_CODE},
        {"base," DESK_RESIDENT_CERTNO ",310,,,\n", YB_E_MISSING},
        {"base," DESK_RESIDENT_CERTNO ",310,,2021-05-01,2021-04-30\n", YB_E_DAY_REVERSED},
        {"base," DESK_RESIDENT_CERTNO ",310,,1979-01-01,\n", YB_E_DAY_BEFORE_BIRTH},
        {"base," DESK_RESIDENT_CERTNO ",310,,2021-01-01,\n", YB_E_MISSING},
        {"withdraw," DESK_RESIDENT_CERTNO ",390,,2001-01-01,\n", YB_E_NOTHING_RECORDED},
        {"withdraw," DESK_RESIDENT_CERTNO ",,,,\n", YB_E_NOTHING_RECORDED},
        {"baptism," DESK_RESIDENT_CERTNO ",,2304,2021-01-01,\n", YB_E_UNKNOWN_CODE},
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct said said = {0};
        struct yb_csv_report report = {.say = say, .context = &said};
        struct yb_enrol_file file = {
            .csv = yb_text_of(yb_arena_format(&desk->arena, HEAD STOP "%s", bad[i].line)),
            .now_ms = desk->now_ms,
            .report = &report};

        assert_int_equal(yb_app_enrol_file(&desk->app, &file, &desk->error), YB_E_IMPORT_REFUSED);
        assert_int_equal(said.row, 3);
        assert_int_equal(said.code, bad[i].code);
    }
    assert_true(insured(desk, desk->resident, "390", "2021-03-01"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(both_axes_of_time_are_kept),
        DESK_BOTH(arrears_come_and_go),
        DESK_BOTH(what_is_owed_follows_the_register),
        DESK_BOTH(years_for_retirement_are_counted_bought_or_paid_on),
        DESK_BOTH(flexible_workers_wait_at_first),
        DESK_BOTH(what_cannot_be_is_refused),
        DESK_BOTH(a_mistake_is_taken_back),
        DESK_BOTH(deaths_identities_and_retirements_are_taken_back),
        DESK_BOTH(every_bad_line_is_told),
        DESK_BOTH(a_file_is_taken_whole),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
