using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Scheduling.Tests.Looks;

/// <summary>Activations whose true differences are known: value = 0.5 + effect + 0.01 x noise, in up to two blocks (learning
/// rates).</summary>
/// <remarks>Effects in standard deviations of the noise of a difference.</remarks>
internal sealed record KnownStudy(string Name, IReadOnlyDictionary<string, double> Effects)
{
    private const double Spread = 0.01;

    public int Seeds { get; init; } = 30;

    public IReadOnlyList<int> Looks { get; init; } = [6, 12, 18, 24, 30];

    public StoppingRule Rule { get; init; } = StoppingRule.OBrienFleming;

    public string? Baseline { get; init; } = "relu";

    public double Rope { get; init; }

    public IReadOnlyList<double> LearningRates { get; init; } = [0.1];

    /// <summary>The standard one: one clearly better, one clearly worse, one the same.</summary>
    public static KnownStudy Standard(string name = "study") =>
        new(name, new Dictionary<string, double> { ["relu"] = 0, ["arelu"] = 2, ["softplus"] = -2, ["swish"] = 0 });

    public SweepPlan Plan() => new(Name, new PlanHash($"p1-{Name}-{Seeds}-{string.Join(".", Looks)}-{Rule}"), $"name: {Name}",
        (long)Effects.Count * LearningRates.Count * Seeds,
        Trials, new ComparisonPlan("activation", Baseline, MetricCatalogue.TestAccuracy.Name, null, 0.05, Rope, null)
        {
            Looks = new LookPlan(Rule, [.. Enumerable.Range(0, Seeds).Select(s => new Seed(s))], Looks),
        }, new RetryPlan(), new StopPlan());

    /// <summary>Gives every trial its known result at once.</summary>
    public ScriptedTrainer Trainer(Func<TrialDescription, TrialOutcome?>? instead = null) => new((trial, observer, _) =>
    {
        if (instead?.Invoke(trial) is { } outcome)
            return outcome;
        observer.EpochCompleted(trial.Id, new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, Value(trial))]));
        return new TrialOutcome.Completed();
    });

    public double Value(TrialDescription trial)
    {
        string activation = Level(trial);
        // Two independent noises of variance 1/2 make a difference of variance 1.
        double noise = Sweep.Planning.Randomness.RandomStream.For(trial.StreamKey, activation).NextNormal() * Math.Sqrt(0.5);
        return 0.5 + Spread * (Effects[activation] + noise);
    }

    public static string Level(TrialDescription trial) => trial.Configuration.Settings["activation"].Label;

    private IEnumerable<TrialDescription> Trials() =>
        from seed in Enumerable.Range(0, Seeds)
        from activation in Effects.Keys
        from rate in LearningRates
        let configuration = new Configuration([new("activation", new SettingValue.Text(activation)),
            new("learningRate", new SettingValue.Number(rate)), new("sweep", new SettingValue.Text("looks"))])
        select TrialDescription.Create(configuration, new Seed(seed),
            StreamKey.Derive(configuration, new Seed(seed), new HashSet<string> { "activation" }));
}
