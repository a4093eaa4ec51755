using Sweep.Planning.Trials;

namespace Sweep.Import.Designs;

/// <summary>A training whose place in the sweep is known.</summary>
/// <param name="Place">Where it stands in the source.</param>
/// <param name="Values">Its settings, in the order of the design's.</param>
/// <param name="Seed">The replicate.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Epochs">Its metrics.</param>
internal sealed record DesignedRun(string Place, IReadOnlyList<SettingValue> Values, int Seed, TrialOutcome Outcome,
    IReadOnlyList<EpochMetrics> Epochs)
{
    /// <summary>Equal for trainings of one configuration.</summary>
    public string Configuration { get; } = KeyOf(Values);

    /// <summary>The text by which configurations are told apart.</summary>
    public static string KeyOf(IEnumerable<SettingValue> values) => string.Join('\u001f', values);
}
