#include "store/message.h"

#include <stdio.h>

#include "store/tx.h"

int yb_message_find(struct yb_tx *tx, int64_t psn_no, struct yb_text fixmedins_code,
                    struct yb_text msgid, struct yb_message_row *message, bool *found,
                    struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(psn_no), yb_string(fixmedins_code), yb_string(msgid)};

    return yb_tx_one(tx, YB_SQL_MESSAGE_GET, values, YB_COUNT(values), message, found, error);
}

int yb_message_add(struct yb_tx *tx, const struct yb_message_row *message, struct yb_error *error)
{
    const char *msgid = yb_tx_string(tx, message->msgid);
    int rc = yb_tx_put(tx, YB_SQL_MESSAGE_ADD, YB_T_message, message, NULL, error);

    /* SQLite's unique index spans all people; a server's is kept per person */
    if (rc == YB_OK && tx->conn->driver->dialect == YB_POSTGRES) {
        struct yb_message_route_row route = {message->fixmedins_code, message->msgid,
                                             message->psn_no};

        rc = yb_tx_put(tx, YB_SQL_MESSAGE_ROUTE_ADD, YB_T_message_route, &route, NULL, error);
    }
    return rc == YB_E_EXISTS ? yb_fail(error, YB_E_MESSAGE_DIFFERS, msgid, NULL) : rc;
}

int yb_message_reverse(struct yb_tx *tx, const struct yb_message_row *message,
                       struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(message->psn_no), yb_string(message->fixmedins_code),
                                      yb_string(message->msgid)};
    int64_t changed;
    int rc = yb_tx_do(tx, YB_SQL_MESSAGE_REVERSE, values, YB_COUNT(values), &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_tx_refuse(tx, YB_E_STORE_CONFLICT, error, "message", NULL);
    return rc;
}

int yb_message_judge(const struct yb_message_row *message, struct yb_text request_hash,
                     struct yb_error *error)
{
    char msgid[64];

    snprintf(msgid, sizeof(msgid), YB_TEXT_FMT, YB_TEXT_ARG(message->msgid));
    if (message->message_stas != YB_MESSAGE_DONE)
        return yb_fail(error, YB_E_MESSAGE_REVERSED, msgid, NULL);
    if (!yb_text_equal(message->request_hash, request_hash))
        return yb_fail(error, YB_E_MESSAGE_DIFFERS, msgid, NULL);
    return YB_OK;
}
