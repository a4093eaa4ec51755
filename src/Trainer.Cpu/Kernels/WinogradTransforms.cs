using System.Numerics;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The transforms of Winograd's minimal filtering F(4x4, 3x3): 16 outputs of a 3x3 convolution by 36 multiplications instead of
/// 144 (Lavin and Gray, arXiv 1509.09308, 2015, section 4), and their adjoints.</summary>
/// <remarks>The points of interpolation are 0, +-sqrt(1/2), +-sqrt(2) and infinity: with them a sum over 512 channels has about twice the
/// rounding error of a direct one, with the usual 0, +-1, +-2 four times that. A tile is 4x4 positions of the output and the 6x6 of the
/// input that reach it. Positions are runs of samples. Each transform walks along a row of tiles of one channel.</remarks>
internal abstract unsafe class WinogradTransforms
{
    /// <summary>Rows and columns of outputs in a tile.</summary>
    public const int Tile = 4;

    /// <summary>Rows and columns of inputs in a tile.</summary>
    public const int Reach = Tile + 2;

    /// <summary>Elements of a transformed tile.</summary>
    public const int Elements = Reach * Reach;

    /// <summary>Square root of 1/2.</summary>
    protected const float A = 0.70710678f;

    /// <summary>Square root of 2.</summary>
    protected const float B = 1.41421356f;

    /// <summary>to = B'dB of the input's tiles.</summary>
    /// <param name="rows">(6) the input rows of the tiles at column 0; null where they are outside.</param>
    /// <param name="width">Columns of the input; outside are zeros.</param>
    /// <param name="first">The first tile's first column; negative in the padding.</param>
    /// <param name="to">Where the transformed tiles go.</param>
    public abstract void Input(float** rows, int width, int first, in TileRow to);

    /// <summary>Output = A'mA of transformed tiles, plus a constant.</summary>
    /// <param name="from">Where the transformed tiles are.</param>
    /// <param name="rows">(4) the rows of the output; null where they are outside.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="bias">The constant.</param>
    public abstract void Output(in TileRow from, float** rows, int width, float bias);

    /// <summary>to = A g A' of the gradients of outputs: the adjoint of <see cref="Output"/>.</summary>
    /// <param name="rows">(4) the rows of the gradients; null where they are outside.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="to">Where the transformed tiles go.</param>
    public abstract void OutputGradient(float** rows, int width, in TileRow to);

    /// <summary>Gradient of the input = B v B' of transformed tiles, where they overlap their sum: the adjoint of
    /// <see cref="Input"/>.</summary>
    /// <param name="from">Where the transformed tiles are.</param>
    /// <param name="rows">(6) the rows of the gradient at column 0; null where they are outside.</param>
    /// <param name="added">How many of the rows, from the first, have the row of tiles above in them.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="first">The first tile's first column; negative in the padding.</param>
    public abstract void InputGradient(in TileRow from, float** rows, int added, int width, int first);

    /// <summary>Transformed weights: to[e][n] = (G w G')[e] for each of count 3x3 kernels.</summary>
    public static void Weights(float* weights, int count, float* to)
    {
        Vector<float>* half = stackalloc Vector<float>[Reach * 3];
        Vector<float>* line = stackalloc Vector<float>[Reach];
        float* lanes = stackalloc float[9 * Vector<float>.Count];
        for (int n = 0; n < count; n += Vector<float>.Count)
        {
            int together = Math.Min(Vector<float>.Count, count - n);
            for (int lane = 0; lane < together; lane++)
            {
                for (int i = 0; i < 9; i++)
                    lanes[i * Vector<float>.Count + lane] = weights[(nint)(n + lane) * 9 + i];
            }
            for (int x = 0; x < 3; x++)
            {
                Filter(Lanes(x), Lanes(3 + x), Lanes(6 + x), line);
                for (int i = 0; i < Reach; i++)
                    half[3 * i + x] = line[i];
            }
            for (int i = 0; i < Reach; i++)
            {
                Filter(half[3 * i], half[3 * i + 1], half[3 * i + 2], line);
                for (int j = 0; j < Reach; j++)
                    Store(line[j], to + (nint)(Reach * i + j) * count + n, together);
            }
        }

        Vector<float> Lanes(int i) => Vector.Load(lanes + i * Vector<float>.Count);
    }

    /// <summary>Gradients of weights += G' u G: the adjoint of <see cref="Weights"/>.</summary>
    public static void WeightGradients(float* transformed, int count, float* gradients)
    {
        Vector<float>* half = stackalloc Vector<float>[Reach * 3];
        Vector<float>* line = stackalloc Vector<float>[Reach];
        Vector<float>* sums = stackalloc Vector<float>[9];
        for (int n = 0; n < count; n += Vector<float>.Count)
        {
            int together = Math.Min(Vector<float>.Count, count - n);
            for (int i = 0; i < Reach; i++)
            {
                for (int j = 0; j < Reach; j++)
                    line[j] = Load(transformed + (nint)(Reach * i + j) * count + n, together);
                FilterGradient(line, out half[3 * i], out half[3 * i + 1], out half[3 * i + 2]);
            }
            for (int x = 0; x < 3; x++)
            {
                for (int i = 0; i < Reach; i++)
                    line[i] = half[3 * i + x];
                FilterGradient(line, out sums[x], out sums[3 + x], out sums[6 + x]);
            }
            for (int lane = 0; lane < together; lane++)
            {
                for (int i = 0; i < 9; i++)
                    gradients[(nint)(n + lane) * 9 + i] += sums[i][lane];
            }
        }
    }

    private static Vector<float> Load(float* from, int count)
    {
        if (count == Vector<float>.Count)
            return Vector.Load(from);
        float* lanes = stackalloc float[Vector<float>.Count];
        for (int i = 0; i < Vector<float>.Count; i++)
            lanes[i] = i < count ? from[i] : 0;
        return Vector.Load(lanes);
    }

    private static void Store(Vector<float> value, float* to, int count)
    {
        if (count == Vector<float>.Count)
        {
            Vector.Store(value, to);
            return;
        }
        for (int i = 0; i < count; i++)
            to[i] = value[i];
    }

    // Gw: of three weights in a line.
    private static void Filter(Vector<float> a, Vector<float> b, Vector<float> c, Vector<float>* to)
    {
        Vector<float> near = (a + c * 0.5f) * (-2 / 3f), nearSlope = b * (-2 / 3f * A), far = (a + c * 2) * (1 / 6f),
            farSlope = b * (1 / 6f * B);
        to[0] = a;
        to[1] = near + nearSlope;
        to[2] = near - nearSlope;
        to[3] = far + farSlope;
        to[4] = far - farSlope;
        to[5] = c;
    }

    // G'u, the adjoint.
    private static void FilterGradient(Vector<float>* u, out Vector<float> a, out Vector<float> b, out Vector<float> c)
    {
        Vector<float> near = (u[1] + u[2]) * (-2 / 3f), far = (u[3] + u[4]) * (1 / 6f);
        a = u[0] + near + far;
        b = (u[1] - u[2]) * (-2 / 3f * A) + (u[3] - u[4]) * (1 / 6f * B);
        c = near * 0.5f + far * 2 + u[5];
    }

    /// <summary>A row of transformed tiles of one channel: (element, panel, channel, tile of the panel, sample).</summary>
    /// <param name="First">The first element of the channel's first tile in the panel of the row's first tile.</param>
    /// <param name="Start">Which tile of that panel is the row's first.</param>
    /// <param name="Tiles">How many.</param>
    /// <param name="PanelTiles">Of a panel.</param>
    /// <param name="Panel">Floats from one panel to the next.</param>
    /// <param name="Element">Floats from one element to the next.</param>
    /// <param name="Samples">Of a position.</param>
    internal readonly record struct TileRow(nint First, int Start, int Tiles, int PanelTiles, nint Panel, nint Element, int Samples)
    {
        /// <summary>The first element of a tile.</summary>
        public float* At(int tile)
        {
            int number = Start + tile;
            return (float*)First + number / PanelTiles * Panel + (nint)(number % PanelTiles) * Samples;
        }
    }
}
