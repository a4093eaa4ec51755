// What a program as a trainer costs beside the bare start of the same process: side by side, in turns, so that both meet the same machine.
// Usage: dotnet run -c Release --project bench/Programs [-- ROUNDS]

using System.Diagnostics;
using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Programs;
using Sweep.Programs.Bench;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer;

int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
var folder = Directory.CreateTempSubdirectory("sweep-bench-");
try
{
    await File.WriteAllTextAsync(Path.Combine(folder.FullName, "train.sh"), "echo '{\"epoch\": 1, \"accuracy\": 0.5}'\n");
    using var engine = new ProgramEngine(new ProgramOptions(folder.FullName, Path.Combine(folder.FullName, "checkpoints"), 1),
        TimeProvider.System);
    List<double> bare = [], trial = [];
    for (int round = -10; round < rounds; round++) // the first ten warm up
    {
        double start = Milliseconds(() => StartBare(folder.FullName));
        var described = Trials.Describe(round + 10);
        double train = Milliseconds(() => Expect(engine.Train(new FusedTrials([described])
        {
            Attempts = [new AttemptDescription("bench", 1, Trials.Plan)],
        }, new NoObserver(), CancellationToken.None)[0]));
        if (round >= 0)
        {
            bare.Add(start);
            trial.Add(train);
        }
    }
    List<double> difference = [.. bare.Zip(trial, (b, t) => t - b)];
    Report("bare process", bare);
    Report("one attempt", trial);
    Report("difference", difference);

    await using var store = await TrialStores.OpenAsync(Path.Combine(folder.FullName, "sweep.db"), StoreAccess.Write, TimeProvider.System,
        CancellationToken.None);
    await store.SubmitAsync(Trials.Sweep(rounds), CancellationToken.None);
    long begun = Stopwatch.GetTimestamp();
    var summary = await new WorkerPool(store, engine, new WorkerOptions
    {
        Worker = new WorkerRegistration(new WorkerId("bench"), "host", Environment.ProcessId, engine.Name,
            new Dictionary<string, string>()),
        Slots = 1,
        UntilDone = true,
    }, new NoObserver(), TimeProvider.System).RunAsync(CancellationToken.None);
    double whole = Stopwatch.GetElapsedTime(begun).TotalMilliseconds / summary.Completed;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"through a worker and an SQLite store, one slot: {summary.Completed} trials, {whole:0.0} ms each"));
}
finally
{
    folder.Delete(recursive: true);
}

static double Milliseconds(Action action)
{
    long start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

static void StartBare(string folder)
{
    using var process = Process.Start(new ProcessStartInfo("sh", ["train.sh"])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
    })!;
    process.StandardOutput.ReadToEnd();
    process.WaitForExit();
}

static void Expect(TrialOutcome outcome)
{
    if (outcome is not TrialOutcome.Completed)
        throw new InvalidOperationException($"The trial ended as {outcome}.");
}

static void Report(string what, List<double> milliseconds)
{
    milliseconds.Sort();
    double[] shown = [.. new[] { 1, 5, 9 }.Select(tenth => milliseconds[milliseconds.Count * tenth / 10])];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-13} 10 % below {shown[0],6:0.00} ms, median {shown[1],6:0.00} ms, 90 % below {shown[2],6:0.00} ms"));
}
