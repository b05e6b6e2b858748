/* What the store has no table for yet: who shares an account with whom, and who has duty when. */
#include "app/city/generate.h"

#define PAGE_BYTES 60000
#define DAYS       7

static void flush(struct yb_city_run *run, enum yb_city_paper paper, struct yb_buffer *text,
                  struct yb_arena *arena, size_t least)
{
    if (text->length < least)
        return;
    if (run->how->write)
        run->how->write(run->how->context, paper, yb_buffer_text(text));
    yb_arena_clear(arena);
    yb_buffer_init(text, arena);
}

/* ---- families ---- */

static bool has_account(const struct yb_city_person *person)
{
    return person->group != YB_CITY_RESIDENT;
}

/* A household of `count` people from `first` on: the first with an account is its holder. */
static void write_family(struct yb_city_run *run, uint32_t first, uint32_t count,
                         struct yb_buffer *text)
{
    struct yb_city_person person;
    uint32_t holder = 0, known = 0;
    bool found = false;

    for (uint32_t i = first; i < first + count; i++) {
        yb_city_person(run->city, i, &person);
        known += run->psn_no[i] != 0;
        if (!found && run->psn_no[i] && has_account(&person)) {
            found = true;
            holder = i;
        }
    }
    if (!found || known < 2)
        return;
    for (uint32_t i = first; i < first + count; i++)
        if (run->psn_no[i])
            yb_buffer_addf(text, "%u,%lld,%s\n", first / count, (long long)run->psn_no[i],
                           i == holder ? "holder" : "member");
}

void yb_city_write_families(struct yb_city_run *run)
{
    uint32_t each = (uint32_t)run->city->tables->parameters[YB_CITY_P_HOUSEHOLD];
    struct yb_buffer text;
    struct yb_arena arena;

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    yb_buffer_add_string(&text, "household,psn_no,role\n");
    for (uint32_t first = 0; first + each <= run->city->all; first += each) {
        if (yb_city_shares_account(run->city, first / each))
            write_family(run, first, each, &text);
        flush(run, YB_CITY_FAMILIES, &text, &arena, PAGE_BYTES);
    }
    flush(run, YB_CITY_FAMILIES, &text, &arena, 1);
    yb_arena_release(&arena);
}

/* ---- duty ---- */

/* The days of the week, Monday 1, on which a doctor of `place` works. */
static void add_duty(struct yb_city_run *run, const struct yb_city_place *place, int doctor,
                     struct yb_buffer *text)
{
    for (int32_t day = 0; day < DAYS; day++) {
        int32_t of_week = run->city->first_day + day;

        while ((of_week + 3) % DAYS != day) /* the first of January 1970 was a Thursday */
            of_week++;
        if (yb_city_has_duty(place->provider, doctor, of_week))
            yb_buffer_addf(text, "%d", day + 1);
    }
}

static void write_place(struct yb_city_run *run, uint32_t number, struct yb_buffer *text)
{
    struct yb_city_place place;
    struct yb_city_clinician who;

    yb_city_place(run->city, number, &place);
    for (int i = 0; i < (int)place.provider->departments && i < YB_CITY_DEPARTMENTS_MAX; i++)
        for (int k = 0; k < (int)place.provider->doctors; k++) {
            yb_city_clinician(number, i, k, &who);
            yb_buffer_addf(text, "%s,%s,%s,", place.fixmedins_code, who.department, who.doctor);
            add_duty(run, &place, k, text);
            yb_buffer_add_char(text, '\n');
        }
}

void yb_city_write_duty(struct yb_city_run *run)
{
    struct yb_buffer text;
    struct yb_arena arena;

    yb_arena_init(&arena, 1 << 16);
    yb_buffer_init(&text, &arena);
    yb_buffer_add_string(&text, "fixmedins_code,hosp_dept_codg,prac_psn_code,weekdays\n");
    for (uint32_t number = 0; number < run->city->places; number++) {
        write_place(run, number, &text);
        flush(run, YB_CITY_DUTY, &text, &arena, PAGE_BYTES);
    }
    flush(run, YB_CITY_DUTY, &text, &arena, 1);
    yb_arena_release(&arena);
}
