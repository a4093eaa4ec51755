using System.Collections.Immutable;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Dropout"/>.</summary>
    public static LayerSyntax DropoutSyntax { get; } = new("dropout", "zeroes elements while training",
        [
            LayerOption.Number(new("probability", "share of the elements that become zero", SettingKind.Number)
            {
                Minimum = 0, Maximum = 1, ExcludesMaximum = true,
            }),
        ],
        options => new Dropout(options.Number("probability")));

    /// <summary>While training, zeroes elements with a probability and scales the others by 1/(1-p).</summary>
    /// <param name="Probability">In [0,1).</param>
    public sealed record Dropout(double Probability) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "dropout";

        /// <inheritdoc/>
        public override string Description => $"{Kind} {Probability}";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs) =>
            Probability is >= 0 and < 1 ? null : $"has the probability {Probability}; allowed is [0,1).";
    }
}
