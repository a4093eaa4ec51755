using System.Diagnostics;
using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Scheduling.Bench;
using Sweep.Store;

// The overhead of scheduling: trials that train nothing, through a real store, from claim to stored ending.
//
//     dotnet run -c Release --project bench/Scheduling -- [--store ADDRESS] [--trials N] [--slots N] [--epochs N]
//
// Without --store a new SQLite file in the temporary folder is used and deleted. On Postgres the sweep stays in the database under a new
// name.

var arguments = Arguments.Parse(args);
if (arguments is null)
    return 2;

string file = Path.Combine(Path.GetTempPath(), $"sweep-bench-{Environment.ProcessId}.db");
try
{
    await using var store = new MeteredStore(await TrialStores.OpenAsync(arguments.Store ?? file, StoreAccess.Write,
        TimeProvider.System, CancellationToken.None));
    Console.WriteLine($"{arguments.Trials} trials of nothing, {arguments.Epochs} epochs of metrics each, {arguments.Slots} slots, "
        + $"{store.DisplayName}");

    string name = "bench-" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..8];
    var configurations = Enumerable.Range(0, (arguments.Trials + 9) / 10).Select(i => new Configuration(
        [new("activation", new SettingValue.Text("relu")), new("bench", new SettingValue.Text(name)),
            new("learningRate", new SettingValue.Number(i))])).ToArray();
    var plan = new SweepPlan(name, new PlanHash("p1-" + name), "name: " + name, arguments.Trials,
        () => Enumerable.Range(0, arguments.Trials)
            .Select(i => TrialDescription.Create(configurations[i / 10], new Seed(i % 10), new StreamKey((ulong)i))),
        comparison: null, new RetryPlan(), new StopPlan());
    var clock = Stopwatch.StartNew();
    await store.SubmitAsync(plan, CancellationToken.None);
    double submitted = clock.Elapsed.TotalSeconds;
    Console.WriteLine(Text($"submitted in {submitted:F2} s ({arguments.Trials / submitted:F0} trials/s)"));

    var observer = new ThroughputObserver(Math.Max(1, arguments.Trials / 10));
    var pool = new WorkerPool(store, new NoTrainer(arguments.Epochs), new WorkerOptions
    {
        Worker = new WorkerRegistration(new WorkerId("bench/" + name), Environment.MachineName, Environment.ProcessId, "none",
            new Dictionary<string, string>()),
        Slots = arguments.Slots,
        Filter = new TrialFilter { Sweep = name },
        UntilDone = true,
    }, observer, TimeProvider.System);
    var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
    clock.Restart();
    var summary = await pool.RunAsync(CancellationToken.None);
    double seconds = clock.Elapsed.TotalSeconds;
    double cpu = (Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalSeconds;
    Console.WriteLine(Text($"{summary.Completed} completed in {seconds:F2} s: {summary.Completed / seconds:F0} trials/s, ")
        + Text($"{cpu / summary.Completed * 1e6:F0} us of CPU time each in this process"));
    Console.WriteLine(string.Join(Environment.NewLine, store.Report()));
    return summary.Completed == arguments.Trials ? 0 : 1;
}
finally
{
    foreach (string suffix in new[] { "", "-wal", "-shm" })
        File.Delete(file + suffix);
}

static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
