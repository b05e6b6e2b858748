/* The answer key: what was planted, and where it stands in the store. */
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
