/* Filings and their queries; the register of chronic diseases. */
#include "app/filing/filing.h"

#include <stdio.h>
#include <string.h>

#include "app/chronic/chronic.h"
#include "app/settle/rules.h"
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
    struct yb_query_referrals_in ask = {.psn_no = desk->resident,
                                        .begntime_ms = desk_instant("2021-06-30 12:00:00")};
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

/* ---- the register of chronic diseases ---- */

DESK_USE(chronic_apply, struct yb_chronic_apply_in, struct yb_file_out)
DESK_USE(chronic_list, struct yb_chronic_list_in, struct yb_chronic_list)
DESK_USE_IN(chronic_accept, struct yb_chronic_accept_in)
DESK_USE_IN(chronic_refuse, struct yb_chronic_deed)
DESK_USE_IN(chronic_withdraw, struct yb_chronic_deed)

static const struct yb_reach here = {.allowed = true, .admdvs = {DESK_REGION, 6}},
                             elsewhere = {.allowed = true, .admdvs = {"371526", 6}};

#define PAPERS 4
static const char *const paper_kinds[PAPERS] = {"record", "examination", "card", "identity"};

/* An application of li's with all papers that the default rules ask for. */
static struct yb_chronic_apply_in application(const struct desk *desk,
                                              struct yb_document_in papers[PAPERS])
{
    static const char digits[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    for (int i = 0; i < PAPERS; i++)
        papers[i] = (struct yb_document_in){.doc_kind = yb_text_of(paper_kinds[i]),
                                            .doc_name = YB_TEXT("扫描件.pdf"),
                                            .doc_hash = yb_text_of(digits),
                                            .doc_bytes = 100 + i};
    return (struct yb_chronic_apply_in){.reach = &here,
                                        .user = YB_TEXT("li"),
                                        .filing = {.psn_no = desk->resident,
                                                   .opsp_dise_code = YB_TEXT("M01600"),
                                                   .ide_fixmedins_no = YB_TEXT(DESK_HOSPITAL),
                                                   .hosp_ide_date = desk_day("2021-02-01"),
                                                   .begndate = YB_DAY_NONE,
                                                   .enddate = YB_DAY_NONE},
                                        .idet_std = YB_TEXT("合并肾脏并发症"),
                                        .fix_medins = YB_TEXT(DESK_HOSPITAL "," DESK_OTHER),
                                        .documents = papers,
                                        .document_count = PAPERS};
}

static struct yb_chronic_deed deed(const struct desk *desk, const char *user, int64_t sn)
{
    return (struct yb_chronic_deed){.reach = &here,
                                    .user = yb_text_of(user),
                                    .psn_no = desk->resident,
                                    .trt_dcla_detl_sn = sn,
                                    .reason = YB_TEXT("材料齐全")};
}

static int accept_as(struct desk *desk, const char *user, int64_t sn, const char *end)
{
    const struct yb_chronic_accept_in in = {.deed = deed(desk, user, sn),
                                            .begndate = YB_DAY_NONE,
                                            .enddate = end ? desk_day(end) : YB_DAY_NONE};

    return chronic_accept(desk, &in);
}

/* How many entries a state has. */
static int64_t count_of(struct desk *desk, const char *state)
{
    const struct yb_chronic_list_in in = {.reach = &here,
                                          .state = yb_text_of(state),
                                          .round = YB_DAY_NONE,
                                          .end_from = YB_DAY_NONE,
                                          .end_to = YB_DAY_NONE,
                                          .most = 1};
    struct yb_chronic_list out;

    desk_ok(desk, chronic_list(desk, &in, &out));
    assert_int_equal(out.count, out.total > 0);
    assert_int_equal(out.next.length > 0, out.total > 1);
    return out.total;
}

/* Walks a person's entries page by page; how many, each after the one before. */
static int64_t walk(struct desk *desk, const char *sort, int64_t psn_no)
{
    struct yb_chronic_list_in in = {.reach = &here,
                                    .psn_no = psn_no,
                                    .round = YB_DAY_NONE,
                                    .end_from = YB_DAY_NONE,
                                    .end_to = YB_DAY_NONE,
                                    .sort = yb_text_of(sort),
                                    .most = 1};
    struct yb_chronic_list out;
    int64_t count = 0, last = 0;

    do {
        desk_ok(desk, chronic_list(desk, &in, &out));
        for (size_t i = 0; i < out.count; i++, count++) {
            int64_t sn = out.rows[i].trt_dcla_detl_sn;

            assert_true(!last || (sn < last) == (*sort == '-'));
            last = sn;
        }
        in.after = out.next;
    } while (out.next.length);
    return count;
}

static int64_t benefits_of(struct desk *desk)
{
    struct asking asking = {.psn_no = desk->resident};

    desk_ok(desk, desk_run(desk, ask_chronic, &asking));
    return (int64_t)asking.chronic.count;
}

static void a_second_person_reviews_in_the_round(void **state)
{
    struct desk *desk = *state;
    struct yb_document_in papers[PAPERS];
    struct yb_chronic_apply_in in = application(desk, papers);
    struct yb_chronic_deed refusal;
    struct yb_file_out out, second;

    desk->now_ms = desk_instant("2021-02-10 09:00:00");
    desk_ok(desk, chronic_apply(desk, &in, &out));
    assert_int_equal(chronic_apply(desk, &in, &second), YB_E_FILING_OVERLAPS); /* it waits */
    assert_int_equal(benefits_of(desk), 0);
    assert_int_equal(count_of(desk, "applied"), 1);
    assert_int_equal(count_of(desk, "due"), 0);
    assert_int_equal(accept_as(desk, "wang", out.trt_dcla_detl_sn, NULL), YB_E_ROUND_NOT_OPEN);
    assert_string_equal(desk->error.args[1], "2021-05-01");
    desk->now_ms = desk_instant("2021-05-01 00:00:00");
    assert_int_equal(count_of(desk, "due"), 1);
    assert_int_equal(accept_as(desk, "li", out.trt_dcla_detl_sn, NULL), YB_E_APPROVAL_SELF);
    assert_int_equal(accept_as(desk, "wang", out.trt_dcla_detl_sn, "2021-04-30"),
                     YB_E_OUT_OF_RANGE);
    refusal = deed(desk, "wang", out.trt_dcla_detl_sn);
    refusal.reason = YB_TEXT("");
    assert_int_equal(chronic_refuse(desk, &refusal), YB_E_MISSING);
    refusal.reach = &elsewhere;
    refusal.reason = YB_TEXT("不符合标准");
    assert_int_equal(chronic_refuse(desk, &refusal), YB_E_FILING_NOT_FOUND);
    desk_ok(desk, accept_as(desk, "wang", out.trt_dcla_detl_sn, NULL));
    assert_int_equal(accept_as(desk, "wang", out.trt_dcla_detl_sn, NULL), YB_E_FILING_STATE);
    assert_int_equal(benefits_of(desk), 1);
    assert_int_equal(count_of(desk, "in_force"), 1);
    desk->now_ms = desk_instant("2023-03-02 09:00:00"); /* 60 days before 2023-04-30 are over */
    assert_int_equal(count_of(desk, "expiring"), 1);
    in.renews_sn = out.trt_dcla_detl_sn;
    desk_ok(desk, chronic_apply(desk, &in, &second));
    desk->now_ms = desk_instant("2023-05-01 09:00:00");
    assert_int_equal(count_of(desk, "ended"), 1);
    refusal = deed(desk, "wang", second.trt_dcla_detl_sn);
    desk_ok(desk, chronic_refuse(desk, &refusal));
    assert_int_equal(count_of(desk, "refused"), 1);
    assert_int_equal(count_of(desk, ""), 2);
    assert_int_equal(walk(desk, "-apply_time", desk->resident), 2);
    assert_int_equal(walk(desk, "apply_time", desk->resident), 2);
    assert_int_equal(walk(desk, "-apply_time", desk->employee), 0);
    assert_int_equal(walk(desk, "-apply_time", 0), 2);
    assert_int_equal(walk(desk, "enddate", 0), 1); /* the refused one has no end */
}

static void an_application_is_checked(void **state)
{
    struct desk *desk = *state;
    struct yb_document_in papers[PAPERS];
    struct yb_chronic_apply_in in = application(desk, papers);
    struct yb_chronic_deed back;
    struct yb_file_out out;

    in.document_count = 3;
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_EVIDENCE_MISSING);
    assert_string_equal(desk->error.args[1], "身份证或户口簿");
    in = application(desk, papers);
    papers[1].doc_kind = papers[0].doc_kind; /* the same file twice */
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_EXISTS);
    in = application(desk, papers);
    papers[2].doc_hash = YB_TEXT("abc");
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_WRONG_FORMAT);
    in = application(desk, papers);
    in.reach = &elsewhere;
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_PSN_NOT_FOUND);
    in = application(desk, papers);
    in.filing.hosp_ide_date = desk_day("2099-01-01"); /* identified in days to come */
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_OUT_OF_RANGE);
    in = application(desk, papers);
    in.fix_medins = YB_TEXT(DESK_HOSPITAL "," DESK_HOSPITAL);
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_EXISTS);
    in.fix_medins = YB_TEXT(DESK_SUSPENDED);
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_FIXMEDINS_SUSPENDED);
    in.fix_medins = YB_TEXT("");
    in.renews_sn = 1;
    assert_int_equal(chronic_apply(desk, &in, &out), YB_E_FILING_NOT_FOUND);
    assert_int_equal(count_of(desk, ""), 0); /* a refused application leaves nothing */
    in.renews_sn = 0;
    desk_ok(desk, chronic_apply(desk, &in, &out));
    back = deed(desk, "li", out.trt_dcla_detl_sn);
    desk_ok(desk, chronic_withdraw(desk, &back));
    assert_int_equal(chronic_withdraw(desk, &back), YB_E_FILING_STATE);
    assert_int_equal(count_of(desk, "withdrawn"), 1);
    desk_ok(desk, chronic_apply(desk, &in, &out)); /* may be applied for again */
}

/* Rule chronic_confirmed_by: agency makes an application of 2503; chronic_at_once waits not. */
static void the_agency_may_review_2503(void **state)
{
    struct desk *desk = *state;
    const struct yb_settle_rules *shipped = desk->app.rules;
    struct yb_settle_rules rules = *shipped;
    struct yb_file_chronic_in in = diabetes(desk);
    struct yb_cancel_filing_in cancel = {.psn_no = desk->resident, .memo = YB_TEXT("误报")};
    struct yb_file_out out, second;

    desk->now_ms = desk_instant("2021-06-01 09:00:00");
    rules.chronic_reviewed = true;
    snprintf(rules.chronic_at_once, sizeof(rules.chronic_at_once), "M016,M9");
    desk->app.rules = &rules;
    desk_ok(desk, file_chronic(desk, &in, &out));
    in.opsp_dise_code = YB_TEXT("M03900");
    desk_ok(desk, file_chronic(desk, &in, &second));
    assert_int_equal(benefits_of(desk), 0);
    assert_int_equal(count_of(desk, "due"), 1); /* the other waits for November */
    desk_ok(desk, accept_as(desk, "wang", out.trt_dcla_detl_sn, "2021-12-31"));
    assert_int_equal(benefits_of(desk), 1);
    cancel.trt_dcla_detl_sn = second.trt_dcla_detl_sn;
    desk_ok(desk, cancel_chronic(desk, &cancel)); /* 2504 takes back what is not reviewed */
    assert_int_equal(count_of(desk, "applied"), 0);
    desk->app.rules = shipped;
}

static void choices_bind_by_rule(void **state)
{
    const struct yb_filing_row chosen = {.fix_medins = YB_TEXT("H1,H2")}, open = {.psn_no = 1};
    struct yb_settle_rules rules;

    (void)state;
    yb_settle_rules_init(&rules);
    assert_true(yb_filing_serves(&rules, &chosen, YB_TEXT("H3")));
    rules.chronic_only_where_chosen = true;
    assert_true(yb_filing_serves(&rules, &chosen, YB_TEXT("H2")));
    assert_false(yb_filing_serves(&rules, &chosen, YB_TEXT("H")));
    assert_true(yb_filing_serves(&rules, &open, YB_TEXT("H3")));
}

static void rounds_follow_one_another(void **state)
{
    static const struct {
        const char *day, *round;
    } cases[] = {{"2021-01-01", "2021-05-01"},
                 {"2021-05-31", "2021-05-01"},
                 {"2021-06-01", "2021-11-01"},
                 {"2021-11-30", "2021-11-01"},
                 {"2021-12-01", "2022-05-01"}};
    struct yb_settle_rules rules;

    (void)state;
    yb_settle_rules_init(&rules);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(yb_chronic_round(&rules, YB_TEXT("M01600"), desk_day(cases[i].day)),
                         desk_day(cases[i].round));
    rules.chronic_round_months = 0;
    assert_int_equal(yb_chronic_round(&rules, YB_TEXT("M01600"), 1), YB_DAY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_files_a_chronic_disease),           DESK_BOTH(it_refuses_bad_filings),
        DESK_BOTH(it_asks_the_published_list),           DESK_BOTH(it_files_a_referral),
        DESK_BOTH(it_keeps_one_institution_a_place),     DESK_BOTH(it_files_an_injury),
        DESK_BOTH(a_second_person_reviews_in_the_round), DESK_BOTH(an_application_is_checked),
        DESK_BOTH(the_agency_may_review_2503),           cmocka_unit_test(choices_bind_by_rule),
        cmocka_unit_test(rounds_follow_one_another),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
