using Sweep.Planning.Randomness;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Training;

/// <summary>Draws tasks from the classes of a dataset. Thread-safe.</summary>
internal sealed class EpisodeSource
{
    private readonly MetaSettings meta;
    private readonly int[][] samples; // of each class, training split before test split

    /// <param name="meta">The sizes of the tasks.</param>
    /// <param name="dataset">Whose samples, of both splits.</param>
    /// <exception cref="TrialSettingsException">Its classes are too few or too small, or cannot be turned.</exception>
    public EpisodeSource(MetaSettings meta, Dataset dataset)
    {
        if (dataset.Task is not Classification { Classes: var classes })
            throw new TrialSettingsException($"Meta learning learns tasks of classes, and {dataset.Name} has {dataset.Task.TargetName}.");
        this.meta = meta;
        var numbered = dataset.Train.Labels.Concat(dataset.Test.Labels).Select((label, i) => (label, i))
            .ToLookup(sample => (int)sample.label, sample => sample.i);
        samples = [.. Enumerable.Range(0, classes).Select(c => numbered[c].ToArray())];
        if (MetaSetting.Problem(meta, dataset.Name, classes, samples.Min(s => s.Length)) is { } problem)
            throw new TrialSettingsException(problem);
        if (meta.UsesRotations && dataset.Height != dataset.Width)
            throw new TrialSettingsException($"meta.rotations needs square images, and those of {dataset.Name} are not.");
        Classes = HeldOutClasses.Of(dataset.Name, classes);
    }

    /// <summary>Which classes are for what.</summary>
    public HeldOutClasses Classes { get; }

    /// <summary>Draws tasks, one after the other: the classes of each, a turn for each where they are turned, then the samples of each
    /// class, support before queries. No class and no sample comes twice in a task.</summary>
    /// <param name="random">What it draws from.</param>
    /// <param name="range">The classes to choose among.</param>
    /// <param name="count">How many tasks.</param>
    public Episode[] Draw(RandomStream random, ClassRange range, int count)
    {
        int[] classes = [.. Enumerable.Range(range.First, range.Count)];
        var tasks = new Episode[count];
        for (int task = 0; task < count; task++)
        {
            int[] ways = Choose(random, classes, meta.Ways);
            int[] turns = meta.UsesRotations ? [.. ways.Select(_ => random.NextInt(4))] : [];
            int[][] chosen = [.. ways.Select(way => Choose(random, samples[way], meta.SamplesPerClass))];
            tasks[task] = new Episode([.. chosen.Select(c => c[..meta.Shots])], [.. chosen.Select(c => c[meta.Shots..])], turns);
        }
        return tasks;
    }

    // The beginning of a shuffle (Fisher, Yates, from the start).
    private static int[] Choose(RandomStream random, int[] items, int count)
    {
        int[] order = [.. items];
        for (int i = 0; i < count; i++)
        {
            int j = i + random.NextInt(order.Length - i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order[..count];
    }
}
