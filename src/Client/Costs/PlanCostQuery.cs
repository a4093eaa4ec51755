using Sweep.Client.CommandLine;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer.Costs;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Client.Costs;

/// <summary>Finds out what a plan takes. Draws and fetches no data.</summary>
internal static class PlanCostQuery
{
    /// <summary>Reads earlier times from the store, or measures them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">Its spec, beside which the store lies.</param>
    /// <param name="selected">The trials wanted; null for all.</param>
    /// <param name="choice">What would train.</param>
    /// <param name="slots">Trainings at the same time; null for as many as a run would choose.</param>
    /// <param name="probes">Whether to measure.</param>
    /// <param name="context">Of the command.</param>
    public static async Task<CostReport> ReadAsync(SweepPlan plan, string path, IEnumerable<TrialDescription>? selected,
        EngineChoice choice, int? slots, bool probes, CommandContext context)
    {
        var model = new CostModel(Training.Engines.First(e => e.Name == choice.Engine));
        var costs = new PlanCosts(plan, selected, model);
        var times = new TrialTimes();
        string unknown;
        if (probes)
        {
            var setup = await TrainingEngines.SetUpAsync(choice, Training.Engines, context.Stop);
            slots ??= setup.DefaultSlots;
            using (setup.Engine)
                times.Measure(setup.Engine, costs.Examples, context.Time, context.Stop);
            unknown = "nothing was measured";
        }
        else
        {
            unknown = await LearnAsync(times, costs, model, path, choice.Engine, context);
        }
        bool isHere = choice.Engine == EngineChoice.Cpu; // a GPU's memory is another
        return new CostReport(costs.Group(times.Find), slots ?? (isHere ? Environment.ProcessorCount : 1),
            isHere ? MachineMemory.Available : null, unknown) { Recorded = plan.Keep.Recorded };
    }

    // A plan needs no store: why there is none to learn from is told where the time would be.
    private static async Task<string> LearnAsync(TrialTimes times, PlanCosts costs, CostModel model, string path, string engine,
        CommandContext context)
    {
        const string Remedy = "--probe measures two steps of each network";
        var reference = new SweepReference(null, path);
        var address = context.LocateStore(reference);
        if (!address.IsServer && !File.Exists(address.DisplayName))
            return $"{address.DisplayName} is not there yet: {Remedy}.";
        try
        {
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            await times.LearnAsync(store, engine, [.. costs.Examples.Select(e => e.Trial.Configuration)], model, context.Stop);
            return $"{address.DisplayName} has no earlier trials of some of these networks, datasets and batch sizes: {Remedy}.";
        }
        catch (StoreUnavailableException problem)
        {
            return $"{problem.Message} Without a store, {Remedy}.";
        }
    }
}
