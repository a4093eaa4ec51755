using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data.Own;

namespace Sweep.Trainer.Data.Catalogue;

/// <summary>Datasets of users' own files: <c>{ name: pets, folder: pets, size: 64 }</c>, <c>{ name: mine, file: data.npz }</c>,
/// <c>{ name: iris, csv: iris.csv }</c>.</summary>
/// <remarks>When a spec is read, so are the files: the canonical level holds what is known of them (<see cref="OwnFacts"/>), so that
/// everything but the training itself needs no file, that changed files are another dataset, and that a worker on another machine finds out
/// whether it has the same ones.</remarks>
public static class OwnDataset
{
    private const string NameKey = "name", FactsKey = "facts";

    private static readonly OwnKind[] Kinds = [ImageFolder.Kind, ArrayFile.Kind, TableFile.Kind];

    /// <summary>How specs write them.</summary>
    /// <param name="locator">Finds the files; null where there are none to be read: then only levels in canonical form are
    /// accepted.</param>
    public static IReadOnlyList<UserDefinition> Definitions(DatasetLocator? locator) =>
        [.. Kinds.Select(kind => new UserDefinition(kind.Key, "dataset", level => Read(kind, level, locator)) { FactsKey = FactsKey })];

    /// <summary>The same, all refused with one message.</summary>
    internal static IReadOnlyList<UserDefinition> Refused(string message) => [.. Kinds.Select(kind =>
        new UserDefinition(kind.Key, "dataset", _ => UserDefinitionReading.Wrong([new UserDefinitionError(kind.Key, message)])))];

    /// <summary>The dataset of a canonical level; null if it is none.</summary>
    internal static DatasetDescription? Describe(SettingValue.Group level)
    {
        if (Kinds.FirstOrDefault(kind => level.Settings.ContainsKey(kind.Key)) is not { } found
            || OwnFacts.Read(level.Settings.GetValueOrDefault(FactsKey)) is not { } facts)
            return null;
        var options = new OwnOptions(level);
        OwnSource source = found.Create(options);
        if (options.Errors.Count > 0)
            return null;
        return new DatasetDescription
        {
            Name = options.Name,
            Summary = $"your own: {source.Paths[0]}",
            Citation = "none",
            TrainCount = facts.TrainCount,
            TestCount = facts.TestCount,
            Task = facts.Task,
            Channels = facts.Channels,
            Height = facts.Height,
            Width = facts.Width,
            HasNumbers = facts.HasNumbers,
            Format = new OwnFormat(source, facts),
            Files = [.. source.Paths.Select(path => new DatasetFile(path))],
            IsOwn = true,
            Identity = level.ToString(),
        };
    }

    private static UserDefinitionReading Read(OwnKind kind, SettingValue.Group level, DatasetLocator? locator)
    {
        var options = new OwnOptions(level);
        OwnSource source = kind.Create(options);
        options.RefuseOthers([NameKey, FactsKey]);
        if (options.Errors.Count > 0)
            return UserDefinitionReading.Wrong(options.Errors);
        if (level.Settings.TryGetValue(FactsKey, out var given))
        {
            return OwnFacts.Read(given) is { } known ? UserDefinitionReading.Right(Canonical(options, known))
                : Wrong(FactsKey, "These are not the facts that sweep writes. Leave the key out: they are read from the files.");
        }
        if (locator is null)
            return Wrong(kind.Key, "The files of this dataset are not read here. Use the spec as the store has it, or `sweep plan`.");
        try
        {
            return UserDefinitionReading.Right(Canonical(options, source.Inspect([.. source.Paths.Select(Find)], CancellationToken.None)));
        }
        catch (DatasetException error)
        {
            return Wrong(kind.Key, $"{error.Problem} {error.Remedy}");
        }

        string Find(string path)
        {
            string found = locator.FindOwn(path) ?? throw new DatasetException(options.Name, path,
                $"There is no {path}; looked in {string.Join(", ", locator.OwnFolders)}.",
                $"Correct the path, or name the folder that it begins in with --data or {DatasetLocator.DataVariable}.");
            return kind == ImageFolder.Kind || !Directory.Exists(found) ? found
                : throw new DatasetException(options.Name, path, $"{found} is a folder.", "Name the file.");
        }
    }

    private static UserDefinitionReading Wrong(string path, string message) =>
        UserDefinitionReading.Wrong([new UserDefinitionError(path, message)]);

    private static SettingValue.Group Canonical(OwnOptions options, OwnFacts facts) =>
        new([KeyValuePair.Create(NameKey, (SettingValue)new SettingValue.Text(options.Name)), .. options.Canonical,
            KeyValuePair.Create(FactsKey, (SettingValue)facts.ToLevel())]);
}
