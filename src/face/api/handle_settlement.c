/* Settlements: the list, the bill that explains itself, the bill to print. */
#include <stdio.h>
#include <string.h>

#include "app/query/person.h"
#include "app/query/settlements.h"
#include "app/refuse.h"
#include "app/settle/explain.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "face/bill.h"
#include "face/bill_pdf.h"

#define PAGE_ROWS 50

static const char *const states[] = {"live", "cancelled", "red"};

/* As enum yb_setl_order. */
static const char *const orders[] = {"-setl_time", "-medfee_sumamt", "-fund_pay_sumamt"};

static enum yb_setl_order order_of(struct yb_text sort)
{
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        if (yb_text_is(sort, orders[i]))
            return (enum yb_setl_order)i;
    return YB_SETL_NEWEST;
}

/* "1546300800000.123" of the page before: what it is sorted by, and the settlement. */
int yb_api_read_after(struct yb_text after, struct yb_settlements_in *in, struct yb_error *error)
{
    struct yb_text id, value = yb_text_split(after, '.', &id);

    if (!after.length || (yb_text_to_int64(value, &in->at_value) &&
                          yb_text_to_int64(id, &in->at_id) && in->at_id > 0))
        return YB_OK;
    return yb_refuse(error, YB_E_WRONG_FORMAT, "after", after);
}

static void put_row(struct yb_api_exchange *x, const struct yb_settlement_line *line)
{
    const struct yb_setl_row *setl = line->setl;

    yb_api_put_id(x, "setl_id", setl->setl_id);
    yb_api_put_time(x, "setl_time", setl->setl_time);
    yb_api_put_id(x, "psn_no", setl->psn_no);
    yb_api_put_text(x, "psn_name", yb_mask_name(x->arena, line->psn_name));
    yb_api_put_text(x, "certno", yb_mask_certno(x->arena, line->certno));
    yb_api_put_text(x, "fixmedins_code", setl->fixmedins_code);
    yb_api_put_text(x, "fixmedins_name", line->fixmedins_name);
    yb_api_put_text(x, "insutype", setl->insutype);
    yb_api_put_text(x, "med_type", setl->med_type);
    yb_api_put_fen(x, "medfee_sumamt", setl->medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_pay_sumamt", setl->fund_pay_sumamt_fen);
    yb_api_put_fen(x, "acct_pay", setl->acct_pay_fen);
    yb_api_put_fen(x, "psn_cash_pay", setl->psn_cash_pay_fen);
    yb_api_put_string(x, "state", states[line->state]);
}

/* What the audit log keeps of a list: which rows were shown, and what was asked. */
static void note_list(struct yb_api_exchange *x, const struct yb_settlements *found)
{
    struct yb_buffer asked;

    if (found->count)
        yb_api_note(x, "setl:%lld..%lld (%zu)", (long long)found->lines[0].setl->setl_id,
                    (long long)found->lines[found->count - 1].setl->setl_id, found->count);
    yb_buffer_init(&asked, x->arena);
    for (int i = 0; i < x->operation->param_count; i++)
        if (x->values[i].given)
            yb_buffer_addf(&asked, "%s%s=" YB_TEXT_FMT, asked.length ? "&" : "",
                           yb_api_params[x->operation->first_param + i].name,
                           YB_TEXT_ARG(x->values[i].text));
    x->detail = yb_buffer_text(&asked);
}

void yb_api_put_settlements(struct yb_api_exchange *x, const struct yb_settlements *found)
{
    char next[48] = "";

    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < found->count; i++) {
        YB_API_EACH(x);
        put_row(x, &found->lines[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    if (found->next_id)
        snprintf(next, sizeof(next), "%lld.%lld", (long long)found->next_value,
                 (long long)found->next_id);
    yb_api_put_string(x, "next", next);
    yb_api_put_boolean(x, "complete", found->complete);
    note_list(x, found);
}

static struct yb_settlements_in filter_of(const struct yb_api_exchange *x)
{
    return (struct yb_settlements_in){.reach = &x->reach,
                                      .fixmedins_code = yb_api_text(x, "fixmedins_code"),
                                      .med_type = yb_api_text(x, "med_type"),
                                      .insutype = yb_api_text(x, "insutype"),
                                      .state = yb_api_text(x, "state"),
                                      .from_day = (int32_t)yb_api_number(x, "from", YB_DAY_NONE),
                                      .to_day = (int32_t)yb_api_number(x, "to", YB_DAY_NONE),
                                      .least_fen = yb_api_number(x, "least", -YB_AMOUNT_FEN_MAX),
                                      .greatest_fen =
                                          yb_api_number(x, "greatest", YB_AMOUNT_FEN_MAX)};
}

static int settlements(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_settlements_in in = filter_of(x);
    struct yb_settlements found;
    int rc = yb_api_read_after(yb_api_text(x, "after"), &in, error);

    in.psn_no = yb_api_number(x, "psn_no", 0);
    in.order = order_of(yb_api_text(x, "sort"));
    in.most = yb_api_number(x, "limit", PAGE_ROWS);
    if (rc == YB_OK)
        rc = yb_app_search_settlements(&x->call, &in, &found, error);
    if (rc != YB_OK)
        return rc;
    yb_api_put_settlements(x, &found);
    return YB_OK;
}

static int settlements_sum(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_settlements_in in = filter_of(x);
    struct yb_settlements_sum found;
    int rc = yb_app_add_up_settlements(&x->call, &in, &found, error);

    if (rc != YB_OK)
        return rc;
    yb_api_put_boolean(x, "known", found.known);
    yb_api_put_integer(x, "setl_cnt", found.sum.setl_cnt);
    yb_api_put_fen(x, "medfee_sumamt", found.sum.medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_pay_sumamt", found.sum.fund_pay_sumamt_fen);
    yb_api_put_fen(x, "acct_pay", found.sum.acct_pay_fen);
    yb_api_put_fen(x, "psn_cash_pay", found.sum.psn_cash_pay_fen);
    return YB_OK;
}

/* The settlement with its person, when it lies within reach. What does not is not found. */
static int load(struct yb_api_exchange *x, struct yb_explained *explained,
                struct yb_settlement_line *line, struct yb_error *error)
{
    const int64_t which[2] = {0, yb_api_number(x, "setl_id", 0)};
    int rc;

    yb_api_note(x, "setl:%lld", (long long)which[1]);
    rc = yb_settlement_explain(x->call.app, x->call.tx, which, explained, error);
    if (rc != YB_OK)
        return rc;
    if (!yb_reaches_person(&x->reach, explained->original.psn_no) &&
        !yb_reaches(&x->reach, explained->original.insuplc_admdvs,
                    explained->original.fixmedins_code))
        return yb_refuse_id(error, YB_E_SETL_NOT_FOUND, which[1], NULL);
    x->detail =
        yb_text_of(yb_arena_format(x->arena, "psn:%lld", (long long)explained->original.psn_no));
    return yb_settlement_line_of(&x->call, &explained->setl, line, error);
}

struct yb_bill_view yb_api_bill_view(const struct yb_api_exchange *x,
                                     const struct yb_decision *decision, struct yb_claim *claim)
{
    *claim = (struct yb_claim){.facts = decision->record.facts,
                               .lines = decision->lines,
                               .line_count = decision->line_count,
                               .account_fen = decision->record.account_fen,
                               .family_fen = decision->record.family_fen};
    return (struct yb_bill_view){.policy = decision->policy,
                                 .claim = claim,
                                 .bill = &decision->bill,
                                 .lines = decision->placed,
                                 .trace = &decision->record.trace,
                                 .english = x->english};
}

static struct yb_bill_view view_of(const struct yb_api_exchange *x, const struct yb_explained *e,
                                   struct yb_claim *claim)
{
    struct yb_bill_view view = yb_api_bill_view(x, &e->decision, claim);

    view.names = e->names;
    view.catalogues = e->catalogues;
    view.family = e->family;
    return view;
}

int yb_api_put_bill(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_explained e;
    struct yb_settlement_line line;
    struct yb_claim claim;
    struct yb_bill_view view;
    int rc = load(x, &e, &line, error);

    if (rc != YB_OK)
        return rc;
    view = view_of(x, &e, &claim);
    yb_api_put_id(x, "setl_id", e.setl.setl_id);
    yb_api_put_id(x, "mdtrt_id", e.setl.mdtrt_id);
    yb_api_put_id(x, "psn_no", e.setl.psn_no);
    yb_api_put_text(x, "psn_name", yb_mask_name(x->arena, line.psn_name));
    yb_api_put_text(x, "certno", yb_mask_certno(x->arena, line.certno));
    yb_api_put_id(x, "init_setl_id", e.setl.init_setl_id);
    yb_api_put_id(x, "adjust_setl_id", e.setl.adjust_setl_id);
    yb_api_put_id(x, "cancelled_by", e.cancelled_by);
    yb_api_put_text(x, "fixmedins_code", e.original.fixmedins_code);
    yb_api_put_text(x, "fixmedins_name", line.fixmedins_name);
    yb_api_put_text(x, "insutype", e.setl.insutype);
    yb_api_put_text(x, "med_type", e.setl.med_type);
    yb_api_put_time(x, "setl_time", e.setl.setl_time);
    yb_api_put_string(x, "state", states[line.state]);
    yb_json_key(&x->json, "bill");
    yb_bill_write_json(&view, &x->json);
    return YB_OK;
}

int yb_api_print_bill(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_explained e;
    struct yb_settlement_line line;
    struct yb_claim claim;
    struct yb_bill_view view;
    struct yb_bill_head head;
    int rc = load(x, &e, &line, error);

    if (rc != YB_OK)
        return rc;
    view = view_of(x, &e, &claim);
    head = (struct yb_bill_head){.psn_name = yb_mask_name(x->arena, line.psn_name),
                                 .certno = yb_mask_certno(x->arena, line.certno),
                                 .fixmedins_name = line.fixmedins_name,
                                 .setl_id = e.setl.setl_id,
                                 .setl_time_ms = e.setl.setl_time,
                                 .insutype = e.setl.insutype,
                                 .med_type = e.setl.med_type};
    x->file_type = "application/pdf";
    x->file_name = yb_arena_format(x->arena, "bill-%lld.pdf", (long long)e.setl.setl_id);
    return yb_bill_write_pdf(&view, &head, x->arena, &x->file, error);
}

const struct yb_api_handler yb_api_handlers_settlement[] = {
    {"settlements", settlements},
    {"settlements_sum", settlements_sum},
    {"settlement", yb_api_put_bill},
    {"settlement_pdf", yb_api_print_bill},
    {.id = NULL},
};
