/*
 * simulation_job.h - simulations as jobs: of the same table as exports (operation "simulation"),
 * run by a thread of their own, so that neither an export nor the overview waits for one.
 *
 *     waiting --(taken)--> running --> done (file: the result as JSON) | failed
 *
 * A result is kept under what it was made of: scheme, year, what was settled by then, and the
 * digests of both policies (the file's key). The same question is answered from there, by whatever
 * process asks. It ends after thirty days. Memory: the year is mapped; the sums of a thread.
 */
#ifndef YB_FACE_API_SIMULATION_JOB_H
#define YB_FACE_API_SIMULATION_JOB_H

#include "app/policy/version.h"
#include "app/year/year.h"
#include "face/api/api_internal.h"

#define YB_SIMULATION_OPERATION "simulation"

/* What is asked: the job's query. */
struct yb_simulation_asked {
    struct yb_text before, after; /* as yb_app_policy_by takes them */
    int64_t year;
};

int yb_simulation_read(struct yb_text query, struct yb_arena *arena,
                       struct yb_simulation_asked *asked, struct yb_error *error);

/* Both policies, without mistakes and of one scheme. Inside a read or job. */
int yb_simulation_policies(struct yb_call *call, const struct yb_simulation_asked *asked,
                           struct yb_policy_made made[YB_SIMULATED], struct yb_error *error);

/* Runs the oldest open simulation; *any tells whether there was one. */
int yb_simulation_run(struct yb_api *api, bool *any, struct yb_error *error);

/* The thread that does so until api->closing. */
void *yb_api_simulate(void *api);

#endif
