using Sweep.Planning.Tests.Specs;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Planning.Tests.Plans;

/// <summary>Specs with every kind of setting keep their plan hashes, trial ids and stream keys, with the trainer's vocabulary.</summary>
/// <remarks>Another id trains a stored trial again, another stream key ends a pair, another plan hash submits a sweep anew.</remarks>
public sealed class PlanPinTests
{
    [Fact]
    public void Plans_keep_their_hashes_and_their_trials_ids() =>
        PinnedValues.Check(Pins("plan-ids.txt"), [.. Specs().SelectMany(Ids)]);

    private static string Pins(string file) => RepositoryRoot.Find("tests", "Planning.Tests", "Pins", file);

    private static IEnumerable<string> Specs() => File.ReadAllText(Pins("plans.yaml")).Split("---\n").Skip(1);

    private static IEnumerable<(string Name, string Value)> Ids(string yaml)
    {
        var plan = Reading.Spec(yaml, TrainerVocabulary.Create()).ToPlan();
        yield return ($"{plan.Name}: plan", plan.Hash.Value);
        int index = 0;
        foreach (var trial in plan.Trials)
            yield return ($"{plan.Name}: trial {index++}", $"{trial.Id} {trial.Configuration.Id.Value} {trial.StreamKey}");
    }
}
