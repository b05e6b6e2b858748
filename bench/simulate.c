/*
 * usage: simulate CLAIMS OLD.yaml NEW.yaml YEAR_FILE   (a file of `yibao years refresh`)
 *
 * A year of CLAIMS claims made of the file's people as often as it takes, simulated under two
 * packs with one thread and with one a core; a table row each. The year is in memory (warm).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "app/policy/load.h"
#include "app/year/year.h"
#include "engine/year/builder.h"

#define RUNS 7

static struct {
    char *bytes;
    size_t size, capacity;
} file;

static int keep(void *context, const void *bytes, size_t size, bool at_start,
                struct yb_error *error)
{
    (void)context;
    (void)error;
    while (file.size + size > file.capacity) {
        file.capacity = file.capacity ? 2 * file.capacity : 1 << 24;
        file.bytes = realloc(file.bytes, file.capacity);
        if (!file.bytes)
            abort();
    }
    memcpy(file.bytes + (at_start ? 0 : file.size), bytes, size);
    file.size += at_start ? 0 : size;
    return YB_OK;
}

/* Person by person, under other numbers in every round. */
static void add_round(struct yb_year_builder *builder, const struct yb_year *year, int64_t round,
                      uint64_t claims)
{
    static struct yb_line lines[YB_LINES_PER_CLAIM_MAX];

    for (uint64_t i = 0; i < year->head->count[YB_YEAR_PERSONS]; i++) {
        const struct yb_year_person *person = &year->persons[i];

        for (uint32_t j = 0; j < person->claim_count && builder->claims.count < claims; j++) {
            const struct yb_year_claim *claim = &year->claims[person->first_claim + j];
            struct yb_year_entry entry = {.claim = *claim,
                                          .psn_no = person->psn_no + round,
                                          .facts = year->kinds[claim->kind],
                                          .diseases = yb_year_word(year, claim->diseases),
                                          .institution = yb_year_word(year, claim->institution),
                                          .lines = lines};

            entry.claim.setl_id += round;
            for (uint32_t k = 0; k < claim->line_count; k++) {
                uint32_t at = claim->first_line + k;

                lines[k] = (struct yb_line){year->amounts[at], year->counts[at],
                                            year->terms[year->term_of[at]]};
            }
            yb_year_builder_add(builder, &entry);
        }
    }
}

static struct yb_year make_year(const struct yb_year *seed, uint64_t claims)
{
    const struct yb_year_sink sink = {keep, NULL};
    struct yb_year_builder builder;
    struct yb_arena arena;
    struct yb_error error;
    struct yb_year year;

    yb_arena_init(&arena, 1 << 24);
    yb_year_builder_init(&builder, &arena, seed->head->year, seed->head->insutype);
    for (int64_t round = 0; builder.claims.count < claims; round++)
        add_round(&builder, seed, round, claims);
    if (yb_year_builder_write(&builder, 0, 0, &sink, &error) != YB_OK ||
        yb_year_open(file.bytes, file.size, &year, &error) != YB_OK)
        abort();
    yb_arena_release(&arena);
    return year;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

/* Every run must give the same as the first of all. */
static void measure(struct yb_year_simulate *in, int threads, const struct yb_simulation *first)
{
    static struct yb_simulation simulation;
    double runs[RUNS];
    struct yb_error error;

    in->threads = threads;
    for (int i = 0; i < RUNS; i++) {
        double from = seconds();

        if (yb_app_simulate(in, &simulation, &error) != YB_OK ||
            memcmp(&simulation, first, sizeof(simulation)) != 0)
            abort();
        runs[i] = seconds() - from;
    }
    qsort(runs, RUNS, sizeof(runs[0]), ascending);
    printf("| %d | %.2f s (%.2f s) | %.2f M |\n", threads, runs[RUNS / 2], runs[0],
           2 * (double)first->all[0].claims / runs[RUNS / 2] / 1e6);
}

static const struct yb_policy *load(const char *path, struct yb_arena *arena)
{
    struct yb_mistakes mistakes;
    struct yb_policy_set set;
    const char *paths[] = {path, "data/policies/national/defaults.yaml"};

    yb_mistakes_init(&mistakes, arena);
    if (yb_policy_load(paths, 2, arena, &set, &mistakes) != YB_OK || set.count != 1) {
        fprintf(stderr, "simulate: %s is no pack\n", path);
        exit(1);
    }
    return set.entries[0].policy;
}

/* The seed: "<folder>/<insutype>-<year>.year". */
static void map_seed(const char *path, struct yb_year_map *map)
{
    char folder[1024];
    int insutype, year;
    const char *name = strrchr(path, '/');
    struct yb_error error;

    if (!name || sscanf(name, "/%d-%d.year", &insutype, &year) != 2) {
        fprintf(stderr, "simulate: %s is no year\n", path);
        exit(1);
    }
    snprintf(folder, sizeof(folder), "%.*s", (int)(name - path), path);
    if (yb_year_map(folder, insutype, year, map, &error) != YB_OK) {
        fprintf(stderr, "simulate: cannot map %s\n", path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static struct yb_simulation first;
    struct yb_year_simulate in = {.threads = 1};
    struct yb_year_map seed;
    struct rusage usage;
    struct yb_error error;
    struct yb_arena arena;
    struct yb_year year;

    if (argc != 5)
        return 2;
    yb_arena_init(&arena, 1 << 20);
    map_seed(argv[4], &seed);
    year = make_year(&seed.year, strtoull(argv[1], NULL, 10));
    in.year = &year;
    in.policies[0] = load(argv[2], &arena);
    in.policies[1] = load(argv[3], &arena);
    if (yb_app_simulate(&in, &first, &error) != YB_OK)
        return 1;
    printf("%" PRIu64 " settlements of %" PRIu64
           " lines, %zu MB in memory; median of %d runs (the fastest).\n\n",
           year.head->count[YB_YEAR_CLAIMS], year.head->count[YB_YEAR_AMOUNTS], file.size >> 20,
           RUNS);
    printf("| threads | time | adjudications/s |\n|---:|---:|---:|\n");
    measure(&in, 1, &first);
    measure(&in, 2, &first);
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "simulate: at most %ld MB, making the year included\n", usage.ru_maxrss / 1024);
    return 0;
}
