/* yibao catalogue: drugs, services, consumables and code lists in and out. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "app/catalogue/code_file.h"
#include "app/catalogue/export.h"
#include "app/catalogue/folder.h"
#include "app/catalogue/item_file.h"
#include "app/catalogue/list.h"
#include "app/catalogue/snapshot.h"
#include "base/file.h"
#include "face/cli/columns.h"
#include "face/cli/open.h"
#include "store/catalogue.h"

#define FILE_OPTIONS                                                                               \
    {"--list",                                                                                     \
     YB_OPTION_TEXT,                                                                               \
     0,                                                                                            \
     "文件是什么：items（项目），或代码表名，如 icd10（默认 items）",                              \
     "what the file is: items, or a code list such as icd10 (items)",                              \
     NULL,                                                                                         \
     0,                                                                                            \
     0},                                                                                           \
        {"--title",                                                                                \
         YB_OPTION_TEXT,                                                                           \
         0,                                                                                        \
         "来源，随版本保存（默认文件名）",                                                         \
         "where it comes from; kept with the version (the file's name)",                           \
         NULL,                                                                                     \
         0,                                                                                        \
         0},                                                                                       \
        {"--set",                                                                                  \
         YB_OPTION_TEXT,                                                                           \
         YB_OPTION_MANY,                                                                           \
         "缺少的列取此值，如 list_type=101",                                                       \
         "value of an absent column, such as list_type=101",                                       \
         NULL,                                                                                     \
         0,                                                                                        \
         0},                                                                                       \
        {"--encoding",                                                                             \
         YB_OPTION_TEXT,                                                                           \
         0,                                                                                        \
         "文件编码（默认自动识别）",                                                               \
         "encoding of the file (detected)",                                                        \
         "detect|utf-8|gb18030",                                                                   \
         0,                                                                                        \
         0},                                                                                       \
        {"--defaults",                                                                             \
         YB_OPTION_PATH,                                                                           \
         0,                                                                                        \
         "本地参数文件（默认 data/catalogue/defaults.yaml）",                                      \
         "the region's parameters (data/catalogue/defaults.yaml)",                                 \
         NULL,                                                                                     \
         0,                                                                                        \
         0},                                                                                       \
        {"--demo",                                                                                 \
         YB_OPTION_FLAG,                                                                           \
         0,                                                                                        \
         "目录文件夹中连同演示用虚构目录",                                                         \
         "of a folder: the made-up lists for demonstration, too",                                  \
         NULL,                                                                                     \
         0,                                                                                        \
         0},                                                                                       \
    {                                                                                              \
        "PATH", YB_OPTION_PATH, YB_OPTION_REQUIRED, "CSV 文件，或含 lists.yaml 的文件夹",          \
            "a CSV file, or a folder with lists.yaml", NULL, 0, 0                                  \
    }

#define REGION_OPTION                                                                              \
    {                                                                                              \
        "--region", YB_OPTION_TEXT, 0, "就医地目录：该地的区划代码（不写为参保地目录）",           \
            "the catalogue of a place of care: its division (without it: the home region's)",      \
            NULL, 0, 0                                                                             \
    }

static const struct yb_option import_options[] = {
    YB_STORE_OPTIONS,
    REGION_OPTION,
    {"--partial", YB_OPTION_FLAG, 0, "有拒绝的行时仍导入其余各行",
     "keep the good rows of a file with refused ones", NULL, 0, 0},
    {"--complete-from", YB_OPTION_DAY, 0, "文件为其目录自该日起的全部，未列出的到前一日止",
     "the file is all of its lists from this day; what it lacks ends the day before", NULL, 0, 0},
    FILE_OPTIONS,
    {.name = NULL},
};

static const struct yb_option check_options[] = {
    {"--data", YB_OPTION_PATH, 0, "数据目录（默认随程序）", "data folder (the program's own)", NULL,
     0, 0},
    FILE_OPTIONS,
    {.name = NULL},
};

static const struct yb_option export_options[] = {
    YB_STORE_OPTIONS,
    REGION_OPTION,
    {"LIST", YB_OPTION_TEXT, YB_OPTION_REQUIRED, "目录：101、201、301、icd10 …",
     "the list: 101, 201, 301, icd10 ...", NULL, 0, 0},
    {"FILE", YB_OPTION_PATH, 0, "写到文件（默认标准输出）", "where to (standard output)", NULL, 0,
     0},
    {.name = NULL},
};

static const struct yb_option show_options[] = {
    YB_STORE_OPTIONS,
    {"--day", YB_OPTION_DAY, 0, "只看该日有效的", "only what is in force on that day", NULL, 0, 0},
    {"CODE", YB_OPTION_TEXT, 0, "项目、疾病或手术操作代码（不给出则列出各目录）",
     "code of an item, diagnosis or operation (without it: the lists)", NULL, 0, 0},
    {.name = NULL},
};

/* What a command works with: the parameters, and one entry for a single file. */
struct input {
    struct yb_manifest manifest;
    struct yb_manifest_entry entry;
    enum yb_encoding encoding;
    const char *path;
    bool folder;
};

static struct yb_text join_sets(struct yb_cli *cli)
{
    const char *const *sets;
    size_t count = yb_cli_many(cli, "--set", &sets);
    struct yb_buffer buffer;

    yb_buffer_init(&buffer, cli->arena);
    for (size_t i = 0; i < count; i++) {
        if (i)
            yb_buffer_add_char(&buffer, '\t');
        yb_buffer_add_string(&buffer, sets[i]);
    }
    return yb_buffer_text(&buffer);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The parameters of the data folder, or of the folder itself when one is to be imported. */
static int read_input(struct yb_cli *cli, struct input *input)
{
    const char *list = yb_cli_text(cli, "--list"), *title = yb_cli_text(cli, "--title");
    const char *encoding = yb_cli_text(cli, "--encoding");
    const char *defaults = yb_cli_text(cli, "--defaults"), *data;
    struct yb_text yaml;
    int rc = YB_OK;

    *input = (struct input){.path = yb_cli_text(cli, "PATH")};
    input->folder = yb_is_folder(input->path);
    data = input->path;
    if (!input->folder) {
        rc = yb_data_folder(yb_cli_text(cli, "--data"), cli->arena, &data, &cli->error);
        if (rc == YB_OK)
            data = yb_arena_format(cli->arena, "%s/catalogue", data);
    }
    if (rc == YB_OK)
        rc = yb_manifest_read(data, cli->arena, &input->manifest, &cli->error);
    if (rc == YB_OK && defaults) {
        rc = yb_catalogue_file_read(defaults, YB_ENCODING_UTF_8, cli->arena, &yaml, &cli->error);
        if (rc == YB_OK)
            rc = yb_catalogue_defaults_read(yaml, defaults, cli->arena, &input->manifest.defaults,
                                            &cli->error);
    }
    if (encoding)
        yb_encoding_of(yb_text_of(encoding), &input->encoding);
    input->entry.kind = yb_text_of(list ? list : "items");
    input->entry.title = yb_text_of(title ? title : file_name(input->path));
    input->entry.sets = join_sets(cli);
    return rc;
}

/* Reports. */

static void add_json(struct json_object *object, const char *key, struct yb_text text)
{
    json_object_object_add(object, key, json_object_new_string_len(text.bytes, (int)text.length));
}

/* Every refused row as an error of its place in the file. */
static void say_refused(struct yb_cli *cli, const char *path, const struct yb_import_report *report)
{
    const struct yb_refused_row *row;
    int64_t said = 0;

    for (row = report->first; row; row = row->next, said++) {
        struct yb_error error = row->error;

        error.file = path;
        error.line = (int)row->row;
        yb_cli_report(cli, &error);
    }
    if (said < report->refused && !cli->json)
        fprintf(cli->err, "... %lld %s\n", (long long)(report->refused - said),
                yb_cli_words(cli, "行未列出", "more"));
}

static struct json_object *versions_json(const struct yb_import_catalogue_out *out)
{
    struct json_object *versions = json_object_new_array();

    for (size_t i = 0; i < out->version_count; i++) {
        const struct yb_import_version *version = &out->versions[i];
        struct json_object *object = json_object_new_object();

        add_json(object, "list", version->list_name);
        add_json(object, "ver", version->ver);
        json_object_object_add(object, "rows", json_object_new_int64(version->data_cnt));
        json_object_array_add(versions, object);
    }
    return versions;
}

static void say_json(struct yb_cli *cli, const char *path,
                     const struct yb_import_catalogue_out *out)
{
    const struct yb_import_report *report = &out->report;
    struct json_object *object = json_object_new_object();

    json_object_object_add(object, "file", json_object_new_string(path));
    json_object_object_add(object, "rows", json_object_new_int64(report->rows));
    json_object_object_add(object, "refused", json_object_new_int64(report->refused));
    json_object_object_add(object, "added", json_object_new_int64(report->added));
    json_object_object_add(object, "changed", json_object_new_int64(report->changed));
    json_object_object_add(object, "unchanged", json_object_new_int64(report->unchanged));
    json_object_object_add(object, "ended", json_object_new_int64(report->ended));
    json_object_object_add(object, "versions", versions_json(out));
    yb_cli_write_json(cli, object);
}

static void say_done(void *context, const char *path, const struct yb_import_catalogue_out *out)
{
    struct yb_cli *cli = context;
    const struct yb_import_report *report = &out->report;
    const struct {
        const char *zh, *en;
        int64_t count;
    } counts[] = {
        {"新增", "added", report->added},         {"变更", "changed", report->changed},
        {"未变", "unchanged", report->unchanged}, {"截止", "ended", report->ended},
        {"拒绝", "refused", report->refused},
    };

    say_refused(cli, path, report);
    if (cli->json) {
        say_json(cli, path, out);
        return;
    }
    fprintf(cli->out, "%s%s%lld%s", path, yb_cli_words(cli, "：", ": "), (long long)report->rows,
            yb_cli_words(cli, " 行", " rows"));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        fprintf(cli->out, "%s%s %lld", yb_cli_words(cli, "，", ", "),
                yb_cli_words(cli, counts[i].zh, counts[i].en), (long long)counts[i].count);
    fputc('\n', cli->out);
}

/* import */

static int run_import(struct yb_cli *cli)
{
    struct input input;
    struct yb_app app;
    struct yb_import_run run = {.manifest = &input.manifest,
                                .region = yb_text_of(yb_cli_text(cli, "--region")),
                                .partial = yb_cli_flag(cli, "--partial"),
                                .complete_from = yb_cli_day(cli, "--complete-from", YB_DAY_NONE),
                                .now_ms = yb_clock_now(),
                                .done = say_done,
                                .context = cli};
    int rc = read_input(cli, &input);

    if (rc == YB_OK)
        rc = yb_cli_open(cli, &app);
    if (rc != YB_OK)
        return rc;
    run.encoding = input.encoding;
    if (input.folder)
        rc = yb_import_folder(&app, &run, input.path, yb_cli_flag(cli, "--demo"), &cli->error);
    else
        rc = yb_import_file(&app, &run, input.path, &input.entry, &cli->error);
    if (rc == YB_OK)
        rc = yb_import_finish(&app, run.now_ms, &cli->error);
    yb_app_close(&app);
    return rc;
}

/* check */

static int check_file(struct yb_cli *cli, const struct input *input, const char *path,
                      const struct yb_manifest_entry *entry, int64_t *refused)
{
    struct yb_item_file_options items = {&input->manifest.defaults, &input->manifest.phrases,
                                         entry->sets};
    struct yb_code_file_options codes = {entry->kind, entry->sets};
    struct yb_import_catalogue_out out = {.version_count = 0};
    struct yb_item_file item_file;
    struct yb_code_file code_file;
    struct yb_arena arena;
    struct yb_text text;
    int rc;

    yb_arena_init(&arena, 1 << 20);
    yb_import_report_init(&out.report, &arena);
    rc = yb_catalogue_file_read(path, input->encoding, &arena, &text, &cli->error);
    if (rc == YB_OK)
        rc = yb_text_is(entry->kind, "items")
                 ? yb_item_file_read(text, &items, &arena, &item_file, &out.report, &cli->error)
                 : yb_code_file_read(text, &codes, &arena, &code_file, &out.report, &cli->error);
    out.report.added = out.report.rows - out.report.refused;
    if (rc == YB_OK)
        say_done(cli, path, &out);
    *refused += out.report.refused;
    yb_arena_release(&arena);
    return rc;
}

static int run_check(struct yb_cli *cli)
{
    struct input input;
    int64_t refused = 0;
    char number[24];
    int rc = read_input(cli, &input);

    if (rc == YB_OK && !input.folder)
        rc = check_file(cli, &input, input.path, &input.entry, &refused);
    for (size_t i = 0; rc == YB_OK && input.folder && i < input.manifest.count; i++) {
        const struct yb_manifest_entry *entry = &input.manifest.entries[i];

        if (yb_cli_flag(cli, "--demo") || !entry->demo)
            rc = check_file(cli, &input,
                            yb_arena_format(cli->arena, "%s/" YB_TEXT_FMT, input.path,
                                            YB_TEXT_ARG(entry->file)),
                            entry, &refused);
    }
    if (rc != YB_OK || !refused)
        return rc;
    snprintf(number, sizeof(number), "%lld", (long long)refused);
    return yb_fail(&cli->error, YB_E_IMPORT_REFUSED, number, NULL);
}

/* export */

struct export
{
    struct yb_text list, region;
    struct yb_export_sink sink;
    int64_t rows;
};

static void write_file(void *context, struct yb_text csv)
{
    fwrite(csv.bytes, 1, csv.length, context);
}

static int export_list(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct export *export = context;

    return yb_app_export_catalogue(tx, export->region, export->list, &export->sink, &export->rows,
                                   error);
}

static int run_export(struct yb_cli *cli)
{
    const char *path = yb_cli_text(cli, "FILE");
    FILE *file = path ? fopen(path, "wxe") : cli->out;
    struct export export = {.list = yb_text_of(yb_cli_text(cli, "LIST")),
                            .region = yb_text_of(yb_cli_text(cli, "--region")),
                            .sink = {write_file, file}};
    struct yb_app app;
    int rc;

    if (!file)
        return yb_fail(&cli->error, YB_E_FILE, path, strerror(errno), NULL);
    rc = yb_cli_open(cli, &app);
    if (rc == YB_OK) {
        if (yb_text_is(export.region, app.region))
            export.region = YB_TEXT("");
        rc = yb_store_read(app.store, export_list, &export, cli->arena, &cli->error);
        yb_app_close(&app);
    }
    if (path && fclose(file) != 0 && rc == YB_OK)
        rc = yb_fail(&cli->error, YB_E_FILE, path, strerror(errno), NULL);
    return rc;
}

/* show: the lists */

static int read_versions(struct yb_tx *tx, void *context, struct yb_error *error)
{
    return yb_catalogue_ver_list(tx, YB_EVERY_REGION, YB_TEXT(""), context, error);
}

/* Whether another version of the same list follows. */
static bool is_old(const struct yb_catalogue_ver_list *versions, size_t i)
{
    return i + 1 < versions->count &&
           yb_text_equal(versions->rows[i].admdvs, versions->rows[i + 1].admdvs) &&
           yb_text_equal(versions->rows[i].list_name, versions->rows[i + 1].list_name);
}

static void say_list(struct yb_cli *cli, const struct yb_list_name *list,
                     const struct yb_catalogue_ver_row *newest)
{
    struct yb_buffer line;
    char time[20];

    yb_instant_format(newest->crte_time, time);
    if (cli->json) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "list", json_object_new_string(list->name));
        json_object_object_add(object, "name",
                               json_object_new_string(yb_cli_words(cli, list->zh, list->en)));
        if (newest->admdvs.length)
            add_json(object, "region", newest->admdvs);
        add_json(object, "ver", newest->ver);
        json_object_object_add(object, "rows", json_object_new_int64(newest->data_cnt));
        json_object_object_add(object, "time", json_object_new_string(time));
        add_json(object, "source", newest->source);
        yb_cli_write_json(cli, object);
        return;
    }
    yb_buffer_init(&line, cli->arena);
    yb_buffer_add_column(&line, yb_text_of(list->name), 18, false);
    yb_buffer_add_column(&line, yb_text_of(yb_cli_words(cli, list->zh, list->en)), 34, false);
    yb_buffer_add_column(&line, newest->ver, 7, false);
    yb_buffer_addf(&line, "%s  +%lld  " YB_TEXT_FMT, time, (long long)newest->data_cnt,
                   YB_TEXT_ARG(newest->source));
    if (newest->admdvs.length)
        yb_buffer_addf(&line, "  [%s " YB_TEXT_FMT "]",
                       yb_cli_words(cli, "就医地", "place of care"), YB_TEXT_ARG(newest->admdvs));
    yb_buffer_add_char(&line, '\n');
    yb_cli_write(cli, yb_buffer_text(&line));
}

/* The lists of one region, in their order: from row `from` to the first of another region. */
static size_t show_region(struct yb_cli *cli, const struct yb_catalogue_ver_list *versions,
                          size_t from)
{
    size_t count, end = from;
    const struct yb_list_name *lists = yb_list_names(&count);

    while (end < versions->count &&
           yb_text_equal(versions->rows[end].admdvs, versions->rows[from].admdvs))
        end++;
    for (size_t k = 0; k < count; k++)
        for (size_t i = from; i < end; i++)
            if (yb_text_is(versions->rows[i].list_name, lists[k].name) && !is_old(versions, i))
                say_list(cli, &lists[k], &versions->rows[i]);
    return end;
}

static int show_lists(struct yb_cli *cli, struct yb_app *app)
{
    struct yb_catalogue_ver_list versions = {NULL, 0};
    int rc = yb_store_read(app->store, read_versions, &versions, cli->arena, &cli->error);

    for (size_t i = 0; rc == YB_OK && i < versions.count;)
        i = show_region(cli, &versions, i);
    return rc;
}

/* show: a code */

static void add_days(struct yb_buffer *line, int32_t from_day, int32_t to_day)
{
    char from[11], to[11] = "";

    yb_day_format(from_day, from);
    if (to_day != YB_DAY_MAX)
        yb_day_format(to_day, to);
    yb_buffer_addf(line, "  %s .. %-10s  ", from, to);
}

static void add_share(struct yb_cli *cli, struct yb_buffer *line,
                      const struct yb_catalogue_item *item)
{
    char share[YB_DECIMAL_TEXT_MAX];

    if (item->terms.self_pay_ppm < 0) {
        yb_buffer_add_string(line,
                             yb_cli_words(cli, "  先行自付：按政策", "  first share: policy's"));
        return;
    }
    yb_rate_format(item->terms.self_pay_ppm, share);
    yb_buffer_addf(line, "%s%s", yb_cli_words(cli, "  先行自付：", "  first share: "), share);
    if (item->resident_self_pay_ppm >= 0) {
        yb_rate_format(item->resident_self_pay_ppm, share);
        yb_buffer_addf(line, "%s%s", yb_cli_words(cli, "，居民 ", ", residents "), share);
    }
}

static void add_caps(struct yb_cli *cli, struct yb_buffer *line,
                     const struct yb_catalogue_item *item)
{
    char cap[YB_DECIMAL_TEXT_MAX];

    for (int level = 0; level < YB_CAP_LEVELS; level++) {
        int64_t cap_e6 = yb_item_terms_for(item, (enum yb_cap_level)level, 310).price_cap_e6;

        if (!cap_e6 || (level && !item->cap_by_level))
            continue;
        yb_decimal_format(cap_e6, 6, cap);
        yb_buffer_add_string(line, yb_cli_words(cli, "  限价", "  cap"));
        if (item->cap_by_level)
            yb_buffer_addf(line, "(%d)", level + 1);
        yb_buffer_addf(line, " %s", cap);
    }
}

static struct json_object *item_json(const struct yb_catalogue_item *item, struct yb_text region)
{
    struct json_object *object = json_object_new_object(), *tags = json_object_new_array(),
                       *caps = json_object_new_array();
    static const char *const levels[] = {"01", "02", "03"};
    char day[11];

    json_object_object_add(object, "list_type", json_object_new_int(item->list_type));
    add_json(object, "code", item->code);
    add_json(object, "name", item->name);
    if (region.length)
        add_json(object, "region", region);
    yb_day_format(item->from_day, day);
    json_object_object_add(object, "begndate", json_object_new_string(day));
    if (item->to_day != YB_DAY_MAX) {
        yb_day_format(item->to_day, day);
        json_object_object_add(object, "enddate", json_object_new_string(day));
    }
    json_object_object_add(object, "chrgitm_lv",
                           json_object_new_string(levels[item->terms.item_class]));
    json_object_object_add(object, "selfpay_ppm", json_object_new_int(item->terms.self_pay_ppm));
    for (int level = 0; level < YB_CAP_LEVELS; level++)
        json_object_array_add(
            caps, json_object_new_int64(
                      yb_item_terms_for(item, (enum yb_cap_level)level, 310).price_cap_e6));
    json_object_object_add(object, "cap_e6", caps);
    for (int tag = 0; tag < YB_TAGS; tag++)
        if (item->terms.tags & (1u << tag))
            json_object_array_add(tags, json_object_new_string(yb_tag_key((enum yb_tag)tag)));
    json_object_object_add(object, "tags", tags);
    json_object_object_add(object, "restricted", json_object_new_boolean(item->restricted));
    return object;
}

static void say_item(struct yb_cli *cli, const struct yb_catalogue_item *item,
                     struct yb_text region)
{
    static const char *const classes[] = {"甲类", "乙类", "丙类"};
    static const char *const letters[] = {"class A", "class B", "class C"};
    struct yb_buffer line;

    if (cli->json) {
        yb_cli_write_json(cli, item_json(item, region));
        return;
    }
    yb_buffer_init(&line, cli->arena);
    yb_buffer_addf(&line, "%d ", item->list_type);
    yb_buffer_add(&line, item->name);
    add_days(&line, item->from_day, item->to_day);
    yb_buffer_add_string(
        &line, yb_cli_words(cli, classes[item->terms.item_class], letters[item->terms.item_class]));
    if (item->terms.item_class != YB_CLASS_C)
        add_share(cli, &line, item);
    add_caps(cli, &line, item);
    for (int tag = 0; tag < YB_TAGS; tag++)
        if (item->terms.tags & (1u << tag))
            yb_buffer_addf(&line, "  [%s]",
                           cli->english ? yb_tag_key((enum yb_tag)tag)
                                        : yb_tag_name((enum yb_tag)tag));
    if (item->restricted)
        yb_buffer_add_string(&line, yb_cli_words(cli, "  限定支付", "  restricted"));
    if (region.length)
        yb_buffer_addf(&line, "  [%s " YB_TEXT_FMT "]",
                       yb_cli_words(cli, "就医地", "place of care"), YB_TEXT_ARG(region));
    yb_buffer_add_char(&line, '\n');
    yb_cli_write(cli, yb_buffer_text(&line));
}

static void say_code(struct yb_cli *cli, const char *list, const struct yb_code_row *row)
{
    struct yb_buffer line;

    if (cli->json) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "list", json_object_new_string(list));
        add_json(object, "code", row->code);
        add_json(object, "name", row->name);
        json_object_object_add(object, "grey", json_object_new_boolean(row->grey));
        yb_cli_write_json(cli, object);
        return;
    }
    yb_buffer_init(&line, cli->arena);
    yb_buffer_addf(&line, "%s ", list);
    yb_buffer_add(&line, row->name);
    add_days(&line, row->from_day, row->to_day);
    yb_buffer_addf(&line, "%s\n", row->grey ? yb_cli_words(cli, "灰码", "not for settlement") : "");
    yb_cli_write(cli, yb_buffer_text(&line));
}

static bool wanted(int32_t on, int32_t from_day, int32_t to_day)
{
    return on == YB_DAY_NONE || (from_day <= on && on <= to_day);
}

static int show_items(struct yb_cli *cli, const struct yb_region_catalogue *region,
                      struct yb_text code, int32_t on)
{
    const struct yb_catalogue *items = region->items;
    int32_t i = yb_dated_first(&items->index, code);
    int said = 0;

    for (; i >= 0 && i < items->count && yb_text_equal(items->items[i].code, code); i++)
        if (wanted(on, items->items[i].from_day, items->items[i].to_day)) {
            say_item(cli, &items->items[i], region->admdvs);
            said++;
        }
    return said;
}

/* Every row of the code in the lists of the snapshot; the number of rows. */
static int show_rows(struct yb_cli *cli, const struct yb_catalogue_snapshot *snapshot,
                     struct yb_text code, int32_t on)
{
    int said = 0;

    for (int i = 0; i < snapshot->region_count; i++)
        said += show_items(cli, &snapshot->regions[i], code, on);
    for (int kind = 0; kind < YB_CODE_LISTS; kind++) {
        const struct yb_code_list *list = snapshot->codes[kind];
        int32_t i = yb_dated_first(&list->index, code);

        for (; i >= 0 && i < list->count && yb_text_equal(list->rows[i].code, code); i++)
            if (wanted(on, list->rows[i].from_day, list->rows[i].to_day)) {
                say_code(cli, yb_code_list_name((enum yb_code_list_kind)kind), &list->rows[i]);
                said++;
            }
    }
    return said;
}

static int run_show(struct yb_cli *cli)
{
    const char *code = yb_cli_text(cli, "CODE");
    struct yb_catalogue_snapshot *snapshot;
    struct yb_app app;
    int rc = yb_cli_open(cli, &app);

    if (rc != YB_OK)
        return rc;
    if (!code) {
        rc = show_lists(cli, &app);
    } else {
        snapshot = yb_catalogue_hold(&app);
        if (!show_rows(cli, snapshot, yb_text_of(code), yb_cli_day(cli, "--day", YB_DAY_NONE)))
            rc = yb_fail(&cli->error, YB_E_NOT_FOUND, "CODE", code, NULL);
        yb_catalogue_drop(snapshot);
    }
    yb_app_close(&app);
    return rc;
}

const struct yb_command yb_commands_catalogue[] = {
    {"catalogue", "import", "导入目录或代码表", "import a catalogue or a code list", import_options,
     run_import},
    {"catalogue", "check", "检查目录文件，不写入", "check a catalogue file without a store",
     check_options, run_check},
    {"catalogue", "export", "导出目录，可原样导入", "export a list, as it would be imported",
     export_options, run_export},
    {"catalogue", "show", "查看各目录，或一个代码", "show the lists, or a code", show_options,
     run_show},
    {.noun = NULL},
};
