/* Somebody new, registered at the console: tried, kept once, refused at the field; masked, noted.
 */
#include <stdio.h>
#include <string.h>

#include "test/face/api/seat.h"

#define GROWN  "379999199003030031"
#define PARENT DESK_RESIDENT_CERTNO

/* The desk's day is 2021-06-15. */
#define CHILD                                                                                      \
    "\"certno\":\"379999202105100015\",\"psn_name\":\"新生甲\",\"reason\":\"newborn\","         \
    "\"parent_certno\":\"" PARENT "\",\"insutype\":\"390\",\"kind\":\"resident\","                 \
    "\"psn_type\":\"1401\",\"begndate\":\"2021-05-10\",\"done_date\":\"2021-06-15\""
#define PACK                                                                                       \
    "pack: t\nregion: \"371525\"\nscheme: resident\nin_force: {from: 2015-01-01}\n"                \
    "sources: {s: 文件}\nentitlement:\n"                                                         \
    "  contribution: [{year: 2021, individual: 280.00, subsidy: 550.00, source: s}]\n"             \
    "  newborn: {birth_year: true, within_months: 6, birth_year_free: true,"                       \
    " parent_insured: true, source: s}\n"

static void sit_down(struct seat *seat, void **state)
{
    desk_use_pack(*state, PACK);
    seat_open(seat, *state);
    seat_user(seat, "li.jingban", "clerk", "371525", "");
    seat_login(seat, "li.jingban");
}

static const char *registered(struct seat *seat)
{
    assert_int_equal(
        seat_call(seat, "POST", "/persons/search", "{\"certno\":\"379999202105100015\"}"), 200);
    return seat_get(seat, "items.0.psn_no");
}

static void a_newborn_is_tried_and_kept_once(void **state)
{
    struct seat seat;
    const char *psn_no;
    char cover[80];

    sit_down(&seat, state);
    for (int turn = 0; turn < 2; turn++) { /* tried twice: nothing was kept */
        assert_int_equal(seat_call(&seat, "POST", "/persons/trial", "{" CHILD "}"), 200);
        seat_complete(&seat, "try_newcomer");
        assert_string_equal(seat_get(&seat, "periods.0.begin_reason"), "newborn");
        assert_string_equal(seat_get(&seat, "periods.0.begndate"), "2021-05-10");
        assert_string_equal(seat_get(&seat, "dues.0.price"), "newborn_free");
        assert_null(registered(&seat));
    }
    assert_int_equal(seat_call(&seat, "POST", "/persons", "{" CHILD "}"), 200);
    seat_complete(&seat, "register_newcomer");
    assert_string_equal(seat_get(&seat, "certno"), "379999********0015");
    assert_string_equal(seat_get(&seat, "psn_name"), "新**");
    assert_null(strstr(seat.client.body, "379999202105100015"));
    psn_no = yb_arena_format(&seat.arena, "%s", seat_get(&seat, "psn_no"));
    assert_int_equal(seat_call(&seat, "POST", "/persons", "{" CHILD "}"), 200); /* once more */
    assert_string_equal(seat_get(&seat, "psn_no"), psn_no);
    assert_int_equal(seat_logged(&seat, "register_newcomer", "OK"), 2);
    assert_string_equal(registered(&seat), psn_no);
    snprintf(cover, sizeof(cover), "/persons/%s/cover", psn_no);
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_int_equal(seat_count(&seat, "periods"), 1);
    assert_int_equal(seat_count(&seat, "versions"), 1);
    assert_int_equal(seat_call(&seat, "POST", "/persons/trial", "{" CHILD "}"), 409);
    assert_string_equal(seat_get(&seat, "field"), "certno");
    seat_close(&seat);
}

/* Each is refused at its field, in both languages, and leaves nobody. */
static void refusals_stand_at_their_field(void **state)
{
    static const char start[] = "{\"psn_name\":\"某甲\",\"insutype\":\"390\",\"kind\":\"resident\","
                                "\"psn_type\":\"15\",";
    static const struct {
        const char *rest, *field;
        int status;
    } cases[] = {
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\"}", "begndate", 400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"none\",\"begndate\":\"2021-06-15\"}", "reason",
         400},
        {"\"certno\":\"379999199003030032\",\"reason\":\"other\",\"begndate\":\"2021-06-15\"}",
         "certno", 400},
        {"\"certno\":\"" PARENT "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\"}", "certno",
         409},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"1990-03-02\"}", "begndate",
         400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"enddate\":\"2021-06-14\"}",
         "enddate", 400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"psn_cert_type\":\"77\"}",
         "psn_cert_type", 400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"gend\":\"3\"}",
         "gend", 400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"newborn\",\"begndate\":\"2021-06-15\"}", "reason",
         400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"parent_certno\":\"379999190001011234\"}",
         "parent_certno", 404},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"psn_idet_type\":\"2303\"}",
         "idet_begndate", 400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"psn_idet_type\":\"2303\",\"idet_begndate\":\"2021-06-15\",\"idet_enddate\":"
         "\"2021-06-01\"}",
         "idet_enddate", 400},
        {"\"certno\":\"" GROWN "\",\"reason\":\"other\",\"begndate\":\"2021-06-15\","
         "\"insuplc_admdvs\":\"371526\"}",
         "insuplc_admdvs", 400},
    };
    struct seat seat;

    sit_down(&seat, state);
    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
        const char *body = yb_arena_format(&seat.arena, "%s%s", start, cases[i / 2].rest);

        assert_int_equal(seat_call(&seat, "POST", i % 2 ? "/persons?lang=en" : "/persons", body),
                         cases[i / 2].status);
        assert_string_equal(seat_get(&seat, "field"), cases[i / 2].field);
        assert_true(*seat_get(&seat, "message"));
        assert_null(strstr(seat_get(&seat, "message"), PARENT));
    }
    assert_int_equal(seat_call(&seat, "POST", "/persons/search", "{\"certno\":\"" GROWN "\"}"),
                     200);
    assert_int_equal(seat_count(&seat, "items"), 0);
    seat_close(&seat);
}

/* A clerk of another area enrols nobody here, and learns no more than that a number is taken. */
static void a_clerk_registers_where_he_may(void **state)
{
    struct seat seat;

    sit_down(&seat, state);
    seat_user(&seat, "far.away", "clerk", "371526", "");
    seat_user(&seat, "fuhe", "reviewer", "371525", "");
    seat_login(&seat, "far.away");
    assert_int_equal(seat_call(&seat, "POST", "/persons",
                               "{\"certno\":\"" GROWN "\",\"psn_name\":\"某甲\",\"reason\":"
                               "\"other\",\"insutype\":\"390\",\"kind\":\"resident\",\"psn_type\":"
                               "\"15\",\"begndate\":\"2021-06-15\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "insuplc_admdvs");
    assert_int_equal(seat_call(&seat, "POST", "/persons", "{" CHILD "}"), 404); /* the parent */
    assert_int_equal(seat_call(&seat, "POST", "/persons/search", "{\"certno\":\"" PARENT "\"}"),
                     200);
    assert_int_equal(seat_count(&seat, "items"), 0);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "POST", "/persons", "{" CHILD "}"), 403);
    seat_close(&seat);
}

/* A number in the remark goes to no register and no log. */
static void a_number_in_the_remark_is_hidden(void **state)
{
    struct seat seat;
    const char *cover;

    sit_down(&seat, state);
    assert_int_equal(
        seat_call(&seat, "POST", "/persons", "{" CHILD ",\"memo\":\"父 " GROWN " 在外省参保\"}"),
        200);
    cover = yb_arena_format(&seat.arena, "/persons/%s/cover", seat_get(&seat, "psn_no"));
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_null(strstr(seat_get(&seat, "versions.0.memo"), GROWN));
    assert_non_null(strstr(seat_get(&seat, "versions.0.memo"), "在外省参保"));
    seat_close(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(a_newborn_is_tried_and_kept_once),
        SEAT_SQLITE(refusals_stand_at_their_field),
        SEAT_SQLITE(a_clerk_registers_where_he_may),
        SEAT_SQLITE(a_number_in_the_remark_is_hidden),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
