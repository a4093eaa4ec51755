namespace Sweep.Trainer.Training;

/// <summary>How many trials of a kind fit a device's memory together, as learned so far. Thread-safe.</summary>
internal sealed class FittingSizes(int initial)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Device, object Key), int> smaller = [];

    /// <summary>The most to train together.</summary>
    public int Get(string device, object key)
    {
        lock (gate)
            return smaller.GetValueOrDefault((device, key), initial);
    }

    /// <summary>Learns that so many do not fit.</summary>
    public void Halve(string device, object key, int tooMany)
    {
        lock (gate)
            smaller[(device, key)] = Math.Max(1, tooMany / 2);
    }
}
