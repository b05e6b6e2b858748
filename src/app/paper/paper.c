/* A claim on paper: accepted, handed on, settled, returned. */
#include "app/institution/service.h"
#include "app/paper/paper.h"
#include "app/paper/paper_internal.h"
#include "app/person/insured.h"
#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/facts.h"
#include "app/settle/rules.h"
#include "app/settle/undo.h"
#include "base/identity.h"
#include "store/document.h"
#include "store/paper.h"
#include "store/psn.h"
#include "store/setl.h"

#define EVERY_KIND (1U << YB_KIND_OUTPATIENT | 1U << YB_KIND_INPATIENT | 1U << YB_KIND_PHARMACY)

int64_t yb_paper_instant(int32_t day)
{
    return day * YB_DAY_MS - YB_CST_MS;
}

/* ---- acceptance ---- */

static bool has_word(struct yb_text words, struct yb_text word)
{
    while (words.length)
        if (yb_text_equal(yb_text_split(words, '|', &words), word))
            return true;
    return false;
}

static bool all_digits(struct yb_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
    return true;
}

static int check_texts(const struct yb_paper_accept_in *in, struct yb_error *error)
{
    if (in->invono.length < 6 || in->invono.length > 20 || !all_digits(in->invono))
        return yb_fail(error, YB_E_WRONG_FORMAT, "invono", "6..20", NULL);
    if (in->invo_code.length > 12 || !all_digits(in->invo_code))
        return yb_fail(error, YB_E_WRONG_FORMAT, "invo_code", "0..12", NULL);
    if (in->bank_acct.length < 8 || in->bank_acct.length > 32 || !all_digits(in->bank_acct))
        return yb_fail(error, YB_E_WRONG_FORMAT, "bank_acct", "8..32", NULL);
    if (!in->bank_name.length || !in->payee_name.length)
        return yb_fail(error, YB_E_MISSING, in->bank_name.length ? "payee_name" : "bank_name",
                       NULL);
    if (in->medfee_sumamt_fen <= 0 || in->medfee_sumamt_fen > YB_AMOUNT_FEN_MAX)
        return yb_refuse_fen(error, YB_E_OUT_OF_RANGE, "medfee_sumamt", in->medfee_sumamt_fen);
    return YB_OK;
}

static int check_care(struct yb_call *call, const struct yb_paper_accept_in *in,
                      struct yb_error *error)
{
    const struct yb_paper_kind *kind = yb_paper_kind_of(call->app->paper, in->claim_kind);
    int32_t today = yb_instant_day(call->now_ms);
    enum yb_care_kind care;
    int rc;

    if (!kind)
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "claim_kind", in->claim_kind);
    if (!has_word(kind->med_types, in->med_type))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "med_type", in->med_type);
    rc = yb_care_kind_of(call->app->codes, in->med_type, &care, error);
    if (rc != YB_OK)
        return rc;
    if (care == YB_KIND_INPATIENT && in->enddate == YB_DAY_NONE)
        return yb_fail(error, YB_E_MISSING, "enddate", NULL);
    if (in->begndate > today)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("begndate"), in->begndate);
    if (in->enddate != YB_DAY_NONE && (in->enddate < in->begndate || in->enddate > today))
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), in->enddate);
    return YB_OK;
}

/* "code number", or the number alone. */
static struct yb_text invoice_name(struct yb_call *call, const struct yb_paper_claim_row *claim)
{
    return yb_text_of(
        yb_arena_format(call->arena, YB_TEXT_FMT "%s" YB_TEXT_FMT, YB_TEXT_ARG(claim->invo_code),
                        claim->invo_code.length ? " " : "", YB_TEXT_ARG(claim->invono)));
}

static int refuse_invoice(struct yb_call *call, const struct yb_paper_claim_row *claim, int code,
                          int64_t first, struct yb_error *error)
{
    char digits[YB_NUMBER_DIGITS];

    return yb_refuse(error, code, invoice_name(call, claim).bytes, yb_number_text(first, digits));
}

/* Nobody else has it: neither another claim nor a bill settled online. */
static int check_invoice(struct yb_call *call, const struct yb_paper_claim_row *claim,
                         struct yb_error *error)
{
    struct yb_paper_claim_row first;
    struct yb_setl_row setl;
    int rc = yb_paper_of_invoice(call->tx, claim->invo_code, claim->invono, &first, error);

    if (rc == YB_OK && first.claim_id && first.claim_id != claim->claim_id)
        return refuse_invoice(call, claim, YB_E_INVOICE_CLAIMED, first.claim_id, error);
    if (rc == YB_OK)
        rc = yb_setl_of_invoice(call->tx, claim->invo_code, claim->invono, claim->fixmedins_code,
                                &setl, error);
    if (rc == YB_OK && setl.setl_id)
        return refuse_invoice(call, claim, YB_E_INVOICE_SETTLED, setl.setl_id, error);
    return rc;
}

static int fill_person(struct yb_call *call, const struct yb_paper_accept_in *in,
                       struct yb_paper_claim_row *claim, struct yb_error *error)
{
    const struct yb_psn_insu_row *insu;
    struct yb_psn_insu_list list;
    struct yb_psn_row psn;
    int rc = yb_psn_get(call->tx, in->psn_no, &psn, error);

    if (rc == YB_OK)
        rc = yb_psn_insu_list(call->tx, in->psn_no, &list, error);
    if (rc == YB_OK)
        rc = yb_insured_pick(&list, in->insutype, in->begndate, &insu, error);
    if (rc != YB_OK)
        return rc;
    if (!yb_reaches(in->reach, insu->insuplc_admdvs, (struct yb_text){0}))
        return yb_refuse_id(error, YB_E_PSN_NOT_FOUND, in->psn_no, NULL);
    claim->insutype = insu->insutype;
    claim->insuplc_admdvs = insu->insuplc_admdvs;
    return YB_OK;
}

static int fill_payee(struct yb_call *call, const struct yb_paper_accept_in *in,
                      struct yb_paper_claim_row *claim, struct yb_error *error)
{
    size_t tail = in->bank_acct.length - 4;
    int rc = yb_seal_text(call, in->payee_name, &claim->payee_name, error);

    claim->bank_name = in->bank_name;
    claim->bank_tail = (struct yb_text){in->bank_acct.bytes + tail, 4};
    claim->memo = yb_identity_hidden(call->arena, in->memo);
    return rc == YB_OK ? yb_seal_text(call, in->bank_acct, &claim->bank_acct, error) : rc;
}

static void fill_care(const struct yb_paper_accept_in *in, struct yb_paper_claim_row *claim)
{
    claim->claim_kind = in->claim_kind;
    claim->psn_no = in->psn_no;
    claim->med_type = in->med_type;
    claim->fixmedins_code = in->fixmedins_code;
    claim->begntime = yb_paper_instant(in->begndate);
    claim->endtime = in->enddate == YB_DAY_NONE ? 0 : yb_paper_instant(in->enddate);
    claim->diag_code = in->diag_code;
    claim->dise_codg = in->dise_codg;
    claim->invo_code = in->invo_code;
    claim->invono = in->invono;
    claim->medfee_sumamt_fen = in->medfee_sumamt_fen;
}

int yb_app_paper_accept(struct yb_call *call, const struct yb_paper_accept_in *in,
                        int64_t *claim_id, struct yb_error *error)
{
    struct yb_paper_claim_row claim = yb_paper_claim_row();
    struct yb_service service;
    int rc = check_care(call, in, error);

    if (rc == YB_OK)
        rc = check_texts(in, error);
    if (rc == YB_OK)
        rc = fill_person(call, in, &claim, error);
    if (rc == YB_OK)
        rc = yb_service_of(call, in->fixmedins_code, in->begndate, &service, error);
    if (rc == YB_OK)
        rc = fill_payee(call, in, &claim, error);
    if (rc != YB_OK)
        return rc;
    fill_care(in, &claim);
    claim.fixmedins_name = service.fixmedins_name;
    claim.claim_id = *claim_id = yb_tx_id(call->tx, call->now_ms);
    claim.rev = 1;
    claim.claim_stas = YB_TEXT("open");
    claim.crte_user = in->user;
    claim.crte_time = call->now_ms;
    rc = check_invoice(call, &claim, error);
    return rc == YB_OK ? yb_paper_add(call->tx, &claim, error) : rc;
}

/* ---- deeds ---- */

int yb_paper_one(struct yb_call *call, const struct yb_paper_deed *deed,
                 struct yb_paper_claim_row *claim, struct yb_error *error)
{
    int rc = yb_paper_get(call->tx, deed->claim_id, claim, error);

    if (rc == YB_OK && !yb_reaches(deed->reach, claim->insuplc_admdvs, (struct yb_text){0})) {
        char digits[YB_NUMBER_DIGITS];

        rc = yb_refuse(error, YB_E_NOT_FOUND, "claim_id", yb_number_text(deed->claim_id, digits));
    }
    return rc;
}

static int refuse_state(struct yb_call *call, const struct yb_paper_claim_row *claim,
                        struct yb_error *error)
{
    return yb_refuse_id(
        error, YB_E_PAPER_STATE, claim->claim_id,
        yb_arena_copy(call->arena, claim->claim_stas.bytes, claim->claim_stas.length));
}

static int in_state(struct yb_call *call, const struct yb_paper_deed *deed, const char *state,
                    struct yb_paper_claim_row *claim, struct yb_error *error)
{
    int rc = yb_paper_one(call, deed, claim, error);

    if (rc == YB_OK && !yb_text_is(claim->claim_stas, state))
        rc = refuse_state(call, claim, error);
    return rc;
}

int yb_paper_open(struct yb_call *call, const struct yb_paper_deed *deed,
                  struct yb_paper_claim_row *claim, struct yb_error *error)
{
    return in_state(call, deed, "open", claim, error);
}

int yb_app_paper_document(struct yb_call *call, const struct yb_paper_deed *deed,
                          const struct yb_document_in *document, struct yb_error *error)
{
    struct yb_paper_claim_row claim;
    int rc = yb_paper_open(call, deed, &claim, error);

    if (rc == YB_OK)
        rc = yb_psn_lock(call->tx, claim.psn_no, error);
    if (rc == YB_OK)
        rc = yb_app_add_document(call,
                                 &(struct yb_document_of){claim.psn_no, claim.claim_id, deed->user},
                                 document, error);
    return rc;
}

static struct yb_text wanted(struct yb_call *call, const struct yb_paper_claim_row *claim)
{
    const struct yb_paper_kind *kind = yb_paper_kind_of(call->app->paper, claim->claim_kind);

    return kind ? kind->documents : YB_TEXT("");
}

int yb_paper_missing(struct yb_call *call, const struct yb_paper_claim_row *claim,
                     struct yb_text *missing, struct yb_error *error)
{
    struct yb_document_list list;
    int rc = yb_document_list(call->tx, claim->psn_no, claim->claim_id, &list, error);

    if (rc == YB_OK)
        *missing = yb_documents_missing(call->arena, wanted(call, claim), &list);
    return rc;
}

static int check_papers(struct yb_call *call, const struct yb_paper_claim_row *claim,
                        struct yb_error *error)
{
    struct yb_document_list list;
    int rc = yb_document_list(call->tx, claim->psn_no, claim->claim_id, &list, error);

    return rc == YB_OK ? yb_documents_check(call, wanted(call, claim), &list, error) : rc;
}

/* ---- settlement ---- */

/* What is settled, by whom, where: of the claim as it stands. */
struct settling {
    struct yb_actor actor;
    struct yb_call call;
    struct yb_claim_in in;
};

static int read_lines(struct yb_call *call, const struct yb_paper_claim_row *claim,
                      struct yb_claim_in *in, struct yb_error *error)
{
    struct yb_paper_line_list list;
    struct yb_fee_line_in *lines;
    int rc = yb_paper_lines(call->tx, claim->claim_id, &list, error);

    if (rc != YB_OK)
        return rc;
    lines = YB_NEW_ARRAY(call->arena, struct yb_fee_line_in, list.count + 1);
    if (!lines)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++) {
        const struct yb_paper_line_row *row = &list.rows[i];

        lines[i] = (struct yb_fee_line_in){
            .feedetl_sn = yb_text_of(yb_arena_format(call->arena, "%lld", (long long)row->line_no)),
            .fee_ocur_time_ms = row->fee_ocur_time,
            .med_list_codg = row->med_list_codg,
            .medins_list_codg = row->medins_list_codg,
            .hosp_appr_flag = row->hosp_appr_flag,
            .cnt_e4 = row->cnt_e4,
            .pric_e6 = row->pric_e6,
            .det_item_fee_sumamt_fen = row->det_item_fee_sumamt_fen,
        };
    }
    in->lines = lines;
    in->line_count = list.count;
    return YB_OK;
}

static int make_claim(struct yb_call *call, const struct yb_paper_claim_row *claim,
                      struct settling *settling, struct yb_error *error)
{
    settling->actor = *call->actor;
    settling->actor.fixmedins_code = claim->fixmedins_code;
    settling->actor.fixmedins_name = claim->fixmedins_name;
    settling->actor.mdtrtarea_admvs = settling->actor.msgid = (struct yb_text){0};
    settling->call = *call;
    settling->call.actor = &settling->actor;
    settling->in = (struct yb_claim_in){
        .psn_no = claim->psn_no,
        .insutype = claim->insutype,
        .med_type = claim->med_type,
        .dise_codg = claim->dise_codg,
        .diag_code = claim->diag_code,
        .acct_used_flag = YB_TEXT("0"),
        .invono = claim->invono,
        .begntime_ms = claim->begntime,
        .endtime_ms = claim->endtime,
        .medfee_sumamt_fen = claim->medfee_sumamt_fen,
        .paper = true,
    };
    return read_lines(call, claim, &settling->in, error);
}

static void take_amounts(struct yb_paper_claim_row *claim, const struct yb_settle_out *out)
{
    claim->fund_pay_sumamt_fen = out->setlinfo.fund_pay_sumamt_fen;
    claim->psn_cash_pay_fen = out->setlinfo.psn_cash_pay_fen;
    claim->mdtrt_id = out->setlinfo.mdtrt_id;
    claim->setl_id = out->setlinfo.setl_id;
}

static int settle(struct yb_call *call, struct yb_paper_claim_row *claim, struct yb_error *error)
{
    struct yb_settle_out out = {0};
    struct settling settling;
    int rc = make_claim(call, claim, &settling, error);

    if (rc == YB_OK)
        rc = yb_app_settle_claim(&settling.call, &settling.in, &out, error);
    if (rc != YB_OK)
        return rc;
    call->made = settling.call.made;
    take_amounts(claim, &out);
    claim->claim_stas = YB_TEXT("settled");
    return YB_OK;
}

static int keep(struct yb_call *call, struct yb_paper_claim_row *claim, struct yb_error *error)
{
    claim->rev++;
    return yb_paper_put(call->tx, claim, error);
}

/* What may be handed on at all. */
static int check_whole(struct yb_call *call, const struct yb_paper_claim_row *claim,
                       struct yb_error *error)
{
    int rc = yb_psn_lock(call->tx, claim->psn_no, error);

    if (rc == YB_OK)
        rc = check_papers(call, claim, error);
    return rc == YB_OK ? check_invoice(call, claim, error) : rc;
}

int yb_app_paper_submit(struct yb_call *call, const struct yb_paper_deed *deed,
                        struct yb_paper_claim_row *claim, struct yb_error *error)
{
    struct yb_settle_out out = {0};
    struct settling settling;
    int rc = yb_paper_open(call, deed, claim, error);

    if (rc == YB_OK)
        rc = check_whole(call, claim, error);
    if (rc == YB_OK)
        rc = make_claim(call, claim, &settling, error);
    if (rc == YB_OK)
        rc = yb_app_presettle_claim(&settling.call, &settling.in, &out, error);
    if (rc != YB_OK)
        return rc;
    take_amounts(claim, &out);
    claim->mdtrt_id = 0;
    claim->submit_user = deed->user;
    claim->submit_time = call->now_ms;
    claim->claim_stas = YB_TEXT("review");
    if (claim->fund_pay_sumamt_fen <= call->app->rules->paper_review_above_fen)
        rc = settle(call, claim, error);
    return rc == YB_OK ? keep(call, claim, error) : rc;
}

int yb_app_paper_try(struct yb_call *call, const struct yb_paper_deed *deed,
                     struct yb_paper_tried *out, struct yb_error *error)
{
    struct yb_paper_claim_row claim;
    struct settling settling;
    int rc = yb_paper_one(call, deed, &claim, error);

    if (rc == YB_OK && !yb_text_is(claim.claim_stas, "open") &&
        !yb_text_is(claim.claim_stas, "review"))
        rc = refuse_state(call, &claim, error);
    if (rc == YB_OK)
        rc = make_claim(call, &claim, &settling, error);
    if (rc == YB_OK)
        rc = yb_app_try_claim(&settling.call, &settling.in, &out->claim, error);
    if (rc == YB_OK)
        out->review =
            out->claim.setl.fund_pay_sumamt_fen > call->app->rules->paper_review_above_fen;
    return rc;
}

bool yb_paper_made_by(const struct yb_paper_claim_row *claim, struct yb_text user)
{
    return yb_text_equal(claim->crte_user, user) || yb_text_equal(claim->lines_user, user) ||
           yb_text_equal(claim->submit_user, user);
}

int yb_app_paper_approve(struct yb_call *call, const struct yb_paper_deed *deed,
                         struct yb_paper_claim_row *claim, struct yb_error *error)
{
    int rc = in_state(call, deed, "review", claim, error);

    if (rc == YB_OK && yb_paper_made_by(claim, deed->user))
        rc = yb_fail(error, YB_E_APPROVAL_SELF, NULL);
    if (rc == YB_OK)
        rc = check_whole(call, claim, error);
    if (rc == YB_OK)
        rc = settle(call, claim, error);
    if (rc != YB_OK)
        return rc;
    claim->review_user = deed->user;
    claim->review_time = call->now_ms;
    return keep(call, claim, error);
}

struct yb_text yb_paper_settler(const struct yb_paper_claim_row *claim)
{
    return !claim->setl_id             ? (struct yb_text){0}
           : claim->review_user.length ? claim->review_user
                                       : claim->submit_user;
}

int yb_app_paper_return(struct yb_call *call, const struct yb_paper_deed *deed,
                        struct yb_paper_claim_row *claim, struct yb_error *error)
{
    struct yb_undone undone;
    int rc = yb_paper_one(call, deed, claim, error);

    if (rc == YB_OK && !yb_text_trim(deed->reason).length)
        rc = yb_fail(error, YB_E_MISSING, "reason", NULL);
    if (rc == YB_OK &&
        (yb_text_is(claim->claim_stas, "listed") || yb_text_is(claim->claim_stas, "returned")))
        rc = refuse_state(call, claim, error);
    if (rc == YB_OK && deed->user.length && yb_text_equal(yb_paper_settler(claim), deed->user))
        rc = yb_refuse_id(error, YB_E_PAPER_SELF, claim->claim_id, NULL);
    if (rc == YB_OK && yb_text_is(claim->claim_stas, "settled"))
        rc = yb_settlement_undo(call,
                                &(struct yb_undo){.psn_no = claim->psn_no,
                                                  .setl_id = claim->setl_id,
                                                  .mdtrt_id = claim->mdtrt_id,
                                                  .kinds = EVERY_KIND},
                                &undone, error);
    if (rc != YB_OK)
        return rc;
    claim->claim_stas = YB_TEXT("returned");
    claim->return_user = deed->user;
    claim->return_time = call->now_ms;
    claim->return_rea = yb_identity_hidden(call->arena, deed->reason);
    return keep(call, claim, error);
}
