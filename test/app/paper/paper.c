/* Claims on paper: accepted, settled as live traffic is, paid once, to the person. */
#include "app/filing/filing.h"
#include "app/paper/paper.h"
#include "app/settle/correct.h"
#include "app/settle/effective.h"
#include "app/settle/postings.h"
#include "test/app/county.h"

#include <string.h>

#include "store/fixmedins.h"
#include "store/ledger.h"
#include "store/paper.h"

#define ELSEWHERE "H37010000001" /* third level, in another city of the province */

static const struct yb_reach everywhere = {.allowed = true};

/* One use of the room in a job of its own. */
struct use {
    struct yb_paper_accept_in accept;
    struct yb_paper_deed deed;
    struct yb_document_in document;
    struct yb_text csv;
    const struct yb_paper_line_in *lines;
    size_t line_count;
    struct yb_paper_lines_out entered;
    struct yb_paper_claim_row claim;
    struct yb_paper_batch_row batch;
    struct yb_paper_batch_fund_list funds;
    bool made;
    struct yb_paper_tried tried;
    struct yb_paper_search search;
    struct yb_paper_sum sum;
    struct yb_error error;
};

#define USE(name, call_of)                                                                         \
    static int do_##name(struct yb_call *call, const void *in, void *out, struct yb_error *error)  \
    {                                                                                              \
        struct use *use = out;                                                                     \
                                                                                                   \
        (void)in;                                                                                  \
        return call_of;                                                                            \
    }                                                                                              \
    static int name(struct county *c, struct use *use)                                             \
    {                                                                                              \
        return county_run(c, do_##name, NULL, use, &use->error);                                   \
    }

USE(paper_accept, yb_app_paper_accept(call, &use->accept, &use->deed.claim_id, error))
USE(paper_lines,
    yb_app_paper_lines(call, &use->deed, use->lines, use->line_count, &use->entered, error))
USE(paper_csv, yb_app_paper_lines_csv(call, &use->deed, use->csv, &use->entered, error))
USE(paper_document, yb_app_paper_document(call, &use->deed, &use->document, error))
USE(paper_submit, yb_app_paper_submit(call, &use->deed, &use->claim, error))
USE(paper_try, yb_app_paper_try(call, &use->deed, &use->tried, error))
USE(paper_sum, yb_paper_add_up(call->tx, &use->search, &use->sum, error))
USE(paper_approve, yb_app_paper_approve(call, &use->deed, &use->claim, error))
USE(paper_return, yb_app_paper_return(call, &use->deed, &use->claim, error))
USE(paper_batch, yb_app_paper_batch(call, use->deed.user, &use->batch, &use->made, error))
USE(paper_funds, yb_paper_batch_funds(call->tx, use->batch.batch_id, &use->funds, error))

static void well(int rc, const struct use *use)
{
    fixture_ok(rc, &use->error);
}

static struct county *open(void **state)
{
    struct county *c = county_open(*state);

    county_at(c, ""); /* the console: no institution calls */
    return c;
}

static struct use stay(struct county *c, int64_t psn_no, const char *invono)
{
    return (struct use){
        .accept = {.reach = &everywhere,
                   .user = YB_TEXT("ann"),
                   .psn_no = psn_no,
                   .claim_kind = YB_TEXT("stay"),
                   .insutype = YB_TEXT("390"),
                   .med_type = YB_TEXT("21"),
                   .fixmedins_code = YB_TEXT(COUNTY_HOSPITAL),
                   .begndate = yb_instant_day(c->now_ms) - 5,
                   .enddate = yb_instant_day(c->now_ms) - 1,
                   .invo_code = YB_TEXT("037001800104"),
                   .invono = yb_text_of(invono),
                   .medfee_sumamt_fen = 1000000,
                   .payee_name = YB_TEXT("测试"),
                   .bank_name = YB_TEXT("测试银行"),
                   .bank_acct = YB_TEXT("6200000000001234567")},
        .deed = {.reach = &everywhere, .user = YB_TEXT("ann")},
    };
}

static void hand_in(struct county *c, struct use *use, const char *kinds)
{
    struct yb_text rest = yb_text_of(kinds);
    char hash[65] = "00000000000000000000000000000000000000000000000000000000000000aa";

    while (rest.length) {
        use->document = (struct yb_document_in){.doc_kind = yb_text_split(rest, ',', &rest),
                                                .doc_name = YB_TEXT("扫描件.pdf"),
                                                .doc_hash = yb_text_of(hash)};
        well(paper_document(c, use), use);
    }
}

#define STAY_PAPERS "identity,card,invoice,statement,bank_card,fee_list,case_copy"
#define HEAD        "med_list_codg,cnt,pric,det_item_fee_sumamt\n"

static void enter(struct county *c, struct use *use, const char *csv)
{
    use->csv = yb_text_of(csv);
    well(paper_csv(c, use), use);
    assert_true(use->entered.kept);
}

/* Every bad line is told by its number and field; nothing is kept until all are good. */
static void lines_are_refused_by_field(void **state)
{
    static const struct {
        int64_t line;
        const char *field;
        int code;
    } refusals[] = {{3, "med_list_codg", YB_E_UNKNOWN_CODE},
                    {4, "pric", YB_E_WRONG_FORMAT},
                    {5, "det_item_fee_sumamt", YB_E_PAPER_LINE_SUM},
                    {6, "cnt", YB_E_MISSING},
                    {7, "fee_ocur_time", YB_E_OUT_OF_RANGE}};
    struct county *c = open(state);
    struct use use = stay(c, county_person(c, &(struct county_person_of){0}), "10000001");
    const struct yb_paper_line_in typed[] = {
        {.med_list_codg = YB_TEXT(COUNTY_DRUG_A),
         .cnt = YB_TEXT("2"),
         .pric = YB_TEXT("3"),
         .det_item_fee_sumamt = YB_TEXT("6.00")},
        {.med_list_codg = YB_TEXT(COUNTY_DRUG_A), .cnt = YB_TEXT("x")}};

    well(paper_accept(c, &use), &use);
    use.csv = YB_TEXT("fee_ocur_time," HEAD ",XA01,1,10000,10000\n,XZ99,1,1,1\n,XA01,1,a,1\n"
                      ",XA01,2,3,7\n,XA01,,3,7\n2018-01-01,XA01,1,1,1\n");
    well(paper_csv(c, &use), &use);
    assert_false(use.entered.kept);
    assert_int_equal(use.entered.lines, 6);
    assert_int_equal(use.entered.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(use.entered.rows[i].line, refusals[i].line);
        assert_string_equal(use.entered.rows[i].field, refusals[i].field);
        assert_int_equal(use.entered.rows[i].error.code, refusals[i].code);
    }
    hand_in(c, &use, STAY_PAPERS);
    assert_int_equal(paper_submit(c, &use), YB_E_CLAIM_EMPTY);
    use.lines = typed;
    use.line_count = 2;
    well(paper_lines(c, &use), &use);
    assert_false(use.entered.kept);
    assert_int_equal(use.entered.rows[0].line, 2);
    use.line_count = 1;
    well(paper_lines(c, &use), &use);
    assert_true(use.entered.kept);
    assert_int_equal(paper_submit(c, &use), YB_E_SETL_TOTAL);
    use.csv = YB_TEXT("med_list_codg,count\nXA01,1\n");
    assert_int_not_equal(paper_csv(c, &use), YB_OK);
    county_close(c);
}

/* Above the amount another person settles it; it is paid by the list of the day, once. */
static void a_stay_goes_from_scan_to_payment_list(void **state)
{
    struct county *c = open(state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct use use = stay(c, psn_no, "20000001"), second = stay(c, psn_no, "20000001");
    char first[24];

    assert_int_equal(paper_batch(c, &use), YB_E_NOT_FOUND);
    well(paper_accept(c, &use), &use);
    snprintf(first, sizeof(first), "%lld", (long long)use.deed.claim_id);
    assert_int_equal(paper_accept(c, &second), YB_E_INVOICE_CLAIMED);
    assert_string_equal(second.error.args[1], first);
    second.accept.invo_code = YB_TEXT(""); /* without a code: of any */
    assert_int_equal(paper_accept(c, &second), YB_E_INVOICE_CLAIMED);
    enter(c, &use, HEAD "XA01,1,10000,10000\n");
    hand_in(c, &use, "identity,card,invoice");
    assert_int_equal(paper_submit(c, &use), YB_E_EVIDENCE_MISSING);
    hand_in(c, &use, "statement,bank_card,fee_list,case_copy");
    well(paper_try(c, &use), &use);
    assert_true(use.tried.review);
    assert_int_equal(use.tried.claim.setl.fund_pay_sumamt_fen, 665000);
    well(paper_submit(c, &use), &use);
    assert_true(yb_text_is(use.claim.claim_stas, "review"));
    assert_int_equal(use.claim.fund_pay_sumamt_fen, 665000); /* (10000 - 500) x 70 % */
    assert_int_equal(paper_approve(c, &use), YB_E_APPROVAL_SELF);
    use.deed.user = YB_TEXT("bob");
    well(paper_approve(c, &use), &use);
    assert_true(use.claim.setl_id && yb_text_is(use.claim.claim_stas, "settled"));
    assert_int_equal(use.claim.fund_pay_sumamt_fen, 665000);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 1);
    assert_int_equal(paper_approve(c, &use), YB_E_PAPER_STATE);
    county_verify(c);

    well(paper_batch(c, &use), &use);
    assert_true(use.made);
    assert_int_equal(use.batch.batch_id, 20180615);
    assert_int_equal(use.batch.claim_cnt, 1);
    assert_int_equal(use.batch.fund_pay_sumamt_fen, 665000);
    well(paper_funds(c, &use), &use);
    assert_int_equal(use.funds.count, 1);
    assert_int_equal(use.funds.rows[0].fund_payamt_fen, 665000);
    well(paper_batch(c, &use), &use);
    assert_false(use.made);
    assert_int_equal(use.batch.fund_pay_sumamt_fen, 665000);
    use.deed.reason = YB_TEXT("晚了");
    assert_int_equal(paper_return(c, &use), YB_E_PAPER_STATE);
    use.search = (struct yb_paper_search){.claim_stas = YB_TEXT("listed"),
                                          .claim_kind = YB_TEXT("stay"),
                                          .fixmedins_code = YB_TEXT(COUNTY_HOSPITAL),
                                          .invono = YB_TEXT("20000001"),
                                          .admdvs = YB_TEXT("3715"),
                                          .psn_no = psn_no,
                                          .from_ms = c->now_ms,
                                          .till_ms = c->now_ms + 1};
    well(paper_sum(c, &use), &use);
    assert_int_equal(use.sum.claim_cnt, 1);
    assert_int_equal(use.sum.medfee_sumamt_fen, 1000000);
    assert_int_equal(use.sum.fund_pay_sumamt_fen, 665000);
    use.search.till_ms = c->now_ms;
    well(paper_sum(c, &use), &use);
    assert_int_equal(use.sum.claim_cnt, 0);
    county_verify(c);
    county_close(c);
}

/* What is small is settled at once; to return it takes the bill back and frees the invoice. */
static void a_settled_claim_is_returned(void **state)
{
    struct county *c = open(state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct use use = stay(c, psn_no, "30000001"), again;
    struct yb_cancel_settlement_in cancel = {.psn_no = psn_no};
    struct yb_settle_out out;

    use.accept.medfee_sumamt_fen = 100000;
    well(paper_accept(c, &use), &use);
    hand_in(c, &use, STAY_PAPERS);
    enter(c, &use, HEAD "XA01,2,500,1000\n");
    well(paper_submit(c, &use), &use);
    assert_true(yb_text_is(use.claim.claim_stas, "settled"));
    county_at(c, COUNTY_HOSPITAL); /* the hospital has nothing to do with it */
    cancel.setl_id = use.claim.setl_id;
    cancel.mdtrt_id = use.claim.mdtrt_id;
    assert_int_equal(county_cancel_inpatient(c, &cancel, &out, &use.error), YB_E_MDTRT_OTHER);
    county_at(c, "");
    assert_int_equal(paper_try(c, &use), YB_E_PAPER_STATE);
    assert_int_equal(paper_return(c, &use), YB_E_MISSING);
    use.deed.reason = YB_TEXT("发票金额有误");
    assert_int_equal(paper_return(c, &use), YB_E_PAPER_SELF);
    use.deed.user = YB_TEXT("bob");
    well(paper_return(c, &use), &use);
    assert_int_equal(county_accu(c, psn_no, "390", "admissions"), 0);
    assert_int_equal(paper_batch(c, &use), YB_E_NOT_FOUND);
    county_verify(c);
    again = stay(c, psn_no, "30000001");
    well(paper_accept(c, &again), &again);
    county_close(c);
}

/* An invoice that a bill settled online names, and what else is refused at the counter. */
static void an_invoice_is_paid_once(void **state)
{
    struct county *c = open(state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct use use = stay(c, psn_no, "40000001");
    const struct yb_reach elsewhere = {.allowed = true, .admdvs = YB_TEXT("110000")};
    struct yb_claim_in online = county_claim(c, psn_no, "21", 10000);
    struct yb_settle_out out;
    char setl_id[24];

    county_at(c, COUNTY_HOSPITAL);
    online.invono = YB_TEXT("40000001");
    fixture_ok(county_settle_claim(c, &online, &out, &use.error), &use.error);
    county_at(c, "");
    snprintf(setl_id, sizeof(setl_id), "%lld", (long long)out.setlinfo.setl_id);
    assert_int_equal(paper_accept(c, &use), YB_E_INVOICE_SETTLED);
    assert_string_equal(use.error.args[1], setl_id);
    use.accept.fixmedins_code = YB_TEXT(COUNTY_TOWNSHIP); /* another's same number */
    well(paper_accept(c, &use), &use);
    use.accept.invo_code = YB_TEXT("");
    use.accept.invono = YB_TEXT("1234567x");
    assert_int_equal(paper_accept(c, &use), YB_E_WRONG_FORMAT);
    use.accept.invono = YB_TEXT("12345678");
    use.accept.reach = &elsewhere;
    assert_int_equal(paper_accept(c, &use), YB_E_PSN_NOT_FOUND);
    use.accept.reach = &everywhere;
    use.accept.med_type = YB_TEXT("11");
    assert_int_equal(paper_accept(c, &use), YB_E_UNKNOWN_CODE);
    use.accept.med_type = YB_TEXT("21");
    use.accept.enddate = YB_DAY_NONE;
    assert_int_equal(paper_accept(c, &use), YB_E_MISSING);
    assert_string_equal(use.error.args[0], "enddate");
    county_close(c);
}

/* Who typed the lines has made the amount: he reviews it no more than who took the claim. */
static void who_entered_the_lines_does_not_approve(void **state)
{
    struct county *c = open(state);
    struct use use = stay(c, county_person(c, &(struct county_person_of){0}), "41000001");

    well(paper_accept(c, &use), &use);
    hand_in(c, &use, STAY_PAPERS);
    use.deed.user = YB_TEXT("bob");
    enter(c, &use, HEAD "XA01,1,10000,10000\n");
    use.deed.user = YB_TEXT("ann");
    well(paper_submit(c, &use), &use);
    assert_true(yb_text_is(use.claim.claim_stas, "review"));
    use.deed.user = YB_TEXT("bob");
    assert_int_equal(paper_approve(c, &use), YB_E_APPROVAL_SELF);
    use.deed.user = YB_TEXT("cat");
    well(paper_approve(c, &use), &use);
    county_close(c);
}

/* ---- care elsewhere ---- */

static int refer(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_file_out filed;

    (void)out;
    return yb_app_file_referral(call, in, &filed, error);
}

static int64_t paid_elsewhere(struct county *c, int64_t psn_no, const char *invono)
{
    struct use use = stay(c, psn_no, invono);

    use.accept.claim_kind = YB_TEXT("stay_off_site");
    use.accept.fixmedins_code = YB_TEXT(ELSEWHERE);
    use.accept.medfee_sumamt_fen = 1090000;
    well(paper_accept(c, &use), &use);
    hand_in(c, &use, STAY_PAPERS);
    enter(c, &use, HEAD "XA01,1,10900,10900\n");
    c->rules.paper_review_above_fen = 100000000;
    well(paper_submit(c, &use), &use);
    assert_true(yb_text_is(use.claim.claim_stas, "settled"));
    return use.claim.fund_pay_sumamt_fen;
}

/* By the home's policy: 60 % above 900 at the third level, 20 points less unless it was filed, 10
 * less by referral; by the catalogue of that place once it is loaded. */
static void care_elsewhere_is_paid_as_it_was_filed(void **state)
{
    struct county *c = open(state);
    int64_t filed = county_person(c, &(struct county_person_of){0});
    const struct yb_file_referral_in referral = {.psn_no = filed,
                                                 .insutype = YB_TEXT("390"),
                                                 .tel = YB_TEXT("19900000001"),
                                                 .addr = YB_TEXT("某镇一号"),
                                                 .diag_code = YB_TEXT("I25.103"),
                                                 .diag_name = YB_TEXT("冠心病"),
                                                 .reflin_medins_no = YB_TEXT(ELSEWHERE),
                                                 .reflin_medins_name = YB_TEXT("外地医院"),
                                                 .mdtrtarea_admdvs = YB_TEXT("370100"),
                                                 .refl_type = YB_TEXT("3"),
                                                 .refl_date = yb_instant_day(c->now_ms) - 6,
                                                 .begndate = YB_DAY_NONE,
                                                 .enddate = YB_DAY_NONE,
                                                 .refl_rea = YB_TEXT("不能确诊"),
                                                 .hosp_agre_refl_flag = YB_TEXT("1")};
    struct yb_error error;

    county_elsewhere(c, ELSEWHERE, "370100");
    county_at(c, COUNTY_HOSPITAL);
    fixture_ok(county_run(c, refer, &referral, NULL, &error), &error);
    county_at(c, "");
    assert_int_equal(paid_elsewhere(c, filed, "50000001"), 500000);
    assert_int_equal(paid_elsewhere(c, county_person(c, &(struct county_person_of){0}), "50000002"),
                     400000);
    county_import(c, "370100", "items",
                  "med_list_codg,hilist_name,list_type,chrgitm_lv,selfpay_prop,begndate\n"
                  "XA01,药,101,乙,10 %,2018-01-01\nXP01,药,101,甲,,2018-01-01\n");
    assert_int_equal(paid_elsewhere(c, county_person(c, &(struct county_person_of){0}), "50000003"),
                     356400); /* (10900 - 10 % - 900) x 40 % */
    county_verify(c);
    county_close(c);
}

/* ---- decided again ---- */

struct owed {
    int64_t psn_no, setl_id;
    struct yb_setl_cause_list causes;
    struct yb_effective stands;
    int64_t adjust_fen, hospital_fen; /* credited to two accounts by the adjustments */
};

/* What the transfers of the adjustments credit an account less what they debit. */
static int64_t credited(const struct yb_ledger_transfer_list *list, int kind, const char *key)
{
    const int64_t account_id = yb_account_id(kind, yb_text_of(key));
    int64_t fen = 0;

    for (size_t i = 0; i < list->count; i++)
        fen += (list->rows[i].credit_account_id == account_id ? list->rows[i].amount_fen : 0) -
               (list->rows[i].debit_account_id == account_id ? list->rows[i].amount_fen : 0);
    return fen;
}

static int read_owed(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct owed *owed = out;
    struct yb_setl_list setls;
    int rc = yb_setl_list_psn(call->tx, owed->psn_no, 0, &setls, error);

    (void)in;
    if (!rc)
        rc = yb_setl_cause_list(call->tx, owed->psn_no, &owed->causes, error);
    for (size_t i = 0; !rc && i < setls.count; i++)
        if (setls.rows[i].setl_id == owed->setl_id)
            rc = yb_effective_load(call->tx, &setls.rows[i], &setls, &owed->stands, error);
    for (size_t i = 0; !rc && i < owed->causes.count; i++) {
        struct yb_setl_parts parts;

        rc = yb_setl_get(call->tx, owed->psn_no, owed->causes.rows[i].setl_id, &parts, error);
        if (rc)
            break;
        owed->adjust_fen += credited(&parts.transfers, YB_ACCOUNT_CLEARING, "adjust:371525:390");
        owed->hospital_fen += credited(&parts.transfers, YB_ACCOUNT_FIXMEDINS, COUNTY_HOSPITAL);
    }
    return rc;
}

static int correct(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_resettled resettled;

    (void)out;
    return yb_app_correct_line(call, in, &resettled, error);
}

static struct use settled_stay(struct county *c, int64_t psn_no, const char *invono)
{
    struct use use = stay(c, psn_no, invono);

    c->rules.paper_review_above_fen = 100000000;
    well(paper_accept(c, &use), &use);
    hand_in(c, &use, STAY_PAPERS);
    enter(c, &use, HEAD "XA01,1,10000,10000\n");
    well(paper_submit(c, &use), &use);
    return use;
}

/* A line was charged wrongly: the person, not the hospital, has had too much of the funds. */
static void a_corrected_line_is_settled_with_the_person(void **state)
{
    struct county *c = open(state);
    struct owed owed = {.psn_no = county_person(c, &(struct county_person_of){0})};
    struct use use = settled_stay(c, owed.psn_no, "60000001");
    char target[40];
    const struct yb_correct_in in = {
        .target = {target, (size_t)snprintf(target, sizeof(target), "%lld/1",
                                            (long long)use.claim.setl_id)},
        .content = YB_TEXT("amount 9000.00"),
        .reason = YB_TEXT("发票一行多记")};

    assert_int_equal(use.claim.fund_pay_sumamt_fen, 665000);
    fixture_ok(county_run(c, correct, &in, NULL, &use.error), &use.error);
    owed.setl_id = use.claim.setl_id;
    fixture_ok(county_run(c, read_owed, NULL, &owed, &use.error), &use.error);
    assert_int_equal(owed.stands.sum.fund_pay_sumamt_fen, 595000); /* (9000 - 500) x 70 % */
    assert_int_equal(owed.causes.count, 1);
    assert_true(yb_text_is(owed.causes.rows[0].owed_by, "1"));
    assert_int_equal(owed.causes.rows[0].fund_pay_sumamt_fen, -70000);
    assert_int_equal(owed.adjust_fen, -70000); /* to be claimed */
    assert_int_equal(owed.hospital_fen, 0);
    county_verify(c);
    county_close(c);
}

/* A bill before it is cancelled: its deductible becomes the first one's, on a list or not. */
static void a_claim_is_decided_again_when_an_earlier_bill_goes(void **state)
{
    struct county *c = open(state);
    struct owed owed = {.psn_no = county_person(c, &(struct county_person_of){0})};
    struct yb_cancel_settlement_in cancel = {.psn_no = owed.psn_no};
    struct yb_claim_in online = county_claim(c, owed.psn_no, "21", 100000);
    struct yb_settle_out first, out;
    struct use use = {0};

    county_at(c, COUNTY_HOSPITAL);
    fixture_ok(county_settle_claim(c, &online, &first, &use.error), &use.error);
    county_at(c, "");
    use = settled_stay(c, owed.psn_no, "60000002");
    assert_int_equal(use.claim.fund_pay_sumamt_fen, 682500); /* (10000 - 250) x 70 % */
    well(paper_batch(c, &use), &use);
    county_at(c, COUNTY_HOSPITAL);
    cancel.setl_id = first.setlinfo.setl_id;
    cancel.mdtrt_id = first.setlinfo.mdtrt_id;
    fixture_ok(county_cancel_inpatient(c, &cancel, &out, &use.error), &use.error);
    county_at(c, "");
    owed.setl_id = use.claim.setl_id;
    fixture_ok(county_run(c, read_owed, NULL, &owed, &use.error), &use.error);
    assert_int_equal(owed.stands.sum.fund_pay_sumamt_fen, 665000); /* (10000 - 500) x 70 % */
    assert_int_equal(owed.causes.count, 1);
    assert_true(yb_text_is(owed.causes.rows[0].owed_by, "1"));
    assert_int_equal(owed.causes.rows[0].psn_cash_pay_fen, 17500);
    assert_int_equal(owed.adjust_fen, -17500);
    well(paper_batch(c, &use), &use); /* what was listed stays as it was */
    assert_int_equal(use.batch.fund_pay_sumamt_fen, 682500);
    county_verify(c);
    county_close(c);
}

/* What was paid on paper is not settled online with the same invoice, whichever way it is named. */
static void an_invoice_paid_on_paper_is_not_settled_online(void **state)
{
    static const char *const names[] = {"03700180010462000001", "62000001"};
    struct county *c = open(state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct use use = stay(c, psn_no, "62000001");
    struct yb_claim_in online = county_claim(c, psn_no, "21", 10000);
    struct yb_settle_out out;
    char claim_id[24];

    well(paper_accept(c, &use), &use); /* nothing is paid yet: the hospital may be quicker */
    county_at(c, COUNTY_HOSPITAL);
    online.invono = YB_TEXT("62000009");
    fixture_ok(county_settle_claim(c, &online, &out, &use.error), &use.error);
    county_at(c, "");
    use.deed.reason = YB_TEXT("重新受理");
    use.deed.user = YB_TEXT("bob");
    well(paper_return(c, &use), &use);
    use = settled_stay(c, psn_no, "62000001");
    snprintf(claim_id, sizeof(claim_id), "%lld", (long long)use.deed.claim_id);
    county_at(c, COUNTY_HOSPITAL);
    for (size_t i = 0; i < 2; i++) {
        online.invono = yb_text_of(names[i]);
        assert_int_equal(county_settle_claim(c, &online, &out, &use.error), YB_E_INVOICE_CLAIMED);
        assert_string_equal(use.error.args[1], claim_id);
    }
    county_at(c, COUNTY_TOWNSHIP); /* another's same number */
    fixture_ok(county_settle_claim(c, &online, &out, &use.error), &use.error);
    county_verify(c);
    county_close(c);
}

/* Four ask for the list of today at once: one makes it, all have it. */
static void a_list_is_made_once(void **state)
{
    struct county *c = open(state);
    struct county_client clients[4];
    struct use uses[4] = {0};
    int made = 0;

    settled_stay(c, county_person(c, &(struct county_person_of){0}), "64000001");
    for (size_t i = 0; i < 4; i++) {
        uses[i].deed.user = YB_TEXT("cai");
        county_client_init(&clients[i], c);
    }
    for (size_t i = 0; i < 4; i++)
        county_send(&clients[i], do_paper_batch, NULL, &uses[i]);
    county_wait(c);
    for (size_t i = 0; i < 4; i++) {
        fixture_ok(clients[i].rc, &clients[i].error);
        assert_int_equal(uses[i].batch.batch_id, 20180615);
        assert_int_equal(uses[i].batch.claim_cnt, 1);
        made += uses[i].made;
        county_client_release(&clients[i]);
    }
    assert_int_equal(made, 1);
    county_verify(c);
    county_close(c);
}

/* ---- verify ---- */

static void verify_sees_an_edit(void **state)
{
    static const char *const edits[][2] = {
        {"paper_claim", "fund_pay_sumamt_fen = fund_pay_sumamt_fen + 1"},
        {"paper_claim", "medfee_sumamt_fen = medfee_sumamt_fen + 1"},
        {"paper_claim", "setl_id = 17"},
        {"paper_claim", "claim_stas = 'settled'"}, /* to be paid a second time */
        {"paper_claim", "claim_stas = 'returned'"},
        {"paper_claim", "batch_id = 20180101"},
        {"paper_line", "det_item_fee_sumamt_fen = det_item_fee_sumamt_fen - 1"},
        {"paper_batch", "claim_cnt = claim_cnt + 1"},
        {"paper_batch", "fund_pay_sumamt_fen = fund_pay_sumamt_fen + 1"},
        {"paper_batch_fund", "fund_payamt_fen = fund_payamt_fen + 1"},
    };
    struct county *c = open(state);
    struct use use = settled_stay(c, county_person(c, &(struct county_person_of){0}), "63000001");

    well(paper_batch(c, &use), &use);
    county_verify(c);
    county_sees_edits(c, edits, sizeof(edits) / sizeof(edits[0]));
    county_verify(c);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(lines_are_refused_by_field),
        FIXTURE_BOTH(a_stay_goes_from_scan_to_payment_list),
        FIXTURE_BOTH(a_settled_claim_is_returned),
        FIXTURE_BOTH(an_invoice_is_paid_once),
        FIXTURE_SQLITE(who_entered_the_lines_does_not_approve),
        FIXTURE_SQLITE(care_elsewhere_is_paid_as_it_was_filed),
        FIXTURE_SQLITE(a_corrected_line_is_settled_with_the_person),
        FIXTURE_BOTH(a_claim_is_decided_again_when_an_earlier_bill_goes),
        FIXTURE_BOTH(an_invoice_paid_on_paper_is_not_settled_online),
        FIXTURE_BOTH(a_list_is_made_once),
        FIXTURE_BOTH(verify_sees_an_edit),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
