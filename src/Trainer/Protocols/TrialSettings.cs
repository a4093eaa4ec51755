using Sweep.Planning;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>A trial's configuration, read and checked: what every engine trains by.</summary>
/// <param name="Dataset">Its name; loading it finds out whether it exists.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Activation">Stands at every placeholder.</param>
/// <param name="Optimizer">With its constants.</param>
/// <param name="LearningRate">Of each step.</param>
/// <param name="Epochs">At least 1.</param>
/// <param name="BatchSize">At least 1.</param>
/// <param name="ValidationSplit">The part of the training images, in [0,1), that is kept apart for validation.</param>
/// <param name="TrainSamples">How many images to train on; null for all that validation leaves.</param>
/// <param name="Initialization">How weights start.</param>
/// <param name="Precision">What activations and gradients are computed in.</param>
public sealed record TrialSettings(string Dataset, Architecture Architecture, ActivationDefinition Activation, OptimizerSettings Optimizer,
    LearningRate LearningRate, int Epochs, int BatchSize, double ValidationSplit, int? TrainSamples, Initialization Initialization,
    Precision Precision)
{
    /// <summary>Reads a configuration; what it leaves out has the vocabulary's default.</summary>
    /// <exception cref="TrialSettingsException">A setting is missing, unknown or out of range.</exception>
    public static TrialSettings Read(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var reader = new SettingsReader(configuration.Settings, within: "", TrainerVocabulary.Settings);
        foreach (string name in configuration.Settings.Keys)
        {
            if (TrainerVocabulary.Settings.All(s => s.Name != name))
                throw new TrialSettingsException($"'{name}' is not a setting of this program; known are {TrialSettingsException.List(TrainerVocabulary.Settings.Select(s => s.Name))}.");
        }
        string architecture = reader.Name("architecture");
        return new TrialSettings(
            reader.Name("dataset"),
            ArchitectureCatalogue.Find(architecture) ?? throw TrialSettingsException.Unknown("architecture", architecture, ArchitectureCatalogue.All.Select(a => a.Name)),
            ActivationLevel.Read(reader.Value("activation")),
            OptimizerSettings.Read(reader.Value("optimizer")),
            LearningRate.Read(reader.Value("learningRate")),
            reader.Integer("epochs", 1),
            reader.Integer("batchSize", 1),
            reader.Number("validationSplit", from: 0, below: 1),
            reader.Has("trainSamples") ? reader.Integer("trainSamples", 1) : null,
            InitializationNames.Read(reader.Name("initialization")),
            PrecisionNames.Read(reader.Name("precision")));
    }
}
