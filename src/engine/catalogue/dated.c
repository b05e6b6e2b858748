#include "engine/catalogue/dated.h"

#include <string.h>

static int compare(const struct yb_dated_key *a, const struct yb_dated_key *b)
{
    int by_code = yb_text_compare(a->code, b->code);

    return by_code ? by_code : (a->from_day > b->from_day) - (a->from_day < b->from_day);
}

/* Merges the sorted runs [0, middle) and [middle, count) of `from` into `to`. */
static void merge(const struct yb_dated_key *keys, const int32_t *from, int32_t middle,
                  int32_t count, int32_t *to)
{
    int32_t a = 0, b = middle, i;

    for (i = 0; i < count; i++)
        if (b >= count || (a < middle && compare(&keys[from[a]], &keys[from[b]]) <= 0))
            to[i] = from[a++];
        else
            to[i] = from[b++];
}

/* Bottom-up and stable, so that equal rows keep the file's order and are refused in it. */
static void sort(const struct yb_dated_key *keys, int32_t *order, int32_t *spare, int32_t count)
{
    int64_t width, i;

    for (width = 1; width < count; width *= 2) {
        for (i = 0; i < count; i += 2 * width) {
            int64_t middle = i + width < count ? width : count - i;
            int64_t length = i + 2 * width < count ? 2 * width : count - i;

            merge(keys, order + i, (int32_t)middle, (int32_t)length, spare + i);
        }
        memcpy(order, spare, (size_t)count * sizeof(*order));
    }
}

static int refuse_overlap(const struct yb_dated_key *key, struct yb_error *error)
{
    char code[YB_ERROR_ARG_BYTES_MAX], day[11];

    yb_text_cut(key->code, code, sizeof(code));
    yb_day_format(key->from_day, day);
    return yb_fail(error, YB_E_OVERLAP, code, day, NULL);
}

int yb_dated_build(struct yb_dated *dated, struct yb_arena *arena, const struct yb_dated_key *keys,
                   int32_t count, int32_t *order, struct yb_error *error)
{
    struct yb_dated_key *sorted = YB_NEW_ARRAY(arena, struct yb_dated_key, count);
    int32_t *spare = YB_NEW_ARRAY(arena, int32_t, count);
    int32_t i;

    memset(dated, 0, sizeof(*dated));
    yb_table_init(&dated->first, arena, (size_t)count);
    if (!sorted || !spare)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < count; i++)
        order[i] = i;
    sort(keys, order, spare, count);
    for (i = 0; i < count; i++) {
        const struct yb_dated_key *key = &sorted[i], *before = key - 1;

        sorted[i] = keys[order[i]];
        if (i == 0 || !yb_text_equal(before->code, key->code)) {
            if (!yb_table_put(&dated->first, key->code, i))
                return yb_fail(error, YB_E_NO_MEMORY, NULL);
        } else if (before->to_day >= key->from_day) {
            return refuse_overlap(key, error);
        }
    }
    dated->keys = sorted;
    dated->count = count;
    return YB_OK;
}

int32_t yb_dated_first(const struct yb_dated *dated, struct yb_text code)
{
    return yb_table_get(&dated->first, code, -1);
}

int32_t yb_dated_find(const struct yb_dated *dated, struct yb_text code, int32_t day)
{
    int32_t first = yb_dated_first(dated, code), i;

    if (first < 0)
        return -1;
    for (i = first; i < dated->count && dated->keys[i].from_day <= day; i++) {
        if (i > first && !yb_text_equal(dated->keys[i].code, code))
            return -1;
        if (day <= dated->keys[i].to_day)
            return i;
    }
    return -1;
}
