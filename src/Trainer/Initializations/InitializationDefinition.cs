using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Initializations;

/// <summary>A law by which the weights of convolutions and linear layers start. Everything else that is known of it follows from
/// here.</summary>
/// <remarks>The formula of the scale may name fanIn, the inputs that reach one output; fanOut, outputs times the positions of the kernel;
/// activationGain, the activation's root mean square under a standard normal input; and the settings.</remarks>
/// <param name="Name">What specs call it.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Citation">The publication that introduced it.</param>
/// <param name="Distribution">How numbers are drawn.</param>
/// <param name="Scale">The scale of the distribution, a formula.</param>
public sealed record InitializationDefinition(string Name, string Description, string Citation, StartDistribution Distribution,
    string Scale)
{
    private const string Gain = "activationGain";

    /// <summary>Numbers of the formula, with defaults.</summary>
    public IReadOnlyList<SettingDefinition> Settings { get; init; } = [];

    /// <summary>Whether biases are drawn like weights; otherwise they start at 0.</summary>
    public bool DrawsBiases { get; init; }

    /// <summary>The law of a weight w: "normal, sigma = sqrt(2/fanOut)".</summary>
    public string Law => Distribution switch
    {
        StartDistribution.Uniform => $"uniform, |w| <= {Scale}",
        StartDistribution.Normal => $"normal, sigma = {Scale}",
        StartDistribution.TruncatedNormal => $"normal, |w| <= 2*sigma, sigma = {Scale}",
        _ => $"orthonormal rows or columns, times {Scale}",
    };

    /// <summary>What kind it is, for lists: by its distribution.</summary>
    public string Group => Distribution switch
    {
        StartDistribution.Uniform => "uniform",
        StartDistribution.Orthogonal => "orthogonal",
        _ => "normal",
    };

    /// <summary>Whether weights depend on the activation, so that it must be a formula of x.</summary>
    public bool NeedsActivation => Read().Used.Contains(Gain);

    /// <summary>The scale for one tensor.</summary>
    /// <param name="fanIn">At least 1.</param>
    /// <param name="fanOut">At least 1.</param>
    /// <param name="activationGain">Asked only where <see cref="NeedsActivation"/>.</param>
    /// <param name="values">Of the settings, in order.</param>
    public double ScaleOf(int fanIn, int fanOut, Func<double> activationGain, IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(activationGain);
        var (scale, used) = Read();
        double gain = used.Contains(Gain) ? activationGain() : 1;
        Span<double> result = [0];
        new UniformEvaluator([scale]).Evaluate([fanIn, fanOut, gain, .. values], norms: null, result);
        return result[0];
    }

    private (Term Scale, HashSet<string> Used) Read()
    {
        var graph = new TermGraph();
        var scope = new FormulaScope(FormulaUse.Initializations, "name");
        foreach (string name in (string[])["fanIn", "fanOut", Gain, .. Settings.Select(s => s.Name)])
            scope.Names[name] = graph.Parameter(scope.Names.Count, name);
        var scale = FormulaParser.Parse(Scale, graph, scope, out var errors)
            ?? throw new InvalidOperationException($"The initialisation '{Name}' is wrong: {string.Join("; ", errors)}");
        return (scale, scope.Used);
    }
}
