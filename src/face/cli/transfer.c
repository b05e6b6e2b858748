/* yibao import, export, backup: tables and whole stores in and out. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "app/transfer/import.h"
#include "base/file.h"
#include "face/cli/open.h"
#include "store/store.h"

#define KINDS "institutions|departments|practitioners|people|filings|shares|duty"

static const struct yb_option import_options[] = {
    YB_STORE_OPTIONS,
    {"WHAT", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "导入什么", "what to import", KINDS, 0, 0},
    {"FILE", YB_OPTION_PATH, YB_OPTION_REQUIRED, "CSV 文件（UTF-8，首行为列名）",
     "CSV file (UTF-8, first line the columns)", NULL, 0, 0},
    {.name = NULL},
};

static const struct yb_option export_options[] = {
    YB_STORE_OPTIONS,
    {"--plain", YB_OPTION_FLAG, 0, "不脱敏（记入访问日志）", "unmasked (noted in the access log)",
     NULL, 0, 0},
    {"WHAT", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "导出什么", "what to export",
     "institutions|departments|practitioners|people", 0, 0},
    {"FILE", YB_OPTION_PATH, 0, "写到文件（默认标准输出）", "where to (standard output)", NULL, 0,
     0},
    {.name = NULL},
};

static const struct yb_option backup_options[] = {
    YB_STORE_OPTIONS,
    {"FILE", YB_OPTION_PATH, YB_OPTION_REQUIRED, "备份到（须不存在）", "the copy (must not exist)",
     NULL, 0, 0},
    {.name = NULL},
};

static int say_counts(struct yb_cli *cli, const struct yb_csv_report *report)
{
    int64_t taken = report->rows - report->refused;

    if (cli->json) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "rows", json_object_new_int64(report->rows));
        json_object_object_add(object, "taken", json_object_new_int64(taken));
        json_object_object_add(object, "refused", json_object_new_int64(report->refused));
        yb_cli_write_json(cli, object);
    } else if (cli->english) {
        fprintf(cli->out, "%lld rows: %lld taken, %lld refused\n", (long long)report->rows,
                (long long)taken, (long long)report->refused);
    } else {
        fprintf(cli->out, "共%lld行：导入%lld行，拒绝%lld行\n", (long long)report->rows,
                (long long)taken, (long long)report->refused);
    }
    return report->refused ? YB_E_IMPORT_ROW : YB_OK;
}

static int run_import(struct yb_cli *cli)
{
    struct yb_app app;
    struct yb_csv_report report = {.say = yb_cli_report_row, .context = cli};
    struct yb_import import = {.kind = yb_table_kind_of(yb_text_of(yb_cli_text(cli, "WHAT"))),
                               .now_ms = yb_clock_now()};
    int rc = yb_file_read(yb_cli_text(cli, "FILE"), YB_CSV_BYTES_MAX, cli->arena, &import.csv,
                          &cli->error);

    if (rc == YB_OK)
        rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    rc = yb_app_import(&app, &import, &report, &cli->error);
    yb_app_close(&app);
    return rc == YB_OK ? say_counts(cli, &report) : rc;
}

static void write_out(void *context, struct yb_text bytes)
{
    fwrite(bytes.bytes, 1, bytes.length, context);
}

static int run_export(struct yb_cli *cli)
{
    const char *path = yb_cli_text(cli, "FILE");
    struct yb_app app;
    char opter[32];
    struct yb_export export = {.kind = yb_table_kind_of(yb_text_of(yb_cli_text(cli, "WHAT"))),
                               .plain = yb_cli_flag(cli, "--plain"),
                               .now_ms = yb_clock_now(),
                               .write = write_out,
                               .context = cli->out};
    FILE *file = path ? fopen(path, "wxe") : cli->out;
    int64_t rows;
    int rc;

    if (!file)
        return yb_fail(&cli->error, YB_E_FILE, path, strerror(errno), NULL);
    snprintf(opter, sizeof(opter), "uid:%u", (unsigned)getuid());
    export.opter = yb_text_of(opter);
    export.context = file;
    rc = yb_cli_open(cli, &app);
    if (rc == YB_OK) {
        rc = yb_app_export(&app, &export, &rows, &cli->error);
        yb_app_close(&app);
    }
    if (path && fclose(file) != 0 && rc == YB_OK)
        rc = yb_fail(&cli->error, YB_E_FILE, path, strerror(errno), NULL);
    return rc;
}

static int run_backup(struct yb_cli *cli)
{
    struct yb_app app;
    const char *path = yb_cli_text(cli, "FILE");
    int rc;

    if (access(path, F_OK) == 0)
        return yb_fail(&cli->error, YB_E_EXISTS, "FILE", path, NULL);
    rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    rc = yb_store_backup(app.store, path, &cli->error);
    yb_app_close(&app);
    if (rc == YB_OK && !cli->json)
        fprintf(cli->out, "%s\n",
                yb_cli_words(cli, "已备份。主密钥文件请另行保管。",
                             "backed up. Keep the master key file apart from it."));
    return rc;
}

const struct yb_command yb_commands_transfer[] = {
    {"import", NULL, "从 CSV 导入", "import from CSV", import_options, run_import},
    {"export", NULL, "导出为 CSV", "export as CSV", export_options, run_export},
    {"backup", NULL, "备份文件库", "copy a file store while it is in use", backup_options,
     run_backup},
    {.noun = NULL},
};
