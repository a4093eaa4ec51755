namespace Sweep.Store.Sql;

/// <summary>A row holds what no version of the program stores: it was changed by hand, or the database is damaged.</summary>
/// <param name="inner">What could not be read.</param>
internal sealed class UnreadableRowException(Exception inner) : Exception(inner.Message, inner);
