using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>The outer gradient of each method in double precision: two linear layers of two units with the activation between them, two
/// support samples, two query samples, two inner steps of rate 0.1.</summary>
public sealed class MetaMethodTests
{
    // Expected: the loss, then the gradients of W1, b1, W2, b2 and the activation's parameters, all of which adapt (ANIL: W2, b2).
    // In Debian's python3-torch 1.13.1, with F = torch.nn.functional, p the parameters, q = list(p), `moved` those that adapt, `second`
    // for MAML and ANIL, f(q, x) = F.linear(act(F.linear(x, q[0], q[1])), q[2], q[3]), s = 2 for the sum over ways, else 1:
    //   for _ in range(2):
    //     g = torch.autograd.grad(s*F.cross_entropy(f(q, S), torch.tensor([0, 1])), [q[i] for i in moved], create_graph=second)
    //     for i, d in zip(moved, g): q[i] = q[i] - .1*d if second else (q[i] - .1*d).detach().requires_grad_()
    //   torch.autograd.grad(F.cross_entropy(f(q, Q), torch.tensor([0, 1])), p if second else q)
    // Reptile: F.cross_entropy(f(q, S), ...) and p - q. AReLU: F.relu(x)*(1 + sigmoid(b)) - F.relu(-x)*clamp(a, .01, .99).
    [Theory]
    [InlineData("tanh", MetaMethod.Maml, false, 0.567735486413,
        "0.167405898254 0.145514080789 -0.318762580518 -0.249551322828 -0.0334136549845 -0.149695562942 0.254640975201 "
            + "0.237459176754 -0.254640975201 -0.237459176754 0.177826419048 -0.177826419048")]
    [InlineData("tanh", MetaMethod.FirstOrderMaml, false, 0.567735486413,
        "0.194170417039 0.217478300881 -0.326750562332 -0.220169259549 0.00809900981775 -0.121397123231 0.222953436688 "
            + "0.284468329722 -0.222953436688 -0.284468329722 0.214653302685 -0.214653302685")]
    [InlineData("tanh", MetaMethod.Maml, true, 0.684316551560,
        "0.0849316485239 0.101361077297 -0.363120544549 -0.3106421697 -0.110706029546 -0.207829793348 0.283972320761 "
            + "0.210602685933 -0.283972320761 -0.210602685933 0.17938628873 -0.17938628873")]
    [InlineData("tanh", MetaMethod.Anil, false, 0.465456282078,
        "0.406233706994 0.294280930884 -0.223413900107 -0.160473450149 0.10953748249 -0.0857728204876 0.135489729831 "
            + "0.248377411786 -0.135489729831 -0.248377411786 0.160424234898 -0.160424234898")]
    [InlineData("tanh", MetaMethod.Reptile, false, 0.621417450732,
        "-0.131743578939 -0.177980969168 0.0546847770658 0.00786482072953 -0.063338627971 -0.0265190096559 "
            + "-0.0259328978836 -0.0659098565087 0.0259328978836 0.0659098565087 -0.0401934004762 0.0401934004762")]
    [InlineData("arelu", MetaMethod.Maml, false, 2.351577169080,
        "2.02513109398 0.147211213968 -1.0281457296 0.381951958061 0.4774898168 -0.179486780206 1.4076500359 "
            + "-0.582639103718 -1.4076500359 0.582639103718 0.0868265783304 -0.0868265783304 0.0284615415024 0.150653640921")]
    [InlineData("arelu", MetaMethod.FirstOrderMaml, false, 2.351577169080,
        "2.716960101 1.57098482677 -1.71771661196 -0.924132724367 1.20141130283 -0.810611996735 1.56854671407 "
            + "0.234079321132 -1.56854671407 -0.234079321132 0.428821588251 -0.428821588251 -0.0507715872559 0.121961112782")]
    [InlineData("arelu", MetaMethod.Anil, true, 1.164767687895,
        "2.70014729596 1.8332085285 0.371535428312 1.16654563111 1.19040777102 0.52590579817 0.599775753752 "
            + "0.679253553813 -0.599775753752 -0.679253553813 0.3012127637 -0.3012127637 0.0362985997017 0.0998604852364")]
    [InlineData("arelu", MetaMethod.Reptile, false, 0.308325025853,
        "-0.228845012622 -0.345067812835 0.176264512964 0.308641765511 -0.138747242695 0.14115470463 -0.0452367481839 "
            + "-0.183690189117 0.0452367481839 0.183690189117 -0.0343126788188 0.0343126788188 -0.0227516682923 0.0103147086675")]
    public void Each_method_agrees_with_pytorch(string name, MetaMethod method, bool sums, double loss, string gradient)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var activation = ActivationCatalogue.Find(name)!;
        var shape = ShapedNetwork.Infer(new NetworkBuilder("two layers").Flatten().Linear(2).Activation().Linear(2).Build(),
            new TensorShape(1, 1, 2)).WithActivation(activation.At);
        using var network = new FusedNetwork([shape, shape], ScalarType.Float64, torch.CPU);
        double[][] numbers = [[.5, -.3, .2, .8], [.1, -.2], [1, -.7, -.4, .6], [0, .05],
            [.. activation.LearnableParameters.Select(p => p.Initial)]];
        using (torch.no_grad())
        {
            // The second trial of the program has other numbers, and disturbs nothing.
            foreach (var (leaf, values) in network.Parameters.Leaves.Zip(numbers))
                leaf.copy_(torch.tensor([.. values, .. values.Select(v => v + 0.25)]).view(2, -1));
        }
        var meta = new MetaSettings(method, Ways: 2, Shots: 1, Queries: 1, InnerSteps: 2, InnerRate: 0.1, TasksPerStep: 1)
        {
            SumsOverWays = sums,
        };

        var (losses, gradients) = MetaGradient.Compute(network, meta, Batch(1, 2, -1, .5), Batch(.3, -1, 2, 1),
            batch => new FusedStreams([new StreamKey(1), new StreamKey(2)], batch));

        Assert.Equal(loss, losses[0].data<double>()[0], 1e-9);
        double[] expected = [.. gradient.Split(' ').Select(g => double.Parse(g, CultureInfo.InvariantCulture))];
        double[] actual = [.. gradients.SelectMany(g => g[0].contiguous().data<double>().ToArray())];
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    // A sample of either class, the same for both trials.
    private static (Tensor Input, Tensor Targets) Batch(params double[] values) =>
        (torch.tensor(values).view(2, 1, 1, 2).expand(2, 2, 1, 2).contiguous(),
            torch.tensor(new long[] { 0, 1 }).unsqueeze(1).expand(2, 2));
}
