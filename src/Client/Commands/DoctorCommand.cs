using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sweep.Client.CommandLine;
using Sweep.Client.Engines;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.TorchSharp;

namespace Sweep.Client.Commands;

/// <summary>sweep doctor: what this machine has, and what is missing for what.</summary>
internal static class DoctorCommand
{
    public static Command Create(SharedOptions options)
    {
        var command = new Command("doctor", "Show what this machine has: cores, vector width, engines, GPUs, store, data.");
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var findings = new List<IReadOnlyList<object?>>
            {
                new object?[] { "sweep", "ok", WorkerEnvironment.SweepVersion },
                new object?[] { "runtime", "ok", Runtime() },
                new object?[] { "cores", "ok", $"{Environment.ProcessorCount} ({WorkerEnvironment.ProcessorName()})" },
                new object?[] { "memory", "ok", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB" },
                new object?[] { "vectors", Vector256.IsHardwareAccelerated ? "ok" : "slow", WorkerEnvironment.VectorWidth() },
            };
            findings.Add(await StoreAsync(context));
            findings.AddRange(Datasets(context));
            findings.AddRange(EngineFindings.Create(await Gpus.FindAsync(context.Stop), new TorchEngineFactory()));
            var table = Tabular.Create([new("what"), new("state"), new("details")], findings);
            await TabularWriter.WriteAsync(table, context.Format, context.Screen, context.Stop);
            return findings.Any(f => (string?)f[1] == "unreachable") ? ExitCode.Unreachable : ExitCode.AllComplete;
        }));
        return command;
    }

    private static string Runtime() =>
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}";

    private static async Task<IReadOnlyList<object?>> StoreAsync(CommandContext context)
    {
        var address = context.LocateStore(new SweepReference(null, null));
        if (!address.IsServer && !File.Exists(address.DisplayName))
            return ["store", "absent", $"{address.DisplayName}: made by the first run or submit"];
        try
        {
            await using var store = await context.OpenStoreAsync(new SweepReference(null, null), StoreAccess.Read);
            int sweeps = (await store.ReadStatusAsync(null, context.Stop)).Count;
            return ["store", "ok", $"{store.DisplayName}: {sweeps} sweeps"];
        }
        catch (StoreUnavailableException error)
        {
            return ["store", "unreachable", error.Message];
        }
    }

    private static IEnumerable<IReadOnlyList<object?>> Datasets(CommandContext context)
    {
        foreach (var location in DatasetCatalogue.All.Select(context.DatasetLocator.Locate))
        {
            string name = $"data: {location.Dataset.Name}";
            yield return location.State switch
            {
                DatasetState.Generated => [name, "ok", "built in"],
                DatasetState.Present or DatasetState.Archived => [name, "ok", location.Folder],
                DatasetState.Incomplete =>
                    [name, "incomplete", $"missing in {location.Folder}: {string.Join(", ", location.MissingNames)}"],
                _ => [name, "absent", location.Dataset.CanBeFetched ? "downloaded when a trial needs it"
                    : "to be put into the data folder by hand (docs/datasets.md)"],
            };
        }
    }
}
