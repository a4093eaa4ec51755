using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Memory;

/// <summary>What flows between two layers: (micro-batch, channel, row, column, sample), the sample innermost.</summary>
/// <remarks>A network that walks micro-batch by micro-batch keeps one of them; one with batch norm keeps all of a batch.
/// Every tensor has one reader (a fork stands between a node and several readers), so that backward passes overwrite and never
/// add.</remarks>
internal sealed unsafe class Tensor
{
    private readonly float* values;
    private readonly float* gradients;
    private readonly nint stride; // floats between micro-batches; 0 when one is kept

    public Tensor(TensorShape shape, int samples, float* values, float* gradients, nint stride)
    {
        (Shape, Samples, this.stride) = (shape, samples, stride);
        this.values = values;
        this.gradients = gradients;
    }

    /// <summary>One sample.</summary>
    public TensorShape Shape { get; }

    /// <summary>Samples per micro-batch: a multiple of 16.</summary>
    public int Samples { get; }

    /// <summary>Floats per micro-batch.</summary>
    public int Length => Shape.Count * Samples;

    /// <summary>Floats per channel of a micro-batch.</summary>
    public int Plane => Shape.Plane * Samples;

    /// <summary>Whether the loss depends on parameters through this tensor.</summary>
    public bool NeedsGradient => gradients != null;

    public float* Values(int microBatch) => values + microBatch * stride;

    /// <summary>Gradient of the loss; only where <see cref="NeedsGradient"/>.</summary>
    public float* Gradients(int microBatch) => gradients + microBatch * stride;

    /// <summary>The same memory under another shape of equal count.</summary>
    public Tensor Reshape(TensorShape shape) => new(shape, Samples, values, gradients, stride);

    /// <summary>The same values with gradients of its own: for one of several readers.</summary>
    public Tensor WithGradients(float* own) => new(Shape, Samples, values, own, stride);

    /// <summary>Values and gradients exchanged: what a transposed layer reads and writes.</summary>
    public Tensor Exchanged() => new(Shape, Samples, gradients, values, stride);

    /// <summary>Own values, but the gradients of <paramref name="other"/>: for layers whose backward pass works in place.</summary>
    public static Tensor InPlace(Tensor other, float* values) => new(other.Shape, other.Samples, values, other.gradients, other.stride);
}
