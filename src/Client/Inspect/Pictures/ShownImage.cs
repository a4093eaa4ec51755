using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Data;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>A test sample as people see it: in colour, or in gray.</summary>
internal static class ShownImage
{
    /// <summary>The sample as a PNG file. Of other than one or three channels the first is shown.</summary>
    public static byte[] Of(InspectedTrial trial, int sample)
    {
        var dataset = trial.Dataset;
        double[] values = Values(trial, sample);
        return dataset.Channels == 3 ? PixelImage.Colour(values, dataset.Width)
            : PixelImage.Gray(values[..(dataset.Height * dataset.Width)], dataset.Width, 0, 1);
    }

    /// <summary>(height, width) how bright it is, in [0,1].</summary>
    public static double[] Brightness(InspectedTrial trial, int sample)
    {
        var dataset = trial.Dataset;
        double[] values = Values(trial, sample);
        int plane = dataset.Height * dataset.Width, channels = dataset.Channels == 3 ? 3 : 1;
        return [.. Enumerable.Range(0, plane).Select(i => Enumerable.Range(0, channels).Average(c => values[c * plane + i]))];
    }

    /// <summary>"#17, class 3".</summary>
    public static string Label(Inspection inspection, int sample) => inspection.Trial.TestClasses is { } classes
        ? $"#{sample}, class {classes[sample]}" : $"#{sample}";

    // Bytes are in [0,1] as they are; measured numbers are brought there.
    private static double[] Values(InspectedTrial trial, int sample)
    {
        float[] values = new float[trial.Dataset.SampleLength];
        trial.TestPart.Samples.Read(sample, values);
        if (trial.TestPart.Samples is SampleValues.Bytes)
            return [.. values.Select(v => (double)v)];
        double low = values.Min(), high = values.Max();
        return [.. values.Select(v => high > low ? (v - low) / (high - low) : 0)];
    }
}
