#include "face/cli/cli.h"

int main(int argc, char **argv)
{
    return yb_cli_main(argc, argv);
}
