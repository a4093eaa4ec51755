using Sweep.Trainer.Metrics;

namespace Sweep.Trainer.Tests.Metrics;

public sealed class ClassTallyTests
{
    // (class, predicted) of ten samples of seven classes; no sample is of class 5 or predicted to be, none is of class 6.
    private static readonly (int Label, int Predicted)[] Samples =
        [(0, 0), (0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (2, 2), (3, 6), (4, 4), (4, 4)];

    [Fact]
    public void Balanced_accuracy_is_the_mean_recall_of_the_classes_that_occur() =>
        Assert.Equal((3.0 / 4 + 1.0 / 2 + 1 + 0 + 1) / 5, Count(Samples).Score(0, Samples.Length).Classes!.BalancedAccuracy, 1e-15);

    [Fact]
    public void Macro_F1_is_the_mean_over_the_classes_that_occur_or_are_told() =>
        // 2 right / (occurring + predicted): classes 0 to 4 and 6.
        Assert.Equal((6.0 / 8 + 2.0 / 4 + 1 + 0 + 1 + 0) / 6, Count(Samples).Score(0, Samples.Length).Classes!.MacroF1, 1e-15);

    [Fact]
    public void Accuracy_is_the_share_that_is_told_right()
    {
        var score = Count(Samples).Score(1.5, Samples.Length);
        Assert.Equal((1.5, 0.7), (score.Loss, score.Accuracy));
    }

    [Fact]
    public void A_class_counts_as_told_among_the_five_best_up_to_rank_four()
    {
        var tally = new ClassTally(7);
        for (int rank = 0; rank < 7; rank++)
            tally.Add(0, 1, isRight: false, rank, 0.5);
        Assert.Equal(5.0 / 7, tally.Score(0, 7).Classes!.TopFiveAccuracy);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Five_classes_have_no_five_best(int classes, bool expected)
    {
        var tally = new ClassTally(classes);
        tally.Add(0, 0, isRight: true, 0, 0.5);
        Assert.Equal(expected, tally.Score(0, 1).Classes!.TopFiveAccuracy is not null);
    }

    // Bins of 1/15: .40 lies in (6/15 - 1/15, 6/15], .41 and .45 in the next one.
    [Fact]
    public void The_upper_end_of_a_bin_belongs_to_it()
    {
        var tally = new ClassTally(3);
        tally.Add(0, 0, isRight: true, 0, 0.4);
        tally.Add(0, 1, isRight: false, 1, 0.41);
        tally.Add(0, 0, isRight: true, 0, 0.45);
        Assert.Equal((Math.Abs(0.4 - 1) + Math.Abs(0.41 + 0.45 - 1)) / 3, tally.Score(0, 3).Classes!.CalibrationError, 1e-15);
    }

    [Fact]
    public void A_confidence_that_is_not_a_number_makes_the_calibration_error_none()
    {
        var tally = new ClassTally(3);
        tally.Add(0, 0, isRight: false, 3, double.NaN);
        Assert.Equal(double.NaN, tally.Score(0, 1).Classes!.CalibrationError);
    }

    [Fact]
    public void What_is_cleared_is_forgotten()
    {
        var tally = Count(Samples);
        tally.Clear();
        tally.Add(2, 2, isRight: true, 0, 1);
        var score = tally.Score(0, 1);
        Assert.Equal(1, score.Accuracy);
        Assert.Equal((1.0, 1.0, 0.0), (score.Classes!.BalancedAccuracy, score.Classes.MacroF1, score.Classes.CalibrationError));
    }

    private static ClassTally Count(IEnumerable<(int Label, int Predicted)> samples)
    {
        var tally = new ClassTally(7);
        foreach (var (label, predicted) in samples)
            tally.Add(label, predicted, label == predicted, rank: 0, confidence: 0.5);
        return tally;
    }
}
