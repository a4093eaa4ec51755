using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Training;

/// <summary>A phase of some trials: its dataset, its session, the images and rates of its epochs.</summary>
internal sealed class Phase
{
    private readonly int number, count;
    private readonly string? head; // the node that makes outputs of features
    private readonly Dictionary<TrainingTrial, SessionTrial> trials;
    private readonly Dictionary<TrainingTrial, SampleSplit> splits;
    private readonly Dictionary<TrainingTrial, TrialSettings> settingsOf;
    private readonly EpisodeTraining? episodes;

    /// <summary>Loads the dataset and opens the session.</summary>
    public Phase(int number, int count, IReadOnlyList<TrainingTrial> members, Func<TrialSettings, CancellationToken, Dataset> datasets,
        IEngineDevice device, CancellationToken stop)
    {
        (this.number, this.count) = (number, count);
        settingsOf = members.ToDictionary(m => m, m => m.Settings.Phases[number]);
        var settings = SettingsOf(members[0]);
        var dataset = datasets(settings, stop);
        dataset = settings.Folds?.Divided(dataset) ?? dataset;
        var image = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        if ((PixelLossSetting.Problem(settings.Loss, dataset.Task) ?? settings.Augmentation?.Problem(dataset.Form)
            ?? SoftTargets.Problem(settings.Mixing is not null, settings.LabelSmoothing > 0, dataset.Task)
            ?? (settings.LabelNoise is null ? null : LabelNoise.Problem(dataset.Task))
            ?? settings.EarlyStopping?.Problem(settings.ValidationSplit > 0, dataset.Task)) is { } problem)
            throw new TrialSettingsException(problem);
        if (members.Select(m => ScheduleProblem(SettingsOf(m), dataset)).FirstOrDefault(p => p is not null) is { } unfollowed)
            throw new TrialSettingsException(unfollowed);
        head = settings.Places(image, dataset.Task).Head?.Node.Name;
        episodes = settings.Meta is { } meta ? new EpisodeTraining(meta, dataset) : null;
        trials = members.ToDictionary(m => m, m =>
            new SessionTrial(m.Trial.StreamKey, SettingsOf(m), SettingsOf(m).Network(image, dataset.Task)));
        splits = members.ToDictionary(m => m, m => SampleSplit.Draw(m.Trial, SettingsOf(m), dataset, Stream("split")));
        foreach (var member in members.Where(m => SettingsOf(m).Budget is not null))
        {
            var (budget, samples) = (SettingsOf(member).Budget!, splits[member].Train.Length);
            long each = trials[member].Network.MultiplyAdds;
            if (budget.Problem(each, samples) is { } unpaid)
                throw new TrialSettingsException(unpaid);
            settingsOf[member] = SettingsOf(member) with { Epochs = budget.Epochs(each, samples) };
        }
        // Trials with noise train together where their streams, and so their splits, are the same.
        dataset = settings.LabelNoise?.Apply(dataset, splits[members[0]].Train) ?? dataset;
        Dataset = dataset;
        Session = device.Open(new SessionDescription(dataset, [.. members.Select(m => trials[m])])
        {
            CountsConfusion = IsLast && members.Any(m => m.Keep.ConfusionMatrix),
        });
    }

    /// <summary>What is learned.</summary>
    public Dataset Dataset { get; }

    /// <summary>From 0.</summary>
    public int Number => number;

    /// <summary>Whether trials are judged by this phase.</summary>
    public bool IsLast => number == count - 1;

    /// <summary>Trains; disposed by the owner.</summary>
    public IEngineSession Session { get; }

    /// <summary>A trial's settings in this phase, with as many epochs as its budget pays.</summary>
    public TrialSettings SettingsOf(TrainingTrial trial) => settingsOf[trial];

    /// <summary>The number of an epoch among those of all phases.</summary>
    public int NumberOf(TrainingTrial trial, int epoch) => trial.Settings.Phases.Take(number).Sum(p => p.Epochs) + epoch;

    /// <summary>Whether a trial does not take a tensor over from the phase before: that of a head that is to be new.</summary>
    public bool BeginsAnew(TrainingTrial trial, string tensor) => SettingsOf(trial).HasNewHead && head is not null
        && tensor.StartsWith($"{head}.", StringComparison.Ordinal);

    /// <summary>The weights that a trial starts with.</summary>
    public IReadOnlyList<NamedTensor> StartOf(TrainingTrial trial) => trials[trial].Start();

    /// <summary>The images and rates of an epoch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="members">The trials of the session.</param>
    /// <param name="log">What the epochs before came to.</param>
    public TrainingEpoch Epoch(int epoch, IReadOnlyList<TrainingTrial> members, EpochLog log)
    {
        string label = Stream(epoch.ToString(CultureInfo.InvariantCulture));
        return new TrainingEpoch(label,
            [.. members.Select(m => splits[m].Shuffle(m.Trial.StreamKey, $"shuffle/{label}"))],
            [.. members.Select(m => SettingsOf(m).LearningRate.OfEpoch(epoch, Steps(m), SettingsOf(m).Epochs, History(m, epoch, log)))])
        {
            Courses = [.. Momentum(epoch, members), .. Averages(epoch, members)],
        };
    }

    /// <summary>Trains an epoch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="members">The trials of the session.</param>
    /// <param name="log">What the epochs before came to.</param>
    /// <param name="stop">Looked for at each step.</param>
    public IReadOnlyList<EpochLosses> Train(int epoch, IReadOnlyList<TrainingTrial> members, EpochLog log, CancellationToken stop) =>
        episodes is null ? Session.TrainEpoch(Epoch(epoch, members, log), stop)
            : episodes.Train((IMetaSession)Session, members, Epoch(epoch, members, log), stop);

    /// <summary>Judges each trial on the test images, on the fold that it held out, or on tasks of the classes held out for the
    /// test.</summary>
    public IReadOnlyList<Evaluation> Test(IReadOnlyList<TrainingTrial> members, CancellationToken stop) =>
        episodes is null ? Session.Evaluate(TestOf(members), stop) : episodes.Test((IMetaSession)Session, members, stop);

    /// <summary>Judges each trial on the images that it kept apart, or on tasks of the classes held out for validation; null if there are
    /// none.</summary>
    public IReadOnlyList<Evaluation>? Validate(IReadOnlyList<TrainingTrial> members, CancellationToken stop) =>
        episodes is not null ? episodes.Validate((IMetaSession)Session, members, stop)
            : ValidationOf(members) is { } samples ? Session.Evaluate(samples, stop) : null;

    /// <summary>What a trial takes: network and memory.</summary>
    /// <param name="trial">Which.</param>
    /// <param name="slot">Its number in the session.</param>
    /// <param name="totalSeconds">Of all epochs.</param>
    public TrainingFacts FactsOf(TrainingTrial trial, int slot, double totalSeconds) =>
        new(totalSeconds, trials[trial].Network.ParameterCount, trials[trial].Network.MultiplyAdds, Session.BytesOf(slot));

    // The training images that each trial is judged on; null where they are judged on the test images.
    private IReadOnlyList<int[]>? TestOf(IReadOnlyList<TrainingTrial> members) =>
        splits[members[0]].Test is null ? null : [.. members.Select(m => splits[m].Test!)];

    // The images that each trial kept apart; null if none did.
    private IReadOnlyList<int[]>? ValidationOf(IReadOnlyList<TrainingTrial> members) =>
        splits[members[0]].Validation.Length == 0 ? null : [.. members.Select(m => splits[m].Validation)];

    /// <summary>A metric of a trial after the epochs of this phase before one.</summary>
    public double[] Values(TrainingTrial trial, int epoch, string metric, EpochLog log)
    {
        string name = Metric(metric);
        return [.. log.Until(trial.Trial.Id, NumberOf(trial, epoch - 1)).Skip(NumberOf(trial, 0))
            .Select(m => m.Values.Single(v => v.Key == name).Value)];
    }

    /// <summary>Puts each trial at the weights that it is judged at after an epoch, until the result is disposed; null where all are at
    /// them.</summary>
    public IDisposable? AtJudgedWeights(int epoch, IReadOnlyList<TrainingTrial> members, CancellationToken stop)
    {
        bool[] apart = [.. members.Select(m => SettingsOf(m)).Select(s =>
            s.Averaging?.HasBegun(epoch, s.Epochs) ?? s.Optimizer.Definition.Evaluated is not null)];
        return apart.Contains(true) ? Session.ExchangeWeights(apart, [.. members.Select(m => splits[m].Train)], stop) : null;
    }

    /// <summary>The metrics of an epoch; the names of earlier phases begin with the phase's.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics(EpochResult epoch) =>
    [
        .. MetricCatalogue.All.Select(m => (m.Name, Value: m.Measure(epoch))).Where(m => m.Value is not null)
            .Select(m => KeyValuePair.Create(Metric(m.Name), m.Value!.Value)),
    ];

    private static string? ScheduleProblem(TrialSettings settings, Dataset dataset) => settings.LearningRate.Problem(
        settings.Optimizer.Definition, settings.ValidationSplit > 0 || settings.Meta is not null, settings.Learned(dataset.Task));

    private int Steps(TrainingTrial trial) => SettingsOf(trial).Meta?.StepsPerEpoch
        ?? (splits[trial].Train.Length + SettingsOf(trial).BatchSize - 1) / SettingsOf(trial).BatchSize;

    // The metric that the rate depends on, after the epochs of this phase so far; null without one.
    private double[]? History(TrainingTrial trial, int epoch, EpochLog log)
    {
        return SettingsOf(trial).LearningRate.Metric is { } metric ? Values(trial, epoch, metric, log) : null;
    }

    // Trials of one session have one program, so that the constant's name is the same for all.
    private IEnumerable<ConstantCourse> Momentum(int epoch, IReadOnlyList<TrainingTrial> members)
    {
        double[]?[] courses = [.. members.Select(m =>
            SettingsOf(m).LearningRate.MomentumOfEpoch(epoch, Steps(m), SettingsOf(m).Epochs))];
        if (courses.Any(c => c is not null) && SettingsOf(members[0]).Optimizer.Definition.Momentum is { } constant)
            yield return new ConstantCourse(constant, courses);
    }

    private IEnumerable<ConstantCourse> Averages(int epoch, IReadOnlyList<TrainingTrial> members)
    {
        double[]?[] courses = [.. members.Select(m => SettingsOf(m).Averaging?.OfEpoch(epoch, Steps(m), SettingsOf(m).Epochs))];
        return courses.All(c => c is null) ? [] : [new ConstantCourse(Averaging.Constant, courses)];
    }

    private string Stream(string name) => IsLast ? name : $"pretrain/{name}";

    private string Metric(string name) => IsLast ? name : MetricCatalogue.PretrainPrefix + name;
}
