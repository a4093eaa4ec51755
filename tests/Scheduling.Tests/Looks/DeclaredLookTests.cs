using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Scheduling.Tests.Looks;

/// <summary>Looks at a metric that the spec declares.</summary>
public sealed class DeclaredLookTests
{
    [Theory]
    [InlineData("score: larger", "better")]
    [InlineData("testAccuracy: smaller", "worse")] // the catalogue says the contrary of this name
    public async Task A_look_judges_in_the_direction_that_the_spec_declares(string metric, string verdict)
    {
        string name = metric.Split(':')[0];
        var plan = Plan(metric);
        await using var place = await Workplace.WithAsync(plan);
        await place.WorkAsync(new ScriptedTrainer((trial, observer, _) =>
        {
            double noise = Planning.Randomness.RandomStream.For(trial.StreamKey, "noise").NextDouble();
            double level = trial.Configuration.Settings["activation"].Label == "elu" ? 0.2 : 0.1;
            observer.EpochCompleted(trial.Id, new EpochMetrics(7, [new(name, level + 0.01 * noise * level)]));
            return new TrialOutcome.Completed();
        }), place.Options(slots: 2));
        var looks = Assert.Single(await place.Store.ReadLooksAsync(plan.Name, onlyDue: false, CancellationToken.None));
        Assert.Equal(verdict, Assert.Single(looks.Taken[^1].Standings).Verdict);
    }

    private static SweepPlan Plan(string metric)
    {
        var reading = SpecReader.Read($$"""
            name: program
            trainer: { command: [train], settings: { activation: [relu, elu] }, metrics: { {{metric}} } }
            grid: { activation: [relu, elu] }
            seeds: 12
            compare: { factor: activation, baseline: relu }
            stop: { looks: 2 }
            """, new SpecVocabulary([]));
        return reading.Spec!.ToPlan();
    }
}
