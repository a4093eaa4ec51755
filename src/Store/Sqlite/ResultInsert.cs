using Sweep.Store.Sql;

namespace Sweep.Store.Sqlite;

/// <summary>Inserts the ends of trials into the staging tables, by two prepared statements.</summary>
internal static class ResultInsert
{
    public static void Write(StoreSession session, IReadOnlyList<FinishedTrial> trials)
    {
        using (var command = session.Command(StoreSql.StageResults, ("id", ""), ("outcome", ""), ("failure_kind", null),
            ("failure_message", null), ("diverged_epoch", null), ("diverged_step", null)))
        {
            foreach (var trial in trials)
            {
                var row = ResultColumns.Of(trial.Outcome);
                command.Parameters[0].Value = trial.Trial.Id.Value;
                command.Parameters[1].Value = row.Outcome;
                command.Parameters[2].Value = (object?)row.FailureKind ?? DBNull.Value;
                command.Parameters[3].Value = (object?)row.FailureMessage ?? DBNull.Value;
                command.Parameters[4].Value = (object?)row.DivergedEpoch ?? DBNull.Value;
                command.Parameters[5].Value = (object?)row.DivergedStep ?? DBNull.Value;
                command.ExecuteNonQuery();
            }
        }
        using (var command = session.Command(StoreSql.StageMetrics, ("id", ""), ("epoch", 0), ("metric", ""), ("kind", ""),
            ("value", null)))
        {
            foreach (var trial in trials)
            {
                command.Parameters[0].Value = trial.Trial.Id.Value;
                foreach (var epoch in trial.Epochs)
                {
                    command.Parameters[1].Value = epoch.Epoch;
                    foreach (var (name, number) in epoch.Values)
                    {
                        var (kind, value) = ColumnText.FormatMetric(number);
                        command.Parameters[2].Value = name;
                        command.Parameters[3].Value = kind;
                        command.Parameters[4].Value = (object?)value ?? DBNull.Value;
                        command.ExecuteNonQuery();
                    }
                }
            }
        }
    }
}
