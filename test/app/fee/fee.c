/* Fee lines: what is refused and why, how they are priced, refunds, withdrawal. */
#include "test/app/county.h"

#include <string.h>

struct stay {
    struct county *c;
    int64_t psn_no, mdtrt_id;
};

/* A stay that began on the day of now. */
static struct stay open_stay(void **state)
{
    struct stay s = {.c = county_open(*state)};

    s.psn_no = county_person(s.c, &(struct county_person_of){0});
    s.mdtrt_id = county_admission(s.c, s.psn_no, "390");
    return s;
}

static int upload(struct stay *s, struct yb_fee_line_in *lines, size_t count,
                  struct yb_upload_fees_out *out)
{
    const struct yb_upload_fees_in in = {lines, count};
    struct yb_upload_fees_out ignored;

    for (size_t i = 0; i < count; i++) {
        lines[i].psn_no = s->psn_no;
        lines[i].mdtrt_id = s->mdtrt_id;
    }
    return county_upload_inpatient_fees(s->c, &in, out ? out : &ignored, NULL);
}

static void change_price(struct yb_fee_line_in *line)
{
    line->pric_e6 += 20000;
}

static void change_sign(struct yb_fee_line_in *line)
{
    line->det_item_fee_sumamt_fen = -line->det_item_fee_sumamt_fen;
}

static void be_huge(struct yb_fee_line_in *line)
{
    line->pric_e6 = INT64_MAX;
    line->cnt_e4 = INT64_MAX;
    line->det_item_fee_sumamt_fen = YB_AMOUNT_FEN_MAX + 1;
}

static void be_huge_product(struct yb_fee_line_in *line)
{
    line->pric_e6 = INT64_MAX;
    line->cnt_e4 = INT64_MAX;
}

static void be_zero(struct yb_fee_line_in *line)
{
    line->cnt_e4 = line->det_item_fee_sumamt_fen = 0;
}

static void be_negative(struct yb_fee_line_in *line)
{
    line->pric_e6 = -line->pric_e6;
}

static void be_before(struct yb_fee_line_in *line)
{
    line->fee_ocur_time_ms -= YB_DAY_MS;
}

static void be_tomorrow(struct yb_fee_line_in *line)
{
    line->fee_ocur_time_ms += YB_DAY_MS;
}

static void be_unknown(struct yb_fee_line_in *line)
{
    line->med_list_codg = YB_TEXT("NOSUCH");
}

static void be_expired(struct yb_fee_line_in *line)
{
    line->med_list_codg = YB_TEXT(COUNTY_EXPIRED);
}

static void be_refund(struct yb_fee_line_in *line)
{
    line->cnt_e4 = -line->cnt_e4;
    line->det_item_fee_sumamt_fen = -line->det_item_fee_sumamt_fen;
}

static void be_nameless(struct yb_fee_line_in *line)
{
    line->feedetl_sn = (struct yb_text){0};
}

static const struct {
    void (*spoil)(struct yb_fee_line_in *line);
    int code;
} spoilt[] = {
    {change_price, YB_E_LINE_SUM},
    {change_sign, YB_E_LINE_SUM},
    {be_huge, YB_E_OUT_OF_RANGE},
    {be_huge_product, YB_E_LINE_SUM},
    {be_zero, YB_E_OUT_OF_RANGE},
    {be_negative, YB_E_OUT_OF_RANGE},
    {be_before, YB_E_LINE_BEFORE_ADMISSION},
    {be_tomorrow, YB_E_OUT_OF_RANGE},
    {be_unknown, YB_E_ITEM_NOT_FOUND},
    {be_expired, YB_E_ITEM_NOT_FOUND},
    {be_refund, YB_E_LINE_REFUND},
    {be_nameless, YB_E_MISSING},
};

/* Every mistake, in the second line of three: nothing of the three is stored. */
static void bad_lines_are_refused(void **state)
{
    struct stay s = open_stay(state);
    uint8_t before[YB_SM3_BYTES], after[YB_SM3_BYTES];
    struct yb_error error;

    fixture_ok(yb_store_digest(s.c->f->store, before, &error), &error);
    for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
        struct yb_fee_line_in lines[3];
        int code;

        for (int j = 0; j < 3; j++)
            lines[j] = county_line(s.c, COUNTY_DRUG_A, 2, 1000);
        spoilt[i].spoil(&lines[1]);
        code = upload(&s, lines, 3, NULL);
        if (code != spoilt[i].code)
            fail_msg("mistake %zu: %s instead of %s", i, yb_code_name(code),
                     yb_code_name(spoilt[i].code));
    }
    fixture_ok(yb_store_digest(s.c->f->store, after, &error), &error);
    assert_memory_equal(before, after, sizeof(before));
    county_close(s.c);
}

static void numbers_are_used_once(void **state)
{
    struct stay s = open_stay(state);
    struct yb_fee_line_in lines[2] = {county_line(s.c, COUNTY_DRUG_A, 1, 1000),
                                      county_line(s.c, COUNTY_DRUG_A, 1, 1000)};

    lines[1].feedetl_sn = lines[0].feedetl_sn;
    assert_int_equal(upload(&s, lines, 2, NULL), YB_E_LINE_EXISTS);
    assert_int_equal(upload(&s, lines, 1, NULL), 0);
    assert_int_equal(upload(&s, lines, 1, NULL), YB_E_LINE_EXISTS);
    county_close(s.c);
}

/* How each item of the county is placed. */
static void lines_are_priced(void **state)
{
    static const struct {
        const char *item, *lv;
        int64_t self_paid, over, advance, in_scope, share_ppm;
    } rows[] = {
        {COUNTY_DRUG_A, "01", 0, 0, 0, 6000, 0},
        {COUNTY_DRUG_B, "02", 0, 0, 600, 5400, 100000},
        {COUNTY_DRUG_C, "03", 6000, 0, 0, 0, 1000000},
        {COUNTY_CAPPED, "01", 0, 1000, 0, 5000, 0},
    };
    struct stay s = open_stay(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_fee_line_in line = county_line(s.c, rows[i].item, 2, 3000);
        struct yb_upload_fees_out out;

        assert_int_equal(upload(&s, &line, 1, &out), 0);
        assert_int_equal(out.result[0].fulamt_ownpay_amt_fen, rows[i].self_paid);
        assert_int_equal(out.result[0].overlmt_amt_fen, rows[i].over);
        assert_int_equal(out.result[0].preselfpay_amt_fen, rows[i].advance);
        assert_int_equal(out.result[0].inscp_scp_amt_fen, rows[i].in_scope);
        assert_int_equal(out.result[0].selfpay_prop_ppm, rows[i].share_ppm);
        assert_true(yb_text_is(out.result[0].chrgitm_lv, rows[i].lv));
    }
    county_close(s.c);
}

/* The hospital's approval against the limit on use (2204 of the interface). */
static void limits_are_kept(void **state)
{
    static const struct {
        const char *item, *appr;
        bool self_paid;
    } rows[] = {
        {COUNTY_DRUG_A, "0", false},  {COUNTY_DRUG_A, "1", false}, {COUNTY_DRUG_A, "2", true},
        {COUNTY_LIMITED, "1", false}, {COUNTY_LIMITED, "2", true},
    };
    struct stay s = open_stay(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct yb_fee_line_in line = county_line(s.c, rows[i].item, 1, 1000);
        struct yb_upload_fees_out out;

        line.hosp_appr_flag = yb_text_of(rows[i].appr);
        assert_int_equal(upload(&s, &line, 1, &out), 0);
        assert_int_equal(out.result[0].fulamt_ownpay_amt_fen, rows[i].self_paid ? 1000 : 0);
    }
    county_close(s.c);
}

static void unknown_items_may_be_self_paid(void **state)
{
    struct stay s = open_stay(state);
    struct yb_fee_line_in line = county_line(s.c, "NOSUCH", 1, 1000);
    struct yb_upload_fees_out out;

    s.c->rules.unknown_item_is_self_paid = true;
    assert_int_equal(upload(&s, &line, 1, &out), 0);
    assert_int_equal(out.result[0].fulamt_ownpay_amt_fen, 1000);
    assert_true(yb_text_is(out.result[0].chrgitm_lv, "03"));
    county_close(s.c);
}

static void refunds_do_not_exceed(void **state)
{
    struct stay s = open_stay(state);
    struct yb_fee_line_in line = county_line(s.c, COUNTY_DRUG_A, 5, 1000), back;

    assert_int_equal(upload(&s, &line, 1, NULL), 0);
    for (int i = 0; i < 2; i++) {
        back = county_line(s.c, COUNTY_DRUG_A, 2, 1000);
        be_refund(&back);
        back.init_feedetl_sn = line.feedetl_sn;
        assert_int_equal(upload(&s, &back, 1, NULL), 0);
    }
    back = county_line(s.c, COUNTY_DRUG_A, 2, 1000);
    be_refund(&back);
    back.init_feedetl_sn = line.feedetl_sn;
    assert_int_equal(upload(&s, &back, 1, NULL), YB_E_LINE_REFUND);
    back.cnt_e4 /= 2;
    back.det_item_fee_sumamt_fen /= 2;
    back.med_list_codg = YB_TEXT(COUNTY_DRUG_B);
    assert_int_equal(upload(&s, &back, 1, NULL), YB_E_LINE_REFUND);
    back.med_list_codg = YB_TEXT(COUNTY_DRUG_A);
    assert_int_equal(upload(&s, &back, 1, NULL), 0);
    county_close(s.c);
}

/* Late lines of days in hospital are taken after the discharge; later days are not. */
static void stays_end(void **state)
{
    struct stay s = open_stay(state);
    struct yb_fee_line_in line = county_line(s.c, COUNTY_DRUG_A, 1, 1000);

    county_leave(s.c, s.psn_no, s.mdtrt_id);
    s.c->now_ms += 2 * YB_DAY_MS;
    assert_int_equal(upload(&s, &line, 1, NULL), 0);
    line = county_line(s.c, COUNTY_DRUG_A, 1, 1000);
    assert_int_equal(upload(&s, &line, 1, NULL), YB_E_LINE_AFTER_DISCHARGE);
    county_close(s.c);
}

static void lines_are_withdrawn(void **state)
{
    struct stay s = open_stay(state);
    struct yb_fee_line_in lines[3];
    struct yb_cancel_fees_in cancel = {.mdtrt_id = s.mdtrt_id, .psn_no = s.psn_no};
    int64_t visit;

    for (int i = 0; i < 3; i++)
        lines[i] = county_line(s.c, COUNTY_DRUG_A, 1, 1000);
    assert_int_equal(upload(&s, lines, 3, NULL), 0);
    visit = county_visit(s.c, s.psn_no, "390");
    county_charge(s.c, s.psn_no, visit, COUNTY_DRUG_A, 1000);
    cancel.mdtrt_id = visit;
    cancel.chrg_bchno = YB_TEXT("B2");
    assert_int_equal(county_cancel_outpatient_fees(s.c, &cancel, NULL), YB_E_NOT_FOUND);
    cancel.chrg_bchno = YB_TEXT("B1");
    assert_int_equal(county_cancel_outpatient_fees(s.c, &cancel, NULL), 0);
    cancel.chrg_bchno = YB_TEXT("0000");
    assert_int_equal(county_cancel_outpatient_fees(s.c, &cancel, NULL), 0);
    county_close(s.c);
}

static void too_many_lines(void **state)
{
    struct stay s = open_stay(state);
    struct yb_fee_line_in *lines = calloc(YB_LINES_PER_UPLOAD_MAX + 1, sizeof(*lines));

    for (int i = 0; i <= YB_LINES_PER_UPLOAD_MAX; i++)
        lines[i] = county_line(s.c, COUNTY_DRUG_A, 1, 100);
    assert_int_equal(upload(&s, lines, YB_LINES_PER_UPLOAD_MAX + 1, NULL), YB_E_TOO_MANY);
    assert_int_equal(upload(&s, lines, YB_LINES_PER_UPLOAD_MAX, NULL), 0);
    assert_int_equal(upload(&s, lines, 0, NULL), YB_E_CLAIM_EMPTY);
    free(lines);
    county_close(s.c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(bad_lines_are_refused),
        FIXTURE_SQLITE(numbers_are_used_once),
        FIXTURE_SQLITE(lines_are_priced),
        FIXTURE_SQLITE(limits_are_kept),
        FIXTURE_SQLITE(unknown_items_may_be_self_paid),
        FIXTURE_SQLITE(refunds_do_not_exceed),
        FIXTURE_SQLITE(stays_end),
        FIXTURE_BOTH(lines_are_withdrawn),
        FIXTURE_BOTH(too_many_lines),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
