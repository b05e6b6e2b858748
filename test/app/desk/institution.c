/* Sign-in, institutions, staff, mappings. */
#include <string.h>

#include "app/institution/institution.h"
#include "app/institution/mapping.h"
#include "app/institution/sign.h"
#include "store/catalogue.h"
#include "store/fixmedins.h"
#include "test/app/desk/desk.h"

DESK_USE(sign_in, struct yb_sign_in_in, struct yb_sign_in_out)
DESK_USE(sign_out, struct yb_sign_out_in, struct yb_sign_out_out)
DESK_USE(query_institutions, struct yb_query_institutions_in, struct yb_query_institutions_out)
DESK_USE(query_practitioners, struct yb_query_practitioners_in, struct yb_query_practitioners_out)
DESK_USE_IN(upload_mappings, struct yb_upload_mappings_in)
DESK_USE_IN(cancel_mapping, struct yb_cancel_mapping_in)

static const struct yb_sign_in_in terminal = {{"001", 3}, {"00-11-22", 8}, {"10.0.0.1", 8}};

static int check(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_check_sign(call, *(struct yb_text *)context, error);
}

static void it_signs_in_and_out(void **state)
{
    struct desk *desk = *state;
    struct yb_sign_in_out in;
    struct yb_sign_out_out out;
    struct yb_sign_out_in leave = {.opter_no = YB_TEXT("001")};

    desk_ok(desk, sign_in(desk, &terminal, &in));
    assert_int_equal(in.sign_time_ms, desk->now_ms);
    leave.sign_no = in.sign_no;
    desk_ok(desk, desk_run(desk, check, &in.sign_no));
    desk_ok(desk, sign_out(desk, &leave, &out));
    assert_int_equal(sign_out(desk, &leave, &out), YB_E_SIGN_IN);
    assert_int_equal(desk_run(desk, check, &in.sign_no), YB_E_SIGN_IN);
}

static void it_knows_whose_sign_in_it_is(void **state)
{
    struct desk *desk = *state;
    struct yb_sign_in_out in;
    struct yb_sign_out_out out;
    struct yb_sign_out_in leave = {.opter_no = YB_TEXT("001")};

    desk_ok(desk, sign_in(desk, &terminal, &in));
    leave.sign_no = in.sign_no;
    desk_act_as(desk, DESK_OTHER);
    assert_int_equal(sign_out(desk, &leave, &out), YB_E_SIGN_IN);
    desk_act_as(desk, DESK_HOSPITAL);
    leave.opter_no = YB_TEXT("002");
    assert_int_equal(sign_out(desk, &leave, &out), YB_E_SIGN_IN);
    leave.opter_no = YB_TEXT("001");
    desk->now_ms += YB_DAY_MS; /* the day after */
    assert_int_equal(sign_out(desk, &leave, &out), YB_E_SIGN_IN);
}

static void it_refuses_who_may_not_serve(void **state)
{
    struct desk *desk = *state;
    struct yb_sign_in_out out;
    struct yb_sign_out_out gone;
    struct yb_sign_out_in leave = {.sign_no = YB_TEXT("no number"), .opter_no = YB_TEXT("001")};

    desk_act_as(desk, DESK_SUSPENDED);
    assert_int_equal(sign_in(desk, &terminal, &out), YB_E_FIXMEDINS_SUSPENDED);
    desk_act_as(desk, "H00000000000");
    assert_int_equal(sign_in(desk, &terminal, &out), YB_E_FIXMEDINS_NOT_FOUND);
    assert_int_equal(sign_out(desk, &leave, &gone), YB_E_SIGN_IN);
    leave.sign_no = YB_TEXT("123456789");
    assert_int_equal(sign_out(desk, &leave, &gone), YB_E_SIGN_IN);
}

static void it_finds_institutions(void **state)
{
    static const struct {
        const char *type, *name, *code;
        size_t count;
    } cases[] = {
        {"1", "医院", "", 4},         {"", "测试", "", 5},         {"2", "药房", "", 1},
        {"2", "医院", "", 0},         {"1", "", DESK_OTHER, 1},    {"2", "", DESK_OTHER, 0},
        {"1", "县人民", "", 1},       {"1", "%", "", 0},           {"1", "_", "", 0},
        {"1", "医院", DESK_OTHER, 1}, {"1", "' OR 1=1 --", "", 0},
    };
    struct desk *desk = *state;
    struct yb_query_institutions_out out;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_query_institutions_in in = {yb_text_of(cases[i].type), yb_text_of(cases[i].name),
                                              yb_text_of(cases[i].code)};

        desk_ok(desk, query_institutions(desk, &in, &out));
        if (out.count != cases[i].count)
            print_error("case %zu\n", i);
        assert_int_equal(out.count, cases[i].count);
    }
}

static int put_staff(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_prac_psn_row row = yb_prac_psn_row();
    struct yb_dept_row dept = yb_dept_row();
    int rc;

    (void)context;
    dept.fixmedins_code = YB_TEXT(DESK_HOSPITAL);
    dept.hosp_dept_codg = YB_TEXT("NK");
    dept.hosp_dept_name = YB_TEXT("内科");
    dept.caty = YB_TEXT("A03");
    rc = yb_dept_put(call->tx, &dept, error);
    row.fixmedins_code = YB_TEXT(DESK_HOSPITAL);
    row.prac_psn_code = YB_TEXT("D371525000001");
    row.prac_psn_name = YB_TEXT("李例三");
    row.prac_psn_type = YB_TEXT("1");
    row.psn_cert_type = YB_TEXT("01");
    row.hi_dr_flag = YB_TEXT("1");
    if (rc == YB_OK)
        rc = yb_seal_text(call, YB_TEXT(DESK_EMPLOYEE_CERTNO), &row.certno, error);
    return rc == YB_OK ? yb_prac_psn_put(call->tx, &row, error) : rc;
}

static int ask_departments(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_query_departments(call, context, error);
}

static void it_lists_its_own_staff(void **state)
{
    struct desk *desk = *state;
    struct yb_query_practitioners_in in = {.prac_psn_type = YB_TEXT("1")};
    struct yb_query_practitioners_out out;
    struct yb_dept_list departments;

    desk_ok(desk, desk_run(desk, put_staff, NULL));
    desk_ok(desk, query_practitioners(desk, &in, &out));
    assert_int_equal(out.count, 1);
    assert_true(yb_text_is(out.feedetail[0].certno, DESK_EMPLOYEE_CERTNO));
    in.certno = YB_TEXT(DESK_RESIDENT_CERTNO);
    desk_ok(desk, query_practitioners(desk, &in, &out));
    assert_int_equal(out.count, 0);
    in = (struct yb_query_practitioners_in){.prac_psn_type = YB_TEXT("2")};
    desk_ok(desk, query_practitioners(desk, &in, &out));
    assert_int_equal(out.count, 0);
    desk_ok(desk, desk_run(desk, ask_departments, &departments));
    assert_int_equal(departments.count, 1);
    desk_act_as(desk, DESK_OTHER);
    desk_ok(desk, desk_run(desk, ask_departments, &departments));
    assert_int_equal(departments.count, 0);
}

static int put_item(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_med_item_row item = yb_med_item_row();
    struct yb_med_item_list list = {&item, 1};

    (void)context;
    item.med_list_codg = YB_TEXT("XA01");
    item.list_type = YB_TEXT("101");
    item.begndate = desk_day("2018-01-01");
    item.hilist_name = YB_TEXT("药");
    return yb_med_item_put(call->tx, &list, error);
}

static int count_mappings(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_item_map_query query = {
        .fixmedins_code = YB_TEXT(DESK_HOSPITAL), .vali_flag = YB_TEXT("1"), .most = 100};
    struct yb_item_map_list list;

    return yb_item_map_list(call->tx, &query, &list, context, error);
}

static void it_maps_items(void **state)
{
    struct desk *desk = *state;
    struct yb_mapping_row rows[2] = {{.fixmedins_hilist_id = YB_TEXT("Y1"),
                                      .fixmedins_hilist_name = YB_TEXT("药一"),
                                      .list_type = YB_TEXT("101"),
                                      .med_list_codg = YB_TEXT("XA01"),
                                      .begndate = desk_day("2021-01-01"),
                                      .enddate = desk_day("2021-12-31")}};
    struct yb_upload_mappings_in in = {rows, 2};
    struct yb_cancel_mapping_in cancel = {YB_TEXT(DESK_HOSPITAL), YB_TEXT("Y1"), YB_TEXT("101"),
                                          YB_TEXT("XA01")};
    int64_t total;

    desk_ok(desk, desk_run(desk, put_item, NULL));
    rows[1] = rows[0];
    rows[1].fixmedins_hilist_id = YB_TEXT("Y2");
    rows[1].med_list_codg = YB_TEXT("XA02"); /* not in the catalogue: nothing is taken */
    assert_int_equal(upload_mappings(desk, &in), YB_E_ITEM_NOT_FOUND);
    desk_ok(desk, desk_run(desk, count_mappings, &total));
    assert_int_equal(total, 0);
    rows[1].med_list_codg = YB_TEXT("XA01");
    rows[1].enddate = desk_day("2020-12-31");
    assert_int_equal(upload_mappings(desk, &in), YB_E_OUT_OF_RANGE);
    rows[1].enddate = rows[0].enddate;
    desk_ok(desk, upload_mappings(desk, &in));
    desk_ok(desk, upload_mappings(desk, &in)); /* the same again replaces */
    desk_ok(desk, desk_run(desk, count_mappings, &total));
    assert_int_equal(total, 2);
    in.count = YB_MAPPINGS_PER_UPLOAD_MAX + 1;
    assert_int_equal(upload_mappings(desk, &in), YB_E_TOO_MANY);
    desk_ok(desk, cancel_mapping(desk, &cancel));
    desk_ok(desk, desk_run(desk, count_mappings, &total));
    assert_int_equal(total, 1);
    cancel.fixmedins_hilist_id = YB_TEXT("Y9");
    assert_int_equal(cancel_mapping(desk, &cancel), YB_E_NOT_FOUND);
    desk_act_as(desk, DESK_OTHER);
    cancel.fixmedins_hilist_id = YB_TEXT("Y2");
    assert_int_equal(cancel_mapping(desk, &cancel), YB_E_NOT_ALLOWED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_signs_in_and_out),          DESK_BOTH(it_knows_whose_sign_in_it_is),
        DESK_BOTH(it_refuses_who_may_not_serve), DESK_BOTH(it_finds_institutions),
        DESK_BOTH(it_lists_its_own_staff),       DESK_BOTH(it_maps_items),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
