using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Tests.Specs;

/// <summary>What people call the level that configurations leave out.</summary>
public class OmittedLabelTests
{
    private static readonly SpecVocabulary Vocabulary = new(
    [
        new("mixing", "mixes images", SettingKind.Choice)
        {
            Choices = [new("none", ""), new("mixup", "")], Default = new SettingValue.Text("none"), OmitWhenDefault = true,
        },
        new("epochs", "passes", SettingKind.Integer) { Default = new SettingValue.Number(1) },
        new("trainSamples", "images", SettingKind.Integer),
    ]);

    [Theory]
    [InlineData("mixing", "-", "none")]
    [InlineData("mixing", "none", "none")]
    [InlineData("mixing", "mixup", "mixup")]
    [InlineData("epochs", "-", "-")] // stands in every configuration
    [InlineData("trainSamples", "-", "-")] // has no default
    [InlineData("optimizer.momentum", "-", "-")]
    public void What_is_left_out_is_called_by_its_default_where_there_is_one(string setting, string label, string shown) =>
        Assert.Equal(shown, Vocabulary.ShownLabel(setting, label));

    [Theory]
    [InlineData("mixing", "none", "-|none")] // a program's trials have it in full
    [InlineData("mixing", "-", "-")]
    [InlineData("mixing", "mixup", "mixup")]
    [InlineData("epochs", "1", "1")]
    public void A_condition_asks_for_what_trials_have(string setting, string label, string stored) =>
        Assert.Equal(stored.Split('|'),
            Vocabulary.StoredLabels(new Dictionary<string, IReadOnlyList<string>> { [setting] = [label] })[setting]);
}
