#include "app/settle/correct.h"

#include "app/fee/price.h"
#include "app/fee/terms.h"
#include "app/institution/service.h"
#include "app/filing/drug.h"
#include "app/refuse.h"
#include "app/settle/explain.h"
#include "base/money.h"

#include <stdio.h>
#include <string.h>

struct correcting {
    struct yb_call *call;
    const struct yb_correct_in *in;
    struct yb_setl_row setl;
    struct yb_feedetl_row line, uploaded; /* as corrected so far; as it came */
    struct yb_feedetl_fix_row fix;
};

static int wrong(const char *field, struct yb_text text, struct yb_error *error)
{
    return yb_refuse(error, YB_E_WRONG_FORMAT, field, text);
}

static int find_line(struct correcting *c, struct yb_text feedetl_sn, struct yb_error *error)
{
    struct yb_feedetl_fix_list fixes;
    struct yb_feedetl_list lines;
    int rc = yb_feedetl_list(c->call->tx, c->setl.psn_no, c->setl.mdtrt_id, &lines, error);

    if (!rc)
        rc = yb_feedetl_fix_list(c->call->tx, c->setl.psn_no, &fixes, error);
    for (size_t i = 0; !rc && i < lines.count; i++) {
        if (!yb_text_equal(lines.rows[i].feedetl_sn, feedetl_sn) ||
            !yb_setl_holds(&c->setl, &lines.rows[i]))
            continue;
        c->uploaded = lines.rows[i];
        yb_lines_fix(&lines, &fixes, INT64_MAX);
        c->line = lines.rows[i];
        return 0;
    }
    return rc ? rc : yb_refuse(error, YB_E_NOT_FOUND, "feedetl_sn", feedetl_sn);
}

static int find_bill(struct correcting *c, struct yb_error *error)
{
    struct yb_setl_parts parts;
    struct yb_text feedetl_sn, id = yb_text_split(c->in->target, '/', &feedetl_sn);
    int64_t setl_id, psn_no;
    int rc;

    if (!yb_text_to_int64(id, &setl_id) || setl_id < 1 || !feedetl_sn.length)
        return wrong("target", c->in->target, error);
    rc = yb_settlement_person(c->call->tx, setl_id, &psn_no, error);
    if (!rc && !c->in->dry)
        rc = yb_psn_lock(c->call->tx, psn_no, error);
    if (!rc)
        rc = yb_setl_get(c->call->tx, psn_no, setl_id, &parts, error);
    if (rc)
        return rc;
    if (parts.cancelled_by || parts.setl.init_setl_id || parts.setl.adjust_setl_id)
        return yb_refuse_id(error, YB_E_SETL_CANCELLED, setl_id, NULL);
    c->setl = parts.setl;
    return find_line(c, feedetl_sn, error);
}

/* Never above what was charged, never of a refund. */
static int take_amount(struct correcting *c, struct yb_text word, struct yb_error *error)
{
    int64_t fen, charged = c->uploaded.det_item_fee_sumamt_fen;

    if (!yb_money_parse(word, &fen))
        return wrong("value", word, error);
    if (fen < 0 || fen > charged) {
        char most[YB_DECIMAL_TEXT_MAX], range[YB_DECIMAL_TEXT_MAX + 8];

        yb_money_format(charged, most);
        snprintf(range, sizeof(range), "0.00..%s", most);
        return yb_fail(error, YB_E_OUT_OF_RANGE, "value", range, NULL);
    }
    c->fix.det_item_fee_sumamt_fen = fen;
    c->fix.cnt_e4 = charged ? yb_muldiv(c->uploaded.cnt_e4, fen, charged, YB_ROUND_HALF_UP) : 0;
    return 0;
}

static int take_class(struct correcting *c, struct yb_text word, struct yb_error *error)
{
    struct yb_item_terms terms = yb_terms_unpack(c->line.item_terms, c->line.pric_uplmt_amt_e6);

    if (word.length != 2 || word.bytes[0] != '0' || word.bytes[1] < '1' || word.bytes[1] > '3')
        return yb_fail(error, YB_E_WRONG_FORMAT, "value", "01, 02, 03", NULL);
    terms.item_class = (uint8_t)(word.bytes[1] - '1');
    terms.self_pay_ppm = -1;
    c->fix.item_terms = yb_terms_pack(&terms);
    return 0;
}

/* The terms of another code on the line's day. */
static int take_item(struct correcting *c, struct yb_text code, struct yb_error *error)
{
    struct yb_call *call = c->call;
    const struct yb_fee_line_in in = {.feedetl_sn = c->uploaded.feedetl_sn,
                                      .fee_ocur_time_ms = c->uploaded.fee_ocur_time,
                                      .med_list_codg = code,
                                      .det_item_fee_sumamt_fen =
                                          c->uploaded.det_item_fee_sumamt_fen,
                                      .cnt_e4 = c->uploaded.cnt_e4,
                                      .pric_e6 = c->uploaded.pric_e6};
    struct yb_pricing pricing = {0};
    struct yb_feedetl_row priced;
    struct yb_fee_line_out out;
    struct yb_service service;
    struct yb_setl_parts parts;
    struct yb_record record;
    struct yb_filing_list filed;
    struct yb_psn_row psn;
    struct yb_pricing_of of = {.service = &service,
                               .facts = &record.facts,
                               .psn = &psn,
                               .insutype = c->setl.insutype,
                               .med_type = c->setl.med_type,
                               .opsp_dise_code = c->setl.dise_codg,
                               .mdtrtarea_admdvs = c->setl.mdtrtarea_admdvs,
                               .filings = &filed};
    int rc = yb_service_of(call, c->setl.fixmedins_code, c->setl.begndate, &service, error);

    if (!rc)
        rc = yb_psn_get(call->tx, c->setl.psn_no, &psn, error);
    if (!rc)
        rc = yb_setl_get(call->tx, c->setl.psn_no, c->setl.setl_id, &parts, error);
    if (!rc)
        rc = yb_record_decode(parts.trace, call->arena, &record, error);
    if (!rc)
        rc = yb_filed_drugs_load(call, c->setl.psn_no, &filed, error);
    if (!rc)
        rc = yb_pricing_begin(&pricing, call, &of, error);
    if (rc)
        return rc;
    rc = yb_price_line(&pricing, &in, &priced, &out, error);
    c->fix.med_list_codg = code;
    c->fix.hilist_name = priced.hilist_name;
    c->fix.item_terms = priced.item_terms;
    c->fix.pric_uplmt_amt_e6 = priced.pric_uplmt_amt_e6;
    c->fix.catalogue = priced.catalogue;
    yb_pricing_end(&pricing);
    return rc;
}

static int read_content(struct correcting *c, struct yb_error *error)
{
    static const struct {
        const char *word;
        int (*take)(struct correcting *, struct yb_text, struct yb_error *);
    } kinds[] = {{"amount", take_amount}, {"item", take_item}, {"class", take_class}};
    struct yb_text rest, word = yb_text_split(c->in->content, ' ', &rest);

    for (size_t i = 0; rest.length && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (yb_text_is(word, kinds[i].word)) {
            c->fix.fix_kind = yb_text_of(kinds[i].word);
            return kinds[i].take(c, rest, error);
        }
    return wrong("content", c->in->content, error);
}

static void start_fix(struct correcting *c)
{
    c->fix = yb_feedetl_fix_row();
    c->fix.psn_no = c->setl.psn_no;
    c->fix.mdtrt_id = c->setl.mdtrt_id;
    c->fix.setl_id = c->setl.setl_id;
    c->fix.feedetl_id = c->line.feedetl_id;
    c->fix.det_item_fee_sumamt_fen = c->line.det_item_fee_sumamt_fen;
    c->fix.cnt_e4 = c->line.cnt_e4;
    c->fix.med_list_codg = c->line.med_list_codg;
    c->fix.hilist_name = c->line.hilist_name;
    c->fix.item_terms = c->line.item_terms;
    c->fix.pric_uplmt_amt_e6 = c->line.pric_uplmt_amt_e6;
    c->fix.catalogue = c->line.catalogue;
    c->fix.approval_id = c->in->approval_id;
    c->fix.reason = c->in->reason;
    c->fix.opter_id = c->call->actor->opter;
    c->fix.opter_name = c->call->actor->opter_name;
    c->fix.crte_time = c->call->now_ms;
}

int yb_app_correct_line(struct yb_call *call, const struct yb_correct_in *in,
                        struct yb_resettled *out, struct yb_error *error)
{
    struct correcting c = {.call = call, .in = in};
    struct yb_resettle resettle = {
        .kind = YB_CAUSE_line, .reason = in->reason, .setl = &c.setl, .dry = in->dry};
    int rc = find_bill(&c, error);

    if (rc)
        return rc;
    start_fix(&c);
    rc = read_content(&c, error);
    if (!rc && !in->dry) {
        c.fix.fix_id = yb_tx_id(call->tx, call->now_ms);
        rc = yb_feedetl_fix_add(call->tx, &c.fix, error);
    }
    resettle.psn_no = c.setl.psn_no;
    resettle.cause_id = c.fix.fix_id;
    resettle.fix = in->dry ? &c.fix : NULL;
    return rc ? rc : yb_settle_resettle(call, &resettle, out, error);
}
