using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Transforms;

/// <summary>Carries out steps, one after the other, on samples and on their masks. For one thread at a time; allocates nothing for a
/// sample.</summary>
internal sealed class StepSequence
{
    private readonly IReadOnlyList<SampleStep> steps;
    private readonly RandomStream[] streams; // of the steps; each sample has a part of its own
    private readonly float[] blank; // (channels) what the normalization makes zero
    private readonly SampleForm form;
    private readonly bool keepsBytes;
    private float[] current, next;

    /// <param name="steps">In order.</param>
    /// <param name="stream">Of a step, by its number.</param>
    /// <param name="form">Of the samples before the first step.</param>
    /// <param name="blank">(channels) what the normalization makes zero.</param>
    /// <param name="keepsBytes">Whether each step rounds an image to bytes / 255.</param>
    public StepSequence(IReadOnlyList<SampleStep> steps, Func<int, RandomStream> stream, SampleForm form, float[] blank, bool keepsBytes)
    {
        (this.steps, this.form, this.blank, this.keepsBytes) = (steps, form, blank, keepsBytes && !form.HasNumbers);
        streams = [.. Enumerable.Range(0, steps.Count).Select(stream)];
        int most = form.Count;
        foreach (var step in steps)
        {
            form = step.After(form);
            most = Math.Max(most, form.Count);
        }
        (current, next) = (new float[most], new float[most]);
    }

    /// <summary>Where a sample is written that shall go through the steps.</summary>
    public Span<float> Sample => current.AsSpan(0, form.Count);

    /// <summary>Where a mask is written that shall go with its sample.</summary>
    public Span<float> Mask => current.AsSpan(0, form.Plane);

    /// <summary>What the steps make of the sample, or of the mask, that was written.</summary>
    /// <param name="number">Of the sample.</param>
    /// <param name="isMask">Whether it is a mask: it takes the steps that move pixels, and what is half or more belongs to it.</param>
    public ReadOnlySpan<float> Run(int number, bool isMask)
    {
        var own = isMask ? form with { Channels = 1 } : form;
        for (int i = 0; i < steps.Count; i++)
        {
            if (isMask && !steps[i].MovesPixels)
                continue;
            var after = steps[i].After(own);
            streams[i].GoTo((uint)number);
            steps[i].Apply(current.AsSpan(0, own.Count), own, blank, streams[i], next.AsSpan(0, after.Count));
            (current, next, own) = (next, current, after);
            if (isMask || keepsBytes)
                Round(current.AsSpan(0, own.Count), isMask ? 1 : byte.MaxValue);
        }
        return current.AsSpan(0, own.Count);
    }

    private static void Round(Span<float> values, float levels)
    {
        foreach (ref float value in values)
            value = MathF.Floor(Math.Clamp(value, 0, 1) * levels + 0.5f) / levels;
    }
}
