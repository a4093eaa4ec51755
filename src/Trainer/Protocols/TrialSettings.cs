using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Protocols;

/// <summary>A trial's configuration, read and checked: what every engine trains by.</summary>
/// <param name="Dataset">The level that names it; loading it finds out whether it exists.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Activation">Stands at every placeholder.</param>
/// <param name="Optimizer">With its constants.</param>
/// <param name="LearningRate">Of each step.</param>
/// <param name="Epochs">At least 1.</param>
/// <param name="BatchSize">At least 1; in meta learning <see cref="MetaSettings.LargestBatch"/>.</param>
/// <param name="ValidationSplit">The part of the training images, in [0,1), that is kept apart for validation.</param>
/// <param name="TrainSamples">How many images to train on; null for all that validation leaves.</param>
/// <param name="Initialization">How weights start.</param>
/// <param name="Precision">What activations and gradients are computed in.</param>
public sealed record TrialSettings(SettingValue Dataset, Architecture Architecture, ActivationDefinition Activation,
    OptimizerSettings Optimizer, LearningRate LearningRate, int Epochs, int BatchSize, double ValidationSplit, int? TrainSamples,
    Initialization Initialization, Precision Precision)
{
    /// <summary>The phase before: the same network on another dataset, with an optimizer, rate and length of its own. Null
    /// without.</summary>
    public TrialSettings? Pretrain { get; init; }

    /// <summary>What of the network the phase leaves as it is; null for nothing.</summary>
    public Freezing? Freezing { get; init; }

    /// <summary>Whether the last layer with weights begins anew after the phase before, whatever its shape.</summary>
    public bool HasNewHead { get; init; }

    /// <summary>How the network learns from episodes; null where it learns a dataset.</summary>
    public MetaSettings? Meta { get; init; }

    /// <summary>The phases in order; the last is what the trial is judged by.</summary>
    public IReadOnlyList<TrialSettings> Phases => Pretrain is { } first ? [.. first.Phases, this] : [this];

    /// <summary>The network to train: the architecture with the activation in its places.</summary>
    /// <exception cref="NetworkShapeException">The input does not fit it.</exception>
    /// <exception cref="TrialSettingsException">It has not the places where the activation shall stand, or what is to be frozen does not
    /// fit it.</exception>
    public ShapedNetwork Network(TensorShape input, LearningTask task)
    {
        var places = Places(input, task);
        var network = places.WithActivation(Activation.At);
        return Freezing?.Apply(places, network) ?? network;
    }

    /// <summary>The network before the activation is put in its places.</summary>
    /// <exception cref="NetworkShapeException">The input does not fit it.</exception>
    /// <exception cref="TrialSettingsException">It has not the places where the activation shall stand.</exception>
    public ShapedNetwork Places(TensorShape input, LearningTask task) => Placement.Apply(Architecture.For(input, Learned(task)));

    /// <summary>What the network learns of a dataset's task: in meta learning as many classes as a task of its own has.</summary>
    public LearningTask Learned(LearningTask task) => Meta is { Ways: var ways } ? new Classification(ways) : task;

    /// <summary>In which places of the network the activation stands.</summary>
    public Placement Placement { get; init; } = Placement.Everywhere;

    /// <summary>The optimizer's constants that change from step to step.</summary>
    public IReadOnlyList<string> MovingConstants =>
    [
        .. LearningRate.MovesMomentum && Optimizer.Definition.Momentum is { } momentum ? new[] { momentum } : [],
        .. Averaging is null ? [] : new[] { Averaging.Constant },
    ];

    /// <summary>The average of weights that the network is judged at, which the optimizer keeps; null for none.</summary>
    public Averaging? Averaging { get; init; }

    /// <summary>How the bytes of images become the network's input.</summary>
    public Normalization Normalization { get; init; }

    /// <summary>What training minimises where masks are learned; classes have their cross-entropy.</summary>
    public PixelLoss Loss { get; init; }

    /// <summary>What training samples go through in each epoch; null for nothing.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>What all samples go through once; null for nothing.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>How training samples are mixed with others of their batch; null for not at all.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>The part of a training target that all classes share, in [0,1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What is held out and judged on; null for the test samples.</summary>
    public CrossValidation? Folds { get; init; }

    /// <summary>Which training samples have a wrong class; null for none.</summary>
    public LabelNoise? LabelNoise { get; init; }

    /// <summary>When the training ends before its last epoch; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>What the training spends instead of <see cref="Epochs"/>; null where these count.</summary>
    public TrainingBudget? Budget { get; init; }

    /// <summary>Reads a configuration; what it leaves out has the vocabulary's default.</summary>
    /// <exception cref="TrialSettingsException">A setting is missing, unknown or out of range.</exception>
    public static TrialSettings Read(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var reader = new SettingsReader(configuration.Settings, within: "", TrainerVocabulary.Settings);
        foreach (string name in configuration.Settings.Keys)
        {
            if (TrainerVocabulary.Settings.All(s => s.Name != name))
                throw new TrialSettingsException($"'{name}' is not a setting of this program; known are "
                    + $"{TrialSettingsException.List(TrainerVocabulary.Settings.Select(s => s.Name))}.");
        }
        var optimizer = OptimizerSettings.Read(reader.Value("optimizer"), OptimizerOptions.Read(reader));
        var averaging = Averaging.Read(reader.Value("averaging"));
        var meta = MetaSetting.Read(reader.Value(MetaSetting.Name));
        var settings = new TrialSettings(
            reader.Value("dataset"),
            Architecture.Read(reader.Value("architecture")),
            ActivationLevel.Read(reader.Value("activation")),
            averaging is null ? optimizer : Averaging.Extend(optimizer),
            LearningRate.Read(reader.Value("learningRate")),
            reader.Integer("epochs", 1),
            meta?.LargestBatch ?? reader.Integer("batchSize", 1),
            reader.Number("validationSplit", from: 0, below: 1),
            reader.Has("trainSamples") ? reader.Integer("trainSamples", 1) : null,
            Initialization.Read(reader.Value("initialization")),
            PrecisionNames.Read(reader.Name("precision")))
        {
            Placement = Placement.Read(reader.Value("placement")),
            Normalization = NormalizationSetting.Read(reader.Name("normalization")),
            Preprocessing = Preprocessing.Read(reader.Value("preprocessing")),
            Augmentation = Augmentation.Read(reader.Value("augmentation")),
            Mixing = Mixing.Read(reader.Value("mixing")),
            LabelSmoothing = reader.Number(SoftTargets.Smoothing),
            Loss = PixelLossSetting.Read(reader.Name("loss")),
            Averaging = averaging,
            Freezing = Freezing.Read(reader.Value("freeze")),
            HasNewHead = reader.Name(HeadSetting.Name) == HeadSetting.New,
            Folds = CrossValidation.Read(configuration.Settings),
            LabelNoise = LabelNoise.Read(reader.Value("labelNoise")),
            EarlyStopping = EarlyStopping.Read(reader.Value("earlyStopping")),
            Budget = TrainingBudget.Read(reader.Value("budget")),
            Meta = meta,
        };
        return reader.Value("pretrain") switch
        {
            SettingValue.Text { Value: "none" } => settings,
            SettingValue.Group phase => settings with { Pretrain = ReadPretrain(phase, settings, reader) },
            var other => throw new TrialSettingsException($"The setting 'pretrain' is none or a dataset with its epochs, not {other}."),
        };
    }

    private static TrialSettings ReadPretrain(SettingValue.Group phase, TrialSettings later, SettingsReader trial)
    {
        var reader = new SettingsReader(phase.Settings, "pretrain.");
        reader.Allow("name", "epochs", "optimizer", "learningRate", "batchSize", "trainSamples", "preprocessing");
        return later with
        {
            Dataset = new SettingValue.Text(reader.Name("name")),
            Epochs = reader.Integer("epochs", 1),
            Optimizer = OptimizerSettings.Read((reader.Has("optimizer") ? reader : trial).Value("optimizer"), later.Optimizer.Options),
            LearningRate = reader.Has("learningRate") ? LearningRate.Read(reader.Value("learningRate")) : later.LearningRate,
            BatchSize = reader.Has("batchSize") ? reader.Integer("batchSize", 1) : later.BatchSize,
            TrainSamples = reader.Has("trainSamples") ? reader.Integer("trainSamples", 1) : null,
            Averaging = null,
            Freezing = null,
            HasNewHead = false,
            Folds = null,
            LabelNoise = null,
            EarlyStopping = null,
            Budget = null,
            Preprocessing = reader.Has("preprocessing") ? Preprocessing.Read(reader.Value("preprocessing")) : later.Preprocessing,
        };
    }
}
