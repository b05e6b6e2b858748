/* Parameters: from path, query and body, checked against the rows of data/api. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app/refuse.h"
#include "base/day.h"
#include "base/money.h"
#include "face/api/exchange.h"

#define TEXT_MOST         4000
#define REASON_CHARACTERS 4

static const struct yb_api_param *params_of(const struct yb_api_exchange *x)
{
    return &yb_api_params[x->operation->first_param];
}

static int place_of(const struct yb_api_exchange *x, const char *name)
{
    for (int i = 0; i < x->operation->param_count; i++)
        if (strcmp(params_of(x)[i].name, name) == 0)
            return i;
    return -1;
}

const struct yb_api_value *yb_api_value(const struct yb_api_exchange *x, const char *name)
{
    int place = place_of(x, name);

    assert(place >= 0);
    return &x->values[place];
}

struct yb_text yb_api_text(const struct yb_api_exchange *x, const char *name)
{
    const struct yb_api_value *value = yb_api_value(x, name);

    return value->given ? value->text : YB_TEXT("");
}

int64_t yb_api_number(const struct yb_api_exchange *x, const char *name, int64_t absent)
{
    const struct yb_api_value *value = yb_api_value(x, name);

    return value->given ? value->number : absent;
}

static bool is_choice(const char *choices, struct yb_text text)
{
    for (struct yb_text rest = yb_text_of(choices); rest.bytes;)
        if (yb_text_equal(yb_text_split(rest, '|', &rest), text))
            return true;
    return false;
}

static bool parse_month(struct yb_text text, int64_t *number)
{
    char first[16];
    int32_t day;
    struct yb_civil civil;

    if (text.length != 7)
        return false;
    snprintf(first, sizeof(first), YB_TEXT_FMT "-01", YB_TEXT_ARG(text));
    if (!yb_day_parse(yb_text_of(first), &day))
        return false;
    civil = yb_day_civil(day);
    *number = (int64_t)civil.year * 100 + civil.month;
    return true;
}

/* A value of a type that is written as text. */
static int read_scalar(const struct yb_api_exchange *x, const struct yb_api_param *param,
                       struct yb_api_value *value, struct yb_error *error)
{
    static const struct {
        const char *zh, *en;
    } wanted[] = {[YB_API_ID] = {"应为 1 至 19 位数字", "1 to 19 digits are expected"},
                  [YB_API_INTEGER] = {"应为整数", "a whole number is expected"},
                  [YB_API_AMOUNT] = {"应为金额，如 1234.50", "an amount like 1234.50 is expected"},
                  [YB_API_DAY] = {"应为日期，如 2026-01-31", "a day like 2026-01-31 is expected"},
                  [YB_API_MONTH] = {"应为月份，如 2026-01", "a month like 2026-01 is expected"}};
    bool right = true;
    int32_t day = 0;

    switch (param->type) {
    case YB_API_ID:
        right = yb_text_to_int64(value->text, &value->number) && value->number > 0;
        break;
    case YB_API_INTEGER:
        right = yb_text_to_int64(value->text, &value->number);
        break;
    case YB_API_AMOUNT:
        right = yb_money_parse(value->text, &value->number);
        break;
    case YB_API_DAY:
        right = yb_day_parse(value->text, &day);
        value->number = day;
        break;
    case YB_API_MONTH:
        right = parse_month(value->text, &value->number);
        break;
    default:
        break;
    }
    return right ? YB_OK
                 : yb_fail(error, YB_E_WRONG_FORMAT, param->name,
                           x->english ? wanted[param->type].en : wanted[param->type].zh, NULL);
}

static int check_bounds(const struct yb_api_param *param, const struct yb_api_value *value,
                        struct yb_error *error)
{
    size_t most = param->most ? (size_t)param->most : TEXT_MOST;
    char text[48];

    if (yb_text_characters(value->text) > most) {
        snprintf(text, sizeof(text), "%zu", most);
        return yb_fail(error, YB_E_TOO_LONG, param->name, text, NULL);
    }
    if (param->values && !is_choice(param->values, value->text))
        return yb_refuse(error, YB_E_UNKNOWN_CODE, param->name, value->text);
    if (param->least == param->greatest ||
        (value->number >= param->least && value->number <= param->greatest))
        return YB_OK;
    snprintf(text, sizeof(text), "%lld..%lld", (long long)param->least, (long long)param->greatest);
    return yb_fail(error, YB_E_OUT_OF_RANGE, param->name, text, NULL);
}

static int take_text(struct yb_api_exchange *x, int place, struct yb_text text,
                     struct yb_error *error)
{
    const struct yb_api_param *param = &params_of(x)[place];
    struct yb_api_value *value = &x->values[place];
    size_t bad;
    int rc;

    if (!yb_text_is_utf8(text, &bad))
        return yb_fail(error, YB_E_WRONG_FORMAT, param->name, "UTF-8", NULL);
    if (!text.length) /* an empty field of a form is one that was not filled in */
        return YB_OK;
    value->text = text;
    rc = check_bounds(param, &(struct yb_api_value){.text = text, .number = param->least}, error);
    if (rc == YB_OK)
        rc = read_scalar(x, param, value, error);
    if (rc == YB_OK)
        rc = check_bounds(param, value, error);
    value->given = rc == YB_OK;
    return rc;
}

static int wrong_type(const struct yb_api_param *param, const char *wanted, struct yb_error *error)
{
    return yb_fail(error, YB_E_WRONG_TYPE, param->name, wanted, NULL);
}

/* A list of texts is also given as one text with commas. */
static int take_texts(struct yb_api_exchange *x, int place, const struct yb_json_value *json,
                      struct yb_error *error)
{
    struct yb_api_value *value = &x->values[place];
    struct yb_buffer joined;

    if (!yb_json_is(json, YB_JSON_LIST))
        return wrong_type(&params_of(x)[place], "list", error);
    yb_buffer_init(&joined, x->arena);
    for (const struct yb_json_value *each = json->first; each; each = each->next) {
        if (!yb_json_is(each, YB_JSON_STRING) || memchr(each->text.bytes, ',', each->text.length))
            return wrong_type(&params_of(x)[place], "list of texts", error);
        if (joined.length)
            yb_buffer_add_char(&joined, ',');
        yb_buffer_add(&joined, each->text);
    }
    value->given = true;
    value->json = json;
    value->text = joined.length ? yb_buffer_text(&joined) : YB_TEXT("");
    return YB_OK;
}

static int take_json(struct yb_api_exchange *x, int place, const struct yb_json_value *json,
                     struct yb_error *error)
{
    const struct yb_api_param *param = &params_of(x)[place];
    struct yb_api_value *value = &x->values[place];

    if (json->type == YB_JSON_NULL)
        return YB_OK;
    if (param->type == YB_API_TEXTS)
        return take_texts(x, place, json, error);
    if (param->type == YB_API_OBJECT || param->type == YB_API_BOOLEAN) {
        bool object = param->type == YB_API_OBJECT;

        if (!yb_json_is(json, object ? YB_JSON_OBJECT : YB_JSON_BOOLEAN))
            return wrong_type(param, object ? "object" : "true/false", error);
        value->given = true;
        value->json = json;
        value->text = json->text;
        value->number = yb_text_is(json->text, "true");
        return YB_OK;
    }
    if (!yb_json_text(json).bytes)
        return wrong_type(param, "text", error);
    return take_text(x, place, yb_json_text(json), error);
}

static int read_body(struct yb_api_exchange *x, struct yb_error *error)
{
    struct yb_json_value *root;
    int rc;

    if (!x->request || !x->request->body.length)
        return YB_OK;
    if (strncmp(x->request->content_type, "application/json", 16) != 0)
        return yb_fail(error, YB_E_WRONG_FORMAT, "Content-Type", "application/json", NULL);
    rc = yb_json_read(x->request->body, x->arena, &root, error);
    if (rc != YB_OK)
        return rc;
    if (!yb_json_is(root, YB_JSON_OBJECT))
        return yb_fail(error, YB_E_WRONG_JSON, "object", NULL);
    for (const struct yb_json_value *member = root->first; member; member = member->next) {
        char name[64];
        int place = place_of(x, yb_text_cut(member->key, name, sizeof(name)));

        if (place < 0 || params_of(x)[place].place != YB_API_IN_BODY)
            return yb_refuse(error, YB_E_UNKNOWN_KEY, name, YB_TEXT(""));
        rc = take_json(x, place, member, error);
        if (rc != YB_OK)
            return rc;
    }
    return YB_OK;
}

static int read_queries(struct yb_api_exchange *x, struct yb_error *error)
{
    int rc = YB_OK;

    for (struct yb_api_pair *pair = x->queries; rc == YB_OK && pair; pair = pair->next) {
        int place = place_of(x, pair->name);

        if (strcmp(pair->name, "lang") == 0)
            continue;
        if (place < 0 || params_of(x)[place].place != YB_API_IN_QUERY)
            return yb_fail(error, YB_E_UNKNOWN_KEY, pair->name, NULL);
        rc = take_text(x, place, yb_text_of(pair->value), error);
    }
    return rc;
}

int yb_api_read_input(struct yb_api_exchange *x, struct yb_error *error)
{
    int rc = read_queries(x, error);

    if (rc == YB_OK)
        rc = read_body(x, error);
    for (int i = 0; rc == YB_OK && i < x->operation->param_count; i++)
        if (params_of(x)[i].place == YB_API_IN_PATH)
            rc = take_text(x, i, yb_api_path_part(x->operation, x->path, params_of(x)[i].name),
                           error);
    for (int i = 0; rc == YB_OK && i < x->operation->param_count; i++)
        if (params_of(x)[i].required && !x->values[i].given)
            rc = yb_fail(error, YB_E_MISSING, params_of(x)[i].name, NULL);
    return rc;
}

static const struct yb_api_part *part_of(const struct yb_api_part *parts, size_t count,
                                         struct yb_text name)
{
    for (size_t i = 0; i < count; i++)
        if (yb_text_is(name, parts[i].name))
            return &parts[i];
    return NULL;
}

int yb_api_read_parts(const struct yb_json_value *item, const char *list,
                      const struct yb_api_part *parts, size_t count, struct yb_error *error)
{
    if (!yb_json_is(item, YB_JSON_OBJECT))
        return yb_fail(error, YB_E_WRONG_TYPE, list, "object", NULL);
    for (const struct yb_json_value *member = item->first; member; member = member->next) {
        const struct yb_api_part *part = part_of(parts, count, member->key);
        char name[64];

        if (!part)
            return yb_fail(error, YB_E_UNKNOWN_KEY, yb_text_cut(member->key, name, sizeof(name)),
                           NULL);
        if (member->type == YB_JSON_NULL)
            continue;
        if (!yb_json_text(member).bytes)
            return yb_fail(error, YB_E_WRONG_TYPE, part->name, "text", NULL);
        if (!yb_text_is_utf8(yb_json_text(member), NULL))
            return yb_fail(error, YB_E_WRONG_FORMAT, part->name, "UTF-8", NULL);
        *part->text = yb_json_text(member);
    }
    return YB_OK;
}

int yb_api_take_reason(struct yb_api_exchange *x, struct yb_error *error)
{
    x->detail = yb_text_trim(yb_api_text(x, "reason"));
    return yb_text_characters(x->detail) < REASON_CHARACTERS
               ? yb_fail(error, YB_E_WRONG_FORMAT, "reason", "4..200", NULL)
               : YB_OK;
}
