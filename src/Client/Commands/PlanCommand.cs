using System.CommandLine;
using System.Globalization;
using Sweep.Analysis.Plans;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Costs;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Client.Commands;

/// <summary>sweep plan SPEC: what would be trained, without training or storing anything.</summary>
internal static class PlanCommand
{
    private const int MaxLevelsShown = 100;
    private static readonly double[] Effects = [0, 0.5, 1, 2];

    public static Command Create(SharedOptions options)
    {
        var spec = new Argument<string>("spec") { Description = "The spec file." };
        var trials = new Option<bool>("--trials") { Description = "List every trial (streamed) instead of the summary." };
        var costs = new Option<bool>("--costs")
        {
            Description = "Show what trials take, by architecture and dataset, instead of the summary.",
        };
        var probe = new Option<bool>("--probe")
        {
            Description = "Measure two steps of each network on this machine instead of asking the store for the times of earlier trials.",
        };
        var command = new Command("plan", "Show what a spec would train and what it takes; nothing is started.")
        {
            spec, trials, costs, probe, options.Where, options.Engine.Engine, options.Engine.Device, options.Engine.Slots,
            options.Engine.Programs,
        };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string path = parse.GetRequiredValue(spec);
            var choice = options.Engine.Read(parse);
            var filter = options.ReadFilter(parse, null);
            var read = SpecFile.Read(path, forTraining: true, context.DatasetLocator, Training.CapabilitiesFor(choice, filter),
                options.Engine.ReadPrograms(parse));
            var plan = read.ToPlan();
            FilterCheck.Check(plan, filter);
            var where = filter.Where;
            var selected = plan.TrialsWhere(where);
            Training.Check(Training.Engines.First(e => e.Name == choice.Engine).Capabilities, plan, filter);
            if (parse.GetValue(trials))
            {
                await TabularWriter.WriteAsync(Trials(plan, selected), context.Format, context.Screen, context.Stop);
                return ExitCode.AllComplete;
            }
            long selectedCount = where.Count == 0 ? plan.TrialCount : selected.LongCount();
            if (plan.Trainer is { } trainer)
            {
                if (parse.GetValue(probe))
                    throw new UserErrorException($"--probe measures steps of networks, and '{trainer.Identity.Label}' is no engine of "
                        + "sweep: leave --probe out. Times of earlier trials are shown.");
                var cost = await DeclaredTrainerCost.ReadAsync(trainer, path, selectedCount, parse.GetValue(options.Engine.Slots), context);
                await TabularWriter.WriteAsync(parse.GetValue(costs) ? cost.Table(forPeople: context.Format == OutputFormat.Table)
                    : Summary(plan, selected, read.Seeds.Count, selectedCount, cost.Summary(), context.Format), context.Format,
                    context.Screen, context.Stop);
                return ExitCode.AllComplete;
            }
            var report = await PlanCostQuery.ReadAsync(plan, path, where.Count == 0 ? null : selected, choice,
                parse.GetValue(options.Engine.Slots), parse.GetValue(probe), context);
            var shown = parse.GetValue(costs) ? report.Table(forPeople: context.Format == OutputFormat.Table)
                : Summary(plan, selected, read.Seeds.Count, selectedCount, report.Summary(), context.Format);
            await TabularWriter.WriteAsync(shown, context.Format, context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static Tabular Summary(SweepPlan plan, IEnumerable<TrialDescription> selected, int seedCount, long selectedCount,
        IEnumerable<IReadOnlyList<object?>> costs, OutputFormat format)
    {
        var rows = new List<IReadOnlyList<object?>> { new object?[] { "sweep", plan.Name },
            new object?[] { "plan hash", plan.Hash.Value } };
        rows.AddRange(plan.Factors.Select(factor => (IReadOnlyList<object?>)[factor.Name, Levels(factor, format)]));
        rows.Add(["seeds", seedCount]);
        rows.Add(["trials", selectedCount == plan.TrialCount ? plan.TrialCount : $"{selectedCount} of {plan.TrialCount}"]);
        if (SharedFirstPhases.Describe(plan, selected) is { } phases)
            rows.Add(["first phases", phases]);
        if (plan.Comparison is { } comparison)
        {
            rows.Add(["compares", Compares(comparison)]);
            if (SampleSizeCheck.Advice(plan) is { } few)
                rows.Add(["cannot decide", few]);
        }
        if (DisconnectedLevels.Advice(DisconnectedLevels.Find(plan, LevelLabel.Vocabulary), plan.Comparison?.Tuning) is { } advice)
            rows.Add(["cannot compare", advice]);
        if (plan.Comparison is { Looks: { } looks } && selectedCount == plan.TrialCount)
            rows.AddRange(Looks(plan, looks));
        rows.AddRange(costs);
        return Tabular.Create([new("what"), new("value")], rows);
    }

    private static string Levels(PlanFactor factor, OutputFormat format)
    {
        int shown = format == OutputFormat.Table ? Math.Min(MaxLevelsShown, factor.Levels.Count) : factor.Levels.Count;
        string more = shown == factor.Levels.Count ? "" : $" and {factor.Levels.Count - shown} more (--format json has all)";
        return $"{factor.Levels.Count} levels: {string.Join(", ", factor.Levels.Take(shown).Select(l => l.Label))}{more}";
    }

    private static string Compares(ComparisonPlan comparison)
    {
        string? baseline = comparison.Baseline is { } stored ? LevelLabel.Vocabulary.ShownLabel(comparison.Factor, stored) : null;
        string text = $"{comparison.Factor} by {comparison.Metric} at "
            + $"{(comparison.Epoch is { } epoch ? $"epoch {epoch}" : "the last epoch")}, "
            + $"{(baseline is null ? "all pairs" : $"each with {baseline}")}, alpha "
            + $"{TabularColumn.Text(comparison.Alpha)}"
            + $", {(comparison.Rope > 0 ? $"rope {TabularColumn.Text(comparison.Rope)}" : "no rope")}";
        if (comparison.Test is { } test)
            text += $", tested by {PlannedTests.Names.GetName(test)}";
        if (comparison.Adjustment is { } adjustment)
            text += $", adjusted by {AdjustmentMethods.Names.GetName(adjustment)}";
        if (comparison.Tuning is { } tuning)
            text += FormattableString.Invariant($", {string.Join(" and ", tuning.Factors)} tuned by {tuning.Metric} on ")
                + FormattableString.Invariant($"{tuning.SelectionSeeds} seeds");
        return text;
    }

    /// <summary>What the looks may save: trials expected if every comparison has an effect, and how many of them would be
    /// decided.</summary>
    private static IEnumerable<IReadOnlyList<object?>> Looks(SweepPlan plan, LookPlan looks)
    {
        if (looks.ChoosesFirst)
            yield return ["tuned", $"{string.Join(", ", plan.Comparison!.Tuning!.Factors)} chosen after {looks.SeedCounts[0]} seeds; "
                + "what is not chosen goes no further"];
        if (plan.Comparison!.Tuning?.Pruning is { } pruning)
        {
            yield return ["pruned", $"candidates of one level and block by {PruningText.Describe(pruning)}"];
            if (PruningForecast.Compute(plan) is { } forecast)
            {
                yield return ["epochs that select", string.Create(CultureInfo.InvariantCulture, $"at most {forecast.MostEpochs:0}, about ")
                    + string.Create(CultureInfo.InvariantCulture, $"{forecast.ExpectedEpochs:0} if candidates keep their ranks")];
            }
        }
        if (looks.JudgesAtLooks)
            yield return ["looks", $"{LookText.Rule(looks.Rule)} after {string.Join(", ", looks.JudgingCounts)} seeds"];
        yield return ["trials at most", LookForecast.MaxTrials(plan)];
        if (!looks.JudgesAtLooks)
            yield break;
        foreach (var forecast in LookForecast.Compute(plan, Effects))
        {
            string effect = forecast.Effect == 0 ? "without effect"
                : string.Create(CultureInfo.InvariantCulture, $"at effect {forecast.Effect}");
            yield return [$"trials expected {effect}", string.Create(CultureInfo.InvariantCulture,
                $"{forecast.ExpectedTrials:0} ({forecast.ExpectedTrials / plan.TrialCount:0%}), {forecast.Decided:0%} of the "
                    + $"comparisons decided")];
        }
    }

    private static Tabular Trials(SweepPlan plan, IEnumerable<TrialDescription> trials)
    {
        string[] factors = [.. plan.Factors.Select(f => f.Name)];
        TabularColumn[] columns = [new("trial"), .. factors.Select(f => new TabularColumn(f)), new("seed", true), new("streamKey")];
        return Tabular.Create(columns, trials.Select(trial => (IReadOnlyList<object?>)
        [
            trial.Id.Value,
            .. factors.Select(f => LevelLabel.Find(trial.Configuration, f)),
            trial.Seed.Value, trial.StreamKey.ToString(),
        ]));
    }
}
