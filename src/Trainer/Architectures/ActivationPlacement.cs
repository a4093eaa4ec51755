using System.Collections.Immutable;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>Where the compared activation stands in a network of the catalogue. At the other places ReLU stays, whichever activation is
/// compared.</summary>
/// <remarks>A block is a nested network of the description: a residual block, an inception, a stage of a VGG.</remarks>
internal static class ActivationPlacement
{
    private const string All = "all", Stem = "stem", BlockFirst = "block-first", BlockLast = "block-last", Last = "last";

    /// <summary>The setting, which every family has.</summary>
    public static SettingDefinition Setting { get; } = new("activationPlaces",
        "where the compared activation stands; ReLU stays at the other places", SettingKind.Choice)
    {
        Default = new SettingValue.Text(All),
        Choices =
        [
            new(All, "at every place"),
            new(Stem, "before the first block; at the first place where there is none before it"),
            new(BlockFirst, "at the first place of each block"),
            new(BlockLast, "at the last place of each block"),
            new(Last, "at the last place of the network"),
        ],
    };

    /// <summary>What is wrong with a placement in a network; null if nothing is.</summary>
    public static UserDefinitionError? Problem(NetworkDescription network, string placement) =>
        placement is BlockFirst or BlockLast && network.Nodes.All(n => n.Layer is not LayerDescription.Nested)
            ? new(Setting.Name, $"'{network.Name}' has no blocks: {Setting.Name} is {All}, {Stem} or {Last}.")
            : null;

    /// <summary>The network with ReLU at the places where the compared activation does not stand.</summary>
    public static NetworkDescription Apply(NetworkDescription network, string placement)
    {
        if (placement == All)
            return network;
        var nodes = network.Expand().Nodes;
        var chosen = Chosen(nodes, placement);
        return new NetworkDescription(network.Name, [.. nodes.Select((n, i) => n.Layer is LayerDescription.Activation && !chosen.Contains(i)
            ? n with { Layer = LayerDescription.Elementwise.Relu }
            : n)]);
    }

    /// <summary>The numbers of the nodes at which a placement other than all puts the compared activation; none where it has no such
    /// place.</summary>
    /// <param name="nodes">Expanded.</param>
    /// <param name="placement">A word of <see cref="Setting"/>.</param>
    public static HashSet<int> Chosen(ImmutableArray<NetworkNode> nodes, string placement) =>
        [.. Chosen([.. Places(nodes)], placement).Select(p => p.Node)];

    private static IEnumerable<Place> Chosen(IReadOnlyList<Place> places, string placement)
    {
        var blocks = places.Where(p => p.Block.Length > 0).GroupBy(p => p.Block);
        return placement switch
        {
            Stem when places.TakeWhile(p => p.Block.Length == 0).ToArray() is { Length: > 0 } before && before.Length < places.Count =>
                before,
            Stem => places.Take(1),
            BlockFirst => blocks.Select(b => b.First()),
            BlockLast => blocks.Select(b => b.Last()),
            Last => places.TakeLast(1),
            _ => throw new ArgumentOutOfRangeException(nameof(placement), placement, "Unknown placement."),
        };
    }

    // Expanded nodes are named after the blocks they stand in: "block3.act1".
    private static IEnumerable<Place> Places(ImmutableArray<NetworkNode> nodes) =>
        nodes.Index().Where(n => n.Item.Layer is LayerDescription.Activation)
            .Select(n => new Place(n.Index, n.Item.Name[..Math.Max(0, n.Item.Name.IndexOf('.', StringComparison.Ordinal))]));

    /// <summary>A place for an activation.</summary>
    /// <param name="Node">The number of its node.</param>
    /// <param name="Block">The name of the block that it stands in; empty outside of blocks.</param>
    private readonly record struct Place(int Node, string Block);
}
