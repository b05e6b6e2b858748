#include "engine/policy/cover.h"

#define STEPS_MAX 200000

struct search {
    const struct yb_condition *const *conditions;
    int count;
    int steps;
    struct yb_region gap;
};

struct yb_region yb_region_of(int insutype)
{
    struct yb_region region = {.age_below = INT16_MAX,
                               .years_below = INT16_MAX,
                               .day_from = YB_DAY_MIN,
                               .day_below = YB_DAY_MAX + 1};
    uint64_t employee = YB_VALUE_BIT(YB_PERSON_ACTIVE) | YB_VALUE_BIT(YB_PERSON_RETIRED);

    if (insutype == 310)
        region.excluded = yb_dimension_mask(YB_DIM_PERSON) & ~employee;
    else if (insutype == 390)
        region.excluded = employee;
    return region;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static bool is_empty(const struct yb_region *r)
{
    int i;

    for (i = 0; i < YB_DIMENSIONS; i++)
        if (!(yb_dimension_mask((enum yb_dimension)i) & ~r->excluded))
            return true;
    return r->age_from >= r->age_below || r->years_from >= r->years_below ||
           r->day_from >= r->day_below;
}

static bool narrow_diseases(struct yb_region *r, uint64_t diseases)
{
    uint64_t possible = diseases & ~r->not_hit;

    if (!diseases)
        return true;
    if (!possible)
        return false;
    if (!r->hit_any || !(possible & ~r->hit_any))
        r->hit_any = possible;
    return true;
}

bool yb_region_narrow(struct yb_region *r, const struct yb_condition *c)
{
    r->excluded |= c->excluded;
    r->age_from = larger(r->age_from, c->age_from);
    r->age_below = smaller(r->age_below, c->age_below);
    r->years_from = larger(r->years_from, c->years_from);
    r->years_below = smaller(r->years_below, c->years_below);
    r->day_from = larger(r->day_from, c->day_from);
    r->day_below = smaller(r->day_below, c->day_below);
    return narrow_diseases(r, c->diseases) && !is_empty(r);
}

bool yb_region_implies(const struct yb_region *r, const struct yb_condition *c)
{
    if (c->diseases && (!r->hit_any || (r->hit_any & ~c->diseases)))
        return false;
    return !(c->excluded & ~r->excluded) && r->age_from >= c->age_from &&
           r->age_below <= c->age_below && r->years_from >= c->years_from &&
           r->years_below <= c->years_below && r->day_from >= c->day_from &&
           r->day_below <= c->day_below;
}

static enum yb_cover covered_from(struct search *search, struct yb_region region, int row);

/* Looks at `part` of a region, unless it is empty, with the rows after `row`. */
static bool has_gap(struct search *search, const struct yb_region *part, int row,
                    enum yb_cover *result)
{
    if (is_empty(part))
        return false;
    *result = covered_from(search, *part, row + 1);
    return *result != YB_COVER_FULL;
}

/* A range of the region, and that of the row. */
struct cut {
    int *from, *below;
    int row_from, row_below;
};

/* Looks at what of the region lies below and above the row's range, and keeps what is inside. */
static bool range_has_gap(struct search *search, struct yb_region *region, const struct cut *cut,
                          int row, enum yb_cover *result)
{
    const int from = *cut->from, below = *cut->below;

    *cut->below = smaller(below, cut->row_from);
    if (has_gap(search, region, row, result))
        return true;
    *cut->below = below;
    *cut->from = larger(from, cut->row_below);
    if (has_gap(search, region, row, result))
        return true;
    *cut->from = larger(from, cut->row_from);
    *cut->below = smaller(below, cut->row_below);
    return false;
}

/* Cuts off what lies outside the row in each direction in turn; what is then left lies inside. */
static enum yb_cover covered_outside(struct search *search, struct yb_region region, int row)
{
    const struct yb_condition *c = search->conditions[row];
    const struct cut cuts[] = {
        {&region.age_from, &region.age_below, c->age_from, c->age_below},
        {&region.years_from, &region.years_below, c->years_from, c->years_below},
        {&region.day_from, &region.day_below, c->day_from, c->day_below},
    };
    enum yb_cover result = YB_COVER_FULL;
    struct yb_region out;
    size_t n;
    int i;

    for (i = 0; i < YB_DIMENSIONS; i++) {
        uint64_t mask = yb_dimension_mask((enum yb_dimension)i);

        if (!(c->excluded & mask & ~region.excluded))
            continue;
        out = region;
        out.excluded |= mask & ~c->excluded;
        if (has_gap(search, &out, row, &result))
            return result;
        region.excluded |= c->excluded & mask;
    }
    for (n = 0; n < sizeof(cuts) / sizeof(cuts[0]); n++)
        if (range_has_gap(search, &region, &cuts[n], row, &result))
            return result;
    if (!c->diseases || (region.hit_any && !(region.hit_any & ~c->diseases)))
        return YB_COVER_FULL;
    out = region;
    out.not_hit |= c->diseases;
    out.hit_any &= ~c->diseases;
    has_gap(search, &out, row, &result);
    return result;
}

static enum yb_cover covered_from(struct search *search, struct yb_region region, int row)
{
    for (; row < search->count; row++) {
        struct yb_region inside = region;

        if (++search->steps > STEPS_MAX)
            return YB_COVER_TOO_COMPLEX;
        if (yb_region_narrow(&inside, search->conditions[row]))
            return covered_outside(search, region, row);
    }
    search->gap = region;
    return YB_COVER_GAP;
}

enum yb_cover yb_region_covered(const struct yb_region *region,
                                const struct yb_condition *const *conditions, int count,
                                struct yb_region *gap)
{
    struct search search = {.conditions = conditions, .count = count};
    enum yb_cover result = is_empty(region) ? YB_COVER_FULL : covered_from(&search, *region, 0);

    if (gap)
        *gap = search.gap;
    return result;
}
