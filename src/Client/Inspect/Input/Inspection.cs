using Sweep.Planning.Trials;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;

namespace Sweep.Client.Inspect.Input;

/// <summary>What pictures of a trial are made from.</summary>
/// <param name="Trial">With its network and its data.</param>
/// <param name="Snapshots">The network's numbers at some epochs, ascending; at least one.</param>
/// <param name="Images">Numbers of the test samples that are shown.</param>
/// <param name="Stop">Ends measuring.</param>
internal sealed record Inspection(InspectedTrial Trial, IReadOnlyList<Snapshot> Snapshots, IReadOnlyList<int> Images,
    CancellationToken Stop)
{
    private const double ExaminationBudget = 1e9; // multiply-adds: some seconds

    private Examination? examination;

    /// <summary>Where the numbers are from, in a sentence or two.</summary>
    public required string Source { get; init; }

    /// <summary>Names of the activations to show; empty for a choice.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>How many test samples go through the network; null for as many as take seconds.</summary>
    public int? TestSamples { get; init; }

    /// <summary>The confusion matrix over all test samples, where one is known.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The network before its training; null where its numbers are not known.</summary>
    public Snapshot? Start => Snapshots[0].Epoch == 0 ? Snapshots[0] : null;

    /// <summary>The network after the last epoch.</summary>
    public Snapshot Last => Snapshots[^1];

    /// <summary>Test samples seen through the network after the last epoch.</summary>
    public Examination Examination => examination ??= Examination.Run(Trial, Last.Numbers,
        InspectedTrial.Spread(Trial.TestSamples, TestSamples ?? Trial.SamplesFor(ExaminationBudget, passes: 1)), Stop);

    /// <summary>"over 500 of 10000 test samples".</summary>
    public string Extent => FormattableString.Invariant($"{Examination.Samples.Count} of {Trial.TestSamples.Count} test samples");

    /// <summary>The activations to show: those that were named, or some spread evenly from the first to the last.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="isFit">Which can be shown.</param>
    public IReadOnlyList<ActivationSite> Sites(int count, Func<ActivationSite, bool>? isFit = null)
    {
        ActivationSite[] fit = [.. Trial.Sites.Where(s => isFit?.Invoke(s) ?? true)];
        return Layers.Count > 0 ? [.. fit.Where(s => Layers.Contains(s.Name))] : Spread(fit, count);
    }

    /// <summary>Some of many, from the first to the last.</summary>
    public static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> all, int count) => all.Count <= count ? all
        : [.. Enumerable.Range(0, count).Select(i => all[(int)Math.Round(i * (all.Count - 1.0) / (count - 1))])];

    /// <summary>A learned parameter of a formula at an epoch: one number for the layer, or one for each channel.</summary>
    public double[] Parameter(ActivationSite site, int parameter, Snapshot snapshot)
    {
        var learned = site.Learned ?? throw new ArgumentException($"{site.Name} learns nothing by a formula.", nameof(site));
        int from = Trial.Network.Parameters.TakeWhile(p => p.Name != learned.Name).Sum(p => p.Count);
        int scopes = learned.Shape[0], own = learned.Shape[1];
        return [.. Enumerable.Range(0, scopes).Select(s => snapshot.Numbers.Learned[from + s * own + parameter])];
    }
}

/// <summary>A network's numbers after an epoch.</summary>
/// <param name="Epoch">Of the last phase; 0 before it.</param>
/// <param name="Numbers">Those that it is judged at.</param>
internal sealed record Snapshot(int Epoch, NetworkNumbers Numbers);
