/*
 * identity.h - the citizen identity number (公民身份号码, GB 11643-1999) and masking.
 */
#ifndef YB_BASE_IDENTITY_H
#define YB_BASE_IDENTITY_H

#include "base/text.h"

/*
 * True for 18 characters: a division of six digits not starting with 0, a birth date that exists,
 * three digits, and the right check character of ISO 7064 MOD 11-2 (x is accepted for X).
 */
bool yb_identity_is_valid(struct yb_text certno);

/* Birth day and sex (1 male, 2 female) of a valid number. */
int32_t yb_identity_birth(struct yb_text certno);
int yb_identity_sex(struct yb_text certno);

/* The check character for the first 17 digits. */
char yb_identity_check(const char digits[17]);

/*
 * Masks for showing: a number keeps its first 6 and last 4 (shorter ones first and last), a name
 * its first character (compound surnames two): "371525********1234", "张*", "欧阳**". In the arena.
 */
struct yb_text yb_mask_certno(struct yb_arena *arena, struct yb_text certno);
struct yb_text yb_mask_name(struct yb_arena *arena, struct yb_text name);

/*
 * Masks in place every valid identity number inside a closed text that is not part of a longer run
 * of digits: for texts of unknown origin on their way to an error or a log. (One of 15,000 other
 * numbers of exactly 18 digits looks like one.)
 */
void yb_identity_hide(char *text);

/* A copy of `text` without them; bytes NULL: no memory. */
struct yb_text yb_identity_hidden(struct yb_arena *arena, struct yb_text text);

#endif
