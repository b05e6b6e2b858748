#include <stdio.h>

int main(void)
{
    puts("yibao 0.1.0");
    return 0;
}
