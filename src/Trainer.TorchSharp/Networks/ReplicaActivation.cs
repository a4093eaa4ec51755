using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Formulas;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>The activations of all replicas: neighbours with equal formulas are computed together.</summary>
/// <remarks>Every replica has as many parameters as the one with most; those that its formula does not read keep their gradient zero.</remarks>
internal sealed class ReplicaActivation
{
    private readonly List<(TensorFormula Formula, int First, int Count)> runs = [];
    private readonly int replicas;

    /// <summary>Makes the formulas.</summary>
    /// <param name="activations">One per replica, all of one scope.</param>
    /// <exception cref="ArgumentException">The scopes differ.</exception>
    public ReplicaActivation(IReadOnlyList<ActivationDefinition> activations)
    {
        replicas = activations.Count;
        PerChannel = activations[0].Scope == ActivationScope.PerChannel;
        if (activations.Any(a => a.Scope != activations[0].Scope))
            throw new ArgumentException("Replicas whose activations have parameters per layer and per channel do not train together.", nameof(activations));
        ParameterCount = activations.Max(a => a.LearnableParameters.Count);
        UsesNoise = activations.Any(a => a.UsesNoise);
        for (int first = 0, end; first < replicas; first = end)
        {
            for (end = first + 1; end < replicas && Computes(activations[end], activations[first]); end++)
            {
            }
            runs.Add((new TensorFormula(activations[first]), first, end - first));
        }
    }

    /// <summary>Learnable numbers of a replica per layer or channel.</summary>
    public int ParameterCount { get; }

    /// <summary>Whether each channel has its own parameters; otherwise each layer has.</summary>
    public bool PerChannel { get; }

    /// <summary>Whether any formula reads a uniform number per element while training.</summary>
    public bool UsesNoise { get; }

    /// <summary>f(x) for every replica.</summary>
    /// <param name="x">(samples, replicas x channels, height, width) or (replicas, samples, features).</param>
    /// <param name="shape">Of one sample of one replica.</param>
    /// <param name="parameters">(replicas, scopes x parameters), or null without any.</param>
    /// <param name="noise">(samples, replicas x elements), or null.</param>
    public Tensor Apply(Tensor x, TensorShape shape, Tensor? parameters, Tensor? noise)
    {
        bool image = x.dim() == 4;
        if (runs.Count == 1 && (replicas == 1 || runs[0].Formula.Activation.LearnableParameters.Count == 0))
            return runs[0].Formula.Apply(x, Parameters(parameters, 0, 1, image, single: true), Like(noise, shape, image, single: true));
        long samples = image ? x.shape[0] : x.shape[1];
        var apart = image ? x.view(samples, replicas, shape.Channels, shape.Height, shape.Width) : x;
        var drawn = Like(noise, shape, image, single: false);
        int dimension = image ? 1 : 0;
        var parts = runs.Select(run => run.Formula.Apply(
            runs.Count == 1 ? apart : apart.narrow(dimension, run.First, run.Count),
            Parameters(parameters, run.First, run.Count, image, single: false),
            runs.Count == 1 ? drawn : drawn?.narrow(dimension, run.First, run.Count))).ToArray();
        var y = parts.Length == 1 ? parts[0] : torch.cat(parts, dimension);
        return image ? y.view(x.shape) : y;
    }

    // Equal but for initial values of what is learned.
    private static bool Computes(ActivationDefinition a, ActivationDefinition b) => a.Formula == b.Formula && a.Parameters.Count == b.Parameters.Count
        && a.Parameters.Zip(b.Parameters).All(p => p.First.Name == p.Second.Name && p.First.IsLearnable == p.Second.IsLearnable
            && (p.First.IsLearnable || p.First.Initial == p.Second.Initial));

    // Each parameter broadcasts to (samples, replicas, channels, height, width) or (replicas, samples, features); with one replica to x as it is.
    private Tensor[] Parameters(Tensor? parameters, int first, int count, bool image, bool single)
    {
        int needed = runs.First(r => r.First == first).Formula.Activation.LearnableParameters.Count;
        if (needed == 0 || parameters is null)
            return [];
        var scopes = parameters.narrow(0, first, count).view(count, -1, ParameterCount);
        return [.. Enumerable.Range(0, needed).Select(i =>
        {
            var one = scopes.select(2, i); // (replicas, scopes)
            if (single)
                return !PerChannel ? one.view([]) : image ? one.view(-1, 1, 1) : one.view(-1);
            return image ? one.view(count, -1, 1, 1) : one.view(count, 1, -1);
        })];
    }

    private Tensor? Like(Tensor? noise, TensorShape shape, bool image, bool single)
    {
        if (noise is null)
            return null;
        if (image)
            return single ? noise.view(-1, (long)replicas * shape.Channels, shape.Height, shape.Width) : noise.view(-1, replicas, shape.Channels, shape.Height, shape.Width);
        return noise.view(-1, replicas, shape.Count).transpose(0, 1);
    }
}
