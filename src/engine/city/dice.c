#include "engine/city/dice.h"

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

struct yb_city_dice yb_city_dice(uint64_t seed, uint64_t subject, uint64_t stream)
{
    return (struct yb_city_dice){mix(mix(mix(seed + GOLDEN) + subject) + stream * GOLDEN)};
}

uint64_t yb_city_roll(struct yb_city_dice *dice)
{
    dice->state += GOLDEN;
    return mix(dice->state);
}

uint32_t yb_city_below(struct yb_city_dice *dice, uint32_t most)
{
    return (uint32_t)(((yb_city_roll(dice) >> 32) * most) >> 32);
}

bool yb_city_chance(struct yb_city_dice *dice, int64_t ppm)
{
    return yb_city_below(dice, 1000000) < ppm;
}

/* Powers of 1/g, g the positive root of x^5 = x + 1: points of four coordinates that keep apart. */
uint64_t yb_city_even(uint64_t seed, uint64_t number, int axis)
{
    static const uint64_t steps[4] = {UINT64_C(0xdb4f0b9175ae2165), UINT64_C(0xbbe0563303a4615f),
                                      UINT64_C(0xa0f2ec75a1fe1575), UINT64_C(0x89e182857d9ed688)};

    return (number + 1) * steps[axis] + mix(seed + (uint64_t)axis);
}

int yb_city_count(int64_t mean_e4, uint64_t part)
{
    uint64_t go_on = ((uint64_t)mean_e4 << 32) / (uint64_t)(mean_e4 + 10000), tail = go_on;
    uint64_t point = part >> 32;
    int count = 0;

    while (point < tail && count < 60) {
        tail = (tail * go_on) >> 32;
        count++;
    }
    return count;
}

int64_t yb_city_exp_e6(int64_t x_e6)
{
    const int64_t one = 1000000000, ln2 = 693147181;
    int64_t x = x_e6 * 1000, doublings = x / ln2, rest, term = one, sum = one;

    if (x < doublings * ln2)
        doublings--;
    rest = x - doublings * ln2;
    for (int i = 1; i < 16; i++) {
        term = term * rest / (i * one);
        sum += term;
    }
    sum = doublings >= 0 ? sum << doublings : sum >> -doublings;
    return sum / 1000;
}

int yb_city_pick(const uint32_t *cumulative, int count, uint32_t part)
{
    int low = 0, high = count - 1;

    while (low < high) {
        int middle = (low + high) / 2;

        if (part < cumulative[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
