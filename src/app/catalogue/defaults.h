/*
 * defaults.h - parameters of the catalogue that differ by region (data/catalogue/defaults.yaml).
 */
#ifndef YB_APP_CATALOGUE_DEFAULTS_H
#define YB_APP_CATALOGUE_DEFAULTS_H

#include "base/error.h"

struct yb_catalogue_defaults {
    int32_t class_b_self_pay_ppm;  /* default 10 % */
    bool class_b_self_pay_written; /* default no: a row stays silent, the policy decides */
    struct yb_text hilist_use_type;
    struct yb_text overlmt_dspo_way;
};

/* What holds without a file. */
void yb_catalogue_defaults_init(struct yb_catalogue_defaults *defaults);

/*
 * Reads defaults.yaml over the defaults; texts go to the arena. Errors name file and line:
 * WRONG_YAML, UNKNOWN_KEY, WRONG_FORMAT.
 */
int yb_catalogue_defaults_read(struct yb_text yaml, const char *file, struct yb_arena *arena,
                               struct yb_catalogue_defaults *defaults, struct yb_error *error);

#endif
