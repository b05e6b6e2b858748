/*
 * exchange.h - one call of the console's interface on its way, as a handler sees it.
 *
 *     static int institution(struct yb_api_exchange *x, struct yb_error *error)
 *     {
 *         struct yb_text code = yb_api_text(x, "fixmedins_code");
 *         ...
 *         yb_api_put_text(x, "fixmedins_name", row.fixmedins_name);
 *         return YB_OK;
 *     }
 *
 * Parameters have been checked against data/api; asking for one that the operation does not have
 * asserts. The answer is an object that the handler fills member by member; its braces are made
 * around it. A handler that is run again after a failed commit finds everything as at first.
 */
#ifndef YB_FACE_API_EXCHANGE_H
#define YB_FACE_API_EXCHANGE_H

#include "app/app.h"
#include "app/journal/journal.h"
#include "app/session/session.h"
#include "app/settle/decision.h"
#include "face/api/api.h"
#include "face/api/tables.h"
#include "face/bill.h"
#include "face/json.h"

#define YB_API_PARAMS_MAX 28

struct yb_api_value {
    bool given;
    struct yb_text text;              /* as it was given; of texts: joined by commas */
    int64_t number;                   /* integer, id, fen of an amount, day, yyyymm, boolean */
    const struct yb_json_value *json; /* object, texts */
};

/* Query strings and heads, taken down before the request's thread goes on. */
struct yb_api_pair {
    const char *name, *value;
    struct yb_api_pair *next;
};

struct yb_api_exchange {
    struct yb_api *api;
    struct yb_http_request *request; /* NULL: an export */
    const struct yb_api_operation *operation;
    struct yb_api_pair *queries;
    struct yb_text path, token, csrf, ip;
    bool english, tls;
    struct yb_arena *arena;

    struct yb_session session; /* zeroed on a public operation without one */
    struct yb_reach reach;     /* of the operation's permission */
    struct yb_actor actor;
    struct yb_call call;
    struct yb_api_value values[YB_API_PARAMS_MAX];

    struct yb_buffer out;
    struct yb_json json;
    struct yb_text file; /* answer with these bytes; bytes NULL: no */
    const char *file_type, *file_name;
    const char *cookie;            /* Set-Cookie, or NULL */
    struct yb_text target, detail; /* for the audit log */
    const char *wrong_field;       /* what a refusal is about, where its code does not say so */
    bool noted;                    /* the use case has written its own entry */

    struct yb_api_exchange *next; /* private: in the pool's queue */
};

struct yb_api_handler {
    const char *id;
    int (*use)(struct yb_api_exchange *x, struct yb_error *error);
};

/* Tables that end with {.id = NULL}. */
extern const struct yb_api_handler yb_api_handlers_session[], yb_api_handlers_overview[],
    yb_api_handlers_settlement[], yb_api_handlers_person[], yb_api_handlers_policy[],
    yb_api_handlers_user[], yb_api_handlers_approval[], yb_api_handlers_audit[],
    yb_api_handlers_export[], yb_api_handlers_budget[], yb_api_handlers_adjustment[],
    yb_api_handlers_chronic[], yb_api_handlers_share[], yb_api_handlers_desk[],
    yb_api_handlers_simulation[], yb_api_handlers_enrol[], yb_api_handlers_paper[],
    yb_api_handlers_own[], yb_api_handlers_filings[], yb_api_handlers_maternity[],
    yb_api_handlers_run[], yb_api_handlers_newcomer[];

/* The handler of an operation, or NULL. */
const struct yb_api_handler *yb_api_handler_of(const struct yb_api_operation *operation);

/* Reads and checks all parameters. Errors name the field: MISSING, TOO_LONG, WRONG_TYPE,
 * WRONG_FORMAT, OUT_OF_RANGE, UNKNOWN_CODE, UNKNOWN_KEY, WRONG_JSON. */
int yb_api_read_input(struct yb_api_exchange *x, struct yb_error *error);

/* One parameter. Absent ones are empty texts, or `absent`. */
const struct yb_api_value *yb_api_value(const struct yb_api_exchange *x, const char *name);
struct yb_text yb_api_text(const struct yb_api_exchange *x, const char *name);
int64_t yb_api_number(const struct yb_api_exchange *x, const char *name, int64_t absent);

/* Refuses whoever works at an institution: what is asked for is a list of the agency's. */
int yb_api_need_agency(struct yb_api_exchange *x, struct yb_error *error);

/*
 * The members of an element of a list parameter: texts or numbers; absent ones and null leave the
 * text as it is. Errors: WRONG_TYPE (the list, or the member), UNKNOWN_KEY, WRONG_FORMAT.
 */
struct yb_api_part {
    const char *name;
    struct yb_text *text;
};
int yb_api_read_parts(const struct yb_json_value *item, const char *list,
                      const struct yb_api_part *parts, size_t count, struct yb_error *error);

/* A person's name as a list shows it: masked. */
int yb_api_name_of(struct yb_api_exchange *x, int64_t psn_no, struct yb_text *name,
                   struct yb_error *error);

/* The parameter `reason` into the audit log, for what is shown in clear. Error: WRONG_FORMAT
 * (reason: too short to be one). */
int yb_api_take_reason(struct yb_api_exchange *x, struct yb_error *error);

/* Does something in a transaction of its own (it may run again) that is never kept; the answer that
 * it wrote is. Errors: those of `use`. */
int yb_api_try(struct yb_api_exchange *x,
               int (*use)(struct yb_api_exchange *x, struct yb_error *error),
               struct yb_error *error);

/* Members of the answer. An empty text stays ""; an id of 0, a day YB_DAY_NONE, an instant 0 are
 * "". */
void yb_api_put_text(struct yb_api_exchange *x, const char *name, struct yb_text text);
/* A refusal that was kept packed (base/error.h), as a sentence in the reader's language. */
void yb_api_put_packed(struct yb_api_exchange *x, const char *name, struct yb_text packed);
void yb_api_put_string(struct yb_api_exchange *x, const char *name, const char *text);
void yb_api_put_id(struct yb_api_exchange *x, const char *name, int64_t id);
void yb_api_put_integer(struct yb_api_exchange *x, const char *name, int64_t value);
void yb_api_put_fen(struct yb_api_exchange *x, const char *name, int64_t fen);
void yb_api_put_day(struct yb_api_exchange *x, const char *name, int32_t day);
void yb_api_put_time(struct yb_api_exchange *x, const char *name, int64_t instant_ms);
void yb_api_put_boolean(struct yb_api_exchange *x, const char *name, bool value);
void yb_api_put_words(struct yb_api_exchange *x, const char *name, struct yb_text words);
void yb_api_begin(struct yb_api_exchange *x, const char *name, char bracket);
#define YB_API_EACH(x)  yb_json_open(&(x)->json, '{')
#define YB_API_DONE(x)  yb_json_close(&(x)->json, '}')
#define YB_API_CLOSE(x) yb_json_close(&(x)->json, ']')

/* Whom or what the audit log names, and why: printf-like; in the arena. */
void yb_api_note(struct yb_api_exchange *x, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A page of rows that were all read: sorts them by the parameter `sort`, goes on after `after` and
 * writes items, next and total. `key` of a row is unique; `order` is what it is sorted by.
 */
struct yb_api_rows {
    size_t count;
    const void *rows;
    struct yb_text (*key)(const void *rows, size_t i);
    struct yb_text (*order)(const void *rows, size_t i, struct yb_text by);
    void (*write)(struct yb_api_exchange *x, const void *rows, size_t i);
};
int yb_api_write_page(struct yb_api_exchange *x, const struct yb_api_rows *rows,
                      struct yb_error *error);

/* Somebody who is insured where the user may look. Errors: PSN_NOT_FOUND, also for one elsewhere.
 */
struct yb_psn_row;
int yb_api_reach_person(struct yb_api_exchange *x, int64_t psn_no, struct yb_psn_row *psn,
                        struct yb_error *error);

/* Members psn_no, psn_name, certno, gend, brdy of somebody within reach, masked. Errors: as above.
 */
int yb_api_put_masked(struct yb_api_exchange *x, int64_t psn_no, struct yb_error *error);

/* Members psn_no, today, die_date, periods, identities, contributions of somebody within reach, as
 * known at the end of a day (YB_DAY_NONE: now); *view is what they were written from. Errors: as
 * above. */
struct yb_entitlement_view;
int yb_api_put_cover(struct yb_api_exchange *x, int64_t psn_no, int32_t known,
                     struct yb_entitlement_view *view, struct yb_error *error);

/* Members periods and dues of a view. */
void yb_api_put_timeline(struct yb_api_exchange *x, const struct yb_entitlement_view *view);

/* What reads or changes the whole pool is for who may see all of it. NOT_ALLOWED (the region). */
int yb_api_need_pool(struct yb_api_exchange *x, struct yb_error *error);

/* Members items, next, complete of what a search of settlements found, and its note for the log. */
struct yb_settlements;
void yb_api_put_settlements(struct yb_api_exchange *x, const struct yb_settlements *found);

/* The place that "1546300800000.123", next of the page before, stands for. Error: WRONG_FORMAT. */
struct yb_settlements_in;
int yb_api_read_after(struct yb_text after, struct yb_settlements_in *in, struct yb_error *error);

/* A settlement within reach, explained: `setl_id` of the call. Errors: SETL_NOT_FOUND. */
int yb_api_put_bill(struct yb_api_exchange *x, struct yb_error *error);
int yb_api_print_bill(struct yb_api_exchange *x, struct yb_error *error);

/* A decision as a bill to be shown, without names of lines; `claim` is what it points to. */
struct yb_bill_view yb_api_bill_view(const struct yb_api_exchange *x,
                                     const struct yb_decision *decision, struct yb_claim *claim);

/* Proposes a two-person matter as the session's user, notes it and writes its approval_id. */
struct yb_propose_in;
int yb_api_propose(struct yb_api_exchange *x, const struct yb_propose_in *in,
                   struct yb_error *error);

/* Runs a list operation for an export as the session's user: the answer's text in x->out. */
int yb_api_run_list(struct yb_api_exchange *x, struct yb_error *error);

/* Members headline and why[] of a bill that came out otherwise. */
struct yb_adjusted;
int yb_api_put_adjusted(struct yb_api_exchange *x, const struct yb_adjusted *adjusted,
                        const char *cause, struct yb_error *error);

/* Member documents: the papers of an application or a claim. */
struct yb_document_list;
void yb_api_put_documents(struct yb_api_exchange *x, const struct yb_document_list *list);

/* "live", "cancelled" ... of words in Chinese or English. */
static inline const char *yb_api_words(const struct yb_api_exchange *x, const char *zh,
                                       const char *en)
{
    return x->english ? en : zh;
}

#endif
