using System.Globalization;
using Sweep.Analysis.Trials;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Matrices;

/// <summary>How many learnable parameters an activation has in the networks of a table.</summary>
/// <param name="IsLearnable">Whether it has any.</param>
/// <param name="Fewest">In the smallest network; null when some network is not known.</param>
/// <param name="Most">In the largest; null likewise.</param>
public sealed record SizeRange(bool IsLearnable, int? Fewest, int? Most)
{
    /// <summary>"6", "2-6", "learnable".</summary>
    public override string ToString() => !IsLearnable ? "0"
        : Fewest is not { } fewest || Most is not { } most ? "learnable"
        : fewest == most ? fewest.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{fewest}-{most}");

    /// <summary>Adds the activation of every configuration; one that this program does not know stays out.</summary>
    internal static void Collect(IReadOnlyList<Configuration> configurations, string setting,
        Func<Configuration, ActivationParameters?> activationOf, Dictionary<string, SizeRange> sizes)
    {
        foreach (var configuration in configurations)
        {
            if (activationOf(configuration) is not { } size)
                continue;
            string label = TrialObservations.Label(configuration.Settings, setting);
            sizes[label] = !sizes.TryGetValue(label, out var known)
                ? new SizeRange(size.IsLearnable, size.InNetwork, size.InNetwork)
                : known.Fewest is null || size.InNetwork is null
                    ? new SizeRange(size.IsLearnable, null, null)
                    : new SizeRange(size.IsLearnable, Math.Min(known.Fewest.Value, size.InNetwork.Value),
                        Math.Max(known.Most!.Value, size.InNetwork.Value));
        }
    }
}
