#include "app/settle/order.h"

#include "base/day.h"

#include <string.h>

static bool is_of(const struct yb_order_of *of, const struct yb_setl_row *setl)
{
    return !setl->init_setl_id && !setl->adjust_setl_id && setl->setl_year == of->setl_year &&
           yb_text_equal(setl->insutype, of->insutype);
}

/* The bill came late and was put at its day. */
static bool was_placed(const struct yb_order_of *of, int64_t setl_id)
{
    for (size_t i = 0; i < of->causes->count; i++)
        if (of->causes->rows[i].setl_id == setl_id && !of->causes->rows[i].adjust_setl_id)
            return true;
    return false;
}

static bool any_placed(const struct yb_order_of *of)
{
    for (size_t i = 0; i < of->setls->count; i++)
        if (is_of(of, &of->setls->rows[i]) && was_placed(of, of->setls->rows[i].setl_id))
            return true;
    return false;
}

static int read_day(const struct yb_order_of *of, struct yb_bill_place *place,
                    struct yb_error *error)
{
    struct yb_setl_parts parts;
    struct yb_record record;
    int rc = yb_setl_get(of->tx, place->setl->psn_no, place->setl->setl_id, &parts, error);

    if (!rc)
        rc = yb_record_decode(parts.trace, of->arena, &record, error);
    if (!rc)
        place->benefit_day = record.benefit_day;
    return rc;
}

static void put_at(struct yb_bill_order *order, size_t at, const struct yb_bill_place *place)
{
    memmove(&order->places[at + 1], &order->places[at],
            (order->count - at) * sizeof(*order->places));
    order->places[at] = *place;
    order->count++;
}

int yb_bills_in_order(const struct yb_order_of *of, struct yb_bill_order *order,
                      struct yb_error *error)
{
    bool placed = any_placed(of);
    int rc = 0;

    order->count = 0;
    order->places = YB_NEW_ARRAY(of->arena, struct yb_bill_place, of->setls->count + 1);
    if (!order->places)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; !rc && i < of->setls->count; i++) {
        const struct yb_setl_row *setl = &of->setls->rows[i];
        struct yb_bill_place place = {setl, YB_DAY_NONE, yb_setl_is_live(of->setls, setl)};

        if (!is_of(of, setl))
            continue;
        if (placed || of->days)
            rc = read_day(of, &place, error);
        if (!rc)
            put_at(order,
                   placed && was_placed(of, setl->setl_id)
                       ? yb_bill_order_place(order, place.benefit_day)
                       : order->count,
                   &place);
    }
    return rc;
}

size_t yb_bill_order_place(const struct yb_bill_order *order, int32_t benefit_day)
{
    size_t i = 0;

    while (i < order->count && order->places[i].benefit_day <= benefit_day)
        i++;
    return i;
}

size_t yb_bill_order_find(const struct yb_bill_order *order, int64_t setl_id)
{
    size_t i = 0;

    while (i < order->count && order->places[i].setl->setl_id != setl_id)
        i++;
    return i;
}
