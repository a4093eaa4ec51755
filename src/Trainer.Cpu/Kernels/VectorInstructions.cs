using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>What <see cref="KernelWriter"/> writes with: the vector of one width and the methods that the JIT turns into single
/// instructions.</summary>
/// <param name="Vector">The vector of floats.</param>
/// <param name="Lanes">Floats per vector.</param>
/// <param name="Registers">Vector registers; decides how large the register blocks are.</param>
/// <param name="MultiplyAdd">(a, b, c) to a * b + c, fused where the processor can.</param>
/// <param name="Larger"><see cref="ILanes{T}.Larger"/>.</param>
/// <param name="WhereEqual"><see cref="ILanes{T}.WhereEqual"/>.</param>
internal sealed record VectorInstructions(Type Vector, int Lanes, int Registers, MethodInfo MultiplyAdd, MethodInfo Larger,
    MethodInfo WhereEqual)
{
    /// <summary>Instructions over <see cref="Vector512{T}"/> of floats.</summary>
    public static VectorInstructions Avx512 { get; } = Of<Vector512<float>, Lanes512>(typeof(Avx512F), nameof(Avx512F.FusedMultiplyAdd));

    /// <summary>Instructions over <see cref="Vector256{T}"/> of floats.</summary>
    public static VectorInstructions Avx2 { get; } = Of<Vector256<float>, Lanes256>(typeof(Fma), nameof(Fma.MultiplyAdd));

    /// <summary>Any processor's <see cref="Vector128{T}"/> of floats.</summary>
    public static VectorInstructions Portable { get; } =
        Of<Vector128<float>, Lanes128>(typeof(Vector128), nameof(Vector128.MultiplyAddEstimate));

    /// <summary>() to zeros.</summary>
    public MethodInfo Zero { get; } = Vector.GetProperty(nameof(Vector128<float>.Zero))!.GetMethod!;

    /// <summary>(float) to a vector of it.</summary>
    public MethodInfo Broadcast { get; } =
        Type.GetType(Vector.Namespace + "." + Vector.Name[..^2])!.GetMethod(nameof(Vector128.Create), [typeof(float)])!;

    private static VectorInstructions Of<TVector, TLanes>(Type type, string multiplyAdd)
        where TVector : unmanaged
        where TLanes : struct, ILanes<TVector> =>
        new(typeof(TVector), TLanes.Count, TLanes.Registers,
            type.GetMethod(multiplyAdd, [typeof(TVector), typeof(TVector), typeof(TVector)])!,
            typeof(TLanes).GetMethod(nameof(ILanes<>.Larger))!, typeof(TLanes).GetMethod(nameof(ILanes<>.WhereEqual))!);
}
