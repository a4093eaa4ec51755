using System.Text.Json;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Client.Tests.Compare;

/// <summary>A plan is planned before data if the store had none of them when it was submitted: told by the store's own times.</summary>
public sealed class PlannedBeforeDataTests : IAsyncLifetime
{
    private const string Spec = """
        name: a
        dataset: mnist
        grid: { activation: [relu, arelu, tanh] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy, rope: 0.002 }
        """;

    private readonly TemporaryFolder folder = new();
    private ITrialStore store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_plan_that_was_submitted_before_its_trials_ended_is_planned()
    {
        await SubmitAsync(Spec);
        await TrainAsync(5);
        await TrainAsync();
        var view = await CompareAsync("a");
        Assert.True(view.Question.IsPlanned);
        Assert.Equal((true, 0), Json(view));
    }

    [Theory]
    [InlineData("baseline: relu", "baseline: tanh")]
    [InlineData("baseline: relu, ", "")]
    [InlineData("metric: testAccuracy, rope: 0.002", "metric: testLoss")]
    [InlineData("rope: 0.002", "rope: 0.02")]
    [InlineData("rope: 0.002", "alpha: 0.1")]
    [InlineData("rope: 0.002", "epoch: 1")]
    [InlineData("rope: 0.002", "adjustment: holm")]
    [InlineData("name: a", "name: b")]
    public async Task A_plan_that_was_submitted_after_results_is_exploratory_and_says_how_many_there_were(string planned, string edited)
    {
        await SubmitAsync(Spec);
        await TrainAsync();
        var plan = await SubmitAsync(Spec.Replace(planned, edited, StringComparison.Ordinal));
        var view = await CompareAsync(plan.Name);
        const string Told = "24 of 24 trials had ended when the sweep was submitted with this plan";
        Assert.Equal([Told], view.Question.Deviations);
        Assert.Equal((false, 24), Json(view));
        Assert.Equal([$"--fail-if exploratory: {Told}."], FailCondition.Check(FailCondition.Read(["exploratory"], []), view));
        Assert.Contains($"Exploratory: {Told}.", Rendering.Table(view, 200), StringComparison.Ordinal);
        Assert.All(view.Report.Comparisons, c => Assert.True(c.Overall.Decision.IsExploratory));
        var report = ReportFiles.Create(await ReportQuery.RunAsync(store, plan.Name, AsPlanned, Cancellation));
        Assert.Contains($"Exploratory: {Told}.", report.Single(f => f.Path == "report.md").Content, StringComparison.Ordinal);
        Assert.DoesNotContain(report, f => f.Content.Contains("before data.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_seeds_after_a_look_at_the_first_are_exploratory()
    {
        await SubmitAsync(Spec);
        await TrainAsync();
        await SubmitAsync(Spec.Replace("seeds: 8", "seeds: 12", StringComparison.Ordinal));
        await TrainAsync();
        var view = await CompareAsync("a");
        Assert.Equal(["24 of 36 trials had ended when the sweep was submitted with this plan"], view.Question.Deviations);
    }

    [Fact]
    public async Task A_plan_edited_while_it_runs_counts_only_the_trials_that_had_ended()
    {
        await SubmitAsync(Spec);
        await TrainAsync(2);
        await SubmitAsync(Spec.Replace("rope: 0.002", "rope: 0.01", StringComparison.Ordinal));
        await TrainAsync();
        Assert.Equal((false, 2), Json(await CompareAsync("a")));
    }

    [Fact]
    public async Task The_same_plan_again_stays_planned_also_after_another_took_its_place()
    {
        string other = Spec.Replace("baseline: relu", "baseline: tanh", StringComparison.Ordinal);
        await SubmitAsync(Spec);
        await TrainAsync();
        await SubmitAsync("# only a remark\n" + Spec);
        Assert.True((await CompareAsync("a")).Question.IsPlanned);
        await SubmitAsync(other);
        await SubmitAsync(Spec);
        Assert.True((await CompareAsync("a")).Question.IsPlanned);
        await SubmitAsync(other);
        Assert.Equal((false, 24), Json(await CompareAsync("a")));
    }

    [Fact]
    public async Task Seeds_that_a_planned_look_adds_are_planned()
    {
        await SubmitAsync(Spec + "\nstop: { looks: 2 }");
        await TrainAsync();
        var looks = Assert.Single(await store.ReadLooksAsync("a", onlyDue: true, Cancellation));
        int seen = looks.Plan.SeedCounts[0];
        var taken = await store.TakeLookAsync(new LookTaking("a", looks.PlanHash, 1, seen, IsLast: false, [], "activation",
            ["relu", "arelu", "tanh"], [.. looks.Plan.Seeds.Skip(seen)]), Cancellation);
        Assert.True(taken is { Released: > 0 });
        await TrainAsync();
        Assert.Equal((true, 0), Json(await CompareAsync("a")));
    }

    [Fact]
    public async Task A_restriction_counts_the_trials_that_it_leaves()
    {
        await SubmitAsync(Spec);
        await TrainAsync();
        await SubmitAsync(Spec.Replace("rope: 0.002", "rope: 0.01", StringComparison.Ordinal));
        var where = new Dictionary<string, IReadOnlyList<string>> { ["activation"] = ["relu", "tanh"] };
        var view = await CompareQuery.RunAsync(store, "a", AsPlanned with { Where = where }, Cancellation);
        Assert.Equal(["only where activation is relu or tanh", "16 of 16 trials had ended when the sweep was submitted with this plan"],
            view.Question.Deviations);
    }

    [Fact]
    public void What_an_earlier_version_did_not_keep_is_not_known()
    {
        var submitted = DateTimeOffset.UnixEpoch.AddHours(1);
        var late = new SweepIdentity("a", new PlanHash("p1-a")) { SubmittedAt = submitted, IsFirstSubmission = false };
        var before = DataBeforePlan.Create(late, [submitted.AddMinutes(-1), submitted.AddMinutes(1), null]);
        Assert.StartsWith("whether 1 of 3 trials had ended when the sweep was first submitted with this plan is not known",
            before.Deviation, StringComparison.Ordinal);
        Assert.Null(before.KnownCount);
        Assert.Null(DataBeforePlan.Create(late, [submitted.AddMinutes(1), null]).Deviation);
    }

    private static CompareSettings AsPlanned => Rendering.AsPlanned;

    private static (bool IsPlanned, int? EndedBefore) Json(ComparisonView view)
    {
        using var json = JsonDocument.Parse(ComparisonJson.Write(view));
        var root = json.RootElement;
        return (root.GetProperty("isPlanned").GetBoolean(), root.GetProperty("trials").GetProperty("endedBeforePlan").GetInt32());
    }

    private Task<ComparisonView> CompareAsync(string sweep) => CompareQuery.RunAsync(store, sweep, AsPlanned, Cancellation);

    private async Task<SweepPlan> SubmitAsync(string yaml)
    {
        await Task.Delay(5, Cancellation); // the store's times are milliseconds
        var plan = SpecReader.Read(yaml, Study.Vocabulary).Spec!.ToPlan();
        await store.SubmitAsync(plan, Cancellation);
        return plan;
    }

    private async Task TrainAsync(int most = 100)
    {
        var request = new ClaimRequest(new WorkerId("host-1-aa/0"), most, TimeSpan.FromMinutes(10), null);
        var claimed = await store.ClaimAsync(request, Cancellation);
        Assert.NotEmpty(claimed);
        await store.FinishAsync([.. claimed.Select(t => new AttemptEnding(t.Lease, new TrialOutcome.Completed(),
            [new EpochMetrics(1, [.. new[] { "testAccuracy", "testLoss" }.Select(m => KeyValuePair.Create(m, Study.Noise(t.Trial, m)))])],
            TimeSpan.FromSeconds(1)))], Cancellation);
    }
}
