/* The answer key: what was planted, and where it stands in the store. And the pharmacies' stock. */
#include "app/city/generate.h"

#include "app/settle/bulk.h"
#include "base/money.h"
#include "engine/city/plant.h"

static void write(struct yb_city_run *run, enum yb_city_paper paper, struct yb_buffer *text)
{
    run->how->write(run->how->context, paper, yb_buffer_text(text));
}

void yb_city_key_head(struct yb_city_run *run)
{
    run->how->write(run->how->context, YB_CITY_ANSWERS,
                    YB_TEXT("case,kind,role,psn_no,fixmedins_code,mdtrt_id,setl_id,med_type,"
                            "endtime,lines,amount,why\n"));
    run->how->write(run->how->context, YB_CITY_STOCK,
                    YB_TEXT("fixmedins_code,med_list_codg,name,opening,purchased,sold,closing\n"));
}

/* The numbers of the lines that were planted, "3;4", and their sum; the whole visit when none. */
static int64_t planted_lines(const struct yb_city *city, const struct yb_city_life *life,
                             const struct yb_city_visit *visit, struct yb_buffer *text)
{
    struct yb_city_line lines[YB_CITY_LINES_MAX];
    int count = yb_city_lines(city, life, visit, lines), found = 0;
    int64_t planted = 0, all = 0;

    for (int i = 0; i < count; i++) {
        int64_t amount = lines[i].units * lines[i].pric_fen;

        all += amount;
        if (!lines[i].planted)
            continue;
        planted += amount;
        yb_buffer_addf(text, "%s%d", found++ ? ";" : "", i + 1);
    }
    return found ? planted : all;
}

void yb_city_key_answer(struct yb_city_run *run, const struct yb_bulk_slot *slot)
{
    uint32_t number = (uint32_t)(slot->number >> 16);
    const struct yb_city_plant *plant = yb_city_plant_of(run->city, number);
    const struct yb_bulk_out *info = &slot->out;
    const struct yb_city_visit *visit;
    struct yb_city_life life;
    struct yb_buffer text, lines;
    char amount[YB_DECIMAL_TEXT_MAX], end[20];

    yb_city_life(run->city, number, &life);
    visit = &life.visits[slot->number & 0xffff];
    if (visit->plant < 0 || !visit->evidence)
        return;
    yb_buffer_init(&text, slot->arena);
    yb_buffer_init(&lines, slot->arena);
    yb_money_format(planted_lines(run->city, &life, visit, &lines), amount);
    yb_instant_format(yb_city_instant(visit->end, visit->minute), end);
    yb_buffer_addf(&text, "%d,%s,%s,%lld," YB_TEXT_FMT ",%lld,%lld," YB_TEXT_FMT ",%s,",
                   plant->number + 1, yb_city_plant_key(plant->kind), yb_city_role_key(plant->role),
                   (long long)info->psn_no, YB_TEXT_ARG(slot->actor.fixmedins_code),
                   (long long)info->mdtrt_id, (long long)info->setl_id,
                   YB_TEXT_ARG(slot->claim.med_type), end);
    yb_buffer_add(&text, yb_buffer_text(&lines));
    yb_buffer_addf(&text, ",%s,%s\n", amount, yb_city_plant_why(plant->kind, plant->role));
    write(run, YB_CITY_ANSWERS, &text);
    run->out->answers++;
}

/* ---- stock ---- */

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

static void write_stock_row(struct yb_city_run *run, uint32_t number,
                            const struct yb_city_item *item, int role, struct yb_arena *arena)
{
    static const char *const why[YB_CITY_ROLES] = {"购进只有销售的一半，又没有期初库存：串换或空刷",
                                                   "期初与购进恰等于销售",
                                                   "购进少于销售，差额由期初库存补足"};
    int64_t sold = *sold_of(run, number, item), opening = sold / 10, purchased = sold;
    struct yb_city_place place;
    struct yb_buffer text;
    char amount[YB_DECIMAL_TEXT_MAX];

    if (role == YB_CITY_HIT) {
        opening = 0;
        purchased = sold / 2;
    } else if (role == YB_CITY_NEAR) {
        opening = 0;
    } else if (role == YB_CITY_INNOCENT) {
        opening = sold - sold / 2;
        purchased = sold / 2;
    }
    yb_city_place(run->city, number, &place);
    yb_buffer_init(&text, arena);
    yb_buffer_addf(&text, "%s," YB_TEXT_FMT "," YB_TEXT_FMT ",%lld,%lld,%lld,%lld\n",
                   place.fixmedins_code, YB_TEXT_ARG(item->med_list_codg), YB_TEXT_ARG(item->name),
                   (long long)opening, (long long)purchased, (long long)sold,
                   (long long)(opening + purchased - sold));
    write(run, YB_CITY_STOCK, &text);
    if (role < 0)
        return;
    yb_money_format(role == YB_CITY_HIT ? (sold - purchased) * item->pric_fen[0] : 0, amount);
    yb_buffer_init(&text, arena);
    yb_buffer_addf(&text, "%u,stock_mismatch,%s,,%s,,,41,," YB_TEXT_FMT ",%s,%s\n",
                   (unsigned int)run->city->plants->cases + number - run->first_pharmacy + 1,
                   yb_city_role_key(role), place.fixmedins_code, YB_TEXT_ARG(item->med_list_codg),
                   amount, why[role]);
    write(run, YB_CITY_ANSWERS, &text);
    run->out->answers++;
}

/* The first pharmacies play the roles in turn, with the drug they sold most of. */
int yb_city_write_stock(struct yb_city_run *run, struct yb_error *error)
{
    const struct yb_city_tables *t = run->city->tables;
    uint32_t each = (uint32_t)(t->parameters[YB_CITY_P_PLANTED] * run->city->people / 100000);
    uint32_t playing = YB_CITY_ROLES * (each < 1 ? 1 : each);
    struct yb_arena arena;

    (void)error;
    yb_arena_init(&arena, 1 << 16);
    if (playing > run->pharmacies)
        playing = run->pharmacies / YB_CITY_ROLES * YB_CITY_ROLES;
    for (uint32_t i = 0; i < run->pharmacies; i++) {
        uint32_t number = run->first_pharmacy + i;
        const struct yb_city_item *best = best_of(run, number);

        for (int k = 0; k < t->item_count; k++)
            if (*sold_of(run, number, &t->items[k]))
                write_stock_row(run, number, &t->items[k],
                                i < playing && &t->items[k] == best ? (int)(i % YB_CITY_ROLES) : -1,
                                &arena);
        yb_arena_clear(&arena);
    }
    yb_arena_release(&arena);
    return 0;
}
