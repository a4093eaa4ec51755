namespace Sweep.Import;

/// <summary>What the user says about a source: which names mean what. Names are those of the source and case-sensitive.</summary>
/// <param name="Factor">The setting to compare; with <see cref="Wide"/> the name that the levels' columns together get.</param>
/// <param name="Metrics">The metrics to import, the one that counts first; empty for all that the source knows as such (tables know
/// none).</param>
public sealed record ImportQuestion(string Factor, IReadOnlyList<string> Metrics)
{
    /// <summary>The setting that tells replicates apart, and pairs them across the factor's levels; null for none.</summary>
    public string? Seed { get; init; }

    /// <summary>The column that tells epochs of one training apart; null for one row per training. Tables only: other sources know
    /// their epochs.</summary>
    public string? Epoch { get; init; }

    /// <summary>The settings that trainings must agree in to be compared; null for all that the source has.</summary>
    public IReadOnlyList<string>? Blocks { get; init; }

    /// <summary>The settings whose values, instead of a seed, tell which trainings are partners.</summary>
    public IReadOnlyList<string> PairedBy { get; init; } = [];

    /// <summary>Settings to leave out.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The study, experiment or project to read where a source holds several; null for the only one.</summary>
    public string? Part { get; init; }

    /// <summary>The columns that are levels of the factor, one value of the metric each; null for a table in long form, empty for all
    /// columns that are named nowhere else.</summary>
    public IReadOnlyList<string>? Wide { get; init; }

    /// <summary>The columns that hold the names of metrics and their values, where a row is one value of one metric; null where each
    /// metric has its column.</summary>
    public (string Name, string Value)? MetricColumns { get; init; }

    /// <summary>How the names of trainings say their settings, such as <c>{activation}-lr{learningRate}-seed{seed}</c>
    /// (<see cref="Trackers.RunNamePattern"/>); null where they say nothing. For sources whose trainings have names.</summary>
    public string? RunName { get; init; }

    /// <summary>Whether the user named this setting.</summary>
    internal bool AsksForSetting(string name) =>
        Factor == name || Seed == name || PairedBy.Contains(name) || Blocks is not null && Blocks.Contains(name);

    /// <summary>Whether this metric is to be imported.</summary>
    internal bool AsksForMetric(string name) => Metrics.Count == 0 || Metrics.Contains(name);
}
