#include "app/transfer/exchange.h"

#include <string.h>

#include "app/refuse.h"
#include "base/day.h"
#include "store/file.h"

/* A file's name, not a path: it ends up in headers and on other people's disks. */
static int check_name(struct yb_text filename, struct yb_error *error)
{
    if (!filename.length)
        return yb_fail(error, YB_E_MISSING, "filename", NULL);
    if (yb_text_characters(filename) > YB_FILE_NAME_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "filename", "200", NULL);
    for (size_t i = 0; i < filename.length; i++)
        if ((unsigned char)filename.bytes[i] < ' ' || strchr("/\\\"\x7F", filename.bytes[i]))
            return yb_fail(error, YB_E_WRONG_FORMAT, "filename", "/ \\ \"", NULL);
    if (filename.bytes[0] == '.')
        return yb_fail(error, YB_E_WRONG_FORMAT, "filename", ".", NULL);
    return YB_OK;
}

static int store_file(struct yb_call *call, const struct yb_upload_file_in *in,
                      struct yb_upload_file_out *out, struct yb_error *error)
{
    struct yb_file_row file = yb_file_row();
    int rc = check_name(in->filename, error);

    if (rc != YB_OK)
        return rc;
    if (in->bytes.length > YB_FILE_BYTES_MAX)
        return yb_fail(error, YB_E_TOO_LONG, "in", "64 MB", NULL);
    file.file_id = yb_id_next(&call->app->ids, call->now_ms);
    file.filename = in->filename;
    if (!yb_text_is(in->fixmedins_code, YB_FILE_OF_CENTRE))
        file.fixmedins_code = in->fixmedins_code;
    file.file_bytes = (int64_t)in->bytes.length;
    file.crte_time = call->now_ms;
    file.dld_endtime = call->now_ms + YB_FILE_DAYS * YB_DAY_MS;
    file.content = in->bytes;
    out->file_qury_no = yb_text_of(yb_arena_format(call->arena, "%lld", (long long)file.file_id));
    out->filename = in->filename;
    out->fixmedins_code = in->fixmedins_code;
    out->dld_endtime_ms = file.dld_endtime;
    return yb_stored_file_add(call->tx, &file, error);
}

int yb_app_upload_file(struct yb_call *call, const struct yb_upload_file_in *in,
                       struct yb_upload_file_out *out, struct yb_error *error)
{
    if (!in->bytes.length)
        return yb_fail(error, YB_E_MISSING, "in", NULL);
    if (!in->fixmedins_code.length ||
        !yb_text_equal(in->fixmedins_code, call->actor->fixmedins_code))
        return yb_fail(error, YB_E_NOT_ALLOWED, "fixmedins_code", NULL);
    return store_file(call, in, out, error);
}

int yb_app_offer_file(struct yb_call *call, const struct yb_upload_file_in *in,
                      struct yb_upload_file_out *out, struct yb_error *error)
{
    return store_file(call, in, out, error);
}

int yb_app_download_file(struct yb_call *call, const struct yb_download_file_in *in,
                         struct yb_download_file_out *out, struct yb_error *error)
{
    struct yb_file_row file;
    int64_t file_id;
    int rc;

    if (!yb_text_to_int64(in->file_qury_no, &file_id) || file_id <= 0)
        return yb_refuse(error, YB_E_NOT_FOUND, "file_qury_no", in->file_qury_no);
    rc = yb_stored_file_get(call->tx, file_id, &file, error);
    if (rc == YB_E_NOT_FOUND)
        return yb_refuse(error, YB_E_NOT_FOUND, "file_qury_no", in->file_qury_no);
    if (rc != YB_OK)
        return rc;
    if ((file.dld_endtime && file.dld_endtime < call->now_ms) ||
        (in->filename.length && !yb_text_equal(in->filename, file.filename)) ||
        (file.fixmedins_code.length &&
         !yb_text_equal(file.fixmedins_code, call->actor->fixmedins_code)))
        return yb_refuse(error, YB_E_NOT_FOUND, "file_qury_no", in->file_qury_no);
    out->bytes = file.content;
    out->filename = file.filename;
    return YB_OK;
}
