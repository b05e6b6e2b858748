/* The rules of passwords as the store's settings hold them. */
#include <stdio.h>
#include <string.h>

#include "app/user/user.h"
#include "store/access_log.h"
#include "store/setting.h"

static const struct rule {
    const char *name;
    size_t offset;
    int least, most;
} table[] = {
#define YB_PASSWORD_RULE(name, option, standard, least, most, zh, en)                              \
    {#name, offsetof(struct yb_password_rules, name), least, most},
#include "app/user/password_rule.def"
#undef YB_PASSWORD_RULE
};

#define RULES (sizeof(table) / sizeof(table[0]))

static struct yb_text setting_of(struct yb_arena *arena, const struct rule *rule)
{
    return yb_text_of(yb_arena_format(arena, "password_%s", rule->name));
}

static int *member_of(struct yb_password_rules *rules, const struct rule *rule)
{
    return (int *)(void *)((char *)rules + rule->offset);
}

static int check(const struct rule *rule, int64_t value, struct yb_error *error)
{
    char range[40];

    if (value >= rule->least && value <= rule->most)
        return YB_OK;
    snprintf(range, sizeof(range), "%d..%d", rule->least, rule->most);
    return yb_fail(error, YB_E_OUT_OF_RANGE, rule->name, range, NULL);
}

int yb_app_password_rules(struct yb_call *call, struct yb_password_rules *rules,
                          struct yb_error *error)
{
    *rules = yb_password_rules_default;
    for (size_t i = 0; i < RULES; i++) {
        struct yb_text value;
        int64_t number;
        int rc = yb_setting_get(call->tx, setting_of(call->arena, &table[i]), &value, error);

        if (rc != YB_OK)
            return rc;
        if (!value.length)
            continue;
        rc = check(&table[i], yb_text_to_int64(value, &number) ? number : INT64_MIN, error);
        if (rc != YB_OK)
            return rc;
        *member_of(rules, &table[i]) = (int)number;
    }
    return YB_OK;
}

static int log_rules(struct yb_call *call, struct yb_error *error)
{
    struct yb_access_log_row entry = yb_access_log_row();

    entry.log_time = call->now_ms;
    entry.actor = call->actor->opter;
    entry.actor_kind = YB_TEXT("user");
    entry.action = YB_TEXT("user rules");
    entry.target = YB_TEXT("setting:password");
    entry.result = YB_TEXT("OK");
    return yb_access_log_add(call->tx, &entry, error);
}

int yb_app_set_password_rules(struct yb_call *call, const struct yb_password_rules *rules,
                              struct yb_error *error)
{
    struct yb_password_rules copy = *rules;
    int rc = YB_OK;

    for (size_t i = 0; rc == YB_OK && i < RULES; i++) {
        int value = *member_of(&copy, &table[i]);

        rc = check(&table[i], value, error);
        if (rc == YB_OK)
            rc = yb_setting_put(call->tx, setting_of(call->arena, &table[i]),
                                yb_text_of(yb_arena_format(call->arena, "%d", value)), error);
    }
    return rc == YB_OK ? log_rules(call, error) : rc;
}
