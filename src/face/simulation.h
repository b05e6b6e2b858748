/*
 * simulation.h - a simulation as people read it: a text of tables, or JSON. The console and the
 * command line write the same.
 */
#ifndef YB_FACE_SIMULATION_H
#define YB_FACE_SIMULATION_H

#include "engine/year/simulate.h"
#include "face/json.h"

struct yb_simulation_view {
    const struct yb_year *year;
    const struct yb_policy *policies[YB_SIMULATED];
    const struct yb_simulation *simulation;
    bool english;
};

/* Appends tables: sums, layers, months, groups, who gains and who loses. */
void yb_simulation_write_text(const struct yb_simulation_view *view, struct yb_buffer *out);

/* Adds one object; amounts in yuan with two decimals, ratios in ppm. */
void yb_simulation_write_json(const struct yb_simulation_view *view, struct yb_json *json);

#endif
