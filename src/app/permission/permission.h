/*
 * permission.h - may this user do that to this row: the one place where it is decided.
 *
 * Rows of grant.def say which role may do what, and where; whatever no row grants is refused. A
 * user's place is the division `admdvs` ("371525", or "371500" for all of that city, "370000" for
 * the province) and, for a provider's user, the institution `fixmedins_code`. An insured person's
 * own login is bound to that person: `psn_no`, and no grant but those of scope PERSON counts.
 *
 * A user whose account is restricted (password too old, second factor not set up) has `self` only.
 */
#ifndef YB_APP_PERMISSION_PERMISSION_H
#define YB_APP_PERMISSION_PERMISSION_H

#include "base/text.h"

enum yb_permission {
#define YB_PERMISSION(word, zh, en) YB_MAY_##word,
#include "app/permission/permission.def"
#undef YB_PERMISSION
    YB_PERMISSIONS
};

/* Who asks. Zeroed: nobody. */
struct yb_who {
    struct yb_text roles; /* words of role.def, comma between */
    struct yb_text admdvs, fixmedins_code;
    int64_t psn_no; /* the only person; 0: not bound to one */
    bool signed_in;
    bool restricted;
};

/* Which rows a permission reaches. */
struct yb_reach {
    bool allowed;
    struct yb_text admdvs;         /* the division covered; empty: any */
    struct yb_text fixmedins_code; /* the only institution; empty: any */
    int64_t psn_no;                /* the only person; 0: whoever is in the places above */
};

/* What the user may do with `permission` at all, and where. */
struct yb_reach yb_may(const struct yb_who *who, enum yb_permission permission);

/* True when a row of this division and institution lies within reach; an empty one of the row is
 * in no division, or of no institution: then only whoever is not bound to one reaches it. Nothing
 * is for who is bound to a person. */
bool yb_reaches(const struct yb_reach *reach, struct yb_text admdvs, struct yb_text fixmedins_code);

/* True when a row is of the one person whom the reach is bound to; nothing else is within such a
 * reach, by no place. */
bool yb_reaches_person(const struct yb_reach *reach, int64_t psn_no);

/* True when division `area` covers division `admdvs`: trailing pairs of zeros stand for all. */
bool yb_area_covers(struct yb_text area, struct yb_text admdvs);

/* The word of permission.def, and what it is called. */
const char *yb_permission_name(enum yb_permission permission);
const char *yb_permission_title(enum yb_permission permission, bool english);

/* The roles, in the order of role.def. */
struct yb_role {
    const char *word;
    bool alone;
    const char *zh, *en;
};
extern const struct yb_role yb_roles[];
extern const int yb_role_count;

/* A division without its trailing pairs of zeros: what the numbers of all its own begin with. */
struct yb_text yb_admdvs_prefix(struct yb_text admdvs);

#endif
