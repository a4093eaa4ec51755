// How many no-op trials per second go through a store: submit, then claim and finish in batches from several workers of one process.
//
//   dotnet run -c Release --project bench/Store -- sqlite|postgres [TRIALS=100000] [BATCH=200] [WORKERS=2] [METRICS=0]
//
// METRICS is the number of metric values per trial. Postgres is a private server with fsync on (or the one SWEEP_TEST_POSTGRES names). Prints the rate
// for every 10,000 trials, which must not fall, and how long status and a whole reading take.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sweep.Planning;
using Sweep.Store;
using Sweep.Testing;

string engine = args.ElementAtOrDefault(0) ?? "sqlite";
int trials = Argument(1, 100_000), batch = Argument(2, 200), workers = Argument(3, 2), metricCount = Argument(4, 0);

using var folder = new TemporaryFolder();
await using var postgres = new PrivatePostgres { IsDurable = true };
await using var database = engine == "postgres" ? await postgres.CreateDatabaseAsync() : null;
await using var store = await TrialStores.OpenAsync(database?.Address ?? folder["bench.db"], StoreAccess.Write, TimeProvider.System, CancellationToken.None);

var plan = new SweepPlan("bench", new PlanHash("p1-bench"), "name: bench", trials, () => Enumerable.Range(0, trials).Select(Trial), null, new RetryPlan(), new StopPlan());
var watch = Stopwatch.StartNew();
foreach (var trial in plan.Trials)
    _ = trial.Id;
Report("enumerating the plan", watch.Elapsed);
watch.Restart();
await store.SubmitAsync(plan, CancellationToken.None);
Report($"submitting {trials} trials", watch.Elapsed);
Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");

EpochMetrics[] metrics = metricCount == 0
    ? []
    : [new EpochMetrics(1, [.. Enumerable.Range(0, metricCount).Select(i => KeyValuePair.Create($"metric{i}", i / 7.0))])];
int finished = 0;
var gate = new Lock();
var total = Stopwatch.StartNew();
var (lastWall, lastCpu) = (TimeSpan.Zero, Process.GetCurrentProcess().TotalProcessorTime);
await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
{
    var request = new ClaimRequest(new WorkerId($"bench/{worker}"), batch, TimeSpan.FromMinutes(1));
    while (await store.ClaimAsync(request, CancellationToken.None) is { Count: > 0 } claimed)
    {
        await store.FinishAsync([.. claimed.Select(c => new AttemptEnding(c.Lease, new TrialOutcome.Completed(), metrics, TimeSpan.Zero))], CancellationToken.None);
        lock (gate)
        {
            int before = finished;
            finished += claimed.Count;
            if (before / 10_000 == finished / 10_000)
                continue;
            var (wall, cpu) = (total.Elapsed, Process.GetCurrentProcess().TotalProcessorTime);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{finished,9} finished {10_000 / (wall - lastWall).TotalSeconds,8:0} trials/s, own CPU {(cpu - lastCpu).TotalMilliseconds / 10,6:0} us per trial"));
            (lastWall, lastCpu) = (wall, cpu);
        }
    }
})));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{finished} trials in {total.Elapsed.TotalSeconds:0.0} s: {finished / total.Elapsed.TotalSeconds:0} trials/s"));

watch.Restart();
var status = (await store.ReadStatusAsync(null, CancellationToken.None)).Single();
Report($"status: {status.Count(TrialState.Completed)} completed", watch.Elapsed);
watch.Restart();
long rows = 0;
await foreach (var row in store.ReadTrialsAsync(new TrialFilter(), MetricSelection.All, CancellationToken.None))
    rows += row.State == TrialState.Completed ? 1 : 0;
Report($"reading {rows} trials with metrics", watch.Elapsed);

int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

static void Report(string what, TimeSpan time) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {time.TotalSeconds:0.00} s"));

static TrialDescription Trial(int i)
{
    var configuration = new Configuration(
    [
        new("activation", new SettingValue.Text("arelu")), new("architecture", new SettingValue.Text("mnist-conv")),
        new("batchSize", new SettingValue.Number(128)), new("dataset", new SettingValue.Text("mnist")), new("epochs", new SettingValue.Number(1)),
        new("learningRate", new SettingValue.Number(1e-7 * (1 + i / 5))),
        new("optimizer", new SettingValue.Group([new("name", new SettingValue.Text("sgd")), new("momentum", new SettingValue.Number(0.9))])),
    ]);
    byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
    return new TrialDescription(new TrialId("t1-" + Convert.ToHexStringLower(hash)[..32]), configuration, new Seed(i % 5), new StreamKey(BitConverter.ToUInt64(hash)));
}
