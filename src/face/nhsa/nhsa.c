#include "face/nhsa/nhsa.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/family/chain.h"
#include "app/institution/sign.h"
#include "app/message/message.h"
#include "app/query/person.h"
#include "face/http/http.h"
#include "face/nhsa/body_sign.h"
#include "face/nhsa/clients.h"
#include "face/nhsa/gateway.h"
#include "face/nhsa/handler.h"
#include "store/store.h"

#define JSON_TYPE       "application/json;charset=UTF-8"
#define FILE_TYPE       "application/octet-stream"
#define INFNO_MAX       24
#define NONCE_WINDOW_MS INT64_C(360000) /* longer than any scheme's window, to both sides */
#define NONCES_MAX      4000000
#define HTTP_OK         200
#define HTTP_REFUSED    401

struct yb_nhsa {
    struct yb_nhsa_options options;
    struct yb_nhsa_clients *clients;
    struct yb_nonces *nonces;
    _Atomic int64_t serial;
};

/* A request from its first byte to its answer; lives in the request's arena. */
struct work {
    struct yb_nhsa *nhsa;
    struct yb_http_request *request;
    struct yb_nhsa_envelope envelope;
    struct yb_nhsa_client client;
    struct yb_actor actor;
    struct yb_nhsa_exchange exchange;
    const struct yb_nhsa_handler *handler;
    struct yb_message_in message; /* of a recorded transaction */
    struct yb_family_chain chain;
    struct yb_job job; /* notes a refusal in the access log */
    struct yb_nhsa_answer answer;
    struct yb_text output; /* packed, made inside the transaction */
    struct yb_error error; /* why there is none */
    int result;
    struct yb_error refusal; /* while the access log is written */
    bool again;              /* submitted a second time */
};

/* In front of the packed output of a recorded answer: what its envelope says. As the store's other
 * bytes it is read on machines of one byte order only. */
struct kept_head {
    int64_t serial, received_ms, responded_ms;
};
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "stored answers are little-endian");

int yb_nhsa_open(struct yb_nhsa **out, const struct yb_nhsa_options *options,
                 struct yb_error *error)
{
    struct yb_nhsa *nhsa = calloc(1, sizeof *nhsa);
    int result = YB_OK;

    *out = NULL;
    if (!nhsa)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    nhsa->options = *options;
    /* Answers of two runs within a second must differ as well. */
    atomic_init(&nhsa->serial, yb_clock_now() * 1000);
    nhsa->nonces = yb_nonces_new(NONCE_WINDOW_MS, NONCES_MAX);
    if (!nhsa->nonces)
        result = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (result == YB_OK)
        result = yb_nhsa_clients_open(&nhsa->clients, options->app, error);
    if (result < 0) {
        yb_nhsa_close(nhsa);
        return result;
    }
    *out = nhsa;
    return YB_OK;
}

void yb_nhsa_close(struct yb_nhsa *nhsa)
{
    if (!nhsa)
        return;
    yb_nhsa_clients_close(nhsa->clients);
    yb_nonces_free(nhsa->nonces);
    free(nhsa);
}

int yb_nhsa_refresh(struct yb_nhsa *nhsa, struct yb_error *error)
{
    return yb_nhsa_clients_refresh(nhsa->clients, error);
}

static struct yb_text last_segment(struct yb_text path)
{
    while (path.length > 0 && path.bytes[path.length - 1] == '/')
        path.length--;
    for (size_t i = path.length; i > 0; i--)
        if (path.bytes[i - 1] == '/')
            return (struct yb_text){path.bytes + i, path.length - i};
    return path;
}

/* False: no address of the interface. *infno is the number it names, or empty. */
static bool route(const char *text, struct yb_text *infno)
{
    struct yb_text path = yb_text_of(text), last = last_segment(path);
    const struct yb_nhsa_interface *interface = yb_nhsa_interface_at(path);

    *infno = YB_TEXT("");
    if (interface) {
        *infno = yb_text_of(interface->infno);
        return true;
    }
    if (yb_text_is(last, "callService"))
        return true;
    interface = yb_nhsa_interface_find(last);
    if (!interface &&
        (last.length == 0 || last.length > INFNO_MAX || last.bytes[0] < '0' || last.bytes[0] > '9'))
        return false;
    *infno = last; /* also an unknown number: the answer says so */
    return !interface || interface->status != YB_NHSA_FRAME;
}

bool yb_nhsa_serves(const char *path)
{
    struct yb_text infno;

    return route(path, &infno);
}

static struct yb_nhsa_answer answer_of(const struct work *work)
{
    return (struct yb_nhsa_answer){
        .division = work->nhsa->options.app->region,
        .serial = atomic_fetch_add(&work->nhsa->serial, 1),
        .received_ms = work->request->received_ms,
        .responded_ms = yb_clock_now(),
        .infcode_text = work->client.infcode_text,
        .english = work->nhsa->options.english,
    };
}

/* For a download: the bytes themselves, under their name. */
static struct yb_http_answer answer_file(struct work *work)
{
    char field[512];

    snprintf(field, sizeof field, "attachment; filename=\"" YB_TEXT_FMT "\"",
             YB_TEXT_ARG(work->exchange.filename));
    yb_http_add_header(work->request, "Content-Disposition", field);
    return (struct yb_http_answer){HTTP_OK, FILE_TYPE, work->exchange.file};
}

static struct yb_http_answer answer_json(struct work *work)
{
    struct yb_arena *arena = &work->request->arena;
    struct yb_http_answer answer = {HTTP_OK, JSON_TYPE, {NULL, 0}};
    struct yb_buffer output;

    yb_buffer_init(&output, arena);
    if (work->result == YB_OK)
        work->result = yb_nhsa_render(work->exchange.interface, work->output,
                                      &work->nhsa->options.app->keys, &output, &work->error);
    answer.body = work->result == YB_OK
                      ? yb_nhsa_answer_ok(&work->answer, yb_buffer_text(&output), arena)
                      : yb_nhsa_answer_error(&work->answer, &work->error, arena);
    return answer;
}

/* The end of every way, on the request's own thread: writes the answer. */
static struct yb_http_answer compose(struct yb_http_request *request, void *context)
{
    struct work *work = context;
    struct yb_http_answer answer =
        work->result == YB_OK && work->exchange.file.bytes ? answer_file(work) : answer_json(work);

    (void)request;
    return answer;
}

static void send(struct work *work, int result, const struct yb_error *error)
{
    work->result = result;
    if (result < 0) {
        work->error = *error;
        work->answer = answer_of(work);
    }
    yb_http_reply_by(work->request, compose, work);
}

static const char *header(void *context, const char *name)
{
    return yb_http_header(context, name);
}

static int check_gateway(struct work *work, struct yb_error *error)
{
    struct yb_gateway_request seen = {header, work->request, work->request->body,
                                      work->request->received_ms};

    return yb_gateway_check(&work->client, &seen, work->nhsa->nonces, error);
}

static struct yb_text or_empty(struct yb_text text)
{
    return text.bytes ? text : YB_TEXT("");
}

static void fill_actor(struct work *work)
{
    const struct yb_nhsa_envelope *envelope = &work->envelope;

    work->actor = (struct yb_actor){
        .fixmedins_code = or_empty(envelope->fixmedins_code),
        .fixmedins_name = or_empty(envelope->fixmedins_name),
        .opter = or_empty(envelope->opter),
        .opter_name = or_empty(envelope->opter_name),
        .opter_type = or_empty(envelope->opter_type),
        .mdtrtarea_admvs = or_empty(envelope->mdtrtarea_admvs),
        .insuplc_admdvs = or_empty(envelope->insuplc_admdvs),
        .msgid = or_empty(envelope->msgid),
        .infno = or_empty(envelope->infno),
    };
}

/* The person that the message names first; 0: none, or no number of ours. */
static int64_t person_of(const struct yb_nhsa_record *record)
{
    struct yb_text direct = yb_nhsa_value(record, "psn_no");
    int64_t psn_no;

    if (direct.bytes && yb_text_to_int64(direct, &psn_no) && psn_no > 0)
        return psn_no;
    for (const struct yb_nhsa_record *child = record->child; child; child = child->next) {
        struct yb_text value = yb_nhsa_value(child, "psn_no");

        if (value.bytes && yb_text_to_int64(value, &psn_no) && psn_no > 0)
            return psn_no;
    }
    return 0;
}

/* What makes the same message the same. */
static int describe(struct work *work, struct yb_error *error)
{
    const struct yb_nhsa_exchange *exchange = &work->exchange;
    struct yb_text request =
        yb_nhsa_canonical(exchange->interface, exchange->input, &work->request->arena);

    if (!request.bytes)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_message_hash(&work->message, request);
    work->message.psn_no = person_of(exchange->input);
    work->message.inf_time_ms = work->envelope.inf_time_ms;
    return YB_OK;
}

/* Everything that needs no transaction: what is asked, by whom, and whether it is well-formed. */
static int understand(struct work *work, struct yb_error *error)
{
    struct yb_nhsa_exchange *exchange = &work->exchange;
    struct yb_arena *arena = &work->request->arena;
    struct yb_nhsa_record *input;
    int result;

    result = yb_body_sign_check(&work->client, &work->envelope, work->request->received_ms, arena,
                                error);
    if (result < 0)
        return result;
    fill_actor(work);
    exchange->interface = yb_nhsa_interface_find(work->envelope.infno);
    if (!exchange->interface || exchange->interface->status == YB_NHSA_FRAME)
        return yb_fail(
            error, YB_E_UNKNOWN_INFNO,
            yb_arena_copy(arena, work->envelope.infno.bytes, work->envelope.infno.length), NULL);
    result = yb_nhsa_validate(exchange->interface, work->envelope.input, arena, &input, error);
    if (result < 0)
        return result;
    exchange->input = input;
    exchange->envelope = &work->envelope;
    work->handler = exchange->interface->status == YB_NHSA_OFFERED
                        ? yb_nhsa_handler_of(exchange->interface)
                        : NULL;
    if (!work->handler)
        return yb_fail(error, YB_E_NOT_OFFERED, exchange->interface->infno, NULL);
    return work->handler->run == YB_NHSA_RECORDED ? describe(work, error) : YB_OK;
}

/* Runs the use case and packs the answer. */
static int execute(struct work *work, struct yb_error *error)
{
    struct yb_nhsa_exchange *exchange = &work->exchange;
    int result;

    yb_nhsa_output_init(&exchange->output, exchange->interface, &work->request->arena);
    result = work->handler->use(exchange, error);
    if (result < 0)
        return result;
    work->answer = answer_of(work);
    work->output = yb_nhsa_output_packed(&exchange->output);
    return work->output.bytes ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int keep(struct work *work, struct yb_error *error)
{
    const struct kept_head head = {work->answer.serial, work->answer.received_ms,
                                   work->answer.responded_ms};
    struct yb_message_reply reply = {.personal = work->exchange.output.personal};
    struct yb_buffer kept;

    yb_buffer_init(&kept, &work->request->arena);
    yb_buffer_add(&kept, (struct yb_text){(const char *)&head, sizeof head});
    yb_buffer_add(&kept, work->output);
    reply.text = yb_buffer_text(&kept);
    return reply.text.bytes ? yb_app_message_close(&work->exchange.call, reply, error)
                            : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static int answer_again(struct work *work, struct yb_text kept, struct yb_error *error)
{
    struct kept_head head;

    if (kept.length < sizeof head)
        return yb_fail(error, YB_E_TAMPERED, "message", NULL);
    memcpy(&head, kept.bytes, sizeof head);
    work->answer = answer_of(work);
    work->answer.serial = head.serial;
    work->answer.received_ms = head.received_ms;
    work->answer.responded_ms = head.responded_ms;
    work->output = (struct yb_text){kept.bytes + sizeof head, kept.length - sizeof head};
    return YB_OK;
}

/* Executes once: the answer is kept in the commit that it tells of. */
static int execute_recorded(struct work *work, struct yb_error *error)
{
    struct yb_call *call = &work->exchange.call;
    struct yb_message_out before;
    int result = yb_app_message_open(call, &work->message, &before, error);

    if (result < 0)
        return result;
    if (before.replay)
        return answer_again(work, before.reply, error);
    result = execute(work, error);
    return result < 0 ? result : keep(work, error);
}

static int run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct work *work = context;
    struct yb_call *call = &work->exchange.call;
    int result = YB_OK;

    *call = (struct yb_call){.app = work->nhsa->options.app,
                             .tx = tx,
                             .arena = &work->request->arena,
                             .now_ms = work->request->received_ms,
                             .actor = &work->actor,
                             .family = yb_family_of(&work->chain)};
    work->exchange.file = (struct yb_text){NULL, 0};
    if (work->nhsa->options.sign_in_required && strcmp(work->handler->infno, "9001") != 0)
        result = yb_app_check_sign(call, or_empty(work->envelope.sign_no), error);
    if (result < 0)
        return result;
    return work->handler->run == YB_NHSA_RECORDED ? execute_recorded(work, error)
                                                  : execute(work, error);
}

/* Two workers may execute one message at a time and find out at its record only: the later one then
 * takes the earlier one's for another message. Seen once more it is answered by the record. */
static bool is_race(const struct work *work, int result)
{
    return result == YB_E_MESSAGE_DIFFERS && !work->again;
}

/* Faults of the store leave no trace in it. */
static bool is_refused_look(const struct work *work, int result)
{
    bool fault = result == YB_E_NO_MEMORY || result <= YB_E_INTERNAL ||
                 (result <= YB_E_STORE && result > YB_E_PSN_NOT_FOUND);

    return result < 0 && !fault && work->handler->run == YB_NHSA_LOOKED;
}

static int log_refusal(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct work *work = context;

    work->exchange.call.tx = tx;
    return yb_log_refused_look(&work->exchange.call, person_of(work->exchange.input),
                               work->refusal.code, error);
}

static void logged(void *context, int result, const struct yb_error *error)
{
    struct work *work = context;

    (void)result; /* the refusal is the answer, whether or not it could be noted */
    (void)error;
    send(work, work->refusal.code, &work->refusal);
}

static void log_refused(struct work *work)
{
    struct yb_error error;
    int result;

    work->job = (struct yb_job){
        .run = log_refusal, .done = logged, .context = work, .arena = &work->request->arena};
    result = yb_store_submit(work->nhsa->options.app->store, &work->job, &error);
    if (result < 0)
        send(work, result, &error);
}

static void submit(struct work *work);

static void done(void *context, int result, const struct yb_error *error)
{
    struct work *work = context;

    if (is_race(work, result)) {
        work->again = true;
        submit(work);
    } else if (is_refused_look(work, result)) {
        work->refusal = *error;
        log_refused(work);
    } else {
        send(work, result, error);
    }
}

static void submit(struct work *work)
{
    struct yb_error error;
    int result;

    work->chain = (struct yb_family_chain){
        .job = {.run = run,
                .done = done,
                .context = work,
                .arena = &work->request->arena,
                .idempotent = work->handler->run == YB_NHSA_RECORDED},
        .app = work->nhsa->options.app,
        .actor = &work->actor,
        .now_ms = work->request->received_ms,
    };
    result = yb_family_submit(&work->chain, &error);
    if (result < 0)
        send(work, result, &error);
}

static void start(struct work *work)
{
    struct yb_error error;
    int result;

    if (work->handler->run == YB_NHSA_AT_ONCE) {
        work->exchange.call.arena = &work->request->arena;
        work->exchange.call.now_ms = work->request->received_ms;
        result = execute(work, &error);
        done(work, result, &error);
        return;
    }
    submit(work);
}

void yb_nhsa_handle(struct yb_nhsa *nhsa, struct yb_http_request *request)
{
    struct work *work = YB_NEW(&request->arena, struct work);
    struct yb_error error = {0};
    struct yb_text infno;
    int result;

    if (!work) {
        yb_http_reply(request, 503, "text/plain", YB_TEXT(""));
        return;
    }
    work->nhsa = nhsa;
    work->request = request;
    route(request->path, &infno);
    result = yb_nhsa_envelope_read(&work->envelope, request->content_type, request->body, infno,
                                   &request->arena, &error);
    if (result == YB_OK)
        result = yb_nhsa_clients_find(nhsa->clients, work->envelope.fixmedins_code, &request->arena,
                                      &work->client, &error);
    if (result == YB_OK && check_gateway(work, &error) < 0) {
        yb_http_reply(request, HTTP_REFUSED, JSON_TYPE,
                      yb_gateway_refusal(&error, nhsa->options.english, &request->arena));
        return;
    }
    if (result == YB_OK)
        result = understand(work, &error);
    if (result < 0)
        send(work, result, &error);
    else
        start(work);
}
