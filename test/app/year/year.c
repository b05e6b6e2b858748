/*
 * A settled year beside the store: whatever happened, simulating it under the policy that settled
 * it gives what was recorded; brought up to date in steps it is the same as made at once; a stop
 * half-way and a damaged file cost nothing but time.
 */
#include "test/app/town.h"

#include "app/policy/load.h"
#include "app/year/files.h"
#include "store/statistics.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEPS 150

struct folder {
    char path[256];
};

static struct folder folder_of(const struct town *town, const char *name)
{
    struct folder folder;
    const char *base = town->c->f->engine == YB_SQLITE ? town->c->f->folder : "/tmp";

    snprintf(folder.path, sizeof(folder.path), "%s/%s-%d", base, name, (int)getpid());
    return folder;
}

/* The county lives before ids count time; so ids are given one, and it passes between refreshes. */
static int64_t let_time_pass(struct town *town)
{
    int64_t now = yb_id_instant(yb_id_next(&town->c->f->ids, 0)) + 2 * YB_STAT_LAG_MS;

    yb_id_next(&town->c->f->ids, now);
    return now;
}

static void refresh(struct town *town, const struct folder *folder, struct yb_year_refreshed *out)
{
    struct yb_year_refresh in = {.folder = folder->path, .now_ms = let_time_pass(town)};
    struct yb_error error;

    fixture_ok(yb_app_year_refresh(&town->c->app, &in, out, &error), &error);
}

static void remove_folder(const struct folder *folder)
{
    char path[YB_YEAR_PATH_MAX];

    yb_year_files_remove(folder->path);
    snprintf(path, sizeof(path), "%s/mark", folder->path);
    unlink(path);
    snprintf(path, sizeof(path), "%s/lock", folder->path);
    unlink(path);
    rmdir(folder->path);
}

/* What was recorded of the year's bills is what the simulation makes of them, in sum. */
static void assert_recorded(const struct yb_year *year, const struct yb_simulated *simulated)
{
    int64_t funds = 0, own = 0;

    for (uint64_t i = 0; i < year->head->count[YB_YEAR_CLAIMS]; i++) {
        funds += year->claims[i].fund_pay_sumamt_fen;
        own += year->claims[i].acct_pay_fen + year->claims[i].psn_cash_pay_fen;
    }
    assert_int_equal(yb_simulated_funds(simulated), funds);
    assert_int_equal(simulated->cash_fen + simulated->fund_fen[YB_FUND_ACCT], own);
}

/* Simulates a scheme's year under its own policy. */
static void simulate_itself(struct town *town, const struct folder *folder, int insutype,
                            struct yb_simulation *simulation)
{
    struct yb_year_simulate in = {.threads = 3};
    struct yb_year_map map;
    struct yb_error error;

    fixture_ok(yb_year_map(folder->path, insutype, 2018, &map, &error), &error);
    fixture_ok(yb_policy_need(town->c->app.policies, YB_TEXT("371525"), insutype,
                              yb_day_of(2018, 6, 1), &in.policies[0], &error),
               &error);
    in.policies[1] = in.policies[0];
    in.year = &map.year;
    fixture_ok(yb_app_simulate(&in, simulation, &error), &error);
    assert_recorded(&map.year, &simulation->all[YB_SIMULATED_OLD]);
    yb_year_unmap(&map);
}

static void assert_as_settled(struct town *town, const struct folder *folder,
                              struct yb_simulation sums[2])
{
    static const int schemes[] = {310, 390};

    for (int i = 0; i < 2; i++) {
        simulate_itself(town, folder, schemes[i], &sums[i]);
        assert_true(sums[i].all[0].claims > 0);
        /* After a cancellation the account pays at most what it had paid, cash the rest. */
        assert_true(town->cancels || sums[i].differing == 0);
        assert_int_equal(sums[i].undecided, 0);
    }
}

static void a_year_comes_out_as_it_was_settled(void **state)
{
    static struct yb_simulation whole[2], grown[2];
    struct yb_year_refreshed out;
    struct folder steps, once;
    struct town town;

    town_open(&town, state);
    town.cancels = true;
    steps = folder_of(&town, "steps");
    once = folder_of(&town, "once");
    for (int i = 0; i < 3; i++) {
        town_run(&town, town_live, STEPS);
        refresh(&town, &steps, &out);
        assert_true(out.settlements > 0);
        assert_int_equal(out.files, 2);
    }
    refresh(&town, &steps, &out);
    assert_int_equal(out.settlements, 0);
    refresh(&town, &once, &out);
    assert_as_settled(&town, &once, whole);
    assert_as_settled(&town, &steps, grown);
    assert_memory_equal(whole, grown, sizeof(whole));
    remove_folder(&steps);
    remove_folder(&once);
    town_close(&town);
}

static void flip(const char *path, off_t at)
{
    int file = open(path, O_RDWR | O_CLOEXEC);
    uint8_t byte;

    assert_true(file >= 0);
    assert_int_equal(pread(file, &byte, 1, at), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(file, &byte, 1, at), 1);
    close(file);
}

/* The mark is lost, or a file is damaged: the next refresh mends it. */
static void what_is_lost_is_made_again(void **state)
{
    static struct yb_simulation before[2], after[2];
    struct yb_year_refreshed out;
    char path[YB_YEAR_PATH_MAX];
    struct folder folder;
    struct yb_error error;
    struct town town;
    int64_t settled;

    town_open(&town, state);
    folder = folder_of(&town, "lost");
    town_run(&town, town_live, STEPS);
    refresh(&town, &folder, &out);
    settled = out.settlements;
    assert_as_settled(&town, &folder, before);

    /* Stopped after the files and before the mark: what they hold is not taken twice. */
    snprintf(path, sizeof(path), "%s/mark", folder.path);
    assert_int_equal(unlink(path), 0);
    refresh(&town, &folder, &out);
    assert_as_settled(&town, &folder, after);
    assert_memory_equal(before, after, sizeof(before));

    /* Damaged, and something new to take in: everything is made again. */
    assert_true(yb_year_path(folder.path, 390, 2018, path));
    flip(path, 400);
    town_run(&town, town_live, STEPS);
    refresh(&town, &folder, &out);
    assert_int_equal(out.settlements, settled + STEPS);
    assert_as_settled(&town, &folder, after);

    /* Another store's folder. */
    fixture_ok(yb_year_mark_write(folder.path, &(struct yb_year_mark){5, 1}, &error), &error);
    refresh(&town, &folder, &out);
    assert_int_equal(out.settlements, settled + STEPS);
    remove_folder(&folder);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(a_year_comes_out_as_it_was_settled),
        FIXTURE_BOTH(what_is_lost_is_made_again),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
