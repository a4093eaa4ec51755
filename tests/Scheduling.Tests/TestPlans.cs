using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Scheduling.Tests;

/// <summary>Plans of numbered trials: one configuration, one seed per trial.</summary>
internal static class TestPlans
{
    public static SweepPlan Create(string name, int trials, RetryPlan? retry = null, StopPlan? stop = null, string activation = "relu")
    {
        var configuration = new Configuration([new("activation", new SettingValue.Text(activation)),
            new("sweep", new SettingValue.Text(name))]);
        return new SweepPlan(name, new PlanHash($"p1-{name}-{trials}-{activation}"), $"name: {name}", trials,
            () => Enumerable.Range(0, trials)
                .Select(seed => TrialDescription.Create(configuration, new Seed(seed), new StreamKey((ulong)seed))),
            comparison: null, retry ?? new RetryPlan(), stop ?? new StopPlan());
    }
}
