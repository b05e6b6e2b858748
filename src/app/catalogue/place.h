/*
 * place.h - the catalogue of the place of care.
 *
 * Care elsewhere is priced by the catalogue of the place of care, and paid by the policy of the
 * place of insurance (就医地目录、参保地政策; 医保发〔2022〕22号): class, first self-pay share,
 * price cap, restrictions and marks of a line are those of the place's row of its day; deductibles,
 * ratios, caps, the range of chronic diseases, and the share of class B where a row states none,
 * are the home region's.
 *
 * A place is a county, in a prefecture, in a province; each may have lists of its own (drugs are
 * mostly the province's, services the prefecture's). Each list is taken whole from the nearest
 * division that has one in force on the day: from its first row's day to its last row's. So
 *
 *   PLACE      the row stands in the list of the place
 *   NOT_THERE  the home region (or a division farther off) knows the code, but the place has that
 *              list and the code is not in it: outside the place's catalogue, paid by the person
 *   HOME       no division of the place has that list on the day: the home region's row; what then
 *              holds is the rule place_catalogue_missing (app/settle/rules.h)
 *   NOWHERE    no catalogue knows the code on the day
 *
 * Cost: up to four finds (engine/catalogue/dated.h) a line of care elsewhere; a line at home never
 * comes here.
 */
#ifndef YB_APP_CATALOGUE_PLACE_H
#define YB_APP_CATALOGUE_PLACE_H

#include "app/catalogue/snapshot.h"

#define YB_PLACE_DIVISIONS 3

/* Where care is given, with the catalogues that may hold there, nearest first. */
struct yb_place {
    struct yb_text admdvs; /* empty: at home */
    const struct yb_region_catalogue *home, *near[YB_PLACE_DIVISIONS];
    int near_count;
};

/* The place of a division's code; `snapshot` must be held as long as the place is used. */
void yb_place_of_care(struct yb_place *place, const struct yb_catalogue_snapshot *snapshot,
                      struct yb_text admdvs);

enum yb_place_found { YB_FOUND_NOWHERE, YB_FOUND_PLACE, YB_FOUND_HOME, YB_FOUND_NOT_THERE };

struct yb_place_item {
    const struct yb_catalogue_item *item;     /* NOT_THERE: what it is called elsewhere */
    const struct yb_region_catalogue *region; /* whose catalogue decides */
};

/* The row of `code` on `day`. Only for a place that is not at home. */
enum yb_place_found yb_place_find(const struct yb_place *place, struct yb_text code, int32_t day,
                                  struct yb_place_item *found);

/* What is kept with the line: label.h. `home`: the code of the home region. In the arena. */
struct yb_text yb_place_label(const struct yb_place *place, const struct yb_place_item *found,
                              struct yb_text home, struct yb_arena *arena);

#endif
