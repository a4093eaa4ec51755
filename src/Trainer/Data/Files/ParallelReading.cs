using System.Runtime.ExceptionServices;

namespace Sweep.Trainer.Data.Files;

/// <summary>Reads many files on all cores.</summary>
internal static class ParallelReading
{
    /// <summary>Does some work for each of the numbers from 0 on.</summary>
    /// <exception cref="DatasetException">The first of those that the work threw.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static void For(int count, CancellationToken stop, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = stop }, work);
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<DatasetException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
