using Sweep.Planning.Trials;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Checkpoints;

/// <summary>Where trainings leave their checkpoints and kept weights: one folder for all workers that are to go on with each other's
/// trials.</summary>
/// <remarks>
/// <para>Owns the files "TRIAL.checkpoint.safetensors" (at most one for each trial), "TRIAL.weights.safetensors", and
/// "SOURCE.source.safetensors" (first phases that trials share) in it. A file appears
/// whole or not at all: it is written under another name, flushed to the disk and renamed. Two workers that train one trial at the same
/// time, which happens when a lease was lost, write equal files.</para>
/// <para>A file that cannot be written stops no training: the reason is returned, to be told.</para>
/// </remarks>
/// <param name="path">The folder; made when first needed.</param>
public sealed class CheckpointFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Writes a trial's checkpoint in place of the one before.</summary>
    /// <returns>Why that was not possible, or null.</returns>
    internal string? Write(Checkpoint checkpoint) => Replace(FileOf(checkpoint.Trial), checkpoint.Write);

    /// <summary>The checkpoint that a trial can go on from.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="engineKind">What will train it.</param>
    /// <param name="problem">Why the checkpoint that is there is of no use; null if it is, or there is none.</param>
    internal Checkpoint? Find(TrialId trial, string engineKind, out string? problem)
    {
        string file = FileOf(trial);
        if (Read(file, "checkpoint", "the trial starts anew", Checkpoint.Read, out problem) is not { } checkpoint)
            return null;
        if (checkpoint.Trial == trial && checkpoint.EngineKind == engineKind)
            return checkpoint;
        problem = checkpoint.Trial != trial
            ? $"The checkpoint {file} is of the trial {checkpoint.Trial}; this one starts anew."
            : $"The checkpoint {file} was computed by '{checkpoint.EngineKind}'; this is '{engineKind}', so the trial starts anew.";
        return null;
    }

    /// <summary>A first phase that trials share.</summary>
    /// <param name="key">Which (<see cref="SourceKey"/>).</param>
    /// <param name="problem">Why what is there is of no use; null if it is, or there is nothing.</param>
    internal Source? FindSource(SourceKey key, out string? problem)
    {
        string file = FileOf(key);
        var source = Read(file, "source", "it is trained again", Source.Read, out problem);
        if (source is null || source.Key == key)
            return source;
        problem = $"The source {file} is {source.Key}; it is trained again.";
        return null;
    }

    /// <summary>Leaves a first phase to others.</summary>
    /// <returns>Why that was not possible, or null.</returns>
    internal string? Write(Source source) => Replace(FileOf(source.Key), source.Write);

    /// <summary>The right to train a first phase, until disposed; it dies with its process. Null while somebody else has it.</summary>
    internal IDisposable? TryLock(SourceKey key)
    {
        IDisposable? held = null;
        string? trouble = Try(() =>
        {
            Directory.CreateDirectory(Path);
            held = FolderLock.TryAcquire(System.IO.Path.Combine(Path, $"{key}.source.lock"),
                FileOptions.DeleteOnClose);
        });
        return trouble is null ? held : new NoLock(); // where nothing can be written, each trains for itself
    }

    /// <summary>Removes a trial's checkpoint, if there is one.</summary>
    /// <returns>Why that was not possible, or null.</returns>
    internal string? Delete(TrialId trial) => Try(() =>
    {
        if (!Directory.Exists(Path))
            return;
        File.Delete(FileOf(trial));
        foreach (string unfinished in Directory.GetFiles(Path, $"{trial}.*.part")) // of processes that were killed while they wrote
            File.Delete(unfinished);
    });

    /// <summary>Keeps the learned numbers and running statistics of a trial.</summary>
    /// <returns>Why that was not possible, or null.</returns>
    internal string? KeepWeights(TrialDescription trial, IReadOnlyList<NamedTensor> tensors) =>
        Replace(WeightsOf(trial.Id), file => SafeTensors.Write(file, FactsOf(trial), tensors));

    /// <summary>The weights that a trial left here; null where there are none.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="problem">Why the weights that are there cannot be used; null if they can, or there are none.</param>
    public IReadOnlyList<NamedTensor>? ReadWeights(TrialId trial, out string? problem)
    {
        problem = null;
        string file = WeightsOf(trial);
        try
        {
            if (!File.Exists(file))
                return null;
            using var stream = File.OpenRead(file);
            var (facts, tensors) = SafeTensors.Read(stream);
            if (facts.GetValueOrDefault("trial") == trial.Value)
                return tensors;
            problem = $"The weights {file} are of the trial {facts.GetValueOrDefault("trial") ?? "(none)"}.";
        }
        catch (InvalidDataException damage)
        {
            problem = $"The weights {file} are damaged: {damage.Message}.";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            problem = $"The weights {file} cannot be read: {trouble.Message}";
        }
        return null;
    }

    /// <summary>What files of weights say of their trial.</summary>
    internal static IReadOnlyDictionary<string, string> FactsOf(TrialDescription trial) => new Dictionary<string, string>
    {
        ["format"] = "pt", // rows first, as PyTorch's
        ["trial"] = trial.Id.Value,
        ["configuration"] = trial.Configuration.CanonicalJson,
        ["seed"] = trial.Seed.ToString(),
    };

    private string FileOf(SourceKey key) => System.IO.Path.Combine(Path, $"{key}.source.safetensors");

    private string FileOf(TrialId trial) => System.IO.Path.Combine(Path, $"{trial}.checkpoint.safetensors");

    private string WeightsOf(TrialId trial) => System.IO.Path.Combine(Path, $"{trial}.weights.safetensors");

    private static T? Read<T>(string file, string noun, string consequence, Func<Stream, T> read, out string? problem)
        where T : class
    {
        problem = null;
        try
        {
            if (!File.Exists(file))
                return null;
            using var stream = File.OpenRead(file);
            return read(stream);
        }
        catch (InvalidDataException damage)
        {
            problem = $"The {noun} {file} is damaged: {damage.Message}; {consequence}.";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            problem = $"The {noun} {file} cannot be read: {trouble.Message} {char.ToUpperInvariant(consequence[0])}{consequence[1..]}.";
        }
        return null;
    }

    private string? Replace(string file, Action<Stream> write) => Try(() =>
    {
        Directory.CreateDirectory(Path);
        string unfinished = $"{file}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.part";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished); // of a write that failed
        }
    });

    private static string? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return trouble.Message;
        }
    }

    private sealed class NoLock : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
