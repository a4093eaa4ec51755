namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The vector instructions that the kernels need, for one vector width. A kernel is written once and specialised by the
/// JIT.</summary>
/// <typeparam name="TVector">The vector of floats itself, so that locals are plain registers.</typeparam>
internal interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats per vector.</summary>
    static abstract int Count { get; }

    /// <summary>Vector registers; decides how large the register blocks are.</summary>
    static abstract int Registers { get; }

    static abstract TVector Zero { get; }

    static abstract unsafe TVector Load(float* source);

    static abstract unsafe void Store(TVector value, float* destination);

    static abstract unsafe TVector Broadcast(float* source);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>factor1 * factor2 + sum, fused where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector factor1, TVector factor2, TVector sum);

    /// <summary>The candidate where it is larger than the best or NaN, else the best; tags go along.</summary>
    static abstract TVector Larger(TVector candidate, TVector best, TVector candidateTag, TVector bestTag, out TVector tag);

    /// <summary>The value where left equals right, else 0.</summary>
    static abstract TVector WhereEqual(TVector left, TVector right, TVector value);
}
