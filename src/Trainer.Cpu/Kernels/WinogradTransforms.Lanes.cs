using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary><see cref="WinogradTransforms"/> of one vector width.</summary>
internal sealed unsafe class WinogradTransforms<TLanes, TVector> : WinogradTransforms
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int GroupTiles = 8; // whose half transformed columns stay in the first-level cache

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Input(float** rows, int width, int first, in TileRow to)
    {
        const int line = GroupTiles * Tile + 2;
        TVector* columns = stackalloc TVector[Reach * line];
        float* none = stackalloc float[16];
        for (int part = 0; part < 16; part++)
            none[part] = 0;
        for (int part = 0; part < to.Samples; part += TLanes.Count)
        {
            for (int group = 0; group < to.Tiles; group += GroupTiles)
            {
                int tiles = Math.Min(GroupTiles, to.Tiles - group), left = first + group * Tile;
                for (int i = 0; i < tiles * Tile + 2; i++)
                {
                    bool inside = (uint)(left + i) < (uint)width;
                    nint at = (nint)(left + i) * to.Samples + part;
                    In(Read(rows[0], at, inside, none), Read(rows[1], at, inside, none), Read(rows[2], at, inside, none),
                        Read(rows[3], at, inside, none), Read(rows[4], at, inside, none), Read(rows[5], at, inside, none),
                        out columns[i], out columns[line + i], out columns[2 * line + i], out columns[3 * line + i],
                        out columns[4 * line + i], out columns[5 * line + i]);
                }
                for (int tile = 0; tile < tiles; tile++)
                {
                    float* at = to.At(group + tile) + part;
                    for (int i = 0; i < Reach; i++, at += Reach * to.Element)
                    {
                        TVector* from = columns + i * line + tile * Tile;
                        In(from[0], from[1], from[2], from[3], from[4], from[5], out var a, out var b, out var c, out var d, out var e,
                            out var f);
                        TLanes.Store(a, at);
                        TLanes.Store(b, at + to.Element);
                        TLanes.Store(c, at + 2 * to.Element);
                        TLanes.Store(d, at + 3 * to.Element);
                        TLanes.Store(e, at + 4 * to.Element);
                        TLanes.Store(f, at + 5 * to.Element);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Output(in TileRow from, float** rows, int width, float bias)
    {
        TVector* half = stackalloc TVector[Tile * Reach];
        TVector constant = TLanes.Broadcast(&bias);
        for (int tile = 0; tile < from.Tiles; tile++)
        {
            int inside = Math.Min(Tile, width - tile * Tile);
            for (int part = 0; part < from.Samples; part += TLanes.Count)
            {
                float* at = from.At(tile) + part;
                nint next = Reach * from.Element;
                for (int j = 0; j < Reach; j++, at += from.Element)
                {
                    Out(TLanes.Load(at), TLanes.Load(at + next), TLanes.Load(at + 2 * next), TLanes.Load(at + 3 * next),
                        TLanes.Load(at + 4 * next), TLanes.Load(at + 5 * next), out half[j], out half[Reach + j], out half[2 * Reach + j],
                        out half[3 * Reach + j]);
                }
                for (int i = 0; i < Tile; i++)
                {
                    if (rows[i] == null)
                        break;
                    TVector* h = half + i * Reach;
                    Out(h[0], h[1], h[2], h[3], h[4], h[5], out var a, out var b, out var c, out var d);
                    float* to = rows[i] + (nint)tile * Tile * from.Samples + part;
                    TLanes.Store(TLanes.Add(a, constant), to);
                    if (inside > 1)
                        TLanes.Store(TLanes.Add(b, constant), to + from.Samples);
                    if (inside > 2)
                        TLanes.Store(TLanes.Add(c, constant), to + 2 * from.Samples);
                    if (inside > 3)
                        TLanes.Store(TLanes.Add(d, constant), to + 3 * from.Samples);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void OutputGradient(float** rows, int width, in TileRow to)
    {
        TVector* half = stackalloc TVector[Reach * Tile];
        float* none = stackalloc float[16];
        for (int part = 0; part < 16; part++)
            none[part] = 0;
        for (int tile = 0; tile < to.Tiles; tile++)
        {
            for (int part = 0; part < to.Samples; part += TLanes.Count)
            {
                for (int j = 0; j < Tile; j++)
                {
                    bool inside = tile * Tile + j < width;
                    nint from = (nint)(tile * Tile + j) * to.Samples + part;
                    Spread(Read(rows[0], from, inside, none), Read(rows[1], from, inside, none), Read(rows[2], from, inside, none),
                        Read(rows[3], from, inside, none), out half[j], out half[Tile + j], out half[2 * Tile + j], out half[3 * Tile + j],
                        out half[4 * Tile + j], out half[5 * Tile + j]);
                }
                float* at = to.At(tile) + part;
                for (int i = 0; i < Reach; i++, at += Reach * to.Element)
                {
                    TVector* h = half + i * Tile;
                    Spread(h[0], h[1], h[2], h[3], out var a, out var b, out var c, out var d, out var e, out var f);
                    TLanes.Store(a, at);
                    TLanes.Store(b, at + to.Element);
                    TLanes.Store(c, at + 2 * to.Element);
                    TLanes.Store(d, at + 3 * to.Element);
                    TLanes.Store(e, at + 4 * to.Element);
                    TLanes.Store(f, at + 5 * to.Element);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void InputGradient(in TileRow from, float** rows, int added, int width, int first)
    {
        TVector* half = stackalloc TVector[Elements];
        TVector* carried = stackalloc TVector[2 * Reach]; // the last two columns of the tile before
        for (int part = 0; part < from.Samples; part += TLanes.Count)
        {
            for (int i = 0; i < 2 * Reach; i++)
                carried[i] = TLanes.Zero;
            for (int tile = 0; tile < from.Tiles; tile++)
            {
                float* at = from.At(tile) + part;
                nint next = Reach * from.Element;
                for (int j = 0; j < Reach; j++, at += from.Element)
                {
                    Back(TLanes.Load(at), TLanes.Load(at + next), TLanes.Load(at + 2 * next), TLanes.Load(at + 3 * next),
                        TLanes.Load(at + 4 * next), TLanes.Load(at + 5 * next), out half[j], out half[Reach + j], out half[2 * Reach + j],
                        out half[3 * Reach + j], out half[4 * Reach + j], out half[5 * Reach + j]);
                }
                int left = first + tile * Tile;
                for (int i = 0; i < Reach; i++)
                {
                    if (rows[i] == null)
                        continue;
                    TVector* h = half + i * Reach;
                    Back(h[0], h[1], h[2], h[3], h[4], h[5], out var a, out var b, out var c, out var d, out var e, out var f);
                    float* to = rows[i] + (nint)left * from.Samples + part;
                    bool adds = i < added;
                    Write(TLanes.Add(a, carried[2 * i]), to, adds, left, width);
                    Write(TLanes.Add(b, carried[2 * i + 1]), to + from.Samples, adds, left + 1, width);
                    Write(c, to + 2 * from.Samples, adds, left + 2, width);
                    Write(d, to + 3 * from.Samples, adds, left + 3, width);
                    (carried[2 * i], carried[2 * i + 1]) = (e, f);
                    if (tile + 1 < from.Tiles)
                        continue;
                    Write(e, to + 4 * from.Samples, adds, left + 4, width);
                    Write(f, to + 5 * from.Samples, adds, left + 5, width);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Read(float* row, nint at, bool inside, float* none) =>
        TLanes.Load(inside && row != null ? row + at : none);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TVector value, float* to, bool adds, int column, int width)
    {
        if ((uint)column < (uint)width)
            TLanes.Store(adds ? TLanes.Add(TLanes.Load(to), value) : value, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Times(float factor, TVector value) => TLanes.Multiply(TLanes.Broadcast(&factor), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Plus(TVector sum, float factor, TVector value) =>
        TLanes.MultiplyAdd(TLanes.Broadcast(&factor), value, sum);

    // B'd: of six inputs in a line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void In(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, out TVector a, out TVector b,
        out TVector c, out TVector d, out TVector e, out TVector f)
    {
        TVector near = Plus(d4, -2, d2), nearSlope = Plus(Times(A, d3), -B, d1), far = Plus(d4, -0.5f, d2),
            farSlope = Plus(Times(B, d3), -A, d1);
        a = Plus(TLanes.Add(d0, d4), -2.5f, d2);
        b = TLanes.Add(near, nearSlope);
        c = TLanes.Subtract(near, nearSlope);
        d = TLanes.Add(far, farSlope);
        e = TLanes.Subtract(far, farSlope);
        f = Plus(TLanes.Add(d1, d5), -2.5f, d3);
    }

    // Bv, the adjoint: six gradients of inputs in a line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Back(TVector v0, TVector v1, TVector v2, TVector v3, TVector v4, TVector v5, out TVector a, out TVector b,
        out TVector c, out TVector d, out TVector e, out TVector f)
    {
        TVector near = TLanes.Add(v1, v2), nearSlope = TLanes.Subtract(v1, v2), far = TLanes.Add(v3, v4),
            farSlope = TLanes.Subtract(v3, v4);
        a = v0;
        b = Plus(Plus(v5, -B, nearSlope), -A, farSlope);
        c = Plus(Plus(Times(-2.5f, v0), -2, near), -0.5f, far);
        d = Plus(Plus(Times(-2.5f, v5), A, nearSlope), B, farSlope);
        e = TLanes.Add(TLanes.Add(v0, near), far);
        f = v5;
    }

    // A'm: four outputs in a line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Out(TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5, out TVector a, out TVector b,
        out TVector c, out TVector d)
    {
        TVector near = TLanes.Add(m1, m2), nearSlope = TLanes.Subtract(m1, m2), far = TLanes.Add(m3, m4),
            farSlope = TLanes.Subtract(m3, m4);
        a = TLanes.Add(TLanes.Add(m0, near), far);
        b = Plus(Times(A, nearSlope), B, farSlope);
        c = Plus(Times(0.5f, near), 2, far);
        d = Plus(Plus(m5, A / 2, nearSlope), 2 * B, farSlope);
    }

    // Ag, the adjoint: of four gradients of outputs in a line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(TVector g0, TVector g1, TVector g2, TVector g3, out TVector a, out TVector b, out TVector c, out TVector d,
        out TVector e, out TVector f)
    {
        TVector near = Plus(g0, 0.5f, g2), nearSlope = Plus(Times(A, g1), A / 2, g3), far = Plus(g0, 2, g2),
            farSlope = Plus(Times(B, g1), 2 * B, g3);
        a = g0;
        b = TLanes.Add(near, nearSlope);
        c = TLanes.Subtract(near, nearSlope);
        d = TLanes.Add(far, farSlope);
        e = TLanes.Subtract(far, farSlope);
        f = g3;
    }
}
