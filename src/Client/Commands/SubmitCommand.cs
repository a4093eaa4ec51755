using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Planning;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep submit SPEC: puts a plan into the store for workers to find.</summary>
internal static class SubmitCommand
{
    public static Command Create(SharedOptions options)
    {
        var spec = new Argument<string>("spec") { Description = "The spec file." };
        var command = new Command("submit", "Store a plan for `sweep worker` processes to train; adding nothing twice.") { spec };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string path = parse.GetRequiredValue(spec);
            var plan = SpecFile.Read(path).ToPlan();
            await using var store = await context.OpenStoreAsync(new SweepReference(plan.Name, path), StoreAccess.Write);
            context.Screen.Say(Describe(plan, await store.SubmitAsync(plan, context.Stop), store));
            return ExitCode.AllComplete;
        }));
        return command;
    }

    /// <summary>One line on what submitting did.</summary>
    public static string Describe(SweepPlan plan, SubmitReceipt receipt, ITrialStore store)
    {
        string reused = receipt.Reused > 0 ? $", {receipt.Reused} already trained" : "";
        return $"{plan.Name}: {receipt.Planned} trials planned, {receipt.Added} added{reused} ({store.DisplayName}).";
    }
}
