/* The shipped code tables are read, and each kind of source gives the facts that it should. */
#include "test/test.h"

#include "app/settle/facts.h"
#include "base/file.h"

#include <string.h>
#include <unistd.h>

static struct yb_arena arena;
static const struct yb_code_map *map;
static struct yb_settle_rules rules;

static const char *interface_folder(void)
{
    const char *data = getenv("YB_DATA");

    return yb_arena_format(&arena, "%s/interface", data ? data : "data");
}

static int set_up(void **state)
{
    struct yb_error error;

    (void)state;
    yb_arena_init(&arena, 64 * 1024);
    yb_settle_rules_init(&rules);
    return yb_code_map_read(interface_folder(), &arena, &map, &error);
}

static int tear_down(void **state)
{
    (void)state;
    yb_arena_release(&arena);
    return 0;
}

static struct yb_fact_source plain(void)
{
    struct yb_fact_source source = {
        .med_type = YB_TEXT("11"),
        .hosp_lv = YB_TEXT("5"),
        .mdtrtarea_admdvs = YB_TEXT("371525"),
        .region = YB_TEXT("371525"),
        .insutype = YB_TEXT("390"),
        .psn_type = YB_TEXT("1701"),
        .cvlserv_flag = YB_TEXT("0"),
        .brdy_day = yb_day_of(1980, 5, 1),
        .cont_clct_day = yb_day_of(2015, 1, 1),
        .arena = &arena,
        .benefit_day = yb_day_of(2018, 3, 1),
    };

    return source;
}

static uint64_t bits_of(const struct yb_fact_source *source)
{
    struct yb_error error = {0};
    struct yb_facts facts;

    assert_int_equal(yb_facts_of(map, &rules, source, &facts, &error), 0);
    assert_int_equal(__builtin_popcountll(facts.bits), YB_DIMENSIONS);
    return facts.bits;
}

#define HAS(source, value) assert_true(bits_of(&(source)) & YB_VALUE_BIT(value))

static void test_plain(void **state)
{
    struct yb_fact_source source = plain();
    struct yb_error error;
    struct yb_facts facts;

    (void)state;
    assert_int_equal(yb_facts_of(map, &rules, &source, &facts, &error), 0);
    assert_int_equal(facts.age, 37);
    assert_int_equal(facts.continuous_years, 3);
    HAS(source, YB_CARE_GENERAL_OUTPATIENT);
    HAS(source, YB_LEVEL_LEVEL_2);
    HAS(source, YB_PLACE_LOCAL);
    HAS(source, YB_FILING_UNFILED);
    HAS(source, YB_PERSON_ADULT);
    HAS(source, YB_PLAN_PLAN_1);
    HAS(source, YB_RELIEF_NO_RELIEF);
    HAS(source, YB_INJURY_NO_INJURY);
    HAS(source, YB_CVLSERV_NOT_CIVIL_SERVANT);
    HAS(source, YB_REFERRAL_DIRECT);
}

static void test_identities(void **state)
{
    (void)state;
    assert_true(yb_code_map_is_identity(map, YB_TEXT("2101")));   /* means nothing to a policy */
    assert_true(yb_code_map_is_identity(map, YB_TEXT("980001"))); /* our own */
    assert_false(yb_code_map_is_identity(map, YB_TEXT("9999")));
    assert_false(yb_code_map_is_identity(map, YB_TEXT("")));
}

/* One member of the source, one value that must follow from it. */
static const struct {
    const char *member, *text;
    int value;
} cases[] = {
    {"med_type", "21", YB_CARE_INPATIENT},
    {"med_type", "2101", YB_CARE_INPATIENT},
    {"med_type", "14", YB_CARE_CHRONIC_OUTPATIENT},
    {"med_type", "41", YB_CARE_PHARMACY},
    {"med_type", "52", YB_CARE_MATERNITY_INPATIENT},
    {"med_type", "22", YB_INJURY_NO_THIRD_PARTY},
    {"med_type", "1301", YB_FILING_EMERGENCY},
    {"med_type", "23", YB_REFERRAL_UPWARD},
    {"hosp_lv", "1", YB_LEVEL_LEVEL_3},
    {"hosp_lv", "01", YB_LEVEL_LEVEL_3},
    {"hosp_lv", "9", YB_LEVEL_LEVEL_1},
    {"hosp_lv", "11", YB_LEVEL_UNRATED},
    {"hosp_lv", "", YB_LEVEL_UNRATED},
    {"tier", "county", YB_TIER_COUNTY},
    {"medins_type", "C210", YB_TIER_TOWNSHIP},
    {"mdtrtarea_admdvs", "371502", YB_PLACE_LOCAL},
    {"mdtrtarea_admdvs", "370102", YB_PLACE_IN_PROVINCE},
    {"mdtrtarea_admdvs", "110101", YB_PLACE_OUT_OF_PROVINCE},
    {"psn_type", "12", YB_PERSON_RETIRED},
    {"psn_type", "21", YB_PERSON_RETIRED},
    {"psn_type", "1404", YB_PERSON_STUDENT},
    {"psn_type", "", YB_PERSON_ADULT},
    {"clct_tier", "2", YB_PLAN_PLAN_2},
    {"cvlserv_flag", "1", YB_CVLSERV_CIVIL_SERVANT},
    {"biz_appy_type", "06", YB_FILING_REFERRED},
    {"biz_appy_type", "08", YB_FILING_LONG_TERM},
    {"chk_pay_flag", "1", YB_INJURY_NO_THIRD_PARTY},
    {"chk_pay_flag", "0", YB_INJURY_THIRD_PARTY},
    {"chk_pay_flag", "", YB_INJURY_NO_INJURY},
    {"exp_content", "{\"TRUM_FLAG\":\"1\"}", YB_INJURY_NO_THIRD_PARTY},
    {"exp_content", "{\"TRUM_FLAG\":1,\"REL_TTP_FLAG\":\"1\"}", YB_INJURY_THIRD_PARTY},
    {"exp_content", "{\"IPT_TYPE\":\"2\"}", YB_FILING_EMERGENCY},
    {"exp_content", "{\"IPT_TYPE\":\"3\"}", YB_REFERRAL_UPWARD},
    {"exp_content", "{broken", YB_INJURY_NO_INJURY},
    {"exp_content", "[1]", YB_INJURY_NO_INJURY},
};

static void put(struct yb_fact_source *source, const char *member, const char *text)
{
#define MEMBER(name)                                                                               \
    if (strcmp(member, #name) == 0)                                                                \
        source->name = yb_text_of(text);
    MEMBER(med_type)
    MEMBER(hosp_lv)
    MEMBER(tier)
    MEMBER(medins_type)
    MEMBER(mdtrtarea_admdvs)
    MEMBER(psn_type)
    MEMBER(clct_tier)
    MEMBER(cvlserv_flag)
    MEMBER(biz_appy_type)
    MEMBER(chk_pay_flag)
    MEMBER(exp_content)
#undef MEMBER
}

static void test_each_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct yb_fact_source source = plain();

        put(&source, cases[i].member, cases[i].text);
        if (!(bits_of(&source) & YB_VALUE_BIT(cases[i].value)))
            fail_msg("%s=%s does not give value %d", cases[i].member, cases[i].text,
                     cases[i].value);
    }
}

static void test_ages(void **state)
{
    static const struct {
        int year, value;
    } births[] = {{2015, YB_PERSON_MINOR}, {1980, YB_PERSON_ADULT}, {1950, YB_PERSON_ELDERLY}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct yb_fact_source source = plain();

        source.brdy_day = yb_day_of(births[i].year, 1, 1);
        HAS(source, births[i].value);
    }
}

/* Only a stay goes on with a stay. */
static void test_stay(void **state)
{
    struct yb_fact_source source = plain();

    (void)state;
    source.continues_stay = true;
    HAS(source, YB_STAY_NEW_STAY);
    source.med_type = YB_TEXT("21");
    HAS(source, YB_STAY_CONTINUED);
    source.continues_stay = false;
    HAS(source, YB_STAY_NEW_STAY);
}

/* Several identity classes: the one that stands first in dimension.def. */
static void test_relief_order(void **state)
{
    const struct yb_text both[] = {YB_TEXT("2306"), YB_TEXT("2304"), YB_TEXT("31")};
    struct yb_fact_source source = plain();

    (void)state;
    source.idet_types = both;
    source.idet_count = 1;
    HAS(source, YB_RELIEF_ILLNESS_POOR);
    source.idet_count = 3;
    HAS(source, YB_RELIEF_DESTITUTE);
}

static void test_unknown_codes(void **state)
{
    static const char *const members[] = {"med_type", "hosp_lv", "psn_type"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct yb_fact_source source = plain();
        struct yb_error error;
        struct yb_facts facts;

        put(&source, members[i], "zz");
        assert_int_equal(yb_facts_of(map, &rules, &source, &facts, &error), YB_E_UNKNOWN_CODE);
        assert_string_equal(error.args[0], members[i]);
    }
}

static void test_funds_and_clearing(void **state)
{
    (void)state;
    assert_true(
        yb_text_is(yb_code_map_fund(map, YB_TEXT("390"), YB_FUND_HIFP)->fund_pay_type, "390100"));
    assert_true(
        yb_text_is(yb_code_map_fund(map, YB_TEXT("310"), YB_FUND_ACCT)->fund_pay_type, "310200"));
    assert_int_equal(yb_code_map_fund(map, YB_TEXT("999"), YB_FUND_ACCT)->fund_pay_type.length, 0);
    assert_true(yb_text_is(yb_code_map_clr_type(map, YB_TEXT("2102")), "27"));
    assert_true(yb_text_is(yb_code_map_clr_type(map, YB_TEXT("77")), "77"));
}

/* Every care of the policy language can be reached by some med_type, and every fund is named. */
static void test_complete(void **state)
{
    (void)state;
    for (int care = YB_CARE_GENERAL_OUTPATIENT; care <= YB_CARE_MATERNITY_INPATIENT; care++) {
        bool reached = false;

        for (size_t i = 0; i < map->values.capacity; i++) {
            const struct yb_table_slot *slot = &map->values.slots[i];

            reached |= slot->key.bytes && slot->value == care;
        }
        assert_true(reached);
    }
    for (int fund = 0; fund < YB_FUNDS; fund++) {
        assert_true(
            yb_code_map_fund(map, YB_TEXT("310"), (enum yb_fund)fund)->fund_pay_type.length);
        assert_true(
            yb_code_map_fund(map, YB_TEXT("390"), (enum yb_fund)fund)->fund_pay_type.length);
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const struct {
    const char *rows;
    int code, line;
} refused[] = {
    {"med_type,11,care,nowhere,\n", YB_E_UNKNOWN_CODE, 2},
    {"med_type,11,cares,inpatient,\n", YB_E_UNKNOWN_KEY, 2},
    {"med_type,11,care,level_1,\n", YB_E_UNKNOWN_CODE, 2},
    {"med_type,,care,inpatient,\n", YB_E_MISSING, 2},
    {"med_type,11,clr_type,,\n", YB_E_MISSING, 2},
    {"med_type,11,care,inpatient,\n\nmed_type,11,care,pharmacy,\n", YB_E_EXISTS, 4},
};

static void test_refused_tables(void **state)
{
    char folder[] = "/tmp/yb_facts_XXXXXX";
    const char *facts, *funds;

    (void)state;
    assert_non_null(mkdtemp(folder));
    facts = yb_arena_format(&arena, "%s/facts.csv", folder);
    funds = yb_arena_format(&arena, "%s/funds.csv", folder);
    write_file(funds, "insutype,fund,fund_pay_type,fund_pay_type_name\n");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const struct yb_code_map *none;
        struct yb_error error = {0};

        write_file(facts, yb_arena_format(&arena, "dictionary,code,dimension,value,note\n%s",
                                          refused[i].rows));
        assert_int_equal(yb_code_map_read(folder, &arena, &none, &error), refused[i].code);
        assert_int_equal(error.line, refused[i].line);
    }
    unlink(facts);
    unlink(funds);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),         cmocka_unit_test(test_identities),
        cmocka_unit_test(test_each_source),   cmocka_unit_test(test_ages),
        cmocka_unit_test(test_stay),          cmocka_unit_test(test_relief_order),
        cmocka_unit_test(test_unknown_codes), cmocka_unit_test(test_funds_and_clearing),
        cmocka_unit_test(test_complete),      cmocka_unit_test(test_refused_tables),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
