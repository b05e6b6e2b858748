/* Institutions, departments, practitioners, days of duty and employers' wages, as files that are
 * imported like anybody's. */
#include "app/city/generate.h"

#include <stdio.h>

#include "app/maternity/maternity.h"
#include "app/refuse.h"
#include "app/transfer/import.h"
#include "base/identity.h"

const struct yb_city_department yb_city_departments[YB_CITY_DEPARTMENTS_MAX] = {
    {"内科", "A03"},   {"外科", "A04"},       {"妇产科", "A05"},  {"儿科", "A07"},
    {"中医科", "A50"}, {"急诊医学科", "A20"}, {"骨科", "A04.03"}, {"肿瘤科", "A19"},
    {"精神科", "A15"}, {"康复医学科", "A21"}};

static void put_digits(char *at, int count, uint32_t value)
{
    while (count-- > 0) {
        at[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void yb_city_clinician(uint32_t place, int department, int doctor, struct yb_city_clinician *of)
{
    put_digits(of->department, 2, (uint32_t)department + 1);
    of->department[2] = 0;
    of->doctor[0] = 'D';
    put_digits(of->doctor + 1, 6, place + 1);
    put_digits(of->doctor + 7, 2, (uint32_t)department + 1);
    put_digits(of->doctor + 9, 2, (uint32_t)doctor + 1);
    of->doctor[11] = 0;
}

/* The number-th identity number of division 379999, which does not exist. */
static void staff_certno(uint32_t number, char certno[19])
{
    struct yb_civil born = yb_day_civil(yb_day_of(1962, 1, 1) + (int32_t)(number / 900 % 12000));

    snprintf(certno, 19, "379999%04d%02d%02d%03u", born.year, born.month, born.day,
             100 + number % 900);
    certno[17] = yb_identity_check(certno);
    certno[18] = 0;
}

struct writing {
    const struct yb_city *city;
    struct yb_buffer text;
    uint32_t staff; /* practitioners written so far */
};

static void place_name(const struct yb_city *city, const struct yb_city_place *place, char *name,
                       size_t size)
{
    static const char *const words[] = {"第一", "第二", "第三", "中心", "东城", "西城",
                                        "南城", "北城", "新区", "城郊", "河东", "河西"};
    const struct yb_city_words *towns = &city->tables->towns;
    bool local = yb_text_is(place->provider->place, "local");
    struct yb_text town = towns->words[place->serial % (uint32_t)towns->count];

    if (place->provider->level == 1)
        snprintf(name, size, "演示市" YB_TEXT_FMT YB_TEXT_FMT "（%u）", YB_TEXT_ARG(town),
                 YB_TEXT_ARG(place->provider->name), place->serial + 1);
    else if (place->serial < 12)
        snprintf(name, size, "%s%s" YB_TEXT_FMT, local ? "演示市" : "", words[place->serial],
                 YB_TEXT_ARG(place->provider->name));
    else
        snprintf(name, size, "%s" YB_TEXT_FMT "（%u）", local ? "演示市" : "",
                 YB_TEXT_ARG(place->provider->name), place->serial + 1);
}

static void write_institution(struct writing *w, uint32_t number)
{
    struct yb_city_place place;
    char name[160];

    yb_city_place(w->city, number, &place);
    place_name(w->city, &place, name, sizeof(name));
    yb_buffer_addf(&w->text, "%s,%s," YB_TEXT_FMT ",%s%06uDEMO,", place.fixmedins_code, name,
                   YB_TEXT_ARG(place.provider->type), place.admdvs, number + 1);
    yb_buffer_addf(&w->text, YB_TEXT_FMT "," YB_TEXT_FMT ",%s,1,2016-01-01,1," YB_CITY_REGION "\n",
                   YB_TEXT_ARG(place.provider->hosp_lv), YB_TEXT_ARG(place.provider->tier),
                   place.admdvs);
}

static void write_departments(struct writing *w, uint32_t number)
{
    struct yb_city_place place;
    struct yb_city_clinician who;
    char name[YB_CITY_NAME_MAX];

    yb_city_place(w->city, number, &place);
    for (int i = 0; i < (int)place.provider->departments && i < YB_CITY_DEPARTMENTS_MAX; i++) {
        yb_city_clinician(number, i, 0, &who);
        yb_city_name(w->city, 3000000000u + number * 16 + (uint32_t)i, name);
        yb_buffer_addf(&w->text, "%s,%s,%s,%s,2016-01-01 00:00:00,%s,1990000%04u,%d\n",
                       place.fixmedins_code, who.department, yb_city_departments[i].name,
                       yb_city_departments[i].caty, name, number % 10000,
                       place.provider->inpatient ? 40 : 0);
    }
}

static void write_staff(struct writing *w, uint32_t number)
{
    struct yb_city_place place;
    struct yb_city_clinician who;
    char name[YB_CITY_NAME_MAX], certno[19];
    bool shop;

    yb_city_place(w->city, number, &place);
    shop = yb_text_is(place.provider->type, "2");
    for (int i = 0; i < (shop ? 1 : (int)place.provider->departments); i++)
        for (int k = 0; k < (int)place.provider->doctors && i < YB_CITY_DEPARTMENTS_MAX; k++) {
            yb_city_clinician(number, i, k, &who);
            yb_city_name(w->city, 3500000000u + w->staff, name);
            staff_certno(w->staff++, certno);
            yb_buffer_addf(&w->text, "%s,%s,%s,%s,%s,%s,2016-01-01 00:00:00,%s\n",
                           place.fixmedins_code, who.doctor, shop ? "3" : "1", name, certno,
                           shop ? "" : who.department, shop ? "0" : "1");
        }
}

/* The days of the week, Monday 1, on which a doctor of a place works. */
static void add_duty(struct writing *w, const struct yb_city_place *place, int doctor)
{
    for (int32_t day = 0; day < 7; day++) {
        int32_t of_week = w->city->first_day + day;

        while ((of_week + 3) % 7 != day) /* the first of January 1970 was a Thursday */
            of_week++;
        if (yb_city_has_duty(place->provider, doctor, of_week))
            yb_buffer_addf(&w->text, "%d", day + 1);
    }
}

static void write_duty(struct writing *w, uint32_t number)
{
    struct yb_city_place place;
    struct yb_city_clinician who;

    yb_city_place(w->city, number, &place);
    for (int i = 0; i < (int)place.provider->departments && i < YB_CITY_DEPARTMENTS_MAX; i++)
        for (int k = 0; k < (int)place.provider->doctors; k++) {
            yb_city_clinician(number, i, k, &who);
            yb_buffer_addf(&w->text, "%s,%s,2016-01-01,%s,", place.fixmedins_code, who.doctor,
                           who.department);
            add_duty(w, &place, k);
            yb_buffer_add_char(&w->text, '\n');
        }
}

static const struct paper {
    enum yb_table_kind kind;
    const char *head;
    void (*write)(struct writing *w, uint32_t number);
} papers[] = {
    {YB_TABLE_INSTITUTIONS,
     "fixmedins_code,fixmedins_name,fixmedins_type,uscc,hosp_lv,tier,admdvs,fixmedins_stas,"
     "begndate,clr_way,clr_optins\n",
     write_institution},
    {YB_TABLE_DEPARTMENTS,
     "fixmedins_code,hosp_dept_codg,hosp_dept_name,caty,begntime,dept_resper_name,"
     "dept_resper_tel,aprv_bed_cnt\n",
     write_departments},
    {YB_TABLE_PRACTITIONERS,
     "fixmedins_code,prac_psn_code,prac_psn_type,prac_psn_name,certno,hosp_dept_codg,begntime,"
     "hi_dr_flag\n",
     write_staff},
    {YB_TABLE_DUTY, "fixmedins_code,prac_psn_code,begndate,hosp_dept_codg,weekdays\n", write_duty},
};

static void keep_first(void *context, int64_t row, const struct yb_error *error)
{
    struct yb_error *first = context;

    (void)row;
    if (!first->code)
        *first = *error;
}

static int import_paper(struct yb_city_run *run, const struct paper *paper, struct yb_arena *arena,
                        struct yb_error *error)
{
    struct writing w = {.city = run->city};
    struct yb_error first = {0};
    struct yb_csv_report report = {.say = keep_first, .context = &first};
    struct yb_import import = {.kind = paper->kind,
                               .now_ms = yb_city_instant(run->city->first_day - 1, 0)};
    int rc;

    yb_buffer_init(&w.text, arena);
    yb_buffer_add_string(&w.text, paper->head);
    for (uint32_t number = 0; number < run->city->places; number++)
        paper->write(&w, number);
    import.csv = yb_buffer_text(&w.text);
    if (!import.csv.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_app_import(run->app, &import, &report, error);
    if (!rc && report.refused && error)
        *error = first;
    return rc ? rc : first.code;
}

/* What employers paid, which allowances of this year's births follow, and of last year's. */
static void write_wages(struct writing *w)
{
    const struct yb_city *city = w->city;

    yb_buffer_add_string(&w->text, "emp_no,emp_name,wage_year,wage\n");
    for (uint32_t employer = 1; employer <= city->employers; employer++)
        for (int year = city->year - 2; year < city->year; year++) {
            int64_t wage_fen = yb_city_wage(city, employer, year);

            yb_buffer_addf(&w->text, "DW%06u,演示单位%u,%d,%lld.%02lld\n", employer, employer, year,
                           (long long)(wage_fen / 100), (long long)(wage_fen % 100));
        }
}

static int import_wages(struct yb_city_run *run, struct yb_arena *arena, struct yb_error *error)
{
    struct writing w = {.city = run->city};
    struct yb_error first = {0};
    struct yb_csv_report report = {.say = keep_first, .context = &first};
    struct yb_wage_file file = {.report = &report};
    int rc;

    yb_buffer_init(&w.text, arena);
    write_wages(&w);
    file.csv = yb_buffer_text(&w.text);
    if (!file.csv.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_app_wage_import(run->app, &file, YB_TEXT("yibao"),
                            yb_city_instant(run->city->first_day - 1, 0), error);
    if (!rc && report.refused && error)
        *error = first;
    return rc ? rc : first.code;
}

int yb_city_found(struct yb_city_run *run, struct yb_error *error)
{
    const size_t count = sizeof(papers) / sizeof(papers[0]);
    int rc = 0;

    for (size_t i = 0; !rc && i <= count; i++) {
        struct yb_arena arena;

        yb_arena_init(&arena, 1 << 20);
        rc = i < count ? import_paper(run, &papers[i], &arena, error)
                       : import_wages(run, &arena, error);
        yb_arena_release(&arena);
        run->how->progress(run->how->context, YB_CITY_PHASE_PLACES, (int64_t)i + 1,
                           (int64_t)count + 1);
    }
    run->out->institutions = run->city->places;
    return rc;
}
