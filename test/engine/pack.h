/*
 * pack.h - small packs written in a test, read as from a file.
 */
#ifndef YB_TEST_ENGINE_PACK_H
#define YB_TEST_ENGINE_PACK_H

#include "test/test.h"

#include <string.h>

#include "base/yaml.h"
#include "engine/policy/read.h"

#define TEST_HEAD                                                                                  \
    "pack: t\nregion: \"371525\"\nscheme: resident\nin_force: {from: 2018-01-01}\n"                \
    "sources: {s: 文件}\n"
#define TEST_STATED "rounding: half_up\nlines: {class_b: {takes_first: 10 %, source: s}}\n"

static const char test_national[] =
    "defaults: 全国\nsources: {d: 默认, o: 异地}\nrounding: {is: half_up, source: d}\n"
    "class_a_takes_first: {is: 0 %, source: d}\nclass_b_takes_first: {is: 10 %, source: d}\n"
    "deductible_falls_on: {is: untagged_first, source: d}\n"
    "off_site:\n  source: o\n  adjust:\n"
    "    - {when: {place: [in_province, out_of_province], filing: unfiled}, minus: 20 %}\n";

/* Reads a pack; NULL with the mistakes filled when it is refused. The arena is the caller's. */
static inline struct yb_policy *test_pack(struct yb_arena *arena, const char *text,
                                          struct yb_mistakes *mistakes)
{
    struct yb_policy_file file = {.name = "t.yaml", .id = YB_TEXT("t"), .national_name = "d.yaml"};
    struct yb_policy *policy = NULL;
    struct yb_node *root, *national;
    struct yb_error error;

    yb_mistakes_init(mistakes, arena);
    if (yb_yaml_read(yb_text_of(test_national), "d.yaml", arena, &national, &error) != YB_OK ||
        yb_yaml_read(yb_text_of(text), "t.yaml", arena, &root, &error) != YB_OK) {
        yb_mistakes_take(mistakes, &error);
        return NULL;
    }
    file.root = root;
    file.national = national;
    return yb_policy_read(&file, arena, mistakes, &policy) == YB_OK ? policy : NULL;
}

/* Appends `format` with its one %d. */
static inline void test_add_numbered(struct yb_buffer *out, const char *format, int number)
{
    for (; *format; format++) {
        if (format[0] == '%' && format[1] == 'd') {
            yb_buffer_addf(out, "%d", number);
            format++;
        } else if (format[0] == '%' && format[1] == '%') {
            yb_buffer_add_char(out, *format++);
        } else {
            yb_buffer_add_char(out, *format);
        }
    }
}

#endif
