#include "face/nhsa/clients.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "app/app.h"
#include "app/refuse.h"
#include "base/table.h"
#include "store/fixmedins.h"

struct copy {
    struct yb_arena arena;
    struct yb_table by_code;
    struct yb_nhsa_client *clients;
    size_t count;
};

#define LOOKS_A_SECOND 16
#define SECOND_MS      1000
#define MISSED         1024 /* codes, a power of two */

/* A code that the store did not know a moment ago; by its hash. */
struct missed {
    uint64_t hash;
    int64_t until_ms;
};

struct yb_nhsa_clients {
    struct yb_app *app;
    pthread_rwlock_t lock;
    struct copy *copy; /* under the lock */

    pthread_mutex_t looks_lock; /* the rest is under it */
    bool looking;
    int looks;        /* in the store since ... */
    int64_t since_ms; /* ... at most a second ago */
    struct missed missed[MISSED];
};

static void copy_free(struct copy *copy)
{
    if (!copy)
        return;
    for (size_t i = 0; i < copy->count; i++)
        OPENSSL_cleanse((void *)(uintptr_t)copy->clients[i].gateway_secret.bytes,
                        copy->clients[i].gateway_secret.length);
    yb_arena_release(&copy->arena);
    free(copy);
}

static int client_of(const struct yb_app *app, const struct yb_fixmedins_row *row,
                     struct yb_arena *arena, struct yb_nhsa_client *client, struct yb_error *error)
{
    *client = (struct yb_nhsa_client){
        .fixmedins_code = yb_text_copy(arena, row->fixmedins_code),
        .sign_type = yb_text_copy(arena, row->sign_type),
        .sign_key = yb_text_copy(arena, row->sign_key),
        .gateway_scheme = yb_text_copy(arena, row->gateway_scheme),
        .gateway_id = yb_text_copy(arena, row->gateway_id),
        .gateway_secret = YB_TEXT(""),
        .infcode_text = row->infcode_text != 0,
    };
    if (row->gateway_secret.length == 0)
        return YB_OK;
    return yb_unseal(&app->keys, row->gateway_secret, arena, &client->gateway_secret, error);
}

struct load {
    struct yb_app *app;
    struct copy *copy;
};

static int load(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct load *load = context;
    struct copy *copy = load->copy;
    struct yb_fixmedins_list list;
    int result = yb_fixmedins_list(tx, YB_TEXT(""), YB_TEXT(""), &list, error);

    if (result < 0)
        return result;
    copy->clients = YB_NEW_ARRAY(&copy->arena, struct yb_nhsa_client, list.count + 1);
    if (!copy->clients)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_table_init(&copy->by_code, &copy->arena, list.count);
    for (copy->count = 0; copy->count < list.count; copy->count++) {
        struct yb_nhsa_client *client = &copy->clients[copy->count];

        result = client_of(load->app, &list.rows[copy->count], &copy->arena, client, error);
        if (result < 0)
            return result;
        if (!yb_table_put(&copy->by_code, client->fixmedins_code, (int32_t)copy->count))
            return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    return YB_OK;
}

int yb_nhsa_clients_refresh(struct yb_nhsa_clients *clients, struct yb_error *error)
{
    struct yb_arena scratch;
    struct load work = {clients->app, calloc(1, sizeof(struct copy))};
    struct copy *old;
    int result;

    if (!work.copy)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_arena_init(&work.copy->arena, 65536);
    yb_arena_init(&scratch, 65536);
    result = yb_store_read(clients->app->store, load, &work, &scratch, error);
    yb_arena_release(&scratch);
    if (result < 0) {
        copy_free(work.copy);
        return result;
    }
    pthread_rwlock_wrlock(&clients->lock);
    old = clients->copy;
    clients->copy = work.copy;
    pthread_rwlock_unlock(&clients->lock);
    copy_free(old);
    return YB_OK;
}

int yb_nhsa_clients_open(struct yb_nhsa_clients **out, struct yb_app *app, struct yb_error *error)
{
    struct yb_nhsa_clients *clients = calloc(1, sizeof *clients);
    int result;

    *out = NULL;
    if (!clients)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    clients->app = app;
    pthread_rwlock_init(&clients->lock, NULL);
    pthread_mutex_init(&clients->looks_lock, NULL);
    result = yb_nhsa_clients_refresh(clients, error);
    if (result < 0) {
        yb_nhsa_clients_close(clients);
        return result;
    }
    *out = clients;
    return YB_OK;
}

void yb_nhsa_clients_close(struct yb_nhsa_clients *clients)
{
    if (!clients)
        return;
    copy_free(clients->copy);
    pthread_rwlock_destroy(&clients->lock);
    pthread_mutex_destroy(&clients->looks_lock);
    free(clients);
}

struct look_up {
    struct yb_app *app;
    struct yb_text fixmedins_code;
    struct yb_arena *arena;
    struct yb_nhsa_client *client;
};

static int look_up(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct look_up *look = context;
    struct yb_fixmedins_row row;
    int result = yb_fixmedins_get(tx, look->fixmedins_code, &row, error);

    return result < 0 ? result : client_of(look->app, &row, look->arena, look->client, error);
}

/* The row in the copy, its texts copied out before the lock goes. */
static bool find_copied(struct yb_nhsa_clients *clients, struct yb_text fixmedins_code,
                        struct yb_arena *arena, struct yb_nhsa_client *client)
{
    const struct yb_nhsa_client *found;
    int32_t at;

    pthread_rwlock_rdlock(&clients->lock);
    at = yb_table_get(&clients->copy->by_code, fixmedins_code, -1);
    if (at >= 0) {
        found = &clients->copy->clients[at];
        *client = (struct yb_nhsa_client){
            .fixmedins_code = yb_text_copy(arena, found->fixmedins_code),
            .sign_type = yb_text_copy(arena, found->sign_type),
            .sign_key = yb_text_copy(arena, found->sign_key),
            .gateway_scheme = yb_text_copy(arena, found->gateway_scheme),
            .gateway_id = yb_text_copy(arena, found->gateway_id),
            .gateway_secret = yb_text_copy(arena, found->gateway_secret),
            .infcode_text = found->infcode_text,
        };
    }
    pthread_rwlock_unlock(&clients->lock);
    return at >= 0;
}

/* ---- who is not in the copy ---- */

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

static uint64_t hash_of(struct yb_text code)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < code.length; i++)
        hash = (hash ^ (uint8_t)code.bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

static int not_found(struct yb_text fixmedins_code, struct yb_error *error)
{
    return yb_refuse_text(error, YB_E_FIXMEDINS_NOT_FOUND, fixmedins_code);
}

/* May this call go to the store? Otherwise what to answer it. */
static int begin_look(struct yb_nhsa_clients *clients, struct yb_text fixmedins_code,
                      struct yb_error *error)
{
    const uint64_t hash = hash_of(fixmedins_code);
    const struct missed *missed = &clients->missed[hash % MISSED];
    const int64_t now = monotonic_ms();
    int rc = YB_OK;

    pthread_mutex_lock(&clients->looks_lock);
    if (now - clients->since_ms >= SECOND_MS) {
        clients->since_ms = now;
        clients->looks = 0;
    }
    if (missed->hash == hash && now < missed->until_ms)
        rc = not_found(fixmedins_code, error);
    else if (clients->looking || clients->looks >= LOOKS_A_SECOND)
        rc = yb_fail(error, YB_E_BUSY, NULL);
    else
        clients->looking = true;
    clients->looks += rc == YB_OK;
    pthread_mutex_unlock(&clients->looks_lock);
    return rc;
}

static void end_look(struct yb_nhsa_clients *clients, struct yb_text fixmedins_code, int rc)
{
    const uint64_t hash = hash_of(fixmedins_code);

    pthread_mutex_lock(&clients->looks_lock);
    clients->looking = false;
    if (rc == YB_E_FIXMEDINS_NOT_FOUND)
        clients->missed[hash % MISSED] = (struct missed){hash, monotonic_ms() + SECOND_MS};
    pthread_mutex_unlock(&clients->looks_lock);
}

int yb_nhsa_clients_find(struct yb_nhsa_clients *clients, struct yb_text fixmedins_code,
                         struct yb_arena *arena, struct yb_nhsa_client *client,
                         struct yb_error *error)
{
    struct look_up look = {clients->app, fixmedins_code, arena, client};
    int rc;

    if (find_copied(clients, fixmedins_code, arena, client))
        return yb_arena_failed(arena) ? yb_fail(error, YB_E_NO_MEMORY, NULL) : YB_OK;
    rc = begin_look(clients, fixmedins_code, error);
    if (rc != YB_OK)
        return rc;
    rc = yb_store_read(clients->app->store, look_up, &look, arena, error);
    if (rc == YB_OK) /* its next calls find it in the copy */
        rc = yb_nhsa_clients_refresh(clients, error);
    end_look(clients, fixmedins_code, rc);
    return rc;
}
