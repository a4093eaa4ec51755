using System.CommandLine;
using Sweep.Client.Output;
using Sweep.Import;
using Sweep.Import.Designs;
using Sweep.Import.Sources;

namespace Sweep.Client.Commands;

/// <summary>The options that say what the columns of a table, or the parameters of a study, mean.</summary>
internal sealed class ImportOptions
{
    private readonly Option<string> name = new("--name") { Description = "The name of the sweep that is made.", Required = true };
    private readonly Option<string> factor = new("--factor")
    {
        Description = "The setting to compare; with --wide a name for what the columns are levels of.", Required = true,
    };
    private readonly Option<string[]> metric = new("--metric")
    {
        Description = "What was measured, the metric that counts first. Repeat it for further ones, or separate them by commas.",
    };
    private readonly Option<string?> seed = new("--seed")
    {
        Description = "What tells replicates apart, and pairs them across levels. Texts are numbered.",
    };
    private readonly Option<string[]> pairedBy = new("--paired-by")
    {
        Description = "What makes trainings partners instead of a seed: fold or dataset,fold.",
    };
    private readonly Option<string[]> block = new("--block")
    {
        Description = "The settings that partners agree in: dataset,architecture. Default: all that nearly every row does not have a "
            + "value of its own in.",
    };
    private readonly Option<string[]> ignore = new("--ignore") { Description = "What to leave out: host,time." };
    private readonly Option<string?> epoch = new("--epoch") { Description = "The column of epochs, where a training has a row for each." };
    private readonly Option<string[]> wide = new("--wide")
    {
        Description = "The table has a column for each level: name them, or none for all columns that are named nowhere else. The levels "
            + "of a row are partners.",
        AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> metricColumns = new("--metric-columns")
    {
        Description = "A row is one value of one metric: the columns of its name and of its value, metric,value.",
    };
    private readonly Option<string?> baseline = new("--baseline")
    {
        Description = "The level that all others are compared with. Default: all pairs.",
    };
    private readonly Option<double?> alpha = new("--alpha") { Description = "Family-wise error rate. Default: 0.05." };
    private readonly Option<double?> rope = new("--rope")
    {
        Description = "Differences up to this count as none, in the unit of the metric.",
    };
    private readonly Option<string[]> lower = new("--lower-is-better")
    {
        Description = "The metrics of which less is better: errors, losses, times. Without a name: all.",
        AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> from = new("--from")
    {
        Description = $"What the file is: {string.Join(", ", ImportSources.All.Select(s => s.Name))}. Default: by its content.",
    };
    private readonly Option<string?> study = new("--study")
    {
        Description = "The study, experiment or project to read where the source holds several.",
    };

    private readonly Option<string?> runName = new("--run-name")
    {
        Description = "How the names of runs say their settings: \"{activation}-lr{learningRate}-seed{seed}\". {_} is anything else.",
    };

    /// <summary>Offers them on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            name, factor, metric, seed, pairedBy, block, ignore, epoch, wide, metricColumns, baseline, alpha, rope, lower, from, study,
            runName,
        })
            command.Options.Add(option);
    }

    /// <summary>The format that the user named; null for none.</summary>
    public string? Format(ParseResult parse) => parse.GetValue(from);

    /// <summary>What the user wants.</summary>
    /// <exception cref="UserErrorException">Options are out of range or contradict each other; the message has all mistakes.</exception>
    public ImportRequest Read(ParseResult parse)
    {
        var mistakes = new List<string>();
        (string, string)? columns = null;
        if (parse.GetValue(metricColumns) is { } pair)
        {
            if (pair.Split(',') is [{ Length: > 0 } nameColumn, { Length: > 0 } valueColumn])
                columns = (nameColumn, valueColumn);
            else
                mistakes.Add($"--metric-columns {pair}: two columns are expected, that of the metric's name and that of its value: "
                    + "metric,value.");
        }
        if (parse.GetValue(alpha) is { } level && !(level > 0 && level < 1))
            mistakes.Add(FormattableString.Invariant($"--alpha {level}: a rate between 0 and 1 is expected, such as 0.05."));
        if (parse.GetValue(rope) is { } region && !(region >= 0 && double.IsFinite(region)))
            mistakes.Add(FormattableString.Invariant($"--rope {region}: a difference of 0 or more is expected."));
        if (columns is not null && parse.GetResult(wide) is not null)
            mistakes.Add("--wide and --metric-columns are two forms of tables: give one of them.");
        if (mistakes.Count > 0)
            throw new UserErrorException(string.Join(Environment.NewLine, mistakes));
        var question = new ImportQuestion(parse.GetRequiredValue(factor), Names(parse, metric) ?? [])
        {
            Seed = parse.GetValue(seed),
            Epoch = parse.GetValue(epoch),
            Blocks = Names(parse, block),
            PairedBy = Names(parse, pairedBy) ?? [],
            Ignored = Names(parse, ignore) ?? [],
            Part = parse.GetValue(study),
            RunName = parse.GetValue(runName),
            Wide = Names(parse, wide),
            MetricColumns = columns,
        };
        return new ImportRequest(parse.GetRequiredValue(name), question)
        {
            Baseline = parse.GetValue(baseline),
            Alpha = parse.GetValue(alpha),
            Rope = parse.GetValue(rope),
            LowerIsBetter = Names(parse, lower),
        };
    }

    // Null where the option is not given; several may stand in one word.
    private static string[]? Names(ParseResult parse, Option<string[]> option) => parse.GetResult(option) is null ? null
        : [.. (parse.GetValue(option) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries
            | StringSplitOptions.TrimEntries))];
}
