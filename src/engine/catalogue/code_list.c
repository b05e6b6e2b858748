#include "engine/catalogue/code_list.h"

static int check(const struct yb_code_row *row, struct yb_error *error)
{
    if (!row->code.length)
        return yb_fail(error, YB_E_MISSING, "code", NULL);
    if (!row->name.length)
        return yb_fail(error, YB_E_MISSING, "name", NULL);
    if (row->code.length > YB_LIST_CODE_BYTES_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "code", "", NULL);
    if (row->name.length > YB_ITEM_NAME_BYTES_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "name", "", NULL);
    if (row->from_day < YB_DAY_MIN || row->from_day > YB_DAY_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "begndate", "", NULL);
    if (row->to_day < row->from_day || row->to_day > YB_DAY_MAX)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "enddate", "", NULL);
    return YB_OK;
}

int yb_code_list_seal(struct yb_arena *arena, const struct yb_code_row *rows, int32_t count,
                      const struct yb_code_list **list, struct yb_error *error)
{
    struct yb_code_list *sealed = YB_NEW(arena, struct yb_code_list);
    struct yb_code_row *own = YB_NEW_ARRAY(arena, struct yb_code_row, count);
    struct yb_dated_key *keys = YB_NEW_ARRAY(arena, struct yb_dated_key, count);
    struct yb_dated_order order = {YB_NEW_ARRAY(arena, int32_t, count),
                                   YB_NEW_ARRAY(arena, struct yb_text, count)};
    int32_t i;
    int failed = YB_OK;

    if (yb_arena_failed(arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < count && !failed; i++) {
        failed = check(&rows[i], error);
        keys[i] = (struct yb_dated_key){rows[i].code, rows[i].from_day, rows[i].to_day};
    }
    if (!failed)
        failed = yb_dated_build(&sealed->index, arena, &(struct yb_dated_keys){keys, count}, &order,
                                error);
    if (failed)
        return failed;
    for (i = 0; i < count; i++) {
        own[i] = rows[order.order[i]];
        own[i].code = order.codes[i];
        own[i].name = yb_text_copy(arena, own[i].name);
    }
    if (yb_arena_failed(arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    sealed->rows = own;
    sealed->count = count;
    *list = sealed;
    return YB_OK;
}

const struct yb_code_row *yb_code_list_find(const struct yb_code_list *list, struct yb_text code,
                                            int32_t day)
{
    int32_t row = yb_dated_find(&list->index, code, day);

    return row < 0 ? NULL : &list->rows[row];
}
