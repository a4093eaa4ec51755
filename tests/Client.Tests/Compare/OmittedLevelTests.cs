using System.Text.Json.Nodes;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;
using static Sweep.Analysis.Tests.Questions.OmittedStudy;

namespace Sweep.Client.Tests.Compare;

/// <summary>A level that configurations leave out is called by its name wherever people read it.</summary>
public class OmittedLevelTests
{
    [Fact]
    public void Text_names_the_default_as_the_baseline()
    {
        string text = Rendering.Table(Mixing.Answer(AsPlanned));
        Assert.Contains("against none", text, StringComparison.Ordinal);
        Assert.Contains("mixup is better than none", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ none\b", text); // its row
        Assert.DoesNotContain("than -", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_names_the_default_as_the_baseline()
    {
        string[] lines = ComparisonCsv.Write(Mixing.Answer(AsPlanned)).Split('\n');
        Assert.Contains(",mixup,none,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_names_the_default_as_the_baseline()
    {
        var json = JsonNode.Parse(ComparisonJson.Write(Mixing.Answer(AsPlanned)))!;
        Assert.Equal("none", (string?)json["baseline"]);
        Assert.Equal(("mixup", "none"), ((string?)json["comparisons"]![0]!["level"], (string?)json["comparisons"]![0]!["baseline"]));
    }

    [Fact]
    public void Stored_looks_are_told_by_the_name_of_the_default()
    {
        var seeds = Enumerable.Range(0, 4).Select(s => new Seed(s)).ToArray();
        var comparison = new ComparisonPlan("mixing", "-", "testAccuracy", null, .05, 0, null)
        {
            Looks = new LookPlan(StoppingRule.OBrienFleming, seeds, [2, 4]),
        };
        var taken = new TakenLook(1, 2, false, [new("mixup", "-", ComparisonStanding.Undecided, 2, .01, .5)], DateTimeOffset.UnixEpoch);
        var looks = new SweepLooks("s", new PlanHash("p1-s"), comparison, [taken]);
        Assert.Equal("  mixup against none: open", LookText.Describe(looks).Last());
    }

    [Fact]
    public void A_trial_is_described_by_the_default_and_by_nothing_where_there_is_none()
    {
        var trial = TrialDescription.Create(new Configuration([]), new Seed(3), new StreamKey(0));
        Assert.Equal("none seed 3", new SweepProgress(["mixing", "trainSamples"], null, "s", 1, 0, TimeProvider.System).Describe(trial));
        Assert.Equal("none", LevelLabel.Find(trial.Configuration, "mixing"));
        Assert.Null(LevelLabel.Find(trial.Configuration, "trainSamples"));
    }
}
