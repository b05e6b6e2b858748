/*
 * dice.h - random numbers that depend on nothing but what they are for.
 *
 * A die is thrown for a subject (a person, a place) and a stream (what is drawn): the same seed,
 * subject and stream give the same throws on every machine, in any order and on any number of
 * threads. Integers only: the logarithmic normal distribution comes from a table of the normal's
 * parts and a series for the exponential.
 */
#ifndef YB_ENGINE_CITY_DICE_H
#define YB_ENGINE_CITY_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct yb_city_dice {
    uint64_t state;
};

/* A die for a subject and a stream. */
struct yb_city_dice yb_city_dice(uint64_t seed, uint64_t subject, uint64_t stream);

/* 64 even bits; below `most` (> 0); true with a probability in parts per million. */
uint64_t yb_city_roll(struct yb_city_dice *dice);
uint32_t yb_city_below(struct yb_city_dice *dice, uint32_t most);
bool yb_city_chance(struct yb_city_dice *dice, int64_t ppm);

/* The point of `number` in a sequence that fills the unit interval evenly, `axis` 0..3: a county of
 * any size has the shares it should have, not only nearly. */
uint64_t yb_city_even(uint64_t seed, uint64_t number, int axis);

/*
 * How often, when the mean varies from one to the next as an exponential does (a geometric
 * distribution); `part` is even over 64 bits. 0..60.
 */
int yb_city_count(int64_t mean_e4, uint64_t part);

/* e^x, both in millionths, for -20 <= x <= 20. Within one part in 100,000. */
int64_t yb_city_exp_e6(int64_t x_e6);

/* The place of `part` in `cumulative`, which rises to at most 2^32 - 1 at [count - 1]. */
int yb_city_pick(const uint32_t *cumulative, int count, uint32_t part);

#endif
