/*
 * keep.c - what the store keeps for the desk: users and their sessions, files and their end; and
 * the copy of a store in use.
 */
#include "store/access_log.h"
#include "store/file.h"
#include "store/user.h"
#include "test/store/fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define TOKEN YB_TEXT("hash of a token, thirty-two bytes")

static int users(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_user_account_row user = yb_user_account_row(), found;
    int rc;

    (void)context;
    user.user_id = 7;
    user.user_name = YB_TEXT("li");
    user.user_stas = YB_TEXT("1");
    rc = yb_user_add(tx, &user, error);
    user.failures = 3;
    if (rc == YB_OK)
        rc = yb_user_put(tx, &user, error);
    if (rc == YB_OK)
        rc = yb_user_find(tx, user.user_name, &found, error);
    if (rc != YB_OK)
        return rc;
    assert_int_equal(found.user_id, 7);
    assert_int_equal(found.failures, 3);
    assert_int_equal(yb_user_find(tx, YB_TEXT("wang"), &found, error), YB_E_NOT_FOUND);
    return YB_OK;
}

static int sessions(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_session_row session = yb_session_row(), found;
    bool is_there;
    int rc;

    (void)context;
    session.token_hash = TOKEN;
    session.user_id = 7;
    session.end_time = 100;
    rc = yb_session_put(tx, &session, error);
    session.seen_time = 50;
    if (rc == YB_OK)
        rc = yb_session_put(tx, &session, error);
    if (rc == YB_OK)
        rc = yb_session_get(tx, TOKEN, &found, &is_there, error);
    if (rc != YB_OK)
        return rc;
    assert_true(is_there);
    assert_int_equal(found.seen_time, 50);
    rc = yb_session_end(tx, TOKEN, error);
    if (rc == YB_OK)
        rc = yb_session_get(tx, TOKEN, &found, &is_there, error);
    assert_false(is_there);
    return rc;
}

static void users_and_sessions(void **state)
{
    struct fixture *f = *state;
    struct yb_error error;

    fixture_ok(fixture_run(f, users, NULL, &error), &error);
    assert_int_equal(fixture_run(f, users, NULL, &error), YB_E_EXISTS);
    fixture_ok(fixture_run(f, sessions, NULL, &error), &error);
}

static int files(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_file_row file = yb_file_row();
    int64_t deleted;
    int i, rc = YB_OK;

    (void)context;
    for (i = 0; i < 3 && rc == YB_OK; i++) {
        file.file_id = 1 + i;
        file.dld_endtime = i * 100; /* never, 100, 200 */
        file.content = YB_TEXT("\1\0\2");
        rc = yb_stored_file_add(tx, &file, error);
    }
    if (rc == YB_OK)
        rc = yb_stored_file_sweep(tx, 200, &deleted, error);
    if (rc != YB_OK)
        return rc;
    assert_int_equal(deleted, 1);
    assert_int_equal(yb_stored_file_get(tx, 2, &file, error), YB_E_NOT_FOUND);
    rc = yb_stored_file_get(tx, 1, &file, error);
    return rc == YB_OK ? yb_stored_file_get(tx, 3, &file, error) : rc;
}

static void files_end(void **state)
{
    struct yb_error error;

    fixture_ok(fixture_run(*state, files, NULL, &error), &error);
}

/* ---- C7: a copy of a store in use is one moment of it ---- */

struct writer {
    struct fixture *f;
    atomic_bool stop;
    int written;
};

static int log_one(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_access_log_row entry = yb_access_log_row();

    (void)context;
    entry.log_time = FIXTURE_NOW;
    entry.actor = YB_TEXT("somebody");
    return yb_access_log_add(tx, &entry, error);
}

static void *write_on(void *context)
{
    struct writer *w = context;
    struct yb_arena arena;
    struct yb_error error;

    yb_arena_init(&arena, 1 << 14);
    while (!atomic_load(&w->stop)) {
        yb_arena_clear(&arena);
        w->written += yb_store_run(w->f->store, log_one, NULL, &arena, &error) == YB_OK;
    }
    yb_arena_release(&arena);
    return NULL;
}

static void a_copy_is_one_moment(void **state)
{
    struct fixture *f = *state;
    struct writer w = {.f = f};
    struct yb_store_options options = f->options;
    struct yb_store *copy;
    struct yb_error error;
    int64_t entries, broken;
    char path[128];
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, write_on, &w), 0);
    usleep(50000);
    snprintf(path, sizeof(path), "%s/copy.db", f->folder);
    fixture_ok(yb_store_backup(f->store, path, &error), &error);
    atomic_store(&w.stop, true);
    pthread_join(thread, NULL);
    options.url = path;
    fixture_ok(yb_store_open(&copy, &options, &error), &error);
    fixture_ok(yb_access_log_verify(copy, &entries, &broken, &error), &error);
    assert_true(entries > 0);
    assert_true(entries <= w.written);
    assert_int_equal(broken, 0);
    yb_store_close(copy);
}

static void a_server_is_copied_by_its_own_tools(void **state)
{
    struct fixture *f = *state;
    struct yb_error error;

    assert_int_equal(yb_store_backup(f->store, "copy.db", &error), YB_E_NOT_OFFERED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_BOTH(users_and_sessions),
        FIXTURE_BOTH(files_end),
        FIXTURE_SQLITE(a_copy_is_one_moment),
        FIXTURE_POSTGRES(a_server_is_copied_by_its_own_tools),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
