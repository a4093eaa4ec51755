using System.Text.RegularExpressions;
using Sweep.Trainer.Protocols;

namespace Sweep.Planning.Tests.Specs;

/// <summary>The examples of docs/spec.md and README.md and the specs in experiments/ work with the trainer's own vocabulary.</summary>
public sealed partial class DocumentationTests
{
    private const string Quick = "experiments/quick";

    public static TheoryData<string> Examples => new(Blocks("docs/spec.md").Concat(Blocks("README.md")));

    public static TheoryData<string> Experiments => new(SpecsIn("experiments").Concat(SpecsIn(Quick)));

    public static TheoryData<string> QuickExperiments => new(SpecsIn(Quick));

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_a_valid_spec(string yaml) =>
        Assert.NotEqual(0, Reading.Spec(yaml, TrainerVocabulary.Create()).ToPlan().TrialCount);

    [Theory]
    [MemberData(nameof(Experiments))]
    public void An_experiment_is_planned_without_a_mistake_under_the_name_of_its_file(string file)
    {
        var plan = Reading.Spec(File.ReadAllText(Find(file)), TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules }).ToPlan();
        string suffix = file.StartsWith(Quick + "/", StringComparison.Ordinal) ? "-quick" : "";
        Assert.Equal(Path.GetFileNameWithoutExtension(file) + suffix, plan.Name);
        Assert.NotNull(plan.Comparison);
    }

    [Theory]
    [MemberData(nameof(QuickExperiments))]
    public void A_quick_experiment_has_a_full_one_of_its_name(string file) =>
        Assert.Contains($"experiments/{Path.GetFileName(file)}", SpecsIn("experiments"));

    [Theory]
    [MemberData(nameof(Experiments))]
    public void The_page_of_experiments_names_each(string file) =>
        Assert.Contains($"{file}`", File.ReadAllText(Find("docs/experiments.md")), StringComparison.Ordinal);

    [Fact]
    public void The_document_has_an_example_of_every_block()
    {
        string all = string.Concat(Blocks("docs/spec.md"));
        Assert.All(["description:", "protocol:", "grid:", "zip:", "exclude:", "seeds:", "compare:", "retry:", "stop:", "with:", "when:",
            "from:", "formula:", "<<:", "trainer:"],
            construct => Assert.Contains(construct, all, StringComparison.Ordinal));
    }

    private static IEnumerable<string> SpecsIn(string folder) => Directory.GetFiles(Find(folder), "*.yaml")
        .Select(file => $"{folder}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Blocks(string document) =>
        YamlBlock().Matches(File.ReadAllText(Find(document))).Select(m => m.Groups[1].Value);

    /// <summary>A file or folder of the checkout, found upwards from the test's own folder.</summary>
    private static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, path);
            if (Path.Exists(candidate) && File.Exists(Path.Combine(folder.FullName, "Sweep.sln")))
                return candidate;
        }
        throw new FileNotFoundException($"{path} was not found above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
