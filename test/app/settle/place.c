/* Care elsewhere: the catalogue of the place of care, the policy of the home region. */
#include "test/app/county.h"

#include "app/filing/filing.h"
#include "app/settle/correct.h"
#include "app/settle/explain.h"
#include "store/row.h"

#include <string.h>

#define ELSEWHERE "H37010200001" /* in 370102, a district of 370100 in 370000 */
#define HEAD                                                                                       \
    "med_list_codg,hilist_name,list_type,chrgitm_lv,selfpay_prop,"                                 \
    "tags,begndate,enddate\n"

/* Of 370100: no services. XA01 is class A at home, XB01 class B; XP01 is only here. */
static const char drugs[] = HEAD "XA01,甲药,101,乙,10 %,,2018-02-01,\n"
                                 "XP01,就医地药,101,甲,,,2018-02-01,\n"
                                 "XC01,丙药,101,丙,,,2018-02-01,2018-06-30\n"
                                 "XC01,丙药,101,甲,,,2018-07-01,\n"
                                 "XS02,就医地特药,101,乙,20 %,special_drug,2018-02-01,\n";

/* What is charged, and what becomes of it in June 2018. */
static const struct {
    const char *item;
    int64_t fen, self_paid_fen, advance_fen;
    const char *catalogue, *memo;
} charges[] = {
    {"XA01", 100000, 0, 10000, "370100/101 v0001", ""},
    {"XP01", 200000, 0, 0, "370100/101 v0001", ""},
    {"XB01", 30000, 30000, 0, "370100/101 v0001", "就医地目录外项目"},
    {"XC01", 40000, 40000, 0, "370100/101 v0001", ""},
    {"SV01", 2000, 0, 0, "371525/201 - 370102", ""},
};
#define CHARGES   (sizeof(charges) / sizeof(charges[0]))
#define TOTAL_FEN 372000
#define FUND_FEN  80800  /* (3720 - 100 - 300 - 400 - 900) x 40 %: 60 %, 20 points less */
#define FILED_FEN 101000 /* 10 points less */

static struct county *open(void **state)
{
    struct county *c = county_open(*state);

    county_elsewhere(c, ELSEWHERE, "370102");
    return c;
}

/* A whole stay of all charges. */
static struct yb_claim_in stay(struct county *c, int64_t psn_no)
{
    struct yb_claim_in claim = county_claim(c, psn_no, "21", TOTAL_FEN);
    struct yb_fee_line_in *lines = YB_NEW_ARRAY(&c->job, struct yb_fee_line_in, CHARGES);

    assert_non_null(lines);
    for (size_t i = 0; i < CHARGES; i++)
        lines[i] = county_line(c, charges[i].item, 1, charges[i].fen);
    claim.lines = lines;
    claim.line_count = CHARGES;
    return claim;
}

/* A whole stay of one line, 1000.00. */
static struct yb_claim_in one_line(struct county *c, int64_t psn_no, const char *item)
{
    struct yb_claim_in claim = county_claim(c, psn_no, "21", 100000);
    struct yb_fee_line_in *line = YB_NEW(&c->job, struct yb_fee_line_in);

    assert_non_null(line);
    *line = county_line(c, item, 1, 100000);
    claim.lines = line;
    return claim;
}

static int try_claim(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_try_claim(call, in, out, error);
}

static int explain(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_settlement_explain(call->app, call->tx, in, out, error);
}

static int correct(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_correct_line(call, in, out, error);
}

static int refer(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_file_referral(call, in, out, error);
}

/* Where the only line of a claim goes, by which catalogue; the error when it is refused. */
static int tried(struct county *c, const char *item, int64_t *in_scope_fen, const char **catalogue)
{
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct yb_claim_in claim = one_line(c, psn_no, item);
    struct yb_claim_tried out;
    struct yb_error error;
    int rc = county_run(c, try_claim, &claim, &out, &error);

    if (rc)
        return rc;
    *in_scope_fen = out.decision.placed[0].in_scope_fen;
    *catalogue = yb_arena_format(&c->job, YB_TEXT_FMT, YB_TEXT_ARG(out.catalogues[0]));
    return 0;
}

#define IS(item, fen, label)                                                                       \
    do {                                                                                           \
        int64_t in_scope_fen;                                                                      \
        const char *catalogue;                                                                     \
        assert_int_equal(tried(c, item, &in_scope_fen, &catalogue), 0);                            \
        assert_int_equal(in_scope_fen, fen);                                                       \
        assert_string_equal(catalogue, label);                                                     \
    } while (0)
#define REFUSED(item, code)                                                                        \
    do {                                                                                           \
        int64_t in_scope_fen;                                                                      \
        const char *catalogue;                                                                     \
        assert_int_equal(tried(c, item, &in_scope_fen, &catalogue), code);                         \
    } while (0)

static int64_t fund_of(struct county *c, int64_t psn_no, const char *exp_content)
{
    struct yb_claim_in claim = stay(c, psn_no);
    struct yb_settle_out out;
    struct yb_error error;

    claim.exp_content = yb_text_of(exp_content);
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    county_check(&out);
    return out.setlinfo.fund_pay_sumamt_fen;
}

/* The catalogue is the place's however the care was filed; what filing changes is the ratio. */
static void filing_changes_the_ratio_alone(void **state)
{
    struct county *c = open(state);
    int64_t filed = county_person(c, &(struct county_person_of){0});
    struct yb_file_referral_in in = {.psn_no = filed,
                                     .reflin_medins_no = YB_TEXT(ELSEWHERE),
                                     .mdtrtarea_admdvs = YB_TEXT("370102"),
                                     .refl_type = YB_TEXT("3"),
                                     .refl_date = yb_instant_day(c->now_ms),
                                     .begndate = yb_instant_day(c->now_ms),
                                     .enddate = YB_DAY_NONE};
    struct yb_file_out out;
    struct yb_error error;

    county_import(c, "370100", "items", drugs);
    county_at(c, COUNTY_HOSPITAL);
    fixture_ok(county_run(c, refer, &in, &out, &error), &error);
    county_at(c, ELSEWHERE);
    assert_int_equal(fund_of(c, filed, ""), FILED_FEN);
    assert_int_equal(fund_of(c, county_person(c, &(struct county_person_of){0}), ""), FUND_FEN);
    assert_int_equal(
        fund_of(c, county_person(c, &(struct county_person_of){0}), "{\"IPT_TYPE\":\"2\"}"),
        FILED_FEN);
    county_verify(c);
    county_close(c);
}

/* The lines of a stay, as their upload is answered. */
static void upload(struct county *c, int64_t psn_no, int64_t mdtrt_id)
{
    struct yb_fee_line_in lines[CHARGES];
    struct yb_upload_fees_in in = {lines, CHARGES};
    struct yb_upload_fees_out out;
    struct yb_error error;

    for (size_t i = 0; i < CHARGES; i++) {
        lines[i] = county_line(c, charges[i].item, 1, charges[i].fen);
        lines[i].psn_no = psn_no;
        lines[i].mdtrt_id = mdtrt_id;
        lines[i].chrg_bchno = (struct yb_text){0};
    }
    fixture_ok(county_upload_inpatient_fees(c, &in, &out, &error), &error);
    for (size_t i = 0; i < CHARGES; i++) {
        assert_int_equal(out.result[i].fulamt_ownpay_amt_fen, charges[i].self_paid_fen);
        assert_int_equal(out.result[i].preselfpay_amt_fen, charges[i].advance_fen);
        assert_true(yb_text_is(out.result[i].memo, charges[i].memo));
    }
}

/* The bill of a settlement names the catalogue of every line; `other` is line 2's. */
static void says(struct county *c, const int64_t which[2], const char *other)
{
    struct yb_explained e;
    struct yb_error error;

    fixture_ok(county_run(c, explain, which, &e, &error), &error);
    assert_int_equal(e.decision.line_count, CHARGES);
    for (size_t i = 0; i < CHARGES; i++)
        assert_true(yb_text_is(e.catalogues[i], i == 2 ? other : charges[i].catalogue));
}

/*
 * Pre-settled and settled alike; decided again it keeps the terms and catalogues that it had,
 * though the place's catalogue is another by then, and only the line put right has the new one's;
 * cancelled it leaves nothing.
 */
static void a_stay_keeps_the_catalogue_it_had(void **state)
{
    struct county *c = open(state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0}), mdtrt_id, which[2];
    int third;
    struct yb_correct_in put_right = {.content = YB_TEXT("item XP01"), .reason = YB_TEXT("t")};
    struct yb_cancel_settlement_in cancel;
    struct yb_settle_out before, out;
    struct yb_resettled done;
    struct yb_settle_in in;
    struct yb_error error;

    county_import(c, "370100", "items", drugs);
    mdtrt_id = county_admission(c, psn_no, "390");
    upload(c, psn_no, mdtrt_id);
    third = c->lines - (int)CHARGES + 3;
    county_leave(c, psn_no, mdtrt_id);
    in = county_ask(psn_no, mdtrt_id, TOTAL_FEN);
    fixture_ok(county_presettle_inpatient(c, &in, &before, &error), &error);
    county_import(c, "370100", "items", HEAD "XA01,甲药,101,丙,,,2018-02-01,\n");
    fixture_ok(county_settle_inpatient(c, &in, &out, &error), &error);
    county_check(&out);
    assert_int_equal(before.setlinfo.fund_pay_sumamt_fen, FUND_FEN);
    assert_int_equal(out.setlinfo.fund_pay_sumamt_fen, FUND_FEN);
    assert_int_equal(out.setlinfo.psn_cash_pay_fen, before.setlinfo.psn_cash_pay_fen);
    which[0] = psn_no;
    which[1] = out.setlinfo.setl_id;
    says(c, which, charges[2].catalogue);
    IS("XA01", 0, "370100/101 v0002");
    put_right.target = yb_text_of(yb_arena_format(&c->job, "%lld/%d", (long long)which[1], third));
    fixture_ok(county_run(c, correct, &put_right, &done, &error), &error);
    assert_int_equal(done.count, 1);
    which[1] = done.rows[0].by.setl_id;
    says(c, which, "370100/101 v0002"); /* 300 x 40 % more */
    assert_int_equal(done.rows[0].by.fund_pay_sumamt_fen, 12000);
    county_verify(c);
    cancel = (struct yb_cancel_settlement_in){out.setlinfo.setl_id, mdtrt_id, psn_no};
    fixture_ok(county_cancel_inpatient(c, &cancel, &out, &error), &error);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 0);
    assert_int_equal(county_accu(c, psn_no, "390", "eligible_burden"), 0);
    county_verify(c);
    county_close(c);
}

/* By the day of the line; each list from the nearest division that has it; else as the rule says.
 */
static void the_nearest_catalogue_of_the_day_holds(void **state)
{
    struct county *c = open(state);
    int64_t june = c->now_ms;

    IS("XA01", 100000, "371525/101 test 370102"); /* none is loaded */
    c->rules.place_catalogue_needed = true;
    REFUSED("XA01", YB_E_PLACE_CATALOGUE);
    county_import(c, "370100", "items", drugs);
    IS("XA01", 90000, "370100/101 v0001");
    REFUSED("SV01", YB_E_PLACE_CATALOGUE);
    county_import(c, "370000", "items",
                  HEAD "SV01,项目,201,甲,,,2018-02-01,\nXQ01,省药,101,甲,,,2018-02-01,\n"
                       "XA01,甲药,101,甲,,,2018-02-01,\n");
    IS("SV01", 100000, "370000/201 v0001");
    IS("XQ01", 0, "370100/101 v0001"); /* the prefecture has that list, without it */
    IS("XA01", 90000, "370100/101 v0001");
    REFUSED("NONE", YB_E_ITEM_NOT_FOUND);
    c->rules.place_catalogue_needed = false;
    yb_instant_parse(YB_TEXT("2018-01-15 10:00:00"), &c->now_ms);
    IS("XA01", 100000, "371525/101 test 370102"); /* before the place's begins */
    yb_instant_parse(YB_TEXT("2018-07-01 10:00:00"), &c->now_ms);
    IS("XC01", 100000, "370100/101 v0001"); /* class A from that day on */
    c->now_ms = june;
    c->actor.mdtrtarea_admvs = YB_TEXT("371502"); /* in the home's own prefecture */
    IS("XA01", 100000, "");
    c->actor.mdtrtarea_admvs = YB_TEXT("110101"); /* in another province */
    IS("XA01", 100000, "371525/101 test 110101");
    county_close(c);
}

static void recognise(struct county *c, const char *codes)
{
    snprintf(c->rules.mutual_recognition, sizeof(c->rules.mutual_recognition), "%s", codes);
}

/* An institution that the home region recognises is as one at home, with the home's catalogue. */
static void a_recognised_institution_is_at_home(void **state)
{
    struct county *c = open(state);
    struct yb_claim_in claim;
    struct yb_settle_out out;
    struct yb_error error;

    county_import(c, "370100", "items", drugs);
    claim = one_line(c, county_person(c, &(struct county_person_of){0}), "XA01");
    recognise(c, "3702,H370102");
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    assert_int_equal(out.setlinfo.fund_pay_sumamt_fen, 6000); /* (1000 - 900) x 60 % */
    REFUSED("XP01", YB_E_ITEM_NOT_FOUND);
    c->rules.recognised_by_their_catalogue = true;
    IS("XP01", 100000, "370100/101 v0001");
    recognise(c, "3701");
    claim = one_line(c, county_person(c, &(struct county_person_of){0}), "XA01");
    fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
    assert_int_equal(out.setlinfo.preselfpay_amt_fen, 10000);
    assert_int_equal(out.setlinfo.fund_pay_sumamt_fen, 0); /* 900 is the deductible */
    county_verify(c);
    county_close(c);
}

/* Which drug is a special one says the catalogue that the line is priced by. */
static void a_special_drug_is_the_places_to_mark(void **state)
{
    static const char *const items[] = {"XS02", COUNTY_SPECIAL};
    static const char *const memos[] = {"特殊药品未备案", "就医地目录外项目"};
    struct county *c = open(state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    int64_t mdtrt_id = county_admission(c, psn_no, "390");
    struct yb_fee_line_in lines[2];
    struct yb_upload_fees_in in = {lines, 2};
    struct yb_upload_fees_out out;
    struct yb_error error;

    county_import(c, "370100", "items", drugs);
    for (int asked = 0; asked < 2; asked++) {
        c->rules.special_drugs_need_filing = asked;
        for (int i = 0; i < 2; i++) {
            lines[i] = county_line(c, items[i], 1, 1000);
            lines[i].psn_no = psn_no;
            lines[i].mdtrt_id = mdtrt_id;
        }
        fixture_ok(county_upload_inpatient_fees(c, &in, &out, &error), &error);
        assert_true(yb_text_is(out.result[0].list_sp_item_flag, asked ? "0" : "1"));
        assert_true(yb_text_is(out.result[0].memo, asked ? memos[0] : ""));
        assert_true(yb_text_is(out.result[1].list_sp_item_flag, "0"));
        assert_true(yb_text_is(out.result[1].memo, memos[1]));
    }
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(filing_changes_the_ratio_alone),
        FIXTURE_BOTH(a_stay_keeps_the_catalogue_it_had),
        FIXTURE_BOTH(the_nearest_catalogue_of_the_day_holds),
        FIXTURE_SQLITE(a_recognised_institution_is_at_home),
        FIXTURE_SQLITE(a_special_drug_is_the_places_to_mark),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
