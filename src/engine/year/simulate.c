#include "engine/year/simulate.h"

#include <string.h>

#include "base/day.h"
#include "base/money.h"
#include "engine/benefit/plan.h"

const int64_t yb_simulation_class_fen[YB_SIMULATION_CLASSES] = {0, 10000, 100000, 1000000,
                                                                INT64_MAX};

#define MONTH_DAYS 731 /* the policy year and the one after */

/* One policy on its way through the year. */
struct side {
    struct yb_plan_book book;
    const uint64_t *diseases; /* by word: the lists that hold what it names */
    const uint64_t *institutions;
    int64_t before[YB_POLICY_ACCUMULATORS_MAX];
    int64_t account_drift_fen; /* what the simulated bills so far left more in the account */
    struct yb_bill bill;
    int64_t own_fen;              /* of the person so far */
    struct yb_simulated *by_kind; /* what the bills of each kind of facts add up to */
};

struct walk {
    const struct yb_simulation_run *run;
    struct yb_simulation *simulation;
    struct side sides[YB_SIMULATED];
    struct yb_line *lines;
    int32_t first_day; /* of `months` */
    uint8_t months[MONTH_DAYS];
    struct yb_simulated_person person;
    int64_t most_fen; /* the greatest change of one bill */
};

/* ---- a claim ---- */

static void take_lines(struct walk *w, const struct yb_year_claim *claim)
{
    const struct yb_year *year = w->run->year;

    for (uint32_t i = 0; i < claim->line_count; i++) {
        uint32_t at = claim->first_line + i;

        w->lines[i].amount_fen = year->amounts[at];
        w->lines[i].count_e4 = year->counts[at];
        w->lines[i].terms = year->terms[year->term_of[at]];
    }
}

static struct yb_claim claim_of(const struct walk *w, const struct side *side,
                                const struct yb_year_claim *from)
{
    struct yb_claim claim = {.facts = w->run->year->kinds[from->kind],
                             .lines = w->lines,
                             .line_count = from->line_count};
    int64_t account = from->account_fen + side->account_drift_fen;

    yb_facts_fill(&claim.facts);
    claim.facts.day = from->benefit_day;
    claim.facts.diseases = side->diseases[from->diseases];
    if (side->institutions)
        claim.facts.diseases |= side->institutions[from->institution];
    if (from->flags & YB_YEAR_ACCOUNT_USED)
        claim.account_fen = account > 0 ? account : 0;
    claim.family_fen = from->family_fen;
    return claim;
}

static int adjudicate(struct walk *w, struct side *side, const struct yb_year_claim *from)
{
    struct yb_claim claim = claim_of(w, side, from);
    const struct yb_plan *plan = yb_plan_book_find(&side->book, &claim.facts);
    struct yb_error error;

    if (!plan)
        return YB_E_NO_MEMORY;
    return yb_adjudicate_planned(plan, &claim, side->before, NULL, NULL, &side->bill, &error);
}

static void add_bill(struct yb_simulated *sum, const struct yb_bill *bill)
{
    sum->claims++;
    sum->total_fen += bill->total_fen;
    sum->in_scope_fen += bill->placed_fen[YB_PART_IN_SCOPE];
    for (int fund = 0; fund < YB_FUNDS; fund++)
        sum->fund_fen[fund] += bill->fund_fen[fund];
    sum->cash_fen += bill->cash_fen;
}

static int64_t own_share(const struct yb_bill *bill)
{
    return bill->cash_fen + bill->fund_fen[YB_FUND_ACCT];
}

/* From 0; most days lie in the policy year or the one after. */
static int month_of(const struct walk *w, int32_t day)
{
    int32_t at = day - w->first_day;

    return at >= 0 && at < MONTH_DAYS ? w->months[at] : yb_day_civil(day).month - 1;
}

/* One sum a claim and month: what the groups are is worked out of the kinds in the end. */
static void count_bill(struct walk *w, int number, const struct yb_year_claim *claim)
{
    struct yb_simulation *s = w->simulation;
    struct side *side = &w->sides[number];
    const struct yb_bill *bill = &side->bill;
    const struct yb_policy *policy = w->run->policies[number];
    int month = month_of(w, claim->setl_day);

    add_bill(&side->by_kind[claim->kind], bill);
    add_bill(&s->month[number][month], bill);
    for (int i = 0; i < policy->layer_count; i++)
        s->layer_fen[number][i][month] += bill->layers[i].pay_fen;
    memcpy(side->before, bill->after, (size_t)policy->accumulator_count * sizeof(int64_t));
    side->account_drift_fen += claim->acct_pay_fen - bill->fund_fen[YB_FUND_ACCT];
    side->own_fen += own_share(bill);
}

/* True when a bill is the recorded one. */
static bool as_recorded(const struct yb_bill *bill, const struct yb_year_claim *claim)
{
    return bill->cash_fen == claim->psn_cash_pay_fen &&
           bill->fund_fen[YB_FUND_ACCT] == claim->acct_pay_fen;
}

static int simulate_claim(struct walk *w, const struct yb_year_claim *claim)
{
    int64_t change;

    take_lines(w, claim);
    for (int i = 0; i < YB_SIMULATED; i++) {
        int rc = adjudicate(w, &w->sides[i], claim);

        if (rc == YB_E_NO_MEMORY)
            return rc;
        if (rc) {
            w->simulation->undecided++;
            return YB_OK;
        }
    }
    w->simulation->differing += !as_recorded(&w->sides[YB_SIMULATED_OLD].bill, claim);
    for (int i = 0; i < YB_SIMULATED; i++)
        count_bill(w, i, claim);
    change =
        own_share(&w->sides[YB_SIMULATED_NEW].bill) - own_share(&w->sides[YB_SIMULATED_OLD].bill);
    if (change < 0)
        change = -change;
    if (change > w->most_fen) {
        w->most_fen = change;
        w->person.setl_id = claim->setl_id;
    }
    return YB_OK;
}

/* ---- a person ---- */

static int64_t change_of(const struct yb_simulated_person *person)
{
    return person->own_fen[YB_SIMULATED_NEW] - person->own_fen[YB_SIMULATED_OLD];
}

/* Keeps the examples that change most, in order. */
static void keep_example(struct yb_simulated_person *examples, int *count,
                         const struct yb_simulated_person *person)
{
    int64_t change = change_of(person);
    int at = *count;

    if (change < 0)
        change = -change;
    while (at > 0) {
        int64_t other = change_of(&examples[at - 1]);

        if (other < 0)
            other = -other;
        if (other > change || (other == change && examples[at - 1].psn_no < person->psn_no))
            break;
        at--;
    }
    if (at == YB_SIMULATION_EXAMPLES)
        return;
    if (*count < YB_SIMULATION_EXAMPLES)
        (*count)++;
    memmove(&examples[at + 1], &examples[at], (size_t)(*count - at - 1) * sizeof(*examples));
    examples[at] = *person;
}

static int class_of(int64_t fen)
{
    int class = 0;

    while (fen > yb_simulation_class_fen[class])
        class ++;
    return class;
}

static void count_person(struct walk *w)
{
    struct yb_simulation *s = w->simulation;
    int64_t change;

    for (int i = 0; i < YB_SIMULATED; i++)
        w->person.own_fen[i] = w->sides[i].own_fen;
    change = change_of(&w->person);
    s->persons++;
    if (change < 0) {
        s->gaining[class_of(-change)]++;
        s->gained_fen -= change;
        keep_example(s->gain, &s->gain_count, &w->person);
    } else if (change > 0) {
        s->losing[class_of(change)]++;
        s->lost_fen += change;
        keep_example(s->lose, &s->lose_count, &w->person);
    }
}

static void begin_person(struct walk *w, const struct yb_year_person *person)
{
    w->person = (struct yb_simulated_person){.psn_no = person->psn_no};
    w->most_fen = 0;
    for (int i = 0; i < YB_SIMULATED; i++) {
        struct side *side = &w->sides[i];

        memset(side->before, 0, sizeof(side->before));
        side->account_drift_fen = side->own_fen = 0;
    }
}

static int simulate_person(struct walk *w, const struct yb_year_person *person)
{
    const struct yb_year_claim *claims = &w->run->year->claims[person->first_claim];
    int rc = YB_OK;

    begin_person(w, person);
    for (uint32_t i = 0; rc == YB_OK && i < person->claim_count; i++)
        rc = simulate_claim(w, &claims[i]);
    if (rc == YB_OK)
        count_person(w);
    return rc;
}

/* ---- a range of people ---- */

static void add_simulated(struct yb_simulated *sum, const struct yb_simulated *add)
{
    sum->claims += add->claims;
    sum->total_fen += add->total_fen;
    sum->in_scope_fen += add->in_scope_fen;
    for (int fund = 0; fund < YB_FUNDS; fund++)
        sum->fund_fen[fund] += add->fund_fen[fund];
    sum->cash_fen += add->cash_fen;
}

/* The groups of one side: every value that a kind has, and the same of inpatient care. */
static void spread_kinds(const struct walk *w, int number)
{
    const uint64_t inpatient = YB_VALUE_BIT(YB_CARE_INPATIENT);
    struct yb_simulation *s = w->simulation;

    for (uint64_t i = 0; i < w->run->year->head->count[YB_YEAR_KINDS]; i++) {
        const struct yb_simulated *sum = &w->sides[number].by_kind[i];
        uint64_t all = w->run->year->kinds[i].bits, bits = sum->claims ? all : 0;

        add_simulated(&s->all[number], sum);
        for (; bits; bits &= bits - 1) {
            int value = __builtin_ctzll(bits);

            add_simulated(&s->value[number][value], sum);
            if (all & inpatient)
                add_simulated(&s->inpatient[number][value], sum);
        }
    }
}

/* What the disease words mean to a policy. */
static const uint64_t *diseases_of(const struct yb_simulation_run *run,
                                   const struct yb_policy *policy)
{
    uint64_t count = run->year->head->count[YB_YEAR_WORDS];
    uint64_t *diseases = YB_NEW_ARRAY(run->arena, uint64_t, count + 1);

    for (uint32_t i = 0; diseases && i < count; i++)
        diseases[i] = yb_year_diseases(run->year, i, policy);
    return diseases;
}

/* What the words mean to a policy's lists of institutions, of which few have any. */
static bool has_institutions(const struct yb_policy *policy)
{
    int i;

    for (i = 0; i < policy->list_count; i++)
        if (policy->lists[i].of == YB_LIST_INSTITUTIONS)
            return true;
    return false;
}

static const uint64_t *institutions_of(const struct yb_simulation_run *run,
                                       const struct yb_policy *policy)
{
    uint64_t count = run->year->head->count[YB_YEAR_WORDS];
    uint64_t *lists = YB_NEW_ARRAY(run->arena, uint64_t, count + 1);

    for (uint32_t i = 0; lists && i < count; i++)
        lists[i] = yb_policy_lists(policy, YB_LIST_INSTITUTIONS, yb_year_word(run->year, i));
    return lists;
}

static bool prepare(struct walk *w, uint64_t first, uint64_t count)
{
    const struct yb_year *year = w->run->year;
    uint32_t most = 1;

    for (int i = 0; i < YB_SIMULATED; i++) {
        struct side *side = &w->sides[i];

        side->diseases = diseases_of(w->run, w->run->policies[i]);
        side->by_kind =
            YB_NEW_ARRAY(w->run->arena, struct yb_simulated, year->head->count[YB_YEAR_KINDS] + 1);
        if (has_institutions(w->run->policies[i]) &&
            !(side->institutions = institutions_of(w->run, w->run->policies[i])))
            return false;
        if (!side->diseases || !side->by_kind ||
            yb_plan_book_init(&side->book, w->run->policies[i], w->run->arena) != YB_OK)
            return false;
    }
    for (uint64_t i = first; i < first + count; i++)
        for (uint32_t j = 0; j < year->persons[i].claim_count; j++) {
            uint32_t lines = year->claims[year->persons[i].first_claim + j].line_count;

            most = lines > most ? lines : most;
        }
    w->lines = YB_NEW_ARRAY(w->run->arena, struct yb_line, most);
    return w->lines != NULL;
}

/* Makes a walk over persons [first, first + count); NULL: no memory. */
static struct walk *set_out(const struct yb_simulation_run *run, uint64_t first, uint64_t count,
                            struct yb_simulation *simulation)
{
    struct walk *w = YB_NEW(run->arena, struct walk);

    memset(simulation, 0, sizeof(*simulation));
    if (!w)
        return NULL;
    w->run = run;
    w->simulation = simulation;
    w->first_day = yb_day_of(run->year->head->year, 1, 1);
    for (int i = 0; i < MONTH_DAYS; i++)
        w->months[i] = (uint8_t)(yb_day_civil(w->first_day + i).month - 1);
    return prepare(w, first, count) ? w : NULL;
}

/* ---- one claim, explained ---- */

static uint64_t find_person(const struct yb_year *year, int64_t psn_no)
{
    uint64_t low = 0, high = year->head->count[YB_YEAR_PERSONS];

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (year->persons[middle].psn_no < psn_no)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int explain(struct walk *w, struct side *side, const struct yb_year_claim *from,
                   struct yb_simulated_bill *out)
{
    size_t most = YB_TRACE_ROWS(from->line_count);
    const struct yb_plan *plan;
    struct yb_error error;

    out->claim = claim_of(w, side, from);
    out->lines = YB_NEW_ARRAY(w->run->arena, struct yb_bill_line, from->line_count + 1);
    out->trace = (struct yb_trace){YB_NEW_ARRAY(w->run->arena, struct yb_trace_row, most), most, 0};
    plan = yb_plan_book_find(&side->book, &out->claim.facts);
    if (!out->lines || !out->trace.rows || !plan)
        return YB_E_NO_MEMORY;
    out->code = yb_adjudicate_planned(plan, &out->claim, side->before, &out->trace, out->lines,
                                      &out->bill, &error);
    return out->code == YB_E_NO_MEMORY ? out->code : YB_OK;
}

int yb_simulate_claim(const struct yb_simulation_run *run, int64_t psn_no, int64_t setl_id,
                      struct yb_simulated_bill bills[YB_SIMULATED], struct yb_error *error)
{
    struct yb_simulation *ignored = YB_NEW(run->arena, struct yb_simulation);
    uint64_t at = find_person(run->year, psn_no);
    const struct yb_year_person *person = &run->year->persons[at];
    const struct yb_year_claim *claims;
    struct walk *w;
    uint32_t i = 0;
    int rc = YB_OK;

    if (at == run->year->head->count[YB_YEAR_PERSONS] || person->psn_no != psn_no)
        return yb_fail(error, YB_E_NOT_FOUND, "psn_no", NULL);
    claims = &run->year->claims[person->first_claim];
    w = ignored ? set_out(run, at, 1, ignored) : NULL;
    if (!w)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    begin_person(w, person);
    for (; rc == YB_OK && i < person->claim_count && claims[i].setl_id != setl_id; i++)
        rc = simulate_claim(w, &claims[i]);
    if (rc == YB_OK && i == person->claim_count)
        return yb_fail(error, YB_E_NOT_FOUND, "setl_id", NULL);
    if (rc == YB_OK)
        take_lines(w, &claims[i]);
    for (int side = 0; rc == YB_OK && side < YB_SIMULATED; side++)
        rc = explain(w, &w->sides[side], &claims[i], &bills[side]);
    return rc ? yb_fail(error, rc, NULL) : YB_OK;
}

int yb_simulate(const struct yb_simulation_run *run, uint64_t first, uint64_t count,
                struct yb_simulation *simulation, struct yb_error *error)
{
    struct walk *w = set_out(run, first, count, simulation);
    int rc = YB_OK;

    if (!w)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (uint64_t i = first; rc == YB_OK && i < first + count; i++)
        rc = simulate_person(w, &run->year->persons[i]);
    for (int side = 0; side < YB_SIMULATED; side++)
        spread_kinds(w, side);
    return rc ? yb_fail(error, rc, NULL) : YB_OK;
}

/* ---- sums ---- */

static void add_side(struct yb_simulation *sum, const struct yb_simulation *add, int side)
{
    add_simulated(&sum->all[side], &add->all[side]);
    for (int i = 0; i < YB_SIMULATION_MONTHS; i++) {
        add_simulated(&sum->month[side][i], &add->month[side][i]);
        for (int layer = 0; layer < YB_POLICY_LAYERS_MAX; layer++)
            sum->layer_fen[side][layer][i] += add->layer_fen[side][layer][i];
    }
    for (int i = 0; i < 64; i++) {
        add_simulated(&sum->value[side][i], &add->value[side][i]);
        add_simulated(&sum->inpatient[side][i], &add->inpatient[side][i]);
    }
}

void yb_simulation_add(struct yb_simulation *sum, const struct yb_simulation *add)
{
    for (int side = 0; side < YB_SIMULATED; side++)
        add_side(sum, add, side);
    sum->persons += add->persons;
    for (int i = 0; i < YB_SIMULATION_CLASSES; i++) {
        sum->gaining[i] += add->gaining[i];
        sum->losing[i] += add->losing[i];
    }
    sum->gained_fen += add->gained_fen;
    sum->lost_fen += add->lost_fen;
    for (int i = 0; i < add->gain_count; i++)
        keep_example(sum->gain, &sum->gain_count, &add->gain[i]);
    for (int i = 0; i < add->lose_count; i++)
        keep_example(sum->lose, &sum->lose_count, &add->lose[i]);
    sum->undecided += add->undecided;
    sum->differing += add->differing;
}

int64_t yb_simulated_funds(const struct yb_simulated *simulated)
{
    int64_t sum = 0;

    for (int fund = 0; fund < YB_FUNDS; fund++)
        if (fund != YB_FUND_HOSP && fund != YB_FUND_ACCT)
            sum += simulated->fund_fen[fund];
    return sum;
}

int64_t yb_simulated_ratio(const struct yb_simulated *simulated)
{
    int64_t funds = yb_simulated_funds(simulated);

    if (simulated->in_scope_fen <= 0)
        return 0;
    if (funds >= simulated->in_scope_fen)
        return YB_PPM;
    return yb_muldiv(funds, YB_PPM, simulated->in_scope_fen, YB_ROUND_HALF_UP);
}
