#include "app/session/session.h"

#include <string.h>

#include "app/journal/journal.h"
#include "app/setup/setup.h"
#include "app/user/totp.h"
#include "app/user/user.h"
#include "base/day.h"
#include "base/id.h"
#include "store/store.h"
#include "store/user.h"

#define HOUR_MS   INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)
#define CLOCK_MS  (5 * MINUTE_MS) /* so much a clock may go back */

/* ---- tokens ---- */

/* A keyed hash of a token; `use` keeps the store's from the page's. */
static void hash_token(const struct yb_keys *keys, const char *use, struct yb_text token,
                       uint8_t out[YB_SM3_BYTES])
{
    char text[YB_TOKEN_CHARACTERS + 16];
    size_t length = strlen(use);

    memcpy(text, use, length);
    memcpy(text + length, token.bytes, YB_TOKEN_CHARACTERS);
    yb_hmac_sm3(keys->lookup, sizeof(keys->lookup),
                (struct yb_text){text, length + YB_TOKEN_CHARACTERS}, out);
    explicit_bzero(text, sizeof(text));
}

static struct yb_text stored_hash(const struct yb_call *call, struct yb_text token,
                                  uint8_t out[YB_SM3_BYTES])
{
    hash_token(&call->app->keys, "session:", token, out);
    return (struct yb_text){(const char *)out, YB_SM3_BYTES};
}

static void make_csrf(const struct yb_keys *keys, struct yb_text token, struct yb_session *session)
{
    uint8_t hash[YB_SM3_BYTES];

    hash_token(keys, "csrf:", token, hash);
    yb_hex(hash, sizeof(hash), session->csrf);
}

bool yb_session_csrf_is(const struct yb_session *session, struct yb_text given)
{
    return given.length == YB_TOKEN_CHARACTERS &&
           yb_bytes_equal(given.bytes, session->csrf, YB_TOKEN_CHARACTERS);
}

/* ---- who it is ---- */

/* What the user must do before anything else. */
static const char *restriction(const struct yb_user_account_row *user,
                               const struct yb_password_rules *rules, int64_t now_ms)
{
    bool must =
        rules->second_factor > 1 || (rules->second_factor == 1 && yb_roles_administer(user->roles));

    if (!user->password_time ||
        (rules->days_max && now_ms - user->password_time > (int64_t)rules->days_max * YB_DAY_MS))
        return "password";
    return must && user->second_stas != YB_SECOND_IN_USE ? "second_factor" : "";
}

static void fill(struct yb_session *session, const struct yb_user_account_row *user,
                 const struct yb_session_row *row, int64_t now_ms)
{
    session->user_id = user->user_id;
    session->user_name = user->user_name;
    session->display_name = user->display_name;
    session->restricted = restriction(user, &session->rules, now_ms);
    session->second_factor = user->second_stas == YB_SECOND_IN_USE;
    session->password_time_ms = user->password_time;
    session->seen_ms = row->seen_time;
    session->end_ms = row->end_time;
    session->who = (struct yb_who){.roles = user->roles,
                                   .admdvs = user->admdvs,
                                   .fixmedins_code = user->fixmedins_code,
                                   .psn_no = user->psn_no,
                                   .signed_in = true,
                                   .restricted = session->restricted[0] != 0};
}

static bool is_in_use(const struct yb_user_account_row *user)
{
    return yb_text_is(user->user_stas, "1");
}

static bool is_over(const struct yb_session *session, const struct yb_session_row *row,
                    int64_t now_ms)
{
    return row->end_time <= now_ms || row->seen_time - now_ms > CLOCK_MS ||
           now_ms - row->seen_time > session->rules.idle_minutes * MINUTE_MS;
}

int yb_session_open(struct yb_call *call, struct yb_text token, struct yb_session *session,
                    struct yb_error *error)
{
    uint8_t hash[YB_SM3_BYTES];
    struct yb_session_row row;
    struct yb_user_account_row user;
    struct yb_text key;
    bool found;
    int rc;

    memset(session, 0, sizeof(*session));
    if (token.length != YB_TOKEN_CHARACTERS)
        return yb_fail(error, YB_E_SESSION, NULL);
    key = stored_hash(call, token, hash);
    rc = yb_session_get(call->tx, key, &row, &found, error);
    if (rc == YB_OK)
        rc = yb_app_password_rules(call, &session->rules, error);
    if (rc != YB_OK)
        return rc;
    if (!found || row.token_hash.length != sizeof(hash) ||
        !yb_bytes_equal(row.token_hash.bytes, hash, sizeof(hash)) ||
        is_over(session, &row, call->now_ms))
        return yb_fail(error, YB_E_SESSION, NULL);
    rc = yb_user_get(call->tx, row.user_id, &user, error);
    if (rc == YB_E_NOT_FOUND || (rc == YB_OK && !is_in_use(&user)))
        return yb_fail(error, YB_E_SESSION, NULL);
    if (rc == YB_OK) {
        fill(session, &user, &row, call->now_ms);
        make_csrf(&call->app->keys, token, session);
    }
    return rc;
}

bool yb_session_is_stale(const struct yb_session *session, int64_t now_ms)
{
    return now_ms - session->seen_ms > session->rules.idle_minutes * MINUTE_MS / 8;
}

int yb_session_touch(struct yb_call *call, struct yb_text token, struct yb_error *error)
{
    uint8_t hash[YB_SM3_BYTES];

    return yb_session_seen(call->tx, stored_hash(call, token, hash), call->now_ms, error);
}

int yb_logout(struct yb_call *call, struct yb_text token, struct yb_error *error)
{
    uint8_t hash[YB_SM3_BYTES];
    struct yb_journal_entry entry = {.action = YB_TEXT("logout")};
    int rc = yb_session_end(call->tx, stored_hash(call, token, hash), error);

    return rc == YB_OK ? yb_journal_add(call, &entry, error) : rc;
}

/* ---- signing in ---- */

struct login {
    struct yb_app *app;
    const struct yb_login_in *in;
    struct yb_text checked; /* the hash that the password was held against */
    bool right;
    const char *token;
    struct yb_session *session;
    int outcome; /* what the caller is told; the job itself succeeds and keeps the count */
    struct yb_error refusal;
};

static int read_hash(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct login *login = context;
    struct yb_user_account_row user;
    int rc = yb_user_find(tx, login->in->user_name, &user, error);

    login->checked = rc == YB_OK ? user.password_hash : YB_TEXT("");
    return rc == YB_E_NOT_FOUND ? YB_OK : rc;
}

static int note(struct yb_call *call, struct yb_text user_name, const char *action, int result,
                struct yb_error *error)
{
    struct yb_journal_entry entry = {.action = yb_text_of(action),
                                     .target = yb_text_of(yb_arena_format(
                                         call->arena, "user:" YB_TEXT_FMT, YB_TEXT_ARG(user_name))),
                                     .result = result};

    return yb_journal_add(call, &entry, error);
}

/* Opens the stored secret and checks a code against it. */
static int check_code(struct yb_call *call, struct yb_user_account_row *user, struct yb_text code,
                      bool *right, struct yb_error *error)
{
    struct yb_text secret;
    int rc = yb_unseal(&call->app->keys, user->second_secret, call->arena, &secret, error);

    *right = rc == YB_OK && yb_totp_check(secret, code, call->now_ms, &user->second_step);
    return rc;
}

/* The verdict over a user that exists; failures count one more already. */
static int judge(struct yb_call *call, struct login *login, struct yb_user_account_row *user,
                 struct yb_error *error)
{
    const struct yb_password_rules *rules = &login->session->rules;
    bool right = login->right && yb_text_equal(login->checked, user->password_hash);
    int rc = YB_OK;

    login->outcome = YB_E_LOGIN;
    if (!is_in_use(user) || user->locked_until > call->now_ms) {
        user->failures--; /* right or wrong: a lock does not tell which */
        login->outcome = YB_E_USER_LOCKED;
        return YB_OK;
    }
    if (right && user->second_stas == YB_SECOND_IN_USE && !login->in->code.length) {
        user->failures--;
        login->outcome = YB_E_SECOND_FACTOR;
        return YB_OK;
    }
    if (right && user->second_stas == YB_SECOND_IN_USE)
        rc = check_code(call, user, login->in->code, &right, error);
    if (rc == YB_OK && right) {
        user->failures = 0;
        user->last_time = call->now_ms;
        login->outcome = YB_OK;
    } else if (rc == YB_OK && user->failures >= rules->failures) {
        user->failures = 0;
        user->locked_until = call->now_ms + rules->lock_minutes * MINUTE_MS;
        login->outcome = YB_E_USER_LOCKED;
    }
    return rc;
}

static int open_session(struct yb_call *call, struct login *login,
                        const struct yb_user_account_row *user, struct yb_error *error)
{
    struct yb_session_row row = yb_session_row();
    uint8_t hash[YB_SM3_BYTES], old[YB_SM3_BYTES];
    int64_t ended;
    int rc = yb_session_end_user(call->tx, 0, call->now_ms, &ended, error); /* sweeps old ones */

    row.token_hash = stored_hash(call, yb_text_of(login->token), hash);
    row.user_id = user->user_id;
    row.ip = login->in->ip;
    row.crte_time = row.seen_time = call->now_ms;
    row.end_time = call->now_ms + login->session->rules.session_hours * HOUR_MS;
    if (rc == YB_OK && login->in->token.length == YB_TOKEN_CHARACTERS)
        rc = yb_session_end(call->tx, stored_hash(call, login->in->token, old), error);
    if (rc == YB_OK)
        rc = yb_session_put(call->tx, &row, error);
    if (rc == YB_OK)
        fill(login->session, user, &row, call->now_ms);
    return rc;
}

static int decide(struct yb_call *call, void *context, struct yb_error *error)
{
    struct login *login = context;
    struct yb_user_account_row user;
    int rc = yb_app_password_rules(call, &login->session->rules, error);

    if (rc == YB_OK)
        rc = yb_user_count_failure(call->tx, login->in->user_name, &user, error);
    login->outcome = YB_E_LOGIN;
    if (rc == YB_E_NOT_FOUND)
        return note(call, login->in->user_name, "login", YB_E_LOGIN, error);
    if (rc == YB_OK)
        rc = judge(call, login, &user, error);
    if (rc == YB_OK)
        rc = yb_user_put(call->tx, &user, error);
    if (rc == YB_OK && login->outcome == YB_OK)
        rc = open_session(call, login, &user, error);
    return rc == YB_OK ? note(call, login->in->user_name, "login", login->outcome, error) : rc;
}

static int run_as(struct yb_app *app, struct yb_actor *actor, int64_t now_ms,
                  struct yb_arena *arena, struct yb_use use, struct yb_error *error)
{
    use.app = app;
    use.actor = actor;
    use.arena = arena;
    use.now_ms = now_ms;
    return yb_app_run(&use, error);
}

int yb_login(struct yb_app *app, const struct yb_login_in *in, int64_t now_ms,
             struct yb_arena *arena, char token[YB_TOKEN_CHARACTERS + 1],
             struct yb_session *session, struct yb_error *error)
{
    struct login login = {.app = app, .in = in, .token = token, .session = session};
    struct yb_actor actor = yb_journal_actor(in->user_name, in->ip);
    uint8_t bytes[YB_TOKEN_CHARACTERS / 2];
    int rc = yb_store_read(app->store, read_hash, &login, arena, error);

    memset(session, 0, sizeof(*session));
    if (rc != YB_OK)
        return rc;
    login.right = yb_password_is(arena, login.checked, in->password);
    yb_random(bytes, sizeof(bytes));
    yb_hex(bytes, sizeof(bytes), token);
    explicit_bzero(bytes, sizeof(bytes));
    rc = run_as(app, &actor, now_ms, arena, (struct yb_use){.run = decide, .context = &login},
                error);
    if (rc == YB_OK && login.outcome != YB_OK)
        rc = yb_fail(error, login.outcome, NULL);
    if (rc == YB_OK)
        make_csrf(&app->keys, yb_text_of(token), session);
    else
        explicit_bzero(token, YB_TOKEN_CHARACTERS);
    return rc;
}

/* ---- one's own account ---- */

/*
 * A wrong secret given by somebody signed in counts like one at the door: an unattended page is no
 * place to guess at. The guess that locks ends all sessions of the user.
 */
static int count_wrong(struct yb_call *call, struct yb_text user_name, const char *action,
                       struct yb_error *error)
{
    struct yb_password_rules rules;
    struct yb_user_account_row user;
    int64_t ended;
    int rc = yb_app_password_rules(call, &rules, error);

    if (rc == YB_OK)
        rc = yb_user_count_failure(call->tx, user_name, &user, error);
    if (rc == YB_OK && user.failures >= rules.failures) {
        user.failures = 0;
        user.locked_until = call->now_ms + rules.lock_minutes * MINUTE_MS;
        rc = yb_user_put(call->tx, &user, error);
        if (rc == YB_OK)
            rc = yb_session_end_user(call->tx, user.user_id, call->now_ms, &ended, error);
    }
    return rc == YB_OK ? note(call, user_name, action, YB_E_LOGIN, error) : rc;
}

struct changing {
    const struct yb_change_password_in *in;
    struct yb_text hash;
    struct yb_password_rules rules;
};

static int read_rules(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct changing *changing = context;
    struct yb_call call = {.tx = tx, .arena = yb_tx_arena(tx)};

    return yb_app_password_rules(&call, &changing->rules, error);
}

static int put_password(struct yb_call *call, void *context, struct yb_error *error)
{
    struct changing *changing = context;
    struct yb_new_password new = {.user_name = changing->in->user_name,
                                  .password_hash = changing->hash};

    return yb_app_put_password(call, &new, error);
}

static int note_refused(struct yb_call *call, void *context, struct yb_error *error)
{
    struct changing *changing = context;

    return count_wrong(call, changing->in->user_name, "change_password", error);
}

int yb_change_password(struct yb_app *app, const struct yb_change_password_in *in, int64_t now_ms,
                       struct yb_arena *arena, struct yb_error *error)
{
    struct yb_login_in again = {.user_name = in->user_name};
    struct login login = {.app = app, .in = &again};
    struct changing changing = {.in = in};
    struct yb_actor actor = yb_journal_actor(in->user_name, in->ip);
    int rc = yb_store_read(app->store, read_hash, &login, arena, error);

    if (rc == YB_OK && !yb_password_is(arena, login.checked, in->old_password)) {
        rc = run_as(app, &actor, now_ms, arena,
                    (struct yb_use){.run = note_refused, .context = &changing}, error);
        return rc == YB_OK ? yb_fail(error, YB_E_LOGIN, "old_password", NULL) : rc;
    }
    if (rc == YB_OK)
        rc = yb_store_read(app->store, read_rules, &changing, arena, error);
    if (rc == YB_OK)
        rc = yb_password_check_rules(&changing.rules, in->user_name, in->new_password, error);
    if (rc == YB_OK && yb_text_equal(in->old_password, in->new_password))
        rc = yb_fail(error, YB_E_NOT_ALLOWED, "new_password = old_password", NULL);
    if (rc == YB_OK)
        rc = yb_password_hash(arena, in->new_password, &changing.hash, error);
    return rc == YB_OK ? run_as(app, &actor, now_ms, arena,
                                (struct yb_use){.run = put_password, .context = &changing}, error)
                       : rc;
}

int yb_second_factor_begin(struct yb_call *call, struct yb_text user_name, struct yb_text *secret,
                           struct yb_text *uri, struct yb_error *error)
{
    struct yb_user_account_row user;
    uint8_t bytes[YB_TOTP_SECRET_BYTES];
    struct yb_text plain = {(const char *)bytes, sizeof(bytes)};
    int rc = yb_user_find(call->tx, user_name, &user, error);

    if (rc == YB_OK && user.second_stas == YB_SECOND_IN_USE)
        return yb_fail(error, YB_E_EXISTS, "second_factor", "", NULL);
    yb_random(bytes, sizeof(bytes));
    *secret = yb_base32(call->arena, plain);
    if (rc == YB_OK)
        rc = yb_seal(&call->app->keys, plain, call->arena, &user.second_secret, error);
    explicit_bzero(bytes, sizeof(bytes));
    if (rc != YB_OK)
        return rc;
    *uri = yb_text_of(yb_arena_format(call->arena,
                                      "otpauth://totp/yibao:" YB_TEXT_FMT "?secret=" YB_TEXT_FMT
                                      "&issuer=yibao&algorithm=SHA1&digits=6&period=30",
                                      YB_TEXT_ARG(user_name), YB_TEXT_ARG(*secret)));
    user.second_stas = YB_SECOND_GIVEN;
    user.updt_time = call->now_ms;
    rc = yb_user_put(call->tx, &user, error);
    return rc == YB_OK ? note(call, user_name, "start_second_factor", YB_OK, error) : rc;
}

struct move {
    enum yb_second_stas from, to;
    const char *action;
};

/* Moves on when the user stands in `from` and the code is right; a wrong one counts. */
static int move_second(struct yb_call *call, const struct yb_second_factor_in *in,
                       const struct move *move, bool *right, struct yb_error *error)
{
    struct yb_user_account_row user;
    int rc = yb_user_find(call->tx, in->user_name, &user, error);

    if (rc == YB_OK && user.second_stas != (int64_t)move->from)
        return yb_fail(error, YB_E_NOT_FOUND, "second_factor", "", NULL);
    if (rc == YB_OK)
        rc = check_code(call, &user, in->code, right, error);
    if (rc != YB_OK)
        return rc;
    if (!*right)
        return count_wrong(call, in->user_name, move->action, error);
    user.second_stas = move->to;
    if (move->to == YB_SECOND_NONE)
        user.second_secret = YB_TEXT("");
    user.updt_time = call->now_ms;
    rc = yb_user_put(call->tx, &user, error);
    return rc == YB_OK ? note(call, in->user_name, move->action, YB_OK, error) : rc;
}

int yb_second_factor_confirm(struct yb_call *call, const struct yb_second_factor_in *in,
                             bool *right, struct yb_error *error)
{
    static const struct move move = {YB_SECOND_GIVEN, YB_SECOND_IN_USE, "confirm_second_factor"};

    return move_second(call, in, &move, right, error);
}

int yb_second_factor_remove(struct yb_call *call, const struct yb_second_factor_in *in, bool *right,
                            struct yb_error *error)
{
    static const struct move move = {YB_SECOND_IN_USE, YB_SECOND_NONE, "remove_second_factor"};

    return move_second(call, in, &move, right, error);
}
