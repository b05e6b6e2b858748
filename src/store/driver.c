#include "store/driver.h"

#include <signal.h>
#include <string.h>

static const struct {
    enum yb_fault fault;
    int code;
} faults[] = {
    {YB_FAULT_ERROR, YB_E_STORE},
    {YB_FAULT_FULL, YB_E_STORE_FULL},
    {YB_FAULT_LOST, YB_E_STORE_LOST},
};

int yb_step(struct yb_steps *steps, struct yb_error *error)
{
    int64_t n = atomic_fetch_add(&steps->count, 1) + 1;
    size_t i;

    if (n != atomic_load(&steps->fault_at))
        return YB_OK;
    if (atomic_load(&steps->fault) == YB_FAULT_KILL)
        raise(SIGKILL);
    for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if ((int)faults[i].fault == atomic_load(&steps->fault))
            return yb_fail(error, faults[i].code, "injected", NULL);
    return YB_OK;
}

const struct yb_driver *yb_driver_of(const char *url)
{
    bool server = !strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11) ||
                  strstr(url, "dbname=") || !strncmp(url, "host=", 5);

    return server ? &yb_driver_postgres : &yb_driver_sqlite;
}

void yb_row_values(const struct yb_table_info *table, const void *row, struct yb_value *values)
{
    const char *p = row;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        values[i].kind = table->columns[i].kind;
        if (values[i].kind >= YB_KIND_TEXT) {
            memcpy(&values[i].text, p, sizeof(values[i].text));
            p += sizeof(struct yb_text);
        } else if (values[i].kind == YB_KIND_DAY) {
            int32_t day;

            memcpy(&day, p, sizeof(day));
            values[i].number = day;
            p += 8;
        } else {
            memcpy(&values[i].number, p, 8);
            p += 8;
        }
    }
}

bool yb_row_read(const struct yb_table_info *table, const struct yb_cursor *cursor,
                 struct yb_arena *arena, void *row)
{
    char *p = row;
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        int column = (int)i;

        if (table->columns[i].kind >= YB_KIND_TEXT) {
            struct yb_text text = cursor->text(cursor, column);

            if (text.length)
                text = yb_text_copy(arena, text);
            else
                text.bytes = "";
            if (!text.bytes)
                return false;
            memcpy(p, &text, sizeof(text));
            p += sizeof(text);
        } else if (table->columns[i].kind == YB_KIND_DAY) {
            int32_t day = cursor->is_null(cursor, column) ? YB_DAY_NONE
                                                          : (int32_t)cursor->number(cursor, column);

            memcpy(p, &day, sizeof(day));
            p += 8;
        } else {
            int64_t number = cursor->number(cursor, column);

            memcpy(p, &number, 8);
            p += 8;
        }
    }
    return true;
}
