/* yibao init: a new store, with catalogues, and a made-up county when asked for. */
#include <json-c/json.h>

#include "app/catalogue/import.h"
#include "app/transfer/import.h"
#include "base/file.h"
#include "face/cli/open.h"
#include "face/cli/progress.h"

static const struct yb_option init_options[] = {
    YB_STORE_OPTIONS,
    {"--region", YB_OPTION_TEXT, 0, "统筹区医保区划（六位，默认 371525）",
     "division of the pooling region, six digits (371525)", NULL, 0, 0},
    {"--demo", YB_OPTION_FLAG, 0, "导入演示县：机构、人员、备案与演示目录",
     "import the made-up county and the demo catalogue", NULL, 0, 0},
    {"--no-catalogue", YB_OPTION_FLAG, 0, "不导入目录", "import no catalogues", NULL, 0, 0},
    {"--partitions", YB_OPTION_INTEGER, 0, "PostgreSQL 哈希分区数（默认不分区）",
     "hash partitions per table (PostgreSQL; none)", NULL, 1, 1024},
    {"--citus", YB_OPTION_FLAG, 0, "PostgreSQL：按人分布到各节点（Citus）",
     "distribute the tables by person (Citus)", NULL, 0, 0},
    {.name = NULL},
};
