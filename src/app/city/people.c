/* What becomes known of people: that they are, that they are ill, go elsewhere, die. */
#include "app/city/generate.h"

#include <stdio.h>
#include <string.h>

#include "app/city/errand.h"
#include "app/enrol/enrol.h"
#include "app/family/share.h"
#include "app/filing/filing.h"
#include "app/person/death.h"
#include "app/person/person.h"

static struct yb_errand *errand_of(struct yb_city_run *run, const struct yb_city_person *person,
                                   int32_t day)
{
    struct yb_errand *errand = yb_errands_next(run->errands);

    errand->context = run;
    errand->number = person->number;
    errand->now_ms = yb_city_instant(day, 0);
    return errand;
}

/* The number in the store, also of somebody whose registration has been sent but not answered. */
static int find_person(struct yb_call *call, const struct yb_errand *errand, int64_t *psn_no,
                       struct yb_error *error)
{
    const struct yb_city_run *run = errand->context;
    struct yb_city_person person;
    char certno[19];

    *psn_no = run->psn_no[errand->number];
    if (*psn_no)
        return 0;
    yb_city_person(run->city, errand->number, &person);
    yb_city_certno(&person, certno);
    return yb_app_find_person(call, &(struct yb_certificate){.certno = yb_text_of(certno)}, psn_no,
                              error);
}

/* ---- registering ---- */

static void insure(const struct yb_city_person *person, struct yb_arena *arena,
                   struct yb_insured_in *insured)
{
    for (int i = 0; i < person->spell_count; i++) {
        const struct yb_city_spell *spell = &person->spells[i];
        bool employee = spell->scheme == YB_CITY_EMPLOYEE_SCHEME;
        bool civil = person->civil_servant && employee;

        insured[i] = (struct yb_insured_in){
            .insutype = yb_text_of(yb_city_insutypes[spell->scheme]),
            .psn_type = yb_text_of(yb_city_psn_types[spell->kind]),
            .psn_insu_date = spell->from,
            .paus_insu_date = spell->paused,
            .cont_clct_date = spell->paid_since,
            .cvlserv_flag = civil ? YB_TEXT("1") : YB_TEXT("0"),
            .balc_fen = i == 0 ? person->balc_fen : 0,
        };
        if (spell->employer) {
            insured[i].emp_no = yb_text_of(yb_arena_format(arena, "DW%06u", spell->employer));
            insured[i].emp_name = yb_text_of(yb_arena_format(arena, "演示单位%u", spell->employer));
        }
    }
}

/* A child is registered and enrolled on the day of birth, as at a counter. */
static int enrol_newborn(struct yb_call *call, int64_t psn_no, const struct yb_city_person *person,
                         struct yb_error *error)
{
    const struct yb_city_spell *spell = &person->spells[0];
    const struct yb_enrol_in in = {.psn_no = psn_no,
                                   .verb = YB_ENROL_BEGIN,
                                   .insutype = yb_text_of(yb_city_insutypes[spell->scheme]),
                                   .kind = yb_text_of(yb_relation_kind_key(YB_RELATION_RESIDENT)),
                                   .psn_type = yb_text_of(yb_city_psn_types[spell->kind]),
                                   .begndate = spell->from,
                                   .enddate = YB_DAY_NONE,
                                   .due_date = YB_DAY_NONE,
                                   .done_date = person->arrives,
                                   .cont_clct_date = YB_DAY_NONE};
    struct yb_enrol_out out;

    return yb_app_enrol(call, &in, &out, error);
}

static int run_register(struct yb_call *call, struct yb_errand *errand, struct yb_error *error)
{
    const struct yb_city_run *run = errand->context;
    struct yb_city_person person;
    struct yb_insured_in insured[YB_CITY_SPELLS_MAX];
    struct yb_identity_class_in aid = {.enddate = YB_DAY_NONE};
    struct yb_register_person_out out;
    const bool born = errand->number >= run->city->people;
    char certno[19], name[YB_CITY_NAME_MAX], address[YB_CITY_NAME_MAX], tel[12], card[20];
    int rc;

    yb_city_person(run->city, errand->number, &person);
    yb_city_certno(&person, certno);
    yb_city_name(run->city, errand->number, name);
    yb_city_address(run->city, &person, address);
    snprintf(tel, sizeof(tel), "199%08u", errand->number % 100000000);
    snprintf(card, sizeof(card), "S%09u", errand->number);
    insure(&person, call->arena, insured);
    aid.psn_idet_type = yb_text_of(person.psn_idet_type);
    aid.begndate = person.brdy > run->city->first_day ? person.brdy : run->city->first_day;
    rc = yb_app_register_person(call,
                                &(struct yb_register_person_in){
                                    .certno = yb_text_of(certno),
                                    .psn_name = yb_text_of(name),
                                    .naty = YB_TEXT("01"),
                                    .brdy = YB_DAY_NONE,
                                    .card_no = yb_text_of(card),
                                    .tel = yb_text_of(tel),
                                    .addr = yb_text_of(address),
                                    .insuinfo = insured,
                                    .insuinfo_count = born ? 0 : (size_t)person.spell_count,
                                    .idetinfo = &aid,
                                    .idetinfo_count = person.psn_idet_type ? 1 : 0,
                                },
                                &out, error);
    if (!rc && born)
        rc = enrol_newborn(call, out.psn_no, &person, error);
    errand->result = out.psn_no;
    return rc;
}

void yb_city_send_person(struct yb_city_run *run, const struct yb_city_person *person)
{
    int32_t day = yb_city_arrives(run->city, person) ? person->arrives : run->city->first_day - 1;
    struct yb_errand *errand = errand_of(run, person, day);

    errand->run = run_register;
    errand->made = &run->psn_no[person->number];
    yb_errands_send(run->errands, errand);
    run->out->people++;
    run->out->births += person->number >= run->city->people;
}

/* ---- filings ---- */

/* A hospital of the second level keeps the cases. */
static void case_place(const struct yb_city *city, uint32_t number, struct yb_city_place *place)
{
    const struct yb_city_choice *choice = &city->local[YB_CITY_INPATIENT][1];

    yb_city_place(city, choice->numbers[number % (uint32_t)choice->count], place);
}

static int run_chronic(struct yb_call *call, struct yb_errand *errand, struct yb_error *error)
{
    const struct yb_city_run *run = errand->context;
    const struct yb_city_chronic *chronic;
    struct yb_city_person person;
    struct yb_city_place place;
    struct yb_file_out out;
    int64_t psn_no;
    int32_t from;
    int rc = find_person(call, errand, &psn_no, error);

    if (rc)
        return rc;
    yb_city_person(run->city, errand->number, &person);
    case_place(run->city, errand->number, &place);
    chronic = &run->city->tables->chronic[person.chronic];
    from = person.arrives;
    return yb_file_chronic(
        call,
        &(struct yb_file_chronic_in){
            .psn_no = psn_no,
            .insutype = yb_text_of(yb_city_insutypes[person.spells[0].scheme]),
            .opsp_dise_code = chronic->code,
            .opsp_dise_name = chronic->name,
            .ide_fixmedins_no = yb_text_copy(call->arena, yb_text_of(place.fixmedins_code)),
            .ide_fixmedins_name = YB_TEXT("演示市医院"),
            .hosp_ide_date = from,
            .begndate = from,
            .enddate = YB_DAY_NONE,
        },
        &(struct yb_chronic_terms){.decided = true}, &out, error);
}

void yb_city_send_chronic(struct yb_city_run *run, const struct yb_city_person *person)
{
    struct yb_errand *errand = errand_of(run, person, person->arrives);

    errand->run = run_chronic;
    yb_errands_send(run->errands, errand);
    run->out->filings++;
}

struct referral {
    struct yb_text diagnosis, insutype, fixmedins_code, admdvs;
    int32_t from, to;
};

static int run_referral(struct yb_call *call, struct yb_errand *errand, struct yb_error *error)
{
    const struct referral *r = errand->about;
    struct yb_file_out out;
    int64_t psn_no;
    int rc = find_person(call, errand, &psn_no, error);

    if (rc)
        return rc;
    return yb_app_file_referral(call,
                                &(struct yb_file_referral_in){
                                    .psn_no = psn_no,
                                    .insutype = r->insutype,
                                    .diag_code = r->diagnosis,
                                    .diag_name = r->diagnosis,
                                    .reflin_medins_no = r->fixmedins_code,
                                    .reflin_medins_name = YB_TEXT("外地医院"),
                                    .mdtrtarea_admdvs = r->admdvs,
                                    .refl_type = YB_TEXT("1"),
                                    .refl_rea = YB_TEXT("本地不能确诊或治疗"),
                                    .refl_date = r->from,
                                    .begndate = r->from,
                                    .enddate = r->to,
                                },
                                &out, error);
}

void yb_city_send_referral(struct yb_city_run *run, const struct yb_city_life *life,
                           const struct yb_city_visit *visit)
{
    int32_t from = visit->begin < run->city->first_day ? run->city->first_day : visit->begin;
    const struct yb_city_spell *spell = yb_city_covers(&life->person, from);
    struct yb_errand *errand = errand_of(run, &life->person, from);
    struct referral *r = YB_NEW(errand->arena, struct referral);
    struct yb_city_place place;

    if (!r)
        return;
    yb_city_place(run->city, visit->place, &place);
    *r = (struct referral){.diagnosis = yb_city_diagnosis(run->city, visit),
                           .insutype = yb_text_of(yb_city_insutypes[spell ? spell->scheme : 0]),
                           .fixmedins_code =
                               yb_text_copy(errand->arena, yb_text_of(place.fixmedins_code)),
                           .admdvs = yb_text_of(place.admdvs),
                           .from = from,
                           .to = visit->end};
    errand->about = r;
    errand->run = run_referral;
    yb_errands_send(run->errands, errand);
    run->out->filings++;
}

/* ---- deaths ---- */

static int run_death(struct yb_call *call, struct yb_errand *errand, struct yb_error *error)
{
    const struct yb_city_run *run = errand->context;
    struct yb_city_person person;
    int64_t psn_no;
    int rc = find_person(call, errand, &psn_no, error);

    yb_city_person(run->city, errand->number, &person);
    return rc ? rc : yb_app_report_death(call, psn_no, person.die_date, error);
}

void yb_city_send_death(struct yb_city_run *run, const struct yb_city_person *person)
{
    struct yb_errand *errand = errand_of(run, person, person->death_known);

    errand->run = run_death;
    yb_errands_send(run->errands, errand);
    run->out->deaths++;
}

/* ---- shared accounts ---- */

/* What the one who uses it is to the holder, by their ages. */
static struct yb_text relation(const struct yb_city_person *user,
                               const struct yb_city_person *holder)
{
    int years = yb_day_year(user->brdy) - yb_day_year(holder->brdy);

    return years > 12 ? YB_TEXT("2") : years < -12 ? YB_TEXT("5") : YB_TEXT("1");
}

static int run_share(struct yb_call *call, struct yb_errand *errand, struct yb_error *error)
{
    const struct yb_city_run *run = errand->context;
    struct yb_city_person user, holder;
    struct yb_share_in in = {.begndate = YB_DAY_NONE, .enddate = YB_DAY_NONE};
    struct yb_share_out out;

    yb_city_person(run->city, errand->number, &user);
    if (!yb_city_family_holder(run->city, &user, &holder))
        return 0;
    in.psn_no = run->psn_no[holder.number];
    in.user_psn_no = run->psn_no[user.number];
    in.share_rlts = relation(&user, &holder);
    return yb_app_share_account(call, &in, &out, error);
}

static void send_share(struct yb_city_run *run, const struct yb_city_person *person)
{
    struct yb_city_person holder;
    struct yb_errand *errand;

    if (!yb_city_family_holder(run->city, person, &holder))
        return;
    errand = errand_of(run, person, run->city->first_day - 1);
    errand->run = run_share;
    yb_errands_send(run->errands, errand);
}

/* ---- everybody ---- */

int yb_city_register_all(struct yb_city_run *run, struct yb_error *error)
{
    const struct yb_city *city = run->city;
    struct yb_city_person person;
    int rc = 0;

    for (int filings = 0; !rc && filings < 2; filings++) {
        for (uint32_t number = 0; number < city->people; number++) {
            yb_city_person(city, number, &person);
            if (yb_city_arrives(city, &person))
                continue;
            if (!filings)
                yb_city_send_person(run, &person);
            else {
                if (person.chronic >= 0)
                    yb_city_send_chronic(run, &person);
                send_share(run, &person);
            }
            if (!filings && number % 64 == 0)
                run->how->progress(run->how->context, YB_CITY_PHASE_PEOPLE, number, city->people);
        }
        rc = yb_errands_wait(run->errands, error);
    }
    return rc;
}
