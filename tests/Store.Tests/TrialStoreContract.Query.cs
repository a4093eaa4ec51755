using System.Text.Json;
using Sweep.Store.Sql;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task A_query_streams_its_header_and_rows()
    {
        await SubmitAsync(TestPlans.Create("q", ["relu", "tanh"], seeds: 2));

        var rows = await QueryAsync("select activation, count(*) as trials, null as missing from v_trials group by activation order by "
            + "activation");
        Assert.Equal(["activation", "trials", "missing"], rows[0]);
        Assert.Equal(["relu", 2L, null], rows[1]);
        Assert.Equal(["tanh", 2L, null], rows[2]);
        Assert.Equal(3, rows.Count);
    }

    [Theory]
    [InlineData("delete from queue")]
    [InlineData("update sweeps set state = 'paused'")]
    [InlineData("with x as (select 1) delete from queue")]
    [InlineData("drop table queue")]
    [InlineData("create table t (a integer)")]
    [InlineData("select 1; delete from queue")]
    [InlineData("select 1; select 2")]
    [InlineData("-- harmless\n/* comment */ delete from queue")]
    [InlineData("vacuum")]
    [InlineData("pragma query_only = false")]
    [InlineData("attach 'other.db' as other")]
    [InlineData("begin")]
    [InlineData("")]
    public async Task A_query_that_is_not_one_reading_statement_is_refused(string sql)
    {
        await SubmitAsync(TestPlans.Create("safe"));
        await Assert.ThrowsAsync<QueryRefusedException>(() => QueryAsync(sql));
        Assert.Equal(6, await CountAsync("select count(*) from queue"));
    }

    [Fact]
    public async Task A_wrong_query_is_refused_with_the_database_s_words()
    {
        var fault = await Assert.ThrowsAsync<QueryRefusedException>(() => QueryAsync("select nonsense from v_trials"));
        Assert.Contains("nonsense", fault.Message);
    }

    [Theory]
    [InlineData("select 1 as one;")]
    [InlineData("select 1 as one; -- the end\n")]
    [InlineData("  -- why\n select ';' as one")]
    [InlineData("values (1)")]
    [InlineData("explain select 1")]
    public async Task One_statement_may_have_comments_and_a_semicolon_at_its_end(string sql)
    {
        Assert.True((await QueryAsync(sql)).Count > 1);
    }

    [Fact]
    public async Task A_query_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        const string Endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
        var running = Task.Run(async () =>
        {
            await foreach (var row in Store.QueryAsync(Endless, stop.Token))
                Assert.NotNull(row);
        });
        await Task.Delay(50, Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task A_query_spells_json_times_and_numbers_alike_on_every_engine()
    {
        const string Moment = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$";
        await SubmitAsync(TestPlans.Create("alike", ["relu"], [0.00001], seeds: 2));
        await RegisterAsync(Worker);
        await FinishAsync(await ClaimOneAsync());

        var rows = await QueryAsync("select labels, settings, environment, ended_at, train_seconds from v_trials order by ordinal");
        var configuration = TestPlans.Configuration("relu", 0.00001);
        Assert.Equal(ConfigurationLabels.Json(configuration), Assert.IsType<JsonElement>(rows[1][0]).GetRawText());
        Assert.Equal(configuration.CanonicalJson, rows[1][1]);
        Assert.Equal(JsonValueKind.Object, Assert.IsType<JsonElement>(rows[1][2]).ValueKind);
        Assert.Matches(Moment, Assert.IsType<string>(rows[1][3]));
        Assert.Equal([null, null, null], rows[2].Skip(2));
        Assert.Equal([1.5, 2L, 0.5, 1L, "a", null], (await QueryAsync(
            "select sum(train_seconds), count(*), avg(seed), sum(seed), min('a'), max(test_loss) from v_trials"))[1]);
        Assert.Matches(Moment, Assert.IsType<string>((await QueryAsync("select leased_at from v_attempts"))[1][0]));
    }

    protected async Task<List<IReadOnlyList<object?>>> QueryAsync(string sql)
    {
        var rows = new List<IReadOnlyList<object?>>();
        await foreach (var row in Store.QueryAsync(sql, Cancellation))
            rows.Add(row);
        return rows;
    }
}
