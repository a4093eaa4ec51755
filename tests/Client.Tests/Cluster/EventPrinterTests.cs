using System.Text.Json;
using Sweep.Client.Cluster;
using Sweep.Client.Cluster.Watching;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Tests.Cluster;

public sealed class EventPrinterTests
{
    private static readonly TrialLabels Words = new(["activation", "learningRate"], ["testAccuracy", "trainLoss"]);

    private readonly RememberingScreen screen = new();

    [Fact]
    public void People_get_a_line_per_event()
    {
        Print(OutputFormat.Table, Happenings.Started(3), Happenings.Started(3, attempt: 2), Happenings.Epoch(3, 12, accuracy: 0.98765),
            Happenings.Ended(3), Happenings.Ended(4, state: TrialState.Diverged, details: "in epoch 2 at step 31"),
                Happenings.Ended(5, state: TrialState.Failed, details: "two\nlines"));
        Assert.Equal(
        [
            "started    arelu 0.01 seed 3 on 10.0.0.7:11111",
            "started    arelu 0.01 seed 3 (attempt 2) on 10.0.0.7:11111",
            "epoch 12   arelu 0.01 seed 3  testAccuracy 0.9877  trainLoss 0.2500",
            "completed  arelu 0.01 seed 3",
            "diverged   arelu 0.01 seed 4: in epoch 2 at step 31",
            "failed     arelu 0.01 seed 5: two lines",
        ], Lines);
        Assert.All(Lines, line => Assert.InRange(line.Length, 1, 80));
    }

    [Fact]
    public void Programs_get_a_json_object_per_line()
    {
        Print(OutputFormat.Json, Happenings.Epoch(3, 12, accuracy: double.NaN),
            Happenings.Ended(3, state: TrialState.Failed, details: "it \"broke\""));
        using var epoch = JsonDocument.Parse(Lines[0]);
        Assert.Equal("epoch", epoch.RootElement.GetProperty("event").GetString());
        Assert.Equal(12, epoch.RootElement.GetProperty("epoch").GetInt32());
        Assert.Equal("arelu", epoch.RootElement.GetProperty("settings").GetProperty("activation").GetString());
        Assert.Equal("NaN", epoch.RootElement.GetProperty("metrics").GetProperty("testAccuracy").GetString());
        Assert.Equal(0.25, epoch.RootElement.GetProperty("metrics").GetProperty("trainLoss").GetDouble());
        using var failed = JsonDocument.Parse(Lines[1]);
        Assert.Equal("failed", failed.RootElement.GetProperty("event").GetString());
        Assert.Equal("it \"broke\"", failed.RootElement.GetProperty("details").GetString());
    }

    [Fact]
    public void Spreadsheets_get_a_header_and_quoted_fields()
    {
        Print(OutputFormat.Csv, Happenings.Ended(3, state: TrialState.Failed, details: "this, that"));
        Assert.Equal("event,trial,attempt,worker,settings,epoch,metrics,details", Lines[0]);
        Assert.EndsWith(",activation=arelu learningRate=0.01 seed=3,,,\"this, that\"", Lines[1]);
    }

    [Fact]
    public void Where_the_sweep_stands_is_no_data_for_programs()
    {
        new EventPrinter(screen.Screen, OutputFormat.Json, Words).Status("small: running");
        Assert.Empty(Lines);
        Assert.Contains("small: running", screen.Messages.Output);
    }

    [Fact]
    public void A_spec_that_is_not_understood_is_no_hindrance()
    {
        var words = TrialLabels.FromSpec("written: by a later version");
        Assert.Equal("activation=arelu seed 3", words.Describe([new("activation", "arelu"), new("seed", "3")]));
    }

    private string[] Lines => screen.Data.ToString().Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);

    private void Print(OutputFormat format, params ClusterEvent[] events)
    {
        var printer = new EventPrinter(screen.Screen, format, Words);
        foreach (var happened in events)
            printer.Write(happened);
    }
}
