using System.Globalization;
using Sweep.Import.Tables;
using Sweep.Import.Trackers;

namespace Sweep.Import.MLflow;

/// <summary>Reads an experiment from the folder that MLflow tracks runs in (<c>mlruns</c>): EXPERIMENT/RUN with meta.yaml and the
/// folders params, metrics and tags.</summary>
/// <remarks>As <see cref="MLflowDatabase"/> otherwise.</remarks>
internal static class MLflowFolder
{
    private const int LongestText = 64 << 10;
    private static readonly string[] Statuses = ["", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]; // by number, from 1

    /// <summary>Whether a folder is such.</summary>
    public static bool Recognises(string path)
    {
        try
        {
            return Directory.Exists(path) && Folders(path).Any(HoldsExperiment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another reader, or nobody, recognises it
        }
    }

    private static bool HoldsExperiment(string folder)
    {
        try
        {
            return IsExperiment(MLflowMeta.Read(folder));
        }
        catch (InvalidDataException)
        {
            return false; // told by the reader, if there is an experiment beside it
        }
    }

    /// <summary>Reads the experiment that the question names.</summary>
    public static async Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation)
    {
        try
        {
            var folders = new Dictionary<string, string>(StringComparer.Ordinal);
            var experiments = new List<MLflowExperiment>();
            foreach (string folder in Folders(path))
            {
                if (MLflowMeta.Read(folder) is not { } meta || !IsExperiment(meta) || IsDeleted(meta))
                    continue;
                string id = meta["experiment_id"];
                folders[id] = folder;
                experiments.Add(new MLflowExperiment(id, meta.GetValueOrDefault("name", id), Folders(folder).Count(IsRun)));
            }
            var experiment = MLflowExperiment.Choose(experiments, path, question.Part);
            var mistakes = new List<string>();
            var runs = new List<(long Start, MLflowRun Run)>();
            foreach (string folder in Folders(folders[experiment.Id]).Where(IsRun))
            {
                try
                {
                    runs.Add(await ReadRunAsync(path, folder, mistakes, cancellation));
                }
                catch (InvalidDataException e)
                {
                    mistakes.Add(e.Message);
                }
            }
            string title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
            return MLflowRun.Study($"MLflow folder {title}, experiment {experiment.Name}",
                [.. runs.OrderBy(run => run.Start).Select(run => run.Run)], mistakes, question);
        }
        catch (InvalidDataException e)
        {
            return new ImportReading(null, [e.Message], []);
        }
    }

    private static async Task<(long Start, MLflowRun Run)> ReadRunAsync(string root, string folder, List<string> mistakes,
        CancellationToken cancellation)
    {
        var meta = MLflowMeta.Read(folder) ?? throw new InvalidDataException(
            $"{Relative(root, folder)}: the run has no meta.yaml. Restore the file, or move the folder away to import the others.");
        string status = meta.GetValueOrDefault("status", "");
        if (int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < Statuses.Length)
            status = Statuses[number];
        var tags = await TextsAsync(root, Path.Combine(folder, "tags"), cancellation);
        string name = meta.GetValueOrDefault("run_name") is { Length: > 0 } own ? own : tags.GetValueOrDefault("mlflow.runName", "");
        var run = new MLflowRun(Path.GetFileName(folder), name, status, IsDeleted(meta));
        foreach (var (tag, value) in tags)
            run.Tags[tag] = value;
        foreach (var (parameter, value) in await TextsAsync(root, Path.Combine(folder, "params"), cancellation))
            run.Parameters[parameter] = value;
        foreach (var (metric, file) in Files(Path.Combine(folder, "metrics")))
            await ReadMetricAsync(root, file, metric, run, mistakes, cancellation);
        return (long.TryParse(meta.GetValueOrDefault("start_time"), NumberStyles.Integer, CultureInfo.InvariantCulture, out long start)
            ? start : 0, run);
    }

    // Lines "time value step", of old versions "time value", of new ones with the name and digest of a dataset behind.
    private static async Task ReadMetricAsync(string root, string file, string metric, MLflowRun run, List<string> mistakes,
        CancellationToken cancellation)
    {
        int number = 0;
        await foreach (string line in File.ReadLinesAsync(file, cancellation))
        {
            number++;
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            long step = 0;
            if (parts.Length == 0)
                continue;
            if (parts.Length >= 2 && Numbers.Read(parts[1]) is { } value
                && (parts.Length == 2 || long.TryParse(parts[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out step)))
            {
                run.Log(metric, step, value);
            }
            else
            {
                mistakes.Add($"{Relative(root, file)}:{number}: 'time value step' is expected, not "
                    + $"'{(line.Length > 60 ? line[..60] + "..." : line)}'.");
                return; // one mistake for each file
            }
        }
    }

    private static async Task<Dictionary<string, string>> TextsAsync(string root, string folder, CancellationToken cancellation)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, file) in Files(folder))
        {
            if (new FileInfo(file).Length > LongestText)
                throw new InvalidDataException($"{Relative(root, file)}: more than {LongestText >> 10} KiB are no parameter or tag.");
            texts[name] = await File.ReadAllTextAsync(file, cancellation);
        }
        return texts;
    }

    // Names may have slashes: such files are in folders.
    private static IEnumerable<(string Name, string File)> Files(string folder) => !Directory.Exists(folder) ? []
        : Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16 })
            .Order(StringComparer.Ordinal).Select(file => (Path.GetRelativePath(folder, file).Replace('\\', '/'), file));

    private static IEnumerable<string> Folders(string path) => Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal);

    private static bool IsExperiment(IReadOnlyDictionary<string, string>? meta) =>
        meta is not null && meta.ContainsKey("experiment_id") && !meta.ContainsKey("run_id") && !meta.ContainsKey("run_uuid");

    private static bool IsDeleted(IReadOnlyDictionary<string, string> meta) => meta.GetValueOrDefault("lifecycle_stage") == "deleted";

    private static bool IsRun(string folder) => Path.GetFileName(folder) is { Length: 32 } name && name.All(char.IsAsciiHexDigit);

    private static string Relative(string root, string file) => Path.Combine(
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))), Path.GetRelativePath(root, file)).Replace('\\', '/');
}
