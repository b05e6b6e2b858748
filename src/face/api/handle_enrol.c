/* Acts of entitlement at the console: tried, done, from a file; and the orders that they leave. */
#include <stdio.h>
#include <string.h>

#include "app/enrol/file.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/ordered.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "store/psn.h"

#define REFUSALS_SHOWN 200
#define BILLS_SHOWN    500
#define PAGE_ROWS      50
/* Lines of a file at once: a register that is tried holds the one writer of SQLite all the while. A
 * longer one comes in parts, or by `yibao enrol import` when nobody waits. */
#define FILE_LINES_MAX 5000

/* ---- words ---- */

static const char *reason_title(const struct yb_api_exchange *x, enum yb_touch_reason reason)
{
    static const char *const titles[][2] = {{"有无待遇", "covered or not"},
                                            {"人员类别或缴费档次", "kind of person or tier"},
                                            {"连续参保年数", "continuous years"},
                                            {"身份", "identity"}};

    return titles[reason][x->english];
}

/* The field of an act that a refusal is about; "": all of it. */
static const char *field_of(const struct yb_error *error)
{
    static const struct {
        int code;
        const char *field;
    } rows[] = {{YB_E_ENROL_OVERLAP, "begndate"}, {YB_E_IDENTITY_EXCLUDES, "psn_idet_type"},
                {YB_E_ENROL_NONE, "enddate"},     {YB_E_RETIREMENT_SHORT, "begndate"},
                {YB_E_PSN_NOT_FOUND, "certno"},   {YB_E_EXISTS, "begndate"},
                {YB_E_IDENTITY_NONE, "enddate"},  {YB_E_NOTHING_RECORDED, "begndate"}};
    static const char *const fields[] = {"act",
                                         "certno",
                                         "insutype",
                                         "kind",
                                         "psn_type",
                                         "psn_idet_type",
                                         "begndate",
                                         "enddate",
                                         "due_date",
                                         "done_date",
                                         "cont_clct_date",
                                         "repaired_years",
                                         "credited_months",
                                         "amount",
                                         "emp_no",
                                         "emp_name",
                                         "memo"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].code == error->code)
            return rows[i].field;
    if (!error->arg_count)
        return "";
    if (strcmp(error->args[0], "die_date") == 0)
        return "begndate";
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (strcmp(error->args[0], fields[i]) == 0)
            return fields[i];
    return "";
}

static int check(struct yb_api_exchange *x, const struct yb_enrol_in *in, struct yb_error *error)
{
    struct yb_psn_row psn;

    return yb_api_reach_person(x, in->psn_no, &psn, error);
}

static void put_bill(struct yb_api_exchange *x, const struct yb_touched_bill *bill)
{
    yb_api_put_id(x, "setl_id", bill->setl->setl_id);
    yb_api_put_text(x, "med_type", bill->setl->med_type);
    yb_api_put_day(x, "begndate", bill->setl->begndate);
    yb_api_put_fen(x, "medfee_sumamt", bill->setl->medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_pay_sumamt", bill->setl->fund_pay_sumamt_fen);
    yb_api_put_string(x, "reason", yb_touch_key(bill->reason));
    yb_api_put_string(x, "reason_title", reason_title(x, bill->reason));
}

/* ---- one act ---- */

static int32_t day_of(const struct yb_api_exchange *x, const char *name)
{
    return (int32_t)yb_api_number(x, name, YB_DAY_NONE);
}

static struct yb_enrol_in act_of(struct yb_api_exchange *x)
{
    return (struct yb_enrol_in){
        .psn_no = yb_api_number(x, "psn_no", 0),
        .verb = (enum yb_enrol_verb)yb_enrol_verb_find(yb_api_text(x, "act")),
        .insutype = yb_api_text(x, "insutype"),
        .kind = yb_api_text(x, "kind"),
        .psn_type = yb_api_text(x, "psn_type"),
        .psn_idet_type = yb_api_text(x, "psn_idet_type"),
        .begndate = day_of(x, "begndate"),
        .enddate = day_of(x, "enddate"),
        .due_date = day_of(x, "due_date"),
        .done_date = day_of(x, "done_date"),
        .cont_clct_date = day_of(x, "cont_clct_date"),
        .repaired_years = (int)yb_api_number(x, "repaired_years", 0),
        .credited_months = (int)yb_api_number(x, "credited_months", 0),
        .amount_fen = yb_api_number(x, "amount", 0),
        .emp_no = yb_api_text(x, "emp_no"),
        .emp_name = yb_api_text(x, "emp_name"),
        .memo = yb_api_text(x, "memo"),
    };
}

static int act(struct yb_api_exchange *x, struct yb_enrol_out *out, struct yb_error *error)
{
    const struct yb_enrol_in in = act_of(x);
    int rc = check(x, &in, error);

    if (rc == YB_OK)
        rc = yb_app_enrol(&x->call, &in, out, error);
    if (rc != YB_OK) {
        x->wrong_field = field_of(error);
        return rc;
    }
    yb_api_begin(x, "bills", '[');
    for (size_t i = 0; i < out->touched.count; i++) {
        YB_API_EACH(x);
        put_bill(x, &out->touched.bills[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_integer(x, "shares_ended", out->shares_ended);
    return YB_OK;
}

/* Whom and what the audit log names. */
static void note_act(struct yb_api_exchange *x)
{
    yb_api_note(x, "psn:%lld", (long long)yb_api_number(x, "psn_no", 0));
    x->detail = yb_text_of(yb_arena_format(
        x->arena, YB_TEXT_FMT " " YB_TEXT_FMT YB_TEXT_FMT " " YB_TEXT_FMT,
        YB_TEXT_ARG(yb_api_text(x, "act")), YB_TEXT_ARG(yb_api_text(x, "insutype")),
        YB_TEXT_ARG(yb_api_text(x, "psn_idet_type")), YB_TEXT_ARG(yb_api_text(x, "memo"))));
}

static int enrol(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_enrol_out out;
    int rc;

    note_act(x);
    rc = act(x, &out, error);
    if (rc == YB_OK)
        yb_api_put_integer(x, "orders", out.order_count);
    return rc;
}

/* What its order would book: done, and undone with the transaction. */
static int put_changes(struct yb_api_exchange *x, const struct yb_resettle_order_row *order,
                       struct yb_error *error)
{
    const struct yb_resettle what = yb_order_asks(order, false);
    struct yb_resettled resettled;
    int rc = yb_settle_resettle(&x->call, &what, &resettled, error);

    for (size_t i = 0; rc == YB_OK && i < resettled.count; i++) {
        const struct yb_setl_row *by = &resettled.rows[i].by;

        YB_API_EACH(x);
        yb_api_put_id(x, "setl_id", by->adjust_setl_id);
        yb_api_put_fen(x, "fund_pay_sumamt", by->fund_pay_sumamt_fen);
        yb_api_put_fen(x, "acct_pay", by->acct_pay_fen);
        yb_api_put_fen(x, "psn_cash_pay", by->psn_cash_pay_fen);
        rc = yb_api_put_adjusted(x, &resettled.rows[i], yb_cause_title(what.kind, x->english),
                                 error);
        YB_API_DONE(x);
    }
    return rc;
}

static int try_act(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_text refusal = YB_TEXT("");
    struct yb_enrol_out out;
    struct yb_buffer words;
    int rc = act(x, &out, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "changes", '[');
    for (int i = 0; rc == YB_OK && i < out.order_count; i++)
        rc = put_changes(x, &out.orders[i], error);
    YB_API_CLOSE(x);
    if (rc != YB_OK && yb_csv_is_fault(rc))
        return rc;
    if (rc != YB_OK) {
        yb_buffer_init(&words, x->arena);
        yb_error_describe(error, x->english, &words);
        refusal = yb_buffer_text(&words);
    }
    yb_api_put_text(x, "refusal", refusal);
    return YB_OK;
}

static int try_enrol(struct yb_api_exchange *x, struct yb_error *error)
{
    note_act(x);
    return yb_api_try(x, try_act, error);
}

/* ---- a file ---- */

struct refusal {
    int64_t row;
    struct yb_error error;
};

struct file_bill {
    int64_t row;
    struct yb_touched_bill bill;
    struct yb_setl_row setl;
};

struct filing {
    struct yb_api_exchange *x;
    struct yb_enrol_file file;
    struct yb_csv_report report;
    struct refusal refusals[REFUSALS_SHOWN];
    struct file_bill *bills; /* BILLS_SHOWN */
    int64_t refusal_count, bill_count;
};

static void start(void *context)
{
    struct filing *f = context;

    f->refusal_count = f->bill_count = 0;
    f->x->noted = false;
}

static void say_refused(void *context, int64_t row, const struct yb_error *error)
{
    struct filing *f = context;

    if (f->refusal_count < REFUSALS_SHOWN)
        f->refusals[f->refusal_count++] = (struct refusal){row, *error};
}

static void say_touched(void *context, int64_t row, const struct yb_touched_bill *bill)
{
    struct filing *f = context;

    if (f->bill_count < BILLS_SHOWN)
        f->bills[f->bill_count++] = (struct file_bill){row, *bill, *bill->setl};
}

static int may(void *context, struct yb_call *call, const struct yb_enrol_in *in,
               struct yb_error *error)
{
    struct filing *f = context;

    f->x->call.tx = call->tx;
    return check(f->x, in, error);
}

static int note_file(void *context, struct yb_call *call, struct yb_error *error)
{
    struct filing *f = context;
    const struct yb_journal_entry entry = {
        .action = yb_text_of(f->x->operation->id), .target = f->x->target, .detail = f->x->detail};
    const int rc = yb_journal_add(call, &entry, error);

    f->x->noted = rc == YB_OK;
    return rc;
}

static void put_file(struct yb_api_exchange *x, const struct filing *f)
{
    yb_api_put_boolean(x, "kept", !f->file.dry && !f->report.refused);
    yb_api_put_integer(x, "rows", f->report.rows);
    yb_api_put_integer(x, "refused", f->report.refused);
    yb_api_begin(x, "refusals", '[');
    for (int64_t i = 0; i < f->refusal_count; i++) {
        struct yb_buffer words;

        yb_buffer_init(&words, x->arena);
        yb_error_describe(&f->refusals[i].error, x->english, &words);
        YB_API_EACH(x);
        yb_api_put_integer(x, "row", f->refusals[i].row);
        yb_api_put_string(x, "field", field_of(&f->refusals[i].error));
        yb_api_put_text(x, "message", yb_buffer_text(&words));
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_integer(x, "bill_cnt", f->file.bills);
    yb_api_begin(x, "bills", '[');
    for (int64_t i = 0; i < f->bill_count; i++) {
        struct yb_touched_bill bill = f->bills[i].bill;

        bill.setl = &f->bills[i].setl;
        YB_API_EACH(x);
        yb_api_put_integer(x, "row", f->bills[i].row);
        put_bill(x, &bill);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

static int check_length(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_text csv = yb_api_text(x, "csv");
    size_t lines = 0;

    for (size_t i = 0; i < csv.length; i++)
        lines += csv.bytes[i] == '\n';
    if (lines <= FILE_LINES_MAX + 1)
        return YB_OK;
    x->wrong_field = "csv";
    return yb_refuse_number(error, YB_E_TOO_MANY, "csv", FILE_LINES_MAX);
}

static int take_file(struct yb_api_exchange *x, bool dry, struct yb_error *error)
{
    struct filing *f = YB_NEW(x->arena, struct filing);
    int rc = check_length(x, error);

    if (rc != YB_OK)
        return rc;
    if (!f)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    memset(f, 0, sizeof(*f));
    f->x = x;
    f->bills = YB_NEW_ARRAY(x->arena, struct file_bill, BILLS_SHOWN);
    if (!f->bills)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    f->report = (struct yb_csv_report){.say = say_refused, .context = f};
    f->file = (struct yb_enrol_file){.csv = yb_api_text(x, "csv"),
                                     .now_ms = x->call.now_ms,
                                     .actor = &x->actor,
                                     .arena = x->arena,
                                     .dry = dry,
                                     .start = start,
                                     .may = may,
                                     .kept = note_file,
                                     .touched = say_touched,
                                     .report = &f->report};
    yb_api_note(x, "enrolments");
    rc = yb_app_enrol_file(x->call.app, &f->file, error);
    if (rc != YB_OK && !(rc == YB_E_IMPORT_REFUSED && f->report.refused)) {
        x->wrong_field = "csv";
        return rc;
    }
    put_file(x, f);
    return YB_OK;
}

static int try_enrol_file(struct yb_api_exchange *x, struct yb_error *error)
{
    return take_file(x, true, error);
}

static int enrol_file(struct yb_api_exchange *x, struct yb_error *error)
{
    x->detail = yb_api_text(x, "reason");
    return take_file(x, false, error);
}

/* ---- orders ---- */

static int put_order(struct yb_api_exchange *x, const struct yb_resettle_order_row *order,
                     struct yb_error *error)
{
    struct yb_person_base base;
    struct yb_psn_row psn;
    int kind = yb_cause_find(order->cause_kind);
    int rc = yb_api_reach_person(x, order->psn_no, &psn, error);

    if (rc == YB_OK)
        rc = yb_person_open(&x->call, &psn, yb_instant_day(x->call.now_ms), &base, error);
    if (rc != YB_OK)
        return rc == YB_E_PSN_NOT_FOUND ? YB_OK : rc; /* moved out of reach since */
    YB_API_EACH(x);
    yb_api_put_id(x, "order_id", order->order_id);
    yb_api_put_time(x, "order_time", order->order_time);
    yb_api_put_id(x, "psn_no", order->psn_no);
    yb_api_put_text(x, "psn_name", yb_mask_name(x->arena, base.psn_name));
    yb_api_put_text(x, "cause", order->cause_kind);
    yb_api_put_string(x, "cause_title",
                      kind < 0 ? "" : yb_cause_title((enum yb_cause_kind)kind, x->english));
    yb_api_put_text(x, "reason", order->reason);
    yb_api_put_day(x, "from", order->from_day);
    yb_api_put_day(x, "to", order->to_day);
    yb_api_put_integer(x, "bill_cnt", order->bill_cnt);
    yb_api_put_text(x, "state", order->order_stas);
    yb_api_put_integer(x, "adjust_cnt", order->adjust_cnt);
    yb_api_put_fen(x, "fund_pay_sumamt", order->fund_pay_sumamt_fen);
    yb_api_put_fen(x, "psn_cash_pay", order->psn_cash_pay_fen);
    yb_api_put_packed(x, "refusal", order->refusal);
    yb_api_put_text(x, "opter_name", order->opter_name);
    YB_API_DONE(x);
    return YB_OK;
}

/* A person's: all of them; everybody's: those that are not done. */
static int resettle_orders(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t psn_no = yb_api_number(x, "psn_no", 0);
    const struct yb_order_search search = {.admdvs = yb_admdvs_prefix(x->reach.admdvs),
                                           .below_id = yb_api_number(x, "after", INT64_MAX),
                                           .most = yb_api_number(x, "limit", PAGE_ROWS) + 1};
    struct yb_resettle_order_list list;
    size_t count;
    int rc = yb_api_need_agency(x, error);

    if (rc == YB_OK)
        rc = psn_no ? yb_resettle_order_psn(x->call.tx, psn_no, &list, error)
                    : yb_resettle_order_open(x->call.tx, &search, &list, error);

    if (rc != YB_OK)
        return rc;
    count = !psn_no && (int64_t)list.count == search.most ? list.count - 1 : list.count;
    if (count)
        yb_api_note(x, "order:%lld..%lld (%zu)", (long long)list.rows[0].order_id,
                    (long long)list.rows[count - 1].order_id, count);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < count; i++)
        rc = put_order(x, &list.rows[i], error);
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", count < list.count ? list.rows[count - 1].order_id : 0);
    return rc;
}

static int order_again(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t psn_no = yb_api_number(x, "psn_no", 0);
    const int64_t order_id = yb_api_number(x, "order_id", 0);
    struct yb_psn_row psn;
    int rc;

    yb_api_note(x, "psn:%lld order:%lld", (long long)psn_no, (long long)order_id);
    rc = yb_api_reach_person(x, psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_order_again(&x->call, psn_no, order_id, error);
    if (rc == YB_OK)
        yb_api_put_id(x, "order_id", order_id);
    return rc;
}

const struct yb_api_handler yb_api_handlers_enrol[] = {
    {"try_enrol", try_enrol},
    {"enrol", enrol},
    {"try_enrol_file", try_enrol_file},
    {"enrol_file", enrol_file},
    {"resettle_orders", resettle_orders},
    {"order_again", order_again},
    {.id = NULL},
};
