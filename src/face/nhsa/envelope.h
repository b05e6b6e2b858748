/*
 * envelope.h - the frame around every message: read from a request, written around an answer.
 *
 * Request: one JSON object, members in any order, unknown ones ignored, checked as transaction
 * `frame` of data/interface. `input` is an object, or JSON text in a string. Content-Type is not
 * looked at. A multipart/form-data body (9101) carries the envelope in the part jsonStr and the
 * file in the part file (or in).
 *
 * Answer: infcode (0, or the negative number of error.def; a string where the institution wants
 * that), inf_refmsgid (division 6 + yyyyMMddHHmmss 14 + serial 10), refmsg_time, respond_time
 * (yyyyMMddHHmmssSSS), err_msg, output: every member always there.
 *
 * Sources: spec sections "报文" of the published editions; what public clients send and read.
 */
#ifndef YB_FACE_NHSA_ENVELOPE_H
#define YB_FACE_NHSA_ENVELOPE_H

#include "base/json.h"
#include "face/nhsa/tables.h"

struct yb_nhsa_envelope {
    struct yb_text infno, msgid, mdtrtarea_admvs, insuplc_admdvs, recer_sys_code, dev_no,
        dev_safe_info, cainfo, signtype, infver, opter_type, opter, opter_name, inf_time,
        fixmedins_code, fixmedins_name, sign_no; /* bytes == NULL: absent */
    int64_t inf_time_ms;
    struct yb_json_value *root;  /* an object, in the arena */
    struct yb_json_value *input; /* an object of it, or read from text in a string of it */
    struct yb_text input_text;   /* as it came */
    struct yb_text file;         /* of a multipart body; bytes == NULL: none */
};

/*
 * Reads a body. `path_infno` (may be empty) is the number in the address: it stands in for a
 * missing infno; the body's own decides. The envelope lives in the arena and the body; after an
 * error it is filled as far as it was understood.
 * Errors: those of yb_json_read and yb_nhsa_validate.
 */
int yb_nhsa_envelope_read(struct yb_nhsa_envelope *envelope, const char *content_type,
                          struct yb_text body, struct yb_text path_infno, struct yb_arena *arena,
                          struct yb_error *error);

/* "2024-01-31 08:00:00", "20240131080000" or "2024-01-31T08:00:00...", China time. */
bool yb_nhsa_time_parse(struct yb_text text, int64_t *instant_ms);

struct yb_nhsa_answer {
    const char *division; /* the receiver's, six digits */
    int64_t serial;       /* its last ten digits are used */
    int64_t received_ms, responded_ms;
    bool infcode_text;
    bool english;
};

/* An answer around `output` (JSON; "{}" when there is none). */
struct yb_text yb_nhsa_answer_ok(const struct yb_nhsa_answer *answer, struct yb_text output,
                                 struct yb_arena *arena);

/* An answer that says why not. */
struct yb_text yb_nhsa_answer_error(const struct yb_nhsa_answer *answer,
                                    const struct yb_error *error, struct yb_arena *arena);

#endif
