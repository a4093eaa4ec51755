using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Client.Tests;

public sealed class ProgressTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(true, false, null, null, true)]
    [InlineData(false, false, null, null, false)]
    [InlineData(true, true, null, null, false)]
    [InlineData(true, false, "TERM", "dumb", false)]
    [InlineData(true, false, "TERM", "xterm", true)]
    [InlineData(true, false, "NO_COLOR", "1", false)]
    [InlineData(true, false, "CI", "true", false)]
    [InlineData(true, false, "CI", "false", true)]
    public void Only_a_terminal_that_can_redraw_and_may_is_drawn_over(bool hasAnsi, bool isRedirected, string? variable, string? value,
        bool mayRedraw) =>
        Assert.Equal(mayRedraw, Screen.MayRedraw(hasAnsi, isRedirected, name => name == variable ? value : null));

    [Fact]
    public async Task Elsewhere_progress_is_plain_lines()
    {
        var screen = new RememberingScreen();
        var work = new TaskCompletionSource<int>();
        var shown = ProgressDisplay.WhileAsync(work.Task, Progress(total: 4, alreadyOver: 1), screen.Screen, time);
        work.SetResult(7);
        Assert.Equal(7, await shown);
        string line = Assert.Single(screen.Messages.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("1/4 trials", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', line);
    }

    [Fact]
    public void Trials_that_were_over_before_count_as_done_but_not_for_the_pace()
    {
        var progress = Progress(total: 10, alreadyOver: 4);
        Train(progress, "relu", 0, TimeSpan.FromSeconds(2), new TrialOutcome.Completed(), 0.9);
        var now = progress.Read();
        Assert.Equal(5, now.Done);
        Assert.Equal(0.5, now.TrialsPerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(10), now.Remaining);
    }

    [Fact]
    public void Levels_show_the_mean_of_their_completed_trials()
    {
        var progress = Progress(4, 0);
        Train(progress, "relu", 0, TimeSpan.FromSeconds(1), new TrialOutcome.Completed(), 0.8);
        Train(progress, "relu", 1, TimeSpan.FromSeconds(1), new TrialOutcome.Completed(), 0.9);
        Train(progress, "tanh", 0, TimeSpan.FromSeconds(1), new TrialOutcome.Diverged(1, 17), 0.1);
        var level = Assert.Single(progress.Read().Levels);
        Assert.Equal(("relu", 2), (level.Level, level.Count));
        Assert.Equal(0.85, level.Mean, 12);
    }

    [Fact]
    public void Concurrency_is_the_time_spent_training_per_time_passed()
    {
        var progress = Progress(4, 0);
        var (first, second) = (Trial("relu", 0), Trial("relu", 1));
        progress.Started(first);
        progress.Started(second);
        time.Advance(TimeSpan.FromSeconds(4));
        progress.Ended(first, new TrialOutcome.Completed());
        Assert.Equal(2.0, progress.Read().Concurrency, 6);
    }

    [Fact]
    public void The_block_names_failures_by_cause_and_fits_80_columns()
    {
        var progress = Progress(3, 0);
        Train(progress, "relu", 0, TimeSpan.FromSeconds(1), new TrialOutcome.Failed(FailureKind.OutOfMemory, "no memory"), null);
        var console = new TestConsole();
        console.Profile.Width = 80;
        console.Write(ProgressBlock.Render(progress.Read()));
        Assert.Contains("1 failed by exhausted memory", console.Output);
        Assert.All(console.Lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void A_line_for_pipes_tells_done_total_and_trouble()
    {
        var progress = Progress(3, 0);
        progress.Trouble("the store cannot be reached");
        string line = ProgressBlock.Line(progress.Read());
        Assert.Contains("0/3 trials", line);
        Assert.EndsWith("! the store cannot be reached", line);
    }

    private SweepProgress Progress(long total, long alreadyOver) => new(
        ["activation"], new ComparisonPlan("activation", "relu", MetricCatalogue.TestAccuracy.Name, null, 0.05, 0, null), "study", total,
            alreadyOver, time);

    private void Train(SweepProgress progress, string activation, int seed, TimeSpan duration, TrialOutcome outcome, double? accuracy)
    {
        var trial = Trial(activation, seed);
        progress.Started(trial);
        time.Advance(duration);
        if (accuracy is { } value)
            progress.EpochEnded(trial, new EpochMetrics(1, [KeyValuePair.Create(MetricCatalogue.TestAccuracy.Name, value)]));
        progress.Ended(trial, outcome);
    }

    private static TrialDescription Trial(string activation, int seed) => new(
        new TrialId($"t1-{activation}-{seed}"),
        new Configuration([KeyValuePair.Create<string, SettingValue>("activation", new SettingValue.Text(activation))]),
        new Seed(seed), new StreamKey((ulong)seed));
}
