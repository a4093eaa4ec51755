using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>Images on a device with their classes or masks, as bytes. Read-only; all trainings of the device share it.</summary>
internal sealed class DeviceSplit : IDisposable
{
    private readonly Tensor images; // (count, channels x height x width) bytes
    private readonly Tensor labels; // (count) 64-bit classes, or (count, height x width) bytes of masks
    private readonly bool hasMasks;
    private readonly Tensor mean, deviation; // (channels, 1, 1) doubles

    public DeviceSplit(ImageSplit split, TensorShape image, PixelStatistics pixels, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        (Image, Count) = (image, split.Count);
        images = torch.tensor(split.Images, [split.Count, image.Count], device: device).DetachFromDisposeScope();
        hasMasks = split.LabelsPerImage > 1;
        labels = (hasMasks ? torch.tensor(split.Labels, [split.Count, image.Plane], device: device)
            : torch.tensor([.. split.Labels.Select(label => (long)label)], device: device)).DetachFromDisposeScope();
        mean = torch.tensor([.. pixels.Mean], [image.Channels, 1, 1], device: device).DetachFromDisposeScope();
        deviation = torch.tensor([.. pixels.Deviation], [image.Channels, 1, 1], device: device).DetachFromDisposeScope();
    }

    /// <summary>One image.</summary>
    public TensorShape Image { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Gathers a batch per fused trial.</summary>
    /// <param name="samples">(samples, trials) numbers of images, on the device.</param>
    /// <param name="precision">Of the input.</param>
    /// <param name="normalization">How bytes become the input.</param>
    /// <param name="transforms">What is done to each of these images; null for nothing.</param>
    /// <returns>(samples, trials x channels, height, width) and (samples, trials) classes, or (samples, trials, height x width)
    /// masks.</returns>
    public (Tensor Input, Tensor Labels) Gather(Tensor samples, ScalarType precision, Normalization normalization,
        DeviceTransforms? transforms)
    {
        long count = samples.shape[0], trials = samples.shape[1];
        var flat = samples.flatten();
        var bytes = images.index_select(0, flat).view(count * trials, Image.Channels, Image.Height, Image.Width);
        var input = Scaled(transforms is null ? bytes : transforms.Apply(bytes), precision, normalization);
        var targets = labels.index_select(0, flat);
        if (hasMasks && transforms is not null)
            targets = transforms.Apply(targets.view(count * trials, 1, Image.Height, Image.Width));
        return (input.view(count, trials * Image.Channels, Image.Height, Image.Width),
            hasMasks ? targets.view(count, trials, Image.Plane) : targets.view(count, trials));
    }

    /// <summary>A run of images, the same for every fused trial.</summary>
    public (Tensor Input, Tensor Labels) Slice(int first, int count, int trials, ScalarType precision,
        Normalization normalization)
    {
        var one = Scaled(images.narrow(0, first, count).view(count, Image.Channels, Image.Height, Image.Width), precision, normalization);
        var input = one.unsqueeze(1).expand(count, trials, Image.Channels, Image.Height, Image.Width)
            .reshape(count, (long)trials * Image.Channels, Image.Height, Image.Width);
        var targets = labels.narrow(0, first, count).unsqueeze(1);
        return (input, hasMasks ? targets.expand(count, trials, Image.Plane) : targets.expand(count, trials));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
        mean.Dispose();
        deviation.Dispose();
    }

    // Computed in single precision like the CPU engine does, then rounded to the input's. (n, channels, height, width).
    private Tensor Scaled(Tensor bytes, ScalarType precision, Normalization normalization)
    {
        var exact = precision == ScalarType.Float64 ? precision : ScalarType.Float32;
        var scaled = bytes.to(exact).div_(Scalars.Create(255));
        if (normalization == Normalization.Standard)
            scaled = scaled.sub_(mean.to(exact)).div_(deviation.to(exact));
        return scaled.dtype == precision ? scaled : scaled.to(precision);
    }
}
