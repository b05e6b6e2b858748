/* Registrations of pregnancies, diseases paid by the case and the two diseases. */
#include "app/filing/drug.h"

#include <stdio.h>
#include <string.h>

#include "app/settle/rules.h"
#include "store/catalogue.h"
#include "test/app/desk/desk.h"

/* A registration is read and written back: one structure both ways. */
#define REGISTER(use)                                                                              \
    DESK_RUN_IN(use)                                                                               \
    static int use(struct desk *desk, struct yb_registration *both)                                \
    {                                                                                              \
        return desk_run(desk, run_##use, both);                                                    \
    }

REGISTER(register_maternity)
REGISTER(register_by_disease)
REGISTER(register_two_diseases)
DESK_USE_IN(cancel_maternity, struct yb_cancel_filing_in)
DESK_USE_IN(cancel_by_disease, struct yb_cancel_filing_in)
DESK_USE_IN(cancel_referral, struct yb_cancel_filing_in)
DESK_USE_IN(cancel_chronic, struct yb_cancel_filing_in)
DESK_USE(query_registered, struct yb_registered_in, struct yb_registered_out)

static int run_cancel_two_diseases(struct yb_call *call, void *number, struct yb_error *error)
{
    return yb_app_cancel_two_diseases(call, *(int64_t *)number, error);
}

static int cancel_two_diseases(struct desk *desk, int64_t number)
{
    return desk_run(desk, run_cancel_two_diseases, &number);
}

static struct yb_registration registration(const struct desk *desk)
{
    struct yb_registration it = yb_registration_new();

    it.filing.psn_no = desk->resident;
    it.filing.fixmedins_code = YB_TEXT(DESK_HOSPITAL);
    it.filing.begndate = desk_day("2021-01-01");
    it.filing.enddate = desk_day("2021-12-31");
    it.psn_cert_type = YB_TEXT("01");
    it.certno = YB_TEXT(DESK_RESIDENT_CERTNO);
    it.agnter_tel = YB_TEXT("19900000007");
    return it;
}

static struct yb_registration hypertension(const struct desk *desk)
{
    struct yb_registration it = registration(desk);

    it.filing.dise_codg = YB_TEXT("I10.x00x002");
    it.filing.dise_name = YB_TEXT("高血压");
    it.filing.trt_schm = YB_TEXT("氨氯地平，每日一片");
    it.filing.dr_opnn_time = YB_TEXT("2021-01-01");
    it.lmt_fen = 20000;
    return it;
}

static struct yb_registered_in asked(enum yb_registered what)
{
    return (struct yb_registered_in){.what = what,
                                     .state_field = "chk_stas",
                                     .begndate = YB_DAY_NONE,
                                     .enddate = YB_DAY_NONE,
                                     .apply_begn_date = YB_DAY_NONE,
                                     .apply_end_date = YB_DAY_NONE};
}

static void the_two_diseases_are_registered(void **state)
{
    struct desk *desk = *state;
    struct yb_registered_in ask = asked(YB_REGISTERED_TWO_DISEASES);
    struct yb_registered_out found;
    struct yb_registration it = hypertension(desk), second;
    struct yb_cancel_filing_in as_chronic = {.psn_no = desk->resident};

    desk_ok(desk, register_two_diseases(desk, &it));
    as_chronic.trt_dcla_detl_sn = it.filing.trt_dcla_detl_sn;
    assert_true(yb_text_is(it.chk_stas, "2") && yb_text_is(it.filing.insutype, "390"));
    second = hypertension(desk);
    assert_int_equal(register_two_diseases(desk, &second), YB_E_FILING_OVERLAPS);
    second.filing.dise_codg = YB_TEXT("J18.100"); /* neither of the two */
    assert_int_equal(register_two_diseases(desk, &second), YB_E_UNKNOWN_CODE);
    assert_string_equal(desk->error.args[0], "dise_code");
    second = hypertension(desk);
    second.filing.psn_no = desk->employee; /* another's number */
    assert_int_equal(register_two_diseases(desk, &second), YB_E_PSN_NOT_FOUND);
    assert_false(desk_shows_identity(yb_text_of(desk->error.args[0])));
    second = hypertension(desk);
    second.filing.appy_time = YB_TEXT("2099-01-01");
    assert_int_equal(register_two_diseases(desk, &second), YB_E_OUT_OF_RANGE);
    assert_string_equal(desk->error.args[0], "appy_time");
    second = hypertension(desk);
    second.filing.dise_codg = YB_TEXT("E11.900");
    desk_ok(desk, register_two_diseases(desk, &second));

    ask.psn_no = desk->resident;
    desk_ok(desk, query_registered(desk, &ask, &found));
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[1].lmt_fen, 20000);
    assert_true(yb_text_is(found.rows[1].agnter_tel, "19900000007"));
    assert_true(yb_text_is(found.rows[1].certno, DESK_RESIDENT_CERTNO));
    assert_true(yb_text_is(found.rows[1].filing.trt_schm, "氨氯地平，每日一片"));
    ask.enddate = desk_day("2020-12-31");
    desk_ok(desk, query_registered(desk, &ask, &found));
    assert_int_equal(found.count, 0);

    assert_int_equal(cancel_chronic(desk, &as_chronic), YB_E_FILING_NOT_FOUND);
    desk_act_as(desk, DESK_OTHER);
    assert_int_equal(cancel_two_diseases(desk, it.filing.trt_dcla_detl_sn), YB_E_FILING_NOT_FOUND);
    desk_act_as(desk, DESK_HOSPITAL);
    desk_ok(desk, cancel_two_diseases(desk, it.filing.trt_dcla_detl_sn));
    assert_int_equal(cancel_two_diseases(desk, it.filing.trt_dcla_detl_sn), YB_E_FILING_STATE);
    it = hypertension(desk); /* the days are free again */
    desk_ok(desk, register_two_diseases(desk, &it));
}

/* Pages, states, whose they are; who looked is logged. */
static void an_institution_asks_for_its_own(void **state)
{
    struct desk *desk = *state;
    struct yb_registered_in ask = asked(YB_REGISTERED_TWO_DISEASES);
    struct yb_settle_rules rules = *desk->app.rules;
    struct yb_registered_out found;

    rules.chronic_reviewed = true;
    desk->app.rules = &rules;
    for (int i = 0; i < 3; i++) {
        struct yb_registration it = hypertension(desk);

        it.filing.begndate += 400 * i;
        it.filing.enddate += 400 * i;
        desk_ok(desk, register_two_diseases(desk, &it));
        assert_true(yb_text_is(it.chk_stas, "0"));
    }
    ask.page_num = 2;
    ask.page_size = 2;
    ask.chk_stas = YB_TEXT("0");
    desk_ok(desk, query_registered(desk, &ask, &found));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.page.record_counts, 3);
    assert_int_equal(found.page.start_row, 3);
    assert_true(found.page.last_page);
    assert_int_equal(found.rows[0].filing.begndate, desk_day("2021-01-01"));
    ask.chk_stas = YB_TEXT("2");
    ask.page_num = 0;
    desk_ok(desk, query_registered(desk, &ask, &found));
    assert_int_equal(found.count, 0);
    ask.chk_stas = YB_TEXT("7");
    assert_int_equal(query_registered(desk, &ask, &found), YB_E_UNKNOWN_CODE);
    assert_string_equal(desk->error.args[0], "chk_stas");
    ask.chk_stas = (struct yb_text){0};
    ask.page_size = 1001;
    assert_int_equal(query_registered(desk, &ask, &found), YB_E_OUT_OF_RANGE);
    ask.page_size = 0;
    desk_act_as(desk, DESK_OTHER);
    desk_ok(desk, query_registered(desk, &ask, &found)); /* nothing of its own */
    assert_int_equal(found.count, 0);
    ask.fixmedins_code = YB_TEXT(DESK_HOSPITAL);
    assert_int_equal(query_registered(desk, &ask, &found), YB_E_NOT_ALLOWED);
}

static void a_pregnancy_and_a_disease_by_the_case(void **state)
{
    struct desk *desk = *state;
    struct yb_registration it = registration(desk);
    struct yb_registered_in ask = asked(YB_REGISTERED_MATERNITY);
    struct yb_cancel_filing_in cancel = {.psn_no = desk->resident};
    struct yb_registered_out found;

    it.filing.last_mena_date = YB_TEXT("2021-01-05");
    it.filing.plan_matn_date = YB_TEXT("2021-01-04");
    assert_int_equal(register_maternity(desk, &it), YB_E_OUT_OF_RANGE);
    assert_string_equal(desk->error.args[0], "plan_matn_date");
    it = registration(desk);
    it.spus_name = YB_TEXT("某配偶");
    it.spus_certno = YB_TEXT(DESK_EMPLOYEE_CERTNO);
    it.geso_val = 12;
    desk_ok(desk, register_maternity(desk, &it));
    cancel.trt_dcla_detl_sn = it.filing.trt_dcla_detl_sn;
    assert_false(yb_text_is(it.filing.spus_certno, DESK_EMPLOYEE_CERTNO)); /* sealed */
    ask.certno = YB_TEXT(DESK_RESIDENT_CERTNO);
    ask.fixmedins_code = YB_TEXT(DESK_HOSPITAL);
    desk_ok(desk, query_registered(desk, &ask, &found));
    assert_int_equal(found.count, 1);
    assert_true(yb_text_is(found.rows[0].spus_certno, DESK_EMPLOYEE_CERTNO));
    assert_int_equal(found.rows[0].geso_val, 12);
    it = registration(desk);
    assert_int_equal(register_maternity(desk, &it), YB_E_FILING_OVERLAPS);
    assert_int_equal(cancel_referral(desk, &cancel), YB_E_FILING_NOT_FOUND); /* not its kind */
    desk_ok(desk, cancel_maternity(desk, &cancel));
    desk_ok(desk, query_registered(desk, &ask, &found));
    assert_int_equal(found.count, 0);

    it = registration(desk);
    it.certno = (struct yb_text){0}; /* 2585 does not say who it is */
    it.filing.dise_codg = YB_TEXT("BD001");
    it.filing.oprn_oprt_code = YB_TEXT("36.0600");
    desk_ok(desk, register_by_disease(desk, &it));
    assert_true(it.hosp_lv.length && it.filing.fixmedins_name.length);
    cancel.trt_dcla_detl_sn = it.filing.trt_dcla_detl_sn;
    desk_ok(desk, cancel_by_disease(desk, &cancel));
    assert_int_equal(cancel_by_disease(desk, &cancel), YB_E_FILING_STATE);
}

DESK_USE(file_drugs, struct yb_file_drugs_in, struct yb_file_out)
DESK_USE_IN(cancel_drugs, struct yb_cancel_filing_in)
DESK_USE(query_filed_drugs, struct yb_query_filed_drugs_in, struct yb_query_filed_drugs_out)

#define DRUG "XL01EDA001"

static int publish_drug(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_med_item_row item = yb_med_item_row();
    struct yb_med_item_list list = {&item, 1};

    (void)context;
    item.list_type = YB_TEXT("101");
    item.med_list_codg = YB_TEXT(DRUG);
    item.med_list_name = item.hilist_name = YB_TEXT("演示特药");
    item.begndate = 0;
    return yb_med_item_put(call->tx, &list, error);
}

static void special_drugs_are_filed(void **state)
{
    struct desk *desk = *state;
    struct yb_filed_drug drug = {YB_TEXT("C34.900"), YB_TEXT("肺恶性肿瘤"), YB_TEXT("XNONE"),
                                 YB_TEXT("演示特药")};
    struct yb_filed_place places[] = {{YB_TEXT(DESK_HOSPITAL), YB_TEXT("县医院"), {0}},
                                      {YB_TEXT(DESK_PHARMACY), YB_TEXT("药店"), {0}}};
    struct yb_file_drugs_in in = {registration(desk), &drug, 1, places, 2};
    struct yb_query_filed_drugs_in ask = {desk->resident, YB_DAY_NONE, YB_DAY_NONE};
    struct yb_cancel_filing_in cancel = {.psn_no = desk->resident};
    struct yb_query_filed_drugs_out found;
    struct yb_file_out out, second;

    desk_ok(desk, desk_run(desk, publish_drug, NULL));
    assert_int_equal(file_drugs(desk, &in, &out), YB_E_ITEM_NOT_FOUND);
    drug.med_list_codg = YB_TEXT(DRUG);
    drug.med_list_name = YB_TEXT("a\x1f"
                                 "b");
    assert_int_equal(file_drugs(desk, &in, &out), YB_E_WRONG_FORMAT);
    assert_string_equal(desk->error.args[0], "druginfo");
    drug.med_list_name = YB_TEXT("演示特药");
    in.psninfo.lmt_fen = 12345;
    desk_ok(desk, file_drugs(desk, &in, &out));
    in.medinsinfo = &places[1]; /* the drug once more, at one of the two */
    in.place_count = 1;
    assert_int_equal(file_drugs(desk, &in, &second), YB_E_FILING_OVERLAPS);
    places[1].fixmedins_code = YB_TEXT(DESK_SUSPENDED);
    assert_int_equal(file_drugs(desk, &in, &second), YB_E_FIXMEDINS_SUSPENDED);
    places[1].fixmedins_code = YB_TEXT(DESK_OTHER);
    desk_ok(desk, file_drugs(desk, &in, &second));
    desk_ok(desk, query_filed_drugs(desk, &ask, &found));
    assert_int_equal(found.count, 3);
    assert_true(yb_text_is(found.medinsinfo[1].fixmedins_code, DESK_PHARMACY));
    assert_true(yb_text_is(found.druginfo[1].appy_dise_name, "肺恶性肿瘤"));
    assert_int_equal(found.psninfo[1].lmt_fen, 12345);
    cancel.trt_dcla_detl_sn = out.trt_dcla_detl_sn;
    desk_ok(desk, cancel_drugs(desk, &cancel));
    ask.begndate = desk_day("2021-06-01");
    desk_ok(desk, query_filed_drugs(desk, &ask, &found));
    assert_int_equal(found.count, 1);
    ask.enddate = desk_day("2021-05-01");
    assert_int_equal(query_filed_drugs(desk, &ask, &found), YB_E_OUT_OF_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(the_two_diseases_are_registered),
        DESK_BOTH(an_institution_asks_for_its_own),
        DESK_BOTH(a_pregnancy_and_a_disease_by_the_case),
        DESK_BOTH(special_drugs_are_filed),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
