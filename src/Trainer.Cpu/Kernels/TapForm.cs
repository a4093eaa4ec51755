namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The form of a block of a convolution's weight gradient: sums[r][t] = start + sum over positions p of gradient[r][p] *
/// input[t][p], lane by lane; <see cref="LaneSums"/> adds the lanes later. Distances are in floats.</summary>
/// <param name="Rows">Output channels of the block.</param>
/// <param name="Taps">Weights of the block: of one kernel line, or of several input channels at one place.</param>
/// <param name="Samples">Per position.</param>
/// <param name="Positions">Of a line of gradients.</param>
/// <param name="GradientRow">From one output channel's gradients to the next; lines of a channel follow each other, with
/// <see cref="GradientGap"/> between them.</param>
/// <param name="InputLine">From one line's input to the next one's.</param>
/// <param name="InputTap">From one tap's input to the next one's.</param>
/// <param name="FirstPosition">The input position that meets the first gradient of a line and the first tap; negative in the
/// padding.</param>
/// <param name="Stride">Input positions from one gradient of a line to the next.</param>
/// <param name="TapPositions">Input positions from one tap to the next: 1, or 0 where taps are channels.</param>
/// <param name="InputPositions">Of an input line; what lies outside is padding and adds nothing.</param>
/// <param name="SumsRow">From one row's partial sums to the next.</param>
/// <param name="Accumulates">Whether the sums start from what is there instead of zero.</param>
internal sealed record TapForm(int Rows, int Taps, int Samples, int Positions, int GradientRow, int InputLine, int InputTap,
    int FirstPosition, int Stride,
    int TapPositions, int InputPositions, int SumsRow, bool Accumulates)
{
    /// <summary>What lies between one line of gradients and the next.</summary>
    public int GradientGap { get; init; }

    /// <summary>Whether the input that a gradient and a tap meet at is not padding.</summary>
    public bool Meets(int position, int tap) => (uint)(FirstPosition + position * Stride + tap * TapPositions) < (uint)InputPositions;

    /// <summary>Whether a position meets input with every tap.</summary>
    public bool IsInner(int position) => Meets(position, 0) && Meets(position, Taps - 1);
}
