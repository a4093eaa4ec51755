using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sweep.Architecture.Tests;

/// <summary>Files that no compiler reads: they must not rot silently.</summary>
public sealed partial class DeploymentTests
{
    public static TheoryData<string> YamlFiles =>
        new((string[])[.. Deployment.Files("deploy", Deployment.IsYaml), .. Deployment.Files("experiments", Deployment.IsYaml)]);

    public static TheoryData<string> Texts =>
        new((string[])["README.md", .. Deployment.Files("docs", file => file.EndsWith(".md", StringComparison.Ordinal)),
        .. Deployment.Files("deploy", file => !Deployment.IsYaml(file) && !file.EndsWith(".sql", StringComparison.Ordinal)
            && !file.Contains("secrets", StringComparison.Ordinal))]);

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void A_yaml_file_can_be_read(string file) => Assert.NotEmpty(Deployment.Documents(Deployment.Read(file)));

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void Containers_get_only_options_that_exist(string file) => Assert.Empty(Deployment.UnknownOptionsInYaml(file));

    [Theory]
    [MemberData(nameof(YamlFiles))]
    [MemberData(nameof(Texts))]
    public void Command_lines_have_only_options_that_exist(string file) => Assert.Empty(Deployment.UnknownOptionsInText(file));

    [Fact]
    public void What_the_images_are_built_from_is_let_into_the_build_context()
    {
        string[] let = [.. File.ReadLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line.StartsWith('!'))
            .Select(line => line[1..])];
        string[] projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        var imported = projects.SelectMany(project => XDocument.Load(project).Descendants("Import").Select(import =>
            Repository.Relative(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, import.Attribute("Project")!.Value)))))
                .Distinct().ToArray();
        Assert.NotEmpty(imported);
        Assert.All(imported, file => Assert.Contains(let, folder =>
            file == folder || file.StartsWith(folder + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Command_lines_are_found_at_all()
    {
        // Guards the tests above: a search that finds nothing would never fail.
        Assert.Contains("--slots", Deployment.Read("deploy/systemd/sweep-silo@.service"));
        string folder = Directory.CreateTempSubdirectory("sweep-deployment-").FullName;
        try
        {
            string script = Path.Combine(folder, "script"), yaml = Path.Combine(folder, "pod.yaml");
            File.WriteAllText(script, "exec /opt/sweep/sweep-silo --slots 1 \\\n  --no-such-thing\n./sweep worker --slots 2 --wrong x | "
                + "cat --foreign\na sweep --prose\n");
            File.WriteAllText(yaml, "image: sweep-silo\nargs: [--slots=1, --absent=2]\nother: { image: 'postgres:17', command: "
                + "[pg_isready, --quiet] }\npatch: |\n  - { op: add, value: --gone=1 }\n");
            Assert.Equal(["sweep-silo has no --no-such-thing", "sweep has no --wrong"], Deployment.UnknownOptionsInText(script)
                .Select(found => found[(script.Length + 2)..]));
            Assert.Equal(["--absent=2", "--gone=1"], Deployment.UnknownOptionsInYaml(yaml).Select(found => found.Split(' ')[^1]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Alerts_and_documents_name_metrics_that_silos_have()
    {
        var known = Deployment.MetricNames();
        string[] files = ["deploy/prometheus/alerts.yaml", "deploy/prometheus/alerts.test.yaml"];
        var used = files.SelectMany(file => Deployment.Metric().Matches(Deployment.Read(file))).Select(match => match.Value).Distinct();
        Assert.Empty(used.Except(known));
        var documented = MetricRow().Matches(Deployment.Read("docs/cluster-operations.md")).Select(match => match.Groups[1].Value);
        Assert.Equal(known.Where(name => !name.EndsWith("_bucket") && !name.EndsWith("_sum") && !name.EndsWith("_count")).Order(),
            documented.Order());
    }

    [GeneratedRegex(@"^\| `(sweep_[a-z_]+)(?:\{[^`]*\})?` \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();
}
