/*
 * bind.h - between messages and the structures of use cases, by tables of member names.
 *
 *     static const struct yb_bind sign_in[] = {
 *         BIND_TEXT(yb_sign_in_in, opter_no), BIND_TEXT(yb_sign_in_in, mac), ...
 *     };
 *
 * Reading fills a structure from a record: absent texts become the empty text, absent numbers 0,
 * absent days YB_DAY_NONE. Members that the table does not name are left alone.
 *
 * Writing is answer.h's: the same tables name the members of an answer.
 */
#ifndef YB_FACE_NHSA_BIND_H
#define YB_FACE_NHSA_BIND_H

#include <stddef.h>

#include "face/nhsa/validate.h"

enum yb_bind_kind {
    YB_BIND_TEXT,     /* struct yb_text */
    YB_BIND_SEALED,   /* struct yb_text as the store keeps it; written only */
    YB_BIND_ID,       /* int64_t in decimal; 0: none */
    YB_BIND_FEN,      /* int64_t */
    YB_BIND_E2,       /* int64_t, as FEN but no money */
    YB_BIND_E4,       /* int64_t */
    YB_BIND_E6,       /* int64_t */
    YB_BIND_PPM,      /* int64_t; printed as a share of 1 with four decimals */
    YB_BIND_INTEGER,  /* int64_t */
    YB_BIND_INT,      /* int */
    YB_BIND_DAY,      /* int32_t; YB_DAY_NONE: none */
    YB_BIND_INSTANT,  /* int64_t milliseconds; 0: none */
    YB_BIND_UNTIL,    /* the same; read from a day alone it is that day's last second */
    YB_BIND_FEN_SAID, /* as FEN; an amount that was not sent is YB_FEN_NOT_STATED */
    YB_BIND_KINDS
};

/* Decimals of a kind that is a scaled integer; 0 of others. */
int yb_bind_decimals(enum yb_bind_kind kind);

#define YB_BIND_DIRECT (-1)

struct yb_bind {
    const char *field;
    enum yb_bind_kind kind;
    int via; /* offset of the pointer to the structure that holds the value, or YB_BIND_DIRECT */
    size_t offset;
};

/* A member of the structure called as the field, with the unit behind its name. */
#define YB_BIND_AS(type, member, name, kind)                                                       \
    {                                                                                              \
        name, kind, YB_BIND_DIRECT, offsetof(struct type, member)                                  \
    }
#define BIND_TEXT(type, field)    YB_BIND_AS(type, field, #field, YB_BIND_TEXT)
#define BIND_SEALED(type, field)  YB_BIND_AS(type, field##_sealed, #field, YB_BIND_SEALED)
#define BIND_ID(type, field)      YB_BIND_AS(type, field, #field, YB_BIND_ID)
#define BIND_FEN(type, field)     YB_BIND_AS(type, field##_fen, #field, YB_BIND_FEN)
#define BIND_E2(type, field)      YB_BIND_AS(type, field##_e2, #field, YB_BIND_E2)
#define BIND_E4(type, field)      YB_BIND_AS(type, field##_e4, #field, YB_BIND_E4)
#define BIND_E6(type, field)      YB_BIND_AS(type, field##_e6, #field, YB_BIND_E6)
#define BIND_PPM(type, field)     YB_BIND_AS(type, field##_ppm, #field, YB_BIND_PPM)
#define BIND_INTEGER(type, field) YB_BIND_AS(type, field, #field, YB_BIND_INTEGER)
#define BIND_DAY(type, field)     YB_BIND_AS(type, field, #field, YB_BIND_DAY)
#define BIND_MS(type, field)      YB_BIND_AS(type, field##_ms, #field, YB_BIND_INSTANT)
#define BIND_UNTIL(type, field)   YB_BIND_AS(type, field##_ms, #field, YB_BIND_UNTIL)

/* A member of what `pointer` of struct `type` points to, a struct `target`. */
#define YB_BIND_VIA(type, pointer, target, member, name, kind)                                     \
    {                                                                                              \
        name, kind, offsetof(struct type, pointer), offsetof(struct target, member)                \
    }

/* The members of a struct yb_certificate inside another structure. */
#define BIND_CERTIFICATE(type, member)                                                             \
    YB_BIND_AS(type, member.mdtrt_cert_type, "mdtrt_cert_type", YB_BIND_TEXT),                     \
        YB_BIND_AS(type, member.mdtrt_cert_no, "mdtrt_cert_no", YB_BIND_TEXT),                     \
        YB_BIND_AS(type, member.card_sn, "card_sn", YB_BIND_TEXT),                                 \
        YB_BIND_AS(type, member.psn_cert_type, "psn_cert_type", YB_BIND_TEXT),                     \
        YB_BIND_AS(type, member.certno, "certno", YB_BIND_TEXT),                                   \
        YB_BIND_AS(type, member.psn_name, "psn_name", YB_BIND_TEXT)

/* A table with its length. */
struct yb_binds {
    const struct yb_bind *binds;
    size_t count;
};
#define YB_BINDS(table) ((struct yb_binds){(table), sizeof(table) / sizeof((table)[0])})

/*
 * Fills *out from a record (NULL: everything absent); what the table does not bind stays as it is.
 * Errors: WRONG_FORMAT, OUT_OF_RANGE naming the member.
 */
int yb_bind_read(struct yb_binds binds, const struct yb_nhsa_record *record, void *out,
                 struct yb_error *error);

/* Fills an array in the arena from all records of `node` under `parent`. */
struct yb_bound_rows {
    void *rows;
    size_t count;
};
int yb_bind_read_all(struct yb_binds binds, const struct yb_nhsa_record *parent, const char *node,
                     size_t row_size, struct yb_arena *arena, struct yb_bound_rows *out,
                     struct yb_error *error);

#endif
