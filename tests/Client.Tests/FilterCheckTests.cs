using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests;

/// <summary>What a filter names is there, or the command is refused: the same for every command with --where.</summary>
public sealed class FilterCheckTests : IAsyncLifetime
{
    private const string Spec = """
        name: tiny
        dataset: synthetic-digits
        architecture: mnist-conv
        protocol: { epochs: 1, trainSamples: 640 }
        optimizer: { name: sgd, momentum: 0.9 }
        grid: { activation: [relu, arelu], learningRate: [0.001, 0.01] }
        seeds: 2
        """;

    private readonly TemporaryFolder folder = new();
    private ITrialStore store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, Cancellation);
        await store.SubmitAsync(SpecReader.Read(Spec, TrainerVocabulary.Create()).Spec!.ToPlan(), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("activation=relo", "--where activation=relo: no such level. Did you mean 'relu'?")]
    [InlineData("activaton=relu", "--where activaton=relu: no trial has this setting. Did you mean 'activation'?")]
    [InlineData("dataste=mnist", "--where dataste=mnist: no trial has this setting. Did you mean 'dataset'?")]
    [InlineData("dataset=mnist", "--where dataset=mnist: no such level. One of synthetic-digits.")]
    [InlineData("optimizer.momentom=0.9", "--where optimizer.momentom=0.9: no trial has this setting. Did you mean 'optimizer.momentum'?")]
    [InlineData("optimizer.momentum=0.8", "--where optimizer.momentum=0.8: no such level. Did you mean '0.9'?")]
    [InlineData("learningRate=0.002", "--where learningRate=0.002: no such level. Did you mean '0.001'?")]
    [InlineData("seed=7", "--where seed=7: no such level. One of 0, 1.")]
    [InlineData("activation=relu|relo", "--where activation=relo: no such level. Did you mean 'relu'?")]
    public async Task A_setting_or_level_that_no_trial_has_is_refused_with_the_nearest(string condition, string message)
    {
        Assert.Equal(message, (await Refused("tiny", condition)).Message);
        Assert.Equal(message, (await Refused(null, condition)).Message);
    }

    [Theory]
    [InlineData("activation=relu")]
    [InlineData("learningRate=1e-3")]
    [InlineData("learningRate=0.0010|+.01")]
    [InlineData("optimizer=sgd(momentum=90e-2)")]
    [InlineData("optimizer.momentum=.9")]
    [InlineData("seed=1e0")]
    [InlineData("trainSamples=6.4e2")]
    public async Task What_a_trial_has_passes_and_numbers_are_numbers(string condition) => await CheckAsync("tiny", condition);

    [Fact]
    public async Task A_condition_holds_if_it_does_in_any_of_the_sweeps_asked()
    {
        string other = Spec.Replace("tiny", "other", StringComparison.Ordinal).Replace("arelu", "tanh", StringComparison.Ordinal);
        await store.SubmitAsync(SpecReader.Read(other, TrainerVocabulary.Create()).Spec!.ToPlan(), Cancellation);
        await CheckAsync(null, "activation=tanh");
        await Refused("tiny", "activation=tanh");
    }

    [Fact]
    public async Task A_plan_that_this_version_does_not_read_is_checked_by_its_stored_trials()
    {
        var plan = SpecReader.Read(Spec, TrainerVocabulary.Create()).Spec!.ToPlan();
        await store.SubmitAsync(new SweepPlan("old", new PlanHash("p1-old"), "of another version", plan.TrialCount, () => plan.Trials, null,
            plan.Retry, plan.Stop), Cancellation);
        await CheckAsync("old", "activation=relu");
        Assert.Equal("--where activation=relo: no such level. Did you mean 'relu'?", (await Refused("old", "activation=relo")).Message);
    }

    [Fact]
    public async Task A_trial_id_that_there_is_not_is_refused()
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(() =>
            FilterCheck.CheckAsync(store, new TrialFilter { Sweep = "tiny", Ids = ["t1-000000"] }, Cancellation));
        Assert.Equal("--id t1-000000: no trial of tiny has this id.", error.Message);
    }

    [Fact]
    public async Task A_worker_for_any_sweep_checks_the_settings_alone()
    {
        await FilterCheck.CheckNamesAsync(store, Where("activation=to-be-submitted"), Cancellation);
        await FilterCheck.CheckNamesAsync(store, Where("optimizer.momentum=0.9"), Cancellation);
        Assert.Equal("--where actvation=relu: there is no such setting. Did you mean 'activation'?",
            (await Assert.ThrowsAsync<UserErrorException>(() => FilterCheck.CheckNamesAsync(store, Where("actvation=relu"), Cancellation)))
                .Message);
    }

    [Fact]
    public async Task A_worker_for_any_sweep_knows_the_settings_that_stored_specs_declare()
    {
        const string declared = "name: program\nseeds: 1\ntrainer: { command: [a], settings: { cooling: slow }, metrics: { m: larger } }";
        await store.SubmitAsync(SpecReader.Read(declared, TrainerVocabulary.Create()).Spec!.ToPlan(), Cancellation);
        await FilterCheck.CheckNamesAsync(store, Where("cooling=fast"), Cancellation);
        Assert.Contains("Did you mean 'cooling'?", (await Assert.ThrowsAsync<UserErrorException>(() =>
            FilterCheck.CheckNamesAsync(store, Where("coling=fast"), Cancellation))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan", "spec.yaml")]
    [InlineData("run", "spec.yaml")]
    [InlineData("compare", "tiny", "--factor", "activation")]
    [InlineData("report", "tiny", "--factor", "activation")]
    [InlineData("export", "tiny")]
    [InlineData("cancel", "tiny")]
    [InlineData("retry", "tiny")]
    [InlineData("worker", "tiny")]
    public async Task Every_command_with_where_refuses_alike(params string[] command)
    {
        folder.Write("spec.yaml", System.Text.Encoding.UTF8.GetBytes(Spec));
        var ended = await SweepProcess.RunAsync(folder.FullName, [.. command, "--where", "activation=relo"]);
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains("--where activation=relo: no such level. Did you mean 'relu'?", ended.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, IReadOnlyList<string>> Where(string condition)
    {
        string[] parts = condition.Split('=', 2);
        return new() { [parts[0]] = [.. parts[1].Split('|').Select(LevelLabel.Normalize)] };
    }

    private Task CheckAsync(string? sweep, string condition) =>
        FilterCheck.CheckAsync(store, new TrialFilter { Sweep = sweep, Where = Where(condition) }, Cancellation);

    private Task<UserErrorException> Refused(string? sweep, string condition) =>
        Assert.ThrowsAsync<UserErrorException>(() => CheckAsync(sweep, condition));
}
