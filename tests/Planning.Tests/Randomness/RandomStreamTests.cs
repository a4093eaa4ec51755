using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Randomness;

public sealed class RandomStreamTests
{
    private static readonly StreamKey Key = new(0x0123456789abcdef);

    // Frozen: every stored result depends on these draws. Computed apart from this code: Philox 4x32-10 in Python, the key from
    // hashlib.sha256(b"s1-0123456789abcdef/split"), its first 8 bytes taken as big-endian.
    [Theory]
    [InlineData("split", 0xaf0bbf16u, 0x92d400d1u, 0x4fe73e1fu, 0x709d3965u, 0x2f52331bu)]
    [InlineData("shuffle/1", 0xb467b3aeu, 0x25c2d316u, 0x26221ad6u, 0x824d39c8u, 0x7dbc3ad7u)]
    [InlineData("init/conv1.weight", 0x4d4d11f4u, 0xf0b07a72u, 0xf5f7a34cu, 0x53365094u, 0xcdebb63cu)]
    public void A_named_stream_keeps_its_first_draws(string name, params uint[] draws)
    {
        var stream = RandomStream.For(Key, name);
        Assert.Equal(draws, draws.Select(_ => stream.NextUInt32()));
    }

    [Fact]
    public void Streams_of_other_names_or_keys_differ()
    {
        uint draw = RandomStream.For(Key, "shuffle/1").NextUInt32();
        Assert.NotEqual(draw, RandomStream.For(Key, "shuffle/2").NextUInt32());
        Assert.NotEqual(draw, RandomStream.For(new StreamKey(Key.Value + 1), "shuffle/1").NextUInt32());
    }

    [Fact]
    public void Parts_of_a_stream_differ_and_can_be_gone_to_again()
    {
        var stream = RandomStream.For(Key, "split");
        uint[] start = Draw(0), other = Draw(7);
        Assert.Equal(0xaf0bbf16u, start[0]); // the first draw of the stream itself
        Assert.Empty(start.Intersect(other));
        Assert.Equal(other, Draw(7));

        uint[] Draw(uint part)
        {
            stream.GoTo(part);
            return [.. Enumerable.Range(0, 6).Select(_ => stream.NextUInt32())];
        }
    }

    [Fact]
    public void Whole_numbers_are_uniform()
    {
        // Chi-square of 100,000 draws in 7 cells, 6 degrees of freedom: below qchisq(0.999, 6) = 22.46 (R). The stream is fixed, so this
        // never flickers.
        const int cells = 7, draws = 100_000;
        var counts = new int[cells];
        var stream = RandomStream.For(Key, "uniform");
        for (int i = 0; i < draws; i++)
            counts[stream.NextInt(cells)]++;
        double expected = (double)draws / cells;
        Assert.InRange(counts.Sum(c => (c - expected) * (c - expected) / expected), 0, 22.46);
    }

    [Fact]
    public void Whole_numbers_below_a_large_bound_are_unbiased()
    {
        // Below 3 * 2^29 the plain product method without rejection would make every third number twice as likely as its neighbours.
        const int bound = 3 << 29;
        var stream = RandomStream.For(Key, "large");
        int[] thirds = new int[3];
        for (int i = 0; i < 90_000; i++)
            thirds[stream.NextInt(bound) % 3]++;
        // qchisq(0.999, 2) = 13.82 (R)
        Assert.InRange(thirds.Sum(c => (c - 30_000.0) * (c - 30_000.0) / 30_000), 0, 13.82);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_bound_is_positive(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomStream.For(Key, "a").NextInt(bound));

    [Fact]
    public void A_shuffle_is_a_permutation_and_not_the_identity()
    {
        int[] items = [.. Enumerable.Range(0, 1000)];
        RandomStream.For(Key, "shuffle/1").Shuffle(items);
        Assert.NotEqual(Enumerable.Range(0, 1000), items);
        Assert.Equal(Enumerable.Range(0, 1000), items.Order());
    }

    [Fact]
    public void Every_permutation_of_three_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        var stream = RandomStream.For(Key, "permutations");
        for (int i = 0; i < 6000; i++)
        {
            int[] items = [0, 1, 2];
            stream.Shuffle(items);
            string order = string.Concat(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, counts.Count);
        // qchisq(0.999, 5) = 20.52 (R)
        Assert.InRange(counts.Values.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000), 0, 20.52);
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_the_normal_distribution()
    {
        // Standard errors at n = 100,000: mean 0.0032, variance 0.0045, third moment 0.0122, fourth 0.031; bounds are four of them.
        const int n = 100_000;
        var stream = RandomStream.For(Key, "normal");
        double[] draws = [.. Enumerable.Range(0, n).Select(_ => stream.NextNormal())];
        Assert.InRange(draws.Average(), -0.0127, 0.0127);
        Assert.InRange(draws.Average(d => d * d), 1 - 0.018, 1 + 0.018);
        Assert.InRange(draws.Average(d => d * d * d), -0.049, 0.049);
        Assert.InRange(draws.Average(d => d * d * d * d), 3 - 0.124, 3 + 0.124);
    }

    [Fact]
    public void Uniform_draws_lie_in_the_half_open_unit_interval()
    {
        var stream = RandomStream.For(Key, "unit");
        for (int i = 0; i < 10_000; i++)
        {
            Assert.InRange(stream.NextSingle(), 0f, 1 - 1f / (1 << 24));
            Assert.InRange(stream.NextDouble(), 0, 1 - 1.0 / (1L << 53));
        }
    }
}
