using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Losses and gradients of PyTorch 1.13 in double precision for activations that are networks. The script that printed
/// them:</summary>
/// <remarks>Parameter i of the flat block is 0.6 sin(0.7 i + 0.3), input i is 2 sin(1.3 i + 0.1). The first parameters are added to each
/// image, so that their gradient is that of x; those of formulas come last.
/// <code>
/// i = [0]; ps = []; late = [None]
/// def at(k, *s): return (0.6*torch.sin(0.7*(k + torch.arange(math.prod(s))) + 0.3)).reshape(s).requires_grad_()
/// def take(*s): t = at(i[0], *s); i[0] += t.numel(); ps.append(t); return t
/// def linear(v, n): return F.linear(v, take(n, v.shape[1]), take(n))
/// def conv(v, n): return F.conv2d(v, take(n, v.shape[1], 1, 1), take(n))
/// def bn(v): return F.batch_norm(v, None, None, take(v.shape[1]), take(v.shape[1]), training=True)
/// gap = lambda v: v.mean((2, 3)); wide = lambda v: v[:, :, None, None]; neg = lambda x: x.clamp(max=0)
/// def aprelu(x):
///     h = torch.cat([gap(neg(x)), gap(F.relu(x))], 1)
///     return F.relu(x) + wide(torch.sigmoid(bn(linear(F.relu(bn(linear(h, 8))), 8))))*neg(x)
/// def aprelu_shared(x):
///     h = torch.cat([gap(neg(x)).mean(1, keepdim=True), gap(F.relu(x)).mean(1, keepdim=True)], 1)
///     return F.relu(x) + wide(torch.sigmoid(bn(linear(F.relu(bn(linear(h, 2))), 1))))*neg(x)
/// def se(y): return y*wide(torch.sigmoid(linear(F.relu(linear(gap(y), 1)), 8)))          # y = relu(x), tanh(x)
/// def dy(x, each):                                                                        # each = 1: A, 8: B
///     t = 2*torch.sigmoid(linear(F.relu(linear(gap(x), 1)), 4*each)) - 1; a1, a2, b1, b2 = map(wide, t.chunk(4, 1))
///     return torch.max((1 + a1)*x + 0.5*b1, a2*x + 0.5*b2)
/// def dyc(x):
///     m = dy(x, 8); return (F.softmax(conv(x, 1).flatten(1)/10, 1)*12/3).clamp(max=1).reshape(-1, 1, 3, 4)*m
/// def meta(x):
///     b = wide(torch.sigmoid(bn(linear(bn(linear(gap(x), 16)), 8)))); q = late[0] = at(i[0], 8, 2)
///     p1, p2 = q[:, 0].reshape(8, 1, 1), q[:, 1].reshape(8, 1, 1); return (p1 - p2)*x*torch.sigmoid(b*(p1 - p2)*x) + p2*x
/// def frelu(x): return torch.max(x, bn(F.conv2d(x, take(8, 1, 3, 3), take(8), padding=1, groups=8)))
/// def sa(x):
///     lo = x.amin(1, keepdim=True).clamp(max=0); hi = x.amax(1, keepdim=True).clamp(min=0)
///     return (x - lo)/(hi - lo)*F.softmax(x, 1)                                           # plain: x*F.softmax(x, 1)
/// def maxout(x): return torch.stack([conv(x, 8), conv(x, 8), conv(x, 8)]).amax(0)
/// def gated(x):                                                                           # labels [5, 40, 57]; swish: F.silu
///     w = take(10, 8); b = take(10); v = x.permute(0, 2, 3, 1)
///     return (F.gelu(v @ w[:5].T + b[:5])*(v @ w[5:].T + b[5:])).permute(0, 3, 1, 2)
/// x = (2*torch.sin(1.3*torch.arange(288) + 0.1)).reshape(3, 8, 3, 4) + take(8, 3, 4)
/// loss = F.cross_entropy(f(x).flatten(1), torch.tensor([5, 40, 77])); loss.backward()
/// g = torch.cat([p.grad.flatten() for p in ps + late if p is not None]); print(loss, (g*torch.cos(0.4*torch.arange(len(g)))).sum())
/// </code></remarks>
public sealed class NetworkActivationValuesTests
{
    public static TheoryData<string, string, double, double> Expected() => new()
    {
        { "se", "", 4.71099871599, 0.16449055217 },
        { "se", "around: tanh", 4.67964639409, 0.00885613869887 },
        { "aprelu", "", 5.27781367919, 0.576739587869 },
        { "aprelu-shared", "", 5.35895186758, 0.477650922839 },
        { "dy-relu-a", "", 5.43279263767, 1.35015321436 },
        { "dy-relu-b", "", 4.98163858999, 0.4704473219 },
        { "dy-relu-c", "", 4.58588983057, 0.141056988669 },
        { "meta-acon", "", 4.32540627357, 0.607819798038 },
        { "frelu", "", 4.67590408609, 0.0868647113312 },
        { "sa-softmax", "", 4.56389509776, 0.1790294751 },
        { "sa-softmax-plain", "", 4.6248437041, 0.304486112717 },
        { "maxout", "pools: 3", 5.07523477073, 0.667645891462 },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Losses_and_gradients_are_those_of_PyTorch(string name, string setting, double expectedLoss, double expectedSum)
    {
        Check(new NetworkBuilder("activation").PositionEmbedding().Activation().Flatten(), Activation(name, setting), [5, 40, 77],
            expectedLoss, expectedSum);
    }

    // GEGLU and SwiGLU, Shazeer 2020.
    [Theory]
    [InlineData("gelu-exact", 4.04399454396, -0.0465185283597)]
    [InlineData("swish", 4.04584808008, -0.0507991353931)]
    public void So_are_those_of_gated_hidden_units(string activation, double expectedLoss, double expectedSum) =>
        Check(new NetworkBuilder("gated").PositionEmbedding().Hidden(5, gated: true).Flatten(), Activation(activation, ""), [5, 40, 57],
            expectedLoss, expectedSum);

    [Fact]
    public void Every_network_of_the_catalogue_is_compared() =>
        Assert.Superset(ActivationCatalogue.All.Where(a => a.Network is not null).Select(a => a.Name).ToHashSet(),
            Expected().Select(row => row.Data.Item1).ToHashSet());

    private static void Check(NetworkBuilder network, ActivationDefinition activation, int[] labels, double expectedLoss,
        double expectedSum)
    {
        var input = new TensorShape(8, 3, 4);
        var shape = ShapedNetwork.Infer(network.Build(), input).WithActivation(activation.At);
        var reference = new ReferenceNetwork(shape, new ReferenceMode.Training(new StreamKey(1), "1"));
        double[] x = [.. Enumerable.Range(0, 3 * input.Count).Select(i => 2 * Math.Sin(1.3 * i + 0.1))];
        double[] parameters = [.. Enumerable.Range(0, reference.ParameterCount).Select(i => 0.6 * Math.Sin(0.7 * i + 0.3))],
            gradients = new double[parameters.Length];
        double loss = reference.Loss(x, labels, parameters, gradients);
        Assert.Equal(expectedLoss, loss, 1e-10);
        Assert.Equal(expectedSum, gradients.Select((g, i) => g * Math.Cos(0.4 * i)).Sum(), 1e-10);
    }

    private static ActivationDefinition Activation(string name, string setting) => ActivationLevel.Read(setting switch
    {
        "around: tanh" => new SettingValue.Group([new("name", Invented.Text(name)), new("around", Invented.Text("tanh"))]),
        "pools: 3" => new SettingValue.Group([new("name", Invented.Text(name)), new("pools", Invented.Number(3))]),
        _ => Invented.Text(name),
    });
}
