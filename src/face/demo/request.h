/*
 * request.h - the input of a step as JSON: variables filled in, parts put in, tables written out.
 * See play.h for the notation.
 */
#ifndef YB_FACE_DEMO_REQUEST_H
#define YB_FACE_DEMO_REQUEST_H

#include "base/node.h"
#include "face/json.h"

#define YB_VARIABLES_MAX 256

struct yb_variable {
    struct yb_text name, value;
};

struct yb_variables {
    struct yb_arena *arena;
    struct yb_variable *rows; /* YB_VARIABLES_MAX; more are forgotten */
    size_t count;
};

void yb_variables_init(struct yb_variables *variables, struct yb_arena *arena);

/* Sets or replaces; the texts are the caller's to keep. */
void yb_variables_set(struct yb_variables *variables, struct yb_text name, struct yb_text value);

/* The value, or the empty slice with bytes == NULL when there is none. */
struct yb_text yb_variables_get(const struct yb_variables *variables, struct yb_text name);

struct yb_request_source {
    const char *file;            /* for errors */
    const struct yb_node *parts; /* may be NULL */
    const struct yb_variables *variables;
    struct yb_arena *arena;
};

/*
 * Writes `node` (NULL: an empty object). Errors with file and line: NOT_FOUND (a variable or part),
 * MISSING (columns, rows), TOO_MANY (a row longer than the columns).
 */
int yb_request_write(const struct yb_request_source *source, const struct yb_node *node,
                     struct yb_json *json, struct yb_error *error);

#endif
