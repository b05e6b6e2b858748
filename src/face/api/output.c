/* Members of answers, and pages of rows that were all read. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/refuse.h"
#include "base/day.h"
#include "face/api/exchange.h"
#include "store/store.h"

#define PAGE_ROWS 50

/* ---- tried, never kept ---- */

struct trying {
    struct yb_api_exchange *x;
    int (*use)(struct yb_api_exchange *x, struct yb_error *error);
    bool tried;
};

/* The answer from its beginning. */
static void start_answer(struct yb_api_exchange *x, struct yb_tx *tx)
{
    x->call.tx = tx;
    yb_buffer_init(&x->out, x->arena);
    yb_json_init(&x->json, &x->out);
    yb_json_open(&x->json, '{');
}

static int try_in(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct trying *trying = context;
    int rc;

    trying->tried = false;
    start_answer(trying->x, tx);
    rc = trying->use(trying->x, error);
    if (rc != YB_OK)
        return rc;
    trying->tried = true;
    return yb_fail(error, YB_E_IMPORT_REFUSED, "0", NULL); /* nothing is kept */
}

int yb_api_try(struct yb_api_exchange *x,
               int (*use)(struct yb_api_exchange *x, struct yb_error *error),
               struct yb_error *error)
{
    struct trying trying = {.x = x, .use = use};
    int rc = yb_store_run(x->call.app->store, try_in, &trying, x->arena, error);

    return trying.tried && rc == YB_E_IMPORT_REFUSED ? YB_OK : rc;
}

/* ---- members ---- */

void yb_api_put_text(struct yb_api_exchange *x, const char *name, struct yb_text text)
{
    yb_json_key(&x->json, name);
    yb_json_add_text(&x->json, text.bytes ? text : YB_TEXT(""));
}

void yb_api_put_packed(struct yb_api_exchange *x, const char *name, struct yb_text packed)
{
    struct yb_buffer words;

    yb_buffer_init(&words, x->arena);
    yb_error_describe_packed(packed, x->english, &words);
    yb_api_put_text(x, name, yb_buffer_text(&words));
}

void yb_api_put_string(struct yb_api_exchange *x, const char *name, const char *text)
{
    yb_api_put_text(x, name, yb_text_of(text));
}

void yb_api_put_id(struct yb_api_exchange *x, const char *name, int64_t id)
{
    char text[24] = "";

    if (id)
        snprintf(text, sizeof(text), "%lld", (long long)id);
    yb_api_put_string(x, name, text);
}

void yb_api_put_integer(struct yb_api_exchange *x, const char *name, int64_t value)
{
    yb_json_key(&x->json, name);
    yb_json_add_integer(&x->json, value);
}

void yb_api_put_fen(struct yb_api_exchange *x, const char *name, int64_t fen)
{
    yb_json_key(&x->json, name);
    yb_json_add_decimal(&x->json, fen, 2);
}

void yb_api_put_day(struct yb_api_exchange *x, const char *name, int32_t day)
{
    char text[11] = "";

    if (day != YB_DAY_NONE)
        yb_day_format(day, text);
    yb_api_put_string(x, name, text);
}

void yb_api_put_time(struct yb_api_exchange *x, const char *name, int64_t instant_ms)
{
    char text[20] = "";

    if (instant_ms)
        yb_instant_format(instant_ms, text);
    yb_api_put_string(x, name, text);
}

void yb_api_put_boolean(struct yb_api_exchange *x, const char *name, bool value)
{
    yb_json_key(&x->json, name);
    yb_json_add_boolean(&x->json, value);
}

void yb_api_put_words(struct yb_api_exchange *x, const char *name, struct yb_text words)
{
    yb_api_begin(x, name, '[');
    for (struct yb_text rest = words; rest.length;)
        yb_json_add_text(&x->json, yb_text_trim(yb_text_split(rest, ',', &rest)));
    YB_API_CLOSE(x);
}

void yb_api_begin(struct yb_api_exchange *x, const char *name, char bracket)
{
    yb_json_key(&x->json, name);
    yb_json_open(&x->json, bracket);
}

void yb_api_note(struct yb_api_exchange *x, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    x->target = yb_text_copy(x->arena, yb_text_of(text));
}

/* ---- pages ---- */

struct place {
    struct yb_text key, order;
    size_t row;
};

static int rising(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = yb_text_compare(x->order, y->order);

    return order ? order : yb_text_compare(x->key, y->key);
}

static int falling(const void *a, const void *b)
{
    return rising(b, a);
}

int yb_api_need_pool(struct yb_api_exchange *x, struct yb_error *error)
{
    const char *region = x->call.app->region;

    return yb_reaches(&x->reach, yb_text_of(region), YB_TEXT(""))
               ? YB_OK
               : yb_fail(error, YB_E_NOT_ALLOWED, region, NULL);
}

int yb_api_need_agency(struct yb_api_exchange *x, struct yb_error *error)
{
    return x->reach.fixmedins_code.length
               ? yb_fail(error, YB_E_NOT_ALLOWED,
                         yb_permission_title(x->operation->permission, x->english), NULL)
               : YB_OK;
}

/* Where the page begins: after the row whose key the last page ended with. */
static int find_start(struct yb_text after, const struct place *places, size_t count, size_t *start,
                      struct yb_error *error)
{
    *start = 0;
    if (!after.length)
        return YB_OK;
    for (size_t i = 0; i < count; i++)
        if (yb_text_equal(places[i].key, after)) {
            *start = i + 1;
            return YB_OK;
        }
    return yb_refuse(error, YB_E_WRONG_FORMAT, "after", after);
}

int yb_api_write_page(struct yb_api_exchange *x, const struct yb_api_rows *rows,
                      struct yb_error *error)
{
    struct place *places = YB_NEW_ARRAY(x->arena, struct place, rows->count + 1);
    struct yb_text by = yb_api_text(x, "sort");
    size_t most = (size_t)yb_api_number(x, "limit", PAGE_ROWS), start, i;
    bool down = yb_text_starts(by, "-");
    int rc;

    if (!places)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (down)
        by = (struct yb_text){by.bytes + 1, by.length - 1};
    for (i = 0; i < rows->count; i++)
        places[i] = (struct place){rows->key(rows->rows, i), rows->order(rows->rows, i, by), i};
    qsort(places, rows->count, sizeof(*places), down ? falling : rising);
    rc = find_start(yb_api_text(x, "after"), places, rows->count, &start, error);
    if (rc != YB_OK)
        return rc;
    yb_api_begin(x, "items", '[');
    for (i = start; i < rows->count && i < start + most; i++) {
        YB_API_EACH(x);
        rows->write(x, rows->rows, places[i].row);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
    yb_api_put_text(x, "next", i < rows->count && i > start ? places[i - 1].key : YB_TEXT(""));
    yb_api_put_integer(x, "total", (int64_t)rows->count);
    return YB_OK;
}
