#include "app/city/tally.h"

#include "app/city/read_internal.h"
#include "base/money.h"

#include <string.h>

void yb_city_tally_claim(struct yb_city_tally *tally, const struct yb_city_claim *claim)
{
    struct yb_city_sum *sum = &tally->sums[claim->scheme][claim->kind][claim->level];

    sum->count += claim->sum.count;
    sum->medfee_fen += claim->sum.medfee_fen;
    sum->days += claim->sum.days;
    sum->inscp_fen += claim->sum.inscp_fen;
    sum->fund_fen += claim->sum.fund_fen;
    sum->acct_fen += claim->sum.acct_fen;
    if (claim->kind == YB_CITY_V_PHARMACY)
        return;
    tally->cost_fen[claim->group] += claim->sum.medfee_fen;
    tally->local_fen[claim->elsewhere] += claim->sum.medfee_fen;
    tally->local_count[claim->elsewhere] += claim->sum.count;
}

static enum yb_city_group group_of(const struct yb_city_spell *spell)
{
    if (spell->scheme == YB_CITY_RESIDENT_SCHEME)
        return YB_CITY_RESIDENT;
    return spell->kind == YB_CITY_PENSIONER ? YB_CITY_RETIRED : YB_CITY_ACTIVE;
}

static void tally_visit(struct yb_city_tally *tally, const struct yb_city *city,
                        const struct yb_city_life *life, const struct yb_city_visit *visit)
{
    const struct yb_city_spell *spell = yb_city_covers(&life->person, visit->end);
    struct yb_city_line lines[YB_CITY_LINES_MAX];
    struct yb_city_claim claim = {.kind = visit->kind, .level = visit->level};
    struct yb_city_place place;
    int count = yb_city_lines(city, life, visit, lines);

    yb_city_place(city, visit->place, &place);
    claim.scheme = spell->scheme;
    claim.group = group_of(spell);
    claim.elsewhere = !yb_text_is(place.provider->place, "local");
    claim.sum.count = 1;
    claim.sum.days = visit->end - visit->begin;
    for (int i = 0; i < count; i++)
        claim.sum.medfee_fen += lines[i].units * lines[i].pric_fen;
    yb_city_tally_claim(tally, &claim);
}

void yb_city_tally_life(struct yb_city_tally *tally, const struct yb_city *city,
                        const struct yb_city_life *life)
{
    const struct yb_city_person *person = &life->person;

    tally->insured[group_of(&person->spells[person->spell_count - 1])]++;
    for (int i = 0; i < life->visit_count; i++)
        tally_visit(tally, city, life, &life->visits[i]);
}

void yb_city_tally_city(struct yb_city_tally *tally, const struct yb_city *city)
{
    struct yb_city_life life;

    for (uint32_t number = 0; number < city->all; number++) {
        yb_city_life(city, number, &life);
        yb_city_tally_life(tally, city, &life);
    }
}

/* ---- against the targets ---- */

static const struct yb_city_column columns[] = {
    {"quantity", YB_CITY_TEXT}, {"target", 4},        {"unit", YB_CITY_TEXT},
    {"zh", YB_CITY_TEXT},       {"en", YB_CITY_TEXT}, {"basis", YB_CITY_TEXT}};

/* What a quantity is the quotient of. */
struct ratio {
    int64_t over, under, times; /* over * times / under, in 1/10000 */
};

static struct yb_city_sum sum_of(const struct yb_city_tally *tally, int scheme, int kind, int level)
{
    struct yb_city_sum sum = {0};

    for (int i = 0; i < YB_CITY_LEVELS; i++) {
        const struct yb_city_sum *part = &tally->sums[scheme][kind][i];

        if (level >= 0 && i != level)
            continue;
        sum.count += part->count;
        sum.medfee_fen += part->medfee_fen;
        sum.days += part->days;
        sum.inscp_fen += part->inscp_fen;
        sum.fund_fen += part->fund_fen;
        sum.acct_fen += part->acct_fen;
    }
    return sum;
}

static int64_t insured(const struct yb_city_tally *tally, int scheme)
{
    return scheme == YB_CITY_RESIDENT_SCHEME
               ? tally->insured[YB_CITY_RESIDENT]
               : tally->insured[YB_CITY_ACTIVE] + tally->insured[YB_CITY_RETIRED];
}

#define ONE     INT64_C(10000)
#define PERCENT INT64_C(1000000)
#define YUAN    INT64_C(100)

enum measure {
    PER_INSURED, /* count of a kind, each insured person */
    COST_OF_ONE, /* of a kind and level */
    DAYS_OF_ONE,
    SHARE,       /* of a level in its kind's count */
    FUND_SHARE,  /* of a kind's cost, paid by funds */
    FUND_A_HEAD, /* of all kinds */
    ACCOUNT_A_HEAD,
    COST_A_HEAD,  /* of institutions */
    RETIRED_COST, /* against active */
    ELSEWHERE_COUNT,
    ELSEWHERE_COST
};

static const struct quantity {
    const char *name;
    enum measure measure;
    int kind, level; /* level -1: all */
} quantities[] = {
    {"admissions", PER_INSURED, YB_CITY_V_STAY, -1},
    {"outpatient", PER_INSURED, YB_CITY_V_OUTPATIENT, -1},
    {"chronic", PER_INSURED, YB_CITY_V_CHRONIC, -1},
    {"pharmacy", PER_INSURED, YB_CITY_V_PHARMACY, -1},
    {"institution_cost", COST_A_HEAD, 0, -1},
    {"admission_cost", COST_OF_ONE, YB_CITY_V_STAY, -1},
    {"stay", DAYS_OF_ONE, YB_CITY_V_STAY, -1},
    {"share_3", SHARE, YB_CITY_V_STAY, 0},
    {"share_2", SHARE, YB_CITY_V_STAY, 1},
    {"share_1", SHARE, YB_CITY_V_STAY, 2},
    {"cost_3", COST_OF_ONE, YB_CITY_V_STAY, 0},
    {"cost_2", COST_OF_ONE, YB_CITY_V_STAY, 1},
    {"cost_1", COST_OF_ONE, YB_CITY_V_STAY, 2},
    {"stay_3", DAYS_OF_ONE, YB_CITY_V_STAY, 0},
    {"stay_2", DAYS_OF_ONE, YB_CITY_V_STAY, 1},
    {"stay_1", DAYS_OF_ONE, YB_CITY_V_STAY, 2},
    {"visit_cost", COST_OF_ONE, YB_CITY_V_OUTPATIENT, -1},
    {"chronic_cost", COST_OF_ONE, YB_CITY_V_CHRONIC, -1},
    {"pharmacy_cost", COST_OF_ONE, YB_CITY_V_PHARMACY, -1},
    {"fund_share_stay", FUND_SHARE, YB_CITY_V_STAY, -1},
    {"fund_share_chronic", FUND_SHARE, YB_CITY_V_CHRONIC, -1},
    {"fund_share_visit", FUND_SHARE, YB_CITY_V_OUTPATIENT, -1},
    {"outlay", FUND_A_HEAD, 0, -1},
    {"account_outlay", ACCOUNT_A_HEAD, 0, -1},
    {"retired_cost", RETIRED_COST, 0, -1},
    {"elsewhere_count", ELSEWHERE_COUNT, 0, -1},
    {"elsewhere_cost", ELSEWHERE_COST, 0, -1},
};

#define QUANTITIES (sizeof(quantities) / sizeof(quantities[0]))

static bool is_of_settlement(enum measure measure)
{
    return measure == FUND_SHARE || measure == FUND_A_HEAD || measure == ACCOUNT_A_HEAD;
}

/* Of all kinds, with pharmacies (`shops`) or without. */
static struct yb_city_sum sum_of_all(const struct yb_city_tally *tally, int scheme, bool shops)
{
    struct yb_city_sum all = {0};

    for (int kind = 0; kind < YB_CITY_V_KINDS; kind++) {
        struct yb_city_sum sum = sum_of(tally, scheme, kind, -1);

        if (kind == YB_CITY_V_PHARMACY && !shops)
            continue;
        all.medfee_fen += sum.medfee_fen;
        all.fund_fen += sum.fund_fen;
        all.acct_fen += sum.acct_fen;
    }
    return all;
}

static struct ratio ratio_of_heads(const struct yb_city_tally *tally, int scheme,
                                   enum measure measure)
{
    struct yb_city_sum all = sum_of_all(tally, scheme, measure == ACCOUNT_A_HEAD);
    int64_t over = measure == FUND_A_HEAD      ? all.fund_fen
                   : measure == ACCOUNT_A_HEAD ? all.acct_fen
                                               : all.medfee_fen;

    return (struct ratio){over, insured(tally, scheme) * YUAN, ONE};
}

static struct ratio ratio_of(const struct yb_city_tally *t, int scheme, const struct quantity *q)
{
    struct yb_city_sum sum = sum_of(t, scheme, q->kind, q->level);

    switch (q->measure) {
    case PER_INSURED:
        return (struct ratio){sum.count, insured(t, scheme), ONE};
    case COST_OF_ONE:
        return (struct ratio){sum.medfee_fen, sum.count * YUAN, ONE};
    case DAYS_OF_ONE:
        return (struct ratio){sum.days, sum.count, ONE};
    case SHARE:
        return (struct ratio){sum.count, sum_of(t, scheme, q->kind, -1).count, PERCENT};
    case FUND_SHARE:
        return (struct ratio){sum.fund_fen, sum.medfee_fen, PERCENT};
    case RETIRED_COST:
        return (struct ratio){t->cost_fen[YB_CITY_RETIRED] / 100 * t->insured[YB_CITY_ACTIVE],
                              t->cost_fen[YB_CITY_ACTIVE] / 100 * t->insured[YB_CITY_RETIRED], ONE};
    case ELSEWHERE_COUNT:
        return (struct ratio){t->local_count[1], t->local_count[0] + t->local_count[1], PERCENT};
    case ELSEWHERE_COST:
        return (struct ratio){t->local_fen[1], t->local_fen[0] + t->local_fen[1], PERCENT};
    case FUND_A_HEAD:
    case ACCOUNT_A_HEAD:
    case COST_A_HEAD:
        break;
    }
    return ratio_of_heads(t, scheme, q->measure);
}

/* "employee admissions", "resident cost_3", "county elsewhere_cost". */
static const struct quantity *find_quantity(struct yb_text name, int *scheme)
{
    struct yb_text rest, first = yb_text_split(name, ' ', &rest);

    *scheme = yb_text_is(first, "resident") ? YB_CITY_RESIDENT_SCHEME : YB_CITY_EMPLOYEE_SCHEME;
    for (size_t i = 0; i < QUANTITIES; i++)
        if (yb_text_is(rest, quantities[i].name))
            return &quantities[i];
    return NULL;
}

static int take_target(void *context, const struct yb_city_cell *cells,
                       struct yb_city_reading *reading)
{
    struct yb_city_targets *targets = context;
    int scheme;
    const struct quantity *quantity = find_quantity(cells[0].text, &scheme);

    if (!quantity)
        return yb_city_refuse(reading, YB_E_UNKNOWN_KEY, "quantity", cells[0].text);
    if (targets->count == YB_CITY_TARGETS_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "quantity", YB_TEXT("64"));
    targets->rows[targets->count++] =
        (struct yb_city_target){.quantity = cells[0].text,
                                .value_e4 = cells[1].number,
                                .unit = cells[2].text,
                                .zh = cells[3].text,
                                .en = cells[4].text,
                                .basis = cells[5].text,
                                .of_settlement = is_of_settlement(quantity->measure)};
    return 0;
}

int yb_city_targets_read(const char *folder, struct yb_arena *arena,
                         struct yb_city_targets *targets, struct yb_error *error)
{
    const struct yb_city_file file = {"calibration.csv", columns,
                                      (int)(sizeof(columns) / sizeof(columns[0])), false,
                                      take_target};

    *targets = (struct yb_city_targets){0};
    return yb_city_read_file(folder, &file, targets, arena, error);
}

static int64_t root_of(int64_t number)
{
    int64_t root = 0;

    for (int64_t bit = INT64_C(1) << 30; bit; bit >>= 1)
        if ((root | bit) * (root | bit) <= number)
            root |= bit;
    return root;
}

/*
 * Three standard errors, in 1/10000 of the value: of n cases a count varies by 1/sqrt(n); a
 * sum of costs, whose spread is about twice its mean, by 2/sqrt(n), and a share too, because a
 * person goes where he went before. What is said of
 * heads rests on the stays, which cost most. From SAMPLE_ENOUGH people on the targets' own bound is
 * all there is.
 */
#define SAMPLE_ENOUGH 300000

static int64_t chance_of(const struct yb_city_tally *t, int scheme, const struct quantity *q)
{
    bool heads = q->measure == COST_A_HEAD || q->measure == FUND_A_HEAD ||
                 q->measure == ACCOUNT_A_HEAD || q->measure >= RETIRED_COST;
    bool counts = q->measure == PER_INSURED || q->measure == DAYS_OF_ONE;
    int64_t cases = heads ? sum_of(t, scheme, YB_CITY_V_STAY, -1).count
                          : sum_of(t, scheme, q->kind, q->level).count;
    int64_t people = insured(t, YB_CITY_EMPLOYEE_SCHEME) + insured(t, YB_CITY_RESIDENT_SCHEME);

    if (people >= SAMPLE_ENOUGH || cases <= 0)
        return 0;
    return 3 * 10000 * (counts ? 1 : 2) / root_of(cases);
}

struct yb_city_result yb_city_compare(const struct yb_city_tally *tally,
                                      const struct yb_city_target *target)
{
    int scheme;
    const struct quantity *quantity = find_quantity(target->quantity, &scheme);
    struct ratio ratio = ratio_of(tally, scheme, quantity);
    struct yb_city_result result = {0};

    if (ratio.under <= 0)
        return result;
    result.known = true;
    result.value_e4 = yb_muldiv(ratio.over, ratio.times, ratio.under, YB_ROUND_HALF_UP);
    result.chance_e4 = chance_of(tally, scheme, quantity);
    result.off_e4 =
        yb_muldiv(result.value_e4 - target->value_e4, 10000, target->value_e4, YB_ROUND_HALF_UP);
    return result;
}
