using Sweep.Planning.Trials;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Trainings whose schedules do more than give each step a rate.</summary>
public sealed class ScheduleTrainingTests
{
    [Theory]
    [InlineData("sgd", "momentum")]
    [InlineData("adam", "beta1")]
    public void One_cycle_between_equal_bounds_is_a_constant_momentum(string optimizer, string constant)
    {
        long[] Train(double momentum, params (string, SettingValue)[] cycle) => Recorder.Train(Invented.Trial(0,
            ("optimizer", Invented.Group(("name", Invented.Text(optimizer)), (constant, Invented.Number(momentum)))),
            ("learningRate", Invented.Group(("value", Invented.Number(0.001)),
                ("schedule", Invented.Group([("name", Invented.Text("one-cycle")), .. cycle])))))).Recorder.Bits;

        var expected = Train(0.75, ("cycleMomentum", new SettingValue.Flag(false)));
        Assert.Equal(expected, Train(0.5, ("maxMomentum", Invented.Number(0.75)), ("baseMomentum", Invented.Number(0.75))));
        Assert.NotEqual(expected, Train(0.75));
    }

    // The first epoch of a phase is its best so far, whatever the phase before came to.
    [Fact]
    public void A_plateau_looks_at_its_own_phase()
    {
        long[] Train(SettingValue schedule) => Recorder.Train(Invented.Trial(0,
            ("pretrain", Invented.Group(("name", Invented.Text("stripes")), ("epochs", Invented.Number(2)),
                ("learningRate", Invented.Number(0.01)))),
            ("learningRate", Invented.Group(("value", Invented.Number(0.0001)), ("schedule", schedule))))).Recorder.Bits;

        Assert.Equal(Train(Invented.Text("constant")), Train(Invented.Group(("name", Invented.Text("plateau")),
            ("patience", Invented.Number(0)), ("threshold", Invented.Number(0.9)))));
    }

    [Fact]
    public void A_plateau_works_in_a_phase_before()
    {
        long[] Train(double factor) => Recorder.Train(Invented.Trial(0,
            ("pretrain", Invented.Group(("name", Invented.Text("stripes")), ("epochs", Invented.Number(3)),
                ("learningRate", Invented.Group(("value", Invented.Number(0.001)), ("schedule", Invented.Group(
                    ("name", Invented.Text("plateau")), ("patience", Invented.Number(0)), ("threshold", Invented.Number(0.9)),
                    ("factor", Invented.Number(factor))))))))))
            .Recorder.Bits;

        Assert.NotEqual(Train(1), Train(0.5));
    }
}
