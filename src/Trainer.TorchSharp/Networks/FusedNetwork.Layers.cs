using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <content>What each layer computes.</content>
internal sealed partial class FusedNetwork
{
    private Tensor Compute(ShapedNode node, Tensor[] x, FusedStreams? streams) => node.Node.Layer switch
    {
        LayerDescription.Convolution c => Convolution(node, c, AsImage(x[0])),
        LayerDescription.Linear l => Linear(node, l, AsVector(x[0])),
        // Positional: the arrays' names changed between versions. The order is kernel, stride, padding, dilation of the maximum, ceil.
        LayerDescription.MaxPool p => torch.nn.functional.max_pool2d(AsImage(x[0]), Sizes(p.Kernel), Sizes(p.Stride), Sizes(p.Padding),
            Sizes(Extent.Square(1)), p.Ceil),
        LayerDescription.AveragePool p => torch.nn.functional.avg_pool2d(AsImage(x[0]), Sizes(p.Kernel), Sizes(p.Stride), Sizes(p.Padding),
            p.Ceil),
        LayerDescription.AdaptiveAveragePool p => torch.nn.functional.adaptive_avg_pool2d(AsImage(x[0]), Sizes(p.Output)),
        LayerDescription.BatchNorm b => BatchNorm(node, b, AsImage(x[0]), training: streams is not null || RefreshedBatches is not null
            || UsesBatchStatistics),
        LayerDescription.Dropout d => Dropout(node, d, x[0], streams),
        LayerDescription.Flatten => Flatten(node, x[0]),
        LayerDescription.PadChannels p => PadChannels(node, p, AsImage(x[0])),
        LayerDescription.SliceChannels s => SliceChannels(node, s, AsImage(x[0])),
        LayerDescription.ShuffleChannels s => ShuffleChannels(node, s, AsImage(x[0])),
        LayerDescription.ChannelPool p => ChannelPool(node, p, AsImage(x[0])),
        LayerDescription.LayerNorm l => LayerNorm(node, l, AsImage(x[0])),
        LayerDescription.Attention a => Attention(node, a, AsImage(x[0])),
        LayerDescription.Tokens => AsImage(x[0]).reshape(x[0].shape[0], -1, 1, node.Output.Plane),
        LayerDescription.Transpose => Transpose(node, AsImage(x[0])),
        LayerDescription.ClassToken => ClassToken(node, AsImage(x[0])),
        LayerDescription.PositionEmbedding => AsImage(x[0]).add(Learned(node, "embedding").view(1, -1, node.Output.Height,
            node.Output.Width), Scalars.One),
        LayerDescription.Token t => AsImage(x[0]).flatten(2).narrow(2, t.Number, 1).unsqueeze(3),
        LayerDescription.TransposedConvolution t => TransposedConvolution(node, t, AsImage(x[0])),
        LayerDescription.Upsample u => Upsample(node, u, AsImage(x[0])),
        LayerDescription.Add => Alike(x).Aggregate((a, b) => a.add(b, Scalars.One)),
        LayerDescription.Concat => Concat(node, Alike(x)),
        LayerDescription.Activation => throw new ArgumentException($"No activation has been put in the place '{node.Node.Name}'."),
        _ => throw new NotSupportedException($"The TorchSharp engine has no layer for {node.Node.Layer.GetType().Name}."),
    };

    private Tensor Convolution(ShapedNode node, LayerDescription.Convolution layer, Tensor x)
    {
        int channels = node.Inputs[0].Channels / layer.Groups;
        var weight = Learned(node, "weight").view((long)TrialCount * layer.OutputChannels, channels, layer.Kernel.Height,
            layer.Kernel.Width);
        var bias = layer.Bias ? Learned(node, "bias").view(-1) : null;
        return torch.nn.functional.conv2d(x, weight, bias, strides: Sizes(layer.Stride), padding: Sizes(layer.Padding),
            groups: (long)TrialCount * layer.Groups);
    }

    private Tensor Linear(ShapedNode node, LayerDescription.Linear layer, Tensor x)
    {
        var weight = Learned(node, "weight").view(TrialCount, layer.Outputs, node.Inputs[0].Channels);
        var bias = layer.Bias ? Learned(node, "bias") : null;
        if (TrialCount == 1)
            return torch.nn.functional.linear(x.squeeze(0), weight.squeeze(0), bias?.squeeze(0)).unsqueeze(0);
        // Not baddbmm, whose operands are in another order than their names say.
        var product = x.bmm(weight.transpose(1, 2));
        return bias is null ? product : product.add(bias.unsqueeze(1), Scalars.One);
    }

    private Tensor BatchNorm(ShapedNode node, LayerDescription.BatchNorm layer, Tensor x, bool training)
    {
        var (mean, variance) = running[node.Node.Name];
        if (UsesBatchStatistics)
            (mean, variance) = (mean.clone(), variance.clone()); // libtorch moves them
        // Scales and statistics stay in their own precision: libtorch mixes them with coarser inputs.
        Tensor scale = Exact(node, "weight").view(-1), shift = Exact(node, "bias").view(-1);
        double momentum = 1.0 / RefreshedBatches ?? layer.Momentum;
        if (!training || x.shape[0] * node.Output.Plane > 1)
            return torch.nn.functional.batch_norm(x, mean, variance, scale, shift, training: training, momentum: momentum,
                eps: layer.Epsilon);
        // One value per channel has no spread, which libtorch refuses: it is its own mean, and leaves running statistics as they are.
        return x.sub(x).mul(scale.view(1, -1, 1, 1)).add(shift.view(1, -1, 1, 1), Scalars.One).to(x.dtype);
    }

    // Channels as rows, so that a window holds all of one trial.
    private Tensor ChannelPool(ShapedNode node, LayerDescription.ChannelPool layer, Tensor x)
    {
        long[] window = [node.Inputs[0].Channels, 1];
        var rows = x.reshape(x.shape[0], TrialCount, node.Inputs[0].Channels, node.Output.Plane);
        var pooled = layer.IsMaximum
            ? torch.nn.functional.max_pool2d(rows, window, window, Sizes(new(0, 0)), Sizes(Extent.Square(1)), false)
            : torch.nn.functional.avg_pool2d(rows, window, window, Sizes(new(0, 0)), false);
        return pooled.reshape(x.shape[0], TrialCount, node.Output.Height, node.Output.Width);
    }

    private Tensor LayerNorm(ShapedNode node, LayerDescription.LayerNorm layer, Tensor x)
    {
        var apart = x.reshape(x.shape[0], TrialCount, node.Output.Channels, node.Output.Plane);
        var normal = torch.nn.functional.layer_norm(apart.transpose(2, 3), [node.Output.Channels], eps: layer.Epsilon).transpose(2, 3);
        var scaled = normal.mul(Learned(node, "weight").view(1, TrialCount, -1, 1))
            .add(Learned(node, "bias").view(1, TrialCount, -1, 1), Scalars.One);
        return scaled.reshape(x.shape);
    }

    private Tensor Attention(ShapedNode node, LayerDescription.Attention layer, Tensor x)
    {
        int size = node.Output.Channels / layer.Heads;
        var parts = x.reshape(x.shape[0], TrialCount, 3, layer.Heads, size, node.Output.Plane);
        Tensor queries = parts.select(2, 0), keys = parts.select(2, 1), values = parts.select(2, 2); // (.., heads, size, tokens)
        var weights = queries.transpose(3, 4).matmul(keys).mul(Scalars.Create(1 / Math.Sqrt(size))).softmax(4);
        return values.matmul(weights.transpose(3, 4))
            .reshape(x.shape[0], (long)TrialCount * node.Output.Channels, node.Output.Height, node.Output.Width);
    }

    private Tensor Transpose(ShapedNode node, Tensor x) =>
        x.reshape(x.shape[0], TrialCount, node.Output.Width, node.Output.Channels).transpose(2, 3)
            .reshape(x.shape[0], (long)TrialCount * node.Output.Channels, 1, node.Output.Width);

    private Tensor ClassToken(ShapedNode node, Tensor x) =>
        torch.cat([Learned(node, "token").view(1, -1, 1).expand(x.shape[0], -1, 1), x.flatten(2)], 2).unsqueeze(2);

    private Tensor TransposedConvolution(ShapedNode node, LayerDescription.TransposedConvolution layer, Tensor x)
    {
        var weight = Learned(node, "weight").view((long)TrialCount * node.Inputs[0].Channels, layer.OutputChannels, layer.Kernel.Height,
            layer.Kernel.Width);
        var bias = layer.Bias ? Learned(node, "bias").view(-1) : null;
        return torch.nn.functional.conv_transpose2d(x, weight, bias, strides: Sizes(layer.Stride), padding: Sizes(layer.Padding),
            groups: TrialCount);
    }

    // As an expansion, which has second derivatives too.
    private static Tensor Upsample(ShapedNode node, LayerDescription.Upsample layer, Tensor x) =>
        x.unsqueeze(4).unsqueeze(3)
            .expand(-1, -1, -1, layer.Factor.Height, -1, layer.Factor.Width)
            .reshape(x.shape[0], x.shape[1], node.Output.Height, node.Output.Width);

    private Tensor Dropout(ShapedNode node, LayerDescription.Dropout layer, Tensor x, FusedStreams? streams)
    {
        if (streams is null)
            return x.alias();
        int samples = (int)(x.dim() == 4 ? x.shape[0] : x.shape[1]);
        var drawn = streams.Uniform("dropout", node.Node.Name, samples, node.Output.Count, x);
        float probability = (float)layer.Probability;
        var factors = drawn.ge(Scalars.Create(probability)).to(x.dtype).mul(Scalars.Create(1 / (1 - probability)));
        return x.mul(x.dim() == 4 ? factors.view(x.shape) : factors.view(samples, TrialCount, -1).transpose(0, 1));
    }

    private Tensor Elementwise(ShapedNode node, FusedElementwise fused, Tensor[] x, FusedStreams? streams)
    {
        int samples = (int)(x[0].dim() == 4 ? x[0].shape[0] : x[0].shape[1]);
        var noise = fused.UsesNoise && streams is not null
            ? streams.Uniform("noise", node.Node.Name, samples, node.Output.Count, x[0])
            : null;
        return fused.Apply(x, fused.Parameters.Count == 0 ? null : Learned(node, "parameters"), noise);
    }

    // (trials, samples, features), channels before rows before columns.
    private Tensor Flatten(ShapedNode node, Tensor x) => x.dim() == 4
        ? x.reshape(x.shape[0], TrialCount, node.Output.Count).transpose(0, 1)
        : x.alias();

    private Tensor PadChannels(ShapedNode node, LayerDescription.PadChannels layer, Tensor x)
    {
        var (from, to) = (node.Inputs[0], node.Output);
        // Sizes in pairs from the last dimension: width, height, channels of each trial.
        var padded = torch.nn.functional.pad(x.reshape(x.shape[0], TrialCount, from.Channels, from.Height, from.Width),
            [0, 0, 0, 0, layer.Before, layer.After]);
        return padded.view(x.shape[0], (long)TrialCount * to.Channels, to.Height, to.Width);
    }

    private Tensor SliceChannels(ShapedNode node, LayerDescription.SliceChannels layer, Tensor x)
    {
        var (from, to) = (node.Inputs[0], node.Output);
        return x.reshape(x.shape[0], TrialCount, from.Channels, from.Height, from.Width).narrow(2, layer.First, layer.Count)
            .reshape(x.shape[0], (long)TrialCount * to.Channels, to.Height, to.Width);
    }

    private Tensor ShuffleChannels(ShapedNode node, LayerDescription.ShuffleChannels layer, Tensor x)
    {
        var shape = node.Output;
        return x.reshape(x.shape[0], TrialCount, layer.Groups, shape.Channels / layer.Groups, (long)shape.Plane).transpose(2, 3)
            .reshape(x.shape[0], (long)TrialCount * shape.Channels, shape.Height, shape.Width);
    }

    private Tensor Concat(ShapedNode node, Tensor[] x)
    {
        if (x[0].dim() == 3)
            return torch.cat(x, 2);
        var apart = x.Select((part, i) =>
            part.reshape(part.shape[0], TrialCount, node.Inputs[i].Channels, node.Output.Height, node.Output.Width)).ToArray();
        return torch.cat(apart, 2).view(x[0].shape[0], (long)TrialCount * node.Output.Channels, node.Output.Height, node.Output.Width);
    }

    private Tensor[] Alike(Tensor[] x) => x.All(t => t.dim() == x[0].dim()) ? x : [.. x.Select(AsImage)];

    private Tensor AsVector(Tensor x) => x.dim() == 3 ? x : x.reshape(x.shape[0], TrialCount, -1).transpose(0, 1);

    private Tensor AsImage(Tensor x) => x.dim() == 4 ? x : x.transpose(0, 1).reshape(x.shape[1], x.shape[0] * x.shape[2], 1, 1);

    private static long[] Sizes(Extent extent) => [extent.Height, extent.Width];
}
