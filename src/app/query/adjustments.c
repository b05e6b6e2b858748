#include "app/query/adjustments.h"

#include "app/query/person.h"
#include "app/refuse.h"
#include "app/settle/explain.h"
#include "base/day.h"
#include "store/setl_search.h"

#include <string.h>

static int64_t begin_of(int32_t day)
{
    return (int64_t)day * YB_DAY_MS - YB_CST_MS;
}

static void make_search(const struct yb_adjustments_in *in, struct yb_cause_search *search)
{
    *search = (struct yb_cause_search){
        .from_ms = in->from_day == YB_DAY_NONE ? 0 : begin_of(in->from_day),
        .below_ms = in->to_day == YB_DAY_NONE ? INT64_MAX : begin_of(in->to_day + 1),
        .psn_no = in->psn_no,
        .cause_kind = in->cause_kind,
        .fixmedins_code =
            in->reach->fixmedins_code.length ? in->reach->fixmedins_code : in->fixmedins_code,
        .admdvs = yb_admdvs_prefix(in->reach->admdvs),
        .direction = in->direction,
        .at_time = in->at_id ? in->at_time : INT64_MAX,
        .at_id = in->at_id ? in->at_id : INT64_MAX,
        .most = in->most + 1,
    };
}

/* Asked for by the settlements that they correct. */
static int read_names(struct yb_call *call, struct yb_adjustments *out, struct yb_error *error)
{
    struct yb_setl_row *rows = YB_NEW_ARRAY(call->arena, struct yb_setl_row, out->count + 1);
    struct yb_setl_beside *beside =
        YB_NEW_ARRAY(call->arena, struct yb_setl_beside, out->count + 1);
    int rc;

    out->psn_names = YB_NEW_ARRAY(call->arena, struct yb_text, out->count + 1);
    if (!rows || !beside || !out->psn_names)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < out->count; i++) {
        rows[i] = yb_setl_row();
        rows[i].psn_no = out->rows[i].psn_no;
        rows[i].setl_id = out->rows[i].adjust_setl_id;
    }
    rc = yb_setl_beside(call->tx, rows, out->count, beside, error);
    for (size_t i = 0; !rc && i < out->count; i++) {
        struct yb_person_base base;

        rc = yb_person_open(call, &beside[i].psn, yb_instant_day(call->now_ms), &base, error);
        out->psn_names[i] = base.psn_name;
    }
    return rc;
}

int yb_app_adjustments(struct yb_call *call, const struct yb_adjustments_in *in,
                       struct yb_adjustments *out, struct yb_error *error)
{
    struct yb_setl_cause_list list;
    struct yb_cause_search search;
    int rc;

    memset(out, 0, sizeof(*out));
    make_search(in, &search);
    rc = yb_setl_cause_search(call->tx, &search, &list, error);
    if (!rc)
        rc = yb_setl_cause_sum(call->tx, &search, &out->sum, error);
    if (rc)
        return rc;
    out->more = list.count > (size_t)in->most;
    out->count = out->more ? (size_t)in->most : list.count;
    out->rows = list.rows;
    return read_names(call, out, error);
}

/* ---- one bill ---- */

static int64_t root_of(const struct yb_setl_row *setl)
{
    if (setl->init_setl_id)
        return setl->init_setl_id;
    return setl->adjust_setl_id ? setl->adjust_setl_id : setl->setl_id;
}

/* What the bill was decided on last, of the entries so far. */
struct ground {
    const struct yb_policy *policy;
    struct yb_record record;
};

static int read_ground(struct yb_call *call, const struct yb_setl_row *setl, struct ground *ground,
                       bool *found, struct yb_error *error)
{
    struct yb_setl_parts parts;
    int rc = yb_setl_get(call->tx, setl->psn_no, setl->setl_id, &parts, error);

    *found = !rc && parts.trace.length;
    if (!*found)
        return rc;
    rc = yb_record_decode(parts.trace, call->arena, &ground->record, error);
    return rc ? rc
              : yb_policy_of_pack(call->app, call->tx, call->arena, setl->policy_pack_id,
                                  &ground->policy, error);
}

static const struct yb_setl_cause_row *cause_of(const struct yb_setl_cause_list *causes,
                                                int64_t setl_id)
{
    for (size_t i = 0; i < causes->count; i++)
        if (causes->rows[i].setl_id == setl_id && causes->rows[i].adjust_setl_id)
            return &causes->rows[i];
    return NULL;
}

static int add_entry(struct yb_call *call, const struct yb_setl_row *setl,
                     const struct yb_setl_cause_list *causes, struct ground *ground,
                     struct yb_history *out, struct yb_error *error)
{
    struct yb_history_entry *entry = &out->entries[out->count];
    struct ground next;
    bool found;
    int rc = read_ground(call, setl, &next, &found, error);

    if (rc)
        return rc;
    memset(entry, 0, sizeof(*entry));
    entry->setl = setl;
    entry->cause = cause_of(causes, setl->setl_id);
    entry->adjusted.before = out->stands;
    entry->adjusted.by = *setl;
    entry->adjusted.policy_before = entry->adjusted.policy_after = ground->policy;
    entry->adjusted.record_before = ground->record;
    if (found) {
        entry->adjusted.policy_after = next.policy;
        entry->adjusted.record_after = next.record;
        *ground = next;
    }
    if (!out->count)
        out->stands = *setl;
    else
        yb_setl_amounts_add(&out->stands, setl, 1);
    out->count++;
    return 0;
}

static int read_lines(struct yb_call *call, struct yb_history *out, struct yb_error *error)
{
    const struct yb_setl_row *setl = &out->stands;
    struct yb_feedetl_fix_list fixes;
    size_t count = 0;
    int rc = yb_feedetl_list(call->tx, setl->psn_no, setl->mdtrt_id, &out->lines, error);

    if (!rc)
        rc = yb_feedetl_fix_list(call->tx, setl->psn_no, &fixes, error);
    if (rc)
        return rc;
    yb_lines_fix(&out->lines, &fixes, INT64_MAX);
    for (size_t i = 0; i < out->lines.count; i++)
        if (yb_setl_holds(setl, &out->lines.rows[i]))
            out->lines.rows[count++] = out->lines.rows[i];
    out->lines.count = count;
    return 0;
}

int yb_settlement_history(struct yb_call *call, int64_t setl_id, struct yb_history *out,
                          struct yb_error *error)
{
    struct yb_setl_cause_list causes;
    struct yb_setl_list setls;
    struct ground ground;
    int64_t psn_no, root = 0;
    int rc = yb_settlement_person(call->tx, setl_id, &psn_no, error);

    memset(out, 0, sizeof(*out));
    memset(&ground, 0, sizeof(ground));
    if (!rc)
        rc = yb_setl_list_psn(call->tx, psn_no, 0, &setls, error);
    if (!rc)
        rc = yb_setl_cause_list(call->tx, psn_no, &causes, error);
    if (rc)
        return rc;
    for (size_t i = 0; i < setls.count; i++)
        if (setls.rows[i].setl_id == setl_id)
            root = root_of(&setls.rows[i]);
    if (!root)
        return yb_refuse_id(error, YB_E_SETL_NOT_FOUND, setl_id, NULL);
    out->entries = YB_NEW_ARRAY(call->arena, struct yb_history_entry, setls.count + 1);
    if (!out->entries)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; !rc && i < setls.count; i++)
        if (root_of(&setls.rows[i]) == root)
            rc = add_entry(call, &setls.rows[i], &causes, &ground, out, error);
    return rc ? rc : read_lines(call, out, error);
}
