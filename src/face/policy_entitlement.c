#include "face/policy_entitlement.h"

#define PARTS_MAX (YB_PREMIUM_YEARS_MAX + 16)
#define ROWS_MAX  (YB_PREMIUM_AIDS_MAX + 8)

struct writer {
    const struct yb_policy *policy;
    struct yb_arena *arena;
    bool english;
    struct yb_entitlement_part *parts;
    size_t count;
    struct yb_entitlement_row *rows; /* of the part at work */
};

static const char *words(const struct writer *w, const char *zh, const char *en)
{
    return w->english ? en : zh;
}

/* Begins a part; its rows follow. */
static bool part(struct writer *w, const char *key, struct yb_text title)
{
    struct yb_entitlement_part *part = &w->parts[w->count];

    w->rows = YB_NEW_ARRAY(w->arena, struct yb_entitlement_row, ROWS_MAX);
    if (!w->rows || w->count == PARTS_MAX)
        return false;
    *part = (struct yb_entitlement_part){key, title, w->rows, 0};
    w->count++;
    return true;
}

static void row(struct writer *w, const char *name, struct yb_text text, int clause)
{
    struct yb_entitlement_part *part = &w->parts[w->count - 1];

    if (part->count < ROWS_MAX)
        w->rows[part->count++] = (struct yb_entitlement_row){name, text, clause};
}

#define TEXT(...) yb_text_of(yb_arena_format(w->arena, __VA_ARGS__))

static struct yb_text money(const struct writer *w, int64_t fen)
{
    char text[YB_DECIMAL_TEXT_MAX];

    yb_money_format(fen, text);
    return TEXT("%s", text);
}

/* Values of RELIEF with slashes between. */
static struct yb_text reliefs(const struct writer *w, uint64_t bits)
{
    struct yb_buffer out;

    yb_buffer_init(&out, w->arena);
    for (int value = 0; value < YB_VALUES; value++)
        if (bits & YB_VALUE_BIT(value))
            yb_buffer_addf(&out, "%s%s", out.length ? "/" : "",
                           w->english ? yb_value_key((enum yb_value)value)
                                      : yb_value_title((enum yb_value)value));
    return yb_buffer_text(&out);
}

static void add_premium(struct writer *w, const struct yb_premium *premium)
{
    if (!part(w, yb_arena_format(w->arena, "contribution_%d", premium->year),
              w->english ? TEXT("Contribution of %d (yuan a person)", premium->year)
                         : TEXT("%d年缴费标准（元/人）", premium->year)))
        return;
    row(w, words(w, "个人缴费", "individual part"), money(w, premium->individual_fen),
        premium->clause);
    row(w, words(w, "政府补助", "government's part"),
        premium->subsidy_fen < 0 ? yb_text_of(words(w, "来源没有写", "not stated"))
                                 : money(w, premium->subsidy_fen),
        premium->clause);
    for (int i = 0; i < premium->aid_count; i++) {
        const struct yb_premium_aid *aid = &premium->aids[i];

        row(w,
            yb_arena_format(w->arena, "%s" YB_TEXT_FMT, words(w, "资助参保：", "aid: "),
                            YB_TEXT_ARG(reliefs(w, aid->relief))),
            aid->aid_fen == premium->individual_fen
                ? yb_text_of(words(w, "个人部分全额", "all of the individual part"))
                : money(w, aid->aid_fen),
            aid->clause);
    }
}

static void add_window(struct writer *w, const struct yb_window_rule *rule)
{
    if (rule->clause < 0 ||
        !part(w, "window", yb_text_of(words(w, "集中缴费期", "Enrolment window"))))
        return;
    row(w, words(w, "次年度缴费", "for the year that follows"),
        w->english ? TEXT("%02d-%02d to %02d-%02d", rule->from.month, rule->from.day,
                          rule->to.month, rule->to.day)
                   : TEXT("%d月%d日至%d月%d日", rule->from.month, rule->from.day, rule->to.month,
                          rule->to.day),
        rule->clause);
}

static void add_waiting(struct writer *w, const struct yb_waiting_rule *rule)
{
    char since[11];

    if (!rule->stated)
        return;
    yb_day_format(rule->since_day, since);
    if (rule->since_day > YB_DAY_MIN)
        row(w, words(w, "等待期适用于", "waits who pays from"),
            TEXT("%s%s", since, words(w, "起缴费的", "")), rule->clause);
    row(w, words(w, "固定等待期", "fixed waiting"),
        TEXT(w->english ? "%d months" : "%d个月", rule->fixed_months), rule->clause);
    if (rule->months_per_broken_year)
        row(w,
            rule->first_broken_year_counts
                ? words(w, "每断缴一年", "each year skipped")
                : words(w, "每多断缴一年", "each year skipped after the first"),
            TEXT(w->english ? "+%d months" : "加%d个月", rule->months_per_broken_year),
            rule->clause);
    if (rule->repair_months_per_year_paid)
        row(w, words(w, "每补缴一年", "each skipped year paid for"),
            TEXT(w->english ? "-%d months" : "减%d个月", rule->repair_months_per_year_paid),
            rule->clause);
    if (rule->at_least_months > rule->fixed_months)
        row(w, words(w, "不少于", "never less than"),
            TEXT(w->english ? "%d months" : "%d个月", rule->at_least_months), rule->clause);
    if (rule->long_break_years)
        row(w,
            yb_arena_format(w->arena, w->english ? "skipped %d years or more" : "断缴%d年及以上",
                            rule->long_break_years),
            TEXT(w->english ? "%d months at least" : "不少于%d个月",
                 rule->long_break_at_least_months),
            rule->clause);
}

static void add_late(struct writer *w, const struct yb_late_rule *rule)
{
    if (rule->clause < 0 ||
        !part(w, "late", yb_text_of(words(w, "集中缴费期后参保", "Enrolment after the window"))))
        return;
    row(w, words(w, "缴多少", "price"),
        yb_text_of(rule->full_price
                       ? words(w, "全额：个人缴费和政府补助", "both parts, the government's too")
                       : words(w, "只缴个人部分", "the individual part")),
        rule->clause);
    if (rule->broken_waits)
        row(w, words(w, "期内续保但中间断缴整年", "within the window, but whole years skipped"),
            yb_text_of(words(w, "同样等待", "waits as well")), rule->clause);
    add_waiting(w, &w->policy->waiting);
    if (rule->exempt)
        row(w, words(w, "不等待", "does not wait"), reliefs(w, rule->exempt), rule->clause);
}

static void add_newborn(struct writer *w, const struct yb_newborn_rule *rule)
{
    const struct yb_text from_birth =
        yb_text_of(words(w, "自出生之日起享受", "covered from birth"));

    if (rule->clause < 0 || !part(w, "newborn", yb_text_of(words(w, "新生儿", "Newborns"))))
        return;
    if (rule->birth_year)
        row(w, words(w, "出生当年参保", "enrolled in the year of birth"), from_birth, rule->clause);
    if (rule->within_months)
        row(w,
            yb_arena_format(w->arena, w->english ? "enrolled within %d months" : "出生%d个月内参保",
                            rule->within_months),
            from_birth, rule->clause);
    if (rule->birth_year_free)
        row(w, words(w, "出生当年缴费", "contribution of the year of birth"),
            yb_text_of(rule->parent_insured
                           ? words(w, "免缴，以父母一方参保为条件", "free, if a parent is insured")
                           : words(w, "免缴", "free")),
            rule->clause);
}

static void add_arrears(struct writer *w, const struct yb_arrears_rule *rule, const char *key,
                        const char *title)
{
    if (rule->clause < 0 || !part(w, key, yb_text_of(title)))
        return;
    row(w, words(w, "应缴之次日起", "from the day after it was due"),
        yb_text_of(words(w, "暂停待遇", "suspended")), rule->clause);
    row(w,
        yb_arena_format(w->arena, w->english ? "paid within %d months" : "%d个月内补缴",
                        rule->grace_months),
        yb_text_of(words(w, "视同未中断", "as if never late")), rule->clause);
    row(w, words(w, "此后补缴", "paid later"),
        rule->waits_months
            ? TEXT(w->english ? "covered %d months after the payment" : "补缴满%d个月起恢复",
                   rule->waits_months)
            : yb_text_of(words(w, "自补缴之日起恢复", "covered from the payment on")),
        rule->clause);
    if (rule->first_waits_months)
        row(w, words(w, "初次参保", "enrolled for the first time"),
            TEXT(w->english ? "waits %d months" : "等待%d个月", rule->first_waits_months),
            rule->clause);
}

static void add_gap(struct writer *w, const struct yb_gap_rule *rule, const char *key,
                    const char *title)
{
    if (rule->clause < 0 || !part(w, key, yb_text_of(title)))
        return;
    row(w, words(w, "不计的中断", "a gap that does not count"),
        TEXT(w->english ? "%d months at most" : "不超过%d个月", rule->months), rule->clause);
}

static void add_retirement(struct writer *w, const struct yb_retirement_rule *rule)
{
    char rate[YB_DECIMAL_TEXT_MAX];

    if (rule->clause < 0 ||
        !part(w, "retirement",
              yb_text_of(words(w, "退休后不再缴费的年限", "Years for benefits after retirement"))))
        return;
    row(w, words(w, "男", "men"), TEXT(w->english ? "%d years" : "满%d年", rule->men_years),
        rule->clause);
    row(w, words(w, "女", "women"), TEXT(w->english ? "%d years" : "满%d年", rule->women_years),
        rule->clause);
    row(w, words(w, "年限不足", "years missing"),
        yb_text_of(
            words(w, "一次性补缴，或继续缴费至满", "paid at once, or paid on until complete")),
        rule->clause);
    if (rule->one_off_clause < 0)
        return;
    yb_rate_format(rule->one_off_ppm, rate);
    row(w, words(w, "一次性补缴，每缺一个月", "at once, for each missing month"),
        TEXT(YB_TEXT_FMT " × %s", YB_TEXT_ARG(money(w, rule->monthly_base_fen)), rate),
        rule->one_off_clause);
}

static void add_ends(struct writer *w, const struct yb_entitlement *e)
{
    if (e->duplicate.clause >= 0 &&
        part(w, "duplicate", yb_text_of(words(w, "重复参保", "Insured twice"))))
        row(w, words(w, "保留", "stays"),
            yb_text_of(e->duplicate.keeps == 310 ? words(w, "职工医保", "the employees' scheme")
                                                 : words(w, "居民医保", "the residents' scheme")),
            e->duplicate.clause);
    if (e->stop.clause < 0 && e->death.clause < 0 && e->move.clause < 0)
        return;
    if (!part(w, "ends", yb_text_of(words(w, "待遇终止", "When cover ends"))))
        return;
    if (e->stop.clause >= 0)
        row(w, words(w, "停保", "stopped"),
            yb_text_of(words(w, "最后一日之次日起", "the day after the last")), e->stop.clause);
    if (e->death.clause >= 0)
        row(w, words(w, "死亡", "died"), yb_text_of(words(w, "次日起", "the day after")),
            e->death.clause);
    if (e->move.clause >= 0)
        row(w, words(w, "转出", "moved away"),
            yb_text_of(words(w, "最后一日之次日起", "the day after the last")), e->move.clause);
}

const struct yb_entitlement_part *yb_entitlement_parts(const struct yb_policy *policy, bool english,
                                                       struct yb_arena *arena, size_t *count)
{
    struct writer writer = {.policy = policy, .arena = arena, .english = english}, *w = &writer;
    const struct yb_entitlement *e = &policy->entitlement;

    *count = 0;
    w->parts = YB_NEW_ARRAY(arena, struct yb_entitlement_part, PARTS_MAX);
    if (!w->parts)
        return NULL;
    if (policy->insutype == 390) {
        for (int i = 0; i < e->premium_count; i++)
            add_premium(w, &e->premiums[i]);
        add_window(w, &e->window);
        add_late(w, &e->late);
        add_newborn(w, &e->newborn);
    } else {
        add_arrears(w, &e->employer_arrears, "employer_arrears",
                    words(w, "单位欠费", "Employer's arrears"));
        add_arrears(w, &e->flexible_arrears, "flexible_arrears",
                    words(w, "灵活就业人员断缴", "Flexible workers' arrears"));
        add_retirement(w, &e->retirement);
    }
    add_gap(w, &e->transfer, "transfer",
            words(w, "跨险种、跨地区转移", "From another scheme or region"));
    add_gap(w, &e->continuity, "continuity", words(w, "连续参保年限", "Continuous years"));
    add_ends(w, e);
    *count = w->count;
    return w->parts;
}
