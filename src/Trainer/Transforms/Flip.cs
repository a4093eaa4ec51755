using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>Mirror images, each direction with probability 1/2.</summary>
/// <param name="LeftRight">Whether left and right are exchanged half the time.</param>
/// <param name="UpDown">Whether top and bottom are.</param>
public sealed record Flip(bool LeftRight, bool UpDown) : SampleStep
{
    internal static StepKind Kind { get; } = new(
        new("flip", "mirrored half the time",
        [
            new("leftRight", "whether left and right are exchanged half the time", SettingKind.Flag)
            {
                Default = new SettingValue.Flag(true),
            },
            new("upDown", "whether top and bottom are exchanged half the time", SettingKind.Flag)
            {
                Default = new SettingValue.Flag(false),
            },
        ]),
        reader =>
        {
            var step = new Flip(reader.Flag("leftRight"), reader.Flag("upDown"));
            return step.LeftRight || step.UpDown ? step
                : throw new TrialSettingsException("A flip neither left to right nor up to down changes nothing; leave it out.");
        });

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> sample, SampleForm form, ReadOnlySpan<float> blank, RandomStream random,
        Span<float> result)
    {
        bool mirrored = (random.NextUInt32() & 1) != 0 && LeftRight, overturned = (random.NextUInt32() & 1) != 0 && UpDown;
        for (int row = 0; row < form.Channels * form.Height; row++)
        {
            int y = row % form.Height, from = overturned ? row - y + form.Height - 1 - y : row;
            var line = result.Slice(row * form.Width, form.Width);
            sample.Slice(from * form.Width, form.Width).CopyTo(line);
            if (mirrored)
                line.Reverse();
        }
    }
}
