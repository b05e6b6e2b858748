#include "engine/year/year.h"

#include <string.h>

static const struct {
    const char *name;
    size_t size;
} tables[YB_YEAR_TABLES] = {
    [YB_YEAR_PERSONS] = {"persons", sizeof(struct yb_year_person)},
    [YB_YEAR_CLAIMS] = {"claims", sizeof(struct yb_year_claim)},
    [YB_YEAR_AMOUNTS] = {"amounts", sizeof(int64_t)},
    [YB_YEAR_COUNTS] = {"counts", sizeof(int64_t)},
    [YB_YEAR_TERM_OF] = {"term_of", sizeof(uint32_t)},
    [YB_YEAR_KINDS] = {"kinds", sizeof(struct yb_facts)},
    [YB_YEAR_TERMS] = {"terms", sizeof(struct yb_item_terms)},
    [YB_YEAR_WORDS] = {"words", sizeof(struct yb_year_word)},
    [YB_YEAR_TEXT] = {"text", 1},
};

size_t yb_year_row_size(enum yb_year_table table)
{
    return tables[table].size;
}

size_t yb_year_table_size(enum yb_year_table table, uint64_t count)
{
    return (count * tables[table].size + 7) / 8 * 8;
}

static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return sum ^ (sum >> 29);
}

uint64_t yb_year_sum(uint64_t sum, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t word;

    for (; size >= sizeof(word); at += sizeof(word), size -= sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        sum = mix(sum, word);
    }
    word = 0;
    if (size) {
        memcpy(&word, at, size);
        sum = mix(sum, word);
    }
    return sum;
}

static int damaged(const char *what, struct yb_error *error)
{
    return yb_fail(error, YB_E_TAMPERED, what, NULL);
}

static int check_head(const struct yb_year_head *head, size_t size, struct yb_error *error)
{
    size_t left = size - sizeof(*head);

    if (memcmp(head->magic, "YBYEAR\r\n", sizeof(head->magic)) != 0 ||
        head->version != YB_YEAR_VERSION)
        return damaged("head", error);
    for (int table = 0; table < YB_YEAR_TABLES; table++) {
        size_t bytes;

        if (head->count[table] > UINT32_MAX)
            return damaged(tables[table].name, error);
        bytes = yb_year_table_size((enum yb_year_table)table, head->count[table]);
        if (bytes > left)
            return damaged(tables[table].name, error);
        left -= bytes;
    }
    if (left || head->count[YB_YEAR_AMOUNTS] != head->count[YB_YEAR_TERM_OF] ||
        head->count[YB_YEAR_AMOUNTS] != head->count[YB_YEAR_COUNTS])
        return damaged("head", error);
    return YB_OK;
}

static void place(struct yb_year *year)
{
    const void *at[YB_YEAR_TABLES];
    const uint8_t *next = (const uint8_t *)(year->head + 1);

    for (int table = 0; table < YB_YEAR_TABLES; table++) {
        at[table] = next;
        next += yb_year_table_size((enum yb_year_table)table, year->head->count[table]);
    }
    year->persons = at[YB_YEAR_PERSONS];
    year->claims = at[YB_YEAR_CLAIMS];
    year->amounts = at[YB_YEAR_AMOUNTS];
    year->counts = at[YB_YEAR_COUNTS];
    year->term_of = at[YB_YEAR_TERM_OF];
    year->kinds = at[YB_YEAR_KINDS];
    year->terms = at[YB_YEAR_TERMS];
    year->words = at[YB_YEAR_WORDS];
    year->text = at[YB_YEAR_TEXT];
}

/* Persons and claims lie one behind the other, without a gap. */
static int check_persons(const struct yb_year *year, struct yb_error *error)
{
    const uint64_t *count = year->head->count;
    uint64_t claim = 0;

    for (uint64_t i = 0; i < count[YB_YEAR_PERSONS]; i++) {
        const struct yb_year_person *person = &year->persons[i];

        if ((i && person->psn_no <= person[-1].psn_no) || person->first_claim != claim ||
            person->claim_count > count[YB_YEAR_CLAIMS] - claim)
            return damaged("persons", error);
        claim += person->claim_count;
    }
    return claim == count[YB_YEAR_CLAIMS] ? YB_OK : damaged("persons", error);
}

static int check_claims(const struct yb_year *year, struct yb_error *error)
{
    const uint64_t *count = year->head->count;
    uint64_t line = 0;

    for (uint64_t i = 0; i < count[YB_YEAR_CLAIMS]; i++) {
        const struct yb_year_claim *claim = &year->claims[i];

        if (claim->first_line != line || claim->line_count > count[YB_YEAR_AMOUNTS] - line ||
            claim->kind >= count[YB_YEAR_KINDS] || claim->diseases >= count[YB_YEAR_WORDS] ||
            claim->institution >= count[YB_YEAR_WORDS])
            return damaged("claims", error);
        line += claim->line_count;
    }
    return line == count[YB_YEAR_AMOUNTS] ? YB_OK : damaged("claims", error);
}

static int check_rest(const struct yb_year *year, struct yb_error *error)
{
    const uint64_t *count = year->head->count;

    for (uint64_t i = 0; i < count[YB_YEAR_TERM_OF]; i++)
        if (year->term_of[i] >= count[YB_YEAR_TERMS])
            return damaged("term_of", error);
    for (uint64_t i = 0; i < count[YB_YEAR_TERMS]; i++)
        if (year->terms[i].item_class >= YB_CLASSES)
            return damaged("terms", error);
    for (uint64_t i = 0; i < count[YB_YEAR_WORDS]; i++)
        if (year->words[i].offset > count[YB_YEAR_TEXT] ||
            year->words[i].length > count[YB_YEAR_TEXT] - year->words[i].offset)
            return damaged("words", error);
    return YB_OK;
}

int yb_year_open(const void *bytes, size_t size, struct yb_year *year, struct yb_error *error)
{
    const struct yb_year_head *head = bytes;
    int rc;

    if (size < sizeof(*head))
        return damaged("head", error);
    rc = check_head(head, size, error);
    if (rc)
        return rc;
    if (yb_year_sum(0, head + 1, size - sizeof(*head)) != head->sum)
        return damaged("sum", error);
    year->head = head;
    place(year);
    rc = check_persons(year, error);
    if (!rc)
        rc = check_claims(year, error);
    return rc ? rc : check_rest(year, error);
}

struct yb_text yb_year_word(const struct yb_year *year, uint32_t word)
{
    return (struct yb_text){year->text + year->words[word].offset, year->words[word].length};
}

uint64_t yb_year_diseases(const struct yb_year *year, uint32_t word, const struct yb_policy *policy)
{
    struct yb_text rest = yb_year_word(year, word);
    uint64_t lists = 0;

    while (rest.length) {
        struct yb_text one = yb_text_split(rest, '\t', &rest);

        if (one.length)
            lists |= yb_policy_diseases(policy, one);
    }
    return lists;
}
