#include "app/catalogue/report.h"

#include <string.h>

void yb_import_report_init(struct yb_import_report *report, struct yb_arena *arena)
{
    memset(report, 0, sizeof(*report));
    report->arena = arena;
    report->last = &report->first;
}

void yb_import_report_refuse(struct yb_import_report *report, int64_t row,
                             const struct yb_error *error)
{
    struct yb_refused_row *refused;

    if (report->refused++ >= YB_REFUSED_ROWS_KEPT)
        return;
    refused = YB_NEW(report->arena, struct yb_refused_row);
    if (!refused)
        return;
    refused->row = row;
    refused->error = *error;
    *report->last = refused;
    report->last = &refused->next;
}
