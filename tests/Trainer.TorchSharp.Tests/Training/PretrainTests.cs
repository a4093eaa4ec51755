using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

public sealed class PretrainTests
{
    [Fact]
    public void Fused_trials_each_carry_what_their_own_activation_has_learned_into_the_next_phase()
    {
        TrialDescription elu = Trial("elu"), prelu = Trial("prelu");
        var together = Together.Train(Together.Torch(), elu, prelu).Heard;
        foreach (var trial in new[] { elu, prelu })
        {
            var alone = Together.Train(Together.Cpu(), trial).Heard;
            Together.Close([FirstLoss(alone, trial)], [FirstLoss(together, trial)], 1e-4, trial.Id.ToString());
        }
    }

    // Of the last phase.
    private static double FirstLoss(Together heard, TrialDescription trial) => heard.Heard.Where(h => h.Trial == trial.Id)
        .SelectMany(h => h.Metrics.Values).First(v => v.Key == MetricCatalogue.TrainLoss.Name).Value;

    private static TrialDescription Trial(string activation) => Invented.Trial(5, ("activation", Invented.Text(activation)),
        ("optimizer", Invented.Text("adam")), ("learningRate", Invented.Number(0.003)), ("epochs", Invented.Number(1)),
        ("pretrain", Together.Group(("name", Invented.Text("mnist")), ("epochs", Invented.Number(3)))));
}
