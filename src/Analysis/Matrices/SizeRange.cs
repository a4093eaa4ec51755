using System.Globalization;
using Sweep.Analysis.Trials;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Matrices;

/// <summary>How many learnable parameters an activation has in the networks of a table.</summary>
/// <param name="IsLearnable">Whether it has any.</param>
/// <param name="Minimum">In the smallest network; null when some network is not known.</param>
/// <param name="Maximum">In the largest; null likewise.</param>
public sealed record SizeRange(bool IsLearnable, int? Minimum, int? Maximum)
{
    /// <summary>"6", "2-6", "learnable".</summary>
    public override string ToString() => !IsLearnable ? "0"
        : Minimum is not { } minimum || Maximum is not { } maximum ? "learnable"
        : minimum == maximum ? minimum.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{minimum}-{maximum}");

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
                : known.Minimum is null || size.InNetwork is null
                    ? new SizeRange(size.IsLearnable, null, null)
                    : new SizeRange(size.IsLearnable, Math.Min(known.Minimum.Value, size.InNetwork.Value),
                        Math.Max(known.Maximum!.Value, size.InNetwork.Value));
        }
    }
}
