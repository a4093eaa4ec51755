using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Memory;

/// <summary>All learned numbers of a network in one run of memory, and their gradients in another. Tensors are views.</summary>
/// <remarks>Weights come first, parameters of activations last.</remarks>
internal sealed unsafe class ParameterBlock
{
    public ParameterBlock(IReadOnlyList<ParameterDescription> parameters, Arena arena)
    {
        int offset = 0;
        List<ParameterView> views = [];
        foreach (var parameter in parameters.OrderBy(p => p.Role == ParameterRole.Activation))
        {
            views.Add(new ParameterView(parameter, offset));
            offset += parameter.Count;
        }
        Views = views;
        Count = offset;
        int padded = (offset + 15) / 16 * 16;
        Values = arena.Floats(padded);
        Gradients = arena.Floats(padded);
    }

    /// <summary>(Count) the numbers.</summary>
    public float* Values { get; }

    /// <summary>(Count) gradients of the mean batch loss.</summary>
    public float* Gradients { get; }

    /// <summary>How many numbers are learned.</summary>
    public int Count { get; }

    /// <summary>The tensors, in order.</summary>
    public IReadOnlyList<ParameterView> Views { get; }

    /// <summary>(Count) the numbers of all tensors.</summary>
    public Span<float> AllValues => new(Values, Count);

    /// <summary>(Count) the gradients of all tensors.</summary>
    public Span<float> AllGradients => new(Gradients, Count);

    public Span<float> ValuesOf(ParameterView view) => new(Values + view.Offset, view.Description.Count);

    public Span<float> GradientsOf(ParameterView view) => new(Gradients + view.Offset, view.Description.Count);

    /// <summary>Whether no number is NaN or infinite.</summary>
    public bool IsFinite()
    {
        foreach (float value in new ReadOnlySpan<float>(Values, Count))
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }

    /// <summary>The tensor of this name.</summary>
    public ParameterView this[string name] => Views.First(v => v.Description.Name == name);
}

/// <summary>Where a parameter tensor lies in its block.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Offset">Of its first number.</param>
internal sealed record ParameterView(ParameterDescription Description, int Offset)
{
    /// <summary>The tensor's part of numbers laid out like the block.</summary>
    public Span<float> Slice(Span<float> block) => block.Slice(Offset, Description.Count);
}
