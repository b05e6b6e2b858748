#include "test/app/catalogue/stock.h"

#include <string.h>

void stock_open(struct stock *stock, struct fixture *f)
{
    memset(stock, 0, sizeof(*stock));
    stock->app.store = f->store;
    memcpy(stock->app.region, "371525", sizeof("371525"));
    yb_id_source_init(&stock->app.ids, 9);
    stock->actor = (struct yb_actor){.fixmedins_code = YB_TEXT("H37152500001")};
    stock->arena = &f->arena;
    stock->now_ms = FIXTURE_NOW;
}

void stock_close(struct stock *stock)
{
    yb_catalogue_swap(&stock->app, NULL);
}

struct use {
    struct stock *stock;
    int (*use)(struct yb_call *call, void *context, struct yb_error *error);
    void *context;
};

static int run(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct use *use = context;
    struct yb_call call = {.app = &use->stock->app,
                           .tx = tx,
                           .arena = use->stock->arena,
                           .now_ms = use->stock->now_ms,
                           .actor = &use->stock->actor};

    return use->use(&call, use->context, error);
}

int stock_run(struct stock *stock,
              int (*use)(struct yb_call *call, void *context, struct yb_error *error),
              void *context, struct yb_error *error)
{
    struct use it = {stock, use, context};

    return yb_store_run(stock->app.store, run, &it, stock->arena, error);
}

struct yb_import_catalogue_in stock_in(struct stock *stock, const char *kind, const char *csv)
{
    struct yb_catalogue_defaults *defaults = YB_NEW(stock->arena, struct yb_catalogue_defaults);
    struct yb_limit_phrases *none = YB_NEW(stock->arena, struct yb_limit_phrases);

    yb_catalogue_defaults_init(defaults);
    return (struct yb_import_catalogue_in){.content = yb_text_of(csv),
                                           .kind = yb_text_of(kind),
                                           .title = YB_TEXT("test"),
                                           .defaults = defaults,
                                           .phrases = none,
                                           .complete_from = YB_DAY_NONE};
}

struct import {
    struct yb_import_catalogue_in in;
    struct yb_import_catalogue_out *out;
};

static int import(struct yb_call *call, void *context, struct yb_error *error)
{
    struct import *it = context;

    return yb_app_import_catalogue(call, &it->in, it->out, error);
}

int stock_import_in(struct stock *stock, struct yb_import_catalogue_in in,
                    struct yb_import_catalogue_out *out, struct yb_error *error)
{
    struct import it = {in, out};
    int rc = stock_run(stock, import, &it, error);

    return rc == YB_OK ? yb_catalogue_refresh(&stock->app, error) : rc;
}

int stock_import(struct stock *stock, const char *kind, const char *csv,
                 struct yb_import_catalogue_out *out, struct yb_error *error)
{
    return stock_import_in(stock, stock_in(stock, kind, csv), out, error);
}
