using System.Collections.Immutable;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>A formula of as many inputs as it has names, element by element. The output has the shape of the largest input, (channels,
    /// height, width); every other is of that shape too, or (channels, 1, 1): one number per channel, (1, height, width): one per position,
    /// or (1, 1, 1): one per sample. The same number then serves all positions or channels.</summary>
    /// <param name="Formula">Its learnable parameters are this node's, per layer or per channel of the output.</param>
    public sealed record Elementwise(ElementwiseFormula Formula) : LayerDescription
    {
        /// <summary>A ReLU that stays whichever activation is compared.</summary>
        public static Elementwise Relu { get; } = Fixed("relu", "max(x,0)");

        /// <summary>A logistic function that stays whichever activation is compared.</summary>
        public static Elementwise Sigmoid { get; } = Fixed("sigmoid", "sigmoid(x)");

        /// <summary>The functions of x that stay whichever activation is compared.</summary>
        public static IReadOnlyList<Elementwise> Functions { get; } =
            [Relu, Fixed("relu6", "min(max(x,0),6)"), Sigmoid, Fixed("tanh", "tanh(x)")];

        /// <summary>What such a function is called; null for other formulas.</summary>
        public string? Function { get; private init; }

        /// <inheritdoc/>
        public override string Kind => Function ?? "elementwise";

        /// <inheritdoc/>
        public override string? Problem(ImmutableArray<TensorShape> inputs)
        {
            if (Formula.Inputs.Count != inputs.Length)
                return $"reads {inputs.Length} nodes, but its formula '{Formula}' has the inputs {string.Join(", ", Formula.Inputs)}.";
            var full = OutputShape(inputs);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (inputs[i] != full && inputs[i] != TensorShape.Vector(full.Channels) && inputs[i] != full with { Channels = 1 }
                    && inputs[i] != TensorShape.Vector(1))
                {
                    TensorShape[] known = [.. new[] { full, TensorShape.Vector(full.Channels), full with { Channels = 1 } }.Distinct()];
                    return $"computes '{Formula}' of {full} with {Formula.Inputs[i]} of {inputs[i]}; "
                        + $"an input is {string.Join(", ", known)} or {TensorShape.Vector(1)}.";
                }
            }
            return null;
        }

        /// <inheritdoc/>
        public override TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => inputs.MaxBy(i => i.Count);

        /// <inheritdoc/>
        public override ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output)
        {
            var learnable = Formula.LearnableParameters;
            int scopes = Formula.Scope == ParameterScope.PerChannel ? output.Channels : 1;
            return learnable.Count == 0
                ? []
                : [new("parameters", ParameterRole.Activation, [scopes, learnable.Count],
                    1) { Initial = [.. learnable.Select(p => p.Initial)] }];
        }

        private static Elementwise Fixed(string name, string formula) =>
            new(ElementwiseFormula.Read(formula, [], ParameterScope.PerLayer, out _)!) { Function = name };
    }
}
