/*
 * digest.h - whether two rows of a table say the same.
 */
#ifndef YB_APP_CATALOGUE_DIGEST_H
#define YB_APP_CATALOGUE_DIGEST_H

#include "app/catalogue/merge.h"
#include "store/schema.h"

/*
 * The first half of SM3 over a row of `table`, without what is compared by itself (enddate) and
 * what the store and the import make (rid, ver, ver_seq, crte_time, updt_time). `scratch` is
 * cleared.
 */
void yb_row_digest(enum yb_table_id table, const void *row, struct yb_arena *scratch,
                   uint8_t digest[YB_SPELL_DIGEST]);

#endif
