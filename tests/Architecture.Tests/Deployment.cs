using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Sweep.Architecture.Tests;

/// <summary>What the files of deploy/ and the documentation tell people to run, read from their text.</summary>
internal static partial class Deployment
{
    private static readonly Dictionary<string, HashSet<string>> Options = new()
    {
        ["sweep-silo"] = OptionsIn("src/Silo"),
        ["sweep"] = [.. OptionsIn("src/Client"), .. SettingsOfArchitectures(), "--help", "--version"],
    };

    private static readonly HashSet<string> Verbs = [.. Repository.SourceFiles("src/Client")
        .SelectMany(file => NewCommand().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)];

    public static IEnumerable<string> Files(string folder, Func<string, bool> isWanted) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
        .Where(isWanted)
        .Select(Repository.Relative)
        .Order(StringComparer.Ordinal);

    public static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml";

    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    /// <summary>Prometheus' names of the instruments, by the exporter's conventions: dots become underscores, counters end in _total,
    /// seconds in _seconds.</summary>
    public static HashSet<string> MetricNames()
    {
        var names = new HashSet<string>();
        foreach (Match made in Instrument().Matches(Read("src/Grains/ClusterMeters.cs")))
        {
            string name = made.Groups["name"].Value.Replace('.', '_')
                + (made.Groups["kind"].Value == "Counter" ? "_total" : made.Groups["unit"].Success ? "_seconds" : "");
            names.Add(name);
            if (made.Groups["kind"].Value == "Histogram")
                names.UnionWith([$"{name}_bucket", $"{name}_sum", $"{name}_count"]);
        }
        Assert.NotEmpty(names);
        return names;
    }

    /// <summary>Options in command lines of scripts, units and documents that the program does not have.</summary>
    public static IEnumerable<string> UnknownOptionsInText(string file)
    {
        string text = Continuation().Replace(Read(file), " ");
        foreach (Match call in Call().Matches(text))
        {
            string program = call.Groups["program"].Value is "sweep-silo" or "start-silo" or "$silo" ? "sweep-silo" : "sweep";
            string[] words = call.Groups["arguments"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (program == "sweep" && (words.Length == 0 || !Verbs.Contains(words[0])))
                continue; // prose about sweeps
            foreach (string unknown in words.Where(IsOption).Select(Name).Where(option => !Options[program].Contains(option)))
                yield return $"{file}: {program} has no {unknown}";
        }
    }

    /// <summary>Arguments of containers that neither program has.</summary>
    public static IEnumerable<string> UnknownOptionsInYaml(string file) => Documents(Read(file)).SelectMany(root => Arguments(root))
        .Where(argument => !Options.Values.Any(known => known.Contains(Name(argument))))
        .Select(argument => $"{file}: neither sweep-silo nor sweep has {argument}");

    public static IReadOnlyList<YamlNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static IEnumerable<string> Arguments(YamlNode node) => node switch
    {
        YamlSequenceNode list when list.Children.FirstOrDefault() is YamlScalarNode { Value: { } first } =>
            IsOption(first) || Verbs.Contains(first) ? list.OfType<YamlScalarNode>().Select(item => item.Value!).Where(IsOption) : [],
        YamlSequenceNode list => list.SelectMany(Arguments),
        YamlMappingNode map when IsOfPostgres(map) => [],
        YamlMappingNode map => map.SelectMany(pair => pair switch
        {
            { Key: YamlScalarNode { Value: "patch" }, Value: YamlScalarNode { Value: { } patch } } =>
                Documents(patch).SelectMany(Arguments),
            { Key: YamlScalarNode { Value: "value" }, Value: YamlScalarNode { Value: { } value } } when IsOption(value) => [value],
            _ => Arguments(pair.Value),
        }),
        _ => [],
    };

    private static bool IsOfPostgres(YamlMappingNode map) => map.Children.Values.OfType<YamlScalarNode>()
        .Any(value => value.Value is { } text
            && (text.StartsWith("postgres:", StringComparison.Ordinal) && !text.StartsWith("postgres://", StringComparison.Ordinal)
                || text == "POSTGRES_INITDB_ARGS"));

    private static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2;

    private static string Name(string option) => OptionName().Match(option).Value;

    private static HashSet<string> OptionsIn(string folder) =>
        [.. Repository.SourceFiles(folder).SelectMany(file => QuotedOption().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)];

    // `sweep list architectures` has an option for each setting of a family; their names are among the quoted words there.
    private static IEnumerable<string> SettingsOfArchitectures() => Repository.SourceFiles("src/Trainer/Architectures")
        .SelectMany(file => QuotedWord().Matches(File.ReadAllText(file))).Select(match => "--" + match.Groups[1].Value);

    [GeneratedRegex(@"Create(?<kind>Counter|Histogram|ObservableGauge)(?:<\w+>)?\(""(?<name>sweep[a-z.]*)""(?:, ""(?<unit>s)"")?")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\bsweep_[a-z_]+\b")]
    internal static partial Regex Metric();

    [GeneratedRegex("\"([a-z][A-Za-z]*)\"")]
    private static partial Regex QuotedWord();

    [GeneratedRegex("\"(--[a-z][a-z-]*)\"")]
    private static partial Regex QuotedOption();

    [GeneratedRegex("^--[a-z][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex("(?:new Command|Create)\\(\"([a-z]+)\"")]
    private static partial Regex NewCommand();

    [GeneratedRegex(@"\\\r?\n[ \t#]*")]
    private static partial Regex Continuation();

    // A program's name, not a part of a path to something else, and what follows it up to the end of the command.
    [GeneratedRegex(@"(?<![\w-])(?:\./|/app/|/opt/sweep/)?(?<program>sweep-silo|start-silo|\$silo|\$sweep|client|sweep)""?(?=[ \t])"
        + @"(?<arguments>[^\n|;&`)<>]*)")]
    private static partial Regex Call();
}
