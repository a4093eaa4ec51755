using Sweep.Import.Designs;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Import.Tests.Designs;

/// <summary>Designs sweeps of tables, and imports them again over what a store would have.</summary>
internal static class Studies
{
    public static ImportRequest Request(params string[] metrics) => new("study", Reading.Question(metrics: metrics) with { Seed = "seed" });

    public static DesignReading Design(string csv, ImportRequest request, StoredStudy? stored = null)
    {
        var reading = Reading.Csv(csv, request.Question);
        Assert.Empty(reading.Mistakes);
        return StudyDesign.Create(reading.Study!, request, stored);
    }

    public static ImportedSweep Sweep(string csv, ImportRequest request, StoredStudy? stored = null)
    {
        var reading = Design(csv, request, stored);
        Assert.Empty(reading.Mistakes);
        return reading.Sweep!;
    }

    public static StoredStudy Stored(this ImportedSweep sweep) =>
        new(sweep.Plan.Hash, (Planning.Trainers.ImportedResults)sweep.Plan.Trainer!, sweep.Plan.Comparison!, IsPaired: true, sweep.Trials);

    public static string Level(this FinishedTrial trial, string setting = "activation") =>
        trial.Trial.Configuration.Settings[setting].Label;

    public static TrialOutcome OutcomeOf(this ImportedSweep sweep, string level) => sweep.Trials.Single(t => t.Level() == level).Outcome;
}
