using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Optimizers;

/// <summary>Settings of a trial that go with any optimizer.</summary>
public sealed record OptimizerOptions
{
    private const string ClippingKey = "gradientClipping", MaximumKey = "maximum", TargetKey = "weightDecayOf",
        FactorKey = "activationRateFactor", None = "none", Norm = "norm", Value = "value", Usual = "usual";

    private static readonly SettingDefinition Maximum =
        new(MaximumKey, "the bound", SettingKind.Number) { Minimum = 0, ExcludesMinimum = true, IsRequired = true };

    private static readonly SettingDefinition Clipped =
        new(ClippingKey, "a bound on gradients, before the optimizer sees them", SettingKind.Choice)
        {
            Default = new SettingValue.Text(None), OmitWhenDefault = true,
            Choices =
            [
                new(None, "no bound"), new(Norm, "of the norm over all parameters of the network", [Maximum]),
                new(Value, "of each number's magnitude", [Maximum]),
            ],
        };

    private static readonly Dictionary<string, WeightDecayTarget> Targets = new(StringComparer.Ordinal)
    {
        ["weights"] = WeightDecayTarget.Weights,
        ["all-but-activations"] = WeightDecayTarget.AllButActivations,
        ["all"] = WeightDecayTarget.All,
    };

    private static readonly SettingDefinition Factor =
        new(FactorKey, "times the learning rate is the rate of activation parameters", SettingKind.Number)
        {
            Minimum = 0, Default = new SettingValue.Number(1), OmitWhenDefault = true,
        };

    /// <summary>No clipping, decay as the optimizer has it, one rate for all.</summary>
    public static OptimizerOptions Default { get; } = new();

    /// <summary>How specs write them.</summary>
    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        Clipped,
        new(TargetKey, "what weight decay applies to", SettingKind.Choice)
        {
            Default = new SettingValue.Text(Usual), OmitWhenDefault = true,
            Choices =
            [
                new(Usual, "as is usual with the optimizer"),
                new("weights", "weights and embeddings; not biases, normalisation and activation parameters"),
                new("all-but-activations", "everything but activation parameters"), new("all", "everything that is learned"),
            ],
        },
        Factor,
    ];

    /// <summary>The bound on gradients; null without.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>What weight decay applies to; null for what is usual with the optimizer.</summary>
    public WeightDecayTarget? Decayed { get; init; }

    /// <summary>What rate is multiplied by for parameters of activations, at least 0.</summary>
    public double ActivationRateFactor { get; init; } = 1;

    /// <summary>Reads the settings of a trial.</summary>
    /// <exception cref="TrialSettingsException">A setting is out of range.</exception>
    public static OptimizerOptions Read(SettingsReader trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        string target = trial.Name(TargetKey);
        return new OptimizerOptions
        {
            Clipping = Clip(trial.Value(ClippingKey)),
            Decayed = target == Usual ? null : Targets.TryGetValue(target, out var known) ? known
                : throw TrialSettingsException.Unknown(TargetKey, target, [Usual, .. Targets.Keys]),
            ActivationRateFactor = trial.Number(Factor),
        };
    }

    private static GradientClipping? Clip(SettingValue level)
    {
        var (choice, reader) = SettingsReader.OfChoice(level, Clipped);
        ClippingKind? kind = choice.Name switch
        {
            Norm => ClippingKind.Norm,
            Value => ClippingKind.Value,
            _ => null,
        };
        return kind is { } bounds ? new GradientClipping(bounds, reader.Number(Maximum)) : null;
    }
}
