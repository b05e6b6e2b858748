/* Maternity allowances: made by settlements, following what they rest on, paid once. */
#include "app/enrol/enrol.h"
#include "app/maternity/maternity.h"
#include "app/paper/paper.h"
#include "app/settle/policy_on.h"
#include "base/identity.h"
#include "store/maternity.h"
#include "store/paper.h"
#include "test/app/county.h"

#define EMPLOYER "DW0001"

#define assert_text(text, string) assert_true(yb_text_is(text, string))

static const struct yb_reach everywhere = {.allowed = true};

struct use {
    struct yb_matn_deed deed;
    struct yb_wage_in wage;
    struct yb_matn_payee payee;
    struct yb_matn_birth birth;
    struct yb_matn_application father;
    struct yb_enrol_in act;
    struct yb_enrol_out acted;
    struct yb_wage_file file;
    struct yb_matn_allowance_row row;
    struct yb_matn_allowance_list rows;
    struct yb_paper_batch_row batch;
    struct yb_paper_batch_fund_list funds;
    int64_t changed, psn_no;
    bool made;
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

USE(enter_wage, yb_app_wage_add(call, &use->wage, &use->changed, error))
USE(import_wages, yb_app_wage_file(call, &use->file, error))
USE(find, yb_matn_of_psn(call->tx, use->psn_no, &use->rows, error))
USE(set_payee, yb_app_matn_payee(call, &use->deed, &use->payee, &use->row, error))
USE(state_birth, yb_app_matn_birth(call, &use->deed, &use->birth, &use->row, error))
USE(apply, yb_app_matn_apply(call, &use->deed, &use->father, &use->row, error))
USE(record, yb_app_enrol(call, &use->act, &use->acted, error))
USE(close_it, yb_app_matn_close(call, &use->deed, &use->row, error))
USE(make_list, yb_app_paper_batch(call, use->deed.user, &use->batch, &use->made, error))
USE(list_funds, yb_paper_batch_funds(call->tx, use->batch.batch_id, &use->funds, error))

/* A stay of maternity care and what its visit says. */
struct birth {
    const char *matn_type, *psn_type, *emp_no, *insutype;
    int64_t weeks, children;
};

static int64_t employee(struct county *c, const struct birth *birth)
{
    struct yb_insured_in insured = {
        .insutype = yb_text_of(birth->insutype ? birth->insutype : "310"),
        .psn_type = yb_text_of(birth->psn_type ? birth->psn_type : "11"),
        .psn_insu_date = yb_day_of(2015, 1, 1),
        .paus_insu_date = YB_DAY_NONE,
        .cont_clct_date = YB_DAY_NONE,
        .emp_no = yb_text_of(birth->emp_no ? birth->emp_no : EMPLOYER),
        .emp_name = YB_TEXT("演示单位甲"),
    };
    char *certno = yb_arena_format(&c->job, "37999919880101%03d?", ++c->people);
    struct yb_register_person_in in = {.psn_name = YB_TEXT("张例"),
                                       .brdy = YB_DAY_NONE,
                                       .insuinfo = &insured,
                                       .insuinfo_count = 1};
    struct yb_register_person_out out;
    struct yb_error error;

    certno[17] = yb_identity_check(certno);
    in.certno = yb_text_of(certno);
    fixture_ok(county_register_person(c, &in, &out, &error), &error);
    return out.psn_no;
}

static int64_t deliver(struct county *c, int64_t psn_no, const struct birth *birth)
{
    struct yb_admission_in in = {
        .psn_no = psn_no,
        .insutype = yb_text_of(birth->insutype ? birth->insutype : "310"),
        .begntime_ms = c->now_ms,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .med_type = YB_TEXT("52"),
        .ipt_otp_no = YB_TEXT("1"),
        .matn_type = yb_text_of(birth->matn_type),
        .geso_val = birth->weeks,
        .fetus_cnt = birth->children,
        .birctrl_matn_date = YB_DAY_NONE,
    };
    struct yb_discharge_in leave = {
        .psn_no = psn_no,
        .endtime_ms = c->now_ms,
        .dscg_way = YB_TEXT("1"),
        .matn_type = in.matn_type,
        .geso_val = in.geso_val,
        .fetus_cnt = in.fetus_cnt,
        .birctrl_matn_date = YB_DAY_NONE,
        .die_date = YB_DAY_NONE,
    };
    struct yb_admit_out admitted;
    struct yb_settle_out settled;
    struct yb_settle_in ask;
    struct yb_error error;

    county_at(c, COUNTY_HOSPITAL);
    fixture_ok(county_admit(c, &in, &admitted, &error), &error);
    county_charge_stay(c, psn_no, admitted.mdtrt_id, COUNTY_DRUG_A, 300000);
    leave.mdtrt_id = admitted.mdtrt_id;
    fixture_ok(county_discharge(c, &leave, &error), &error);
    ask = county_ask(psn_no, admitted.mdtrt_id, 300000);
    ask.insutype = in.insutype;
    fixture_ok(county_settle_inpatient(c, &ask, &settled, &error), &error);
    return settled.setlinfo.setl_id;
}

static struct yb_matn_allowance_row only(struct county *c, int64_t psn_no)
{
    struct use use = {.psn_no = psn_no};

    fixture_ok(find(c, &use), &use.error);
    assert_int_equal(use.rows.count, 1);
    return use.rows.rows[0];
}

static int64_t wage(struct county *c, const char *emp_no, int64_t fen)
{
    struct use use = {.wage = {.emp_no = yb_text_of(emp_no), .wage_year = 2017, .wage_fen = fen}};

    fixture_ok(enter_wage(c, &use), &use.error);
    return use.changed;
}

static void is(const struct yb_matn_allowance_row *row, const char *state, const char *waits,
               int64_t days, int64_t fen)
{
    assert_text(row->allw_stas, state);
    assert_text(row->waits_for, waits);
    assert_int_equal(row->days, days);
    assert_int_equal(row->amount_fen, fen);
}

/* Days and money by what the visit says; what it does not say is waited for. */
static void a_birth_brings_one(void **state)
{
    static const struct {
        struct birth birth;
        size_t rows;
        const char *state, *waits;
        int64_t days, fen;
    } rows[] = {
        {{.matn_type = "1", .children = 1}, 1, "due", "", 98, 1960000},
        {{.matn_type = "3"}, 1, "due", "", 113, 2260000},
        {{.matn_type = "4", .children = 2}, 1, "due", "", 128, 2560000},
        {{.matn_type = "5", .weeks = 10}, 1, "due", "", 15, 300000},
        {{.matn_type = "6", .weeks = 20}, 1, "due", "", 42, 840000},
        {{.matn_type = "5"}, 1, "waiting", "weeks", 0, 0},
        {{.matn_type = "9"}, 1, "waiting", "birth", 0, 0},
        {{.matn_type = NULL}, 1, "waiting", "birth", 0, 0},
        {{.matn_type = "1", .emp_no = "DW0009"}, 1, "waiting", "wage", 98, 0},
        {{.matn_type = "7"}, 0, NULL, NULL, 0, 0},
        {{.matn_type = "1", .psn_type = "12"}, 0, NULL, NULL, 0, 0},
        {{.matn_type = "1", .emp_no = ""}, 0, NULL, NULL, 0, 0},
        {{.matn_type = "1", .insutype = "390", .psn_type = "15"}, 0, NULL, NULL, 0, 0},
    };
    struct county *c = county_open(*state);

    wage(c, EMPLOYER, 600000);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct use use = {.psn_no = employee(c, &rows[i].birth)};

        deliver(c, use.psn_no, &rows[i].birth);
        fixture_ok(find(c, &use), &use.error);
        assert_int_equal(use.rows.count, rows[i].rows);
        if (rows[i].rows)
            is(&use.rows.rows[0], rows[i].state, rows[i].waits, rows[i].days, rows[i].fen);
    }
    county_verify(c);
    county_close(c);
}

/* A wage that comes, is corrected, is typed twice. */
static void it_follows_the_wage(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    struct yb_matn_allowance_row row;

    deliver(c, psn_no, &birth);
    row = only(c, psn_no);
    is(&row, "waiting", "wage", 98, 0);
    assert_int_equal(wage(c, EMPLOYER, 800000), 1);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 2613333);
    assert_int_equal(wage(c, EMPLOYER, 800000), 0);
    assert_int_equal(wage(c, EMPLOYER, 600000), 1);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 1960000);
    assert_int_equal(wage(c, "DW0002", 900000), 0);
    county_verify(c);
    county_close(c);
}

static int tamper(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_matn_allowance_row row = *(struct yb_matn_allowance_row *)out;

    if (in)
        row.matn_date += 400; /* another day, and with it another year's wage */
    else
        row.amount_fen++;
    row.rev++;
    ((struct yb_matn_allowance_row *)out)->rev = row.rev;
    return yb_matn_put(call->tx, &row, error);
}

/* The county's pack, with another wage_of. */
static struct yb_allowance_rule *rule_of(struct county *c)
{
    const struct yb_policy *policy;
    struct yb_error error;

    fixture_ok(yb_policy_on(&c->app, YB_TEXT("310"), yb_day_of(2018, 3, 1), &policy, &error),
               &error);
    return &((struct yb_policy *)policy)->allowance; /* the set is the test's own */
}

/* A pack that goes by the employer's base does not take its wage. */
static void it_follows_the_employers_base(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    struct yb_matn_allowance_row row;
    struct use use = {.wage = {.emp_no = YB_TEXT(EMPLOYER),
                               .wage_year = 2017,
                               .wage_kind = YB_TEXT("bases"),
                               .wage_fen = 500000}};

    rule_of(c)->wage_of = YB_WAGE_EMPLOYER_BASE;
    wage(c, EMPLOYER, 600000);
    deliver(c, psn_no, &birth);
    row = only(c, psn_no);
    is(&row, "waiting", "base", 98, 0);
    assert_int_equal(enter_wage(c, &use), YB_E_UNKNOWN_CODE);
    use.wage.wage_kind = YB_TEXT("base");
    fixture_ok(enter_wage(c, &use), &use.error);
    assert_int_equal(use.changed, 1);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 1633333);
    assert_int_equal(wage(c, EMPLOYER, 700000), 0);
    county_verify(c);
    county_close(c);
}

/* `base` from a day on, or taken back. */
static void set_base(struct county *c, int64_t psn_no, enum yb_enrol_verb verb, int month,
                     int64_t fen)
{
    struct use use = {.act = {.psn_no = psn_no,
                              .verb = verb,
                              .insutype = YB_TEXT("310"),
                              .begndate = yb_day_of(2018, month, 1),
                              .enddate = YB_DAY_NONE,
                              .due_date = YB_DAY_NONE,
                              .done_date = YB_DAY_NONE,
                              .cont_clct_date = YB_DAY_NONE,
                              .amount_fen = fen}};

    county_at(c, "");
    if (verb == YB_ENROL_WITHDRAW)
        use.act.kind = YB_TEXT("base");
    fixture_ok(record(c, &use), &use.error);
}

/* The person's own base on the day of the birth: it comes, is corrected, another begins, and goes.
 */
static void it_follows_the_persons_own_base(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    struct yb_matn_allowance_row row;

    rule_of(c)->wage_of = YB_WAGE_OWN_BASE;
    rule_of(c)->divide_by_days_e1 = 304;
    wage(c, EMPLOYER, 600000);
    deliver(c, psn_no, &birth);
    row = only(c, psn_no);
    is(&row, "waiting", "own_base", 98, 0);
    set_base(c, psn_no, YB_ENROL_BASE, 1, 608000);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 1960000);
    county_verify(c);
    set_base(c, psn_no, YB_ENROL_BASE, 1, 304000);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 980000);
    set_base(c, psn_no, YB_ENROL_BASE, 2, 912000);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 2940000);
    set_base(c, psn_no, YB_ENROL_BASE, 12, 100);
    set_base(c, psn_no, YB_ENROL_WITHDRAW, 2, 0);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 980000);
    set_base(c, psn_no, YB_ENROL_WITHDRAW, 1, 0);
    set_base(c, psn_no, YB_ENROL_WITHDRAW, 1, 0);
    row = only(c, psn_no);
    is(&row, "waiting", "own_base", 98, 0);
    county_verify(c);
    county_close(c);
}

/* An application that `change` makes wrong. */
static void refused(struct county *c, const struct use *good, int code)
{
    struct use use = *good;

    assert_int_equal(apply(c, &use), code);
}

static struct use father_of(struct county *c, const char *kind)
{
    const struct birth none = {.matn_type = "1"};
    int64_t man = employee(c, &none);

    if (c->people % 2 == 0) /* the last digit but one of a number tells a man */
        man = employee(c, &none);
    return (struct use){.psn_no = man,
                        .deed = {.reach = &everywhere,
                                 .user = YB_TEXT("ann"),
                                 .reason = YB_TEXT("结婚证、出生医学证明")},
                        .father = {.psn_no = man,
                                   .allw_kind = yb_text_of(kind),
                                   .birth_kind = YB_TEXT("difficult"),
                                   .matn_date = yb_day_of(2018, 2, 1)}};
}

static void who_is_no_father_is_refused(void **state)
{
    const struct birth none = {.matn_type = "1"}, free = {.matn_type = "1", .emp_no = ""};
    struct county *c = county_open(*state);
    const struct use good = father_of(c, "paternity");
    struct use use = good;

    county_at(c, "");
    use.father.psn_no = employee(c, &none); /* a woman */
    refused(c, &use, YB_E_ALLOWANCE_RIGHT);
    use.father.psn_no = employee(c, &free); /* no employer */
    refused(c, &use, YB_E_ALLOWANCE_RIGHT);
    use.father.psn_no = 1;
    refused(c, &use, YB_E_PSN_NOT_FOUND);
    use = good;
    use.father.allw_kind = YB_TEXT("birth");
    refused(c, &use, YB_E_UNKNOWN_CODE);
    use = good;
    use.father.birth_kind = YB_TEXT("none");
    refused(c, &use, YB_E_UNKNOWN_CODE);
    use.father.birth_kind = YB_TEXT("miscarriage");
    refused(c, &use, YB_E_OUT_OF_RANGE);
    use = good;
    use.father.matn_date = yb_instant_day(c->now_ms) + 1;
    refused(c, &use, YB_E_DAY_FUTURE);
    use.father.matn_date = yb_day_of(2014, 12, 31); /* not insured yet */
    refused(c, &use, YB_E_ALLOWANCE_RIGHT);
    use = good;
    use.deed.reason = YB_TEXT(" ");
    refused(c, &use, YB_E_MISSING);
    rule_of(c)->paternity_days = 0;
    refused(c, &good, YB_E_POLICY_NOT_COVERED);
    use = good;
    use.father.allw_kind = YB_TEXT("spouse");
    rule_of(c)->spouse_fen[YB_BIRTH_DIFFICULT] = 0; /* an amount of nothing is none */
    refused(c, &use, YB_E_POLICY_NOT_COVERED);
    rule_of(c)->spouse_stated = false;
    use.father.birth_kind = YB_TEXT("delivery");
    refused(c, &use, YB_E_POLICY_NOT_COVERED);
    fixture_ok(find(c, &use), &use.error);
    assert_int_equal(use.rows.count, 0);
    county_close(c);
}

/* Applied for, waits for the wage, is paid, and taken back from the list. */
static void a_father_is_paid_his_leave(void **state)
{
    struct county *c = county_open(*state);
    struct use use = father_of(c, "paternity");

    county_at(c, "");
    rule_of(c)->paternity_days = 15;
    fixture_ok(apply(c, &use), &use.error);
    is(&use.row, "waiting", "wage", 15, 0);
    assert_int_equal(apply(c, &use), YB_E_ALLOWANCE_TWICE);
    assert_int_equal(wage(c, EMPLOYER, 900000), 1);
    use.row = only(c, use.psn_no);
    is(&use.row, "due", "", 15, 450000);
    county_verify(c);
    use.deed.setl_id = use.row.setl_id;
    use.payee = (struct yb_matn_payee){YB_TEXT("张例"), YB_TEXT("测试银行"),
                                       YB_TEXT("6200000000001234567")};
    fixture_ok(set_payee(c, &use), &use.error);
    fixture_ok(make_list(c, &use), &use.error);
    assert_int_equal(use.batch.fund_pay_sumamt_fen, 450000);
    use.birth.birth_kind = YB_TEXT("delivery"); /* what is listed is not changed, */
    assert_int_equal(state_birth(c, &use), YB_E_ALLOWANCE_STATE);
    wage(c, EMPLOYER, 960000);
    use.row = only(c, use.psn_no);
    is(&use.row, "recover", "", 15, 480000);
    use.birth.birth_kind = YB_TEXT("none"); /* but taken back, once */
    fixture_ok(state_birth(c, &use), &use.error);
    is(&use.row, "recover", "", 0, 0);
    assert_int_equal(use.row.paid_fen, 450000);
    assert_int_equal(state_birth(c, &use), YB_E_ALLOWANCE_STATE);
    fixture_ok(close_it(c, &use), &use.error);
    assert_text(use.row.allw_stas, "void");
    county_verify(c);
    fixture_ok(apply(c, &use), &use.error); /* and applied for again */
    is(&use.row, "due", "", 15, 480000);
    county_verify(c);
    county_close(c);
}

/* A fixed amount by what it was; the father's own leave beside it is no double. */
static void a_wife_without_work_brings_an_amount(void **state)
{
    struct county *c = county_open(*state);
    struct use use = father_of(c, "spouse");
    struct yb_allowance_rule *rule = rule_of(c);
    struct yb_error error;

    county_at(c, "");
    rule->spouse_stated = true;
    rule->spouse_fen[YB_BIRTH_DELIVERY] = 120000;
    rule->spouse_fen[YB_BIRTH_DIFFICULT] = 160000;
    rule->paternity_days = 15;
    fixture_ok(apply(c, &use), &use.error);
    is(&use.row, "due", "", 0, 160000);
    use.deed.setl_id = use.row.setl_id;
    use.birth.birth_kind = YB_TEXT("delivery");
    fixture_ok(state_birth(c, &use), &use.error);
    is(&use.row, "due", "", 0, 120000);
    county_verify(c);
    use.father.allw_kind = YB_TEXT("paternity");
    fixture_ok(apply(c, &use), &use.error);
    is(&use.row, "waiting", "wage", 15, 0);
    county_verify(c);
    fixture_ok(county_run(c, tamper, NULL, &use.row, &error), &error);
    assert_int_equal(county_differences(c, false), 1);
    county_close(c);
}

static void say(void *context, int64_t row, const struct yb_error *error)
{
    char **next = context;

    *next += snprintf(*next, 64, "%d:%s:%s ", (int)row, yb_code_name(error->code), error->args[0]);
}

/* Every bad line is told; none is kept unless all are good. */
static void wages_come_as_a_file(void **state)
{
    static const char bad[] = "emp_no,wage_year,wage\nDW0001,2017,6000\nDW0001,1889,1\n"
                              "DW0001,2017,x\n,2017,1\nDW0001,2017,0\n";
    static const char good[] =
        "emp_no,emp_name,wage_year,wage,wage_kind,memo\n"
        "DW0001,演示单位甲,2017,6000.00,,\nDW0001,演示单位甲,2017,6000,wage,again\n"
        "DW0001,演示单位甲,2017,5000,base,\n";
    const struct birth birth = {.matn_type = "1"};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    char told[512] = "", *next = told;
    struct yb_csv_report report = {.say = say, .context = &next};
    struct use use = {.file = {.csv = yb_text_of(bad), .report = &report}};

    deliver(c, psn_no, &birth);
    fixture_ok(import_wages(c, &use), &use.error);
    assert_false(use.file.kept);
    assert_string_equal(told, "3:OUT_OF_RANGE:wage_year 4:WRONG_FORMAT:wage 5:MISSING:emp_no "
                              "6:OUT_OF_RANGE:wage ");
    assert_text(only(c, psn_no).allw_stas, "waiting");
    use.file.csv = yb_text_of(good);
    fixture_ok(import_wages(c, &use), &use.error);
    assert_true(use.file.kept);
    assert_int_equal(use.file.added, 2);
    assert_int_equal(use.file.changed, 1);
    assert_text(only(c, psn_no).allw_stas, "due");
    county_close(c);
}

static void cancel(struct county *c, int64_t psn_no, int64_t mdtrt_id, int64_t setl_id)
{
    const struct yb_cancel_settlement_in in = {
        .psn_no = psn_no, .mdtrt_id = mdtrt_id, .setl_id = setl_id};
    struct yb_settle_out out;
    struct yb_error error;

    county_at(c, COUNTY_HOSPITAL);
    fixture_ok(county_cancel_inpatient(c, &in, &out, &error), &error);
}

static void pay(struct county *c, int64_t setl_id)
{
    struct use use = {.deed = {.reach = &everywhere, .user = YB_TEXT("ann"), .setl_id = setl_id},
                      .payee = {YB_TEXT("张例"), YB_TEXT("测试银行"), YB_TEXT("62000000000")}};

    county_at(c, "");
    use.payee.bank_acct = YB_TEXT("6200");
    assert_int_equal(set_payee(c, &use), YB_E_WRONG_FORMAT);
    use.payee.bank_acct = YB_TEXT("6200000000001234567");
    fixture_ok(set_payee(c, &use), &use.error);
    fixture_ok(make_list(c, &use), &use.error);
    assert_true(use.made);
    assert_int_equal(use.batch.claim_cnt, 1);
    assert_int_equal(use.batch.fund_pay_sumamt_fen, 1960000);
    fixture_ok(list_funds(c, &use), &use.error);
    assert_int_equal(use.funds.count, 1);
    assert_text(use.funds.rows[0].fund_pay_type, "510100");
    fixture_ok(make_list(c, &use), &use.error);
    assert_false(use.made);
}

/* Listed once, with its payee; then cancelled: there is something to recover, and that is booked.
 */
static void it_is_paid_and_recovered(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    struct use use = {.deed = {.reach = &everywhere, .user = YB_TEXT("ann")}};
    struct yb_matn_allowance_row row;

    wage(c, EMPLOYER, 600000);
    use.deed.setl_id = deliver(c, psn_no, &birth);
    county_at(c, "");
    assert_int_equal(make_list(c, &use), YB_E_NOT_FOUND); /* no account is known */
    pay(c, use.deed.setl_id);
    row = only(c, psn_no);
    is(&row, "listed", "", 98, 1960000);
    assert_int_equal(row.paid_fen, 1960000);
    county_verify(c);
    assert_int_equal(close_it(c, &use), YB_E_ALLOWANCE_STATE);

    wage(c, EMPLOYER, 630000);
    row = only(c, psn_no);
    is(&row, "recover", "", 98, 2058000);
    use.deed.reason = YB_TEXT("补发");
    fixture_ok(close_it(c, &use), &use.error);
    row = only(c, psn_no);
    is(&row, "listed", "", 98, 2058000);
    county_verify(c);

    cancel(c, psn_no, row.mdtrt_id, row.setl_id);
    row = only(c, psn_no);
    assert_text(row.allw_stas, "recover");
    assert_int_equal(row.amount_fen, 0);
    assert_int_equal(row.paid_fen, 2058000);
    county_at(c, "");
    use.deed.reason = YB_TEXT("");
    assert_int_equal(close_it(c, &use), YB_E_MISSING);
    use.deed.reason = YB_TEXT("已退回");
    fixture_ok(close_it(c, &use), &use.error);
    assert_text(use.row.allw_stas, "void");
    county_verify(c);
    county_close(c);
}

/* Cancelled before it was paid: void; a second one close by is looked at, until the first goes. */
static void one_birth_is_paid_once(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    struct use use = {.psn_no = psn_no,
                      .deed = {.reach = &everywhere, .user = YB_TEXT("ann")},
                      .birth = {.birth_kind = YB_TEXT("delivery"), .fetus_cnt = 1}};

    wage(c, EMPLOYER, 600000);
    deliver(c, psn_no, &birth);
    c->now_ms += 5 * YB_DAY_MS;
    use.deed.setl_id = deliver(c, psn_no, &birth);
    fixture_ok(find(c, &use), &use.error);
    assert_int_equal(use.rows.count, 2);
    is(&use.rows.rows[0], "due", "", 98, 1960000);
    is(&use.rows.rows[1], "waiting", "double", 98, 0);
    county_verify(c);
    cancel(c, psn_no, use.rows.rows[0].mdtrt_id, use.rows.rows[0].setl_id);
    fixture_ok(find(c, &use), &use.error);
    is(&use.rows.rows[0], "void", "", 98, 0);
    is(&use.rows.rows[1], "due", "", 98, 1960000);
    county_verify(c);

    county_at(c, "");
    assert_int_equal(state_birth(c, &use), YB_E_MISSING);
    use.deed.reason = YB_TEXT("核对病历：双胞胎");
    use.birth.fetus_cnt = 2;
    fixture_ok(state_birth(c, &use), &use.error);
    is(&use.row, "due", "", 113, 2260000);
    use.birth.birth_kind = YB_TEXT("none");
    fixture_ok(state_birth(c, &use), &use.error);
    is(&use.row, "void", "", 0, 0);
    county_verify(c);
    county_close(c);
}

static int add_wage(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    struct yb_emp_wage_row row = yb_emp_wage_row();

    (void)out;
    row.wage_id = yb_tx_id(call->tx, call->now_ms);
    row.emp_no = YB_TEXT(EMPLOYER);
    row.wage_kind = YB_TEXT("wage");
    row.wage_year = 2017;
    row.wage_fen = *(const int64_t *)in;
    row.known_time = call->now_ms;
    return yb_emp_wage_add(call->tx, &row, error);
}

/* A wage was corrected while the settlement was on its way, so that neither saw the other: what is
 * paid is what the register says on the day of the list. */
static void what_is_paid_follows_the_newest_wage(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth), lower = 600000;
    struct use use = {.deed = {.reach = &everywhere, .user = YB_TEXT("ann")},
                      .payee = {YB_TEXT("张例"), YB_TEXT("测试银行"), YB_TEXT("6200000000")}};
    struct yb_matn_allowance_row row;

    wage(c, EMPLOYER, 800000);
    use.deed.setl_id = deliver(c, psn_no, &birth);
    fixture_ok(county_run(c, add_wage, &lower, NULL, &use.error), &use.error);
    row = only(c, psn_no);
    is(&row, "due", "", 98, 2613333);
    county_at(c, "");
    fixture_ok(set_payee(c, &use), &use.error);
    fixture_ok(make_list(c, &use), &use.error);
    assert_int_equal(use.batch.fund_pay_sumamt_fen, 1960000);
    row = only(c, psn_no);
    is(&row, "listed", "", 98, 1960000);
    county_verify(c);
    county_close(c);
}

static void verify_sees_an_edit(void **state)
{
    const struct birth birth = {.matn_type = "1", .children = 1};
    struct county *c = county_open(*state);
    const int64_t psn_no = employee(c, &birth);
    struct yb_matn_allowance_row row;
    struct yb_error error;

    wage(c, EMPLOYER, 600000);
    deliver(c, psn_no, &birth);
    row = only(c, psn_no);
    assert_int_equal(county_differences(c, false), 0);
    fixture_ok(county_run(c, tamper, NULL, &row, &error), &error);
    assert_int_equal(county_differences(c, false), 1);
    fixture_ok(county_run(c, tamper, "day", &row, &error), &error); /* the amount is right again */
    assert_int_equal(county_differences(c, false), 1);
    county_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(a_birth_brings_one),
        FIXTURE_BOTH(it_follows_the_wage),
        FIXTURE_BOTH(wages_come_as_a_file),
        FIXTURE_BOTH(it_is_paid_and_recovered),
        FIXTURE_BOTH(one_birth_is_paid_once),
        FIXTURE_BOTH(verify_sees_an_edit),
        FIXTURE_BOTH(what_is_paid_follows_the_newest_wage),
        FIXTURE_BOTH(it_follows_the_employers_base),
        FIXTURE_BOTH(it_follows_the_persons_own_base),
        FIXTURE_BOTH(who_is_no_father_is_refused),
        FIXTURE_BOTH(a_father_is_paid_his_leave),
        FIXTURE_BOTH(a_wife_without_work_brings_an_amount),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
