/*
 * exchange.h - files of the national interface: upload (9101), download (9102).
 *
 * A file belongs to the institution that uploaded it, or for which the centre made it; "plc" is the
 * centre itself (catalogue files), readable by everybody. It may be fetched until dld_endtime.
 */
#ifndef YB_APP_TRANSFER_EXCHANGE_H
#define YB_APP_TRANSFER_EXCHANGE_H

#include "app/app.h"

#define YB_FILE_BYTES_MAX (64 * 1024 * 1024) /* of a stored file */
#define YB_FILE_NAME_MAX  200
#define YB_FILE_DAYS      7 /* how long a file can be fetched */
#define YB_FILE_OF_CENTRE "plc"

struct yb_upload_file_in {
    struct yb_text bytes;
    struct yb_text filename;
    struct yb_text fixmedins_code;
};

struct yb_upload_file_out {
    struct yb_text file_qury_no, filename, fixmedins_code;
    int64_t dld_endtime_ms;
};

/* 9101. Errors: NOT_ALLOWED (another institution's code), TOO_LONG (in, filename), WRONG_FORMAT (a
 * file name with a path in it). */
int yb_app_upload_file(struct yb_call *call, const struct yb_upload_file_in *in,
                       struct yb_upload_file_out *out, struct yb_error *error);

/* Stores a file that the centre made, for `fixmedins_code` (YB_FILE_OF_CENTRE: for everybody). */
int yb_app_offer_file(struct yb_call *call, const struct yb_upload_file_in *in,
                      struct yb_upload_file_out *out, struct yb_error *error);

struct yb_download_file_in {
    struct yb_text file_qury_no, filename, fixmedins_code;
};

struct yb_download_file_out {
    struct yb_text bytes; /* in the arena */
    struct yb_text filename;
};

/* 9102. Errors: NOT_FOUND (also when it is another's, another name, or past its time). */
int yb_app_download_file(struct yb_call *call, const struct yb_download_file_in *in,
                         struct yb_download_file_out *out, struct yb_error *error);

#endif
