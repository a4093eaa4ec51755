using System.CommandLine;
using Sweep.Analysis.Questions;
using Sweep.Client.CommandLine;
using Sweep.Client.Commands;
using Sweep.Client.Compare;

namespace Sweep.Client.Tests;

public sealed class CompareOptionsTests
{
    [Fact]
    public void Options_that_would_be_ignored_are_refused_all_at_once() =>
        Assert.Equal(
        [
            "--test welch: no such test. One of sign-flip, t, ranks, corrected-t.",
            "--adjustment bonferoni: no such adjustment. One of holm, hommel, shaffer, bergmann-hommel, max-t.",
            "--where activation: expected NAME=VALUE, for instance --where activation=arelu.",
            "--baseline and --all-pairs contradict each other: leave one of them out.",
            "--rows is for a table of means: add --columns, such as --columns optimizer,learningRate.",
            "--focus is for a table of means: add --columns, such as --columns optimizer,learningRate.",
        ], Read("--rows", "activation", "--focus", "relu", "--baseline", "relu", "--all-pairs", "--test", "welch",
            "--adjustment", "bonferoni", "--where", "activation").Mistakes);

    [Fact]
    public void A_table_of_means_and_one_kind_of_pairs_are_fine()
    {
        Assert.Empty(Read("--rows", "activation", "--columns", "optimizer", "--focus", "relu", "--baseline", "relu").Mistakes);
        Assert.Empty(Read("--all-pairs").Mistakes);
    }

    [Fact]
    public void A_level_that_is_a_number_may_be_written_in_any_way()
    {
        var settings = Read("--factor", "learningRate", "--baseline", "1e-3", "--rows", "learningRate", "--columns", "activation",
            "--focus", "+0.010", "--where", "batchSize=6.4e1");
        Assert.Equal(("0.001", "0.01", "64"), (settings.Baseline, settings.Focus, settings.Where["batchSize"][0]));
        Assert.Equal("relu", Read("--baseline", "relu").Baseline);
    }

    private static CompareSettings Read(params string[] arguments)
    {
        var options = new CompareOptions(new SharedOptions());
        var command = new RootCommand();
        options.AddTo(command);
        return options.Read(command.Parse(arguments), []);
    }
}
