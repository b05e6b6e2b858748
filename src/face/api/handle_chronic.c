/* The register of chronic diseases. */
#include "app/catalogue/disease.h"
#include "app/chronic/chronic.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "face/api/exchange.h"
#include "store/document.h"
#include "store/psn.h"

#include <string.h>

#define PAGE_ROWS 50

static int32_t day_of(const struct yb_api_exchange *x, const char *name)
{
    return (int32_t)yb_api_number(x, name, YB_DAY_NONE);
}

static void put_month(struct yb_api_exchange *x, const char *name, int32_t day)
{
    struct yb_civil civil = yb_day_civil(day == YB_DAY_NONE ? 0 : day);

    yb_api_put_string(
        x, name,
        day == YB_DAY_NONE ? "" : yb_arena_format(x->arena, "%04d-%02d", civil.year, civil.month));
}

static void put_entry(struct yb_api_exchange *x, const struct yb_filing_row *row,
                      struct yb_text psn_name)
{
    int64_t rev_time = 0;

    (void)yb_text_to_int64(row->rev_time, &rev_time);
    yb_api_put_id(x, "trt_dcla_detl_sn", row->trt_dcla_detl_sn);
    yb_api_put_id(x, "psn_no", row->psn_no);
    yb_api_put_text(x, "psn_name", yb_mask_name(x->arena, psn_name));
    yb_api_put_string(x, "state",
                      yb_chronic_states[yb_chronic_state_of(x->call.app->rules, row,
                                                            yb_instant_day(x->call.now_ms))]);
    yb_api_put_text(x, "opsp_dise_code", row->dise_codg);
    yb_api_put_text(x, "opsp_dise_name", row->dise_name);
    yb_api_put_boolean(x, "two_diseases", yb_filing_is_two_diseases(row));
    yb_api_put_text(x, "insutype", row->insutype);
    yb_api_put_text(x, "ide_fixmedins_no", row->fixmedins_code);
    yb_api_put_text(x, "ide_fixmedins_name", row->fixmedins_name);
    yb_api_put_day(x, "begndate", row->begndate);
    yb_api_put_day(x, "enddate", row->enddate);
    put_month(x, "round", row->rev_round);
    yb_api_put_text(x, "apply_souc", row->apply_souc.length ? row->apply_souc : YB_TEXT("1"));
    yb_api_put_time(x, "apply_time", row->crte_time);
    yb_api_put_text(x, "apply_user", row->apply_user);
    yb_api_put_text(x, "rev_user", row->rev_user);
    yb_api_put_time(x, "rev_time", rev_time);
}

static int chronic_list(struct yb_api_exchange *x, struct yb_error *error)
{
    int64_t month = yb_api_number(x, "round", 0);
    const struct yb_chronic_list_in in = {
        .reach = &x->reach,
        .state = yb_api_text(x, "state"),
        .dise_codg = yb_api_text(x, "opsp_dise_code"),
        .fixmedins_code = yb_api_text(x, "fixmedins_code"),
        .psn_no = yb_api_number(x, "psn_no", 0),
        .round = month ? yb_day_of((int)(month / 100), (int)(month % 100), 1) : YB_DAY_NONE,
        .end_from = day_of(x, "end_from"),
        .end_to = day_of(x, "end_to"),
        .sort = yb_api_text(x, "sort"),
        .after = yb_api_text(x, "after"),
        .most = yb_api_number(x, "limit", PAGE_ROWS)};
    struct yb_chronic_list found;
    int rc = yb_app_chronic_list(&x->call, &in, &found, error);

    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (size_t i = 0; i < found.count; i++) {
        YB_API_EACH(x);
        put_entry(x, &found.rows[i], found.psn_names[i]);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_text(x, "next", found.next);
    yb_api_put_integer(x, "total", found.total);
    if (found.count)
        yb_api_note(x, "filing:%lld..%lld (%zu)", (long long)found.rows[0].trt_dcla_detl_sn,
                    (long long)found.rows[found.count - 1].trt_dcla_detl_sn, found.count);
    return YB_OK;
}

static bool has_word(struct yb_text words, const char *word)
{
    while (words.length)
        if (yb_text_is(yb_text_split(words, ',', &words), word))
            return true;
    return false;
}

static int chronic_terms(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_settle_rules *rules = x->call.app->rules;
    struct yb_buffer months;

    (void)error;
    yb_buffer_init(&months, x->arena);
    for (int month = 1; month <= 12; month++)
        if (rules->chronic_round_months >> month & 1)
            yb_buffer_addf(&months, "%s%d", months.length ? "," : "", month);
    yb_api_put_string(x, "confirmed_by", rules->chronic_reviewed ? "agency" : "hospital");
    put_month(x, "next_round",
              yb_chronic_round(rules, YB_TEXT(""), yb_instant_day(x->call.now_ms)));
    yb_api_put_words(x, "round_months", months.length ? yb_buffer_text(&months) : YB_TEXT(""));
    yb_api_put_words(x, "at_once", yb_text_of(rules->chronic_at_once));
    yb_api_put_integer(x, "valid_months", rules->chronic_valid_months);
    yb_api_put_integer(x, "expiring_days", rules->chronic_expiring_days);
    yb_api_put_integer(x, "institutions_most", rules->chronic_institutions_most);
    yb_api_put_boolean(x, "only_where_chosen", rules->chronic_only_where_chosen);
    yb_api_begin(x, "kinds", '[');
    for (int i = 0; i < yb_document_kind_count; i++) {
        const struct yb_document_kind *kind = &yb_document_kinds[i];
        bool needed = has_word(yb_text_of(rules->chronic_evidence), kind->word);

        if (!needed && !(kind->uses & YB_FOR_CHRONIC))
            continue;
        YB_API_EACH(x);
        yb_api_put_string(x, "code", kind->word);
        yb_api_put_string(x, "title", yb_api_words(x, kind->zh, kind->en));
        yb_api_put_boolean(x, "needed", needed);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    return YB_OK;
}

/* ---- one entry ---- */

static void put_more(struct yb_api_exchange *x, const struct yb_filing_row *row,
                     const struct yb_document_list *documents)
{
    const struct yb_settle_rules *rules = x->call.app->rules;
    int32_t today = yb_instant_day(x->call.now_ms), begndate = YB_DAY_NONE, enddate = YB_DAY_NONE;
    enum yb_chronic_state state = yb_chronic_state_of(rules, row, today);
    struct yb_reach reach = yb_may(&x->session.who, YB_MAY_chronic_review);
    bool open =
        state == YB_CHRONIC_APPLIED && (row->rev_round == YB_DAY_NONE || row->rev_round <= today);
    bool counter = yb_text_is(row->apply_souc, "2");

    yb_chronic_dates(rules, row, today, &begndate, &enddate);
    yb_api_put_day(x, "hosp_ide_date", row->hosp_ide_date);
    yb_api_put_text(x, "diag_dr_name", row->diag_dr_name);
    yb_api_put_text(x, "idet_std", row->idet_std);
    yb_api_put_words(x, "fix_medins", row->fix_medins);
    yb_api_put_text(x, "renews", row->renews_sn);
    yb_api_put_text(x, "memo", row->memo);
    yb_api_put_text(x, "rev_opnn", row->rev_opnn);
    yb_api_put_time(x, "cancel_time", row->cancel_time);
    yb_api_put_text(x, "cancel_memo", row->cancel_memo);
    yb_api_put_boolean(x, "may_review",
                       open && yb_reaches(&reach, row->insuplc_admdvs, row->fixmedins_code) &&
                           !yb_text_equal(row->apply_user, x->session.user_name));
    yb_api_put_boolean(x, "may_renew",
                       (state == YB_CHRONIC_EXPIRING || state == YB_CHRONIC_ENDED) &&
                           !yb_filing_is_two_diseases(row));
    yb_api_put_day(x, "accept_begndate", state == YB_CHRONIC_APPLIED ? begndate : YB_DAY_NONE);
    yb_api_put_day(x, "accept_enddate", state == YB_CHRONIC_APPLIED ? enddate : YB_DAY_NONE);
    yb_api_put_words(
        x, "missing",
        counter ? yb_documents_missing(x->arena, yb_text_of(rules->chronic_evidence), documents)
                : YB_TEXT(""));
}

static int64_t sn_of(struct yb_api_exchange *x, int64_t *psn_no)
{
    int64_t sn = yb_api_number(x, "trt_dcla_detl_sn", 0);

    *psn_no = yb_api_number(x, "psn_no", 0);
    yb_api_note(x, "filing:%lld psn:%lld", (long long)sn, (long long)*psn_no);
    return sn;
}

static int chronic(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_document_list documents;
    struct yb_filing_row filing;
    struct yb_person_base base;
    struct yb_psn_row psn;
    int64_t psn_no, sn = sn_of(x, &psn_no);
    int rc = yb_chronic_get(&x->call, &x->reach, psn_no, sn, &filing, error);

    if (rc == YB_OK)
        rc = yb_psn_get(x->call.tx, psn_no, &psn, error);
    if (rc == YB_OK)
        rc = yb_person_open(&x->call, &psn, yb_instant_day(x->call.now_ms), &base, error);
    if (rc == YB_OK)
        rc = yb_document_list(x->call.tx, psn_no, sn, &documents, error);
    if (rc != YB_OK)
        return rc;
    put_entry(x, &filing, base.psn_name);
    put_more(x, &filing, &documents);
    yb_api_put_documents(x, &documents);
    return YB_OK;
}

/* ---- what belongs to a disease ---- */

struct item {
    struct yb_text code, key; /* of an item; of the row: with its first day */
    const struct yb_code_row *row;
};

static struct yb_text item_key(const void *rows, size_t i)
{
    return ((const struct item *)rows)[i].key;
}

static struct yb_text item_order(const void *rows, size_t i, struct yb_text by)
{
    const struct item *item = (const struct item *)rows + i;

    return yb_text_is(by, "name") ? item->row->name : item->key;
}

static void put_item(struct yb_api_exchange *x, const void *rows, size_t i)
{
    const struct item *item = (const struct item *)rows + i;

    yb_api_put_text(x, "item_code", item->code);
    yb_api_put_text(x, "name", item->row->name);
    yb_api_put_day(x, "begndate", item->row->from_day);
    yb_api_put_day(x, "enddate", item->row->to_day == YB_DAY_MAX ? YB_DAY_NONE : item->row->to_day);
}

static bool says(struct yb_text text, struct yb_text word)
{
    for (size_t at = 0; at + word.length <= text.length; at++)
        if (memcmp(text.bytes + at, word.bytes, word.length) == 0)
            return true;
    return !word.length;
}

static int chronic_items(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_catalogue_snapshot *catalogue = yb_catalogue_hold(x->call.app);
    struct yb_text disease = yb_api_text(x, "opsp_dise_code"), word = yb_api_text(x, "word");
    int32_t day = (int32_t)yb_api_number(x, "day", yb_instant_day(x->call.now_ms));
    struct yb_api_rows rows = {.key = item_key, .order = item_order, .write = put_item};
    struct yb_disease_rows all = {0};
    struct item *kept;
    int rc;

    if (catalogue)
        all = yb_disease_rows(catalogue, disease);
    kept = YB_NEW_ARRAY(x->arena, struct item, all.count + 1);
    for (int32_t i = 0; kept && i < all.count; i++) {
        const struct yb_code_row *row = &all.rows[i];
        struct yb_text code = yb_disease_row_item(row);

        if (day < row->from_day || day > row->to_day ||
            (!says(code, word) && !says(row->name, word)))
            continue;
        kept[rows.count++] =
            (struct item){code,
                          yb_text_of(yb_arena_format(x->arena, YB_TEXT_FMT " %d", YB_TEXT_ARG(code),
                                                     row->from_day)),
                          row};
    }
    rows.rows = kept;
    rc = kept ? yb_api_write_page(x, &rows, error) : yb_fail(error, YB_E_NO_MEMORY, NULL);
    yb_api_put_day(x, "day", day);
    yb_api_put_boolean(x, "listed", catalogue && yb_disease_has_list(catalogue, disease, day));
    yb_api_put_boolean(x, "needed", x->call.app->rules->chronic_list_needed);
    yb_catalogue_drop(catalogue);
    return rc;
}

/* ---- deeds ---- */

/* {"items":[{...}]} */
static int read_document(const struct yb_json_value *item, struct yb_document_in *document,
                         struct yb_error *error)
{
    struct yb_text bytes = {0};
    const struct yb_api_part parts[] = {{"doc_kind", &document->doc_kind},
                                        {"doc_name", &document->doc_name},
                                        {"doc_hash", &document->doc_hash},
                                        {"doc_bytes", &bytes}};
    int rc;

    *document = (struct yb_document_in){0};
    rc = yb_api_read_parts(item, "documents", parts, sizeof(parts) / sizeof(parts[0]), error);
    if (rc != YB_OK)
        return rc;
    if (yb_text_characters(document->doc_name) > 200)
        return yb_fail(error, YB_E_TOO_LONG, "doc_name", "200", NULL);
    if (!yb_text_to_int64(bytes, &document->doc_bytes) || document->doc_bytes < 0)
        return yb_fail(error, YB_E_WRONG_FORMAT, "doc_bytes", "integer", NULL);
    return YB_OK;
}

static int read_documents(struct yb_api_exchange *x, struct yb_chronic_apply_in *in,
                          struct yb_error *error)
{
    const struct yb_api_value *value = yb_api_value(x, "documents");
    const struct yb_json_value *items = value->given ? yb_json_get(value->json, "items") : NULL;
    struct yb_document_in *documents =
        YB_NEW_ARRAY(x->arena, struct yb_document_in, YB_DOCUMENTS_MAX);
    int rc = documents ? YB_OK : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc != YB_OK || !items)
        return rc;
    if (!yb_json_is(items, YB_JSON_LIST))
        return yb_fail(error, YB_E_WRONG_TYPE, "documents", "list", NULL);
    in->documents = documents;
    for (const struct yb_json_value *item = items->first; rc == YB_OK && item; item = item->next) {
        if (in->document_count == YB_DOCUMENTS_MAX)
            return yb_refuse_number(error, YB_E_TOO_MANY, "documents", YB_DOCUMENTS_MAX);
        rc = read_document(item, &documents[in->document_count++], error);
    }
    return rc;
}

static int apply_chronic(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_chronic_apply_in in = {
        .reach = &x->reach,
        .user = x->session.user_name,
        .filing = {.psn_no = yb_api_number(x, "psn_no", 0),
                   .insutype = yb_api_text(x, "insutype"),
                   .opsp_dise_code = yb_api_text(x, "opsp_dise_code"),
                   .ide_fixmedins_no = yb_api_text(x, "ide_fixmedins_no"),
                   .diag_dr_name = yb_api_text(x, "diag_dr_name"),
                   .memo = yb_identity_hidden(x->arena, yb_api_text(x, "memo")),
                   .hosp_ide_date = day_of(x, "hosp_ide_date"),
                   .begndate = day_of(x, "begndate"),
                   .enddate = YB_DAY_NONE},
        .idet_std = yb_api_text(x, "idet_std"),
        .fix_medins = yb_api_text(x, "fix_medins"),
        .renews_sn = yb_api_number(x, "renews", 0)};
    struct yb_file_out out = {0};
    int rc;

    yb_api_note(x, "psn:%lld", (long long)in.filing.psn_no);
    rc = read_documents(x, &in, error);
    if (rc == YB_OK)
        rc = yb_app_chronic_apply(&x->call, &in, &out, error);
    if (rc == YB_OK)
        yb_api_put_id(x, "trt_dcla_detl_sn", out.trt_dcla_detl_sn);
    return rc;
}

static int add_chronic_document(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_document_in in = {.doc_kind = yb_api_text(x, "doc_kind"),
                                      .doc_name = yb_api_text(x, "doc_name"),
                                      .doc_hash = yb_api_text(x, "doc_hash"),
                                      .doc_bytes = yb_api_number(x, "doc_bytes", 0)};
    struct yb_filing_row filing;
    int64_t psn_no, sn = sn_of(x, &psn_no);
    int rc = yb_psn_lock(x->call.tx, psn_no, error);

    if (rc == YB_OK)
        rc = yb_chronic_get(&x->call, &x->reach, psn_no, sn, &filing, error);
    if (rc == YB_OK && !yb_text_is(filing.filing_stas, "0"))
        rc = yb_refuse_id(error, YB_E_FILING_STATE, sn, NULL);
    if (rc == YB_OK)
        rc = yb_app_add_document(
            &x->call, &(struct yb_document_of){psn_no, sn, x->session.user_name}, &in, error);
    if (rc == YB_OK)
        yb_api_put_string(x, "state", yb_chronic_states[YB_CHRONIC_APPLIED]);
    return rc;
}

static struct yb_chronic_deed deed_of(struct yb_api_exchange *x)
{
    struct yb_chronic_deed deed = {
        .reach = &x->reach, .user = x->session.user_name, .reason = yb_api_text(x, "reason")};

    deed.trt_dcla_detl_sn = sn_of(x, &deed.psn_no);
    x->detail = deed.reason;
    return deed;
}

/* The state it has come to. */
static int put_state(struct yb_api_exchange *x, const struct yb_chronic_deed *deed,
                     struct yb_error *error)
{
    struct yb_filing_row filing;
    int rc =
        yb_chronic_get(&x->call, deed->reach, deed->psn_no, deed->trt_dcla_detl_sn, &filing, error);

    if (rc == YB_OK)
        yb_api_put_string(x, "state",
                          yb_chronic_states[yb_chronic_state_of(x->call.app->rules, &filing,
                                                                yb_instant_day(x->call.now_ms))]);
    return rc;
}

static int accept_chronic(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_chronic_accept_in in = {.deed = deed_of(x),
                                            .begndate = day_of(x, "begndate"),
                                            .enddate = day_of(x, "enddate"),
                                            .fix_medins = yb_api_text(x, "fix_medins"),
                                            .chosen = yb_api_value(x, "fix_medins")->given};
    int rc = yb_app_chronic_accept(&x->call, &in, error);

    return rc == YB_OK ? put_state(x, &in.deed, error) : rc;
}

static int refuse_chronic(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_chronic_deed deed = deed_of(x);
    int rc = yb_app_chronic_refuse(&x->call, &deed, error);

    return rc == YB_OK ? put_state(x, &deed, error) : rc;
}

static int withdraw_chronic(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_chronic_deed deed = deed_of(x);
    int rc = yb_app_chronic_withdraw(&x->call, &deed, error);

    return rc == YB_OK ? put_state(x, &deed, error) : rc;
}

static int end_chronic(struct yb_api_exchange *x, struct yb_error *error)
{
    const struct yb_chronic_deed deed = deed_of(x);
    struct yb_filing_row filing;
    char day[11];
    int rc =
        yb_chronic_get(&x->call, deed.reach, deed.psn_no, deed.trt_dcla_detl_sn, &filing, error);

    if (rc != YB_OK)
        return rc;
    yb_day_format(day_of(x, "enddate"), day);
    return yb_api_propose(x,
                          &(struct yb_propose_in){YB_APPROVAL_chronic_end,
                                                  yb_text_of(yb_arena_format(
                                                      x->arena, "%lld/%lld", (long long)deed.psn_no,
                                                      (long long)deed.trt_dcla_detl_sn)),
                                                  yb_text_of(day), deed.reason},
                          error);
}

const struct yb_api_handler yb_api_handlers_chronic[] = {
    {"chronic_list", chronic_list},
    {"chronic_terms", chronic_terms},
    {"chronic_items", chronic_items},
    {"apply_chronic", apply_chronic},
    {"chronic", chronic},
    {"add_chronic_document", add_chronic_document},
    {"accept_chronic", accept_chronic},
    {"refuse_chronic", refuse_chronic},
    {"withdraw_chronic", withdraw_chronic},
    {"end_chronic", end_chronic},
    {.id = NULL},
};
