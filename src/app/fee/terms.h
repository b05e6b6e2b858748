/*
 * terms.h - a line's catalogue terms as one stored number. Pure.
 *
 * feedetl.item_terms = the first 16 tags | class << 16 | (self_pay_ppm + 1) << 18 | the other tags
 * << 40; the price cap stands in pric_uplmt_amt_e6. So a settled line can be adjudicated again
 * without the catalogue of its day.
 */
#ifndef YB_APP_FEE_TERMS_H
#define YB_APP_FEE_TERMS_H

#include "engine/benefit/benefit.h"

/* The stored number of terms, without the cap. */
static inline int64_t yb_terms_pack(const struct yb_item_terms *terms)
{
    const int64_t tags = terms->tags;

    return (tags & 0xFFFF) | (int64_t)terms->item_class << 16 |
           ((int64_t)terms->self_pay_ppm + 1) << 18 | tags >> 16 << 40;
}

/* The terms again. */
static inline struct yb_item_terms yb_terms_unpack(int64_t packed, int64_t price_cap_e6)
{
    return (struct yb_item_terms){
        .price_cap_e6 = price_cap_e6,
        .self_pay_ppm = (int32_t)((packed >> 18 & 0x3FFFFF) - 1),
        .tags = (uint32_t)((packed & 0xFFFF) | packed >> 40 << 16) & YB_TERMS_TAGS_MASK,
        .item_class = (uint8_t)(packed >> 16 & 3),
    };
}

#endif
