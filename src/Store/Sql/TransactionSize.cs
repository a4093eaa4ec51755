namespace Sweep.Store.Sql;

/// <summary>How many rows a transaction touches: a server that lets a statement wait for too long is taken for one that is gone, and what
/// is too long depends on the work.</summary>
internal enum TransactionSize
{
    /// <summary>A few, found by an index: what workers do all the time, and leases depend on.</summary>
    Few,

    /// <summary>Possibly all of a sweep.</summary>
    Many,
}
