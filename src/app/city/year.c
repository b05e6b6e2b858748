/* The year, day by day: what becomes known in the morning, then the claims in order of time. */
#include "app/city/generate.h"

#include <stdlib.h>
#include <string.h>

#include "app/city/errand.h"
#include "app/settle/bulk.h"
#include "base/money.h"
#include "engine/city/plant.h"
#include "store/store.h"

#define SHEETS_MAX 4000000 /* sheets held at once: 64 MB */

/* A claim or an event, to be worked on when its time comes. */
struct sheet {
    uint64_t when; /* day, morning or not, minute, person: see when_of */
    uint32_t person;
    int16_t visit; /* -1: none */
    int16_t event; /* enum event */
};

enum event { CLAIM, ARRIVAL, CHRONIC, REFERRAL, DEATH };

struct living {
    struct yb_city_run *run;
    const struct yb_city *city;
    struct yb_bulk *bulk;
    struct sheet *sheets;
    size_t count, capacity;
    int32_t from, to; /* days of the sheets */
    struct yb_city_life life;
};

/* The clock of the claim that is being handed in; yb_bulk_submit asks for it. */
static _Thread_local int64_t story_ms;

static int64_t story_time(void)
{
    return story_ms;
}

int64_t yb_city_instant(int32_t day, int minute)
{
    return day * YB_DAY_MS - YB_CST_MS + minute * INT64_C(60000);
}

/* ---- sheets ---- */

static uint64_t when_of(const struct living *l, int32_t day, enum event event, int minute,
                        uint32_t person)
{
    uint64_t days = (uint64_t)(day - l->city->first_day);
    uint64_t part = event == CLAIM ? 4 : event == ARRIVAL ? 1 : event == CHRONIC ? 2 : 3;

    return days << 48 | part << 44 | (uint64_t)minute << 32 | person;
}

static bool add_sheet(struct living *l, int32_t day, enum event event,
                      const struct yb_city_visit *visit)
{
    if (day < l->from || day > l->to)
        return true;
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 65536;
        struct sheet *sheets = realloc(l->sheets, capacity * sizeof(*sheets));

        if (!sheets)
            return false;
        l->sheets = sheets;
        l->capacity = capacity;
    }
    l->sheets[l->count++] =
        (struct sheet){when_of(l, day, event, visit ? visit->minute : 0, l->life.person.number),
                       l->life.person.number, (int16_t)(visit ? visit->index : -1), (int16_t)event};
    return true;
}

static bool add_sheets(struct living *l)
{
    const struct yb_city_person *person = &l->life.person;
    int32_t first = l->city->first_day;
    bool fine = true;

    if (yb_city_arrives(l->city, person)) {
        fine = add_sheet(l, person->arrives, ARRIVAL, NULL);
        if (person->chronic >= 0)
            fine = fine && add_sheet(l, person->arrives, CHRONIC, NULL);
    }
    if (person->die_date != YB_DAY_NONE)
        fine = fine && add_sheet(l, person->death_known, DEATH, NULL);
    for (int i = 0; fine && i < l->life.visit_count; i++) {
        const struct yb_city_visit *visit = &l->life.visits[i];

        if (visit->filed)
            fine = add_sheet(l, visit->begin < first ? first : visit->begin, REFERRAL, visit);
        fine = fine && add_sheet(l, visit->end, CLAIM, visit);
    }
    return fine;
}

static int by_time(const void *a, const void *b)
{
    const struct sheet *x = a, *y = b;

    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    return (x->visit > y->visit) - (x->visit < y->visit);
}

static int gather(struct living *l, struct yb_error *error)
{
    l->count = 0;
    for (uint32_t number = 0; number < l->city->all; number++) {
        yb_city_life(l->city, number, &l->life);
        if (!add_sheets(l))
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    qsort(l->sheets, l->count, sizeof(*l->sheets), by_time);
    return 0;
}

/* ---- claims ---- */

static const char *const numbers[YB_CITY_LINES_MAX + 1] = {
    "",   "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11", "12",
    "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25",
    "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37", "38",
    "39", "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "50", "51",
    "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "62", "63", "64"};

static char *put_hex(char *at, uint64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        at[i] = "0123456789abcdef"[value & 15];
        value >>= 4;
    }
    return at + digits;
}

/* "2023-05-017f3a0012004": day, person, visit; and the visit's number for people. */
static int name_claim(struct yb_bulk_slot *slot, const struct living *l,
                      const struct yb_city_visit *visit)
{
    char *name = yb_arena_alloc(slot->arena, 32), *at;

    if (!name)
        return YB_E_NO_MEMORY;
    yb_day_format(visit->end, name);
    at = put_hex(name + 10, l->life.person.number, 8);
    put_hex(at, (uint64_t)visit->index, 3);
    slot->actor.msgid = (struct yb_text){name, 21};
    slot->claim.ipt_otp_no = (struct yb_text){name + 10, 11};
    return 0;
}

static int64_t fill_lines(struct living *l, struct yb_bulk_slot *slot,
                          const struct yb_city_visit *visit, const struct yb_city_place *place)
{
    struct yb_city_line lines[YB_CITY_LINES_MAX];
    int count = yb_city_lines(l->city, &l->life, visit, lines);
    int departments = (int)place->provider->departments;
    int department = departments ? (int)(visit->dice % (uint32_t)departments) : 0;
    struct yb_fee_line_in *out = YB_NEW_ARRAY(slot->arena, struct yb_fee_line_in, count);
    struct yb_city_clinician *who = YB_NEW(slot->arena, struct yb_city_clinician);
    int64_t sum = 0;

    if (!out || !who)
        return -1;
    yb_city_clinician(visit->place, department,
                      yb_city_doctor(place->provider, visit->dice >> 8, visit->end), who);
    for (int i = 0; i < count; i++) {
        const struct yb_city_line *line = &lines[i];
        int64_t amount = line->units * line->pric_fen;

        out[i] = (struct yb_fee_line_in){
            .feedetl_sn = yb_text_of(numbers[i + 1]),
            .fee_ocur_time_ms = yb_city_instant(line->day, line->minute),
            .med_list_codg = line->item->med_list_codg,
            .medins_list_codg = line->item->med_list_codg,
            .det_item_fee_sumamt_fen = amount,
            .cnt_e4 = line->units * YB_E4,
            .pric_e6 = line->pric_fen * 10000,
            .bilg_dept_codg = departments ? yb_text_of(who->department) : (struct yb_text){0},
            .bilg_dr_codg = yb_text_of(who->doctor)};
        sum += amount;
        if (visit->kind == YB_CITY_V_PHARMACY)
            yb_city_count_sale(l->run, visit, line);
    }
    slot->claim.lines = out;
    slot->claim.line_count = (size_t)count;
    l->run->out->lines += count;
    return sum;
}

static int fill_claim(struct living *l, struct yb_bulk_slot *slot,
                      const struct yb_city_visit *visit)
{
    const struct yb_city_person *person = &l->life.person;
    const struct yb_city_spell *spell = yb_city_covers(person, visit->end);
    struct yb_claim_in *claim = &slot->claim;
    struct yb_city_place place;
    int minute = visit->minute;

    yb_city_place(l->city, visit->place, &place);
    slot->actor.opter = YB_TEXT("yibao");
    slot->actor.fixmedins_code = yb_text_copy(slot->arena, yb_text_of(place.fixmedins_code));
    slot->actor.mdtrtarea_admvs = yb_text_of(place.admdvs);
    slot->number = (int64_t)person->number << 16 | visit->index;
    claim->psn_no = l->run->psn_no[person->number];
    if (!claim->psn_no) { /* has just arrived */
        char *certno = yb_arena_alloc(slot->arena, 19);

        if (!certno)
            return YB_E_NO_MEMORY;
        yb_city_certno(person, certno);
        slot->certno = yb_text_of(certno);
    }
    claim->insutype = yb_text_of(yb_city_insutypes[spell ? spell->scheme : 0]);
    claim->med_type = yb_text_of(yb_city_med_type(l->city, visit));
    claim->diag_code = yb_city_diagnosis(l->city, visit);
    claim->matn_type = yb_city_matn_type(l->city, visit);
    claim->birctrl_matn_date = visit->begin;
    if (visit->kind == YB_CITY_V_CHRONIC)
        claim->dise_codg = l->city->tables->chronic[person->chronic].code;
    claim->acct_used_flag = visit->accounts                               ? YB_TEXT("1")
                            : yb_city_uses_family(l->city, person, visit) ? YB_TEXT("2")
                                                                          : YB_TEXT("0");
    claim->begntime_ms =
        yb_city_instant(visit->begin, visit->kind == YB_CITY_V_STAY ? 480 : minute);
    if (visit->kind == YB_CITY_V_STAY)
        claim->endtime_ms = yb_city_instant(visit->end, minute);
    claim->medfee_sumamt_fen = fill_lines(l, slot, visit, &place);
    if (claim->medfee_sumamt_fen < 0)
        return YB_E_NO_MEMORY;
    return name_claim(slot, l, visit);
}

static int hand_in(struct living *l, const struct sheet *sheet, struct yb_error *error)
{
    struct yb_bulk_slot *slot = yb_bulk_slot(l->bulk);
    const struct yb_city_visit *visit;

    if (l->life.person.number != sheet->person)
        yb_city_life(l->city, sheet->person, &l->life);
    visit = &l->life.visits[sheet->visit];
    if (fill_claim(l, slot, visit)) {
        yb_fail(error, YB_E_NO_MEMORY, NULL);
        yb_bulk_refuse(l->bulk, slot, error);
        return YB_E_NO_MEMORY;
    }
    story_ms = yb_city_instant(visit->end, visit->minute) + 600000;
    yb_bulk_submit(l->bulk, slot);
    return 0;
}

static void take_answer(void *context, const struct yb_bulk_slot *slot)
{
    struct living *l = context;
    struct yb_city_out *out = l->run->out;

    if (slot->code) {
        if (!out->refused++)
            out->refusal = slot->error;
        return;
    }
    out->settled++;
    if (yb_city_plant_of(l->city, (uint32_t)(slot->number >> 16)))
        yb_city_key_answer(l->run, slot);
}

/* ---- events ---- */

static void send_event(struct living *l, const struct sheet *sheet)
{
    yb_city_life(l->city, sheet->person, &l->life);
    switch ((enum event)sheet->event) {
    case ARRIVAL:
        yb_city_send_person(l->run, &l->life.person);
        break;
    case CHRONIC:
        yb_city_send_chronic(l->run, &l->life.person);
        break;
    case REFERRAL:
        yb_city_send_referral(l->run, &l->life, &l->life.visits[sheet->visit]);
        break;
    case DEATH:
        yb_city_send_death(l->run, &l->life.person);
        break;
    case CLAIM:
        break;
    }
}

/*
 * The events of a day. A file store works in the order of sending, so nothing is waited for; a
 * server works on several things at once, and each kind of event must be over before the next.
 */
static int morning(struct living *l, size_t *at, uint64_t day, struct yb_error *error)
{
    bool in_order = yb_store_is_file(l->run->app->store);
    int rc = 0;

    while (!rc && *at < l->count && l->sheets[*at].when >> 48 == day &&
           l->sheets[*at].event != CLAIM) {
        const struct sheet *sheet = &l->sheets[(*at)++];

        send_event(l, sheet);
        if (!in_order && (*at == l->count || l->sheets[*at].when >> 44 != sheet->when >> 44))
            rc = yb_errands_wait(l->run->errands, error);
    }
    return rc;
}

static int work_off(struct living *l, struct yb_error *error)
{
    const struct yb_city_how *how = l->run->how;
    int64_t days = l->city->last_day - l->city->first_day + 1;
    int rc = 0;

    for (size_t at = 0; !rc && at < l->count;) {
        uint64_t day = l->sheets[at].when >> 48;

        rc = morning(l, &at, day, error);
        for (; !rc && at < l->count && l->sheets[at].when >> 48 == day; at++)
            rc = hand_in(l, &l->sheets[at], error);
        how->progress(how->context, YB_CITY_PHASE_YEAR, (int64_t)day + 1, days);
    }
    return rc;
}

int yb_city_live(struct yb_city_run *run, struct yb_error *error)
{
    struct living *l = calloc(1, sizeof(*l));
    const struct yb_city *city = run->city;
    int32_t parts = (int32_t)((int64_t)city->all * 6 / SHEETS_MAX) + 1;
    int32_t days = (city->last_day - city->first_day + parts) / parts;
    struct yb_bulk_how how = {
        .answer = take_answer, .context = l, .now_ms = story_time, .slots = run->how->slots};
    int rc;

    if (!l)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    l->run = run;
    l->city = city;
    rc = yb_bulk_new(&l->bulk, run->app, &how, error);
    for (l->from = city->first_day; !rc && l->from <= city->last_day; l->from += days) {
        l->to = l->from + days - 1;
        rc = gather(l, error);
        l->life.person.number = UINT32_MAX;
        if (!rc)
            rc = work_off(l, error);
    }
    yb_bulk_free(l->bulk);
    if (!rc)
        rc = yb_errands_wait(run->errands, error);
    free(l->sheets);
    free(l);
    return rc;
}
