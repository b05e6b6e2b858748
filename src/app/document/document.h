/*
 * document.h - papers of applications and claims: kind, name, digest of the file; the file itself
 * stays in the agency's archive. Papers are added, never changed or taken away.
 */
#ifndef YB_APP_DOCUMENT_DOCUMENT_H
#define YB_APP_DOCUMENT_DOCUMENT_H

#include "app/app.h"
#include "store/row.h"

/* The most papers of one application or claim. */
#define YB_DOCUMENTS_MAX 50

enum yb_document_use { YB_FOR_CHRONIC = 1, YB_FOR_PAPER = 2 };

struct yb_document_kind {
    const char *word, *zh, *en;
    unsigned int uses; /* of enum yb_document_use, together */
};
extern const struct yb_document_kind yb_document_kinds[];
extern const int yb_document_kind_count;

/* Of a word of kind.def; NULL: none. */
const struct yb_document_kind *yb_document_kind_of(struct yb_text word);

struct yb_document_in {
    struct yb_text doc_kind, doc_name, doc_hash;
    int64_t doc_bytes;
};

/*
 * Adds one to those of `owner_id`. Errors: UNKNOWN_CODE (doc_kind), MISSING (doc_name),
 * WRONG_FORMAT (doc_hash: 64 hexadecimal digits), EXISTS (doc_hash: the same file is there),
 * TOO_MANY.
 */
struct yb_document_of {
    int64_t psn_no, owner_id;
    struct yb_text user;
};
int yb_app_add_document(struct yb_call *call, const struct yb_document_of *of,
                        const struct yb_document_in *in, struct yb_error *error);

/* EVIDENCE_MISSING with the names of those of `wanted` (words, comma between) that are not there.
 */
int yb_documents_check(struct yb_call *call, struct yb_text wanted,
                       const struct yb_document_list *list, struct yb_error *error);

/* The words of `wanted` that no paper has, comma between. */
struct yb_text yb_documents_missing(struct yb_arena *arena, struct yb_text wanted,
                                    const struct yb_document_list *list);

#endif
