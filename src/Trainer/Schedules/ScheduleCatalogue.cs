using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Schedules;

/// <summary>The schedules that specs may name.</summary>
public static class ScheduleCatalogue
{
    private const string MilestonesKey = "milestones", MetricKey = "metric", PatienceKey = "patience", ThresholdKey = "threshold",
        CooldownKey = "cooldown";

    /// <summary>All of them, the one of a bare number first.</summary>
    public static IReadOnlyList<ScheduleDefinition> All { get; } =
    [
        new("constant", "the same rate at every step", "", [], "value"),
        new("step", "a factor after every so many epochs", "",
            [Epochs("stepSize", "epochs between two changes"), Factor("gamma", "factor of each change", 0.1)],
            "value*gamma^floor(epoch/stepSize)"),
        new("multistep", "a factor after each of some numbers of epochs", "", [Factor("gamma", "factor of each change", 0.1)],
            "value*gamma^drops")
        {
            DropSettings =
            [
                new(MilestonesKey, "epochs after which the rate drops, such as 60-120-160", SettingKind.Sizes)
                {
                    Minimum = 1, IsRequired = true,
                },
            ],
            Drops = settings => new Milestones(SizeList.Read(settings.Name(MilestonesKey)) ?? []),
        },
        new("exponential", "a factor after every epoch", "",
            [new("gamma", "factor of each change", SettingKind.Number) { Minimum = 0, ExcludesMinimum = true, IsRequired = true }],
            "value*gamma^epoch"),
        new("cosine", "half a cosine from the rate to its minimum", "Loshchilov and Hutter, ICLR 2017, arXiv 1608.03983",
            [Minimum("what is left at the end, as a part of the rate"), DecayEpochs("the rate rises again after them")],
            "value*(minimum + (1 - minimum)*(1 + cos(pi*if(decayEpochs > 0, epochs*fraction/decayEpochs, fraction)))/2)"),
        // x is 1 where the first period begins and grows by the factor of the periods' lengths from restart to restart; that is a logarithm
        // to a base of 1 where all periods are equally long. The billionth keeps a restart where rounding would put it a step later.
        new("cosine-restarts", "half a cosine to the minimum in each period, then the full rate again",
            "Loshchilov and Hutter, ICLR 2017, arXiv 1608.03983",
            [
                Epochs("period", "epochs of the first period"),
                new("multiplier", "how many times longer each period is than the one before", SettingKind.Integer)
                {
                    Minimum = 1, Maximum = 1000, Default = new SettingValue.Number(1),
                },
                Minimum("what is left at the end of a period, as a part of the rate"),
            ],
            "value*(minimum + (1 - minimum)*(1 + cos(pi*if(multiplier == 1, "
                + "epochs*fraction/period - floor(epochs*fraction/period + 1e-9), "
                + "((1 + (multiplier - 1)*epochs*fraction/period)"
                + "/multiplier^floor(log(1 + (multiplier - 1)*epochs*fraction/period)/log(multiplier) + 1e-9) - 1)"
                + "/(multiplier - 1))))/2)"),
        new("polynomial", "a power of what is left of the training", "",
            [
                new("power", "the power", SettingKind.Number) { Minimum = 0, Default = new SettingValue.Number(1) },
                DecayEpochs("the rate is 0 after them"),
            ],
            "value*(1 - if(decayEpochs > 0, min(epochs*fraction/decayEpochs, 1), fraction))^power"),
        new("one-cycle", "a cosine from a part of the rate up to it, a longer one to next to nothing; momentum the other way round",
            "Smith and Topin, 2018, arXiv 1708.07120",
            [
                new("pctStart", "part of the training in which the rate rises", SettingKind.Number)
                {
                    Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0.3),
                },
                Factor("divFactor", "the first rate is the value divided by it", 25),
                Factor("finalDivFactor", "the last rate is the first divided by it", 1e4),
                Momentum("maxMomentum", "momentum where the rate is lowest", 0.95),
                Momentum("baseMomentum", "momentum where the rate is highest", 0.85),
            ],
            "value*if(step < pctStart*steps - 1, "
                + "1 - (1 - 1/divFactor)*(1 + cos(pi*step/(pctStart*steps - 1)))/2, "
                + "1 - (1 - 1/(divFactor*finalDivFactor))*(1 - cos(pi*(step - pctStart*steps + 1)/(steps - pctStart*steps)))/2)")
        {
            Momentum = "maxMomentum - (maxMomentum - baseMomentum)*if(step < pctStart*steps - 1, "
                + "1 - cos(pi*step/(pctStart*steps - 1)), 1 + cos(pi*(step - pctStart*steps + 1)/(steps - pctStart*steps)))/2",
            MomentumSwitch = new("cycleMomentum", "whether the optimizer's momentum, or beta1, moves too", SettingKind.Flag)
            {
                Default = new SettingValue.Flag(true),
            },
        },
        new("plateau", "a factor when a metric has stopped improving", "",
            [Factor("factor", "factor of each change", 0.1), Minimum("the least that is left, as a part of the rate")],
            "value*max(factor^drops, minimum)")
        {
            DropSettings =
            [
                new(MetricKey, "what is looked at after each epoch", SettingKind.Choice)
                {
                    Default = new SettingValue.Text(MetricCatalogue.TrainLoss.Name),
                    Choices = [.. Watched.Select(m => new SettingChoice(m.Name, m.Description))],
                },
                Count(PatienceKey, "epochs without improvement that are borne; the next lowers the rate", 10),
                new(ThresholdKey, "part of the best value by which a better one must differ from it", SettingKind.Number)
                {
                    Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(1e-4),
                },
                Count(CooldownKey, "epochs after a change that are not counted", 0),
            ],
            Drops = settings => new Plateau(settings.Name(MetricKey), settings.Integer(PatienceKey, 0),
                settings.Number(ThresholdKey, from: 0, below: 1), settings.Integer(CooldownKey, 0)),
        },
    ];

    /// <summary>The schedule of a name, or null.</summary>
    public static ScheduleDefinition? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    // Seconds are not: a training repeated would have other rates.
    private static IEnumerable<MetricDefinition> Watched => MetricCatalogue.All.Where(m => m.Unit != MetricUnit.Seconds && !m.IsOfTraining);

    private static SettingDefinition Epochs(string name, string description) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, IsRequired = true,
    };

    private static SettingDefinition Factor(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition Momentum(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition Minimum(string description) => new("minimum", description, SettingKind.Number)
    {
        Minimum = 0, Maximum = 1, Default = new SettingValue.Number(0),
    };

    private static SettingDefinition Count(string name, string description, int value) => new(name, description, SettingKind.Integer)
    {
        Minimum = 0, Maximum = 100_000, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition DecayEpochs(string afterwards) =>
        new("decayEpochs", $"epochs that it takes; {afterwards}; 0 for the whole training", SettingKind.Number)
        {
            Minimum = 0, Default = new SettingValue.Number(0),
        };
}
