using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>How branches become one.</summary>
/// <param name="Name">As written.</param>
/// <param name="Append">Joins the node that the builder is at with others.</param>
internal sealed record LayerJoin(string Name, Func<NetworkBuilder, int[], NetworkBuilder> Append)
{
    /// <summary>How many branches it can join; null for any number.</summary>
    public int? Most { get; init; }

    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<LayerJoin> All { get; } =
    [
        new("add", (builder, others) => builder.Add(others)),
        new("concat", (builder, others) => builder.Concat(others)),
        new("scale", (builder, others) => builder.ScaleByChannel(others[0])) { Most = 2 },
    ];
}
