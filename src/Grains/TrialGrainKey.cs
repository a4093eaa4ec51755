using System.Globalization;
using Orleans.Runtime;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>Keys of the grains that live on a certain silo: they begin with the silo's address, which is also its worker's id, so that
/// whoever knows the key (from the store, after any crash) finds the grain, and the placement director knows where it belongs.</summary>
public static class TrialGrainKey
{
    private const char Separator = '/';

    /// <summary>The worker of a silo.</summary>
    public static WorkerId WorkerOf(SiloAddress silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return new WorkerId(silo.ToParsableString());
    }

    /// <summary>The key of one attempt on one silo.</summary>
    public static string Create(WorkerId worker, Lease lease) =>
        string.Create(CultureInfo.InvariantCulture, $"{worker.Value}{Separator}{lease.Trial.Value}{Separator}{lease.Attempt}");

    /// <summary>The attempt that a key names.</summary>
    /// <exception cref="FormatException">It is no key of an attempt.</exception>
    public static Lease Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string[] parts = key.Split(Separator);
        return parts.Length == 3 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            ? new Lease(new TrialId(parts[1]), attempt)
            : throw new FormatException($"'{key}' is not SILO/TRIAL/ATTEMPT.");
    }

    /// <summary>The silo that a key names; null when the worker is no silo (a worker process of its own, say).</summary>
    public static SiloAddress? SiloOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int end = key.IndexOf(Separator, StringComparison.Ordinal);
        try
        {
            return SiloAddress.FromParsableString(end < 0 ? key : key[..end]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
