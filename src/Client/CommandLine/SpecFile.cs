using System.Text;
using Sweep.Client.Output;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.CommandLine;

/// <summary>Reads a spec file and reports all its mistakes at once.</summary>
internal static class SpecFile
{
    /// <summary>Whether a word on the command line means a file rather than a sweep's name.</summary>
    public static bool LooksLikeOne(string text) => IsNamedLikeOne(text) || File.Exists(text);

    /// <summary>Whether a file has the name of a spec.</summary>
    public static bool IsNamedLikeOne(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>The files that paths name: a folder stands for the specs in it, in the order of their names.</summary>
    /// <exception cref="UserErrorException">Folders without specs; the message lists them all.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        var found = paths.Select(path => (Path: path, Specs: Directory.Exists(path) ? SpecsIn(path) : [path])).ToArray();
        string[] empty = [.. found.Where(f => f.Specs.Length == 0).Select(f => $"There is no spec, *.yaml, in the folder {f.Path}.")];
        return empty.Length == 0 ? [.. found.SelectMany(f => f.Specs)] : throw new UserErrorException(string.Join('\n', empty));
    }

    /// <param name="path">The file.</param>
    /// <param name="forTraining">Whether what would fail in training is a mistake, too; not where the file only names a sweep.</param>
    /// <param name="locator">Finds the files of users' own datasets; null to refuse these.</param>
    /// <param name="engine">What shall train all of it; null if that is not known.</param>
    /// <param name="programs">The folder of programs; null for $SWEEP_PROGRAMS, else the folder of the spec.</param>
    /// <exception cref="UserErrorException">The file is missing, unreadable or has mistakes; the message lists them all.</exception>
    public static SweepSpec Read(string path, bool forTraining, DatasetLocator? locator = null, EngineCapabilities? engine = null,
        string? programs = null)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The spec {path} cannot be read: {error.Message}{SpecsNearby(path)}");
        }
        SettingRule[] rules = [.. forTraining ? TrainerVocabulary.Rules : [], .. engine?.Rules ?? []];
        var reading = SpecReader.Read(text, TrainerVocabulary.Create(locator) with { Rules = rules },
            new TrackedFiles(programs ?? ProgramsFolder(path)));
        return reading.Spec ?? throw new UserErrorException(Describe(path, reading.Errors));
    }

    /// <summary>Where the programs of a spec are: $SWEEP_PROGRAMS, else the folder of the spec.</summary>
    public static string ProgramsFolder(string path) => Environment.GetEnvironmentVariable("SWEEP_PROGRAMS") is { Length: > 0 } folder
        ? folder : Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>"file:line:column: message", one line per mistake, in the order of the file, with what is allowed and the nearest
    /// match.</summary>
    public static string Describe(string path, IReadOnlyList<SpecError> errors)
    {
        var text = new StringBuilder();
        foreach (var error in errors.OrderBy(e => e.Line).ThenBy(e => e.Column))
        {
            text.Append($"{path}:{error.Line}:{error.Column}: {error.Message}");
            if (error.Suggestion is { } suggestion)
                text.Append($" Did you mean '{suggestion}'?");
            text.AppendLine();
            if (error.Allowed.Count > 0)
                text.AppendLine($"    allowed: {string.Join(", ", error.Allowed)}");
        }
        return text.Append(errors.Count == 1 ? "1 mistake; nothing was started." : $"{errors.Count} mistakes; nothing was started.")
            .ToString();
    }

    private static string SpecsNearby(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        if (!Directory.Exists(folder))
            return "";
        string?[] specs = [.. SpecsIn(folder).Take(10).Select(Path.GetFileName)];
        return specs.Length == 0 ? "" : $" Specs in that folder: {string.Join(", ", specs)}.";
    }

    private static string[] SpecsIn(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(IsNamedLikeOne).Order(StringComparer.Ordinal)];
}
