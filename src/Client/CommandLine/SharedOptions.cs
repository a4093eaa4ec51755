using System.CommandLine;
using System.CommandLine.Parsing;
using Sweep.Analysis.Names;
using Sweep.Client.Cluster;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.CommandLine;

/// <summary>The options that mean the same on every verb.</summary>
internal sealed class SharedOptions
{
    private static string[] StateNames { get; } = [.. Enum.GetNames<TrialState>().Select(s => s.ToLowerInvariant())];

    public Option<string?> Store { get; } = new("--store")
    {
        Description = "The result store: a SQLite file, or postgres://user@host/database. Default: $SWEEP_STORE, else sweep.db beside "
            + "the spec.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Folder with one folder per dataset (mnist/, ...). Default: $SWEEP_DATA, else the download cache.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    public Option<OutputFormat> Format { get; } = new("--format")
    {
        Description = "How data is written: table, json or csv; parquet by export and query.",
        HelpName = "table|json|csv|parquet",
        DefaultValueFactory = _ => OutputFormat.Table,
        Recursive = true,
    };

    /// <summary>For the verbs that write tables of data, which Parquet is for.</summary>
    public Option<string?> TableFile { get; } = new("--out")
    {
        Description = "The file to write, or to replace: .parquet, .csv or .json. Default: standard output.",
        HelpName = "FILE",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Only data and errors.", Recursive = true };

    public Option<bool> Verbose { get; } =
        new("--verbose", "-v") { Description = "Every trial as it ends; details of errors.", Recursive = true };

    /// <summary>For the verbs that can speak to a cluster.</summary>
    public ClusterOptions Cluster { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>For the verbs that train.</summary>
    public EngineOptions Engine { get; } = new();

    public Option<string[]> Where { get; } = new("--where")
    {
        Description = "Only trials with this level, for instance activation=arelu; several values with |, several conditions by repeating.",
        HelpName = "NAME=VALUE",
    };

    public Option<string[]> State { get; } = new("--state")
    {
        Description = $"Only trials in these states (comma-separated): {string.Join(", ", StateNames)}.",
        HelpName = "STATE",
    };

    public Option<string[]> Id { get; } =
        new("--id") { Description = "Only the trial with this id, or a unique prefix of at least 6 characters.", HelpName = "ID" };

    /// <summary>The filter that --where, --state and --id spell.</summary>
    /// <exception cref="UserErrorException">A condition without "=", or an unknown state.</exception>
    public TrialFilter ReadFilter(ParseResult parse, string? sweep)
    {
        var problems = new List<string>();
        var filter = new TrialFilter
        {
            Sweep = sweep,
            Where = LevelLabel.Vocabulary.StoredLabels(ReadWhere(parse, problems)),
            States = ReadStates(Values(parse, State), problems),
            Ids = Values(parse, Id),
        };
        return problems.Count == 0 ? filter : throw new UserErrorException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The conditions that --where spells; what is wrong with them is noted.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ReadWhere(ParseResult parse, List<string> problems) =>
        ReadWhere(Values(parse, Where), problems);

    private static string[] Values(ParseResult parse, Option<string[]> option) =>
        parse.GetResult(option) is OptionResult ? parse.GetValue(option) ?? [] : [];

    private static Dictionary<string, IReadOnlyList<string>> ReadWhere(string[] conditions, List<string> problems)
    {
        var where = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (string condition in conditions)
        {
            int equals = condition.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == condition.Length - 1)
                problems.Add($"--where {condition}: expected NAME=VALUE, for instance --where activation=arelu.");
            else if (!where.TryAdd(condition[..equals], [.. condition[(equals + 1)..].Split('|').Select(LevelLabel.Normalize)]))
                problems.Add($"--where {condition}: '{condition[..equals]}' is restricted twice; write {condition[..equals]}=A|B for "
                    + "either.");
        }
        return where;
    }

    private static HashSet<TrialState> ReadStates(string[] names, List<string> problems)
    {
        var states = new HashSet<TrialState>();
        foreach (string name in names.SelectMany(text =>
            text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (Enum.TryParse<TrialState>(name, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsAsciiDigit(name[0]))
                states.Add(state);
            else
                problems.Add($"--state {name}: no such state. {PossibleNames.Suggest(name, StateNames)}");
        }
        return states;
    }
}
