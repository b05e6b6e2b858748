/* What no_float.py must find. */
long test_share(long amount, double rate);

long test_share(long amount, double rate)
{
    return (long)((double)amount * rate);
}
