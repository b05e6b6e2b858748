/* Kinds of care that are had under a filing. */
#include <string.h>

#include "app/filing/filing.h"
#include "app/person/insured.h"
#include "app/settle/rules.h"
#include "engine/policy/policy.h"
#include "store/row.h"

static const struct filed_care {
    int care;
    const char *infno;
    bool two_diseases; /* of 2503: those of the two diseases, or the others */
    size_t needed;     /* the rule that refuses such care without a filing */
} filed_cares[] = {
    {YB_CARE_CHRONIC_OUTPATIENT, "2503", false,
     offsetof(struct yb_settle_rules, chronic_needs_filing)},
    {YB_CARE_TWO_DISEASES, "2503", true,
     offsetof(struct yb_settle_rules, two_diseases_need_filing)},
    {YB_CARE_MATERNITY_OUTPATIENT, "2572", false,
     offsetof(struct yb_settle_rules, maternity_needs_filing)},
};

static const struct filed_care *find(int care)
{
    for (size_t i = 0; i < sizeof(filed_cares) / sizeof(filed_cares[0]); i++)
        if (filed_cares[i].care == care)
            return &filed_cares[i];
    return NULL;
}

bool yb_filing_is_two_diseases(const struct yb_filing_row *filing)
{
    return yb_text_is(filing->filing_kind, "2503") && yb_text_is(filing->biz_appy_type, "23");
}

bool yb_filing_serves(const struct yb_settle_rules *rules, const struct yb_filing_row *filing,
                      struct yb_text fixmedins_code)
{
    struct yb_text rest = filing->fix_medins;

    if (!rules->chronic_only_where_chosen || !rest.length)
        return true;
    while (rest.length)
        if (yb_text_equal(yb_text_split(rest, ',', &rest), fixmedins_code))
            return true;
    return false;
}

bool yb_filing_holds(const struct yb_filing_row *filing, int32_t day)
{
    return yb_text_is(filing->filing_stas, "1") &&
           yb_days_hold(filing->begndate, filing->enddate, day);
}

struct yb_text yb_filing_kind_of_care(int care)
{
    const struct filed_care *filed = find(care);

    return filed ? yb_text_of(filed->infno) : YB_TEXT("");
}

bool yb_filing_needed(const struct yb_settle_rules *rules, int care)
{
    const struct filed_care *filed = find(care);
    bool needed = false;

    if (filed)
        memcpy(&needed, (const char *)rules + filed->needed, sizeof(needed));
    return needed;
}

const struct yb_filing_row *yb_filing_of_care(const struct yb_settle_rules *rules,
                                              const struct yb_filing_list *list,
                                              const struct yb_filing_asked *asked)
{
    const struct filed_care *filed = find(asked->care);

    for (size_t i = 0; filed && i < list->count; i++) {
        const struct yb_filing_row *row = &list->rows[i];

        if (!yb_text_is(row->filing_kind, filed->infno) ||
            yb_filing_is_two_diseases(row) != filed->two_diseases ||
            !yb_filing_holds(row, asked->day))
            continue;
        if (asked->fixmedins_code.length && !yb_filing_serves(rules, row, asked->fixmedins_code))
            continue;
        if (!asked->dise_codg.length || !row->dise_codg.length ||
            yb_text_equal(asked->dise_codg, row->dise_codg))
            return row;
    }
    return NULL;
}
