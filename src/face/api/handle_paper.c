/* Claims on paper, and the lists they are paid by. */
#include "app/paper/paper.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "base/money.h"
#include "face/api/exchange.h"
#include "face/bill.h"
#include "store/document.h"
#include "store/maternity.h"
#include "store/paper.h"

#define PAGE_ROWS 50
#define OWN_ROWS  50

static void put_claim(struct yb_api_exchange *x, const struct yb_paper_claim_row *row,
                      struct yb_text name)
{
    const struct yb_paper_kind *kind = yb_paper_kind_of(x->call.app->paper, row->claim_kind);

    yb_api_put_id(x, "claim_id", row->claim_id);
    yb_api_put_text(x, "state", row->claim_stas);
    yb_api_put_id(x, "psn_no", row->psn_no);
    yb_api_put_text(x, "psn_name", name);
    yb_api_put_text(x, "claim_kind", row->claim_kind);
    yb_api_put_text(x, "claim_title",
                    kind ? (x->english ? kind->title_en : kind->title) : YB_TEXT(""));
    yb_api_put_text(x, "insutype", row->insutype);
    yb_api_put_text(x, "med_type", row->med_type);
    yb_api_put_text(x, "fixmedins_code", row->fixmedins_code);
    yb_api_put_text(x, "fixmedins_name", row->fixmedins_name);
    yb_api_put_day(x, "begndate", yb_instant_day(row->begntime));
    yb_api_put_day(x, "enddate", row->endtime ? yb_instant_day(row->endtime) : YB_DAY_NONE);
    yb_api_put_text(x, "invo_code", row->invo_code);
    yb_api_put_text(x, "invono", row->invono);
    yb_api_put_fen(x, "medfee_sumamt", row->medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_pay_sumamt", row->fund_pay_sumamt_fen);
    yb_api_put_text(x, "crte_user", row->crte_user);
    yb_api_put_time(x, "crte_time", row->crte_time);
}

/* A division without its trailing pairs of zeros. */
static struct yb_text prefix_of(struct yb_text admdvs)
{
    while (admdvs.length >= 2 && admdvs.bytes[admdvs.length - 2] == '0' &&
           admdvs.bytes[admdvs.length - 1] == '0')
        admdvs.length -= 2;
    return admdvs;
}

/* The first instant of a day of the call, or of the day after it; 0: it was not given. */
static int64_t instant_of(const struct yb_api_exchange *x, const char *name, int days)
{
    int64_t day = yb_api_number(x, name, YB_DAY_NONE);

    return day == YB_DAY_NONE ? 0 : (day + days) * YB_DAY_MS - YB_CST_MS;
}

static int paper_claims(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t most = yb_api_number(x, "limit", PAGE_ROWS);
    const struct yb_paper_search search = {.claim_stas = yb_api_text(x, "state"),
                                           .claim_kind = yb_api_text(x, "claim_kind"),
                                           .fixmedins_code = yb_api_text(x, "fixmedins_code"),
                                           .invono = yb_api_text(x, "invono"),
                                           .admdvs = prefix_of(x->reach.admdvs),
                                           .psn_no = yb_api_number(x, "psn_no", 0),
                                           .from_ms = instant_of(x, "from", 0),
                                           .till_ms = instant_of(x, "to", 1),
                                           .before = yb_api_number(x, "after", 0),
                                           .most = most + 1};
    struct yb_paper_claim_list list;
    struct yb_paper_sum sum;
    size_t count;
    int rc = yb_api_need_agency(x, error);

    if (rc == YB_OK)
        rc = yb_paper_search(x->call.tx, &search, &list, error);
    if (rc == YB_OK)
        rc = yb_paper_add_up(x->call.tx, &search, &sum, error);
    if (rc != YB_OK)
        return rc;
    count = list.count > (size_t)most ? (size_t)most : list.count;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < count; i++) {
        struct yb_text name = {0};

        rc = yb_api_name_of(x, list.rows[i].psn_no, &name, error);
        YB_API_EACH(x);
        put_claim(x, &list.rows[i], name);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", list.count > count ? list.rows[count - 1].claim_id : 0);
    yb_api_put_integer(x, "total", sum.claim_cnt);
    yb_api_put_fen(x, "medfee_sum", sum.medfee_sumamt_fen);
    yb_api_put_fen(x, "fund_sum", sum.fund_pay_sumamt_fen);
    if (count)
        yb_api_note(x, "paper_claim:%lld..%lld (%zu)", (long long)list.rows[0].claim_id,
                    (long long)list.rows[count - 1].claim_id, count);
    return rc;
}

/* "a|b" as words. */
static struct yb_text commas(struct yb_api_exchange *x, struct yb_text words)
{
    char *copy = yb_arena_copy(x->arena, words.bytes, words.length);

    for (size_t i = 0; copy && i < words.length; i++)
        if (copy[i] == '|')
            copy[i] = ',';
    return (struct yb_text){copy, copy ? words.length : 0};
}

static int paper_terms(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_paper_kinds *kinds = x->call.app->paper;

    (void)error;
    yb_api_put_fen(x, "review_above", x->call.app->rules->paper_review_above_fen);
    yb_api_begin(x, "kinds", '[');
    for (size_t i = 0; i < kinds->count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "code", kinds->rows[i].kind);
        yb_api_put_text(x, "title", x->english ? kinds->rows[i].title_en : kinds->rows[i].title);
        yb_api_put_words(x, "med_types", commas(x, kinds->rows[i].med_types));
        yb_api_put_words(x, "documents", kinds->rows[i].documents);
        yb_api_put_text(x, "source", kinds->rows[i].source);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_begin(x, "papers", '[');
    for (int i = 0; i < yb_document_kind_count; i++) {
        if (!(yb_document_kinds[i].uses & YB_FOR_PAPER))
            continue;
        YB_API_EACH(x);
        yb_api_put_string(x, "code", yb_document_kinds[i].word);
        yb_api_put_string(x, "title",
                          yb_api_words(x, yb_document_kinds[i].zh, yb_document_kinds[i].en));
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

/* ---- one claim ---- */

static void put_decimal(struct yb_api_exchange *x, const char *name, int64_t value, int decimals)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_decimal_format(value, decimals, text);
    yb_api_put_text(x, name, yb_text_copy(x->arena, yb_text_of(text)));
}

static void put_lines(struct yb_api_exchange *x, const struct yb_paper_line_list *list)
{
    yb_api_begin(x, "lines", '[');
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_paper_line_row *row = &list->rows[i];

        YB_API_EACH(x);
        yb_api_put_integer(x, "line_no", row->line_no);
        yb_api_put_day(x, "fee_ocur_time", yb_instant_day(row->fee_ocur_time));
        yb_api_put_text(x, "med_list_codg", row->med_list_codg);
        yb_api_put_text(x, "medins_list_codg", row->medins_list_codg);
        put_decimal(x, "cnt", row->cnt_e4, 4);
        put_decimal(x, "pric", row->pric_e6, 6);
        yb_api_put_fen(x, "det_item_fee_sumamt", row->det_item_fee_sumamt_fen);
        yb_api_put_text(x, "hosp_appr_flag", row->hosp_appr_flag);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}

static bool is_own(const struct yb_api_exchange *x, struct yb_text user)
{
    return yb_text_equal(user, x->session.user_name);
}

static bool may(const struct yb_api_exchange *x, enum yb_permission what,
                const struct yb_paper_claim_row *row)
{
    const struct yb_reach reach = yb_may(&x->session.who, what);

    return reach.allowed && yb_reaches(&reach, row->insuplc_admdvs, (struct yb_text){0});
}

/* What the rules of app/paper/paper.h leave to this user. */
static void put_rights(struct yb_api_exchange *x, const struct yb_paper_claim_row *row)
{
    const bool open = yb_text_is(row->claim_stas, "open");
    const bool review = yb_text_is(row->claim_stas, "review");
    const bool settled = yb_text_is(row->claim_stas, "settled");

    yb_api_put_boolean(x, "may_take", open && may(x, YB_MAY_paper_take, row));
    yb_api_put_boolean(x, "may_review",
                       review && !yb_paper_made_by(row, x->session.user_name) &&
                           may(x, YB_MAY_paper_review, row));
    yb_api_put_boolean(x, "may_return",
                       (open || review || (settled && !is_own(x, yb_paper_settler(row)))) &&
                           may(x, YB_MAY_paper_return, row));
}

static void put_more(struct yb_api_exchange *x, const struct yb_paper_claim_row *row,
                     struct yb_text payee)
{
    yb_api_put_text(x, "diag_code", row->diag_code);
    yb_api_put_text(x, "dise_codg", row->dise_codg);
    yb_api_put_fen(x, "psn_cash_pay", row->psn_cash_pay_fen);
    yb_api_put_id(x, "setl_id", row->setl_id);
    yb_api_put_id(x, "batch_id", row->batch_id);
    yb_api_put_text(x, "payee_name", yb_mask_name(x->arena, payee));
    yb_api_put_text(x, "bank_name", row->bank_name);
    yb_api_put_string(x, "bank_acct",
                      yb_arena_format(x->arena, "****" YB_TEXT_FMT, YB_TEXT_ARG(row->bank_tail)));
    yb_api_put_text(x, "memo", row->memo);
    yb_api_put_text(x, "submit_user", row->submit_user);
    yb_api_put_time(x, "submit_time", row->submit_time);
    yb_api_put_text(x, "review_user", row->review_user);
    yb_api_put_time(x, "review_time", row->review_time);
    yb_api_put_text(x, "return_user", row->return_user);
    yb_api_put_time(x, "return_time", row->return_time);
    yb_api_put_text(x, "return_rea", row->return_rea);
    put_rights(x, row);
}

static struct yb_paper_deed deed_of(struct yb_api_exchange *x)
{
    const struct yb_paper_deed deed = {.reach = &x->reach,
                                       .user = x->session.user_name,
                                       .claim_id = yb_api_number(x, "claim_id", 0)};

    yb_api_note(x, "paper_claim:%lld", (long long)deed.claim_id);
    return deed;
}

static int paper_claim(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_paper_deed deed = deed_of(x);
    struct yb_text missing, payee, name = {0};
    struct yb_document_list documents;
    struct yb_paper_line_list lines;
    struct yb_paper_claim_row claim;
    int rc = yb_paper_one(&x->call, &deed, &claim, error);

    if (rc == YB_OK)
        rc = yb_api_name_of(x, claim.psn_no, &name, error);
    if (rc == YB_OK)
        rc = yb_document_list(x->call.tx, claim.psn_no, claim.claim_id, &documents, error);
    if (rc == YB_OK)
        rc = yb_open_text(&x->call, claim.payee_name, &payee, error);
    if (rc == YB_OK)
        rc = yb_paper_missing(&x->call, &claim, &missing, error);
    if (rc == YB_OK)
        rc = yb_paper_lines(x->call.tx, claim.claim_id, &lines, error);
    if (rc != YB_OK)
        return rc;
    put_claim(x, &claim, name);
    put_more(x, &claim, payee);
    yb_api_put_words(x, "missing", missing);
    yb_api_put_documents(x, &documents);
    put_lines(x, &lines);
    return YB_OK;
}

/* ---- deeds ---- */

static int accept_paper(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_paper_accept_in in = {
        .reach = &x->reach,
        .user = x->session.user_name,
        .psn_no = yb_api_number(x, "psn_no", 0),
        .claim_kind = yb_api_text(x, "claim_kind"),
        .insutype = yb_api_text(x, "insutype"),
        .med_type = yb_api_text(x, "med_type"),
        .fixmedins_code = yb_api_text(x, "fixmedins_code"),
        .diag_code = yb_api_text(x, "diag_code"),
        .dise_codg = yb_api_text(x, "dise_codg"),
        .begndate = (int32_t)yb_api_number(x, "begndate", YB_DAY_NONE),
        .enddate = (int32_t)yb_api_number(x, "enddate", YB_DAY_NONE),
        .invo_code = yb_api_text(x, "invo_code"),
        .invono = yb_api_text(x, "invono"),
        .medfee_sumamt_fen = yb_api_number(x, "medfee_sumamt", 0),
        .payee_name = yb_api_text(x, "payee_name"),
        .bank_name = yb_api_text(x, "bank_name"),
        .bank_acct = yb_api_text(x, "bank_acct"),
        .memo = yb_api_text(x, "memo"),
    };
    int64_t claim_id = 0;
    int rc;

    yb_api_note(x, "psn:%lld", (long long)in.psn_no);
    rc = yb_app_paper_accept(&x->call, &in, &claim_id, error);
    if (rc == YB_E_INVOICE_CLAIMED || rc == YB_E_INVOICE_SETTLED)
        x->wrong_field = "invono";
    if (rc == YB_E_FIXMEDINS_NOT_FOUND || rc == YB_E_FIXMEDINS_SUSPENDED)
        x->wrong_field = "fixmedins_code";
    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "psn:%lld paper_claim:%lld", (long long)in.psn_no, (long long)claim_id);
    yb_api_put_id(x, "claim_id", claim_id);
    yb_api_put_string(x, "state", "open");
    return YB_OK;
}

static int add_paper_document(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_document_in in = {.doc_kind = yb_api_text(x, "doc_kind"),
                                      .doc_name = yb_api_text(x, "doc_name"),
                                      .doc_hash = yb_api_text(x, "doc_hash"),
                                      .doc_bytes = yb_api_number(x, "doc_bytes", 0)};
    const struct yb_paper_deed deed = deed_of(x);
    int rc = yb_app_paper_document(&x->call, &deed, &in, error);

    if (rc == YB_OK)
        yb_api_put_string(x, "state", "open");
    return rc;
}

static int read_line(const struct yb_json_value *item, struct yb_paper_line_in *line,
                     struct yb_error *error)
{
    *line = (struct yb_paper_line_in){0};
    const struct yb_api_part parts[] = {{"fee_ocur_time", &line->fee_ocur_time},
                                        {"med_list_codg", &line->med_list_codg},
                                        {"medins_list_codg", &line->medins_list_codg},
                                        {"cnt", &line->cnt},
                                        {"pric", &line->pric},
                                        {"det_item_fee_sumamt", &line->det_item_fee_sumamt},
                                        {"hosp_appr_flag", &line->hosp_appr_flag}};
    int rc = yb_api_read_parts(item, "lines", parts, sizeof(parts) / sizeof(parts[0]), error);

    if (rc != YB_OK)
        return rc;
    if (line->med_list_codg.length > YB_ITEM_CODE_BYTES_MAX ||
        line->medins_list_codg.length > YB_ITEM_CODE_BYTES_MAX)
        return yb_refuse_number(error, YB_E_TOO_LONG, "lines", YB_ITEM_CODE_BYTES_MAX);
    return YB_OK;
}

static int type_lines(struct yb_api_exchange *x, const struct yb_paper_deed *deed,
                      struct yb_paper_lines_out *out, struct yb_error *error)
{
    const struct yb_json_value *items = yb_json_get(yb_api_value(x, "lines")->json, "items");
    struct yb_paper_line_in *lines =
        YB_NEW_ARRAY(x->arena, struct yb_paper_line_in, YB_LINES_PER_CLAIM_MAX);
    size_t count = 0;
    int rc = lines ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc == YB_OK && !yb_json_is(items, YB_JSON_LIST))
        rc = yb_fail(error, YB_E_WRONG_TYPE, "lines", "list", NULL);
    for (const struct yb_json_value *item = rc == YB_OK ? items->first : NULL; rc == YB_OK && item;
         item = item->next) {
        if (count == YB_LINES_PER_CLAIM_MAX)
            return yb_refuse_number(error, YB_E_TOO_MANY, "lines", YB_LINES_PER_CLAIM_MAX);
        rc = read_line(item, &lines[count++], error);
    }
    return rc == YB_OK ? yb_app_paper_lines(&x->call, deed, lines, count, out, error) : rc;
}

static int enter_paper_lines(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_paper_deed deed = deed_of(x);
    struct yb_paper_lines_out out = {0};
    int rc;

    if (yb_api_value(x, "lines")->given)
        rc = type_lines(x, &deed, &out, error);
    else if (yb_api_value(x, "csv")->given)
        rc = yb_app_paper_lines_csv(&x->call, &deed, yb_api_text(x, "csv"), &out, error);
    else
        rc = yb_fail(error, YB_E_MISSING, "lines", NULL);
    if (rc != YB_OK)
        return rc;
    yb_api_put_boolean(x, "kept", out.kept);
    yb_api_put_integer(x, "rows", out.lines);
    yb_api_put_integer(x, "refused", out.refused);
    yb_api_put_fen(x, "det_item_fee_sumamt", out.det_item_fee_sumamt_fen);
    yb_api_begin(x, "refusals", '[');
    for (size_t i = 0; i < out.count; i++) {
        struct yb_buffer words;

        yb_buffer_init(&words, x->arena);
        yb_error_describe(&out.rows[i].error, x->english, &words);
        YB_API_EACH(x);
        yb_api_put_integer(x, "row", out.rows[i].line);
        yb_api_put_string(x, "field", out.rows[i].field);
        yb_api_put_text(x, "message", yb_buffer_text(&words));
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

/* What it would come to now, as a bill that explains itself. */
static int paper_trial(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_paper_deed deed = deed_of(x);
    struct yb_paper_tried tried;
    struct yb_bill_view view;
    struct yb_claim claim;
    int rc = yb_app_paper_try(&x->call, &deed, &tried, error);

    if (rc == YB_E_SETL_TOTAL)
        x->wrong_field = "medfee_sumamt";
    if (rc != YB_OK)
        return rc;
    view = yb_api_bill_view(x, &tried.claim.decision, &claim);
    view.names = tried.claim.names;
    view.catalogues = tried.claim.catalogues;
    yb_api_put_text(x, "insutype", tried.claim.setl.insutype);
    yb_api_put_fen(x, "fund_pay_sumamt", tried.claim.setl.fund_pay_sumamt_fen);
    yb_api_put_fen(x, "psn_cash_pay", tried.claim.setl.psn_cash_pay_fen);
    yb_api_put_boolean(x, "review", tried.review);
    yb_json_key(&x->json, "bill");
    yb_bill_write_json(&view, &x->json);
    return YB_OK;
}

typedef int (*deed_use)(struct yb_call *call, const struct yb_paper_deed *deed,
                        struct yb_paper_claim_row *claim, struct yb_error *error);

static int act(struct yb_api_exchange *x, deed_use use, struct yb_text reason,
               struct yb_error *error)
{
    struct yb_paper_deed deed = deed_of(x);
    struct yb_paper_claim_row claim;
    int rc;

    deed.reason = x->detail = reason;
    rc = use(&x->call, &deed, &claim, error);
    if (rc == YB_E_INVOICE_CLAIMED || rc == YB_E_INVOICE_SETTLED)
        x->wrong_field = "invono";
    if (rc == YB_E_SETL_TOTAL)
        x->wrong_field = "medfee_sumamt";
    if (rc != YB_OK)
        return rc;
    yb_api_put_text(x, "state", claim.claim_stas);
    yb_api_put_fen(x, "fund_pay_sumamt", claim.fund_pay_sumamt_fen);
    yb_api_put_id(x, "setl_id", claim.setl_id);
    return YB_OK;
}

static int submit_paper(struct yb_api_exchange *x, struct yb_error *error)
{
    return act(x, yb_app_paper_submit, (struct yb_text){0}, error);
}

static int approve_paper(struct yb_api_exchange *x, struct yb_error *error)
{
    return act(x, yb_app_paper_approve, yb_api_text(x, "reason"), error);
}

static int return_paper(struct yb_api_exchange *x, struct yb_error *error)
{
    return act(x, yb_app_paper_return, yb_api_text(x, "reason"), error);
}

/* ---- payment lists: the whole region's ---- */

static int check_region(const struct yb_api_exchange *x, struct yb_error *error)
{
    return yb_reaches(&x->reach, yb_text_of(x->call.app->region), (struct yb_text){0})
               ? YB_OK
               : yb_fail(error, YB_E_NOT_ALLOWED, x->call.app->region, NULL);
}

static void put_batch(struct yb_api_exchange *x, const struct yb_paper_batch_row *row)
{
    yb_api_put_id(x, "batch_id", row->batch_id);
    yb_api_put_integer(x, "claim_cnt", row->claim_cnt);
    yb_api_put_fen(x, "fund_pay_sumamt", row->fund_pay_sumamt_fen);
    yb_api_put_text(x, "crte_user", row->crte_user);
    yb_api_put_time(x, "crte_time", row->crte_time);
}

static int put_funds(struct yb_api_exchange *x, int64_t batch_id, struct yb_error *error)
{
    struct yb_paper_batch_fund_list funds;
    int rc = yb_paper_batch_funds(x->call.tx, batch_id, &funds, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "funds", '[');
    for (size_t i = 0; i < funds.count; i++) {
        YB_API_EACH(x);
        yb_api_put_text(x, "insutype", funds.rows[i].insutype);
        yb_api_put_text(x, "fund_pay_type", funds.rows[i].fund_pay_type);
        yb_api_put_text(x, "fund_pay_type_name", funds.rows[i].fund_pay_type_name);
        yb_api_put_integer(x, "claim_cnt", funds.rows[i].claim_cnt);
        yb_api_put_fen(x, "fund_payamt", funds.rows[i].fund_payamt_fen);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

static int make_payment_list(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_paper_batch_row batch;
    bool made;
    int rc = check_region(x, error);

    if (rc == YB_OK)
        rc = yb_app_paper_batch(&x->call, x->session.user_name, &batch, &made, error);
    if (rc != YB_OK)
        return rc;
    yb_api_note(x, "paper_batch:%lld%s", (long long)batch.batch_id, made ? "" : " (again)");
    yb_api_put_boolean(x, "made", made);
    put_batch(x, &batch);
    return put_funds(x, batch.batch_id, error);
}

static int payment_lists(struct yb_api_exchange *x, struct yb_error *error)
{
    const int64_t most = yb_api_number(x, "limit", PAGE_ROWS);
    struct yb_paper_batch_list list;
    struct yb_paper_sum waiting;
    size_t count;
    int rc = check_region(x, error);

    if (rc == YB_OK)
        rc = yb_paper_waiting(x->call.tx, &waiting, error);
    if (rc == YB_OK)
        rc = yb_paper_batch_list(x->call.tx, yb_api_number(x, "after", 0), most + 1, &list, error);
    if (rc != YB_OK)
        return rc;
    count = list.count > (size_t)most ? (size_t)most : list.count;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < count; i++) {
        YB_API_EACH(x);
        put_batch(x, &list.rows[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", list.count > count ? list.rows[count - 1].batch_id : 0);
    yb_api_put_integer(x, "waiting_cnt", waiting.claim_cnt);
    yb_api_put_fen(x, "waiting_sum", waiting.fund_pay_sumamt_fen);
    return YB_OK;
}

static int find_batch(struct yb_api_exchange *x, struct yb_paper_batch_row *batch,
                      struct yb_error *error)
{
    int64_t batch_id = yb_api_number(x, "batch_id", 0);
    char digits[YB_NUMBER_DIGITS];
    bool found = false;
    int rc = check_region(x, error);

    yb_api_note(x, "paper_batch:%lld", (long long)batch_id);
    if (rc == YB_OK)
        rc = yb_paper_batch_get(x->call.tx, batch_id, batch, &found, error);
    if (rc == YB_OK && !found)
        rc = yb_refuse(error, YB_E_NOT_FOUND, "batch_id", yb_number_text(batch_id, digits));
    return rc;
}

static int payment_list(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_paper_batch_row batch;
    int rc = find_batch(x, &batch, error);

    if (rc != YB_OK)
        return rc;
    put_batch(x, &batch);
    return put_funds(x, batch.batch_id, error);
}

/* One payment, of a claim on paper or of a maternity allowance. */
struct payment {
    const char *kind;
    int64_t id, claim_id, setl_id, fen;
    struct yb_text insutype, payee_name, bank_name, bank_acct, bank_tail;
};

static struct payment of_claim(const struct yb_paper_claim_row *row)
{
    return (struct payment){
        "paper",       row->claim_id,   row->claim_id,  row->setl_id,   row->fund_pay_sumamt_fen,
        row->insutype, row->payee_name, row->bank_name, row->bank_acct, row->bank_tail};
}

static struct payment of_allowance(const struct yb_matn_allowance_row *row, int64_t fen)
{
    return (struct payment){"allowance",
                            row->setl_id,
                            0,
                            row->setl_id,
                            fen,
                            YB_TEXT("310"),
                            row->payee_name,
                            row->bank_name,
                            row->bank_acct,
                            row->bank_tail};
}

static int put_payment(struct yb_api_exchange *x, const struct payment *row, bool whole,
                       struct yb_error *error)
{
    struct yb_text payee = {0}, account = {0};
    int rc = yb_open_text(&x->call, row->payee_name, &payee, error);

    if (rc == YB_OK && whole)
        rc = yb_open_text(&x->call, row->bank_acct, &account, error);
    if (!whole)
        account =
            yb_text_of(yb_arena_format(x->arena, "****" YB_TEXT_FMT, YB_TEXT_ARG(row->bank_tail)));
    YB_API_EACH(x);
    yb_api_put_string(x, "kind", row->kind);
    yb_api_put_id(x, "claim_id", row->claim_id);
    yb_api_put_id(x, "setl_id", row->setl_id);
    yb_api_put_text(x, "insutype", row->insutype);
    yb_api_put_text(x, "payee_name", whole ? payee : yb_mask_name(x->arena, payee));
    yb_api_put_text(x, "bank_name", row->bank_name);
    yb_api_put_text(x, "bank_acct", account);
    yb_api_put_fen(x, "fund_pay_sumamt", row->fen);
    YB_API_DONE(x);
    return rc;
}

/* What the list paid of an allowance; a difference settled later is no part of it. */
static int listed_fen(struct yb_api_exchange *x, const struct yb_matn_allowance_row *row,
                      int64_t *fen, struct yb_error *error)
{
    struct yb_matn_paid_list paid;
    int rc = yb_matn_paid_list(x->call.tx, row->psn_no, row->setl_id, &paid, error);

    *fen = 0;
    for (size_t i = 0; rc == YB_OK && i < paid.count; i++)
        if (paid.rows[i].batch_id == row->batch_id)
            *fen += paid.rows[i].paid_fen;
    return rc;
}

/* Both sorts in the order of their numbers, which one source gives. */
static int put_payments(struct yb_api_exchange *x, bool whole, struct yb_error *error)
{
    const int64_t most = yb_api_number(x, "limit", PAGE_ROWS), after = yb_api_number(x, "after", 0);
    struct yb_matn_allowance_list allowances = {0};
    struct yb_paper_claim_list claims = {0};
    struct yb_paper_batch_row batch;
    int64_t last = 0;
    size_t i = 0, j = 0;
    int rc = find_batch(x, &batch, error);

    if (rc == YB_OK)
        rc = yb_paper_of_batch(x->call.tx, batch.batch_id, after, most + 1, &claims, error);
    if (rc == YB_OK)
        rc = yb_matn_of_batch(x->call.tx, batch.batch_id, after, most + 1, &allowances, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    while (rc == YB_OK && i + j < (size_t)most && (i < claims.count || j < allowances.count)) {
        const bool claim =
            j == allowances.count ||
            (i < claims.count && claims.rows[i].claim_id < allowances.rows[j].setl_id);
        struct payment payment;
        int64_t fen = 0;

        if (!claim)
            rc = listed_fen(x, &allowances.rows[j], &fen, error);
        payment = claim ? of_claim(&claims.rows[i]) : of_allowance(&allowances.rows[j], fen);
        i += claim;
        j += !claim;
        last = payment.id;
        if (rc == YB_OK)
            rc = put_payment(x, &payment, whole, error);
    }
    YB_API_CLOSE(x);
    yb_api_put_id(x, "next", i < claims.count || j < allowances.count ? last : 0);
    yb_api_put_integer(x, "total", batch.claim_cnt);
    return rc;
}

static int payments(struct yb_api_exchange *x, struct yb_error *error)
{
    return put_payments(x, false, error);
}

static int payment_accounts(struct yb_api_exchange *x, struct yb_error *error)
{
    int rc = yb_api_take_reason(x, error);

    return rc == YB_OK ? put_payments(x, true, error) : rc;
}

/* ---- an insured person's own ---- */

/* What is still to be handed in, in words. */
static int put_missing(struct yb_api_exchange *x, const struct yb_paper_claim_row *row,
                       struct yb_error *error)
{
    struct yb_text word, missing = {0};
    int rc = yb_text_is(row->claim_stas, "open") ? yb_paper_missing(&x->call, row, &missing, error)
                                                 : YB_OK;

    yb_api_begin(x, "missing", '[');
    while (rc == YB_OK && missing.length) {
        const struct yb_document_kind *kind;

        word = yb_text_split(missing, ',', &missing);
        kind = yb_document_kind_of(word);
        yb_json_add_text(&x->json, kind ? yb_text_of(yb_api_words(x, kind->zh, kind->en)) : word);
    }
    YB_API_CLOSE(x);
    return rc;
}

static int my_paper_claims(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_paper_search search = {.psn_no = x->reach.psn_no, .most = OWN_ROWS};
    struct yb_paper_claim_list list = {0};
    int rc = search.psn_no ? yb_paper_search(x->call.tx, &search, &list, error) : YB_OK;

    yb_api_note(x, "psn:%lld", (long long)search.psn_no);
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; rc == YB_OK && i < list.count; i++) {
        const struct yb_paper_claim_row *row = &list.rows[i];
        const struct yb_paper_kind *kind = yb_paper_kind_of(x->call.app->paper, row->claim_kind);

        YB_API_EACH(x);
        yb_api_put_id(x, "claim_id", row->claim_id);
        yb_api_put_text(x, "state", row->claim_stas);
        yb_api_put_text(x, "claim_title",
                        kind ? (x->english ? kind->title_en : kind->title) : YB_TEXT(""));
        yb_api_put_text(x, "fixmedins_name", row->fixmedins_name);
        yb_api_put_day(x, "begndate", yb_instant_day(row->begntime));
        yb_api_put_fen(x, "medfee_sumamt", row->medfee_sumamt_fen);
        yb_api_put_fen(x, "fund_pay_sumamt", row->setl_id ? row->fund_pay_sumamt_fen : 0);
        yb_api_put_id(x, "setl_id", row->setl_id);
        yb_api_put_time(x, "crte_time", row->crte_time);
        yb_api_put_text(x, "return_rea", row->return_rea);
        rc = put_missing(x, row, error);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return rc;
}

const struct yb_api_handler yb_api_handlers_paper[] = {
    {"paper_claims", paper_claims},
    {"paper_terms", paper_terms},
    {"accept_paper", accept_paper},
    {"paper_claim", paper_claim},
    {"add_paper_document", add_paper_document},
    {"enter_paper_lines", enter_paper_lines},
    {"paper_trial", paper_trial},
    {"submit_paper", submit_paper},
    {"approve_paper", approve_paper},
    {"return_paper", return_paper},
    {"make_payment_list", make_payment_list},
    {"payment_lists", payment_lists},
    {"payment_list", payment_list},
    {"payments", payments},
    {"payment_accounts", payment_accounts},
    {"my_paper_claims", my_paper_claims},
    {NULL, NULL},
};
