using System.Globalization;

namespace Sweep.Planning.Trials;

/// <summary>One of the equal parts that a cross-validation divides samples into: the one that is held out, "3/10".</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">How many there are, from 2 to <see cref="MaximumCount"/>.</param>
public readonly record struct Fold(int Number, int Count)
{
    /// <summary>The setting that names it. Trials of one seed that differ in it are repeats that share training samples.</summary>
    public const string Setting = "fold";

    /// <summary>The most parts there can be.</summary>
    public const int MaximumCount = 1000;

    /// <summary>Held-out samples over training samples, 1/(<see cref="Count"/> - 1): what two folds' results have in common beyond
    /// chance is judged by it (Nadeau and Bengio, Mach. Learn. 52 (2003), 239-281, doi:10.1023/A:1024068626366).</summary>
    public double Overlap => 1.0 / (Count - 1);

    /// <summary>Reads "3/10"; null where it is no fold.</summary>
    public static Fold? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var number, var count] && Whole(number) is { } n && Whole(count) is { } k
            && k is >= 2 and <= MaximumCount && n >= 1 && n <= k ? new Fold(n, k) : null;
    }

    /// <summary>The fold of a configuration; null where nothing is cross-validated.</summary>
    public static Fold? Of(IReadOnlyDictionary<string, SettingValue> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.GetValueOrDefault(Setting) is SettingValue.Text text ? Read(text.Value) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null;
}
