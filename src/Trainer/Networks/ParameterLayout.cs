using System.Collections.Immutable;

namespace Sweep.Trainer.Networks;

/// <summary>All tensors that a network learns under an activation: what each engine stores, draws and moves.</summary>
public static class ParameterLayout
{
    /// <summary>The tensors in the order of the flat parameter block: weights node by node, then the parameters of activations.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="activationParameters">Learnable numbers per layer or channel.</param>
    /// <param name="perChannel">Whether each channel has its own.</param>
    public static ImmutableArray<ParameterDescription> Of(ShapedNetwork shape, int activationParameters, bool perChannel) =>
        [.. shape.Nodes.SelectMany(n => Of(n, activationParameters, perChannel)).OrderBy(p => p.Role == ParameterRole.Activation)];

    /// <summary>The tensors of one node.</summary>
    public static ImmutableArray<ParameterDescription> Of(ShapedNode node, int activationParameters, bool perChannel)
    {
        if (node.Node.Layer is not LayerDescription.Activation)
            return node.Parameters;
        int scopes = perChannel ? node.Output.Channels : 1;
        return activationParameters == 0 ? [] : [new ParameterDescription($"{node.Node.Name}.parameters", ParameterRole.Activation, [scopes, activationParameters], 1)];
    }
}
