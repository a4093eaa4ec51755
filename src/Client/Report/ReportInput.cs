using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Trials;
using Sweep.Client.Compare;
using Sweep.Store;

namespace Sweep.Client.Report;

/// <summary>All that a report is made from. No clock, no path and no address is in it: equal inputs give equal bytes.</summary>
/// <param name="View">The answered comparison.</param>
/// <param name="Rows">Every trial read, with the metric at all epochs, in plan order.</param>
/// <param name="SpecText">The spec whose hash is the plan's.</param>
/// <param name="Environments">What the trials were trained on.</param>
/// <param name="Command">What writes the same report again.</param>
internal sealed record ReportInput(ComparisonView View, IReadOnlyList<TrialRow> Rows, string SpecText,
    IReadOnlyList<TrainingEnvironment> Environments, string Command)
{
    /// <summary>How the metric is written.</summary>
    public MetricScale Scale { get; } = MetricScale.For(View.Question.Metric, View.Report);

    /// <summary>The trials that the verdicts rest on, with their scores: what tuning left, what has an outcome.</summary>
    public IReadOnlyList<JudgedTrial> Judged { get; } = JudgedTrial.Of(View, Rows);

    /// <summary>The trials with an outcome, whatever tuning chose, of the seeds that every configuration has: what compares tuned levels.</summary>
    public IReadOnlyList<JudgedTrial> Candidates => JudgedTrial.OfEveryConfiguration(View, Rows);

    /// <summary>The labels that trials were restricted to, per setting; empty for no restriction.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The seeds that chose among tuned levels, in the order of the plan; none where nothing is tuned.</summary>
    public IReadOnlyList<int> SelectionSeeds => View.Report.Options.Tuning is { } tuning
        ? [.. Rows.Select(r => r.Trial.Seed.Value).Distinct().Where(tuning.SelectionSeeds.Contains)]
        : [];

    /// <summary>A number of an axis, kept to what the metric can be: a standard deviation may reach beyond 100 %, no accuracy does.</summary>
    public double Possible(double shown) => Scale.Unit == "%" ? Math.Clamp(shown, 0, 100) : shown;

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
    public string DifferenceAxis => $"difference of {View.Question.Metric}{(Scale.DifferenceUnit.Length == 0 ? "" : $" ({Scale.DifferenceUnit})")}";
}

/// <summary>A trial as the verdicts see it.</summary>
/// <param name="Level">Its level of the compared factor.</param>
/// <param name="Block">Its block.</param>
/// <param name="PairKey">Equal for partners.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Score">Its value; when it diverged its score among the trials of its configuration, null where that has no number.</param>
/// <param name="IsDiverged">Whether it diverged.</param>
/// <param name="Row">The trial itself.</param>
internal sealed record JudgedTrial(string Level, string Block, string PairKey, int Seed, double? Score, bool IsDiverged, TrialRow Row)
{
    /// <summary>What guessing scores on its dataset; null where that is unknown.</summary>
    public double? Chance { get; init; }

    /// <summary>The trials with an outcome, of the chosen tuned levels and the judging seeds, in plan order.</summary>
    public static IReadOnlyList<JudgedTrial> Of(ComparisonView view, IReadOnlyList<TrialRow> rows)
    {
        var judges = view.Report.Judging();
        return Scored(view, Observe(view, rows).All.Zip(rows).Where(p => judges(p.First)));
    }

    /// <summary>The trials with an outcome of the seeds that have one in every configuration that has any, in plan order.</summary>
    public static IReadOnlyList<JudgedTrial> OfEveryConfiguration(ComparisonView view, IReadOnlyList<TrialRow> rows)
    {
        JudgedTrial[] all = Scored(view, Observe(view, rows).All.Zip(rows));
        int configurations = all.Select(t => t.Row.Trial.Configuration.Id).Distinct().Count();
        var seeds = all.GroupBy(t => t.Seed).Where(g => g.Select(t => t.Row.Trial.Configuration.Id).Distinct().Count() == configurations).Select(g => g.Key).ToHashSet();
        return [.. all.Where(t => seeds.Contains(t.Seed))];
    }

    private static TrialObservations Observe(ComparisonView view, IReadOnlyList<TrialRow> rows) =>
        TrialObservations.From([.. rows.Select(r => TrialResult.Of(r, view.Question.Asked))], view.Question.Asked, TrainerKnowledge.Facts.ClassesOf);

    // A divergence scores as in the mean of its level.
    private static JudgedTrial[] Scored(ComparisonView view, IEnumerable<(Observation Observation, TrialRow Row)> trials)
    {
        var outcomes = trials.Where(t => t.Observation.HasOutcome).ToArray();
        var scores = outcomes.GroupBy(t => t.Row.Trial.Configuration.Id).ToDictionary(g => g.Key, g => DivergenceScore.Of(
            g.Select(t => t.Observation).Where(o => o.Status == ObservationStatus.Value).Select(o => o.Value),
            g.First().Observation.Chance, view.Report.Options.LargerIsBetter));
        return Array.ConvertAll(outcomes, t =>
        {
            bool isDiverged = t.Observation.Status == ObservationStatus.Diverged;
            return new JudgedTrial(t.Observation.Level, t.Observation.Block, t.Observation.PairKey, t.Observation.Seed,
                isDiverged ? scores[t.Row.Trial.Configuration.Id]?.Value : t.Observation.Value, isDiverged, t.Row)
            {
                Chance = t.Observation.Chance,
            };
        });
    }
}

/// <summary>What trials were trained on.</summary>
/// <param name="Facts">Versions, processor and so on, by name.</param>
/// <param name="TrialCount">How many trials.</param>
internal sealed record TrainingEnvironment(IReadOnlyList<(string Name, string Value)> Facts, long TrialCount);
