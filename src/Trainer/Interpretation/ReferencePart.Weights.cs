using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Interpretation;

/// <content>Layers with many multiply-adds, in plain loops: pictures go through whole networks of them.</content>
internal sealed partial record ReferencePart
{
    /// <summary>Cross-correlation, weight by weight.</summary>
    public void Convolution(LayerDescription.Convolution layer, double[] parameters, double[] gradients, int weight, int bias)
    {
        if (bias >= 0)
            Shift(parameters, gradients, bias);
        bool learns = Learns(gradients);
        int channels = In.Channels / layer.Groups, outputs = Out.Channels / layer.Groups;
        var (kernel, stride, padding) = (layer.Kernel, layer.Stride, layer.Padding);
        for (int sample = 0; sample < Samples; sample++)
        {
            int taps = Out.Channels * channels * kernel.Height * kernel.Width, size = kernel.Height * kernel.Width;
            for (int step = 0; step < taps; step++)
            {
                // Backward the taps of a kernel from the last: an input's slope then adds up in the order of the outputs.
                int tap = IsForward ? step : step / size * size + size - 1 - step % size;
                int kx = tap % kernel.Width, ky = tap / kernel.Width % kernel.Height, pair = tap / (kernel.Width * kernel.Height);
                int o = pair / channels, c = o / outputs * channels + pair % channels;
                var (top, bottom) = Inside(ky - padding.Height, stride.Height, In.Height, Out.Height);
                var (left, right) = Inside(kx - padding.Width, stride.Width, In.Width, Out.Width);
                double gradient = learns ? gradients[weight + tap] : 0;
                for (int oy = top; oy < bottom; oy++)
                {
                    int from = Index(In, sample, c, oy * stride.Height + ky - padding.Height, left * stride.Width + kx - padding.Width);
                    int at = Index(Out, sample, o, oy, left);
                    if (IsForward)
                        Multiply(parameters[weight + tap], from, stride.Width, at, right - left);
                    else if (!learns)
                        Return(parameters[weight + tap], from, stride.Width, at, right - left);
                    else
                        gradient = MultiplyBackward(parameters[weight + tap], gradient, from, stride.Width, at, right - left);
                }
                if (learns)
                    gradients[weight + tap] = gradient;
            }
        }
    }

    /// <summary>Fully connected.</summary>
    public void Linear(double[] parameters, double[] gradients, int weight, int bias)
    {
        if (bias >= 0)
            Shift(parameters, gradients, bias);
        double[] x = X[0];
        bool learns = Learns(gradients);
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int o = 0; o < Out.Channels; o++)
            {
                int at = sample * Out.Channels + o, row = weight + o * In.Channels, from = sample * In.Channels;
                double sum = IsForward ? Y[at] : 0;
                for (int i = 0; i < In.Channels; i++)
                {
                    if (IsForward)
                    {
                        sum += parameters[row + i] * x[from + i];
                        continue;
                    }
                    if (learns)
                        gradients[row + i] += DY[at] * x[from + i];
                    DX[0][from + i] += DY[at] * parameters[row + i];
                }
                if (IsForward)
                    Y[at] = sum;
            }
        }
    }

    private void Shift(double[] parameters, double[] gradients, int bias)
    {
        for (int at = 0; at < Y.Length; at++)
            Affine(parameters, gradients, bias + at / Out.Plane % Out.Channels, at);
    }

    // A row of outputs of one weight: y[at + i] += weight * x[from + i * step].
    private void Multiply(double weight, int from, int step, int at, int count)
    {
        double[] x = X[0], y = Y;
        for (int i = 0; i < count; i++, from += step)
            y[at + i] += weight * x[from];
    }

    // The slopes of what went through the weight.
    private void Return(double weight, int from, int step, int at, int count)
    {
        double[] dx = DX[0], dy = DY;
        for (int i = 0; i < count; i++, from += step)
            dx[from] += dy[at + i] * weight;
    }

    // The same, and the weight's own; the weight's gradient so far becomes that with this row.
    private double MultiplyBackward(double weight, double gradient, int from, int step, int at, int count)
    {
        double[] x = X[0], dx = DX[0], dy = DY;
        for (int i = 0; i < count; i++, from += step)
        {
            gradient += dy[at + i] * x[from];
            dx[from] += dy[at + i] * weight;
        }
        return gradient;
    }

    // The outputs, from the first to before the last, whose input at so many places from output * stride is inside of the input.
    private static (int First, int End) Inside(int shift, int stride, int inputs, int outputs)
    {
        int first = shift >= 0 ? 0 : (stride - 1 - shift) / stride, last = inputs - 1 - shift;
        return (first, Math.Max(first, last < 0 ? 0 : Math.Min(outputs, last / stride + 1)));
    }
}
