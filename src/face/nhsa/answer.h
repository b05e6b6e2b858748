/*
 * answer.h - an answer's output: packed inside the transaction, written as JSON outside of it.
 *
 *     yb_nhsa_output_init -> _object, _rows, _page ... -> yb_nhsa_output_packed    (the job)
 *     yb_nhsa_render                                                               (any thread)
 *
 * The packed form is what a recorded message keeps: a quarter of the JSON's bytes, and the one
 * thread that may write the store does not spend its time on quotes and commas. Every value carries
 * the hash of its member's name, so a record that an earlier version of the interface's tables left
 * is still read: members that are gone are skipped, new ones get their empty form.
 *
 *     packed := piece*
 *     piece  := 'O' hash(node) row | 'N' hash(node) number(count) row* | 'P' number*9
 *     row    := (hash(member) tag value)* 0
 *     hash   := 4 bytes; number := 7 bits a byte, lowest first, zigzag; text := number(length)
 * bytes
 *
 * A value bound as YB_BIND_SEALED stays sealed in the packed form and is opened when the answer is
 * written. `personal` tells that a member which names a person was packed in clear; whoever keeps
 * the packed form then seals it whole.
 *
 * Writing goes through a node's members in printed order: a member without a value gets its empty
 * form ("", 0, []), so an answer always has all members of its nodes. The member's printed type
 * decides the JSON type: amounts are numbers with the decimals of their unit, codes and ids are
 * strings. Aliases of members and nodes are written besides.
 */
#ifndef YB_FACE_NHSA_ANSWER_H
#define YB_FACE_NHSA_ANSWER_H

#include "app/catalogue/query.h"
#include "base/crypto.h"
#include "face/nhsa/bind.h"

/* An answer's output in the making. */
struct yb_nhsa_output {
    const struct yb_nhsa_interface *interface;
    struct yb_buffer packed;
    bool personal;
};

void yb_nhsa_output_init(struct yb_nhsa_output *output, const struct yb_nhsa_interface *interface,
                         struct yb_arena *arena);

/* Adds node `name` with one object, or a list of one where the node is a list. */
void yb_nhsa_output_object(struct yb_nhsa_output *output, const char *name, struct yb_binds binds,
                           const void *row);

/* Adds node `name` with a list of `count` rows of `row_size` bytes. */
struct yb_rows {
    const void *rows;
    size_t count, row_size;
};
void yb_nhsa_output_rows(struct yb_nhsa_output *output, const char *name, struct yb_binds binds,
                         struct yb_rows rows);

/* For a transaction that answers with a page: its numbers. Rows come by yb_nhsa_output_rows. */
void yb_nhsa_output_page(struct yb_nhsa_output *output, const struct yb_page_out *page);

/* The packed output, empty when nothing was added; bytes == NULL: out of memory. */
struct yb_text yb_nhsa_output_packed(struct yb_nhsa_output *output);

/*
 * Appends the JSON of a packed output of that transaction: "{}" or "[]" when it is empty. Errors:
 * TAMPERED for bytes that are no packed output, or a seal that does not open; NO_MEMORY.
 */
int yb_nhsa_render(const struct yb_nhsa_interface *interface, struct yb_text packed,
                   const struct yb_keys *keys, struct yb_buffer *out, struct yb_error *error);

/* True for the members that name a person: their values are never kept in clear. */
bool yb_nhsa_is_personal(const char *member);

/* Never 0. No two members of one node have the same: a test holds the tables to it. */
uint32_t yb_nhsa_name_hash(const char *name);

#endif
