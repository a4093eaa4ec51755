using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sweep.Architecture.Tests;

/// <summary>The dashboards of deploy/grafana. What they ask of the result database is tested in Store.Tests (DashboardTests).</summary>
public sealed partial class DashboardTests
{
    private const string Folder = "deploy/grafana/dashboards";

    public static TheoryData<string> Files => new(Deployment.Files(Folder, file => file.EndsWith(".json", StringComparison.Ordinal)));

    [Fact]
    public void Dashboards_have_addresses_of_their_own()
    {
        string[] addresses = [.. Files.Select(file => (string)Read(file.Data)["uid"]!)];
        Assert.Equal(2, addresses.Length);
        Assert.Equal(addresses.Distinct(), addresses);
        Assert.All(Files, file => Assert.Equal(Path.GetFileNameWithoutExtension(file.Data), (string)Read(file.Data)["uid"]!));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_have_a_number_a_title_and_a_description_of_their_own_and_do_not_overlap(string file)
    {
        var panels = Panels(file);
        Assert.Equal(panels.Count, panels.Select(p => (int)p["id"]!).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(p => (string)p["title"]!).Distinct().Count());
        Assert.All(panels, panel => Assert.EndsWith(".", (string)panel["description"]!, StringComparison.Ordinal));
        var cells = panels.SelectMany(panel =>
        {
            var place = panel["gridPos"]!;
            return from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
                   from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
                   select (x, y);
        }).ToArray();
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, 23));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_dashboard_takes_its_source_of_data_from_a_list(string file)
    {
        string kind = (string)Read(file)["templating"]!["list"]!.AsArray().Single(v => (string)v!["type"]! == "datasource")!["query"]!;
        Assert.Contains($"type: {kind}\n", Deployment.Read("deploy/grafana/provisioning/datasources/sweep.yaml"),
            StringComparison.Ordinal);
        Assert.All(Panels(file).SelectMany(p => p["targets"]!.AsArray().Append(p)), target =>
            Assert.Equal((kind, "${datasource}"), ((string)target!["datasource"]!["type"]!, (string)target["datasource"]!["uid"]!)));
    }

    [Fact]
    public void Dashboards_ask_for_metrics_that_silos_have()
    {
        var known = Deployment.MetricNames();
        string[] used = [.. Queries().SelectMany(query => Deployment.Metric().Matches(query)).Select(match => match.Value).Distinct()];
        Assert.Empty(used.Except(known));
        string[] ofHistograms = ["_bucket", "_sum", "_count"];
        Assert.All(known.Where(name => !ofHistograms.Any(name.EndsWith)), name => Assert.Contains(used, u => u.StartsWith(name)));
    }

    [Fact]
    public void Promtool_reads_what_dashboards_ask_of_prometheus()
    {
        if (!"/usr/bin:/usr/local/bin".Split(':').Any(folder => File.Exists(Path.Combine(folder, "promtool"))))
            Assert.Skip("promtool is not installed (Debian: prometheus).");
        string rules = Path.GetTempFileName();
        try
        {
            File.WriteAllText(rules, "groups:\n- name: dashboards\n  rules:\n" + string.Concat(Queries().Select((query, i) =>
                $"  - record: panel:{i}\n    expr: {JsonValue.Create(query.Replace("$__rate_interval", "1m")).ToJsonString()}\n")));
            using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "rules", rules])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            string said = promtool.StandardOutput.ReadToEnd() + promtool.StandardError.ReadToEnd();
            promtool.WaitForExit();
            Assert.True(promtool.ExitCode == 0, said);
        }
        finally
        {
            File.Delete(rules);
        }
    }

    [Fact]
    public void Grafana_finds_the_dashboards_and_what_it_is_told_by_the_environment()
    {
        string compose = Deployment.Read("deploy/compose/compose.grafana.yaml");
        Assert.Contains("path: /etc/grafana/dashboards\n", Deployment.Read("deploy/grafana/provisioning/dashboards/sweep.yaml"),
            StringComparison.Ordinal);
        Assert.Contains("- ../grafana/dashboards:/etc/grafana/dashboards:ro\n", compose, StringComparison.Ordinal);
        string[] asked = [.. Variable().Matches(Deployment.Read("deploy/grafana/provisioning/datasources/sweep.yaml"))
            .Select(match => match.Groups[1].Value)];
        Assert.Equal(3, asked.Length);
        Assert.All(asked, name => Assert.Contains($" {name}: ", compose, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Queries() => Files.SelectMany(file => Panels(file.Data))
        .SelectMany(panel => panel["targets"]!.AsArray()).Select(target => (string?)target!["expr"]).OfType<string>();

    private static List<JsonNode> Panels(string file) => [.. Read(file)["panels"]!.AsArray().Select(panel => panel!)];

    private static JsonNode Read(string file) => JsonNode.Parse(Deployment.Read(file))!;

    [GeneratedRegex(@"\$__env\{(\w+)\}")]
    private static partial Regex Variable();
}
