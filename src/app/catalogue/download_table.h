/*
 * download_table.h - the columns of the download files and what fills them, compiled from data/ by
 * script/catalogue-tables.py.
 */
#ifndef YB_APP_CATALOGUE_DOWNLOAD_TABLE_H
#define YB_APP_CATALOGUE_DOWNLOAD_TABLE_H

#include <stddef.h>

enum yb_download_from {
    YB_DOWNLOAD_NOTHING, /* we hold nothing for it: always empty */
    YB_DOWNLOAD_MEMBER,  /* a member of the stored row */
    YB_DOWNLOAD_EXTRA,   /* a key of its `extra` */
    YB_DOWNLOAD_JOIN     /* a field of the row of another list whose code is that key */
};

struct yb_download_column {
    const char *name_zh;
    enum yb_download_from from;
    const char *key;
    const char *list, *field; /* of JOIN: "name", or "extra.KEY" */
};

struct yb_download_table {
    const char *infno;
    const char *list_name;
    const struct yb_download_column *columns;
    size_t count;
};

extern const struct yb_download_table yb_download_tables[];
extern const size_t yb_download_table_count;

#endif
