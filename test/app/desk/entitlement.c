/* May this care be had: yes until when, or why not. */
#include <string.h>

#include "app/enrol/enrol.h"
#include "app/filing/filing.h"
#include "app/policy/load.h"
#include "app/query/person.h"
#include "test/app/desk/desk.h"

DESK_USE(check_entitlement, struct yb_check_entitlement_in, struct yb_check_entitlement_out)
DESK_USE(enrol, struct yb_enrol_in, struct yb_enrol_out)
DESK_USE(file_chronic, struct yb_file_chronic_in, struct yb_file_out)

static void load_policies(struct desk *desk)
{
    struct yb_policy_set *set = YB_NEW(&desk->app.arena, struct yb_policy_set);
    const char *path = yb_arena_format(&desk->app.arena, "%s/policies", getenv("YB_DATA"));
    struct yb_mistakes mistakes;

    yb_mistakes_init(&mistakes, &desk->app.arena);
    assert_int_equal(yb_policy_load(&path, 1, &desk->app.arena, set, &mistakes), YB_OK);
    desk->app.policies = set;
}

static struct yb_check_entitlement_in ask(const struct desk *desk, const char *med_type,
                                          const char *from, const char *to)
{
    return (struct yb_check_entitlement_in){.psn_no = desk->resident,
                                            .insutype = YB_TEXT("390"),
                                            .fixmedins_code = YB_TEXT(DESK_HOSPITAL),
                                            .med_type = yb_text_of(med_type),
                                            .begntime_ms = desk_instant(from),
                                            .endtime_ms = *to ? desk_instant(to) : 0};
}

static void it_says_yes_and_until_when(void **state)
{
    struct desk *desk = *state;
    struct yb_check_entitlement_in in = ask(desk, "21", "2018-06-01", "2019-06-01");
    struct yb_check_entitlement_out out;

    load_policies(desk);
    desk_ok(desk, check_entitlement(desk, &in, &out));
    assert_int_equal(out.count, 2); /* pooling fund and catastrophic insurance */
    for (size_t i = 0; i < out.count; i++) {
        assert_true(yb_text_is(out.trtinfo[i].trt_enjymnt_flag, "1"));
        assert_int_equal(out.trtinfo[i].begndate, desk_day("2018-06-01"));
        assert_int_equal(out.trtinfo[i].enddate, desk_day("2018-12-31")); /* the policy's end */
        assert_int_equal(out.trtinfo[i].trt_chk_rslt.length, 0);
    }
    assert_true(yb_text_is(out.trtinfo[0].fund_pay_type, "390100"));
    assert_true(yb_text_is(out.trtinfo[1].fund_pay_type, "390200"));
}

static void it_says_no_and_why(void **state)
{
    static const struct {
        const char *insutype, *fixmedins_code, *med_type, *day, *why;
    } cases[] = {
        {"310", DESK_HOSPITAL, "21", "2018-06-01", "没有生效的待遇政策"},
        {"390", DESK_HOSPITAL, "21", "2019-06-01", "没有生效的待遇政策"},
        {"390", DESK_SUSPENDED, "21", "2018-06-01", "暂停医保服务"},
        {"390", DESK_HOSPITAL, "14", "2018-06-01", "未找到备案记录"},
    };
    struct desk *desk = *state;
    struct yb_check_entitlement_out out;

    load_policies(desk);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_check_entitlement_in in = ask(desk, cases[i].med_type, cases[i].day, "");
        struct yb_text why;

        in.insutype = yb_text_of(cases[i].insutype);
        in.fixmedins_code = yb_text_of(cases[i].fixmedins_code);
        desk_ok(desk, check_entitlement(desk, &in, &out));
        assert_true(out.count > 0);
        why = out.trtinfo[0].trt_chk_rslt;
        assert_true(yb_text_is(out.trtinfo[0].trt_enjymnt_flag, "0"));
        assert_non_null(memmem(why.bytes, why.length, cases[i].why, strlen(cases[i].why)));
    }
}

static void it_says_no_to_who_is_not_insured(void **state)
{
    struct desk *desk = *state;
    struct yb_check_entitlement_in in = ask(desk, "21", "2018-06-01", "");
    struct yb_check_entitlement_out out;

    load_policies(desk);
    in.psn_no = desk->employee; /* insured, but as an employee */
    desk_ok(desk, check_entitlement(desk, &in, &out));
    assert_true(yb_text_is(out.trtinfo[0].trt_enjymnt_flag, "0"));
    assert_int_equal(out.trtinfo[0].enddate, desk_day("2018-06-01"));
}

static void expect_no(struct desk *desk, const char *day, const char *why)
{
    struct yb_check_entitlement_in in = ask(desk, "21", day, "");
    struct yb_check_entitlement_out out;
    struct yb_text said;

    desk_ok(desk, check_entitlement(desk, &in, &out));
    said = out.trtinfo[0].trt_chk_rslt;
    assert_true(yb_text_is(out.trtinfo[0].trt_enjymnt_flag, "0"));
    if (!memmem(said.bytes, said.length, why, strlen(why)))
        fail_msg(YB_TEXT_FMT, YB_TEXT_ARG(said));
}

/* As the timeline has it: stopped, not yet, waiting until a day. */
static void it_says_what_keeps_somebody_from_cover(void **state)
{
    struct desk *desk = *state;
    struct yb_enrol_in in = {.psn_no = desk->resident,
                             .verb = YB_ENROL_STOP,
                             .insutype = YB_TEXT("390"),
                             .begndate = YB_DAY_NONE,
                             .enddate = desk_day("2018-01-31"),
                             .due_date = YB_DAY_NONE,
                             .done_date = YB_DAY_NONE,
                             .cont_clct_date = YB_DAY_NONE};
    struct yb_enrol_out out;

    load_policies(desk);
    desk_ok(desk, enrol(desk, &in, &out));
    expect_no(desk, "2018-02-15", "停保，待遇止于 2018-01-31");
    in.verb = YB_ENROL_BEGIN;
    in.kind = YB_TEXT("resident");
    in.psn_type = YB_TEXT("15");
    in.begndate = in.done_date = desk_day("2018-06-20");
    in.enddate = YB_DAY_NONE;
    desk_ok(desk, enrol(desk, &in, &out));
    expect_no(desk, "2018-07-15", "等待期，集中缴费期后参保，2018-06-20 起至 2018-09-19");
}

static void it_asks_for_the_filing_of_that_disease(void **state)
{
    struct desk *desk = *state;
    struct yb_check_entitlement_in in = ask(desk, "14", "2018-06-01", "2018-12-31");
    struct yb_check_entitlement_out out;
    struct yb_file_chronic_in filing = {.psn_no = desk->resident,
                                        .insutype = YB_TEXT("390"),
                                        .opsp_dise_code = YB_TEXT("M01600"),
                                        .opsp_dise_name = YB_TEXT("糖尿病"),
                                        .ide_fixmedins_no = YB_TEXT(DESK_HOSPITAL),
                                        .hosp_ide_date = YB_DAY_NONE,
                                        .begndate = desk_day("2018-01-01"),
                                        .enddate = desk_day("2018-09-30")};
    struct yb_file_out filed;

    load_policies(desk);
    desk_ok(desk, file_chronic(desk, &filing, &filed));
    in.dise_codg = YB_TEXT("M03900");
    desk_ok(desk, check_entitlement(desk, &in, &out));
    assert_true(yb_text_is(out.trtinfo[0].trt_enjymnt_flag, "0"));
    in.dise_codg = YB_TEXT("M01600");
    desk_ok(desk, check_entitlement(desk, &in, &out));
    assert_true(yb_text_is(out.trtinfo[0].trt_enjymnt_flag, "1"));
    assert_int_equal(out.trtinfo[0].enddate, desk_day("2018-09-30"));
}

static void it_refuses_a_bad_question(void **state)
{
    struct desk *desk = *state;
    struct yb_check_entitlement_in in = ask(desk, "21", "2018-06-01", "2018-05-31");
    struct yb_check_entitlement_out out;

    load_policies(desk);
    assert_int_equal(check_entitlement(desk, &in, &out), YB_E_OUT_OF_RANGE);
    in = ask(desk, "77", "2018-06-01", "");
    assert_int_equal(check_entitlement(desk, &in, &out), YB_E_UNKNOWN_CODE);
    in = ask(desk, "21", "2018-06-01", "");
    in.psn_no = 1;
    assert_int_equal(check_entitlement(desk, &in, &out), YB_E_PSN_NOT_FOUND);
    in = ask(desk, "21", "2018-06-01", "");
    in.fixmedins_code = YB_TEXT("H00000000000");
    assert_int_equal(check_entitlement(desk, &in, &out), YB_E_FIXMEDINS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_says_yes_and_until_when),
        DESK_BOTH(it_says_no_and_why),
        DESK_BOTH(it_says_no_to_who_is_not_insured),
        DESK_BOTH(it_says_what_keeps_somebody_from_cover),
        DESK_BOTH(it_asks_for_the_filing_of_that_disease),
        DESK_BOTH(it_refuses_a_bad_question),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
