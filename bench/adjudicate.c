/*
 * usage: adjudicate PACK...   (pack files; each is measured by itself)
 *
 * A table of adjudications a second on one core, with no trace and with a full one: 20-line
 * inpatient claims of random items, levels and persons, the accumulators somewhere in the year.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/policy/load.h"
#include "engine/benefit/benefit.h"
#include "engine/catalogue/item.h"

#define CLAIMS  1024 /* different ones, so that no branch is learned by heart */
#define LINES   20
#define SECONDS 1

static struct yb_line lines[CLAIMS][LINES];
static struct yb_claim claims[CLAIMS];
static int64_t befores[CLAIMS][YB_POLICY_ACCUMULATORS_MAX];
static struct yb_trace_row rows[YB_TRACE_ROWS(LINES)];
static uint64_t state = 20180101;

static uint64_t below(uint64_t n)
{
    uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (z ^ (z >> 31)) % n;
}

/* Six in ten of class A, a third of class B, a tenth over or under a price cap, some tagged. */
static void make_line(struct yb_line *line)
{
    uint64_t class = below(100);

    *line = (struct yb_line){.amount_fen = 100 + (int64_t)below(200000),
                             .count_e4 = YB_E4 * (1 + (int64_t)below(10)),
                             .terms = {.self_pay_ppm = -1}};
    line->terms.item_class = class < 60 ? YB_CLASS_A : class < 94 ? YB_CLASS_B : YB_CLASS_C;
    if (line->terms.item_class == YB_CLASS_B && below(2))
        line->terms.self_pay_ppm = (int32_t)(50000 * (1 + below(6)));
    if (below(10) == 0)
        line->terms.price_cap_e6 =
            (line->amount_fen * YB_E4 / line->count_e4) * (int64_t)(5000 + below(10000));
    if (below(4) == 0)
        line->terms.tags = 1 << YB_TAG_ESSENTIAL_DRUG;
}

static void make_claims(const struct yb_policy *policy)
{
    int i, j;

    for (i = 0; i < CLAIMS; i++) {
        struct yb_facts facts = yb_facts_default(policy->insutype);

        yb_facts_set(&facts, YB_CARE_INPATIENT);
        yb_facts_set(&facts, (enum yb_value)(YB_LEVEL_LEVEL_1 + below(3)));
        if (policy->insutype == 310)
            yb_facts_set(&facts, (enum yb_value)(YB_PERSON_ACTIVE + below(2)));
        if (below(10) == 0)
            yb_facts_set(&facts, YB_PLACE_OUT_OF_PROVINCE);
        facts.age = (int16_t)below(90);
        for (j = 0; j < LINES; j++)
            make_line(&lines[i][j]);
        claims[i] = (struct yb_claim){facts, lines[i], LINES, 0};
        for (j = 0; j < policy->accumulator_count; j++)
            befores[i][j] = policy->accumulators[j].measure == YB_MEASURE_COUNT
                                ? (int64_t)below(4)
                                : (int64_t)below(3000000);
    }
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double rate(const struct yb_policy *policy, struct yb_trace *trace, int64_t *paid)
{
    struct yb_bill bill;
    struct yb_error error;
    double start = now(), spent;
    int64_t done = 0;
    int i;

    do {
        for (i = 0; i < CLAIMS; i++) {
            if (yb_adjudicate(policy, &claims[i], befores[i], trace, NULL, &bill, &error) != YB_OK)
                abort();
            *paid += bill.total_fen - bill.cash_fen;
        }
        done += CLAIMS;
        spent = now() - start;
    } while (spent < SECONDS);
    return (double)done / spent;
}

int main(int argc, char **argv)
{
    struct yb_trace trace = {rows, YB_TRACE_ROWS(LINES), 0};
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    struct yb_arena arena;
    int64_t paid = 0;
    size_t i;

    if (argc < 2) {
        fprintf(stderr, "usage: adjudicate PACK...\n");
        return 2;
    }
    yb_arena_init(&arena, 1 << 20);
    yb_mistakes_init(&mistakes, &arena);
    if (yb_policy_load((const char *const *)argv + 1, (size_t)argc - 1, &arena, &set, &mistakes) !=
        YB_OK)
        return 1;
    printf(
        "## 结算 · Adjudication\n\n| 20-line inpatient claims a second, one core | no trace | full "
        "trace | rows |\n|---|---|---|---|\n");
    for (i = 0; i < set.count; i++) {
        const struct yb_policy *policy = set.entries[i].policy;
        double bare, traced;

        make_claims(policy);
        bare = rate(policy, NULL, &paid);
        traced = rate(policy, &trace, &paid);
        printf("| " YB_TEXT_FMT " | %.2f M | %.2f M | %zu |\n", YB_TEXT_ARG(policy->id), bare / 1e6,
               traced / 1e6, trace.count);
    }
    printf("| demanded | 5 M | 1 M | |\n");
    fprintf(stderr, "paid in all: %" PRId64 "\n", paid);
    yb_arena_release(&arena);
    return 0;
}
