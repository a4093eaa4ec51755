using Sweep.Planning;
using Sweep.Planning.Randomness;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>An element-wise activation with parameters per layer or per channel. Its backward pass works in place.</summary>
internal sealed unsafe class ActivationLayer : Layer
{
    private readonly Tensor input, output;
    private readonly CompiledActivation<float> activation;
    private readonly string node;
    private readonly float* parameters, parameterGradients; // (scopes, parameters)
    private readonly int scopes;
    private readonly float* noise; // (micro-batch, elements) when the activation reads noise
    private readonly nint noiseStride;
    private RandomStream? stream;

    public ActivationLayer(Tensor input, Tensor output, CompiledActivation<float> activation, int scopes, LayerMemory memory)
    {
        (this.input, this.output, this.activation, this.scopes, node) = (input, output, activation, scopes, memory.Node);
        if (activation.ParameterCount > 0)
            memory.Parameter("parameters", out parameters, out parameterGradients);
        if (activation.UsesNoise)
        {
            noise = memory.Arena.Floats((long)input.Length * memory.KeptMicroBatches);
            noiseStride = memory.KeptMicroBatches > 1 ? input.Length : 0;
        }
    }

    /// <inheritdoc/>
    public override void BeginEpoch(StreamKey key, string epoch)
    {
        if (activation.UsesNoise)
            stream = RandomStream.For(key, $"noise/{node}/{epoch}");
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* drawn = noise + pass.MicroBatch * noiseStride;
        if (activation.UsesNoise)
            Draw(drawn, pass);
        int length = input.Length / scopes, count = activation.ParameterCount;
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        for (int scope = 0; scope < scopes; scope++)
        {
            nint at = (nint)scope * length;
            activation.Forward(new(x + at, length), new(parameters + scope * count, count), Noise(drawn + at, length), new(y + at, length));
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* drawn = noise + pass.MicroBatch * noiseStride;
        int length = input.Length / scopes, count = activation.ParameterCount;
        float* x = input.Values(pass.MicroBatch), gradient = output.Gradients(pass.MicroBatch);
        for (int scope = 0; scope < scopes; scope++)
        {
            nint at = (nint)scope * length;
            activation.Backward(new(x + at, length), new(parameters + scope * count, count), Noise(drawn + at, length), new(gradient + at, length),
                new(gradient + at, length), new(parameterGradients + scope * count, count));
        }
    }

    private ReadOnlySpan<float> Noise(float* drawn, int length) => activation.UsesNoise ? new(drawn, length) : default;

    // Sample by sample, so that the numbers do not depend on how a batch is cut into micro-batches.
    private void Draw(float* drawn, in Pass pass)
    {
        int samples = input.Samples, elements = input.Shape.Count;
        if (!pass.Training)
        {
            new Span<float>(drawn, input.Length).Fill(0.5f);
            return;
        }
        var random = stream ?? throw new InvalidOperationException("A stochastic activation trains within an epoch.");
        for (int sample = 0; sample < samples; sample++)
        {
            for (int i = 0; i < elements; i++)
                drawn[(nint)i * samples + sample] = sample < pass.Live ? random.NextSingle() : 0.5f;
        }
    }
}
