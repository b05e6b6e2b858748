/* Kinds of claims on paper, of data/paper/claims.csv. */
#include "app/paper/paper.h"
#include "app/refuse.h"
#include "app/transfer/csv.h"
#include "base/file.h"

#define KINDS_MAX  100
#define BYTES_MAX  (256 * 1024)
#define WORDS_MOST 1000 /* characters of a list of words */

struct reading {
    struct yb_arena *arena;
    struct yb_paper_kind *rows;
    size_t count;
    const char *path;
    struct yb_error *error; /* of the first row refused */
    int rc;
};

static int check_documents(struct yb_text words, struct yb_error *error)
{
    while (words.length) {
        struct yb_text word = yb_text_split(words, ',', &words);

        if (!yb_document_kind_of(word))
            return yb_refuse(error, YB_E_UNKNOWN_CODE, "documents", word);
    }
    return YB_OK;
}

static int take(void *context, const struct yb_csv_row *row, struct yb_error *error)
{
    struct reading *reading = context;
    const struct yb_paper_kinds so_far = {reading->rows, reading->count};
    struct yb_text copies[6];

    if (reading->count == KINDS_MAX)
        return yb_refuse_number(error, YB_E_TOO_MANY, "kind", KINDS_MAX);
    if (yb_paper_kind_of(&so_far, row->values[0]))
        return yb_refuse(error, YB_E_EXISTS, "kind", row->values[0]);
    for (int i = 0; i < 6; i++)
        copies[i] = yb_text_copy(reading->arena, row->values[i]);
    reading->rows[reading->count++] =
        (struct yb_paper_kind){copies[0], copies[1], copies[2], copies[3], copies[4], copies[5]};
    return check_documents(row->values[4], error);
}

/* The first refusal is the file's. */
static void say(void *context, int64_t row, const struct yb_error *error)
{
    struct reading *reading = context;

    if (reading->rc)
        return;
    *reading->error = *error;
    reading->error->file = reading->path;
    reading->error->line = (int)row;
    reading->rc = error->code;
}

int yb_paper_kinds_read(const char *path, struct yb_arena *arena,
                        const struct yb_paper_kinds **kinds, struct yb_error *error)
{
    static const struct yb_csv_column columns[] = {{"kind", true, 30},
                                                   {"title", true, 60},
                                                   {"title_en", true, 60},
                                                   {"med_types", true, WORDS_MOST},
                                                   {"documents", true, WORDS_MOST},
                                                   {"source", true, 300}};
    struct yb_paper_kinds *read = YB_NEW(arena, struct yb_paper_kinds);
    struct reading reading = {.arena = arena,
                              .rows = YB_NEW_ARRAY(arena, struct yb_paper_kind, KINDS_MAX),
                              .path = path,
                              .error = error};
    struct yb_csv_report report = {.say = say, .context = &reading};
    const struct yb_csv_sink sink = {take, &reading, &report};
    struct yb_text text;
    int rc = read && reading.rows ? yb_file_read(path, BYTES_MAX, arena, &text, error)
                                  : yb_fail(error, YB_E_NO_MEMORY, NULL);

    if (rc == YB_OK)
        rc = yb_csv_read(text, columns, sizeof(columns) / sizeof(columns[0]), &sink, error);
    if (rc != YB_OK)
        return rc;
    *read = (struct yb_paper_kinds){reading.rows, reading.count};
    *kinds = read;
    return reading.rc;
}

const struct yb_paper_kind *yb_paper_kind_of(const struct yb_paper_kinds *kinds,
                                             struct yb_text kind)
{
    for (size_t i = 0; kinds && i < kinds->count; i++)
        if (yb_text_equal(kinds->rows[i].kind, kind))
            return &kinds->rows[i];
    return NULL;
}
