/* Somebody new at the counter: registered and enrolled in one act, the same request once. */
#include "app/enrol/newcomer.h"

#include <string.h>

#include "store/psn.h"
#include "store/store.h"
#include "test/app/desk/desk.h"

#define CHILD "379999202105100015" /* born on 2021-05-10, a man */
#define OTHER "379999202105100023"
#define GROWN "379999199003030031"
#define ELDER "379999201802100059" /* born on 2018-02-10 */
#define PACK                                                                                       \
    "pack: t\nregion: \"371525\"\nscheme: resident\nin_force: {from: 2015-01-01}\n"                \
    "sources: {s: 文件}\nwaiting:\n  fixed_months: 3\n  source: s\nentitlement:\n"               \
    "  contribution: [{year: 2021, individual: 280.00, subsidy: 550.00, source: s}]\n"             \
    "  window: {from: 09-01, to: 12-31, source: s}\n  late: {full_price: true, source: s}\n"       \
    "  newborn: {birth_year: true, within_months: 6, birth_year_free: true,"                       \
    " parent_insured: true, source: s}\n"

DESK_USE(register_newcomer, struct yb_newcomer_in, struct yb_newcomer_out)

static struct desk *counter(void **state)
{
    struct desk *desk = *state;

    desk_use_pack(desk, PACK);
    return desk;
}

/* A child, by a clerk, on 2021-06-15; the parent is the desk's resident. */
static struct yb_newcomer_in child(struct desk *desk, const char *certno)
{
    return (struct yb_newcomer_in){
        .person = {.certno = yb_text_of(certno),
                   .psn_name = YB_TEXT("新生甲"),
                   .brdy = YB_DAY_NONE,
                   .tel = YB_TEXT("19900000001")},
        .reason = YB_NEWCOMER_NEWBORN,
        .enrol = {.insutype = YB_TEXT("390"),
                  .kind = YB_TEXT("resident"),
                  .psn_type = YB_TEXT("1401"),
                  .begndate = desk_day("2021-05-10"),
                  .enddate = YB_DAY_NONE,
                  .due_date = YB_DAY_NONE,
                  .done_date = desk_day("2021-06-15"),
                  .cont_clct_date = YB_DAY_NONE},
        .idet_begndate = YB_DAY_NONE,
        .idet_enddate = YB_DAY_NONE,
        .parent_psn_no = desk->resident,
    };
}

struct look {
    int64_t psn_no;
    struct yb_entitlement_view view;
};

static int run_look(struct yb_call *call, void *context, struct yb_error *error)
{
    struct look *look = context;

    return yb_app_entitlement(call, look->psn_no, INT64_MAX, &look->view, error);
}

static void look_at(struct desk *desk, struct look *look, int64_t psn_no)
{
    look->psn_no = psn_no;
    desk_ok(desk, desk_run(desk, run_look, look));
}

static int run_count(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_psn_list people;
    int rc = yb_psn_list(call->tx, 0, 1000, &people, error);

    *(size_t *)context = people.count;
    return rc;
}

static size_t people(struct desk *desk)
{
    size_t count = 0;

    desk_ok(desk, desk_run(desk, run_count, &count));
    return count;
}

static void a_newborn_is_covered_from_birth(void **state)
{
    struct desk *desk = counter(state);
    struct yb_newcomer_in in = child(desk, CHILD);
    struct yb_newcomer_out out;
    const struct yb_cover_period *period;
    struct look look;
    char memo[200];

    desk_ok(desk, register_newcomer(desk, &in, &out));
    look_at(desk, &look, out.psn_no);
    assert_int_equal(look.view.known.psn.brdy, desk_day("2021-05-10"));
    assert_true(yb_text_is(look.view.known.psn.gend, "1"));
    assert_int_equal(look.view.cover.cover.count, 1);
    period = look.view.cover.cover.periods;
    assert_int_equal(period->begins.reason, YB_BECAUSE_NEWBORN);
    assert_int_equal(period->from, desk_day("2021-05-10"));
    assert_int_equal(look.view.dues.rows[0].price, YB_DUE_NEWBORN_FREE);
    assert_int_equal(look.view.versions.count, 1);
    assert_non_null(strstr(yb_text_cut(look.view.versions.rows[0].memo, memo, sizeof(memo)),
                           "新生儿参保；父母一方参保"));
}

/* By the same operator it is answered as at first; anything else is refused and writes nothing. */
static void the_same_request_is_answered_once(void **state)
{
    struct desk *desk = counter(state);
    struct yb_newcomer_in in = child(desk, CHILD), other;
    struct yb_newcomer_out out, again;
    struct look look;
    size_t before;

    in.psn_idet_type = YB_TEXT("2303");
    in.idet_begndate = desk_day("2021-06-01");
    desk_ok(desk, register_newcomer(desk, &in, &out));
    assert_false(out.again);
    before = people(desk);
    desk->now_ms += 5000;
    desk_ok(desk, register_newcomer(desk, &in, &again));
    assert_true(again.again);
    assert_true(again.psn_no == out.psn_no);
    other = in;
    other.person.psn_name = YB_TEXT("新生乙");
    assert_int_equal(register_newcomer(desk, &other, &again), YB_E_EXISTS);
    assert_string_equal(desk->error.args[0], "certno");
    other = in;
    other.person.tel = YB_TEXT("");
    assert_int_equal(register_newcomer(desk, &other, &again), YB_E_EXISTS);
    other = in;
    other.enrol.psn_type = YB_TEXT("15");
    assert_int_equal(register_newcomer(desk, &other, &again), YB_E_EXISTS);
    other = in;
    other.psn_idet_type = YB_TEXT("");
    assert_int_equal(register_newcomer(desk, &other, &again), YB_E_EXISTS);
    other = in;
    other.cvlserv_flag = YB_TEXT("1");
    assert_int_equal(register_newcomer(desk, &other, &again), YB_E_EXISTS);
    desk->actor.opter = YB_TEXT("another");
    assert_int_equal(register_newcomer(desk, &in, &again), YB_E_EXISTS);
    assert_int_equal(people(desk), before);
    look_at(desk, &look, out.psn_no);
    assert_int_equal(look.view.versions.count, 2);
    assert_int_equal(look.view.known.idet.count, 1);
}

/* Each with one thing changed; `field` is the first argument, NULL: of no field. */
static void what_cannot_be_is_refused(void **state)
{
    struct desk *desk = counter(state);
    const struct yb_newcomer_in right = child(desk, CHILD);
    size_t before = people(desk);
    struct yb_newcomer_out out;
    struct yb_newcomer_in in;

#define REFUSED(change, code, field)                                                               \
    do {                                                                                           \
        const char *want = field;                                                                  \
                                                                                                   \
        in = right;                                                                                \
        change;                                                                                    \
        assert_int_equal(register_newcomer(desk, &in, &out), code);                                \
        if (want)                                                                                  \
            assert_string_equal(desk->error.args[0], want);                                        \
    } while (0)
    REFUSED(in.person.certno = YB_TEXT(""), YB_E_MISSING, "certno");
    REFUSED(in.person.certno = YB_TEXT("379999202105100016"), YB_E_WRONG_FORMAT, "certno");
    REFUSED(in.person.certno = YB_TEXT(DESK_RESIDENT_CERTNO), YB_E_EXISTS, "certno");
    REFUSED(in.person.psn_name = YB_TEXT(""), YB_E_MISSING, "psn_name");
    REFUSED((in.person.psn_cert_type = YB_TEXT("08"), in.person.certno = YB_TEXT("E1234567")),
            YB_E_MISSING, "brdy");
    REFUSED(in.person.brdy = desk_day("2021-06-16"), YB_E_DAY_FUTURE, "brdy");
    REFUSED(in.enrol.insutype = YB_TEXT(""), YB_E_MISSING, "insutype");
    REFUSED(in.enrol.insutype = YB_TEXT("999"), YB_E_UNKNOWN_CODE, "insutype");
    REFUSED(in.enrol.psn_type = YB_TEXT("98"), YB_E_UNKNOWN_CODE, "psn_type");
    REFUSED(in.enrol.kind = YB_TEXT("employed"), YB_E_UNKNOWN_CODE, "kind");
    REFUSED(in.enrol.begndate = YB_DAY_NONE, YB_E_MISSING, "psn_insu_date");
    REFUSED(in.enrol.begndate = desk_day("2021-05-09"), YB_E_DAY_BEFORE_BIRTH, "begndate");
    REFUSED(in.enrol.enddate = desk_day("2021-05-09"), YB_E_DAY_REVERSED, "enddate");
    REFUSED(in.enrol.done_date = desk_day("2021-06-16"), YB_E_DAY_FUTURE, "done_date");
    REFUSED(in.insuplc_admdvs = YB_TEXT("370102"), YB_E_UNKNOWN_CODE, "insuplc_admdvs");
    REFUSED(in.psn_idet_type = YB_TEXT("9999"), YB_E_UNKNOWN_CODE, "psn_idet_type");
    REFUSED(in.psn_idet_type = YB_TEXT("2303"), YB_E_MISSING, "begndate");
    assert_true(out.of_identity);
    REFUSED(in.reason = YB_NEWCOMER_WORK, YB_E_UNKNOWN_CODE, "kind");
    REFUSED(in.reason = YB_NEWCOMER_LATE, YB_E_NOT_LATE, NULL);
    REFUSED((in.person.certno = YB_TEXT(ELDER), in.enrol.begndate = desk_day("2021-06-15")),
            YB_E_NOT_NEWBORN, NULL);
    REFUSED((in.person.certno = YB_TEXT(ELDER), in.enrol.begndate = desk_day("2021-06-15"),
             in.reason = YB_NEWCOMER_WINDOW),
            YB_E_PAST_WINDOW, NULL);
    REFUSED(in.parent_psn_no = 0, YB_E_PARENT_NEEDED, NULL);
    REFUSED((in.person.brdy = desk_day("1960-01-01"), in.reason = YB_NEWCOMER_OTHER),
            YB_E_PARENT_YOUNGER, NULL);
    REFUSED(in.person.card_no = YB_TEXT(DESK_RESIDENT_CERTNO), 0, NULL); /* no card of anybody */
#undef REFUSED
    assert_int_equal(people(desk), before + 1);
}

/* Elsewhere insured parents stand in the memo; somebody late waits, and owes the full price. */
static void others_come_for_other_reasons(void **state)
{
    struct desk *desk = counter(state);
    struct yb_newcomer_in in = child(desk, OTHER);
    struct yb_newcomer_out out;
    struct look look;

    in.parent_psn_no = 0;
    in.enrol.memo = YB_TEXT("母亲在外省参保，凭证明");
    desk_ok(desk, register_newcomer(desk, &in, &out));
    in = child(desk, GROWN);
    in.parent_psn_no = 0;
    in.reason = YB_NEWCOMER_LATE;
    in.enrol.psn_type = YB_TEXT("15");
    in.enrol.begndate = desk_day("2021-06-15");
    in.enrol.done_date = YB_DAY_NONE; /* today */
    in.cvlserv_flag = YB_TEXT("0");
    desk_ok(desk, register_newcomer(desk, &in, &out));
    look_at(desk, &look, out.psn_no);
    assert_int_equal(look.view.cover.cover.periods[0].state, YB_COVER_WAITING);
    assert_int_equal(look.view.cover.cover.periods[0].begins.reason, YB_BECAUSE_LATE);
    assert_int_equal(look.view.dues.rows[0].amount_fen, 83000);
    assert_true(yb_text_is(look.view.known.insu.rows[0].insuplc_admdvs, DESK_REGION));
    in = child(desk, ELDER);
    in.parent_psn_no = desk->resident; /* named, though nothing asks for one */
    in.reason = YB_NEWCOMER_MOVED;
    in.enrol.begndate = desk_day("2021-06-15");
    in.enrol.cont_clct_date = desk_day("2019-01-01");
    desk_ok(desk, register_newcomer(desk, &in, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(a_newborn_is_covered_from_birth),
        DESK_BOTH(the_same_request_is_answered_once),
        DESK_BOTH(what_cannot_be_is_refused),
        DESK_BOTH(others_come_for_other_reasons),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
