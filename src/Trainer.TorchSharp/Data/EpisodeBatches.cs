using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>The samples of tasks on a device, one task per fused trial. Images are turned there.</summary>
/// <param name="dataset">Whose samples: those of the training split come first, then those of the test.</param>
/// <param name="precision">Of the input.</param>
/// <param name="normalization">How bytes become the input.</param>
internal sealed class EpisodeBatches(DeviceDataset dataset, ScalarType precision, Normalization normalization)
{
    /// <summary>The support samples, way by way.</summary>
    /// <param name="tasks">Of each trial; of equal sizes.</param>
    /// <param name="device">Where.</param>
    /// <returns>(samples, trials x channels, height, width) and (samples, trials) classes.</returns>
    public (Tensor Input, Tensor Targets) Support(IReadOnlyList<Episode> tasks, torch.Device device) =>
        Gather(tasks, [.. tasks.Select(t => t.Support)], device);

    /// <summary>The query samples, way by way.</summary>
    /// <inheritdoc cref="Support"/>
    public (Tensor Input, Tensor Targets) Queries(IReadOnlyList<Episode> tasks, torch.Device device) =>
        Gather(tasks, [.. tasks.Select(t => t.Query)], device);

    private (Tensor Input, Tensor Targets) Gather(IReadOnlyList<Episode> tasks, IReadOnlyList<IReadOnlyList<int[]>> ways,
        torch.Device device)
    {
        int samples = ways[0].Sum(w => w.Length), trials = tasks.Count;
        var (numbers, classes, turns) = (new int[samples * trials], new long[samples, trials], new long[samples * trials]);
        for (int trial = 0; trial < trials; trial++)
        {
            int sample = 0;
            for (int way = 0; way < ways[trial].Count; way++)
            {
                foreach (int number in ways[trial][way])
                {
                    numbers[sample * trials + trial] = number;
                    classes[sample, trial] = way;
                    turns[sample * trials + trial] = tasks[trial].QuarterTurns.Count == 0 ? 0 : tasks[trial].QuarterTurns[way];
                    sample++;
                }
            }
        }
        var images = Turned(Images(numbers, samples, trials, device), turns, device);
        return (images.reshape(samples, trials * images.shape[1], images.shape[2], images.shape[3]),
            torch.from_array(classes).to(device));
    }

    // (samples x trials, channels, height, width). What the other split has is gathered in vain, which costs less than to sort.
    private Tensor Images(int[] numbers, int samples, int trials, torch.Device device)
    {
        int train = dataset.Train.Count;
        bool[] areOfTest = [.. numbers.Select(n => n >= train)];
        if (!areOfTest.Contains(true))
            return Of(dataset.Train, n => n);
        if (!areOfTest.Contains(false))
            return Of(dataset.Test, n => n - train);
        return torch.where(Mask(areOfTest, device), Of(dataset.Test, n => Math.Max(0, n - train)),
            Of(dataset.Train, n => Math.Min(train - 1, n)));

        Tensor Of(DeviceSplit split, Func<int, int> numberOf)
        {
            var chosen = torch.tensor([.. numbers.Select(n => (long)numberOf(n))], [samples, trials], device: device);
            var input = split.Gather(chosen, precision, normalization, transforms: null).Input;
            return input.view((long)samples * trials, split.Image.Channels, split.Image.Height, split.Image.Width);
        }
    }

    private static Tensor Turned(Tensor images, long[] turns, torch.Device device)
    {
        for (int turn = 1; turn < 4; turn++)
        {
            if (Array.IndexOf(turns, turn) >= 0)
                images = torch.where(Mask([.. turns.Select(t => t == turn)], device), torch.rot90(images, turn, (2, 3)), images);
        }
        return images;
    }

    private static Tensor Mask(bool[] values, torch.Device device) => torch.tensor(values, [values.Length, 1, 1, 1], device: device);
}
