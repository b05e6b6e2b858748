/*
 * yibao.h - the public API of libyibao: policies in, bills out; pure C, no I/O, no allocation but
 * from the caller's arena.
 *
 * A program that embeds the engine includes this header and links libyibao. The manual of each part
 * stands in the header it comes from.
 */
#ifndef YIBAO_H
#define YIBAO_H

#include "base/arena.h"
#include "base/day.h"
#include "base/error.h"
#include "base/money.h"
#include "engine/benefit/benefit.h"
#include "engine/policy/policy.h"

#endif
