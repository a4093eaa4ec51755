using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Cpu.Samples;

/// <summary>Images kept as bytes; a micro-batch of them is augmented, normalized and made floats on its way into the network. For one
/// thread at a time; the images themselves are shared.</summary>
internal sealed unsafe class ByteSamples : SplitSamples
{
    private readonly byte[] values; // (count, channels, height, width)
    private byte[] transformed = []; // (16, channels, height, width)

    /// <summary>Reads the images of a split.</summary>
    /// <param name="split">Bytes and labels.</param>
    /// <param name="shape">Of an image.</param>
    /// <param name="standard">What images are normalized by; null for byte / 255.</param>
    public ByteSamples(DatasetSplit split, TensorShape shape, PixelStatistics? standard = null)
        : base(split, shape, standard) => values = split.Images;

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        var crops = Training?.CropsAlone;
        if (Training is not null && crops is null)
        {
            Load(Training, samples, lanes, destination);
            return;
        }
        if (crops is not null && transformed.Length == 0)
            transformed = new byte[16 * Shape.Count];
        fixed (byte* images = values, changed = transformed)
        {
            byte** rows = stackalloc byte*[16];
            for (int first = 0; first < lanes; first += 16)
            {
                for (int lane = 0; lane < 16; lane++)
                {
                    int sample = samples[Math.Min(first + lane, samples.Length - 1)];
                    byte* image = images + (nint)sample * Shape.Count;
                    rows[lane] = crops is null ? image : Transform(crops[sample], image, changed + lane * Shape.Count);
                }
                float* target = destination + first;
                for (int channel = 0; channel < Shape.Channels; channel++, target += (nint)Shape.Plane * lanes)
                {
                    Interleave(rows, Shape.Plane, target, lanes, Scale[channel], Shift[channel]);
                    for (int lane = 0; lane < 16; lane++)
                        rows[lane] += Shape.Plane;
                }
            }
        }
    }

    private byte* Transform(SampleTransform transform, byte* image, byte* target)
    {
        transform.Apply(new ReadOnlySpan<byte>(image, Shape.Count), Shape.Height, Shape.Width, new Span<byte>(target, Shape.Count));
        return target;
    }

    /// <inheritdoc/>
    public override void Prefetch(ReadOnlySpan<int> samples)
    {
        const int cacheLine = 64;
        if (!Sse.IsSupported)
            return;
        fixed (byte* images = values)
        {
            foreach (int sample in samples)
            {
                byte* image = images + (nint)sample * Shape.Count;
                for (int i = 0; i < Shape.Count; i += cacheLine)
                    Sse.Prefetch1(image + i);
            }
        }
    }

    // Rows of bytes to columns of floats: tiles of 16 samples x 32 pixels are transposed in registers where the processor can.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Interleave(byte** rows, int count, float* destination, nint step, float scale, float shift)
    {
        const int pixels = 32;
        if (!(Avx2.IsSupported && Fma.IsSupported && count >= pixels))
        {
            for (int i = 0; i < count; i++)
            {
                for (int lane = 0; lane < 16; lane++)
                    destination[i * step + lane] = MathF.FusedMultiplyAdd(rows[lane][i] / 255f, scale, shift);
            }
            return;
        }
        Vector256<float> scales = Vector256.Create(scale), shifts = Vector256.Create(shift);
        byte* tile = stackalloc byte[16 * pixels], buffer = stackalloc byte[16 * pixels];
        for (int i = 0; i < count; i += pixels)
        {
            int first = Math.Min(i, count - pixels); // the last tile may overlap the one before
            Transpose(rows, first, (Vector256<byte>*)tile, (Vector256<byte>*)buffer);
            float* left = destination + first * step, right = left + pixels / 2 * step;
            for (byte* from = tile; from < tile + 16 * pixels; from += pixels, left += step, right += step)
            {
                Avx.Store(left, Fma.MultiplyAdd(Fraction(from), scales, shifts));
                Avx.Store(left + 8, Fma.MultiplyAdd(Fraction(from + 8), scales, shifts));
                Avx.Store(right, Fma.MultiplyAdd(Fraction(from + 16), scales, shifts));
                Avx.Store(right + 8, Fma.MultiplyAdd(Fraction(from + 24), scales, shifts));
            }
        }
    }

    // Bytes / 255 as a division rounds them: the product with the inverse is corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fraction(byte* bytes)
    {
        Vector256<float> all = Vector256.Create(255f), inverse = Vector256.Create(1 / 255f);
        var value = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(bytes));
        var quotient = value * inverse;
        return Fma.MultiplyAdd(Fma.MultiplyAddNegated(quotient, all, value), inverse, quotient);
    }

    // Four rounds of interleaving row k with row k + 8 turn 16 rows of 16 bytes into their columns, in each half of the vectors:
    // line k of the tile is (pixel k, 16 samples), (pixel 16 + k, 16 samples).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(byte** rows, int first, Vector256<byte>* tile, Vector256<byte>* buffer)
    {
        for (int k = 0; k < 8; k++)
        {
            Vector256<byte> upper = Vector256.Load(rows[k] + first), lower = Vector256.Load(rows[k + 8] + first);
            buffer[2 * k] = Avx2.UnpackLow(upper, lower);
            buffer[2 * k + 1] = Avx2.UnpackHigh(upper, lower);
        }
        Interleave(buffer, tile);
        Interleave(tile, buffer);
        Interleave(buffer, tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<byte>* from, Vector256<byte>* to)
    {
        for (int k = 0; k < 8; k++)
        {
            to[2 * k] = Avx2.UnpackLow(from[k], from[k + 8]);
            to[2 * k + 1] = Avx2.UnpackHigh(from[k], from[k + 8]);
        }
    }
}
