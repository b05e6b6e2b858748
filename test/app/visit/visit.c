/* Visits move as the state diagram of visit.h draws them, and no other way. */
#include "test/app/county.h"

#include "store/mdtrt.h"

#include <string.h>

/* What can be asked of a visit. */
enum ask {
    CANCEL_REGISTRATION,
    DESCRIBE,
    CHANGE,
    DISCHARGE,
    CANCEL_ADMISSION,
    CANCEL_DISCHARGE,
    CHARGE,
    CHARGE_STAY,
    SETTLE,
    SETTLE_STAY,
    ASKS
};

/* How a visit came to where it is. */
enum where { REGISTERED, VOID_VISIT, ADMITTED, VOID_STAY, DISCHARGED, SETTLED_STAY, SALE, WHERES };

#define STATE  YB_E_MDTRT_STATE
#define EXISTS YB_E_SETL_EXISTS

/* Rows: where the visit is; columns: what is asked; the outcome. Lines stand only where said. */
static const int outcomes[WHERES][ASKS] = {
    /*                CANCEL_R DESCR CHANGE DISCH  CANCEL_A CANCEL_D CHARGE CH_STAY SETTLE SETTLE_S
     */
    [REGISTERED] = {0, 0, STATE, STATE, STATE, STATE, 0, STATE, YB_E_CLAIM_EMPTY, STATE},
    [VOID_VISIT] = {STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE},
    [ADMITTED] = {STATE, STATE, 0, 0, 0, STATE, STATE, 0, STATE, STATE},
    [VOID_STAY] = {STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE},
    [DISCHARGED] = {STATE, STATE, 0, STATE, STATE, 0, STATE, 0, STATE, YB_E_CLAIM_EMPTY},
    [SETTLED_STAY] = {STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, EXISTS},
    [SALE] = {STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE, STATE},
};

static int64_t make(struct county *c, int64_t psn_no, enum where where)
{
    const struct yb_visit_in in = {.psn_no = psn_no};
    struct yb_visit_in visit = in;
    struct yb_claim_in claim;
    struct yb_settle_out out;
    struct yb_error error;

    switch (where) {
    case REGISTERED:
    case VOID_VISIT:
        visit.mdtrt_id = county_visit(c, psn_no, "390");
        if (where == VOID_VISIT)
            fixture_ok(county_cancel_registration(c, &visit, &error), &error);
        return visit.mdtrt_id;
    case SETTLED_STAY:
        return county_stay(c, psn_no, 100000).setlinfo.mdtrt_id;
    case SALE:
        claim = county_claim(c, psn_no, "41", 1000);
        fixture_ok(county_settle_claim(c, &claim, &out, &error), &error);
        return out.setlinfo.mdtrt_id;
    default:
        visit.mdtrt_id = county_admission(c, psn_no, "390");
        if (where == VOID_STAY)
            fixture_ok(county_cancel_admission(c, &visit, &error), &error);
        if (where == DISCHARGED)
            county_leave(c, psn_no, visit.mdtrt_id);
        return visit.mdtrt_id;
    }
}

static int charge(struct county *c, const struct yb_visit_in *visit, bool stay)
{
    struct yb_fee_line_in line = county_line(c, COUNTY_DRUG_A, 1, 1000);
    const struct yb_upload_fees_in in = {&line, 1};
    struct yb_upload_fees_out out;

    line.psn_no = visit->psn_no;
    line.mdtrt_id = visit->mdtrt_id;
    return stay ? county_upload_inpatient_fees(c, &in, &out, NULL)
                : county_upload_outpatient_fees(c, &in, &out, NULL);
}

static int ask_stay(struct county *c, const struct yb_visit_in *visit, enum ask ask)
{
    const struct yb_discharge_in discharge = {.mdtrt_id = visit->mdtrt_id,
                                              .psn_no = visit->psn_no,
                                              .endtime_ms = c->now_ms,
                                              .birctrl_matn_date = YB_DAY_NONE,
                                              .die_date = YB_DAY_NONE};
    const struct yb_admission_in change = {.mdtrt_id = visit->mdtrt_id,
                                           .psn_no = visit->psn_no,
                                           .begntime_ms = c->now_ms,
                                           .med_type = YB_TEXT("21"),
                                           .birctrl_matn_date = YB_DAY_NONE};
    const struct yb_settle_in settle = county_ask(visit->psn_no, visit->mdtrt_id, 1000);
    struct yb_settle_out out;

    switch (ask) {
    case CHANGE:
        return county_change_admission(c, &change, NULL);
    case DISCHARGE:
        return county_discharge(c, &discharge, NULL);
    case CANCEL_ADMISSION:
        return county_cancel_admission(c, visit, NULL);
    case CANCEL_DISCHARGE:
        return county_cancel_discharge(c, visit, NULL);
    case CHARGE_STAY:
        return charge(c, visit, true);
    default:
        return county_settle_inpatient(c, &settle, &out, NULL);
    }
}

static int ask_of(struct county *c, const struct yb_visit_in *visit, enum ask ask)
{
    const struct yb_describe_visit_in describe = {.mdtrt_id = visit->mdtrt_id,
                                                  .psn_no = visit->psn_no,
                                                  .med_type = YB_TEXT("11"),
                                                  .begntime_ms = c->now_ms,
                                                  .birctrl_matn_date = YB_DAY_NONE};
    const struct yb_settle_in settle = county_ask(visit->psn_no, visit->mdtrt_id, 1000);
    struct yb_settle_out out;

    switch (ask) {
    case CANCEL_REGISTRATION:
        return county_cancel_registration(c, visit, NULL);
    case DESCRIBE:
        return county_describe_visit(c, &describe, NULL);
    case CHARGE:
        return charge(c, visit, false);
    case SETTLE:
        return county_settle_outpatient(c, &settle, &out, NULL);
    default:
        return ask_stay(c, visit, ask);
    }
}

static void visits_move_as_drawn(void **state)
{
    struct county *c = county_open(*state);

    for (int where = 0; where < WHERES; where++)
        for (int ask = 0; ask < ASKS; ask++) {
            int64_t psn_no = county_person(c, &(struct county_person_of){0});
            const struct yb_visit_in visit = {.psn_no = psn_no,
                                              .mdtrt_id = make(c, psn_no, (enum where)where)};
            int code = ask_of(c, &visit, (enum ask)ask);

            if (code != outcomes[where][ask])
                fail_msg("where %d, ask %d: %s instead of %s", where, ask, yb_code_name(code),
                         yb_code_name(outcomes[where][ask]));
            county_forget(c);
        }
    county_verify(c);
    county_close(c);
}

/* One stay at a time; a discharge cannot be taken back while another stay is open. */
static void one_stay_at_a_time(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    struct yb_visit_in first = {.psn_no = psn_no}, second = first;
    struct yb_admission_in again = {.psn_no = psn_no,
                                    .insutype = YB_TEXT("390"),
                                    .begntime_ms = c->now_ms,
                                    .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
                                    .med_type = YB_TEXT("21"),
                                    .birctrl_matn_date = YB_DAY_NONE};
    struct yb_admit_out out;

    first.mdtrt_id = county_admission(c, psn_no, "390");
    assert_int_equal(county_admit(c, &again, &out, NULL), YB_E_MDTRT_OPEN);
    county_leave(c, psn_no, first.mdtrt_id);
    second.mdtrt_id = county_admission(c, psn_no, "390");
    assert_int_equal(county_cancel_discharge(c, &first, NULL), YB_E_MDTRT_OPEN);
    assert_int_equal(county_cancel_admission(c, &second, NULL), 0);
    assert_int_equal(county_cancel_discharge(c, &first, NULL), 0);
    county_close(c);
}

/* Another institution, another person, another visit. */
static void visits_have_owners(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    int64_t other = county_person(c, &(struct county_person_of){0});
    const struct yb_visit_in visit = {.psn_no = psn_no, .mdtrt_id = county_visit(c, psn_no, "390")};
    const struct yb_visit_in theirs = {.psn_no = other, .mdtrt_id = visit.mdtrt_id};
    const struct yb_visit_in nobodys = {.psn_no = 77, .mdtrt_id = visit.mdtrt_id};

    county_at(c, COUNTY_TOWNSHIP);
    assert_int_equal(county_cancel_registration(c, &visit, NULL), YB_E_MDTRT_OTHER);
    county_at(c, COUNTY_HOSPITAL);
    assert_int_equal(county_cancel_registration(c, &theirs, NULL), YB_E_MDTRT_NOT_FOUND);
    assert_int_equal(county_cancel_registration(c, &nobodys, NULL), YB_E_PSN_NOT_FOUND);
    county_close(c);
}

/* Who may be registered: cover, day, proof, institution. */
static void registration_is_checked(void **state)
{
    struct county *c = county_open(*state);
    int64_t psn_no = county_person(c, &(struct county_person_of){0});
    const struct yb_register_visit_in good = {.psn_no = psn_no,
                                              .insutype = YB_TEXT("390"),
                                              .begntime_ms = c->now_ms,
                                              .certificate = {.mdtrt_cert_type = YB_TEXT("02")}};
    struct yb_register_visit_in in;
    struct yb_register_visit_out out;

    in = good;
    in.insutype = YB_TEXT("310");
    assert_int_equal(county_register_visit(c, &in, &out, NULL), YB_E_PSN_NOT_COVERED);
    in = good;
    in.begntime_ms = c->now_ms + YB_DAY_MS;
    assert_int_equal(county_register_visit(c, &in, &out, NULL), YB_E_OUT_OF_RANGE);
    in = good;
    in.begntime_ms = c->now_ms - 4 * 366 * YB_DAY_MS;
    assert_int_equal(county_register_visit(c, &in, &out, NULL), YB_E_PSN_NOT_COVERED);
    in = good;
    in.certificate.mdtrt_cert_type = YB_TEXT("9");
    assert_int_equal(county_register_visit(c, &in, &out, NULL), YB_E_UNKNOWN_CODE);
    in = good;
    in.certificate.mdtrt_cert_no = YB_TEXT("37999919700101001X");
    assert_int_equal(county_register_visit(c, &in, &out, NULL), YB_E_PSN_NOT_FOUND);
    county_at(c, "H99999999999");
    assert_int_equal(county_register_visit(c, &good, &out, NULL), YB_E_FIXMEDINS_NOT_FOUND);
    county_at(c, COUNTY_HOSPITAL);
    assert_int_equal(county_register_visit(c, &good, &out, NULL), 0);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(visits_move_as_drawn),
        FIXTURE_BOTH(one_stay_at_a_time),
        FIXTURE_BOTH(visits_have_owners),
        FIXTURE_BOTH(registration_is_checked),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
