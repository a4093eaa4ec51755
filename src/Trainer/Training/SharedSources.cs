using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Training;

/// <summary>First phases that trials share: each is trained once, by whoever comes first, and left in the folder for the others.</summary>
/// <remarks>
/// <para>Changes no number: the key has all that the outcome depends on, and what is read is what was computed.</para>
/// <para>Who trains holds a lock, which dies with its process; who waits holds none, so that no two wait for each other.</para>
/// </remarks>
/// <param name="folder">Where they are left; null to share among the trials of a call only.</param>
/// <param name="engineKind">What computes them.</param>
/// <param name="endings">Who is still to be trained.</param>
/// <param name="observer">Told of what was shared, and of what is damaged.</param>
/// <param name="stop">Ends the waiting.</param>
internal sealed class SharedSources(CheckpointFolder? folder, string engineKind, TrialEndings endings, ITrainingObserver observer,
    CancellationToken stop)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<SourceKey> told = []; // that they are damaged

    /// <summary>Gives each trial the outcome of its first phase. Trials that leave meanwhile get none.</summary>
    /// <param name="trials">Of two phases.</param>
    /// <param name="train">Trains the first phase of some trials and returns what came of it; none for those that left.</param>
    /// <param name="take">Starts a trial from what came of it.</param>
    /// <exception cref="OperationCanceledException">Nobody wants them any more.</exception>
    public void Obtain(IReadOnlyList<TrainingTrial> trials,
        Func<IReadOnlyList<(TrainingTrial Trial, SourceKey Key)>, IReadOnlyDictionary<TrainingTrial, Source>> train,
        Action<TrainingTrial, Source> take)
    {
        var waiting = trials.GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.ToList());
        while (waiting.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var (key, group) in waiting.ToArray())
            {
                group.RemoveAll(t => !endings.IsOpen(t));
                if (group.Count == 0 || TakeStored(key, group, take))
                    waiting.Remove(key);
            }
            var locks = new Dictionary<SourceKey, IDisposable?>();
            try
            {
                foreach (var (key, group) in waiting.ToArray())
                {
                    if (!TryLock(key, out var held))
                        continue;
                    locks[key] = held;
                    if (TakeStored(key, group, take)) // somebody has just left it
                        waiting.Remove(key);
                }
                var first = locks.Keys.Where(waiting.ContainsKey).Select(k => (Trial: waiting[k][0], Key: k)).ToArray();
                if (first.Length > 0)
                    Train(first, waiting, train, take);
                else if (waiting.Count > 0)
                    stop.WaitHandle.WaitOne(Poll); // others train them
            }
            finally
            {
                foreach (var held in locks.Values)
                    held?.Dispose();
            }
        }
    }

    private void Train((TrainingTrial Trial, SourceKey Key)[] first, Dictionary<SourceKey, List<TrainingTrial>> waiting,
        Func<IReadOnlyList<(TrainingTrial Trial, SourceKey Key)>, IReadOnlyDictionary<TrainingTrial, Source>> train,
        Action<TrainingTrial, Source> take)
    {
        var trained = train(first);
        foreach (var (trial, key) in first)
        {
            waiting[key].Remove(trial);
            if (!trained.TryGetValue(trial, out var source))
                continue; // it left: another one of its key is the first then
            if (folder?.Write(source) is { } problem)
                observer.Noted(trial.Trial.Id, $"The first phase could not be left to other trials in {folder.Path}: {problem}");
            take(trial, source);
            foreach (var other in waiting[key])
            {
                observer.Mentioned(other.Trial.Id, $"The first phase {key} is that of {trial.Trial.Id}; it was trained once for both.");
                take(other, source);
            }
            waiting.Remove(key);
        }
    }

    private bool TakeStored(SourceKey key, IReadOnlyList<TrainingTrial> trials, Action<TrainingTrial, Source> take)
    {
        string? problem = null;
        if (folder?.FindSource(key, out problem) is { } source)
        {
            foreach (var trial in trials)
            {
                observer.Mentioned(trial.Trial.Id, $"The first phase {key} has been trained before; its weights and metrics are reused.");
                take(trial, source);
            }
            return true;
        }
        if (problem is not null && told.Add(key))
            observer.Noted(trials[0].Trial.Id, problem);
        return false;
    }

    private bool TryLock(SourceKey key, out IDisposable? held)
    {
        held = folder?.TryLock(key);
        return folder is null || held is not null;
    }

    private SourceKey KeyOf(TrainingTrial trial) => SourceKey.Create(trial.Trial, engineKind)
        ?? throw new InvalidOperationException($"{trial.Trial.Id} has no first phase.");
}
