/*
 * download.h - catalogues as files: 1301-1303, 1305-1311, 1313-1315, 1320, 1321.
 *
 * A client says which version it holds ("v0000": none) and is given the number of a file with the
 * rows that came or changed since, to be fetched by 9102: a ZIP of one TXT in UTF-8, TAB between
 * columns, LF after each row, `null` for what is empty, columns as the interface prints them.
 *
 * A file is made once for a pair of versions and kept for YB_FILE_DAYS. The file of a whole list
 * takes up to a second for 60,000 rows; yb_catalogue_prepare makes them outside of any job that
 * others wait for.
 */
#ifndef YB_APP_CATALOGUE_DOWNLOAD_H
#define YB_APP_CATALOGUE_DOWNLOAD_H

#include "app/app.h"

struct yb_download_catalogue_in {
    struct yb_text infno; /* "1301", "1306A" */
    struct yb_text ver;
};

struct yb_download_catalogue_out {
    struct yb_text file_qury_no, filename;
    int64_t dld_end_time_ms;
    int64_t data_cnt;
    struct yb_text ver; /* the newest version, which the file brings the client to */
};

/*
 * Errors: UNKNOWN_INFNO; VERSION_UNKNOWN (ver is no version, or newer than the newest); TOO_LONG
 * (more than YB_ZIP_TEXT_MAX or YB_FILE_BYTES_MAX).
 */
int yb_app_download_catalogue(struct yb_call *call, const struct yb_download_catalogue_in *in,
                              struct yb_download_catalogue_out *out, struct yb_error *error);

/*
 * Makes the file of every whole list that has none: for the end of an import, and for a timer. Each
 * is read and packed on a snapshot and only then written, in a short job of its own.
 */
int yb_catalogue_prepare(struct yb_app *app, int64_t now_ms, struct yb_error *error);

#endif
