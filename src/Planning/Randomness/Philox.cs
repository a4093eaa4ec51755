namespace Sweep.Planning.Randomness;

/// <summary>The counter-based generator Philox 4x32-10: a keyed bijection of 128-bit counters to 128 random bits.</summary>
/// <remarks>Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011, doi:10.1145/2063384.2063405, section 3.3;
/// tested against the known-answer vectors published with it. Frozen: every stored result depends on it.</remarks>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>Encrypts one counter.</summary>
    /// <param name="counter">Four 32-bit words, the first varying fastest.</param>
    /// <param name="key">Two 32-bit words.</param>
    /// <returns>Four independent uniform 32-bit words.</returns>
    public static (uint X0, uint X1, uint X2, uint X3) Block((uint C0, uint C1, uint C2, uint C3) counter, (uint K0, uint K1) key)
    {
        var (c0, c1, c2, c3) = counter;
        var (k0, k1) = key;
        unchecked
        {
            for (int round = 0; round < 10; round++)
            {
                ulong product0 = (ulong)Multiplier0 * c0, product1 = (ulong)Multiplier1 * c2;
                (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }
        return (c0, c1, c2, c3);
    }
}
