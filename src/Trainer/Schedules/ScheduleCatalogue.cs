using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Schedules;

/// <summary>The schedules that specs may name.</summary>
public static class ScheduleCatalogue
{
    /// <summary>All of them, the one of a bare number first.</summary>
    public static IReadOnlyList<ScheduleDefinition> All { get; } =
    [
        new("constant", "the same rate at every step", "", [], "value"),
        new("step", "a factor after every so many epochs", "",
            [
                new("stepSize", "epochs between two changes", SettingKind.Number)
                {
                    Minimum = 0, ExcludesMinimum = true, IsRequired = true,
                },
                new("gamma", "factor of each change", SettingKind.Number)
                {
                    Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(0.1),
                },
            ],
            "value*gamma^floor(epoch/stepSize)"),
        new("cosine", "half a cosine from the rate to its minimum", "Loshchilov and Hutter, ICLR 2017, arXiv 1608.03983",
            [
                new("minimum", "what is left at the end, as a part of the rate", SettingKind.Number)
                {
                    Minimum = 0, Maximum = 1, Default = new SettingValue.Number(0),
                },
            ],
            "value*(minimum + (1 - minimum)*(1 + cos(pi*fraction))/2)"),
    ];

    /// <summary>The schedule of a name, or null.</summary>
    public static ScheduleDefinition? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
