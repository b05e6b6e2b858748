#include "test/app/desk/desk.h"

#include <string.h>

#include "app/paper/paper.h"
#include "app/person/person.h"
#include "app/settle/facts.h"
#include "app/settle/rules.h"
#include "base/identity.h"
#include "base/yaml.h"
#include "engine/policy/set.h"
#include "store/access_log.h"
#include "store/fixmedins.h"

static const struct {
    const char *code, *name, *type, *level, *tier, *state;
} institutions[] = {
    {DESK_HOSPITAL, "测试县人民医院", "1", "5", "county", "1"},
    {DESK_OTHER, "测试县中医医院", "1", "6", "county", "1"},
    {DESK_PHARMACY, "测试大药房", "2", "", "", "1"},
    {DESK_SUSPENDED, "测试停业医院", "1", "8", "township", "2"},
    {DESK_ENDED, "测试解约医院", "1", "8", "township", "3"},
};

static int put_institutions(struct yb_call *call, void *context, struct yb_error *error)
{
    int rc = YB_OK;

    (void)context;
    for (size_t i = 0; rc == YB_OK && i < sizeof(institutions) / sizeof(institutions[0]); i++) {
        struct yb_fixmedins_row row = yb_fixmedins_row();

        row.fixmedins_code = yb_text_of(institutions[i].code);
        row.fixmedins_name = yb_text_of(institutions[i].name);
        row.fixmedins_type = yb_text_of(institutions[i].type);
        row.uscc = YB_TEXT("USCC");
        row.hosp_lv = yb_text_of(institutions[i].level);
        row.tier = yb_text_of(institutions[i].tier);
        row.admdvs = YB_TEXT(DESK_REGION);
        row.fixmedins_stas = yb_text_of(institutions[i].state);
        row.begndate = desk_day("2018-01-01");
        rc = yb_fixmedins_put(call->tx, &row, error);
    }
    return rc;
}

static int put_people(struct yb_call *call, void *context, struct yb_error *error)
{
    struct desk *desk = context;
    struct yb_insured_in resident = {.insutype = YB_TEXT("390"),
                                     .psn_type = YB_TEXT("15"),
                                     .psn_insu_date = desk_day("2018-01-01"),
                                     .paus_insu_date = YB_DAY_NONE,
                                     .cont_clct_date = YB_DAY_NONE};
    struct yb_insured_in employee = {.insutype = YB_TEXT("310"),
                                     .psn_type = YB_TEXT("11"),
                                     .psn_insu_date = desk_day("2005-07-01"),
                                     .paus_insu_date = YB_DAY_NONE,
                                     .cont_clct_date = YB_DAY_NONE,
                                     .emp_name = YB_TEXT("测试单位"),
                                     .balc_fen = 123456};
    struct yb_identity_class_in poor = {.psn_idet_type = YB_TEXT("2303"),
                                        .begndate = desk_day("2018-01-01"),
                                        .enddate = YB_DAY_NONE};
    struct yb_register_person_in in = {.certno = YB_TEXT(DESK_RESIDENT_CERTNO),
                                       .psn_name = YB_TEXT("张例一"),
                                       .brdy = YB_DAY_NONE,
                                       .card_no = YB_TEXT("D999999000001"),
                                       .token = YB_TEXT("TOKEN1"),
                                       .tel = YB_TEXT("19900000001"),
                                       .insuinfo = &resident,
                                       .insuinfo_count = 1,
                                       .idetinfo = &poor,
                                       .idetinfo_count = 1};
    struct yb_register_person_out out;
    int rc = yb_app_register_person(call, &in, &out, error);

    desk->resident = out.psn_no;
    if (rc != YB_OK)
        return rc;
    in = (struct yb_register_person_in){.certno = YB_TEXT(DESK_EMPLOYEE_CERTNO),
                                        .psn_name = YB_TEXT("欧阳例二"),
                                        .brdy = YB_DAY_NONE,
                                        .insuinfo = &employee,
                                        .insuinfo_count = 1};
    rc = yb_app_register_person(call, &in, &out, error);
    desk->employee = out.psn_no;
    return rc;
}

static struct desk *open_desk(struct fixture *fixture)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));
    const char *data = getenv("YB_DATA");
    struct yb_settle_rules *rules;
    char path[512];

    assert_non_null(data);
    desk->fixture = fixture;
    desk->now_ms = FIXTURE_NOW;
    yb_arena_init(&desk->arena, 1 << 16);
    yb_arena_init(&desk->app.arena, 1 << 16);
    desk->app.store = fixture->store;
    desk->app.keys = fixture->keys;
    yb_id_source_init(&desk->app.ids, 7);
    memcpy(desk->app.region, DESK_REGION, sizeof(DESK_REGION));
    rules = YB_NEW(&desk->app.arena, struct yb_settle_rules);
    snprintf(path, sizeof(path), "%s/interface/rules.yaml", data);
    desk_ok(desk, yb_settle_rules_read(path, rules, &desk->error));
    desk->app.rules = rules;
    snprintf(path, sizeof(path), "%s/interface", data);
    desk_ok(desk, yb_code_map_read(path, &desk->app.arena, &desk->app.codes, &desk->error));
    snprintf(path, sizeof(path), "%s/paper/claims.csv", data);
    desk_ok(desk, yb_paper_kinds_read(path, &desk->app.arena, &desk->app.paper, &desk->error));
    desk_act_as(desk, DESK_HOSPITAL);
    desk_ok(desk, desk_run(desk, put_institutions, NULL));
    desk_ok(desk, desk_run(desk, put_people, desk));
    return desk;
}

int desk_setup_sqlite(void **state)
{
    int rc = fixture_setup_sqlite(state);

    if (rc == 0)
        *state = open_desk(*state);
    return rc;
}

int desk_setup_postgres(void **state)
{
    int rc = fixture_setup_postgres(state);

    if (rc == 0)
        *state = open_desk(*state);
    return rc;
}

int desk_teardown(void **state)
{
    struct desk *desk = *state;

    *state = desk->fixture;
    yb_arena_release(&desk->arena);
    yb_arena_release(&desk->app.arena);
    test_free(desk);
    return fixture_teardown(state);
}

struct running {
    struct desk *desk;
    int (*run)(struct yb_call *, void *, struct yb_error *);
    void *context;
};

static int run_call(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct running *running = context;
    struct yb_call call = {.app = &running->desk->app,
                           .tx = tx,
                           .arena = &running->desk->arena,
                           .now_ms = running->desk->now_ms,
                           .actor = &running->desk->actor};

    return running->run(&call, running->context, error);
}

int desk_run(struct desk *desk, int (*run)(struct yb_call *, void *, struct yb_error *),
             void *context)
{
    struct running running = {desk, run, context};

    memset(&desk->error, 0, sizeof(desk->error));
    return yb_store_run(desk->fixture->store, run_call, &running, &desk->arena, &desk->error);
}

void desk_ok(struct desk *desk, int rc)
{
    struct yb_buffer words;

    if (rc == YB_OK)
        return;
    yb_buffer_init(&words, &desk->arena);
    yb_error_describe(&desk->error, true, &words);
    print_error("%s: %s\n", yb_code_name(rc), yb_buffer_text(&words).bytes);
    assert_int_equal(rc, YB_OK);
}

void desk_act_as(struct desk *desk, const char *fixmedins_code)
{
    desk->actor = (struct yb_actor){.fixmedins_code = yb_text_of(fixmedins_code),
                                    .fixmedins_name = YB_TEXT("测试"),
                                    .opter = YB_TEXT("001"),
                                    .opter_name = YB_TEXT("测试员"),
                                    .opter_type = YB_TEXT("1"),
                                    .mdtrtarea_admvs = YB_TEXT(DESK_REGION),
                                    .msgid = YB_TEXT("M1"),
                                    .infno = YB_TEXT("test")};
}

int64_t desk_instant(const char *text)
{
    int64_t instant;

    assert_true(yb_instant_parse(yb_text_of(text), &instant));
    return instant;
}

int32_t desk_day(const char *text)
{
    int32_t day;

    assert_true(yb_day_parse(yb_text_of(text), &day));
    return day;
}

struct counting {
    const char *action, *target;
    size_t count;
};

static int count_logged(struct yb_call *call, void *context, struct yb_error *error)
{
    struct counting *counting = context;
    struct yb_access_log_query query = {.to_ms = INT64_MAX, .most = 10000};
    struct yb_access_log_list list;
    int rc = yb_access_log_list(call->tx, &query, &list, error);

    counting->count = 0;
    for (size_t i = 0; rc == YB_OK && i < list.count; i++)
        counting->count += yb_text_is(list.rows[i].action, counting->action) &&
                           yb_text_is(list.rows[i].target, counting->target);
    return rc;
}

size_t desk_logged(struct desk *desk, const char *action, const char *target)
{
    struct counting counting = {action, target, 0};

    desk_ok(desk, desk_run(desk, count_logged, &counting));
    return counting.count;
}

bool desk_shows_identity(struct yb_text text)
{
    size_t digits = 0;

    for (size_t i = 0; i < text.length; i++) {
        bool digit = text.bytes[i] >= '0' && text.bytes[i] <= '9';

        if (digits >= 17 && (digit || text.bytes[i] == 'X' || text.bytes[i] == 'x')) {
            struct yb_text number = {text.bytes + i - 17, 18};

            if (yb_identity_is_valid(number))
                return true;
        }
        digits = digit ? digits + 1 : 0;
    }
    return false;
}

void desk_use_pack(struct desk *desk, const char *text)
{
    struct yb_policy_set *set = YB_NEW(&desk->arena, struct yb_policy_set);
    struct yb_mistakes mistakes;
    struct yb_node *root;

    yb_mistakes_init(&mistakes, &desk->arena);
    assert_int_equal(yb_policy_set_init(set, &desk->arena), YB_OK);
    desk_ok(desk, yb_yaml_read(yb_text_of(text), "t.yaml", &desk->arena, &root, &desk->error));
    assert_int_equal(yb_policy_set_add(set, root, "t.yaml", YB_TEXT("t"), &mistakes), YB_OK);
    assert_int_equal(yb_policy_set_finish(set, &mistakes), YB_OK);
    desk->app.policies = set;
}
