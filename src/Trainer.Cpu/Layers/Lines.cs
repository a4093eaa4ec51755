using System.Numerics;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Element-wise arithmetic over runs of floats whose length is a multiple of 16.</summary>
internal static unsafe class Lines
{
    /// <summary>to += from.</summary>
    public static void Add(float* from, float* to, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(to + i) + Vector.Load(from + i), to + i);
    }

    /// <summary>to = left + right.</summary>
    public static void Sum(float* left, float* right, float* to, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(left + i) + Vector.Load(right + i), to + i);
    }

    /// <summary>to += constant.</summary>
    public static void AddConstant(float constant, float* to, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(to + i) + new Vector<float>(constant), to + i);
    }

    /// <summary>to += from * factor.</summary>
    public static void AddScaled(float* from, float factor, float* to, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(to + i) + Vector.Load(from + i) * factor, to + i);
    }

    /// <summary>to = from.</summary>
    public static void Copy(float* from, float* to, nint length) =>
        new ReadOnlySpan<float>(from, (int)length).CopyTo(new Span<float>(to, (int)length));

    /// <summary>to *= factor.</summary>
    public static void Scale(float* to, float factor, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(to + i) * factor, to + i);
    }

    /// <summary>to = left * right.</summary>
    public static void Multiply(float* left, float* right, float* to, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(left + i) * Vector.Load(right + i), to + i);
    }

    /// <summary>to += left * right.</summary>
    public static void AddProduct(float* left, float* right, float* to, nint length)
    {
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.Load(to + i) + Vector.Load(left + i) * Vector.Load(right + i), to + i);
    }

    /// <summary>to = 0.</summary>
    public static void Clear(float* to, nint length) => new Span<float>(to, (int)length).Clear();
}
