/* Signing in and out, one's own account, dictionaries, the description of it all. */
#include <string.h>

#include "app/refuse.h"
#include "app/setup/setup.h"
#include "face/api/api_internal.h"
#include "face/nhsa/tables.h"

#define COOKIE_KEEP "; Path=/; HttpOnly; SameSite=Strict"

/* The cookie with a token, or one that ends it. */
static void set_cookie(struct yb_api_exchange *x, const char *token)
{
    x->cookie =
        yb_arena_format(x->arena, YB_API_COOKIE "=%s%s%s%s", token, token[0] ? "" : "; Max-Age=0",
                        COOKIE_KEEP, x->tls ? "; Secure" : "");
}

static int login(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_login_in in = {.user_name = yb_api_text(x, "user_name"),
                             .password = yb_api_text(x, "password"),
                             .code = yb_api_text(x, "code"),
                             .ip = x->ip,
                             .token = x->token};
    char token[YB_TOKEN_CHARACTERS + 1];
    int rc = yb_login(x->call.app, &in, x->call.now_ms, x->arena, token, &x->session, error);

    x->noted = true;
    if (rc == YB_E_USER_LOCKED) /* only a name that exists is locked */
        return yb_fail(error, YB_E_LOGIN, NULL);
    if (rc != YB_OK)
        return rc;
    set_cookie(x, token);
    explicit_bzero(token, sizeof(token));
    yb_api_put_text(x, "user_name", x->session.user_name);
    yb_api_put_string(x, "csrf_token", x->session.csrf);
    yb_api_put_string(x, "restricted", x->session.restricted);
    return YB_OK;
}

static int me(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_session *session = &x->session;

    (void)error;
    yb_api_put_text(x, "user_name", session->user_name);
    yb_api_put_text(x, "display_name", session->display_name);
    yb_api_put_words(x, "roles", session->who.roles);
    yb_api_begin(x, "permissions", '[');
    for (int i = YB_MAY_self; i < YB_PERMISSIONS; i++)
        if (yb_may(&session->who, (enum yb_permission)i).allowed)
            yb_json_add_text(&x->json, yb_text_of(yb_permission_name((enum yb_permission)i)));
    YB_API_CLOSE(x);
    yb_api_put_text(x, "admdvs", session->who.admdvs);
    yb_api_put_text(x, "fixmedins_code", session->who.fixmedins_code);
    yb_api_put_string(x, "region", x->call.app->region);
    yb_api_put_string(x, "csrf_token", session->csrf);
    yb_api_put_string(x, "restricted", session->restricted);
    yb_api_put_boolean(x, "second_factor", session->second_factor);
    yb_api_put_time(x, "password_time", session->password_time_ms);
    yb_api_put_integer(x, "idle_minutes", session->rules.idle_minutes);
    yb_api_put_time(x, "end_time", session->end_ms);
    return YB_OK;
}

static int end_session(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_logout(call, *(struct yb_text *)context, error);
}

static int done(struct yb_api_exchange *x, int rc)
{
    if (rc == YB_OK)
        yb_api_put_boolean(x, "done", true);
    return rc;
}

static int logout(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text token = x->token;
    struct yb_use use = {.app = x->call.app,
                         .actor = &x->actor,
                         .arena = x->arena,
                         .now_ms = x->call.now_ms,
                         .run = end_session,
                         .context = &token};

    x->noted = true;
    x->token = YB_TEXT(""); /* nothing is left to be noted as seen */
    set_cookie(x, "");
    return done(x, yb_app_run(&use, error));
}

static int change_password(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_change_password_in in = {.user_name = x->session.user_name,
                                       .old_password = yb_api_text(x, "old_password"),
                                       .new_password = yb_api_text(x, "new_password"),
                                       .ip = x->ip};
    int rc = yb_change_password(x->call.app, &in, x->call.now_ms, x->arena, error);

    x->noted = rc == YB_OK || rc == YB_E_LOGIN;
    if (rc == YB_OK)
        set_cookie(x, ""); /* all sessions have ended, this one too */
    return done(x, rc);
}

static int start_second_factor(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text secret, uri;
    int rc = yb_second_factor_begin(&x->call, x->session.user_name, &secret, &uri, error);

    x->noted = rc == YB_OK;
    if (rc != YB_OK)
        return rc;
    yb_api_put_text(x, "secret", secret);
    yb_api_put_text(x, "uri", uri);
    return YB_OK;
}

struct second_factor {
    struct yb_second_factor_in in;
    int (*use)(struct yb_call *call, const struct yb_second_factor_in *in, bool *right,
               struct yb_error *error);
    bool right;
};

static int use_code(struct yb_call *call, void *context, struct yb_error *error)
{
    struct second_factor *second = context;

    second->right = false;
    return second->use(call, &second->in, &second->right, error);
}

/* In a transaction of its own: a wrong code is refused, and counted. */
static int with_code(struct yb_api_exchange *x, struct second_factor *second,
                     struct yb_error *error)
{
    struct yb_use use = {.app = x->call.app,
                         .actor = &x->actor,
                         .arena = x->arena,
                         .now_ms = x->call.now_ms,
                         .run = use_code,
                         .context = second};
    int rc;

    second->in = (struct yb_second_factor_in){x->session.user_name, yb_api_text(x, "code")};
    rc = yb_app_run(&use, error);
    x->noted = rc == YB_OK;
    return done(x, rc == YB_OK && !second->right ? yb_fail(error, YB_E_LOGIN, "code", NULL) : rc);
}

static int confirm_second_factor(struct yb_api_exchange *x, struct yb_error *error)
{
    return with_code(x, &(struct second_factor){.use = yb_second_factor_confirm}, error);
}

static int remove_second_factor(struct yb_api_exchange *x, struct yb_error *error)
{
    return with_code(x, &(struct second_factor){.use = yb_second_factor_remove}, error);
}

static int openapi(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_buffer out;

    yb_buffer_init(&out, x->arena);
    yb_api_write_openapi(&out);
    x->file = yb_buffer_text(&out);
    x->file_type = "application/json;charset=UTF-8";
    x->file_name = "openapi.json";
    return x->file.bytes ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static void dictionary_entry(struct yb_api_exchange *x, const char *code, const char *title)
{
    YB_API_EACH(x);
    yb_api_put_string(x, "code", code);
    yb_api_put_string(x, "title", title);
    YB_API_DONE(x);
}

/* A dictionary of the national interface; "permission" is our own. */
static int dictionary(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text name = yb_api_text(x, "name");
    const struct yb_nhsa_dict *dict = yb_nhsa_dict_find(name);
    bool own = yb_text_equal(name, YB_TEXT("permission"));

    if (!dict && !own)
        return yb_refuse(error, YB_E_NOT_FOUND, "dictionary", name);
    yb_api_put_text(x, "name", name);
    yb_api_begin(x, "items", '[');
    for (int i = 0; own && i < YB_PERMISSIONS; i++)
        dictionary_entry(x, yb_permission_name((enum yb_permission)i),
                         yb_permission_title((enum yb_permission)i, x->english));
    for (int i = 0; !own && i < dict->code_count; i++) {
        const struct yb_nhsa_code *code = &yb_nhsa_codes[dict->first_code + i];

        dictionary_entry(x, code->code,
                         x->english && code->label_en ? code->label_en : code->label_zh);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

const struct yb_api_handler yb_api_handlers_session[] = {
    {"openapi", openapi},
    {"login", login},
    {"me", me},
    {"logout", logout},
    {"change_password", change_password},
    {"start_second_factor", start_second_factor},
    {"confirm_second_factor", confirm_second_factor},
    {"remove_second_factor", remove_second_factor},
    {"dictionary", dictionary},
    {.id = NULL},
};
