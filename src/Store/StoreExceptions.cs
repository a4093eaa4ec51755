namespace Sweep.Store;

/// <summary>The database cannot be reached or answered with a fault of its own. The message names the store and what to check, never a
/// credential.</summary>
/// <param name="store">The store's display name.</param>
/// <param name="remedy">What to check.</param>
/// <param name="inner">The driver's exception.</param>
public sealed class StoreUnavailableException(string store, string remedy, Exception? inner)
    : Exception($"The store {store} cannot be used: {remedy}", inner)
{
    /// <summary>The store's display name.</summary>
    public string Store { get; } = store;

    /// <summary>Whether waiting cannot help: somebody has to change a right, a file or the address first. False for what may pass by
    /// itself.</summary>
    public bool IsPermanent { get; init; }
}

/// <summary>The user's SQL was refused: it is wrong, or it would write.</summary>
/// <param name="reason">The database's message.</param>
/// <param name="inner">The driver's exception.</param>
public sealed class QueryRefusedException(string reason, Exception? inner) : Exception(reason, inner);

/// <summary>A trial filter names ids that are too short or ambiguous.</summary>
/// <param name="reason">What is wrong and what to do.</param>
public sealed class TrialFilterException(string reason) : Exception(reason);

/// <summary>The address of a store cannot be understood. The message never repeats the address: it may hold a password.</summary>
/// <param name="reason">What is wrong and what is expected.</param>
public sealed class StoreAddressException(string reason) : Exception(reason);
