using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Tests;

public class SplitMixTests
{
    [Fact]
    public void The_first_draws_of_seed_1234567_are_those_of_the_reference_implementation()
    {
        // Vigna, https://prng.di.unimi.it/splitmix64.c, seeded with x = 1234567
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], SplitMix.Bits(1234567, (ulong)i));
    }
}
