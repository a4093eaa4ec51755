using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Sweep.Client.Page.Comparisons;
using Sweep.Planning.Plans;

namespace Sweep.Page.Tests.Comparisons;

public sealed class CompareAddressTests
{
    [Fact]
    public void Each_parameter_is_a_wish()
    {
        var settings = Read("?factor=optimizer&baseline=sgd&metric=testLoss&epoch=2&alpha=0.01&rope=0.1&test=ranks&adjustment=holm"
            + "&power=0.9&target=0.98&bootstrap=500&rows=optimizer&columns=activation,learningRate&focus=adam").Settings;
        Assert.Empty(settings.Mistakes);
        Assert.Equal(("optimizer", "sgd", "testLoss", 2), (settings.Factor, settings.Baseline, settings.Metric, settings.Epoch));
        Assert.Equal((0.01, 0.1, 0.9, 0.98), (settings.Alpha, settings.Rope, settings.Power, settings.TargetScore));
        Assert.Equal((PlannedTest.Ranks, AdjustmentMethod.Holm), (settings.Test!.Value, settings.Adjustment!.Value));
        Assert.Equal((500, "optimizer", "adam"), (settings.BootstrapDraws, settings.Rows, settings.Focus));
        Assert.Equal(["activation", "learningRate"], settings.Columns);
    }

    [Fact]
    public void What_a_form_leaves_empty_is_asked_as_planned()
    {
        var address = Read("?factor=&baseline=&metric=&epoch=+&columns=");
        Assert.False(address.HasWishes);
        Assert.Empty(address.Settings.Mistakes);
        Assert.Null(address.Settings.Epoch);
        Assert.Equal("/sweeps/digits/compare", address.To());
    }

    [Fact]
    public void Several_levels_of_a_setting_are_alternatives()
    {
        var where = Read("?where=activation=relu&where=activation=tanh&where=optimizer=sgd|adam&where=learningRate=1e-2").Settings.Where;
        Assert.Equal(["relu", "tanh"], where["activation"]);
        Assert.Equal(["sgd", "adam"], where["optimizer"]);
        Assert.Equal(["0.01"], where["learningRate"]);
    }

    [Fact]
    public void A_level_with_a_bar_in_its_name_is_one_level() => Assert.Equal(["a|b"],
        Read("?where=activation=a%7Cb", (setting, label) => (setting, label) == ("activation", "a|b")).Settings.Where["activation"]);

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(
        [
            "facter: no parameter of a comparison. Did you mean 'factor'?",
            "--metric b: it is given 2 times; leave one.",
            "--all-pairs yes: it is true, or left out.",
            "--epoch is a whole number, not 'x'.",
            "--alpha is a number such as 0.05, not 'much'.",
            "--test sing-flip: no such test. Did you mean 'sign-flip'?",
            "--where relu: expected NAME=VALUE, for instance activation=arelu.",
            "--rows is for a table of means: add --columns, such as --columns optimizer,learningRate.",
        ],
        Read("?facter=x&metric=a&metric=b&allPairs=yes&epoch=x&alpha=much&test=sing-flip&where=relu&rows=optimizer").Settings.Mistakes);

    [Fact]
    public void An_address_keeps_its_wishes_and_gives_up_the_explanation()
    {
        var address = Read("?factor=activation&where=optimizer=sgd&explain=tanh");
        Assert.Equal("tanh", address.Explain);
        Assert.Equal("/sweeps/digits/compare.csv?factor=activation&where=optimizer%3Dsgd", address.To(".csv"));
        Assert.EndsWith("&explain=a%26b", address.To(explain: "a&b"), StringComparison.Ordinal);
    }

    private static CompareAddress Read(string query, Func<string, string, bool>? isLevel = null) =>
        CompareAddress.Read("digits", new QueryCollection(QueryHelpers.ParseQuery(query)), isLevel ?? ((_, _) => false));
}
