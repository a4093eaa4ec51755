using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Formulas;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>An element-wise layer of all fused trials, each with a formula of its own: neighbours whose formulas compute alike are computed
/// together.</summary>
/// <remarks>Every trial has as many parameters as the one with most; those that its formula does not read keep their
/// gradient zero.</remarks>
internal sealed class FusedElementwise
{
    private readonly List<(TensorFormula Formula, int First, int Count)> runs = [];
    private readonly IReadOnlyList<TensorShape> inputs;
    private readonly TensorShape output;
    private readonly int trials;
    private readonly bool perChannel;

    /// <summary>Makes the tensor operations.</summary>
    /// <param name="nodes">The layer in the network of each trial: equal shapes, all formulas of one scope.</param>
    /// <exception cref="ArgumentException">The scopes differ.</exception>
    public FusedElementwise(IReadOnlyList<ShapedNode> nodes)
    {
        ElementwiseFormula[] formulas = [.. nodes.Select(n => ((LayerDescription.Elementwise)n.Node.Layer).Formula)];
        (trials, inputs, output) = (nodes.Count, nodes[0].Inputs, nodes[0].Output);
        perChannel = formulas[0].Scope == ParameterScope.PerChannel;
        if (formulas.Any(f => f.Scope != formulas[0].Scope))
            throw new ArgumentException("Formulas with parameters per layer and per channel do not train together.", nameof(nodes));
        Parameters = nodes.MaxBy(n => n.Parameters.Sum(p => p.Count))!.Parameters;
        UsesNoise = formulas.Any(f => f.UsesNoise);
        for (int first = 0, end; first < trials; first = end)
        {
            for (end = first + 1; end < trials && formulas[end].ComputesLike(formulas[first]); end++)
            {
            }
            runs.Add((new TensorFormula(formulas[first]), first, end - first));
        }
    }

    /// <summary>The learned tensor of a trial, as large as the largest needs it; empty where no formula learns.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; }

    /// <summary>Whether any formula reads a uniform number per element while training.</summary>
    public bool UsesNoise { get; }

    /// <summary>Whether all trials have ReLU there.</summary>
    public bool IsRelu => runs.All(r => r.Formula.IsRelu);

    /// <summary>The formula of every trial.</summary>
    /// <param name="x">Per input: (samples, trials x channels, height, width), or all (trials, samples, features).</param>
    /// <param name="parameters">(trials, scopes x parameters), or null without any.</param>
    /// <param name="noise">(samples, trials x elements), or null.</param>
    public Tensor Apply(Tensor[] x, Tensor? parameters, Tensor? noise)
    {
        bool image = x[0].dim() == 4;
        bool broadcasts = trials == 1 || inputs.All(i => i.Channels == output.Channels);
        if (runs.Count == 1 && broadcasts && (trials == 1 || runs[0].Formula.Formula.LearnableParameters.Count == 0))
            return runs[0].Formula.Apply(x, Select(parameters, 0, 1, image, single: true), Like(noise, image, single: true));
        long samples = image ? x[0].shape[0] : x[0].shape[1];
        Tensor[] apart = !image ? x
            : [.. x.Select((t, i) => t.reshape(samples, trials, inputs[i].Channels, inputs[i].Height, inputs[i].Width))];
        var drawn = Like(noise, image, single: false);
        int dimension = image ? 1 : 0;
        var computed = runs.Select(run => run.Formula.Apply(
            runs.Count == 1 ? apart : [.. apart.Select(t => t.narrow(dimension, run.First, run.Count))],
            Select(parameters, run.First, run.Count, image, single: false),
            runs.Count == 1 ? drawn : drawn?.narrow(dimension, run.First, run.Count))).ToArray();
        var y = computed.Length == 1 ? computed[0] : torch.cat(computed, dimension);
        return image ? y.reshape(samples, (long)trials * output.Channels, output.Height, output.Width) : y;
    }

    // Each parameter broadcasts to (samples, trials, channels, height, width) or (trials, samples, features); with one trial to x as
    // it is.
    private Tensor[] Select(Tensor? parameters, int first, int count, bool image, bool single)
    {
        int needed = runs.First(r => r.First == first).Formula.Formula.LearnableParameters.Count;
        if (needed == 0 || parameters is null)
            return [];
        var scopes = parameters.narrow(0, first, count).view(count, -1, Parameters[0].Shape[1]);
        return [.. Enumerable.Range(0, needed).Select(i =>
        {
            var one = scopes.select(2, i); // (trials, scopes)
            if (single)
                return !perChannel ? one.view([]) : image ? one.view(-1, 1, 1) : one.view(-1);
            return image ? one.view(count, -1, 1, 1) : one.view(count, 1, -1);
        })];
    }

    private Tensor? Like(Tensor? noise, bool image, bool single)
    {
        if (noise is null)
            return null;
        if (image)
        {
            return single ? noise.view(-1, (long)trials * output.Channels, output.Height, output.Width)
                : noise.view(-1, trials, output.Channels, output.Height, output.Width);
        }
        return noise.view(-1, trials, output.Count).transpose(0, 1);
    }
}
