using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Scheduling.Looks;
using Sweep.Store;

namespace Sweep.Calibration.Bench;

/// <summary>What the scheduler's own decisions save: sweeps whose trials are allotted look by look, with at most 30 seeds. Beside each
/// sweep the comparison is asked in the end: it must say what the looks have said.</summary>
internal static class AllocationSavings
{
    private const int Cap = 30;

    public static void Print(int studies)
    {
        Console.WriteLine($"Trials allotted by the scheduler's looks, at most {Cap} seeds, {studies} studies each: mean seeds per level, "
            + "share with a decided comparison, trials saved");
        Console.WriteLine("| sweep | d_z | O'Brien-Fleming, 5 looks | Pocock, 5 looks | e-process, after every seed |");
        Console.WriteLine("|---|---|---|---|---|");
        long disagreements = 0;
        foreach (int levels in new[] { 2, 4 })
        {
            foreach (double effect in new[] { 0, .5, 1, 2 })
            {
                var study = new SimulatedStudy { Levels = levels, Datasets = 1, Seeds = Cap, Effect = effect };
                string row = Text($"| {levels - 1} against a baseline | {effect} |");
                foreach (var rule in Enum.GetValues<StoppingRule>())
                {
                    var results = new Result[studies];
                    Parallel.For(0, studies, i => results[i] = Allot(study.Draw(new Random(20260 + i)), rule));
                    disagreements += results.Sum(r => r.Disagreements);
                    double trials = results.Average(r => (double)r.Trials), most = levels * Cap;
                    var decided = new Rate(results.Count(r => r.Decided > 0), studies);
                    row += Text($" {trials / levels:0.0} ({decided}), saves {1 - trials / most:0%} |");
                }
                Console.WriteLine(row);
            }
        }
        Console.WriteLine($"Comparisons on which looks and final answer differ: {disagreements}.");
        Console.WriteLine();
    }

    private static Result Allot(Observation[] drawn, StoppingRule rule)
    {
        var seeds = Enumerable.Range(0, Cap).Select(s => new Seed(s)).ToArray();
        int[] counts = rule == StoppingRule.EProcess ? [.. Enumerable.Range(5, Cap - 4)] : [6, 12, 18, 24, 30];
        var plan = new ComparisonPlan("activation", "level0", MetricCatalogue.TestAccuracy.Name, null, .05, 0,
            null) { Looks = new LookPlan(rule, seeds, counts) };
        var looks = new SweepLooks("simulated", new PlanHash("p1-simulated"), plan, []);
        TrialResult[] all = [.. drawn.Select(Of)];
        var seedsOf = drawn.Select(o => o.Level).Distinct().ToDictionary(l => l, _ => 0);
        IReadOnlyList<string> open = [.. seedsOf.Keys];
        while (true)
        {
            foreach (string level in open)
                seedsOf[level] = counts[looks.Taken.Count];
            var look = LookJudge.Decide(looks, all.Select(AsTrained), _ => null);
            looks = looks with { Taken = [.. looks.Taken,
                new TakenLook(look.Number, look.SeedCount, look.IsLast, look.Standings, DateTimeOffset.UnixEpoch)] };
            open = look.OpenLevels;
            if (look.IsLast)
                break;
        }
        var standings = looks.Taken[^1].Standings;
        var report = ComparisonAnalysis.Analyse(TrialObservations.From([.. all.Select(AsTrained)], plan, _ => null).All,
            Studies.Options() with { Levels = [.. seedsOf.Keys], Looks = SequentialLooks.Create(plan.Looks, null) });
        int disagreements = report.Comparisons.Zip(standings)
            .Count(p => p.First.Overall.Decision.Verdict.ToString().ToLowerInvariant() != p.Second.Verdict);
        return new Result(seedsOf.Values.Sum(), standings.Count(s => s.IsDecided), disagreements);

        TrialResult AsTrained(TrialResult result) => result.Seed.Value < seedsOf[result.Configuration.Settings["activation"].Label] ? result
            : result with { State = TrialState.Unneeded, Value = null };
    }

    private static TrialResult Of(Observation o)
    {
        var configuration = new Configuration([new("activation", new SettingValue.Text(o.Level)),
            new("dataset", new SettingValue.Text(o.Block))]);
        var key = StreamKey.Derive(configuration, new Seed(o.Seed), new HashSet<string> { "activation" });
        return new TrialResult(configuration, new Seed(o.Seed), key, TrialState.Completed, o.Value, SelectionValue: null);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Result(int Trials, int Decided, int Disagreements);
}
