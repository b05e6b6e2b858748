/*
 * generate.h - a made-up county into an empty store: institutions, people, filings, and its year,
 * settled by the use cases that live traffic takes.
 *
 * Time in the store is the county's: what is registered at the start carries the last day before
 * the year, a claim the minute after the visit ends; so days, ids and books are those of the year.
 * Claims are settled day by day. A person's year is drawn again whenever it is needed: memory holds
 * one number a person and at most a few million visits' places in time, whatever the size.
 */
#ifndef YB_APP_CITY_GENERATE_H
#define YB_APP_CITY_GENERATE_H

#include "app/app.h"
#include "app/city/tally.h"

enum yb_city_phase {
    YB_CITY_PHASE_PLACES,
    YB_CITY_PHASE_PEOPLE,
    YB_CITY_PHASE_YEAR, /* days */
    YB_CITY_PHASES
};

enum yb_city_paper {
    YB_CITY_ANSWERS, /* the answer key */
    YB_CITY_PAPERS
};

struct yb_city_how {
    void (*progress)(void *context, enum yb_city_phase phase, int64_t done, int64_t total);
    void (*write)(void *context, enum yb_city_paper paper, struct yb_text text);
    void *context;
    size_t slots; /* claims out at once; 0: the default of bulk.h */
};

struct yb_city_out {
    int64_t institutions, people, filings, births, deaths;
    int64_t settled, lines, refused;
    struct yb_error refusal; /* the first */
    int64_t answers;         /* rows of the key */
};

/*
 * Fills the store of `app`, which must have been opened since it was founded and serve the region
 * YB_CITY_REGION. Errors: those of the use cases and of the store; a refused claim is counted and
 * does not end it.
 */
int yb_city_generate(struct yb_app *app, const struct yb_city *city, const struct yb_city_how *how,
                     struct yb_city_out *out, struct yb_error *error);

/* ---- inside the folder ---- */

struct yb_errands;

struct yb_city_run {
    struct yb_app *app;
    const struct yb_city *city;
    const struct yb_city_how *how;
    struct yb_city_out *out;
    struct yb_errands *errands;
    _Atomic int64_t *psn_no; /* of every number; 0: not known to be registered yet */
    int64_t *sold;           /* units, by pharmacy and item; see key.c */
    uint32_t first_pharmacy, pharmacies;
};

/* An instant of the county's time. */
int64_t yb_city_instant(int32_t day, int minute);

/* found.c: institutions, departments, practitioners, days of duty, employers' wages. */
int yb_city_found(struct yb_city_run *run, struct yb_error *error);

/* people.c: registering, and what becomes known of a person; sent, not waited for. What is sent
 * later finds who is not known yet by the identity number. */
void yb_city_send_person(struct yb_city_run *run, const struct yb_city_person *person);
void yb_city_send_chronic(struct yb_city_run *run, const struct yb_city_person *person);
void yb_city_send_death(struct yb_city_run *run, const struct yb_city_person *person);
void yb_city_send_referral(struct yb_city_run *run, const struct yb_city_life *life,
                           const struct yb_city_visit *visit);
int yb_city_register_all(struct yb_city_run *run, struct yb_error *error);

/* year.c: day by day. */
int yb_city_live(struct yb_city_run *run, struct yb_error *error);

/* key.c */
void yb_city_key_head(struct yb_city_run *run);
struct yb_bulk_slot;
void yb_city_key_answer(struct yb_city_run *run, const struct yb_bulk_slot *slot);
void yb_city_count_sale(struct yb_city_run *run, const struct yb_city_visit *visit,
                        const struct yb_city_line *line);

/* stock.c: what pharmacies had, bought and sold in the year, uploaded at its end. */
int yb_city_write_stock(struct yb_city_run *run, struct yb_error *error);

/* Codes of departments and doctors of a place, as claims and registers carry them. */
struct yb_city_clinician {
    char department[3], doctor[12];
};
#define YB_CITY_DEPARTMENTS_MAX 10
struct yb_city_department {
    const char *name, *caty;
};
extern const struct yb_city_department yb_city_departments[YB_CITY_DEPARTMENTS_MAX];
void yb_city_clinician(uint32_t place, int department, int doctor, struct yb_city_clinician *of);

#endif
