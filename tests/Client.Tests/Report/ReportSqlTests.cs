using System.Globalization;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Planning.Randomness;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Report;

/// <summary>The appendix' queries, run as they are shown in both kinds of store, against the tables of the report.</summary>
public sealed class ReportSqlTests(PrivatePostgres postgres) : IDisposable
{
    private const string Head = "dataset: mnist\nprotocol: { epochs: 2, batchSize: 64 }\nseeds: 6\n";
    private static readonly CompareSettings AsPlanned = TrainerKnowledge.NewSettings();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Queries_of_a_tuned_sweep_leave_out_the_seeds_that_chose_and_the_rates_that_were_not_chosen() => CheckAsync(Head + """
        name: s
        validationSplit: 0.1
        optimizer: sgd
        grid: { architecture: [mnist-conv, mnist-linear], activation: [relu, arelu, tanh], learningRate: [0.1, 0.01] }
        compare: { factor: activation, baseline: relu, tuning: { factors: [learningRate], selectionSeeds: 2 } }
        """, AsPlanned);

    [Fact]
    public Task Queries_keep_to_where_and_to_the_epoch() => CheckAsync(Head + """
        name: s
        architecture: mnist-conv
        learningRate: 0.1
        grid: { activation: [relu, arelu, tanh], optimizer: [sgd, adam] }
        compare: { factor: activation, baseline: relu }
        """, AsPlanned with
        {
            Epoch = 1,
            Where = new Dictionary<string, IReadOnlyList<string>> { ["optimizer"] = ["adam"], ["seed"] = ["1", "2", "3"] },
        });

    [Theory]
    [InlineData("compare: { factor: mixing, baseline: none }", null)]
    [InlineData("compare: { factor: activation, baseline: relu }", "none")]
    [InlineData("compare: { factor: activation, baseline: relu, tuning: { factors: [mixing], selectionSeeds: 2 } }", null)]
    public Task Queries_call_what_configurations_leave_out_by_its_default(string compare, string? mixing) => CheckAsync(Head + $$"""
        name: s
        architecture: mnist-conv
        optimizer: sgd
        learningRate: 0.1
        validationSplit: 0.1
        grid: { activation: [relu, tanh], mixing: [none, mixup] }
        {{compare}}
        """, AsPlanned with
        {
            Where = mixing is null ? AsPlanned.Where : new Dictionary<string, IReadOnlyList<string>> { ["mixing"] = [mixing] },
        }, divergences: 0);

    // SQLite before 3.41 and after read a dotted name differently: the quoted path is the same in all.
    [Fact]
    public Task Queries_keep_to_a_part_of_a_setting_whatever_the_engine_makes_of_its_dot() => CheckAsync(Head + """
        name: s
        architecture: mnist-conv
        learningRate: 0.1
        grid: { activation: [relu, arelu, tanh], optimizer: [{ name: sgd, momentum: 0.9 }, adam] }
        compare: { factor: activation, baseline: relu }
        """, AsPlanned with { Where = new Dictionary<string, IReadOnlyList<string>> { ["optimizer.momentum"] = ["0.9"] } }, divergences: 0,
        expected: "coalesce(t.labels ->> 'optimizer.momentum', t.labels ->> '$.\"optimizer.momentum\"') in ('0.9')");

    [Fact]
    public Task Queries_score_divergences_as_the_verdicts_do() => CheckAsync(Head + """
        name: s
        architecture: mnist-conv
        optimizer: sgd
        grid: { learningRate: [0.1, 0.01, 1e30], activation: [relu, tanh] }
        compare: { factor: learningRate, baseline: 0.1 }
        """, AsPlanned, divergences: 13);

    // Blocks of a loss in which a level has no number, blocks in which a divergence scores by the range of the values, and partners that
    // both diverged.
    [Theory]
    [InlineData("[relu, arelu]", "[activation]", 11)]
    [InlineData("[relu, arelu, tanh]", "[activation, learningRate]", 11 + 18 + 1)]
    public Task Queries_score_divergences_of_a_loss_as_the_verdicts_do(string activations, string shared, int divergences) =>
        CheckAsync(Head + $$"""
        name: s
        architecture: mnist-conv
        optimizer: sgd
        grid: { learningRate: {{(activations.Length > 15 ? "[0.1, 0.01, 0.001, 1e30]" : "[0.1, 0.001]")}}, activation: {{activations}} }
        pairedAcross: {{shared}}
        compare: { factor: activation }
        """, AsPlanned with { Metric = MetricCatalogue.TestLoss.Name }, divergences,
        isCollapsed: shared.Contains(',', StringComparison.Ordinal));

    [Fact]
    public Task Blocks_that_share_random_numbers_are_averaged_as_the_analysis_does() => CheckAsync(Head + """
        name: s
        optimizer: sgd
        grid: { architecture: [mnist-conv, mnist-linear], activation: [relu, arelu, tanh], learningRate: [0.1, 0.01] }
        pairedAcross: [activation, learningRate]
        compare: { factor: activation }
        """, AsPlanned, isCollapsed: true);

    [Fact]
    public Task All_blocks_that_share_random_numbers_are_one_stratum() => CheckAsync(Head + """
        name: s
        architecture: mnist-conv
        optimizer: sgd
        grid: { activation: [relu, arelu, tanh], learningRate: [0.1, 0.01] }
        pairedAcross: [activation, learningRate]
        compare: { factor: activation, baseline: relu }
        """, AsPlanned, isCollapsed: true);

    private async Task CheckAsync(string spec, CompareSettings settings, int divergences = 1, bool isCollapsed = false,
        string expected = "")
    {
        await using var database = await postgres.CreateDatabaseAsync();
        foreach (string address in new[] { folder["sweep.db"], database.Address })
        {
            await using var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
            await FillAsync(store, spec);
            var input = await ReportQuery.RunAsync(store, "s", settings, CancellationToken.None);
            Assert.Equal(Enumerable.Range(input.Rows[0].Trial.Seed.Value, input.View.Question.Tuning?.SelectionSeeds ?? 0),
                input.SelectionSeeds);
            Assert.Equal(divergences, input.Judged.Count(t => t.IsDiverged));
            Assert.Equal(isCollapsed, input.View.Report.Comparisons[0].Overall.IsCollapsed);
            Assert.Contains(expected, ReportSql.Values(input), StringComparison.Ordinal);
            var values = await ReadAsync(store, ReportSql.Values(input));
            Assert.Equal(input.Judged.Select(t => (t.Level, t.Seed, t.PairKey, t.IsDiverged ? null : t.Score)),
                values.Select(v => ((string)v[0]!, Convert.ToInt32(v[1], CultureInfo.InvariantCulture), (string)v[2]!, Number(v[5]))));

            // As somebody may paste it: on one line.
            var pairs = (await ReadAsync(store, ReportSql.Pairs(input).Replace('\n', ' ')))
                .ToDictionary(p => ((string)p[0]!, (string)p[1]!), p => p.Skip(2).Select(Number).ToArray());
            Assert.Equal(input.View.Report.Comparisons.Count * (input.View.Question.Baseline is null ? 2 : 1), pairs.Count);
            foreach (var result in input.View.Report.Comparisons.Select(c => c.Overall))
            {
                double?[] found = pairs[(result.Level, result.Baseline)];
                Assert.Equal((result.PairCount, settings.Metric == MetricCatalogue.TestLoss.Name ? result.Losses : result.Wins),
                    ((int)found[0]!, (int)found[1]!));
                Assert.Equal(result.Difference is null, found[2] is null);
                Assert.Equal(result.Difference?.Mean.Value ?? 0, found[2] ?? 0, 1e-12);
            }
            Assert.Equal(input.Rows.Count(r => r.State is TrialState.Completed or TrialState.Diverged),
                input.Environments.Sum(e => e.TrialCount));
        }
    }

    private static double? Number(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<object?>[]> ReadAsync(ITrialStore store, string sql)
    {
        var rows = new List<IReadOnlyList<object?>>();
        await foreach (var row in store.QueryAsync(sql, CancellationToken.None))
            rows.Add(row);
        return [.. rows.Skip(1)];
    }

    private static async Task FillAsync(ITrialStore store, string spec)
    {
        var reading = SpecReader.Read(spec, TrainerVocabulary.Create());
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        await store.SubmitAsync(reading.Spec!.ToPlan(), CancellationToken.None);
        var worker = new WorkerId("sql/worker");
        await store.RegisterWorkerAsync(new WorkerRegistration(worker, "host", 1, "test",
            new Dictionary<string, string> { ["processor"] = "test" }), CancellationToken.None);
        while (await store.ClaimAsync(new ClaimRequest(worker, 50, TimeSpan.FromMinutes(5), new TrialFilter { Sweep = "s" }),
            CancellationToken.None) is { Count: > 0 } claimed)
            await store.FinishAsync([.. claimed.Select(End)], CancellationToken.None);
    }

    // The largest rate diverges, and one trial of tanh completes with no number in its metrics. At 0.001 relu diverges always, arelu but
    // once not.
    private static AttemptEnding End(LeasedTrial leased)
    {
        var settings = leased.Trial.Configuration.Settings;
        string level = settings["activation"].Label, rate = settings["learningRate"].Label;
        double noise = RandomStream.For(leased.Trial.StreamKey, level + rate).NextNormal();
        double accuracy = Math.Round(0.9 + 0.01 * noise
            + (level == "arelu" ? 0.004 : 0) - (rate == "0.1" == (level == "tanh") ? 0.05 : 0), 4);
        EpochMetrics Epoch(int epoch, double value) =>
            new(epoch, [new(MetricCatalogue.TestAccuracy.Name, value), new(MetricCatalogue.ValidationAccuracy.Name, value),
            new(MetricCatalogue.TestLoss.Name, 1.3 - value)]);
        bool isFirst = settings["architecture"].Label == "mnist-conv" && (rate == "0.01" || settings["optimizer"].Label == "adam");
        return rate == "1e+30" || (rate == "0.001" && (level == "relu" || (level == "arelu" && leased.Trial.Seed.Value != 2)))
            ? new AttemptEnding(leased.Lease, new TrialOutcome.Diverged(2, 9), [Epoch(1, accuracy)], TimeSpan.FromSeconds(1))
            : isFirst && level == "tanh" && leased.Trial.Seed.Value == 3
                ? new AttemptEnding(leased.Lease, new TrialOutcome.Completed(), [Epoch(1, double.NaN), Epoch(2, double.NaN)],
                    TimeSpan.FromSeconds(1))
                : new AttemptEnding(leased.Lease, new TrialOutcome.Completed(), [Epoch(1, accuracy - 0.1), Epoch(2, accuracy)],
                    TimeSpan.FromSeconds(1));
    }
}
