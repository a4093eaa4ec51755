using Sweep.Trainer.Costs;
using Sweep.Trainer.Data.Drawn;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Tests.Training;

namespace Sweep.Trainer.Tests.Costs;

/// <summary>What meta learning takes, as plans tell it.</summary>
public sealed class MetaWorkTests
{
    [Fact]
    public void An_epoch_sees_the_samples_of_its_tasks()
    {
        var work = Work("maml");
        Assert.Equal(10 * 2 * 3 * (1 + 4), work.TrainImages);
        Assert.Equal(2 * 20 * 3 * (1 + 4), work.JudgedImages);
        Assert.Equal(10, work.StepsPerEpoch);
        Assert.Equal(64 * 784 + 64 + 3 * 64 + 3, work.Network.ParameterCount);
    }

    // Passes of 20 tasks of three ways with a support and four query samples, two inner steps, two epochs; a gradient is three passes.
    [Theory]
    [InlineData("maml", 2 * (3 + 6) + 4 * 3)]
    [InlineData("first-order-maml", 2 * 3 + 4 * 3)]
    [InlineData("anil", 3 + 4 * 3)]
    [InlineData("reptile", 2 * 3)]
    public void Methods_differ_in_what_they_compute(string method, int passesOfWay)
    {
        var work = Work(method);
        Assert.Equal(2.0 * 20 * 3 * passesOfWay * work.Network.MultiplyAdds, work.TrainingMultiplyAdds);
    }

    private static PhaseWork Work(string method)
    {
        var settings = TrialSettings.Read(Blobs.Trial(0, [("name", Blobs.Text(method))]).Configuration);
        var dataset = DrawnCharacters.Description;
        return new PhaseWork(settings, dataset, settings.Network(new TensorShape(1, 28, 28), dataset.Task));
    }
}
