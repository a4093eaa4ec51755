using System.Text;
using Microsoft.AspNetCore.Http;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>A sweep's rows of the documented views as CSV files, streamed.</summary>
internal static class SweepExport
{
    /// <summary>The views by the names of their files.</summary>
    public static IReadOnlyDictionary<string, string> Views { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["trials"] = "select * from v_trials where sweep = {0} order by ordinal",
        ["metrics"] = "select sweep, trial, configuration, seed, labels, state, epoch, metric, kind, value from v_metrics "
            + "where sweep = {0}",
        ["attempts"] = "select * from v_attempts where sweep = {0}",
    };

    /// <summary>Sends one.</summary>
    public static async Task SendAsync(SweepStatus sweep, string view, ITrialReader store, HttpContext http)
    {
        string name = $"'{sweep.Name.Replace("'", "''", StringComparison.Ordinal)}'";
        await using var rows = store.QueryAsync(Views[view].Replace("{0}", name, StringComparison.Ordinal), http.RequestAborted)
            .GetAsyncEnumerator(http.RequestAborted);
        await rows.MoveNextAsync(); // the first row is the head
        TabularColumn[] columns = [.. rows.Current.Select(column => new TabularColumn((string)column!))];
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{view}.csv\"";
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await TabularWriter.WriteTextAsync(new Tabular(columns, RestAsync(rows)), OutputFormat.Csv, writer, http.RequestAborted);
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> RestAsync(IAsyncEnumerator<IReadOnlyList<object?>> rows)
    {
        while (await rows.MoveNextAsync())
            yield return rows.Current;
    }
}
