using System.CommandLine;
using Sweep.Analysis.Plans;
using Sweep.Analysis.Questions;
using Sweep.Client.Cluster;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep submit SPEC: puts a plan into the store for workers to find.</summary>
internal static class SubmitCommand
{
    public static Command Create(SharedOptions options)
    {
        var spec = new Argument<string>("spec") { Description = "The spec file." };
        var command = new Command("submit", "Store a plan for workers and silos to train; adding nothing twice.")
        {
            spec, options.Engine.Programs,
        };
        options.Cluster.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var target = options.Cluster.Read(parse);
            string path = parse.GetRequiredValue(spec);
            string? programs = options.Engine.ReadPrograms(parse);
            var plan = SpecFile.Read(path, forTraining: true, context.DatasetLocator, programs: programs).ToPlan();
            var reference = new SweepReference(plan.Name, path);
            var connector = target is null ? null : context.CreateConnector(target, reference);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
            await SubmitAsync(plan, store, context);
            return connector is null ? ExitCode.AllComplete : await VerifyAsync(connector, store, context);
        }));
        return command;
    }

    /// <summary>What is stored is safe; whether somebody will train it is another question.</summary>
    private static async Task<int> VerifyAsync(IClusterConnector connector, ITrialStore store, CommandContext context)
    {
        await using var control = await connector.ConnectAsync(context.Stop);
        var silos = await control.ReadSilosAsync(context.Stop);
        var check = SubmissionCheck.Create(silos, await store.ReadWorkersAsync(context.Stop), store.DisplayName);
        if (check.IsServed)
            context.Screen.WriteInfo(check.Message);
        else
            context.Screen.WriteError(check.Message);
        return check.IsServed ? ExitCode.AllComplete : ExitCode.Unreachable;
    }

    /// <summary>Stores a plan, and says in a line what that did and what the plan cannot answer.</summary>
    public static async Task SubmitAsync(SweepPlan plan, ITrialStore store, CommandContext context)
    {
        var receipt = await store.SubmitAsync(plan, context.Stop);
        string reused = receipt.Reused > 0 ? $", {receipt.Reused} already trained" : "";
        context.Screen.WriteInfo($"{plan.Name}: {receipt.Planned} trials planned, {receipt.Added} added{reused} ({store.DisplayName}).");
        if (receipt is { IsNewRevision: true, Reused: > 0 } && plan.Comparison is not null
            && await DataBeforePlan.ReadAsync(store, plan.Name, context.Stop) is { Deviation: { } late })
            context.Screen.WriteError($"{plan.Name}: its answer is exploratory: {late}.");
        if (DisconnectedLevels.Advice(DisconnectedLevels.Find(plan, LevelLabel.Vocabulary), plan.Comparison?.Tuning) is { } advice)
            context.Screen.WriteError(advice);
        if (SampleSizeCheck.Advice(plan) is { } few)
            context.Screen.WriteError($"{plan.Name} cannot decide: {few}");
    }
}
