using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>The kernels of one vector width. Thread-safe and shared: a form is compiled once even when several threads ask
/// together.</summary>
/// <remarks>The width follows from the processor by rule and is never measured: a measurement could choose otherwise on another day,
/// and other widths add in another order.</remarks>
internal sealed unsafe class KernelSet
{
    private readonly VectorInstructions instructions;
    private readonly ConcurrentDictionary<ProductForm, Lazy<ProductKernel>> products = [];
    private readonly ConcurrentDictionary<TapForm, Lazy<TapKernel>> taps = [];
    private readonly ConcurrentDictionary<PooledTapForm, Lazy<PooledTapKernel>> pooledTaps = [];
    private delegate*<float*, int, int, float*, float*, void> poolForward;
    private delegate*<float*, float*, int, int, float*, void> poolBackward;

    private KernelSet(string name, VectorInstructions instructions, WinogradTransforms winograd) =>
        (Name, this.instructions, Winograd) = (name, instructions, winograd);

    /// <summary>All sets that this processor runs, widest first; for tests and benchmarks.</summary>
    public static IReadOnlyList<KernelSet> Supported { get; } = FindSupported();

    /// <summary>The widest set that this processor runs.</summary>
    public static KernelSet Best => Supported[0];

    /// <summary>"AVX-512", "AVX2" or "128-bit".</summary>
    public string Name { get; }

    /// <summary>What goes before and after the products of <see cref="Layers.WinogradLayer"/>.</summary>
    public WinogradTransforms Winograd { get; }

    /// <summary>Floats per vector.</summary>
    public int Lanes => instructions.Lanes;

    /// <summary>Sums of the largest block: they and the vectors of a term fit the registers.</summary>
    public int BlockSums => instructions.Registers >= 32 ? 24 : 12;

    /// <summary>Vectors per row of the largest block.</summary>
    public int BlockVectors => 4;

    /// <summary>The block product of a form, compiled when first asked for and kept for the life of the process.</summary>
    public ProductKernel Product(ProductForm form) =>
        products.GetOrAdd(form, f => new(() => ProductKernelWriter.Write(f, instructions))).Value;

    /// <summary>The same for weight gradients.</summary>
    public TapKernel Taps(TapForm form) => taps.GetOrAdd(form, f => new(() => TapKernelWriter.Write(f, instructions))).Value;

    /// <summary>The same for weight gradients through a pooling.</summary>
    public PooledTapKernel Taps(PooledTapForm form) =>
        pooledTaps.GetOrAdd(form, f => new(() => PooledTapKernelWriter.Write(f, instructions))).Value;

    /// <summary>The most kernel lines of such a form; 0 if not even one fits the registers.</summary>
    public int PooledTapLines(int kernelColumns) => PooledTapKernelWriter.LinesPerBlock(kernelColumns, instructions);

    /// <summary><see cref="SquarePool.Forward"/> of this width.</summary>
    public void PoolForward(float* lines, int width, int samples, float* output, float* winners) =>
        poolForward(lines, width, samples, output, winners);

    /// <summary><see cref="SquarePool.Backward"/> of this width.</summary>
    public void PoolBackward(float* gradients, float* winners, int width, int samples, float* lines) =>
        poolBackward(gradients, winners, width, samples, lines);

    private static List<KernelSet> FindSupported()
    {
        List<KernelSet> found = [];
        if (Avx512F.IsSupported)
            found.Add(Create<Lanes512, Vector512<float>>("AVX-512", VectorInstructions.Avx512));
        if (Fma.IsSupported)
            found.Add(Create<Lanes256, Vector256<float>>("AVX2", VectorInstructions.Avx2));
        found.Add(Create<Lanes128, Vector128<float>>("128-bit", VectorInstructions.Portable));
        return found;
    }

    private static KernelSet Create<TLanes, TVector>(string name, VectorInstructions instructions)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged =>
        new(name, instructions, new WinogradTransforms<TLanes, TVector>()) { poolForward = &SquarePool.Forward<TLanes, TVector>,
            poolBackward = &SquarePool.Backward<TLanes, TVector> };
}
