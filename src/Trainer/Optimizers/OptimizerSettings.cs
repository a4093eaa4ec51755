using Sweep.Planning.Trials;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Optimizers;

/// <summary>An optimizer with its constants.</summary>
public abstract record OptimizerSettings
{
    /// <summary>Step size, positive.</summary>
    public abstract double LearningRate { get; init; }

    /// <summary>Reads a level: a name, or { name, momentum, ... }.</summary>
    /// <exception cref="TrialSettingsException">An unknown optimizer or setting, or a value out of range.</exception>
    public static OptimizerSettings Read(SettingValue level, double learningRate)
    {
        IReadOnlyDictionary<string, SettingValue> settings = level switch
        {
            SettingValue.Text text => new Dictionary<string, SettingValue> { ["name"] = text },
            SettingValue.Group group => group.Settings,
            _ => throw new TrialSettingsException($"An optimizer is a name or a group with a name, not {level}."),
        };
        var reader = new SettingsReader(settings, "optimizer.");
        switch (reader.Name("name"))
        {
            case "sgd":
                reader.Allow("name", "momentum", "weightDecay", "nesterov");
                var sgd = new SgdSettings(learningRate, reader.NumberOr("momentum", 0, from: 0, below: 1),
                    reader.NumberOr("weightDecay", 0, from: 0), reader.Flag("nesterov"));
                return !sgd.Nesterov || sgd.Momentum > 0 ? sgd : throw new TrialSettingsException("optimizer.nesterov needs a momentum above 0.");
            case "adam":
                reader.Allow("name", "beta1", "beta2", "epsilon", "weightDecay");
                return new AdamSettings(learningRate, reader.NumberOr("beta1", 0.9, from: 0, below: 1), reader.NumberOr("beta2", 0.999, from: 0, below: 1),
                    reader.NumberOr("epsilon", 1e-8, above: 0), reader.NumberOr("weightDecay", 0, from: 0));
            case var other:
                throw TrialSettingsException.Unknown("optimizer", other, ["sgd", "adam"]);
        }
    }
}
