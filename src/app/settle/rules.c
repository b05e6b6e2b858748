#include "app/settle/rules.h"

#include "base/file.h"
#include "base/money.h"
#include "base/yaml.h"

#include <stddef.h>
#include <string.h>

#define RULES_BYTES_MAX (64 * 1024)

void yb_settle_rules_init(struct yb_settle_rules *rules)
{
    *rules = (struct yb_settle_rules){
        .final_settlement_needs_discharge = true,
        .chronic_needs_filing = true,
        .two_diseases_need_filing = true,
        .own_account_before_family = true,
        .family_relations = 1U << 1 | 1U << 2 | 1U << 5,
        .local_division_digits = 4,
        .minor_below_age = 18,
        .elderly_from_age = 60,
        .transfer_within_days = 1,
        .reversal_days = 0,
        .line_tolerance_fen = 1,
        .paper_review_above_fen = 500000,
        .allowance_fund_pay_type = "510100",
        .chronic_round_months = 1U << 5 | 1U << 11,
        .chronic_valid_months = 24,
        .chronic_expiring_days = 60,
        .chronic_institutions_most = 3,
        .chronic_evidence = "record,examination,card,identity",
        .two_diseases = "I10,I11,I12,I13,I15,E10,E11,E12,E13,E14,M016,M039",
    };
}

bool yb_rule_has_code(const char *codes, struct yb_text code)
{
    struct yb_text rest = yb_text_of(codes);

    while (rest.length) {
        struct yb_text one = yb_text_split(rest, ',', &rest);

        if (one.length <= code.length &&
            yb_text_equal(one, (struct yb_text){code.bytes, one.length}))
            return true;
    }
    return false;
}

bool yb_rules_elsewhere(const struct yb_settle_rules *rules, struct yb_text home,
                        struct yb_text admdvs)
{
    size_t digits = (size_t)rules->local_division_digits;

    return admdvs.length >= digits && home.length >= digits &&
           memcmp(admdvs.bytes, home.bytes, digits) != 0;
}

bool yb_rules_recognise(const struct yb_settle_rules *rules, struct yb_text admdvs,
                        struct yb_text fixmedins_code)
{
    return yb_rule_has_code(rules->mutual_recognition, admdvs) ||
           yb_rule_has_code(rules->mutual_recognition, fixmedins_code);
}

int32_t yb_chronic_round(const struct yb_settle_rules *rules, struct yb_text opsp_dise_code,
                         int32_t day)
{
    struct yb_civil civil = yb_day_civil(day);

    if (yb_rule_has_code(rules->chronic_at_once, opsp_dise_code))
        return YB_DAY_NONE;
    for (int i = 0; i < 12; i++) {
        int month = (civil.month - 1 + i) % 12 + 1;

        if (rules->chronic_round_months >> month & 1)
            return yb_day_of(civil.year + (month < civil.month), month, 1);
    }
    return YB_DAY_NONE;
}

enum rule_kind { RULE_BOOL, RULE_INT, RULE_FEN, RULE_CHOICE, RULE_CODES, RULE_MONTHS, RULE_WORDS };

struct rule {
    const char *key;
    enum rule_kind kind;
    size_t offset;
    int64_t least, most;  /* of an int */
    const char *words[2]; /* of a choice: false, true */
};

#define AT(member) offsetof(struct yb_settle_rules, member)

static const struct rule rule_table[] = {
    {"inpatient_benefit_day",
     RULE_CHOICE,
     AT(benefit_day_is_admission),
     0,
     0,
     {"discharge", "admission"}},
    {"transfer_benefit_day", RULE_CHOICE, AT(benefit_day_is_transfer), 0, 0, {"own", "transfer"}},
    {"late_bills", RULE_CHOICE, AT(late_bills_at_their_day), 0, 0, {"at_the_end", "at_their_day"}},
    {"final_settlement_needs_discharge",
     RULE_BOOL,
     AT(final_settlement_needs_discharge),
     0,
     0,
     {0}},
    {"chronic_needs_filing", RULE_BOOL, AT(chronic_needs_filing), 0, 0, {0}},
    {"two_diseases_need_filing", RULE_BOOL, AT(two_diseases_need_filing), 0, 0, {0}},
    {"maternity_needs_filing", RULE_BOOL, AT(maternity_needs_filing), 0, 0, {0}},
    {"special_drugs_need_filing", RULE_BOOL, AT(special_drugs_need_filing), 0, 0, {0}},
    {"unknown_item_is_self_paid", RULE_BOOL, AT(unknown_item_is_self_paid), 0, 0, {0}},
    {"presettled_amounts_must_agree", RULE_BOOL, AT(presettled_amounts_must_agree), 0, 0, {0}},
    {"card_sn_needed", RULE_BOOL, AT(card_sn_needed), 0, 0, {0}},
    {"local_division_digits", RULE_INT, AT(local_division_digits), 2, 6, {0}},
    {"mutual_recognition", RULE_WORDS, AT(mutual_recognition), 0, 0, {0}},
    {"recognised_catalogue",
     RULE_CHOICE,
     AT(recognised_by_their_catalogue),
     0,
     0,
     {"home", "place"}},
    {"place_catalogue_missing", RULE_CHOICE, AT(place_catalogue_needed), 0, 0, {"home", "refused"}},
    {"minor_below_age", RULE_INT, AT(minor_below_age), 0, 200, {0}},
    {"elderly_from_age", RULE_INT, AT(elderly_from_age), 0, 200, {0}},
    {"transfer_within_days", RULE_INT, AT(transfer_within_days), 0, 30, {0}},
    {"reversal_days", RULE_INT, AT(reversal_days), -1, 36500, {0}},
    {"own_account_before_family", RULE_BOOL, AT(own_account_before_family), 0, 0, {0}},
    {"family_relations", RULE_CODES, AT(family_relations), 0, 0, {0}},
    {"line_tolerance", RULE_FEN, AT(line_tolerance_fen), 0, 100, {0}},
    {"paper_review_above", RULE_FEN, AT(paper_review_above_fen), 0, INT64_C(100000000000), {0}},
    {"allowance_paid_to", RULE_CHOICE, AT(allowance_to_employer), 0, 0, {"person", "employer"}},
    {"allowance_fund_pay_type", RULE_WORDS, AT(allowance_fund_pay_type), 0, 0, {0}},
    {"chronic_confirmed_by", RULE_CHOICE, AT(chronic_reviewed), 0, 0, {"hospital", "agency"}},
    {"chronic_only_where_chosen", RULE_BOOL, AT(chronic_only_where_chosen), 0, 0, {0}},
    {"chronic_round_months", RULE_MONTHS, AT(chronic_round_months), 0, 0, {0}},
    {"chronic_valid_months", RULE_INT, AT(chronic_valid_months), 0, 1200, {0}},
    {"chronic_expiring_days", RULE_INT, AT(chronic_expiring_days), 1, 730, {0}},
    {"chronic_institutions_most", RULE_INT, AT(chronic_institutions_most), 0, 10, {0}},
    {"chronic_list_needed", RULE_BOOL, AT(chronic_list_needed), 0, 0, {0}},
    {"chronic_at_once", RULE_WORDS, AT(chronic_at_once), 0, 0, {0}},
    {"chronic_evidence", RULE_WORDS, AT(chronic_evidence), 0, 0, {0}},
    {"two_diseases", RULE_WORDS, AT(two_diseases), 0, 0, {0}},
};

static bool read_bool(struct yb_text text, bool *value)
{
    *value = yb_text_is(text, "true");
    return *value || yb_text_is(text, "false");
}

static bool read_choice(const struct rule *rule, struct yb_text text, bool *second)
{
    *second = yb_text_is(text, rule->words[1]);
    return *second || yb_text_is(text, rule->words[0]);
}

/* "1,2,5", or "none": one digit each. */
static bool read_codes(struct yb_text text, unsigned *bits)
{
    *bits = 0;
    if (yb_text_is(text, "none"))
        return true;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];

        if (i % 2 ? c != ',' : c < '1' || c > '9')
            return false;
        if (!(i % 2))
            *bits |= 1U << (c - '0');
    }
    return text.length % 2 == 1;
}

/* "5,11": months of the year. */
static bool read_months(struct yb_text text, unsigned *bits)
{
    struct yb_text rest = text;

    *bits = 0;
    do {
        int64_t month;

        if (!yb_text_to_int64(yb_text_split(rest, ',', &rest), &month) || month < 1 || month > 12)
            return false;
        *bits |= 1U << month;
    } while (rest.bytes);
    return true;
}

/* "a,b" of letters and digits, or "none". */
static bool read_words(struct yb_text text, char *words)
{
    bool empty = true;

    words[0] = 0;
    if (yb_text_is(text, "none"))
        return true;
    if (!text.length || text.length >= YB_RULE_WORDS)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '.';

        if (!letter && (c != ',' || empty))
            return false;
        empty = !letter;
    }
    yb_text_cut(text, words, YB_RULE_WORDS);
    return !empty;
}

static bool read_value(const struct rule *rule, struct yb_text text, struct yb_settle_rules *rules)
{
    void *at = (char *)rules + rule->offset;
    int64_t number;

    switch (rule->kind) {
    case RULE_BOOL:
        return read_bool(text, at);
    case RULE_CHOICE:
        return read_choice(rule, text, at);
    case RULE_CODES:
        return read_codes(text, at);
    case RULE_MONTHS:
        return read_months(text, at);
    case RULE_WORDS:
        return read_words(text, at);
    case RULE_INT:
        if (!yb_text_to_int64(text, &number) || number < rule->least || number > rule->most)
            return false;
        *(int *)at = (int)number;
        return true;
    case RULE_FEN:
        if (!yb_money_parse(text, &number) || number < rule->least || number > rule->most)
            return false;
        *(int64_t *)at = number;
        return true;
    }
    return false;
}

static const struct rule *find_rule(struct yb_text key)
{
    for (size_t i = 0; i < sizeof(rule_table) / sizeof(rule_table[0]); i++)
        if (yb_text_is(key, rule_table[i].key))
            return &rule_table[i];
    return NULL;
}

static int read_rules(const char *path, const struct yb_node *root, struct yb_settle_rules *rules,
                      struct yb_error *error)
{
    if (root->kind != YB_NODE_MAPPING)
        return yb_node_fail(error, path, root, YB_E_WRONG_FORMAT, "rules", "mapping", NULL);
    for (const struct yb_node *node = root->first; node; node = node->next) {
        const struct rule *rule = find_rule(node->key);

        if (!rule)
            return yb_node_fail(error, path, node, YB_E_UNKNOWN_KEY, node->key.bytes, NULL);
        if (node->kind != YB_NODE_SCALAR || !read_value(rule, node->text, rules))
            return yb_node_fail(error, path, node, YB_E_WRONG_FORMAT, rule->key,
                                node->text.bytes ? node->text.bytes : "", NULL);
    }
    return 0;
}

int yb_settle_rules_read(const char *path, struct yb_settle_rules *rules, struct yb_error *error)
{
    struct yb_settle_rules read;
    struct yb_arena arena;
    struct yb_text text;
    struct yb_node *root;
    int rc;

    yb_settle_rules_init(&read);
    yb_arena_init(&arena, 16 * 1024);
    rc = yb_file_read(path, RULES_BYTES_MAX, &arena, &text, error);
    if (!rc)
        rc = yb_yaml_read(text, path, &arena, &root, error);
    if (!rc)
        rc = read_rules(path, root, &read, error);
    if (!rc)
        *rules = read;
    yb_arena_release(&arena);
    return rc;
}
