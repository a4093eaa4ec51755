using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The register-blocked product behind convolutions and linear layers, in both directions:
/// destination[r][v] = start + sum over terms k of weights[r][k] * source[offsets[k]][v], for one block after another along a line.</summary>
/// <remarks>All accumulators stay in registers over all terms; rows and vectors are compile-time numbers, and branches on them vanish.
/// AggressiveOptimization skips the tiers: the kernel runs optimised from its first call on.</remarks>
internal static unsafe class BlockProduct
{
    /// <summary>Most rows of a block.</summary>
    public const int MaxRows = 6;

    /// <summary>Most vectors of a block.</summary>
    public const int MaxVectors = 4;

    /// <summary>Runs the blocks of a call.</summary>
    /// <typeparam name="TLanes">The vector width.</typeparam>
    /// <typeparam name="TVector">Its vectors.</typeparam>
    /// <typeparam name="TRows">Rows of the block.</typeparam>
    /// <typeparam name="TVectors">Vectors of each row.</typeparam>
    /// <typeparam name="TDense">One: the factors of a term lie side by side, those of the next term behind them, and vectors are contiguous, so that
    /// all distances are constants. Two: distances as in the call.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows, TVectors, TDense>(BlockCall* call)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TDense : struct, ICount
    {
        bool dense = TDense.Value == 1; // a constant for the JIT
        nint row = call->DestinationRow, step = dense ? TLanes.Count : call->DestinationVector;
        nint vector = dense ? TLanes.Count : call->SourceVector;
        nint term = dense ? TRows.Value : call->WeightTerm, weightRow = dense ? 1 : call->WeightRow;
        float* source = call->Source, d0 = call->Destination;
        int* end = call->Offsets + call->Terms;
        for (int repeat = call->Repeats; repeat > 0; repeat--, source += call->SourceRepeat, d0 += call->DestinationRepeat)
        {
            TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
            TVector s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
            TVector s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero;
            TVector s30 = TLanes.Zero, s31 = TLanes.Zero, s32 = TLanes.Zero, s33 = TLanes.Zero;
            TVector s40 = TLanes.Zero, s41 = TLanes.Zero, s42 = TLanes.Zero, s43 = TLanes.Zero;
            TVector s50 = TLanes.Zero, s51 = TLanes.Zero, s52 = TLanes.Zero, s53 = TLanes.Zero;
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
                s00 = TLanes.Load(d0 + 0 * row + 0 * step);
                if (TVectors.Value > 1) s01 = TLanes.Load(d0 + 0 * row + 1 * step);
                if (TVectors.Value > 2) s02 = TLanes.Load(d0 + 0 * row + 2 * step);
                if (TVectors.Value > 3) s03 = TLanes.Load(d0 + 0 * row + 3 * step);
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

            float* w0 = call->Weights, w1 = w0 + weightRow, w2 = w1 + weightRow, w3 = w2 + weightRow, w4 = w3 + weightRow, w5 = w4 + weightRow;
            for (int* offset = call->Offsets; offset < end; offset++)
            {
                float* x = source + *offset;
                TVector x0 = TLanes.Load(x);
                TVector x1 = TVectors.Value > 1 ? TLanes.Load(x + 1 * vector) : TLanes.Zero;
                TVector x2 = TVectors.Value > 2 ? TLanes.Load(x + 2 * vector) : TLanes.Zero;
                TVector x3 = TVectors.Value > 3 ? TLanes.Load(x + 3 * vector) : TLanes.Zero;
                TVector f0 = TLanes.Broadcast(dense ? w0 + 0 : w0);
                s00 = TLanes.MultiplyAdd(f0, x0, s00);
                if (TVectors.Value > 1) s01 = TLanes.MultiplyAdd(f0, x1, s01);
                if (TVectors.Value > 2) s02 = TLanes.MultiplyAdd(f0, x2, s02);
                if (TVectors.Value > 3) s03 = TLanes.MultiplyAdd(f0, x3, s03);
                if (TRows.Value > 1)
                {
                    TVector f1 = TLanes.Broadcast(dense ? w0 + 1 : w1);
                    s10 = TLanes.MultiplyAdd(f1, x0, s10);
                    if (TVectors.Value > 1) s11 = TLanes.MultiplyAdd(f1, x1, s11);
                    if (TVectors.Value > 2) s12 = TLanes.MultiplyAdd(f1, x2, s12);
                    if (TVectors.Value > 3) s13 = TLanes.MultiplyAdd(f1, x3, s13);
                    if (!dense) w1 += term;
                }
                if (TRows.Value > 2)
                {
                    TVector f2 = TLanes.Broadcast(dense ? w0 + 2 : w2);
                    s20 = TLanes.MultiplyAdd(f2, x0, s20);
                    if (TVectors.Value > 1) s21 = TLanes.MultiplyAdd(f2, x1, s21);
                    if (TVectors.Value > 2) s22 = TLanes.MultiplyAdd(f2, x2, s22);
                    if (TVectors.Value > 3) s23 = TLanes.MultiplyAdd(f2, x3, s23);
                    if (!dense) w2 += term;
                }
                if (TRows.Value > 3)
                {
                    TVector f3 = TLanes.Broadcast(dense ? w0 + 3 : w3);
                    s30 = TLanes.MultiplyAdd(f3, x0, s30);
                    if (TVectors.Value > 1) s31 = TLanes.MultiplyAdd(f3, x1, s31);
                    if (TVectors.Value > 2) s32 = TLanes.MultiplyAdd(f3, x2, s32);
                    if (TVectors.Value > 3) s33 = TLanes.MultiplyAdd(f3, x3, s33);
                    if (!dense) w3 += term;
                }
                if (TRows.Value > 4)
                {
                    TVector f4 = TLanes.Broadcast(dense ? w0 + 4 : w4);
                    s40 = TLanes.MultiplyAdd(f4, x0, s40);
                    if (TVectors.Value > 1) s41 = TLanes.MultiplyAdd(f4, x1, s41);
                    if (TVectors.Value > 2) s42 = TLanes.MultiplyAdd(f4, x2, s42);
                    if (TVectors.Value > 3) s43 = TLanes.MultiplyAdd(f4, x3, s43);
                    if (!dense) w4 += term;
                }
                if (TRows.Value > 5)
                {
                    TVector f5 = TLanes.Broadcast(dense ? w0 + 5 : w5);
                    s50 = TLanes.MultiplyAdd(f5, x0, s50);
                    if (TVectors.Value > 1) s51 = TLanes.MultiplyAdd(f5, x1, s51);
                    if (TVectors.Value > 2) s52 = TLanes.MultiplyAdd(f5, x2, s52);
                    if (TVectors.Value > 3) s53 = TLanes.MultiplyAdd(f5, x3, s53);
                    if (!dense) w5 += term;
                }
                w0 += term;
            }

            TLanes.Store(s00, d0 + 0 * row + 0 * step);
            if (TVectors.Value > 1) TLanes.Store(s01, d0 + 0 * row + 1 * step);
            if (TVectors.Value > 2) TLanes.Store(s02, d0 + 0 * row + 2 * step);
            if (TVectors.Value > 3) TLanes.Store(s03, d0 + 0 * row + 3 * step);
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
}
