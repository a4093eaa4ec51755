using System.Xml.Linq;

namespace Sweep.Architecture.Tests;

/// <summary>Keeps the reference table of docs/architecture.md.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Planning"] = [],
        ["Statistics"] = [],
        ["Trainer"] = ["Planning"],
        ["Trainer.Cpu"] = ["Planning", "Trainer"],
        ["Trainer.TorchSharp"] = ["Planning", "Trainer"],
        ["Programs"] = ["Planning", "Trainer"],
        ["Store"] = ["Planning"],
        ["Import"] = ["Planning", "Store"],
        ["Analysis"] = ["Planning", "Store", "Statistics"],
        ["Scheduling"] = ["Planning", "Store", "Analysis", "Trainer"],
        ["Grains"] = ["Planning", "Store", "Scheduling"],
        ["Silo"] = ["Planning", "Store", "Analysis", "Scheduling", "Statistics", "Trainer", "Trainer.Cpu", "Trainer.TorchSharp", "Programs",
            "Grains"],
        ["Client"] = ["Planning", "Store", "Analysis", "Scheduling", "Statistics", "Trainer", "Trainer.Cpu", "Trainer.TorchSharp",
            "Programs", "Import", "Grains"],
    };

    public static TheoryData<string> Projects => new(Repository.ProjectReferences.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"src/{project} is not in the reference table: add it here and to docs/architecture.md.");
        Assert.Empty(Repository.ProjectReferences[project].Except(Allowed[project]));
    }

    [Fact]
    public void Internals_are_shown_to_tests_and_benches_only()
    {
        var shown = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            .SelectMany(file => XDocument.Load(file).Descendants("InternalsVisibleTo").Select(to => to.Attribute("Include")!.Value));
        Assert.DoesNotContain(shown, name =>
            !name.EndsWith(".Tests", StringComparison.Ordinal) && !name.EndsWith(".Bench", StringComparison.Ordinal));
    }

    [Fact]
    public void Scheduling_uses_the_trainer_through_its_interface_only()
    {
        string[] internals = ["Sweep.Trainer.Cpu", "Sweep.Trainer.Networks", "Sweep.Trainer.Activations", "Sweep.Trainer.Data",
            "CpuEngine"];
        var offenders = Repository.SourceFiles("src/Scheduling")
            .Where(file => internals.Any(File.ReadAllText(file).Contains))
            .Select(Repository.Relative);
        Assert.Empty(offenders);
    }

    [Fact]
    public void Only_the_store_and_the_reader_of_foreign_databases_speak_sql_to_a_database_driver()
    {
        var offenders = Repository.SourceFiles("src")
            .Where(file => !Repository.Relative(file).StartsWith("src/Store/", StringComparison.Ordinal)
                && Repository.Relative(file) != "src/Import/Trackers/ForeignDatabase.cs")
            .Where(file => File.ReadAllText(file) is var text
                && (text.Contains("using Npgsql") || text.Contains("using Microsoft.Data.Sqlite")))
            .Select(Repository.Relative);
        Assert.Empty(offenders);
    }
}
