#include "app/city/generate.h"

#include <stdlib.h>
#include <string.h>

#include "app/city/errand.h"

static int check(const struct yb_app *app, struct yb_error *error)
{
    if (strcmp(app->region, YB_CITY_REGION) != 0)
        return yb_fail(error, YB_E_OUT_OF_RANGE, "region", app->region, NULL);
    return 0;
}

static void find_pharmacies(struct yb_city_run *run)
{
    const struct yb_city *city = run->city;

    for (int kind = 0; kind < city->tables->provider_count; kind++)
        if (yb_text_is(city->tables->providers[kind].type, "2")) {
            run->first_pharmacy = city->first_place[kind];
            run->pharmacies = city->first_place[kind + 1] - run->first_pharmacy;
        }
}

int yb_city_generate(struct yb_app *app, const struct yb_city *city, const struct yb_city_how *how,
                     struct yb_city_out *out, struct yb_error *error)
{
    struct yb_city_run run = {.app = app, .city = city, .how = how, .out = out};
    int rc = check(app, error);

    *out = (struct yb_city_out){0};
    if (rc)
        return rc;
    find_pharmacies(&run);
    run.psn_no = calloc(city->all, sizeof(*run.psn_no));
    run.sold = calloc((size_t)run.pharmacies * (size_t)city->tables->item_count, sizeof(*run.sold));
    if (!run.psn_no || !run.sold)
        rc = yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (!rc)
        rc = yb_errands_new(&run.errands, app, error);
    if (!rc)
        rc = yb_city_found(&run, error);
    if (!rc)
        rc = yb_city_register_all(&run, error);
    if (!rc) {
        yb_city_key_head(&run);
        rc = yb_city_live(&run, error);
    }
    if (!rc)
        rc = yb_city_write_stock(&run, error);
    yb_errands_free(run.errands);
    free(run.sold);
    free(run.psn_no);
    return rc;
}
