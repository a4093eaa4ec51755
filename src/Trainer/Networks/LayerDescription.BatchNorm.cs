using System.Collections.Immutable;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="BatchNorm"/>.</summary>
    public static LayerSyntax BatchNormSyntax { get; } = new("batchnorm", "batch normalisation",
        [
            LayerOption.Number(new("epsilon", "added to the variance", SettingKind.Number)
            {
                Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(BatchNorm.DefaultEpsilon),
            }),
            LayerOption.Number(new("momentum", "weight of the newest batch in the running means", SettingKind.Number)
            {
                Minimum = 0, Maximum = 1, Default = new SettingValue.Number(BatchNorm.DefaultMomentum),
            }),
        ],
        options => new BatchNorm(options.Number("epsilon"), options.Number("momentum")));

    /// <summary>Normalises each channel over the batch and all positions, then scales and shifts it.</summary>
    /// <remarks>Ioffe and Szegedy, ICML 2015, arXiv 1502.03167. In evaluation running means replace those of the batch.</remarks>
    /// <param name="Epsilon">Added to the variance; 1e-5 by default.</param>
    /// <param name="Momentum">Weight of the newest batch in the running means; 0.1 by default.</param>
    public sealed record BatchNorm(double Epsilon, double Momentum) : LayerDescription
    {
        /// <summary>PyTorch's.</summary>
        public const double DefaultEpsilon = 1e-5;

        /// <summary>PyTorch's.</summary>
        public const double DefaultMomentum = 0.1;

        /// <inheritdoc/>
        public override string Kind => "batchnorm";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) => Epsilon > 0 && Momentum is >= 0 and <= 1
            ? null
            : $"has epsilon {Epsilon} and momentum {Momentum}; epsilon is positive, momentum in [0,1].";

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) =>
        [
            new("weight", ParameterRole.Scale, [input.Channels], FanIn: 1),
            new("bias", ParameterRole.Shift, [input.Channels], FanIn: 1),
        ];
    }
}
