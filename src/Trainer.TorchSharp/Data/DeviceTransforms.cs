using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>What is done to the images of an epoch, on the device, in the order in which they are seen. The tensor belongs to the dispose
/// scope that it was made in.</summary>
/// <param name="Values">(samples, trials, 3) 16-bit: the first row and the first column of the crop in the padded image, and 1 for a
/// mirrored image.</param>
/// <param name="Padding">Black pixels on each side before the crop.</param>
internal sealed record DeviceTransforms(Tensor Values, int Padding)
{
    /// <summary>Sends the transforms of an epoch to the device.</summary>
    /// <param name="perTrial">Of each fused trial: a transform for each image of the split.</param>
    /// <param name="order">Of each fused trial: the images in the order of the epoch.</param>
    /// <param name="padding">Of all fused trials.</param>
    /// <param name="device">Where.</param>
    public static DeviceTransforms Upload(IReadOnlyList<SampleTransform[]> perTrial, IReadOnlyList<int[]> order, int padding,
        torch.Device device)
    {
        int samples = order[0].Length, trials = order.Count;
        var values = new short[samples, trials, 3];
        for (int trial = 0; trial < trials; trial++)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                var transform = perTrial[trial][order[trial][sample]];
                values[sample, trial, 0] = (short)(padding + transform.ShiftY);
                values[sample, trial, 1] = (short)(padding + transform.ShiftX);
                values[sample, trial, 2] = (short)(transform.Flip ? 1 : 0);
            }
        }
        return new DeviceTransforms(torch.from_array(values).to(device), padding);
    }

    /// <summary>Those of a batch.</summary>
    public DeviceTransforms Narrow(int first, int count) => this with { Values = Values.narrow(0, first, count) };

    /// <summary>Transforms images.</summary>
    /// <param name="images">(samples x trials, channels, height, width) bytes.</param>
    /// <returns>The same shape.</returns>
    public Tensor Apply(Tensor images)
    {
        long count = images.shape[0], channels = images.shape[1], height = images.shape[2], width = images.shape[3];
        var values = Values.reshape(count, 3).to(ScalarType.Int64);
        var flip = values.narrow(1, 2, 1).to(ScalarType.Bool);
        var rows = Window(height, values.select(1, 0)); // (count, height)
        var columns = Window(width, values.select(1, 1)); // (count, width)
        columns = torch.where(flip, columns.flip(1), columns);
        return torch.nn.functional.pad(images, [Padding, Padding, Padding, Padding], PaddingModes.Constant, 0)
            .gather(2, rows.view(count, 1, height, 1).expand(count, channels, height, width + 2 * Padding))
            .gather(3, columns.view(count, 1, 1, width).expand(count, channels, height, width));
    }

    // The places in a padded line that crops cover, by their first: (count, size).
    private Tensor Window(long size, Tensor first) =>
        torch.arange(Scalars.Create(size + 2 * Padding), dtype: ScalarType.Int64, device: first.device)
            .unfold(0, size, 1).index_select(0, first);
}
