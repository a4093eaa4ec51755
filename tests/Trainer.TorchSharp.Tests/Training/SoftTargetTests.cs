using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Losses of smooth and of mixed labels of two fused trials.</summary>
public sealed class SoftTargetTests
{
    private static readonly double[] Logits = [2, 1, -1, 0, 0, 3, 1, 2, 0.5];

    [Fact]
    public void Smooth_labels_have_their_loss()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        double[] losses = CrossEntropy.Compute(Twice(), Labels(), mixed: null, smoothing: 0.1).mean([1]).data<double>().ToArray();
        Assert.All(losses, loss => Assert.Equal(0.7416568747, loss, 1e-9));
    }

    [Fact]
    public void The_loss_of_a_mixture_is_the_weighted_mean_of_both_labels()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var partners = torch.tensor(new long[] { 2, 1, 0, 0, 1, 2 }, [3, 2]);
        var shares = torch.tensor(new[] { 0.25f, 0.5f, 0.25f, 0.5f, 0.25f, 0.5f }, [3, 2]);
        double[] own = Losses(CrossEntropy.Compute(Twice(), Labels())), others = Losses(CrossEntropy.Compute(Twice(), partners));
        double[] mixed = Losses(CrossEntropy.Compute(Twice(), Labels(), new MixedTargets(partners, shares), smoothing: 0));
        for (int i = 0; i < 6; i++)
        {
            double share = i < 3 ? 0.25 : 0.5; // (trials, samples)
            Assert.Equal(share * own[i] + (1 - share) * others[i], mixed[i], 1e-12);
        }
    }

    private static double[] Losses(Tensor losses) => losses.contiguous().data<double>().ToArray();

    private static Tensor Twice() => torch.tensor([.. Logits, .. Logits], [2, 3, 3]);

    private static Tensor Labels() => torch.tensor(new long[] { 0, 0, 2, 2, 0, 0 }, [3, 2]);
}
