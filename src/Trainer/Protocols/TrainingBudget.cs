using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>The setting <c>budget</c>: what a training may spend instead of a number of epochs, so that networks of different cost are
/// compared at equal cost.</summary>
/// <param name="Seconds">Seconds of training, without evaluation; null where multiply-adds count.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and linear layers, forward and backward; null where seconds count.</param>
public sealed record TrainingBudget(double? Seconds, double? MultiplyAdds)
{
    /// <summary>The most epochs that a training can have.</summary>
    public const int MostEpochs = 100_000;

    // Backward, a layer multiplies once for the gradient of its input and once for that of its weights.
    internal const int PassesOfTraining = 3;

    private const string None = "none", InSeconds = "seconds", InMultiplyAdds = "multiplyAdds";

    /// <summary>What specs may say.</summary>
    public static SettingDefinition Definition { get; } = new("budget", "what a training spends, instead of a number of epochs",
        SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true, IsNamedByKeys = true,
        Choices =
        [
            new(None, "as many epochs as `epochs` says"),
            new(InMultiplyAdds, "as many whole epochs as its multiply-adds pay: { multiplyAdds: 1e12 }",
            [
                new(InMultiplyAdds, "multiply-adds of convolutions and linear layers, thrice those forward, over all samples and epochs",
                    SettingKind.Number) { Minimum = 0, ExcludesMinimum = true, IsRequired = true },
            ]),
            new(InSeconds, "as many whole epochs as fit in its seconds, of whatever machine it runs on: { seconds: 60 }",
            [
                new(InSeconds, "seconds of training, without evaluation, over all epochs", SettingKind.Number)
                {
                    Minimum = 0, ExcludesMinimum = true, IsRequired = true,
                },
            ]),
        ],
    };

    /// <summary>What cannot be known of the setting alone.</summary>
    internal static IReadOnlyList<SettingRule> Rules { get; } =
    [
        new(["budget", "epochs"], settings => Of(settings) is not null && settings.GetValueOrDefault("epochs") is { Label: not "1" }
            ? "A budget says how long a training is, and so does epochs: keep one of them." : null),
        new(["budget", "learningRate", "averaging"], settings => Of(settings) is not { Seconds: not null } ? null
            : (settings.GetValueOrDefault("learningRate") as SettingValue.Group)?.Settings.ContainsKey("schedule") == true
                ? "A schedule follows the number of epochs, which a budget of seconds leaves open: use a constant learningRate, or a "
                    + "budget of multiplyAdds."
            : settings.GetValueOrDefault("averaging") is { Label: var label } && label.StartsWith("swa", StringComparison.Ordinal)
                ? "averaging 'swa' begins at a part of the training, whose length a budget of seconds leaves open: use 'ema', or a "
                    + "budget of multiplyAdds."
            : null),
    ];

    /// <summary>The budget of a combination of levels; null for none, and where it is wrong, which is told elsewhere.</summary>
    internal static TrainingBudget? Of(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("budget") is { } level ? Read(level) : null;

    /// <summary>Reads a level: none, { name: seconds, seconds } or { name: multiplyAdds, multiplyAdds }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown setting, or a value out of range.</exception>
    public static TrainingBudget? Read(SettingValue level)
    {
        var (choice, reader) = SettingsReader.OfChoice(level, Definition);
        return choice.Name switch
        {
            InSeconds => new TrainingBudget(reader.Number(choice.Settings[0]), null),
            InMultiplyAdds => new TrainingBudget(null, reader.Number(choice.Settings[0])),
            _ => null,
        };
    }

    /// <summary>How many epochs a training may have: what its multiply-adds pay, or the most there can be where seconds end it.</summary>
    /// <param name="multiplyAdds">Of the network for a sample, forward.</param>
    /// <param name="samples">Trained on in an epoch.</param>
    public int Epochs(long multiplyAdds, int samples) => MultiplyAdds is { } budget
        ? (int)Math.Min(MostEpochs, Math.Floor(budget / OfEpoch(multiplyAdds, samples)))
        : MostEpochs;

    /// <summary>Why a network cannot be trained so; null when it can.</summary>
    /// <param name="multiplyAdds">Of the network for a sample, forward.</param>
    /// <param name="samples">Trained on in an epoch.</param>
    public string? Problem(long multiplyAdds, int samples) => Epochs(multiplyAdds, samples) > 0 ? null
        : string.Create(CultureInfo.InvariantCulture,
            $"The budget of {MultiplyAdds:G4} multiply-adds pays for no epoch, which takes {OfEpoch(multiplyAdds, samples):G4}: raise it, ")
            + "or use fewer trainSamples.";

    private static double OfEpoch(long multiplyAdds, int samples) => (double)PassesOfTraining * multiplyAdds * samples;

    /// <summary>Whether another epoch as long as the last would not fit.</summary>
    /// <param name="used">Seconds of all epochs so far.</param>
    /// <param name="last">Of the last one.</param>
    public bool IsSpent(double used, double last) => used + last > Seconds;
}
