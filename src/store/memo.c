#include "store/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "store/driver.h"

#define ROWS_MAX  4096
#define KEY_BYTES 96 /* a longer key is not kept */

struct yb_memo {
    _Atomic int64_t *version;
    int64_t kept_at;                       /* the version that what is kept belongs to */
    bool register_changed, accounts_added; /* by the transaction in hand */
    struct yb_arena arena;
    struct yb_table places;
    void *rows[ROWS_MAX];
    const struct yb_table_info *tables[ROWS_MAX];
};

static const struct {
    enum yb_table_id table;
    enum yb_register_touch touch;
} touched[] = {
    {YB_T_psn, YB_TOUCH_REGISTER},
    {YB_T_psn_lookup, YB_TOUCH_REGISTER},
    {YB_T_psn_insu, YB_TOUCH_REGISTER},
    {YB_T_psn_idet, YB_TOUCH_REGISTER},
    {YB_T_filing, YB_TOUCH_REGISTER},
    {YB_T_fixmedins, YB_TOUCH_REGISTER},
    {YB_T_ledger_account, YB_TOUCH_ACCOUNTS},
};

/* The table that a statement writes to, or YB_TABLES. */
static enum yb_table_id written(const char *text)
{
    static const char *const verbs[] = {"INSERT INTO ", "UPDATE ", "DELETE FROM "};

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        size_t length = strlen(verbs[i]);

        if (strncmp(text, verbs[i], length) == 0)
            return yb_table_find(text + length, strcspn(text + length, " ("));
    }
    return YB_TABLES;
}

enum yb_register_touch yb_sql_touches(enum yb_sql sql)
{
    enum yb_table_id table = written(yb_sqls[sql].text);

    for (size_t i = 0; i < sizeof(touched) / sizeof(touched[0]); i++)
        if (touched[i].table == table)
            return touched[i].touch;
    return YB_TOUCH_NOTHING;
}

struct yb_memo *yb_memo_new(_Atomic int64_t *version)
{
    struct yb_memo *memo = calloc(1, sizeof(*memo));

    if (!memo)
        return NULL;
    memo->version = version;
    yb_arena_init(&memo->arena, 16 * 1024);
    yb_table_init(&memo->places, &memo->arena, 0);
    yb_memo_others(memo); /* what an earlier connection saw counts no more */
    return memo;
}

void yb_memo_free(struct yb_memo *memo)
{
    if (!memo)
        return;
    yb_arena_release(&memo->arena);
    free(memo);
}

void yb_memo_others(struct yb_memo *memo)
{
    atomic_fetch_add(memo->version, 1);
}

void yb_memo_touch(struct yb_memo *memo, enum yb_register_touch touch)
{
    if (touch == YB_TOUCH_REGISTER) {
        memo->register_changed = true;
        yb_memo_others(memo);
    }
    memo->accounts_added |= touch == YB_TOUCH_ACCOUNTS;
}

void yb_memo_end(struct yb_memo *memo, bool kept)
{
    if (memo->register_changed || (memo->accounts_added && !kept))
        yb_memo_others(memo);
}

void yb_memo_begin(struct yb_memo *memo)
{
    memo->register_changed = memo->accounts_added = false;
}

int64_t yb_memo_version(const struct yb_memo *memo)
{
    return atomic_load(memo->version);
}

static void forget(struct yb_memo *memo)
{
    yb_arena_clear(&memo->arena);
    yb_table_init(&memo->places, &memo->arena, 0);
    memo->kept_at = yb_memo_version(memo);
}

/* Which statement, and its key. Empty: too long. */
static struct yb_text place_of(enum yb_sql sql, struct yb_text key, char bytes[KEY_BYTES])
{
    if (key.length > KEY_BYTES - 2)
        return (struct yb_text){NULL, 0};
    bytes[0] = (char)(sql >> 8);
    bytes[1] = (char)sql;
    memcpy(bytes + 2, key.bytes ? key.bytes : "", key.length);
    return (struct yb_text){bytes, key.length + 2};
}

bool yb_memo_get(struct yb_memo *memo, enum yb_sql sql, struct yb_text key, struct yb_arena *arena,
                 void *row)
{
    char bytes[KEY_BYTES];
    struct yb_text place = place_of(sql, key, bytes);
    int32_t at;

    if (memo->kept_at != yb_memo_version(memo))
        forget(memo);
    at = yb_table_get(&memo->places, place, -1);
    if (at < 0)
        return false;
    return yb_row_copy(memo->tables[at], memo->rows[at], arena, row);
}

void yb_memo_put(struct yb_memo *memo, enum yb_sql sql, struct yb_text key, const void *row)
{
    char bytes[KEY_BYTES];
    struct yb_text place = place_of(sql, key, bytes);
    const struct yb_table_info *table = yb_sql_selected(sql);
    size_t at;
    void *copy;

    if (memo->kept_at != yb_memo_version(memo) || memo->places.count == ROWS_MAX)
        forget(memo);
    at = memo->places.count;
    copy = yb_arena_alloc(&memo->arena, table->row_bytes);
    place = place.length ? yb_text_copy(&memo->arena, place) : place;
    if (!copy || !place.length || !yb_row_copy(table, row, &memo->arena, copy))
        return;
    memo->rows[at] = copy;
    memo->tables[at] = table;
    yb_table_put(&memo->places, place, (int32_t)at);
}
