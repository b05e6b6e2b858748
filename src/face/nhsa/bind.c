#include "face/nhsa/bind.h"

#include <assert.h>
#include <string.h>

#include "base/day.h"
#include "app/settle/settle.h"
#include "base/money.h"

#define SECOND_MS 1000
#define BINDS_MAX 128 /* rows of one table */

int yb_bind_decimals(enum yb_bind_kind kind)
{
    static const int8_t decimals[YB_BIND_KINDS] = {
        [YB_BIND_FEN] = 2, [YB_BIND_FEN_SAID] = 2, [YB_BIND_E2] = 2,
        [YB_BIND_E4] = 4,  [YB_BIND_E6] = 6,       [YB_BIND_PPM] = 6,
    };

    return decimals[kind];
}

static int read_number(const struct yb_bind *bind, struct yb_text value, int64_t *number)
{
    bool money = bind->kind == YB_BIND_FEN || bind->kind == YB_BIND_FEN_SAID;
    bool right;

    *number = bind->kind == YB_BIND_FEN_SAID ? YB_FEN_NOT_STATED : 0;
    if (!value.bytes)
        return YB_OK;
    right = money ? yb_money_parse(value, number)
                  : yb_decimal_parse(value, yb_bind_decimals(bind->kind), number);
    return right ? YB_OK : YB_E_OUT_OF_RANGE;
}

static int read_instant(const struct yb_bind *bind, struct yb_text value, int64_t *instant)
{
    *instant = 0;
    if (!value.bytes)
        return YB_OK;
    if (!yb_instant_parse(value, instant))
        return YB_E_WRONG_FORMAT;
    if (bind->kind == YB_BIND_UNTIL && value.length == 10)
        *instant += YB_DAY_MS - SECOND_MS;
    return YB_OK;
}

static int read_id(struct yb_text value, int64_t *id)
{
    *id = 0;
    if (!value.bytes)
        return YB_OK;
    return yb_text_to_int64(value, id) && *id >= 0 ? YB_OK : YB_E_WRONG_FORMAT;
}

/* Stores one value; a negative code when it does not fit the kind. */
static int read_value(const struct yb_bind *bind, struct yb_text value, char *at)
{
    int64_t number = 0;
    int32_t day = YB_DAY_NONE;
    int result = YB_OK;

    switch (bind->kind) {
    case YB_BIND_TEXT:
        value = value.bytes ? value : YB_TEXT("");
        memcpy(at, &value, sizeof value);
        return YB_OK;
    case YB_BIND_DAY:
        if (value.bytes && yb_instant_parse(value, &number))
            day = yb_instant_day(number);
        memcpy(at, &day, sizeof day);
        return YB_OK;
    case YB_BIND_INSTANT:
    case YB_BIND_UNTIL:
        result = read_instant(bind, value, &number);
        break;
    case YB_BIND_ID:
        result = read_id(value, &number);
        break;
    default:
        result = read_number(bind, value, &number);
        break;
    }
    if (bind->kind == YB_BIND_INT) {
        int small = (int)number;

        memcpy(at, &small, sizeof small);
        return small == number ? result : YB_E_OUT_OF_RANGE;
    }
    memcpy(at, &number, sizeof number);
    return result;
}

/* Where each bound member stands in a node; -1: it is no member of that. */
static void place(struct yb_binds binds, const struct yb_nhsa_node *node, int places[BINDS_MAX])
{
    int next = 0;

    assert(binds.count <= BINDS_MAX);
    for (size_t i = 0; i < binds.count; i++) {
        places[i] = node ? yb_nhsa_field_index_from(node, binds.binds[i].field, next) : -1;
        next = places[i] < 0 ? next : places[i] + 1;
    }
}

static int read_row(struct yb_binds binds, const int places[BINDS_MAX],
                    const struct yb_nhsa_record *record, void *out, struct yb_error *error)
{
    for (size_t i = 0; i < binds.count; i++) {
        const struct yb_bind *bind = &binds.binds[i];
        struct yb_text value =
            places[i] < 0 ? (struct yb_text){NULL, 0} : record->values[places[i]];
        int result;

        assert(bind->via == YB_BIND_DIRECT);
        result = read_value(bind, value, (char *)out + bind->offset);
        if (result < 0)
            return yb_fail(error, result, bind->field, "", NULL);
    }
    return YB_OK;
}

int yb_bind_read(struct yb_binds binds, const struct yb_nhsa_record *record, void *out,
                 struct yb_error *error)
{
    int places[BINDS_MAX];

    place(binds, record ? record->node : NULL, places);
    return read_row(binds, places, record, out, error);
}

int yb_bind_read_all(struct yb_binds binds, const struct yb_nhsa_record *parent, const char *node,
                     size_t row_size, struct yb_arena *arena, struct yb_bound_rows *out,
                     struct yb_error *error)
{
    const struct yb_nhsa_record *record = yb_nhsa_first(parent, node);
    int places[BINDS_MAX];
    char *row;

    place(binds, record ? record->node : NULL, places);
    out->count = yb_nhsa_count(parent, node);
    out->rows = row = yb_arena_array(arena, out->count + 1, row_size);
    if (!row)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (; record; record = yb_nhsa_next(record), row += row_size) {
        int result = read_row(binds, places, record, row, error);

        if (result < 0)
            return result;
    }
    return YB_OK;
}
