#include "app/enrol/touched.h"

#include "app/person/insured.h"
#include "app/settle/record.h"
#include "app/settle/rules.h"
#include "store/setl.h"

const char *yb_touch_key(enum yb_touch_reason reason)
{
    static const char *const keys[] = {"cover", "kind", "years", "identity"};

    return keys[reason];
}

static int years(const struct yb_psn_insu_row *insu, int32_t day)
{
    if (insu->cont_clct_date == YB_DAY_NONE || insu->cont_clct_date > day)
        return 0;
    return yb_day_age(insu->cont_clct_date, day);
}

static bool has(const struct yb_psn_idet_list *list, const struct yb_psn_idet_row *one, int32_t day)
{
    for (size_t i = 0; i < list->count; i++)
        if (yb_text_equal(list->rows[i].psn_idet_type, one->psn_idet_type) &&
            yb_days_hold(list->rows[i].begndate, list->rows[i].enddate, day))
            return true;
    return false;
}

static bool all_in(const struct yb_psn_idet_list *these, const struct yb_psn_idet_list *those,
                   int32_t day)
{
    for (size_t i = 0; i < these->count; i++)
        if (yb_days_hold(these->rows[i].begndate, these->rows[i].enddate, day) &&
            !has(those, &these->rows[i], day))
            return false;
    return true;
}

/* Which register decides otherwise now. */
static void compare(struct yb_touched_bill *bill, const struct yb_entitled_rows *before,
                    const struct yb_entitled_rows *after)
{
    const struct yb_setl_row *setl = bill->setl;
    int32_t day = bill->benefit_day;
    const struct yb_psn_insu_row *was =
        yb_insured_on(&before->insu, setl->insutype, setl->begndate);
    const struct yb_psn_insu_row *is = yb_insured_on(&after->insu, setl->insutype, setl->begndate);

    bill->identity =
        !all_in(&before->idet, &after->idet, day) || !all_in(&after->idet, &before->idet, day);
    bill->cover = true;
    if (!was != !is) {
        bill->reason = YB_TOUCH_COVER;
    } else if (was && !(yb_text_equal(was->psn_type, is->psn_type) &&
                        yb_text_equal(was->clct_tier, is->clct_tier) &&
                        yb_text_equal(was->cvlserv_flag, is->cvlserv_flag))) {
        bill->reason = YB_TOUCH_KIND;
    } else if (was && years(was, day) != years(is, day)) {
        bill->reason = YB_TOUCH_YEARS;
    } else {
        bill->cover = false;
        bill->reason = YB_TOUCH_IDENTITY;
    }
}

static bool is_live(const struct yb_setl_list *list, const struct yb_setl_row *setl)
{
    if (setl->init_setl_id || setl->adjust_setl_id)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].init_setl_id == setl->setl_id)
            return false;
    return true;
}

/* The day that a bill was decided on: that of a transfer stands in its record alone. */
static int read_day(struct yb_call *call, struct yb_touched_bill *bill, struct yb_error *error)
{
    const struct yb_settle_rules *rules = call->app->rules;
    const struct yb_setl_row *setl = bill->setl;
    struct yb_setl_parts parts;
    struct yb_record record;
    int rc;

    bill->benefit_day = rules->benefit_day_is_admission ? setl->begndate : setl->enddate;
    if (!rules->benefit_day_is_transfer || setl->begndate == setl->enddate)
        return 0;
    rc = yb_setl_get(call->tx, setl->psn_no, setl->setl_id, &parts, error);
    if (!rc)
        rc = yb_record_decode(parts.trace, call->arena, &record, error);
    if (!rc)
        bill->benefit_day = record.benefit_day;
    return rc;
}

int yb_bills_touched(struct yb_call *call, int64_t psn_no, const struct yb_entitled_rows *before,
                     const struct yb_entitled_rows *after, struct yb_touched *out,
                     struct yb_error *error)
{
    struct yb_setl_list list;
    int rc = yb_setl_list_psn(call->tx, psn_no, 0, &list, error);

    *out = (struct yb_touched){0};
    if (rc)
        return rc;
    out->bills = YB_NEW_ARRAY(call->arena, struct yb_touched_bill, list.count + 1);
    if (!out->bills)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < list.count; i++) {
        struct yb_touched_bill *bill = &out->bills[out->count];

        bill->setl = &list.rows[i];
        rc = read_day(call, bill, error);
        if (rc)
            return rc;
        compare(bill, before, after);
        if ((bill->cover || bill->identity) && is_live(&list, bill->setl))
            out->count++;
    }
    return 0;
}
