/*
 * bare_rows - what the engine alone can do with the rows that a run left: reads the settlements of
 * one store (SQLite) with all their rows, then writes the same rows into another by prepared
 * INSERTs, one transaction per 64 settlements, WAL, synchronous=FULL; nothing is looked up.
 *
 *     bare_rows SOURCE TARGET
 *
 * TARGET is a store as founded (same people, no settlement). Prints settlements a second.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GROUP    64
#define CELL_MAX 128 /* columns of a table */

/* The rows of a settlement: which table, and by which column they hang on it. */
static const struct {
    const char *table, *link; /* of the table */
    const char *of;           /* of setl */
} parts[] = {
    {"message", "setl_id", "setl_id"},         {"mdtrt", "mdtrt_id", "mdtrt_id"},
    {"feedetl", "mdtrt_id", "mdtrt_id"},       {"setl", "setl_id", "setl_id"},
    {"setl_detail", "setl_id", "setl_id"},     {"setl_accu", "setl_id", "setl_id"},
    {"ledger_transfer", "setl_id", "setl_id"}, {"setl_trace", "setl_id", "setl_id"},
};
#define PARTS (sizeof parts / sizeof parts[0])

struct row {
    size_t part;
    int count;
    sqlite3_value *cells[CELL_MAX];
};

struct rows {
    struct row *rows;
    size_t count, capacity;
};

static void check(sqlite3 *db, int rc, const char *what)
{
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return;
    fprintf(stderr, "bare_rows: %s: %s\n", what, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
    sqlite3_stmt *statement = NULL;

    check(db, sqlite3_prepare_v2(db, text, -1, &statement, NULL), text);
    return statement;
}

static void keep(struct rows *rows, size_t part, sqlite3_stmt *from)
{
    struct row *row;

    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 4096;
        rows->rows = realloc(rows->rows, rows->capacity * sizeof *rows->rows);
        if (!rows->rows)
            check(NULL, SQLITE_NOMEM, "rows");
    }
    row = &rows->rows[rows->count++];
    row->part = part;
    row->count = sqlite3_column_count(from);
    if (row->count > CELL_MAX)
        check(NULL, SQLITE_TOOBIG, parts[part].table);
    for (int i = 0; i < row->count; i++)
        row->cells[i] = sqlite3_value_dup(sqlite3_column_value(from, i));
}

/* All rows of all settlements, settlement by settlement. Answers how many settlements. */
static size_t load(const char *path, struct rows *rows)
{
    sqlite3_stmt *setls, *of[PARTS];
    size_t count = 0;
    char text[256];
    sqlite3 *db;

    check(NULL, sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), path);
    for (size_t i = 0; i < PARTS; i++) {
        snprintf(text, sizeof text, "SELECT * FROM %s WHERE %s = ?", parts[i].table, parts[i].link);
        of[i] = prepare(db, text);
    }
    /* messages have no index by settlement: one for this run */
    check(db,
          sqlite3_exec(db,
                       "ATTACH ':memory:' AS m; CREATE TABLE m.at (setl_id INTEGER PRIMARY KEY,"
                       " message_id INTEGER); INSERT INTO m.at SELECT setl_id, message_id"
                       " FROM message WHERE setl_id > 0",
                       NULL, NULL, NULL),
          "index");
    sqlite3_finalize(of[0]);
    of[0] = prepare(db, "SELECT message.* FROM m.at JOIN message USING (message_id)"
                        " WHERE m.at.setl_id = ?");
    setls = prepare(db, "SELECT setl_id, mdtrt_id FROM setl ORDER BY setl_id");
    for (; sqlite3_step(setls) == SQLITE_ROW; count++)
        for (size_t i = 0; i < PARTS; i++) {
            int column = strcmp(parts[i].of, "setl_id") ? 1 : 0;

            sqlite3_bind_int64(of[i], 1, sqlite3_column_int64(setls, column));
            while (sqlite3_step(of[i]) == SQLITE_ROW)
                keep(rows, i, of[i]);
            sqlite3_reset(of[i]);
        }
    for (size_t i = 0; i < PARTS; i++)
        sqlite3_finalize(of[i]);
    sqlite3_finalize(setls);
    sqlite3_close(db);
    return count;
}

static sqlite3_stmt *inserter(sqlite3 *db, const struct row *row)
{
    char text[512];
    int length = snprintf(text, sizeof text, "INSERT INTO %s VALUES (?", parts[row->part].table);

    for (int i = 1; i < row->count; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, ",?");
    snprintf(text + length, sizeof text - (size_t)length, ")");
    return prepare(db, text);
}

static double write_all(const char *path, const struct rows *rows)
{
    sqlite3_stmt *insert[PARTS] = {NULL};
    size_t in_group = 0;
    sqlite3 *db;
    double began;

    check(NULL, sqlite3_open(path, &db), path);
    check(db,
          sqlite3_exec(db,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                       "PRAGMA cache_size = -65536; BEGIN",
                       NULL, NULL, NULL),
          path);
    began = now();
    for (size_t r = 0; r < rows->count; r++) {
        const struct row *row = &rows->rows[r];

        if (row->part == 0 && ++in_group > GROUP) {
            check(db, sqlite3_exec(db, "COMMIT; BEGIN", NULL, NULL, NULL), "commit");
            in_group = 1;
        }
        if (!insert[row->part])
            insert[row->part] = inserter(db, row);
        for (int i = 0; i < row->count; i++)
            sqlite3_bind_value(insert[row->part], i + 1, row->cells[i]);
        check(db, sqlite3_step(insert[row->part]), parts[row->part].table);
        sqlite3_reset(insert[row->part]);
    }
    check(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), "commit");
    began = now() - began;
    for (size_t i = 0; i < PARTS; i++)
        sqlite3_finalize(insert[i]);
    sqlite3_close(db);
    return began;
}

int main(int argc, char **argv)
{
    struct rows rows = {0};
    size_t count;

    if (argc != 3) {
        fprintf(stderr, "usage: bare_rows SOURCE TARGET\n");
        return 2;
    }
    count = load(argv[1], &rows);
    printf("%.0f\n", (double)count / write_all(argv[2], &rows));
    return 0;
}
