using System.Collections.Immutable;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="LayerNorm"/>.</summary>
    public static LayerSyntax LayerNormSyntax { get; } = new("layernorm", "normalisation over the channels of each position",
        [
            LayerOption.Number(new("epsilon", "added to the variance", SettingKind.Number)
            {
                Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(LayerNorm.DefaultEpsilon),
            }),
        ],
        options => new LayerNorm(options.Number("epsilon")));

    /// <summary>Normalises the channels of each position of each sample, then scales and shifts each channel.</summary>
    /// <remarks>Ba, Kiros, Hinton: Layer normalization, arXiv 1607.06450 (2016), as transformers apply it: each token for itself.</remarks>
    /// <param name="Epsilon">Added to the variance; 1e-5 by default.</param>
    public sealed record LayerNorm(double Epsilon) : LayerDescription
    {
        /// <summary>PyTorch's.</summary>
        public const double DefaultEpsilon = 1e-5;

        /// <inheritdoc/>
        public override string Kind => "layernorm";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            Epsilon > 0 ? null : $"has epsilon {Epsilon}; it is positive.";

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) =>
        [
            new("weight", ParameterRole.Scale, [input.Channels], FanIn: 1),
            new("bias", ParameterRole.Shift, [input.Channels], FanIn: 1),
        ];
    }
}
