using Sweep.Planning.Trials;

namespace Sweep.Planning.Randomness;

/// <summary>A named stream of random numbers of one trial. Streams with different names or keys are independent.</summary>
/// <remarks>Philox 4x32-10 with the key SHA-256(stream key, name) and a running counter. The first draws of named streams are
/// pinned by a test. Mutable; not thread-safe: each consumer makes its own.</remarks>
public sealed class RandomStream
{
    private readonly (uint, uint) key;
    private ulong block;
    private uint part;
    private uint word1, word2, word3;
    private int left; // words of the current block not yet drawn

    private RandomStream(ulong key) => this.key = (unchecked((uint)key), (uint)(key >> 32)); // the low word alone

    /// <summary>The stream of a purpose: "split", "shuffle/3" (epoch 3), "init/conv1.weight", "dropout/2".</summary>
    public static RandomStream For(StreamKey key, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new RandomStream(ContentHash.Bits64($"{key}/{name}"));
    }

    /// <summary>Goes to the beginning of one of the stream's 2^32 parts, which are independent of each other: that of a sample by its
    /// number. A stream begins at the beginning of part 0.</summary>
    public void GoTo(uint part)
    {
        this.part = part;
        (block, left) = (0, 0);
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32()
    {
        if (left == 0)
        {
            var (x0, x1, x2, x3) = Philox.Block((unchecked((uint)block), (uint)(block >> 32), part, 0), key);
            block++;
            (word1, word2, word3) = (x1, x2, x3);
            left = 3;
            return x0;
        }
        return left-- switch { 3 => word1, 2 => word2, _ => word3 };
    }

    /// <summary>Uniform in [0,1) with 24 random bits, exact in single precision.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [0,1) with 53 random bits.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32() >> 5, low = NextUInt32() >> 6;
        return ((high << 26) + low) * (1.0 / (1L << 53));
    }

    /// <summary>Standard normal, by the Box-Muller transform of two uniforms (the second value is discarded: one draw, one pair of
    /// uniforms).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Uniform in [0, exclusiveMaximum), without bias (rejection; Lemire, doi:10.1145/3230636).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public int NextInt(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        uint range = (uint)exclusiveMaximum;
        ulong product = (ulong)NextUInt32() * range;
        uint low = (uint)(product & uint.MaxValue);
        if (low < range)
        {
            uint threshold = (uint)((0x1_0000_0000UL - range) % range);
            while (low < threshold)
            {
                product = (ulong)NextUInt32() * range;
                low = (uint)(product & uint.MaxValue);
            }
        }
        return (int)(product >> 32);
    }

    /// <summary>Permutes in place (Fisher-Yates, from the end).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
