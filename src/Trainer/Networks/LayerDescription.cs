using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Networks;

/// <summary>What one node of a network computes: data that every engine compiles. Immutable.</summary>
public abstract record LayerDescription
{
    private LayerDescription()
    {
    }

    /// <summary>The word used in names and messages: "conv", "linear", "act".</summary>
    public abstract string Kind { get; }

    /// <summary>Cross-correlation in one or two dimensions (one: kernel height 1), with zero padding.</summary>
    /// <param name="OutputChannels">A multiple of <paramref name="Groups"/>.</param>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">Zeros added on each side.</param>
    /// <param name="Groups">Divides input and output channels; as many groups as channels is a depthwise convolution.</param>
    /// <param name="Bias">Whether a constant per output channel is learned.</param>
    public sealed record Convolution(int OutputChannels, Extent Kernel, Extent Stride, Extent Padding, int Groups, bool Bias) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "conv";
    }

    /// <summary>Fully connected layer over a feature vector.</summary>
    /// <param name="Outputs">At least 1.</param>
    /// <param name="Bias">Whether a constant per output is learned.</param>
    public sealed record Linear(int Outputs, bool Bias) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "linear";
    }

    /// <summary>Maximum over windows; the gradient goes to the first maximum in row order.</summary>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">At most half the kernel; padded places never win.</param>
    public sealed record MaxPool(Extent Kernel, Extent Stride, Extent Padding) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "maxpool";
    }

    /// <summary>Mean over windows; padded places count as zeros.</summary>
    /// <param name="Kernel">At least 1x1.</param>
    /// <param name="Stride">At least 1x1.</param>
    /// <param name="Padding">At most half the kernel.</param>
    public sealed record AveragePool(Extent Kernel, Extent Stride, Extent Padding) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "avgpool";
    }

    /// <summary>Mean over windows chosen so that the result has a given size: window i covers floor(i*n/m) to ceil((i+1)*n/m). 1x1 is global pooling.</summary>
    /// <param name="Output">Height and width of the result.</param>
    public sealed record AdaptiveAveragePool(Extent Output) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "adaptivepool";
    }

    /// <summary>Normalises each channel over the batch and all positions, then scales and shifts it.</summary>
    /// <remarks>Ioffe and Szegedy, ICML 2015, arXiv 1502.03167. In evaluation running means replace those of the batch.</remarks>
    /// <param name="Epsilon">Added to the variance; 1e-5 by default.</param>
    /// <param name="Momentum">Weight of the newest batch in the running means; 0.1 by default.</param>
    public sealed record BatchNorm(double Epsilon, double Momentum) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "batchnorm";
    }

    /// <summary>While training, zeroes elements with a probability and scales the others by 1/(1-p).</summary>
    /// <param name="Probability">In [0,1).</param>
    public sealed record Dropout(double Probability) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "dropout";
    }

    /// <summary>Reads channels, rows and columns as one feature vector, in that order.</summary>
    public sealed record Flatten : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "flatten";
    }

    /// <summary>Sum of two or more inputs of equal shape.</summary>
    public sealed record Add : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "add";
    }

    /// <summary>Joins two or more inputs of equal height and width along the channels.</summary>
    public sealed record Concat : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "concat";
    }

    /// <summary>The place of an activation: which one is a setting of the trial, so that any architecture meets any activation. Engines
    /// train networks in which <see cref="ShapedNetwork.WithActivation"/> has put something there.</summary>
    public sealed record Activation : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "act";
    }

    /// <summary>A network inside a network; its nodes get this node's name as prefix.</summary>
    /// <param name="Network">What is nested; it has one input and one output.</param>
    public sealed record Nested(NetworkDescription Network) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "block";
    }

    /// <summary>A formula of as many inputs as it has names, element by element. The output has the shape of the largest input, (channels,
    /// height, width); every other is of that shape too, or (channels, 1, 1): one number per channel, or (1, 1, 1): one per sample. The
    /// same number then serves all positions.</summary>
    /// <param name="Formula">Its learnable parameters are this node's, per layer or per channel of the output.</param>
    public sealed record Elementwise(ElementwiseFormula Formula) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "elementwise";
    }
}
