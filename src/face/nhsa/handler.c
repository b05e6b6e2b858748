#include "face/nhsa/handler.h"

#include <string.h>

static const struct yb_nhsa_handler *const tables[] = {
    yb_nhsa_handlers_basic,     yb_nhsa_handlers_care,  yb_nhsa_handlers_settle,
    yb_nhsa_handlers_filing,    yb_nhsa_handlers_query, yb_nhsa_handlers_file,
    yb_nhsa_handlers_catalogue, yb_nhsa_handlers_goods, yb_nhsa_handlers_registration,
};

const struct yb_nhsa_handler *yb_nhsa_handler_of(const struct yb_nhsa_interface *interface)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct yb_nhsa_handler *handler = tables[i]; handler->infno; handler++)
            if (strcmp(handler->infno, interface->infno) == 0)
                return handler;
    return NULL;
}
