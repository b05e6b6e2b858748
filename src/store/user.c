#include "store/user.h"

#include "store/tx.h"

int yb_user_add(struct yb_tx *tx, const struct yb_user_account_row *user, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_USER_ADD, YB_T_user_account, user, NULL, error);
}

int yb_user_put(struct yb_tx *tx, const struct yb_user_account_row *user, struct yb_error *error)
{
    int64_t changed;
    int rc = yb_tx_put(tx, YB_SQL_USER_PUT, YB_T_user_account, user, &changed, error);

    if (rc == YB_OK && !changed)
        rc = yb_fail(error, YB_E_NOT_FOUND, "user", yb_tx_text(tx, user->user_id), NULL);
    return rc;
}

int yb_user_find(struct yb_tx *tx, struct yb_text user_name, struct yb_user_account_row *user,
                 struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(user_name)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_USER_FIND, values, 1, user, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "user", yb_tx_string(tx, user_name), NULL);
    return rc;
}

int yb_user_count_failure(struct yb_tx *tx, struct yb_text user_name,
                          struct yb_user_account_row *user, struct yb_error *error)
{
    const struct yb_value values[] = {yb_string(user_name)};
    int rc = yb_tx_do(tx, YB_SQL_USER_COUNT, values, 1, NULL, error);

    return rc == YB_OK ? yb_user_find(tx, user_name, user, error) : rc;
}

int yb_user_get(struct yb_tx *tx, int64_t user_id, struct yb_user_account_row *user,
                struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(user_id)};
    bool found;
    int rc = yb_tx_one(tx, YB_SQL_USER_GET, values, 1, user, &found, error);

    if (rc == YB_OK && !found)
        rc = yb_fail(error, YB_E_NOT_FOUND, "user", yb_tx_text(tx, user_id), NULL);
    return rc;
}

int yb_user_list(struct yb_tx *tx, struct yb_user_account_list *list, struct yb_error *error)
{
    return yb_tx_list(tx, YB_SQL_USER_LIST, NULL, 0, YB_LIST(list), error);
}

int yb_session_put(struct yb_tx *tx, const struct yb_session_row *session, struct yb_error *error)
{
    return yb_tx_put(tx, YB_SQL_SESSION_PUT, YB_T_session, session, NULL, error);
}

int yb_session_get(struct yb_tx *tx, struct yb_text token_hash, struct yb_session_row *session,
                   bool *found, struct yb_error *error)
{
    const struct yb_value values[] = {yb_bytes(token_hash)};

    return yb_tx_one(tx, YB_SQL_SESSION_GET, values, 1, session, found, error);
}

int yb_session_seen(struct yb_tx *tx, struct yb_text token_hash, int64_t now_ms,
                    struct yb_error *error)
{
    const struct yb_value values[] = {yb_bytes(token_hash), yb_int(now_ms)};

    return yb_tx_do(tx, YB_SQL_SESSION_SEEN, values, 2, NULL, error);
}

int yb_session_end(struct yb_tx *tx, struct yb_text token_hash, struct yb_error *error)
{
    const struct yb_value values[] = {yb_bytes(token_hash)};

    return yb_tx_do(tx, YB_SQL_SESSION_END, values, 1, NULL, error);
}

int yb_session_end_user(struct yb_tx *tx, int64_t user_id, int64_t now_ms, int64_t *ended,
                        struct yb_error *error)
{
    const struct yb_value values[] = {yb_int(user_id), yb_int(now_ms)};

    return yb_tx_do(tx, YB_SQL_SESSION_END_USER, values, 2, ended, error);
}
