using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The form of the weight gradient of an output channel, or of some lines of its kernel, through a max pooling over windows of
/// 2x2: sums[y][x] = sum over windows and the position that won in each of gradient * input, lane by lane.</summary>
/// <param name="KernelLines">Of the weights.</param>
/// <param name="KernelColumns">Of the weights.</param>
/// <param name="Stride">Of the convolution, which has no padding.</param>
/// <param name="Samples">Per position.</param>
/// <param name="Windows">Of a line.</param>
/// <param name="InputLine">Floats from one input line to the next.</param>
internal sealed record PooledTapForm(int KernelLines, int KernelColumns, Extent Stride, int Samples, int Windows, int InputLine);
