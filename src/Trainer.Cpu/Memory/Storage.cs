namespace Sweep.Trainer.Cpu.Memory;

/// <summary>The memory of one or more tensors. Where it lies is decided by the <see cref="MemoryPlan"/> when every use of it is
/// known.</summary>
/// <param name="length">Floats per micro-batch.</param>
internal sealed unsafe class Storage(int length)
{
    private Storage? whole; // of which this is a part
    private nint offset, stride;
    private float* pointer;

    /// <summary>Floats per micro-batch.</summary>
    public int Length => length;

    /// <summary>How many tensors have it as their gradients.</summary>
    public int Sharers { get; set; }

    /// <summary>Whether it lies within another one.</summary>
    public bool IsPart => whole is not null;

    /// <summary>The storage that it lies in, itself if in none.</summary>
    public Storage Root => whole?.Root ?? this;

    /// <summary>Times of the first and the last use of a root and of its parts.</summary>
    public (int First, int Last) Uses { get; private set; } = (int.MaxValue, -1);

    /// <summary>Notes that it holds at a time what was or will be written at another.</summary>
    public void Use(int time)
    {
        var root = Root;
        root.Uses = (Math.Min(root.Uses.First, time), Math.Max(root.Uses.Last, time));
    }

    /// <summary>Lies within another one from now on, with all of its own parts.</summary>
    /// <param name="other">At least as long behind the place.</param>
    /// <param name="place">Where it begins there, in floats.</param>
    public void Become(Storage other, int place = 0) => (whole, offset) = (other, place);

    /// <summary>Gives a root its memory.</summary>
    /// <param name="memory">Its first float.</param>
    /// <param name="microBatch">Floats from one micro-batch to the next; 0 where one place serves them all.</param>
    public void Place(float* memory, nint microBatch)
    {
        pointer = memory;
        stride = microBatch;
    }

    /// <summary>Finds the memory of a part, once its root has some.</summary>
    public void Resolve()
    {
        nint distance = 0;
        Storage at = this;
        for (; at.whole is not null; at = at.whole)
            distance += at.offset;
        pointer = at.pointer + distance;
        stride = at.stride;
    }

    /// <summary>(Length) the floats of a micro-batch.</summary>
    public float* At(int microBatch) => pointer + microBatch * stride;
}
