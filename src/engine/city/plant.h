/*
 * plant.h - irregularities put into a county on purpose, with what the answer is.
 *
 * Of each kind there are three roles: a hit, which breaks a rule; a near miss, which just keeps it;
 * and an innocent look-alike, which a careless rule would report. A case falls on one person (a
 * group that goes about together: on several); it adds visits to that person's year or changes the
 * lines of the one it adds. Persons are chosen who otherwise have no stay, live and are insured all
 * year, so that nothing else explains what is found.
 */
#ifndef YB_ENGINE_CITY_PLANT_H
#define YB_ENGINE_CITY_PLANT_H

#include "engine/city/city.h"

enum yb_city_plant_kind {
#define YB_CITY_PLANT(id, key, hit, near, innocent) YB_CITY_PLANT_##id,
#include "engine/city/plant.def"
#undef YB_CITY_PLANT
    YB_CITY_PLANT_KINDS
};

enum yb_city_role { YB_CITY_HIT, YB_CITY_NEAR, YB_CITY_INNOCENT, YB_CITY_ROLES };

struct yb_city_plant {
    uint32_t person;
    int32_t number; /* of the case, from 0 */
    int16_t kind, role;
    int16_t member; /* of a group */
};

/* Items of the catalogue that plants need, found by name. */
enum yb_city_plant_item {
    YB_CITY_I_HEAD_CT,
    YB_CITY_I_CHEST_CT,
    YB_CITY_I_MONITOR, /* by the hour */
    YB_CITY_I_PSA,
    YB_CITY_I_BREAST,
    YB_CITY_I_LEVOFLOXACIN,
    YB_CITY_I_CHILDREN,
    YB_CITY_I_AMLODIPINE,
    YB_CITY_PLANT_ITEMS
};

struct yb_city_plants {
    struct yb_city_plant *rows; /* by person */
    int count, cases;
    const struct yb_city_item *items[YB_CITY_PLANT_ITEMS];
};

/* Key ("duplicate_charge"), the role's ("hit"), and why, in Chinese. */
const char *yb_city_plant_key(int kind);
const char *yb_city_role_key(int role);
const char *yb_city_plant_why(int kind, int role);

/* Chooses the persons; then city->plants may be set. A kind that nobody fits (a small county)
 * has fewer cases. Errors: NO_MEMORY, MISSING (an item that is needed). */
int yb_city_plants_init(struct yb_city_plants *plants, const struct yb_city *city,
                        struct yb_arena *arena, struct yb_error *error);

/* The plant on a person, or NULL. */
const struct yb_city_plant *yb_city_plant_of(const struct yb_city *city, uint32_t person);

/* Adds its visits to a life (before it is put in order); `number` of the row goes with them. */
void yb_city_plant_visits(const struct yb_city *city, const struct yb_city_plant *plant,
                          struct yb_city_life *life);

/* Changes the lines of a visit that was planted; returns their number. */
int yb_city_plant_lines(const struct yb_city *city, const struct yb_city_visit *visit,
                        struct yb_city_line *lines, int count);

#endif
