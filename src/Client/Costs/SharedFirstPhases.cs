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
    /// <param name="seeds">How many seeds the plan has.</param>
    public static string? Describe(SweepPlan plan, IEnumerable<TrialDescription> trials, int seeds)
    {
        if (!plan.LevelsOf("pretrain").Any(level => level is SettingValue.Group))
            return null;
        long count = 0;
        var sources = new HashSet<SourceKey>();
        foreach (var trial in trials)
        {
            if (SourceKey.Create(trial, engineKind: "") is not { } source)
                continue;
            count++;
            sources.Add(source);
        }
        string numbers = string.Create(CultureInfo.InvariantCulture, $"{sources.Count} trained for {count} trials");
        return sources.Count < count ? $"{numbers}; costs count one for each trial"
            : sources.Count <= seeds ? numbers
            : $"{numbers}; trials of one stream key share one: name the factors that it does not read in 'pairedAcross'";
    }
}
