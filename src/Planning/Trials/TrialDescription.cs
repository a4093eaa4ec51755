namespace Sweep.Planning.Trials;

/// <summary>Everything a trainer needs to know of a trial.</summary>
/// <param name="Id">Content hash of the other three.</param>
/// <param name="Configuration">The levels of all factors and the protocol settings.</param>
/// <param name="Seed">The replicate's label.</param>
/// <param name="StreamKey">The source of the trial's randomness.</param>
public sealed record TrialDescription(TrialId Id, Configuration Configuration, Seed Seed, StreamKey StreamKey)
{
    /// <summary>Describes a trial, its id computed. Frozen: a change would re-run every stored trial.</summary>
    public static TrialDescription Create(Configuration configuration, Seed seed, StreamKey streamKey)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Create(configuration, seed, streamKey, new HashedText());
    }

    /// <summary>The same with a buffer to reuse.</summary>
    internal static TrialDescription Create(Configuration configuration, Seed seed, StreamKey streamKey, HashedText buffer)
    {
        var text = buffer.Clear().Append("t1\n"u8).Append(configuration.CanonicalJson).Append("\n"u8).Append(seed).Append("\n"u8)
            .Append(streamKey.ToString());
        return new TrialDescription(new TrialId(ContentHash.Id("t1-", text.Bytes)), configuration, seed, streamKey);
    }
}
