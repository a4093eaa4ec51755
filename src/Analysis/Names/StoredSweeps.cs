using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Analysis.Names;

/// <summary>Finds sweeps in a store by their names.</summary>
public static class StoredSweeps
{
    /// <summary>The sweep of a name.</summary>
    /// <exception cref="QuestionException">There is none; the message says what there is.</exception>
    public static async Task<SweepStatus> FindAsync(ITrialReader store, string name, CancellationToken cancellation)
    {
        if ((await store.ReadStatusAsync(name, cancellation)).SingleOrDefault() is { } found)
            return found;
        string[] names = [.. (await store.ReadStatusAsync(null, cancellation)).Select(s => s.Name).Order(StringComparer.Ordinal)];
        string remedy = names.Length == 0 ? "It has none yet: `sweep submit SPEC` puts one there." : PossibleNames.Suggest(name, names);
        throw new QuestionException($"The store {store.DisplayName} has no sweep named '{name}'. {remedy}");
    }

    /// <summary>The plan of a stored sweep; null when its spec does not give the stored hash any more: it is not the plan that was
    /// frozen then.</summary>
    public static SweepPlan? ReadPlan(SweepStatus status, SpecVocabulary vocabulary)
    {
        var reading = SpecReader.Read(status.SpecText, vocabulary);
        return reading.IsValid && reading.Spec.ToPlan() is var plan && plan.Hash == status.PlanHash ? plan : null;
    }
}
