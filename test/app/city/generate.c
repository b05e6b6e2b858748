/* A tiny county on either engine: everything drawn is settled, and the key names what is there. */
#include "app/city/generate.h"

#include <string.h>
#include <unistd.h>

#include "app/catalogue/folder.h"
#include "app/city/count.h"
#include "app/city/read.h"
#include "app/setup/setup.h"
#include "app/verify/verify.h"
#include "engine/city/plant.h"
#include "store/acct_share.h"
#include "store/goods.h"
#include "store/maternity.h"
#include "store/psn.h"
#include "store/setl.h"
#include "test/store/fixture.h"

#define PEOPLE 200

struct world {
    struct fixture f;
    struct yb_setup setup;
    struct yb_app app;
    struct yb_arena arena;
    struct yb_city city;
    struct yb_city_plants plants;
    struct yb_city_tally drawn, settled;
    struct yb_city_out out;
    struct yb_buffer papers[YB_CITY_PAPERS];
    int64_t steps;
};

static const char *data_folder(void)
{
    const char *data = getenv("YB_DATA");

    return data ? data : "data";
}

static void import_catalogue(struct world *w)
{
    const char *folder = yb_arena_format(&w->arena, "%s/catalogue", data_folder());
    struct yb_manifest manifest;
    struct yb_import_run run = {.manifest = &manifest,
                                .encoding = YB_ENCODING_UTF_8,
                                .complete_from = YB_DAY_NONE,
                                .now_ms = yb_clock_now()};
    struct yb_error error = {0};

    fixture_ok(yb_manifest_read(folder, &w->arena, &manifest, &error), &error);
    fixture_ok(yb_import_folder(&w->app, &run, folder, true, &error), &error);
    fixture_ok(yb_import_finish(&w->app, yb_clock_now(), &error), &error);
}

/* Founds, imports, and opens anew, as the command does; a file at once, as that does too. */
static struct world *open_world(enum yb_dialect engine)
{
    static const struct yb_found_in found = {YB_CITY_REGION, true};
    struct world *w = test_calloc(1, sizeof(*w));
    struct yb_error error = {0};
    const char *key;

    yb_arena_init(&w->arena, 1 << 20);
    fixture_place(&w->f, engine);
    key = yb_arena_format(&w->arena, "/tmp/yb_city_%d.key", (int)getpid());
    unlink(key);
    w->setup = (struct yb_setup){.store = w->f.url, .key = key, .data = data_folder(), .bulk = 512};
    fixture_ok(yb_app_found(&w->setup, &found, &error), &error);
    fixture_ok(yb_app_open(&w->app, &w->setup, &error), &error);
    import_catalogue(w);
    yb_app_close(&w->app);
    fixture_ok(yb_app_open(&w->app, &w->setup, &error), &error);
    return w;
}

static void make_whole(struct world *w)
{
    struct yb_error error = {0};

    yb_app_close(&w->app);
    fixture_ok(yb_app_made(&w->setup, &error), &error);
    w->setup.bulk = 0;
    fixture_ok(yb_app_open(&w->app, &w->setup, &error), &error);
}

static void close_world(struct world *w)
{
    yb_app_close(&w->app);
    unlink(w->setup.key);
    fixture_close(&w->f);
    yb_arena_release(&w->arena);
    test_free(w);
}

static void step(void *context, enum yb_city_phase phase, int64_t done, int64_t total)
{
    struct world *w = context;

    assert_in_range(phase, 0, YB_CITY_PHASES - 1);
    assert_true(done <= total);
    w->steps++;
}

static void keep(void *context, enum yb_city_paper paper, struct yb_text text)
{
    struct world *w = context;

    yb_buffer_add(&w->papers[paper], text);
}

static void generate(struct world *w)
{
    const struct yb_city_how how = {
        .progress = step, .write = keep, .context = w, .slots = 256}; /* several groups */
    const struct yb_city_tables *tables;
    struct yb_error error = {0};

    for (int i = 0; i < YB_CITY_PAPERS; i++)
        yb_buffer_init(&w->papers[i], &w->arena);
    fixture_ok(yb_city_tables_read(yb_arena_format(&w->arena, "%s/city", data_folder()), &w->arena,
                                   &tables, &error),
               &error);
    fixture_ok(
        yb_city_init(&w->city, &(struct yb_city_of){tables, 1, PEOPLE, 2023}, &w->arena, &error),
        &error);
    fixture_ok(yb_city_plants_init(&w->plants, &w->city, &w->arena, &error), &error);
    w->city.plants = &w->plants;
    yb_city_tally_city(&w->drawn, &w->city);
    fixture_ok(yb_city_generate(&w->app, &w->city, &how, &w->out, &error), &error);
    if (w->out.refused)
        fixture_ok(w->out.refusal.code, &w->out.refusal);
}

/* What the store holds is what was drawn, kind by kind; only the funds' part is new. */
static void check_sums(struct world *w)
{
    struct yb_error error = {0};
    int64_t claims = 0, funds = 0;

    fixture_ok(
        yb_city_count_store(&w->app, &(struct yb_city_count){.year = 2023}, &w->settled, &error),
        &error);
    for (int i = 0; i < YB_CITY_SCHEMES * YB_CITY_V_KINDS * YB_CITY_LEVELS; i++) {
        int scheme = i / YB_CITY_LEVELS / YB_CITY_V_KINDS,
            kind = i / YB_CITY_LEVELS % YB_CITY_V_KINDS;
        const struct yb_city_sum *a = &w->drawn.sums[scheme][kind][i % YB_CITY_LEVELS];
        const struct yb_city_sum *b = &w->settled.sums[scheme][kind][i % YB_CITY_LEVELS];

        assert_int_equal(a->count, b->count);
        assert_int_equal(a->medfee_fen, b->medfee_fen);
        assert_int_equal(a->days, b->days);
        claims += b->count;
        funds += b->fund_fen;
    }
    assert_int_equal(claims, w->out.settled);
    assert_true(funds > 0);
    for (int group = 0; group < YB_CITY_GROUPS; group++)
        assert_int_equal(w->drawn.insured[group], w->settled.insured[group]);
}

static void say_difference(void *context, enum yb_verify_check check, const struct yb_error *error)
{
    (void)context;
    fail_msg("%s: %s", yb_verify_check_name(check, true), error->args[0]);
}

static void check_verify(struct world *w)
{
    const struct yb_verify_in in = {.difference = say_difference};
    struct yb_verify_out out;
    struct yb_error error = {0};

    fixture_ok(yb_app_verify(&w->app, &in, &out, &error), &error);
    assert_int_equal(out.settlements, w->out.settled);
}

/* ---- the key ---- */

struct claimed {
    int64_t psn_no, mdtrt_id, setl_id;
    struct yb_text fixmedins_code, med_type;
};

static int look_up(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct claimed *c = context;
    struct yb_setl_parts parts;
    int rc = yb_setl_get(call->tx, c->psn_no, c->setl_id, &parts, error);

    if (rc)
        return rc;
    assert_int_equal(parts.setl.mdtrt_id, c->mdtrt_id);
    assert_true(yb_text_equal(parts.setl.fixmedins_code, c->fixmedins_code));
    assert_true(yb_text_equal(parts.setl.med_type, c->med_type));
    return 0;
}

static void check_row(struct world *w, struct yb_text row, int roles[YB_CITY_ROLES])
{
    struct yb_text cells[12], rest = row;
    struct claimed c;
    struct yb_use use = {.app = &w->app, .arena = &w->arena, .run = look_up, .context = &c};
    struct yb_error error = {0};

    for (int i = 0; i < 12; i++)
        cells[i] = yb_text_split(rest, ',', &rest);
    assert_null(rest.bytes);
    assert_true(cells[11].length > 0);
    for (int role = 0; role < YB_CITY_ROLES; role++)
        roles[role] += yb_text_is(cells[2], yb_city_role_key(role));
    if (yb_text_is(cells[1], "stock_mismatch"))
        return;
    assert_true(yb_text_to_int64(cells[3], &c.psn_no));
    assert_true(yb_text_to_int64(cells[5], &c.mdtrt_id));
    assert_true(yb_text_to_int64(cells[6], &c.setl_id));
    c.fixmedins_code = cells[4];
    c.med_type = cells[7];
    fixture_ok(yb_app_run(&use, &error), &error);
}

static void check_key(struct world *w)
{
    struct yb_text rest = yb_buffer_text(&w->papers[YB_CITY_ANSWERS]);
    int roles[YB_CITY_ROLES] = {0};
    int64_t rows = 0, planted = 0;
    struct yb_city_life life;

    yb_text_split(rest, '\n', &rest);
    for (; rest.length; rows++)
        check_row(w, yb_text_split(rest, '\n', &rest), roles);
    assert_int_equal(rows, w->out.answers);
    for (uint32_t number = 0; number < w->city.all; number++) {
        yb_city_life(&w->city, number, &life);
        for (int i = 0; i < life.visit_count; i++)
            planted += life.visits[i].plant >= 0 && life.visits[i].evidence;
    }
    assert_int_equal(rows - 3, planted); /* three rows of stock */
    for (int role = 0; role < YB_CITY_ROLES; role++)
        assert_true(roles[role] > 0);
}

/* What a look into the store finds. */
struct found {
    const struct yb_city *city;
    int64_t users, holders, family_fen;
    int64_t doctors, always;
    int64_t goods, mismatches;
    int64_t deliveries, allowances; /* of who has an employer */
    int64_t born, enrolled;         /* in the year; and by an act on the day of birth */
};

/* Every delivery of somebody who has an employer brings an allowance, and its wage is known. */
static int look_at_allowances(struct yb_tx *tx, struct found *found, struct yb_error *error)
{
    const struct yb_matn_search all = {
        .from_day = YB_DAY_NONE, .to_day = YB_DAY_NONE, .most = 1000};
    struct yb_matn_allowance_list list;
    struct yb_city_life life;
    int rc = yb_matn_search(tx, &all, &list, error);

    for (uint32_t number = 0; !rc && number < found->city->all; number++) {
        yb_city_life(found->city, number, &life);
        for (int i = 0; i < life.visit_count; i++) {
            const struct yb_city_spell *spell = yb_city_covers(&life.person, life.visits[i].begin);

            found->deliveries +=
                spell && spell->employer && yb_city_matn_type(found->city, &life.visits[i]).length;
        }
    }
    for (size_t i = 0; !rc && i < list.count; i++) {
        assert_true(yb_text_is(list.rows[i].allw_stas, "due"));
        assert_true(list.rows[i].amount_fen > 0);
        found->allowances++;
    }
    return rc;
}

/* Who is born is registered, then enrolled: the register knows the day of both. */
static int look_at_birth(struct yb_tx *tx, const struct yb_psn_row *psn, struct found *found,
                         struct yb_error *error)
{
    struct yb_psn_fact_list facts;
    int rc;

    if (psn->brdy < found->city->first_day)
        return YB_OK;
    found->born++;
    rc = yb_psn_fact_list(tx, psn->psn_no, INT64_MAX, &facts, error);
    for (size_t i = 0; !rc && i < facts.count; i++)
        found->enrolled += yb_text_is(facts.rows[i].fact_kind, "relation") &&
                           facts.rows[i].begndate == psn->brdy &&
                           facts.rows[i].done_date == psn->brdy;
    return rc;
}

static int look_at_families(struct yb_tx *tx, struct found *found, struct yb_error *error)
{
    struct yb_setl_list setls;
    struct yb_psn_list people;
    int rc = yb_psn_list(tx, 0, 2 * PEOPLE, &people, error);

    for (size_t i = 0; !rc && i < people.count; i++) {
        struct yb_acct_share_list list;

        rc = yb_acct_share_list(tx, people.rows[i].psn_no, &list, error);
        for (size_t k = 0; !rc && k < list.count; k++) {
            found->users += yb_text_is(list.rows[k].share_role, "2");
            found->holders += yb_text_is(list.rows[k].share_role, "1");
        }
        if (!rc)
            rc = look_at_birth(tx, &people.rows[i], found, error);
    }
    if (!rc)
        rc = yb_setl_list_all(tx, 0, 100000, &setls, error);
    for (size_t i = 0; !rc && i < setls.count; i++)
        found->family_fen += setls.rows[i].acct_mulaid_pay_fen;
    return rc;
}

/* Of an institution: its doctors' days, and each item's stock: had + bought - sold = left. */
static int look_at_place(struct yb_tx *tx, const char *fixmedins_code, struct found *found,
                         struct yb_error *error)
{
    const struct yb_goods_query query = {.fixmedins_code = yb_text_of(fixmedins_code),
                                         .to_ms = INT64_MAX};
    struct yb_prac_duty_list duty;
    struct yb_goods_list goods;
    int rc = yb_prac_duty_list(tx, query.fixmedins_code, &duty, error);

    for (size_t i = 0; !rc && i < duty.count; i++) {
        assert_true(duty.rows[i].weekdays.length == 5 || duty.rows[i].weekdays.length == 7);
        found->always += duty.rows[i].weekdays.length == 7;
        found->doctors++;
    }
    if (!rc)
        rc = yb_goods_list(tx, &query, &goods, error);
    for (size_t i = 0; !rc && i < goods.count; i++) {
        int64_t balance = 0;
        bool counted = false;

        for (size_t k = 0; k < goods.count; k++) {
            const struct yb_goods_row *row = &goods.rows[k];

            if (!yb_text_equal(row->med_list_codg, goods.rows[i].med_list_codg))
                continue;
            if (yb_text_is(row->goods_kind, "1"))
                balance += counted ? -row->cnt_e4 : row->cnt_e4;
            else
                balance += yb_text_is(row->goods_kind, "3") ? row->cnt_e4 : -row->cnt_e4;
            counted |= yb_text_is(row->goods_kind, "1");
        }
        found->goods++;
        found->mismatches += balance != 0 && yb_text_is(goods.rows[i].goods_kind, "5");
    }
    return rc;
}

static int look_around(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct found *found = context;
    int rc = look_at_families(tx, found, error);

    if (!rc)
        rc = look_at_allowances(tx, found, error);
    for (uint32_t number = 0; !rc && number < found->city->places; number++) {
        struct yb_city_place place;

        yb_city_place(found->city, number, &place);
        rc = look_at_place(tx, place.fixmedins_code, found, error);
    }
    return rc;
}

/* Accounts are shared and used, doctors have duty, and one pharmacy's stock does not add up. */
static void check_store(struct world *w)
{
    struct found found = {.city = &w->city};
    struct yb_error error = {0};

    fixture_ok(yb_store_read(w->app.store, look_around, &found, &w->arena, &error), &error);
    assert_true(found.users > 0 && found.users == found.holders);
    assert_true(found.family_fen > 0);
    assert_true(found.doctors > found.always && found.always > 0);
    assert_true(found.goods > 0);
    assert_int_equal(found.mismatches, 1);
    assert_true(found.deliveries > 0);
    assert_int_equal(found.allowances, found.deliveries);
    assert_true(found.born > 0);
    assert_int_equal(found.born, found.enrolled);
}

/* Whoever treats somebody has duty that day. */
static void check_duty(struct world *w)
{
    for (uint32_t number = 0; number < w->city.places; number++) {
        struct yb_city_place place;

        yb_city_place(&w->city, number, &place);
        for (int32_t day = w->city.first_day;
             place.provider->doctors && day < w->city.first_day + 7; day++)
            assert_true(yb_city_has_duty(place.provider,
                                         yb_city_doctor(place.provider, number * 7919u, day), day));
    }
}

static void it_settles(enum yb_dialect engine)
{
    struct world *w = open_world(engine);

    generate(w);
    assert_true(w->steps > 300);
    assert_int_equal(w->out.people, w->city.all);
    make_whole(w);
    check_sums(w);
    check_verify(w);
    check_key(w);
    check_store(w);
    check_duty(w);
    close_world(w);
}

static void it_settles_on_sqlite(void **state)
{
    (void)state;
    it_settles(YB_SQLITE);
}

static void it_settles_on_postgres(void **state)
{
    (void)state;
    it_settles(YB_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_settles_on_sqlite),
                                       cmocka_unit_test(it_settles_on_postgres)};

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
