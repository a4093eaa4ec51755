using System.Globalization;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.WorkerHost;

// A worker process for tests that kill worker processes: STORE WORKER SLOTS LEASE_MILLISECONDS.
// Says "begun ID" on stdout as each training begins; returns when nothing is left.

var (address, worker, slots, lease) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture),
    TimeSpan.FromMilliseconds(int.Parse(args[3], CultureInfo.InvariantCulture)));
await using var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
var pool = new WorkerPool(store, new SteppingTrainer(), new WorkerOptions
{
    Worker = new WorkerRegistration(new WorkerId(worker), Environment.MachineName, Environment.ProcessId, "stepping",
        new Dictionary<string, string>()),
    Slots = slots,
    UntilDone = true,
    LeaseDuration = lease,
    HeartbeatInterval = lease / 5,
    MetricsInterval = TimeSpan.FromMilliseconds(50),
}, new SilentObserver(), TimeProvider.System);
var summary = await pool.RunAsync(CancellationToken.None);
Console.WriteLine($"ended {summary}");
return summary.Ending == WorkEnding.Done ? 0 : 1;
