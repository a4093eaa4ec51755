using Sweep.Planning.Randomness;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Interpretation;

/// <summary>One node of a <see cref="ReferenceNetwork"/> in one direction: forward writes Y from X, backward adds to DX from DY.</summary>
/// <param name="Node">What it is.</param>
/// <param name="Samples">In the batch.</param>
/// <param name="X">Inputs.</param>
/// <param name="Y">Output.</param>
/// <param name="DX">Gradients of the inputs, added to; empty forward.</param>
/// <param name="DY">Gradient of the output; empty forward.</param>
/// <param name="IsForward">The direction.</param>
internal sealed partial record ReferencePart(ShapedNode Node, int Samples, double[][] X, double[] Y, double[][] DX, double[] DY,
    bool IsForward)
{
    private TensorShape In => Node.Inputs[0];

    private TensorShape Out => Node.Output;

    /// <summary>The first maximum of each window; NaN wins.</summary>
    public void MaxPool(LayerDescription.MaxPool layer) => Each(Out, (sample, c, oy, ox, at) =>
    {
        double[] values = X[0];
        int best = -1, firstY = oy * layer.Stride.Height - layer.Padding.Height, firstX = ox * layer.Stride.Width - layer.Padding.Width;
        for (int y = Math.Max(0, firstY); y < Math.Min(In.Height, firstY + layer.Kernel.Height); y++)
        {
            for (int x = Math.Max(0, firstX); x < Math.Min(In.Width, firstX + layer.Kernel.Width); x++)
            {
                int from = Index(In, sample, c, y, x);
                if (best < 0 || values[from] > values[best] || double.IsNaN(values[from]))
                    best = from;
            }
        }
        Scaled(best, at, 1);
    });

    /// <summary>Means; padding counts as zeros, what lies outside of it not.</summary>
    public void AveragePool(LayerDescription.AveragePool layer) => Each(Out, (sample, c, oy, ox, at) =>
    {
        int bottom = Math.Min(oy * layer.Stride.Height + layer.Kernel.Height, In.Height + 2 * layer.Padding.Height);
        int right = Math.Min(ox * layer.Stride.Width + layer.Kernel.Width, In.Width + 2 * layer.Padding.Width);
        double share = 1.0 / ((bottom - oy * layer.Stride.Height) * (right - ox * layer.Stride.Width));
        Window(In, layer.Kernel, layer.Stride, layer.Padding, oy, ox, (y, x, _) => Scaled(Index(In, sample, c, y, x), at, share));
    });

    /// <summary>Means over windows from floor(i n/m) to ceil((i+1) n/m).</summary>
    public void AdaptivePool() => Each(Out, (sample, c, oy, ox, at) =>
    {
        int top = (int)Math.Floor((double)oy * In.Height / Out.Height),
            bottom = (int)Math.Ceiling((double)(oy + 1) * In.Height / Out.Height);
        int left = (int)Math.Floor((double)ox * In.Width / Out.Width), right = (int)Math.Ceiling((double)(ox + 1) * In.Width / Out.Width);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
                Scaled(Index(In, sample, c, y, x), at, 1.0 / ((bottom - top) * (right - left)));
        }
    });

    /// <summary>Mean over the channels, or the first maximum.</summary>
    public void ChannelPool(LayerDescription.ChannelPool layer) => Each(Out, (sample, _, y, x, at) =>
    {
        int[] places = [.. Enumerable.Range(0, In.Channels).Select(c => Index(In, sample, c, y, x))];
        if (layer.IsMaximum)
            Scaled(places.MaxBy(i => X[0][i]), at, 1);
        else
            Array.ForEach(places, i => Scaled(i, at, 1.0 / In.Channels));
    });

    /// <summary>Zero or scaled up, by the stream.</summary>
    public void Dropout(LayerDescription.Dropout layer, RandomStream random)
    {
        for (int i = 0; i < Y.Length; i++)
            Scaled(i, i, random.NextSingle() < (float)layer.Probability ? 0 : 1 / (1 - layer.Probability));
    }

    /// <summary>Sum of all inputs; of one input: the same values, which is what flattening does.</summary>
    public void Add()
    {
        for (int input = 0; input < X.Length; input++)
        {
            for (int i = 0; i < Y.Length; i++)
                Scaled(i, i, 1, input);
        }
    }

    /// <summary>The input's channels between channels that stay zero.</summary>
    public void PadChannels(LayerDescription.PadChannels layer) => Each(In, (sample, c, y, x, from) =>
        Scaled(from, Index(Out, sample, layer.Before + c, y, x), 1));

    /// <summary>Some channels.</summary>
    public void SliceChannels(LayerDescription.SliceChannels layer) => Each(Out, (sample, c, y, x, at) =>
        Scaled(Index(In, sample, layer.First + c, y, x), at, 1));

    /// <summary>Channels seen as (groups, channels of a group), transposed.</summary>
    public void ShuffleChannels(LayerDescription.ShuffleChannels layer) => Each(Out, (sample, c, y, x, at) =>
        Scaled(Index(In, sample, c % layer.Groups * (In.Channels / layer.Groups) + c / layer.Groups, y, x), at, 1));

    /// <summary>Inputs behind each other along the channels.</summary>
    public void Concat()
    {
        for (int sample = 0; sample < Samples; sample++)
        {
            int at = sample * Out.Count;
            for (int input = 0; input < X.Length; input++)
            {
                int count = Node.Inputs[input].Count;
                for (int i = 0; i < count; i++)
                    Scaled(sample * count + i, at++, 1, input);
            }
        }
    }

    /// <summary>Statistics over the channels of each position and their gradients.</summary>
    public void LayerNorm(LayerDescription.LayerNorm layer, double[] parameters, double[] gradients, int scale, int shift) =>
        EachPosition(In, places =>
        {
            double count = In.Channels, mean = places.Sum(i => X[0][i]) / count;
            double inverse = 1 / Math.Sqrt(places.Sum(i => (X[0][i] - mean) * (X[0][i] - mean)) / count + layer.Epsilon);
            double[] normal = [.. places.Select(i => (X[0][i] - mean) * inverse)];
            double[] slopes = [.. places.Select((i, c) => IsForward ? 0 : DY[i] * parameters[scale + c])];
            double sum = slopes.Sum() / count, product = slopes.Select((slope, c) => slope * normal[c]).Sum() / count;
            for (int c = 0; c < places.Length; c++)
            {
                if (IsForward)
                {
                    Y[places[c]] = normal[c] * parameters[scale + c] + parameters[shift + c];
                    continue;
                }
                DX[0][places[c]] += inverse * (slopes[c] - sum - normal[c] * product);
                if (!Learns(gradients))
                    continue;
                gradients[scale + c] += DY[places[c]] * normal[c];
                gradients[shift + c] += DY[places[c]];
            }
        });

    /// <summary>Channels and positions exchanged.</summary>
    public void Transpose() => Each(In, (sample, c, y, x, from) => Scaled(from, Index(Out, sample, y * In.Width + x, 0, c), 1));

    /// <summary>softmax(q k / sqrt(d)) v, query by query.</summary>
    public void Attention(LayerDescription.Attention layer)
    {
        int channels = Out.Channels, size = channels / layer.Heads, tokens = In.Plane;
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int head = 0; head < layer.Heads; head++)
            {
                int At(int part, int d, int token) => (sample * In.Channels + part * channels + head * size + d) * tokens + token;
                for (int query = 0; query < tokens; query++)
                {
                    double[] powers = [.. Enumerable.Range(0, tokens).Select(key => Math.Exp(
                        Enumerable.Range(0, size).Sum(d => X[0][At(0, d, query)] * X[0][At(1, d, key)]) / Math.Sqrt(size)))];
                    double[] weights = [.. powers.Select(p => p / powers.Sum())];
                    Attend(weights, size, d => ((sample * channels) + head * size + d) * tokens + query, (part, d, token) =>
                        At(part, d, part == 0 ? query : token));
                }
            }
        }
    }

    private void Attend(double[] weights, int size, Func<int, int> output, Func<int, int, int, int> at)
    {
        double[] slopes = new double[weights.Length];
        for (int key = 0; key < weights.Length; key++)
        {
            for (int d = 0; d < size; d++)
            {
                if (IsForward)
                    Y[output(d)] += weights[key] * X[0][at(2, d, key)];
                else
                    (DX[0][at(2, d, key)], slopes[key]) = (DX[0][at(2, d, key)] + weights[key] * DY[output(d)],
                        slopes[key] + DY[output(d)] * X[0][at(2, d, key)]);
            }
        }
        double mean = weights.Zip(slopes, (w, g) => w * g).Sum();
        for (int key = 0; key < weights.Length && !IsForward; key++)
        {
            double slope = weights[key] * (slopes[key] - mean) / Math.Sqrt(size);
            for (int d = 0; d < size; d++)
            {
                DX[0][at(0, d, key)] += slope * X[0][at(1, d, key)];
                DX[0][at(1, d, key)] += slope * X[0][at(0, d, key)];
            }
        }
    }

    /// <summary>A learned position before the others.</summary>
    public void ClassToken(double[] parameters, double[] gradients, int token)
    {
        Each(Out, (sample, c, _, x, at) =>
        {
            if (x == 0)
                Affine(parameters, gradients, token + c, at);
        });
        Each(In, (sample, c, y, x, from) => Scaled(from, Index(Out, sample, c, 0, 1 + y * In.Width + x), 1));
    }

    /// <summary>A learned number for each channel of each position.</summary>
    public void PositionEmbedding(double[] parameters, double[] gradients, int embedding) => Each(Out, (sample, c, y, x, at) =>
    {
        Scaled(at, at, 1);
        Affine(parameters, gradients, embedding + (c * In.Height + y) * In.Width + x, at);
    });

    /// <summary>One position.</summary>
    public void Token(LayerDescription.Token layer) => Each(Out, (sample, c, _, _, at) =>
        Scaled(Index(In, sample, c, layer.Number / In.Width, layer.Number % In.Width), at, 1));

    /// <summary>Each position adds its window to the output.</summary>
    public void TransposedConvolution(LayerDescription.TransposedConvolution layer, double[] parameters, double[] gradients, int weight,
        int bias)
    {
        Each(Out, (_, o, _, _, at) =>
        {
            if (bias >= 0)
                Affine(parameters, gradients, bias + o, at);
        });
        Each(In, (sample, c, y, x, from) =>
        {
            for (int o = 0; o < Out.Channels; o++)
            {
                Window(Out, layer.Kernel, layer.Stride, layer.Padding, y, x, (oy, ox, place) =>
                    Product(parameters, gradients, weight + (c * Out.Channels + o) * layer.Kernel.Height * layer.Kernel.Width + place, from,
                        Index(Out, sample, o, oy, ox)));
            }
        });
    }

    /// <summary>Blocks of equal positions.</summary>
    public void Upsample(LayerDescription.Upsample layer) => Each(Out, (sample, c, y, x, at) =>
        Scaled(Index(In, sample, c, y / layer.Factor.Height, x / layer.Factor.Width), at, 1));

    private void Affine(double[] parameters, double[] gradients, int parameter, int at)
    {
        if (IsForward)
            Y[at] += parameters[parameter];
        else if (Learns(gradients))
            gradients[parameter] += DY[at];
    }

    // Backward, where slopes by learned numbers are wanted.
    private bool Learns(double[] gradients) => !IsForward && gradients.Length > 0;

    private void Product(double[] parameters, double[] gradients, int parameter, int from, int at)
    {
        if (IsForward)
        {
            Y[at] += parameters[parameter] * X[0][from];
            return;
        }
        if (Learns(gradients))
            gradients[parameter] += DY[at] * X[0][from];
        DX[0][from] += DY[at] * parameters[parameter];
    }

    private void Scaled(int from, int at, double factor, int input = 0)
    {
        if (IsForward)
            Y[at] += X[input][from] * factor;
        else
            DX[input][from] += DY[at] * factor;
    }

    private void Each(TensorShape shape, Action<int, int, int, int, int> visit)
    {
        int at = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int y = 0; y < shape.Height; y++)
                {
                    for (int x = 0; x < shape.Width; x++)
                        visit(sample, c, y, x, at++);
                }
            }
        }
    }

    // The places of the channels at each position of each sample.
    private void EachPosition(TensorShape shape, Action<int[]> visit)
    {
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int position = 0; position < shape.Plane; position++)
                visit([.. Enumerable.Range(0, shape.Channels).Select(c => (sample * shape.Channels + c) * shape.Plane + position)]);
        }
    }

    private static void Window(TensorShape shape, Extent kernel, Extent stride, Extent padding, int oy, int ox, Action<int, int, int> visit)
    {
        for (int place = 0; place < kernel.Height * kernel.Width; place++)
        {
            int y = oy * stride.Height - padding.Height + place / kernel.Width, x = ox * stride.Width - padding.Width
                + place % kernel.Width;
            if (y >= 0 && y < shape.Height && x >= 0 && x < shape.Width)
                visit(y, x, place);
        }
    }

    private static int Index(TensorShape shape, int sample, int c, int y, int x) =>
        ((sample * shape.Channels + c) * shape.Height + y) * shape.Width + x;
}
