#include "app/document/document.h"

#include "app/refuse.h"
#include "base/identity.h"
#include "store/document.h"

const struct yb_document_kind yb_document_kinds[] = {
#define YB_DOCUMENT(word, uses, zh, en) {#word, zh, en, uses},
#include "app/document/kind.def"
#undef YB_DOCUMENT
};
const int yb_document_kind_count = sizeof(yb_document_kinds) / sizeof(yb_document_kinds[0]);

const struct yb_document_kind *yb_document_kind_of(struct yb_text word)
{
    for (int i = 0; i < yb_document_kind_count; i++)
        if (yb_text_is(word, yb_document_kinds[i].word))
            return &yb_document_kinds[i];
    return NULL;
}

static bool is_digest(struct yb_text text)
{
    if (text.length != 64)
        return false;
    for (size_t i = 0; i < 64; i++)
        if (!((text.bytes[i] >= '0' && text.bytes[i] <= '9') ||
              (text.bytes[i] >= 'a' && text.bytes[i] <= 'f')))
            return false;
    return true;
}

static int check(const struct yb_document_list *list, const struct yb_document_in *in,
                 struct yb_error *error)
{
    if (!yb_document_kind_of(in->doc_kind))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, "doc_kind", in->doc_kind);
    if (!in->doc_name.length)
        return yb_fail(error, YB_E_MISSING, "doc_name", NULL);
    if (!is_digest(in->doc_hash))
        return yb_fail(error, YB_E_WRONG_FORMAT, "doc_hash", "SHA-256", NULL);
    if (list->count >= YB_DOCUMENTS_MAX)
        return yb_refuse_number(error, YB_E_TOO_MANY, "documents", YB_DOCUMENTS_MAX);
    for (size_t i = 0; i < list->count; i++)
        if (yb_text_equal(list->rows[i].doc_hash, in->doc_hash) &&
            yb_text_equal(list->rows[i].doc_kind, in->doc_kind))
            return yb_refuse(error, YB_E_EXISTS, "doc_hash", list->rows[i].doc_name);
    return YB_OK;
}

int yb_app_add_document(struct yb_call *call, const struct yb_document_of *of,
                        const struct yb_document_in *in, struct yb_error *error)
{
    struct yb_document_row row = yb_document_row();
    struct yb_document_list list;
    int rc = yb_document_list(call->tx, of->psn_no, of->owner_id, &list, error);

    if (rc == YB_OK)
        rc = check(&list, in, error);
    if (rc != YB_OK)
        return rc;
    row.owner_id = of->owner_id;
    row.doc_no = (int64_t)list.count + 1;
    row.psn_no = of->psn_no;
    row.doc_kind = in->doc_kind;
    row.doc_name = yb_identity_hidden(call->arena, in->doc_name);
    row.doc_hash = in->doc_hash;
    row.doc_bytes = in->doc_bytes;
    row.crte_user = of->user;
    row.crte_time = call->now_ms;
    return row.doc_name.bytes ? yb_document_add(call->tx, &row, error)
                              : yb_fail(error, YB_E_NO_MEMORY, NULL);
}

static bool has(const struct yb_document_list *list, struct yb_text word)
{
    for (size_t i = 0; i < list->count; i++)
        if (yb_text_equal(list->rows[i].doc_kind, word))
            return true;
    return false;
}

struct yb_text yb_documents_missing(struct yb_arena *arena, struct yb_text wanted,
                                    const struct yb_document_list *list)
{
    struct yb_buffer out;

    yb_buffer_init(&out, arena);
    while (wanted.length) {
        struct yb_text word = yb_text_split(wanted, ',', &wanted);

        if (has(list, word))
            continue;
        if (out.length)
            yb_buffer_add_char(&out, ',');
        yb_buffer_add(&out, word);
    }
    return out.length ? yb_buffer_text(&out) : YB_TEXT("");
}

int yb_documents_check(struct yb_call *call, struct yb_text wanted,
                       const struct yb_document_list *list, struct yb_error *error)
{
    struct yb_text missing = yb_documents_missing(call->arena, wanted, list);
    struct yb_buffer names;

    if (!missing.length)
        return YB_OK;
    yb_buffer_init(&names, call->arena);
    while (missing.length) {
        struct yb_text word = yb_text_split(missing, ',', &missing);
        const struct yb_document_kind *kind = yb_document_kind_of(word);

        if (names.length)
            yb_buffer_add_string(&names, "、");
        yb_buffer_add(&names, kind ? yb_text_of(kind->zh) : word);
    }
    return yb_refuse(error, YB_E_EVIDENCE_MISSING, "documents", yb_buffer_text(&names));
}
