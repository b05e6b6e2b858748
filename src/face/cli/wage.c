/* yibao wage: employers' average monthly wages, which maternity allowances follow. */
#include <json-c/json.h>
#include <unistd.h>

#include "app/maternity/maternity.h"
#include "app/setup/setup.h"
#include "base/file.h"
#include "face/cli/open.h"

static const struct yb_option import_options[] = {
    YB_STORE_OPTIONS,
    {"--dry-run", YB_OPTION_FLAG, 0, "只核对，不写入", "only check, keep nothing", NULL, 0, 0},
    {"FILE", YB_OPTION_PATH, YB_OPTION_REQUIRED,
     "CSV 文件（emp_no,emp_name,wage_year,wage,wage_kind,memo；全部通过才写入）",
     "CSV file (emp_no,emp_name,wage_year,wage,wage_kind,memo; all or nothing)", NULL, 0, 0},
    {.name = NULL},
};

static void say_counts(struct yb_cli *cli, const struct yb_wage_file *file)
{
    if (cli->json) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "rows", json_object_new_int64(file->report->rows));
        json_object_object_add(object, "refused", json_object_new_int64(file->report->refused));
        json_object_object_add(object, "added", json_object_new_int64(file->added));
        json_object_object_add(object, "changed", json_object_new_int64(file->changed));
        json_object_object_add(object, "kept", json_object_new_boolean(file->kept));
        yb_cli_write_json(cli, object);
        return;
    }
    fprintf(cli->out,
            cli->english ? "%lld rows, %lld wages entered, %lld allowances changed, %s\n"
                         : "共%lld行，登记工资%lld条，随之变动的生育津贴%lld笔，%s\n",
            (long long)file->report->rows, (long long)file->added, (long long)file->changed,
            file->kept ? yb_cli_words(cli, "已写入", "kept")
                       : yb_cli_words(cli, "未写入", "nothing kept"));
}

static int run_import(struct yb_cli *cli)
{
    struct yb_csv_report report = {.say = yb_cli_report_row, .context = cli};
    struct yb_wage_file file = {.report = &report, .dry = yb_cli_flag(cli, "--dry-run")};
    struct yb_app app;
    char opter[32], refused[24];
    int rc = yb_file_read(yb_cli_text(cli, "FILE"), YB_CSV_BYTES_MAX, cli->arena, &file.csv,
                          &cli->error);

    if (rc == YB_OK)
        rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    snprintf(opter, sizeof(opter), "uid:%u", (unsigned)getuid());
    rc = yb_app_wage_import(&app, &file, yb_text_of(opter), yb_clock_now(), &cli->error);
    snprintf(refused, sizeof(refused), "%lld", (long long)report.refused);
    if (rc == YB_OK && report.refused)
        rc = yb_fail(&cli->error, YB_E_IMPORT_REFUSED, refused, NULL);
    else if (rc == YB_OK)
        say_counts(cli, &file);
    yb_app_close(&app);
    return rc;
}

const struct yb_command yb_commands_wage[] = {
    {"wage", "import", "导入用人单位的职工月平均工资（CSV）",
     "take in employers' average monthly wages (CSV)", import_options, run_import},
    {.noun = NULL},
};
