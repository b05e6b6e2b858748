/*
 * message.h - requests seen and their answers: (fixmedins_code, msgid) is executed once.
 *
 *     (none) ---> DONE ---> REVERSED         2601 after its original
 *        +------> TOMBSTONE                  2601 before its original, which then fails
 */
#ifndef YB_STORE_MESSAGE_H
#define YB_STORE_MESSAGE_H

#include "store/store.h"

enum yb_message_stas { YB_MESSAGE_DONE = 1, YB_MESSAGE_REVERSED = 2, YB_MESSAGE_TOMBSTONE = 3 };

/* Looks for a message of a person (psn_no 0: of nobody). *found tells. */
int yb_message_find(struct yb_tx *tx, int64_t psn_no, struct yb_text fixmedins_code,
                    struct yb_text msgid, struct yb_message_row *message, bool *found,
                    struct yb_error *error);

/*
 * Records a message with its reply (also a tombstone). YB_E_MESSAGE_DIFFERS when the institution
 * has used the msgid, for whomever.
 */
int yb_message_add(struct yb_tx *tx, const struct yb_message_row *message, struct yb_error *error);

/* Moves DONE to REVERSED; YB_E_STORE_CONFLICT when it is not DONE. */
int yb_message_reverse(struct yb_tx *tx, const struct yb_message_row *message,
                       struct yb_error *error);

/*
 * What an earlier message means for this request: 0 answer its reply; YB_E_MESSAGE_DIFFERS (other
 * content), YB_E_MESSAGE_REVERSED (reversed, or a tombstone). Pure.
 */
int yb_message_judge(const struct yb_message_row *message, struct yb_text request_hash,
                     struct yb_error *error);

#endif
