/*
 * What a user of one place, or of one institution, reaches of another's: matters of two persons,
 * lists of the agency, the register of wages. What is handed in is of its type, or refused by name;
 * what it says of a person is masked whichever way it came.
 */
#include <stdio.h>
#include <string.h>

#include "test/app/county.h"
#include "test/face/api/seat.h"

/* ---- matters of two persons ---- */

static const char *matter(struct seat *seat, const char *tail)
{
    return yb_arena_format(&seat->arena, "/approvals/%s%s", seat_get(seat, "approval_id"), tail);
}

/* A budget of the region, and a correction of one person's bill: where they stand. */
static void propose_both(struct seat *seat, int64_t setl_id, const char *budget[2],
                         const char *correction[2])
{
    char path[100], body[300];

    seat_login(seat, "caiwu");
    assert_int_equal(seat_call(seat, "POST", "/budgets/2018/390100",
                               "{\"amount\":\"100\",\"reason\":\"年度预算\"}"),
                     200);
    budget[0] = matter(seat, "");
    budget[1] = matter(seat, "/approve");
    seat_login(seat, "li");
    snprintf(path, sizeof(path), "/settlements/%lld/history", (long long)setl_id);
    assert_int_equal(seat_call(seat, "GET", path, NULL), 200);
    snprintf(body, sizeof(body),
             "{\"feedetl_sn\":\"%s\",\"kind\":\"amount\",\"value\":\"5000.00\","
             "\"reason\":\"稽核核减\"}",
             seat_get(seat, "lines.0.feedetl_sn"));
    snprintf(path, sizeof(path), "/settlements/%lld/correction", (long long)setl_id);
    assert_int_equal(seat_call(seat, "POST", path, body), 200);
    correction[0] = matter(seat, "");
    correction[1] = matter(seat, "/approve");
}

static void a_matter_of_elsewhere_is_not_decided(void **state)
{
    static const char *const strangers[] = {"far", "ward"};
    struct county *c = county_open(*state);
    struct yb_settle_out bill =
        county_stay(c, county_person(c, &(struct county_person_of){0}), 1000000);
    const char *budget[2], *correction[2];
    struct seat seat;

    seat_open_app(&seat, &c->app, &c->now_ms);
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_user(&seat, "caiwu", "finance", "371525", "");
    seat_user(&seat, "fuhe", "reviewer", "371525", "");
    seat_user(&seat, "far", "reviewer", "371526", "");
    seat_user(&seat, "ward", "reviewer", "371525", COUNTY_TOWNSHIP);
    propose_both(&seat, bill.setlinfo.setl_id, budget, correction);
    for (size_t i = 0; i < 2; i++) {
        seat_login(&seat, strangers[i]);
        assert_int_equal(seat_call(&seat, "GET", "/approvals?state=proposed", NULL), 200);
        assert_int_equal(seat_count(&seat, "items"), 1); /* the region's, without the person's */
        assert_string_equal(seat_get(&seat, "items.0.kind"), "budget");
        assert_string_equal(seat_get(&seat, "items.0.may_decide"), "false");
        assert_int_equal(seat_call(&seat, "GET", budget[0], NULL), 200);
        assert_int_equal(seat_call(&seat, "GET", correction[0], NULL), 404);
        assert_int_equal(seat_call(&seat, "POST", budget[1], "{}"), 403);
        assert_string_equal(seat_get(&seat, "code"), "NOT_ALLOWED");
        assert_int_equal(seat_call(&seat, "POST", correction[1], "{}"), 403);
    }
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "GET", "/approvals?state=proposed", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 2);
    assert_string_equal(seat_get(&seat, "items.0.may_decide"), "true");
    assert_int_equal(seat_call(&seat, "POST", budget[1], "{}"), 200);
    assert_int_equal(seat_call(&seat, "POST", correction[1], "{}"), 200);
    seat_close(&seat);
    county_close(c);
}

/* ---- the agency's lists ---- */

#define WAGE "{\"emp_no\":\"DW0001\",\"wage_year\":2017,\"wage\":\"6000\"}"

/* Whoever works at an institution sees that institution's rows: of these lists there are none. */
static void an_institution_sees_no_list_of_the_agency(void **state)
{
    static const char *const lists[] = {"/paper-claims", "/maternity-allowances", "/employer-wages",
                                        "/resettlement-orders"};
    struct seat seat;

    seat_open(&seat, *state);
    seat_user(&seat, "ward", "clerk,reviewer", "371525", DESK_OTHER);
    seat_user(&seat, "far", "clerk", "371526", "");
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_login(&seat, "ward");
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        assert_int_equal(seat_call(&seat, "GET", lists[i], NULL), 403);
    assert_int_equal(seat_call(&seat, "POST", "/employer-wages", WAGE), 403);
    seat_login(&seat, "far"); /* a county does not write the wages of another */
    assert_int_equal(seat_call(&seat, "POST", "/employer-wages", WAGE), 403);
    assert_int_equal(seat_call(&seat, "POST", "/employer-wages/file",
                               "{\"csv\":\"emp_no,wage_year,wage\\nDW0001,2017,6000\\n\"}"),
                     403);
    seat_login(&seat, "li");
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        assert_int_equal(seat_call(&seat, "GET", lists[i], NULL), 200);
    assert_int_equal(seat_call(&seat, "POST", "/employer-wages", WAGE), 200);
    seat_close(&seat);
}

/* ---- what is handed in ---- */

/* A number of an identity card does not come to light through a file that typing would mask. */
static void a_file_hides_what_a_form_hides(void **state)
{
    struct seat seat;
    char path[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_login(&seat, "li");
    assert_int_equal(seat_call(&seat, "POST", "/enrolments",
                               "{\"reason\":\"民政名册\",\"csv\":\"act,certno,psn_idet_type,"
                               "enddate,memo\\nend-identity," DESK_RESIDENT_CERTNO
                               ",2303,2021-03-31,户主" DESK_EMPLOYEE_CERTNO "\\n\"}"),
                     200);
    assert_string_equal(seat_get(&seat, "kept"), "true");
    snprintf(path, sizeof(path), "/persons/%lld/cover", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_non_null(strstr(seat.client.body, "户主379999********0025"));
    assert_null(strstr(seat.client.body, DESK_EMPLOYEE_CERTNO));
    assert_int_equal(seat_call(&seat, "POST", "/employer-wages/file",
                               "{\"csv\":\"emp_no,wage_year,wage,memo\\nDW0001,2017,6000,"
                               "经办人" DESK_EMPLOYEE_CERTNO "\\n\"}"),
                     200);
    assert_int_equal(seat_call(&seat, "GET", "/employer-wages", NULL), 200);
    assert_string_equal(seat_get(&seat, "items.0.memo"), "经办人379999********0025");
    seat_close(&seat);
}

/* Nor through the reason of a draft, which everybody of the policy desk reads. */
static void a_draft_hides_it_too(void **state)
{
    struct county *c = county_open(*state);
    struct seat seat;
    char path[80];

    seat_open_app(&seat, &c->app, &c->now_ms);
    seat_user(&seat, "zhengce", "policy_maker", "371525", "");
    seat_login(&seat, "zhengce");
    assert_int_equal(seat_call(&seat, "POST", "/policy-versions",
                               "{\"name\":\"371525-guanxian/2099-resident\",\"base\":"
                               "\"371525-guanxian/2018-resident\",\"reason\":"
                               "\"来信人" DESK_EMPLOYEE_CERTNO "\"}"),
                     200);
    snprintf(path, sizeof(path), "/policy-versions/%s", seat_get(&seat, "version_id"));
    assert_int_equal(seat_call(&seat, "PUT", path,
                               "{\"rev\":1,\"overlay\":\"\",\"reason\":"
                               "\"又来信" DESK_EMPLOYEE_CERTNO "\"}"),
                     200);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    assert_string_equal(seat_get(&seat, "reason"), "又来信379999********0025");
    seat_close(&seat);
    county_close(c);
}

/* A text with a NUL in it is refused by name on either engine. */
static void a_nul_is_refused(void **state)
{
    struct seat seat;
    char path[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_login(&seat, "li");
    snprintf(path, sizeof(path), "/persons/%lld/acts", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "POST", path,
                               "{\"act\":\"end-identity\",\"psn_idet_type\":\"2303\","
                               "\"enddate\":\"2021-03-31\",\"memo\":\"a\\u0000b\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "memo");
    assert_int_equal(seat_call(&seat, "POST", "/employer-wages/file",
                               "{\"csv\":\"emp_no,wage_year,wage,memo\\nDW0001,2017,6000,"
                               "a\\u0000b\\n\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "csv");
    seat_close(&seat);
}

#define ITEM   "\"med_list_codg\":\"XA01\",\"cnt\":\"1\",\"pric\":\"1\""
#define LINE   ITEM ",\"det_item_fee_sumamt\":\"1\""
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PAPER  "\"doc_kind\":\"record\",\"doc_name\":\"病历\",\"doc_hash\":\"" DIGEST "\""

/* A member of a list that is misspelt or of another type changes nothing in silence. */
static void members_of_lists_are_read_strictly(void **state)
{
    static const struct {
        const char *lines, *code, *field;
    } rows[] = {
        {"{\"items\":[{" LINE ",\"fee_ocur_time\":[]}]}", "WRONG_TYPE", "fee_ocur_time"},
        {"{\"items\":[{" LINE ",\"hosp_appr_flag\":{}}]}", "WRONG_TYPE", "hosp_appr_flag"},
        {"{\"items\":[{" LINE ",\"medins_list_codg\":true}]}", "WRONG_TYPE", "medins_list_codg"},
        {"{\"items\":[{" LINE ",\"hosp_apr_flag\":\"0\"}]}", "UNKNOWN_KEY", "hosp_apr_flag"},
        {"{\"items\":[1]}", "WRONG_TYPE", "lines"},
        {"{\"rows\":[]}", "WRONG_TYPE", "lines"},
    };
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct seat seat;
    char path[100], body[600];

    seat_open_app(&seat, &c->app, &c->now_ms);
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_login(&seat, "li");
    snprintf(path, sizeof(path), "/persons/%lld/paper-claims", (long long)psn_no);
    assert_int_equal(
        seat_call(
            &seat, "POST", path,
            "{\"claim_kind\":\"stay\",\"med_type\":\"21\",\"fixmedins_code\":\"" COUNTY_HOSPITAL
            "\",\"begndate\":\"2018-06-10\",\"enddate\":\"2018-06-14\",\"invono\":"
            "\"20000001\",\"medfee_sumamt\":1,\"payee_name\":\"张三\",\"bank_name\":"
            "\"测试银行\",\"bank_acct\":\"6200000000001234567\"}"),
        200);
    snprintf(path, sizeof(path), "/paper-claims/%s/lines", seat_get(&seat, "claim_id"));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(body, sizeof(body), "{\"lines\":%s}", rows[i].lines);
        assert_int_equal(seat_call(&seat, "POST", path, body), 400);
        assert_string_equal(seat_get(&seat, "code"), rows[i].code);
        assert_string_equal(seat_get(&seat, "field"), rows[i].field);
    }
    assert_int_equal(seat_call(&seat, "POST", path, "{\"lines\":{\"items\":[{" LINE "}]}}"), 200);
    assert_string_equal(seat_get(&seat, "kept"), "true");
    snprintf(path, sizeof(path), "/persons/%lld/chronic", (long long)psn_no);
    assert_int_equal(seat_call(&seat, "POST", path,
                               "{\"opsp_dise_code\":\"M01600\",\"ide_fixmedins_no\":"
                               "\"" COUNTY_HOSPITAL "\",\"documents\":{\"items\":[{" PAPER
                               ",\"doc_bytes\":9,\"size\":9}]}}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "size");
    seat_close(&seat);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_SQLITE(a_matter_of_elsewhere_is_not_decided),
        SEAT_SQLITE(an_institution_sees_no_list_of_the_agency),
        SEAT_SQLITE(a_file_hides_what_a_form_hides),
        FIXTURE_SQLITE(a_draft_hides_it_too),
        DESK_BOTH(a_nul_is_refused),
        FIXTURE_SQLITE(members_of_lists_are_read_strictly),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
