using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one <see cref="BlockProduct"/>: a block of rows x vectors of the result.</summary>
/// <remarks>Distances are in floats.</remarks>
internal unsafe struct BlockCall
{
    /// <summary>The block's first vector.</summary>
    public float* Destination;

    /// <summary>From one row of the block to the next.</summary>
    public nint DestinationRow;

    /// <summary>From one vector of a row to the next.</summary>
    public nint DestinationVector;

    /// <summary>What <see cref="Offsets"/> count from.</summary>
    public float* Source;

    /// <summary>From one vector of the source to the next.</summary>
    public nint SourceVector;

    /// <summary>(<see cref="Terms"/>) where each term's vectors lie.</summary>
    public int* Offsets;

    /// <summary>How many products are summed.</summary>
    public int Terms;

    /// <summary>Factor of the first row and term.</summary>
    public float* Weights;

    /// <summary>From one row's factor to the next.</summary>
    public nint WeightRow;

    /// <summary>From one term's factor to the next.</summary>
    public nint WeightTerm;

    /// <summary>(rows) start values; null: start from zero, or from the destination if <see cref="Accumulate"/>.</summary>
    public float* Bias;

    /// <summary>Whether the sum is added to the destination.</summary>
    public bool Accumulate;
}

/// <summary>A compile-time number: the JIT drops what it excludes.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

/// <summary>The register-blocked product behind convolutions and linear layers, in both directions:
/// destination[r][v] = start + sum over terms k of weights[r][k] * source[offsets[k]][v].</summary>
/// <remarks>All accumulators stay in registers over all terms; rows and vectors are compile-time numbers, and branches on them vanish.
/// AggressiveOptimization skips the tiers: the kernel runs optimised from its first call on.</remarks>
internal static unsafe class BlockProduct
{
    /// <summary>Most rows of a block.</summary>
    public const int MaxRows = 6;

    /// <summary>Most vectors of a block.</summary>
    public const int MaxVectors = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows, TVectors>(BlockCall* call)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        TVector s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
        TVector s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero;
        TVector s30 = TLanes.Zero, s31 = TLanes.Zero, s32 = TLanes.Zero, s33 = TLanes.Zero;
        TVector s40 = TLanes.Zero, s41 = TLanes.Zero, s42 = TLanes.Zero, s43 = TLanes.Zero;
        TVector s50 = TLanes.Zero, s51 = TLanes.Zero, s52 = TLanes.Zero, s53 = TLanes.Zero;
        float* d0 = call->Destination;
        nint row = call->DestinationRow, step = call->DestinationVector;
        if (call->Bias != null)
        {
            float* bias = call->Bias;
            s00 = s01 = s02 = s03 = TLanes.Broadcast(bias + 0);
            if (TRows.Value > 1)
                s10 = s11 = s12 = s13 = TLanes.Broadcast(bias + 1);
            if (TRows.Value > 2)
                s20 = s21 = s22 = s23 = TLanes.Broadcast(bias + 2);
            if (TRows.Value > 3)
                s30 = s31 = s32 = s33 = TLanes.Broadcast(bias + 3);
            if (TRows.Value > 4)
                s40 = s41 = s42 = s43 = TLanes.Broadcast(bias + 4);
            if (TRows.Value > 5)
                s50 = s51 = s52 = s53 = TLanes.Broadcast(bias + 5);
        }
        else if (call->Accumulate)
        {
            {
                s00 = TLanes.Load(d0 + 0 * row + 0 * step);
                if (TVectors.Value > 1) s01 = TLanes.Load(d0 + 0 * row + 1 * step);
                if (TVectors.Value > 2) s02 = TLanes.Load(d0 + 0 * row + 2 * step);
                if (TVectors.Value > 3) s03 = TLanes.Load(d0 + 0 * row + 3 * step);
            }
            if (TRows.Value > 1)
            {
                s10 = TLanes.Load(d0 + 1 * row + 0 * step);
                if (TVectors.Value > 1) s11 = TLanes.Load(d0 + 1 * row + 1 * step);
                if (TVectors.Value > 2) s12 = TLanes.Load(d0 + 1 * row + 2 * step);
                if (TVectors.Value > 3) s13 = TLanes.Load(d0 + 1 * row + 3 * step);
            }
            if (TRows.Value > 2)
            {
                s20 = TLanes.Load(d0 + 2 * row + 0 * step);
                if (TVectors.Value > 1) s21 = TLanes.Load(d0 + 2 * row + 1 * step);
                if (TVectors.Value > 2) s22 = TLanes.Load(d0 + 2 * row + 2 * step);
                if (TVectors.Value > 3) s23 = TLanes.Load(d0 + 2 * row + 3 * step);
            }
            if (TRows.Value > 3)
            {
                s30 = TLanes.Load(d0 + 3 * row + 0 * step);
                if (TVectors.Value > 1) s31 = TLanes.Load(d0 + 3 * row + 1 * step);
                if (TVectors.Value > 2) s32 = TLanes.Load(d0 + 3 * row + 2 * step);
                if (TVectors.Value > 3) s33 = TLanes.Load(d0 + 3 * row + 3 * step);
            }
            if (TRows.Value > 4)
            {
                s40 = TLanes.Load(d0 + 4 * row + 0 * step);
                if (TVectors.Value > 1) s41 = TLanes.Load(d0 + 4 * row + 1 * step);
                if (TVectors.Value > 2) s42 = TLanes.Load(d0 + 4 * row + 2 * step);
                if (TVectors.Value > 3) s43 = TLanes.Load(d0 + 4 * row + 3 * step);
            }
            if (TRows.Value > 5)
            {
                s50 = TLanes.Load(d0 + 5 * row + 0 * step);
                if (TVectors.Value > 1) s51 = TLanes.Load(d0 + 5 * row + 1 * step);
                if (TVectors.Value > 2) s52 = TLanes.Load(d0 + 5 * row + 2 * step);
                if (TVectors.Value > 3) s53 = TLanes.Load(d0 + 5 * row + 3 * step);
            }
        }

        float* source = call->Source;
        int* offset = call->Offsets, end = offset + call->Terms;
        nint vector = call->SourceVector, term = call->WeightTerm, weightRow = call->WeightRow;
        float* w0 = call->Weights, w1 = w0 + weightRow, w2 = w1 + weightRow, w3 = w2 + weightRow, w4 = w3 + weightRow, w5 = w4 + weightRow;
        for (; offset < end; offset++)
        {
            float* x = source + *offset;
            TVector x0 = TLanes.Load(x);
            TVector x1 = TVectors.Value > 1 ? TLanes.Load(x + 1 * vector) : TLanes.Zero;
            TVector x2 = TVectors.Value > 2 ? TLanes.Load(x + 2 * vector) : TLanes.Zero;
            TVector x3 = TVectors.Value > 3 ? TLanes.Load(x + 3 * vector) : TLanes.Zero;
            {
                TVector w = TLanes.Broadcast(w0);
                s00 = TLanes.MultiplyAdd(w, x0, s00);
                if (TVectors.Value > 1) s01 = TLanes.MultiplyAdd(w, x1, s01);
                if (TVectors.Value > 2) s02 = TLanes.MultiplyAdd(w, x2, s02);
                if (TVectors.Value > 3) s03 = TLanes.MultiplyAdd(w, x3, s03);
                w0 += term;
            }
            if (TRows.Value > 1)
            {
                TVector w = TLanes.Broadcast(w1);
                s10 = TLanes.MultiplyAdd(w, x0, s10);
                if (TVectors.Value > 1) s11 = TLanes.MultiplyAdd(w, x1, s11);
                if (TVectors.Value > 2) s12 = TLanes.MultiplyAdd(w, x2, s12);
                if (TVectors.Value > 3) s13 = TLanes.MultiplyAdd(w, x3, s13);
                w1 += term;
            }
            if (TRows.Value > 2)
            {
                TVector w = TLanes.Broadcast(w2);
                s20 = TLanes.MultiplyAdd(w, x0, s20);
                if (TVectors.Value > 1) s21 = TLanes.MultiplyAdd(w, x1, s21);
                if (TVectors.Value > 2) s22 = TLanes.MultiplyAdd(w, x2, s22);
                if (TVectors.Value > 3) s23 = TLanes.MultiplyAdd(w, x3, s23);
                w2 += term;
            }
            if (TRows.Value > 3)
            {
                TVector w = TLanes.Broadcast(w3);
                s30 = TLanes.MultiplyAdd(w, x0, s30);
                if (TVectors.Value > 1) s31 = TLanes.MultiplyAdd(w, x1, s31);
                if (TVectors.Value > 2) s32 = TLanes.MultiplyAdd(w, x2, s32);
                if (TVectors.Value > 3) s33 = TLanes.MultiplyAdd(w, x3, s33);
                w3 += term;
            }
            if (TRows.Value > 4)
            {
                TVector w = TLanes.Broadcast(w4);
                s40 = TLanes.MultiplyAdd(w, x0, s40);
                if (TVectors.Value > 1) s41 = TLanes.MultiplyAdd(w, x1, s41);
                if (TVectors.Value > 2) s42 = TLanes.MultiplyAdd(w, x2, s42);
                if (TVectors.Value > 3) s43 = TLanes.MultiplyAdd(w, x3, s43);
                w4 += term;
            }
            if (TRows.Value > 5)
            {
                TVector w = TLanes.Broadcast(w5);
                s50 = TLanes.MultiplyAdd(w, x0, s50);
                if (TVectors.Value > 1) s51 = TLanes.MultiplyAdd(w, x1, s51);
                if (TVectors.Value > 2) s52 = TLanes.MultiplyAdd(w, x2, s52);
                if (TVectors.Value > 3) s53 = TLanes.MultiplyAdd(w, x3, s53);
                w5 += term;
            }
        }

        {
            TLanes.Store(s00, d0 + 0 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s01, d0 + 0 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s02, d0 + 0 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s03, d0 + 0 * row + 3 * step);
        }
        if (TRows.Value > 1)
        {
            TLanes.Store(s10, d0 + 1 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s11, d0 + 1 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s12, d0 + 1 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s13, d0 + 1 * row + 3 * step);
        }
        if (TRows.Value > 2)
        {
            TLanes.Store(s20, d0 + 2 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s21, d0 + 2 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s22, d0 + 2 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s23, d0 + 2 * row + 3 * step);
        }
        if (TRows.Value > 3)
        {
            TLanes.Store(s30, d0 + 3 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s31, d0 + 3 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s32, d0 + 3 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s33, d0 + 3 * row + 3 * step);
        }
        if (TRows.Value > 4)
        {
            TLanes.Store(s40, d0 + 4 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s41, d0 + 4 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s42, d0 + 4 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s43, d0 + 4 * row + 3 * step);
        }
        if (TRows.Value > 5)
        {
            TLanes.Store(s50, d0 + 5 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s51, d0 + 5 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s52, d0 + 5 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s53, d0 + 5 * row + 3 * step);
        }
    }
}
