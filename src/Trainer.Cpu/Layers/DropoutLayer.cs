using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Dropout: the factors 0 and 1/(1-p) are drawn sample by sample, so that they do not depend on micro-batches.</summary>
internal sealed unsafe class DropoutLayer : Layer
{
    private readonly Tensor input, output;
    private readonly string node;
    private readonly float probability;
    private readonly float* factors; // (micro-batch, elements)
    private readonly nint stride;
    private RandomStream? stream;
    private bool isStill; // in training passes too

    public DropoutLayer(Tensor input, Tensor output, LayerDescription.Dropout layer, LayerMemory memory)
    {
        (this.input, this.output, node, probability) = (input, output, memory.Node, (float)layer.Probability);
        factors = memory.Arena.Floats((long)input.Length * memory.KeptMicroBatches);
        stride = memory.KeptMicroBatches > 1 ? input.Length : 0;
    }

    /// <inheritdoc/>
    public override void BeginEpoch(StreamKey key, string epoch) => stream = RandomStream.For(key, $"dropout/{node}/{epoch}");

    /// <inheritdoc/>
    public override void JudgeBy(NormStatistics? statistics) => isStill = statistics is not null;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        if (!pass.Training || isStill)
        {
            Lines.Copy(input.Values(pass.MicroBatch), output.Values(pass.MicroBatch), input.Length);
            return;
        }
        var random = stream ?? throw new InvalidOperationException("Dropout trains within an epoch.");
        float* factor = factors + pass.MicroBatch * stride;
        float kept = 1 / (1 - probability);
        int samples = input.Samples, elements = input.Shape.Count;
        for (int sample = 0; sample < pass.SampleCount; sample++)
        {
            for (int i = 0; i < elements; i++)
                factor[(nint)i * samples + sample] = random.NextSingle() < probability ? 0 : kept;
        }
        Lines.Multiply(input.Values(pass.MicroBatch), factor, output.Values(pass.MicroBatch), input.Length);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* gradient = output.Gradients(pass.MicroBatch), to = input.Gradients(pass.MicroBatch);
        if (isStill)
            Lines.Copy(gradient, to, input.Length);
        else
            Lines.Multiply(gradient, factors + pass.MicroBatch * stride, to, input.Length);
    }
}
