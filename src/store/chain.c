#include "store/chain.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* name=length:bytes; */
static void add_value(struct yb_buffer *out, const char *name, const struct yb_value *value)
{
    char digits[YB_NUMBER_DIGITS];
    struct yb_text text = value->text;

    if (value->kind == YB_KIND_DAY && value->number == YB_DAY_NONE)
        text = YB_TEXT("");
    else if (value->kind < YB_KIND_TEXT)
        text = yb_number_text(value->number, digits);
    yb_buffer_add_string(out, name);
    yb_buffer_add_char(out, '=');
    yb_buffer_add_number(out, (int64_t)text.length);
    yb_buffer_add_char(out, ':');
    yb_buffer_add(out, text);
    yb_buffer_add_char(out, ';');
}

void yb_link_row(struct yb_link *link, const struct yb_keys *keys, enum yb_table_id table,
                 const void *row, struct yb_arena *scratch)
{
    const struct yb_table_info *info = &yb_tables[table];
    struct yb_value values[YB_COLUMNS_MAX];
    struct yb_buffer bytes;
    size_t i;

    yb_arena_clear(scratch);
    yb_buffer_init(&bytes, scratch);
    yb_buffer_add(&bytes, (struct yb_text){(const char *)link->bytes, sizeof(link->bytes)});
    if (!yb_row_values(info, row, scratch, values))
        bytes.failed = true;
    for (i = 0; i < info->column_count; i++)
        add_value(&bytes, info->columns[i].name, &values[i]);
    assert(!bytes.failed); /* a chain with a gap must never be written */
    yb_hmac_sm3(keys->chain, sizeof(keys->chain), yb_buffer_text(&bytes), link->bytes);
}

void yb_link_number(struct yb_link *link, const struct yb_keys *keys, int64_t number)
{
    char bytes[YB_SM3_BYTES + 24];
    int length;

    memcpy(bytes, link->bytes, YB_SM3_BYTES);
    length = snprintf(bytes + YB_SM3_BYTES, 24, "%lld", (long long)number);
    yb_hmac_sm3(keys->chain, sizeof(keys->chain),
                (struct yb_text){bytes, YB_SM3_BYTES + (size_t)length}, link->bytes);
}
