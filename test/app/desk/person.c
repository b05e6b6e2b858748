/* Who is this, how insured, and who asked. */
#include "app/query/person.h"

#include <string.h>

#include "test/app/desk/desk.h"

DESK_USE(query_person, struct yb_query_person_in, struct yb_query_person_out)

static struct yb_query_person_in by(const char *type, const char *number)
{
    return (struct yb_query_person_in){
        .certificate = {.mdtrt_cert_type = yb_text_of(type), .mdtrt_cert_no = yb_text_of(number)}};
}

static void it_knows_a_person_by_every_proof(void **state)
{
    static const struct {
        const char *type, *number;
    } proofs[] = {{"02", DESK_RESIDENT_CERTNO}, {"03", "D999999000001"}, {"01", "TOKEN1"}};
    struct desk *desk = *state;
    struct yb_query_person_out out;
    char target[40];

    snprintf(target, sizeof(target), "psn:%lld", (long long)desk->resident);
    desk->actor.infno = YB_TEXT("1101");
    for (size_t i = 0; i < 3; i++) {
        struct yb_query_person_in in = by(proofs[i].type, proofs[i].number);

        desk_ok(desk, query_person(desk, &in, &out));
        assert_int_equal(out.baseinfo.psn_no, desk->resident);
        assert_true(yb_text_is(out.baseinfo.certno, DESK_RESIDENT_CERTNO));
        assert_true(yb_text_is(out.baseinfo.psn_name, "张例一"));
        assert_int_equal(out.baseinfo.brdy, desk_day("1980-01-01"));
        assert_int_equal(out.baseinfo.age, 41);
        assert_int_equal(desk_logged(desk, "1101", target), i + 1);
    }
    assert_int_equal(out.insuinfo_count, 1);
    assert_true(yb_text_is(out.insuinfo[0].insutype, "390"));
    assert_true(yb_text_is(out.insuinfo[0].psn_insu_stas, "1"));
    assert_true(yb_text_is(out.insuinfo[0].insuplc_admdvs, DESK_REGION));
    assert_int_equal(out.insuinfo[0].balc_fen, 0);
    assert_int_equal(out.idetinfo_count, 1);
    assert_true(yb_text_is(out.idetinfo[0].psn_idet_type, "2303"));
}

static void it_shows_the_account(void **state)
{
    struct desk *desk = *state;
    struct yb_query_person_in in = by("02", DESK_EMPLOYEE_CERTNO);
    struct yb_query_person_out out;

    desk_ok(desk, query_person(desk, &in, &out));
    assert_int_equal(out.insuinfo[0].balc_fen, 123456);
    assert_true(yb_text_is(out.insuinfo[0].emp_name, "测试单位"));
    assert_int_equal(out.idetinfo_count, 0);
}

/* Nobody's number: refused, not logged as a look, and never written out. */
static void it_masks_the_number_of_a_stranger(void **state)
{
    static const char *const strangers[] = {"379999199003070019", "37999919900307001x", "stranger",
                                            "' OR '1'='1"};
    struct desk *desk = *state;
    struct yb_query_person_out out;

    for (size_t i = 0; i < 4; i++) {
        struct yb_query_person_in in = by("02", strangers[i]);
        struct yb_buffer words;

        assert_int_equal(query_person(desk, &in, &out), YB_E_PSN_NOT_FOUND);
        yb_buffer_init(&words, &desk->arena);
        yb_error_describe(&desk->error, false, &words);
        assert_false(desk_shows_identity(yb_buffer_text(&words)));
    }
}

static void it_compares_what_else_is_said(void **state)
{
    struct desk *desk = *state;
    struct yb_query_person_in in = by("02", DESK_RESIDENT_CERTNO);
    struct yb_query_person_out out;

    in.certificate.psn_name = YB_TEXT("张例一");
    desk_ok(desk, query_person(desk, &in, &out));
    in.certificate.psn_name = YB_TEXT("李例一");
    assert_int_not_equal(query_person(desk, &in, &out), YB_OK);
}

static void test_insured_state(void **state)
{
    static const struct {
        const char *stas, *from, *paused, *until, *day, *want;
    } cases[] = {
        {"1", "2018-01-01", "", "", "2018-01-01", "1"},
        {"1", "2018-01-01", "", "", "2017-12-31", "0"},
        {"1", "2018-01-01", "2018-03-01", "", "2018-02-28", "1"},
        {"1", "2018-01-01", "2018-03-01", "", "2018-03-01", "2"},
        {"2", "2018-01-01", "", "", "2018-01-01", "2"},
        {"1", "2018-01-01", "", "2018-12-31", "2018-12-31", "1"},
        {"1", "2018-01-01", "", "2018-12-31", "2019-01-01", "4"},
        {"4", "2018-01-01", "", "", "2018-01-01", "4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_psn_insu_row insu = yb_psn_insu_row();

        insu.psn_insu_stas = yb_text_of(cases[i].stas);
        insu.psn_insu_date = desk_day(cases[i].from);
        if (*cases[i].paused)
            insu.paus_insu_date = desk_day(cases[i].paused);
        if (*cases[i].until)
            insu.trt_enddate = desk_day(cases[i].until);
        assert_true(yb_text_is(yb_insured_state(&insu, desk_day(cases[i].day)), cases[i].want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_insured_state),     DESK_BOTH(it_knows_a_person_by_every_proof),
        DESK_BOTH(it_shows_the_account),          DESK_BOTH(it_masks_the_number_of_a_stranger),
        DESK_BOTH(it_compares_what_else_is_said),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
