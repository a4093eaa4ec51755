using Sweep.Trainer.Data;
using Sweep.Trainer.Metrics;

namespace Sweep.Trainer.Tests.Metrics;

public sealed class NumberTallyTests
{
    // Two outputs: means 10 and -1, deviations 2 and 0.5.
    private static readonly PixelStatistics Scale = new([10, -1], [2, 0.5]);

    [Fact]
    public void Errors_are_in_the_units_of_the_targets_and_means_over_the_outputs()
    {
        double[][] targets = [[8, -1], [11, -2], [14, 0]], predicted = [[9, -1.5], [11, -1.5], [12, 0.25]];
        var numbers = Count(targets, predicted).Score(loss: 0.25, samples: 3).Numbers!;
        double first = 1 + 0 + 4, second = 0.25 + 0.25 + 0.0625; // sums of squared errors
        Assert.Equal((first / 3 + second / 3) / 2, numbers.MeanSquaredError, 1e-14);
        Assert.Equal(((1 + 0 + 2) / 3.0 + (0.5 + 0.5 + 0.25) / 3) / 2, numbers.MeanAbsoluteError, 1e-14);
        Assert.Equal((1 - first / 18 + (1 - second / 2)) / 2, numbers.R2, 1e-14); // 18 and 2: squares around the means 11 and -1
    }

    [Fact]
    public void Their_mean_explains_nothing_of_the_targets()
    {
        double[][] targets = [[1, 4], [3, 8]];
        Assert.Equal(0, Count(targets, [[2, 6], [2, 6]]).Score(0, 2).Numbers!.R2, 1e-14);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(7.5, 0)]
    public void Of_equal_targets_all_is_explained_or_nothing(double predicted, double expected)
    {
        double[][] targets = [[7, 7], [7, 7], [7, 7]];
        Assert.Equal(expected, Count(targets, [.. Enumerable.Repeat((double[])[predicted, predicted], 3)]).Score(0, 3).Numbers!.R2);
    }

    [Fact]
    public void Of_a_prediction_that_is_no_number_all_scores_are_none_whatever_the_targets()
    {
        double[][] targets = [[7, 1], [7, 2]], predicted = [[double.NaN, 1], [7, 2]];
        var numbers = Count(targets, predicted).Score(0, 2).Numbers!;
        Assert.Equal([double.NaN, double.NaN, double.NaN], [numbers.MeanSquaredError, numbers.MeanAbsoluteError, numbers.R2]);
    }

    [Fact]
    public void Numbers_have_no_accuracy() => Assert.Null(Count([[1, 2]], [[1, 2]]).Score(0, 1).Accuracy);

    private static NumberTally Count(double[][] targets, double[][] predicted)
    {
        var tally = new NumberTally(Scale);
        tally.Add(0, 99, -99);
        tally.Clear();
        for (int sample = 0; sample < targets.Length; sample++)
        {
            for (int output = 0; output < 2; output++)
                tally.Add(output, Standard(predicted[sample][output], output), Standard(targets[sample][output], output));
        }
        return tally;
    }

    private static double Standard(double number, int output) => (number - Scale.Mean[output]) / Scale.Deviation[output];
}
