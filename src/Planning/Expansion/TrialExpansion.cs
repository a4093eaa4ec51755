using Sweep.Planning.Trials;

namespace Sweep.Planning.Expansion;

/// <summary>Enumerates a plan's trials: every configuration with the first seed, then every one with the second, so that early results
/// already compare all levels.</summary>
/// <remarks>Plans of few configurations keep them between seeds; larger ones compute them again, which costs less than holding
/// them.</remarks>
internal sealed record TrialExpansion(Grid Grid, IReadOnlyList<Seed> Seeds, IReadOnlySet<string> PairedAcross, long ConfigurationCount)
{
    private const int CachedConfigurations = 10_000; // about 1.5 kB each
    private const int CachedKeys = 10_000; // about 0.5 kB each

    public IEnumerable<TrialDescription> Trials()
    {
        var text = new HashedText();
        var kept = Seeds.Count > 1 && ConfigurationCount <= CachedConfigurations ? Grid.Configurations(PairedAcross).ToArray() : null;
        var keys = new Dictionary<string, StreamKey>(StringComparer.Ordinal); // of the seed at hand, by block: paired trials share theirs
        foreach (var seed in Seeds)
        {
            keys.Clear();
            foreach (var (configuration, block) in kept ?? Grid.Configurations(PairedAcross))
            {
                if (!keys.TryGetValue(block, out var key))
                {
                    if (keys.Count == CachedKeys)
                        keys.Clear();
                    keys[block] = key = StreamKey.FromBlock(block, seed, text);
                }
                yield return TrialDescription.Create(configuration, seed, key, text);
            }
        }
    }
}
