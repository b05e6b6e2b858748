#include "face/demo/play.h"

#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/id.h"
#include "base/yaml.h"
#include "face/demo/client.h"
#include "face/demo/request.h"
#include "face/json.h"

#define FILE_BYTES_MAX (1024 * 1024)
#define ENTRY          "/fsi/api/rsfComIfsService/callService"

/* One step of the file. */
struct step {
    const struct yb_node *node;
    struct yb_text title, as, name, infno;
    bool refused, again;
};

struct playing {
    const struct yb_play *play;
    struct yb_arena *arena;
    struct yb_variables variables;
    const struct yb_node *parts;
    struct yb_play_counts *counts;
    struct yb_error *error;
    struct yb_text last_body; /* of the message before, for `again` */
    int serial;
};

static int fail_at(struct playing *p, const struct yb_node *node, int code, const char *what)
{
    return yb_node_fail(p->error, p->play->file, node, code, what, NULL);
}

static struct yb_text text_of(const struct yb_node *mapping, const char *key)
{
    const struct yb_node *node = yb_node_get(mapping, key);

    return node && node->kind == YB_NODE_SCALAR ? node->text : (struct yb_text){0};
}

static int read_step(struct playing *p, const struct yb_node *node, struct step *step)
{
    static const char *const known[] = {"step", "en",   "as",   "name",    "infno", "input",
                                        "keep", "show", "bill", "refused", "again", NULL};

    if (node->kind != YB_NODE_MAPPING)
        return fail_at(p, node, YB_E_WRONG_TYPE, "steps");
    for (const struct yb_node *m = node->first; m; m = m->next) {
        size_t i = 0;

        while (known[i] && !yb_text_is(m->key, known[i]))
            i++;
        if (!known[i])
            return fail_at(p, m, YB_E_UNKNOWN_KEY,
                           yb_arena_copy(p->arena, m->key.bytes, m->key.length));
    }
    *step = (struct step){.node = node,
                          .title = text_of(node, p->play->english ? "en" : "step"),
                          .as = text_of(node, "as"),
                          .name = text_of(node, "name"),
                          .infno = text_of(node, "infno"),
                          .refused = yb_text_is(text_of(node, "refused"), "yes"),
                          .again = yb_text_is(text_of(node, "again"), "yes")};
    if (!step->title.length || !step->as.length || !step->infno.length)
        return fail_at(p, node, YB_E_MISSING, "step, as, infno");
    return YB_OK;
}

/* institution (12) + time of China (14) + serial (4) */
static struct yb_text next_msgid(struct playing *p, struct yb_text as)
{
    char time[18];

    yb_instant_format_17(yb_clock_now(), time);
    p->serial = p->serial % 9999 + 1;
    return yb_text_of(
        yb_arena_format(p->arena, YB_TEXT_FMT "%.14s%04d", YB_TEXT_ARG(as), time, p->serial));
}

static void add_member(struct yb_json *json, const char *key, struct yb_text value)
{
    yb_json_key(json, key);
    yb_json_add_text(json, value);
}

static int write_envelope(struct playing *p, const struct step *step, struct yb_buffer *out)
{
    const struct yb_node *input = yb_node_get(step->node, "input");
    struct yb_request_source source = {p->play->file, p->parts, &p->variables, p->arena};
    struct yb_text msgid = next_msgid(p, step->as);
    struct yb_json json;
    char now[20];
    int rc;

    yb_instant_format(yb_clock_now(), now);
    yb_json_init(&json, out);
    yb_json_open(&json, '{');
    add_member(&json, "infno", step->infno);
    add_member(&json, "msgid", msgid);
    add_member(&json, "mdtrtarea_admvs", YB_TEXT("371525"));
    add_member(&json, "insuplc_admdvs", YB_TEXT("371525"));
    add_member(&json, "recer_sys_code", YB_TEXT("YBXT"));
    add_member(&json, "infver", YB_TEXT("V1.0"));
    add_member(&json, "opter_type", YB_TEXT("1"));
    add_member(&json, "opter", YB_TEXT("001"));
    add_member(&json, "opter_name", YB_TEXT("演示操作员"));
    add_member(&json, "inf_time", yb_text_of(now));
    add_member(&json, "fixmedins_code", step->as);
    add_member(&json, "fixmedins_name", step->name);
    add_member(&json, "sign_no", YB_TEXT(""));
    yb_json_key(&json, "input");
    rc = yb_request_write(&source, input, &json, p->error);
    yb_json_close(&json, '}');
    yb_variables_set(&p->variables, YB_TEXT("msgid"), msgid);
    return rc;
}

/* The value at "setlinfo.setl_id" or "insuinfo.0.balc" below `value`; empty when there is none. */
static struct yb_text value_at(const struct yb_json_value *value, struct yb_text path,
                               struct yb_arena *arena)
{
    struct yb_text rest = path;

    while (value && rest.bytes) {
        struct yb_text key = yb_text_split(rest, '.', &rest);
        int64_t index;

        if (value->type != YB_JSON_LIST)
            value = yb_json_get(value, yb_arena_copy(arena, key.bytes, key.length));
        else
            value = yb_text_to_int64(key, &index) ? yb_json_at(value, index) : NULL;
    }
    return value ? yb_text_copy(arena, yb_json_text(value)) : (struct yb_text){0};
}

static int keep(struct playing *p, const struct step *step, const struct yb_json_value *output)
{
    const struct yb_node *wanted = yb_node_get(step->node, "keep");

    for (const struct yb_node *m = wanted ? wanted->first : NULL; m; m = m->next) {
        struct yb_text value = yb_text_is(m->text, "$msgid")
                                   ? yb_variables_get(&p->variables, YB_TEXT("msgid"))
                                   : value_at(output, m->text, p->arena);

        if (!value.length)
            return fail_at(p, m, YB_E_NOT_FOUND, "output");
        yb_variables_set(&p->variables, m->key, value);
    }
    return YB_OK;
}

static void show(struct playing *p, const struct step *step, const struct yb_json_value *output)
{
    const struct yb_node *wanted = yb_node_get(step->node, "show");

    for (const struct yb_node *m = wanted ? wanted->first : NULL; m; m = m->next) {
        struct yb_text value = value_at(output, m->text, p->arena);

        fprintf(p->play->out, "%s" YB_TEXT_FMT " " YB_TEXT_FMT, m == wanted->first ? "    " : "，",
                YB_TEXT_ARG(m->key), YB_TEXT_ARG(value));
    }
    if (wanted)
        fputc('\n', p->play->out);
}

/* The explained bill: by whoever can show it, else as the answer tells it. */
static void show_bill(struct playing *p, const struct step *step,
                      const struct yb_json_value *output)
{
    const struct yb_node *path = yb_node_get(step->node, "bill");
    const struct yb_json_value *details = yb_json_get(output, "setldetail"), *row;

    if (!path)
        return;
    p->counts->bills++;
    fflush(p->play->out);
    if (p->play->bill) {
        p->play->bill(p->play->context, value_at(output, path->text, p->arena));
        return;
    }
    for (row = details ? details->first : NULL; row; row = row->next) {
        struct yb_text name = value_at(row, YB_TEXT("fund_pay_type_name"), p->arena);
        struct yb_text amount = value_at(row, YB_TEXT("fund_payamt"), p->arena);
        struct yb_text words = value_at(row, YB_TEXT("setl_proc_info"), p->arena);

        fprintf(p->play->out, "    " YB_TEXT_FMT " " YB_TEXT_FMT "\n      " YB_TEXT_FMT "\n",
                YB_TEXT_ARG(name), YB_TEXT_ARG(amount), YB_TEXT_ARG(words));
    }
}

static int take_answer(struct playing *p, const struct step *step,
                       const struct yb_json_value *reply)
{
    struct yb_text infcode = value_at(reply, YB_TEXT("infcode"), p->arena);
    struct yb_text err_msg = value_at(reply, YB_TEXT("err_msg"), p->arena);
    const struct yb_json_value *output = yb_json_get(reply, "output");
    bool good = yb_text_is(infcode, "0");
    int rc = YB_OK;

    if (good == step->refused) {
        char title[64], words[100];

        yb_text_cut(step->title, title, sizeof(title));
        yb_text_cut(good ? YB_TEXT("infcode 0") : err_msg, words, sizeof(words));
        return yb_node_fail(p->error, p->play->file, step->node, YB_E_STEP_FAILED, title, words,
                            NULL);
    }
    if (!good) {
        fprintf(p->play->out, "    infcode " YB_TEXT_FMT "  " YB_TEXT_FMT "\n",
                YB_TEXT_ARG(infcode), YB_TEXT_ARG(err_msg));
        return YB_OK;
    }
    rc = keep(p, step, output);
    if (rc == YB_OK) {
        show(p, step, output);
        show_bill(p, step, output);
    }
    return rc;
}

static int play_step(struct playing *p, const struct yb_node *node)
{
    struct step step = {0};
    struct yb_buffer body;
    struct yb_text reply;
    struct yb_json_value *root;
    int rc = read_step(p, node, &step);

    if (rc != YB_OK)
        return rc;
    fprintf(p->play->out, "%2d  " YB_TEXT_FMT "  " YB_TEXT_FMT "  " YB_TEXT_FMT "\n",
            (int)++p->counts->steps, YB_TEXT_ARG(step.infno), YB_TEXT_ARG(step.title),
            YB_TEXT_ARG(step.name));
    if (!step.again) {
        yb_buffer_init(&body, p->arena);
        rc = write_envelope(p, &step, &body);
        p->last_body = yb_buffer_text(&body);
    }
    if (rc == YB_OK)
        rc = yb_client_post(p->play->url, ENTRY, p->last_body, p->arena, &reply, p->error);
    if (rc == YB_OK)
        rc = yb_json_read(reply, p->arena, &root, p->error);
    if (rc == YB_OK)
        rc = take_answer(p, &step, root);
    return rc;
}

int yb_play_run(const struct yb_play *play, struct yb_arena *arena, struct yb_play_counts *counts,
                struct yb_error *error)
{
    struct playing p = {.play = play, .arena = arena, .counts = counts, .error = error};
    struct yb_node *root;
    const struct yb_node *steps;
    struct yb_text text;
    char today[11];
    int rc = yb_file_read(play->file, FILE_BYTES_MAX, arena, &text, error);

    *counts = (struct yb_play_counts){0};
    if (rc == YB_OK)
        rc = yb_yaml_read(text, play->file, arena, &root, error);
    if (rc != YB_OK)
        return rc;
    yb_variables_init(&p.variables, arena);
    yb_day_format(yb_instant_day(yb_clock_now()), today);
    yb_variables_set(&p.variables, YB_TEXT("today"), yb_text_of(today));
    p.parts = yb_node_get(root, "parts");
    steps = yb_node_get(root, "steps");
    if (!steps || steps->kind != YB_NODE_LIST)
        return fail_at(&p, root, YB_E_MISSING, "steps");
    for (const struct yb_node *node = steps->first; rc == YB_OK && node; node = node->next)
        rc = play_step(&p, node);
    return rc;
}
