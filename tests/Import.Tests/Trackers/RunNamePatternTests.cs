using Sweep.Import.Trackers;

namespace Sweep.Import.Tests.Trackers;

public sealed class RunNamePatternTests
{
    [Theory]
    [InlineData("{activation}-lr{learningRate}-seed{seed}", "relu-lr1e-3-seed2", "activation=relu learningRate=0.001 seed=2")]
    [InlineData("{activation}_{seed}", "leaky-relu_7", "activation=leaky-relu seed=7")]
    [InlineData("{_}_{activation}_{_}", "Exp_adam_200", "activation=adam")]
    [InlineData("{dataset}/{activation}", "mnist/relu", "activation=relu dataset=mnist")]
    [InlineData("a.b({x})", "a.b(true)", "x=true")]
    public void A_name_says_the_settings_in_braces(string pattern, string name, string settings)
    {
        Assert.True(RunNamePattern.TryParse(pattern, out var read, out string? mistake), mistake);
        Assert.Equal(settings, Readings.Text(read.Match(name)!));
    }

    [Theory]
    [InlineData("{activation}-{seed}", "relu")]
    [InlineData("{activation}-{seed}", "-1")]
    [InlineData("{activation}", "mnist/relu")]
    [InlineData("a.b{x}", "aXb1")]
    public void A_name_that_does_not_fit_says_nothing(string pattern, string name)
    {
        Assert.True(RunNamePattern.TryParse(pattern, out var read, out string? mistake), mistake);
        Assert.Null(read.Match(name));
    }

    [Theory]
    [InlineData("relu", "names no setting")]
    [InlineData("{_}", "names no setting")]
    [InlineData("{a}-{a}", "twice")]
    [InlineData("{a}-{b", "brace stands alone")]
    public void A_wrong_pattern_is_told(string pattern, string mistake)
    {
        Assert.False(RunNamePattern.TryParse(pattern, out _, out string? told));
        Assert.Contains(mistake, told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_name_is_matched_in_linear_time()
    {
        Assert.True(RunNamePattern.TryParse("{a}a{b}a{c}a{d}a{e}", out var read, out _));
        Assert.Null(read.Match(new string('a', 20_000) + "/"));
    }
}
