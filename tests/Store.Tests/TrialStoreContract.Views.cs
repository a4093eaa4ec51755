using System.Text.RegularExpressions;
using Sweep.Planning.Trials;
using Sweep.Testing;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task The_trial_view_shows_settings_state_and_last_metrics()
    {
        await SubmitAsync(TestPlans.Create("view", ["arelu"], seeds: 2));
        await RegisterAsync(Worker);
        await FinishAsync(await ClaimOneAsync(), null, Epoch(1, (MetricCatalogue.TestAccuracy.Name, 0.5)),
            Epoch(2, (MetricCatalogue.TestAccuracy.Name, 0.75), (MetricCatalogue.TestLoss.Name, double.NaN)));

        var rows = await QueryAsync("""
            select sweep, seed, dataset, architecture, activation, optimizer, learning_rate, batch_size, epochs,
              labels ->> 'optimizer.momentum' as momentum, state, attempts, worker, host, train_seconds, last_epoch,
              test_accuracy, test_loss
            from v_trials order by ordinal
            """);
        Assert.Equal<object?>(["view", 0, "mnist", "mnist-conv", "arelu", "sgd(momentum=0.9)", 0.01, 128, 2, "0.9", "completed", 1,
            Worker.Value, "host", 1.5, 2, 0.75, null],
            rows[1].Zip(rows[0], Normal));
        Assert.Equal<object?>(["view", 1, "queued", null, null], new[] { 0, 1, 10, 15, 16 }.Select(i => Normal(rows[2][i], rows[0][i])));
    }

    [Fact]
    public async Task The_seed_groups_hold_mean_and_sample_deviation_and_do_not_hide_divergence()
    {
        await SubmitAsync(TestPlans.Create("groups", ["relu", "tanh"], seeds: 5));
        var claimed = await ClaimAsync(9);   // five of relu, four of tanh
        for (int i = 0; i < 4; i++)
            await FinishAsync(claimed[i], null, Epoch(1, (MetricCatalogue.TestAccuracy.Name, i + 1)));
        await FinishAsync(claimed[4], new TrialOutcome.Diverged(1, 3), Epoch(1, (MetricCatalogue.TestAccuracy.Name, 100)));
        foreach (var trial in claimed.Skip(5))
            await FinishAsync(trial, new TrialOutcome.Diverged(1, 1));

        var rows = await QueryAsync("select activation, n, mean, std, minimum, maximum, planned, completed, diverged from v_seed_groups "
            + "order by activation");
        // R: mean(1:4) is 2.5, sd(1:4) is 1.290994448735805628.
        Assert.Equal(["relu", 4L, 2.5, 1.0, 4.0, 5L, 4L, 1L], rows[1].Where((_, column) => column != 3));
        Assert.Equal(1.2909944487358056, Assert.IsType<double>(rows[1][3]), 1e-15);
        Assert.Equal(["tanh", 0L, null, null, null, null, 5L, 0L, 4L], rows[2]);
    }

    [Fact]
    public async Task Pairs_share_stream_key_and_seed_and_come_in_both_orders()
    {
        await SubmitAsync(TestPlans.Create("pairs", ["relu", "tanh"], [0.1, 0.01], seeds: 2));
        foreach (var trial in await ClaimAsync(8))
        {
            double value = trial.Trial.Seed.Value + (trial.Trial.Configuration.Settings["activation"].Label == "tanh" ? 0.25 : 0);
            await FinishAsync(trial, null, Epoch(1, (MetricCatalogue.TestAccuracy.Name, value)));
        }

        var rows = await QueryAsync("""
            select left_learning_rate, seed, left_value, right_value, difference from v_pairs
            where left_activation = 'tanh' and right_activation = 'relu' and left_learning_rate = right_learning_rate
            order by left_learning_rate, seed
            """);
        Assert.Equal(
        [
            [0.01, 0L, 0.25, 0.0, 0.25], [0.01, 1L, 1.25, 1.0, 0.25], [0.1, 0L, 0.25, 0.0, 0.25], [0.1, 1L, 1.25, 1.0, 0.25],
        ], rows.Skip(1).Select(row => row.Select(value => value is int i ? (long)i : value).ToArray()));
        Assert.Equal(8L, (await QueryAsync("select count(*) as n from v_pairs"))[1][0]);   // 2 rates x 2 seeds x 2 orders
    }

    [Fact]
    public async Task The_documented_queries_run()
    {
        await SubmitAsync(TestPlans.Create("documented", ["relu", "arelu"], seeds: 2));
        await RegisterAsync(Worker);
        var claimed = await ClaimAsync(4);
        await Store.ReleaseAsync([claimed[3].Lease], Cancellation);
        foreach (var trial in claimed.Take(3).Append(await ClaimOneAsync()))
        {
            await FinishAsync(trial, null, Epoch(1, (MetricCatalogue.TestAccuracy.Name, 0.9 + (0.01 * trial.Trial.Seed.Value))) with
            {
                Confusion = Matrix,
            });
        }

        string text = await File.ReadAllTextAsync(RepositoryRoot.Find("docs", "database.md"), Cancellation);
        var queries = Regex.Matches(text, "```sql\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        Assert.True(queries.Count >= 10, "docs/database.md has lost its queries.");
        int withRows = 0;
        foreach (string query in queries)
            withRows += (await QueryAsync(query)).Count > 1 ? 1 : 0;
        // nothing failed, nothing diverged
        Assert.True(withRows >= queries.Count - 2, $"Only {withRows} of {queries.Count} documented queries find something.");
    }

    private static object? Normal(object? value, object? column) => value switch
    {
        long number => (int)number,
        decimal number => (double)number,
        string text when column is "momentum" => text,
        _ => value,
    };
}
