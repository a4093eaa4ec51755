using System.Collections.Immutable;
using System.Reflection;

namespace Sweep.Trainer.Networks;

/// <summary>What one node of a network computes: data that every engine compiles. Immutable. Each kind is one file, which holds all that is
/// known of it without an engine: shapes, parameters, cost and words.</summary>
public abstract partial record LayerDescription
{
    private LayerDescription()
    {
    }

    /// <summary>The word used in names and messages: "conv", "linear", "act".</summary>
    public abstract string Kind { get; }

    /// <summary>The kind with its sizes, for lists of layers: "conv 16 k3 p1".</summary>
    public virtual string Description => Kind;

    /// <summary>Why the layer cannot read these inputs, as the end of a sentence that begins with its name; null when it can.</summary>
    /// <param name="inputs">At least one; more only for kinds that join.</param>
    public virtual string? Problem(ImmutableArray<TensorShape> inputs) => null;

    /// <summary>The shape it makes of inputs that have no <see cref="Problem"/>.</summary>
    /// <param name="inputs">At least one; more only for kinds that join.</param>
    public virtual TensorShape OutputShape(ImmutableArray<TensorShape> inputs) => inputs[0];

    /// <summary>The tensors it learns, in the order of the flat parameter block, named within the layer: "weight".</summary>
    /// <param name="input">The first input.</param>
    /// <param name="output">What it makes.</param>
    public virtual ImmutableArray<ParameterDescription> Parameters(TensorShape input, TensorShape output) => [];

    /// <summary>Multiply-adds of weights with inputs for one sample, forward. Biases, normalisation, pooling and activations count
    /// nothing.</summary>
    /// <param name="input">The first input.</param>
    /// <param name="output">What it makes.</param>
    public virtual long MultiplyAdds(TensorShape input, TensorShape output) => 0;

    /// <summary>How users write the kinds that stand in a list of layers, by name. Each is a static property of this type in the file of
    /// its kind, from where they are collected.</summary>
    public static IReadOnlyList<LayerSyntax> Syntaxes => CollectedSyntaxes.Value;

    private static Lazy<IReadOnlyList<LayerSyntax>> CollectedSyntaxes { get; } = new(() =>
    [
        .. typeof(LayerDescription).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(LayerSyntax)).Select(p => (LayerSyntax)p.GetValue(null)!)
            .OrderBy(s => s.Name, StringComparer.Ordinal),
    ]);

    private static ImmutableArray<ParameterDescription> Affine(ImmutableArray<int> shape, int fanIn, bool bias)
    {
        var weight = new ParameterDescription("weight", ParameterRole.Weight, shape, fanIn);
        return bias ? [weight, new ParameterDescription("bias", ParameterRole.Bias, [shape[0]], fanIn)] : [weight];
    }
}
