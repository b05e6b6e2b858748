#include "app/city/read.h"
#include "app/city/read_internal.h"

#include <string.h>

#include "base/file.h"
#include "base/money.h"

#define BYTES_MAX   (4 * 1024 * 1024)
#define COLUMNS_MAX (YB_CITY_DISEASES_MAX + 8)

#define TEXT YB_CITY_TEXT

struct tables_reader {
    struct yb_city_tables *t;
    bool seen[YB_CITY_PARAMETERS];
};

int yb_city_refuse(struct yb_city_reading *reading, int code, const char *what,
                   struct yb_text value)
{
    char text[96];

    yb_fail(reading->error, code, what, yb_text_cut(value, text, sizeof(text)), NULL);
    reading->error->file = reading->path;
    reading->error->line = reading->line;
    return code;
}

/* ---- words ---- */

static int find_word(const char *const *words, int count, struct yb_text text)
{
    int i = 0;

    while (i < count && !yb_text_is(text, words[i]))
        i++;
    return i < count ? i : -1;
}

static const char *const group_words[] = {"active", "retired", "resident"};
static const char *const scheme_words[] = {"employee", "resident"};
static const char *const sex_words[] = {"m", "f"};
static const char *const level_words[] = {"3", "2", "1"};
static const char *const kind_words[YB_CITY_ITEM_KINDS] = {
    "drug",    "injection", "consumable", "lab",         "exam",     "treatment",
    "surgery", "patent",    "implant",    "anaesthesia", "visit",    "emergency",
    "ward",    "bed",       "nursing",    "monitor",     "dialysis", "delivery"};

#define WORD(words, cell, at)                                                                      \
    if ((at = find_word(words, (int)(sizeof(words) / sizeof(words[0])), (cell).text)) < 0)         \
    return yb_city_refuse(reading, YB_E_UNKNOWN_CODE, #at, (cell).text)

static int find_age(struct yb_text text)
{
    static const char *const bands[YB_CITY_AGES] = {
        "0-4",   "5-9",   "10-14", "15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49",
        "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-89", "90-94", "95+"};

    return find_word(bands, YB_CITY_AGES, text);
}

/* ---- files ---- */

static const struct yb_city_column people_columns[] = {
    {"age", TEXT},     {"male", 0},      {"female", 0},    {"active_m", 6},
    {"active_f", 6},   {"retired_m", 6}, {"retired_f", 6}, {"resident_m", 6},
    {"resident_f", 6}, {"death_m", 6},   {"death_f", 6}};

static int take_people(void *context, const struct yb_city_cell *cells,
                       struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    int age = find_age(cells[0].text);
    struct yb_city_age *row = &reader->t->ages[age < 0 ? 0 : age];

    (void)reading;
    if (age < 0)
        return yb_city_refuse(reading, YB_E_UNKNOWN_CODE, "age", cells[0].text);
    if (row->people[0])
        return yb_city_refuse(reading, YB_E_EXISTS, "age", cells[0].text);
    for (int sex = 0; sex < YB_CITY_SEXES; sex++) {
        row->people[sex] = cells[1 + sex].number;
        for (int group = 0; group < YB_CITY_GROUPS; group++)
            row->share_ppm[group][sex] = cells[3 + 2 * group + sex].number;
        row->death_ppm[sex] = cells[9 + sex].number;
    }
    return 0;
}

static const struct yb_city_column use_columns[] = {{"group", TEXT},     {"age", TEXT},
                                                    {"admissions_m", 4}, {"admissions_f", 4},
                                                    {"outpatient", 4},   {"chronic", 4}};

static int take_use(void *context, const struct yb_city_cell *cells,
                    struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    int group, age = find_age(cells[1].text);
    struct yb_city_use *row;

    (void)reading;
    WORD(group_words, cells[0], group);
    if (age < 0)
        return yb_city_refuse(reading, YB_E_UNKNOWN_CODE, "age", cells[1].text);
    row = &reader->t->use[group][age];
    *row =
        (struct yb_city_use){{cells[2].number, cells[3].number}, cells[4].number, cells[5].number};
    return 0;
}

static const struct yb_city_column level_columns[] = {
    {"scheme", TEXT}, {"level", TEXT},   {"admissions", 6}, {"admission_cost", 2},
    {"stay_days", 3}, {"outpatient", 6}, {"visit_cost", 2}, {"visit_sigma", 6}};

static int take_level(void *context, const struct yb_city_cell *cells,
                      struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    int scheme, level;
    struct yb_city_level *row;

    (void)reading;
    WORD(scheme_words, cells[0], scheme);
    WORD(level_words, cells[1], level);
    row = &reader->t->levels[scheme][level];
    row->outpatient_ppm = cells[5].number;
    row->visit_cost_fen = cells[6].number;
    row->visit_sigma_e6 = cells[7].number;
    return 0;
}

static const struct yb_city_column base_columns[] = {
    {"scheme", TEXT}, {"level", TEXT}, {"cost_fen", 0}, {"days_e3", 0}};

static int take_base(void *context, const struct yb_city_cell *cells,
                     struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    int scheme, level;

    (void)reading;
    WORD(scheme_words, cells[0], scheme);
    WORD(level_words, cells[1], level);
    reader->t->levels[scheme][level].cost_fen = cells[2].number;
    reader->t->levels[scheme][level].days_e3 = cells[3].number;
    return 0;
}

static const struct yb_city_column disease_columns[] = {
    {"icd10", TEXT}, {"name", TEXT}, {"adrg", TEXT},    {"share", 6},
    {"class", TEXT}, {"weight", 3},  {"stay", 3},       {"pattern", TEXT},
    {"male", 6},     {"tilt", 6},    {"cost_sigma", 6}, {"stay_sigma", 6}};

static int take_disease(void *context, const struct yb_city_cell *cells,
                        struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;

    (void)reading;
    if (t->disease_count == YB_CITY_DISEASES_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "icd10", YB_TEXT("256"));
    t->diseases[t->disease_count++] = (struct yb_city_disease){
        .icd10 = cells[0].text,
        .name = cells[1].text,
        .class = cells[4].text,
        .weight_e3 = cells[5].number,
        .stay_e3 = cells[6].number,
        .cost_sigma_e6 = cells[10].number,
        .stay_sigma_e6 = cells[11].number,
        .is_delivery = yb_text_starts(cells[0].text, "O80") || yb_text_starts(cells[0].text, "O82"),
    };
    return 0;
}

static const struct yb_city_column disease_level_columns[] = {
    {"disease", 0},    {"employee_3", 0}, {"employee_2", 0}, {"employee_1", 0},
    {"resident_3", 0}, {"resident_2", 0}, {"resident_1", 0}};

static int take_disease_level(void *context, const struct yb_city_cell *cells,
                              struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;

    (void)reading;
    if (cells[0].number < 0 || cells[0].number >= t->disease_count)
        return yb_city_refuse(reading, YB_E_UNKNOWN_CODE, "disease", cells[0].text);
    for (int i = 0; i < YB_CITY_SCHEMES * YB_CITY_LEVELS; i++)
        t->diseases[cells[0].number].level_ppm[i / YB_CITY_LEVELS][i % YB_CITY_LEVELS] =
            cells[1 + i].number;
    return 0;
}

static const struct yb_city_column disease_people_columns[] = {
    {"scheme", TEXT}, {"sex", TEXT}, {"age", TEXT}};

static int take_disease_people(void *context, const struct yb_city_cell *cells,
                               struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;
    int scheme, sex, age = find_age(cells[2].text);

    WORD(scheme_words, cells[0], scheme);
    WORD(sex_words, cells[1], sex);
    if (age < 0)
        return yb_city_refuse(reading, YB_E_UNKNOWN_CODE, "age", cells[2].text);
    if (reading->count != t->disease_count + 3)
        return yb_city_refuse(reading, YB_E_WRONG_FORMAT, "disease", cells[2].text);
    for (int i = 0; i < t->disease_count; i++)
        t->disease_ppm[scheme][sex][age][i] = cells[3 + i].number;
    return 0;
}

static const struct yb_city_column other_columns[] = {{"icd10", TEXT}, {"name", TEXT}};

static int take_other(void *context, const struct yb_city_cell *cells,
                      struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    (void)reading;
    if (reader->t->other_count == YB_CITY_OTHERS_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "icd10", YB_TEXT("512"));
    reader->t->others[reader->t->other_count++] = cells[0].text;
    return 0;
}

static const struct yb_city_column chronic_columns[] = {
    {"code", TEXT}, {"name", TEXT}, {"share", 4}, {"cost", 3}, {"yearly", 2}, {"group", TEXT}};

static int take_chronic(void *context, const struct yb_city_cell *cells,
                        struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;

    (void)reading;
    if (t->chronic_count == YB_CITY_CHRONIC_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "code", YB_TEXT("32"));
    t->chronic[t->chronic_count++] =
        (struct yb_city_chronic){cells[0].text,   cells[1].text,   cells[5].text,
                                 cells[2].number, cells[3].number, cells[4].number};
    return 0;
}

static const struct yb_city_column provider_columns[] = {
    {"kind", TEXT},    {"name", TEXT},     {"type", TEXT}, {"per_million", 2}, {"least", 0},
    {"hosp_lv", TEXT}, {"level", 0},       {"tier", TEXT}, {"place", TEXT},    {"outpatient", 0},
    {"inpatient", 0},  {"departments", 0}, {"doctors", 0}};

static int take_provider(void *context, const struct yb_city_cell *cells,
                         struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;

    (void)reading;
    if (t->provider_count == YB_CITY_PROVIDERS_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "kind", YB_TEXT("16"));
    if (cells[6].number < 1 || cells[6].number > YB_CITY_LEVELS || cells[12].number < 1)
        return yb_city_refuse(reading, YB_E_OUT_OF_RANGE, "level, doctors", cells[0].text);
    t->providers[t->provider_count++] = (struct yb_city_provider){
        .name = cells[1].text,
        .type = cells[2].text,
        .hosp_lv = cells[5].text,
        .tier = cells[7].text,
        .place = cells[8].text,
        .per_million_e2 = cells[3].number,
        .least = cells[4].number,
        .level = cells[6].number,
        .outpatient = cells[9].number,
        .inpatient = cells[10].number,
        .departments = cells[11].number,
        .doctors = cells[12].number,
    };
    return 0;
}

static const struct yb_city_column item_columns[] = {
    {"med_list_codg", TEXT}, {"name", TEXT},    {"kind", TEXT},   {"group", TEXT}, {"sex", 0},
    {"least_age", 0},        {"most_age", 0},   {"pack", 0},      {"price_3", 2},  {"price_2", 2},
    {"price_1", 2},          {"outpatient", 3}, {"inpatient", 3}, {"pharmacy", 3}};

static int take_item(void *context, const struct yb_city_cell *cells,
                     struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;
    int kind;

    (void)reading;
    WORD(kind_words, cells[2], kind);
    if (t->item_count == YB_CITY_ITEMS_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "med_list_codg", YB_TEXT("2048"));
    if (cells[7].number < 1)
        return yb_city_refuse(reading, YB_E_OUT_OF_RANGE, "pack", cells[7].text);
    t->items[t->item_count++] = (struct yb_city_item){
        .med_list_codg = cells[0].text,
        .name = cells[1].text,
        .group = cells[3].text,
        .kind = kind,
        .sex = cells[4].number,
        .least_age = cells[5].number,
        .most_age = cells[6].number,
        .pack = cells[7].number,
        .pric_fen = {cells[8].number, cells[9].number, cells[10].number},
        .weight_e3 = {cells[11].number, cells[12].number, cells[13].number},
    };
    return 0;
}

static const struct yb_city_column mix_columns[] = {
    {"class", TEXT}, {"drug", 0}, {"injection", 0}, {"consumable", 0},
    {"lab", 0},      {"exam", 0}, {"treatment", 0}, {"surgery", 0}};

static int take_mix(void *context, const struct yb_city_cell *cells,
                    struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;

    (void)reading;
    if (t->mix_count == (int)(sizeof(t->mixes) / sizeof(t->mixes[0])))
        return yb_city_refuse(reading, YB_E_TOO_MANY, "class", YB_TEXT("16"));
    t->mixes[t->mix_count].class = cells[0].text;
    for (int i = 0; i < YB_CITY_MIXED; i++)
        t->mixes[t->mix_count].share[i] = cells[1 + i].number;
    t->mix_count++;
    return 0;
}

static const struct yb_city_column season_columns[] = {
    {"month", 0}, {"admissions", 4}, {"outpatient", 4}};

static int take_season(void *context, const struct yb_city_cell *cells,
                       struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_tables *t = reader->t;
    int64_t month = cells[0].number;

    (void)reading;
    if (month < 1 || month > 12)
        return yb_city_refuse(reading, YB_E_OUT_OF_RANGE, "month", cells[0].text);
    t->month_ppm[YB_CITY_INPATIENT][month - 1] = cells[1].number;
    t->month_ppm[YB_CITY_OUTPATIENT][month - 1] = cells[2].number;
    t->month_ppm[YB_CITY_PHARMACY][month - 1] = cells[2].number;
    return 0;
}

static const struct yb_city_column normal_columns[] = {{"z_e6", 0}};

static int take_normal(void *context, const struct yb_city_cell *cells,
                       struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    (void)reading;
    if (reading->line - 2 >= YB_CITY_NORMAL)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "z_e6", YB_TEXT("1024"));
    reader->t->normal_e6[reading->line - 2] = cells[0].number;
    return 0;
}

static const struct yb_city_column name_columns[] = {{"kind", TEXT}, {"word", TEXT}};

static int take_name(void *context, const struct yb_city_cell *cells,
                     struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    struct yb_city_words *words = yb_text_is(cells[0].text, "surname") ? &reader->t->surnames
                                  : yb_text_is(cells[0].text, "given") ? &reader->t->given
                                  : yb_text_is(cells[0].text, "town")  ? &reader->t->towns
                                                                       : NULL;

    (void)reading;
    if (!words)
        return yb_city_refuse(reading, YB_E_UNKNOWN_CODE, "kind", cells[0].text);
    if (words->count == YB_CITY_WORDS_MAX)
        return yb_city_refuse(reading, YB_E_TOO_MANY, "word", YB_TEXT("512"));
    words->words[words->count++] = cells[1].text;
    return 0;
}

static const struct yb_city_column parameter_columns[] = {
    {"parameter", TEXT}, {"value", TEXT}, {"unit", TEXT}, {"status", TEXT}, {"basis", TEXT}};

static int take_parameter(void *context, const struct yb_city_cell *cells,
                          struct yb_city_reading *reading)
{
    struct tables_reader *reader = context;
    static const struct {
        const char *key;
        int decimals;
    } keys[YB_CITY_PARAMETERS] = {
#define YB_CITY_PARAMETER(id, key, decimals) {key, decimals},
#include "engine/city/parameter.def"
#undef YB_CITY_PARAMETER
    };
    int i = 0;

    (void)reading;
    while (i < YB_CITY_PARAMETERS && !yb_text_is(cells[0].text, keys[i].key))
        i++;
    if (i == YB_CITY_PARAMETERS)
        return yb_city_refuse(reading, YB_E_UNKNOWN_KEY, "parameter", cells[0].text);
    if (reader->seen[i])
        return yb_city_refuse(reading, YB_E_EXISTS, "parameter", cells[0].text);
    reader->seen[i] = true;
    if (!yb_decimal_parse(cells[1].text, keys[i].decimals, &reader->t->parameters[i]) ||
        reader->t->parameters[i] < 0)
        return yb_city_refuse(reading, YB_E_WRONG_FORMAT, "value", cells[1].text);
    return 0;
}

/* ---- reading ---- */

#define COLUMNS(array) array, (int)(sizeof(array) / sizeof(array[0]))

static const struct yb_city_file files[] = {
    {"people.csv", COLUMNS(people_columns), false, take_people},
    {"utilisation.csv", COLUMNS(use_columns), false, take_use},
    {"levels.csv", COLUMNS(level_columns), false, take_level},
    {"derived/levels.csv", COLUMNS(base_columns), false, take_base},
    {"diseases.csv", COLUMNS(disease_columns), false, take_disease},
    {"derived/disease-levels.csv", COLUMNS(disease_level_columns), false, take_disease_level},
    {"derived/disease-people.csv", COLUMNS(disease_people_columns), true, take_disease_people},
    {"derived/normal.csv", COLUMNS(normal_columns), false, take_normal},
    {"others.csv", COLUMNS(other_columns), false, take_other},
    {"chronic.csv", COLUMNS(chronic_columns), false, take_chronic},
    {"providers.csv", COLUMNS(provider_columns), false, take_provider},
    {"items.csv", COLUMNS(item_columns), false, take_item},
    {"mix.csv", COLUMNS(mix_columns), false, take_mix},
    {"seasons.csv", COLUMNS(season_columns), false, take_season},
    {"names.csv", COLUMNS(name_columns), false, take_name},
    {"parameters.csv", COLUMNS(parameter_columns), false, take_parameter},
};

static int split(struct yb_city_reading *reading, const struct yb_city_file *file,
                 struct yb_text line, struct yb_city_cell *cells)
{
    struct yb_text rest = line;
    int count = 0;

    for (; rest.bytes; count++) {
        if (count == COLUMNS_MAX)
            return yb_city_refuse(reading, YB_E_TOO_MANY, file->name, YB_TEXT("columns"));
        cells[count].text = yb_text_trim(yb_text_split(rest, ',', &rest));
    }
    reading->count = count;
    if (count == file->column_count || (file->and_numbers && count > file->column_count))
        return 0;
    return yb_city_refuse(reading, YB_E_WRONG_FORMAT, file->columns[0].name, line);
}

static int take_head(struct yb_city_reading *reading, const struct yb_city_file *file,
                     const struct yb_city_cell *cells)
{
    for (int i = 0; i < file->column_count; i++)
        if (!yb_text_is(cells[i].text, file->columns[i].name))
            return yb_city_refuse(reading, YB_E_WRONG_FORMAT, file->columns[i].name, cells[i].text);
    return 0;
}

static int read_numbers(struct yb_city_reading *reading, const struct yb_city_file *file,
                        struct yb_city_cell *cells)
{
    for (int i = 0; i < reading->count; i++) {
        bool named = i < file->column_count;
        int decimals = named ? file->columns[i].decimals : 0;

        if (decimals != TEXT && !yb_decimal_parse(cells[i].text, decimals, &cells[i].number))
            return yb_city_refuse(reading, YB_E_WRONG_FORMAT,
                                  named ? file->columns[i].name : file->name, cells[i].text);
    }
    return 0;
}

int yb_city_read_file(const char *folder, const struct yb_city_file *file, void *context,
                      struct yb_arena *arena, struct yb_error *error)
{
    struct yb_error unsaid;
    struct yb_city_reading reading = {.error = error ? error : &unsaid,
                                      .path = yb_arena_format(arena, "%s/%s", folder, file->name)};
    struct yb_city_cell *cells = YB_NEW_ARRAY(arena, struct yb_city_cell, COLUMNS_MAX);
    struct yb_text text, rest;
    int rc;

    if (!reading.path || !cells)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    rc = yb_file_read(reading.path, BYTES_MAX, arena, &text, error);
    for (rest = text, reading.line = 1; !rc && rest.bytes && rest.length; reading.line++) {
        rc = split(&reading, file, yb_text_split(rest, '\n', &rest), cells);
        if (!rc)
            rc = reading.line == 1 ? take_head(&reading, file, cells)
                                   : read_numbers(&reading, file, cells);
        if (!rc && reading.line > 1)
            rc = file->take(context, cells, &reading);
    }
    return rc;
}

static int check_complete(const struct tables_reader *reader, const char *folder,
                          struct yb_error *error)
{
    for (int i = 0; i < YB_CITY_PARAMETERS; i++)
        if (!reader->seen[i])
            return yb_fail(error, YB_E_MISSING, "parameter", folder, NULL);
    for (int i = 0; i < YB_CITY_AGES; i++)
        if (!reader->t->ages[i].people[0])
            return yb_fail(error, YB_E_MISSING, "age", folder, NULL);
    return 0;
}

int yb_city_tables_read(const char *folder, struct yb_arena *arena,
                        const struct yb_city_tables **tables, struct yb_error *error)
{
    struct tables_reader reader = {.t = YB_NEW(arena, struct yb_city_tables)};
    int rc = 0;

    if (!reader.t)
        return yb_fail(error, YB_E_NO_MEMORY, NULL);
    for (size_t i = 0; !rc && i < sizeof(files) / sizeof(files[0]); i++)
        rc = yb_city_read_file(folder, &files[i], &reader, arena, error);
    if (!rc)
        rc = check_complete(&reader, folder, error);
    *tables = rc ? NULL : reader.t;
    return rc;
}
