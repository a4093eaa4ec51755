using System.Diagnostics;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page.Queries;

/// <summary>The first rows that a statement gives.</summary>
/// <param name="Columns">The columns, told apart.</param>
/// <param name="Rows">At most as many as were asked for.</param>
/// <param name="IsWhole">Whether there are no more.</param>
/// <param name="Elapsed">Time until then.</param>
internal sealed record QueryResult(IReadOnlyList<TabularColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool IsWhole,
    TimeSpan Elapsed)
{
    private const int MaxCharacters = 4_000_000; // what a browser shows

    /// <summary>Runs a statement for its first rows: as many as are wanted, fewer where their texts are long.</summary>
    /// <exception cref="QueryRefusedException">The statement is wrong or would write.</exception>
    public static async Task<QueryResult> ReadAsync(ITrialReader store, string sql, int maxRows, CancellationToken cancellation)
    {
        long begun = Stopwatch.GetTimestamp();
        await using var source = store.QueryAsync(sql, cancellation).GetAsyncEnumerator(cancellation);
        var data = await BeginAsync(source);
        var rows = new List<IReadOnlyList<object?>>();
        bool isWhole = true;
        long characters = 0;
        await foreach (var row in data.Rows.WithCancellation(cancellation))
        {
            isWhole = rows.Count < maxRows && characters < MaxCharacters;
            if (!isWhole)
                break;
            rows.Add(row);
            characters += row.OfType<string>().Sum(text => text.Length);
        }
        return new QueryResult(data.Columns, rows, isWhole, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>The columns and the rows that follow. The first row is waited for: by then it is known whether the
    /// statement runs.</summary>
    /// <param name="source">What the store gives: the columns' names, then rows.</param>
    public static async Task<Tabular> BeginAsync(IAsyncEnumerator<IReadOnlyList<object?>> source)
    {
        TabularColumn[] columns = await source.MoveNextAsync() ? [.. source.Current.Select(name => new TabularColumn((string)name!))] : [];
        return new Tabular(columns, RowsAsync(source, await source.MoveNextAsync()));
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync(IAsyncEnumerator<IReadOnlyList<object?>> source, bool hasRow)
    {
        for (; hasRow; hasRow = await source.MoveNextAsync())
            yield return source.Current;
    }
}
