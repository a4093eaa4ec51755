using Sweep.Import.Trackers;
using Sweep.Planning.Trials;

namespace Sweep.Import.TensorBoard;

/// <summary>Reads TensorBoard's event files from a folder of runs, or one file.</summary>
/// <remarks>A run's settings are the hyperparameters of the hparams plugin, what its folder's name says by
/// <see cref="ImportQuestion.RunName"/>, or else the folder as the setting "run". Metrics are its scalars by their tags; those of a
/// folder below it have that folder's name before: "validation/epoch_loss".</remarks>
public sealed class TensorBoardSource : IImportSource
{
    private static readonly EnumerationOptions Deep = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 32,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <inheritdoc/>
    public string Name => "tensorboard";

    /// <inheritdoc/>
    public string Description => "TensorBoard event files (a folder of runs)";

    /// <inheritdoc/>
    public bool Recognises(string path)
    {
        try
        {
            return File.Exists(path) ? RecordFile.IsOne(path) : Directory.Exists(path) && EventFiles(path).Any(RecordFile.IsOne);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another reader, or nobody, recognises it
        }
    }

    /// <inheritdoc/>
    public Task<ImportReading> ReadAsync(string path, ImportQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        string root = File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        string title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var builder = new StudyBuilder($"TensorBoard files {title}", "run", question);
        var logs = new SortedDictionary<string, EventLog>(StringComparer.Ordinal);
        foreach (string file in File.Exists(path) ? [path] : EventFiles(path))
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(Path.GetFullPath(file))!).Replace('\\', '/');
            folder = folder == "." ? "" : folder;
            if (!logs.TryGetValue(folder, out var log))
                logs.Add(folder, log = new EventLog());
            try
            {
                log.Read(file, cancellation);
            }
            catch (InvalidDataException e)
            {
                builder.Mistake(e.Message);
            }
        }
        string[] cutOff = [.. logs.Values.SelectMany(log => log.CutOff).Select(file => Path.GetRelativePath(root, file))];
        if (cutOff.Length > 0)
        {
            builder.Note($"{cutOff.Length} event files end within a record, as where a program was killed or still writes; what is before "
                + $"it was read: {string.Join(", ", cutOff.Take(5))}{(cutOff.Length > 5 ? ", ..." : "")}.");
        }
        var folders = new RunFolders(logs, builder.Pattern);
        foreach (var run in logs.Keys.GroupBy(folders.RunOf).OrderBy(run => run.Key, StringComparer.Ordinal))
            Add(run.Key, [.. run], logs, builder);
        return Task.FromResult(builder.Build());
    }

    private static void Add(string run, IReadOnlyList<string> parts, SortedDictionary<string, EventLog> logs, StudyBuilder builder)
    {
        var settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        var curves = new RunCurves();
        long status = 0;
        foreach (string part in parts)
        {
            var log = logs[part];
            foreach (var (name, value) in log.Hyperparameters ?? [])
                settings[name] = value;
            string below = log.Hyperparameters is not null ? "" : part[run.Length..].TrimStart('/');
            curves.Add(log.Curves, below.Length == 0 ? "" : below + "/");
            status = Math.Max(status, log.Status);
        }
        if (settings.Count == 0 && builder.Pattern is null)
            settings["run"] = new SettingValue.Text(run.Length == 0 ? "." : run);
        string place = run.Length == 0 ? "the folder itself" : $"run {run}";
        if (curves.Metrics.Count == 0)
            builder.LeaveOut(place, "without scalars");
        else if (builder.Pattern is { } pattern && run.Split('/').Length < pattern.Depth)
            builder.LeaveOut(place, "above the folders that --run-name describes");
        else if (status == 3)
            builder.LeaveOut(place, "still running");
        else
        {
            builder.Add(place, run, settings, status == 2
                ? new TrialOutcome.Failed(FailureKind.Exception, "TensorBoard's hparams plugin gives its status as failure.")
                : new TrialOutcome.Completed(), curves);
        }
    }

    private static IEnumerable<string> EventFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*tfevents*", Deep).Order(StringComparer.Ordinal);
}
