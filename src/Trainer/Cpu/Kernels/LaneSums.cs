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
    /// <param name="lanes">A multiple of 4.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="destination">(count).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* vectors, int lanes, int count, float* destination)
    {
        int i = 0;
        for (; i + 4 <= count; i += 4, vectors += 4 * lanes)
        {
            var sums = Transposed(Fold(vectors, lanes), Fold(vectors + lanes, lanes), Fold(vectors + 2 * lanes, lanes), Fold(vectors + 3 * lanes, lanes));
            Vector128.Store(Vector128.Load(destination + i) + sums, destination + i);
        }
        for (; i < count; i++, vectors += lanes)
            destination[i] += Vector128.Sum(Fold(vectors, lanes));
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
    private static Vector128<float> Fold(float* vector, int lanes)
    {
        var sum = Vector128.Load(vector);
        for (int lane = 4; lane < lanes; lane += 4)
            sum += Vector128.Load(vector + lane);
        return sum;
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
