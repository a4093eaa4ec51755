using System.Globalization;
using Sweep.Answers.Bench;
using Sweep.Store;

// How long a user waits for `sweep compare` and `sweep status` on a full store: whole commands, from their start to their last line.
//
//     dotnet run -c Release --project bench/Answers -- [--store ADDRESS] [--trials 100000] [--seeds 20] [--levels 0] [--rounds 5] 
//         [--only status] [--client PATH-OF-sweep.dll]
//
// Twenty activations at two architectures and as many learning rates as the trials need; with --levels that many levels of one factor
// instead. Without --store a new SQLite file in the temporary folder is used and
// deleted; on Postgres the sweep stays in the database under a new name.

var options = Enumerable.Range(0, args.Length / 2).ToDictionary(i => args[2 * i], i => args[2 * i + 1]);
string file = Path.Combine(Path.GetTempPath(), $"sweep-answers-{Environment.ProcessId}.db");
string address = options.GetValueOrDefault("--store", file);
int levels = Number("--levels", 0);
var sweep = levels > 0 ? SimulatedSweep.OfLevels(levels, Number("--seeds", 20)) : new SimulatedSweep(Number("--trials", 100_000),
    Number("--seeds", 20));
try
{
    string kind = levels > 0 ? $"{levels} levels" : $"{SimulatedSweep.Activations} activations, {sweep.Blocks} settings";
    Console.WriteLine($"{sweep.Trials:N0} trials: {kind}, {sweep.Seeds} seeds");
    await using (var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None))
        await sweep.StoreAsync(store);

    var client = new ClientCommand(options.GetValueOrDefault("--client",
        Path.Combine(AppContext.BaseDirectory, "../../../../../src/Client/bin/Release/net10.0/sweep.dll")));
    string[][] commands = [["status"], ["compare", sweep.Name], ["compare", sweep.Name, "--format", "json"],
        ["compare", sweep.Name, "--all-pairs"]];
    if (levels > 400)
        commands = commands[..3]; // so many pairs are refused
    foreach (string[] command in commands.Where(c => options.GetValueOrDefault("--only", c[0]) == c[0]))
        Console.WriteLine($"sweep {string.Join(' ', command)}: {client.Time([.. command, "--store", address], Number("--rounds", 5))}");
    return 0;
}
finally
{
    foreach (string suffix in new[] { "", "-wal", "-shm" })
        File.Delete(file + suffix);
}

int Number(string option, int otherwise) =>
    options.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
