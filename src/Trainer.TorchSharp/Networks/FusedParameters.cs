using Sweep.Trainer.Networks;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>The learned numbers of all trials of a network in one run of memory; the tensors that layers read are views of it.</summary>
/// <remarks>Memory is (tensor, trial, element): each tensor of all trials is contiguous, as grouped convolutions want it. Weights come
/// first, parameters of activations after them, and what is frozen last: the optimizer's tensors are laid out like what is before
/// that. Owns device memory: disposed by the network.</remarks>
internal sealed class FusedParameters : IDisposable
{
    private readonly Dictionary<string, int> numbers;

    /// <summary>Makes zeros.</summary>
    public FusedParameters(IReadOnlyList<ParameterDescription> descriptions, int trials, ScalarType precision, torch.Device device)
        : this(descriptions, trials, torch.zeros([(long)trials * descriptions.Sum(d => d.Count)], dtype: precision, device: device)
            .DetachFromDisposeScope())
    {
    }

    private FusedParameters(IReadOnlyList<ParameterDescription> descriptions, int trials, Tensor values)
    {
        (Descriptions, TrialCount, Values) = (descriptions, trials, values);
        Moving = [.. descriptions.TakeWhile(d => !d.IsFrozen)];
        numbers = descriptions.Select((d, i) => (d.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        var leaves = new Tensor[descriptions.Count];
        using var scope = torch.NewDisposeScope();
        for (int i = 0; i < leaves.Length; i++)
            leaves[i] = Block(values, i).detach().requires_grad_(i < Moving.Count).DetachFromDisposeScope();
        Leaves = leaves;
        Parts = Split(values);
    }

    /// <summary>What each tensor is.</summary>
    public IReadOnlyList<ParameterDescription> Descriptions { get; }

    /// <summary>The first of them: those that are not frozen.</summary>
    public IReadOnlyList<ParameterDescription> Moving { get; }

    /// <summary>How many networks train together.</summary>
    public int TrialCount { get; }

    /// <summary>(tensors x trials x elements) all numbers; the optimizer writes here.</summary>
    public Tensor Values { get; }

    /// <summary>(trials, elements) each: views of <see cref="Values"/> that autograd differentiates by.</summary>
    public IReadOnlyList<Tensor> Leaves { get; }

    /// <summary>Views of the moving part of <see cref="Values"/> that the optimizer moves one after the other: on the processor the tensors
    /// of a lone trial, so that their gradients need not be put together; elsewhere all in one, so that the number of operations does not
    /// grow.</summary>
    public IReadOnlyList<Tensor> Parts { get; }

    /// <summary>Numbers of one trial.</summary>
    public int Count => Descriptions.Sum(d => d.Count);

    /// <summary>Number of the tensor of this name among <see cref="Leaves"/>.</summary>
    public int NumberOf(string name) => numbers[name];

    /// <summary>Views of a tensor laid out like <see cref="Values"/>, one per part; disposed by the caller.</summary>
    public IReadOnlyList<Tensor> Split(Tensor values)
    {
        using var scope = torch.NewDisposeScope();
        bool apart = TrialCount == 1 && values.device_type == DeviceType.CPU;
        return apart
            ? [.. Enumerable.Range(0, Moving.Count).Select(i => Block(values, i).view(-1).DetachFromDisposeScope())]
            : [MovingPart(values).DetachFromDisposeScope()];
    }

    /// <summary>The view without what is frozen of a tensor laid out like <see cref="Values"/>.</summary>
    public Tensor MovingPart(Tensor values) => values.narrow(0, 0, Moving.Sum(d => (long)d.Count) * TrialCount);

    /// <summary>The gradient of a loss, one tensor per part.</summary>
    public IReadOnlyList<Tensor> Gradients(Tensor loss) => PerPart([.. torch.autograd.grad(outputs: [loss],
        inputs: [.. Leaves.Take(Moving.Count)], retain_graph: false, create_graph: false, allow_unused: true)
        // none for a tensor that no formula reads
        .Select((g, i) => g is null || g.IsInvalid ? Leaves[i].zeros_like() : g)]);

    /// <summary>Tensors for those of <see cref="Leaves"/> that move as one per part.</summary>
    public IReadOnlyList<Tensor> PerPart(IReadOnlyList<Tensor> ofLeaves)
    {
        var flat = ofLeaves.Select(g => g.reshape(-1));
        return Parts.Count == Moving.Count ? [.. flat] : [torch.cat([.. flat])];
    }

    /// <summary>Writes the numbers of one tensor of one trial.</summary>
    /// <param name="values">Laid out like <see cref="Values"/>.</param>
    /// <param name="own">The trial's own description of it: a formula with fewer parameters than its neighbours' leaves the rest of each
    /// scope zero.</param>
    /// <param name="trial">Its number.</param>
    /// <param name="numbers">(own count).</param>
    public void Write(Tensor values, ParameterDescription own, int trial, float[] numbers)
    {
        int tensor = NumberOf(own.Name), rows = own.Shape[0], width = Descriptions[tensor].Count / rows, given = own.Count / rows;
        if (given < width)
        {
            float[] padded = new float[rows * width];
            for (int row = 0; row < rows; row++)
                numbers.AsSpan(row * given, given).CopyTo(padded.AsSpan(row * width));
            numbers = padded;
        }
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        Block(values, tensor).select(0, trial).copy_(torch.tensor(numbers));
    }

    /// <summary>Reads the numbers of one tensor of one trial, in single precision.</summary>
    /// <param name="values">Laid out like <see cref="Values"/>.</param>
    /// <param name="own">The trial's own description of it.</param>
    /// <param name="trial">Its number.</param>
    public float[] Read(Tensor values, ParameterDescription own, int trial)
    {
        int tensor = NumberOf(own.Name), rows = own.Shape[0], width = Descriptions[tensor].Count / rows, wanted = own.Count / rows;
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var all = Block(values, tensor).select(0, trial).view(rows, width).narrow(1, 0, wanted);
        return all.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>(trials) whether a trial's numbers are all finite; read on the host.</summary>
    public bool[] AreFinite()
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        // The largest and the smallest are NaN where any number is.
        var finite = Enumerable.Range(0, Descriptions.Count)
            .SelectMany(i => new[] { Block(Values, i).amax([1]), Block(Values, i).amin([1]) })
            .Select(extreme => extreme.isfinite()).Aggregate((a, b) => a.logical_and(b));
        return finite.cpu().data<bool>().ToArray();
    }

    /// <summary>The same for some of the trials. What belongs to the numbers one by one, such as momenta, is taken along by
    /// <see cref="Select(Tensor, IReadOnlyList{int})"/>.</summary>
    public FusedParameters Select(IReadOnlyList<int> trials) => new(Descriptions, trials.Count, Select(Values, trials));

    /// <summary>The part of some trials of a tensor laid out like <see cref="Values"/>.</summary>
    public Tensor Select(Tensor values, IReadOnlyList<int> trials)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var kept = torch.tensor([.. trials.Select(r => (long)r)], device: values.device);
        return torch.cat([.. Enumerable.Range(0, Descriptions.Count).Select(i => Block(values, i).index_select(0, kept).flatten())])
            .DetachFromDisposeScope();
    }

    /// <summary>(tensors x trials) the sum of squares of each tensor of each trial.</summary>
    /// <param name="values">Laid out like the moving part of <see cref="Values"/>.</param>
    public Tensor SquareSums(Tensor values)
    {
        var squares = values.mul(values);
        return torch.cat([.. Enumerable.Range(0, Moving.Count).Select(i => Block(squares, i).sum([1]))]);
    }

    /// <summary>(trials) the sum of squares of each trial.</summary>
    /// <param name="values">Laid out like the moving part of <see cref="Values"/>.</param>
    public Tensor TrialSquareSums(Tensor values) => SquareSums(values).view(-1, TrialCount).sum([0]);

    /// <summary>(moving tensors x trials x elements) the place of each element's tensor in <see cref="SquareSums"/>.</summary>
    public Tensor TensorNumbers() => ElementNumbers(tensor => tensor);

    /// <summary>(moving tensors x trials x elements) trials in order within each group of tensors: a number of each element.</summary>
    /// <param name="groupOf">The group of a tensor, from 0.</param>
    public Tensor ElementNumbers(Func<int, int> groupOf)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Moving.Select((d, i) => Numbers(groupOf(i) * TrialCount).expand(TrialCount, d.Count).flatten());
        return torch.cat([.. numbers]).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in Leaves.Concat(Parts))
            view.Dispose();
        Values.Dispose();
    }

    // (trials, 1) first, first + 1, ...
    private Tensor Numbers(int first) =>
        torch.tensor([.. Enumerable.Range(first, TrialCount).Select(n => (long)n)], device: Values.device).unsqueeze(1);

    private Tensor Block(Tensor values, int tensor)
    {
        long before = Descriptions.Take(tensor).Sum(d => (long)d.Count) * TrialCount;
        int count = Descriptions[tensor].Count;
        return values.narrow(0, before, (long)count * TrialCount).view(TrialCount, count);
    }
}
