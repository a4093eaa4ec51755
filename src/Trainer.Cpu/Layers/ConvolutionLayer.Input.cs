using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Input gradients: a block of input channels x positions sums over the output channels, kernel lines and kernel columns that
/// reach it. No border is computed in vain.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private readonly LineProduct? inputLine;      // of the input channels of a group; null where nobody needs the input's gradient
    private readonly PackedWeights? inputWeights; // group by group
    private readonly LinePhase[] linePhases;      // by input line modulo vertical stride
    private readonly float* unpooled;             // (groups O, height, width, samples) gradient before a fused pooling

    private void InputGradients(float* gradient, float* inputGradient)
    {
        for (int group = 0; group < size.Groups; group++)
        {
            float* source = gradient + (nint)group * size.O * size.OutputPlane;
            float* destination = inputGradient + (nint)group * size.C * size.InputPlane;
            float* packed = inputWeights!.Values + (nint)group * size.O * size.C * size.KernelPlane;
            for (int line = 0; line < size.InputHeight; line++, destination += size.InputLine)
            {
                var phase = linePhases[(line + size.Padding.Height) % size.Stride.Height];
                int last = (line + size.Padding.Height) / size.Stride.Height; // the gradient line that meets the phase's first kernel line
                int from = Math.Max(0, last - size.Height + 1), to = Math.Min(phase.KernelLines, last + 1);
                inputLine!.Run(source + (nint)(last - from) * size.OutputLine, -size.OutputLine, packed, phase.FirstKernelLine
                    + from, Math.Max(0, to - from),
                    destination, bias: null);
            }
        }
    }

    private void Unpool(float* gradient, float* winner)
    {
        int pooledLine = output.Shape.Width * size.Samples;
        float* lines = unpooled;
        for (int i = 0; i < output.Shape.Channels * output.Shape.Height; i++)
        {
            PoolBackward(gradient, winner, lines);
            gradient += pooledLine;
            winner += pooledLine;
            lines += (nint)size.Pool.Height * size.OutputLine;
        }
    }

    private void PrepareInput(Arena arena, out LineProduct? line, out PackedWeights? packed, out LinePhase[] phases, out float* beforePool)
    {
        line = null;
        packed = null;
        phases = [];
        beforePool = null;
        if (!input.NeedsGradient)
            return;
        beforePool = size.IsPooled ? arena.Floats((long)output.Shape.Channels * size.OutputPlane) : null;
        phases = new LinePhase[size.Stride.Height];
        List<int> kernelLines = []; // phase by phase
        for (int phase = 0; phase < phases.Length; phase++)
        {
            int first = kernelLines.Count;
            for (int y = phase; y < size.Kernel.Height; y += size.Stride.Height)
                kernelLines.Add(y);
            phases[phase] = new LinePhase(first, kernelLines.Count - first);
        }
        bool wholeLine = (long)size.O * size.Kernel.Height * size.OutputLine * sizeof(float) <= LineBytes;
        line = new LineProduct(new(size.C, size.InputPlane, size.InputWidth, size.O, size.OutputPlane, size.Kernel.Height,
            size.Kernel.Width,
            size.OutputPosition, size.Samples, ProductStart.Zero, wholeLine), kernels);
        List<int> order = [];
        for (int group = 0; group < size.Groups; group++)
            order.AddRange(line.PackingOrder((c, o, y, x) => WeightAt(group, o, c, kernelLines[y], x)));
        packed = new PackedWeights([.. order], arena);
    }

    /// <summary>The kernel lines that reach input lines of one remainder modulo the vertical stride.</summary>
    /// <param name="FirstKernelLine">Number of the first, in the order by phases.</param>
    /// <param name="KernelLines">How many there are.</param>
    private readonly record struct LinePhase(int FirstKernelLine, int KernelLines);
}
