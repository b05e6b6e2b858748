/*
 * tables.h - what /api/v1 offers: the rows of data/api, compiled by script/api-tables.py.
 *
 * Router, permission check, validation of parameters, the OpenAPI document, the columns of exports
 * and the command line's help are all made from these rows.
 */
#ifndef YB_FACE_API_TABLES_H
#define YB_FACE_API_TABLES_H

#include "app/permission/permission.h"
#include "face/http/http.h"

#define YB_API_BASE "/api/v1"

enum yb_api_type {
    YB_API_TEXT,
    YB_API_CODE,
    YB_API_ID, /* decimal digits as text */
    YB_API_INTEGER,
    YB_API_AMOUNT, /* yuan, two decimals */
    YB_API_DAY,
    YB_API_MONTH,
    YB_API_TIME, /* of answers */
    YB_API_BOOLEAN,
    YB_API_TEXTS,
    YB_API_OBJECT,
    YB_API_LIST /* of answers */
};

enum yb_api_place { YB_API_IN_PATH, YB_API_IN_QUERY, YB_API_IN_BODY };
enum yb_api_runs { YB_API_RUNS_READ, YB_API_RUNS_WRITE, YB_API_RUNS_OWN };

struct yb_api_param {
    const char *name;
    enum yb_api_place place;
    enum yb_api_type type;
    bool required;
    int most;                /* characters; 0: as its type is */
    int64_t least, greatest; /* of an integer; both 0: any */
    const char *values;      /* "a|b"; NULL: any */
    const char *zh, *en;
};

struct yb_api_member {
    const char *node; /* ".", "total", "items[]" */
    const char *name;
    enum yb_api_type type;
    const char *zh, *en;
};

struct yb_api_operation {
    const char *id;
    enum yb_http_method method;
    const char *path; /* below YB_API_BASE; {name} stands for a parameter */
    enum yb_permission permission;
    enum yb_api_runs runs;
    bool logged; /* a look that is noted in the audit log, whatever comes of it */
    bool list;   /* an answer of items[], which may be exported */
    const char *zh, *en;
    int first_param, param_count, first_member, member_count;
};

extern const struct yb_api_param yb_api_params[];
extern const struct yb_api_member yb_api_members[];
extern const struct yb_api_operation yb_api_operations[];
extern const int yb_api_operation_count;

/* The operation of an id, or NULL. */
const struct yb_api_operation *yb_api_operation_of(struct yb_text id);

/* True when the path, below YB_API_BASE, fits the operation's. */
bool yb_api_path_fits(const struct yb_api_operation *operation, struct yb_text path);

/* The part of `path` that stands where the operation's path has {name}; bytes NULL: none. */
struct yb_text yb_api_path_part(const struct yb_api_operation *operation, struct yb_text path,
                                const char *name);

#endif
