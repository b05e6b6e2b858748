#include "test/app/county.h"

#include "app/catalogue/import.h"
#include "app/catalogue/snapshot.h"
#include "app/paper/paper.h"
#include "app/policy/load.h"
#include "app/policy/published.h"
#include "app/settle/facts.h"
#include "app/settle/packs.h"
#include "app/setup/setup.h"
#include "base/identity.h"
#include "store/catalogue.h"
#include "store/fixmedins.h"
#include "store/setl.h"

#include <string.h>

static const char *data_folder(void)
{
    const char *data = getenv("YB_DATA");

    return data ? data : "data";
}

/* ---- what the county has ---- */

static const struct {
    const char *code, *name, *type, *hosp_lv, *tier;
} institutions[] = {
    {COUNTY_HOSPITAL, "演示县人民医院", "1", "5", "county"},
    {COUNTY_TOWNSHIP, "演示镇卫生院", "1", "9", "township"},
    {COUNTY_PHARMACY, "演示药店", "2", "", ""},
};

static const struct {
    const char *code, *list_type, *lv, *type, *tags, *sex;
    int64_t share_ppm, cap_e6;
    int last_year;
} items[] = {
    {COUNTY_DRUG_A, "101", "01", "09", "essential_drug", "", 0, 0, 0},
    {COUNTY_DRUG_B, "101", "02", "09", "", "", 100000, 0, 0},
    {COUNTY_DRUG_C, "101", "03", "09", "", "", YB_PPM, 0, 0},
    {COUNTY_CAPPED, "201", "01", "05", "", "", 0, INT64_C(25000000), 0},
    {COUNTY_SPECIAL, "101", "03", "09", "special_drug", "", YB_PPM, 0, 0},
    {COUNTY_LIMITED, "101", "01", "09", "", "限女性", 0, 0, 0},
    {COUNTY_EXPIRED, "101", "01", "09", "", "", 0, 0, 2017},
};

static int add_institutions(struct yb_tx *tx, struct yb_error *error)
{
    int rc = 0;

    for (size_t i = 0; !rc && i < sizeof(institutions) / sizeof(institutions[0]); i++) {
        struct yb_fixmedins_row row = yb_fixmedins_row();

        row.fixmedins_code = yb_text_of(institutions[i].code);
        row.fixmedins_name = yb_text_of(institutions[i].name);
        row.fixmedins_type = yb_text_of(institutions[i].type);
        row.hosp_lv = yb_text_of(institutions[i].hosp_lv);
        row.tier = yb_text_of(institutions[i].tier);
        row.admdvs = YB_TEXT("371525");
        row.fixmedins_stas = YB_TEXT("1");
        rc = yb_fixmedins_put(tx, &row, error);
    }
    return rc;
}

static int add_items(struct yb_tx *tx, struct yb_error *error)
{
    struct yb_med_item_row rows[sizeof(items) / sizeof(items[0])];
    struct yb_med_item_list list = {rows, sizeof(items) / sizeof(items[0])};

    for (size_t i = 0; i < list.count; i++) {
        struct yb_med_item_row *row = &rows[i];

        *row = yb_med_item_row();
        row->med_list_codg = row->hilist_code = yb_text_of(items[i].code);
        row->med_list_name = row->hilist_name = yb_text_of(items[i].code);
        row->list_type = yb_text_of(items[i].list_type);
        row->chrgitm_lv = yb_text_of(items[i].lv);
        row->med_chrgitm_type = yb_text_of(items[i].type);
        row->selfpay_prop_ppm = items[i].share_ppm;
        row->pric_uplmt_e6 = items[i].cap_e6;
        row->tags = yb_text_of(items[i].tags);
        row->lmt_used_flag = items[i].sex[0] ? YB_TEXT("1") : YB_TEXT("0");
        row->lmt_dscr = yb_text_of(items[i].sex);
        row->vali_flag = YB_TEXT("1");
        row->begndate = yb_day_of(2015, 1, 1);
        if (items[i].last_year)
            row->enddate = yb_day_of(items[i].last_year, 12, 31);
        row->rid = (int64_t)i + 1;
    }
    return yb_med_item_put(tx, &list, error);
}

static int found(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct yb_catalogue_ver_row ver = yb_catalogue_ver_row();
    int rc = add_institutions(tx, error);

    (void)context;
    ver.list_name = YB_TEXT("101");
    ver.ver_seq = 1;
    ver.ver = YB_TEXT("test");
    ver.data_cnt = (int64_t)(sizeof(items) / sizeof(items[0]));
    if (!rc)
        rc = add_items(tx, error);
    if (!rc)
        rc = yb_catalogue_ver_put(tx, &ver, error);
    return rc;
}

static void load_policies(struct county *c)
{
    const char *paths[] = {yb_arena_format(&c->kept, "%s/policies/371525-guanxian", data_folder()),
                           yb_arena_format(&c->kept, "%s/policies/420100-wuhan", data_folder()),
                           yb_arena_format(&c->kept, "%s/demo/policies", data_folder())};
    struct yb_mistakes mistakes;
    struct yb_error error;

    yb_mistakes_init(&mistakes, &c->kept);
    if (yb_policy_load(paths, 3, &c->kept, &c->policies, &mistakes))
        fixture_ok(yb_mistakes_first(&mistakes, &error), &error);
}

struct county *county_open(struct fixture *f)
{
    struct county *c = calloc(1, sizeof(*c));
    struct yb_error error;

    assert_non_null(c);
    c->f = f;
    c->seed = test_seed();
    pthread_mutex_init(&c->mutex, NULL);
    pthread_cond_init(&c->idle, NULL);
    yb_arena_init(&c->kept, 1 << 20);
    yb_arena_init(&c->job, 1 << 20);
    yb_instant_parse(YB_TEXT("2018-06-15 10:00:00"), &c->now_ms);
    c->app.store = f->store;
    c->app.policies = &c->policies;
    c->app.rules = &c->rules;
    c->app.keys = f->keys;
    memcpy(c->app.region, "371525", 7);
    yb_id_source_init(&c->app.ids, 2); /* the store has 1 */
    yb_settle_rules_init(&c->rules);
    yb_catalogue_defaults_init(&c->defaults);
    load_policies(c);
    fixture_ok(yb_code_map_read(yb_arena_format(&c->kept, "%s/interface", data_folder()), &c->kept,
                                &c->app.codes, &error),
               &error);
    fixture_ok(yb_paper_kinds_read(yb_arena_format(&c->kept, "%s/paper/claims.csv", data_folder()),
                                   &c->kept, &c->app.paper, &error),
               &error);
    fixture_ok(fixture_run(f, found, NULL, &error), &error);
    fixture_ok(yb_packs_keep(&c->app, &error), &error);
    fixture_ok(yb_catalogue_refresh(&c->app, &error), &error);
    c->actor = (struct yb_actor){
        .opter = YB_TEXT("test"),
        .opter_name = YB_TEXT("测试员"),
        .mdtrtarea_admvs = YB_TEXT("371525"),
        .insuplc_admdvs = YB_TEXT("371525"),
    };
    county_at(c, COUNTY_HOSPITAL);
    return c;
}

void county_close(struct county *c)
{
    yb_policies_release(&c->app);
    yb_catalogue_swap(&c->app, NULL);
    pthread_cond_destroy(&c->idle);
    pthread_mutex_destroy(&c->mutex);
    yb_arena_release(&c->kept);
    yb_arena_release(&c->job);
    free(c);
}

void county_forget(struct county *c)
{
    yb_arena_clear(&c->job);
}

void county_at(struct county *c, const char *fixmedins_code)
{
    c->actor.fixmedins_code = yb_text_of(fixmedins_code);
}

/* ---- calls ---- */

struct county_call {
    county_use use;
    const void *in;
    void *out;
};

static int run_call(struct yb_call *call, void *context, struct yb_error *error)
{
    const struct county_call *c = context;

    return c->use(call, c->in, c->out, error);
}

int county_run(struct county *c, county_use use, const void *in, void *out, struct yb_error *error)
{
    struct county_call context = {use, in, out};
    struct yb_error ignored;
    const struct yb_use job = {.app = &c->app,
                               .actor = &c->actor,
                               .arena = &c->job,
                               .now_ms = c->now_ms,
                               .run = run_call,
                               .context = &context};

    return yb_app_run(&job, error ? error : &ignored);
}

void county_client_init(struct county_client *client, struct county *c)
{
    memset(client, 0, sizeof(*client));
    client->c = c;
    client->actor = c->actor;
    yb_arena_init(&client->arena, 128 * 1024);
}

void county_client_release(struct county_client *client)
{
    yb_arena_release(&client->arena);
}

static int run_client(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct county_client *client = context;
    struct yb_call call = {.app = &client->c->app,
                           .tx = tx,
                           .arena = &client->arena,
                           .now_ms = client->now_ms,
                           .actor = &client->actor,
                           .family = yb_family_of(&client->chain)};

    return client->use(&call, client->in, client->out, error);
}

static void client_done(void *context, int rc, const struct yb_error *error)
{
    struct county_client *client = context;
    struct county *c = client->c;

    client->rc = rc;
    if (rc)
        client->error = *error;
    pthread_mutex_lock(&c->mutex);
    c->out--;
    pthread_cond_signal(&c->idle);
    pthread_mutex_unlock(&c->mutex);
}

void county_send(struct county_client *client, county_use use, const void *in, void *out)
{
    struct county *c = client->c;
    struct yb_error error;

    client->use = use;
    client->in = in;
    client->out = out;
    client->now_ms = c->now_ms;
    yb_arena_clear(&client->arena);
    client->chain = (struct yb_family_chain){
        .job = {.run = run_client, .done = client_done, .context = client, .arena = &client->arena},
        .app = &c->app,
        .actor = &client->actor,
        .now_ms = client->now_ms,
    };
    pthread_mutex_lock(&c->mutex);
    c->out++;
    pthread_mutex_unlock(&c->mutex);
    fixture_ok(yb_family_submit(&client->chain, &error), &error);
}

void county_wait(struct county *c)
{
    pthread_mutex_lock(&c->mutex);
    while (c->out)
        pthread_cond_wait(&c->idle, &c->mutex);
    pthread_mutex_unlock(&c->mutex);
}

#define COUNTY_DEFINE(name, in_type, out_type)                                                     \
    static int use_##name(struct yb_call *call, const void *in, void *out, struct yb_error *error) \
    {                                                                                              \
        return yb_app_##name(call, (const struct in_type *)in, (struct out_type *)out, error);     \
    }                                                                                              \
    int county_##name(struct county *c, const struct in_type *in, struct out_type *out,            \
                      struct yb_error *error)                                                      \
    {                                                                                              \
        return county_run(c, use_##name, in, out, error);                                          \
    }
COUNTY_USES(COUNTY_DEFINE)
#undef COUNTY_DEFINE
#define COUNTY_DEFINE(name, in_type)                                                               \
    static int use_##name(struct yb_call *call, const void *in, void *out, struct yb_error *error) \
    {                                                                                              \
        (void)out;                                                                                 \
        return yb_app_##name(call, (const struct in_type *)in, error);                             \
    }                                                                                              \
    int county_##name(struct county *c, const struct in_type *in, struct yb_error *error)          \
    {                                                                                              \
        return county_run(c, use_##name, in, NULL, error);                                         \
    }
COUNTY_USES_WITHOUT_ANSWER(COUNTY_DEFINE)
#undef COUNTY_DEFINE

/* ---- shorter ways ---- */

static int import_file(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    return yb_app_import_catalogue(call, in, out, error);
}

void county_import(struct county *c, const char *region, const char *kind, const char *csv)
{
    struct yb_import_catalogue_in in = {.kind = yb_text_of(kind),
                                        .content = yb_text_of(csv),
                                        .title = YB_TEXT("t"),
                                        .region = yb_text_of(region),
                                        .defaults = &c->defaults,
                                        .phrases = &c->phrases,
                                        .complete_from = YB_DAY_NONE};
    struct yb_import_catalogue_out out;
    struct yb_error error;

    fixture_ok(county_run(c, import_file, &in, &out, &error), &error);
    fixture_ok(yb_catalogue_refresh(&c->app, &error), &error);
}

static int add_hospital(struct yb_call *call, const void *in, void *out, struct yb_error *error)
{
    (void)out;
    return yb_fixmedins_put(call->tx, in, error);
}

void county_elsewhere(struct county *c, const char *fixmedins_code, const char *admdvs)
{
    struct yb_fixmedins_row row = yb_fixmedins_row();
    struct yb_error error;

    row.fixmedins_code = yb_text_of(fixmedins_code);
    row.fixmedins_name = YB_TEXT("外地医院");
    row.fixmedins_type = YB_TEXT("1");
    row.hosp_lv = YB_TEXT("2");
    row.tier = YB_TEXT("city");
    row.admdvs = yb_text_of(admdvs);
    row.fixmedins_stas = YB_TEXT("1");
    fixture_ok(county_run(c, add_hospital, &row, NULL, &error), &error);
    county_at(c, fixmedins_code);
    c->actor.mdtrtarea_admvs = row.admdvs;
}

/* A valid identity number of a division that does not exist; 336,000 are born in the year, and none
 * has the number of another before fifty years are full. */
static struct yb_text make_certno(struct county *c, int birth_year)
{
    const int day = c->people / 1000 % 336, year = birth_year + c->people / 336000 % 50;
    char *text = yb_arena_format(&c->job, "379999%04d%02d%02d%03d?", year, day / 28 + 1,
                                 day % 28 + 1, c->people % 1000);

    text[17] = yb_identity_check(text);
    return yb_text_of(text);
}

int64_t county_person(struct county *c, const struct county_person_of *of)
{
    bool employee = of->insutype && strcmp(of->insutype, "310") == 0;
    const char *psn_type = of->psn_type ? of->psn_type : employee ? "11" : "15";
    struct yb_insured_in insured = {
        .insutype = yb_text_of(of->insutype ? of->insutype : "390"),
        .psn_type = yb_text_of(psn_type),
        .psn_insu_date = yb_day_of(2015, 1, 1),
        .paus_insu_date = YB_DAY_NONE,
        .cont_clct_date = YB_DAY_NONE,
        .balc_fen = of->balc_fen,
    };
    struct yb_identity_class_in idet = {.psn_idet_type = yb_text_of(of->idet),
                                        .begndate = yb_day_of(2015, 1, 1),
                                        .enddate = YB_DAY_NONE};
    struct yb_register_person_in in = {
        .certno = make_certno(c, of->birth_year ? of->birth_year : 1970),
        .psn_name = YB_TEXT("张例"),
        .brdy = YB_DAY_NONE,
        .insuinfo = &insured,
        .insuinfo_count = 1,
        .idetinfo = &idet,
        .idetinfo_count = of->idet ? 1 : 0,
    };
    struct yb_register_person_out out;
    struct yb_error error;

    c->people++;
    fixture_ok(county_register_person(c, &in, &out, &error), &error);
    return out.psn_no;
}

int64_t county_visit(struct county *c, int64_t psn_no, const char *insutype)
{
    struct yb_register_visit_in in = {
        .psn_no = psn_no,
        .insutype = yb_text_of(insutype),
        .begntime_ms = c->now_ms,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .ipt_otp_no = YB_TEXT("1"),
        .dept_code = YB_TEXT("A01"),
    };
    struct yb_register_visit_out out;
    struct yb_error error;

    fixture_ok(county_register_visit(c, &in, &out, &error), &error);
    return out.mdtrt_id;
}

int64_t county_admission(struct county *c, int64_t psn_no, const char *insutype)
{
    struct yb_admission_in in = {
        .psn_no = psn_no,
        .insutype = yb_text_of(insutype),
        .begntime_ms = c->now_ms,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .med_type = YB_TEXT("21"),
        .ipt_otp_no = YB_TEXT("1"),
        .birctrl_matn_date = YB_DAY_NONE,
    };
    struct yb_admit_out out;
    struct yb_error error;

    fixture_ok(county_admit(c, &in, &out, &error), &error);
    return out.mdtrt_id;
}

void county_leave(struct county *c, int64_t psn_no, int64_t mdtrt_id)
{
    struct yb_discharge_in in = {
        .mdtrt_id = mdtrt_id,
        .psn_no = psn_no,
        .endtime_ms = c->now_ms,
        .dscg_way = YB_TEXT("1"),
        .birctrl_matn_date = YB_DAY_NONE,
        .die_date = YB_DAY_NONE,
    };
    struct yb_error error;

    fixture_ok(county_discharge(c, &in, &error), &error);
}

struct yb_fee_line_in county_line(struct county *c, const char *item, int64_t count,
                                  int64_t price_fen)
{
    return (struct yb_fee_line_in){
        .feedetl_sn = yb_text_of(yb_arena_format(&c->job, "%d", ++c->lines)),
        .chrg_bchno = YB_TEXT("B1"),
        .fee_ocur_time_ms = c->now_ms,
        .med_list_codg = yb_text_of(item),
        .medins_list_codg = yb_text_of(item),
        .det_item_fee_sumamt_fen = count * price_fen,
        .cnt_e4 = count * YB_E4,
        .pric_e6 = price_fen * 10000,
    };
}

int64_t county_charge(struct county *c, int64_t psn_no, int64_t mdtrt_id, const char *item,
                      int64_t price_fen)
{
    struct yb_fee_line_in line = county_line(c, item, 1, price_fen);
    const struct yb_upload_fees_in in = {&line, 1};
    struct yb_upload_fees_out out;
    struct yb_error error;

    line.psn_no = psn_no;
    line.mdtrt_id = mdtrt_id;
    fixture_ok(county_upload_outpatient_fees(c, &in, &out, &error), &error);
    return price_fen;
}

int64_t county_charge_stay(struct county *c, int64_t psn_no, int64_t mdtrt_id, const char *item,
                           int64_t price_fen)
{
    struct yb_fee_line_in line = county_line(c, item, 1, price_fen);
    const struct yb_upload_fees_in in = {&line, 1};
    struct yb_upload_fees_out out;
    struct yb_error error;

    line.psn_no = psn_no;
    line.mdtrt_id = mdtrt_id;
    line.chrg_bchno = (struct yb_text){0};
    fixture_ok(county_upload_inpatient_fees(c, &in, &out, &error), &error);
    return price_fen;
}

struct yb_settle_in county_ask(int64_t psn_no, int64_t mdtrt_id, int64_t medfee_sumamt_fen)
{
    return (struct yb_settle_in){
        .psn_no = psn_no,
        .mdtrt_id = mdtrt_id,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .chrg_bchno = YB_TEXT("B1"),
        .psn_setlway = YB_TEXT("01"),
        .acct_used_flag = YB_TEXT("1"),
        .dscgTime_day = YB_DAY_NONE,
        .medfee_sumamt_fen = medfee_sumamt_fen,
        .fulamt_ownpay_amt_fen = YB_FEN_NOT_STATED,
        .overlmt_selfpay_fen = YB_FEN_NOT_STATED,
        .preselfpay_amt_fen = YB_FEN_NOT_STATED,
        .inscp_scp_amt_fen = YB_FEN_NOT_STATED,
    };
}

struct yb_settle_out county_stay(struct county *c, int64_t psn_no, int64_t fen)
{
    int64_t mdtrt_id = county_admission(c, psn_no, "390");
    struct yb_settle_in in = county_ask(psn_no, mdtrt_id, fen);
    struct yb_settle_out out;
    struct yb_error error;

    county_charge_stay(c, psn_no, mdtrt_id, COUNTY_DRUG_A, fen);
    county_leave(c, psn_no, mdtrt_id);
    fixture_ok(county_settle_inpatient(c, &in, &out, &error), &error);
    return out;
}

struct yb_claim_in county_claim(struct county *c, int64_t psn_no, const char *med_type, int64_t fen)
{
    struct yb_fee_line_in *line = YB_NEW(&c->job, struct yb_fee_line_in);
    bool stay = med_type[0] == '2';

    *line = county_line(c, COUNTY_DRUG_A, 1, fen);
    return (struct yb_claim_in){
        .psn_no = psn_no,
        .certificate = {.mdtrt_cert_type = YB_TEXT("02")},
        .insutype = YB_TEXT("390"),
        .med_type = yb_text_of(med_type),
        .acct_used_flag = YB_TEXT("1"),
        .begntime_ms = c->now_ms,
        .endtime_ms = stay ? c->now_ms : 0,
        .medfee_sumamt_fen = fen,
        .lines = line,
        .line_count = 1,
    };
}

/* ---- looking ---- */

struct differing {
    struct county *c;
    bool loud;
};

static void print_difference(void *context, enum yb_verify_check check,
                             const struct yb_error *error)
{
    struct differing *d = context;
    struct yb_buffer text;

    if (!d->loud)
        return;
    yb_buffer_init(&text, &d->c->job);
    yb_error_describe(error, true, &text);
    print_message("%s: %s\n", yb_verify_check_name(check, true), yb_buffer_text(&text).bytes);
}

int64_t county_differences(struct county *c, bool loud)
{
    struct differing context = {c, loud};
    const struct yb_verify_in in = {.context = &context, .difference = print_difference};
    struct yb_verify_out out;
    struct yb_error error;
    int64_t sum = 0;

    fixture_ok(yb_app_verify(&c->app, &in, &out, &error), &error);
    for (int i = 0; i < YB_VERIFY_CHECKS; i++)
        sum += out.differences[i];
    return sum;
}

void county_verify(struct county *c)
{
    assert_int_equal(county_differences(c, true), 0);
}

void county_sees_edits(struct county *c, const char *const (*edits)[2], size_t count)
{
    char text[300];

    for (size_t i = 0; i < count; i++) {
        const char *table = edits[i][0];

        snprintf(text, sizeof(text), "CREATE TABLE kept AS SELECT * FROM %s;\nUPDATE %s SET %s;\n",
                 table, table, edits[i][1]);
        fixture_sql(c->f, text);
        if (!county_differences(c, false))
            fail_msg("%s: %s is not found", table, edits[i][1]);
        snprintf(text, sizeof(text),
                 "DELETE FROM %s;\nINSERT INTO %s SELECT * FROM kept;\nDROP TABLE kept;\n", table,
                 table);
        fixture_sql(c->f, text);
    }
}

struct looking {
    int64_t psn_no, value, year;
    struct yb_text insutype, name;
};

static int look_accu(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct looking *l = context;
    struct yb_accu_list list;
    int rc = yb_accu_list(tx, l->psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++)
        if (list.rows[i].accu_year == l->year &&
            yb_text_equal(list.rows[i].insutype, l->insutype) &&
            yb_text_equal(list.rows[i].accu_name, l->name))
            l->value = list.rows[i].value;
    return rc;
}

int64_t county_accu(struct county *c, int64_t psn_no, const char *insutype, const char *name)
{
    const int year = yb_day_civil(yb_instant_day(c->now_ms)).year;
    struct looking l = {psn_no, 0, year, yb_text_of(insutype), yb_text_of(name)};
    struct yb_error error;

    fixture_ok(yb_store_read(c->f->store, look_accu, &l, &c->job, &error), &error);
    return l.value;
}

static int look_balance(struct yb_tx *tx, void *context, struct yb_error *error)
{
    struct looking *l = context;
    struct yb_psn_account_list list;
    int rc = yb_psn_account_list(tx, l->psn_no, &list, error);

    for (size_t i = 0; !rc && i < list.count; i++)
        l->value += yb_psn_account_available(&list.rows[i]);
    return rc;
}

int64_t county_balance(struct county *c, int64_t psn_no)
{
    struct looking l = {.psn_no = psn_no};
    struct yb_error error;

    fixture_ok(yb_store_read(c->f->store, look_balance, &l, &c->job, &error), &error);
    return l.value;
}

void county_check(const struct yb_settle_out *out)
{
    const struct yb_setlinfo *s = &out->setlinfo;
    int64_t split = 0;

    for (size_t i = 0; i < out->setldetail_count; i++)
        split += out->setldetail[i].fund_payamt_fen;
    assert_int_equal(s->medfee_sumamt_fen,
                     s->fund_pay_sumamt_fen + s->psn_part_amt_fen + s->hosp_part_amt_fen);
    assert_int_equal(s->psn_part_amt_fen, s->acct_pay_fen + s->psn_cash_pay_fen);
    assert_int_equal(s->medfee_sumamt_fen, s->fulamt_ownpay_amt_fen + s->overlmt_selfpay_fen +
                                               s->preselfpay_amt_fen + s->inscp_scp_amt_fen);
    assert_int_equal(s->fund_pay_sumamt_fen, split);
}
