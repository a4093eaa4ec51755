using Sweep.Planning.Trials;

namespace Sweep.Programs.Tests;

/// <summary>How programs report.</summary>
public sealed class MetricsTests
{
    [Theory]
    [InlineData("standard output", "")]
    [InlineData("the pipe", " >\"$SWEEP_METRICS\"")]
    public void Lines_of_metrics_are_taken_from(string channel, string redirection)
    {
        using var workshop = new Workshop($$"""
            echo '{"epoch": 1, "accuracy": 0.5, "note": "warm", "list": [1, {"a": 2}], "flag": true}'{{redirection}}
            echo '{"epoch": 3, "accuracy": 0.75, "loss": 1e-3}'{{redirection}}
            """);
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        Assert.Equal(["1: accuracy=0.5", "3: accuracy=0.75", "3: loss=0.001"], workshop.Values);
        Assert.True(workshop.Output is null, channel);
    }

    [Fact]
    public void Lines_without_epoch_are_numbered_and_the_first_value_of_an_epoch_counts()
    {
        using var workshop = new Workshop("""
            echo '{"accuracy": 0.5}'
            echo '{"accuracy": 0.6}'
            echo '{"epoch": 2, "accuracy": 0.9, "loss": 1}'
            echo '{"accuracy": 0.7}'
            """);
        workshop.Run();
        Assert.Equal(["1: accuracy=0.5", "2: accuracy=0.6", "2: loss=1", "3: accuracy=0.7"], workshop.Values);
    }

    [Fact]
    public void Everything_else_is_output()
    {
        const string Others = """
            loading
            {"epoch": 1.5, "accuracy": 1}
            {"epoch": -1, "accuracy": 1}
            {"epoch": 2147483647, "accuracy": 1}
            {"level": "info", "time": 12}
            {"epoch": 1, "accuracy": 0.5
            {}
            """;
        using var workshop = new Workshop("cat others; echo failing >&2; exit 1");
        workshop.Write("others", Others + "\n");
        Assert.Contains("failing", workshop.RunToFailure().Message, StringComparison.Ordinal);
        Assert.Empty(workshop.Epochs);
        Assert.Equal((Others + "\nfailing").Split('\n').Order(), workshop.Output!.Trim().Split('\n').Order()); // two pipes, in any order
    }

    [Fact]
    public void A_name_that_no_store_takes_is_passed_over()
    {
        using var workshop = new Workshop("cat lines");
        workshop.Write("lines", """{"epoch": 1, "accuracy": 0.5, "nul\u0000": 1, "": 2}""" + "\n");
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        Assert.Equal(["1: accuracy=0.5"], workshop.Values);
    }

    [Fact]
    public void A_last_line_may_lack_its_end()
    {
        using var workshop = new Workshop("""printf '{"accuracy": 0.5}'""");
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        Assert.Equal(["1: accuracy=0.5"], workshop.Values);
    }

    [Fact]
    public void A_line_may_come_in_pieces()
    {
        using var workshop = new Workshop("""printf '{"epoch": 2, "acc'; sleep 0.1; printf 'uracy": 0.5}\n'""");
        workshop.Run();
        Assert.Equal(["2: accuracy=0.5"], workshop.Values);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("\"nan\"")]
    [InlineData("\"inf\"")]
    [InlineData("1e999")]
    public void A_metric_that_is_asked_for_and_not_finite_is_a_divergence_and_ends_the_program(string value)
    {
        using var workshop = new Workshop($$"""
            echo '{"epoch": 1, "accuracy": 0.5, "loss": NaN}'
            echo '{"epoch": 2, "step": 700, "accuracy": {{value}}}'
            sleep 600
            """);
        Assert.Equal(new TrialOutcome.Diverged(2, 700), workshop.Run());
        Assert.Equal(2, workshop.Epochs.Count);
    }

    [Fact]
    public void A_metric_that_never_came_is_a_failure_that_says_so()
    {
        using var workshop = new Workshop("""echo '{"epoch": 1, "accuracy": 0.5}'""");
        Assert.StartsWith("'sh train.sh' ended without reporting loss; it writes lines such as {\"epoch\": 1, \"loss\": 0.5}",
            workshop.RunToFailure(Workshop.Plan("accuracy", "loss")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_metrics_ends_the_program()
    {
        string line = "{\"accuracy\": 0.5" + string.Concat(Enumerable.Range(1, 99).Select(i => $", \"m{i}\": 1")) + "}";
        using var workshop = new Workshop($"yes '{line}'");
        var failed = workshop.RunToFailure();
        Assert.StartsWith("'sh train.sh' reported more than 200,000 values of metrics", failed.Message, StringComparison.Ordinal);
        Assert.Equal(2001, workshop.Epochs.Count);
    }
}
