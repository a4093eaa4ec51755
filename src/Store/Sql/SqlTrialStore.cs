using System.Data.Common;
using System.Runtime.CompilerServices;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>The trial store in terms of named SQL statements; the engines add connections, transactions, bulk input and wake-ups.</summary>
/// <remarks>Ownership: trials, their queue, leases and counts change in short transactions here and nowhere else; triggers keep queue and
/// counts in step. A process that dies leaves at most leases behind, which expire by the database's clock. A restart needs nothing but the
/// database.</remarks>
internal abstract partial class SqlTrialStore(string displayName, TimeProvider time) : ITrialStore
{
    // Those in their time of grace are looked at again and again.
    private static readonly TimeSpan BeforeLapsed = TimeSpan.FromMilliseconds(250);
    private readonly ConfigurationCache configurations = new();
    private readonly ClaimCursors cursors = new();
    private readonly StoreContact contact = new(time);

    /// <inheritdoc/>
    public string DisplayName { get; } = displayName;

    /// <summary>Wakes the waiting workers of this process.</summary>
    protected WorkSignal Signal { get; } = new();

    /// <summary>The clock of waits; leases and stored times follow the database's.</summary>
    protected TimeProvider Time { get; } = time;

    public abstract Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    public async IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (UserQuery.Refuse(sql) is { } refusal)
            throw new QueryRefusedException(refusal, null);

        await using var query = await GuardAsync(() => RetryAsync(() => OpenQueryAsync(sql, cancellation), cancellation))
            .ConfigureAwait(false);
        yield return query.Header;
        while (await GuardAsync(() => query.NextAsync()).ConfigureAwait(false) is { } row)
            yield return row;
    }

    /// <summary>Runs work in a transaction that commits when it returns; repeated where that is safe.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="size">How long its statements may take.</param>
    /// <param name="cancellation">Ends it.</param>
    protected abstract Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, TransactionSize size, CancellationToken cancellation);

    /// <summary>Opens a read-only transaction: one snapshot for everything read in it.</summary>
    protected abstract Task<ReadScope> BeginReadAsync(TransactionSize size, CancellationToken cancellation);

    /// <summary>Runs a submission: <paramref name="stage"/> fills temporary tables, <paramref name="merge"/> takes them over in one
    /// transaction.</summary>
    protected abstract Task<T> SubmitAsync<T>(Func<StoreSession, Task> stage, Func<StoreSession, Task<T>> merge,
        CancellationToken cancellation);

    /// <summary>Puts a part of a plan into the staging tables.</summary>
    protected abstract Task StageAsync(StoreSession session, long firstOrdinal, IReadOnlyList<TrialDescription> trials,
        IEnumerable<Configuration> newConfigurations);

    /// <summary>Puts the ends of trials into the staging tables.</summary>
    protected abstract Task StageResultsAsync(StoreSession session, IReadOnlyList<FinishedTrial> trials);

    /// <summary>Stores metrics of leases that hold.</summary>
    protected abstract Task AppendAsync(StoreSession session, IEnumerable<AttemptMetrics> metrics);

    /// <summary>Starts a user's statement.</summary>
    protected abstract Task<UserQuery> OpenQueryAsync(string sql, CancellationToken cancellation);

    /// <summary>What the user hears instead of a driver's exception; null when the fault is ours.</summary>
    protected abstract Exception? Translate(DbException fault);

    /// <summary>How long to wait at most when the next lease expires in so many milliseconds; no less than a moment.</summary>
    protected static TimeSpan WaitFor(long millisecondsToExpiry, TimeSpan atMost)
    {
        var expiry = TimeSpan.FromMilliseconds(Math.Max(millisecondsToExpiry, BeforeLapsed.TotalMilliseconds));
        return expiry < atMost ? expiry : atMost;
    }

    /// <summary>Runs a step whose driver faults are translated.</summary>
    protected async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            var result = await step().ConfigureAwait(false);
            contact.NoteAnswer();
            return result;
        }
        catch (DbException fault) when (Translate(fault) is { } translated)
        {
            throw translated;
        }
        catch (UnreadableRowException fault)
        {
            string reason = fault.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
            throw new StoreUnavailableException(DisplayName, $"it holds a value that this program never stored ({reason}). "
                + "It was changed by hand, or is damaged: restore a copy.", fault)
            {
                IsPermanent = true,
            };
        }
    }

    /// <summary>Changes what few rows say.</summary>
    private Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellation) =>
        WriteAsync(work, TransactionSize.Few, cancellation);

    /// <summary>Runs a step that may be repeated; the engine repeats it when a fault is likely to pass.</summary>
    protected virtual Task<T> RetryAsync<T>(Func<Task<T>> step, CancellationToken cancellation) => step();

    /// <summary>Reads in one snapshot.</summary>
    private Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, TransactionSize size, CancellationToken cancellation)
    {
        return GuardAsync(() => RetryAsync(ReadOnceAsync, cancellation));

        async Task<T> ReadOnceAsync()
        {
            await using var scope = await BeginReadAsync(size, cancellation).ConfigureAwait(false);
            return await work(scope.Session).ConfigureAwait(false);
        }
    }

    private Configuration ReadConfiguration(DbDataReader row, int keyColumn, int settingsColumn) =>
        configurations.Get(row.GetInt64(keyColumn), () => row.GetString(settingsColumn));
}
