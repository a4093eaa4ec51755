using Npgsql;
using NpgsqlTypes;
using Sweep.Store.Sql;

namespace Sweep.Store.Postgres;

/// <summary>Copies the ends of trials into the staging tables, in binary form.</summary>
internal static class ResultCopy
{
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<FinishedTrial> trials, TimeSpan limit,
        CancellationToken cancellation)
    {
        await using (var copy = await connection.BeginBinaryImportAsync(StoreSql.Postgres[StoreSql.StageResults], cancellation)
            .ConfigureAwait(false))
        {
            copy.Timeout = limit;
            foreach (var trial in trials)
            {
                var row = ResultColumns.Of(trial.Outcome);
                await copy.StartRowAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(trial.Trial.Id.Value, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(row.Outcome, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await WriteTextAsync(copy, row.FailureKind, cancellation).ConfigureAwait(false);
                await WriteTextAsync(copy, row.FailureMessage, cancellation).ConfigureAwait(false);
                await WriteNumberAsync(copy, row.DivergedEpoch, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await WriteNumberAsync(copy, row.DivergedStep, NpgsqlDbType.Bigint, cancellation).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
        await using (var copy = await connection.BeginBinaryImportAsync(StoreSql.Postgres[StoreSql.StageMetrics], cancellation)
            .ConfigureAwait(false))
        {
            copy.Timeout = limit;
            foreach (var (trial, epoch, name, number) in Values(trials))
            {
                var (kind, value) = ColumnText.FormatMetric(number);
                await copy.StartRowAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(trial, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(epoch, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(name, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(kind, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await WriteNumberAsync(copy, value, NpgsqlDbType.Double, cancellation).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static IEnumerable<(string Trial, int Epoch, string Name, double Value)> Values(IReadOnlyList<FinishedTrial> trials) =>
        from trial in trials
        from epoch in trial.Epochs
        from value in epoch.Values
        select (trial.Trial.Id.Value, epoch.Epoch, value.Key, value.Value);

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellation) =>
        text is null ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellation);

    private static Task WriteNumberAsync<T>(NpgsqlBinaryImporter copy, T? number, NpgsqlDbType type, CancellationToken cancellation)
        where T : struct => number is { } value ? copy.WriteAsync(value, type, cancellation) : copy.WriteNullAsync(cancellation);
}
