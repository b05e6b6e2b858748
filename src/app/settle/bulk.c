#include "app/settle/bulk.h"

#include "app/message/message.h"
#include "app/person/person.h"
#include "store/store.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS      512
#define SLOT_BYTES (96 * 1024)

enum slot_state { SLOT_FREE, SLOT_FILLING, SLOT_OUT, SLOT_DONE };

struct bulk_slot {
    struct yb_bulk_slot shown; /* first: the caller's pointer is ours */
    struct yb_bulk *bulk;
    struct yb_arena arena;
    struct yb_job job;
    enum slot_state state;
    int64_t now_ms;
};

struct yb_bulk {
    struct yb_app *app;
    struct yb_bulk_how how;
    bool in_order; /* the store runs jobs in the order of submission */
    pthread_mutex_t mutex;
    pthread_cond_t done;
    size_t next; /* slot to give out */
    struct bulk_slot slots[SLOTS];
};

/* The message record is keyed by what the claim says, not by how the file was written. */
static struct yb_text canonical(struct yb_call *call, const struct yb_claim_in *in)
{
    struct yb_buffer text;

    yb_buffer_init(&text, call->arena);
    yb_buffer_addf(&text, "%lld " YB_TEXT_FMT " " YB_TEXT_FMT " %lld %lld\n", (long long)in->psn_no,
                   YB_TEXT_ARG(in->insutype), YB_TEXT_ARG(in->med_type), (long long)in->begntime_ms,
                   (long long)in->medfee_sumamt_fen);
    for (size_t i = 0; i < in->line_count; i++)
        yb_buffer_addf(&text, YB_TEXT_FMT " %lld %lld %lld\n",
                       YB_TEXT_ARG(in->lines[i].med_list_codg), (long long)in->lines[i].cnt_e4,
                       (long long)in->lines[i].pric_e6,
                       (long long)in->lines[i].det_item_fee_sumamt_fen);
    return yb_buffer_text(&text);
}

static int find_person(struct yb_call *call, struct yb_bulk_slot *slot, struct yb_error *error)
{
    const struct yb_certificate certificate = {.mdtrt_cert_type = YB_TEXT("02"),
                                               .mdtrt_cert_no = slot->certno};

    if (slot->claim.psn_no)
        return 0;
    return yb_app_find_person(call, &certificate, &slot->claim.psn_no, error);
}

static int settle(struct yb_call *call, struct yb_bulk_slot *slot, struct yb_error *error)
{
    struct yb_message_in message = {0};
    struct yb_message_out seen;
    int rc = find_person(call, slot, error);

    if (rc)
        return rc;
    if (slot->actor.msgid.length) {
        yb_message_hash(&message, canonical(call, &slot->claim));
        message.psn_no = slot->claim.psn_no;
        message.inf_time_ms = call->now_ms;
        rc = yb_app_message_open(call, &message, &seen, error);
        slot->replay = !rc && seen.replay;
        if (rc || seen.replay)
            return rc;
    }
    rc = yb_app_settle_claim(call, &slot->claim, &slot->out, error);
    return rc ? rc
              : yb_app_message_close(call, (struct yb_message_reply){YB_TEXT(""), false}, error);
}

static int run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct bulk_slot *slot = context;
    struct yb_call call = {.app = slot->bulk->app,
                           .tx = tx,
                           .arena = &slot->arena,
                           .now_ms = slot->now_ms,
                           .actor = &slot->shown.actor};

    return settle(&call, &slot->shown, error);
}

static void finish(struct bulk_slot *slot, int code, const struct yb_error *error)
{
    struct yb_bulk *bulk = slot->bulk;

    pthread_mutex_lock(&bulk->mutex);
    slot->shown.code = code;
    if (code && error)
        slot->shown.error = *error;
    slot->state = SLOT_DONE;
    pthread_cond_signal(&bulk->done);
    pthread_mutex_unlock(&bulk->mutex);
}

static void done(void *context, int rc, const struct yb_error *error)
{
    finish(context, rc, error);
}

int yb_bulk_new(struct yb_bulk **made, struct yb_app *app, const struct yb_bulk_how *how,
                struct yb_error *error)
{
    struct yb_bulk *bulk = calloc(1, sizeof(*bulk));

    if (!bulk)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    bulk->app = app;
    bulk->how = *how;
    bulk->in_order = yb_store_is_file(app->store);
    pthread_mutex_init(&bulk->mutex, NULL);
    pthread_cond_init(&bulk->done, NULL);
    for (size_t i = 0; i < SLOTS; i++) {
        bulk->slots[i].bulk = bulk;
        yb_arena_init(&bulk->slots[i].arena, SLOT_BYTES);
    }
    *made = bulk;
    return 0;
}

static void wait_for(struct bulk_slot *slot)
{
    pthread_mutex_lock(&slot->bulk->mutex);
    while (slot->state == SLOT_OUT)
        pthread_cond_wait(&slot->bulk->done, &slot->bulk->mutex);
    pthread_mutex_unlock(&slot->bulk->mutex);
}

static void answer(struct bulk_slot *slot)
{
    if (slot->state == SLOT_DONE && slot->bulk->how.answer)
        slot->bulk->how.answer(slot->bulk->how.context, &slot->shown);
    slot->state = SLOT_FREE;
}

struct yb_bulk_slot *yb_bulk_slot(struct yb_bulk *bulk)
{
    struct bulk_slot *slot = &bulk->slots[bulk->next];

    bulk->next = (bulk->next + 1) % SLOTS;
    wait_for(slot);
    answer(slot);
    yb_arena_clear(&slot->arena);
    memset(&slot->shown, 0, sizeof(slot->shown));
    slot->shown.arena = &slot->arena;
    slot->state = SLOT_FILLING;
    return &slot->shown;
}

/* On a server, what an earlier claim of the same person does must be done first. */
static void wait_for_person(struct yb_bulk *bulk, const struct bulk_slot *slot)
{
    if (bulk->in_order)
        return;
    for (size_t i = 0; i < SLOTS; i++) {
        struct bulk_slot *other = &bulk->slots[i];
        bool same;

        pthread_mutex_lock(&bulk->mutex);
        same = other != slot && other->state == SLOT_OUT &&
               other->shown.claim.psn_no == slot->shown.claim.psn_no &&
               yb_text_equal(other->shown.certno, slot->shown.certno);
        pthread_mutex_unlock(&bulk->mutex);
        if (same)
            wait_for(other);
    }
}

void yb_bulk_submit(struct yb_bulk *bulk, struct yb_bulk_slot *shown)
{
    struct bulk_slot *slot = (struct bulk_slot *)shown;
    struct yb_error error = {0};
    int rc;

    assert(slot->state == SLOT_FILLING);
    wait_for_person(bulk, slot);
    slot->now_ms = bulk->how.now_ms();
    slot->job = (struct yb_job){
        .run = run, .done = done, .context = slot, .arena = &slot->arena, .idempotent = false};
    slot->state = SLOT_OUT;
    rc = yb_store_submit(bulk->app->store, &slot->job, &error);
    if (rc)
        finish(slot, rc, &error);
}

void yb_bulk_refuse(struct yb_bulk *bulk, struct yb_bulk_slot *shown, const struct yb_error *error)
{
    struct bulk_slot *slot = (struct bulk_slot *)shown;

    (void)bulk;
    assert(slot->state == SLOT_FILLING);
    slot->state = SLOT_OUT;
    finish(slot, error->code, error);
}

void yb_bulk_free(struct yb_bulk *bulk)
{
    if (!bulk)
        return;
    for (size_t i = 0; i < SLOTS; i++) {
        struct bulk_slot *slot = &bulk->slots[(bulk->next + i) % SLOTS];

        wait_for(slot);
        answer(slot);
        yb_arena_release(&slot->arena);
    }
    pthread_cond_destroy(&bulk->done);
    pthread_mutex_destroy(&bulk->mutex);
    free(bulk);
}
