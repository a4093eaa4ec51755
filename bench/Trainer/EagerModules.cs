using Sweep.Trainer.Networks;
using TorchSharp;
using TorchSharp.Modules;
using Functional = TorchSharp.torch.nn.functional;
using Module = TorchSharp.torch.nn.Module;
using Tensor = TorchSharp.torch.Tensor;

namespace Sweep.Trainer.Bench;

/// <summary>The same network of TorchSharp's modules, written as PyTorch users do: the peer of the TorchSharp engine on the same
/// libtorch.</summary>
internal sealed class EagerModules : IDisposable
{
    private readonly ShapedNetwork network;
    private readonly Func<Tensor[], Tensor>[] nodes;
    private readonly int[] lastReaders;
    private readonly List<Module> modules = [];
    private readonly torch.optim.Optimizer optimizer;
    private readonly Tensor images, targets, order;
    private readonly bool makesMasks;

    public EagerModules(ShapedNetwork network, int batch, int classes)
    {
        (this.network, makesMasks) = (network, classes == 0);
        torch.set_num_threads(1);
        int[] readers = [.. network.Nodes.Select((_, i) => network.Nodes.Sum(n => n.Node.Inputs.Count(read => read == i)))];
        lastReaders = [.. network.Nodes.Select((_, i) => Enumerable.Range(0, network.Nodes.Length)
            .LastOrDefault(j => network.Nodes[j].Node.Inputs.Contains(i), network.Nodes.Length))];
        nodes = [.. network.Nodes.Select(n => Node(n, n.Node.Inputs.All(i => i >= 0 && readers[i] == 1
            && network.Nodes[i].Node.Layer is LayerDescription.Convolution or LayerDescription.BatchNorm or LayerDescription.Add)))];
        var parameters = modules.SelectMany(m => m.parameters()).ToArray();
        if (parameters.Sum(p => p.numel()) != network.ParameterCount)
            throw new InvalidOperationException("The modules have other parameters than the network.");
        optimizer = torch.optim.SGD(parameters, 0.01, momentum: 0.9);
        var shape = network.Input;
        order = torch.randperm(batch);
        images = torch.rand([batch, shape.Channels, shape.Height, shape.Width]);
        targets = makesMasks ? torch.randint(2, [batch, 1, network.Output.Height, network.Output.Width]).to(torch.float32)
            : torch.randint(classes, [batch]);
    }

    /// <summary>CPU seconds of one of so many training steps.</summary>
    public double Train(int steps) => CpuTime.Of(() =>
    {
        for (int step = 0; step < steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var output = Forward(images.index_select(0, order));
            var loss = makesMasks ? Functional.binary_cross_entropy_with_logits(output, targets)
                : Functional.cross_entropy(output.flatten(1), targets);
            loss.backward();
            optimizer.step();
        }
    }) / steps;

    public void Dispose()
    {
        optimizer.Dispose();
        modules.ForEach(m => m.Dispose());
        images.Dispose();
        order.Dispose();
        targets.Dispose();
    }

    private Tensor Forward(Tensor input)
    {
        var values = new Tensor[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            var reads = network.Nodes[i].Node.Inputs;
            values[i] = nodes[i]([.. reads.Select(read => read < 0 ? input : values[read])]);
            foreach (int read in reads.Where(read => read >= 0 && lastReaders[read] == i).Distinct())
            {
                if (!ReferenceEquals(values[read], values[i]))
                    values[read].Dispose();
            }
        }
        return values[^1];
    }

    // Tokens are (samples, tokens, channels), as transformers are written.
    private Func<Tensor[], Tensor> Node(ShapedNode node, bool inPlace)
    {
        int channels = node.Inputs[0].Channels;
        switch (node.Node.Layer)
        {
            case LayerDescription.Convolution c:
                var convolution = Keep(torch.nn.Conv2d(channels, c.OutputChannels, (c.Kernel.Height, c.Kernel.Width),
                    (c.Stride.Height, c.Stride.Width), (c.Padding.Height, c.Padding.Width), groups: c.Groups, bias: c.Bias));
                return x => x[0].dim() == 4 ? convolution.call(x[0])
                    : Functional.linear(x[0], convolution.weight.flatten(1), convolution.bias);
            case LayerDescription.TransposedConvolution c:
                var transposed = Keep(torch.nn.ConvTranspose2d(channels, c.OutputChannels, (c.Kernel.Height, c.Kernel.Width),
                    (c.Stride.Height, c.Stride.Width), (c.Padding.Height, c.Padding.Width), bias: c.Bias));
                return x => transposed.call(x[0]);
            case LayerDescription.Linear l:
                var linear = Keep(torch.nn.Linear(channels, l.Outputs, l.Bias));
                return x => linear.call(x[0].flatten(1));
            case LayerDescription.BatchNorm b:
                var norm = Keep(torch.nn.BatchNorm2d(channels, b.Epsilon, b.Momentum));
                return x => norm.call(x[0]);
            case LayerDescription.LayerNorm l:
                var layerNorm = Keep(torch.nn.LayerNorm(channels, l.Epsilon));
                return x => layerNorm.call(x[0]);
            case LayerDescription.ClassToken:
                var token = Parameter(torch.zeros(1, 1, channels));
                return x => torch.cat([token.expand(x[0].shape[0], 1, -1), Tokens(x[0])], 1);
            case LayerDescription.PositionEmbedding:
                var embedding = Parameter(torch.randn(1, node.Output.Plane, channels));
                return x => x[0] + embedding;
            case LayerDescription.MaxPool p:
                return x => Functional.max_pool2d(x[0], [p.Kernel.Height, p.Kernel.Width], [p.Stride.Height, p.Stride.Width],
                    [p.Padding.Height, p.Padding.Width], ceil_mode: p.Ceil);
            case LayerDescription.AveragePool p:
                return x => Functional.avg_pool2d(x[0], [p.Kernel.Height, p.Kernel.Width], [p.Stride.Height, p.Stride.Width],
                    [p.Padding.Height, p.Padding.Width], p.Ceil);
            case LayerDescription.AdaptiveAveragePool p:
                return x => x[0].dim() == 4 ? Functional.adaptive_avg_pool2d(x[0], [p.Output.Height, p.Output.Width]) : x[0].mean([1]);
            case LayerDescription.PadChannels p:
                return x => Functional.pad(x[0], [0, 0, 0, 0, p.Before, p.After]);
            case LayerDescription.SliceChannels s:
                return x => x[0].narrow(1, s.First, s.Count);
            case LayerDescription.ShuffleChannels s:
                return x => x[0].view(-1, s.Groups, channels / s.Groups, node.Output.Height, node.Output.Width).transpose(1, 2)
                    .reshape(-1, channels, node.Output.Height, node.Output.Width);
            case LayerDescription.Attention a:
                return x => Attention(x[0], a.Heads);
            case LayerDescription.Tokens:
                return x => Tokens(x[0]);
            case LayerDescription.Transpose:
                return x => x[0].transpose(1, 2);
            case LayerDescription.Token t:
                return x => x[0].select(1, t.Number);
            case LayerDescription.Dropout d:
                return x => Functional.dropout(x[0], d.Probability);
            case LayerDescription.Flatten:
                return x => x[0].flatten(1);
            case LayerDescription.Add:
                return x => x.Aggregate((a, b) => a + b);
            case LayerDescription.Concat:
                return x => torch.cat(x, 1);
            case LayerDescription.Elementwise { Formula.Inputs.Count: 2 }:
                return x => x[0] * (x[1].dim() == 4 ? x[1] : x[1].unsqueeze(2).unsqueeze(3));
            case LayerDescription.Elementwise e when e.Formula.Text.Contains("sigmoid", StringComparison.Ordinal):
                return x => x[0].sigmoid();
            case LayerDescription.Elementwise:
                return x => inPlace ? x[0].relu_() : x[0].relu();
            default:
                throw new NotSupportedException($"No module for {node.Node.Layer.Kind}.");
        }
    }

    private static Tensor Tokens(Tensor x) => x.dim() == 4 ? x.flatten(2).transpose(1, 2) : x;

    private static Tensor Attention(Tensor x, int heads)
    {
        long n = x.shape[0], tokens = x.shape[1], channels = x.shape[2] / 3;
        var parts = x.view(n, tokens, 3, heads, channels / heads).permute(2, 0, 3, 1, 4);
        Tensor q = parts.select(0, 0), k = parts.select(0, 1), v = parts.select(0, 2);
        var weights = (q.matmul(k.transpose(2, 3)) * Math.Pow(channels / heads, -0.5)).softmax(3);
        return weights.matmul(v).transpose(1, 2).reshape(n, tokens, channels);
    }

    private TModule Keep<TModule>(TModule module)
        where TModule : Module
    {
        modules.Add(module);
        return module;
    }

    private Parameter Parameter(Tensor start)
    {
        var list = Keep(new ParameterList(torch.nn.Parameter(start)));
        return list[0];
    }
}
