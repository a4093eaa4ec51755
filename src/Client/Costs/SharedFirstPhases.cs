using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Costs;

/// <summary>How many first phases are trained for how many trials, in words.</summary>
internal static class SharedFirstPhases
{
    /// <summary>Null where no trial has a phase before.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trials">Those of it that are asked for.</param>
    public static string? Describe(SweepPlan plan, IEnumerable<TrialDescription> trials)
    {
        if (!plan.LevelsOf("pretrain").Any(level => level is SettingValue.Group))
            return null;
        long count = 0;
        HashSet<SourceKey> sources = [], enough = []; // as streams are, and if all trials of a seed had the same
        foreach (var trial in trials)
        {
            if (SourceKey.Create(trial, engineKind: "") is not { } source)
                continue;
            count++;
            sources.Add(source);
            enough.Add(SourceKey.Create(trial with { StreamKey = new StreamKey((uint)trial.Seed.Value) }, engineKind: "")!.Value);
        }
        string numbers = string.Create(CultureInfo.InvariantCulture, $"{sources.Count} trained for {count} trials");
        string counted = sources.Count < count ? "; costs count one for each trial" : "";
        string advice = enough.Count == sources.Count ? "" : string.Create(CultureInfo.InvariantCulture,
            $"; {enough.Count} would do if 'pairedAcross' named the factors that they do not read");
        return numbers + counted + advice;
    }
}
