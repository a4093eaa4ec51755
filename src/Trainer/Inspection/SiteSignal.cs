using Sweep.Trainer.Formulas;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Inspection;

/// <summary>What an activation saw and made of some samples: sizes, shares, and a part of the values. Filled batch by batch; one thread at
/// a time.</summary>
public sealed class SiteSignal
{
    private const int KeptInputs = 60_000;

    private readonly double[] learned;
    private readonly int offset;
    private readonly bool[] lives; // (channels, rows, columns): whether a sample had a slope there
    private readonly long step;
    private readonly List<double> inputs = [];
    private readonly Dictionary<string, List<double>> perSample;
    private double sum, squares;
    private long negative;

    /// <summary>Begins with no sample.</summary>
    /// <param name="network">Which network.</param>
    /// <param name="site">Which of its places.</param>
    /// <param name="numbers">Of the network.</param>
    /// <param name="samples">How many will come.</param>
    public SiteSignal(ShapedNetwork network, ActivationSite site, NetworkNumbers numbers, int samples)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(numbers);
        Site = site;
        learned = numbers.Learned;
        offset = site.Learned is { } own ? network.Parameters.TakeWhile(p => p.Name != own.Name).Sum(p => p.Count) : 0;
        lives = new bool[site.Shape.Count];
        // Steps of an odd length meet all positions in turn.
        step = (long)samples * site.Shape.Count / KeptInputs | 1;
        perSample = site.PerSample.ToDictionary(p => p.Name, _ => new List<double>(), StringComparer.Ordinal);
    }

    /// <summary>Which place.</summary>
    public ActivationSite Site { get; }

    /// <summary>Values that were activated.</summary>
    public long Count { get; private set; }

    /// <summary>Mean of what was activated.</summary>
    public double Mean => sum / Count;

    /// <summary>Standard deviation of what was activated.</summary>
    public double Deviation => Math.Sqrt(Math.Max(0, squares / Count - Mean * Mean));

    /// <summary>Share of what was activated that is below 0, in [0,1].</summary>
    public double NegativeShare => (double)negative / Count;

    /// <summary>Share of the units (channel x position) whose slope was 0 for every sample, in [0,1]; where a network stands in the place,
    /// of those whose output was at most 1e-6 in size.</summary>
    public double DeadUnits => (double)lives.Count(alive => !alive) / lives.Length;

    /// <summary>Share of the channels all of whose units are dead, in [0,1].</summary>
    public double DeadChannels => (double)lives.Chunk(Site.Shape.Plane).Count(channel => !channel.Contains(true)) / Site.Shape.Channels;

    /// <summary>A part of what was activated, spread evenly over samples and units.</summary>
    public IReadOnlyList<double> Inputs => inputs;

    /// <summary>The numbers that the activation computed for each channel of each sample, by name; empty where it computes
    /// none.</summary>
    public IReadOnlyDictionary<string, List<double>> PerSample => perSample;

    /// <summary>Takes a batch into account.</summary>
    public void Add(ReferencePass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        double[] x = pass.ValuesOf(Site.Input), y = pass.ValuesOf(Site.Output);
        var formula = Site.Formula;
        var slope = formula is null ? null : new TermEvaluator(formula.Gradient.Input);
        int own = formula?.LearnableParameters.Count ?? 0;
        bool perChannel = formula?.Scope == ParameterScope.PerChannel;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i];
            squares += x[i] * x[i];
            negative += x[i] < 0 ? 1 : 0;
            if ((Count + i) % step == 0)
                inputs.Add(x[i]);
            int unit = i % lives.Length;
            if (lives[unit])
                continue;
            int first = offset + (perChannel ? unit / Site.Shape.Plane * own : 0);
            lives[unit] = slope is null ? !(Math.Abs(y[i]) <= 1e-6) : slope.At(x[i], learned.AsSpan(first, own)) is not 0;
        }
        Count += x.Length;
        foreach (var (name, node) in Site.PerSample)
            perSample[name].AddRange(pass.ValuesOf(node));
    }
}
