using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <content>Activations that stand around any other.</content>
public static partial class ActivationCatalogue
{
    /// <param name="inner">What they may stand around.</param>
    private static ActivationDefinition[] Surrounding(ActivationDefinition[] inner)
    {
        var usual = inner.Single(a => a.Name == "relu");
        var around = new ActivationVariant(
            new SettingDefinition("around", "the activation that it stands around", SettingKind.Choice)
            {
                Default = new SettingValue.Text(usual.Name), Choices = [.. inner.Select(a => new SettingChoice(a.Name, a.Description))],
            },
            (activation, value) => activation.Change(s => s with { Around = inner.Single(a => a.Name == value.Label) }));
        return
        [
            Entry(new("elsa", "act(x) + max(x,0)*sigmoid(beta) + min(x,0)*clamp(alpha,0.01,0.99)",
                [Learnable("alpha", 0.9), Learnable("beta", 2)], ParameterScope.PerLayer,
                "element-wise sign-based attention added to an activation; around relu it is AReLU", "Chen, Li, Xu 2020, arXiv 2006.13858")
            {
                Around = usual, Variants = [around],
            }),
            Entry(new("taaf", "alpha*act(beta*x + gamma) + delta",
                [Learnable("alpha", 1), Learnable("beta", 1), Learnable("gamma", 0), Learnable("delta", 0)],
                ParameterScope.PerLayer,
                "trainable scale and shift inside and outside of an activation (the paper has a set per neuron: per: channel is nearest)",
                "Kunc, Klema 2024, arXiv 2402.09249")
            {
                Around = usual, Variants = [around],
            }),
            Entry(new("se", "y = act(x); y * sigmoid(linear(C)(relu(linear(C/reduction)(globalavg(y)))))", [Fixed("reduction", 16)],
                ParameterScope.PerLayer,
                "an activation whose channels are scaled by a gate (squeeze and excitation); C/reduction hidden units, at least 1",
                "Hu, Shen, Sun 2018, CVPR, arXiv 1709.01507")
            {
                IsNetwork = true, Around = usual, Variants = [around],
            }),
        ];
    }
}
