/*
 * An uploaded statement: a ZIP of one TXT, or the TXT alone. It is never larger unpacked than the
 * limit, and its rows are what the reader promises.
 */
#include "fuzz/fuzz.h"

#include "app/reconcile/statement.h"
#include "app/transfer/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yb_text text = {(const char *)data, size};
    struct yb_reconcile_row *rows;
    struct yb_arena arena;
    struct yb_error error;
    size_t count;

    yb_arena_init(&arena, 65536);
    if (yb_zip_read(text, &arena, &text, &error) == YB_OK) {
        assert(text.length <= YB_ZIP_TEXT_MAX);
        if (yb_statement_read(text, &arena, &rows, &count, &error) == YB_OK)
            assert(count <= YB_STATEMENT_ROWS_MAX);
    }
    yb_arena_release(&arena);
    return 0;
}
