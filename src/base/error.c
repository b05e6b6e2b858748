#include "base/error.h"

#include "base/identity.h"

#include <stdarg.h>
#include <string.h>

static const struct row {
    int code;
    const char *name, *zh, *en;
} rows[] = {
#define YB_ERROR(name, number, zh, en) {-(number), #name, zh, en},
#include "base/error.def"
#undef YB_ERROR
};

static const struct row *find(int code)
{
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}

/* Cuts an argument to fit, after hiding identity numbers: also one that the cut would halve. */
static void take_argument(const char *arg, char out[YB_ERROR_ARG_BYTES_MAX])
{
    char wide[YB_ERROR_ARG_BYTES_MAX + 18];

    yb_text_cut(yb_text_of(arg), wide, sizeof(wide));
    yb_identity_hide(wide);
    yb_text_cut(yb_text_of(wide), out, YB_ERROR_ARG_BYTES_MAX);
}

int yb_fail(struct yb_error *error, int code, ...)
{
    const char *arg;
    va_list args;

    if (!error)
        return code;
    memset(error, 0, sizeof(*error));
    error->code = code;
    va_start(args, code);
    while ((arg = va_arg(args, const char *)) != NULL && error->arg_count < YB_ERROR_ARGS_MAX)
        take_argument(arg, error->args[error->arg_count++]);
    va_end(args);
    return code;
}

const char *yb_code_name(int code)
{
    const struct row *row = find(code);

    if (code == YB_OK)
        return "OK";
    return row ? row->name : "UNKNOWN";
}

const char *yb_code_template(int code, bool english)
{
    const struct row *row = find(code);

    if (!row)
        return "";
    return english ? row->en : row->zh;
}

void yb_error_describe(const struct yb_error *error, bool english, struct yb_buffer *out)
{
    const char *p = yb_code_template(error->code, english);

    if (error->file)
        yb_buffer_addf(out, "%s:%d: ", error->file, error->line);
    for (; *p; p++) {
        if (*p == '%' && p[1] >= '1' && p[1] <= '0' + YB_ERROR_ARGS_MAX) {
            int n = *++p - '1';

            if (n < error->arg_count)
                yb_buffer_add_string(out, error->args[n]);
        } else if (*p == '%' && p[1] == '%') {
            yb_buffer_add_char(out, *++p);
        } else {
            yb_buffer_add_char(out, *p);
        }
    }
}

void yb_error_pack(const struct yb_error *error, struct yb_buffer *out)
{
    yb_buffer_add_string(out, yb_code_name(error->code));
    for (int i = 0; i < error->arg_count; i++) {
        yb_buffer_add_char(out, '\t');
        for (const char *p = error->args[i]; *p; p++)
            yb_buffer_add_char(out, *p == '\t' ? ' ' : *p);
    }
}

void yb_error_describe_packed(struct yb_text packed, bool english, struct yb_buffer *out)
{
    struct yb_error error = {0};
    struct yb_text rest, name = yb_text_split(packed, '\t', &rest);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (yb_text_is(name, rows[i].name))
            error.code = rows[i].code;
    if (!error.code) {
        yb_buffer_add(out, packed);
        return;
    }
    while (rest.length && error.arg_count < YB_ERROR_ARGS_MAX)
        yb_text_cut(yb_text_split(rest, '\t', &rest), error.args[error.arg_count++],
                    YB_ERROR_ARG_BYTES_MAX);
    yb_error_describe(&error, english, out);
}
