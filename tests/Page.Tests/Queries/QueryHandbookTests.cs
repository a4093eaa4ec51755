using Sweep.Client.Page.Queries;
using Sweep.Page.Tests.Comparisons;

namespace Sweep.Page.Tests.Queries;

public sealed class QueryHandbookTests
{
    [Fact]
    public void Views_and_examples_are_those_of_the_documentation()
    {
        var handbook = QueryHandbook.Parse("""
            # Title

            ## Views

            | view | one row per | columns |
            |---|---|---|
            | `v_trials` | sweep and [trial](spec.md) | `a` |

            ## Queries

            How far is
            everything?

            ```sql
            select 1
            from v_trials
            ```

            ## After

            ```sql
            select 2
            ```

            """.ReplaceLineEndings("\n"));
        Assert.Equal([("v_trials", "sweep and trial")], handbook.Views);
        Assert.Equal([("How far is everything?", "select 1\nfrom v_trials")], handbook.Examples);
    }

    [Fact]
    public async Task Every_example_runs()
    {
        await using var sweep = await MadeUpStore.CreateAsync(Digits.Study(t => t.Seed.Value == 1));
        Assert.True(QueryHandbook.Embedded.Examples.Count > 5);
        foreach (var (question, sql) in QueryHandbook.Embedded.Examples)
        {
            var result = await QueryResult.ReadAsync(sweep.Store, sql, 1, TestContext.Current.CancellationToken);
            Assert.True(result.Columns.Count > 1, question);
        }
    }

    [Fact]
    public async Task Every_view_that_is_described_exists()
    {
        await using var sweep = await MadeUpStore.CreateAsync();
        foreach (var (name, _) in QueryHandbook.Embedded.Views)
        {
            var result = await QueryResult.ReadAsync(sweep.Store, $"select * from {name}", 1, TestContext.Current.CancellationToken);
            Assert.Contains("sweep", result.Columns.Select(c => c.Name));
        }
    }
}
