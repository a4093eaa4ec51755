using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>A setting of an activation that is more than a number in its formula: what it stands around, which function it starts as, how
/// many pieces it has.</summary>
/// <param name="Setting">How a spec gives it; its default leaves the activation as it is.</param>
/// <param name="Choose">The activation with a value that the setting allows.</param>
public sealed record ActivationVariant(SettingDefinition Setting, Func<ActivationDefinition, SettingValue, ActivationResult> Choose)
{
    private const string Layer = "layer", Channel = "channel";

    /// <summary>Where the learned parameters of an activation live.</summary>
    /// <param name="usual">Where they do if nothing is said.</param>
    internal static ActivationVariant Per(ParameterScope usual) => new(
        new SettingDefinition("per", "what has a set of the learnt parameters", SettingKind.Choice)
        {
            Default = new SettingValue.Text(usual == ParameterScope.PerChannel ? Channel : Layer),
            Choices = [new(Layer, "one for all channels"), new(Channel, "one for each channel")],
        },
        (activation, value) => activation.Change(source => source with
        {
            Scope = value.Label == Channel ? ParameterScope.PerChannel : ParameterScope.PerLayer,
        }));
}
