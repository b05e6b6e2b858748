/*
 * progress.h - how far a long command is, on the terminal.
 *
 * Drawn on one line of cli->err when that is a terminal and a second has passed; otherwise nothing
 * is ever written. The line is wiped at the end. Cost of a step: one reading of the clock.
 *
 *     yb_progress_init(&progress, cli, "结算", "settling", count);
 *     for (i = 0; i < count; i++, yb_progress_to(&progress, i)) ...
 *     yb_progress_end(&progress);
 */
#ifndef YB_FACE_CLI_PROGRESS_H
#define YB_FACE_CLI_PROGRESS_H

#include "face/cli/cli.h"

struct yb_progress {
    const struct yb_cli *cli;
    const char *label;
    int64_t total;      /* 0: not known */
    int64_t started_ms; /* monotonic */
    int64_t next_ms;    /* when to draw next */
    bool live;          /* a terminal */
    bool drawn;
};

void yb_progress_init(struct yb_progress *progress, const struct yb_cli *cli, const char *zh,
                      const char *en, int64_t total);

/* `done` of the total are done. */
void yb_progress_to(struct yb_progress *progress, int64_t done);

/* Wipes the line. */
void yb_progress_end(struct yb_progress *progress);

#endif
