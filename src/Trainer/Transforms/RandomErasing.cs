using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>Now and then a rectangle of random area and shape is zero after the normalization.</summary>
/// <remarks>Zhong, Zheng, Kang, Li, Yang: Random erasing data augmentation, AAAI 2020, arXiv 1708.04896, algorithm 1, with zeros instead of
/// random values and the ratio of height to width log-uniform as in torchvision. A rectangle that does not fit is drawn anew, at most 10
/// times; then the image stays as it is.</remarks>
/// <param name="Probability">That an image is erased at all.</param>
/// <param name="MinimumArea">Part of the image, uniform from here.</param>
/// <param name="MaximumArea">To here.</param>
/// <param name="MinimumRatio">Height by width, log-uniform from here.</param>
/// <param name="MaximumRatio">To here.</param>
public sealed record RandomErasing(double Probability, double MinimumArea, double MaximumArea, double MinimumRatio, double MaximumRatio)
    : SampleStep
{
    private const int Tries = 10;

    internal static StepKind Kind { get; } = new(
        new("random-erasing", "a rectangle of random area and shape is zero after the normalization, half the time",
        [
            Part("probability", "that an image is erased at all", 0.5),
            Part("minimumArea", "the smallest part of the image", 0.02),
            Part("maximumArea", "the largest part of the image", 0.33),
            Ratio("minimumRatio", "the smallest height by width", 0.3),
            Ratio("maximumRatio", "the largest height by width", 3.3),
        ]),
        reader =>
        {
            var step = new RandomErasing(reader.Number("probability"), reader.Number("minimumArea"), reader.Number("maximumArea"),
                reader.Number("minimumRatio"), reader.Number("maximumRatio"));
            return step.MinimumArea <= step.MaximumArea && step.MinimumRatio <= step.MaximumRatio ? step
                : throw new TrialSettingsException("Random erasing needs minimumArea up to maximumArea and minimumRatio up to "
                    + "maximumRatio.");
        });

    /// <inheritdoc/>
    public override string? Problem(string place, SampleForm form) =>
        form.Height > 1 && form.Width > 1 ? null : $"{place}: random erasing is for images, and these samples have one row.";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        sample.CopyTo(result);
        Draw(random, form)?.Fill(result, form, blank);
    }

    /// <summary>Draws the rectangle; null for none.</summary>
    internal PixelBox? Draw(RandomStream random, SampleForm form)
    {
        if (random.NextDouble() >= Probability)
            return null;
        double low = Math.Log(MinimumRatio), high = Math.Log(MaximumRatio);
        for (int i = 0; i < Tries; i++)
        {
            double area = form.Plane * (MinimumArea + (MaximumArea - MinimumArea) * random.NextDouble());
            double ratio = Math.Exp(low + (high - low) * random.NextDouble());
            int height = (int)Math.Round(Math.Sqrt(area * ratio)), width = (int)Math.Round(Math.Sqrt(area / ratio));
            if (height < 1 || width < 1 || height >= form.Height || width >= form.Width)
                continue;
            int top = random.NextInt(form.Height - height + 1), left = random.NextInt(form.Width - width + 1);
            return new PixelBox(top, left, top + height, left + width);
        }
        return null;
    }

    private static SettingDefinition Part(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Maximum = 1, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition Ratio(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0.01, Maximum = 100, Default = new SettingValue.Number(value),
    };
}
