using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Costs;

namespace Sweep.Client.Costs;

/// <summary>What the trials of a plan take, by architecture and dataset.</summary>
internal sealed class PlanCosts
{
    private readonly Dictionary<TrialCost, Alike> costs = new(ReferenceEqualityComparer.Instance);

    /// <summary>Computes the costs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="selected">The trials wanted; null for all.</param>
    /// <param name="model">Computes the cost of one.</param>
    public PlanCosts(SweepPlan plan, IEnumerable<TrialDescription>? selected, CostModel model)
    {
        long configurations = 0;
        foreach (var trial in selected ?? plan.FirstSeedTrials)
        {
            configurations++;
            if (model.Find(trial.Configuration) is not { } cost)
                continue;
            if (!costs.TryGetValue(cost, out var alike))
                costs[cost] = alike = new Alike(trial);
            alike.Count++;
        }
        if (selected is null && configurations > 0)
        {
            foreach (var alike in costs.Values)
                alike.Count *= plan.TrialCount / configurations; // every seed has every configuration
        }
    }

    /// <summary>A trial of each cost.</summary>
    public IEnumerable<(TrialDescription Trial, TrialCost Cost)> Examples => costs.Select(c => (c.Value.Example, c.Key));

    /// <summary>The groups, in the order of the plan.</summary>
    /// <param name="timeOf">The time of a trial of some cost; null if it is not known.</param>
    public IReadOnlyList<CostGroup> Group(Func<Configuration, TrialCost, TrialTime?> timeOf)
    {
        var groups = new Dictionary<(SettingValue, SettingValue), CostGroup>();
        foreach (var (cost, alike) in costs)
        {
            var settings = alike.Example.Configuration.Settings;
            var (architecture, dataset) = (settings["architecture"], settings["dataset"]);
            if (!groups.TryGetValue((architecture, dataset), out var group))
                groups[(architecture, dataset)] = group = new CostGroup(architecture.Label, dataset.Label);
            group.Add(cost, alike.Count, timeOf(alike.Example.Configuration, cost));
        }
        return [.. groups.Values];
    }

    private sealed class Alike(TrialDescription example)
    {
        public TrialDescription Example { get; } = example;

        public long Count { get; set; }
    }
}
