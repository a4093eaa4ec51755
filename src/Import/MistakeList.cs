using System.Globalization;

namespace Sweep.Import;

/// <summary>What is wrong with a source. Of a table whose every line is wrong the first hundred mistakes are told and the others
/// counted.</summary>
public sealed class MistakeList
{
    private const int Shown = 100;

    private readonly List<string> told = [];
    private int more;

    /// <summary>Whether there are any.</summary>
    public bool Any => told.Count > 0;

    /// <summary>Notes a mistake.</summary>
    public void Add(string mistake)
    {
        if (told.Count < Shown)
            told.Add(mistake);
        else
            more++;
    }

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<string> All => more == 0 ? told
        : [.. told, string.Create(CultureInfo.InvariantCulture, $"{more:N0} more mistakes are not listed.")];
}
