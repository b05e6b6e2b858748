/*
 * The trial calculation as a page calls it. Built to WebAssembly alone; nothing of the host is
 * imported but memory.
 *
 *     p = yb_page_room(n); (n bytes are written there) yb_page_open(n) -> 0
 *     p = yb_page_room(n); ...    yb_page_run(n, english) or yb_page_check(n, english) -> bytes of
 * the answer, which lies at yb_page_answer()
 */
#include "face/trial/trial.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static struct yb_arena pack_arena, run_arena;
static const struct yb_policy *policy;
static struct yb_buffer answer;
static char *room;

/* Memory for the next message; what was there before is gone. NULL: none. */
char *yb_page_room(size_t size) EXPORT(yb_page_room);
/* Reads a pack: 0, or the bytes of an error to be shown. */
size_t yb_page_open(size_t size, int english) EXPORT(yb_page_open);
/* Runs cases: the bytes of the answer; 0: no memory. */
size_t yb_page_run(size_t size, int english) EXPORT(yb_page_run);
/* Compares cases with what they expect: the bytes of the answer; 0: no memory. */
size_t yb_page_check(size_t size, int english) EXPORT(yb_page_check);
const char *yb_page_answer(void) EXPORT(yb_page_answer);

char *yb_page_room(size_t size)
{
    yb_arena_release(&run_arena);
    yb_arena_init(&run_arena, 1 << 16);
    yb_buffer_init(&answer, &run_arena);
    room = yb_arena_alloc(&run_arena, size);
    return room;
}

size_t yb_page_open(size_t size, int english)
{
    struct yb_error error;

    yb_arena_release(&pack_arena);
    yb_arena_init(&pack_arena, 1 << 16);
    policy = NULL;
    if (!room ||
        yb_trial_read_pack((struct yb_text){room, size}, &pack_arena, &policy, &error) == YB_OK)
        return 0;
    yb_error_describe(&error, english != 0, &answer);
    return yb_buffer_text(&answer).length;
}

typedef int deed(const struct yb_policy *policy, struct yb_text cases, bool english,
                 struct yb_arena *arena, struct yb_buffer *out);

static size_t answered(deed *run, size_t size, int english)
{
    if (!room || !policy ||
        run(policy, (struct yb_text){room, size}, english != 0, &run_arena, &answer) != YB_OK ||
        yb_arena_failed(&run_arena))
        return 0;
    return yb_buffer_text(&answer).length;
}

size_t yb_page_run(size_t size, int english)
{
    return answered(yb_trial_run, size, english);
}

size_t yb_page_check(size_t size, int english)
{
    return answered(yb_trial_check, size, english);
}

const char *yb_page_answer(void)
{
    return yb_buffer_text(&answer).bytes;
}
