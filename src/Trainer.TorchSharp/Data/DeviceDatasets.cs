using System.Runtime.CompilerServices;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>A dataset on a device.</summary>
/// <param name="Source">What was sent there.</param>
/// <param name="Train">What trials learn from.</param>
/// <param name="Test">What trials are judged on.</param>
internal sealed record DeviceDataset(Dataset Source, DeviceSplit Train, DeviceSplit Test) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}

/// <summary>Sends each dataset to each device once, when first asked for. Thread-safe.</summary>
/// <remarks>Owns the device memory until disposed, or until the dataset itself is collected: a long-lived worker that has seen many
/// datasets keeps those that its loader keeps.</remarks>
internal sealed class DeviceDatasets : IDisposable
{
    private readonly ConditionalWeakTable<Dataset, Dictionary<TorchDevice, DeviceDataset>> sent = [];
    private readonly Lock gate = new();

    /// <summary>The dataset on a device.</summary>
    public DeviceDataset On(TorchDevice device, Dataset dataset)
    {
        lock (gate) // a second asker waits for the first one's transfer
        {
            var devices = sent.GetOrCreateValue(dataset);
            if (!devices.TryGetValue(device, out var there))
            {
                var image = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
                var target = device.ToTorch();
                var numbers = dataset.Task is Regression ? dataset.TargetStatistics : null;
                devices[device] = there = new DeviceDataset(dataset,
                    new DeviceSplit(dataset.Train, image, dataset.Pixels, target, numbers),
                    new DeviceSplit(dataset.Test, image, dataset.Pixels, target, numbers));
            }
            return there;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, devices) in sent)
            {
                foreach (var there in devices.Values)
                    there.Dispose();
            }
            sent.Clear();
        }
    }
}
