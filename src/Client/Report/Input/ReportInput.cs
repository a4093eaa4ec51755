using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Report.Input;

/// <summary>All that a report is made from. No clock, no path and no address is in it: equal inputs give equal bytes.</summary>
/// <param name="View">The answered comparison.</param>
/// <param name="Rows">Every trial read, with the metric at all epochs, in plan order; none where only what follows from the answer is
/// shown.</param>
/// <param name="SpecText">The spec whose hash is the plan's.</param>
/// <param name="Environments">What the trials were trained on.</param>
/// <param name="Command">What writes the same report again.</param>
internal sealed record ReportInput(ComparisonView View, IReadOnlyList<TrialRow> Rows, string SpecText,
    IReadOnlyList<TrainingEnvironment> Environments, string Command)
{
    /// <summary>Pictures of what a trial's network has learned; null without.</summary>
    public ReportSection? Inside { get; init; }

    private readonly Lazy<IReadOnlyList<JudgedTrial>> judged = new(() => JudgedTrial.Select(View, Rows));

    /// <summary>How the metric is written.</summary>
    public MetricScale Scale { get; } = MetricScale.For(View.Question.Definition, View.Report);

    /// <summary>The trials that the verdicts rest on, with their scores: what tuning left, what has an outcome.</summary>
    public IReadOnlyList<JudgedTrial> Judged => judged.Value;

    /// <summary>The trials with an outcome, whatever tuning chose, of the seeds that every configuration has: what compares tuned
    /// levels.</summary>
    public IReadOnlyList<JudgedTrial> Candidates => JudgedTrial.SelectOfEveryConfiguration(View, Rows);

    /// <summary>The metric at the epochs of the phase before, of trials that have one; empty for none.</summary>
    public IReadOnlyDictionary<TrialId, IReadOnlyList<EpochMetrics>> FirstPhases { get; init; } =
        new Dictionary<TrialId, IReadOnlyList<EpochMetrics>>();

    /// <summary>The stored labels that trials were restricted to, per setting; empty for no restriction.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The seeds that chose among tuned levels, in the order of the plan; none where nothing is tuned.</summary>
    public IReadOnlyList<int> SelectionSeeds => View.Report.Options.Tuning is { } tuning
        ? [.. Rows.Select(r => r.Trial.Seed.Value).Distinct().Where(tuning.SelectionSeeds.Contains)]
        : [];

    /// <summary>A number of an axis, kept to what the metric can be: a standard deviation may reach beyond 100 %, no accuracy
    /// does.</summary>
    public double Possible(double shown) => Scale.IsPercent ? Math.Clamp(shown, 0, 100) : shown;

    /// <summary>A block's label without the names of its settings: "0.01, adam"; the whole label where it does not read as one.</summary>
    public string ShortBlock(string block)
    {
        string rest = block;
        var values = new List<string>();
        for (int i = 0; i < View.BlockSettings.Count; i++)
        {
            string head = View.BlockSettings[i] + "=", next = i + 1 < View.BlockSettings.Count ? $", {View.BlockSettings[i + 1]}=" : "";
            int end = next.Length == 0 ? rest.Length : rest.IndexOf(next, StringComparison.Ordinal);
            if (!rest.StartsWith(head, StringComparison.Ordinal) || end < head.Length)
                return block;
            values.Add(rest[head.Length..end]);
            rest = next.Length == 0 ? "" : rest[(end + 2)..];
        }
        return values.Count == 0 ? block : string.Join(", ", values);
    }

    /// <summary>"test accuracy (%)": the name of an axis.</summary>
    public string MetricAxis => Scale.Unit.Length == 0 ? View.Question.Metric : $"{View.Question.Metric} ({Scale.Unit})";

    /// <summary>"difference of testAccuracy (pp)": the name of an axis of differences.</summary>
    public string DifferenceAxis =>
        $"difference of {View.Question.Metric}{(Scale.DifferenceUnit.Length == 0 ? "" : $" ({Scale.DifferenceUnit})")}";
}
