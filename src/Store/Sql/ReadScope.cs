namespace Sweep.Store.Sql;

/// <summary>A read-only transaction; disposing it ends the transaction and gives the connection back.</summary>
/// <param name="session">For the statements.</param>
/// <param name="owned">What to dispose, in this order.</param>
internal sealed class ReadScope(StoreSession session, params IReadOnlyList<IAsyncDisposable> owned) : IAsyncDisposable
{
    public StoreSession Session => session;

    public async ValueTask DisposeAsync()
    {
        foreach (var item in owned)
            await item.DisposeAsync().ConfigureAwait(false);
    }
}
