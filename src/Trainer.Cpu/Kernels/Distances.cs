using System.Collections.Immutable;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Distances in floats that a kernel has in its instructions; equal if all of them are.</summary>
/// <param name="values">In order; null where there is nothing.</param>
internal sealed class Distances(ImmutableArray<int?> values) : IEquatable<Distances>
{
    public int? this[int i] => values[i];

    /// <inheritdoc/>
    public bool Equals(Distances? other) => other is not null && values.AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Distances);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int? value in values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    private ReadOnlySpan<int?> AsSpan() => values.AsSpan();
}
