/* Which national defaults a bill rests on. */
#include "engine/catalogue/item.h"
#include "face/bill.h"

static bool is_national(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    return row->clause >= 0 && view->policy->clauses[row->clause].national;
}

static bool takes_first(const struct yb_bill_view *view, const struct yb_trace_row *row,
                        enum yb_class item_class)
{
    return row->op == YB_TRACE_ADVANCE && is_national(view, row) &&
           view->claim->lines[row->index].terms.item_class == item_class;
}

static bool takes_class_a(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    return takes_first(view, row, YB_CLASS_A);
}

static bool takes_class_b(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    return takes_first(view, row, YB_CLASS_B);
}

static bool is_off_site(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    return row->op == YB_TRACE_ADJUST && is_national(view, row);
}

static bool falls_on_some(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    return row->op == YB_TRACE_DEDUCTIBLE && row->amount && view->policy->rules[row->rule].by_tag;
}

static bool is_outside_disease(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    return row->op <= YB_TRACE_IN_SCOPE &&
           view->claim->lines[row->index].terms.tags >> YB_TAG_OUTSIDE_DISEASE_LIST & 1;
}

/* What an allowance rests on, and no bill. */
static bool is_never(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    (void)view;
    (void)row;
    return false;
}

/* A share of an amount that did not come out even. */
static bool is_rounded(const struct yb_bill_view *view, const struct yb_trace_row *row)
{
    static const bool is_share[YB_TRACE_OPS] = {[YB_TRACE_ADVANCE] = true,
                                                [YB_TRACE_FIRST] = true,
                                                [YB_TRACE_SEGMENT] = true,
                                                [YB_TRACE_GUARANTEE] = true};

    (void)view;
    return is_share[row->op] && yb_money_times(row->base, row->value, YB_ROUND_TRUNCATE) !=
                                    yb_money_times(row->base, row->value, YB_ROUND_UP);
}

static const struct {
    const char *parameter;
    bool (*used)(const struct yb_bill_view *view, const struct yb_trace_row *row);
} defaults[] = {
    {"rounding", is_rounded},
    {"class_a_takes_first", takes_class_a},
    {"class_b_takes_first", takes_class_b},
    {"deductible_falls_on", falls_on_some},
    {"off_site", is_off_site},
    {"outside_disease_list", is_outside_disease},
    {"maternity_days", is_never},
};
#define DEFAULTS (sizeof(defaults) / sizeof(defaults[0]))

bool yb_bill_rests_on(const struct yb_bill_view *view, struct yb_text parameter)
{
    size_t k = 0;

    while (k < DEFAULTS && !yb_text_is(parameter, defaults[k].parameter))
        k++;
    if (k == DEFAULTS || !view->trace)
        return true;
    for (size_t i = 0; i < view->trace->count; i++)
        if (defaults[k].used(view, &view->trace->rows[i]))
            return true;
    return false;
}
