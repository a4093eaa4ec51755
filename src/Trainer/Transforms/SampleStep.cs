using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Transforms;

/// <summary>A step of what samples go through before a network sees them. Both engines carry it out with this code.</summary>
/// <remarks>Values are those before the normalization: bytes / 255, or numbers as they are. A step draws from a stream that stands at the
/// part of the sample's number, so that its draws depend on nothing else.</remarks>
public abstract record SampleStep
{
    /// <summary>Whether pixels go to other places, so that masks must go with them. What such a step draws does not depend on the number of
    /// channels.</summary>
    public virtual bool MovesPixels => false;

    /// <summary>The form that it gives to samples.</summary>
    public virtual SampleForm After(SampleForm form) => form;

    /// <summary>Why samples of a form cannot take it; null when they can.</summary>
    /// <param name="place">Where it is written: "augmentation", "augmentation.steps[1]".</param>
    /// <param name="form">Of the samples.</param>
    public virtual string? Problem(string place, SampleForm form) => null;

    /// <summary>Carries it out. Allocates nothing.</summary>
    /// <param name="sample">(channels, height, width).</param>
    /// <param name="form">Its form.</param>
    /// <param name="blank">(channels) what the normalization makes zero: an erased pixel.</param>
    /// <param name="random">At the sample's draws.</param>
    /// <param name="result">Of the form <see cref="After"/>, overwritten.</param>
    public abstract void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result);
}
