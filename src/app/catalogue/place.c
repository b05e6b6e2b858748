#include "app/catalogue/place.h"

#include "app/catalogue/label.h"

#include <string.h>

#define DIVISION_DIGITS 6

static void add_region(struct yb_place *place, const struct yb_catalogue_snapshot *snapshot,
                       struct yb_text admdvs)
{
    const struct yb_region_catalogue *region = yb_catalogue_region(snapshot, admdvs);

    if (region && (!place->near_count || place->near[place->near_count - 1] != region))
        place->near[place->near_count++] = region;
}

void yb_place_of_care(struct yb_place *place, const struct yb_catalogue_snapshot *snapshot,
                      struct yb_text admdvs)
{
    char division[DIVISION_DIGITS];

    *place = (struct yb_place){.admdvs = admdvs, .home = snapshot->regions};
    if (snapshot->region_count == 1 || admdvs.length != DIVISION_DIGITS)
        return;
    memcpy(division, admdvs.bytes, DIVISION_DIGITS);
    add_region(place, snapshot, admdvs);
    for (int digits = 4; digits >= 2; digits -= 2) { /* its prefecture, its province */
        memset(division + digits, '0', 2);
        add_region(place, snapshot, (struct yb_text){division, DIVISION_DIGITS});
    }
}

static const struct yb_region_list *list_of(const struct yb_region_catalogue *region,
                                            uint16_t list_type)
{
    for (int i = 0; i < region->list_count; i++)
        if (region->lists[i].list_type == list_type)
            return &region->lists[i];
    return NULL;
}

/* The nearest of the first `count` divisions that has the list in force on the day; or NULL. */
static const struct yb_region_catalogue *holds(const struct yb_place *place, int count,
                                               uint16_t list_type, int32_t day)
{
    for (int i = 0; i < count; i++) {
        const struct yb_region_list *list = list_of(place->near[i], list_type);

        if (list && list->from_day <= day && day <= list->to_day)
            return place->near[i];
    }
    return NULL;
}

static const struct yb_catalogue_item *find(const struct yb_region_catalogue *region,
                                            struct yb_text code, int32_t day)
{
    int32_t row = yb_catalogue_find(region->items, code, day);

    return row < 0 ? NULL : &region->items->items[row];
}

enum yb_place_found yb_place_find(const struct yb_place *place, struct yb_text code, int32_t day,
                                  struct yb_place_item *found)
{
    const struct yb_catalogue_item *known = NULL;
    const struct yb_region_catalogue *region;

    for (int i = 0; i < place->near_count; i++) {
        const struct yb_catalogue_item *item = find(place->near[i], code, day);

        if (!item)
            continue;
        *found = (struct yb_place_item){item, place->near[i]};
        if (!holds(place, i, item->list_type, day))
            return YB_FOUND_PLACE;
        if (!known)
            known = item;
    }
    if (!known)
        known = find(place->home, code, day);
    *found = (struct yb_place_item){known, place->home};
    if (!known)
        return YB_FOUND_NOWHERE;
    region = holds(place, place->near_count, known->list_type, day);
    if (!region)
        return YB_FOUND_HOME;
    found->region = region;
    return YB_FOUND_NOT_THERE;
}

struct yb_text yb_place_label(const struct yb_place *place, const struct yb_place_item *found,
                              struct yb_text home, struct yb_arena *arena)
{
    const struct yb_region_list *list = list_of(found->region, found->item->list_type);
    const bool at_home = found->region == place->home;
    char list_type[YB_DECIMAL_TEXT_MAX];

    yb_decimal_format(found->item->list_type, 0, list_type);
    return yb_catalogue_label_write(
        &(struct yb_catalogue_label){.admdvs = at_home ? home : found->region->admdvs,
                                     .list_name = yb_text_of(list_type),
                                     .ver = list ? list->ver : (struct yb_text){0},
                                     .wanted = at_home ? place->admdvs : (struct yb_text){0}},
        arena);
}
