namespace Sweep.Trainer.Data;

/// <summary>What is to be learned of samples.</summary>
public abstract record Targets
{
    private Targets()
    {
    }

    /// <summary>Of how many samples.</summary>
    public abstract int Count { get; }

    /// <summary>These and, behind them, others of the same kind.</summary>
    public Targets Join(Targets other) => (this, other) switch
    {
        (Classes a, Classes b) => new Classes([.. a.Labels, .. b.Labels]),
        (Masks a, Masks b) => a with { Pixels = [.. a.Pixels, .. b.Pixels] },
        (Numbers a, Numbers b) => a with { Values = [.. a.Values, .. b.Values] },
        _ => throw new ArgumentException("Targets of different kinds are not joined.", nameof(other)),
    };

    /// <summary>Each sample is of one class.</summary>
    /// <param name="Labels">(n) classes, from 0.</param>
    public sealed record Classes(ushort[] Labels) : Targets
    {
        /// <inheritdoc/>
        public override int Count => Labels.Length;
    }

    /// <summary>Each pixel belongs to what is looked for or not.</summary>
    /// <param name="Pixels">(n, height, width): 1 where it does, else 0.</param>
    /// <param name="Plane">Pixels of a sample.</param>
    public sealed record Masks(byte[] Pixels, int Plane) : Targets
    {
        /// <inheritdoc/>
        public override int Count => Pixels.Length / Plane;

        /// <summary>Writes the mask of a sample as numbers, 1 and 0.</summary>
        /// <param name="sample">Its number.</param>
        /// <param name="destination">(height, width).</param>
        public void Read(int sample, Span<float> destination)
        {
            var own = Pixels.AsSpan(sample * Plane, Plane);
            for (int i = 0; i < own.Length; i++)
                destination[i] = own[i];
        }
    }

    /// <summary>Each sample has numbers to be predicted.</summary>
    /// <param name="Values">(n, outputs), finite, in their own units.</param>
    /// <param name="Outputs">Numbers of a sample.</param>
    public sealed record Numbers(float[] Values, int Outputs) : Targets
    {
        /// <inheritdoc/>
        public override int Count => Values.Length / Outputs;
    }
}
