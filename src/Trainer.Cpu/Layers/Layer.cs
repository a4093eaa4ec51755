using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>One compiled layer: reads its input tensors, writes its output tensor, and the other way round with gradients.</summary>
/// <remarks>Backward overwrites the input's gradients and adds to the parameters' gradients. Nothing is allocated in a step.</remarks>
internal abstract class Layer
{
    /// <summary>Whether the layer looks at all micro-batches of a batch at once, so that the network walks layer by layer.</summary>
    public virtual bool NeedsWholeBatch => false;

    /// <summary>Called once before the micro-batches of a batch.</summary>
    public virtual void BeginBatch(bool training)
    {
    }

    /// <summary>Called before each epoch, for layers that draw random numbers.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="epoch">Names the streams of the epoch.</param>
    public virtual void BeginEpoch(StreamKey key, string epoch)
    {
    }

    /// <summary>What training changes beside parameters, such as running means.</summary>
    public virtual IReadOnlyList<NamedBlock> Statistics => [];

    public abstract void Forward(in Pass pass);

    public abstract void Backward(in Pass pass);

    /// <summary>Forward over all micro-batches of a batch.</summary>
    public virtual void ForwardAll(in Batch batch)
    {
        for (int m = 0; m < batch.MicroBatches; m++)
            Forward(batch[m]);
    }

    /// <summary>Backward over all micro-batches of a batch.</summary>
    public virtual void BackwardAll(in Batch batch)
    {
        for (int m = 0; m < batch.MicroBatches; m++)
            Backward(batch[m]);
    }
}
