/*
 * json.h - JSON out of the faces: a writer that appends to a buffer. It puts the commas; the caller
 * opens and closes. Reading is base/json.h.
 */
#ifndef YB_FACE_JSON_H
#define YB_FACE_JSON_H

#include "base/json.h"

struct yb_json {
    struct yb_buffer *out;
    bool comma; /* a value stands before the next one */
};

void yb_json_init(struct yb_json *json, struct yb_buffer *out);
void yb_json_open(struct yb_json *json, char bracket);  /* '{' or '[' */
void yb_json_close(struct yb_json *json, char bracket); /* '}' or ']' */
/* Names are the program's own words: nothing in them needs an escape. */
void yb_json_key(struct yb_json *json, const char *key);
void yb_json_key_text(struct yb_json *json, struct yb_text key); /* any text */
void yb_json_add_text(struct yb_json *json, struct yb_text text);
void yb_json_add_integer(struct yb_json *json, int64_t value);
/* A number with exactly `decimals` decimals: 123450 with 2 is 1234.50. */
void yb_json_add_decimal(struct yb_json *json, int64_t value, int decimals);
void yb_json_add_boolean(struct yb_json *json, bool value);
/* A value that is JSON already. */
void yb_json_add_raw(struct yb_json *json, struct yb_text text);

#endif
