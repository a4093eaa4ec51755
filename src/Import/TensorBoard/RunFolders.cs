using Sweep.Import.Trackers;

namespace Sweep.Import.TensorBoard;

/// <summary>Which folders with event files belong to one run.</summary>
/// <remarks>With a pattern a run is a folder as deep as the pattern. Without one a session of the hparams plugin is a run; so is the
/// topmost folder with scalars elsewhere. What PyTorch's <c>add_hparams</c> puts into a folder of its own belongs to the folder around
/// it. Keras' folders "train" and "validation" are parts of the one around them.</remarks>
/// <param name="logs">By folder, relative to the root, which is empty; folders are separated by slashes.</param>
/// <param name="pattern">How names say settings; null where they do not.</param>
internal sealed class RunFolders(IReadOnlyDictionary<string, EventLog> logs, RunNamePattern? pattern)
{
    private static readonly string[] Splits = ["train", "training", "validation", "val", "valid", "test", "eval"];

    /// <summary>The folder of the run that a folder is a part of.</summary>
    public string RunOf(string folder)
    {
        if (pattern is not null)
            return string.Join('/', folder.Split('/').Take(pattern.Depth));
        string[] around = [.. Around(folder)];
        if (around.FirstOrDefault(IsSession) is { } session)
            return IsPartOfParent(session) ? Parent(session)! : session;
        return Base(around.LastOrDefault(HasScalars) ?? folder);
    }

    // A session alone in a folder that has scalars and is no session: what add_hparams writes.
    private bool IsPartOfParent(string session) => Parent(session) is { } parent && HasScalars(parent) && !IsSession(parent)
        && logs.Keys.Count(other => Parent(other) == parent && IsSession(other)) == 1;

    private bool IsSession(string folder) => logs.TryGetValue(folder, out var log) && log.Hyperparameters is not null;

    private bool HasScalars(string folder) => logs.TryGetValue(folder, out var log) && log.Curves.Metrics.Count > 0;

    private static string Base(string folder) =>
        Parent(folder) is { } parent && Splits.Contains(folder[(folder.LastIndexOf('/') + 1)..]) ? parent : folder;

    // A folder and those around it, outwards.
    private static IEnumerable<string> Around(string folder)
    {
        for (string? at = folder; at is not null; at = Parent(at))
            yield return at;
    }

    private static string? Parent(string folder) => folder.Length == 0 ? null : folder[..Math.Max(0, folder.LastIndexOf('/'))];
}
