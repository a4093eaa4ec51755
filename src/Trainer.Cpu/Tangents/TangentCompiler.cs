using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>Turns a shaped network into layers over tensors and their tangents.</summary>
/// <remarks>Where a layer is linear in what moves, its tangent is the same layer over the tangents, with the directions in the place of the
/// parameters; of a product of inputs and weights it is the sum of two, each with one factor moved. The one with the weights of the network
/// goes over values and tangents at once where both have room in one vector. Only maxima, norms, attention
/// and formulas have tangents of their own. Nothing is fused and no memory is shared.</remarks>
internal sealed class TangentCompiler
{
    private readonly ShapedNetwork shape;
    private readonly KernelSet kernels;
    private readonly Arena arena;
    private readonly MemoryPlan memory = new();
    private readonly ParameterBlock parameters, directions;
    private readonly int samples;
    private readonly bool joinsLanes; // where values and tangents of a batch have room in one tensor
    private readonly List<Layer> layers = [];
    private readonly List<Source> sources = [];
    private readonly (Source Value, Source? Tangent)[] outputs; // of nodes; no tangent where nothing moves

    private TangentCompiler(ShapedNetwork shape, int batchSize, KernelSet kernels, Arena arena)
    {
        (this.shape, this.kernels, this.arena) = (shape, kernels, arena);
        samples = (batchSize + 15) / 16 * 16;
        joinsLanes = batchSize <= JoinLanesLayer.Samples;
        (parameters, directions) = (new ParameterBlock(shape.Parameters, arena), new ParameterBlock(shape.Parameters, arena));
        outputs = new (Source, Source?)[shape.Nodes.Length];
    }

    /// <summary>Compiles for batches of at most <paramref name="batchSize"/> samples.</summary>
    /// <param name="shape">The network, an activation in each of its places.</param>
    /// <param name="batchSize">At least 1.</param>
    /// <param name="kernels">The vector width to use.</param>
    /// <param name="countsOnly">Whether memory is only counted (<see cref="Arena"/>).</param>
    /// <exception cref="NotSupportedException">A layer kind has no tangent.</exception>
    /// <exception cref="OutOfMemoryException">The tensors do not fit the memory.</exception>
    public static TangentNetwork Compile(ShapedNetwork shape, int batchSize, KernelSet kernels, bool countsOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var arena = new Arena(countsOnly);
        try
        {
            return new TangentCompiler(shape, batchSize, kernels, arena).Compile();
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    private TangentNetwork Compile()
    {
        var input = new Tensor(shape.Input, samples, NewStorage(shape.Input), gradients: null);
        var source = new Source(input, place: 0);
        for (int i = 0; i < shape.Nodes.Length; i++)
        {
            var node = shape.Nodes[i];
            outputs[i] = Node(node, [.. node.Node.Inputs.Select(n => n == NetworkDescription.Input ? (source, null) : outputs[n])]);
        }
        var (value, tangent) = outputs[^1];
        foreach (var forked in sources.Where(s => s.Readers.Count > 1).Reverse()) // the last first: places before it stay
            layers.Insert(forked.Place, new ForkLayer(forked.Tensor, [.. forked.Readers]));
        memory.Place(arena, microBatches: 1);
        return new TangentNetwork(parameters, directions, [.. layers], input,
            new TensorPair(value.Tensor, (tangent ?? Zero(shape.Output)).Tensor), arena);
    }

    private (Source Value, Source? Tangent) Node(ShapedNode node, (Source Value, Source? Tangent)[] inputs)
    {
        switch (node.Node.Layer)
        {
            case LayerDescription.Flatten or LayerDescription.Tokens:
                var (value, tangent) = inputs[0];
                return (Add(Read(value).Reshape(node.Output)), tangent is null ? null : Add(Read(tangent).Reshape(node.Output)));
            case LayerDescription.Convolution c:
                return Product(node, inputs[0], c.Bias, (x, y, bias, m) =>
                    new ConvolutionLayer(x, y, c with { Bias = bias }, Extent.Square(1), m));
            case LayerDescription.Linear l:
                return Product(node, inputs[0], l.Bias, (x, y, bias, m) => new LinearLayer(x, y, l with { Bias = bias }, m));
            case LayerDescription.TransposedConvolution t:
                return Product(node, inputs[0], t.Bias, (x, y, bias, m) =>
                    new TransposedConvolutionLayer(x, y, t with { Bias = bias }, m));
            case LayerDescription.BatchNorm b:
                return Joint(node, inputs[0], (x, y) => new BatchNormTangentLayer(x, y, b, Memory(node, parameters),
                    Memory(node, directions)));
            case LayerDescription.LayerNorm l:
                return Joint(node, inputs[0], (x, y) => new LayerNormTangentLayer(x, y, l, Memory(node, parameters),
                    Memory(node, directions)));
            case LayerDescription.Attention a:
                return Joint(node, inputs[0], (x, y) => new AttentionTangentLayer(x, y, a, arena));
            case LayerDescription.MaxPool p:
                return Maxima(node, inputs, (x, y, m) => new MaxPoolLayer(x, y, p, m));
            case LayerDescription.ChannelPool { IsMaximum: true } p:
                return Maxima(node, inputs, (x, y, m) => new ChannelPoolLayer(x, y, p, m));
            case LayerDescription.ChannelPool p:
                return Linear(node, inputs, (x, y, m) => new ChannelPoolLayer(x[0], y, p, m));
            case LayerDescription.Elementwise e:
                return Formula(node, inputs, e.Formula);
            case LayerDescription.AveragePool p:
                return Linear(node, inputs, (x, y, _) => new AveragePoolLayer(x[0], y, p));
            case LayerDescription.AdaptiveAveragePool:
                return Linear(node, inputs, (x, y, _) => new AdaptivePoolLayer(x[0], y));
            case LayerDescription.Dropout d:
                return Linear(node, inputs, (x, y, m) => new DropoutLayer(x[0], y, d, m)); // equal streams: equal factors
            case LayerDescription.PadChannels p:
                return Linear(node, inputs, (x, y, _) => new PadChannelsLayer(x[0], y, p));
            case LayerDescription.SliceChannels s:
                return Linear(node, inputs, (x, y, _) => new SliceChannelsLayer(x[0], y, s));
            case LayerDescription.ShuffleChannels s:
                return Linear(node, inputs, (x, y, _) => new ShuffleChannelsLayer(x[0], y, s));
            case LayerDescription.Transpose:
                return Linear(node, inputs, (x, y, _) => new TransposeLayer(x[0], y));
            case LayerDescription.ClassToken:
                return Linear(node, inputs, (x, y, m) => new ClassTokenLayer(x[0], y, m));
            case LayerDescription.PositionEmbedding:
                return Linear(node, inputs, (x, y, m) => new PositionEmbeddingLayer(x[0], y, m));
            case LayerDescription.Token t:
                return Linear(node, inputs, (x, y, _) => new TokenLayer(x[0], y, t));
            case LayerDescription.Upsample u:
                return Linear(node, inputs, (x, y, _) => new UpsampleLayer(x[0], y, u));
            case LayerDescription.Add:
                return Linear(node, inputs, (x, y, _) => new AddLayer(x, y));
            case LayerDescription.Concat:
                return Linear(node, inputs, (x, y, _) => new ConcatLayer(x, y));
            default:
                throw new NotSupportedException($"'{node.Node.Name}' cannot be trained by second-order gradients: the CPU engine has no "
                    + $"tangent of {node.Node.Layer.GetType().Name}. Choose first-order-maml or reptile, or another network.");
        }
    }

    // The same layer twice: over the values, and over the tangents with the directions of its parameters.
    private (Source, Source?) Linear(ShapedNode node, (Source Value, Source? Tangent)[] inputs,
        Func<Tensor[], Tensor, LayerMemory, Layer> create)
    {
        var value = Run(inputs.Select(i => i.Value), parameters);
        return (value, inputs.All(i => i.Tangent is null) && node.Parameters.IsEmpty ? null
            : Run(inputs.Select((i, n) => i.Tangent ?? Zero(node.Inputs[n])), directions));

        Source Run(IEnumerable<Source> from, ParameterBlock block)
        {
            Tensor[] x = [.. from.Select(Read)];
            var y = NewTensor(node.Output, x.Any(t => t.NeedsGradient) || !node.Parameters.IsEmpty);
            layers.Add(create(x, y, Memory(node, block)));
            return Add(y);
        }
    }

    // The layer over the values keeps the places that its tangent reads.
    private (Source, Source?) Maxima<T>(ShapedNode node, (Source Value, Source? Tangent)[] inputs,
        Func<Tensor, Tensor, LayerMemory, T> create)
        where T : Layer, IKeptMaxima
    {
        T? maxima = null;
        return Linear(node, inputs, (x, y, m) => maxima is null ? maxima = create(x[0], y, m) : new MaximaTangentLayer(x[0], y, maxima));
    }

    // y = x w + b, so y' = x' w + (x w' + b'). Nobody reads the gradients of w' and b'.
    private (Source, Source?) Product(ShapedNode node, (Source Value, Source? Tangent) input, bool bias,
        Func<Tensor, Tensor, bool, LayerMemory, Layer> create)
    {
        var own = Memory(node, parameters);
        var y = new TensorPair(NewTensor(node.Output, needsGradient: true), NewTensor(node.Output, needsGradient: true));
        var byWeights = input.Tangent is null ? y.Tangent : Term();
        layers.Add(create(Read(input.Value), byWeights, bias, Memory(node, directions) with { HasGradients = false }));
        if (input.Tangent is null)
        {
            layers.Add(create(Read(input.Value), y.Value, bias, own));
        }
        else if (joinsLanes)
        {
            Tensor x = NewTensor(node.Inputs[0], needsGradient: true), product = NewTensor(node.Output, needsGradient: true);
            layers.Add(new JoinLanesLayer(new TensorPair(Read(input.Value), Read(input.Tangent)), x));
            layers.Add(create(x, product, false, own));
            layers.Add(new SplitLanesLayer(product, byWeights, y, bias, own));
        }
        else
        {
            var byInput = Term();
            layers.Add(create(Read(input.Value), y.Value, bias, own));
            layers.Add(create(Read(input.Tangent), byInput, false, own));
            layers.Add(new AddLayer([byInput, byWeights], y.Tangent));
        }
        return (Add(y.Value), Add(y.Tangent));

        Tensor Term() => new(node.Output, samples, NewStorage(node.Output), y.Tangent.GradientStorage);
    }

    private (Source, Source?) Joint(ShapedNode node, (Source Value, Source? Tangent) input, Func<TensorPair, TensorPair, Layer> create)
    {
        var x = new TensorPair(Read(input.Value), Read(input.Tangent ?? Zero(node.Inputs[0])));
        bool gradient = x.Value.NeedsGradient || !node.Parameters.IsEmpty;
        var y = new TensorPair(NewTensor(node.Output, gradient), NewTensor(node.Output, gradient));
        layers.Add(create(x, y));
        return (Add(y.Value), gradient ? Add(y.Tangent) : null);
    }

    private (Source, Source?) Formula(ShapedNode node, (Source Value, Source? Tangent)[] inputs, ElementwiseFormula formula)
    {
        Tensor[] x = [.. inputs.Select(i => Read(i.Value))];
        bool gradient = x.Any(t => t.NeedsGradient) || !node.Parameters.IsEmpty;
        var value = x is [{ GradientStorage: { } inPlace }] // of one input the gradient takes the place of the output's
            ? new Tensor(node.Output, samples, NewStorage(node.Output), inPlace) : NewTensor(node.Output, gradient);
        layers.Add(new ElementwiseLayer(x, value, formula, Memory(node, parameters)));
        if (!value.NeedsGradient)
            return (Add(value), null);
        Tensor[] both = [.. inputs.Select(i => Read(i.Value)), .. inputs.Select((input, n) => Read(input.Tangent ?? Zero(node.Inputs[n])))];
        var tangent = NewTensor(node.Output, needsGradient: true);
        var block = parameters;
        if (node.Parameters.FirstOrDefault() is { } own)
        {
            block = new ParameterBlock([own with { Shape = [2 * own.Count], Initial = [] }], arena);
            layers.Add(new ParameterPairsLayer(parameters, directions, parameters[own.Name], formula.LearnableParameters.Count, block));
        }
        layers.Add(new ElementwiseLayer(both, tangent, formula.Tangent(), Memory(node, block)));
        return (Add(value), Add(tangent));
    }

    private Source Zero(TensorShape tensor) => new(NewTensor(tensor, needsGradient: false), layers.Count);

    private LayerMemory Memory(ShapedNode node, ParameterBlock block) => new(kernels, arena, block, node.Node.Name, memory, 1);

    private Tensor NewTensor(TensorShape tensor, bool needsGradient) =>
        new(tensor, samples, NewStorage(tensor), needsGradient ? NewStorage(tensor) : null);

    private Storage NewStorage(TensorShape tensor)
    {
        var storage = memory.Add(checked(tensor.Count * samples));
        storage.Use(0); // all are in use at once
        return storage;
    }

    private Source Add(Tensor tensor)
    {
        var source = new Source(tensor, layers.Count);
        sources.Add(source);
        return source;
    }

    // The first reader leaves its gradients where the source's are; those of the others are added there.
    private Tensor Read(Source source)
    {
        var tensor = source.Tensor;
        var reader = source.Readers.Count == 0 || !tensor.NeedsGradient ? tensor
            : new Tensor(tensor.Shape, samples, tensor.ValueStorage, NewStorage(tensor.Shape));
        if (tensor.NeedsGradient)
            source.Readers.Add(reader);
        return reader;
    }

    /// <summary>A tensor that layers read.</summary>
    private sealed class Source(Tensor tensor, int place)
    {
        public Tensor Tensor => tensor;

        /// <summary>Number of the layer that would follow what makes it.</summary>
        public int Place => place;

        /// <summary>One for each layer that reads it, if it has gradients.</summary>
        public List<Tensor> Readers { get; } = [];
    }
}
