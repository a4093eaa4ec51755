using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Adds up the lanes of vectors: the end of every weight gradient. The order of additions is fixed for a vector width.</summary>
internal static unsafe class LaneSums
{
    /// <summary>destination[i] += sum of the lanes of vector i.</summary>
    /// <param name="vectors">(count, lanes).</param>
    /// <param name="lanes">4, 8 or 16.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="destination">(count).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* vectors, int lanes, int count, float* destination)
    {
        if (lanes == 16)
            AddWide(vectors, 16, count, destination);
        else if (lanes == 8)
            AddWide(vectors, 8, count, destination);
        else
            AddNarrow(vectors, count, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWide(float* vectors, int lanes, int count, float* destination)
    {
        for (; count >= 4; count -= 4, vectors += 4 * lanes, destination += 4)
        {
            var sums = Transposed(Fold(vectors, lanes), Fold(vectors + lanes, lanes), Fold(vectors + 2 * lanes, lanes),
                Fold(vectors + 3 * lanes, lanes));
            Vector128.Store(Vector128.Load(destination) + sums, destination);
        }
        for (; count > 0; count--, vectors += lanes, destination++)
            *destination += Vector256.Sum(Fold(vectors, lanes));
    }

    private static void AddNarrow(float* vectors, int count, float* destination)
    {
        for (; count >= 4; count -= 4, vectors += 16, destination += 4)
        {
            var sums = Transposed(Vector128.Load(vectors), Vector128.Load(vectors + 4), Vector128.Load(vectors + 8),
                Vector128.Load(vectors + 12));
            Vector128.Store(Vector128.Load(destination) + sums, destination);
        }
        for (; count > 0; count--, vectors += 4, destination++)
            *destination += Vector128.Sum(Vector128.Load(vectors));
    }

    /// <summary>The sum of a run of floats.</summary>
    /// <param name="values">(count).</param>
    /// <param name="count">A multiple of 16.</param>
    public static float Sum(float* values, nint count)
    {
        Vector256<float> even = Vector256<float>.Zero, odd = Vector256<float>.Zero;
        for (nint i = 0; i < count; i += 16)
        {
            even += Vector256.Load(values + i);
            odd += Vector256.Load(values + i + 8);
        }
        return Vector256.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fold(float* vector, int lanes) =>
        lanes == 16 ? Vector256.Load(vector) + Vector256.Load(vector + 8) : Vector256.Load(vector);

    // Sums of a, b, c and d: two shuffles each where a horizontal addition takes three.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Transposed(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (!Avx.IsSupported)
            return Transposed(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower()
                + d.GetUpper());
        const byte secondFromB = 0b1100_1100, crossing = 0b01_00_11_10, even = 0b10_00_10_00, odd = 0b11_01_11_01;
        var ab = Avx.Blend(a, b, secondFromB) + Avx.Shuffle(a, b, crossing); // (a0+a2, a1+a3, b2+b0, b3+b1) in each half
        var cd = Avx.Blend(c, d, secondFromB) + Avx.Shuffle(c, d, crossing);
        var all = Avx.Shuffle(ab, cd, even) + Avx.Shuffle(ab, cd, odd);
        return all.GetLower() + all.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Transposed(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (Sse3.IsSupported)
            return Sse3.HorizontalAdd(Sse3.HorizontalAdd(a, b), Sse3.HorizontalAdd(c, d));
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.AddPairwise(AdvSimd.Arm64.AddPairwise(a, b), AdvSimd.Arm64.AddPairwise(c, d));
        return Vector128.Create(Vector128.Sum(a), Vector128.Sum(b), Vector128.Sum(c), Vector128.Sum(d));
    }
}
