using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu;

/// <summary>One trial that learns from episodes.</summary>
/// <remarks>A task's support and queries are a batch each, way by way. Its gradient is computed task after task; those of an outer step are
/// averaged in order.</remarks>
internal sealed class CpuMetaSession : NetworkSession, IMetaSession
{
    private readonly MetaSettings settings;
    private readonly EpisodeNetworks networks;
    private readonly EpisodeTask task;
    private readonly InnerLoop<float> training, judging;
    private readonly float[] start, gradient, total; // (numbers)

    /// <exception cref="NotSupportedException">The method is of the second order and a layer kind has no second derivatives.</exception>
    public CpuMetaSession(SessionDescription description, KernelSet kernels)
        : this(description, description.Trials.Single(), kernels)
    {
    }

    private CpuMetaSession(SessionDescription description, SessionTrial trial, KernelSet kernels)
        : this(description.Dataset, trial, new EpisodeNetworks(trial.Settings.Meta!, trial.Network, kernels))
    {
    }

    private CpuMetaSession(Dataset dataset, SessionTrial trial, EpisodeNetworks networks)
        : base(networks.Network, trial.Settings.Optimizer)
    {
        (settings, this.networks) = (trial.Settings.Meta!, networks);
        var image = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        var pixels = trial.Settings.Normalization == Normalization.Standard ? dataset.Pixels : null;
        task = new EpisodeTask(networks, new EpisodeSamples(SplitSamples.Create(dataset.Train, image, pixels),
            SplitSamples.Create(dataset.Test, image, pixels)), trial.StreamKey);
        int count = Network.Parameters.Count;
        (start, gradient, total) = (new float[count], new float[count], new float[count]);
        (int, int)[]? adapted = settings.Method != MetaMethod.Anil ? null
            : [.. trial.Network.Head!.Parameters.Select(p => (Network.Parameters[p.Name].Offset, p.Count))];
        float rate = (float)(settings.InnerRate * (settings.SumsOverWays ? settings.Ways : 1)); // of the mean loss
        training = new InnerLoop<float>(count, settings.InnerSteps, rate, adapted);
        judging = new InnerLoop<float>(count, settings.TestSteps, rate, adapted);
    }

    /// <inheritdoc/>
    public override long BytesOf(int trial) => networks.Bytes + Optimizer.Bytes;

    /// <inheritdoc/>
    public IReadOnlyList<EpochLosses> TrainEpisodes(MetaEpoch epoch, CancellationToken stop)
    {
        var numbers = Network.Parameters;
        double[] losses = new double[epoch.Rates[0].Length];
        for (int step = 0; step < losses.Length; step++)
        {
            numbers.AllValues.CopyTo(start);
            Array.Clear(total);
            for (int i = step * settings.TasksPerStep; i < (step + 1) * settings.TasksPerStep; i++)
            {
                stop.ThrowIfCancellationRequested();
                task.Begin(epoch.Episodes[0][i], $"{epoch.Label}/{i}");
                losses[step] += Learn() / settings.TasksPerStep;
                for (int n = 0; n < total.Length; n++)
                    total[n] += gradient[n] / settings.TasksPerStep;
            }
            start.CopyTo(numbers.AllValues);
            if (!double.IsFinite(losses[step]))
                return [new EpochLosses(losses[..(step + 1)], ParametersAreFinite: true)];
            total.CopyTo(numbers.AllGradients);
            Optimizer.Step(numbers, epoch.Rates[0][step]);
        }
        return [new EpochLosses(losses, numbers.IsFinite())];
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<EpisodeScore>> JudgeEpisodes(IReadOnlyList<IReadOnlyList<Episode>> episodes, CancellationToken stop)
    {
        Network.Parameters.AllValues.CopyTo(start);
        Network.JudgeBy(settings.UsesRunningStatistics ? NormStatistics.Running : NormStatistics.Batch);
        List<EpisodeScore> scores = [];
        try
        {
            foreach (var episode in episodes[0])
            {
                stop.ThrowIfCancellationRequested();
                task.Begin(episode, label: "judged"); // nothing is random
                var score = task.Judge(judging.Adapt(task, start));
                scores.Add(new EpisodeScore(score.Loss, score.Accuracy!.Value));
            }
        }
        finally
        {
            Network.JudgeBy(null);
            start.CopyTo(Network.Parameters.AllValues);
        }
        return [scores];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop) => throw OfEpisodes();

    /// <inheritdoc/>
    public override IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop) => throw OfEpisodes();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        networks.Dispose();
    }

    /// <inheritdoc/>
    protected override void RefreshStatistics(IReadOnlyList<int[]> samples, CancellationToken stop) => throw OfEpisodes();

    // The loss of the task, and its gradient with respect to the numbers at the start of the step.
    private double Learn()
    {
        if (settings.Method != MetaMethod.Reptile)
            return training.OuterGradient(task, start, throughSteps: settings.Method != MetaMethod.FirstOrderMaml, gradient);
        var adapted = training.Adapt(task, start);
        double loss = task.SupportGradient(adapted, settings.InnerSteps, gradient);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = start[i] - adapted[i];
        return loss;
    }

    private static NotSupportedException OfEpisodes() => new("A session of meta learning learns from episodes.");
}
