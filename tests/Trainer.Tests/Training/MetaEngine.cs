using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Tests.Training;

/// <summary>Learns nothing, and keeps what it was given: tasks and rates. Scores are what a test says.</summary>
internal sealed class MetaEngine : IEngine, IEngineDevice, IMetaSession
{
    public List<MetaEpoch> Epochs { get; } = [];

    public List<IReadOnlyList<IReadOnlyList<Episode>>> Judged { get; } = [];

    /// <summary>The score of a trial's task by their numbers.</summary>
    public Func<int, EpisodeScore> Score { get; init; } = _ => new EpisodeScore(1, 0.5);

    /// <summary>The loss of an outer step.</summary>
    public Func<int, double> Loss { get; init; } = _ => 1;

    public Action OnEpoch { get; init; } = () => { };

    string IEngine.Name => "fake";

    public string Kind => "fake";

    public EngineCapabilities Capabilities { get; init; } = EngineCapabilities.Basic with { SecondOrderGradients = true };

    public int MaxFusedTrials => 8;

    public long OptimizerSteps { get; set; }

    string IEngineDevice.Name => "this process";

    public IEngineDevice TakeDevice() => this;

    public bool IsOutOfMemory(Exception problem) => false;

    public IEngineSession Open(SessionDescription description)
    {
        Description = description;
        return this;
    }

    public SessionDescription? Description { get; private set; }

    public IReadOnlyList<EpochLosses> TrainEpisodes(MetaEpoch epoch, CancellationToken stop)
    {
        OnEpoch();
        stop.ThrowIfCancellationRequested();
        Epochs.Add(epoch);
        return [.. epoch.Rates.Select(rates => new EpochLosses([.. rates.Select((_, step) => Loss(step))], ParametersAreFinite: true))];
    }

    public IReadOnlyList<IReadOnlyList<EpisodeScore>> JudgeEpisodes(IReadOnlyList<IReadOnlyList<Episode>> episodes, CancellationToken stop)
    {
        Judged.Add(episodes);
        return [.. episodes.Select(tasks => (IReadOnlyList<EpisodeScore>)[.. tasks.Select((_, task) => Score(task))])];
    }

    public void Select(IReadOnlyList<int> trials)
    {
    }

    public IReadOnlyList<NamedTensor> Save(int trial) => [];

    public void Load(int trial, IReadOnlyList<NamedTensor> tensors)
    {
    }

    public long BytesOf(int trial) => 0;

    public IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop) => throw new NotSupportedException();

    public IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop) => throw new NotSupportedException();

    public IDisposable ExchangeWeights(IReadOnlyList<bool> trials, IReadOnlyList<int[]> samples, CancellationToken stop) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}
