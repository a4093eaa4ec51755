using System.Runtime.CompilerServices;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The arguments of one <see cref="TapProduct"/>: a block of rows (output channels) x taps (weights of a kernel row).</summary>
/// <remarks>Distances are in floats.</remarks>
internal unsafe struct TapCall
{
    /// <summary>Gradient of the first output channel at the first position.</summary>
    public float* Gradient;

    /// <summary>From one output channel's gradient to the next.</summary>
    public nint GradientRow;

    /// <summary>From one line of positions to the next in the gradient.</summary>
    public nint GradientLine;

    /// <summary>The input that meets the first tap at the first position.</summary>
    public float* Input;

    /// <summary>From one tap's input to the next.</summary>
    public nint InputTap;

    /// <summary>From one line of positions to the next in the input.</summary>
    public nint InputLine;

    /// <summary>From one position to the next in the input; in the gradient positions are contiguous.</summary>
    public nint InputPosition;

    /// <summary>Lines of positions.</summary>
    public int Lines;

    /// <summary>Positions per line.</summary>
    public int Positions;

    /// <summary>Floats per position: a multiple of the vector.</summary>
    public int Samples;

    /// <summary>(rows, taps) vectors of partial sums.</summary>
    public float* Sums;

    /// <summary>From one row's partial sums to the next.</summary>
    public nint SumsRow;

    /// <summary>Whether to add to the partial sums instead of setting them.</summary>
    public bool Accumulate;
}

/// <summary>The weight gradient of a convolution: sums[r][t] += sum over positions p of gradient[r][p] * input[t][p], lane by lane;
/// <see cref="LaneSums"/> adds the lanes later.</summary>
internal static unsafe class TapProduct
{
    /// <summary>Most rows of a block.</summary>
    public const int MaxRows = 5;

    /// <summary>Most taps of a block.</summary>
    public const int MaxTaps = 5;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows, TTaps>(TapCall* call)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount
        where TTaps : struct, ICount
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
            {
                s00 = TLanes.Load(sums + 0 * sumsRow + 0 * TLanes.Count);
                if (TTaps.Value > 1) s01 = TLanes.Load(sums + 0 * sumsRow + 1 * TLanes.Count);
                if (TTaps.Value > 2) s02 = TLanes.Load(sums + 0 * sumsRow + 2 * TLanes.Count);
                if (TTaps.Value > 3) s03 = TLanes.Load(sums + 0 * sumsRow + 3 * TLanes.Count);
                if (TTaps.Value > 4) s04 = TLanes.Load(sums + 0 * sumsRow + 4 * TLanes.Count);
            }
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

        nint gradientRow = call->GradientRow, tap = call->InputTap;
        nint skip = call->InputPosition - call->Samples; // from the end of one position's samples to the next position
        int samples = call->Samples;
        for (int line = 0; line < call->Lines; line++)
        {
            float* g0 = call->Gradient + line * call->GradientLine;
            float* g1 = g0 + gradientRow, g2 = g1 + gradientRow, g3 = g2 + gradientRow, g4 = g3 + gradientRow;
            float* i0 = call->Input + line * call->InputLine;
            float* i1 = i0 + tap, i2 = i1 + tap, i3 = i2 + tap, i4 = i3 + tap;
            if (skip == 0)
            {
                nint length = (nint)call->Positions * samples;
                for (nint n = 0; n < length; n += TLanes.Count)
                {
                    TVector a0 = TLanes.Load(g0 + n);
                    TVector a1 = TRows.Value > 1 ? TLanes.Load(g1 + n) : TLanes.Zero;
                    TVector a2 = TRows.Value > 2 ? TLanes.Load(g2 + n) : TLanes.Zero;
                    TVector a3 = TRows.Value > 3 ? TLanes.Load(g3 + n) : TLanes.Zero;
                    TVector a4 = TRows.Value > 4 ? TLanes.Load(g4 + n) : TLanes.Zero;
                    {
                        TVector x = TLanes.Load(i0 + n);
                        s00 = TLanes.MultiplyAdd(a0, x, s00);
                        if (TRows.Value > 1) s10 = TLanes.MultiplyAdd(a1, x, s10);
                        if (TRows.Value > 2) s20 = TLanes.MultiplyAdd(a2, x, s20);
                        if (TRows.Value > 3) s30 = TLanes.MultiplyAdd(a3, x, s30);
                        if (TRows.Value > 4) s40 = TLanes.MultiplyAdd(a4, x, s40);
                    }
                    if (TTaps.Value > 1)
                    {
                        TVector x = TLanes.Load(i1 + n);
                        s01 = TLanes.MultiplyAdd(a0, x, s01);
                        if (TRows.Value > 1) s11 = TLanes.MultiplyAdd(a1, x, s11);
                        if (TRows.Value > 2) s21 = TLanes.MultiplyAdd(a2, x, s21);
                        if (TRows.Value > 3) s31 = TLanes.MultiplyAdd(a3, x, s31);
                        if (TRows.Value > 4) s41 = TLanes.MultiplyAdd(a4, x, s41);
                    }
                    if (TTaps.Value > 2)
                    {
                        TVector x = TLanes.Load(i2 + n);
                        s02 = TLanes.MultiplyAdd(a0, x, s02);
                        if (TRows.Value > 1) s12 = TLanes.MultiplyAdd(a1, x, s12);
                        if (TRows.Value > 2) s22 = TLanes.MultiplyAdd(a2, x, s22);
                        if (TRows.Value > 3) s32 = TLanes.MultiplyAdd(a3, x, s32);
                        if (TRows.Value > 4) s42 = TLanes.MultiplyAdd(a4, x, s42);
                    }
                    if (TTaps.Value > 3)
                    {
                        TVector x = TLanes.Load(i3 + n);
                        s03 = TLanes.MultiplyAdd(a0, x, s03);
                        if (TRows.Value > 1) s13 = TLanes.MultiplyAdd(a1, x, s13);
                        if (TRows.Value > 2) s23 = TLanes.MultiplyAdd(a2, x, s23);
                        if (TRows.Value > 3) s33 = TLanes.MultiplyAdd(a3, x, s33);
                        if (TRows.Value > 4) s43 = TLanes.MultiplyAdd(a4, x, s43);
                    }
                    if (TTaps.Value > 4)
                    {
                        TVector x = TLanes.Load(i4 + n);
                        s04 = TLanes.MultiplyAdd(a0, x, s04);
                        if (TRows.Value > 1) s14 = TLanes.MultiplyAdd(a1, x, s14);
                        if (TRows.Value > 2) s24 = TLanes.MultiplyAdd(a2, x, s24);
                        if (TRows.Value > 3) s34 = TLanes.MultiplyAdd(a3, x, s34);
                        if (TRows.Value > 4) s44 = TLanes.MultiplyAdd(a4, x, s44);
                    }
                }
            }
            else
            {
                nint n = 0, m = 0;
                for (int position = 0; position < call->Positions; position++, m += skip)
                {
                    for (int sample = 0; sample < samples; sample += TLanes.Count, n += TLanes.Count, m += TLanes.Count)
                    {
                        TVector a0 = TLanes.Load(g0 + n);
                        TVector a1 = TRows.Value > 1 ? TLanes.Load(g1 + n) : TLanes.Zero;
                        TVector a2 = TRows.Value > 2 ? TLanes.Load(g2 + n) : TLanes.Zero;
                        TVector a3 = TRows.Value > 3 ? TLanes.Load(g3 + n) : TLanes.Zero;
                        TVector a4 = TRows.Value > 4 ? TLanes.Load(g4 + n) : TLanes.Zero;
                        {
                            TVector x = TLanes.Load(i0 + m);
                            s00 = TLanes.MultiplyAdd(a0, x, s00);
                            if (TRows.Value > 1) s10 = TLanes.MultiplyAdd(a1, x, s10);
                            if (TRows.Value > 2) s20 = TLanes.MultiplyAdd(a2, x, s20);
                            if (TRows.Value > 3) s30 = TLanes.MultiplyAdd(a3, x, s30);
                            if (TRows.Value > 4) s40 = TLanes.MultiplyAdd(a4, x, s40);
                        }
                        if (TTaps.Value > 1)
                        {
                            TVector x = TLanes.Load(i1 + m);
                            s01 = TLanes.MultiplyAdd(a0, x, s01);
                            if (TRows.Value > 1) s11 = TLanes.MultiplyAdd(a1, x, s11);
                            if (TRows.Value > 2) s21 = TLanes.MultiplyAdd(a2, x, s21);
                            if (TRows.Value > 3) s31 = TLanes.MultiplyAdd(a3, x, s31);
                            if (TRows.Value > 4) s41 = TLanes.MultiplyAdd(a4, x, s41);
                        }
                        if (TTaps.Value > 2)
                        {
                            TVector x = TLanes.Load(i2 + m);
                            s02 = TLanes.MultiplyAdd(a0, x, s02);
                            if (TRows.Value > 1) s12 = TLanes.MultiplyAdd(a1, x, s12);
                            if (TRows.Value > 2) s22 = TLanes.MultiplyAdd(a2, x, s22);
                            if (TRows.Value > 3) s32 = TLanes.MultiplyAdd(a3, x, s32);
                            if (TRows.Value > 4) s42 = TLanes.MultiplyAdd(a4, x, s42);
                        }
                        if (TTaps.Value > 3)
                        {
                            TVector x = TLanes.Load(i3 + m);
                            s03 = TLanes.MultiplyAdd(a0, x, s03);
                            if (TRows.Value > 1) s13 = TLanes.MultiplyAdd(a1, x, s13);
                            if (TRows.Value > 2) s23 = TLanes.MultiplyAdd(a2, x, s23);
                            if (TRows.Value > 3) s33 = TLanes.MultiplyAdd(a3, x, s33);
                            if (TRows.Value > 4) s43 = TLanes.MultiplyAdd(a4, x, s43);
                        }
                        if (TTaps.Value > 4)
                        {
                            TVector x = TLanes.Load(i4 + m);
                            s04 = TLanes.MultiplyAdd(a0, x, s04);
                            if (TRows.Value > 1) s14 = TLanes.MultiplyAdd(a1, x, s14);
                            if (TRows.Value > 2) s24 = TLanes.MultiplyAdd(a2, x, s24);
                            if (TRows.Value > 3) s34 = TLanes.MultiplyAdd(a3, x, s34);
                            if (TRows.Value > 4) s44 = TLanes.MultiplyAdd(a4, x, s44);
                        }
                    }
                }
            }
        }

        {
            TLanes.Store(s00, sums + 0 * sumsRow + 0 * TLanes.Count);
            if (TTaps.Value > 1) TLanes.Store(s01, sums + 0 * sumsRow + 1 * TLanes.Count);
            if (TTaps.Value > 2) TLanes.Store(s02, sums + 0 * sumsRow + 2 * TLanes.Count);
            if (TTaps.Value > 3) TLanes.Store(s03, sums + 0 * sumsRow + 3 * TLanes.Count);
            if (TTaps.Value > 4) TLanes.Store(s04, sums + 0 * sumsRow + 4 * TLanes.Count);
        }
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
