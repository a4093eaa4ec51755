using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The transforms of Winograd's minimal filtering F(2x2, 3x3): four outputs of a 3x3 convolution by 16 multiplications instead of
/// 36 (Lavin and Gray, arXiv 1509.09308, 2015, section 4.1), and their adjoints.</summary>
/// <remarks>A tile is 2x2 positions of the output and the 4x4 of the input that reach it. Elements are runs of samples. Each transform
/// walks along a row of tiles of one channel.</remarks>
internal static unsafe class WinogradTransforms
{
    /// <summary>Elements of a transformed tile.</summary>
    public const int Elements = 16;

    /// <summary>to = B'dB of the input's tiles: columns that two tiles share are transformed once.</summary>
    /// <param name="rows">(4) the input rows of the tiles at column 0; a row of zeros where they are outside.</param>
    /// <param name="width">Columns of the input; outside are zeros.</param>
    /// <param name="first">The first tile's first column; negative in the padding.</param>
    /// <param name="row">Where the transformed tiles go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float** rows, int width, int first, in TileRow row)
    {
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3];
        for (int part = 0; part < row.Samples; part += Vector<float>.Count)
        {
            Column(r0, r1, r2, r3, first, width, row.Samples, part, out var a0, out var a1, out var a2, out var a3);
            Column(r0, r1, r2, r3, first + 1, width, row.Samples, part, out var b0, out var b1, out var b2, out var b3);
            for (int tile = 0; tile < row.Tiles; tile++)
            {
                int column = first + 2 * tile + 2;
                Column(r0, r1, r2, r3, column, width, row.Samples, part, out var c0, out var c1, out var c2, out var c3);
                Column(r0, r1, r2, r3, column + 1, width, row.Samples, part, out var d0, out var d1, out var d2, out var d3);
                float* to = row.At(tile) + part;
                nint element = row.Element;
                Vector.Store(a0 - c0, to);
                Vector.Store(b0 + c0, to += element);
                Vector.Store(c0 - b0, to += element);
                Vector.Store(b0 - d0, to += element);
                Vector.Store(a1 - c1, to += element);
                Vector.Store(b1 + c1, to += element);
                Vector.Store(c1 - b1, to += element);
                Vector.Store(b1 - d1, to += element);
                Vector.Store(a2 - c2, to += element);
                Vector.Store(b2 + c2, to += element);
                Vector.Store(c2 - b2, to += element);
                Vector.Store(b2 - d2, to += element);
                Vector.Store(a3 - c3, to += element);
                Vector.Store(b3 + c3, to += element);
                Vector.Store(c3 - b3, to += element);
                Vector.Store(b3 - d3, to += element);
                (a0, a1, a2, a3, b0, b1, b2, b3) = (c0, c1, c2, c3, d0, d1, d2, d3);
            }
        }
    }

    /// <summary>Output = A'mA of transformed tiles, plus a constant.</summary>
    /// <param name="row">Where the transformed tiles are.</param>
    /// <param name="upper">The first row of outputs.</param>
    /// <param name="lower">The second; null if there is none.</param>
    /// <param name="width">Columns of the output: the last tile may have but one.</param>
    /// <param name="bias">The constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(in TileRow row, float* upper, float* lower, int width, float bias)
    {
        Vector<float> constant = new(bias);
        for (int tile = 0; tile < row.Tiles; tile++)
        {
            bool whole = 2 * tile + 1 < width;
            for (int part = 0; part < row.Samples; part += Vector<float>.Count)
            {
                float* from = row.At(tile) + part;
                nint element = row.Element;
                Vector<float> t0 = constant, t1 = constant, t2 = constant, t3 = constant;
                for (int i = 0; i < 4; i++)
                {
                    Vector<float> m0 = Vector.Load(from), m1 = Vector.Load(from + element), m2 = Vector.Load(from + 2 * element),
                        m3 = Vector.Load(from + 3 * element);
                    from += 4 * element;
                    Vector<float> left = m0 + m1 + m2, right = m1 - m2 - m3;
                    if (i < 3)
                    {
                        t0 += left;
                        t1 += right;
                    }
                    if (i == 1)
                    {
                        t2 += left;
                        t3 += right;
                    }
                    else if (i > 1)
                    {
                        t2 -= left;
                        t3 -= right;
                    }
                }
                nint to = (nint)2 * tile * row.Samples + part;
                Vector.Store(t0, upper + to);
                if (whole)
                    Vector.Store(t1, upper + to + row.Samples);
                if (lower == null)
                    continue;
                Vector.Store(t2, lower + to);
                if (whole)
                    Vector.Store(t3, lower + to + row.Samples);
            }
        }
    }

    /// <summary>to = A g A' of the gradients of outputs: the adjoint of <see cref="Output"/>.</summary>
    /// <param name="upper">The first row of gradients.</param>
    /// <param name="lower">The second; null if there is none.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="row">Where the transformed tiles go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient(float* upper, float* lower, int width, in TileRow row)
    {
        for (int tile = 0; tile < row.Tiles; tile++)
        {
            bool whole = 2 * tile + 1 < width;
            for (int part = 0; part < row.Samples; part += Vector<float>.Count)
            {
                nint at = (nint)2 * tile * row.Samples + part;
                Vector<float> a = Vector.Load(upper + at), b = whole ? Vector.Load(upper + at + row.Samples) : Vector<float>.Zero;
                Vector<float> c = lower == null ? Vector<float>.Zero : Vector.Load(lower + at),
                    d = lower == null || !whole ? Vector<float>.Zero : Vector.Load(lower + at + row.Samples);
                float* to = row.At(tile) + part;
                nint element = row.Element;
                Line(to, element, a, b);
                Line(to + 4 * element, element, a + c, b + d);
                Line(to + 8 * element, element, a - c, b - d);
                Line(to + 12 * element, element, -c, -d);
            }
        }
    }

    /// <summary>Gradient of the input = B v B' of transformed tiles, where they overlap their sum: the adjoint of <see cref="Input"/>.</summary>
    /// <param name="row">Where the transformed tiles are.</param>
    /// <param name="rows">(4) the rows of the gradient at column 0; null where they are outside.</param>
    /// <param name="added">How many of the rows, from the first, have the row of tiles above in them.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="first">The first tile's first column; negative in the padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient(in TileRow row, float** rows, int added, int width, int first)
    {
        for (int part = 0; part < row.Samples; part += Vector<float>.Count)
        {
            for (int line = 0; line < 4; line++)
            {
                if (rows[line] == null)
                    continue;
                Vector<float> carriedLeft = Vector<float>.Zero, carriedRight = Vector<float>.Zero;
                float* to = rows[line] + (nint)first * row.Samples + part;
                bool adds = line < added;
                for (int tile = 0; tile <= row.Tiles; tile++, to += 2 * row.Samples)
                {
                    int column = first + 2 * tile;
                    Vector<float> left = carriedLeft, right = carriedRight;
                    if (tile < row.Tiles)
                    {
                        float* from = row.At(tile) + part;
                        Vector<float> v0 = Across(from, row.Element, line), v1 = Across(from + row.Element, row.Element, line),
                            v2 = Across(from + 2 * row.Element, row.Element, line), v3 = Across(from + 3 * row.Element, row.Element, line);
                        left += v0;
                        right += v1 - v2 + v3;
                        carriedLeft = v1 + v2 - v0;
                        carriedRight = -v3;
                    }
                    if ((uint)column < (uint)width)
                        Vector.Store(adds ? Vector.Load(to) + left : left, to);
                    if ((uint)(column + 1) < (uint)width)
                        Vector.Store(adds ? Vector.Load(to + row.Samples) + right : right, to + row.Samples);
                }
            }
        }
    }

    /// <summary>Transformed weights: to[e][n] = (G w G')[e] for each of count 3x3 kernels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(float* weights, int count, float* to)
    {
        float* g = stackalloc float[12];
        for (int n = 0; n < count; n++, weights += 9)
        {
            for (int x = 0; x < 3; x++)
            {
                float a = weights[x], b = weights[3 + x], c = weights[6 + x];
                (g[x], g[3 + x], g[6 + x], g[9 + x]) = (a, 0.5f * (a + b + c), 0.5f * (a - b + c), c);
            }
            for (int i = 0; i < 4; i++)
            {
                float a = g[3 * i], b = g[3 * i + 1], c = g[3 * i + 2];
                float* at = to + (nint)4 * i * count + n;
                (at[0], at[count], at[2 * (nint)count], at[3 * (nint)count]) = (a, 0.5f * (a + b + c), 0.5f * (a - b + c), c);
            }
        }
    }

    /// <summary>Gradients of weights += G' u G: the adjoint of <see cref="Weights"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradients(float* transformed, int count, float* gradients)
    {
        float* g = stackalloc float[12];
        for (int n = 0; n < count; n++, gradients += 9)
        {
            for (int i = 0; i < 4; i++)
            {
                float* at = transformed + (nint)4 * i * count + n;
                float a = at[0], b = at[count], c = at[2 * (nint)count], d = at[3 * (nint)count];
                (g[3 * i], g[3 * i + 1], g[3 * i + 2]) = (a + 0.5f * (b + c), 0.5f * (b - c), 0.5f * (b + c) + d);
            }
            for (int x = 0; x < 3; x++)
            {
                float a = g[x], b = g[3 + x], c = g[6 + x], d = g[9 + x];
                gradients[x] += a + 0.5f * (b + c);
                gradients[3 + x] += 0.5f * (b - c);
                gradients[6 + x] += 0.5f * (b + c) + d;
            }
        }
    }

    // A column of a tile, transformed along it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(float* r0, float* r1, float* r2, float* r3, int column, int width, int samples, int part,
        out Vector<float> a, out Vector<float> b, out Vector<float> c, out Vector<float> d)
    {
        if ((uint)column >= (uint)width)
        {
            a = b = c = d = Vector<float>.Zero;
            return;
        }
        nint at = (nint)column * samples + part;
        Vector<float> v0 = Vector.Load(r0 + at), v1 = Vector.Load(r1 + at), v2 = Vector.Load(r2 + at), v3 = Vector.Load(r3 + at);
        (a, b, c, d) = (v0 - v2, v1 + v2, v2 - v1, v1 - v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(float* to, nint element, Vector<float> a, Vector<float> b)
    {
        Vector.Store(a, to);
        Vector.Store(a + b, to + element);
        Vector.Store(a - b, to + 2 * element);
        Vector.Store(-b, to + 3 * element);
    }

    // A line of the 4x4 gradient at one column, of the transformed column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Across(float* from, nint element, int line)
    {
        nint next = 4 * element;
        return line switch
        {
            0 => Vector.Load(from),
            1 => Vector.Load(from + next) - Vector.Load(from + 2 * next) + Vector.Load(from + 3 * next),
            2 => Vector.Load(from + next) + Vector.Load(from + 2 * next) - Vector.Load(from),
            _ => -Vector.Load(from + 3 * next),
        };
    }

    /// <summary>A row of transformed tiles of one channel: (element, panel, channel, tile of the panel, sample).</summary>
    /// <param name="First">The row's first tile at its first element, as if it began its panel.</param>
    /// <param name="Start">Which tile of its panel the first one is.</param>
    /// <param name="Tiles">How many.</param>
    /// <param name="PanelTiles">Of a panel.</param>
    /// <param name="Panel">Floats from one panel to the next.</param>
    /// <param name="Element">Floats from one element to the next.</param>
    /// <param name="Samples">Of a position.</param>
    public readonly record struct TileRow(nint First, int Start, int Tiles, int PanelTiles, nint Panel, nint Element, int Samples)
    {
        /// <summary>The first element of a tile.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float* At(int tile)
        {
            int number = Start + tile;
            return (float*)First + number / PanelTiles * Panel + number % PanelTiles * Samples;
        }
    }
}
