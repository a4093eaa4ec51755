using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>Labelled images on a device, as bytes. Read-only; all trainings of the device share it.</summary>
internal sealed class DeviceSplit : IDisposable
{
    private readonly Tensor images; // (count, channels x height x width) bytes
    private readonly Tensor labels; // (count) 64-bit

    public DeviceSplit(ImageSplit split, TensorShape image, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        (Image, Count) = (image, split.Count);
        images = torch.tensor(split.Images, [split.Count, image.Count], device: device).DetachFromDisposeScope();
        labels = torch.tensor([.. split.Labels.Select(label => (long)label)], device: device).DetachFromDisposeScope();
    }

    /// <summary>One image.</summary>
    public TensorShape Image { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Gathers a batch per replica.</summary>
    /// <param name="samples">(samples, replicas) numbers of images, on the device.</param>
    /// <param name="precision">Of the input.</param>
    /// <returns>(samples, replicas x channels, height, width) in [0,1] and (samples, replicas) classes.</returns>
    public (Tensor Input, Tensor Labels) Gather(Tensor samples, ScalarType precision)
    {
        long count = samples.shape[0], replicas = samples.shape[1];
        var flat = samples.flatten();
        var input = Scaled(images.index_select(0, flat), precision).view(count, replicas * Image.Channels, Image.Height, Image.Width);
        return (input, labels.index_select(0, flat).view(count, replicas));
    }

    /// <summary>A run of images, the same for every replica.</summary>
    public (Tensor Input, Tensor Labels) Slice(int first, int count, int replicas, ScalarType precision)
    {
        var one = Scaled(images.narrow(0, first, count), precision).view(count, 1, Image.Channels, Image.Height, Image.Width);
        var input = one.expand(count, replicas, Image.Channels, Image.Height, Image.Width).reshape(count, (long)replicas * Image.Channels, Image.Height, Image.Width);
        return (input, labels.narrow(0, first, count).unsqueeze(1).expand(count, replicas));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
    }

    // Divided in single precision like the CPU engine does, then rounded to the input's.
    private static Tensor Scaled(Tensor bytes, ScalarType precision)
    {
        var scaled = bytes.to(precision == ScalarType.Float64 ? precision : ScalarType.Float32).div_(Scalars.Of(255));
        return scaled.dtype == precision ? scaled : scaled.to(precision);
    }
}
