#include "app/catalogue/digest.h"

#include <string.h>

#include "base/crypto.h"

/* Every member of a row takes a multiple of eight bytes (store/row.h). */
static size_t member_bytes(enum yb_kind kind)
{
    return kind == YB_KIND_TEXT || kind == YB_KIND_BLOB ? sizeof(struct yb_text) : 8;
}

static void add_member(struct yb_buffer *buffer, const struct yb_column *column, const char *member)
{
    struct yb_text text;
    int64_t number;
    int32_t day;

    if (column->kind == YB_KIND_INT) {
        memcpy(&number, member, sizeof(number));
        yb_buffer_addf(buffer, "%lld,", (long long)number);
    } else if (column->kind == YB_KIND_DAY) {
        memcpy(&day, member, sizeof(day));
        yb_buffer_addf(buffer, "%d,", day);
    } else {
        memcpy(&text, member, sizeof(text));
        yb_buffer_addf(buffer, "%zu:", text.length);
        yb_buffer_add(buffer, text);
    }
}

void yb_row_digest(enum yb_table_id table, const void *row, struct yb_arena *scratch,
                   uint8_t digest[YB_SPELL_DIGEST])
{
    static const char left_out[] = "enddate, rid, ver, ver_seq, crte_time, updt_time";
    const struct yb_table_info *info = &yb_tables[table];
    uint8_t whole[YB_SM3_BYTES];
    struct yb_buffer buffer;
    const char *member = row;
    size_t i;

    yb_arena_clear(scratch);
    yb_buffer_init(&buffer, scratch);
    for (i = 0; i < info->column_count; i++) {
        if (!yb_list_has(left_out, info->columns[i].name))
            add_member(&buffer, &info->columns[i], member);
        member += member_bytes(info->columns[i].kind);
    }
    yb_sm3(yb_buffer_text(&buffer), whole);
    memcpy(digest, whole, YB_SPELL_DIGEST);
}
