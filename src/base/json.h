/*
 * json.h - reading JSON (RFC 8259), strictly, into a tree in an arena.
 *
 * Refused besides what the grammar refuses: bytes that are not UTF-8, NUL, nesting deeper than
 * YB_JSON_DEPTH_MAX, two members of one name, more than YB_JSON_MEMBERS_MAX members of one object,
 * an escape inside a member's name, half a surrogate pair, integers past 64 bits. A number keeps
 * its own text; amounts never pass through double.
 *
 * Why our own: every message is read by one thread, and the well-kept libraries of the system
 * cost more than the rest of the interface together (an allocation and a look-up per member), let
 * duplicates pass and needed a scan of ours in front. fuzz/json.c holds this reader to json-c.
 *
 * Cost: one pass, 64 bytes of arena a value; a text without escapes is a slice of the source.
 */
#ifndef YB_BASE_JSON_H
#define YB_BASE_JSON_H

#include "base/error.h"

#define YB_JSON_MEMBERS_MAX 1024 /* of one object */

enum yb_json_type {
    YB_JSON_NULL,
    YB_JSON_BOOLEAN,
    YB_JSON_NUMBER,
    YB_JSON_STRING,
    YB_JSON_LIST,
    YB_JSON_OBJECT
};

/* A value. Texts live in the source, or in the arena where an escape was undone. */
struct yb_json_value {
    enum yb_json_type type;
    uint32_t hash;               /* of key */
    uint32_t count;              /* of members or elements */
    struct yb_text key;          /* of a member */
    struct yb_text text;         /* of a string its characters; of all others as written */
    struct yb_json_value *first; /* member or element */
    struct yb_json_value *next;  /* sibling */
};

/*
 * Reads one value; blanks around it and a UTF-8 byte order mark in front are skipped. `text` must
 * outlive the tree. Errors: NOT_UTF8 (byte), TOO_DEEP, DUPLICATE_KEY (name), TOO_MANY, WRONG_JSON
 * (what, byte), NO_MEMORY. Bytes are counted from 1. *root is NULL after an error.
 */
int yb_json_read(struct yb_text text, struct yb_arena *arena, struct yb_json_value **root,
                 struct yb_error *error);

/* A member of an object, or NULL; also when `object` is NULL or no object. */
const struct yb_json_value *yb_json_get(const struct yb_json_value *object, const char *name);
struct yb_json_value *yb_json_find(struct yb_json_value *object, const char *name);

/* An element of a list, or NULL; walks. */
const struct yb_json_value *yb_json_at(const struct yb_json_value *list, int64_t index);

/* True for a value of that type; false for NULL. */
static inline bool yb_json_is(const struct yb_json_value *value, enum yb_json_type type)
{
    return value && value->type == type;
}

/* The text of a string, or of a number as it was written; bytes == NULL for anything else. */
struct yb_text yb_json_text(const struct yb_json_value *value);

/* Adds a member of an object, or puts the value in the place of the one of that name: a string
 * (not copied), an empty list. False when the arena is exhausted. */
bool yb_json_put_text(struct yb_json_value *object, struct yb_arena *arena, const char *name,
                      struct yb_text text);
bool yb_json_put_list(struct yb_json_value *object, struct yb_arena *arena, const char *name);

#endif
