using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Names;
using Sweep.Analysis.Questions;
using Sweep.Client.Output;

namespace Sweep.Client.Compare;

/// <summary>A condition of --fail-if: what a script does not want to read in an answer. Overall comparisons count, not those within
/// blocks.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Description">When it holds, for the help.</param>
/// <param name="NeedsBaseline">Whether it speaks of a direction, so that one side must be the baseline.</param>
/// <param name="Reasons">Why it holds, a sentence each; empty when it does not.</param>
internal sealed record FailCondition(string Name, string Description, bool NeedsBaseline, Func<ComparisonView, IEnumerable<string>> Reasons)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FailCondition> All { get; } =
    [
        new("worse", "a level is worse than the baseline", NeedsBaseline: true,
            view => Overall(view, v => v == Verdict.Worse)),
        new("not-better", "a level is not shown to be better than the baseline", NeedsBaseline: true,
            view => NothingCompared(view).Concat(Overall(view, v => v != Verdict.Better))),
        new("undecided", "a comparison is undecided or could not be tested", NeedsBaseline: false,
            view => NothingCompared(view).Concat(Overall(view, v => v == Verdict.Undecided))),
        new("diverged", "a trial that judges, or that selects a tuned level, has diverged", NeedsBaseline: false,
            view => view.Report.Summaries.Where(s => s is { Block: null, DivergedCount: > 0 })
                .Select(s => FormattableString.Invariant($"{s.Level}: {s.DivergedCount} diverged"))
                .Concat(view.Report.DivergedWhileSelecting()
                    .Select(d => FormattableString.Invariant($"{d.Level}: {d.Count} diverged on seeds that select")))),
        new("missing", "a trial has no outcome, or no partner to be compared with", NeedsBaseline: false, Missing),
        new("exploratory", "a verdict was not planned before data, or is unpaired", NeedsBaseline: false,
            view => view.Question.Deviations.Concat(view.Report.Comparisons.Where(c => c.Overall.Design == ComparisonDesign.Unpaired)
                .Select(c => $"{c.Level} against {c.Baseline} is unpaired"))),
    ];

    /// <summary>Reads names, comma-separated; notes those that are unknown.</summary>
    public static IReadOnlyList<FailCondition> Read(IEnumerable<string> names, List<string> mistakes)
    {
        var conditions = new List<FailCondition>();
        foreach (string name in names.SelectMany(n => n.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Distinct())
        {
            if (All.FirstOrDefault(c => c.Name == name) is { } condition)
                conditions.Add(condition);
            else
                mistakes.Add($"--fail-if {name}: no such condition. {PossibleNames.Suggest(name, [.. All.Select(c => c.Name)])}");
        }
        return conditions;
    }

    /// <summary>Why conditions hold, a line each; empty when none does.</summary>
    /// <exception cref="UserErrorException">A condition needs a baseline and there is none.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<FailCondition> conditions, ComparisonView view)
    {
        if (view.Question.Baseline is null && conditions.FirstOrDefault(c => c.NeedsBaseline) is { } directed)
            throw new UserErrorException($"--fail-if {directed.Name} needs a baseline to be judged against: add --baseline LEVEL.");
        return [.. conditions.SelectMany(c => c.Reasons(view).Select(reason => $"--fail-if {c.Name}: {reason}."))];
    }

    private static IEnumerable<string> Overall(ComparisonView view, Func<Verdict, bool> isMet) => view.Report.Comparisons
        .Where(c => isMet(c.Overall.Decision.Verdict))
        .Select(c => c.Overall.Design == ComparisonDesign.None
            ? $"{c.Level} against {c.Baseline} was not tested"
            : c.Overall.Decision.Verdict switch
            {
                Verdict.Undecided => $"{c.Level} against {c.Baseline} is undecided",
                Verdict.Equivalent => $"{c.Level} and {c.Baseline} are equivalent",
                var verdict => $"{c.Level} is {VerdictText.Word(verdict)} than {c.Baseline}",
            });

    // A script that asks for a verdict must not pass because there was none.
    private static IEnumerable<string> NothingCompared(ComparisonView view) =>
        view.Report.Comparisons.Count == 0 ? ["nothing was compared"] : [];

    private static IEnumerable<string> Missing(ComparisonView view)
    {
        if (view.WithoutOutcome > 0)
            yield return FormattableString.Invariant($"{view.WithoutOutcome} trials failed, were cancelled or have not ended");
        int alone = view.Report.Comparisons.SelectMany(c => c.Overall.Unused).Distinct()
            .Count(u => u.Reason == UnusedObservation.NoPartner);
        if (alone > 0)
            yield return FormattableString.Invariant($"{alone} trials have no partner");
    }
}
