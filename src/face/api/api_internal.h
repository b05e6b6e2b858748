/* Shared by the files of face/api. */
#ifndef YB_FACE_API_API_INTERNAL_H
#define YB_FACE_API_API_INTERNAL_H

#include <pthread.h>

#include "face/api/exchange.h"

#define YB_API_COOKIE "yibao_session"

struct yb_api {
    struct yb_api_options options;
    struct yb_arena arena; /* for the life of the server */
    pthread_mutex_t mutex;
    pthread_cond_t work;
    struct yb_api_exchange *first, *last;
    int queued;
    bool closing;
    pthread_t *threads;
    int thread_count;
    pthread_t keeper;
    pthread_cond_t rest; /* the keeper's */
    int64_t swept_ms;    /* ... when it last threw old files away */
    bool keeping;
    pthread_t simulator; /* see simulation_job.h */
    bool simulating;
};

/* The thread that does what nobody waits for, until api->closing. */
void *yb_api_keep(void *api);

/* The clock: the system's, or the test's. */
int64_t yb_api_now(const struct yb_api *api);

#endif
