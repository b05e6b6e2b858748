/*
 * multipart.h - the parts of a multipart/form-data body (RFC 7578), without copying.
 */
#ifndef YB_FACE_NHSA_MULTIPART_H
#define YB_FACE_NHSA_MULTIPART_H

#include "base/text.h"

#define YB_MULTIPART_PARTS_MAX 16

struct yb_multipart {
    struct yb_text name, filename; /* of Content-Disposition; filename is empty for a field */
    struct yb_text body;
};

/* True when the Content-Type is multipart/form-data. */
bool yb_multipart_is(const char *content_type);

/* The parts of a body; their number, or -1 when it is malformed or has too many. */
int yb_multipart_split(const char *content_type, struct yb_text body,
                       struct yb_multipart parts[YB_MULTIPART_PARTS_MAX]);

#endif
