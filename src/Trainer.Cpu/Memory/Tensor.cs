using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Memory;

/// <summary>What flows between two layers: (micro-batch, channel, row, column, sample), the sample innermost.</summary>
/// <remarks>Every tensor has one reader (a fork stands between a node and several readers), so that backward passes overwrite and never
/// add.</remarks>
internal sealed unsafe class Tensor
{
    public Tensor(TensorShape shape, int samples, Storage values, Storage? gradients)
    {
        (Shape, Samples, ValueStorage, BackwardStorage, GradientStorage) = (shape, samples, values, values, gradients);
        if (gradients is not null)
            gradients.Sharers++;
    }

    /// <summary>One sample.</summary>
    public TensorShape Shape { get; }

    /// <summary>Samples per micro-batch: a multiple of 16.</summary>
    public int Samples { get; }

    /// <summary>Where the values are.</summary>
    public Storage ValueStorage { get; }

    /// <summary>Where the values are while backward passes read them: elsewhere if they are computed again for that.</summary>
    public Storage BackwardStorage { get; init; }

    /// <summary>Where the gradients are; null where the loss depends on no parameter through this tensor.</summary>
    public Storage? GradientStorage { get; }

    /// <summary>Number of the layer that makes it, -1 for the input: backward passes go from the largest down.</summary>
    public int Producer { get; init; } = -1;

    /// <summary>Whether its producer leaves its gradient as it is, going backward.</summary>
    public bool GradientIsKept { get; init; }

    /// <summary>Floats per micro-batch.</summary>
    public int Length => Shape.Count * Samples;

    /// <summary>Floats per channel of a micro-batch.</summary>
    public int Plane => Shape.Plane * Samples;

    /// <summary>Whether the loss depends on parameters through this tensor.</summary>
    public bool NeedsGradient => GradientStorage is not null;

    public float* Values(int microBatch) => ValueStorage.At(microBatch);

    /// <summary>The same in a backward pass, of layers that read them there.</summary>
    public float* ValuesBackward(int microBatch) => BackwardStorage.At(microBatch);

    /// <summary>Gradient of the loss; only where <see cref="NeedsGradient"/>.</summary>
    public float* Gradients(int microBatch) => GradientStorage!.At(microBatch);

    /// <summary>The same memory under another shape of equal count.</summary>
    public Tensor Reshape(TensorShape shape) => new(shape, Samples, ValueStorage, GradientStorage)
    {
        BackwardStorage = BackwardStorage, Producer = Producer, GradientIsKept = GradientIsKept,
    };

    /// <summary>Values and gradients exchanged: what a transposed layer reads and writes.</summary>
    public Tensor Exchanged() => new(Shape, Samples, GradientStorage!, ValueStorage);
}
