using System.Globalization;
using Sweep.Client.Names;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Bench;

/// <summary>A sweep of which almost all trials have ended: twenty activations at as many learning rates as the trials need, twenty seeds. A
/// hundredth has diverged, a hundredth has failed, a hundred wait, and ten run.</summary>
internal static class FilledSweep
{
    public const int Seeds = 20;

    private const int Activations = 20, ClaimedAtOnce = 5000, Waiting = 100, Running = 10, Epochs = 2;

    /// <summary>Plans it and ends its trials through the store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="trials">About how many trials.</param>
    /// <param name="ended">How many of them end at most: ending a million takes a quarter of an hour.</param>
    /// <returns>Its name.</returns>
    public static async Task<string> StoreAsync(ITrialStore store, int trials, int ended)
    {
        var plan = Plan(trials);
        await store.SubmitAsync(plan, CancellationToken.None);
        var worker = new WorkerId("page/" + plan.Name);
        await store.RegisterWorkerAsync(new WorkerRegistration(worker, Environment.MachineName, Environment.ProcessId, "none",
            new Dictionary<string, string> { ["program"] = "bench/Page" }), CancellationToken.None);
        var filter = new TrialFilter { Sweep = plan.Name };
        for (long left = Math.Min(ended, plan.TrialCount - Waiting); left > 0;)
        {
            var request = new ClaimRequest(worker, (int)Math.Min(left, ClaimedAtOnce), TimeSpan.FromHours(1), filter);
            var claimed = await store.ClaimAsync(request, CancellationToken.None);
            left -= claimed.Count;
            await store.FinishAsync([.. claimed.SkipLast(left == 0 ? Running : 0).Select(End)], CancellationToken.None);
            if (claimed.Count == 0)
                throw new InvalidOperationException("Trials are left, and none could be claimed.");
        }
        return plan.Name;
    }

    private static SweepPlan Plan(int trials)
    {
        int rates = Math.Max(1, trials / Seeds / Activations);
        var levels = Enumerable.Range(1, rates).Select(i => (i / 100_000.0).ToString("0.00000", CultureInfo.InvariantCulture));
        string[] names = [.. Trainer.Activations.ActivationCatalogue.All.Take(Activations).Select(a => a.Name)];
        var reading = SpecReader.Read(string.Create(CultureInfo.InvariantCulture, $$"""
            name: page-{{trials}}-{{Guid.NewGuid().ToString("N")[..6]}}
            dataset: mnist
            architecture: mnist-conv
            optimizer: { name: sgd }
            protocol: { epochs: {{Epochs}}, batchSize: 128 }
            grid:
              learningRate: [{{string.Join(", ", levels)}}]
              activation: [{{string.Join(", ", names)}}]
            seeds: {{Seeds}}
            compare: { factor: activation, baseline: relu, metric: testAccuracy }
            """), LevelLabel.Vocabulary);
        return reading.IsValid ? reading.Spec.ToPlan() : throw new InvalidOperationException(string.Join('\n', reading.Errors));
    }

    private static AttemptEnding End(LeasedTrial leased)
    {
        // The same in every run: the trial's own id draws it.
        var random = new Random((int)(Convert.ToUInt64(leased.Trial.Id.ToString()[^8..], 16) & int.MaxValue));
        int kind = random.Next(100);
        if (kind == 0)
            return new AttemptEnding(leased.Lease, new TrialOutcome.Failed(FailureKind.Exception, $"Kind {random.Next(20)} of error"), [],
                TimeSpan.FromSeconds(1));
        int level = leased.Trial.Configuration.Settings["activation"].Label.Length;
        EpochMetrics Epoch(int epoch) => new(epoch, [KeyValuePair.Create(MetricCatalogue.TestAccuracy.Name,
            Math.Round(0.9 + 0.02 * epoch + 0.002 * random.NextDouble() + 0.0002 * (level % 7), 4))]);
        return kind == 1 ? new AttemptEnding(leased.Lease, new TrialOutcome.Diverged(2, 500), [Epoch(1)], TimeSpan.FromSeconds(1))
            : new AttemptEnding(leased.Lease, new TrialOutcome.Completed(), [.. Enumerable.Range(1, Epochs).Select(Epoch)],
                TimeSpan.FromSeconds(1 + random.NextDouble()));
    }
}
