namespace Sweep.Store;

/// <summary>Runs a user's own SQL.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface IStoreQuery
{
    /// <summary>Runs one statement of the user in a read-only transaction and streams its rows; the first item is the header.</summary>
    /// <remarks>Values are null, bool, long, double, string or a <see cref="System.Text.Json.JsonElement"/>, spelled alike by every engine:
    /// times after ISO 8601 in UTC to the millisecond, durations after ISO 8601, bytes as \x and hexadecimal digits, JSON with sorted keys,
    /// arrays as JSON.</remarks>
    /// <exception cref="QueryRefusedException">The statement is wrong or would write.</exception>
    IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation);
}
