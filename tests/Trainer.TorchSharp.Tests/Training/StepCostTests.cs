using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>What makes a group fast on a GPU, where each operation costs its launch: a group takes as many operations as two trials
/// do.</summary>
/// <remarks>Counted are the tensors that an epoch makes: one for each operation that is not in place, those of the graph that autograd goes
/// back through among them.</remarks>
public sealed class StepCostTests
{
    private const int Steps = 5;

    private static readonly Architecture Everything = new(Invented.Text("everything"), (_, classes) =>
    {
        var net = new NetworkBuilder("everything").MaxPool(4).Conv2d(4, 3, padding: 1).BatchNorm().Activation();
        int start = net.Here;
        return net.Conv2d(4, 3, padding: 1, bias: false).Add(start).Activation().Dropout(0.1).GlobalAveragePool().Flatten().Linear(5)
            .Activation().Linear(classes).Build();
    });

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void The_number_of_operations_does_not_grow_with_the_group(string optimizer)
    {
        long two = Tensors(2, optimizer, _ => "arelu");
        Assert.True(two > 100, $"{two} tensors in five steps: the count counts too little");
        Assert.Equal(two, Tensors(3, optimizer, _ => "arelu"));
        Assert.Equal(two, Tensors(16, optimizer, _ => "arelu"));
    }

    [Fact]
    public void Different_activations_cost_by_kind_and_not_by_trial() =>
        Assert.Equal(Tensors(4, "sgd", r => r < 2 ? "prelu" : "softplus"), Tensors(14, "sgd", r => r < 5 ? "prelu" : "softplus"));

    private static long Tensors(int count, string optimizer, Func<int, string> activation)
    {
        using var engine = new TorchEngine([TorchDevice.Cpu], count);
        TrainingTrial[] trials = [.. Enumerable.Range(0, count).Select(Trial)];
        var phase = Together.Open(engine, trials);
        using var session = phase.Session;
        session.TrainEpoch(phase.Epoch(1, trials, new EpochLog(new Together())), default);
        long before = DisposeScopeManager.Statistics.CreatedInScopeCount;
        session.TrainEpoch(phase.Epoch(2, trials, new EpochLog(new Together())), default);
        return DisposeScopeManager.Statistics.CreatedInScopeCount - before;

        TrainingTrial Trial(int number)
        {
            var trial = Invented.Trial(number, ("activation", Invented.Text(activation(number))), ("batchSize", Invented.Number(4)),
                ("trainSamples", Invented.Number(4 * Steps)),
                ("optimizer", Together.Group(("name", Invented.Text(optimizer)), ("weightDecay", Invented.Number(0.01)),
                    (optimizer == "sgd" ? "momentum" : "beta1", Invented.Number(0.5 + 0.02 * number)))),
                ("learningRate", Invented.Number(0.001 * (number + 1))));
            return new TrainingTrial(number, trial, TrialSettings.Read(trial.Configuration) with { Architecture = Everything });
        }
    }
}
