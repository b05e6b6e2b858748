/*
 * play.h - plays a file of requests against a server and tells what came back.
 *
 * A file (data/demo/day.yaml) is data, and reads as samples for whoever connects a HIS:
 *
 *     parts:                                  # what several requests have in common
 *       wang: {psn_no: "${psn_no}", mdtrt_cert_type: "02", mdtrt_cert_no: "3799..."}
 *     steps:
 *       - step: 门诊结算                      # what a person reads; `en` in English
 *         en: outpatient settlement
 *         as: H37152500101                    # fixmedins_code; `name` its name
 *         infno: "2207"
 *         input: {data: {part: wang, mdtrt_id: "${mdtrt_id}", ...}}
 *         keep: {setl_id: setlinfo.setl_id}   # variables for later steps, by path into output
 *         show: {基金支付: setlinfo.fund_pay_sumamt}
 *         bill: setlinfo.setl_id              # the settlement whose explained bill is shown
 *         refused: yes                        # a refusal is what is wanted (infcode not 0)
 *         again: yes                          # the message before once more, with its msgid
 *
 * In `input` a scalar is sent as JSON text after ${variables} are filled in; `part: NAME` in a
 * mapping stands for the members of that part; {columns: [a, b], each: {...}, rows: [[1, 2]]}
 * stands for a list of objects. ${msgid} is the msgid of the step before,
 * ${today} the day.
 */
#ifndef YB_FACE_DEMO_PLAY_H
#define YB_FACE_DEMO_PLAY_H

#include <stdio.h>

#include "base/error.h"

struct yb_play {
    const char *url;  /* of the server, without a path */
    const char *file; /* the steps */
    bool english;
    FILE *out;
    /* Shows the bill of a settlement; NULL: the answer's own explanation is shown. */
    void (*bill)(void *context, struct yb_text setl_id);
    void *context;
};

struct yb_play_counts {
    int64_t steps, bills;
};

/*
 * Plays all steps. Errors: those of the file (FILE, WRONG_YAML, UNKNOWN_KEY, MISSING, NOT_FOUND: an
 * unknown variable or part), of the connection, and STEP_FAILED (an answer that was not wanted).
 */
int yb_play_run(const struct yb_play *play, struct yb_arena *arena, struct yb_play_counts *counts,
                struct yb_error *error);

#endif
