/* What is charged for a visit: items of the catalogue at fixed prices, in whole packs, so that the
 * sum comes out near the visit's cost, and on average exactly. */
#include "engine/city/city.h"
#include "engine/city/plant.h"

#include <string.h>

#define STREAM_LINES 20

struct basket {
    const struct yb_city *city;
    const struct yb_city_visit *visit;
    struct yb_city_dice dice;
    int sex; /* as items say it */
    int age; /* in years */
    int care;
    struct yb_city_line *lines;
    int count;
    int64_t left_fen; /* not spent yet; may go a little below 0 */
};

/* How lines of one part of the cost are chosen. */
struct wish {
    const struct yb_city_choice *choice;
    int lines;        /* at most */
    int64_t packs;    /* of one line, at most */
    int64_t cost_fen; /* of all of them */
};

static int64_t pack_fen(const struct basket *b, const struct yb_city_item *item)
{
    return item->pric_fen[b->visit->level] * item->pack;
}

static bool suits(const struct basket *b, const struct yb_city_item *item)
{
    return (!item->sex || item->sex == b->sex) && b->age >= item->least_age &&
           (!item->most_age || b->age <= item->most_age);
}

/* A few draws; the dearest that can be paid. NULL when none can. */
static const struct yb_city_item *draw_item(struct basket *b, const struct yb_city_choice *choice,
                                            int64_t most_fen, int draws)
{
    const struct yb_city_item *best = NULL;

    for (int i = 0; i < 6 && draws > 0; i++) {
        const struct yb_city_item *item;

        if (!choice->count)
            return NULL;
        item = &b->city->tables
                    ->items[yb_city_choose(choice, (uint32_t)(yb_city_roll(&b->dice) >> 32))];
        if (pack_fen(b, item) > most_fen || !suits(b, item))
            continue;
        draws--;
        if (!best || pack_fen(b, item) > pack_fen(b, best))
            best = item;
    }
    return best;
}

/* Adds packs of an item; an item stands on one line only. */
static void take(struct basket *b, const struct yb_city_item *item, int64_t packs)
{
    int at = 0;

    if (packs <= 0)
        return;
    while (at < b->count && b->lines[at].item != item)
        at++;
    if (at == YB_CITY_LINES_MAX)
        return;
    if (at == b->count) {
        const struct yb_city_visit *visit = b->visit;
        int32_t days = visit->end - visit->begin;

        b->lines[b->count++] = (struct yb_city_line){
            .item = item,
            .pric_fen = item->pric_fen[visit->level],
            .day =
                days ? visit->begin + (int32_t)yb_city_below(&b->dice, (uint32_t)days) : visit->end,
            .minute = visit->minute};
    }
    b->lines[at].units += packs * item->pack;
    b->left_fen -= packs * pack_fen(b, item);
}

/* Spends about cost_fen of what is left. */
static void spend(struct basket *b, const struct wish *wish)
{
    int64_t cost = wish->cost_fen;

    for (int i = wish->lines; i > 0 && cost > 0; i--) {
        const struct yb_city_item *item = draw_item(b, wish->choice, cost, 1);
        int64_t unit, packs;

        if (!item)
            continue;
        unit = pack_fen(b, item);
        packs = (cost + unit * i / 2) / (unit * i);
        packs = packs < 1 ? 1 : packs > wish->packs ? wish->packs : packs;
        take(b, item, packs);
        cost -= packs * unit;
    }
}

/* Of the rest: dear items first. */
static void spend_rest(struct basket *b, const struct yb_city_choice *choice, int lines,
                       int64_t packs)
{
    for (; lines > 0 && b->left_fen > 0; lines--) {
        const struct yb_city_item *item = draw_item(b, choice, b->left_fen, 4);
        int64_t count = item ? b->left_fen / pack_fen(b, item) : 0;

        if (!item)
            break;
        take(b, item, count < packs ? count : packs);
    }
}

static const struct yb_city_choice *items(const struct basket *b, int kind)
{
    return &b->city->items[b->care][b->visit->level][kind];
}

/* One of a kind whatever it costs. */
static void take_one(struct basket *b, int kind, int64_t packs)
{
    const struct yb_city_item *item = draw_item(b, items(b, kind), INT64_MAX, 1);

    if (item)
        take(b, item, packs);
}

/* The last line comes by chance, so that the mean is kept. */
static void finish(struct basket *b, int kind)
{
    const struct yb_city_item *item = draw_item(b, items(b, kind), 3000, 1);

    if (item && b->left_fen > 0 &&
        (b->left_fen >= pack_fen(b, item) ||
         yb_city_chance(&b->dice, b->left_fen * 1000000 / pack_fen(b, item))))
        take(b, item, 1);
}

/* ---- kinds of visits ---- */

static void fill_outpatient(struct basket *b)
{
    bool tests = b->left_fen > 8000 && yb_city_chance(&b->dice, 500000);

    if (b->visit->emergency)
        take_one(b, YB_CITY_EMERGENCY, 1);
    else if (b->left_fen > 4000)
        take_one(b, YB_CITY_VISIT, 1);
    if (tests) {
        spend(b, &(struct wish){items(b, YB_CITY_EXAM), 1, 1, b->left_fen});
        spend(b, &(struct wish){items(b, YB_CITY_LAB), 1, 1, b->left_fen});
    }
    if (b->left_fen > 6000 && yb_city_chance(&b->dice, 200000))
        spend(b, &(struct wish){items(b, YB_CITY_TREATMENT), 1, 3, b->left_fen / 2});
    if (b->left_fen > 10000)
        spend_rest(b, items(b, YB_CITY_EXAM), 2, 1);
    if (b->left_fen > 10000)
        spend_rest(b, items(b, YB_CITY_INJECTION), 1, 30);
    if (yb_city_chance(&b->dice, 500000))
        spend_rest(b, items(b, YB_CITY_DRUG), 1, 2);
    spend_rest(b, items(b, YB_CITY_PATENT), 1, 4);
    if (b->left_fen > 4000)
        spend_rest(b, items(b, YB_CITY_PATENT), 3, 6);
    finish(b, yb_city_chance(&b->dice, 500000) ? YB_CITY_DRUG : YB_CITY_PATENT);
}

static void fill_pharmacy(struct basket *b)
{
    if (yb_city_chance(&b->dice, 500000))
        spend_rest(b, items(b, YB_CITY_DRUG), 1, 2);
    spend_rest(b, items(b, YB_CITY_PATENT), b->left_fen > 8000 ? 2 : 1, 4);
    if (b->left_fen > 4000)
        spend_rest(b, items(b, YB_CITY_PATENT), 3, 8);
    finish(b, yb_city_chance(&b->dice, 500000) ? YB_CITY_DRUG : YB_CITY_PATENT);
}

static void fill_dialysis(struct basket *b)
{
    const struct yb_city_item *item = draw_item(b, items(b, YB_CITY_DIALYSIS), INT64_MAX, 1);

    if (item)
        take(b, item, b->left_fen * 9 / 10 / pack_fen(b, item));
    spend_rest(b, items(b, YB_CITY_INJECTION), 2, 60);
}

static void fill_chronic(struct basket *b, const struct yb_city_chronic *chronic)
{
    const struct yb_city_choice *drugs = NULL;

    for (int i = 0; i < b->city->drug_group_count; i++)
        if (yb_text_equal(b->city->drug_groups[i], chronic->group))
            drugs = &b->city->drugs[i][b->visit->level];
    if (yb_text_is(chronic->group, "DI"))
        fill_dialysis(b);
    if (drugs && drugs->count)
        spend_rest(b, drugs, 2, b->left_fen > 150000 ? 20 : 2);
    if (b->left_fen > 10000)
        spend_rest(b, items(b, YB_CITY_EXAM), 1, 1);
    if (b->left_fen > 10000)
        spend_rest(b, items(b, YB_CITY_INJECTION), 2, 60);
    spend_rest(b, items(b, YB_CITY_PATENT), b->left_fen > 10000 ? 2 : 1, 4);
    finish(b, YB_CITY_DRUG);
}

static const struct yb_city_mix *mix_of(const struct yb_city *city, struct yb_text class)
{
    int i = 0;

    while (i < city->tables->mix_count - 1 && !yb_text_equal(city->tables->mixes[i].class, class))
        i++;
    return &city->tables->mixes[i];
}

static void fill_ward(struct basket *b, int64_t days)
{
    int64_t most = b->visit->cost_fen / 4;
    static const int kinds[] = {YB_CITY_BED, YB_CITY_NURSING, YB_CITY_WARD};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct yb_city_item *item = draw_item(b, items(b, kinds[i]), INT64_MAX, 1);
        int64_t can = item ? most / pack_fen(b, item) : 0;

        if (item)
            take(b, item, days < can ? days : can > 0 ? can : 1);
    }
}

static void fill_operation(struct basket *b, const struct yb_city_disease *disease, int64_t cost)
{
    if (disease->is_delivery && yb_text_starts(disease->icd10, "O80")) {
        take_one(b, YB_CITY_DELIVERY, 1);
    } else if (cost > 40000) {
        spend(b, &(struct wish){items(b, YB_CITY_SURGERY), 1, 1, cost * 2});
        take_one(b, YB_CITY_ANAESTHESIA, 1);
        if (!disease->is_delivery)
            spend(b, &(struct wish){items(b, YB_CITY_IMPLANT), 1, 2, b->left_fen / 2});
    }
}

static void fill_stay(struct basket *b)
{
    static const struct {
        int lines;
        int64_t packs, packs_a_day;
    } of[YB_CITY_MIXED] = {[YB_CITY_DRUG] = {1, 2, 0},       [YB_CITY_INJECTION] = {3, 6, 3},
                           [YB_CITY_CONSUMABLE] = {2, 4, 2}, [YB_CITY_LAB] = {3, 2, 1},
                           [YB_CITY_EXAM] = {2, 1, 0},       [YB_CITY_TREATMENT] = {3, 2, 2}};
    const struct yb_city_disease *disease = &b->city->tables->diseases[b->visit->disease];
    const struct yb_city_mix *mix = mix_of(b->city, disease->class);
    int64_t days = b->visit->end - b->visit->begin, cost;

    fill_ward(b, days);
    cost = b->left_fen;
    if (mix->share[YB_CITY_SURGERY])
        fill_operation(b, disease, cost * mix->share[YB_CITY_SURGERY] / 100);
    for (int kind = YB_CITY_EXAM; kind >= 0; kind--)
        spend(b, &(struct wish){
                     items(b, kind), of[kind].lines, of[kind].packs + of[kind].packs_a_day * days,
                     b->left_fen < cost * mix->share[kind] / 100 ? b->left_fen
                                                                 : cost * mix->share[kind] / 100});
    spend(b, &(struct wish){items(b, YB_CITY_TREATMENT), 2, 2 + 2 * days,
                            b->left_fen < cost * mix->share[YB_CITY_TREATMENT] / 100
                                ? b->left_fen
                                : cost * mix->share[YB_CITY_TREATMENT] / 100});
    spend_rest(b, items(b, YB_CITY_INJECTION), 2, 8 + 6 * days);
    if (b->left_fen > 20000)
        spend_rest(b, items(b, YB_CITY_CONSUMABLE), 2, 10 + 2 * days);
    if (b->left_fen > 20000)
        spend_rest(b, items(b, YB_CITY_INJECTION), 2, 1000);
    finish(b, YB_CITY_LAB);
}

int yb_city_lines(const struct yb_city *city, const struct yb_city_life *life,
                  const struct yb_city_visit *visit, struct yb_city_line *lines)
{
    struct basket b = {
        .city = city,
        .visit = visit,
        .dice = yb_city_dice(city->seed, life->person.number, STREAM_LINES + visit->dice),
        .sex = life->person.sex == YB_CITY_MALE ? 1 : 2,
        .lines = lines,
        .left_fen =
            visit->cost_fen * (1000000 + city->tables->parameters[YB_CITY_P_UNSPENT]) / 1000000};

    b.care = visit->kind == YB_CITY_V_STAY       ? YB_CITY_INPATIENT
             : visit->kind == YB_CITY_V_PHARMACY ? YB_CITY_PHARMACY
                                                 : YB_CITY_OUTPATIENT;
    switch (visit->kind) {
    case YB_CITY_V_STAY:
        fill_stay(&b);
        break;
    case YB_CITY_V_CHRONIC:
        fill_chronic(&b, &city->tables->chronic[life->person.chronic]);
        break;
    case YB_CITY_V_PHARMACY:
        fill_pharmacy(&b);
        break;
    case YB_CITY_V_OUTPATIENT:
    case YB_CITY_V_KINDS:
        fill_outpatient(&b);
        break;
    }
    if (!b.count)
        take_one(&b, YB_CITY_PATENT, 1);
    return visit->plant >= 0 ? yb_city_plant_lines(city, visit, lines, b.count) : b.count;
}
