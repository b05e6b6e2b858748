/* F3: two persons. F9: every act and every look is noted, or it does not happen. Masks. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "app/catalogue/snapshot.h"
#include "store/access_log.h"
#include "store/catalogue.h"
#include "store/resettle.h"
#include "test/face/api/seat.h"

static void open_with_administrators(struct seat *seat, void **state)
{
    seat_open(seat, *state);
    seat_user(seat, "sysadmin", "system_admin", "371525", "");
    seat_user(seat, "secadmin", "security_admin", "371525", "");
    seat_user(seat, "sec.two", "security_admin", "371525", "");
    seat_user(seat, "new.user", "viewer", "371525", "");
}

/* Proposes roles for new.user; the path of the matter's `verb`. */
static const char *propose(struct seat *seat, const char *roles, const char *verb)
{
    char body[200];

    snprintf(body, sizeof(body), "{\"roles\":[%s],\"reason\":\"岗位调整\"}", roles);
    assert_int_equal(seat_call(seat, "POST", "/users/new.user/roles", body), 200);
    seat_complete(seat, "propose_roles");
    return yb_arena_format(&seat->arena, "/approvals/%s/%s", seat_get(seat, "approval_id"), verb);
}

/* F3. */
static void nobody_approves_his_own(void **state)
{
    struct seat seat;
    const char *approve;

    open_with_administrators(&seat, state);
    seat_login(&seat, "secadmin");
    approve = propose(&seat, "\"clerk\",\"reviewer\"", "approve");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 403);
    assert_string_equal(seat_get(&seat, "code"), "APPROVAL_SELF");
    assert_int_equal(seat_logged(&seat, "approve", "APPROVAL_SELF"), 1);
    seat_login(&seat, "sysadmin"); /* may propose, may not decide */
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 403);
    assert_string_equal(seat_get(&seat, "code"), "NOT_ALLOWED");
    seat_login(&seat, "sec.two");
    assert_int_equal(seat_call(&seat, "GET", "/approvals?state=proposed", NULL), 200);
    seat_complete(&seat, "approvals");
    assert_string_equal(seat_get(&seat, "items.0.may_decide"), "true");
    assert_string_equal(seat_get(&seat, "items.0.content"), "clerk,reviewer");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 409);
    assert_int_equal(seat_call(&seat, "GET", "/approvals?state=approved", NULL), 200);
    assert_string_equal(seat_get(&seat, "items.0.decide_user"), "sec.two");
    assert_int_equal(seat_login(&seat, "new.user"), 200);
    assert_int_equal(seat_call(&seat, "GET", "/settlements", NULL), 200);
    seat_close(&seat);
}

static void a_matter_ends_once(void **state)
{
    struct seat seat;
    const char *refuse, *withdraw, *late;

    open_with_administrators(&seat, state);
    seat_login(&seat, "sysadmin");
    refuse = propose(&seat, "\"finance\"", "refuse");
    withdraw = propose(&seat, "\"officer\"", "withdraw");
    late = propose(&seat, "\"clerk\"", "approve");
    seat_login(&seat, "secadmin");
    assert_int_equal(seat_call(&seat, "POST", refuse, "{}"), 400); /* a reason is due */
    assert_int_equal(seat_call(&seat, "POST", refuse, "{\"reason\":\"不需要\"}"), 200);
    assert_int_equal(seat_call(&seat, "POST", withdraw, "{}"), 403); /* another's */
    seat_login(&seat, "sysadmin");
    assert_int_equal(seat_call(&seat, "POST", withdraw, "{}"), 200);
    seat.desk->now_ms += 7 * YB_DAY_MS;
    seat_login(&seat, "secadmin");
    assert_int_equal(seat_call(&seat, "POST", late, "{}"), 409);
    assert_int_equal(seat_call(&seat, "GET", "/approvals?state=expired", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 1);
    assert_int_equal(seat_login(&seat, "new.user"), 200);
    assert_int_equal(seat_call(&seat, "GET", "/settlements", NULL), 403); /* viewer still */
    seat_close(&seat);
}

/* A clerk takes an application, his reviewer decides it, two of them end it early. */
static int put_items(struct yb_call *call, void *context, struct yb_error *error)
{
    static const char *const codes[] = {"M01600/S1", "M01600/XA10*", "M0160/S2"};
    struct yb_code_item_row rows[3];

    (void)context;
    for (size_t i = 0; i < 3; i++) {
        rows[i] = yb_code_item_row();
        rows[i].list_name = YB_TEXT("opsp_item");
        rows[i].code = yb_text_of(codes[i]);
        rows[i].name = i == 1 ? YB_TEXT("降血糖药") : YB_TEXT("糖化血红蛋白");
        rows[i].begndate = desk_day("2020-01-01");
        rows[i].ver_seq = 1;
    }
    assert_int_equal(yb_code_item_put(call->tx, &(struct yb_code_item_list){rows, 3}, error), 0);
    return yb_catalogue_ver_put(call->tx,
                                &(struct yb_catalogue_ver_row){.list_name = YB_TEXT("opsp_item"),
                                                               .ver_seq = 1,
                                                               .ver = YB_TEXT("v0001")},
                                error);
}

/* The list of a disease, a page and a word at a time; what has none says so. */
static void a_disease_shows_its_list(void **state)
{
    struct seat seat;

    seat_open(&seat, *state);
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_login(&seat, "li");
    desk_ok(seat.desk, desk_run(seat.desk, put_items, NULL));
    desk_ok(seat.desk, yb_catalogue_refresh(seat.app, &seat.desk->error));
    assert_int_equal(seat_call(&seat, "GET", "/chronic/items?opsp_dise_code=M01600&limit=1", NULL),
                     200);
    seat_complete(&seat, "chronic_items");
    assert_string_equal(seat_get(&seat, "listed"), "true");
    assert_string_equal(seat_get(&seat, "total"), "2");
    assert_string_equal(seat_get(&seat, "items.0.item_code"), "S1");
    assert_true(*seat_get(&seat, "next"));
    assert_int_equal(seat_call(&seat, "GET",
                               "/chronic/items?opsp_dise_code=M01600&word=%E9%99%8D%E8%A1%80",
                               NULL),
                     200);
    assert_string_equal(seat_get(&seat, "items.0.item_code"), "XA10*");
    assert_int_equal(seat_count(&seat, "items"), 1);
    assert_int_equal(
        seat_call(&seat, "GET", "/chronic/items?opsp_dise_code=M01600&day=2019-12-31", NULL), 200);
    assert_string_equal(seat_get(&seat, "listed"), "false");
    assert_int_equal(seat_call(&seat, "GET", "/chronic/items", NULL), 400);
    yb_catalogue_swap(seat.app, NULL);
    seat_close(&seat);
}

static void a_chronic_disease_is_applied_for(void **state)
{
    static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct seat seat;
    char path[300], entry[200], body[1200];
    const char *approve;

    seat_open(&seat, *state);
    seat_user(&seat, "li", "clerk", "371525", "");
    seat_user(&seat, "wang", "reviewer,clerk", "371525", "");
    seat_user(&seat, "far", "clerk", "371526", "");
    seat.desk->now_ms = desk_instant("2021-05-10 09:00:00");
    snprintf(path, sizeof(path), "/persons/%lld/chronic", (long long)seat.desk->resident);
    snprintf(body, sizeof(body),
             "{\"opsp_dise_code\":\"M01600\",\"ide_fixmedins_no\":\"" DESK_HOSPITAL
             "\",\"fix_medins\":[\"" DESK_OTHER "\"],\"documents\":{\"items\":["
             "{\"doc_kind\":\"record\",\"doc_name\":\"住院病历.pdf\",\"doc_hash\":\"%s\",\"doc_"
             "bytes\":9},"
             "{\"doc_kind\":\"card\",\"doc_name\":\"卡.jpg\",\"doc_hash\":\"%s\",\"doc_bytes\":9},"
             "{\"doc_kind\":\"examination\",\"doc_name\":\"化验.jpg\",\"doc_hash\":\"%s\",\"doc_"
             "bytes\":9},"
             "{\"doc_kind\":\"identity\",\"doc_name\":\"证.jpg\",\"doc_hash\":\"%s\",\"doc_bytes\":"
             "9}]}}",
             digest, digest, digest, digest);
    seat_login(&seat, "far");
    assert_int_equal(seat_call(&seat, "POST", path, body), 404);
    seat_login(&seat, "wang");
    assert_int_equal(seat_call(&seat, "POST", path, "{\"opsp_dise_code\":\"M01600\"}"), 400);
    assert_string_equal(seat_get(&seat, "field"), "ide_fixmedins_no");
    assert_int_equal(seat_call(&seat, "POST", path, body), 200);
    seat_complete(&seat, "apply_chronic");
    snprintf(entry, sizeof(entry), "/persons/%lld/chronic/%s", (long long)seat.desk->resident,
             seat_get(&seat, "trt_dcla_detl_sn"));
    assert_int_equal(seat_call(&seat, "GET", entry, NULL), 200);
    seat_complete(&seat, "chronic");
    assert_string_equal(seat_get(&seat, "may_review"), "false"); /* his own */
    assert_string_equal(seat_get(&seat, "round"), "2021-05");
    assert_int_equal(seat_count(&seat, "documents"), 4);
    snprintf(path, sizeof(path), "%s/accept", entry);
    assert_int_equal(seat_call(&seat, "POST", path, "{}"), 403);
    assert_string_equal(seat_get(&seat, "code"), "APPROVAL_SELF");
    seat_user(&seat, "zhao", "reviewer", "371525", "");
    seat_login(&seat, "zhao");
    assert_int_equal(seat_call(&seat, "GET", "/chronic?state=due&sort=apply_time", NULL), 200);
    seat_complete(&seat, "chronic_list");
    assert_int_equal(seat_count(&seat, "items"), 1);
    assert_int_equal(seat_call(&seat, "GET", "/chronic/terms", NULL), 200);
    seat_complete(&seat, "chronic_terms");
    assert_int_equal(seat_call(&seat, "POST", path, "{\"enddate\":\"2022-05-09\"}"), 200);
    assert_string_equal(seat_get(&seat, "state"), "in_force");
    assert_int_equal(seat_call(&seat, "GET", "/chronic?sort=enddate&end_to=2022-12-31", NULL), 200);
    assert_string_equal(seat_get(&seat, "items.0.enddate"), "2022-05-09");
    seat_login(&seat, "li");
    snprintf(path, sizeof(path), "%s/end", entry);
    assert_int_equal(
        seat_call(&seat, "POST", path, "{\"enddate\":\"2021-05-09\",\"reason\":\"治愈\"}"), 400);
    assert_string_equal(seat_get(&seat, "field"), "enddate");
    assert_int_equal(
        seat_call(&seat, "POST", path, "{\"enddate\":\"2021-05-31\",\"reason\":\"治愈\"}"), 200);
    approve = yb_arena_format(&seat.arena, "/approvals/%s/approve", seat_get(&seat, "approval_id"));
    seat_login(&seat, "zhao");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    seat.desk->now_ms = desk_instant("2021-06-01 09:00:00");
    seat_login(&seat, "zhao");
    assert_int_equal(seat_call(&seat, "GET", "/chronic?state=ended", NULL), 200);
    assert_string_equal(seat_get(&seat, "total"), "1");
    assert_true(seat_logged(&seat, "accept_chronic", "OK") == 1);
    assert_true(seat_logged(&seat, "accept_chronic", "APPROVAL_SELF") == 1);
    seat_close(&seat);
}

/* F2 at grant time: what could never be done is not even proposed. */
static void what_excludes_is_refused(void **state)
{
    static const struct {
        const char *path, *body, *code;
    } cases[] = {
        {"/users/new.user/roles", "{\"roles\":[\"audit_admin\",\"clerk\"],\"reason\":\"试试\"}",
         "NOT_ALLOWED"},
        {"/users/new.user/roles", "{\"roles\":[\"auditor\",\"system_admin\"],\"reason\":\"试试\"}",
         "NOT_ALLOWED"},
        {"/users/new.user/roles", "{\"roles\":[\"king\"],\"reason\":\"试试\"}", "UNKNOWN_CODE"},
        {"/users/new.user/roles", "{\"roles\":[],\"reason\":\"试试\"}", "MISSING"},
        {"/users/new.user/roles", "{\"roles\":[\"provider\"],\"reason\":\"试试\"}", "MISSING"},
        {"/users/nobody/roles", "{\"roles\":[\"clerk\"],\"reason\":\"试试\"}", "NOT_FOUND"},
        {"/settings/idle_minutes", "{\"value\":\"0\",\"reason\":\"试试\"}", "OUT_OF_RANGE"},
        {"/settings/idle_minutes", "{\"value\":\"x\",\"reason\":\"试试\"}", "WRONG_FORMAT"},
        {"/settings/nothing", "{\"value\":\"1\",\"reason\":\"试试\"}", "NOT_FOUND"},
    };
    struct seat seat;

    open_with_administrators(&seat, state);
    seat_login(&seat, "sysadmin");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        seat_call(&seat, "POST", cases[i].path, cases[i].body);
        assert_string_equal(seat_get(&seat, "code"), cases[i].code);
    }
    seat_close(&seat);
}

/* Whoever renews another administrator's password and second factor could be him. */
static void administrators_are_not_renewed_from_a_page(void **state)
{
    static const char *const names[] = {"sec.two", "audadmin", "shenji"};
    struct seat seat;
    char path[80];

    open_with_administrators(&seat, state);
    seat_user(&seat, "audadmin", "audit_admin", "371525", "");
    seat_user(&seat, "shenji", "auditor", "371525", "");
    seat_login(&seat, "sysadmin");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "/users/%s/password", names[i]);
        assert_int_equal(seat_call(&seat, "PUT", path, "{\"password\":\"Battery-Staple-8\"}"), 403);
        snprintf(path, sizeof(path), "/users/%s/second-factor", names[i]);
        assert_int_equal(seat_call(&seat, "DELETE", path, "{\"reason\":\"手机丢失\"}"), 403);
    }
    assert_int_equal(seat_logged(&seat, "reset_password", "NOT_ALLOWED"), 3);
    assert_int_equal(seat_logged(&seat, "reset_second_factor", "NOT_ALLOWED"), 3);
    assert_int_equal(
        seat_call(&seat, "PUT", "/users/new.user/password", "{\"password\":\"Battery-Staple-8\"}"),
        200);
    assert_int_equal(
        seat_call(&seat, "DELETE", "/users/new.user/second-factor", "{\"reason\":\"手机丢失\"}"),
        200);
    seat_close(&seat);
}

/* What was exported under a role is not fetched without it. */
static void an_export_needs_its_role_still(void **state)
{
    struct seat seat;
    struct yb_error error;
    const char *approve, *file;

    open_with_administrators(&seat, state);
    seat_login(&seat, "new.user");
    assert_int_equal(
        seat_call(&seat, "POST", "/exports", "{\"operation\":\"institutions\",\"format\":\"csv\"}"),
        200);
    file = yb_arena_format(&seat.arena, "/exports/%s/file", seat_get(&seat, "export_id"));
    for (bool more = true; more;)
        assert_int_equal(yb_api_tick(seat.api, &more, &error), YB_OK);
    assert_int_equal(seat_call(&seat, "GET", file, NULL), 200);
    seat_login(&seat, "sysadmin");
    approve = propose(&seat, "\"auditor\"", "approve");
    seat_login(&seat, "secadmin");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    seat_login(&seat, "new.user");
    assert_int_equal(seat_call(&seat, "GET", file, NULL), 403);
    assert_string_equal(seat_get(&seat, "code"), "NOT_ALLOWED");
    seat_close(&seat);
}

static void a_setting_takes_two(void **state)
{
    struct seat seat;
    const char *approve;

    open_with_administrators(&seat, state);
    seat_login(&seat, "sysadmin");
    assert_int_equal(seat_call(&seat, "POST", "/settings/idle_minutes",
                               "{\"value\":\"30\",\"reason\":\"窗口业务需要\"}"),
                     200);
    approve = yb_arena_format(&seat.arena, "/approvals/%s/approve", seat_get(&seat, "approval_id"));
    seat_login(&seat, "secadmin");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    assert_int_equal(seat_call(&seat, "GET", "/session", NULL), 200);
    assert_string_equal(seat_get(&seat, "idle_minutes"), "30");
    assert_int_equal(seat_call(&seat, "GET", "/settings", NULL), 200);
    seat_complete(&seat, "settings");
    seat_close(&seat);
}

/* A fund's budget: proposed by finance, approved by a reviewer, then the overview can say its pace.
 */
static void a_budget_takes_two(void **state)
{
    struct seat seat;
    const char *approve;

    seat_open(&seat, *state);
    seat_user(&seat, "caiwu", "finance", "371525", "");
    seat_user(&seat, "fuhe", "reviewer", "371525", "");
    seat_login(&seat, "caiwu");
    assert_int_equal(seat_call(&seat, "POST", "/budgets/2018/310100",
                               "{\"amount\":\"-1\",\"reason\":\"年度预算\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "amount");
    assert_int_equal(seat_call(&seat, "POST", "/budgets/1999/310100",
                               "{\"amount\":\"1\",\"reason\":\"年度预算\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "year");
    assert_int_equal(seat_call(&seat, "POST", "/budgets/2018/310999",
                               "{\"amount\":\"1\",\"reason\":\"年度预算\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "fund_pay_type");
    assert_int_equal(seat_call(&seat, "POST", "/budgets/2018/310100",
                               "{\"amount\":\"1000000.50\",\"reason\":\"年度预算\"}"),
                     200);
    seat_complete(&seat, "propose_budget");
    approve = yb_arena_format(&seat.arena, "/approvals/%s/approve", seat_get(&seat, "approval_id"));
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 403);
    assert_int_equal(seat_call(&seat, "GET", "/budgets?year=2018", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 0);
    seat_login(&seat, "fuhe");
    assert_int_equal(seat_call(&seat, "POST", approve, "{}"), 200);
    assert_int_equal(seat_call(&seat, "GET", "/budgets?year=2018", NULL), 200);
    seat_complete(&seat, "budgets");
    assert_string_equal(seat_get(&seat, "items.0.fund_pay_type"), "310100");
    assert_string_equal(seat_get(&seat, "items.0.budget"), "1000000.50");
    seat_close(&seat);
}

static void users_are_made_without_rights(void **state)
{
    struct seat seat;

    open_with_administrators(&seat, state);
    seat_login(&seat, "sysadmin");
    assert_int_equal(seat_call(&seat, "POST", "/users",
                               "{\"user_name\":\"wang\",\"display_name\":\"王\",\"password\":"
                               "\"" SEAT_PASSWORD "\"}"),
                     200);
    seat_complete(&seat, "add_user");
    assert_int_equal(seat_call(&seat, "GET", "/users?name=wang", NULL), 200);
    seat_complete(&seat, "users");
    assert_int_equal(seat_count(&seat, "items.0.roles"), 0);
    assert_int_equal(
        seat_call(&seat, "PUT", "/users/sysadmin/lock", "{\"locked\":true,\"reason\":\"自己\"}"),
        403);
    assert_int_equal(
        seat_call(&seat, "PUT", "/users/sec.two/lock", "{\"locked\":true,\"reason\":\"离岗\"}"),
        200);
    assert_int_equal(seat_login(&seat, "sec.two"), 401);
    assert_int_equal(seat_login(&seat, "wang"), 200);
    assert_string_equal(seat_get(&seat, "restricted"), "password");
    assert_int_equal(seat_call(&seat, "GET", "/users", NULL), 403);
    assert_string_equal(seat_get(&seat, "code"), "RESTRICTED");
    seat_close(&seat);
}

/* Every look at a person leaves an entry: who, when, what, whom, result, reason, address. */
static void every_look_is_noted(void **state)
{
    struct seat seat;
    char path[80], target[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_user(&seat, "far.away", "clerk", "371526", "");
    seat_user(&seat, "shenji", "auditor", "371525", "");
    seat_login(&seat, "li.jingban");
    seat.desk->now_ms += 1000; /* entries of one instant stand by chain, and each worker has one */
    assert_int_equal(
        seat_call(&seat, "POST", "/persons/search", "{\"certno\":\"" DESK_RESIDENT_CERTNO "\"}"),
        200);
    seat_complete(&seat, "search_persons");
    assert_string_equal(seat_get(&seat, "items.0.certno"), "379999********0016");
    assert_string_equal(seat_get(&seat, "items.0.psn_name"), "张**");
    seat.desk->now_ms += 1000;
    snprintf(path, sizeof(path), "/persons/%lld", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    seat_complete(&seat, "person");
    seat.desk->now_ms += 1000;
    assert_null(strstr(seat.client.body, DESK_RESIDENT_CERTNO));
    snprintf(path, sizeof(path), "/persons/%lld/cover?known=2001-01-01",
             (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200); /* nobody knew of him then */
    assert_null(seat_get(&seat, "periods.0.state"));
    *strchr(path, '?') = 0;
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
    seat_complete(&seat, "person_cover");
    assert_string_equal(seat_get(&seat, "periods.0.state"), "covered");
    assert_string_equal(seat_get(&seat, "identities.0.fact_code"), "2303");
    assert_int_equal(seat_logged(&seat, "person_cover", "OK"), 2);
    seat.desk->now_ms += 1000;
    snprintf(path, sizeof(path), "/persons/%lld/reveal", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "POST", path, "{\"reason\":\" x \"}"), 400);
    assert_int_equal(seat_call(&seat, "POST", path, "{\"reason\":\"核对待遇资格\"}"), 200);
    assert_string_equal(seat_get(&seat, "certno"), DESK_RESIDENT_CERTNO);
    seat.desk->now_ms += 1000;
    assert_int_equal(seat_call(&seat, "GET", "/settlements", NULL), 200);

    seat_login(&seat, "far.away"); /* another area: as if nobody were there, and noted */
    snprintf(path, sizeof(path), "/persons/%lld", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "GET", path, NULL), 404);
    assert_int_equal(seat_logged(&seat, "person", "PSN_NOT_FOUND"), 1);

    seat_login(&seat, "shenji");
    assert_int_equal(seat_call(&seat, "GET", "/audit-log?actor=li.jingban", NULL), 200);
    seat_complete(&seat, "audit_log");
    assert_string_equal(seat_get(&seat, "items.0.action"), "settlements");
    assert_string_equal(seat_get(&seat, "items.1.action"), "reveal_person");
    assert_string_equal(seat_get(&seat, "items.1.detail"), "核对待遇资格");
    assert_string_equal(seat_get(&seat, "items.1.ip"), "127.0.0.1");
    snprintf(target, sizeof(target), "psn:%lld", (long long)seat.desk->resident);
    assert_string_equal(seat_get(&seat, "items.1.target"), target);
    assert_string_equal(seat_get(&seat, "items.2.action"), "person_cover");
    assert_string_equal(seat_get(&seat, "items.4.action"), "person");
    assert_string_equal(seat_get(&seat, "items.5.action"), "search_persons");
    assert_null(strstr(seat.client.body, DESK_RESIDENT_CERTNO));
    assert_int_equal(seat_logged(&seat, "audit_log", "OK"), 1); /* this look too */
    seat_close(&seat);
}

/* F9: a line break, an identity number, a formula in a reason stay one harmless line. */
static void a_reason_cannot_forge_an_entry(void **state)
{
    struct seat seat;
    char path[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_user(&seat, "shenji", "auditor", "371525", "");
    seat_login(&seat, "li.jingban");
    snprintf(path, sizeof(path), "/persons/%lld/reveal", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "POST", path,
                               "{\"reason\":\"查 " DESK_RESIDENT_CERTNO
                               "\\r\\n2021-06-15 admin login OK\\u0085\\u001b[2J\"}"),
                     200);
    seat_login(&seat, "shenji");
    assert_int_equal(
        seat_call(&seat, "GET", "/audit-log?actor=li.jingban&action=reveal_person", NULL), 200);
    assert_int_equal(seat_count(&seat, "items"), 1);
    assert_string_equal(seat_get(&seat, "items.0.detail"),
                        "查 379999********0016··2021-06-15 admin login OK··[2J");
    seat_close(&seat);
}

static int share_with(struct seat *seat, int64_t psn_no, const char *rest)
{
    return seat_call(seat, "POST",
                     yb_arena_format(&seat->arena, "/persons/%lld/shares", (long long)psn_no),
                     yb_arena_format(&seat->arena, "{\"user_certno\":%s}", rest));
}

/* A relative may use an account, until he may not; both see it, and the log says who did it. */
static void an_account_is_shared_and_no_more(void **state)
{
    static const struct {
        const char *rest, *code, *field;
    } wrong[] = {
        {"\"379999190001010011\",\"share_rlts\":\"2\"", "FAMILY_NOBODY", "user_certno"},
        {"\"" DESK_EMPLOYEE_CERTNO "\",\"share_rlts\":\"2\"", "FAMILY_SELF", "user_certno"},
        {"\"" DESK_RESIDENT_CERTNO "\",\"share_rlts\":\"7\"", "UNKNOWN_CODE", "share_rlts"},
        {"\"" DESK_RESIDENT_CERTNO "\",\"share_rlts\":\"2\",\"enddate\":\"2000-01-01\"",
         "OUT_OF_RANGE", "enddate"},
    };
    struct seat seat;
    const char *shares, *end;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_user(&seat, "far.away", "clerk", "371526", "");
    seat_login(&seat, "li.jingban");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_true(share_with(&seat, seat.desk->employee, wrong[i].rest) >= 400);
        assert_string_equal(seat_get(&seat, "code"), wrong[i].code);
        assert_string_equal(seat_get(&seat, "field"), wrong[i].field);
        assert_null(strstr(seat.client.body, "379999190001010011"));
    }
    assert_int_equal(
        share_with(&seat, seat.desk->resident, "\"" DESK_EMPLOYEE_CERTNO "\",\"share_rlts\":\"5\""),
        409);
    assert_string_equal(seat_get(&seat, "code"), "FAMILY_NO_ACCOUNT");
    assert_int_equal(
        share_with(&seat, seat.desk->employee, "\"" DESK_RESIDENT_CERTNO "\",\"share_rlts\":\"2\""),
        200);
    seat_complete(&seat, "share_account");
    assert_int_equal(
        share_with(&seat, seat.desk->employee, "\"" DESK_RESIDENT_CERTNO "\",\"share_rlts\":\"2\""),
        409);
    assert_string_equal(seat_get(&seat, "code"), "FAMILY_EXISTS");
    assert_int_equal(seat_logged(&seat, "share_account", "OK"), 1);
    shares = yb_arena_format(&seat.arena, "/persons/%lld/shares", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "GET", shares, NULL), 200);
    seat_complete(&seat, "shares");
    assert_string_equal(seat_get(&seat, "has_account"), "false");
    assert_string_equal(seat_get(&seat, "items.0.share_role"), "user");
    assert_string_equal(seat_get(&seat, "items.0.state"), "in_force");
    end = yb_arena_format(&seat.arena, "%s/%s/end", shares, seat_get(&seat, "items.0.share_id"));
    assert_int_equal(seat_call(&seat, "POST", end, "{\"reason\":\"x\"}"), 400);
    assert_string_equal(seat_get(&seat, "field"), "reason");
    assert_int_equal(seat_call(&seat, "GET", "/persons/12345/shares", NULL), 404);
    seat_login(&seat, "far.away"); /* another area: nobody is there */
    assert_int_equal(seat_call(&seat, "GET", shares, NULL), 404);
    assert_int_equal(seat_call(&seat, "POST", end, "{\"reason\":\"本人申请终止\"}"), 404);
    seat_login(&seat, "li.jingban");
    assert_int_equal(seat_call(&seat, "POST", end, "{\"reason\":\"本人申请终止\"}"), 200);
    seat.desk->now_ms += YB_DAY_MS;
    seat_login(&seat, "li.jingban");
    shares = yb_arena_format(&seat.arena, "/persons/%lld/shares", (long long)seat.desk->employee);
    assert_int_equal(seat_call(&seat, "GET", shares, NULL), 200);
    assert_string_equal(seat_get(&seat, "items.0.share_role"), "holder");
    assert_string_equal(seat_get(&seat, "items.0.state"), "ended");
    assert_int_equal(seat_logged(&seat, "end_share", "OK"), 1);
    seat_close(&seat);
}

static int add_orders(struct yb_call *call, void *context, struct yb_error *error)
{
    struct yb_resettle_order_row order = yb_resettle_order_row();
    int rc = YB_OK;

    for (int i = 0; rc == YB_OK && i < 120; i++) {
        order.psn_no = *(int64_t *)context;
        order.order_id = yb_tx_id(call->tx, call->now_ms);
        order.cause_kind = YB_TEXT("cover");
        order.from_day = order.to_day = yb_instant_day(call->now_ms);
        order.bill_cnt = 1;
        order.order_stas = YB_TEXT("refused");
        order.insuplc_admdvs = YB_TEXT("371525");
        order.order_time = call->now_ms;
        rc = yb_resettle_order_add(call->tx, &order, error);
    }
    return rc;
}

/* Three pages, each once, newest first; the last one says that it is the last. */
static void many_orders_are_paged(void **state)
{
    static const size_t pages[][4] = {{50, 50, 20, 0}, {60, 60, 0, 0}};
    static const char *const paths[] = {"/resettlement-orders?", "/resettlement-orders?limit=60&"};
    struct seat seat;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    desk_ok(seat.desk, desk_run(seat.desk, add_orders, &seat.desk->resident));
    seat_login(&seat, "li.jingban");
    for (size_t k = 0; k < 2; k++) {
        const char *after = "";
        int64_t before = INT64_MAX;

        for (size_t page = 0; pages[k][page]; page++) {
            assert_int_equal(seat_call(&seat, "GET",
                                       yb_arena_format(&seat.arena, "%s%s%s", paths[k],
                                                       *after ? "after=" : "", after),
                                       NULL),
                             200);
            assert_int_equal(seat_count(&seat, "items"), pages[k][page]);
            for (size_t i = 0; i < pages[k][page]; i++) {
                int64_t id;

                assert_true(yb_text_to_int64(
                    yb_text_of(
                        seat_get(&seat, yb_arena_format(&seat.arena, "items.%zu.order_id", i))),
                    &id));
                assert_true(id < before);
                before = id;
            }
            after = yb_arena_format(&seat.arena, "%s", seat_get(&seat, "next"));
            assert_int_equal(!*after, !pages[k][page + 1]);
        }
    }
    seat_close(&seat);
}

/* What was recorded by mistake is taken back; the record of it stays to be seen. */
static void a_mistake_is_taken_back(void **state)
{
    struct seat seat;
    char acts[80], cover[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_login(&seat, "li.jingban");
    snprintf(acts, sizeof(acts), "/persons/%lld/acts", (long long)seat.desk->resident);
    snprintf(cover, sizeof(cover), "/persons/%lld/cover", (long long)seat.desk->resident);
    assert_int_equal(
        seat_call(&seat, "POST", acts, "{\"act\":\"die\",\"begndate\":\"1979-04-01\"}"), 400);
    assert_string_equal(seat_get(&seat, "code"), "DAY_BEFORE_BIRTH");
    assert_string_equal(seat_get(&seat, "field"), "begndate");
    assert_int_equal(
        seat_call(&seat, "POST", acts, "{\"act\":\"die\",\"begndate\":\"2021-04-01\"}"), 200);
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_string_equal(seat_get(&seat, "die_date"), "2021-04-01");
    assert_int_equal(seat_call(&seat, "POST", acts, "{\"act\":\"withdraw\",\"memo\":\"报错人\"}"),
                     200);
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    seat_complete(&seat, "person_cover");
    assert_string_equal(seat_get(&seat, "die_date"), "");
    assert_int_equal(seat_count(&seat, "facts"), 2); /* the relation and the identity */
    assert_string_equal(seat_get(&seat, yb_arena_format(&seat.arena, "versions.%zu.state",
                                                        seat_count(&seat, "versions") - 1)),
                        "withdrawn");
    assert_int_equal(seat_call(&seat, "POST", acts, "{\"act\":\"withdraw\",\"memo\":\"再来\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "code"), "NOTHING_RECORDED");
    seat_close(&seat);
}

/* An act is tried without a trace in the register, refused at its field, done, and noted. */
static void an_act_is_tried_and_done(void **state)
{
    struct seat seat;
    char acts[80], trial[96], cover[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_user(&seat, "far.away", "clerk", "370100", "");
    seat_login(&seat, "li.jingban");
    snprintf(acts, sizeof(acts), "/persons/%lld/acts", (long long)seat.desk->resident);
    snprintf(trial, sizeof(trial), "%s/trial", acts);
    snprintf(cover, sizeof(cover), "/persons/%lld/cover", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "POST", trial,
                               "{\"act\":\"identity\",\"psn_idet_type\":\"2304\","
                               "\"begndate\":\"2021-01-01\"}"),
                     409);
    assert_string_equal(seat_get(&seat, "code"), "IDENTITY_EXCLUDES");
    assert_string_equal(seat_get(&seat, "field"), "psn_idet_type");
    assert_int_equal(seat_call(&seat, "POST", acts,
                               "{\"act\":\"identity\",\"psn_idet_type\":\"9999\","
                               "\"begndate\":\"2021-01-01\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "psn_idet_type");
    for (int turn = 0; turn < 2; turn++) { /* tried twice: nothing was kept */
        assert_int_equal(seat_call(&seat, "POST", trial,
                                   "{\"act\":\"end-identity\",\"psn_idet_type\":\"2303\","
                                   "\"enddate\":\"2021-03-31\"}"),
                         200);
        seat_complete(&seat, "try_enrol");
        assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
        assert_string_equal(seat_get(&seat, "identities.0.enddate"), "");
    }
    assert_int_equal(seat_call(&seat, "POST", acts,
                               "{\"act\":\"end-identity\",\"psn_idet_type\":\"2303\","
                               "\"enddate\":\"2021-03-31\",\"memo\":\"退出低保\"}"),
                     200);
    seat_complete(&seat, "enrol");
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_string_equal(seat_get(&seat, "identities.0.enddate"), "2021-03-31");
    assert_int_equal(seat_logged(&seat, "enrol", "OK"), 1);
    assert_int_equal(seat_logged(&seat, "try_enrol", "OK"), 2);
    seat_login(&seat, "far.away");
    assert_int_equal(
        seat_call(&seat, "POST", acts, "{\"act\":\"die\",\"begndate\":\"2021-04-01\"}"), 404);
    seat_close(&seat);
}

#define REGISTER_HEAD "act,certno,psn_idet_type,begndate,enddate\\n"
#define REGISTER_END  "end-identity," DESK_RESIDENT_CERTNO ",2303,,2021-03-31\\n"

/* A register with one bad line changes nothing and says which line, which field and why. */
/* More lines than are taken at once. */
static void assert_too_long(struct seat *seat)
{
    enum { LINES = 5002 };
    static char body[64 + 2 * LINES] = "{\"csv\":\"";
    size_t length = strlen(body);

    for (int i = 0; i < LINES; i++, length += 2)
        memcpy(body + length, "\\n", 2);
    memcpy(body + length, "\"}", 3);
    assert_int_equal(seat_call(seat, "POST", "/enrolments/trial", body), 400);
    assert_string_equal(seat_get(seat, "code"), "TOO_MANY");
    assert_string_equal(seat_get(seat, "field"), "csv");
}

static void a_register_is_taken_whole(void **state)
{
    struct seat seat;
    char cover[80];

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_user(&seat, "far.away", "clerk", "370100", "");
    seat_login(&seat, "li.jingban");
    snprintf(cover, sizeof(cover), "/persons/%lld/cover", (long long)seat.desk->resident);
    assert_int_equal(seat_call(&seat, "POST", "/enrolments",
                               "{\"reason\":\"民政名册\",\"csv\":\"" REGISTER_HEAD REGISTER_END
                               "identity," DESK_EMPLOYEE_CERTNO ",2308,2021-02-30,\\n"
                               "identity," DESK_RESIDENT_CERTNO ",2304,2021-01-01,\\n"
                               "identity," DESK_RESIDENT_CERTNO ",9999,2021-01-01,\\n\"}"),
                     200);
    seat_complete(&seat, "enrol_file");
    assert_string_equal(seat_get(&seat, "kept"), "false");
    assert_string_equal(seat_get(&seat, "refused"), "3");
    assert_string_equal(seat_get(&seat, "refusals.0.row"), "3");
    assert_string_equal(seat_get(&seat, "refusals.0.field"), "begndate");
    assert_string_equal(seat_get(&seat, "refusals.1.field"), "psn_idet_type");
    assert_string_equal(seat_get(&seat, "refusals.2.row"), "5");
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_string_equal(seat_get(&seat, "identities.0.enddate"), "");
    assert_int_equal(seat_call(&seat, "POST", "/enrolments/trial",
                               "{\"csv\":\"" REGISTER_HEAD REGISTER_END "\"}"),
                     200);
    seat_complete(&seat, "try_enrol_file");
    assert_string_equal(seat_get(&seat, "refused"), "0");
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_string_equal(seat_get(&seat, "identities.0.enddate"), "");
    assert_int_equal(seat_call(&seat, "POST", "/enrolments/trial", "{\"csv\":\"act,name\\n\"}"),
                     400);
    assert_string_equal(seat_get(&seat, "field"), "csv");
    assert_too_long(&seat);
    seat_login(&seat, "far.away"); /* nobody of his area */
    assert_int_equal(seat_call(&seat, "POST", "/enrolments",
                               "{\"reason\":\"民政名册\",\"csv\":\"" REGISTER_HEAD REGISTER_END
                               "\"}"),
                     200);
    assert_string_equal(seat_get(&seat, "kept"), "false");
    seat_login(&seat, "li.jingban");
    assert_int_equal(seat_call(&seat, "POST", "/enrolments",
                               "{\"reason\":\"民政名册\",\"csv\":\"" REGISTER_HEAD REGISTER_END
                               "\"}"),
                     200);
    assert_string_equal(seat_get(&seat, "kept"), "true");
    assert_int_equal(seat_call(&seat, "GET", cover, NULL), 200);
    assert_string_equal(seat_get(&seat, "identities.0.enddate"), "2021-03-31");
    assert_int_equal(seat_call(&seat, "GET", "/resettlement-orders", NULL), 200);
    seat_complete(&seat, "resettle_orders");
    seat_close(&seat);
}

static void pages_of_the_log_follow_each_other(void **state)
{
    struct seat seat;
    char path[120] = "/audit-log?limit=3", next[80];
    size_t seen = 0;

    seat_open(&seat, *state);
    seat_user(&seat, "shenji", "auditor", "371525", "");
    seat_login(&seat, "shenji");
    for (int i = 0; i < 7; i++) /* all at one instant */
        assert_int_equal(seat_call(&seat, "POST", "/audit-log/check", "{}"), 200);
    seat_complete(&seat, "check_audit_log");
    assert_string_equal(seat_get(&seat, "broken"), "0");
    do {
        assert_int_equal(seat_call(&seat, "GET", path, NULL), 200);
        for (size_t i = 0; i < seat_count(&seat, "items"); i++) {
            char member[48];

            snprintf(member, sizeof(member), "items.%zu.action", i);
            seen += strcmp(seat_get(&seat, member), "check_audit_log") == 0;
        }
        snprintf(next, sizeof(next), "%s", seat_get(&seat, "next"));
        snprintf(path, sizeof(path), "/audit-log?limit=3&after=%s", next);
    } while (next[0]);
    assert_int_equal(seen, 7);
    seat_close(&seat);
}

/*
 * F9: whichever step of the store fails, a look is answered only when it was noted, and an act is
 * done only when it was.
 */
static void what_cannot_be_noted_does_not_happen(void **state)
{
    struct seat seat;
    char path[80];
    int answered = 0, refused = 0;

    seat_open(&seat, *state);
    seat_user(&seat, "li.jingban", "clerk", "371525", "");
    seat_login(&seat, "li.jingban");
    snprintf(path, sizeof(path), "/persons/%lld", (long long)seat.desk->resident);
    for (int n = 1; n < 200 && answered < 3; n++) {
        size_t before = seat_logged(&seat, "person", "OK");
        int status;

        yb_store_fault(seat.app->store, n, YB_FAULT_ERROR);
        status = seat_call(&seat, "GET", path, NULL);
        yb_store_fault(seat.app->store, 0, YB_FAULT_NONE);
        assert_int_equal(seat_logged(&seat, "person", "OK") - before, status == 200 ? 1 : 0);
        answered += status == 200;
        refused += status >= 500;
    }
    assert_int_equal(answered, 3);
    assert_true(refused > 5);
    seat_close(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_BOTH(nobody_approves_his_own),
        DESK_BOTH(a_matter_ends_once),
        SEAT_SQLITE(a_chronic_disease_is_applied_for),
        SEAT_SQLITE(a_disease_shows_its_list),
        SEAT_SQLITE(what_excludes_is_refused),
        SEAT_SQLITE(administrators_are_not_renewed_from_a_page),
        SEAT_SQLITE(an_export_needs_its_role_still),
        SEAT_SQLITE(a_setting_takes_two),
        SEAT_SQLITE(a_budget_takes_two),
        SEAT_SQLITE(users_are_made_without_rights),
        DESK_BOTH(every_look_is_noted),
        SEAT_SQLITE(a_reason_cannot_forge_an_entry),
        DESK_BOTH(an_account_is_shared_and_no_more),
        DESK_BOTH(an_act_is_tried_and_done),
        DESK_BOTH(many_orders_are_paged),
        DESK_BOTH(a_mistake_is_taken_back),
        SEAT_SQLITE(a_register_is_taken_whole),
        DESK_BOTH(pages_of_the_log_follow_each_other),
        SEAT_SQLITE(what_cannot_be_noted_does_not_happen),
    };

    return cmocka_run_group_tests(tests, fixture_group_start, fixture_group_stop);
}
