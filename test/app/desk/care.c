/* What was recorded, and who may see it. */
#include "app/query/care.h"

#include <string.h>

#include "test/app/desk/past.h"

DESK_USE(query_visits, struct yb_query_visits_in, struct yb_visit_views)
DESK_USE(query_inpatients, struct yb_query_inpatients_in, struct yb_visit_views)
DESK_USE(query_settlement, struct yb_query_settlement_in, struct yb_settlement_view)
DESK_USE(query_fees, struct yb_query_settlement_in, struct yb_fee_views)
DESK_USE(query_chronic_drugs, struct yb_query_drugs_in, struct yb_fee_views)

struct diagnoses {
    int64_t psn_no, mdtrt_id;
    struct yb_mdtrt_dise_list list;
};

static int ask_diagnoses(struct yb_call *call, void *context, struct yb_error *error)
{
    struct diagnoses *asking = context;

    return yb_app_query_diagnoses(call, asking->psn_no, asking->mdtrt_id, &asking->list, error);
}

struct cumulatives {
    int64_t psn_no;
    const char *cum_ym;
    struct yb_cumulative_rows rows;
};

static int ask_cumulatives(struct yb_call *call, void *context, struct yb_error *error)
{
    struct cumulatives *asking = context;

    return yb_app_query_cumulatives(call, asking->psn_no, yb_text_of(asking->cum_ym), &asking->rows,
                                    error);
}

static struct past_visit stay(const struct desk *desk)
{
    return (struct past_visit){desk->resident, "21", "390", "2021-06-01 08:00:00"};
}

static void it_shows_only_its_own_visits(void **state)
{
    struct desk *desk = *state;
    struct past_visit visit = stay(desk);
    int64_t mine = past_visit(desk, &visit), theirs;
    struct yb_query_visits_in ask = {.psn_no = desk->resident,
                                     .begntime_ms = desk_instant("2021-06-01 00:00:00"),
                                     .endtime_ms = desk_instant("2021-06-30 23:59:59")};
    struct yb_visit_views seen;

    desk_act_as(desk, DESK_OTHER);
    visit.begntime = "2021-06-02 08:00:00";
    theirs = past_visit(desk, &visit);
    desk_ok(desk, query_visits(desk, &ask, &seen));
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.rows[0].mdtrt->mdtrt_id, theirs);
    assert_true(yb_text_is(seen.rows[0].coner_name, "联系人"));
    assert_true(yb_text_is(seen.rows[0].tel, "19900000099"));
    assert_true(yb_text_is(seen.rows[0].person->certno, DESK_RESIDENT_CERTNO));
    ask.mdtrt_id = mine;
    desk_ok(desk, query_visits(desk, &ask, &seen));
    assert_int_equal(seen.count, 0);
    ask.mdtrt_id = 0;
    ask.med_type = YB_TEXT("11");
    desk_ok(desk, query_visits(desk, &ask, &seen));
    assert_int_equal(seen.count, 0);
    ask.med_type = YB_TEXT("21");
    ask.endtime_ms = desk_instant("2021-06-02 07:59:59");
    desk_ok(desk, query_visits(desk, &ask, &seen));
    assert_int_equal(seen.count, 0);
    desk_act_as(desk, ""); /* the console sees both */
    ask.endtime_ms = desk_instant("2021-06-30 23:59:59");
    desk_ok(desk, query_visits(desk, &ask, &seen));
    assert_int_equal(seen.count, 2);
}

static void it_hides_what_hangs_on_a_visit(void **state)
{
    struct desk *desk = *state;
    struct past_visit visit = stay(desk);
    int64_t mdtrt_id = past_visit(desk, &visit);
    struct diagnoses diagnoses = {desk->resident, mdtrt_id, {0}};
    struct yb_query_settlement_in ask = {desk->resident, mdtrt_id, 0};
    struct yb_fee_views fees;
    struct yb_settlement_view settlement;

    desk_ok(desk, desk_run(desk, ask_diagnoses, &diagnoses));
    desk_ok(desk, query_fees(desk, &ask, &fees));
    desk_act_as(desk, DESK_OTHER);
    assert_int_equal(desk_run(desk, ask_diagnoses, &diagnoses), YB_E_MDTRT_NOT_FOUND);
    assert_int_equal(query_fees(desk, &ask, &fees), YB_E_MDTRT_NOT_FOUND);
    assert_int_equal(query_settlement(desk, &ask, &settlement), YB_E_MDTRT_NOT_FOUND);
    desk_act_as(desk, DESK_HOSPITAL);
    ask.psn_no = desk->employee; /* somebody else's visit */
    assert_int_equal(query_fees(desk, &ask, &fees), YB_E_MDTRT_NOT_FOUND);
    ask.psn_no = desk->resident;
    ask.setl_id = 12345;
    assert_int_equal(query_settlement(desk, &ask, &settlement), YB_E_SETL_NOT_FOUND);
}

static void it_lists_who_is_in_hospital(void **state)
{
    struct desk *desk = *state;
    struct past_visit visit = stay(desk);
    struct past_visit outpatient = {desk->resident, "11", "390", "2021-06-03 08:00:00"};
    struct yb_query_inpatients_in ask = {.begntime_ms = desk_instant("2021-05-01 00:00:00"),
                                         .endtime_ms = desk_instant("2021-06-30 00:00:00")};
    struct yb_visit_views seen;

    past_visit(desk, &outpatient);
    past_visit(desk, &visit);
    visit.psn_no = desk->employee;
    past_visit(desk, &visit);
    desk_ok(desk, query_inpatients(desk, &ask, &seen));
    assert_int_equal(seen.count, 2);
    ask.psn_no = desk->employee;
    desk_ok(desk, query_inpatients(desk, &ask, &seen));
    assert_int_equal(seen.count, 1);
    assert_true(yb_text_is(seen.rows[0].person->psn_name, "欧阳例二"));
    desk_act_as(desk, DESK_OTHER);
    desk_ok(desk, query_inpatients(desk, &ask, &seen));
    assert_int_equal(seen.count, 0);
}

static struct past_settlement paid(const struct desk *desk, int64_t mdtrt_id)
{
    return (struct past_settlement){.psn_no = desk->resident,
                                    .mdtrt_id = mdtrt_id,
                                    .insutype = "390",
                                    .med_type = "21",
                                    .clr_type = "21",
                                    .msgid = "MSG1",
                                    .setl_time = "2021-06-10 09:00:00",
                                    .medfee_fen = 100000,
                                    .fund_fen = 60000};
}

static void it_shows_a_settlement_and_its_refund(void **state)
{
    struct desk *desk = *state;
    struct past_visit visit = stay(desk);
    int64_t mdtrt_id = past_visit(desk, &visit), setl_id, red;
    struct past_settlement settlement = paid(desk, mdtrt_id);
    struct yb_query_settlement_in ask = {desk->resident, mdtrt_id, 0};
    struct yb_settlement_view seen;
    struct yb_fee_views fees;

    past_line(desk, desk->resident, mdtrt_id, "L1", "101");
    setl_id = past_settle(desk, &settlement);
    past_line(desk, desk->resident, mdtrt_id, "L2", "101"); /* late: not settled */
    ask.setl_id = setl_id;
    desk_ok(desk, query_settlement(desk, &ask, &seen));
    assert_int_equal(seen.setl->medfee_sumamt_fen, 100000);
    assert_true(yb_text_is(seen.refd_setl_flag, "0"));
    assert_true(yb_text_is(seen.fixmedins_name, "测试县人民医院"));
    assert_true(yb_text_is(seen.person->psn_name, "张例一"));
    assert_int_equal(seen.setldetail.count, 1);
    assert_int_equal(seen.setldetail.rows[0].fund_payamt_fen, 60000);
    desk_ok(desk, query_fees(desk, &ask, &fees));
    assert_int_equal(fees.count, 1);
    assert_int_equal(fees.rows[0].setl_id, setl_id);
    ask.setl_id = 0;
    desk_ok(desk, query_fees(desk, &ask, &fees));
    assert_int_equal(fees.count, 2);
    assert_int_equal(fees.rows[0].setl_id, setl_id);
    assert_int_equal(fees.rows[1].setl_id, 0);

    red = past_cancel(desk, desk->resident, setl_id, "MSG2");
    ask.setl_id = setl_id;
    desk_ok(desk, query_settlement(desk, &ask, &seen));
    assert_true(yb_text_is(seen.refd_setl_flag, "1"));
    desk_ok(desk, query_fees(desk, &ask, &fees));
    assert_int_equal(fees.count, 1); /* still what it settled */
    ask.setl_id = red;
    desk_ok(desk, query_settlement(desk, &ask, &seen));
    assert_true(yb_text_is(seen.refd_setl_flag, "1"));
    assert_int_equal(seen.setl->medfee_sumamt_fen, -100000);
    ask.setl_id = 0;
    desk_ok(desk, query_fees(desk, &ask, &fees));
    assert_int_equal(fees.rows[0].setl_id, 0); /* free again */
}

static void it_shows_chronic_drugs_of_every_house(void **state)
{
    struct desk *desk = *state;
    struct past_visit chronic = {desk->resident, "14", "390", "2021-06-01 08:00:00"};
    struct past_visit other = {desk->resident, "11", "390", "2021-06-01 08:00:00"};
    int64_t mdtrt_id = past_visit(desk, &chronic);
    struct yb_query_drugs_in ask = {desk->resident, desk_instant("2021-01-01 00:00:00"), 0};
    struct yb_fee_views seen;

    past_line(desk, desk->resident, mdtrt_id, "D1", "101");
    past_line(desk, desk->resident, mdtrt_id, "S1", "201"); /* a service is no drug */
    past_line(desk, desk->resident, past_visit(desk, &other), "D2", "101");
    desk_act_as(desk, DESK_OTHER);
    past_line(desk, desk->resident, past_visit(desk, &chronic), "D3", "102");
    desk_ok(desk, query_chronic_drugs(desk, &ask, &seen));
    assert_int_equal(seen.count, 2);
    for (size_t i = 0; i < seen.count; i++)
        assert_true(seen.rows[i].fixmedins_name.length > 0);
    ask.begntime_ms = desk_instant("2021-06-02 00:00:00");
    desk_ok(desk, query_chronic_drugs(desk, &ask, &seen));
    assert_int_equal(seen.count, 0);
}

static int64_t sum_of(const struct yb_cumulative_rows *rows, const char *insutype, const char *year,
                      const char *code)
{
    for (size_t i = 0; i < rows->count; i++)
        if (yb_text_is(rows->cuminfo[i].insutype, insutype) &&
            yb_text_is(rows->cuminfo[i].year, year) &&
            yb_text_is(rows->cuminfo[i].cum_type_code, code))
            return rows->cuminfo[i].cum_e2;
    return -1;
}

static void it_adds_up_a_year(void **state)
{
    struct desk *desk = *state;
    struct past_visit visit = stay(desk);
    struct past_settlement settlement = paid(desk, past_visit(desk, &visit));
    struct cumulatives ask = {desk->resident, "", {0}};
    int64_t second;

    past_settle(desk, &settlement);
    settlement.mdtrt_id = past_visit(desk, &visit);
    settlement.setl_time = "2021-07-01 00:00:00";
    settlement.msgid = "MSG3";
    second = past_settle(desk, &settlement);
    settlement.mdtrt_id = past_visit(desk, &visit);
    settlement.setl_time = "2020-12-31 23:59:59";
    settlement.msgid = "MSG4";
    past_settle(desk, &settlement);
    desk_ok(desk, desk_run(desk, ask_cumulatives, &ask));
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "S0000"), 200000);
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "D390101"), 120000);
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "C0000"), 200);
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "C0000_BIZ21"), 200);
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "F0000_BIZ21"), 200000);
    assert_int_equal(sum_of(&ask.rows, "390", "2020", "S0000"), 100000);
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "D310101"), -1);
    assert_true(yb_text_is(ask.rows.cuminfo[0].cum_ym, "202012"));
    ask.cum_ym = "202106";
    desk_ok(desk, desk_run(desk, ask_cumulatives, &ask));
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "S0000"), 100000);
    assert_int_equal(sum_of(&ask.rows, "390", "2020", "S0000"), -1);
    past_cancel(desk, desk->resident, second, "MSG5"); /* at FIXTURE_NOW: June */
    ask.cum_ym = "";
    desk_ok(desk, desk_run(desk, ask_cumulatives, &ask));
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "S0000"), 100000);
    assert_int_equal(sum_of(&ask.rows, "390", "2021", "C0000"), 100);
    ask.cum_ym = "202113";
    assert_int_equal(desk_run(desk, ask_cumulatives, &ask), YB_E_WRONG_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_shows_only_its_own_visits),
        DESK_BOTH(it_hides_what_hangs_on_a_visit),
        DESK_BOTH(it_lists_who_is_in_hospital),
        DESK_BOTH(it_shows_a_settlement_and_its_refund),
        DESK_BOTH(it_shows_chronic_drugs_of_every_house),
        DESK_BOTH(it_adds_up_a_year),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
