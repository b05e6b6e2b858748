#include "engine/city/city.h"

#include <string.h>

static void put_digits(char *at, int count, uint32_t value)
{
    while (count-- > 0) {
        at[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void yb_city_place(const struct yb_city *city, uint32_t number, struct yb_city_place *place)
{
    const struct yb_city_tables *t = city->tables;
    int kind = 0;

    while (kind < t->provider_count - 1 && number >= city->first_place[kind + 1])
        kind++;
    place->kind = kind;
    place->provider = &t->providers[kind];
    place->serial = number - city->first_place[kind];
    place->admdvs = yb_text_is(place->provider->place, "local")      ? YB_CITY_REGION
                    : yb_text_is(place->provider->place, "province") ? YB_CITY_PROVINCE
                                                                     : YB_CITY_OUTSIDE;
    place->fixmedins_code[0] = yb_text_is(place->provider->type, "2") ? 'P' : 'H';
    memcpy(place->fixmedins_code + 1, place->admdvs, 6);
    put_digits(place->fixmedins_code + 7, 5, number + 1);
    place->fixmedins_code[12] = 0;
}

bool yb_city_has_duty(const struct yb_city_provider *provider, int doctor, int32_t day)
{
    return provider->doctors == 1 || (day + doctor * 3) % 7 < 5;
}

int yb_city_doctor(const struct yb_city_provider *provider, uint32_t dice, int32_t day)
{
    int doctors = (int)provider->doctors, doctor = (int)(dice % (uint32_t)doctors);

    for (int tries = 0; tries < doctors; tries++) {
        if (yb_city_has_duty(provider, doctor, day))
            break;
        doctor = (doctor + 1) % doctors;
    }
    return doctor;
}
