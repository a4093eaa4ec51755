using System.Text.RegularExpressions;

namespace Sweep.Architecture.Tests;

/// <summary>Conventions of the house that no analyzer knows.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] Drawers = ["Utils", "Helpers", "Common", "Managers", "Models", "Misc"];

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        var offenders = Repository.SourceFiles("src")
            .Select(file => Repository.Relative(Path.GetDirectoryName(file)!))
            .Where(folder => folder.Split('/').Intersect(Drawers).Any())
            .Distinct();
        Assert.Empty(offenders);
    }

    [Fact]
    public void Test_methods_are_sentences()
    {
        var offenders = Repository.SourceFiles("tests").SelectMany(file => PlannedTest().Matches(File.ReadAllText(file))
            .Select(match => match.Groups[1].Value)
            .Where(name => !name.Contains('_'))
            .Select(name => $"{Repository.Relative(file)}: {name}"));
        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\](?:\s*\[[^\n]*\])*\s*public (?:async )?\w+(?:<\w+>)? (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex PlannedTest();
}
