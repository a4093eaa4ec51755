using System.CommandLine;
using Sweep.Analysis.Names;
using Sweep.Analysis.Questions;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Planning.Plans;

namespace Sweep.Client.Commands;

/// <summary>The options that say what is compared, alike for every command that compares.</summary>
internal sealed class CompareOptions(SharedOptions shared)
{
    private readonly Option<string?> factor =
        new("--factor") { Description = "The factor whose levels are compared. Default: the plan's." };
    private readonly Option<string?> baseline =
        new("--baseline") { Description = "The level that all others are compared with. Default: the plan's." };
    private readonly Option<bool> allPairs = new("--all-pairs") { Description = "Compare every level with every other." };
    private readonly Option<string?> metric =
        new("--metric") { Description = "The compared metric, such as testAccuracy. Default: the plan's." };
    private readonly Option<int?> epoch =
        new("--epoch") { Description = "The epoch whose metric counts. Default: the plan's, else the last." };
    private readonly Option<double?> alpha = new("--alpha") { Description = "Family-wise error rate. Default: the plan's." };
    private readonly Option<double?> rope =
        new("--rope") { Description = "Differences up to this count as none (0.002 = 0.2 percentage points). Default: the plan's." };
    private readonly Option<string?> test = new("--test")
    {
        Description = $"The test that decides: {string.Join(", ", PlannedTests.Names.All)}. Default: the plan's, else sign-flip.",
    };
    private readonly Option<string?> adjustment = new("--adjustment")
    {
        Description = $"Adjustment of the overall comparisons: {string.Join(", ", AdjustmentMethods.Names.All)}. "
            + "Default: the plan's, else max-t; where that does not apply holm with a baseline, bergmann-hommel for all pairs "
            + "(shaffer beyond 12 levels).",
    };
    private readonly Option<double?> power =
        new("--power") { Description = "The power for which detectable differences and seeds still needed are told. Default: 0.8." };
    private readonly Option<double?> target =
        new("--target") { Description = "A score that is good enough: adds the optimality gap of each level." };
    private readonly Option<int?> bootstrap =
        new("--bootstrap") { Description = "Resamples per bootstrap interval, 0 for none. Default: 2000 for up to 5000 trials." };
    private readonly Option<string?> rows = new("--rows") { Description = "Row factor of a table of means. Default: the compared factor." };
    private readonly Option<string?> columns =
        new("--columns") { Description = "Column factors of a table of means, comma-separated: optimizer,learningRate." };
    private readonly Option<string?> focus = new("--focus") { Description =
        "The row that the table's bottom compares with the best others. Default: the baseline, else the best." };

    /// <summary>Offers them on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            factor, baseline, allPairs, metric, epoch, alpha, rope, test, adjustment, power, target, bootstrap, rows, columns, focus,
            shared.Where,
        })
            command.Options.Add(option);
    }

    /// <summary>What the user wishes.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="mistakes">Those found so far; what is wrong here is added, and all of them go with the wishes.</param>
    public CompareSettings Read(ParseResult parse, List<string> mistakes)
    {
        var settings = TrainerKnowledge.NewSettings() with
        {
            Factor = parse.GetValue(factor),
            Baseline = parse.GetValue(baseline) is { } level ? LevelLabel.Normalize(level) : null,
            AllPairs = parse.GetValue(allPairs),
            Metric = parse.GetValue(metric),
            Epoch = parse.GetValue(epoch),
            Alpha = parse.GetValue(alpha),
            Rope = parse.GetValue(rope),
            Test = ReadName("--test", "test", parse.GetValue(test), PlannedTests.Names, mistakes),
            Adjustment = ReadName("--adjustment", "adjustment", parse.GetValue(adjustment), AdjustmentMethods.Names, mistakes),
            Power = parse.GetValue(power) ?? CompareSettings.DefaultPower,
            TargetScore = parse.GetValue(target),
            BootstrapDraws = parse.GetValue(bootstrap),
            Rows = parse.GetValue(rows),
            Columns = parse.GetValue(columns)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Focus = parse.GetValue(focus) is { } row ? LevelLabel.Normalize(row) : null,
            Where = shared.ReadWhere(parse, mistakes),
            Mistakes = mistakes,
        };
        mistakes.AddRange(Contradictions.Find(settings));
        return settings;
    }

    private static T? ReadName<T>(string option, string what, string? name, SpecNames<T> names, List<string> mistakes)
        where T : struct, Enum
    {
        var found = name is null ? null : names.Find(name);
        if (name is not null && found is null)
            mistakes.Add($"{option} {name}: no such {what}. {PossibleNames.Suggest(name, names.All)}");
        return found;
    }
}
