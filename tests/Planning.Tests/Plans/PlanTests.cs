using System.Runtime.CompilerServices;
using Sweep.Planning.Tests.Specs;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Plans;

public sealed class PlanTests
{
    private const string Yaml = """
        name: test
        dataset: mnist
        seeds: 3
        grid:
          architecture: [mnist-conv, mnist-linear]
          activation: [relu, arelu]
          learningRate: [0.1, 0.01]
        exclude: [{ architecture: mnist-linear, learningRate: 0.1 }]
        compare: { factor: activation, baseline: relu }
        """;

    [Fact]
    public void The_count_is_exact_and_ids_are_unique()
    {
        var plan = Reading.Spec(Yaml).ToPlan();
        Assert.Equal((2 * 2 + 2) * 3, plan.TrialCount);
        Assert.Equal(plan.TrialCount, plan.Trials.LongCount());
        Assert.Equal(plan.TrialCount, plan.Trials.Select(t => t.Id).Distinct().LongCount());
    }

    [Fact]
    public void Every_configuration_gets_the_first_seed_before_any_gets_the_second() =>
        Assert.Equal(Enumerable.Repeat(0, 6).Concat(Enumerable.Repeat(1, 6)).Concat(Enumerable.Repeat(2, 6)), Reading.Spec(Yaml)
            .ToPlan().Trials.Select(t => t.Seed.Value));

    [Fact]
    public void Enumerating_again_gives_the_same_trials()
    {
        var plan = Reading.Spec(Yaml).ToPlan();
        Assert.Equal(plan.Trials, plan.Trials);
    }

    [Fact]
    public void The_fast_path_gives_what_the_definitions_give()
    {
        var spec = Reading.Spec(Yaml);
        Assert.All(spec.ToPlan().Trials, trial =>
        {
            var configuration = new Configuration(trial.Configuration.Settings);
            Assert.Equal(configuration, trial.Configuration);
            Assert.Equal(configuration.Id, trial.Configuration.Id);
            Assert.Equal(configuration, Configuration.Parse(trial.Configuration.CanonicalJson));
            Assert.Equal(StreamKey.Derive(configuration, trial.Seed, spec.PairedAcross), trial.StreamKey);
            Assert.Equal(TrialDescription.Create(configuration, trial.Seed, trial.StreamKey), trial);
        });
    }

    [Fact]
    public void Trials_that_differ_in_the_compared_factor_only_share_their_stream_key()
    {
        var groups = Reading.Spec(Yaml).ToPlan().Trials.GroupBy(t => t.StreamKey).ToArray();
        Assert.Equal(9, groups.Length);
        Assert.All(groups, g => Assert.Equal(["arelu", "relu"], g.Select(t => t.Configuration.Settings["activation"].Label).Order()));
        Assert.All(groups, g => Assert.Single(g.Select(t => t.Configuration.Settings["learningRate"]).Distinct()));
    }

    [Fact]
    public void More_seeds_and_more_levels_change_no_earlier_trial()
    {
        var before = Reading.Spec(Yaml).ToPlan().Trials.Select(t => t.Id).ToHashSet();
        var after = Reading.Spec(Yaml.Replace("seeds: 3", "seeds: 5", StringComparison.Ordinal)
            .Replace("[relu, arelu]", "[tanh, relu, arelu]", StringComparison.Ordinal)).ToPlan();
        Assert.Superset(before, after.Trials.Select(t => t.Id).ToHashSet());
    }

    [Fact]
    public void Text_that_claims_nothing_does_not_change_the_hash()
    {
        var hash = Reading.Spec(Yaml).ToPlan().Hash;
        Assert.Equal(hash, Reading.Spec(Yaml.Replace("name: test", "name: other\ndescription: words", StringComparison.Ordinal))
            .ToPlan().Hash);
        Assert.Equal(hash, Reading.Spec(Yaml.Replace("[relu, arelu]", "[arelu, relu]", StringComparison.Ordinal)).ToPlan().Hash);
        Assert.Equal(hash, Reading.Spec(Yaml + "\nretry: { exception: 3 }\n").ToPlan().Hash);
        Assert.Equal(hash, Reading.Spec(Yaml.Replace("seeds: 3", "seeds: [0, 1, 2]", StringComparison.Ordinal)).ToPlan().Hash);
    }

    [Theory]
    [InlineData("seeds: 3", "seeds: [0, 2, 1]")]
    [InlineData("0.01]", "0.02]")]
    [InlineData("baseline: relu", "baseline: arelu")]
    [InlineData("baseline: relu", "baseline: relu, rope: 0.001")]
    [InlineData("baseline: relu", "baseline: relu, alpha: 0.01")]
    [InlineData("baseline: relu", "baseline: relu, adjustment: hommel")]
    [InlineData("dataset: mnist", "dataset: kmnist")]
    [InlineData("dataset: mnist", "dataset: mnist\ntrainSamples: 100")]
    [InlineData("dataset: mnist", "dataset: mnist\npairedAcross: []")]
    [InlineData("architecture: mnist-linear, learningRate: 0.1", "architecture: mnist-conv, learningRate: 0.1")]
    public void What_changes_the_claim_changes_the_hash(string text, string replacement)
    {
        Assert.Contains(text, Yaml, StringComparison.Ordinal);
        Assert.NotEqual(Reading.Spec(Yaml).ToPlan().Hash, Reading.Spec(Yaml.Replace(text, replacement, StringComparison.Ordinal))
            .ToPlan().Hash);
    }

    [Fact]
    public void A_filter_selects_trials_by_labels()
    {
        var plan = Reading.Spec(Yaml).ToPlan();
        var where = new Dictionary<string, IReadOnlyList<string>> { ["activation"] = ["arelu"], ["learningRate"] = ["0.1", "7"] };
        Assert.Equal(3, plan.TrialsWhere(where).Count());
        Assert.Empty(plan.TrialsWhere(new Dictionary<string, IReadOnlyList<string>> { ["trainSamples"] = ["1"] }));
        Assert.Equal(plan.TrialCount, plan.TrialsWhere(new Dictionary<string, IReadOnlyList<string>>()).LongCount());
    }

    [Theory]
    [InlineData("seed", "1", 2)]
    [InlineData("optimizer.momentum", "0.9", 3)]
    [InlineData("optimizer.name", "sgd", 3)]
    [InlineData("optimizer.beta1", "0.9", 0)]
    [InlineData("optimizer.name.x", "0.9", 0)]
    [InlineData("nothing", "1", 0)]
    [InlineData("optimizer.momentum", "-", 3)]
    public void A_filter_reaches_into_groups_and_to_the_seed(string name, string label, int count)
    {
        var plan = Reading.Spec(Reading.Head + "learningRate: 1\nseeds: 3\ngrid: { optimizer: [adam, { name: sgd, momentum: 0.9 }] }\n")
            .ToPlan();
        Assert.Equal(count, plan.TrialsWhere(new Dictionary<string, IReadOnlyList<string>> { [name] = [label] }).Count());
    }

    [Fact]
    public void A_large_plan_is_walked_without_being_held()
    {
        var plan = Reading.Spec(Reading.Head + """
            seeds: 2
            grid:
              learningRate: { from: 1e-4, to: 1, count: 400, scale: log }
              trainSamples: { from: 1, to: 250, count: 250 }
            """).ToPlan();
        Assert.Equal(200_000, plan.TrialCount);
        using var trials = plan.Trials.GetEnumerator();
        var sampled = Sample(trials);
        GC.Collect();
        Assert.Equal(199, sampled.Count);
        Assert.DoesNotContain(sampled, s => s.IsAlive); // although the enumeration still goes on
        Assert.True(trials.MoveNext());
    }

    /// <summary>Walks nearly to the end and remembers every thousandth trial weakly. Apart, so that no local of the test holds
    /// one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Sample(IEnumerator<TrialDescription> trials)
    {
        var sampled = new List<WeakReference>();
        for (int i = 1; i <= 199_999; i++)
        {
            Assert.True(trials.MoveNext());
            if (i % 1000 == 0)
                sampled.Add(new WeakReference(trials.Current));
        }
        return sampled;
    }
}
