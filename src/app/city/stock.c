/* The pharmacies' stock: opening and closing stock-takes, purchases and sales of each item (3501,
 * 3503, 3505), one record each for the year. */
#include "app/city/generate.h"

#include <string.h>

#include "app/city/errand.h"
#include "app/goods/goods.h"
#include "base/money.h"
#include "engine/city/plant.h"

/* An upload takes a megabyte with its rows: those of 5 million people's pharmacies gigabytes. */
#define SHELVES_AT_ONCE 64

static int64_t *sold_of(struct yb_city_run *run, uint32_t place, const struct yb_city_item *item)
{
    size_t items = (size_t)run->city->tables->item_count;

    return &run->sold[(place - run->first_pharmacy) * items +
                      (size_t)(item - run->city->tables->items)];
}

void yb_city_count_sale(struct yb_city_run *run, const struct yb_city_visit *visit,
                        const struct yb_city_line *line)
{
    if (visit->place >= run->first_pharmacy && visit->place - run->first_pharmacy < run->pharmacies)
        *sold_of(run, visit->place, line->item) += line->units;
}

/* A pharmacy's drug that went best. */
static const struct yb_city_item *best_of(struct yb_city_run *run, uint32_t place)
{
    const struct yb_city_tables *t = run->city->tables;
    const struct yb_city_item *best = &t->items[0];

    for (int i = 0; i < t->item_count; i++)
        if (*sold_of(run, place, &t->items[i]) > *sold_of(run, place, best))
            best = &t->items[i];
    return best;
}

/* What a pharmacy uploads: a record of each item for each of the four. */
struct shelf {
    char fixmedins_code[13];
    const struct yb_city_run *run;
    struct yb_goods_in *rows[4]; /* opening, bought, sold, closing */
    size_t count[4], most;
};

enum { OPENING, BOUGHT, SOLD, CLOSING };

static void put(struct shelf *shelf, int which, const struct yb_city_item *item, int64_t units)
{
    const struct yb_city *city = shelf->run->city;
    static const int32_t nth_day[] = {0, 181, 364, 364};
    int32_t day = city->first_day + nth_day[which];
    struct yb_goods_in *row = &shelf->rows[which][shelf->count[which]];

    if (shelf->count[which] == shelf->most || (!units && (which == BOUGHT || which == SOLD)))
        return;
    *row = (struct yb_goods_in){
        .med_list_codg = item->med_list_codg,
        .fixmedins_hilist_id = item->med_list_codg,
        .fixmedins_hilist_name = item->name,
        .fixmedins_bchno = item->med_list_codg,
        .invdate = which == OPENING || which == CLOSING ? day : YB_DAY_NONE,
        .manu_date = YB_DAY_NONE,
        .expy_end = YB_DAY_NONE,
        .goods_time_ms = yb_city_instant(day, 18 * 60),
        .cnt_e4 = units * 10000,
        .pric_e6 = item->pric_fen[0] * 10000,
    };
    shelf->count[which]++;
}

static int run_stock(struct yb_call *call, struct yb_errand *errand, struct yb_error *error)
{
    static const enum yb_goods_kind kinds[] = {YB_GOODS_TAKEN, YB_GOODS_BOUGHT, YB_GOODS_SOLD,
                                               YB_GOODS_TAKEN};
    const struct shelf *shelf = errand->about;
    struct yb_actor actor = *call->actor;
    struct yb_call one = *call;
    int rc = 0;

    actor.fixmedins_code = yb_text_of(shelf->fixmedins_code);
    one.actor = &actor;
    for (int i = 0; !rc && i < 4; i++)
        rc = yb_app_upload_goods(
            &one, &(struct yb_upload_goods_in){kinds[i], shelf->rows[i], shelf->count[i], NULL},
            error);
    return rc;
}

static struct shelf *new_shelf(struct yb_city_run *run, uint32_t number, struct yb_arena *arena)
{
    struct shelf *shelf = YB_NEW(arena, struct shelf);
    struct yb_city_place place;

    if (!shelf)
        return NULL;
    yb_city_place(run->city, number, &place);
    memcpy(shelf->fixmedins_code, place.fixmedins_code, sizeof(shelf->fixmedins_code));
    shelf->run = run;
    shelf->most = (size_t)run->city->tables->item_count;
    for (int i = 0; i < 4; i++) {
        shelf->rows[i] = YB_NEW_ARRAY(arena, struct yb_goods_in, shelf->most);
        if (!shelf->rows[i])
            return NULL;
    }
    return shelf;
}

/* Whoever plays a role has it in the key: the cases of stock follow the others. */
static void write_answer(struct yb_city_run *run, uint32_t number, const struct yb_city_item *item,
                         const int64_t role_and_missing[2])
{
    static const char *const why[YB_CITY_ROLES] = {"购进只有销售的一半，又没有期初库存：串换或空刷",
                                                   "期初与购进恰等于销售",
                                                   "购进少于销售，差额由期初库存补足"};
    int role = (int)role_and_missing[0];
    char amount[YB_DECIMAL_TEXT_MAX];
    struct yb_city_place place;
    struct yb_buffer text;
    struct yb_arena arena;

    yb_arena_init(&arena, 1024);
    yb_city_place(run->city, number, &place);
    yb_money_format(role == YB_CITY_HIT ? role_and_missing[1] * item->pric_fen[0] : 0, amount);
    yb_buffer_init(&text, &arena);
    yb_buffer_addf(&text, "%u,stock_mismatch,%s,,%s,,,41,," YB_TEXT_FMT ",%s,%s\n",
                   (unsigned int)run->city->plants->cases + number - run->first_pharmacy + 1,
                   yb_city_role_key(role), place.fixmedins_code, YB_TEXT_ARG(item->med_list_codg),
                   amount, why[role]);
    run->how->write(run->how->context, YB_CITY_ANSWERS, yb_buffer_text(&text));
    run->out->answers++;
    yb_arena_release(&arena);
}

/* A pharmacy that lies sells more than it can have had, and counts nothing in the end. */
static void fill_shelf(struct yb_city_run *run, uint32_t number, const struct yb_city_item *item,
                       int role, struct shelf *shelf)
{
    int64_t sold = *sold_of(run, number, item), opening = sold / 10, bought = sold, left;

    if (role == YB_CITY_HIT) {
        opening = 0;
        bought = sold / 2;
    } else if (role == YB_CITY_NEAR) {
        opening = 0;
    } else if (role == YB_CITY_INNOCENT) {
        opening = sold - sold / 2;
        bought = sold / 2;
    }
    left = opening + bought - sold;
    put(shelf, OPENING, item, opening);
    put(shelf, BOUGHT, item, bought);
    put(shelf, SOLD, item, sold);
    put(shelf, CLOSING, item, left > 0 ? left : 0);
    if (role >= 0)
        write_answer(run, number, item, (const int64_t[]){role, sold - bought});
}

static int send_shelf(struct yb_city_run *run, uint32_t number, int role, struct yb_error *error)
{
    const struct yb_city_tables *t = run->city->tables;
    const struct yb_city_item *best = best_of(run, number);
    struct yb_errand *errand = yb_errands_next(run->errands);
    struct shelf *shelf = new_shelf(run, number, errand->arena);

    if (!shelf)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (int k = 0; k < t->item_count; k++)
        if (*sold_of(run, number, &t->items[k]))
            fill_shelf(run, number, &t->items[k], &t->items[k] == best ? role : -1, shelf);
    errand->now_ms = yb_city_instant(run->city->last_day, 23 * 60 + 59);
    errand->about = shelf;
    errand->run = run_stock;
    yb_errands_send(run->errands, errand);
    return 0;
}

/* The first pharmacies play the roles in turn, with the drug they sold most of. */
int yb_city_write_stock(struct yb_city_run *run, struct yb_error *error)
{
    const struct yb_city_tables *t = run->city->tables;
    uint32_t each = (uint32_t)(t->parameters[YB_CITY_P_PLANTED] * run->city->people / 100000);
    uint32_t playing = YB_CITY_ROLES * (each < 1 ? 1 : each);
    int rc = 0;

    if (playing > run->pharmacies)
        playing = run->pharmacies / YB_CITY_ROLES * YB_CITY_ROLES;
    for (uint32_t i = 0; !rc && i < run->pharmacies; i++) {
        rc = send_shelf(run, run->first_pharmacy + i, i < playing ? (int)(i % YB_CITY_ROLES) : -1,
                        error);
        if (!rc && i % SHELVES_AT_ONCE == SHELVES_AT_ONCE - 1)
            rc = yb_errands_wait(run->errands, error);
    }
    return rc ? rc : yb_errands_wait(run->errands, error);
}
