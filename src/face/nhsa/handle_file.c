/* Files: 9101, 9102. */
#include "app/transfer/exchange.h"
#include "face/nhsa/handler.h"

static const struct yb_bind upload_in[] = {
    BIND_TEXT(yb_upload_file_in, filename),
    BIND_TEXT(yb_upload_file_in, fixmedins_code),
    YB_BIND_AS(yb_upload_file_in, bytes, "in", YB_BIND_TEXT),
};
static const struct yb_bind upload_out[] = {
    BIND_TEXT(yb_upload_file_out, file_qury_no),
    BIND_TEXT(yb_upload_file_out, filename),
    BIND_TEXT(yb_upload_file_out, fixmedins_code),
    BIND_MS(yb_upload_file_out, dld_endtime),
};

static int upload(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_upload_file_in in = {0};
    struct yb_upload_file_out out;
    int result = YB_READ(x, "fsUploadIn", upload_in, &in, error);

    if (x->envelope->file.bytes) /* of a multipart body */
        in.bytes = x->envelope->file;
    if (result == YB_OK)
        result = yb_app_upload_file(&x->call, &in, &out, error);
    if (result == YB_OK)
        yb_nhsa_output_object(&x->output, "-", YB_BINDS(upload_out), &out);
    return result;
}

static const struct yb_bind download_in[] = {
    BIND_TEXT(yb_download_file_in, file_qury_no),
    BIND_TEXT(yb_download_file_in, filename),
    BIND_TEXT(yb_download_file_in, fixmedins_code),
};

static int download(struct yb_nhsa_exchange *x, struct yb_error *error)
{
    struct yb_download_file_in in = {0};
    struct yb_download_file_out out;
    int result = YB_READ(x, "fsDownloadIn", download_in, &in, error);

    if (result == YB_OK)
        result = yb_app_download_file(&x->call, &in, &out, error);
    if (result < 0)
        return result;
    x->file = out.bytes.bytes ? out.bytes : YB_TEXT("");
    x->filename = out.filename;
    return YB_OK;
}

const struct yb_nhsa_handler yb_nhsa_handlers_file[] = {
    {"9101", YB_NHSA_RECORDED, upload},
    {"9102", YB_NHSA_ASKED, download},
    {NULL, YB_NHSA_AT_ONCE, NULL},
};
