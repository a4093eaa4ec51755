using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Inspection;

/// <summary>A trial with its network and its data: what measurements are made of. Immutable, thread-safe.</summary>
public sealed class InspectedTrial
{
    private const long BatchNumbers = 8_000_000; // values of nodes that a batch may have: 64 MB, and as much for slopes

    private readonly float[] scale, shift; // (channels)

    /// <summary>Puts the network together.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="settings">Its configuration, read.</param>
    /// <param name="dataset">Of the last phase, with the test samples behind the training samples where folds divide both.</param>
    /// <exception cref="TrialSettingsException">It is no training on a dataset.</exception>
    /// <exception cref="NetworkShapeException">The dataset's samples do not fit the network.</exception>
    public InspectedTrial(TrialDescription trial, TrialSettings settings, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        (Trial, Settings, Dataset) = (trial, settings, dataset);
        var input = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        Network = settings.Network(input, dataset.Task);
        Sites = ActivationSite.Find(settings.Places(input, dataset.Task), Network);
        (scale, shift) = PixelStatistics.Factors(settings.Normalization == Normalization.Standard ? dataset.Pixels : null,
            dataset.Channels);
        (TestPart, TestSamples) = (dataset.Test, [.. Enumerable.Range(0, dataset.Test.Count)]);
        TrainSamples = [.. Enumerable.Range(0, dataset.Train.Count)];
        if (settings.Folds is { } folds)
        {
            TestPart = dataset.Train;
            (TrainSamples, TestSamples) = folds.Divide(dataset, settings.Dataset, trial.Seed);
        }
    }

    /// <summary>Puts the network together, with the dataset as the trial learned it: divided into folds, with noise among the
    /// labels.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="settings">Its configuration, read.</param>
    /// <param name="loaded">The dataset of the last phase as everybody has it.</param>
    /// <exception cref="TrialSettingsException">It is no training on a dataset.</exception>
    /// <exception cref="NetworkShapeException">The dataset's samples do not fit the network.</exception>
    public static InspectedTrial Open(TrialDescription trial, TrialSettings settings, Dataset loaded)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(settings);
        var dataset = settings.Folds?.Divided(loaded) ?? loaded;
        if (settings.LabelNoise is { } noise)
            dataset = (noise with { Key = trial.StreamKey }).Apply(dataset, SampleSplit.Draw(trial, settings, dataset, "split").Train);
        return new InspectedTrial(trial, settings, dataset);
    }

    /// <summary>Which trial.</summary>
    public TrialDescription Trial { get; }

    /// <summary>Of its last phase.</summary>
    public TrialSettings Settings { get; }

    /// <summary>What it learned last.</summary>
    public Dataset Dataset { get; }

    /// <summary>An activation in each of its places.</summary>
    public ShapedNetwork Network { get; }

    /// <summary>The places of the compared activation, from the input on.</summary>
    public IReadOnlyList<ActivationSite> Sites { get; }

    /// <summary>The part of the dataset that has the samples that judge it: the test part; where a fold is held out, the training
    /// part.</summary>
    public DatasetSplit TestPart { get; }

    /// <summary>The numbers in <see cref="TestPart"/> of the samples that judge it, ascending.</summary>
    public IReadOnlyList<int> TestSamples { get; }

    /// <summary>The numbers in the training part of the samples that do not judge it, ascending.</summary>
    public IReadOnlyList<int> TrainSamples { get; }

    /// <summary>The classes of the samples of <see cref="TestPart"/>; null where the task is another one.</summary>
    public ushort[]? TestClasses => (TestPart.Targets as Targets.Classes)?.Labels;

    /// <summary>The numbers that its streams draw; null where they come from an earlier phase.</summary>
    public NetworkNumbers? Start => Settings.Pretrain is not null ? null
        : NetworkNumbers.From(Network, new SessionTrial(Trial.StreamKey, Settings, Network).Start());

    /// <summary>How many samples may go through the network so that about so many multiply-adds are made, at least 4.</summary>
    /// <param name="multiplyAdds">In all.</param>
    /// <param name="passes">How often each goes through it, forward or backward.</param>
    public int SamplesFor(double multiplyAdds, int passes) =>
        (int)Math.Clamp(multiplyAdds / passes / (Network.MultiplyAdds + 20.0 * Network.Nodes.Sum(n => (long)n.Output.Count)), 4, 1e6);

    /// <summary>Some samples, spread evenly over many.</summary>
    /// <param name="samples">Their numbers.</param>
    /// <param name="count">At most so many.</param>
    public static IReadOnlyList<int> Spread(IReadOnlyList<int> samples, int count)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int some = Math.Min(count, samples.Count);
        return [.. Enumerable.Range(0, some).Select(i => samples[(int)((long)i * samples.Count / some)])];
    }

    /// <summary>Samples as the network sees them in evaluation: normalized.</summary>
    /// <returns>(samples, channels, rows, columns).</returns>
    public double[] Load(DatasetSplit split, IReadOnlyList<int> samples)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(samples);
        int plane = Dataset.Height * Dataset.Width, length = Dataset.SampleLength;
        double[] input = new double[samples.Count * length];
        float[] sample = new float[length];
        for (int s = 0; s < samples.Count; s++)
        {
            split.Samples.Read(samples[s], sample);
            for (int i = 0; i < length; i++)
                input[s * length + i] = MathF.FusedMultiplyAdd(sample[i], scale[i / plane], shift[i / plane]);
        }
        return input;
    }

    /// <summary>Sends samples through the network in evaluation mode, in batches that fit the memory.</summary>
    /// <param name="numbers">Of the network.</param>
    /// <param name="split">Whose samples.</param>
    /// <param name="samples">Their numbers.</param>
    /// <param name="stop">Looked for between batches.</param>
    /// <returns>Each batch: the numbers of its samples, and what the network made of them.</returns>
    public IEnumerable<(IReadOnlyList<int> Samples, ReferencePass Pass)> Evaluate(NetworkNumbers numbers, DatasetSplit split,
        IReadOnlyList<int> samples, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var network = new ReferenceNetwork(Network, new ReferenceMode.Evaluation(numbers.Statistics));
        foreach (int[] part in samples.Chunk(BatchSize))
        {
            stop.ThrowIfCancellationRequested();
            yield return (part, network.Forward(Load(split, part), part.Length, numbers.Learned));
        }
    }

    /// <summary>How many samples go through the network at a time.</summary>
    internal int BatchSize => (int)Math.Clamp(BatchNumbers / Network.Nodes.Sum(n => (long)n.Output.Count), 1, 256);
}
