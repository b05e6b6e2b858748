#include "app/message/message.h"

#include "store/message.h"
#include "store/psn.h"

#include <assert.h>
#include <string.h>

static bool is_recorded(const struct yb_call *call)
{
    return call->actor->fixmedins_code.length && call->actor->msgid.length;
}

void yb_message_hash(struct yb_message_in *in, struct yb_text request)
{
    yb_sm3(request, in->request_hash);
}

/* What stands in front of a kept reply. */
#define KEPT_CLEAR  'c'
#define KEPT_SEALED 's'

static int keep(struct yb_call *call, struct yb_message_reply reply, struct yb_text *kept,
                struct yb_error *error)
{
    struct yb_buffer buffer;
    int rc = 0;

    if (reply.personal)
        rc = yb_seal(&call->app->keys, reply.text, call->arena, &reply.text, error);
    if (rc)
        return rc;
    yb_buffer_init(&buffer, call->arena);
    yb_buffer_add_char(&buffer, reply.personal ? KEPT_SEALED : KEPT_CLEAR);
    yb_buffer_add(&buffer, reply.text);
    *kept = yb_buffer_text(&buffer);
    return kept->bytes ? 0 : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int reply_of(struct yb_call *call, struct yb_text kept, struct yb_text *reply,
                    struct yb_error *error)
{
    char how = kept.length ? kept.bytes[0] : 0;
    struct yb_text rest = {kept.bytes + 1, kept.length - 1};

    if (how == KEPT_SEALED)
        return yb_unseal(&call->app->keys, rest, call->arena, reply, error);
    *reply = rest;
    return how == KEPT_CLEAR ? 0 : yb_fail(error, YB_E_TAMPERED, "message", NULL);
}

static struct yb_text hash_text(const struct yb_call *call)
{
    return (struct yb_text){(const char *)call->message.request_hash, YB_SM3_BYTES};
}

int yb_app_message_open(struct yb_call *call, const struct yb_message_in *in,
                        struct yb_message_out *out, struct yb_error *error)
{
    struct yb_message_row message = yb_message_row();
    bool found = false;
    int rc = 0;

    assert(!call->message.open);
    memset(out, 0, sizeof(*out));
    if (!is_recorded(call))
        return 0;
    memcpy(call->message.request_hash, in->request_hash, YB_SM3_BYTES);
    if (in->psn_no && !in->psn_is_held)
        rc = yb_psn_lock(call->tx, in->psn_no, error); /* two of a kind: the second waits here */
    if (!rc)
        rc = yb_message_find(call->tx, in->psn_no, call->actor->fixmedins_code, call->actor->msgid,
                             &message, &found, error);
    if (rc)
        return rc;
    if (found) {
        rc = yb_message_judge(&message, hash_text(call), error);
        out->replay = !rc;
        return rc ? rc : reply_of(call, message.reply, &out->reply, error);
    }
    call->message.open = true;
    call->message.psn_no = in->psn_no;
    call->message.inf_time_ms = in->inf_time_ms;
    return 0;
}

int yb_app_message_close(struct yb_call *call, struct yb_message_reply reply,
                         struct yb_error *error)
{
    struct yb_message_row message = yb_message_row();
    int rc;

    if (!call->message.open)
        return 0;
    rc = keep(call, reply, &message.reply, error);
    if (rc)
        return rc;
    message.message_id = yb_tx_id(call->tx, call->now_ms);
    message.psn_no = call->message.psn_no;
    message.fixmedins_code = call->actor->fixmedins_code;
    message.msgid = call->actor->msgid;
    message.infno = call->actor->infno;
    message.message_stas = YB_MESSAGE_DONE;
    message.request_hash = hash_text(call);
    message.mdtrt_id = call->made.mdtrt_id;
    message.setl_id = call->made.setl_id;
    message.inf_time = call->message.inf_time_ms;
    message.crte_time = call->now_ms;
    call->message.open = false;
    return yb_message_add(call->tx, &message, error);
}
