/* The papers of an application or a claim, as every page shows them. */
#include "app/document/document.h"
#include "face/api/exchange.h"
#include "store/document.h"

void yb_api_put_documents(struct yb_api_exchange *x, const struct yb_document_list *list)
{
    yb_api_begin(x, "documents", '[');
    for (size_t i = 0; i < list->count; i++) {
        const struct yb_document_row *row = &list->rows[i];
        const struct yb_document_kind *kind = yb_document_kind_of(row->doc_kind);

        YB_API_EACH(x);
        yb_api_put_integer(x, "doc_no", row->doc_no);
        yb_api_put_text(x, "doc_kind", row->doc_kind);
        yb_api_put_string(x, "doc_title", kind ? yb_api_words(x, kind->zh, kind->en) : "");
        yb_api_put_text(x, "doc_name", row->doc_name);
        yb_api_put_text(x, "doc_hash", row->doc_hash);
        yb_api_put_integer(x, "doc_bytes", row->doc_bytes);
        yb_api_put_text(x, "crte_user", row->crte_user);
        yb_api_put_time(x, "crte_time", row->crte_time);
        YB_API_DONE(x);
    }
    YB_API_CLOSE(x);
}
