#include "engine/benefit/plan.h"

#include <string.h>

#define SIZE_FIRST 64

/* What a policy can tell of a claim: facts that it does not ask about are left out. */
struct question {
    uint64_t bits, diseases;
    uint64_t bands; /* of age, years and day */
};

struct yb_plan_entry {
    struct question of;
    struct yb_plan *plan; /* NULL: free */
};

/* Adds a bound, unless it is known or bounds nothing. */
static void add_bound(int32_t *bounds, int *count, int32_t bound)
{
    int i = 0;

    while (i < *count && bounds[i] < bound)
        i++;
    if (i < *count && bounds[i] == bound)
        return;
    memmove(&bounds[i + 1], &bounds[i], (size_t)(*count - i) * sizeof(bounds[0]));
    bounds[i] = bound;
    ++*count;
}

static void note(struct yb_plan_book *book, const struct yb_condition *c)
{
    book->bits |= c->excluded & ~YB_CONDITION_MORE;
    book->diseases |= c->diseases;
    if (c->age_from > 0)
        add_bound(book->ages, &book->age_count, c->age_from);
    if (c->age_below < INT16_MAX)
        add_bound(book->ages, &book->age_count, c->age_below);
    if (c->years_from > 0)
        add_bound(book->years, &book->years_count, c->years_from);
    if (c->years_below < INT16_MAX)
        add_bound(book->years, &book->years_count, c->years_below);
    if (c->day_from > YB_DAY_MIN)
        add_bound(book->days, &book->day_count, c->day_from);
    if (c->day_below <= YB_DAY_MAX)
        add_bound(book->days, &book->day_count, c->day_below);
}

/* A formula of age tells every age from every other. */
static void note_ages(struct yb_plan_book *book)
{
    int32_t age;

    for (age = 1; age <= YB_FORMULA_AGE_MAX; age++)
        add_bound(book->ages, &book->age_count, age);
}

/* Every condition that adjudication asks. */
static void note_all(struct yb_plan_book *book)
{
    const struct yb_policy *policy = book->policy;
    int i;

    for (i = 0; i < policy->rule_count; i++) {
        note(book, &policy->rules[i].when);
        if (policy->rules[i].stay_accumulator >= 0)
            book->bits |= yb_dimension_mask(YB_DIM_STAY);
    }
    for (i = 0; i < policy->amount_count; i++)
        note(book, &policy->amounts[i].when);
    for (i = 0; i < policy->rate_count; i++)
        note(book, &policy->rates[i].when);
    for (i = 0; i < policy->deductible_count; i++)
        note(book, &policy->deductibles[i].when);
    for (i = 0; i < policy->pays_count; i++)
        note(book, &policy->pays[i].when);
    for (i = 0; i < policy->adjust_count; i++) {
        note(book, &policy->adjusts[i].when);
        if (policy->adjusts[i].op == YB_ADJUST_AGE_POINTS)
            note_ages(book);
    }
}

int yb_plan_book_init(struct yb_plan_book *book, const struct yb_policy *policy,
                      struct yb_arena *arena)
{
    const int rows = policy->rule_count + policy->amount_count + policy->rate_count +
                     policy->deductible_count + policy->pays_count + policy->adjust_count;

    *book = (struct yb_plan_book){.policy = policy, .arena = arena, .size = SIZE_FIRST};
    book->ages = YB_NEW_ARRAY(arena, int32_t, 2 * rows + YB_FORMULA_AGE_MAX);
    book->years = YB_NEW_ARRAY(arena, int32_t, 2 * rows);
    book->days = YB_NEW_ARRAY(arena, int32_t, 2 * rows);
    book->entries = YB_NEW_ARRAY(arena, struct yb_plan_entry, SIZE_FIRST);
    if (!book->ages || !book->years || !book->days || !book->entries)
        return YB_E_NO_MEMORY;
    note_all(book);
    return YB_OK;
}

static uint64_t band_of(const int32_t *bounds, int count, int32_t value)
{
    uint64_t band = 0;
    int i;

    for (i = 0; i < count; i++)
        band += value >= bounds[i];
    return band;
}

static struct question question_of(const struct yb_plan_book *book, const struct yb_facts *facts)
{
    return (struct question){facts->bits & book->bits, facts->diseases & book->diseases,
                             band_of(book->ages, book->age_count, facts->age) << 32 |
                                 band_of(book->years, book->years_count, facts->continuous_years)
                                     << 16 |
                                 band_of(book->days, book->day_count, facts->day)};
}

/* The entry of a question, or the free one where it belongs. */
static struct yb_plan_entry *entry_of(const struct yb_plan_book *book, const struct question *of)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = ((of->bits * odd) ^ of->diseases) * odd;
    uint32_t i;

    hash = (hash ^ of->bands) * odd;
    for (i = (uint32_t)(hash >> 32);; i++) {
        struct yb_plan_entry *entry = &book->entries[i & (book->size - 1)];

        if (!entry->plan || (entry->of.bits == of->bits && entry->of.diseases == of->diseases &&
                             entry->of.bands == of->bands))
            return entry;
    }
}

static int grow(struct yb_plan_book *book)
{
    const struct yb_plan_book old = *book;
    uint32_t i;

    book->entries = YB_NEW_ARRAY(book->arena, struct yb_plan_entry, old.size * 2);
    if (!book->entries) {
        *book = old;
        return YB_E_NO_MEMORY;
    }
    book->size = old.size * 2;
    for (i = 0; i < old.size; i++)
        if (old.entries[i].plan)
            *entry_of(book, &old.entries[i].of) = old.entries[i];
    return YB_OK;
}

/* Copies of the layer's segments, whose ratios are the final ones. */
static int settle_ratios(const struct yb_plan_book *book, struct yb_plan_layer *layer)
{
    int i, j;

    for (i = 0; i < layer->group_count; i++) {
        struct yb_plan_group *group = &layer->groups[i];
        const int count = group->row->segments.count;
        struct yb_segment *segments = YB_NEW_ARRAY(book->arena, struct yb_segment, count);

        if (!segments)
            return YB_E_NO_MEMORY;
        for (j = 0; j < count; j++) {
            segments[j] = group->segments[j];
            segments[j].pays_ppm = yb_plan_ratio(book->policy, layer, segments[j].pays_ppm);
        }
        group->segments = segments;
    }
    layer->ratios_are_final = true;
    return YB_OK;
}

static struct yb_plan *make(const struct yb_plan_book *book, const struct yb_facts *facts)
{
    const int layers = book->policy->layer_count;
    struct yb_plan *plan = YB_NEW(book->arena, struct yb_plan);
    int i;

    if (!plan)
        return NULL;
    plan->layers = YB_NEW_ARRAY(book->arena, struct yb_plan_layer, layers);
    if (!plan->layers)
        return NULL;
    yb_plan_make(book->policy, facts, plan);
    for (i = 0; i < layers; i++)
        if (plan->layers[i].rule && !plan->layers[i].ratios_are_final &&
            settle_ratios(book, &plan->layers[i]) != YB_OK)
            return NULL;
    return plan;
}

const struct yb_plan *yb_plan_book_find(struct yb_plan_book *book, const struct yb_facts *facts)
{
    const struct question of = question_of(book, facts);
    struct yb_plan_entry *entry = entry_of(book, &of);
    struct yb_plan *plan = entry->plan;

    if (__builtin_expect(plan != NULL, 1))
        return plan;
    plan = make(book, facts);
    if (!plan || (book->count * 2 >= book->size && grow(book) != YB_OK))
        return NULL;
    *entry_of(book, &of) = (struct yb_plan_entry){of, plan};
    book->count++;
    return plan;
}
