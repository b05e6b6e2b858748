/* The policy desk: drafts, publishing by two persons, what a process then settles by. */
#include <string.h>

#include "app/approval/approval.h"
#include "app/policy/load.h"
#include "app/policy/published.h"
#include "app/policy/version.h"
#include "app/settle/packs.h"
#include "base/day.h"
#include "store/resettle.h"
#include "test/app/desk/desk.h"

#define BASE  "371525-guanxian/2018-resident"
#define NAME  "371525-guanxian/2027-resident"
#define LATER "371525-guanxian/2028-resident"

static const char raise[] = "changes:\n"
                            "  - at: layers > pooling_fund > rules > inpatient > pays > level_2\n"
                            "    was: 70 %\n"
                            "    to: 75 %\n";

struct acting {
    struct desk *desk;
    int64_t number;
    struct yb_draft_in draft;
    int32_t from_day;
    bool retroactive;
    struct yb_resettle_run_row run;
    enum yb_approval_kind kind;
    enum yb_decision_kind decision;
    const char *user, *roles;
    struct yb_policy_version_row row;
    struct yb_policy_made made;
};

static void open_desk(struct desk *desk)
{
    struct yb_policy_set *set = YB_NEW(&desk->app.arena, struct yb_policy_set);
    struct yb_mistakes mistakes;
    const char *path =
        yb_arena_format(&desk->app.arena, "%s/policies/371525-guanxian", getenv("YB_DATA"));

    yb_mistakes_init(&mistakes, &desk->app.arena);
    assert_int_equal(yb_policy_load(&path, 1, &desk->app.arena, set, &mistakes), YB_OK);
    desk->app.policies = set;
    desk_ok(desk, yb_packs_keep(&desk->app, &desk->error));
    desk_ok(desk, yb_policies_refresh(&desk->app, &desk->error));
    assert_ptr_equal(desk->app.policies, set); /* nothing was published */
}

static int add(struct yb_call *call, void *context, struct yb_error *error)
{
    struct acting *a = context;

    return yb_app_draft_add(call, &a->draft, &a->number, error);
}

static int save(struct yb_call *call, void *context, struct yb_error *error)
{
    struct acting *a = context;

    return yb_app_draft_save(call, &a->draft, &a->draft.rev, error);
}

static int discard(struct yb_call *call, void *context, struct yb_error *error)
{
    return yb_app_draft_discard(call, ((struct acting *)context)->draft.version_id, error);
}

static int look(struct yb_call *call, void *context, struct yb_error *error)
{
    struct acting *a = context;
    bool changed;
    int rc = yb_policy_version_get(call->tx, a->draft.version_id, &a->row, error);

    return rc == YB_OK ? yb_app_version_made(call, &a->row, &a->made, &changed, error) : rc;
}

static struct yb_approver approver(const struct acting *a, struct yb_who *who)
{
    *who = (struct yb_who){
        .roles = yb_text_of(a->roles), .admdvs = YB_TEXT(DESK_REGION), .signed_in = true};
    return (struct yb_approver){a->user[0], yb_text_of(a->user), who};
}

static int propose(struct yb_call *call, void *context, struct yb_error *error)
{
    struct acting *a = context;
    struct yb_who who;
    struct yb_approver by = approver(a, &who);
    struct yb_propose_in in = {
        a->kind, yb_text_of(yb_arena_format(call->arena, "%lld", (long long)a->draft.version_id)),
        YB_TEXT("x"), YB_TEXT("为了试点")};
    int rc = YB_OK;

    if (a->kind == YB_APPROVAL_policy_publish)
        rc = yb_app_publish_content(
            call, &(struct yb_publish){a->draft.version_id, a->from_day, a->retroactive},
            &in.content, error);
    return rc == YB_OK ? yb_app_propose(call, &by, &in, &a->number, error) : rc;
}

static int decide(struct yb_call *call, void *context, struct yb_error *error)
{
    struct acting *a = context;
    struct yb_who who;
    struct yb_approver by = approver(a, &who);
    struct yb_decide_in in = {a->number, a->decision, YB_TEXT("同意")};
    struct yb_approval_row row;

    return yb_app_decide(call, &by, &in, &row, error);
}

static int look_for_run(struct yb_call *call, void *context, struct yb_error *error)
{
    struct acting *a = context;
    struct yb_resettle_run_list list;
    int rc = yb_resettle_run_list(call->tx, INT64_MAX, 1, &list, error);

    assert_int_equal(list.count, 1);
    a->run = list.rows[0];
    return rc;
}

static int act(struct acting *a, int (*run)(struct yb_call *, void *, struct yb_error *))
{
    return desk_run(a->desk, run, a);
}

static void make_draft(struct acting *a, const char *name, const char *base, const char *overlay)
{
    a->draft = (struct yb_draft_in){.name = yb_text_of(name),
                                    .base = yb_text_of(base),
                                    .overlay = yb_text_of(overlay),
                                    .reason = YB_TEXT("试点")};
    desk_ok(a->desk, act(a, add));
    a->draft.version_id = a->number;
    a->draft.rev = 1;
}

static int publish(struct acting *a, const char *from)
{
    int rc;

    a->kind = YB_APPROVAL_policy_publish;
    a->from_day = desk_day(from);
    a->user = "maker";
    a->roles = "policy_maker";
    rc = act(a, propose);
    a->user = "reviewer";
    a->roles = "reviewer";
    a->decision = YB_APPROVE;
    if (rc == YB_OK)
        rc = act(a, decide);
    return rc == YB_OK ? yb_policies_refresh(&a->desk->app, &a->desk->error) : rc;
}

static const char *in_force(const struct desk *desk, const char *day)
{
    static char name[80];
    const struct yb_policy *policy =
        yb_policy_set_find(desk->app.policies, YB_TEXT(DESK_REGION), 390, desk_day(day));

    return policy ? yb_text_cut(policy->id, name, sizeof(name)) : "none";
}

static void a_draft_keeps_any_text_and_says_what_is_wrong(void **state)
{
    struct desk *desk = *state;
    struct acting a = {.desk = desk};

    open_desk(desk);
    make_draft(&a, NAME, BASE, "changes:\n  - {at: nowhere > at all, to: 1}\n");
    desk_ok(desk, act(&a, look));
    assert_null(a.made.policy);
    assert_int_equal(a.made.mistakes.errors[0].line, 2);
    assert_string_equal(a.made.mistakes.errors[0].file, YB_OVERLAY_FILE);
    assert_true(a.row.cases.length > 1000); /* the base's */
    assert_int_equal(publish(&a, "2027-01-01"), YB_E_POLICY_MISTAKES);
    a.draft.overlay = YB_TEXT("changes: [\n");
    desk_ok(desk, act(&a, save));
    desk_ok(desk, act(&a, look));
    assert_null(a.made.policy);
    assert_true(yb_text_is(a.row.overlay, "changes: [\n"));
    a.draft.overlay = yb_text_of(raise);
    desk_ok(desk, act(&a, save));
    assert_int_equal(a.draft.rev, 3);
    a.draft.rev = 2; /* somebody else saved in between */
    assert_int_equal(act(&a, save), YB_E_STORE_CONFLICT);
    desk_ok(desk, act(&a, look));
    assert_non_null(a.made.policy);
    assert_int_equal(act(&a, add), YB_E_EXISTS);
    desk_ok(desk, act(&a, discard));
    assert_int_equal(act(&a, discard), YB_E_POLICY_STATE);
    a.draft.name = YB_TEXT("no folder");
    assert_int_equal(act(&a, add), YB_E_WRONG_FORMAT);
    a.draft.name = YB_TEXT(BASE);
    assert_int_equal(act(&a, add), YB_E_EXISTS);
    yb_policies_release(&desk->app);
}

static void two_persons_publish_and_the_one_before_ends(void **state)
{
    struct desk *desk = *state;
    struct acting a = {.desk = desk};
    const struct yb_policy_entry *entry;

    open_desk(desk);
    make_draft(&a, NAME, BASE, raise);
    assert_int_equal(publish(&a, "2018-01-01"), YB_E_POLICY_PAST);
    a.kind = YB_APPROVAL_policy_publish;
    a.from_day = desk_day("2027-01-01");
    a.user = "maker";
    a.roles = "policy_maker,reviewer";
    desk_ok(desk, act(&a, propose));
    a.decision = YB_APPROVE;
    assert_int_equal(act(&a, decide), YB_E_APPROVAL_SELF);
    a.draft.overlay = YB_TEXT(""); /* what was proposed is not what would be published */
    desk_ok(desk, act(&a, save));
    a.user = "reviewer";
    assert_int_equal(act(&a, decide), YB_E_POLICY_CHANGED);
    a.draft.overlay = yb_text_of(raise);
    desk_ok(desk, act(&a, save));
    desk_ok(desk, act(&a, decide));
    assert_string_equal(in_force(desk, "2027-01-01"), "none"); /* until it is looked for */
    desk_ok(desk, yb_policies_refresh(&desk->app, &desk->error));
    assert_string_equal(in_force(desk, "2018-12-31"), BASE);
    assert_string_equal(in_force(desk, "2026-12-31"), "none");
    assert_string_equal(in_force(desk, "2027-01-01"), NAME);
    assert_int_equal(act(&a, save), YB_E_POLICY_STATE); /* nothing changes it again */
    assert_int_equal(act(&a, discard), YB_E_POLICY_STATE);
    desk_ok(desk, act(&a, look));
    assert_int_equal(a.row.begndate, desk_day("2027-01-01"));
    assert_true(yb_text_is(a.row.publish_user, "maker"));
    assert_true(yb_text_is(a.row.approve_user, "reviewer"));
    entry = yb_policy_set_entry(desk->app.policies, YB_TEXT(NAME));
    assert_int_equal(entry->pack_id, a.row.pack_id);

    make_draft(&a, LATER, NAME, ""); /* on top of what the desk published */
    assert_int_equal(publish(&a, "2027-01-01"), YB_E_EXISTS);
    desk_ok(desk, publish(&a, "2028-07-01"));
    assert_string_equal(in_force(desk, "2028-06-30"), NAME);
    assert_string_equal(in_force(desk, "2028-07-01"), LATER);
    assert_string_equal(in_force(desk, "2099-01-01"), LATER);
    yb_policies_release(&desk->app);
}

/* For days past, said so: of the base's own first day it takes the base's place, and what was
 * settled by the base waits to be counted. */
static void a_correction_takes_the_place_of_its_base(void **state)
{
    struct desk *desk = *state;
    struct acting a = {.desk = desk, .retroactive = true};

    open_desk(desk);
    make_draft(&a, NAME, BASE, raise);
    assert_int_equal(publish(&a, "2017-12-31"), YB_E_POLICY_BEFORE);
    desk_ok(desk, publish(&a, "2018-01-01"));
    assert_string_equal(in_force(desk, "2018-01-01"), NAME);
    assert_string_equal(in_force(desk, "2018-12-31"), NAME);
    desk_ok(desk, act(&a, look_for_run));
    assert_true(yb_text_is(a.run.policy, NAME));
    assert_true(yb_text_is(a.run.run_stas, "counting"));
    assert_int_equal(a.run.version_id, a.draft.version_id);
    assert_int_equal(a.run.from_day, desk_day("2018-01-01"));
    make_draft(&a, LATER, NAME, ""); /* and a correction of the correction */
    desk_ok(desk, publish(&a, "2018-07-01"));
    assert_string_equal(in_force(desk, "2018-06-30"), NAME);
    assert_string_equal(in_force(desk, "2018-07-01"), LATER);
    yb_policies_release(&desk->app);
}

static void what_is_not_in_force_yet_is_withdrawn(void **state)
{
    struct desk *desk = *state;
    struct acting a = {.desk = desk};
    int64_t now = desk->now_ms;

    open_desk(desk);
    make_draft(&a, NAME, BASE, raise);
    desk_ok(desk, publish(&a, "2027-01-01"));
    a.kind = YB_APPROVAL_policy_withdraw;
    a.user = "maker";
    a.roles = "policy_maker";
    desk->now_ms = desk_instant("2026-12-31 23:55:00"); /* too near */
    assert_int_equal(act(&a, propose), YB_E_POLICY_IN_FORCE);
    desk->now_ms = now;
    desk_ok(desk, act(&a, propose));
    a.user = "reviewer";
    a.roles = "reviewer";
    a.decision = YB_APPROVE;
    desk_ok(desk, act(&a, decide));
    desk_ok(desk, yb_policies_refresh(&desk->app, &desk->error));
    assert_string_equal(in_force(desk, "2027-01-01"), "none");
    assert_string_equal(in_force(desk, "2018-01-01"), BASE);
    yb_policies_release(&desk->app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(a_draft_keeps_any_text_and_says_what_is_wrong),
        DESK_BOTH(two_persons_publish_and_the_one_before_ends),
        DESK_BOTH(a_correction_takes_the_place_of_its_base),
        DESK_BOTH(what_is_not_in_force_yet_is_withdrawn),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
