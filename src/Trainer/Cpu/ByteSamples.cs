using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu;

/// <summary>Images kept as bytes; a micro-batch of them becomes floats in [0,1] on its way into the network.</summary>
internal sealed unsafe class ByteSamples : SampleSource
{
    private readonly ImageSplit split;

    public ByteSamples(ImageSplit split, TensorShape shape) => (this.split, Shape) = (split, shape);

    /// <inheritdoc/>
    public override TensorShape Shape { get; }

    /// <inheritdoc/>
    public override int Count => split.Count;

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        fixed (byte* images = split.Images)
        {
            byte** rows = stackalloc byte*[16];
            for (int first = 0; first < lanes; first += 16)
            {
                for (int lane = 0; lane < 16; lane++)
                    rows[lane] = images + (nint)samples[Math.Min(first + lane, samples.Length - 1)] * Shape.Count;
                Interleave(rows, Shape.Count, destination + first, lanes);
            }
        }
    }

    /// <inheritdoc/>
    public override void Labels(ReadOnlySpan<int> samples, Span<int> labels)
    {
        for (int i = 0; i < samples.Length; i++)
            labels[i] = split.Labels[samples[i]];
    }

    // Rows of bytes to columns of floats: tiles of 16 samples x 16 pixels are transposed in registers where the processor can.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave(byte** rows, int count, float* destination, nint step)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            byte* tile = stackalloc byte[256];
            for (; i + 16 <= count; i += 16)
            {
                Transpose(rows, i, tile);
                for (int pixel = 0; pixel < 16; pixel++)
                {
                    float* to = destination + (i + pixel) * step;
                    var low = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(tile + 16 * pixel));
                    var high = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(tile + 16 * pixel + 8));
                    Avx.Store(to, low / Vector256.Create(255f));
                    Avx.Store(to + 8, high / Vector256.Create(255f));
                }
            }
        }
        for (; i < count; i++)
        {
            for (int lane = 0; lane < 16; lane++)
                destination[i * step + lane] = rows[lane][i] / 255f;
        }
    }

    // Four rounds of interleaving row k with row k + 8 turn 16 rows of 16 bytes into their columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(byte** rows, int first, byte* tile)
    {
        Vector128<byte>* a = stackalloc Vector128<byte>[16], b = stackalloc Vector128<byte>[16];
        for (int k = 0; k < 16; k++)
            a[k] = Sse2.LoadVector128(rows[k] + first);
        for (int round = 0; round < 4; round++)
        {
            for (int k = 0; k < 8; k++)
            {
                b[2 * k] = Sse2.UnpackLow(a[k], a[k + 8]);
                b[2 * k + 1] = Sse2.UnpackHigh(a[k], a[k + 8]);
            }
            var swap = a;
            a = b;
            b = swap;
        }
        for (int k = 0; k < 16; k++)
            Sse2.Store(tile + 16 * k, a[k]);
    }
}
