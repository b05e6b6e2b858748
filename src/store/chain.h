/*
 * chain.h - hash chains over rows: HMAC-SM3 with the store's chain key.
 */
#ifndef YB_STORE_CHAIN_H
#define YB_STORE_CHAIN_H

#include "store/tx.h"

/* A link: what everything before it adds up to. */
struct yb_link {
    uint8_t bytes[YB_SM3_BYTES];
};

/*
 * link = HMAC(link || row), the row written as "name=length:bytes;" of every column: equal rows
 * give equal bytes on every engine. The scratch arena is cleared.
 */
void yb_link_row(struct yb_link *link, const struct yb_keys *keys, enum yb_table_id table,
                 const void *row, struct yb_arena *scratch);

/* link = HMAC(link || number). */
void yb_link_number(struct yb_link *link, const struct yb_keys *keys, int64_t number);

#endif
