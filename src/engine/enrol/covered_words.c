#include "engine/enrol/covered.h"

static const struct {
    const char *key, *title;
} reasons[] = {
#define YB_COVER_REASON(id, key, zh, en) {key, zh},
#include "engine/enrol/reason.def"
#undef YB_COVER_REASON
};

static const struct {
    const char *key, *title;
} states[] = {{"covered", "享受待遇"},
              {"waiting", "等待期"},
              {"suspended", "暂停"},
              {"duplicate", "重复参保"}};

const char *yb_cover_state_key(enum yb_cover_state state)
{
    return states[state].key;
}

const char *yb_cover_state_title(enum yb_cover_state state)
{
    return states[state].title;
}

int yb_cover_state_find(struct yb_text key)
{
    for (int i = 0; i < YB_COVER_STATES; i++)
        if (yb_text_is(key, states[i].key))
            return i;
    return -1;
}

const char *yb_cover_reason_key(enum yb_cover_reason reason)
{
    return reasons[reason].key;
}

const char *yb_cover_reason_title(enum yb_cover_reason reason)
{
    return reasons[reason].title;
}

int yb_cover_reason_find(struct yb_text key)
{
    for (int i = 0; i < YB_COVER_REASONS; i++)
        if (yb_text_is(key, reasons[i].key))
            return i;
    return -1;
}

static const char *const kinds[YB_RELATION_KINDS] = {"employed", "flexible", "retired", "resident"};
static const char *const ends[] = {"stopped", "moved", "retired"};

const char *yb_relation_kind_key(enum yb_relation_kind kind)
{
    return kinds[kind];
}

int yb_relation_kind_find(struct yb_text key)
{
    for (int i = 0; i < YB_RELATION_KINDS; i++)
        if (yb_text_is(key, kinds[i]))
            return i;
    return -1;
}

const char *yb_relation_end_key(enum yb_relation_end end)
{
    return ends[end];
}

int yb_relation_end_find(struct yb_text key)
{
    for (int i = 0; i < (int)(sizeof(ends) / sizeof(ends[0])); i++)
        if (yb_text_is(key, ends[i]))
            return i;
    return -1;
}
