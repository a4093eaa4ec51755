using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The kernels of one vector width. Immutable and shared.</summary>
/// <remarks>The width follows from the processor by rule and is never measured: a measurement could choose otherwise on another day,
/// and other widths add in another order.</remarks>
internal sealed unsafe class KernelSet
{
    private readonly delegate*<BlockCall*, void>[,] blocks = new delegate*<BlockCall*, void>[BlockProduct.MaxRows + 1, BlockProduct.MaxVectors + 1];
    private readonly delegate*<TapCall*, void>[,] taps = new delegate*<TapCall*, void>[TapProduct.MaxRows + 1, TapProduct.MaxTaps + 1];
    private readonly int registers;

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

    public void Run(int rows, int vectors, BlockCall* call) => blocks[rows, vectors](call);

    public void Run(int rows, int tapCount, TapCall* call) => taps[rows, tapCount](call);

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
        blocks[rows, 1] = &BlockProduct.Run<TLanes, TVector, TRows, One>;
        blocks[rows, 2] = &BlockProduct.Run<TLanes, TVector, TRows, Two>;
        blocks[rows, 3] = &BlockProduct.Run<TLanes, TVector, TRows, Three>;
        blocks[rows, 4] = &BlockProduct.Run<TLanes, TVector, TRows, Four>;
        if (rows > TapProduct.MaxRows)
            return;
        taps[rows, 1] = &TapProduct.Run<TLanes, TVector, TRows, One>;
        taps[rows, 2] = &TapProduct.Run<TLanes, TVector, TRows, Two>;
        taps[rows, 3] = &TapProduct.Run<TLanes, TVector, TRows, Three>;
        taps[rows, 4] = &TapProduct.Run<TLanes, TVector, TRows, Four>;
        taps[rows, 5] = &TapProduct.Run<TLanes, TVector, TRows, Five>;
    }
}
