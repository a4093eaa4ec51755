using System.Security.Cryptography;
using System.Text;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Protocols;

/// <summary>Names the first phase of a trial by all that its outcome depends on: trials of equal keys start their last phase from the same
/// weights.</summary>
/// <param name="Value">32 lowercase hexadecimal digits.</param>
public readonly record struct SourceKey(string Value)
{
    // What the phase reads of the trial is all but this, and all but what it has of its own.
    private static readonly string[] LastPhaseOnly =
    [
        "dataset", "epochs", "trainSamples", "averaging", Freezing.Definition.Name, HeadSetting.Name,
        .. CrossValidation.Settings.Select(s => s.Name), LabelNoise.Definition.Name, EarlyStopping.Definition.Name,
        TrainingBudget.Definition.Name,
    ];

    /// <summary>The key of a trial's first phase; null where it has but one phase.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="engineKind">What computes it: equal kinds give equal bits.</param>
    public static SourceKey? Create(TrialDescription trial, string engineKind)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var settings = trial.Configuration.Settings;
        if (settings.GetValueOrDefault("pretrain") is not SettingValue.Group { Settings: var own })
            return null;
        var read = new Configuration(settings.Where(s => !LastPhaseOnly.Contains(s.Key) && !own.ContainsKey(s.Key)));
        string text = $"source 1\n{engineKind}\n{trial.StreamKey}\n{read.CanonicalJson}";
        return new SourceKey(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
