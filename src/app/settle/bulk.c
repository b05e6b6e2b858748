#include "app/settle/bulk.h"

#include "app/settle/settle_internal.h"
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

#define SLOTS      1024 /* unless the caller says otherwise */
#define SLOT_BYTES (4 * 1024)
#define WORKS      1024        /* claims that are being decided or wait for the writer */
#define WORK_BYTES (96 * 1024) /* the trace has room for 50 kB until it is known */

#define AHEAD 32    /* claims whose people are read in one go */
#define LAST  65536 /* people whose last claims are remembered, by hash; a power of 2 */

#define MSGID_BYTES 30 /* as long as the interface's */

/* A claim that is READY waits for AHEAD of them. */
enum slot_state { SLOT_FREE, SLOT_FILLING, SLOT_READY, SLOT_OUT, SLOT_DONE };

/* What settling a claim takes besides the claim. In the order of jobs it is used anew as soon as
 * the job has run; should the job run once more, it makes do with the bulk's arena. */
struct bulk_work {
    struct yb_arena arena;
    struct yb_foreseen seen;
    struct yb_settling settling;
    bool decided; /* ahead */
    bool busy;    /* guarded by the bulk's mutex */
};

struct bulk_slot {
    struct yb_bulk_slot shown; /* first: the caller's pointer is ours */
    struct yb_bulk *bulk;
    struct yb_arena arena;
    struct yb_job job;
    struct yb_message_in message; /* this and the next: made when handed in, because the */
    uint8_t proof[YB_SM3_BYTES];  /* store's thread has enough to do */
    struct bulk_work *work;       /* NULL when the job has run */
    int64_t psn_no;               /* as found ahead; 0: not */
    enum slot_state state;
    int64_t now_ms;
};

struct yb_bulk {
    struct yb_app *app;
    struct yb_bulk_how how;
    bool in_order; /* the store runs jobs in the order of submission */
    pthread_mutex_t mutex;
    pthread_cond_t done, worked;
    struct bulk_work *works;
    size_t next_work;
    struct yb_arena again; /* of a job that runs once more */
    uint32_t last[LAST];   /* slot + 1 of a person's last claim */
    size_t next;           /* slot to give out */
    struct bulk_slot *ready[AHEAD];
    size_t ready_count;
    struct yb_arena ahead;
    size_t slot_count;
    struct bulk_slot slots[];
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
static struct yb_text canonical(const struct bulk_slot *slot)
{
    const struct yb_claim_in *in = &slot->shown.claim;
    const struct yb_text who[] = {slot->shown.actor.fixmedins_code, slot->shown.certno};
    const struct yb_text what[] = {in->insutype,  in->med_type,  in->ipt_otp_no,
                                   in->dise_codg, in->diag_code, in->acct_used_flag};
    const int64_t numbers[] = {in->begntime_ms, in->endtime_ms, in->medfee_sumamt_fen};
    struct yb_buffer text;

    yb_buffer_init(&text, &slot->work->arena);
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
    struct yb_text text = canonical(slot);

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

    if (claim->foreseen && yb_foreseen_holds(call->tx, claim->foreseen))
        claim->psn_no = claim->foreseen->psn_no;
    if (claim->psn_no)
        return 0;
    rc = yb_psn_lookup(call->tx, type, proof, &claim->psn_no, error);
    if (!rc && !claim->psn_no)
        rc = yb_refuse_text(error, YB_E_PSN_NOT_FOUND,
                            yb_mask_certno(call->arena, slot->shown.certno));
    return rc;
}

static void take_out(struct bulk_slot *slot, const struct yb_setl_row *setl)
{
    slot->shown.out = (struct yb_bulk_out){.psn_no = setl->psn_no,
                                           .mdtrt_id = setl->mdtrt_id,
                                           .setl_id = setl->setl_id,
                                           .medfee_sumamt_fen = setl->medfee_sumamt_fen,
                                           .fund_pay_sumamt_fen = setl->fund_pay_sumamt_fen,
                                           .acct_pay_fen = setl->acct_pay_fen,
                                           .psn_cash_pay_fen = setl->psn_cash_pay_fen};
}

static int settle_claim(struct yb_call *call, struct bulk_slot *slot,
                        const struct yb_claim_in *claim, struct yb_error *error)
{
    struct bulk_work *work = slot->work;
    struct yb_settling anew = {.write = true}, *settling = &anew;
    struct yb_fee_line_out *cuts;
    bool stands = false;
    int rc = 0;

    if (work && work->decided) {
        settling = &work->settling;
        rc = yb_claim_write_foreseen(settling, call, claim, &stands, error);
    }
    if (!rc && !stands) {
        settling = &anew;
        rc = yb_claim_decide(settling, call, claim, &cuts, error);
        if (!rc)
            rc = yb_claim_write(settling, claim, error);
    }
    if (!rc)
        take_out(slot, &settling->setl);
    return rc;
}

/* May run again: the slot's claim stays as it was handed in. */
static int settle(struct yb_call *call, struct bulk_slot *slot, struct yb_error *error)
{
    struct yb_message_in message = slot->message;
    struct yb_claim_in claim = slot->shown.claim;
    struct yb_message_out seen;
    int rc;

    claim.foreseen = slot->work ? &slot->work->seen : NULL;
    rc = find_person(call, slot, &claim, error);
    if (rc)
        return rc;
    message.psn_no = claim.psn_no;
    message.psn_is_held = claim.foreseen && yb_foreseen_holds(call->tx, claim.foreseen);
    message.inf_time_ms = call->now_ms;
    rc = yb_app_message_open(call, &message, &seen, error);
    slot->shown.replay = !rc && seen.replay;
    if (rc || seen.replay)
        return rc;
    rc = settle_claim(call, slot, &claim, error);
    return rc ? rc
              : yb_app_message_close(call, (struct yb_message_reply){YB_TEXT(""), false}, error);
}

static void give_work_back(struct bulk_slot *slot)
{
    struct yb_bulk *bulk = slot->bulk;

    if (!slot->work)
        return;
    pthread_mutex_lock(&bulk->mutex);
    slot->work->busy = false;
    slot->work = NULL;
    pthread_cond_signal(&bulk->worked);
    pthread_mutex_unlock(&bulk->mutex);
}

static int run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct bulk_slot *slot = context;
    struct yb_bulk *bulk = slot->bulk;
    struct yb_call call = {.app = bulk->app,
                           .tx = tx,
                           .arena = slot->job.arena,
                           .now_ms = slot->now_ms,
                           .actor = &slot->shown.actor};
    int rc;

    if (!slot->work)
        yb_arena_clear(&bulk->again);
    rc = settle(&call, slot, error);
    if (bulk->in_order) {
        slot->job.arena = &bulk->again;
        give_work_back(slot);
    }
    return rc;
}

static void finish(struct bulk_slot *slot, int code, const struct yb_error *error)
{
    struct yb_bulk *bulk = slot->bulk;

    give_work_back(slot);
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
    size_t count = how->slots ? how->slots : SLOTS;
    struct yb_bulk *bulk = calloc(1, sizeof(*bulk) + count * sizeof(bulk->slots[0]));

    if (bulk)
        bulk->works = calloc(WORKS, sizeof(*bulk->works));
    if (!bulk || !bulk->works) {
        free(bulk);
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    }
    bulk->app = app;
    bulk->how = *how;
    bulk->slot_count = count;
    bulk->in_order = yb_store_is_file(app->store);
    pthread_mutex_init(&bulk->mutex, NULL);
    pthread_cond_init(&bulk->done, NULL);
    pthread_cond_init(&bulk->worked, NULL);
    yb_arena_init(&bulk->ahead, 4096);
    yb_arena_init(&bulk->again, WORK_BYTES);
    for (size_t i = 0; i < WORKS; i++)
        yb_arena_init(&bulk->works[i].arena, WORK_BYTES);
    for (size_t i = 0; i < bulk->slot_count; i++) {
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
    for (size_t i = 0; i < bulk->slot_count; i++) {
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

static size_t place_of_last(int64_t psn_no)
{
    return (size_t)((uint64_t)psn_no * UINT64_C(0x9E3779B97F4A7C15) >> 48) & (LAST - 1);
}

/* A person's claim is still out: deciding the next one now would be in vain. */
static bool is_waiting(struct yb_bulk *bulk, struct bulk_slot *slot)
{
    int64_t psn_no = slot->work->seen.psn_no;
    uint32_t *last = &bulk->last[place_of_last(psn_no)];
    const struct bulk_slot *other = *last ? &bulk->slots[*last - 1] : NULL;
    bool waiting;

    pthread_mutex_lock(&bulk->mutex);
    waiting = other && other->psn_no == psn_no && other->state != SLOT_DONE;
    pthread_mutex_unlock(&bulk->mutex);
    slot->psn_no = psn_no;
    *last = (uint32_t)(slot - bulk->slots) + 1;
    return waiting;
}

/* What is refused here, its job will refuse. */
static void decide_ahead(struct yb_tx *tx, struct bulk_slot *slot)
{
    struct bulk_work *work = slot->work;
    struct yb_call call = {.app = slot->bulk->app,
                           .tx = tx,
                           .arena = &work->arena,
                           .now_ms = slot->now_ms,
                           .actor = &slot->shown.actor};
    struct yb_claim_in claim = slot->shown.claim;
    struct yb_error error = {0};

    claim.psn_no = work->seen.psn_no;
    claim.foreseen = &work->seen;
    work->decided = yb_claim_foresee(&work->settling, &call, &claim, &error) == 0;
}

static int read_people(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_bulk *bulk = context;
    struct yb_arena *before = yb_tx_arena(tx);
    int rc = 0;

    for (size_t i = 0; !rc && i < bulk->ready_count; i++) {
        struct bulk_slot *slot = bulk->ready[i];
        struct yb_foreseen *seen = &slot->work->seen;
        const struct yb_foresee_whom whom = {
            &slot->work->arena, PROOF_TYPE, {(const char *)slot->proof, YB_SM3_BYTES}};

        slot->work->decided = false;
        seen->psn_no = slot->shown.claim.psn_no;
        rc = yb_foresee(tx, &whom, seen, error);
        if (rc || !seen->version || is_waiting(bulk, slot))
            continue;
        yb_tx_use_arena(tx, whom.arena);
        decide_ahead(tx, slot);
        yb_tx_use_arena(tx, before);
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
        for (size_t i = 0; i < bulk->ready_count; i++) {
            bulk->ready[i]->work->seen.version = 0;
            bulk->ready[i]->work->decided = false;
        }
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

    bulk->next = (bulk->next + 1) % bulk->slot_count;
    if (slot->state == SLOT_READY)
        send_ready(bulk);
    wait_for(slot);
    answer(slot);
    yb_arena_clear(&slot->arena);
    memset(&slot->shown, 0, sizeof(slot->shown));
    slot->shown.arena = &slot->arena;
    slot->psn_no = 0;
    slot->state = SLOT_FILLING;
    return &slot->shown;
}

static struct bulk_work *take_work(struct yb_bulk *bulk)
{
    struct bulk_work *work = &bulk->works[bulk->next_work];

    bulk->next_work = (bulk->next_work + 1) % WORKS;
    pthread_mutex_lock(&bulk->mutex);
    while (work->busy)
        pthread_cond_wait(&bulk->worked, &bulk->mutex);
    work->busy = true;
    pthread_mutex_unlock(&bulk->mutex);
    yb_arena_clear(&work->arena);
    work->seen = (struct yb_foreseen){0};
    work->decided = false;
    return work;
}

void yb_bulk_submit(struct yb_bulk *bulk, struct yb_bulk_slot *shown)
{
    struct bulk_slot *slot = (struct bulk_slot *)shown;
    struct yb_error error = {0};
    int rc;

    assert(slot->state == SLOT_FILLING);
    wait_for_person(bulk, slot);
    slot->now_ms = bulk->how.now_ms();
    slot->work = take_work(bulk);
    slot->job =
        (struct yb_job){.run = run, .done = done, .context = slot, .arena = &slot->work->arena};
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
    for (size_t i = 0; i < bulk->slot_count; i++) {
        struct bulk_slot *slot = &bulk->slots[(bulk->next + i) % bulk->slot_count];

        wait_for(slot);
        answer(slot);
        yb_arena_release(&slot->arena);
    }
    for (size_t i = 0; i < WORKS; i++)
        yb_arena_release(&bulk->works[i].arena);
    free(bulk->works);
    yb_arena_release(&bulk->ahead);
    yb_arena_release(&bulk->again);
    pthread_cond_destroy(&bulk->worked);
    pthread_cond_destroy(&bulk->done);
    pthread_mutex_destroy(&bulk->mutex);
    free(bulk);
}
