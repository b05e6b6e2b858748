/*
 * facts.h - from the national codes of a person, a visit and an institution to struct yb_facts.
 *
 * The code table (data/interface/facts.csv) says what a code means here: one row per dictionary,
 * code and dimension, province variants as rows of their own (psn_type 12 and 21, hosp_lv 01 and
 * 1). Columns: dictionary, code, dimension, value, note. A dimension is one of dimension.def
 * (`care`, `level`, `tier`, `person`, `relief`, `injury`, ...), `clr_type`: the clearing type of
 * a med_type, or `birth`: the kind of birth (engine/benefit/maternity.h) that it stands for. The
 * value `by_age` of dimension `person` leaves it to the ages in rules.yaml.
 *
 * A second table (data/interface/funds.csv: insutype, fund, fund_pay_type, name) names the fund of
 * each of the engine's funds in a scheme.
 *
 * How each dimension is found; whatever is silent gives the dimension's first value, except person
 * (the scheme's: active or adult):
 *
 *   care      med_type
 *   level     hosp_lv of the institution
 *   tier      the institution's own `tier` when it names one, else its medins_type
 *   kind      likewise: `tier` may hold several words ("county tcm")
 *   network   likewise (not_designated)
 *   place     mdtrtarea against the region: the first `local_division_digits` equal is local, and
 * so is a division or an institution of `mutual_recognition`; the first two in_province filing
 * med_type of rescue or IPT_TYPE 2: emergency; else the biz_appy_type of a filing that is live on
 * the benefit day (a 2501 counts as 06, referral) person    psn_type, else the scheme's; `by_age`:
 * minor, adult, elderly plan      clct_tier relief    the first value in the order of dimension.def
 * among the identity classes of the day injury    a live 2507 filing: its chk_pay_flag; else
 * TRUM_FLAG and REL_TTP_FLAG in exp_content, else med_type cvlserv   cvlserv_flag referral
 * med_type, IPT_TYPE 3, or a live 2501 filing to this institution: upward stay      inpatient: a
 * live 2501 filing to this institution that names the visit before (refl_old_mdtrt_id) and whose
 * refl_date lies at most `transfer_within_days` before the admission: continued_stay cohort
 * psn_type, else an identity class of the day supplement, product   an identity class of the day
 *
 * A code that a visit carries and no row knows is UNKNOWN_CODE for care, person and level: such a
 * bill could not be right. Pure but for the reading; the map lives in its arena.
 */
#ifndef YB_APP_SETTLE_FACTS_H
#define YB_APP_SETTLE_FACTS_H

#include "app/settle/rules.h"
#include "engine/policy/policy.h"

struct yb_fund_name {
    struct yb_text insutype, fund, fund_pay_type, fund_pay_type_name;
};

struct yb_code_map {
    struct yb_table values;     /* "dictionary,code,dimension" -> enum yb_value, or one of below */
    struct yb_table identities; /* codes of psn_idet_type, of the dictionary and our own */
    struct yb_table clr_types;  /* med_type -> index into texts */
    struct yb_table fund_rows;  /* "insutype,fund" -> index into funds */
    struct yb_text *texts;
    struct yb_fund_name *funds;
    int text_count, fund_count;
};

/* Answers of yb_code_map_value that are no enum yb_value. */
#define YB_CODE_UNKNOWN   (-1)
#define YB_CODE_BY_AGE    (-2)
#define YB_CODE_BY_SCHEME (-3)

/*
 * Reads facts.csv and funds.csv of `folder` (data/interface), and the identities of
 * dictionaries.csv. Errors name file and line:
 * UNKNOWN_KEY (dimension, fund, column), UNKNOWN_CODE (value), EXISTS (two rows of one code and
 * dimension), MISSING, FILE.
 */
int yb_code_map_read(const char *folder, struct yb_arena *arena, const struct yb_code_map **map,
                     struct yb_error *error);

/* What `code` of `dictionary` means in `dimension`: enum yb_value or YB_CODE_*. */
int yb_code_map_value(const struct yb_code_map *map, const char *dictionary, struct yb_text code,
                      enum yb_dimension dimension);

/* Whether a class of identity exists: in the national dictionary, or as one of our own registers.
 */
bool yb_code_map_is_identity(const struct yb_code_map *map, struct yb_text psn_idet_type);

/* Whether nobody is of both classes at once: of 特困, 低保 and 低保边缘 each begins where another's
 * income line ends. */
bool yb_identities_exclude(const struct yb_code_map *map, struct yb_text one, struct yb_text other);

/* The first of some words of dimension.def that is of the dimension, or YB_CODE_UNKNOWN. */
int yb_code_map_word(struct yb_text words, enum yb_dimension dimension);

/* The clearing type of a med_type; med_type itself when the table is silent. */
struct yb_text yb_code_map_clr_type(const struct yb_code_map *map, struct yb_text med_type);

/* The national name of `fund` in scheme `insutype`; never NULL (an empty row when unknown). */
const struct yb_fund_name *yb_code_map_fund(const struct yb_code_map *map, struct yb_text insutype,
                                            enum yb_fund fund);

/* Everything the facts are derived from. Empty texts: not stated. */
struct yb_fact_source {
    struct yb_text med_type, hosp_lv, medins_type, tier;
    struct yb_text mdtrtarea_admdvs, region, fixmedins_code;
    struct yb_text insutype, psn_type, clct_tier, cvlserv_flag;
    struct yb_text exp_content;       /* JSON text of the visit */
    struct yb_arena *arena;           /* to read it in */
    const struct yb_text *idet_types; /* identity classes in force on the day */
    size_t idet_count;
    struct yb_text biz_appy_type; /* of the filing in force on the day; empty: none */
    struct yb_text chk_pay_flag;  /* of the injury filing in force on the day; empty: none */
    bool refl_to_here;            /* a 2501 filing in force names this institution */
    bool continues_stay;          /* ... and the visit that goes on here from its day on */
    int32_t brdy_day, cont_clct_day, benefit_day;
    uint64_t diseases; /* lists hit, from yb_policy_diseases */
};

/* Errors: UNKNOWN_CODE (med_type, psn_type, hosp_lv). */
int yb_facts_of(const struct yb_code_map *map, const struct yb_settle_rules *rules,
                const struct yb_fact_source *source, struct yb_facts *facts,
                struct yb_error *error);

/*
 * What a code of `matn_type`, `birctrl_type` or `med_type` says about a birth: enum yb_birth_kind,
 * or YB_CODE_UNKNOWN (a row of facts.csv with the dimension `birth`).
 */
int yb_code_map_birth(const struct yb_code_map *map, const char *dictionary, struct yb_text code);

/* The kind of care a med_type stands for. */
enum yb_care_kind { YB_KIND_OUTPATIENT, YB_KIND_INPATIENT, YB_KIND_PHARMACY };

/* Errors: UNKNOWN_CODE (med_type). */
int yb_care_kind_of(const struct yb_code_map *map, struct yb_text med_type, enum yb_care_kind *kind,
                    struct yb_error *error);

#endif
