/* What was asked and what the store knows: the first half of a settlement. See settle_internal.h.
 */
#include "app/settle/settle_internal.h"

#include "app/refuse.h"
#include "app/visit/visit_internal.h"

#include <stdlib.h>
#include <string.h>

static bool is_one(struct yb_text flag)
{
    return yb_text_is(flag, "1");
}

int yb_settling_ask(struct yb_settling *settling, struct yb_call *call,
                    const struct yb_settle_in *in, struct yb_error *error)
{
    settling->call = call;
    settling->insutype = in->insutype;
    settling->med_type = in->med_type;
    settling->chrg_bchno = in->chrg_bchno;
    settling->mid_setl_flag = is_one(in->mid_setl_flag) ? YB_TEXT("1") : YB_TEXT("0");
    settling->psn_setlway = in->psn_setlway.length ? in->psn_setlway : YB_TEXT("01");
    settling->acct_used_flag = in->acct_used_flag.length ? in->acct_used_flag : YB_TEXT("0");
    settling->invono = in->invono;
    settling->dise_codg = in->dise_codg;
    settling->exp_content = in->exp_content;
    settling->dscg_day = in->dscgTime_day;
    settling->medfee_sumamt_fen = in->medfee_sumamt_fen;
    if (settling->acct_used_flag.length != 1 || settling->acct_used_flag.bytes[0] < '0' ||
        settling->acct_used_flag.bytes[0] > '2')
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "acct_used_flag", settling->acct_used_flag);
    return 0;
}

/* A stay may be settled for good when it has ended, and in part while it has not. */
static int check_stay(const struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    bool open = mdtrt->mdtrt_stas == YB_MDTRT_OPEN, midway = is_one(settling->mid_setl_flag);

    if (midway ? open : !open)
        return 0;
    if (!midway && !settling->call->app->rules->final_settlement_needs_discharge)
        return 0;
    return yb_visit_state(mdtrt, error);
}

static int check_visit(const struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_mdtrt_row *mdtrt = &settling->load.mdtrt;
    struct yb_text here = settling->call->actor->fixmedins_code;
    enum yb_care_kind kind;
    int rc = yb_care_kind_of(settling->call->app->codes, mdtrt->med_type, &kind, error);

    if (rc)
        return rc;
    if (here.length && !yb_text_equal(here, mdtrt->fixmedins_code))
        return yb_refuse_id(error, YB_E_MDTRT_OTHER, mdtrt->mdtrt_id,
                            yb_arena_copy(settling->call->arena, here.bytes, here.length));
    if (kind != settling->kind)
        return yb_refuse_id(error, YB_E_MDTRT_STATE, mdtrt->mdtrt_id, "med_type");
    if (mdtrt->mdtrt_stas == YB_MDTRT_SETTLED)
        return yb_refuse_id(error, YB_E_SETL_EXISTS, mdtrt->mdtrt_id, NULL);
    if (mdtrt->mdtrt_stas == YB_MDTRT_CANCELLED)
        return yb_visit_state(mdtrt, error);
    return settling->write && kind == YB_KIND_INPATIENT ? check_stay(settling, error) : 0;
}

static int by_arrival(const void *a, const void *b)
{
    const struct yb_feedetl_row *x = *(struct yb_feedetl_row *const *)a;
    const struct yb_feedetl_row *y = *(struct yb_feedetl_row *const *)b;

    return (x->feedetl_id > y->feedetl_id) - (x->feedetl_id < y->feedetl_id);
}

static int pick_lines(struct yb_settling *settling, struct yb_error *error)
{
    const struct yb_feedetl_list *all = &settling->load.lines;
    size_t settled = 0;

    settling->line_count = 0;
    settling->lines = YB_NEW_ARRAY(settling->call->arena, struct yb_feedetl_row *, all->count);
    if (!settling->lines)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < all->count; i++) {
        struct yb_feedetl_row *line = &all->rows[i];

        if (settling->kind == YB_KIND_OUTPATIENT &&
            !yb_text_equal(line->chrg_bchno, settling->chrg_bchno))
            continue;
        if (yb_feedetl_setl(&settling->load.setls, line))
            settled++;
        else
            settling->lines[settling->line_count++] = line;
    }
    if (!settling->line_count && settled)
        return yb_refuse_id(error, YB_E_SETL_EXISTS, settling->load.mdtrt_id, NULL);
    if (!settling->line_count)
        return yb_fail(error, YB_E_CLAIM_EMPTY, NULL);
    qsort(settling->lines, settling->line_count, sizeof(*settling->lines), by_arrival);
    return 0;
}

int yb_settling_load(struct yb_settling *settling, const struct yb_settle_in *in,
                     struct yb_error *error)
{
    struct yb_settle_load *load = &settling->load;
    struct yb_tx *tx = settling->call->tx;
    int rc;

    load->psn_no = in->psn_no;
    load->mdtrt_id = in->mdtrt_id;
    rc = settling->write ? yb_settle_load(tx, load, error) : yb_settle_peek(tx, load, error);
    if (!rc)
        rc = check_visit(settling, error);
    if (rc)
        return rc;
    if (!settling->insutype.length)
        settling->insutype = load->mdtrt.insutype;
    if (!settling->med_type.length || settling->kind == YB_KIND_INPATIENT)
        settling->med_type = load->mdtrt.med_type;
    if (!settling->dise_codg.length)
        settling->dise_codg = load->mdtrt.dise_codg;
    if (!settling->exp_content.length)
        settling->exp_content = load->mdtrt.exp_content;
    return pick_lines(settling, error);
}
