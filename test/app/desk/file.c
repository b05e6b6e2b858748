/* Files of the national interface. */
#include "app/transfer/exchange.h"

#include <string.h>

#include "test/app/desk/desk.h"

DESK_USE(upload_file, struct yb_upload_file_in, struct yb_upload_file_out)
DESK_USE(offer_file, struct yb_upload_file_in, struct yb_upload_file_out)
DESK_USE(download_file, struct yb_download_file_in, struct yb_download_file_out)

static struct yb_upload_file_in some(const char *bytes)
{
    return (struct yb_upload_file_in){yb_text_of(bytes), YB_TEXT("对账.zip"),
                                      YB_TEXT(DESK_HOSPITAL)};
}

static void it_gives_back_what_was_stored(void **state)
{
    struct desk *desk = *state;
    struct yb_upload_file_in in = some("");
    struct yb_upload_file_out stored;
    struct yb_download_file_in fetch;
    struct yb_download_file_out file;
    char all[256];

    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    in.bytes = (struct yb_text){all, sizeof(all)};
    desk_ok(desk, upload_file(desk, &in, &stored));
    assert_int_equal(stored.dld_endtime_ms, desk->now_ms + YB_FILE_DAYS * YB_DAY_MS);
    fetch = (struct yb_download_file_in){stored.file_qury_no, stored.filename, YB_TEXT("plc")};
    desk_ok(desk, download_file(desk, &fetch, &file));
    assert_int_equal(file.bytes.length, sizeof(all));
    assert_memory_equal(file.bytes.bytes, all, sizeof(all));
    fetch.filename = YB_TEXT("other.zip");
    assert_int_equal(download_file(desk, &fetch, &file), YB_E_NOT_FOUND);
    fetch.filename = stored.filename;
    desk->now_ms = stored.dld_endtime_ms;
    desk_ok(desk, download_file(desk, &fetch, &file));
    desk->now_ms++;
    assert_int_equal(download_file(desk, &fetch, &file), YB_E_NOT_FOUND);
}

static void it_knows_whose_a_file_is(void **state)
{
    struct desk *desk = *state;
    struct yb_upload_file_in in = some("x");
    struct yb_upload_file_out stored;
    struct yb_download_file_in fetch;
    struct yb_download_file_out file;

    desk_ok(desk, upload_file(desk, &in, &stored));
    fetch = (struct yb_download_file_in){.file_qury_no = stored.file_qury_no};
    desk_act_as(desk, DESK_OTHER);
    assert_int_equal(download_file(desk, &fetch, &file), YB_E_NOT_FOUND);
    assert_int_equal(upload_file(desk, &in, &stored), YB_E_NOT_ALLOWED);
    in.fixmedins_code = YB_TEXT(YB_FILE_OF_CENTRE);
    assert_int_equal(upload_file(desk, &in, &stored), YB_E_NOT_ALLOWED);
    desk_ok(desk, offer_file(desk, &in, &stored)); /* the centre's own: for everybody */
    fetch.file_qury_no = stored.file_qury_no;
    desk_ok(desk, download_file(desk, &fetch, &file));
    desk_act_as(desk, DESK_HOSPITAL);
    desk_ok(desk, download_file(desk, &fetch, &file));
}

static void it_refuses_bad_names_and_sizes(void **state)
{
    static const char *const names[] = {"", "../a", "a/b", "a\\b", ".hide", "a\nb", "a\"b", "\x7F"};
    struct desk *desk = *state;
    struct yb_upload_file_in in = some("x");
    struct yb_upload_file_out stored;
    char name[YB_FILE_NAME_MAX + 2] = {0};
    char *large = calloc(1, YB_FILE_BYTES_MAX + 1);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        in.filename = yb_text_of(names[i]);
        assert_int_not_equal(upload_file(desk, &in, &stored), YB_OK);
    }
    memset(name, 'a', YB_FILE_NAME_MAX + 1);
    in.filename = (struct yb_text){name, YB_FILE_NAME_MAX + 1};
    assert_int_equal(upload_file(desk, &in, &stored), YB_E_TOO_LONG);
    in.filename.length = YB_FILE_NAME_MAX;
    desk_ok(desk, upload_file(desk, &in, &stored));
    in.bytes.length = 0;
    assert_int_equal(upload_file(desk, &in, &stored), YB_E_MISSING);
    in.bytes = (struct yb_text){large, YB_FILE_BYTES_MAX + 1};
    assert_int_equal(upload_file(desk, &in, &stored), YB_E_TOO_LONG);
    in.bytes.length = YB_FILE_BYTES_MAX;
    desk_ok(desk, upload_file(desk, &in, &stored));
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(it_gives_back_what_was_stored),
        DESK_BOTH(it_knows_whose_a_file_is),
        DESK_BOTH(it_refuses_bad_names_and_sizes),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
