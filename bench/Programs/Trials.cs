using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Programs.Bench;

/// <summary>Trials of a script that reports one epoch.</summary>
internal static class Trials
{
    private static readonly ProgramTrainer Trainer = new(["sh", "train.sh"], new Dictionary<string, string>(), [], new MetricTable([]))
    {
        Plan = ProgramPlan.Default with { Metrics = ["accuracy"] },
    };

    public static ProgramPlan Plan => Trainer.Plan;

    public static TrialDescription Describe(int seed) => TrialDescription.Create(
        new Configuration([new(DeclaredTrainer.Setting, Trainer.Identity)]), new Seed(seed), new StreamKey((ulong)seed));

    public static SweepPlan Sweep(int count) => new("bench", new PlanHash("p1-" + new string('b', 32)), "name: bench", count,
        () => Enumerable.Range(0, count).Select(Describe), null, new RetryPlan(), new StopPlan()) { Trainer = Trainer };
}
