using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>A formula of one or more inputs, with parameters per layer or per channel: activations, gates, products of a channel with a
/// number.</summary>
/// <remarks>The gradient of the output and that of one input of full shape may be the same memory. An input with one number per channel or
/// per sample is read again at each position, one with a number per position at each channel; its gradient is summed over them in
/// order.</remarks>
internal sealed unsafe class ElementwiseLayer : Layer
{
    private readonly Tensor[] inputs;
    private readonly Tensor output;
    private readonly CompiledFormula<float> formula;
    private readonly string node;
    private readonly float* parameters, parameterGradients; // (scopes, parameters)
    private readonly int scopes, parts, rows;                // calls per micro-batch, and rows of a call
    private readonly float*[] scratch;                       // per input: gradients that nobody needs or of one channel, or null
    private readonly float* noise;                           // (micro-batch, elements) when the formula reads noise
    private readonly nint noiseStride;
    private RandomStream? stream;
    private bool isStill; // in training passes too

    public ElementwiseLayer(Tensor[] inputs, Tensor output, ElementwiseFormula formula, LayerMemory memory)
    {
        (this.inputs, this.output, node) = (inputs, output, memory.Node);
        bool[] repeats = [.. inputs.Select(i => i.Shape != output.Shape && !IsPerPosition(i))];
        this.formula = inputs.Length == 1 ? formula.CompileSingle() : formula.CompileSingle(repeats);
        scopes = formula.Scope == ParameterScope.PerChannel ? output.Shape.Channels : 1;
        (parts, rows) = inputs.Any(i => i.Shape != output.Shape) ? (output.Shape.Channels, output.Shape.Plane) : (scopes, 1);
        if (formula.LearnableParameters.Count > 0)
            memory.Parameter("parameters", out parameters, out parameterGradients);
        if (formula.UsesNoise)
        {
            noise = memory.Arena.Floats((long)output.Length * memory.KeptMicroBatches);
            noiseStride = memory.KeptMicroBatches > 1 ? output.Length : 0;
        }
        scratch = new float*[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            scratch[i] = inputs.Length == 1 || (inputs[i].NeedsGradient && !IsPerPosition(inputs[i])) ? null
                : memory.Arena.Floats(inputs[i].Length);
        }
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void BeginEpoch(StreamKey key, string epoch)
    {
        if (formula.UsesNoise)
            stream = RandomStream.For(key, $"noise/{node}/{epoch}");
    }

    /// <inheritdoc/>
    public override void JudgeBy(NormStatistics? statistics) => isStill = statistics is not null;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* drawn = noise + pass.MicroBatch * noiseStride, y = output.Values(pass.MicroBatch);
        if (formula.UsesNoise)
            Draw(drawn, pass);
        int length = output.Length / parts, count = formula.ParameterCount;
        float** x = stackalloc float*[inputs.Length];
        for (int part = 0; part < parts; part++)
        {
            nint at = (nint)part * length;
            float* own = parameters + (scopes == 1 ? 0 : part) * count;
            if (inputs.Length == 1)
            {
                formula.Forward(new(inputs[0].Values(pass.MicroBatch) + at, length), new(own, count),
                    Noise(drawn + at, length), new(y + at, length));
                continue;
            }
            for (int i = 0; i < inputs.Length; i++)
                x[i] = inputs[i].Values(pass.MicroBatch) + PlaceOf(i, part);
            formula.ForwardRows(x, own, drawn + at, y + at, rows, length / rows);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!output.NeedsGradient)
            return;
        float* drawn = noise + pass.MicroBatch * noiseStride, gradient = output.Gradients(pass.MicroBatch);
        int length = output.Length / parts, count = formula.ParameterCount;
        float** x = stackalloc float*[inputs.Length], dx = stackalloc float*[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Shape != output.Shape)
                Lines.Clear(inputs[i].NeedsGradient ? inputs[i].Gradients(pass.MicroBatch) : scratch[i], inputs[i].Length); // added to
        }
        for (int part = 0; part < parts; part++)
        {
            nint at = (nint)part * length;
            int scope = scopes == 1 ? 0 : part;
            Span<float> ownGradients = new(parameterGradients + scope * count, count);
            if (inputs.Length == 1)
            {
                formula.Backward(new(inputs[0].Values(pass.MicroBatch) + at, length), new(parameters + scope * count, count),
                    Noise(drawn + at, length), new(gradient + at, length), new(gradient + at, length), ownGradients);
                continue;
            }
            for (int i = 0; i < inputs.Length; i++)
            {
                x[i] = inputs[i].Values(pass.MicroBatch) + PlaceOf(i, part);
                dx[i] = Gradients(i, pass.MicroBatch) + PlaceOf(i, part);
            }
            formula.BackwardRows(x, parameters + scope * count, drawn + at, gradient + at, dx, ownGradients, rows, length / rows);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (inputs[i].NeedsGradient && IsPerPosition(inputs[i]))
                    Lines.Add(dx[i], inputs[i].Gradients(pass.MicroBatch), length);
            }
        }
    }

    private bool IsPerPosition(Tensor input) => output.Plane > output.Samples && output.Shape.Channels > 1
        && input.Shape == output.Shape with { Channels = 1 };

    // Where a part of an input begins: a channel of its elements, its number for the channel, or what it has for all channels.
    private nint PlaceOf(int input, int part) =>
        inputs[input].Shape == output.Shape ? (nint)part * (output.Length / parts)
        : inputs[input].Shape.Channels == 1 ? 0
        : (nint)part * output.Samples;

    private float* Gradients(int input, int microBatch) =>
        scratch[input] is not null ? scratch[input] : inputs[input].Gradients(microBatch);

    private ReadOnlySpan<float> Noise(float* drawn, int length) => formula.UsesNoise ? new(drawn, length) : default;

    // Sample by sample, so that the numbers do not depend on how a batch is cut into micro-batches.
    private void Draw(float* drawn, in Pass pass)
    {
        int samples = output.Samples, elements = output.Shape.Count;
        if (!pass.Training || isStill)
        {
            new Span<float>(drawn, output.Length).Fill(0.5f);
            return;
        }
        var random = stream ?? throw new InvalidOperationException("A stochastic formula trains within an epoch.");
        for (int sample = 0; sample < samples; sample++)
        {
            for (int i = 0; i < elements; i++)
                drawn[(nint)i * samples + sample] = sample < pass.SampleCount ? random.NextSingle() : 0.5f;
        }
    }
}
