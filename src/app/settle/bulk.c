#include "app/settle/bulk.h"

#include "app/message/message.h"
#include "app/person/person.h"
#include "app/refuse.h"
#include "base/day.h"
#include "base/identity.h"
#include "store/foresee.h"
#include "store/psn.h"
#include "store/store.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS      1024
#define SLOT_BYTES (96 * 1024) /* the trace has room for 50 kB until it is known */

#define AHEAD 32 /* claims whose people are read in one go */

#define MSGID_BYTES 30 /* as long as the interface's */

/* A claim that is READY waits for AHEAD of them. */
enum slot_state { SLOT_FREE, SLOT_FILLING, SLOT_READY, SLOT_OUT, SLOT_DONE };

struct bulk_slot {
    struct yb_bulk_slot shown; /* first: the caller's pointer is ours */
    struct yb_bulk *bulk;
    struct yb_arena arena;
    struct yb_job job;
    struct yb_message_in message; /* this and the next: made when handed in, because the */
    uint8_t proof[YB_SM3_BYTES];  /* store's thread has enough to do */
    struct yb_foreseen seen;
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
    struct bulk_slot *ready[AHEAD];
    size_t ready_count;
    struct yb_arena ahead;
    struct bulk_slot slots[SLOTS];
};

static void add_texts(struct yb_buffer *out, const struct yb_text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        yb_buffer_add(out, texts[i]);
        yb_buffer_add_char(out, ' ');
    }
}

static void add_numbers(struct yb_buffer *out, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        yb_buffer_add_number(out, numbers[i]);
        yb_buffer_add_char(out, i + 1 < count ? ' ' : '\n');
    }
}

/* What the claim says, however the file was written: the same text is the same claim. */
static struct yb_text canonical(const struct yb_bulk_slot *slot)
{
    const struct yb_claim_in *in = &slot->claim;
    const struct yb_text who[] = {slot->actor.fixmedins_code, slot->certno};
    const struct yb_text what[] = {in->insutype,  in->med_type,  in->ipt_otp_no,
                                   in->dise_codg, in->diag_code, in->acct_used_flag};
    const int64_t numbers[] = {in->begntime_ms, in->endtime_ms, in->medfee_sumamt_fen};
    struct yb_buffer text;

    yb_buffer_init(&text, slot->arena);
    add_texts(&text, who, 2);
    yb_buffer_add_number(&text, in->psn_no);
    yb_buffer_add_char(&text, ' ');
    add_texts(&text, what, sizeof(what) / sizeof(what[0]));
    add_numbers(&text, numbers, 3);
    for (size_t i = 0; i < in->line_count; i++) {
        const struct yb_fee_line_in *line = &in->lines[i];
        const struct yb_text texts[] = {line->feedetl_sn, line->med_list_codg};
        const int64_t amounts[] = {line->fee_ocur_time_ms, line->cnt_e4, line->pric_e6,
                                   line->det_item_fee_sumamt_fen};

        add_texts(&text, texts, 2);
        add_numbers(&text, amounts, 4);
    }
    return yb_buffer_text(&text);
}

/*
 * A claim without a msgid is known by what it says, so that a file may be run again. Its day comes
 * first: claims in order of time then stand together in the store's index.
 */
static int make_msgid(struct bulk_slot *slot, struct yb_error *error)
{
    struct yb_text *msgid = &slot->shown.actor.msgid;
    char hex[2 * YB_SM3_BYTES + 1], date[11];

    yb_hex(slot->message.request_hash, YB_SM3_BYTES, hex);
    yb_day_format(yb_instant_day(slot->shown.claim.begntime_ms), date);
    *msgid = yb_text_of(yb_arena_format(&slot->arena, "%s%.*s", date, MSGID_BYTES - 10, hex));
    return msgid->length ? 0 : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int name_claim(struct bulk_slot *slot, struct yb_error *error)
{
    struct yb_text text = canonical(&slot->shown);

    if (!text.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_message_hash(&slot->message, text);
    if (slot->shown.certno.length)
        yb_proof_hash(&slot->bulk->app->keys, slot->shown.certno, slot->proof);
    return slot->shown.actor.msgid.length ? 0 : make_msgid(slot, error);
}

#define PROOF_TYPE YB_TEXT("02") /* the identity card */

static int find_person(struct yb_call *call, const struct bulk_slot *slot,
                       struct yb_claim_in *claim, struct yb_error *error)
{
    const struct yb_text type = PROOF_TYPE, proof = {(const char *)slot->proof, YB_SM3_BYTES};
    int rc;

    claim->certificate.mdtrt_cert_type = type;
    if (yb_foreseen_holds(call->tx, &slot->seen))
        claim->psn_no = slot->seen.psn_no;
    if (claim->psn_no)
        return 0;
    rc = yb_psn_lookup(call->tx, type, proof, &claim->psn_no, error);
    if (!rc && !claim->psn_no)
        rc = yb_refuse_text(error, YB_E_PSN_NOT_FOUND,
                            yb_mask_certno(call->arena, slot->shown.certno));
    return rc;
}

/* May run again: the slot's claim stays as it was handed in. */
static int settle(struct yb_call *call, struct bulk_slot *slot, struct yb_error *error)
{
    struct yb_message_in message = slot->message;
    struct yb_claim_in claim = slot->shown.claim;
    struct yb_message_out seen;
    int rc = find_person(call, slot, &claim, error);

    if (rc)
        return rc;
    claim.foreseen = &slot->seen;
    message.psn_no = claim.psn_no;
    message.psn_is_held = yb_foreseen_holds(call->tx, &slot->seen);
    message.inf_time_ms = call->now_ms;
    rc = yb_app_message_open(call, &message, &seen, error);
    slot->shown.replay = !rc && seen.replay;
    if (rc || seen.replay)
        return rc;
    rc = yb_app_settle_claim(call, &claim, &slot->shown.out, error);
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

    return settle(&call, slot, error);
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
    yb_arena_init(&bulk->ahead, 4096);
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

static int read_people(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_bulk *bulk = context;
    int rc = 0;

    for (size_t i = 0; !rc && i < bulk->ready_count; i++) {
        struct bulk_slot *slot = bulk->ready[i];
        const struct yb_foresee_whom whom = {
            &slot->arena, PROOF_TYPE, {(const char *)slot->proof, YB_SM3_BYTES}};

        slot->seen.psn_no = slot->shown.claim.psn_no;
        rc = yb_foresee(tx, &whom, &slot->seen, error);
    }
    return rc;
}

/* Whoever could not be read ahead is read by the job. */
static void send_ready(struct yb_bulk *bulk)
{
    struct yb_error error = {0};

    if (!bulk->ready_count)
        return;
    if (yb_store_foresee(bulk->app->store, read_people, bulk, &bulk->ahead, &error))
        for (size_t i = 0; i < bulk->ready_count; i++)
            bulk->ready[i]->seen.version = 0;
    for (size_t i = 0; i < bulk->ready_count; i++) {
        struct bulk_slot *slot = bulk->ready[i];
        int rc;

        slot->state = SLOT_OUT;
        rc = yb_store_submit(bulk->app->store, &slot->job, &error);
        if (rc)
            finish(slot, rc, &error);
    }
    bulk->ready_count = 0;
}

struct yb_bulk_slot *yb_bulk_slot(struct yb_bulk *bulk)
{
    struct bulk_slot *slot = &bulk->slots[bulk->next];

    bulk->next = (bulk->next + 1) % SLOTS;
    if (slot->state == SLOT_READY)
        send_ready(bulk);
    wait_for(slot);
    answer(slot);
    yb_arena_clear(&slot->arena);
    memset(&slot->shown, 0, sizeof(slot->shown));
    slot->shown.arena = &slot->arena;
    slot->state = SLOT_FILLING;
    return &slot->shown;
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
    slot->seen = (struct yb_foreseen){0};
    slot->state = SLOT_OUT;
    rc = name_claim(slot, &error);
    if (rc) {
        finish(slot, rc, &error);
        return;
    }
    slot->state = SLOT_READY;
    bulk->ready[bulk->ready_count++] = slot;
    if (bulk->ready_count == AHEAD || !bulk->in_order)
        send_ready(bulk);
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
    send_ready(bulk);
    for (size_t i = 0; i < SLOTS; i++) {
        struct bulk_slot *slot = &bulk->slots[(bulk->next + i) % SLOTS];

        wait_for(slot);
        answer(slot);
        yb_arena_release(&slot->arena);
    }
    yb_arena_release(&bulk->ahead);
    pthread_cond_destroy(&bulk->done);
    pthread_mutex_destroy(&bulk->mutex);
    free(bulk);
}
