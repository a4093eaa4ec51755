using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Optimizers;

/// <summary>The setting <c>averaging</c>: a network is judged and saved at an average of the weights that its training went through.
/// Immutable.</summary>
/// <remarks>The average is a state of the optimizer with one assignment more, a += c (w - a), whose c is a constant that changes from step
/// to step: fused trials, checkpoints and engines need nothing else. Where c is 1, a is w exactly.</remarks>
public abstract record Averaging
{
    /// <summary>The constant c.</summary>
    public const string Constant = "averaging";

    private const string State = "average", None = "none", Ema = "ema", Swa = "swa", Decay = "decay", Start = "start";

    /// <summary>What specs may say.</summary>
    public static SettingDefinition Definition { get; } = new("averaging", "weights that a network is judged at", SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        Choices =
        [
            new(None, "the weights as they are after an epoch"),
            new(Ema, "their moving average over all steps (Polyak and Juditsky, SIAM J. Control Optim. 30, 1992)",
            [
                new(Decay, "what each step leaves of the average", SettingKind.Number)
                {
                    Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0.999),
                },
            ]),
            new(Swa, "the mean of the weights after each of the last epochs (Izmailov et al., UAI 2018, arXiv 1803.05407)",
            [
                new(Start, "where that begins: below 1 the part of the training before, from 1 on the number of the first epoch",
                    SettingKind.Number) { Minimum = 0, Default = new SettingValue.Number(0.75) },
            ]),
        ],
    };

    /// <summary>Reads a level: a name, or { name, decay }, { name, start }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown name or setting, or a value out of range.</exception>
    public static Averaging? Read(SettingValue level)
    {
        var (choice, reader) = SettingsReader.OfChoice(level, Definition);
        return choice.Name switch
        {
            Ema => new Exponential(reader.Number(choice.Settings[0])),
            Swa => new Stochastic(reader.Number(choice.Settings[0])),
            _ => null,
        };
    }

    /// <summary>The optimizer with the average.</summary>
    /// <exception cref="TrialSettingsException">It has an average of its own, or its names are taken.</exception>
    public static OptimizerSettings Extend(OptimizerSettings optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var definition = optimizer.Definition;
        if (definition.Evaluated is { } own)
        {
            throw new TrialSettingsException($"The network of '{definition.Name}' is judged at its state '{own}' already: leave averaging "
                + "out, or choose another optimizer.");
        }
        string[] names =
            [.. definition.States, .. definition.Constants.Select(c => c.Name), .. definition.Update.Select(OptimizerProgram.Target)];
        if (names.FirstOrDefault(name => name is State or Constant) is { } taken)
        {
            throw new TrialSettingsException($"averaging needs the names {State} and {Constant} for itself, and '{definition.Name}' uses "
                + $"{taken}: choose another name there.");
        }
        return new OptimizerSettings(definition with
        {
            States = [.. definition.States, State],
            Constants =
            [
                .. definition.Constants, new(Constant, "part of the way to the weights", SettingKind.Number)
                {
                    Default = new SettingValue.Number(1),
                },
            ],
            Update = [.. definition.Update, $"{State} = if({Constant} == 1, w, {State} + {Constant}*(w - {State}))"],
            Evaluated = State,
        }, optimizer.Values, optimizer.Options);
    }

    /// <summary>Why a training of so many epochs cannot be averaged so; null when it can.</summary>
    public virtual string? Problem(int epochs) => null;

    /// <summary>Whether the network is judged at the average after an epoch; before, the average is the weights.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="epochs">All there are.</param>
    public virtual bool HasBegun(int epoch, int epochs) => true;

    /// <summary>The values of the constant at an epoch's steps.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="stepsPerEpoch">At least 1.</param>
    /// <param name="epochs">All there are.</param>
    /// <returns>(stepsPerEpoch).</returns>
    public abstract double[] OfEpoch(int epoch, int stepsPerEpoch, int epochs);

    // a = decay a + (1 - decay) w after each step; the first step copies.
    private sealed record Exponential(double Kept) : Averaging
    {
        public override double[] OfEpoch(int epoch, int stepsPerEpoch, int epochs)
        {
            double[] values = new double[stepsPerEpoch];
            Array.Fill(values, 1 - Kept);
            if (epoch == 1)
                values[0] = 1;
            return values;
        }
    }

    // a += (w - a)/(n + 1) after each epoch from the first on, n of which came before.
    private sealed record Stochastic(double From) : Averaging
    {
        public override string? Problem(int epochs) =>
            From >= 1 && From != Math.Floor(From) ? string.Create(CultureInfo.InvariantCulture,
                $"averaging.{Start} is {From}: give a part of the training below 1, or the number of an epoch.")
            : From > epochs ? string.Create(CultureInfo.InvariantCulture,
                $"averaging.{Start} is epoch {From} and epochs is {epochs}: nothing would be averaged.")
            : null;

        public override bool HasBegun(int epoch, int epochs) => epoch >= First(epochs);

        public override double[] OfEpoch(int epoch, int stepsPerEpoch, int epochs)
        {
            int first = First(epochs);
            double[] values = new double[stepsPerEpoch];
            if (epoch <= first)
                Array.Fill(values, 1);
            else
                values[^1] = 1.0 / (epoch - first + 1);
            return values;
        }

        private int First(int epochs) => From >= 1 ? (int)From : (int)Math.Floor(From * epochs + 1e-9) + 1; // 0.29 of 100
    }
}
