namespace Sweep.Testing;

/// <summary>A text file of the repository with values that must stay as they are: "name = value" per line, comments after #.</summary>
/// <remarks>A test that finds other values fails and names them. Where a change is meant, run the test with SWEEP_WRITE_PINS=1: it writes
/// the file and fails, so that no pin is rewritten unnoticed. The difference is then reviewed like code.</remarks>
public static class PinnedValues
{
    private const string Variable = "SWEEP_WRITE_PINS";
    private const int MaxShown = 10;

    /// <summary>Compares values with those of the file, or writes the file where the environment asks for it.</summary>
    /// <param name="file">The file's full path; its comments at the top are kept.</param>
    /// <param name="values">Names and values, in the order of the file; each name once, without " = ".</param>
    public static void Check(string file, IReadOnlyCollection<(string Name, string Value)> values)
    {
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            var comments = lines.TakeWhile(line => line.Length == 0 || line[0] == '#');
            File.WriteAllLines(file, [.. comments, .. values.Select(value => $"{value.Name} = {value.Value}")]);
            Assert.Fail($"{Variable}=1: wrote {values.Count} values to {file}. Look at the difference, then run without {Variable}.");
        }
        var pinned = lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        var actual = values.ToDictionary(value => value.Name, value => value.Value);
        string[] differences =
        [
            .. actual.Where(value => pinned.TryGetValue(value.Key, out string? pin) && pin != value.Value)
                .Select(value => $"{value.Key} = {value.Value}, pinned is {pinned[value.Key]}"),
            .. actual.Keys.Except(pinned.Keys).Select(name => $"{name} = {actual[name]}, which is not pinned"),
            .. pinned.Keys.Except(actual.Keys).Select(name => $"{name} is pinned and was not computed"),
        ];
        Assert.True(differences.Length == 0,
            $"{differences.Length} of {pinned.Count} values differ from {file}:{Environment.NewLine}"
            + string.Join(Environment.NewLine, differences.Take(MaxShown))
            + $"{Environment.NewLine}If this is meant, write the file with {Variable}=1.");
    }
}
