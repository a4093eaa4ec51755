using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Initializations;

/// <summary>The initialisations that specs may name.</summary>
public static class InitializationCatalogue
{
    private const string HeCitation = "He, Zhang, Ren, Sun, ICCV 2015, arXiv 1502.01852";
    private const string GlorotCitation = "Glorot and Bengio, AISTATS 2010";

    /// <summary>All of them, in the order in which people should read them.</summary>
    public static IReadOnlyList<InitializationDefinition> All { get; } =
    [
        new("pytorch", "weights and biases uniform within 1/sqrt(fan-in), PyTorch's default", "torch.nn.Linear, torch.nn.Conv2d",
            StartDistribution.Uniform, "1/sqrt(fanIn)") { DrawsBiases = true },
        new("he", "weights normal with variance 2/fan-in, biases zero", HeCitation, StartDistribution.Normal, "sqrt(2)/sqrt(fanIn)"),
        new("he-fan-out", "weights normal with variance 2/fan-out, biases zero: gradients keep their size on the way back",
            HeCitation + ", section 2.2", StartDistribution.Normal, "sqrt(2/fanOut)"),
        new("he-uniform", "weights uniform with variance 2/fan-in, biases zero", HeCitation,
            StartDistribution.Uniform, "sqrt(6/fanIn)"),
        new("xavier-uniform", "weights uniform with variance 2/(fan-in + fan-out), biases zero", GlorotCitation,
            StartDistribution.Uniform, "sqrt(6/(fanIn + fanOut))"),
        new("xavier-normal", "weights normal with variance 2/(fan-in + fan-out), biases zero", GlorotCitation,
            StartDistribution.Normal, "sqrt(2/(fanIn + fanOut))"),
        new("gain-corrected", "weights normal, scaled so that the activation keeps the signal's size, biases zero",
            "after He et al., arXiv 1502.01852, section 2.2", StartDistribution.Normal, "1/activationGain/sqrt(fanIn)"),
        new("normal", "weights normal with the same deviation in all layers, biases zero",
            "Krizhevsky, Sutskever, Hinton, NIPS 2012, section 5", StartDistribution.Normal, "deviation")
        {
            Settings = [Deviation("standard deviation of every weight")],
        },
        new("truncated-normal", "weights normal with the same deviation in all layers, drawn again beyond two of them, biases zero",
            "Abadi et al., OSDI 2016, arXiv 1605.08695 (truncated_normal)", StartDistribution.TruncatedNormal, "deviation")
        {
            Settings = [Deviation("standard deviation before the cut, which leaves 0.88 of it")],
        },
        new("orthogonal", "weights as a random matrix of orthonormal rows or columns, biases zero",
            "Saxe, McClelland, Ganguli, ICLR 2014, arXiv 1312.6120", StartDistribution.Orthogonal, "gain")
        {
            Settings =
            [
                new("gain", "length of each row or column", SettingKind.Number)
                {
                    Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(1),
                },
            ],
        },
    ];

    /// <summary>The initialisation of a name, or null.</summary>
    public static InitializationDefinition? Find(string name) => All.FirstOrDefault(i => i.Name == name);

    private static SettingDefinition Deviation(string description) => new("deviation", description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(0.01),
    };
}
