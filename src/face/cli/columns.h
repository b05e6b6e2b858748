/*
 * columns.h - text in columns of a terminal, where a Chinese character is two columns wide.
 */
#ifndef YB_FACE_CLI_COLUMNS_H
#define YB_FACE_CLI_COLUMNS_H

#include "base/text.h"

/* How many columns valid UTF-8 takes on a terminal. */
size_t yb_text_columns(struct yb_text text);

/* Appends `text` and then blanks up to `columns`; `right`: the blanks first. Never cuts. */
void yb_buffer_add_column(struct yb_buffer *buffer, struct yb_text text, size_t columns,
                          bool right);

/* The bytes of the longest beginning that is at most `columns` wide, but at least one character. */
size_t yb_text_fitting(struct yb_text text, size_t columns);

#endif
