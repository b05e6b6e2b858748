/*
 * json.h - JSON in and out of the faces.
 *
 * In: json-c's tree, after a scan for what its parser lets pass: bad UTF-8, NUL, nesting deeper
 * than YB_JSON_DEPTH_MAX, two members of one name (it keeps the last), integers past 64 bits (it
 * saturates them). A number keeps its own text; amounts never pass through double.
 *
 * Out: a writer that appends to a buffer. It puts the commas; the caller opens and closes.
 */
#ifndef YB_FACE_JSON_H
#define YB_FACE_JSON_H

#include "base/error.h"

struct json_object;

#define YB_JSON_MEMBERS_MAX 1024 /* of one object */

/*
 * Parses one JSON value; a UTF-8 byte order mark in front is skipped. The tree is the caller's
 * (json_object_put). The arena is for the scan only. Errors: NOT_UTF8 (byte), TOO_DEEP,
 * DUPLICATE_KEY, TOO_MANY, WRONG_JSON.
 */
int yb_json_parse(struct yb_text text, struct yb_arena *arena, struct json_object **root,
                  struct yb_error *error);

/* The text of a string or of a number as it was written; bytes == NULL for anything else. */
struct yb_text yb_json_text(struct json_object *value);

/* The text, as it stands, of the last member `name` of a well-formed object; or the empty slice. */
struct yb_text yb_json_member(struct yb_text object, const char *name);

struct yb_json {
    struct yb_buffer *out;
    bool comma; /* a value stands before the next one */
};

void yb_json_init(struct yb_json *json, struct yb_buffer *out);
void yb_json_open(struct yb_json *json, char bracket);  /* '{' or '[' */
void yb_json_close(struct yb_json *json, char bracket); /* '}' or ']' */
/* Names are the program's own words: nothing in them needs an escape. */
void yb_json_key(struct yb_json *json, const char *key);
void yb_json_add_text(struct yb_json *json, struct yb_text text);
void yb_json_add_integer(struct yb_json *json, int64_t value);
/* A number with exactly `decimals` decimals: 123450 with 2 is 1234.50. */
void yb_json_add_decimal(struct yb_json *json, int64_t value, int decimals);
void yb_json_add_boolean(struct yb_json *json, bool value);
/* A value that is JSON already. */
void yb_json_add_raw(struct yb_json *json, struct yb_text text);

#endif
