using Sweep.Client;
using Sweep.Client.CommandLine;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer.Protocols;

namespace Sweep.Fuzz.Bench;

/// <summary>A store with a sweep of a few ended trials, asked by the commands of users in this process.</summary>
internal sealed class TinyStore
{
    private static readonly int[] Promised = [0, 1, 2, 3, 4];

    private readonly string file;

    public TinyStore(string file)
    {
        this.file = file;
        MakeAsync().GetAwaiter().GetResult();
    }

    public byte[] Bytes() => File.ReadAllBytes(file);

    public Task AskAsync(string[] arguments) => AskAsync(file, arguments);

    /// <summary>Runs a command on a store file.</summary>
    /// <exception cref="UnexpectedAnswerException">Its exit code is none that users are promised, or a control character would reach a
    /// terminal.</exception>
    public static async Task AskAsync(string file, string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter said = new(), complained = new();
        int code;
        try
        {
            Console.SetOut(said);
            Console.SetError(complained);
            Environment.SetEnvironmentVariable("SWEEP_STORE", file);
            code = await SweepCommandLine.RunAsync(arguments);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
        if (!Promised.Contains(code))
            throw new UnexpectedAnswerException($"exit code {code}: {complained} [{string.Join(' ', arguments)}]");
        if (complained.ToString().Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            throw new UnexpectedAnswerException($"a control character in: {complained}");
    }

    private async Task MakeAsync()
    {
        File.WriteAllText("tiny.yaml", SpecTarget.Specs[0]);
        var plan = SpecReader.Read(SpecTarget.Specs[0], TrainerVocabulary.Create()).Spec!.ToPlan();
        await using var store = await TrialStores.OpenAsync(Path.GetFullPath(file), StoreAccess.Write, TimeProvider.System,
            CancellationToken.None);
        await store.SubmitAsync(plan, CancellationToken.None);
        var worker = new WorkerId("fuzz/1");
        await store.RegisterWorkerAsync(new WorkerRegistration(worker, "host", 1, "none", new Dictionary<string,
            string> { ["processor"] = "none" }), CancellationToken.None);
        var request = new ClaimRequest(worker, 1000, TimeSpan.FromMinutes(5), new TrialFilter { Sweep = plan.Name });
        while (await store.ClaimAsync(request, CancellationToken.None) is { Count: > 0 } claimed)
            await store.FinishAsync([.. claimed.Select(End)], CancellationToken.None);
    }

    private static AttemptEnding End(LeasedTrial leased)
    {
        double value = 0.9 + leased.Trial.StreamKey.Value % 997 / 99700.0;
        EpochMetrics metrics = new(1, [.. MetricCatalogue.Names.Select(name => KeyValuePair.Create(name, value))]);
        TrialOutcome outcome = leased.Trial.StreamKey.Value % 7 == 0 ? new TrialOutcome.Diverged(1, 3) : new TrialOutcome.Completed();
        return new AttemptEnding(leased.Lease, outcome, [metrics], TimeSpan.FromSeconds(1));
    }
}
