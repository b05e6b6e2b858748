/* Founding a store, its key, and opening it again. */
#include "app/setup/setup.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/setup/key.h"
#include "test/test.h"

static char folder[] = "/tmp/yb_setup_XXXXXX";
static struct yb_error error;
static struct yb_arena arena;

static struct yb_setup setup_at(const char *name)
{
    return (struct yb_setup){.store = yb_arena_format(&arena, "%s/%s.db", folder, name),
                             .data = getenv("YB_DATA")};
}

static const struct yb_found_in here = {"371525", false};

static void it_founds_and_opens(void **state)
{
    struct yb_setup setup = setup_at("a");
    struct yb_app *app = test_calloc(1, sizeof(*app));
    struct stat info;

    (void)state;
    assert_int_equal(yb_app_open(app, &setup, &error), YB_E_FILE); /* no key yet */
    assert_int_equal(yb_app_found(&setup, &here, &error), YB_OK);
    assert_int_equal(stat(yb_arena_format(&arena, "%s.key", setup.store), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(yb_app_open(app, &setup, &error), YB_OK);
    assert_string_equal(app->region, "371525");
    assert_false(app->demo);
    assert_non_null(app->policies);
    assert_non_null(app->codes);
    yb_app_close(app);
    assert_int_equal(yb_app_found(&setup, &here, &error), YB_E_EXISTS);
    assert_int_equal(yb_app_open(app, &setup, &error), YB_OK); /* nothing was touched */
    yb_app_close(app);
    test_free(app);
}

static void it_wants_its_own_key(void **state)
{
    struct yb_setup mine = setup_at("b"), other = setup_at("c");
    struct yb_app *app = test_calloc(1, sizeof(*app));
    const char *key = yb_arena_format(&arena, "%s/b.db.key", folder);

    (void)state;
    assert_int_equal(yb_app_found(&mine, &here, &error), YB_OK);
    assert_int_equal(yb_app_found(&other, &here, &error), YB_OK);
    other.key = key;
    assert_int_equal(yb_app_open(app, &other, &error), YB_E_TAMPERED);
    assert_int_equal(chmod(key, 0640), 0); /* others may read it */
    assert_int_equal(yb_app_open(app, &mine, &error), YB_E_FILE);
    assert_int_equal(chmod(key, 0600), 0);
    assert_int_equal(yb_app_open(app, &mine, &error), YB_OK);
    yb_app_close(app);
    mine = setup_at("d"); /* a second database under the same key */
    mine.key = key;
    assert_int_equal(yb_app_found(&mine, &here, &error), YB_OK);
    assert_int_equal(yb_app_open(app, &mine, &error), YB_OK);
    yb_app_close(app);
    test_free(app);
}

/* With the name of the file, although what was opened so far is gone. */
static void it_refuses_a_bad_pack(void **state)
{
    struct yb_setup setup = setup_at("f");
    struct yb_app *app = test_calloc(1, sizeof(*app));
    const char *data = yb_arena_format(&arena, "%s/data", folder);
    const char *packs = yb_arena_format(&arena, "%s/policies", data);
    const char *path = yb_arena_format(&arena, "%s/bad.yaml", packs);
    struct yb_buffer text;
    FILE *pack;

    (void)state;
    assert_int_equal(yb_app_found(&setup, &here, &error), YB_OK);
    assert_true(mkdir(data, 0700) == 0 && mkdir(packs, 0700) == 0);
    pack = fopen(path, "we");
    assert_non_null(pack);
    fputs("no pack\n", pack);
    fclose(pack);
    setup.data = data;
    assert_int_not_equal(yb_app_open(app, &setup, &error), YB_OK);
    yb_buffer_init(&text, &arena);
    yb_error_describe(&error, true, &text);
    assert_non_null(strstr(yb_buffer_text(&text).bytes, "bad.yaml"));
    test_free(app);
}

static void it_refuses_a_bad_region(void **state)
{
    static const char *const regions[] = {"", "37152", "3715255", "37152x", "071525", "' OR 1"};
    struct yb_setup setup = setup_at("e");

    (void)state;
    for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
        struct yb_found_in in = {regions[i], false};

        assert_int_equal(yb_app_found(&setup, &in, &error), YB_E_WRONG_FORMAT);
        assert_int_not_equal(access(setup.store, F_OK), 0); /* nothing was made */
    }
}

static void it_reads_a_key_strictly(void **state)
{
    static const struct {
        const char *text;
        int rc;
    } cases[] = {
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", YB_OK},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", YB_OK},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1", YB_E_WRONG_FORMAT},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n\n", YB_E_WRONG_FORMAT},
        {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fx", YB_E_WRONG_FORMAT},
        {"0g0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", YB_E_WRONG_FORMAT},
        {"", YB_E_WRONG_FORMAT},
    };
    uint8_t master[YB_MASTER_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *path = yb_arena_format(&arena, "%s/key%zu", folder, i);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

        assert_true(fd >= 0);
        assert_true(write(fd, cases[i].text, strlen(cases[i].text)) >= 0);
        close(fd);
        assert_int_equal(yb_key_read(path, master, &error), cases[i].rc);
    }
    assert_int_equal(yb_key_read(yb_arena_format(&arena, "%s/key0", folder), master, &error), 0);
    assert_int_equal(master[0], 0);
    assert_int_equal(master[31], 31);
    assert_int_equal(yb_key_create(yb_arena_format(&arena, "%s/key0", folder), &error),
                     YB_E_EXISTS);
    assert_int_equal(yb_key_create(yb_arena_format(&arena, "%s/no/key", folder), &error),
                     YB_E_FILE);
}

static int remove_all(void **state)
{
    char command[64];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    yb_arena_release(&arena);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_founds_and_opens),     cmocka_unit_test(it_wants_its_own_key),
        cmocka_unit_test(it_refuses_a_bad_pack),   cmocka_unit_test(it_refuses_a_bad_region),
        cmocka_unit_test(it_reads_a_key_strictly),
    };

    if (!mkdtemp(folder))
        return 1;
    yb_arena_init(&arena, 1 << 16);
    return cmocka_run_group_tests(tests, NULL, remove_all);
}
