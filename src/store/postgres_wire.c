/*
 * postgres_wire.c - parameters out, results in, errors understood.
 *
 * Everything travels in binary. Reading waits on the socket with a deadline: a server that hangs is
 * given up, not waited for.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/postgres_internal.h"
#include "store/store_internal.h"

/* Type numbers of the wire protocol (pg_type.dat; fixed for ever). */
static const Oid type_oids[] = {
    [YB_KIND_INT] = 20,    [YB_KIND_DAY] = 23,    [YB_KIND_TEXT] = 25,    [YB_KIND_BLOB] = 17,
    [YB_KIND_INTS] = 1016, [YB_KIND_DAYS] = 1007, [YB_KIND_TEXTS] = 1009, [YB_KIND_BLOBS] = 1001,
};

/* ---- errors ---- */

int yb_pg_lost(struct pg_conn *c, struct yb_error *error)
{
    int fd = PQsocket(c->pg);

    c->head.lost = true;
    if (fd >= 0) /* a server that still lives gives our locks back now, not when it is asked next */
        shutdown(fd, SHUT_RDWR);
    return yb_fail(error, YB_E_STORE_BUSY, "connection", NULL);
}

/* SQLSTATEs, whole or by class; first match wins. */
static const struct {
    const char *state;
    int code;
    bool retry, lost;
} states[] = {
    {"40001", YB_E_STORE_BUSY, true, false},  {"40P01", YB_E_STORE_BUSY, true, false},
    {"55P03", YB_E_STORE_BUSY, false, false}, {"57014", YB_E_STORE_BUSY, false, false},
    {"53100", YB_E_STORE_FULL, false, false}, {"25006", YB_E_STORE_READ_ONLY, false, false},
    {"23505", YB_E_EXISTS, false, false},     {"23503", YB_E_PSN_NOT_FOUND, false, false},
    {"57P", YB_E_STORE_BUSY, false, true},    {"08", YB_E_STORE_BUSY, false, true},
    {"53", YB_E_STORE_BUSY, false, false},
};

/* "Key (a, b)=(1, x) already exists.": the last value, which is what names the row. */
static void last_key_value(const char *detail, char *out, size_t size)
{
    const char *open = detail ? strstr(detail, ")=(") : NULL, *close, *comma;

    out[0] = 0;
    if (!open)
        return;
    open += 3;
    close = strrchr(open, ')');
    if (!close)
        return;
    for (comma = close; comma > open && (comma[-1] != ' ' || comma[-2] != ','); comma--)
        ;
    snprintf(out, size, "%.*s", (int)(close - comma), comma);
}

/* "feedetl_p3" -> "feedetl": a partition's refusal is its table's. */
static void table_of(const char *name, char *out, size_t size)
{
    size_t length = name ? strlen(name) : 0, digits = length;

    while (digits && name[digits - 1] >= '0' && name[digits - 1] <= '9')
        digits--;
    if (digits < length && digits > 2 && name[digits - 1] == 'p' && name[digits - 2] == '_')
        length = digits - 2;
    snprintf(out, size, "%.*s", (int)length, name ? name : "");
}

/* A refusal raised by our own function: "YB" and the code, arguments with | between. */
static int raised(const char *state, const char *message, struct yb_error *error)
{
    char first[YB_ERROR_ARG_BYTES_MAX], *second;

    snprintf(first, sizeof(first), "%s", message ? message : "");
    second = strchr(first, '|');
    if (second)
        *second++ = 0;
    return yb_fail(error, -(int)strtol(state + 2, NULL, 10), first, second, NULL);
}

/* A unique key in the way. Rows that are sent without waiting are told apart here. */
static int exists(const char *table, const char *value, struct yb_error *error)
{
    if (!strcmp(table, "feedetl"))
        return yb_fail(error, YB_E_LINE_EXISTS, value, NULL);
    if (!strcmp(table, "message_route"))
        return yb_fail(error, YB_E_MESSAGE_DIFFERS, value, NULL);
    return yb_fail(error, YB_E_EXISTS, table, value, NULL);
}

static int result_error(struct pg_conn *c, const PGresult *result, struct yb_error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    char table[YB_ERROR_ARG_BYTES_MAX], value[YB_ERROR_ARG_BYTES_MAX];
    size_t i;

    if (!state) /* libpq's own failure: what the server did is unknown */
        return yb_pg_lost(c, error);
    if (state[0] == 'Y' && state[1] == 'B')
        return raised(state, message, error);
    table_of(PQresultErrorField(result, PG_DIAG_TABLE_NAME), table, sizeof(table));
    last_key_value(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL), value, sizeof(value));
    for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        if (!strncmp(state, states[i].state, strlen(states[i].state))) {
            c->head.retry |= states[i].retry;
            c->head.lost |= states[i].lost;
            if (states[i].code == YB_E_EXISTS)
                return exists(table, value, error);
            return yb_fail(error, states[i].code, *table ? table : message, value, NULL);
        }
    return yb_fail(error, YB_E_STORE, message ? message : state, NULL);
}

/* ---- parameters ---- */

static void put32(char *p, int32_t value)
{
    uint32_t wire = htonl((uint32_t)value);

    memcpy(p, &wire, 4);
}

static void put64(char *p, int64_t value)
{
    put32(p, (int32_t)((uint64_t)value >> 32));
    put32(p + 4, (int32_t)((uint64_t)value & UINT32_MAX));
}

static size_t element_bytes(const struct yb_value *v, size_t i)
{
    if (v->kind == YB_KIND_INTS)
        return 8;
    if (v->kind == YB_KIND_DAYS)
        return ((const int32_t *)v->array)[i] == YB_DAY_NONE ? 0 : 4;
    return ((const struct yb_text *)v->array)[i].length;
}

/* Length and bytes of one array element; answers where the next one goes. */
static char *put_element(char *p, const struct yb_value *v, size_t i, bool *has_null)
{
    size_t bytes = element_bytes(v, i);

    put32(p, (int32_t)bytes);
    if (v->kind == YB_KIND_INTS) {
        put64(p + 4, ((const int64_t *)v->array)[i]);
    } else if (v->kind == YB_KIND_DAYS) {
        int32_t day = ((const int32_t *)v->array)[i];

        if (day == YB_DAY_NONE) {
            put32(p, -1);
            *has_null = true;
        } else {
            put32(p + 4, day);
        }
    } else if (bytes) {
        memcpy(p + 4, ((const struct yb_text *)v->array)[i].bytes, bytes);
    }
    return p + 4 + bytes;
}

/* One dimension: dimensions, has-null, element type, length, lower bound, elements. */
static char *encode_array(struct pg_conn *c, const struct yb_value *v, int *length)
{
    size_t count = (size_t)v->number, bytes = 20, i;
    bool has_null = false;
    char *start, *p;

    for (i = 0; i < count; i++)
        bytes += 4 + element_bytes(v, i);
    start = yb_arena_alloc(&c->arena, bytes);
    if (!start)
        return NULL;
    p = start + 20;
    for (i = 0; i < count; i++)
        p = put_element(p, v, i, &has_null);
    put32(start, count ? 1 : 0);
    put32(start + 4, has_null);
    put32(start + 8, (int32_t)type_oids[v->kind - YB_KIND_INTS]);
    put32(start + 12, (int32_t)count);
    put32(start + 16, 1);
    *length = (int)(count ? bytes : 12);
    return start;
}

/* One parameter; NULL for an SQL NULL (or a failed arena). */
static const char *encode(struct pg_conn *c, const struct yb_value *v, int *length)
{
    char *p;

    if (v->kind >= YB_KIND_INTS)
        return encode_array(c, v, length);
    if (v->kind >= YB_KIND_TEXT) {
        *length = (int)v->text.length;
        return v->text.bytes ? v->text.bytes : "";
    }
    if (v->kind == YB_KIND_DAY && v->number == YB_DAY_NONE)
        return NULL;
    *length = v->kind == YB_KIND_DAY ? 4 : 8;
    p = yb_arena_alloc(&c->arena, 8);
    if (p && v->kind == YB_KIND_DAY)
        put32(p, (int32_t)v->number);
    else if (p)
        put64(p, v->number);
    return p;
}

/* ---- sending ---- */

static int remember(struct pg_conn *c, struct pg_item item, struct yb_error *error)
{
    if (c->item_count == PG_ITEMS_MAX)
        return yb_fail(error, YB_E_INTERNAL, "too many statements in flight", NULL);
    c->items[c->item_count++] = item;
    return YB_OK;
}

int yb_pg_send_text(struct pg_conn *c, const char *text, enum pg_item_kind kind,
                    struct yb_call *call, struct yb_error *error)
{
    if (!PQsendQueryParams(c->pg, text, 0, NULL, NULL, NULL, NULL, 1))
        return yb_pg_lost(c, error);
    return remember(c, (struct pg_item){.kind = kind, .call = call}, error);
}

static void statement_name(enum yb_sql sql, bool many, char name[64])
{
    snprintf(name, 64, "%s%s", many ? "many_" : "", yb_sqls[sql].name);
}

int yb_pg_send_prepare(struct pg_conn *c, enum yb_sql sql, bool many, const struct yb_value *values,
                       size_t count, struct yb_error *error)
{
    char name[64];
    bool *prepared = many ? &c->prepared_many[sql] : &c->prepared[sql];
    Oid types[YB_COLUMNS_MAX];
    struct yb_buffer text;
    size_t i;

    if (*prepared)
        return YB_OK;
    statement_name(sql, many, name);
    yb_arena_clear(&c->arena);
    yb_buffer_init(&text, &c->arena);
    if (many)
        yb_sql_write_many(sql, &text);
    else
        yb_sql_write(YB_POSTGRES, sql, &text);
    if (text.failed)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (i = 0; i < count; i++)
        types[i] = type_oids[values[i].kind];
    if (!PQsendPrepare(c->pg, name, yb_buffer_text(&text).bytes, (int)count, types))
        return yb_pg_lost(c, error);
    *prepared = true;
    return remember(c, (struct pg_item){.kind = PG_PREPARE, .prepared = prepared}, error);
}

int yb_pg_send_call(struct pg_conn *c, enum yb_sql sql, bool many, const struct yb_value *values,
                    size_t count, struct yb_call *call, struct yb_error *error)
{
    const char *bytes[YB_COLUMNS_MAX];
    int lengths[YB_COLUMNS_MAX] = {0}, formats[YB_COLUMNS_MAX];
    char name[64];
    size_t i;
    int rc;

    statement_name(sql, many, name);
    rc = yb_pg_send_prepare(c, sql, many, values, count, error);
    if (rc != YB_OK)
        return rc;
    yb_arena_clear(&c->arena);
    for (i = 0; i < count; i++) {
        bytes[i] = encode(c, &values[i], &lengths[i]);
        formats[i] = 1;
    }
    if (yb_arena_failed(&c->arena))
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    if (!PQsendQueryPrepared(c->pg, name, (int)count, bytes, lengths, formats, 1))
        return yb_pg_lost(c, error);
    return remember(c, (struct pg_item){.kind = PG_CALL, .call = call}, error);
}

/* ---- results ---- */

static bool cell_is_null(const struct yb_cursor *cursor, int column)
{
    return PQgetisnull(cursor->state, cursor->row, column);
}

/* Integers of any width, big-endian. */
static int64_t cell_number(const struct yb_cursor *cursor, int column)
{
    const unsigned char *p = (const unsigned char *)PQgetvalue(cursor->state, cursor->row, column);
    int length = PQgetlength(cursor->state, cursor->row, column), i;
    uint64_t number = length && p[0] & 0x80 && length > 1 ? UINT64_MAX : 0;

    for (i = 0; i < length; i++)
        number = number << 8 | p[i];
    return (int64_t)number;
}

static struct yb_text cell_text(const struct yb_cursor *cursor, int column)
{
    return (struct yb_text){PQgetvalue(cursor->state, cursor->row, column),
                            (size_t)PQgetlength(cursor->state, cursor->row, column)};
}

static int walk(struct yb_call *call, PGresult *result)
{
    struct yb_cursor cursor = {cell_is_null, cell_number, cell_text, result, 0};
    int rows = PQntuples(result), rc = YB_OK;

    for (; call->row && cursor.row < rows && rc == YB_OK; cursor.row++)
        rc = call->row(call->context, &cursor);
    return rc;
}

/* Where libpq could not keep what it read it drops that answer and would wait for it for ever. */
static bool has_dropped_an_answer(struct pg_conn *c)
{
    return strstr(PQerrorMessage(c->pg), "out of memory") != NULL;
}

/* Waits for the next result; NULL ends an item. False when the server is silent for too long. */
static bool next_result(struct pg_conn *c, PGresult **result)
{
    int64_t deadline = yb_monotonic_ms() + c->busy_ms;

    for (;;) {
        int flush = PQflush(c->pg), wait = -1;
        struct pollfd fd = {PQsocket(c->pg), (short)(POLLIN | (flush > 0 ? POLLOUT : 0)), 0};

        if (flush < 0 || fd.fd < 0)
            break;
        if (!PQisBusy(c->pg)) {
            *result = PQgetResult(c->pg);
            return true;
        }
        if (has_dropped_an_answer(c))
            break;
        if (!c->patient) {
            wait = (int)(deadline - yb_monotonic_ms());
            if (wait <= 0)
                break;
        }
        if (poll(&fd, 1, wait) == 0 || !PQconsumeInput(c->pg))
            break;
    }
    return false;
}

/* What one result says about its item. */
static int judge(struct pg_conn *c, const struct pg_item *item, PGresult *result,
                 struct yb_error *error)
{
    ExecStatusType status = PQresultStatus(result);
    int rc = YB_OK;

    if (status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE) {
        rc = item->call ? walk(item->call, result) : YB_OK;
        return rc == YB_OK ? rc : yb_fail(error, rc, NULL);
    }
    if (status == PGRES_COMMAND_OK) {
        if (item->kind == PG_COMMIT && strcmp(PQcmdStatus(result), "COMMIT") != 0)
            return yb_fail(error, YB_E_STORE, "rolled back", NULL);
        return YB_OK;
    }
    if (item->prepared)
        *item->prepared = false;
    if (status == PGRES_PIPELINE_ABORTED)
        return yb_fail(error, YB_E_STORE, "aborted", NULL);
    return result_error(c, result, error);
}

/* Reads all results of one item. */
static int read_item(struct pg_conn *c, const struct pg_item *item, struct yb_error *error)
{
    struct yb_error words;
    PGresult *result;
    int rc = YB_OK, answer;

    for (;;) {
        if (!next_result(c, &result))
            return yb_pg_lost(c, error);
        if (!result)
            return rc;
        answer = judge(c, item, result, &words);
        if (item->call && (PQresultStatus(result) == PGRES_COMMAND_OK ||
                           PQresultStatus(result) == PGRES_TUPLES_OK))
            item->call->changed = strtoll(PQcmdTuples(result), NULL, 10);
        PQclear(result);
        if (answer != YB_OK && rc == YB_OK) {
            rc = answer;
            if (error)
                *error = words;
        }
        if (c->head.lost && PQstatus(c->pg) == CONNECTION_BAD)
            return rc;
    }
}

/* Reads the answer to the sync point itself. */
static int read_sync(struct pg_conn *c, struct yb_error *error)
{
    PGresult *result;

    if (!next_result(c, &result))
        return yb_pg_lost(c, error);
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
        PQclear(result);
        return yb_pg_lost(c, error);
    }
    PQclear(result);
    return YB_OK;
}

int yb_pg_sync(struct pg_conn *c, bool single, struct yb_error *error)
{
    struct yb_error words = {0};
    int rc = YB_OK, answer;
    size_t i;

    if (single)
        PQsetSingleRowMode(c->pg);
    if (!PQpipelineSync(c->pg))
        rc = yb_pg_lost(c, &words);
    for (i = 0; i < c->item_count && !(c->head.lost && rc != YB_OK); i++) {
        struct yb_error other;

        answer = read_item(c, &c->items[i], &other);
        if (answer != YB_OK && rc == YB_OK) {
            rc = answer;
            words = other;
        }
    }
    c->item_count = 0;
    if (!c->head.lost) {
        answer = read_sync(c, rc == YB_OK ? &words : NULL);
        rc = rc == YB_OK ? answer : rc;
    }
    if (rc != YB_OK && error)
        *error = words;
    return rc;
}
