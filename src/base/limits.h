/*
 * limits.h - every limit of the product, by name.
 *
 * A limit is tested at its value and one past it (test/base/limits). User data past a limit is
 * refused with YB_E_TOO_LONG, YB_E_TOO_MANY or YB_E_OUT_OF_RANGE and the field's name.
 */
#ifndef YB_BASE_LIMITS_H
#define YB_BASE_LIMITS_H

/* Money. 90 billion yuan: the largest amount for which amount_fen * 1 000 000 fits in int64. */
#define YB_AMOUNT_FEN_MAX INT64_C(9000000000000)

/* A claim. */
#define YB_LINES_PER_CLAIM_MAX     20000 /* fee lines of one stay */
#define YB_LINES_PER_UPLOAD_MAX    2000  /* fee lines of one 2204 / 2301 message */
#define YB_DIAGNOSES_PER_VISIT_MAX 100

/* A policy pack. */
#define YB_POLICY_LAYERS_MAX       16
#define YB_POLICY_RULES_MAX        512  /* in all layers of one pack, after tables are expanded */
#define YB_POLICY_SEGMENTS_MAX     16   /* of one rule */
#define YB_POLICY_ADMISSIONS_MAX   8    /* nth-admission amounts of one deductible */
#define YB_POLICY_ACCUMULATORS_MAX 32   /* per pack */
#define YB_POLICY_ADJUSTMENTS_MAX  16   /* changes of one rule, each a table of any size */
#define YB_POLICY_TAGS_MAX         24   /* line tags of one pack */
#define YB_POLICY_COST_TAGS_MAX    6    /* tags of one pack that rates or layers are keyed by */
#define YB_POLICY_LISTS_MAX        64   /* disease lists of one pack */
#define YB_POLICY_ROWS_MAX         4096 /* rows of one kind in one pack */
#define YB_POLICY_MISTAKES_MAX     100  /* mistakes reported of one file or folder */
#define YB_POLICY_SET_MAX          1024 /* packs of one set */
#define YB_POLICY_NAME_MAX         64   /* bytes of an identifier */

/* A catalogue. */
#define YB_CATALOGUE_ITEMS_MAX (4 * 1024 * 1024) /* rows of all lists and days together */
#define YB_ITEM_CODE_BYTES_MAX 50                /* med_list_codg */
#define YB_LIST_CODE_BYTES_MAX 101               /* of a code list: "disease/med_list_codg" */
#define YB_ITEM_NAME_BYTES_MAX 600               /* hilist_name: 200 characters */

/* Text and messages. */
#define YB_YAML_DEPTH_MAX      32
#define YB_YAML_BYTES_MAX      4194304 /* 4 MiB */
#define YB_JSON_DEPTH_MAX      32
#define YB_REQUEST_BYTES_MAX   4194304 /* 4 MiB */
#define YB_ERROR_ARGS_MAX      4
#define YB_ERROR_ARG_BYTES_MAX 120
#define YB_NAME_BYTES_MAX      200

/* The store. */
#define YB_STORE_LIST_MAX  100000 /* rows of one list of an institution */
#define YB_STORE_BATCH_MAX 64     /* statements in one round trip */

/* A limit's digits, as an argument of the refusal. */
#define YB_LIMIT(limit)      YB_LIMIT_TEXT(limit)
#define YB_LIMIT_TEXT(limit) #limit

#endif
