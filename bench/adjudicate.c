/*
 * usage: adjudicate PACK...   (pack files; each is measured by itself)
 *
 * A table of adjudications a second on one core: 20-line inpatient claims of random items, levels
 * and persons, the accumulators somewhere in the year. Three ways: the terms of the lines at hand
 * (as in a simulation, whose claims keep them); the same with a full trace; and with every line
 * first found by its code and day in a catalogue of 60,000, most of them among 500 common ones.
 *
 * Plans are kept in a book (engine/benefit/plan.h), as who decides many claims does.
 *
 * Each figure is the median of many short batches, and in brackets the fastest: on a machine that
 * other programs share, the latter is what the code needs, the former what they left of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/policy/load.h"
#include "engine/benefit/plan.h"
#include "engine/catalogue/catalogue.h"

#define CLAIMS  1024 /* different ones, so that no branch is learned by heart */
#define LINES   20
#define BATCHES 2000
#define ITEMS   60000
#define COMMON  500

/* How a batch is settled. */
enum way { BARE, TRACED, LOOKED_UP, WAYS };

static struct yb_line lines[CLAIMS][LINES];
static char codes[ITEMS][32];
static int items[CLAIMS][LINES]; /* what each line is of */
static const struct yb_catalogue *catalogue;
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
        claims[i] = (struct yb_claim){facts, lines[i], LINES, 0, 0};
        for (j = 0; j < policy->accumulator_count; j++)
            befores[i][j] = policy->accumulators[j].measure == YB_MEASURE_COUNT
                                ? (int64_t)below(4)
                                : (int64_t)below(3000000);
    }
}

static int make_catalogue(struct yb_arena *arena)
{
    struct yb_catalogue_builder builder;
    struct yb_error error;
    int i, j;

    yb_catalogue_builder_init(&builder, arena, arena);
    for (i = 0; i < ITEMS; i++) {
        struct yb_catalogue_item item = {
            .name = YB_TEXT("bench"),
            .terms = {.self_pay_ppm = i % 6 ? -1 : 100000, .item_class = i % 3 == 0},
            .resident_self_pay_ppm = -1,
            .from_day = yb_day_of(2018, 1, 1),
            .to_day = YB_DAY_MAX,
            .list_type = 101,
            .chrgitm_type = 9};

        snprintf(codes[i], sizeof(codes[i]), "XC%02dCA%c%03dA0010%013d", i % 13, 'A' + i % 26,
                 i * 7 % 1000, i);
        item.code = yb_text_of(codes[i]);
        if (yb_catalogue_builder_add(&builder, &item, &error) != YB_OK)
            return 1;
    }
    for (i = 0; i < CLAIMS; i++)
        for (j = 0; j < LINES; j++)
            items[i][j] = (int)below(below(10) ? COMMON : ITEMS) * 31 % ITEMS;
    return yb_catalogue_builder_seal(&builder, &catalogue, &error) != YB_OK;
}

/* Finds the terms of a claim's lines in the catalogue, as a settlement does. */
static void look_up(struct yb_line *found, int claim, int insutype)
{
    const int32_t day = yb_day_of(2018, 6, 1);
    int i;

    for (i = 0; i < LINES; i++) {
        int32_t row = yb_catalogue_find(catalogue, yb_text_of(codes[items[claim][i]]), day);

        if (row < 0)
            abort();
        found[i] = lines[claim][i];
        found[i].terms = yb_item_terms_for(&catalogue->items[row], YB_CAP_LEVEL_3, insutype);
    }
}

static void settle(struct yb_plan_book *book, int number, enum way way, int64_t *paid)
{
    static struct yb_trace trace = {rows, YB_TRACE_ROWS(LINES), 0};
    struct yb_claim claim = claims[number];
    const struct yb_plan *plan;
    struct yb_line found[LINES];
    struct yb_error error;
    struct yb_bill bill;

    if (way == LOOKED_UP) {
        look_up(found, number, book->policy->insutype);
        claim.lines = found;
    }
    plan = yb_plan_book_find(book, &claim.facts);
    if (!plan || yb_adjudicate_planned(plan, &claim, befores[number], way == TRACED ? &trace : NULL,
                                       NULL, &bill, &error) != YB_OK)
        abort();
    *paid += bill.total_fen - bill.cash_fen;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

/* Prints a cell: settlements a second of the median batch, and of the fastest. */
static void measure(struct yb_plan_book *book, enum way way, int64_t *paid)
{
    static double spent[BATCHES];
    int i, j;

    for (i = 0; i < BATCHES; i++) {
        double start = now();

        for (j = 0; j < CLAIMS; j++)
            settle(book, j, way, paid);
        spent[i] = now() - start;
    }
    qsort(spent, BATCHES, sizeof(spent[0]), compare);
    printf(" %.2f M (%.2f M) |", CLAIMS / spent[BATCHES / 2] / 1e6, CLAIMS / spent[0] / 1e6);
}

int main(int argc, char **argv)
{
    struct yb_mistakes mistakes;
    struct yb_plan_book book;
    struct yb_policy_set set;
    struct yb_arena arena;
    int64_t paid = 0;
    size_t i;
    int way;

    if (argc < 2) {
        fprintf(stderr, "usage: adjudicate PACK...\n");
        return 2;
    }
    yb_arena_init(&arena, 1 << 20);
    yb_mistakes_init(&mistakes, &arena);
    if (yb_policy_load((const char *const *)argv + 1, (size_t)argc - 1, &arena, &set, &mistakes) !=
            YB_OK ||
        make_catalogue(&arena))
        return 1;
    printf("## 结算 · Adjudication\n\n20 行住院费用，单核，每秒结算数：各批的中位数（最快一批）。"
           "20-line inpatient claims a second, one core: the median batch (the fastest).\n\n"
           "| | 不留痕 no trace | 全程留痕 full trace | 先查目录 lines looked up first |\n"
           "|---|---:|---:|---:|\n");
    for (i = 0; i < set.count; i++) {
        make_claims(set.entries[i].policy);
        if (yb_plan_book_init(&book, set.entries[i].policy, &arena) != YB_OK)
            return 1;
        printf("| " YB_TEXT_FMT " |", YB_TEXT_ARG(set.entries[i].policy->id));
        for (way = 0; way < WAYS; way++)
            measure(&book, (enum way)way, &paid);
        printf("\n");
    }
    printf("| 要求 demanded | 5 M | 1 M | |\n");
    fprintf(stderr, "paid in all: %" PRId64 "\n", paid);
    yb_arena_release(&arena);
    return 0;
}
