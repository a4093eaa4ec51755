using System.Globalization;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Own;

/// <summary>What is known of a user's own files, so that planning needs them once.</summary>
/// <param name="Task">Classification or regression.</param>
/// <param name="Channels">Of a sample.</param>
/// <param name="Height">Of a sample.</param>
/// <param name="Width">Of a sample.</param>
/// <param name="HasNumbers">Whether samples are numbers instead of bytes.</param>
/// <param name="TrainCount">Samples to learn from.</param>
/// <param name="TestCount">Samples to be judged on.</param>
/// <param name="Checksum">SHA-256 of the content, hexadecimal.</param>
internal sealed record OwnFacts(LearningTask Task, int Channels, int Height, int Width, bool HasNumbers, int TrainCount, int TestCount,
    string Checksum)
{
    /// <summary>As configurations store it.</summary>
    public SettingValue.Group ToLevel() => new(
    [
        Entry(Task is Classification ? "classes" : "outputs", Number(Task.OutputChannels)),
        Entry("shape", new SettingValue.List([Number(Channels), Number(Height), Number(Width)])),
        Entry("numbers", new SettingValue.Flag(HasNumbers)),
        Entry("train", Number(TrainCount)),
        Entry("test", Number(TestCount)),
        Entry("sha256", new SettingValue.Text(Checksum)),
    ]);

    /// <summary>Reads what <see cref="ToLevel"/> made; null if it is something else.</summary>
    public static OwnFacts? Read(SettingValue? level)
    {
        if (level is not SettingValue.Group { Settings: var facts } || facts.Count != 6
            || facts.GetValueOrDefault("shape") is not SettingValue.List { Items: [var channels, var height, var width] }
            || facts.GetValueOrDefault("numbers") is not SettingValue.Flag(var numbers)
            || facts.GetValueOrDefault("sha256") is not SettingValue.Text(var checksum))
            return null;
        int classes = Whole(facts.GetValueOrDefault("classes")), outputs = Whole(facts.GetValueOrDefault("outputs"));
        LearningTask? task = classes is >= 2 and <= Classification.MaximumClasses ? new Classification(classes)
            : outputs >= 1 ? new Regression(outputs) : null;
        int[] counts = [Whole(channels), Whole(height), Whole(width), Whole(facts.GetValueOrDefault("train")),
            Whole(facts.GetValueOrDefault("test"))];
        double values = (double)counts[0] * counts[1] * counts[2], samples = Math.Max(counts[3], counts[4]);
        return task is null || counts.Any(count => count < 1) || samples * Math.Max(values, outputs) > Array.MaxLength ? null
            : new OwnFacts(task, counts[0], counts[1], counts[2], numbers, counts[3], counts[4], checksum);
    }

    /// <summary>For people: "120 + 30 samples of 4x1x1 (sha256 0123abcd...)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TrainCount} + {TestCount} samples of "
        + $"{Channels}x{Height}x{Width} with {Task.OutputChannels} {(Task is Classification ? "classes" : "outputs")} "
        + $"(sha256 {Checksum[..Math.Min(8, Checksum.Length)]}...)");

    private static KeyValuePair<string, SettingValue> Entry(string key, SettingValue value) => new(key, value);

    private static SettingValue.Number Number(int value) => new(value);

    private static int Whole(SettingValue? value) =>
        value is SettingValue.Number(var number) && number is >= 1 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : 0;
}
