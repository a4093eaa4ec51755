using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The kernels of one vector width. Immutable and shared.</summary>
/// <remarks>The width follows from the processor by rule and is never measured: a measurement could choose otherwise on another day,
/// and other widths add in another order.</remarks>
internal sealed unsafe class KernelSet
{
    private readonly delegate*<BlockCall*, void>[,,] blocks = new delegate*<BlockCall*, void>[BlockProduct.MaxRows + 1, BlockProduct.MaxVectors + 1, 2];
    private readonly delegate*<TapCall*, void>[,,] taps = new delegate*<TapCall*, void>[TapProduct.MaxRows + 1, TapProduct.MaxTaps + 1, 2];
    private readonly int registers;
    private delegate*<float*, int, int, float*, float*, void> poolForward;
    private delegate*<float*, float*, int, int, float*, void> poolBackward;

    private KernelSet(string name, int lanes, int registers) => (Name, Lanes, this.registers) = (name, lanes, registers);

    /// <summary>The widest set that this processor runs.</summary>
    public static KernelSet Best { get; } = Avx512F.IsSupported ? Create<Lanes512, Vector512<float>>("AVX-512")
        : Fma.IsSupported ? Create<Lanes256, Vector256<float>>("AVX2")
        : Create<Lanes128, Vector128<float>>("128-bit");

    /// <summary>All sets that this processor runs, widest first; for tests and benchmarks.</summary>
    public static IReadOnlyList<KernelSet> Supported { get; } = FindSupported();

    /// <summary>"AVX-512", "AVX2" or "128-bit".</summary>
    public string Name { get; }

    /// <summary>Floats per vector.</summary>
    public int Lanes { get; }

    /// <summary>Rows of the largest block.</summary>
    public int BlockRows => BlockProduct.MaxRows;

    /// <summary>Vectors per row of the largest block: rows x vectors accumulators, a row of inputs and a factor fit the registers.</summary>
    public int BlockVectors => registers >= 32 ? 4 : 2;

    /// <summary>Taps of the largest block of a weight gradient.</summary>
    public int BlockTaps => TapProduct.MaxTaps;

    /// <summary>Rows of the largest block of a weight gradient with so many taps.</summary>
    public int TapRows(int tapCount) => registers >= 32 ? TapProduct.MaxRows : tapCount >= 4 ? 2 : tapCount >= 2 ? 3 : TapProduct.MaxRows;

    /// <summary>Runs blocks; dense ones have packed factors and contiguous vectors and are the faster ones.</summary>
    public void Run(int rows, int vectors, bool dense, BlockCall* call) => blocks[rows, vectors, dense ? 0 : 1](call);

    /// <summary>Runs a block of a weight gradient; dense ones have contiguous positions and taps.</summary>
    public void Run(int rows, int tapCount, bool dense, TapCall* call) => taps[rows, tapCount, dense ? 0 : 1](call);

    /// <summary><see cref="SquarePool.Forward"/> of this width.</summary>
    public void PoolForward(float* lines, int width, int samples, float* output, float* winners) => poolForward(lines, width, samples, output, winners);

    /// <summary><see cref="SquarePool.Backward"/> of this width.</summary>
    public void PoolBackward(float* gradients, float* winners, int width, int samples, float* lines) => poolBackward(gradients, winners, width, samples, lines);

    private static List<KernelSet> FindSupported()
    {
        List<KernelSet> found = [];
        if (Avx512F.IsSupported)
            found.Add(Create<Lanes512, Vector512<float>>("AVX-512"));
        if (Fma.IsSupported)
            found.Add(Create<Lanes256, Vector256<float>>("AVX2"));
        found.Add(Create<Lanes128, Vector128<float>>("128-bit"));
        return found;
    }

    private static KernelSet Create<TLanes, TVector>(string name)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var set = new KernelSet(name, TLanes.Count, TLanes.Registers);
        set.poolForward = &SquarePool.Forward<TLanes, TVector>;
        set.poolBackward = &SquarePool.Backward<TLanes, TVector>;
        set.AddRow<TLanes, TVector, One>();
        set.AddRow<TLanes, TVector, Two>();
        set.AddRow<TLanes, TVector, Three>();
        set.AddRow<TLanes, TVector, Four>();
        set.AddRow<TLanes, TVector, Five>();
        set.AddRow<TLanes, TVector, Six>();
        return set;
    }

    private void AddRow<TLanes, TVector, TRows>()
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TRows : struct, ICount
    {
        int rows = TRows.Value;
        blocks[rows, 1, 0] = &BlockProduct.Run<TLanes, TVector, TRows, One, One>;
        blocks[rows, 2, 0] = &BlockProduct.Run<TLanes, TVector, TRows, Two, One>;
        blocks[rows, 3, 0] = &BlockProduct.Run<TLanes, TVector, TRows, Three, One>;
        blocks[rows, 4, 0] = &BlockProduct.Run<TLanes, TVector, TRows, Four, One>;
        blocks[rows, 1, 1] = &BlockProduct.Run<TLanes, TVector, TRows, One, Two>;
        blocks[rows, 2, 1] = &BlockProduct.Run<TLanes, TVector, TRows, Two, Two>;
        blocks[rows, 3, 1] = &BlockProduct.Run<TLanes, TVector, TRows, Three, Two>;
        blocks[rows, 4, 1] = &BlockProduct.Run<TLanes, TVector, TRows, Four, Two>;
        if (rows > TapProduct.MaxRows)
            return;
        taps[rows, 1, 0] = &TapProduct.Run<TLanes, TVector, TRows, One, One>;
        taps[rows, 2, 0] = &TapProduct.Run<TLanes, TVector, TRows, Two, One>;
        taps[rows, 3, 0] = &TapProduct.Run<TLanes, TVector, TRows, Three, One>;
        taps[rows, 4, 0] = &TapProduct.Run<TLanes, TVector, TRows, Four, One>;
        taps[rows, 5, 0] = &TapProduct.Run<TLanes, TVector, TRows, Five, One>;
        taps[rows, 1, 1] = &TapProduct.Run<TLanes, TVector, TRows, One, Two>;
        taps[rows, 2, 1] = &TapProduct.Run<TLanes, TVector, TRows, Two, Two>;
        taps[rows, 3, 1] = &TapProduct.Run<TLanes, TVector, TRows, Three, Two>;
        taps[rows, 4, 1] = &TapProduct.Run<TLanes, TVector, TRows, Four, Two>;
        taps[rows, 5, 1] = &TapProduct.Run<TLanes, TVector, TRows, Five, Two>;
    }
}
