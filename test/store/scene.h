/*
 * scene.h - one person in hospital, about to be settled: what most tests of settling begin with.
 */
#ifndef YB_TEST_STORE_SCENE_H
#define YB_TEST_STORE_SCENE_H

#include "test/store/fixture.h"

#include "test/store/sample.h"

enum { SCENE_PSN = 42 };

struct scene {
    struct fixture *f;
    struct yb_mdtrt_row mdtrt;
    struct yb_feedetl_list lines;
    struct sample_settlement s;
    struct yb_settle_load load; /* of the last job */
    struct yb_setl_row red;     /* of the last cancellation */
    int64_t cancel_id;          /* 0: the scene's own settlement */
};

/* Adds the person with an insured relation, an account (100 yuan in it), a visit and five lines,
 * and prepares the settlement c->s. */
void scene_begin(struct scene *c, struct fixture *f);

/* Jobs, their context being the scene: load and write (or find the message); load only; cancel. */
int scene_settle(struct yb_tx *tx, void *context, struct yb_error *error);
int scene_peek(struct yb_tx *tx, void *context, struct yb_error *error);
int scene_cancel(struct yb_tx *tx, void *context, struct yb_error *error);

#endif
