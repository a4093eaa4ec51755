using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>One compiled layer: reads its input tensors, writes its output tensor, and the other way round with gradients.</summary>
/// <remarks>Backward overwrites the input's gradients and adds to the parameters' gradients. Nothing is allocated in a step.</remarks>
internal abstract class Layer
{
    /// <summary>Whether all micro-batches of a batch go forward through the layer before any goes on, and backward before any comes to
    /// it.</summary>
    public virtual bool IsBarrier => false;

    /// <summary>Whether it goes over all micro-batches of a batch at once, in training: a barrier before and behind it.</summary>
    public virtual bool TakesWholeBatch => false;

    /// <summary>Whether backward reads the values of the inputs.</summary>
    public virtual bool ReadsInputsBackward => false;

    /// <summary>Memory that it needs only while it runs forward.</summary>
    public virtual Storage? ForwardScratch => null;

    /// <summary>Memory that it needs only while it runs backward, kept from the first micro-batch to the last.</summary>
    public virtual Storage? BackwardScratch => null;

    /// <summary>What training changes beside parameters, such as running means.</summary>
    public virtual IReadOnlyList<NamedBlock> Statistics => [];

    /// <summary>Called before each epoch, for layers that draw random numbers.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="epoch">Names the streams of the epoch.</param>
    public virtual void BeginEpoch(StreamKey key, string epoch)
    {
    }

    /// <summary>Makes passes with gradients be as in evaluation: nothing is random, and running statistics stay as they are.</summary>
    /// <param name="statistics">What batch norms normalise by, in evaluation too; null for passes as usual.</param>
    public virtual void JudgeBy(NormStatistics? statistics)
    {
    }

    /// <summary>Called once before the micro-batches of a batch.</summary>
    public virtual void BeginBatch(bool training)
    {
    }

    public abstract void Forward(in Pass pass);

    public abstract void Backward(in Pass pass);

    /// <summary>Forward over all micro-batches of a batch, where it <see cref="TakesWholeBatch"/>.</summary>
    public virtual void ForwardAll(in Batch batch) => throw new NotSupportedException();

    /// <summary>Backward over all micro-batches of a batch, where it <see cref="TakesWholeBatch"/>.</summary>
    public virtual void BackwardAll(in Batch batch) => throw new NotSupportedException();

    /// <summary>Called on a barrier when all micro-batches have gone forward through it.</summary>
    public virtual void FinishForward(in Batch batch)
    {
    }

    /// <summary>Called when all micro-batches have gone backward through it.</summary>
    public virtual void FinishBackward()
    {
    }

    /// <summary>Called on a barrier when all micro-batches have come backward to it.</summary>
    public virtual void BeginBackward(in Batch batch)
    {
    }
}
