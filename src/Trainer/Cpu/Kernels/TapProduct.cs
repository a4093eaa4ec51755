using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The weight gradient of a convolution: sums[r][t] += sum over positions p of gradient[r][p] * input[t][p], lane by lane;
/// <see cref="LaneSums"/> adds the lanes later.</summary>
internal static unsafe class TapProduct
{
    /// <summary>Most rows of a block.</summary>
    public const int MaxRows = 5;

    /// <summary>Most taps of a block.</summary>
    public const int MaxTaps = 5;

    /// <summary>Floats from one tap to the next, and per position, of the dense kind.</summary>
    public const int DenseSamples = 16;

    /// <summary>Runs a call.</summary>
    /// <typeparam name="TLanes">The vector width.</typeparam>
    /// <typeparam name="TVector">Its vectors.</typeparam>
    /// <typeparam name="TRows">Output channels of the block.</typeparam>
    /// <typeparam name="TTaps">Weights of the block.</typeparam>
    /// <typeparam name="TDense">One: positions follow each other and taps are one position of <see cref="DenseSamples"/> apart, so that their distances
    /// are constants. Two: distances as in the call.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows, TTaps, TDense>(TapCall* call)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount
        where TTaps : struct, ICount
        where TDense : struct, ICount
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero, s04 = TLanes.Zero;
        TVector s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero, s14 = TLanes.Zero;
        TVector s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero, s24 = TLanes.Zero;
        TVector s30 = TLanes.Zero, s31 = TLanes.Zero, s32 = TLanes.Zero, s33 = TLanes.Zero, s34 = TLanes.Zero;
        TVector s40 = TLanes.Zero, s41 = TLanes.Zero, s42 = TLanes.Zero, s43 = TLanes.Zero, s44 = TLanes.Zero;
        float* sums = call->Sums;
        nint sumsRow = call->SumsRow;
        if (call->Accumulate)
        {
            s00 = TLanes.Load(sums + 0 * sumsRow + 0 * TLanes.Count);
            if (TTaps.Value > 1) s01 = TLanes.Load(sums + 0 * sumsRow + 1 * TLanes.Count);
            if (TTaps.Value > 2) s02 = TLanes.Load(sums + 0 * sumsRow + 2 * TLanes.Count);
            if (TTaps.Value > 3) s03 = TLanes.Load(sums + 0 * sumsRow + 3 * TLanes.Count);
            if (TTaps.Value > 4) s04 = TLanes.Load(sums + 0 * sumsRow + 4 * TLanes.Count);
            if (TRows.Value > 1)
            {
                s10 = TLanes.Load(sums + 1 * sumsRow + 0 * TLanes.Count);
                if (TTaps.Value > 1) s11 = TLanes.Load(sums + 1 * sumsRow + 1 * TLanes.Count);
                if (TTaps.Value > 2) s12 = TLanes.Load(sums + 1 * sumsRow + 2 * TLanes.Count);
                if (TTaps.Value > 3) s13 = TLanes.Load(sums + 1 * sumsRow + 3 * TLanes.Count);
                if (TTaps.Value > 4) s14 = TLanes.Load(sums + 1 * sumsRow + 4 * TLanes.Count);
            }
            if (TRows.Value > 2)
            {
                s20 = TLanes.Load(sums + 2 * sumsRow + 0 * TLanes.Count);
                if (TTaps.Value > 1) s21 = TLanes.Load(sums + 2 * sumsRow + 1 * TLanes.Count);
                if (TTaps.Value > 2) s22 = TLanes.Load(sums + 2 * sumsRow + 2 * TLanes.Count);
                if (TTaps.Value > 3) s23 = TLanes.Load(sums + 2 * sumsRow + 3 * TLanes.Count);
                if (TTaps.Value > 4) s24 = TLanes.Load(sums + 2 * sumsRow + 4 * TLanes.Count);
            }
            if (TRows.Value > 3)
            {
                s30 = TLanes.Load(sums + 3 * sumsRow + 0 * TLanes.Count);
                if (TTaps.Value > 1) s31 = TLanes.Load(sums + 3 * sumsRow + 1 * TLanes.Count);
                if (TTaps.Value > 2) s32 = TLanes.Load(sums + 3 * sumsRow + 2 * TLanes.Count);
                if (TTaps.Value > 3) s33 = TLanes.Load(sums + 3 * sumsRow + 3 * TLanes.Count);
                if (TTaps.Value > 4) s34 = TLanes.Load(sums + 3 * sumsRow + 4 * TLanes.Count);
            }
            if (TRows.Value > 4)
            {
                s40 = TLanes.Load(sums + 4 * sumsRow + 0 * TLanes.Count);
                if (TTaps.Value > 1) s41 = TLanes.Load(sums + 4 * sumsRow + 1 * TLanes.Count);
                if (TTaps.Value > 2) s42 = TLanes.Load(sums + 4 * sumsRow + 2 * TLanes.Count);
                if (TTaps.Value > 3) s43 = TLanes.Load(sums + 4 * sumsRow + 3 * TLanes.Count);
                if (TTaps.Value > 4) s44 = TLanes.Load(sums + 4 * sumsRow + 4 * TLanes.Count);
            }
        }

        bool dense = TDense.Value == 1; // a constant for the JIT
        nint gradientRow = call->GradientRow, tap = dense ? DenseSamples : call->InputTap, jump = call->InputLine;
        float* g0 = call->Gradient, i0 = call->Input;
        float* g1 = g0 + gradientRow, g2 = g1 + gradientRow, g3 = g2 + gradientRow, g4 = g3 + gradientRow;
        nint n = 0, length = (nint)call->Positions * call->Samples; // gradients lie without gaps, line after line
        if (dense)
            jump -= length;
        for (int line = call->Lines; line > 0; line--, i0 += jump)
        {
            nint end = n + length;
            if (dense)
            {
                for (; n < end; n += TLanes.Count, i0 += TLanes.Count)
                {
                    TVector a0 = TLanes.Load(g0 + n);
                    TVector a1 = TRows.Value > 1 ? TLanes.Load(g1 + n) : TLanes.Zero;
                    TVector a2 = TRows.Value > 2 ? TLanes.Load(g2 + n) : TLanes.Zero;
                    TVector a3 = TRows.Value > 3 ? TLanes.Load(g3 + n) : TLanes.Zero;
                    TVector a4 = TRows.Value > 4 ? TLanes.Load(g4 + n) : TLanes.Zero;
                    TVector x0 = TLanes.Load(i0 + 0 * tap);
                    s00 = TLanes.MultiplyAdd(a0, x0, s00);
                    if (TRows.Value > 1) s10 = TLanes.MultiplyAdd(a1, x0, s10);
                    if (TRows.Value > 2) s20 = TLanes.MultiplyAdd(a2, x0, s20);
                    if (TRows.Value > 3) s30 = TLanes.MultiplyAdd(a3, x0, s30);
                    if (TRows.Value > 4) s40 = TLanes.MultiplyAdd(a4, x0, s40);
                    if (TTaps.Value > 1)
                    {
                        TVector x1 = TLanes.Load(i0 + 1 * tap);
                        s01 = TLanes.MultiplyAdd(a0, x1, s01);
                        if (TRows.Value > 1) s11 = TLanes.MultiplyAdd(a1, x1, s11);
                        if (TRows.Value > 2) s21 = TLanes.MultiplyAdd(a2, x1, s21);
                        if (TRows.Value > 3) s31 = TLanes.MultiplyAdd(a3, x1, s31);
                        if (TRows.Value > 4) s41 = TLanes.MultiplyAdd(a4, x1, s41);
                    }
                    if (TTaps.Value > 2)
                    {
                        TVector x2 = TLanes.Load(i0 + 2 * tap);
                        s02 = TLanes.MultiplyAdd(a0, x2, s02);
                        if (TRows.Value > 1) s12 = TLanes.MultiplyAdd(a1, x2, s12);
                        if (TRows.Value > 2) s22 = TLanes.MultiplyAdd(a2, x2, s22);
                        if (TRows.Value > 3) s32 = TLanes.MultiplyAdd(a3, x2, s32);
                        if (TRows.Value > 4) s42 = TLanes.MultiplyAdd(a4, x2, s42);
                    }
                    if (TTaps.Value > 3)
                    {
                        TVector x3 = TLanes.Load(i0 + 3 * tap);
                        s03 = TLanes.MultiplyAdd(a0, x3, s03);
                        if (TRows.Value > 1) s13 = TLanes.MultiplyAdd(a1, x3, s13);
                        if (TRows.Value > 2) s23 = TLanes.MultiplyAdd(a2, x3, s23);
                        if (TRows.Value > 3) s33 = TLanes.MultiplyAdd(a3, x3, s33);
                        if (TRows.Value > 4) s43 = TLanes.MultiplyAdd(a4, x3, s43);
                    }
                    if (TTaps.Value > 4)
                    {
                        TVector x4 = TLanes.Load(i0 + 4 * tap);
                        s04 = TLanes.MultiplyAdd(a0, x4, s04);
                        if (TRows.Value > 1) s14 = TLanes.MultiplyAdd(a1, x4, s14);
                        if (TRows.Value > 2) s24 = TLanes.MultiplyAdd(a2, x4, s24);
                        if (TRows.Value > 3) s34 = TLanes.MultiplyAdd(a3, x4, s34);
                        if (TRows.Value > 4) s44 = TLanes.MultiplyAdd(a4, x4, s44);
                    }
                }
            }
            else
            {
                nint samples = call->Samples, skip = call->InputPosition - samples;
                float* x = i0;
                while (n < end)
                {
                    nint positionEnd = n + samples;
                    for (; n < positionEnd; n += TLanes.Count, x += TLanes.Count)
                    {
                        TVector a0 = TLanes.Load(g0 + n);
                        TVector a1 = TRows.Value > 1 ? TLanes.Load(g1 + n) : TLanes.Zero;
                        TVector a2 = TRows.Value > 2 ? TLanes.Load(g2 + n) : TLanes.Zero;
                        TVector a3 = TRows.Value > 3 ? TLanes.Load(g3 + n) : TLanes.Zero;
                        TVector a4 = TRows.Value > 4 ? TLanes.Load(g4 + n) : TLanes.Zero;
                        TVector x0 = TLanes.Load(x + 0 * tap);
                        s00 = TLanes.MultiplyAdd(a0, x0, s00);
                        if (TRows.Value > 1) s10 = TLanes.MultiplyAdd(a1, x0, s10);
                        if (TRows.Value > 2) s20 = TLanes.MultiplyAdd(a2, x0, s20);
                        if (TRows.Value > 3) s30 = TLanes.MultiplyAdd(a3, x0, s30);
                        if (TRows.Value > 4) s40 = TLanes.MultiplyAdd(a4, x0, s40);
                        if (TTaps.Value > 1)
                        {
                            TVector x1 = TLanes.Load(x + 1 * tap);
                            s01 = TLanes.MultiplyAdd(a0, x1, s01);
                            if (TRows.Value > 1) s11 = TLanes.MultiplyAdd(a1, x1, s11);
                            if (TRows.Value > 2) s21 = TLanes.MultiplyAdd(a2, x1, s21);
                            if (TRows.Value > 3) s31 = TLanes.MultiplyAdd(a3, x1, s31);
                            if (TRows.Value > 4) s41 = TLanes.MultiplyAdd(a4, x1, s41);
                        }
                        if (TTaps.Value > 2)
                        {
                            TVector x2 = TLanes.Load(x + 2 * tap);
                            s02 = TLanes.MultiplyAdd(a0, x2, s02);
                            if (TRows.Value > 1) s12 = TLanes.MultiplyAdd(a1, x2, s12);
                            if (TRows.Value > 2) s22 = TLanes.MultiplyAdd(a2, x2, s22);
                            if (TRows.Value > 3) s32 = TLanes.MultiplyAdd(a3, x2, s32);
                            if (TRows.Value > 4) s42 = TLanes.MultiplyAdd(a4, x2, s42);
                        }
                        if (TTaps.Value > 3)
                        {
                            TVector x3 = TLanes.Load(x + 3 * tap);
                            s03 = TLanes.MultiplyAdd(a0, x3, s03);
                            if (TRows.Value > 1) s13 = TLanes.MultiplyAdd(a1, x3, s13);
                            if (TRows.Value > 2) s23 = TLanes.MultiplyAdd(a2, x3, s23);
                            if (TRows.Value > 3) s33 = TLanes.MultiplyAdd(a3, x3, s33);
                            if (TRows.Value > 4) s43 = TLanes.MultiplyAdd(a4, x3, s43);
                        }
                        if (TTaps.Value > 4)
                        {
                            TVector x4 = TLanes.Load(x + 4 * tap);
                            s04 = TLanes.MultiplyAdd(a0, x4, s04);
                            if (TRows.Value > 1) s14 = TLanes.MultiplyAdd(a1, x4, s14);
                            if (TRows.Value > 2) s24 = TLanes.MultiplyAdd(a2, x4, s24);
                            if (TRows.Value > 3) s34 = TLanes.MultiplyAdd(a3, x4, s34);
                            if (TRows.Value > 4) s44 = TLanes.MultiplyAdd(a4, x4, s44);
                        }
                    }
                    x += skip;
                }
            }
        }

        TLanes.Store(s00, sums + 0 * sumsRow + 0 * TLanes.Count);
        if (TTaps.Value > 1) TLanes.Store(s01, sums + 0 * sumsRow + 1 * TLanes.Count);
        if (TTaps.Value > 2) TLanes.Store(s02, sums + 0 * sumsRow + 2 * TLanes.Count);
        if (TTaps.Value > 3) TLanes.Store(s03, sums + 0 * sumsRow + 3 * TLanes.Count);
        if (TTaps.Value > 4) TLanes.Store(s04, sums + 0 * sumsRow + 4 * TLanes.Count);
        if (TRows.Value > 1)
        {
            TLanes.Store(s10, sums + 1 * sumsRow + 0 * TLanes.Count);
            if (TTaps.Value > 1) TLanes.Store(s11, sums + 1 * sumsRow + 1 * TLanes.Count);
            if (TTaps.Value > 2) TLanes.Store(s12, sums + 1 * sumsRow + 2 * TLanes.Count);
            if (TTaps.Value > 3) TLanes.Store(s13, sums + 1 * sumsRow + 3 * TLanes.Count);
            if (TTaps.Value > 4) TLanes.Store(s14, sums + 1 * sumsRow + 4 * TLanes.Count);
        }
        if (TRows.Value > 2)
        {
            TLanes.Store(s20, sums + 2 * sumsRow + 0 * TLanes.Count);
            if (TTaps.Value > 1) TLanes.Store(s21, sums + 2 * sumsRow + 1 * TLanes.Count);
            if (TTaps.Value > 2) TLanes.Store(s22, sums + 2 * sumsRow + 2 * TLanes.Count);
            if (TTaps.Value > 3) TLanes.Store(s23, sums + 2 * sumsRow + 3 * TLanes.Count);
            if (TTaps.Value > 4) TLanes.Store(s24, sums + 2 * sumsRow + 4 * TLanes.Count);
        }
        if (TRows.Value > 3)
        {
            TLanes.Store(s30, sums + 3 * sumsRow + 0 * TLanes.Count);
            if (TTaps.Value > 1) TLanes.Store(s31, sums + 3 * sumsRow + 1 * TLanes.Count);
            if (TTaps.Value > 2) TLanes.Store(s32, sums + 3 * sumsRow + 2 * TLanes.Count);
            if (TTaps.Value > 3) TLanes.Store(s33, sums + 3 * sumsRow + 3 * TLanes.Count);
            if (TTaps.Value > 4) TLanes.Store(s34, sums + 3 * sumsRow + 4 * TLanes.Count);
        }
        if (TRows.Value > 4)
        {
            TLanes.Store(s40, sums + 4 * sumsRow + 0 * TLanes.Count);
            if (TTaps.Value > 1) TLanes.Store(s41, sums + 4 * sumsRow + 1 * TLanes.Count);
            if (TTaps.Value > 2) TLanes.Store(s42, sums + 4 * sumsRow + 2 * TLanes.Count);
            if (TTaps.Value > 3) TLanes.Store(s43, sums + 4 * sumsRow + 3 * TLanes.Count);
            if (TTaps.Value > 4) TLanes.Store(s44, sums + 4 * sumsRow + 4 * TLanes.Count);
        }
    }
}
