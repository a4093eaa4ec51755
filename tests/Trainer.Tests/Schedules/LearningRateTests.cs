using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Schedules;

namespace Sweep.Trainer.Tests.Schedules;

public sealed class LearningRateTests
{
    private const string Head = "name: a\ndataset: mnist\narchitecture: mnist-conv\nactivation: relu\noptimizer: sgd\nseeds: 2\n";

    [Fact]
    public void A_number_is_the_rate_of_every_step() => Assert.Equal([0.1, 0.1, 0.1], Rates("0.1", epochs: 3));

    // PyTorch's StepLR(3, 0.1), CosineAnnealingLR(5, eta_min 0.1) and LinearLR(0.1, total_iters 4), one step per epoch.
    [Fact]
    public void Step_is_PyTorchs() =>
        Close([1, 1, 1, 0.1, 0.1, 0.1, 0.01], Rates("{ value: 1, schedule: { name: step, stepSize: 3 } }", epochs: 7));

    [Fact]
    public void Cosine_is_PyTorchs() => Close([1, 0.91405765, 0.68905765, 0.41094235, 0.18594235],
        Rates("{ value: 1, schedule: { name: cosine, minimum: 0.1 } }", epochs: 5));

    [Fact]
    public void Cosine_rises_again_after_its_epochs() => Close([1, 0.91405765, 0.68905765, 0.41094235, 0.18594235, 0.1, 0.18594235],
        Rates("{ value: 1, schedule: { name: cosine, minimum: 0.1, decayEpochs: 5 } }", epochs: 7));

    // CosineAnnealingWarmRestarts(3, 2, eta_min 0.1).
    [Fact]
    public void Warm_restarts_are_PyTorchs() => Close([1, 0.775, 0.325, 1, 0.93971143, 0.775, 0.55, 0.325, 0.16028857, 1],
        Rates("{ value: 1, schedule: { name: cosine-restarts, period: 3, multiplier: 2, minimum: 0.1 } }", epochs: 10));

    // T_mult 3 and 5: logarithms that are a rounding below a whole number; T_mult 1: periods of equal length.
    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1, 7, 15)]
    [InlineData(3, 1, 122)]
    [InlineData(5, 1, 157)]
    public void Each_restart_is_at_its_first_step(int multiplier, int period, int epochs)
    {
        double[] rates = Rates($"{{ value: 1, schedule: {{ name: cosine-restarts, period: {period}, multiplier: {multiplier} }} }}", epochs,
            stepsPerEpoch: 3);
        int start = 0;
        for (int length = 3 * period; start < rates.Length; start += length, length *= start == 0 ? 1 : multiplier)
        {
            for (int k = 0; k < length && start + k < rates.Length; k++)
                Assert.Equal((1 + Math.Cos(Math.PI * k / length)) / 2, rates[start + k], 1e-7);
        }
    }

    // PolynomialLR(5, power 2).
    [Fact]
    public void Polynomial_is_PyTorchs()
    {
        Close([1, 0.64, 0.36, 0.16, 0.04, 0, 0],
            Rates("{ value: 1, schedule: { name: polynomial, power: 2, decayEpochs: 5 } }", epochs: 7));
        Close([1, 0.64, 0.36, 0.16, 0.04], Rates("{ value: 1, schedule: { name: polynomial, power: 2 } }", epochs: 5));
    }

    // MultiStepLR([2, 5], 0.1), ExponentialLR(0.5).
    [Fact]
    public void Multistep_drops_after_its_milestones() => Close([1, 1, 0.1, 0.1, 0.1, 0.01, 0.01],
        Rates("{ value: 1, schedule: { name: multistep, milestones: 2-5 } }", epochs: 7));

    [Fact]
    public void Exponential_drops_after_every_epoch() => Close([1, 1, 0.5, 0.5, 0.25, 0.25],
        Rates("{ value: 1, schedule: { name: exponential, gamma: 0.5 } }", epochs: 3, stepsPerEpoch: 2));

    // OneCycleLR(1, total_steps 10).
    [Fact]
    public void One_cycle_is_PyTorchs()
    {
        double[] rates =
            [0.04, 0.52, 1, 0.95048463, 0.81174565, 0.61126202, 0.38874198, 0.18825835, 0.049519368, 4e-6];
        Close(rates, Rates("{ value: 1, schedule: one-cycle }", epochs: 10));
        Close(rates, Rates("{ value: 1, schedule: one-cycle }", epochs: 2, stepsPerEpoch: 5));
    }

    [Fact]
    public void One_cycle_moves_the_momentum_the_other_way_round()
    {
        var rate = Read("{ value: 1, schedule: one-cycle }");
        double[] momentum = [.. Enumerable.Range(1, 2).SelectMany(epoch => rate.MomentumOfEpoch(epoch, 5, 2)!)];
        Close([0.95, 0.9, 0.85, 0.85495156], momentum[..4]);
        Assert.Equal(0.95, momentum[^1], 1e-12);
        Assert.Null(Read("{ value: 1, schedule: { name: one-cycle, cycleMomentum: false } }").MomentumOfEpoch(1, 5, 2));
        Assert.Null(Read("{ value: 1, schedule: cosine }").MomentumOfEpoch(1, 5, 2));
    }

    [Fact]
    public void Momentum_waits_for_the_end_of_a_warm_up()
    {
        var rate = Read("{ value: 1, schedule: one-cycle, warmup: 2 }");
        Close([0.95, 0.95, 0.95, 0.9, 0.85], [.. Enumerable.Range(1, 5).SelectMany(epoch => rate.MomentumOfEpoch(epoch, 1, 12)!)]);
    }

    [Theory]
    [InlineData(0.9)] // rounded to the only step that there is
    [InlineData(3)]
    public void A_warm_up_that_leaves_nothing_of_a_training_keeps_the_momentum_finite(double warmup)
    {
        var rate = Read(FormattableString.Invariant($"{{ value: 1, schedule: one-cycle, warmup: {warmup} }}"));
        Close([0.95], rate.MomentumOfEpoch(1, 1, 1)!);
        Close([1.0 / 3], rate.OfEpoch(1, 1, 1));
    }

    // ReduceLROnPlateau(factor 0.5, patience 2, cooldown 1): halves after calls 5 and 14.
    [Fact]
    public void Plateau_is_PyTorchs()
    {
        double[] losses = [1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.89, 0.8899999, 0.8, 0.8, 0.8, 0.8];
        var rate = Read("{ value: 1, schedule: { name: plateau, factor: 0.5, patience: 2, cooldown: 1 } }");
        Assert.Equal("trainLoss", rate.Metric);
        Close([1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25], Following(rate, losses));
    }

    [Fact]
    public void A_plateau_of_an_accuracy_waits_for_more_of_it() => Close([1, 1, 1, 0.1, 0.1],
        Following(Read("{ value: 1, schedule: { name: plateau, metric: testAccuracy, patience: 0 } }"), [0.5, 0.6, 0.55, 0.7]));

    [Fact]
    public void A_plateau_of_a_score_below_zero_waits_for_more_of_it_too() => Close([1, 1, 0.1, 0.01, 0.01],
        Following(Read("{ value: 1, schedule: { name: plateau, metric: testR2, patience: 0, threshold: 0.1 } }"),
            [-1, -1.05, -0.95, -0.8]));

    [Fact]
    public void A_plateau_leaves_its_minimum() => Close([1, 1, 0.5, 0.3, 0.3],
        Following(Read("{ value: 1, schedule: { name: plateau, factor: 0.5, patience: 0, minimum: 0.3 } }"), [1, 1, 1, 1]));

    [Fact]
    public void A_plateau_does_not_count_the_epochs_of_a_warm_up() => Close([0.5, 0.75, 1, 1, 0.1],
        Following(Read("{ value: 1, schedule: { name: plateau, patience: 0 }, warmup: 2, warmupFactor: 0.5 }"), [1, 1, 1, 1]));

    [Fact]
    public void Warm_up_is_PyTorchs() =>
        Close([0.1, 0.325, 0.55, 0.775, 1, 1], Rates("{ value: 1, warmup: 4, warmupFactor: 0.1 }", epochs: 6));

    // SequentialLR of LinearLR(0.25, total_iters 3) and CosineAnnealingLR(5), milestone 3.
    [Fact]
    public void After_a_warm_up_the_schedule_counts_from_its_end() => Close([0.25, 0.5, 0.75, 1, 0.9045085, 0.6545085],
        Rates("{ value: 1, schedule: cosine, warmup: 3, warmupFactor: 0.25 }", epochs: 8)[..6]);

    [Fact]
    public void Rates_change_from_step_to_step()
    {
        Close([2, 1.7071068, 1, 0.2928932], Rates("{ value: 2, schedule: cosine }", epochs: 2, stepsPerEpoch: 2));
        Close([1, 1, 0.5, 0.5, 0.25, 0.25],
            Rates("{ value: 1, schedule: { name: step, stepSize: 1, gamma: 0.5 } }", epochs: 3, stepsPerEpoch: 2));
        Close([0.5, 0.625, 0.75, 0.875, 1, 1], Rates("{ value: 1, warmup: 1, warmupFactor: 0.5 }", epochs: 2, stepsPerEpoch: 4)[..6]);
    }

    [Fact]
    public void A_users_formula_of_progress_is_a_schedule() => Close([0.1, 0.05625, 0.025, 0.00625],
        Rates("{ value: 0.1, schedule: { name: mine, formula: \"value*(1 - fraction)^2\" } }", epochs: 4));

    [Fact]
    public void Levels_in_lists_are_swept_and_read_well()
    {
        var plan = Plan("""
            grid:
              learningRate:
                - 0.1
                - { value: [0.1, 0.01], schedule: [cosine, { name: mine, formula: "value*(1 - fraction)" }] }
                - { value: 0.1, schedule: { name: step, stepSize: [10, 20] }, warmup: 5 }
                - { from: 1, to: 2, count: 2 }
            """);
        string[] expected =
        [
            "0.1", "0.1 cosine", "0.1 mine", "0.01 cosine", "0.01 mine",
            "0.1 step(stepSize=10) warmup=5", "0.1 step(stepSize=20) warmup=5", "1", "2",
        ];
        Assert.Equal(expected, plan.Select(c => c.Settings["learningRate"].Label));
        Assert.All(plan, c => TrialSettings.Read(c));
    }

    [Theory]
    [InlineData("{ value: 0.1 }")]
    [InlineData("{ value: 0.1, schedule: constant }")]
    [InlineData("{ value: 0.1, schedule: { name: constant }, warmup: 0 }")]
    public void A_constant_rate_is_the_bare_number(string spelling)
    {
        var plain = Assert.Single(Plan("learningRate: 0.1"));
        Assert.Equal("0.1", plain.Settings["learningRate"].ToString());
        Assert.Equal(plain.Id, Assert.Single(Plan($"learningRate: {spelling}")).Id);
        Assert.Equal(plain.Id, Assert.Single(Plan($"grid: {{ learningRate: [{spelling}] }}")).Id);
    }

    [Fact]
    public void Conditions_look_at_the_schedule()
    {
        var plan = Plan("""
            grid:
              learningRate: [0.1, { value: 0.1, schedule: [cosine, { name: step, stepSize: 5 }] }]
              epochs: [10, { value: 20, when: { learningRate: { schedule: cosine } } }]
            exclude: [{ learningRate: "0.1 step(stepSize=5)" }]
            """);
        Assert.Equal(["0.1 10", "0.1 cosine 10", "0.1 cosine 20"],
            plan.Select(c => $"{c.Settings["learningRate"].Label} {c.Settings["epochs"].Label}"));
    }

    [Theory]
    [InlineData("{ value: 0.1, schedule: cosin }", "There is no schedule 'cosin'.")]
    [InlineData("{ value: 0.1, shedule: cosine }", "'learningRate' has no setting 'shedule'.")]
    [InlineData("{ schedule: cosine }", "'learningRate' needs the setting 'value'")]
    [InlineData("{ value: 0, schedule: cosine }", "0 is out of range: value is above 0.")]
    [InlineData("{ value: 0.1, schedule: step }", "'step' needs the setting 'stepSize'")]
    [InlineData("{ value: 0.1, warmup: -1 }", "-1 is out of range: warmup is at least 0.")]
    [InlineData("{ value: 0.1, warmup: 3 }", "learningRate.warmup is 3 and epochs is 3: nothing is left to train at the full rate.")]
    [InlineData("{ value: 0.1, warmupFactor: 0.5 }", "learningRate.warmupFactor needs a warmup above 0.")]
    [InlineData("{ value: 0.1, schedule: { name: mine, formula: \"value*(1 - fracton)\" } }",
        "The formula \"value*(1 - fracton)\" cannot be used: column 12: there is no name 'fracton'; did you mean 'fraction'?")]
    [InlineData("{ value: 0.1, schedule: { name: mine, formula: \"1 - fraction\" } }",
        "The formula \"1 - fraction\" cannot be used: column 1: the formula does not use value.")]
    [InlineData("{ value: 0.1, schedule: { name: mine, formula: \"value*(0.4 - fraction)\" } }",
        "The formula \"value*(0.4 - fraction)\" cannot be used: the rate is -0.09999999999999998 at value = 1 and fraction = 0.5")]
    [InlineData("{ value: 0.1, schedule: { name: mine, formula: \"value*norm(step)\" } }",
        "The formula \"value*norm(step)\" cannot be used: column 7: norm(a) can be used in optimizers only")]
    public void A_mistake_is_found_when_the_spec_is_read(string rate, string message)
    {
        var vocabulary = TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules };
        var error = Assert.Single(SpecReader.Read(Head + $"epochs: 3\ngrid: {{ learningRate: [{rate}] }}", vocabulary).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(8, error.Line);
    }

    [Theory]
    [InlineData("learningRate: { value: 0.1, schedule: multistep }", "'multistep' needs the setting 'milestones'")]
    [InlineData("learningRate: { value: 0.1, schedule: { name: multistep, milestones: 5-x } }", "Expected whole numbers joined by hyphens")]
    [InlineData("learningRate: { value: 0.1, schedule: { name: plateau, metric: testAcuracy } }", "There is no metric 'testAcuracy'.")]
    [InlineData("learningRate: { value: 0.1, schedule: { name: plateau, metric: trainSeconds } }", "There is no metric 'trainSeconds'.")]
    [InlineData("learningRate: { value: 0.1, schedule: { name: plateau, metric: validationLoss } }",
        "learningRate.schedule looks at validationLoss, and no images are kept apart for validation: set validationSplit")]
    [InlineData("learningRate: { value: 0.1, schedule: { name: plateau, metric: testDice } }",
        "learningRate.schedule looks at testDice, which is measured on masks, and the dataset has classes")]
    [InlineData("learningRate: { value: 0.1, schedule: one-cycle }",
        "learningRate.schedule moves the optimizer's momentum or beta1, and 'plain' has neither: set cycleMomentum: false")]
    [InlineData("learningRate: 0.1\npretrain: { name: emnist-letters, epochs: 1, learningRate: { value: 0.1, schedule: one-cycle } }",
        "In the phase before: learningRate.schedule moves the optimizer's momentum or beta1, and 'plain' has neither")]
    public void What_a_schedule_needs_is_told(string settings, string message)
    {
        var vocabulary = TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules };
        string head = Head.Replace("optimizer: sgd", "optimizer: { name: plain, update: \"w = w - rate*g\" }", StringComparison.Ordinal);
        var error = Assert.Single(SpecReader.Read(head + settings, vocabulary).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_entry_of_the_catalogue_is_a_right_formula() => Assert.All(ScheduleCatalogue.All, s =>
    {
        Assert.NotNull(s.Read(out _));
        Assert.NotEmpty(s.Description);
    });

    private static double[] Rates(string level, int epochs, int stepsPerEpoch = 1) => Rates(Read(level), epochs, stepsPerEpoch);

    private static double[] Rates(LearningRate rate, int epochs, int stepsPerEpoch = 1) =>
        [.. Enumerable.Range(1, epochs).SelectMany(epoch => rate.OfEpoch(epoch, stepsPerEpoch, epochs))];

    // One step per epoch, each after the metric's values so far.
    private static double[] Following(LearningRate rate, double[] history) => [.. Enumerable.Range(0, history.Length + 1)
        .Select(done => rate.OfEpoch(done + 1, 1, history.Length + 1, history[..done]).Single())];

    private static LearningRate Read(string level) =>
        LearningRate.Read(Assert.Single(Plan($"learningRate: {level}")).Settings["learningRate"]);

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    private static Configuration[] Plan(string settings)
    {
        var reading = SpecReader.Read(Head + settings, TrainerVocabulary.Create());
        Assert.Empty(reading.Errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"));
        return [.. reading.Spec!.ToPlan().Trials.Select(t => t.Configuration).DistinctBy(c => c.Id)];
    }
}
