#include "app/permission/permission.h"

#include <string.h>

enum scope { ANYWHERE, REGION, INSTITUTION, PERSON };

static const struct grant {
    const char *role;
    enum yb_permission permission;
    enum scope scope;
} grants[] = {
#define YB_GRANT(role, permission, scope) {#role, YB_MAY_##permission, scope},
#include "app/permission/grant.def"
#undef YB_GRANT
};

static const struct {
    const char *name, *zh, *en;
} names[YB_PERMISSIONS] = {
#define YB_PERMISSION(word, zh, en) {#word, zh, en},
#include "app/permission/permission.def"
#undef YB_PERMISSION
};

const struct yb_role yb_roles[] = {
#define YB_ROLE(word, alone, zh, en) {#word, alone, zh, en},
#include "app/user/role.def"
#undef YB_ROLE
};
const int yb_role_count = sizeof(yb_roles) / sizeof(yb_roles[0]);

const char *yb_permission_name(enum yb_permission permission)
{
    return names[permission].name;
}

const char *yb_permission_title(enum yb_permission permission, bool english)
{
    return english ? names[permission].en : names[permission].zh;
}

static bool has_role(const struct yb_who *who, const char *role)
{
    for (struct yb_text rest = who->roles; rest.bytes;)
        if (yb_text_is(yb_text_trim(yb_text_split(rest, ',', &rest)), role))
            return true;
    return false;
}

/* Widens `reach` by one grant. One that is bound to an institution needs the user to have one; who
 * is bound to a person has nothing but what is granted to such. */
static void add(struct yb_reach *reach, const struct yb_who *who, enum scope scope)
{
    if ((scope == PERSON) != (who->psn_no != 0))
        return;
    if (scope == PERSON) {
        reach->allowed = true;
        reach->psn_no = who->psn_no;
        return;
    }
    if (scope == INSTITUTION && !who->fixmedins_code.length)
        return;
    if (scope != ANYWHERE && !who->fixmedins_code.length && !who->admdvs.length)
        return;
    reach->allowed = true;
    if (scope == ANYWHERE)
        return;
    reach->fixmedins_code = who->fixmedins_code;
    if (!who->fixmedins_code.length)
        reach->admdvs = who->admdvs;
}

struct yb_reach yb_may(const struct yb_who *who, enum yb_permission permission)
{
    struct yb_reach reach = {0};

    if (permission == YB_MAY_public || (permission == YB_MAY_self && who->signed_in)) {
        reach.allowed = true;
        return reach;
    }
    for (size_t i = 0; who->signed_in && !who->restricted && i < sizeof(grants) / sizeof(*grants);
         i++)
        if (grants[i].permission == permission && has_role(who, grants[i].role))
            add(&reach, who, grants[i].scope);
    return reach;
}

bool yb_area_covers(struct yb_text area, struct yb_text admdvs)
{
    while (area.length >= 2 && area.bytes[area.length - 1] == '0' &&
           area.bytes[area.length - 2] == '0')
        area.length -= 2;
    return area.length && admdvs.length >= area.length &&
           yb_text_equal((struct yb_text){admdvs.bytes, area.length}, area);
}

bool yb_reaches(const struct yb_reach *reach, struct yb_text admdvs, struct yb_text fixmedins_code)
{
    if (!reach->allowed || reach->psn_no)
        return false;
    if (reach->fixmedins_code.length)
        return yb_text_equal(reach->fixmedins_code, fixmedins_code);
    return !reach->admdvs.length || yb_area_covers(reach->admdvs, admdvs);
}

bool yb_reaches_person(const struct yb_reach *reach, int64_t psn_no)
{
    return reach->allowed && psn_no && reach->psn_no == psn_no;
}

struct yb_text yb_admdvs_prefix(struct yb_text admdvs)
{
    while (admdvs.length >= 2 && memcmp(admdvs.bytes + admdvs.length - 2, "00", 2) == 0)
        admdvs.length -= 2;
    return admdvs;
}
