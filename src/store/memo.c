#include "store/memo.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "store/driver.h"

#define ROWS_MAX  4096
#define KEY_BYTES 96 /* a longer key is not kept */

/* Whose rows the transaction in hand has changed: their buckets, each once. */
struct touched_people {
    size_t count;
    uint16_t buckets[YB_CLOCK_PEOPLE];
};

struct yb_memo {
    struct yb_register_clock *clock;
    int64_t kept_at; /* stamp of all that what is kept belongs to */
    int64_t began;   /* the time when the transaction in hand began; what it has done: */
    bool others_changed, accounts_added;
    struct touched_people people, balances;
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
    {YB_T_accu, YB_TOUCH_BALANCES},
    {YB_T_psn_account, YB_TOUCH_BALANCES},
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

struct yb_memo *yb_memo_new(struct yb_register_clock *clock)
{
    struct yb_memo *memo = calloc(1, sizeof(*memo));

    if (!memo)
        return NULL;
    memo->clock = clock;
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

static uint16_t bucket_of(int64_t psn_no)
{
    static_assert(YB_CLOCK_PEOPLE <= UINT16_MAX + 1, "a bucket is 16 bits");
    return (uint16_t)((uint64_t)psn_no * UINT64_C(0x9E3779B97F4A7C15) >> 32) % YB_CLOCK_PEOPLE;
}

/* The clock goes first: who notes the new time begins to read after this. */
static void stamp(struct yb_memo *memo, _Atomic int64_t *what)
{
    atomic_store(what, atomic_fetch_add(&memo->clock->now, 1) + 1);
}

void yb_memo_others(struct yb_memo *memo)
{
    stamp(memo, &memo->clock->register_rows.all);
    stamp(memo, &memo->clock->balances.all);
}

static void touch(struct yb_memo *memo, struct yb_clock_stamps *stamps,
                  struct touched_people *people, int64_t psn_no)
{
    uint16_t bucket = bucket_of(psn_no);

    if (psn_no <= 0) {
        memo->others_changed = true;
        yb_memo_others(memo);
        return;
    }
    if (atomic_load(&stamps->person[bucket]) <= memo->began) /* not yet in this transaction */
        people->buckets[people->count++] = bucket;
    stamp(memo, &stamps->person[bucket]);
}

void yb_memo_touch(struct yb_memo *memo, enum yb_register_touch what, int64_t psn_no)
{
    if (what == YB_TOUCH_REGISTER)
        touch(memo, &memo->clock->register_rows, &memo->people, psn_no);
    else if (what == YB_TOUCH_BALANCES)
        touch(memo, &memo->clock->balances, &memo->balances, psn_no);
    else if (what == YB_TOUCH_ACCOUNTS)
        memo->accounts_added = true;
}

static void stamp_touched(struct yb_memo *memo, struct yb_clock_stamps *stamps,
                          const struct touched_people *people)
{
    for (size_t i = 0; i < people->count; i++)
        stamp(memo, &stamps->person[people->buckets[i]]);
}

void yb_memo_end(struct yb_memo *memo, bool kept)
{
    stamp_touched(memo, &memo->clock->register_rows, &memo->people);
    stamp_touched(memo, &memo->clock->balances, &memo->balances);
    if (memo->others_changed || (memo->accounts_added && !kept))
        yb_memo_others(memo);
}

void yb_memo_begin(struct yb_memo *memo)
{
    memo->others_changed = memo->accounts_added = false;
    memo->people.count = memo->balances.count = 0;
    memo->began = atomic_load(&memo->clock->now);
}

static bool holds(const struct yb_memo *memo, const struct yb_clock_stamps *stamps, int64_t psn_no,
                  int64_t then)
{
    int64_t least = then < memo->began ? then : memo->began;

    return then && atomic_load(&stamps->all) <= least &&
           atomic_load(&stamps->person[bucket_of(psn_no)]) <= least;
}

bool yb_memo_holds(const struct yb_memo *memo, int64_t psn_no, int64_t then)
{
    return holds(memo, &memo->clock->register_rows, psn_no, then);
}

bool yb_memo_balances_hold(const struct yb_memo *memo, int64_t psn_no, int64_t then)
{
    return holds(memo, &memo->clock->balances, psn_no, then);
}

static int64_t all_changed(const struct yb_memo *memo)
{
    return atomic_load(&memo->clock->register_rows.all);
}

static void forget(struct yb_memo *memo)
{
    yb_arena_clear(&memo->arena);
    yb_table_init(&memo->places, &memo->arena, 0);
    memo->kept_at = all_changed(memo);
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

    if (memo->kept_at != all_changed(memo))
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

    if (memo->kept_at != all_changed(memo) || memo->places.count == ROWS_MAX)
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
