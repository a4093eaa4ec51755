using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Optimizers;

/// <summary>The optimizers that specs may name.</summary>
public static class OptimizerCatalogue
{
    /// <summary>All of them, in the order in which people should read them.</summary>
    public static IReadOnlyList<OptimizerDefinition> All { get; } =
    [
        // Sutskever et al., without dampening, as PyTorch has it. The velocity starts at 0, so that the first is the gradient.
        new("sgd", "stochastic gradient descent", "Sutskever et al., ICML 2013",
            [Decay("momentum", "memory of earlier gradients", 0), WeightDecay(), Flag("nesterov", "look ahead; needs momentum")],
            ["v"],
            [
                "d = g + weightDecay*w",
                "v = momentum*v + d",
                "w = w - rate*if(nesterov == 1, d + momentum*v, v)",
            ])
        {
            Rules = [new("nesterov needs a momentum above 0.", c => c["nesterov"] == 0 || c["momentum"] > 0)],
        },
        new("adam", "Adam (Kingma and Ba, arXiv 1412.6980)", "Kingma and Ba, ICLR 2015, arXiv 1412.6980",
            [
                Decay("beta1", "memory of the mean gradient", 0.9), Decay("beta2", "memory of the squared gradient", 0.999),
                Positive("epsilon", "keeps the divisor from zero", 1e-8), WeightDecay(),
            ],
            ["m", "v"],
            [
                "d = g + weightDecay*w",
                "m = beta1*m + (1 - beta1)*d",
                "v = beta2*v + (1 - beta2)*d*d",
                "w = w - rate/(1 - beta1^t)*m / (sqrt(v)/sqrt(1 - beta2^t) + epsilon)",
            ]),
    ];

    /// <summary>The optimizer of a name, or null.</summary>
    public static OptimizerDefinition? Find(string name) => All.FirstOrDefault(o => o.Name == name);

    private static SettingDefinition Decay(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition Positive(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition Flag(string name, string description) => new(name, description, SettingKind.Flag)
    {
        Default = new SettingValue.Flag(false),
    };

    private static SettingDefinition WeightDecay() =>
        new(OptimizerProgram.WeightDecay, "pull of weights towards zero (L2), not of activation parameters", SettingKind.Number)
        {
            Minimum = 0, Default = new SettingValue.Number(0),
        };
}
