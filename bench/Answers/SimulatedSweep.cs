using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Protocols;

namespace Sweep.Answers.Bench;

/// <summary>A sweep of twenty activations whose trials have all ended: accuracies on 10,000 images, levels half a standard deviation
/// apart.</summary>
internal sealed class SimulatedSweep
{
    public const int Activations = 20;
    private const int Architectures = 2, ClaimedAtOnce = 2000;

    private readonly SweepPlan plan;

    /// <summary>Twenty activations, and as many other settings as the trials need.</summary>
    public SimulatedSweep(int trials, int seeds)
    {
        int rates = trials / seeds / Activations / Architectures;
        (Trials, Seeds, Blocks) = (rates * seeds * Activations * Architectures, seeds, rates * Architectures);
        string[] names = [.. ActivationCatalogue.All.Take(Activations).Select(a => a.Name)];
        var levels = Enumerable.Range(1, rates).Select(i => (i / 100_000.0).ToString("0.00000", CultureInfo.InvariantCulture));
        string spec = string.Create(CultureInfo.InvariantCulture, $$"""
            name: answers-{{Guid.NewGuid().ToString("N")[..8]}}
            dataset: mnist
            optimizer: { name: sgd }
            protocol: { epochs: 1, batchSize: 128 }
            grid:
              architecture: [mnist-conv, mnist-linear]
              learningRate: [{{string.Join(", ", levels)}}]
              activation: [{{string.Join(", ", names)}}]
            seeds: {{seeds}}
            compare: { factor: activation, baseline: relu, metric: testAccuracy }
            """);
        plan = Read(spec);
    }

    private SimulatedSweep(SweepPlan plan, int seeds) => (this.plan, Trials, Seeds, Blocks) = (plan, checked((int)plan.TrialCount),
        seeds, 1);

    /// <summary>One factor with many levels, in one block, compared with its middle one.</summary>
    public static SimulatedSweep OfLevels(int levels, int seeds) => new(Read(string.Create(CultureInfo.InvariantCulture, $$"""
        name: answers-{{Guid.NewGuid().ToString("N")[..8]}}
        dataset: mnist
        architecture: mnist-conv
        activation: relu
        optimizer: sgd
        grid: { learningRate: { from: 1, to: {{levels}}, count: {{levels}} } }
        seeds: {{seeds}}
        compare: { factor: learningRate, baseline: {{(levels + 1) / 2}}, metric: testAccuracy }
        """)), seeds);

    public string Name => plan.Name;

    public int Trials { get; }

    public int Seeds { get; }

    public int Blocks { get; }

    /// <summary>Plans, claims and ends every trial.</summary>
    public async Task StoreAsync(ITrialStore store)
    {
        await store.SubmitAsync(plan, CancellationToken.None);
        var worker = new WorkerId("answers/" + plan.Name);
        await store.RegisterWorkerAsync(new WorkerRegistration(worker, Environment.MachineName, Environment.ProcessId, "none",
            new Dictionary<string, string>()), CancellationToken.None);
        var request = new ClaimRequest(worker, ClaimedAtOnce, TimeSpan.FromMinutes(5), new TrialFilter { Sweep = plan.Name });
        while (await store.ClaimAsync(request, CancellationToken.None) is { Count: > 0 } claimed)
            await store.FinishAsync([.. claimed.Select(End)], CancellationToken.None);
    }

    private static SweepPlan Read(string spec)
    {
        var reading = SpecReader.Read(spec, TrainerVocabulary.Create());
        return reading.IsValid ? reading.Spec.ToPlan() : throw new InvalidOperationException(string.Join('\n', reading.Errors));
    }

    private static AttemptEnding End(LeasedTrial leased)
    {
        // The same accuracies in every run: the trial's own seed draws them.
        var random = new Random((int)(Convert.ToUInt64(leased.Trial.Id.ToString()[^8..], 16) & int.MaxValue));
        var settings = leased.Trial.Configuration.Settings;
        int level = settings["activation"].Label.Length + settings["learningRate"].Label[^1];
        double noise = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
        double accuracy = Math.Round(0.95 + 0.002 * noise + 0.0002 * (level % 7), 4);
        var metrics = new EpochMetrics(1,
            [new(MetricCatalogue.TestAccuracy.Name, accuracy), new(MetricCatalogue.TrainLoss.Name, 1 - accuracy)]);
        return new AttemptEnding(leased.Lease, new TrialOutcome.Completed(), [metrics], TimeSpan.FromSeconds(1));
    }
}
