#include "app/settle/explain.h"

#include "app/family/use.h"
#include "app/refuse.h"
#include "app/settle/order.h"

#include <string.h>

static int not_found(int64_t setl_id, struct yb_error *error)
{
    return yb_refuse_id(error, YB_E_SETL_NOT_FOUND, setl_id, NULL);
}

/* Whose settlement it is: ids are in order, so the next after the one before it. */
int yb_settlement_person(struct yb_tx *tx, int64_t setl_id, int64_t *psn_no, struct yb_error *error)
{
    struct yb_setl_list list;
    int rc = yb_setl_list_all(tx, setl_id - 1, 1, &list, error);

    if (rc)
        return rc;
    if (!list.count || list.rows[0].setl_id != setl_id)
        return not_found(setl_id, error);
    *psn_no = list.rows[0].psn_no;
    return 0;
}

static int64_t root_of(const struct yb_setl_row *setl)
{
    if (setl->init_setl_id)
        return setl->init_setl_id;
    return setl->adjust_setl_id ? setl->adjust_setl_id : setl->setl_id;
}

/* Its bill is decided before the one explained. */
static bool is_before(const struct yb_bill_order *order, const struct yb_setl_row *row,
                      size_t place)
{
    return yb_bill_order_find(order, root_of(row)) < place;
}

/* When the bill explained was decided: nothing of that moment or later counts. */
static int64_t moment_of(const struct yb_explained *out)
{
    return out->setl.init_setl_id ? out->original.setl_id : out->setl.setl_id;
}

/* All movements before the moment that belong to bills decided before the one explained. */
static int fold(const struct yb_order_of *of, const struct yb_explained *out,
                struct yb_moves *before, struct yb_error *error)
{
    struct yb_bill_order order;
    size_t place;
    int rc = yb_bills_in_order(of, &order, error);

    if (rc)
        return rc;
    memset(before, 0, sizeof(*before));
    place = yb_bill_order_find(&order, out->original.setl_id);
    for (size_t i = 0; !rc && i < of->setls->count; i++) {
        const struct yb_setl_row *row = &of->setls->rows[i];
        struct yb_setl_parts parts;

        if (row->setl_id >= moment_of(out) || !is_before(&order, row, place))
            continue;
        rc = yb_setl_get(of->tx, row->psn_no, row->setl_id, &parts, error);
        for (size_t j = 0; !rc && j < parts.accus.count; j++) {
            const struct yb_setl_accu_row *accu = &parts.accus.rows[j];

            if (!yb_moves_add(before, accu->accu_name, accu->value_after - accu->value_before))
                rc = yb_fail(error, YB_E_TOO_MANY, "accumulators", "64", NULL);
        }
    }
    return rc;
}

static int load_rows(const struct yb_setl_list *all, int64_t setl_id, struct yb_explained *out,
                     struct yb_error *error)
{
    const struct yb_setl_row *setl = NULL, *original = NULL;

    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].setl_id == setl_id)
            setl = &all->rows[i];
    if (!setl)
        return not_found(setl_id, error);
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].setl_id == root_of(setl))
            original = &all->rows[i];
    if (!original)
        return not_found(root_of(setl), error);
    out->setl = *setl;
    out->original = *original;
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].init_setl_id == original->setl_id)
            out->cancelled_by = all->rows[i].setl_id;
    return 0;
}

static int name_lines(struct yb_explained *out, const struct yb_feedetl_list *lines,
                      struct yb_arena *arena, struct yb_error *error)
{
    size_t count = 0;

    out->names = YB_NEW_ARRAY(arena, struct yb_text, lines->count);
    out->catalogues = YB_NEW_ARRAY(arena, struct yb_text, lines->count);
    out->lines = YB_NEW_ARRAY(arena, struct yb_feedetl_row *, lines->count);
    if (!out->names || !out->catalogues || !out->lines)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < lines->count; i++) {
        struct yb_feedetl_row *line = &lines->rows[i];

        if (!yb_setl_holds(&out->original, line))
            continue;
        out->names[count] = line->hilist_name.length ? line->hilist_name : line->med_list_codg;
        out->catalogues[count] = line->catalogue;
        out->lines[count++] = line;
    }
    return 0;
}

/* The record that the bill was decided on, and its pack: those of the row as asked for. An
 * adjustment that only takes others back has none; then the bill is the original's. */
static int take_record(struct yb_tx *tx, const struct yb_explained *out,
                       struct yb_effective *effective, struct yb_error *error)
{
    struct yb_setl_parts parts;
    int rc = yb_setl_get(tx, out->setl.psn_no, out->setl.setl_id, &parts, error);

    effective->sum = out->original;
    if (!rc && out->setl.adjust_setl_id && parts.trace.length)
        effective->sum.policy_pack_id = out->setl.policy_pack_id;
    else if (!rc)
        rc = yb_setl_get(tx, out->setl.psn_no, out->original.setl_id, &parts, error);
    effective->record = parts.trace;
    return rc;
}

/* Everything but the decision: what it needs. */
static int load(struct yb_tx *tx, const int64_t psn_no_and_setl_id[2], struct yb_explained *out,
                struct yb_moves *before, struct yb_feedetl_list *lines, struct yb_error *error)
{
    int64_t psn_no = psn_no_and_setl_id[0];
    struct yb_setl_cause_list causes;
    struct yb_feedetl_fix_list fixes;
    struct yb_setl_list all;
    struct yb_order_of of = {.tx = tx, .arena = yb_tx_arena(tx), .setls = &all, .causes = &causes};
    int rc = psn_no ? 0 : yb_settlement_person(tx, psn_no_and_setl_id[1], &psn_no, error);

    if (!rc)
        rc = yb_setl_list_psn(tx, psn_no, 0, &all, error);
    if (!rc)
        rc = load_rows(&all, psn_no_and_setl_id[1], out, error);
    if (!rc)
        rc = yb_setl_cause_list(tx, psn_no, &causes, error);
    if (!rc)
        rc = yb_feedetl_fix_list(tx, psn_no, &fixes, error);
    of.insutype = out->original.insutype;
    of.setl_year = out->original.setl_year;
    if (!rc)
        rc = fold(&of, out, before, error);
    if (!rc)
        rc = yb_feedetl_list(tx, psn_no, out->original.mdtrt_id, lines, error);
    if (!rc)
        yb_lines_fix(lines, &fixes, moment_of(out));
    return rc;
}

int yb_settlement_explain(struct yb_app *app, struct yb_tx *tx, const int64_t psn_no_and_setl_id[2],
                          struct yb_explained *out, struct yb_error *error)
{
    struct yb_arena *arena = yb_tx_arena(tx);
    struct yb_effective effective = {0};
    struct yb_feedetl_list lines;
    struct yb_moves before;
    struct yb_redecide with = {
        .tx = tx, .arena = arena, .lines = &lines, .before = &before, .as_recorded = true};
    int rc;

    memset(out, 0, sizeof(*out));
    rc = load(tx, psn_no_and_setl_id, out, &before, &lines, error);
    if (!rc)
        rc = take_record(tx, out, &effective, error);
    if (!rc)
        rc = yb_policy_of_pack(app, tx, arena, effective.sum.policy_pack_id, &with.policy, error);
    if (!rc)
        rc = yb_redecide(&with, &effective, &out->decision, error);
    if (!rc && out->decision.bill.family_fen)
        rc = yb_family_names(tx, out->original.psn_no, out->original.setl_id, &out->family, error);
    return rc ? rc : name_lines(out, &lines, arena, error);
}
