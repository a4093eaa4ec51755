using System.Globalization;
using Sweep.Planning.Errors;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Bounds how many levels a spec names, wherever it does: lists of settings multiply, and an alias repeats a sub-grid in a few
/// letters.</summary>
internal sealed class LevelLimit(SpecErrorList errors)
{
    private const int Max = 1_000_000, Beside = 100; // the settings beside the grid have one each

    private double named;

    /// <summary>Whether the reading may go on; the first levels that are too many have been reported.</summary>
    public bool IsReached { get; private set; }

    /// <summary>Counts levels before they are made; false, and reported, when they are too many.</summary>
    /// <param name="count">How many.</param>
    /// <param name="position">The place in the text.</param>
    /// <param name="path">The place in the spec.</param>
    public bool Allows(double count, TextPosition position, string path)
    {
        if (IsReached)
            return false;
        named += count;
        if (named <= Max + Beside)
            return true;
        IsReached = true;
        errors.Add(path, position, string.Create(CultureInfo.InvariantCulture,
            $"These are too many levels: a spec names at most {Max:N0}, and up to here there are {named:N0}. Split the sweep."));
        return false;
    }
}
