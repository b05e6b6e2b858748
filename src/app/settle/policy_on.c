#include "app/settle/policy_on.h"

#include "app/policy/load.h"

int yb_insutype_number(struct yb_text insutype)
{
    int64_t number;

    if (!yb_text_to_int64(insutype, &number) || number < 100 || number > 99999)
        return 0;
    return (int)number;
}

int yb_policy_on(const struct yb_app *app, struct yb_text insutype, int32_t day,
                 const struct yb_policy **policy, struct yb_error *error)
{
    return yb_policy_need(app->policies, yb_text_of(app->region), yb_insutype_number(insutype), day,
                          policy, error);
}
