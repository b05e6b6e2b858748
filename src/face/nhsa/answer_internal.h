/*
 * answer_internal.h - the packed form's marks, shared by its writer and its reader.
 */
#ifndef YB_FACE_NHSA_ANSWER_INTERNAL_H
#define YB_FACE_NHSA_ANSWER_INTERNAL_H

#define YB_PACK_OBJECT 'O'
#define YB_PACK_ROWS   'N'
#define YB_PACK_PAGE   'P'

#define YB_PACK_PAGE_NUMBERS 9 /* first_page, last_page and the seven counts */

/* How a value stands in a row; a scaled integer is YB_PACK_NUMBER + its decimals. */
enum yb_pack_tag {
    YB_PACK_TEXT = 1,
    YB_PACK_SEALED,
    YB_PACK_ID,
    YB_PACK_DAY,
    YB_PACK_INSTANT,
    YB_PACK_NUMBER = 16
};
#define YB_PACK_DECIMALS_MAX 6

#endif
