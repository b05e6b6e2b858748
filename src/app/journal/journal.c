#include "app/journal/journal.h"

#include <string.h>

#include "base/identity.h"
#include "store/access_log.h"

#define DETAIL_BYTES 1000
#define TARGET_BYTES 200

struct yb_actor yb_journal_actor(struct yb_text user_name, struct yb_text ip)
{
    return (struct yb_actor){.opter = user_name, .ip = ip, .infno = YB_TEXT("console")};
}

struct yb_text yb_journal_text(struct yb_arena *arena, struct yb_text text, size_t most)
{
    struct yb_buffer out;
    char *copy;

    yb_buffer_init(&out, arena);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        bool c1 = c == 0xc2 && i + 1 < text.length && (unsigned char)text.bytes[i + 1] < 0xa0;

        if (c < ' ' || c == 127 || c1)
            yb_buffer_add_string(&out, "·");
        else
            yb_buffer_add_char(&out, text.bytes[i]);
        i += c1;
    }
    copy = yb_arena_alloc(arena, most + 1);
    if (!copy)
        return (struct yb_text){NULL, 0};
    yb_text_cut(yb_buffer_text(&out), copy, most + 1);
    yb_identity_hide(copy);
    return yb_text_of(copy);
}

int yb_journal_add(struct yb_call *call, const struct yb_journal_entry *entry,
                   struct yb_error *error)
{
    struct yb_access_log_row row = yb_access_log_row();
    struct yb_error cause;

    row.log_time = call->now_ms;
    row.actor = yb_journal_text(call->arena, call->actor->opter, TARGET_BYTES);
    row.actor_kind = YB_TEXT("user");
    row.action = entry->action;
    row.target = yb_journal_text(call->arena, entry->target, TARGET_BYTES);
    row.result = yb_text_of(entry->result == YB_OK ? "OK" : yb_code_name(entry->result));
    row.detail = yb_journal_text(call->arena, entry->detail, DETAIL_BYTES);
    row.ip = yb_journal_text(call->arena, call->actor->ip, TARGET_BYTES);
    if (!row.actor.bytes || !row.target.bytes || !row.detail.bytes || !row.ip.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    return yb_access_log_add(call->tx, &row, &cause) == YB_OK ? YB_OK
                                                              : yb_fail(error, YB_E_JOURNAL, NULL);
}
