#include "app/institution/mapping.h"

#include "app/refuse.h"
#include "store/catalogue.h"
#include "store/fixmedins.h"

static int check_row(struct yb_call *call, const struct yb_mapping_row *row, struct yb_error *error)
{
    struct yb_med_item_list items;
    int rc;

    if (row->enddate != YB_DAY_NONE && row->enddate < row->begndate)
        return yb_refuse_day(error, YB_E_OUT_OF_RANGE, YB_TEXT("enddate"), row->enddate);
    rc = yb_med_item_find(call->tx, YB_EVERY_REGION, row->med_list_codg, &items, error);
    if (rc != YB_OK || items.count)
        return rc;
    return yb_refuse_day(error, YB_E_ITEM_NOT_FOUND, row->med_list_codg, row->begndate);
}

static struct yb_item_map_row stored(struct yb_call *call, const struct yb_mapping_row *row)
{
    struct yb_item_map_row map = yb_item_map_row();

    map.fixmedins_code = call->actor->fixmedins_code;
    map.fixmedins_hilist_id = row->fixmedins_hilist_id;
    map.fixmedins_hilist_name = row->fixmedins_hilist_name;
    map.list_type = row->list_type;
    map.med_list_codg = row->med_list_codg;
    map.begndate = row->begndate;
    map.enddate = row->enddate;
    map.aprvno = row->aprvno;
    map.dosform = row->dosform;
    map.exct_cont = row->exct_cont;
    map.item_cont = row->item_cont;
    map.prcunt = row->prcunt;
    map.spec = row->spec;
    map.pacspec = row->pacspec;
    map.memo = row->memo;
    map.vali_flag = YB_TEXT("1");
    map.insu_admdvs = yb_text_of(call->app->region);
    map.rid = yb_id_next(&call->app->ids, call->now_ms);
    map.crte_time = map.updt_time = call->now_ms;
    return map;
}

int yb_app_upload_mappings(struct yb_call *call, const struct yb_upload_mappings_in *in,
                           struct yb_error *error)
{
    int rc = YB_OK;

    if (in->count > YB_MAPPINGS_PER_UPLOAD_MAX)
        return yb_fail(error, YB_E_TOO_MANY, "data", "2000", NULL);
    for (size_t i = 0; rc == YB_OK && i < in->count; i++)
        rc = check_row(call, &in->data[i], error);
    for (size_t i = 0; rc == YB_OK && i < in->count; i++) {
        struct yb_item_map_row map = stored(call, &in->data[i]);

        rc = yb_item_map_put(call->tx, &map, error);
    }
    return rc;
}

int yb_app_cancel_mapping(struct yb_call *call, const struct yb_cancel_mapping_in *in,
                          struct yb_error *error)
{
    struct yb_item_map_row key = yb_item_map_row();
    int64_t changed = 0;
    int rc;

    if (!yb_text_equal(in->fixmedins_code, call->actor->fixmedins_code))
        return yb_fail(error, YB_E_NOT_ALLOWED, "fixmedins_code", NULL);
    key.fixmedins_code = in->fixmedins_code;
    key.fixmedins_hilist_id = in->fixmedins_hilist_id;
    key.list_type = in->list_type;
    key.med_list_codg = in->med_list_codg;
    rc = yb_item_map_withdraw(call->tx, &key, call->now_ms, &changed, error);
    if (rc == YB_OK && changed == 0)
        return yb_refuse(error, YB_E_NOT_FOUND, "fixmedins_hilist_id", in->fixmedins_hilist_id);
    return rc;
}
