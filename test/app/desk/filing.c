/* Filings and their queries. */
#include "app/filing/filing.h"

#include <string.h>

#include "store/catalogue.h"
#include "test/app/desk/desk.h"

DESK_USE(file_referral, struct yb_file_referral_in, struct yb_file_out)
DESK_USE(file_chronic, struct yb_file_chronic_in, struct yb_file_out)
DESK_USE(file_institution, struct yb_file_institution_in, struct yb_file_out)
DESK_USE(file_injury, struct yb_file_injury_in, struct yb_file_out)
DESK_USE_IN(cancel_referral, struct yb_cancel_filing_in)
DESK_USE_IN(cancel_chronic, struct yb_cancel_filing_in)
DESK_USE_IN(cancel_institution, struct yb_cancel_filing_in)
DESK_USE(query_referrals, struct yb_query_referrals_in, struct yb_query_referrals_out)

struct asking {
    int64_t psn_no;
    const char *biz_appy_type;
    struct yb_query_chronic_out chronic;
    struct yb_query_designated_out designated;
};

static int ask_chronic(struct yb_call *call, void *context, struct yb_error *error)
{
    struct asking *asking = context;

    return yb_app_query_chronic(call, asking->psn_no, &asking->chronic, error);
}

static int ask_designated(struct yb_call *call, void *context, struct yb_error *error)
{
    struct asking *asking = context;

    return yb_app_query_designated(call, asking->psn_no, yb_text_of(asking->biz_appy_type),
                                   &asking->designated, error);
}

static struct yb_file_chronic_in diabetes(const struct desk *desk)
{
    return (struct yb_file_chronic_in){.psn_no = desk->resident,
                                       .insutype = YB_TEXT("390"),
                                       .opsp_dise_code = YB_TEXT("M01600"),
                                       .opsp_dise_name = YB_TEXT("糖尿病"),
                                       .tel = YB_TEXT("19900000001"),
                                       .ide_fixmedins_no = YB_TEXT(DESK_HOSPITAL),
                                       .ide_fixmedins_name = YB_TEXT("测试县人民医院"),
                                       .hosp_ide_date = desk_day("2021-01-01"),
                                       .begndate = desk_day("2021-01-01"),
                                       .enddate = desk_day("2021-12-31")};
}

static void it_files_a_chronic_disease(void **state)
{
    struct desk *desk = *state;
    struct yb_file_chronic_in in = diabetes(desk);
    struct yb_file_out out, second;
    struct yb_cancel_filing_in cancel = {.psn_no = desk->resident, .memo = YB_TEXT("重复")};
    struct asking asking = {.psn_no = desk->resident};

    desk_ok(desk, file_chronic(desk, &in, &out));
    assert_true(out.trt_dcla_detl_sn > 0);
    in.begndate = desk_day("2021-12-31"); /* one day in common */
    in.enddate = YB_DAY_NONE;
    assert_int_equal(file_chronic(desk, &in, &second), YB_E_FILING_OVERLAPS);
    in.begndate = desk_day("2022-01-01");
    desk_ok(desk, file_chronic(desk, &in, &second));
    in = diabetes(desk);
    in.opsp_dise_code = YB_TEXT("M03900");
    in.opsp_dise_name = YB_TEXT("高血压");
    desk_ok(desk, file_chronic(desk, &in, &second));
    desk_ok(desk, desk_run(desk, ask_chronic, &asking));
    assert_int_equal(asking.chronic.count, 3);
    cancel.trt_dcla_detl_sn = out.trt_dcla_detl_sn;
    desk_ok(desk, cancel_chronic(desk, &cancel));
    assert_int_equal(cancel_chronic(desk, &cancel), YB_E_FILING_STATE);
    desk_ok(desk, desk_run(desk, ask_chronic, &asking));
    assert_int_equal(asking.chronic.count, 2);
    in = diabetes(desk); /* the days are free again */
    desk_ok(desk, file_chronic(desk, &in, &second));
}

static void it_refuses_bad_filings(void **state)
{
    struct desk *desk = *state;
    struct yb_file_chronic_in in = diabetes(desk);
    struct yb_file_out out;

    in.enddate = desk_day("2020-12-31");
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_OUT_OF_RANGE);
    assert_string_equal(desk->error.args[0], "enddate");
    in = diabetes(desk);
    in.psn_no = 12345;
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_PSN_NOT_FOUND);
    in = diabetes(desk);
    in.insutype = YB_TEXT("310");
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_PSN_NOT_COVERED);
    in = diabetes(desk);
    in.begndate = desk_day("2017-12-31"); /* the day before the insurance */
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_PSN_NOT_COVERED);
    in = diabetes(desk);
    in.ide_fixmedins_no = YB_TEXT("H00000000000");
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_FIXMEDINS_NOT_FOUND);
    in.ide_fixmedins_no = YB_TEXT(DESK_SUSPENDED);
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_FIXMEDINS_SUSPENDED);
}

static int publish_diseases(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_catalogue_ver_row version = yb_catalogue_ver_row();
    struct yb_code_item_row code = yb_code_item_row();
    struct yb_code_item_list list = {&code, 1};
    int rc;

    (void)context;
    code.list_name = version.list_name = YB_TEXT("opsp_dise");
    code.code = YB_TEXT("M01600");
    code.name = YB_TEXT("糖尿病");
    code.begndate = desk_day("2000-01-01");
    code.ver_seq = version.ver_seq = 1;
    version.ver = YB_TEXT("v0001");
    rc = yb_code_item_put(call->tx, &list, error);
    return rc == YB_OK ? yb_catalogue_ver_put(call->tx, &version, error) : rc;
}

static void it_asks_the_published_list(void **state)
{
    struct desk *desk = *state;
    struct yb_file_chronic_in in = diabetes(desk);
    struct yb_file_out out;

    desk_ok(desk, desk_run(desk, publish_diseases, NULL));
    in.opsp_dise_code = YB_TEXT("M99999");
    assert_int_equal(file_chronic(desk, &in, &out), YB_E_UNKNOWN_CODE);
    assert_string_equal(desk->error.args[0], "opsp_dise_code");
    in.opsp_dise_code = YB_TEXT("M01600");
    desk_ok(desk, file_chronic(desk, &in, &out));
}

static struct yb_file_institution_in choice(const struct desk *desk, const char *code,
                                            const char *number)
{
    return (struct yb_file_institution_in){.psn_no = desk->resident,
                                           .biz_appy_type = YB_TEXT("03"),
                                           .agnter_certno = YB_TEXT(DESK_EMPLOYEE_CERTNO),
                                           .fix_srt_no = yb_text_of(number),
                                           .fixmedins_code = yb_text_of(code),
                                           .fixmedins_name = YB_TEXT("所选机构"),
                                           .begndate = desk_day("2021-01-01"),
                                           .enddate = YB_DAY_NONE};
}

static void it_keeps_one_institution_a_place(void **state)
{
    struct desk *desk = *state;
    struct yb_file_institution_in in = choice(desk, DESK_HOSPITAL, "1");
    struct yb_file_out out, second;
    struct yb_cancel_filing_in cancel = {.psn_no = desk->resident};
    struct asking asking = {.psn_no = desk->resident, .biz_appy_type = "03"};

    desk_ok(desk, file_institution(desk, &in, &out));
    in = choice(desk, DESK_OTHER, "1");
    assert_int_equal(file_institution(desk, &in, &second), YB_E_FILING_OVERLAPS);
    in = choice(desk, DESK_HOSPITAL, "2");
    assert_int_equal(file_institution(desk, &in, &second), YB_E_FILING_OVERLAPS);
    in = choice(desk, DESK_OTHER, "2");
    desk_ok(desk, file_institution(desk, &in, &second));
    in.biz_appy_type = YB_TEXT("05"); /* another kind of choice */
    desk_ok(desk, file_institution(desk, &in, &second));
    desk_ok(desk, desk_run(desk, ask_designated, &asking));
    assert_int_equal(asking.designated.count, 2);
    assert_true(yb_text_is(asking.designated.psnfixmedin[0].insutype, "390"));
    cancel.trt_dcla_detl_sn = out.trt_dcla_detl_sn;
    assert_int_equal(cancel_chronic(desk, &cancel), YB_E_FILING_NOT_FOUND); /* not its kind */
    cancel.psn_no = desk->employee;
    assert_int_equal(cancel_institution(desk, &cancel), YB_E_FILING_NOT_FOUND);
    cancel.psn_no = desk->resident;
    desk_ok(desk, cancel_institution(desk, &cancel));
    asking.biz_appy_type = "05";
    desk_ok(desk, desk_run(desk, ask_designated, &asking));
    assert_int_equal(asking.designated.count, 1);
}

static struct yb_file_referral_in upward(const struct desk *desk)
{
    return (struct yb_file_referral_in){.psn_no = desk->resident,
                                        .tel = YB_TEXT("19900000001"),
                                        .addr = YB_TEXT("某镇一号"),
                                        .diag_code = YB_TEXT("I25.103"),
                                        .diag_name = YB_TEXT("冠心病"),
                                        .reflin_medins_no = YB_TEXT("H11000000001"),
                                        .reflin_medins_name = YB_TEXT("外地医院"),
                                        .mdtrtarea_admdvs = YB_TEXT("110000"),
                                        .refl_type = YB_TEXT("3"),
                                        .refl_date = desk_day("2021-06-01"),
                                        .begndate = YB_DAY_NONE,
                                        .enddate = desk_day("2021-06-30"),
                                        .refl_rea = YB_TEXT("不能确诊"),
                                        .hosp_agre_refl_flag = YB_TEXT("1")};
}

static void it_files_a_referral(void **state)
{
    struct desk *desk = *state;
    struct yb_file_referral_in in = upward(desk);
    struct yb_file_out out;
    struct yb_cancel_filing_in cancel = {.psn_no = desk->resident};
    struct yb_query_referrals_in ask = {desk->resident, desk_instant("2021-06-30 12:00:00"), 0};
    struct yb_query_referrals_out found;

    desk_ok(desk, file_referral(desk, &in, &out));
    desk_ok(desk, query_referrals(desk, &ask, &found));
    assert_int_equal(found.count, 1);
    assert_true(yb_text_is(found.refmedin[0].tel, "19900000001"));
    assert_true(yb_text_is(found.refmedin[0].addr, "某镇一号"));
    assert_true(yb_text_is(found.refmedin[0].out_flag, "1"));
    assert_true(yb_text_is(found.refmedin[0].certno, DESK_RESIDENT_CERTNO));
    assert_int_equal(found.refmedin[0].begndate, desk_day("2021-06-01"));
    ask.begntime_ms = desk_instant("2021-07-01 00:00:00");
    desk_ok(desk, query_referrals(desk, &ask, &found));
    assert_int_equal(found.count, 0);
    in.mdtrtarea_admdvs = YB_TEXT(DESK_REGION); /* here, the institution must be known */
    assert_int_equal(file_referral(desk, &in, &out), YB_E_FIXMEDINS_NOT_FOUND);
    cancel.trt_dcla_detl_sn = out.trt_dcla_detl_sn;
    desk_ok(desk, cancel_referral(desk, &cancel));
    ask.begntime_ms = 0;
    desk_ok(desk, query_referrals(desk, &ask, &found));
    assert_int_equal(found.count, 0);
}

static struct yb_file_injury_in fall(const struct desk *desk)
{
    return (struct yb_file_injury_in){.psn_no = desk->resident,
                                      .psn_cert_type = YB_TEXT("01"),
                                      .certno = YB_TEXT(DESK_RESIDENT_CERTNO),
                                      .fixmedins_code = YB_TEXT(DESK_HOSPITAL),
                                      .trum_site = YB_TEXT("自家院内"),
                                      .trum_rea = YB_TEXT("跌倒"),
                                      .chk_pay_flag = YB_TEXT("1"),
                                      .trum_time = desk_day("2021-06-01"),
                                      .adm_time = desk_day("2021-06-01"),
                                      .begndate = desk_day("2021-06-01"),
                                      .enddate = desk_day("2021-06-30")};
}

static void it_files_an_injury(void **state)
{
    struct desk *desk = *state;
    struct yb_file_injury_in in = fall(desk);
    struct yb_file_out out;

    in.psn_no = desk->employee; /* another's number */
    assert_int_equal(file_injury(desk, &in, &out), YB_E_PSN_NOT_FOUND);
    assert_false(desk_shows_identity(yb_text_of(desk->error.args[0])));
    in = fall(desk);
    in.trum_time = desk_day("2021-07-01"); /* after its last day */
    assert_int_equal(file_injury(desk, &in, &out), YB_E_OUT_OF_RANGE);
    assert_string_equal(desk->error.args[0], "trum_time");
    in = fall(desk);
    in.enddate = YB_DAY_NONE;
    in.trum_time = desk_day("2029-01-01");
    assert_int_equal(file_injury(desk, &in, &out), YB_E_OUT_OF_RANGE);
    in = fall(desk);
    in.fixmedins_code = (struct yb_text){0}; /* filed before anybody treats it */
    desk_ok(desk, file_injury(desk, &in, &out));
    in = fall(desk);
    desk_ok(desk, file_injury(desk, &in, &out));
    assert_int_equal(file_injury(desk, &in, &out), YB_E_FILING_OVERLAPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_files_a_chronic_disease),       DESK_BOTH(it_refuses_bad_filings),
        DESK_BOTH(it_asks_the_published_list),       DESK_BOTH(it_files_a_referral),
        DESK_BOTH(it_keeps_one_institution_a_place), DESK_BOTH(it_files_an_injury),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
