#include "engine/year/builder.h"

#include <string.h>

#define CHUNK_BITS 14
#define CHUNK_ROWS ((size_t)1 << CHUNK_BITS)

struct yb_year_line {
    int64_t amount_fen, count_e4;
    uint32_t term, unused;
};

struct yb_year_adjusted {
    int64_t setl_id;
    struct yb_year_adjustment by;
};

/* ---- columns and pools ---- */

static void *row_at(const struct yb_year_column *column, size_t row)
{
    return column->chunks[row >> CHUNK_BITS] + (row & (CHUNK_ROWS - 1)) * column->row_size;
}

static bool add_chunk(struct yb_arena *arena, struct yb_year_column *column)
{
    size_t chunks = column->count >> CHUNK_BITS;

    if (chunks == column->capacity) {
        size_t capacity = chunks ? 2 * chunks : 16;
        char **wider = YB_NEW_ARRAY(arena, char *, capacity);

        if (!wider)
            return false;
        if (chunks)
            memcpy(wider, column->chunks, chunks * sizeof(*wider));
        column->chunks = wider;
        column->capacity = capacity;
    }
    column->chunks[chunks] = yb_arena_alloc(arena, CHUNK_ROWS * column->row_size);
    return column->chunks[chunks] != NULL;
}

static void *add_row(struct yb_year_builder *builder, struct yb_year_column *column,
                     const void *row)
{
    void *at;

    if (builder->failed || builder->too_many)
        return NULL;
    builder->too_many = column->count >= UINT32_MAX;
    if (!(column->count & (CHUNK_ROWS - 1)) && !add_chunk(builder->arena, column))
        builder->failed = true;
    if (builder->failed || builder->too_many)
        return NULL;
    at = row_at(column, column->count++);
    memcpy(at, row, column->row_size);
    return at;
}

/* The place of the row whose bytes are `key`, added as `row` when it is new. */
static uint32_t pool_place(struct yb_year_builder *builder, struct yb_year_pool *pool,
                           struct yb_text key, const void *row)
{
    int32_t place = yb_table_get(&pool->index, key, -1);

    if (place >= 0)
        return (uint32_t)place;
    key = yb_text_copy(builder->arena, key);
    if (!key.bytes || !add_row(builder, &pool->rows, row ? row : &key) ||
        pool->rows.count > INT32_MAX ||
        !yb_table_put(&pool->index, key, (int32_t)pool->rows.count - 1)) {
        builder->failed = true;
        return 0;
    }
    return (uint32_t)pool->rows.count - 1;
}

static uint32_t row_place(struct yb_year_builder *builder, struct yb_year_pool *pool,
                          const void *row)
{
    return pool_place(builder, pool, (struct yb_text){row, pool->rows.row_size}, row);
}

static uint32_t word_place(struct yb_year_builder *builder, struct yb_text word)
{
    struct yb_text key = word.length ? word : YB_TEXT("");

    return pool_place(builder, &builder->words, key, NULL);
}

static void init_pool(struct yb_year_builder *builder, struct yb_year_pool *pool, size_t row_size)
{
    pool->rows.row_size = row_size;
    yb_table_init(&pool->index, builder->arena, 1024);
}

void yb_year_builder_init(struct yb_year_builder *builder, struct yb_arena *arena, int32_t year,
                          int32_t insutype)
{
    *builder = (struct yb_year_builder){.arena = arena, .year = year, .insutype = insutype};
    builder->claims.row_size = sizeof(struct yb_year_claim);
    builder->psn_nos.row_size = sizeof(int64_t);
    builder->lines.row_size = sizeof(struct yb_year_line);
    builder->cancelled.row_size = sizeof(int64_t);
    builder->adjusted.row_size = sizeof(struct yb_year_adjusted);
    init_pool(builder, &builder->kinds, sizeof(struct yb_facts));
    init_pool(builder, &builder->terms, sizeof(struct yb_item_terms));
    init_pool(builder, &builder->words, sizeof(struct yb_text));
}

/* ---- adding ---- */

/* Member by member, so that what lies between them is zero. */
static struct yb_facts plain_facts(const struct yb_facts *facts)
{
    struct yb_facts plain;

    memset(&plain, 0, sizeof(plain));
    plain.bits = facts->bits;
    plain.age = facts->age;
    plain.continuous_years = facts->continuous_years;
    return plain;
}

static struct yb_item_terms plain_terms(const struct yb_item_terms *terms)
{
    struct yb_item_terms plain;

    memset(&plain, 0, sizeof(plain));
    plain.price_cap_e6 = terms->price_cap_e6;
    plain.self_pay_ppm = terms->self_pay_ppm;
    plain.tags = terms->tags;
    plain.item_class = terms->item_class;
    return plain;
}

void yb_year_builder_add(struct yb_year_builder *builder, const struct yb_year_entry *entry)
{
    struct yb_year_claim claim = entry->claim;
    struct yb_facts facts = plain_facts(&entry->facts);

    claim.first_line = (uint32_t)builder->lines.count;
    claim.kind = row_place(builder, &builder->kinds, &facts);
    claim.diseases = word_place(builder, entry->diseases);
    claim.institution = word_place(builder, entry->institution);
    for (uint32_t i = 0; i < claim.line_count; i++) {
        struct yb_item_terms terms = plain_terms(&entry->lines[i].terms);
        struct yb_year_line line = {entry->lines[i].amount_fen, entry->lines[i].count_e4,
                                    row_place(builder, &builder->terms, &terms), 0};

        add_row(builder, &builder->lines, &line);
    }
    add_row(builder, &builder->claims, &claim);
    add_row(builder, &builder->psn_nos, &entry->psn_no);
}

/* One claim of an older year; its small tables are met again, by their contents. */
static void take_claim(struct yb_year_builder *builder, const struct yb_year *older,
                       const struct yb_year_person *person, const struct yb_year_claim *from)
{
    struct yb_year_claim claim = *from;

    claim.first_line = (uint32_t)builder->lines.count;
    claim.kind = row_place(builder, &builder->kinds, &older->kinds[from->kind]);
    claim.diseases = word_place(builder, yb_year_word(older, from->diseases));
    claim.institution = word_place(builder, yb_year_word(older, from->institution));
    for (uint32_t i = from->first_line; i < from->first_line + from->line_count; i++) {
        struct yb_year_line line = {
            older->amounts[i], older->counts[i],
            row_place(builder, &builder->terms, &older->terms[older->term_of[i]]), 0};

        add_row(builder, &builder->lines, &line);
    }
    add_row(builder, &builder->claims, &claim);
    add_row(builder, &builder->psn_nos, &person->psn_no);
}

void yb_year_builder_take(struct yb_year_builder *builder, const struct yb_year *older)
{
    for (uint64_t i = 0; i < older->head->count[YB_YEAR_PERSONS]; i++) {
        const struct yb_year_person *person = &older->persons[i];

        for (uint32_t j = 0; j < person->claim_count; j++)
            take_claim(builder, older, person, &older->claims[person->first_claim + j]);
    }
}

void yb_year_builder_cancel(struct yb_year_builder *builder, int64_t setl_id)
{
    add_row(builder, &builder->cancelled, &setl_id);
}

void yb_year_builder_adjust(struct yb_year_builder *builder, int64_t setl_id,
                            const struct yb_year_adjustment *by)
{
    struct yb_year_adjusted row = {setl_id, *by};

    add_row(builder, &builder->adjusted, &row);
}

/* ---- putting in order ---- */

struct place {
    int64_t psn_no, setl_id;
    uint32_t claim;
};

#define DIGIT_BITS 11
#define DIGITS     (1 << DIGIT_BITS)

/* One stable pass by a digit of a key; false: all have the same, and nothing moved. */
static bool sort_by_digit(const struct place *from, struct place *to, size_t count, bool by_setl,
                          int shift)
{
    uint32_t starts[DIGITS] = {0};
    uint32_t sum = 0;

    for (size_t i = 0; i < count; i++)
        starts[((uint64_t)(by_setl ? from[i].setl_id : from[i].psn_no) >> shift) % DIGITS]++;
    for (int digit = 0; digit < DIGITS; digit++) {
        uint32_t here = starts[digit];

        if (here == count)
            return false;
        starts[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[((uint64_t)(by_setl ? from[i].setl_id : from[i].psn_no) >> shift) % DIGITS]++] =
            from[i];
    return true;
}

/* By psn_no and then setl_id: from the lowest digit of the second to the highest of the first. */
static struct place *sort_places(struct place *places, struct place *spare, size_t count)
{
    for (int by_setl = 1; by_setl >= 0; by_setl--)
        for (int shift = 0; shift < 64; shift += DIGIT_BITS)
            if (count && sort_by_digit(places, spare, count, by_setl != 0, shift)) {
                struct place *sorted = spare;

                spare = places;
                places = sorted;
            }
    return places;
}

/* The claims by setl_id: what cancellations and adjustments look in. */
static const struct place *find_place(const struct place *by_setl, size_t count, int64_t setl_id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_setl[middle].setl_id < setl_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && by_setl[low].setl_id == setl_id ? &by_setl[low] : NULL;
}

static void apply_adjustments(struct yb_year_builder *builder, const struct place *by_setl,
                              size_t count)
{
    for (size_t i = 0; i < builder->adjusted.count; i++) {
        const struct yb_year_adjusted *row = row_at(&builder->adjusted, i);
        const struct place *place = find_place(by_setl, count, row->setl_id);
        struct yb_year_claim *claim;

        if (!place)
            continue; /* of another year, or cancelled before */
        claim = row_at(&builder->claims, place->claim);
        claim->acct_pay_fen += row->by.acct_pay_fen;
        claim->fund_pay_sumamt_fen += row->by.fund_pay_sumamt_fen;
        claim->psn_cash_pay_fen += row->by.psn_cash_pay_fen;
    }
}

/* Claims in the order of the file, those cancelled left out; NULL: no memory. */
static const struct place *order(struct yb_year_builder *builder, size_t *count)
{
    size_t all = builder->claims.count, kept = 0;
    struct place *places = YB_NEW_ARRAY(builder->arena, struct place, all + 1);
    struct place *spare = YB_NEW_ARRAY(builder->arena, struct place, all + 1);
    struct place *first = places;

    if (!places || !spare)
        return NULL;
    for (size_t i = 0; i < all; i++) {
        const struct yb_year_claim *claim = row_at(&builder->claims, i);

        places[i] = (struct place){0, claim->setl_id, (uint32_t)i};
    }
    places = sort_places(places, spare, all); /* psn_no is 0 so far */
    if (places != first)
        spare = first;
    apply_adjustments(builder, places, all);
    for (size_t i = 0; i < builder->cancelled.count; i++) {
        const int64_t *setl_id = row_at(&builder->cancelled, i);
        const struct place *place = find_place(places, all, *setl_id);

        if (place)
            places[place - places].psn_no = -1;
    }
    for (size_t i = 0; i < all; i++)
        if (places[i].psn_no == 0) {
            places[kept] = places[i];
            places[kept].psn_no = *(const int64_t *)row_at(&builder->psn_nos, places[kept].claim);
            kept++;
        }
    *count = kept;
    return sort_places(places, spare, kept);
}

/* ---- writing ---- */

struct writing {
    struct yb_year_builder *builder;
    const struct yb_year_sink *sink;
    const struct place *places;
    size_t place_count;
    uint64_t sum;
    size_t filled; /* of buffer */
    union {
        uint64_t align;
        uint8_t bytes[1 << 16];
    } buffer;
    int rc;
    struct yb_error *error;
};

static void flush(struct writing *w)
{
    if (w->rc || !w->filled)
        return;
    w->sum = yb_year_sum(w->sum, w->buffer.bytes, w->filled);
    w->rc = w->sink->write(w->sink->context, w->buffer.bytes, w->filled, false, w->error);
    w->filled = 0;
}

static void put(struct writing *w, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;

    while (size && !w->rc) {
        size_t room = sizeof(w->buffer.bytes) - w->filled, part = size < room ? size : room;

        memcpy(w->buffer.bytes + w->filled, from, part);
        w->filled += part;
        from += part;
        size -= part;
        if (w->filled == sizeof(w->buffer.bytes))
            flush(w);
    }
}

/* Every table begins at a multiple of 8. */
static void pad(struct writing *w)
{
    static const uint8_t zeros[8];

    put(w, zeros, (8 - w->filled % 8) % 8);
}

static void put_persons(struct writing *w)
{
    for (size_t i = 0; i < w->place_count;) {
        struct yb_year_person person = {w->places[i].psn_no, (uint32_t)i, 0};

        for (; i < w->place_count && w->places[i].psn_no == person.psn_no; i++)
            person.claim_count++;
        put(w, &person, sizeof(person));
    }
}

static void put_claims(struct writing *w)
{
    uint32_t line = 0;

    for (size_t i = 0; i < w->place_count; i++) {
        struct yb_year_claim claim;

        memcpy(&claim, row_at(&w->builder->claims, w->places[i].claim), sizeof(claim));
        claim.first_line = line;
        line += claim.line_count;
        put(w, &claim, sizeof(claim));
    }
}

/* One column of the lines, in the order of the claims. */
static void put_lines(struct writing *w, size_t offset, size_t size)
{
    const struct yb_year_column *lines = &w->builder->lines;

    for (size_t i = 0; i < w->place_count; i++) {
        const struct yb_year_claim *claim = row_at(&w->builder->claims, w->places[i].claim);

        for (uint32_t j = 0; j < claim->line_count; j++)
            put(w, (const char *)row_at(lines, claim->first_line + j) + offset, size);
    }
    pad(w);
}

static void put_pool(struct writing *w, const struct yb_year_pool *pool)
{
    for (size_t i = 0; i < pool->rows.count; i++)
        put(w, row_at(&pool->rows, i), pool->rows.row_size);
    pad(w);
}

static void put_words(struct writing *w)
{
    const struct yb_year_column *words = &w->builder->words.rows;
    uint32_t offset = 0;

    for (size_t i = 0; i < words->count; i++) {
        const struct yb_text *text = row_at(words, i);
        struct yb_year_word word = {offset, (uint32_t)text->length};

        offset += word.length;
        put(w, &word, sizeof(word));
    }
    for (size_t i = 0; i < words->count; i++) {
        const struct yb_text *text = row_at(words, i);

        put(w, text->bytes, text->length);
    }
    pad(w);
}

static void count_tables(const struct writing *w, struct yb_year_head *head)
{
    const struct yb_year_builder *builder = w->builder;
    uint64_t lines = 0, text = 0, persons = 0;

    for (size_t i = 0; i < w->place_count; i++) {
        const struct yb_year_claim *claim = row_at(&builder->claims, w->places[i].claim);

        lines += claim->line_count;
        persons += !i || w->places[i].psn_no != w->places[i - 1].psn_no;
    }
    for (size_t i = 0; i < builder->words.rows.count; i++)
        text += ((const struct yb_text *)row_at(&builder->words.rows, i))->length;
    head->count[YB_YEAR_PERSONS] = persons;
    head->count[YB_YEAR_CLAIMS] = w->place_count;
    head->count[YB_YEAR_AMOUNTS] = head->count[YB_YEAR_COUNTS] = head->count[YB_YEAR_TERM_OF] =
        lines;
    head->count[YB_YEAR_KINDS] = builder->kinds.rows.count;
    head->count[YB_YEAR_TERMS] = builder->terms.rows.count;
    head->count[YB_YEAR_WORDS] = builder->words.rows.count;
    head->count[YB_YEAR_TEXT] = text;
}

static void put_tables(struct writing *w)
{
    put_persons(w);
    put_claims(w);
    put_lines(w, offsetof(struct yb_year_line, amount_fen), sizeof(int64_t));
    put_lines(w, offsetof(struct yb_year_line, count_e4), sizeof(int64_t));
    put_lines(w, offsetof(struct yb_year_line, term), sizeof(uint32_t));
    put_pool(w, &w->builder->kinds);
    put_pool(w, &w->builder->terms);
    put_words(w);
    flush(w);
}

int yb_year_builder_write(struct yb_year_builder *builder, int64_t mark, uint64_t founded,
                          const struct yb_year_sink *sink, struct yb_error *error)
{
    struct yb_year_head head = {.magic = "YBYEAR\r\n",
                                .version = YB_YEAR_VERSION,
                                .year = builder->year,
                                .insutype = builder->insutype,
                                .mark = mark,
                                .founded = founded};
    struct writing *w = YB_NEW(builder->arena, struct writing);

    if (w) {
        w->builder = builder;
        w->sink = sink;
        w->error = error;
        w->places = order(builder, &w->place_count);
    }
    if (builder->too_many)
        return yb_fail(error, YB_E_TOO_MANY, "lines", "4294967295", NULL);
    if (!w || !w->places || builder->failed)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    count_tables(w, &head);
    w->rc = sink->write(sink->context, &head, sizeof(head), false, error);
    put_tables(w);
    head.sum = w->sum;
    return w->rc ? w->rc : sink->write(sink->context, &head, sizeof(head), true, error);
}
