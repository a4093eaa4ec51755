namespace Sweep.Trainer.TorchSharp;

/// <summary>Deals devices to trainings: each goes to the device with the fewest. Thread-safe.</summary>
internal sealed class DeviceChoice(IReadOnlyList<TorchDevice> devices, int groupSize)
{
    private readonly Lock gate = new();
    private readonly int[] trainings = new int[devices.Count];
    private readonly Dictionary<(int Device, object Key), int> fitting = []; // what is smaller than asked for

    /// <summary>Takes the device with the fewest trainings, the first of several; given back when disposed.</summary>
    public Taken Take()
    {
        lock (gate)
        {
            int number = Array.IndexOf(trainings, trainings.Min());
            trainings[number]++;
            return new Taken(this, number);
        }
    }

    /// <summary>A device in use.</summary>
    internal sealed class Taken(DeviceChoice owner, int number) : IDisposable
    {
        /// <summary>Which one.</summary>
        public TorchDevice Device { get; } = owner.Devices[number];

        /// <summary>The most trials of a key to train together there, as learned so far.</summary>
        public int GroupSize(object key)
        {
            lock (owner.gate)
                return owner.fitting.GetValueOrDefault((number, key), owner.GroupSizeAsked);
        }

        /// <summary>Learns that so many trials of a key do not fit the device's memory together.</summary>
        public void Halve(object key, int tooMany)
        {
            lock (owner.gate)
                owner.fitting[(number, key)] = Math.Max(1, tooMany / 2);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (owner.gate)
                owner.trainings[number]--;
        }
    }

    private IReadOnlyList<TorchDevice> Devices => devices;

    private int GroupSizeAsked => groupSize;
}
