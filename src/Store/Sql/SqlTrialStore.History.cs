using System.Data.Common;
using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>The attempts of a trial.</content>
internal abstract partial class SqlTrialStore
{
    public Task<IReadOnlyList<TrialAttempt>> ReadAttemptsAsync(TrialId trial, CancellationToken cancellation) => ReadAsync(
        async session => (IReadOnlyList<TrialAttempt>)await session.QueryAsync(StoreSql.ReadAttempts, ReadAttempt, ("trial", trial.Value))
            .ConfigureAwait(false),
        TransactionSize.Few, cancellation);

    private static TrialAttempt ReadAttempt(DbDataReader row) => new(
        row.GetInt32(0), new WorkerId(row.GetString(1)), Text(row, 2), ColumnText.ParseAttemptState(row.GetString(3)),
        Text(row, 4) is { } kind ? ColumnText.ParseFailureKind(kind) : null, Text(row, 5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), TimeOf(row, 7),
        row.IsDBNull(8) ? null : TimeSpan.FromMicroseconds(row.GetInt64(8)),
        Text(row, 9) is { } facts ? JsonSerializer.Deserialize<Dictionary<string, string>>(facts)! : [], Text(row, 10));
}
