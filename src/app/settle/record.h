/*
 * record.h - what a settlement keeps of its own making: the facts it was decided on and the trace
 * of every amount, in a compact binary form. Pure.
 *
 * With the policy text, the fee lines' terms and the accumulators before, a record is enough to
 * adjudicate again and to print the bill. Form: a version byte, then zigzag varints; a trace row
 * writes only what differs from the row before and is not zero (about 9 bytes a line).
 */
#ifndef YB_APP_SETTLE_RECORD_H
#define YB_APP_SETTLE_RECORD_H

#include "base/error.h"
#include "engine/benefit/benefit.h"

struct yb_record {
    struct yb_facts facts;
    int32_t benefit_day;
    int64_t account_fen; /* what could be used of the personal account */
    int64_t family_fen;  /* of a relative's (version 2; 0 in records of version 1) */
    struct yb_trace trace;
};

/* The record as bytes in the arena. Errors: NO_MEMORY. */
int yb_record_encode(const struct yb_record *record, struct yb_arena *arena, struct yb_text *bytes,
                     struct yb_error *error);

/* Reads it back; trace rows in the arena. Errors: TAMPERED (not a record), NO_MEMORY. */
int yb_record_decode(struct yb_text bytes, struct yb_arena *arena, struct yb_record *record,
                     struct yb_error *error);

#endif
