#include "face/cli/cli.h"

#include <json-c/json.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <zip.h>

/* With --json also what the program runs on, for reports of faults. */
static int run_version(struct yb_cli *cli)
{
    struct json_object *answer, *libraries;

    if (!cli->json) {
        fprintf(cli->out, "yibao %s\n", YB_VERSION);
        return YB_OK;
    }
    answer = json_object_new_object();
    libraries = json_object_new_object();
    json_object_object_add(answer, "name", json_object_new_string("yibao"));
    json_object_object_add(answer, "version", json_object_new_string(YB_VERSION));
    json_object_object_add(libraries, "openssl",
                           json_object_new_string(OpenSSL_version(OPENSSL_VERSION_STRING)));
    json_object_object_add(libraries, "libmicrohttpd", json_object_new_string(MHD_get_version()));
    json_object_object_add(libraries, "json-c", json_object_new_string(json_c_version()));
    json_object_object_add(libraries, "libzip", json_object_new_string(zip_libzip_version()));
    json_object_object_add(answer, "libraries", libraries);
    yb_cli_write_json(cli, answer);
    return YB_OK;
}

const struct yb_command yb_commands_version[] = {
    {"version", NULL, "显示版本", "show the version", NULL, run_version},
    {.noun = NULL},
};
