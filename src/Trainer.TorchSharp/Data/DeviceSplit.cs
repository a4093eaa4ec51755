using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>Samples on a device with their targets. Read-only; all trainings of the device share it.</summary>
internal sealed class DeviceSplit : IDisposable
{
    private readonly Tensor images; // (count, channels x height x width) bytes or single numbers
    // (count) 64-bit classes; (count, height x width) bytes of masks; (count, outputs) numbers in standard units
    private readonly Tensor targets;
    private readonly bool hasClasses, hasMasks;
    private readonly Tensor mean, deviation; // (channels, 1, 1) doubles

    /// <param name="split">Samples and targets.</param>
    /// <param name="image">Of a sample.</param>
    /// <param name="pixels">Means and deviations of the samples.</param>
    /// <param name="device">Where.</param>
    /// <param name="numbers">Those of the targets where they are numbers, which the split has in standard units.</param>
    public DeviceSplit(DatasetSplit split, TensorShape image, PixelStatistics pixels, torch.Device device, PixelStatistics? numbers = null)
    {
        using var scope = torch.NewDisposeScope();
        (Image, Count) = (image, split.Count);
        long[] shape = [split.Count, image.Count];
        images = (split.Samples is SampleValues.Numbers(var values) ? torch.tensor(values, shape, device: device)
            : torch.tensor(split.Images, shape, device: device)).DetachFromDisposeScope();
        (hasClasses, hasMasks) = (split.Targets is Targets.Classes, split.Targets is Targets.Masks);
        targets = (split.Targets switch
        {
            Targets.Masks masks => torch.tensor(masks.Pixels, [split.Count, masks.Plane], device: device),
            Targets.Numbers all => torch.tensor(Standard(all, numbers!), [split.Count, all.Outputs], device: device),
            _ => torch.tensor([.. split.Labels.Select(label => (long)label)], device: device),
        }).DetachFromDisposeScope();
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
    /// <returns>(samples, trials x channels, height, width) and (samples, trials) classes, (samples, trials, height x width) masks or
    /// (samples, trials, outputs) numbers.</returns>
    public (Tensor Input, Tensor Targets) Gather(Tensor samples, ScalarType precision, Normalization normalization,
        DeviceTransforms? transforms)
    {
        long count = samples.shape[0], trials = samples.shape[1];
        var flat = samples.flatten();
        var bytes = images.index_select(0, flat).view(count * trials, Image.Channels, Image.Height, Image.Width);
        var input = Scaled(transforms is null ? bytes : transforms.Apply(bytes), precision, normalization);
        var own = TargetsOf(samples);
        if (hasMasks && transforms is not null)
            own = transforms.Apply(own.view(count * trials, 1, Image.Height, Image.Width)).view(count, trials, -1);
        return (input.view(count, trials * Image.Channels, Image.Height, Image.Width), own);
    }

    /// <summary>The targets of a batch per fused trial, as they are.</summary>
    /// <param name="samples">(samples, trials) numbers of images, on the device.</param>
    public Tensor TargetsOf(Tensor samples)
    {
        var own = targets.index_select(0, samples.flatten());
        return hasClasses ? own.view(samples.shape) : own.view(samples.shape[0], samples.shape[1], -1);
    }

    /// <summary>A run of images, the same for every fused trial.</summary>
    public (Tensor Input, Tensor Targets) Slice(int first, int count, int trials, ScalarType precision,
        Normalization normalization)
    {
        var one = Scaled(images.narrow(0, first, count).view(count, Image.Channels, Image.Height, Image.Width), precision, normalization);
        var input = one.unsqueeze(1).expand(count, trials, Image.Channels, Image.Height, Image.Width)
            .reshape(count, (long)trials * Image.Channels, Image.Height, Image.Width);
        var own = targets.narrow(0, first, count).unsqueeze(1);
        return (input, hasClasses ? own.expand(count, trials) : own.expand(count, trials, own.shape[2]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        targets.Dispose();
        mean.Dispose();
        deviation.Dispose();
    }

    // As the CPU engine computes them.
    private static float[] Standard(Targets.Numbers targets, PixelStatistics scale) =>
        [.. targets.Values.Select((number, i) => scale.Standardize(i % targets.Outputs, number))];

    // Computed in single precision like the CPU engine does, then rounded to the input's. (n, channels, height, width).
    private Tensor Scaled(Tensor bytes, ScalarType precision, Normalization normalization)
    {
        var exact = precision == ScalarType.Float64 ? precision : ScalarType.Float32;
        var scaled = bytes.dtype == ScalarType.Byte ? bytes.to(exact).div_(Scalars.Create(255)) : bytes.to(exact, copy: true);
        if (normalization == Normalization.Standard)
            scaled = scaled.sub_(mean.to(exact)).div_(deviation.to(exact));
        return scaled.dtype == precision ? scaled : scaled.to(precision);
    }
}
