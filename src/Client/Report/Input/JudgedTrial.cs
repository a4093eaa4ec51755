using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Trials;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Report.Input;

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
    public static IReadOnlyList<JudgedTrial> Select(ComparisonView view, IReadOnlyList<TrialRow> rows)
    {
        var judges = view.Report.Judging();
        return Scored(view, Observe(view, rows).All.Zip(rows).Where(p => judges(p.First)));
    }

    /// <summary>The trials with an outcome of the seeds that have one in every configuration that has any, in plan order.</summary>
    public static IReadOnlyList<JudgedTrial> SelectOfEveryConfiguration(ComparisonView view, IReadOnlyList<TrialRow> rows)
    {
        JudgedTrial[] all = Scored(view, Observe(view, rows).All.Zip(rows));
        int configurations = all.Select(t => t.Row.Trial.Configuration.Id).Distinct().Count();
        var seeds = all.GroupBy(t => t.Seed).Where(g => g.Select(t => t.Row.Trial.Configuration.Id).Distinct().Count() == configurations)
            .Select(g => g.Key).ToHashSet();
        return [.. all.Where(t => seeds.Contains(t.Seed))];
    }

    private static TrialObservations Observe(ComparisonView view, IReadOnlyList<TrialRow> rows) =>
        TrialObservations.From([.. rows.Select(r => TrialResult.From(r, view.Question.Asked))], view.Question.Asked,
            TrainerKnowledge.Facts.ClassesOf, LevelLabel.Vocabulary);

    // A divergence scores as in the mean of its level.
    private static JudgedTrial[] Scored(ComparisonView view, IEnumerable<(Observation Observation, TrialRow Row)> trials)
    {
        var outcomes = trials.Where(t => t.Observation.HasOutcome).ToArray();
        var scores = outcomes.GroupBy(t => t.Row.Trial.Configuration.Id).ToDictionary(g => g.Key, g => DivergenceScore.Create(
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
