using Sweep.Trainer.Engines;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp;

/// <summary>Deals devices to trainings: each goes to the device with the fewest. Thread-safe.</summary>
internal sealed class DevicePool(IReadOnlyList<TorchDevice> devices, Func<TorchDevice, SessionDescription, IEngineSession> open)
{
    private readonly Lock gate = new();
    private readonly int[] trainings = new int[devices.Count];

    /// <summary>Takes the device with the fewest trainings, the first of several; given back when disposed.</summary>
    public IEngineDevice Take()
    {
        lock (gate)
        {
            int number = Array.IndexOf(trainings, trainings.Min());
            trainings[number]++;
            return new Taken(this, number);
        }
    }

    private IEngineSession Open(int number, SessionDescription description) => open(devices[number], description);

    private string NameOf(int number) => devices[number].ToString();

    private void GiveBack(int number)
    {
        lock (gate)
            trainings[number]--;
    }

    private sealed class Taken(DevicePool owner, int number) : IEngineDevice
    {
        public string Name => owner.NameOf(number);

        public IEngineSession Open(SessionDescription description) => owner.Open(number, description);

        public void Dispose() => owner.GiveBack(number);
    }
}
