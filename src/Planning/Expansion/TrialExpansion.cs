namespace Sweep.Planning.Expansion;

/// <summary>Enumerates a plan's trials: every configuration with the first seed, then every one with the second, so that early results
/// already compare all levels.</summary>
/// <remarks>Plans of few configurations keep them between seeds; larger ones compute them again, which costs less than holding them.</remarks>
internal sealed record TrialExpansion(Grid Grid, IReadOnlyList<Seed> Seeds, IReadOnlySet<string> PairedAcross, long ConfigurationCount)
{
    private const int KeptConfigurations = 10_000; // about 1.5 kB each

    public IEnumerable<TrialDescription> Trials()
    {
        IReadOnlyList<(Configuration, string)>? kept = Seeds.Count > 1 && ConfigurationCount <= KeptConfigurations
            ? [.. Grid.Configurations(PairedAcross)]
            : null;
        foreach (var seed in Seeds)
        {
            foreach (var (configuration, block) in kept ?? Grid.Configurations(PairedAcross))
                yield return TrialDescription.Create(configuration, seed, StreamKey.FromBlock(block, seed));
        }
    }
}
