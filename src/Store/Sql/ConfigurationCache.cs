using System.Collections.Concurrent;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>Parsed configurations by their key: the seeds of one share one object, and parsing is not repeated per trial. Bounded.
/// Thread-safe.</summary>
internal sealed class ConfigurationCache
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<long, Configuration> parsed = new();
    private int added; // since the last clearing: counting the dictionary itself would lock all of it each time

    public Configuration Get(long key, Func<string> readSettings)
    {
        if (parsed.TryGetValue(key, out var known))
            return known;
        var configuration = Configuration.Parse(readSettings());
        if (Interlocked.Increment(ref added) > Capacity)
        {
            parsed.Clear();   // plan order comes back to a configuration soon or never: keeping the oldest would gain nothing
            Volatile.Write(ref added, 1);
        }
        parsed[key] = configuration;
        return configuration;
    }
}
