/* Settlement from registration to bill and back, with what is refused on the way. */
#include "app/catalogue/import.h"
#include "app/catalogue/snapshot.h"
#include "app/chronic/chronic.h"
#include "app/enrol/touched.h"
#include "app/filing/drug.h"
#include "app/filing/filing.h"
#include "app/filing/registration.h"
#include "app/settle/correct.h"
#include "test/app/county.h"

#include <string.h>

/* A township visit: half of what is in scope, 120 yuan a year at most. */
static void outpatient_is_settled(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0}), mdtrt_id, fen;
    struct yb_settle_out pre, out;
    struct yb_settle_in in;
    struct yb_error error;
    struct yb_text certno;

    county_at(c, COUNTY_TOWNSHIP);
    mdtrt_id = county_visit(c, psn_no, "390");
    fen = county_charge(c, psn_no, mdtrt_id, COUNTY_DRUG_A, 10000);
    fen += county_charge(c, psn_no, mdtrt_id, COUNTY_DRUG_B, 5000);
    fen += county_charge(c, psn_no, mdtrt_id, COUNTY_DRUG_C, 2000);
    fen += county_charge(c, psn_no, mdtrt_id, COUNTY_CAPPED, 3000);
    in = county_ask(psn_no, mdtrt_id, fen);
    in.med_type = YB_TEXT("11");
    fixture_ok(county_presettle_outpatient(c, &in, &pre, &error), &error);
    fixture_ok(county_settle_outpatient(c, &in, &out, &error), &error);
    county_check(&out);
    assert_int_equal(out.setlinfo.fulamt_ownpay_amt_fen, 2000);
    assert_int_equal(out.setlinfo.overlmt_selfpay_fen, 500);
    assert_int_equal(out.setlinfo.preselfpay_amt_fen, 500);
    assert_int_equal(out.setlinfo.inscp_scp_amt_fen, 17000);
    assert_int_equal(out.setlinfo.hifp_pay_fen, 8500);
    assert_int_equal(county_accu(c, psn_no, "390", "general_outpatient"), 8500);
    fixture_ok(yb_unseal(&c->app.keys, out.setlinfo.certno_sealed, &c->job, &certno, &error),
               &error);
    assert_int_equal(certno.length, 18);
    assert_true(yb_text_is(out.setlinfo.clr_type, "11"));
    assert_true(yb_text_is(out.setldetail[0].fund_pay_type, "390100"));
    pre.setlinfo.setl_id = out.setlinfo.setl_id;
    assert_int_equal(pre.setlinfo.psn_cash_pay_fen, out.setlinfo.psn_cash_pay_fen);
    assert_int_equal(county_settle_outpatient(c, &in, &out, &error), YB_E_SETL_EXISTS);
    county_verify(c);
    county_close(c);
}

/* Deductibles of the first, second and third stay of the year. */
static void stays_are_settled(void **state)
{
    static const int64_t deductibles[] = {50000, 25000, 0};
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});

    for (int i = 0; i < 3; i++) {
        struct yb_settle_out out = county_stay(c, psn_no, 1000000);

        county_check(&out);
        assert_int_equal(out.setlinfo.act_pay_dedc_fen, deductibles[i]);
        assert_int_equal(out.setlinfo.hifp_pay_fen, (1000000 - deductibles[i]) * 7 / 10);
    }
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 3);
    county_verify(c);
    county_close(c);
}

/* Taking back the first of three stays makes the second the first: the difference is booked. */
static void later_bills_are_corrected(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct yb_settle_out first = county_stay(c, psn_no, 1000000), out;
    struct yb_cancel_settlement_in cancel;
    struct yb_error error;

    county_stay(c, psn_no, 1000000);
    county_stay(c, psn_no, 1000000);
    cancel =
        (struct yb_cancel_settlement_in){first.setlinfo.setl_id, first.setlinfo.mdtrt_id, psn_no};
    fixture_ok(county_cancel_inpatient(c, &cancel, &out, &error), &error);
    assert_int_equal(out.setlinfo.medfee_sumamt_fen, -1000000);
    assert_int_equal(out.setlinfo.hifp_pay_fen, -first.setlinfo.hifp_pay_fen);
    assert_int_equal(out.setlinfo.init_setl_id, first.setlinfo.setl_id);
    county_check(&out);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 2);
    /* 500 and 250 deducted instead of 250 and 0: 500 yuan less is paid for at 70 %. */
    assert_int_equal(county_accu(c, psn_no, "390", "inpatient_and_major_chronic"),
                     (1000000 - 50000 + 1000000 - 25000) * 7 / 10);
    county_verify(c);
    assert_int_equal(county_cancel_inpatient(c, &cancel, &out, &error), YB_E_SETL_CANCELLED);
    county_close(c);
}

/* Employees pay from their account; a cancellation gives it back. */
static void account_pays_and_is_paid_back(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no =
        county_person(c, &(struct county_person_of){.insutype = "310", .balc_fen = 30000});
    struct yb_fee_line_in line = county_line(c, COUNTY_DRUG_A, 2, 10000);
    struct yb_pharmacy_in in = {
        .psn_no = psn_no,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .insutype = YB_TEXT("310"),
        .med_type = YB_TEXT("41"),
        .acct_used_flag = YB_TEXT("1"),
        .begntime_ms = c->now_ms,
        .medfee_sumamt_fen = 20000,
        .drugdetail = &line,
        .drugdetail_count = 1,
    };
    struct yb_cancel_settlement_in cancel;
    struct yb_settle_out out;
    struct yb_error error;

    county_at(c, COUNTY_PHARMACY);
    fixture_ok(county_settle_pharmacy(c, &in, &out, &error), &error);
    county_check(&out);
    assert_int_equal(out.setlinfo.acct_pay_fen, 20000);
    assert_int_equal(out.setlinfo.balc_fen, 10000);
    assert_int_equal(out.detlcutinfo_count, 1);
    assert_int_equal(county_balance(c, psn_no), 10000);
    cancel = (struct yb_cancel_settlement_in){out.setlinfo.setl_id, out.setlinfo.mdtrt_id, psn_no};
    fixture_ok(county_cancel_pharmacy(c, &cancel, &out, &error), &error);
    assert_int_equal(out.setlinfo.balc_fen, 30000);
    assert_int_equal(county_balance(c, psn_no), 30000);
    county_verify(c);
    county_close(c);
}

static int file_chronic(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_file_chronic(call, in, out, error);
}

static int accept_chronic(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    (void)out;
    return yb_app_chronic_accept(call, in, error);
}

/* Applied for is not had: the same claim is refused, then paid, and elsewhere not when the choice
 * of institutions binds. */
static void only_an_accepted_disease_is_paid_for(void **state)
{
    static const struct yb_reach reach = {.allowed = true};
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    int32_t today = yb_instant_day(c->now_ms);
    struct yb_file_chronic_in filing = {.psn_no = psn_no,
                                        .opsp_dise_code = YB_TEXT("M01600"),
                                        .ide_fixmedins_no = YB_TEXT(COUNTY_HOSPITAL),
                                        .hosp_ide_date = today,
                                        .begndate = today,
                                        .enddate = YB_DAY_NONE};
    struct yb_claim_in claim = county_claim(c, psn_no, "14", 10000);
    struct yb_file_out filed;
    struct yb_settle_out out;
    struct yb_error error;
    struct yb_chronic_accept_in accept = {.deed = {.reach = &reach, .psn_no = psn_no},
                                          .begndate = today,
                                          .enddate = YB_DAY_NONE,
                                          .fix_medins = YB_TEXT(COUNTY_HOSPITAL),
                                          .chosen = true};

    c->rules.chronic_reviewed = c->rules.chronic_only_where_chosen = true;
    c->rules.chronic_round_months = 0; /* no rounds: at once */
    claim.dise_codg = YB_TEXT("M01600");
    fixture_ok(county_run(c, file_chronic, &filing, &filed, &error), &error);
    assert_int_equal(county_settle_claim(c, &claim, &out, &error), YB_E_FILING_NOT_FOUND);
    accept.deed.user = YB_TEXT("wang");
    accept.deed.trt_dcla_detl_sn = filed.trt_dcla_detl_sn;
    fixture_ok(county_run(c, accept_chronic, &accept, NULL, &error), &error);
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    assert_true(out.setlinfo.hifp_pay_fen > 0);
    county_at(c, COUNTY_TOWNSHIP);
    claim = county_claim(c, psn_no, "14", 10000);
    claim.dise_codg = YB_TEXT("M01600");
    assert_int_equal(county_settle_claim(c, &claim, &out, &error), YB_E_FILING_NOT_FOUND);
    county_verify(c);
    county_close(c);
}

/* The day of leaving chooses the year and its policy, or that of coming, as the region's rules say.
 */
static void a_stay_over_new_year_is_of_one_year(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0}), mdtrt_id, admitted_ms;
    struct yb_settle_out out;
    struct yb_settle_in in;
    struct yb_error error;

    yb_instant_parse(YB_TEXT("2018-12-28 10:00:00"), &c->now_ms);
    admitted_ms = c->now_ms;
    mdtrt_id = county_admission(c, psn_no, "390");
    county_charge_stay(c, psn_no, mdtrt_id, COUNTY_DRUG_A, 1000000);
    yb_instant_parse(YB_TEXT("2019-01-03 10:00:00"), &c->now_ms);
    county_leave(c, psn_no, mdtrt_id);
    in = county_ask(psn_no, mdtrt_id, 1000000);
    assert_int_equal(county_settle_inpatient(c, &in, &out, &error), YB_E_POLICY_NO_RULE);
    c->rules.benefit_day_is_admission = true;
    fixture_ok(county_settle_inpatient(c, &in, &out, &error), &error);
    assert_int_equal(out.setlinfo.act_pay_dedc_fen, 50000);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 0); /* of 2019 */
    c->now_ms = admitted_ms;
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 1);
    county_verify(c);
    county_close(c);
}

static int file_transfer(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_file_referral(call, in, out, error);
}

/* The year's stays of Wuhan's residents: 200 in a township, 400 in the county's hospital. */
static struct yb_setlinfo stay_at(struct county *c, int64_t psn_no, const char *fixmedins_code)
{
    struct yb_settle_out out;

    county_at(c, fixmedins_code);
    out = county_stay(c, psn_no, 1000000);
    county_check(&out);
    return out.setlinfo;
}

/*
 * A transfer is one stay: the second hospital takes the difference only, and it is no admission
 * more. Days later there it is a stay of its own. Without the first bill the second takes it all.
 */
static void a_transfer_goes_on_with_the_stay(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0}), start;
    struct yb_file_referral_in filing = {.psn_no = psn_no,
                                         .reflin_medins_no = YB_TEXT(COUNTY_HOSPITAL),
                                         .refl_old_mdtrt_id = YB_TEXT("1"),
                                         .refl_type = YB_TEXT("1"),
                                         .enddate = YB_DAY_NONE};
    struct yb_cancel_settlement_in cancel;
    struct yb_setlinfo first;
    struct yb_file_out filed;
    struct yb_settle_out out;
    struct yb_error error;

    memcpy(c->app.region, "420100", 7);
    yb_instant_parse(YB_TEXT("2023-03-01 10:00:00"), &c->now_ms);
    start = c->now_ms;
    filing.refl_date = filing.begndate = yb_instant_day(start);
    first = stay_at(c, psn_no, COUNTY_TOWNSHIP);
    assert_int_equal(first.act_pay_dedc_fen, 20000);
    fixture_ok(county_run(c, file_transfer, &filing, &filed, &error), &error);
    c->now_ms = start + INT64_C(86400000);
    assert_int_equal(stay_at(c, psn_no, COUNTY_HOSPITAL).act_pay_dedc_fen, 40000 - 20000);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 1);
    assert_int_equal(county_accu(c, psn_no, "390", "stay_deductible"), 40000);
    c->now_ms = start + 2 * INT64_C(86400000); /* later: the second stay of the year */
    assert_int_equal(stay_at(c, psn_no, COUNTY_HOSPITAL).act_pay_dedc_fen, 20000);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 2);
    assert_int_equal(county_accu(c, psn_no, "390", "stay_deductible"), 20000);
    /* 9800 at 70 % (unfiled), 9800 at 60 % (referred) twice. */
    assert_int_equal(county_accu(c, psn_no, "390", "eligible_burden"), 314000 + 2 * 412000);
    county_at(c, COUNTY_TOWNSHIP);
    cancel = (struct yb_cancel_settlement_in){first.setl_id, first.mdtrt_id, psn_no};
    fixture_ok(county_cancel_inpatient(c, &cancel, &out, &error), &error);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 2);
    assert_int_equal(county_accu(c, psn_no, "390", "eligible_burden"), 424000 + 412000);
    county_verify(c);
    county_close(c);
}

struct one_day {
    int64_t psn_no;
    int32_t day;
};

/* An identity of one day alone: how many bills would it change? */
static int touched_on(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_psn_idet_row idet = yb_psn_idet_row();
    const struct yb_entitled_rows before = {0}, after = {.idet = {.rows = &idet, .count = 1}};
    const struct one_day *one = in;
    struct yb_touched touched;
    int rc;

    idet.begndate = idet.enddate = one->day;
    rc = yb_bills_touched(call, one->psn_no, &before, &after, &touched, error);
    *(size_t *)out = touched.count;
    return rc;
}

/* Over New Year the second hospital is of the new year, or of the transfer's, as the rules say. */
static void a_transfer_over_new_year_is_of_one_year(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0}), mdtrt_id, new_year;
    struct yb_file_referral_in filing = {.psn_no = psn_no,
                                         .reflin_medins_no = YB_TEXT(COUNTY_HOSPITAL),
                                         .refl_old_mdtrt_id = YB_TEXT("1"),
                                         .refl_type = YB_TEXT("1"),
                                         .enddate = YB_DAY_NONE};
    struct yb_file_out filed;
    struct yb_settle_out out;
    struct yb_settle_in in;
    struct yb_error error;
    size_t count;

    memcpy(c->app.region, "420100", 7);
    yb_instant_parse(YB_TEXT("2023-12-31 10:00:00"), &c->now_ms);
    filing.refl_date = filing.begndate = yb_instant_day(c->now_ms);
    assert_int_equal(stay_at(c, psn_no, COUNTY_TOWNSHIP).act_pay_dedc_fen, 20000);
    fixture_ok(county_run(c, file_transfer, &filing, &filed, &error), &error);
    county_at(c, COUNTY_HOSPITAL);
    yb_instant_parse(YB_TEXT("2023-12-31 15:00:00"), &c->now_ms);
    mdtrt_id = county_admission(c, psn_no, "390");
    county_charge_stay(c, psn_no, mdtrt_id, COUNTY_DRUG_A, 1000000);
    yb_instant_parse(YB_TEXT("2024-01-03 10:00:00"), &new_year);
    c->now_ms = new_year;
    county_leave(c, psn_no, mdtrt_id);
    in = county_ask(psn_no, mdtrt_id, 1000000);
    assert_int_equal(county_settle_inpatient(c, &in, &out, &error), YB_E_POLICY_NO_RULE);
    c->rules.benefit_day_is_transfer = true;
    fixture_ok(county_settle_inpatient(c, &in, &out, &error), &error);
    assert_int_equal(out.setlinfo.act_pay_dedc_fen, 40000 - 20000);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 0); /* of 2024 */
    yb_instant_parse(YB_TEXT("2023-12-31 10:00:00"), &c->now_ms);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 1);
    assert_int_equal(county_accu(c, psn_no, "390", "stay_deductible"), 40000);
    c->now_ms = new_year;
    fixture_ok(
        county_run(c, touched_on, &(struct one_day){psn_no, filing.refl_date}, &count, &error),
        &error);
    assert_int_equal(count, 2);
    county_verify(c);
    county_close(c);
}

static int correct(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_correct_line(call, in, out, error);
}

/*
 * What is not on the list of the registered disease is the person's, whether the disease is known
 * when the line is uploaded or only when it is settled; a line put right counts again.
 */
static void a_disease_pays_for_what_belongs_to_it(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0}), mdtrt_id, fen;
    struct yb_file_chronic_in filing = {.psn_no = psn_no,
                                        .opsp_dise_code = YB_TEXT("M01600"),
                                        .ide_fixmedins_no = YB_TEXT(COUNTY_HOSPITAL),
                                        .hosp_ide_date = yb_instant_day(c->now_ms),
                                        .begndate = yb_instant_day(c->now_ms),
                                        .enddate = YB_DAY_NONE};
    struct yb_fee_line_in lines[] = {county_line(c, COUNTY_DRUG_A, 1, 10000),
                                     county_line(c, COUNTY_DRUG_B, 1, 5000)};
    struct yb_claim_in claim = county_claim(c, psn_no, "14", 15000);
    struct yb_correct_in put_right = {.content = YB_TEXT("item " COUNTY_DRUG_A),
                                      .reason = YB_TEXT("t")};
    struct yb_resettled done;
    struct yb_file_out filed;
    struct yb_settle_out out, later;
    struct yb_settle_in in;
    struct yb_error error;

    county_import(c, "", "opsp_dise", "code,name,begndate\nM01600,糖尿病,2000-01-01\n");
    county_import(c, "", "opsp_item",
                  "parent_code,code,name,begndate\nM01600," COUNTY_DRUG_A ",二甲双胍,2018-01-01\n");
    fixture_ok(county_run(c, file_chronic, &filing, &filed, &error), &error);
    claim.lines = lines;
    claim.line_count = 2;
    claim.dise_codg = YB_TEXT("M01600");
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    assert_int_equal(out.setlinfo.fulamt_ownpay_amt_fen, 5000);
    assert_int_equal(out.setlinfo.hifp_pay_fen, 6500);
    mdtrt_id = county_visit(c, psn_no, "390");
    fen = county_charge(c, psn_no, mdtrt_id, COUNTY_DRUG_A, 10000);
    fen += county_charge(c, psn_no, mdtrt_id, COUNTY_DRUG_B, 5000);
    in = county_ask(psn_no, mdtrt_id, fen);
    in.med_type = YB_TEXT("14");
    in.dise_codg = YB_TEXT("M01600");
    fixture_ok(county_settle_outpatient(c, &in, &later, &error), &error);
    assert_int_equal(later.setlinfo.fulamt_ownpay_amt_fen, 5000);
    assert_int_equal(later.setlinfo.hifp_pay_fen, 6500);
    county_verify(c);
    put_right.target =
        yb_text_of(yb_arena_format(&c->job, "%lld/" YB_TEXT_FMT, (long long)out.setlinfo.setl_id,
                                   YB_TEXT_ARG(lines[1].feedetl_sn)));
    fixture_ok(county_run(c, correct, &put_right, &done, &error), &error);
    assert_int_equal(county_accu(c, psn_no, "390", "other_chronic"), 6500 + 6500 + 3250);
    county_verify(c);
    county_close(c);
}

static int register_two_diseases(struct yb_call *call, const void *in, void *out,
                                 struct yb_error *error)
{
    (void)in;
    return yb_app_register_two_diseases(call, out, error);
}

static int register_maternity(struct yb_call *call, const void *in, void *out,
                              struct yb_error *error)
{
    (void)in;
    return yb_app_register_maternity(call, out, error);
}

/* Care of the two diseases needs its registration, which is good for no other care; that of mothers
 * where the rules say so. */
static void care_is_had_under_its_registration(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct yb_registration entry = yb_registration_new(), pregnancy;
    struct yb_claim_in claim = county_claim(c, psn_no, "9901", 10000);
    struct yb_settle_out out;
    struct yb_error error;

    entry.filing.psn_no = psn_no;
    entry.filing.fixmedins_code = YB_TEXT(COUNTY_HOSPITAL);
    entry.filing.begndate = yb_instant_day(c->now_ms);
    pregnancy = entry;
    entry.filing.dise_codg = YB_TEXT("I10.x00");
    assert_int_equal(county_settle_claim(c, &claim, &out, &error), YB_E_FILING_NOT_FOUND);
    fixture_ok(county_run(c, register_two_diseases, NULL, &entry, &error), &error);
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    claim = county_claim(c, psn_no, "14", 10000);
    assert_int_equal(county_settle_claim(c, &claim, &out, &error), YB_E_FILING_NOT_FOUND);

    claim = county_claim(c, psn_no, "51", 10000);
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    c->rules.maternity_needs_filing = true;
    claim = county_claim(c, psn_no, "51", 10000);
    assert_int_equal(county_settle_claim(c, &claim, &out, &error), YB_E_FILING_NOT_FOUND);
    fixture_ok(county_run(c, register_maternity, NULL, &pregnancy, &error), &error);
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    county_verify(c);
    county_close(c);
}

static int file_drugs(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_file_drugs(call, in, out, error);
}

/* Sells the special drug, and gives whether it was one. */
static bool sells_special(struct county *c, int64_t psn_no)
{
    struct yb_fee_line_in line = county_line(c, COUNTY_SPECIAL, 1, 10000);
    struct yb_pharmacy_in in = {
        .psn_no = psn_no,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .insutype = YB_TEXT("310"),
        .med_type = YB_TEXT("41"),
        .begntime_ms = c->now_ms,
        .medfee_sumamt_fen = 10000,
        .drugdetail = &line,
        .drugdetail_count = 1,
    };
    struct yb_settle_out out;
    struct yb_error error;

    fixture_ok(county_settle_pharmacy(c, &in, &out, &error), &error);
    assert_int_equal(out.detlcutinfo_count, 1);
    return yb_text_is(out.detlcutinfo[0].list_sp_item_flag, "1");
}

static void a_special_drug_may_need_its_filing(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){.insutype = "310"});
    const struct yb_filed_drug drug = {.appy_dise_code = YB_TEXT("C34.900"),
                                       .med_list_codg = YB_TEXT(COUNTY_SPECIAL)};
    const struct yb_filed_place place = {.fixmedins_code = YB_TEXT(COUNTY_PHARMACY)};
    struct yb_file_drugs_in filing = {yb_registration_new(), &drug, 1, &place, 1};
    struct yb_file_out filed;
    struct yb_error error;

    county_at(c, COUNTY_PHARMACY);
    assert_true(sells_special(c, psn_no));
    c->rules.special_drugs_need_filing = true;
    assert_false(sells_special(c, psn_no));
    filing.psninfo.filing.psn_no = psn_no;
    filing.psninfo.filing.begndate = yb_instant_day(c->now_ms);
    fixture_ok(county_run(c, file_drugs, &filing, &filed, &error), &error);
    assert_true(sells_special(c, psn_no));
    county_verify(c);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(outpatient_is_settled),
        FIXTURE_BOTH(stays_are_settled),
        FIXTURE_BOTH(later_bills_are_corrected),
        FIXTURE_BOTH(account_pays_and_is_paid_back),
        FIXTURE_BOTH(only_an_accepted_disease_is_paid_for),
        FIXTURE_BOTH(a_stay_over_new_year_is_of_one_year),
        FIXTURE_BOTH(a_transfer_goes_on_with_the_stay),
        FIXTURE_BOTH(a_transfer_over_new_year_is_of_one_year),
        FIXTURE_BOTH(a_disease_pays_for_what_belongs_to_it),
        FIXTURE_BOTH(care_is_had_under_its_registration),
        FIXTURE_BOTH(a_special_drug_may_need_its_filing),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
