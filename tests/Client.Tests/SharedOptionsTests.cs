using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Tests;

public sealed class SharedOptionsTests
{
    [Fact]
    public void Where_takes_alternatives_and_repeats_for_further_conditions()
    {
        var filter = Read("--where", "activation=relu|arelu", "--where", "learningRate=0.01");
        Assert.Equal(["relu", "arelu"], filter.Where["activation"]);
        Assert.Equal(["0.01"], filter.Where["learningRate"]);
    }

    [Fact]
    public void A_level_may_contain_an_equals_sign()
    {
        Assert.Equal(["sgd(momentum=0.9)"], Read("--where", "optimizer=sgd(momentum=0.9)").Where["optimizer"]);
    }

    [Theory]
    [InlineData("mixing=none", "-,none")] // a program's trials may have a setting of that name
    [InlineData("mixing=-", "-")]
    public void A_level_that_configurations_leave_out_is_asked_for_by_its_name(string condition, string labels)
    {
        Assert.Equal(labels.Split(','), Read("--where", condition).Where["mixing"]);
    }

    [Fact]
    public void A_number_may_be_written_in_any_way()
    {
        Assert.Equal(["0.01", "0.00001"], Read("--where", "learningRate=1e-2|0.000010").Where["learningRate"]);
    }

    [Fact]
    public void A_number_within_a_level_may_be_written_in_any_way()
    {
        Assert.Equal(["sgd(momentum=0.9,weightDecay=0.0001)", "sgd"],
            Read("--where", "optimizer=sgd(momentum=9e-1,weightDecay=1e-4)|sgd").Where["optimizer"]);
    }

    [Fact]
    public void The_help_names_every_state()
    {
        string help = new SharedOptions().State.Description!;
        Assert.All(Enum.GetValues<TrialState>(),
            state => Assert.Contains(state.ToString().ToLowerInvariant(), help, StringComparison.Ordinal));
    }

    [Fact]
    public void States_are_read_in_any_case_and_separated_by_commas()
    {
        Assert.Equal([TrialState.Failed, TrialState.Cancelled], Read("--state", "failed,Cancelled").States.Order());
    }

    [Fact]
    public void All_mistakes_of_a_filter_are_told_at_once()
    {
        var error = Assert.Throws<UserErrorException>(() => Read("--where", "activation", "--state", "broken"));
        Assert.Contains("--where activation: expected NAME=VALUE", error.Message);
        Assert.Contains("--state broken: no such state. One of queued, running", error.Message);
    }

    [Fact]
    public void The_same_name_twice_is_a_mistake_because_both_could_be_meant()
    {
        var error = Assert.Throws<UserErrorException>(() => Read("--where", "seed=1", "--where", "seed=2"));
        Assert.Contains("seed=A|B", error.Message);
    }

    [Fact]
    public void A_number_is_no_state()
    {
        Assert.Throws<UserErrorException>(() => Read("--state", "1"));
    }

    private static TrialFilter Read(params string[] arguments)
    {
        var options = new SharedOptions();
        var command = new RootCommand { options.Where, options.State, options.Id };
        return options.ReadFilter(command.Parse(arguments), "sweep");
    }
}
