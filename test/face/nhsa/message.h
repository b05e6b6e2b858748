/*
 * message.h - messages made from the interface's tables: a valid one for any transaction, and every
 * way of spoiling one of its members.
 */
#ifndef YB_TEST_FACE_NHSA_MESSAGE_H
#define YB_TEST_FACE_NHSA_MESSAGE_H

#include "face/nhsa/tables.h"

struct json_object;

/* A valid input, every member filled. */
struct json_object *message_input(const struct yb_nhsa_interface *interface);

/* A valid value of a member; NULL when it has a node of its own. */
struct json_object *message_value(const struct yb_nhsa_field *field);

enum message_fault {
    FAULT_MISSING,
    FAULT_EMPTY,
    FAULT_NULL_WORD,
    FAULT_TOO_LONG,
    FAULT_WRONG_TYPE,
    FAULT_LIST_TYPE,
    FAULT_NEGATIVE,
    FAULT_NAN,
    FAULT_EXPONENT,
    FAULT_DECIMALS,
    FAULT_NUL,
    FAULT_BAD_DATE,
    FAULT_NO_DATE,
    FAULT_UNKNOWN_CODE,
    FAULTS
};

extern const char *const message_fault_names[FAULTS];

/*
 * Spoils member `field` of `object`. Returns the code it must be refused with, YB_OK when it must
 * still be taken (an optional member left out), or 1 when the fault does not apply to it.
 */
int message_spoil(struct json_object *object, const struct yb_nhsa_field *field,
                  enum message_fault fault);

#endif
