#include "store/driver.h"

#include <signal.h>
#include <string.h>

static const struct {
    enum yb_fault fault;
    int code;
} faults[] = {
    {YB_FAULT_ERROR, YB_E_STORE},
    {YB_FAULT_FULL, YB_E_STORE_FULL},
    {YB_FAULT_LOST, YB_E_STORE_LOST},
};

int yb_step(struct yb_steps *steps, struct yb_error *error)
{
    int64_t n = atomic_fetch_add(&steps->count, 1) + 1;
    size_t i;

    if (n != atomic_load(&steps->fault_at))
        return YB_OK;
    if (atomic_load(&steps->fault) == YB_FAULT_KILL)
        raise(SIGKILL);
    for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if ((int)faults[i].fault == atomic_load(&steps->fault))
            return yb_fail(error, faults[i].code, "injected", NULL);
    return YB_OK;
}

const struct yb_driver *yb_driver_of(const char *url)
{
    bool server = !strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11) ||
                  strstr(url, "dbname=") || !strncmp(url, "host=", 5);

    return server ? &yb_driver_postgres : &yb_driver_sqlite;
}
