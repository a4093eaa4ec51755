using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

/// <summary>When trainings end early, and what they may spend.</summary>
public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(new[] { .5 }, 1, false)]
    [InlineData(new[] { .5, .6, .6, .55 }, 2, true)] // equal is no improvement
    [InlineData(new[] { .5, .6, .55, .7, .69 }, 4, false)] // the patience begins anew
    [InlineData(new[] { .5, .4, .3 }, 1, true)]
    [InlineData(new[] { double.NaN, .1 }, 2, false)]
    [InlineData(new[] { double.NaN, double.NaN }, 0, true)]
    public void A_training_ends_after_its_patience_without_improvement(double[] values, int best, bool isOver) =>
        Assert.Equal((best, isOver), new EarlyStopping(2, null, 0, true).Follow(values, largerIsBetter: true));

    [Fact]
    public void An_improvement_is_larger_than_the_least_that_counts() =>
        Assert.Equal((1, true), new EarlyStopping(2, null, 0.0625, true).Follow([.5, .53, .5625], largerIsBetter: true));

    [Fact]
    public void Smaller_is_better_of_losses() =>
        Assert.Equal((3, false), new EarlyStopping(2, "validationLoss", 0, true).Follow([.5, .6, .4], largerIsBetter: false));

    [Fact]
    public void Multiply_adds_pay_whole_epochs()
    {
        var budget = new TrainingBudget(null, MultiplyAdds: 1e6);
        Assert.Equal(3, budget.Epochs(multiplyAdds: 1000, samples: 100)); // of 3 x 1000 x 100 each
        Assert.Equal(1, budget.Epochs(multiplyAdds: 3333, samples: 100));
    }

    [Fact]
    public void A_budget_that_pays_no_epoch_says_how_much_one_takes() =>
        Assert.Equal("The budget of 1E+06 multiply-adds pays for no epoch, which takes 1.5E+06: raise it, or use fewer trainSamples.",
            new TrainingBudget(null, MultiplyAdds: 1e6).Problem(multiplyAdds: 5000, samples: 100));

    [Fact]
    public void Seconds_are_spent_where_another_epoch_would_not_fit()
    {
        var budget = new TrainingBudget(Seconds: 10, null);
        Assert.False(budget.IsSpent(used: 7, last: 3));
        Assert.True(budget.IsSpent(used: 8, last: 3));
    }
}
