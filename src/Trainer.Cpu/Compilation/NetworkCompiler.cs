using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Turns a shaped network into layers over tensors.</summary>
/// <remarks>Flatten and tokens are the same memory under another shape. A max pooling whose windows tile the output of the convolution
/// before it is fused into that convolution; an addition and an activation behind a batch norm are fused into that. A node with several
/// readers gets a fork, which adds their gradients. Gradients share memory wherever one is the other, and inputs of a concatenation lie in
/// its output.</remarks>
internal sealed class NetworkCompiler
{
    private const int MinMicroBatch = 16;
    private const int MaxMicroBatch = 128;
    private const long CacheBytes = 512 * 1024; // of a second-level cache of 1 MB, what a micro-batch may take

    private readonly ShapedNetwork shape;
    private readonly KernelSet kernels;
    private readonly Arena arena;
    private readonly ParameterBlock parameters;
    private readonly MemoryPlan memory = new();
    private readonly int samples, kept;
    private readonly List<PlannedLayer> layers = [];
    private readonly Queue<Tensor>[] readers; // per node: its output tensor, once for each reader
    private readonly Dictionary<Tensor, PlannedLayer> recomputed = []; // what makes them
    private readonly bool[] fused;            // per node: whether a layer before has taken it along
    private readonly Queue<Tensor> inputReaders;
    private readonly int[] readerCounts;

    private NetworkCompiler(ShapedNetwork shape, int batchSize, KernelSet kernels, int samples, Arena arena)
    {
        (this.shape, this.kernels, this.samples, this.arena) = (shape, kernels, samples, arena);
        kept = NeedsWholeBatches(shape) ? (batchSize + samples - 1) / samples : 1;
        parameters = new ParameterBlock(shape.Parameters, arena);
        readers = new Queue<Tensor>[shape.Nodes.Length];
        fused = new bool[shape.Nodes.Length];
        readerCounts = new int[shape.Nodes.Length];
        foreach (int read in shape.Nodes.SelectMany(n => n.Node.Inputs).Where(i => i >= 0))
            readerCounts[read]++;
        Input = new Tensor(shape.Input, samples, memory.Add(shape.Input.Count * samples), gradients: null);
        inputReaders = new Queue<Tensor>(Enumerable.Repeat(Input,
            shape.Nodes.Sum(n => n.Node.Inputs.Count(i => i == NetworkDescription.Input))));
    }

    private Tensor Input { get; }

    /// <summary>Compiles for batches of at most <paramref name="batchSize"/> samples.</summary>
    /// <param name="shape">The network, an activation in each of its places.</param>
    /// <param name="batchSize">At least 1.</param>
    /// <param name="kernels">The vector width to use.</param>
    /// <param name="microBatch">Samples per micro-batch, a multiple of 16; null chooses by the cache.</param>
    /// <exception cref="OutOfMemoryException">The tensors do not fit the memory.</exception>
    public static CpuNetwork Compile(ShapedNetwork shape, int batchSize, KernelSet kernels, int? microBatch = null)
    {
        return Compile(shape, batchSize, kernels, microBatch, new Arena());
    }

    /// <summary>The same network with memory that is counted only (<see cref="Arena"/>): its <see cref="CpuNetwork.Bytes"/> are those of
    /// the real one.</summary>
    public static CpuNetwork CompileCounted(ShapedNetwork shape, int batchSize, KernelSet kernels, int? microBatch = null) =>
        Compile(shape, batchSize, kernels, microBatch, new Arena(countsOnly: true));

    private static CpuNetwork Compile(ShapedNetwork shape, int batchSize, KernelSet kernels, int? microBatch, Arena arena)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        try
        {
            int samples = microBatch ?? MicroBatch(shape, batchSize);
            return new NetworkCompiler(shape, batchSize, kernels, samples, arena).Compile(batchSize);
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    // Batch norm needs them; and weights that the cache does not hold are best used for all samples at once.
    private static bool NeedsWholeBatches(ShapedNetwork shape) => shape.Nodes.Any(n => n.Node.Layer is LayerDescription.BatchNorm)
        || ((long)shape.ParameterCount * sizeof(float) > CacheBytes
            && shape.Nodes.Any(n => n.Node.Layer is LayerDescription.Convolution c && WinogradLayer.Fits(c, n.Inputs[0], n.Output)));

    private static bool IsReshape(ShapedNode node) => node.Node.Layer is LayerDescription.Flatten or LayerDescription.Tokens;

    // The more samples, the better linear layers use each weight; but the micro-batch should stay in the cache, unless the weights are
    // larger than it anyway.
    private static int MicroBatch(ShapedNetwork shape, int batchSize)
    {
        if (NeedsWholeBatches(shape))
            return MinMicroBatch;
        long perSample = (shape.Input.Count
            + shape.Nodes.Sum(n => IsReshape(n) ? 0L : 2L * n.Output.Count)) * sizeof(float);
        int samples = MinMicroBatch;
        while (samples * 2 <= MaxMicroBatch && samples < batchSize
            && samples * 2 * perSample <= Math.Max(CacheBytes, (long)shape.ParameterCount * sizeof(float)))
            samples *= 2;
        return samples;
    }

    private CpuNetwork Compile(int batchSize)
    {
        for (int i = 0; i < shape.Nodes.Length; i++)
        {
            if (fused[i])
                continue;
            var (output, last) = shape.Nodes[i].Node.Layer switch
            {
                LayerDescription.Convolution c => Convolution(i, c),
                LayerDescription.BatchNorm b => BatchNorm(i, b),
                _ => (Single(i), i),
            };
            AddReaders(last, output);
        }
        var result = readers[^1].Dequeue();
        foreach (var layer in layers)
            layer.ShareForkMemory();
        int segments = 1;
        PlannedLayer? before = null;
        foreach (var layer in layers)
        {
            if (before is not null && (before.Layer.IsBarrier || before.Layer.TakesWholeBatch || layer.Layer.TakesWholeBatch))
                segments++;
            layer.Segment = segments - 1;
            before = layer;
        }
        Input.ValueStorage.Use(0);
        result.ValueStorage.Use(segments - 1);
        foreach (var layer in layers)
            layer.NoteUses(segments);
        memory.Place(arena, kept);
        return new CpuNetwork(shape, parameters, [.. layers.GroupBy(l => l.Segment, l => l.Layer).Select(s => s.ToArray())], Input, result,
            batchSize, arena);
    }

    private void AddReaders(int node, Tensor output)
    {
        int count = readerCounts[node];
        Queue<Tensor> queue = readers[node] = new();
        if (count <= 1)
        {
            queue.Enqueue(output);
            return;
        }
        var branches = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            queue.Enqueue(branches[i] = !output.NeedsGradient ? output : new Tensor(output.Shape, samples, output.ValueStorage,
                memory.Add(output.Length)) { Producer = layers.Count });
        }
        if (output.NeedsGradient)
            layers.Add(new PlannedLayer(new ForkLayer(output, branches), [output], branches));
    }

    // The only reader of a node, or null.
    private ShapedNode? OnlyReader(int node, out int number)
    {
        number = readerCounts[node] == 1 ? node + 1 : shape.Nodes.Length;
        while (number < shape.Nodes.Length && !shape.Nodes[number].Node.Inputs.Contains(node))
            number++;
        return number < shape.Nodes.Length ? shape.Nodes[number] : null;
    }

    // With the pooling that it takes along, which must be the only reader.
    private (Tensor Output, int Last) Convolution(int number, LayerDescription.Convolution layer)
    {
        var node = shape.Nodes[number];
        var input = Read(node.Node.Inputs[0]);
        bool pools = OnlyReader(number, out int next)?.Node.Layer is LayerDescription.MaxPool { Padding: { Height: 0, Width: 0 },
            Ceil: false } p
            && p.Stride == p.Kernel && p.Kernel != Extent.Square(1);
        int last = pools ? next : number;
        fused[last] = true;
        var output = NewTensor(shape.Nodes[last].Output, needsGradient: true);
        if (!pools && WinogradLayer.Fits(layer, input.Shape, output.Shape))
            Add(new WinogradLayer(input, output, layer, Memory(node)), [input], output);
        else
            Add(new ConvolutionLayer(input, output, layer, pools ? ((LayerDescription.MaxPool)shape.Nodes[next].Node.Layer).Kernel
                : Extent.Square(1), Memory(node)), [input], output);
        if (recomputed.TryGetValue(input, out var before))
            layers.Add(new PlannedLayer(new RecomputeLayer((NormalizeLayer)before.Layer), before.Inputs, [])
                { UsedBackward = [input.BackwardStorage] });
        return (output, last);
    }

    // With the addition and the activation that it takes along: each the only reader of the one before.
    private (Tensor Output, int Last) BatchNorm(int number, LayerDescription.BatchNorm layer)
    {
        var node = shape.Nodes[number];
        var input = Read(node.Node.Inputs[0]);
        var channels = new BatchNormChannels(input.Shape, layer, Memory(node));
        int last = number;
        Tensor? shortcut = null;
        if (OnlyReader(number, out int next) is { Node: { Layer: LayerDescription.Add, Inputs: [var left, var right] } }
            && Math.Max(left, right) == number)
        {
            shortcut = Read(Math.Min(left, right));
            fused[last = next] = true;
        }
        ElementwiseFormula? activation = null;
        if (OnlyReader(last, out next) is { Node: { Layer: LayerDescription.Elementwise e, Inputs.Length: 1 } } && !e.Formula.UsesNoise)
        {
            activation = e.Formula;
            fused[last = next] = true;
        }
        // What a convolution alone reads is computed again for its backward pass rather than kept.
        bool recomputes = OnlyReader(last, out _)?.Node.Layer is LayerDescription.Convolution;
        var output = NewTensor(input.Shape, true, shortcut?.GradientStorage, backward: recomputes ? memory.Add(input.Length) : null);
        layers.Add(new PlannedLayer(new BatchNormStatisticsLayer(input, output, channels), [input], [])
            { UsedBackward = [output.GradientStorage!] });
        Add(new NormalizeLayer(input, shortcut, output, channels, activation, Memory(shape.Nodes[last]), arena),
            shortcut is null ? [input] : [input, shortcut], output);
        if (recomputes)
            recomputed[output] = layers[^1];
        return (output, last);
    }

    private Tensor Single(int number)
    {
        var node = shape.Nodes[number];
        var inputs = node.Node.Inputs.Select(Read).ToArray();
        var x = inputs[0];
        if (IsReshape(node))
            return x.Reshape(node.Output);
        bool gradient = inputs.Any(i => i.NeedsGradient) || !node.Parameters.IsEmpty;
        var memory = Memory(node);
        // Element by element the gradient of an input can take the place of the output's, and that of a sum is its inputs'.
        var inPlace = node.Node.Layer switch
        {
            LayerDescription.Elementwise => inputs.FirstOrDefault(i => i.NeedsGradient && i.Shape == node.Output),
            LayerDescription.Add => inputs.Where(i => i.NeedsGradient).MinBy(i => i.Producer),
            _ => null,
        };
        var output = NewTensor(node.Output, gradient, inPlace?.GradientStorage,
            isKept: node.Node.Layer is not LayerDescription.Elementwise);
        Layer layer = node.Node.Layer switch
        {
            LayerDescription.Linear l => new LinearLayer(x, output, l, memory),
            LayerDescription.MaxPool p => new MaxPoolLayer(x, output, p, memory),
            LayerDescription.AveragePool p => new AveragePoolLayer(x, output, p),
            LayerDescription.AdaptiveAveragePool => new AdaptivePoolLayer(x, output),
            LayerDescription.Dropout d => new DropoutLayer(x, output, d, memory),
            LayerDescription.PadChannels p => new PadChannelsLayer(x, output, p),
            LayerDescription.SliceChannels s => new SliceChannelsLayer(x, output, s),
            LayerDescription.ShuffleChannels s => new ShuffleChannelsLayer(x, output, s),
            LayerDescription.ChannelPool p => new ChannelPoolLayer(x, output, p, memory),
            LayerDescription.LayerNorm l => new LayerNormLayer(x, output, l, memory),
            LayerDescription.Attention a => new AttentionLayer(x, output, a, memory),
            LayerDescription.Transpose => new TransposeLayer(x, output),
            LayerDescription.ClassToken => new ClassTokenLayer(x, output, memory),
            LayerDescription.PositionEmbedding => new PositionEmbeddingLayer(x, output, memory),
            LayerDescription.Token t => new TokenLayer(x, output, t),
            LayerDescription.TransposedConvolution t => new TransposedConvolutionLayer(x, output, t, memory),
            LayerDescription.Upsample u => new UpsampleLayer(x, output, u),
            LayerDescription.Add => new AddLayer(inputs, output),
            LayerDescription.Concat => new ConcatLayer(inputs, output),
            LayerDescription.Elementwise e => new ElementwiseLayer(inputs, output, e.Formula, memory),
            LayerDescription.Activation => throw new ArgumentException($"No activation has been put in the place '{node.Node.Name}'."),
            _ => throw new NotSupportedException($"The CPU engine has no layer for {node.Node.Layer.GetType().Name}."),
        };
        Add(layer, inputs, output);
        if (layer is AddLayer)
            ShareGradients(inputs, inPlace, output);
        if (layer is ConcatLayer)
            LieIn(inputs, output);
        return output;
    }

    // The gradient of a sum is that of each input. Going backward, those made later are done with it before the earliest changes it.
    private static void ShareGradients(Tensor[] inputs, Tensor? earliest, Tensor output)
    {
        foreach (var input in inputs)
        {
            if (input != earliest && input is { GradientIsKept: true, GradientStorage: { Sharers: 1, IsPart: false } own })
                own.Become(output.GradientStorage!);
        }
    }

    private static void LieIn(Tensor[] inputs, Tensor output)
    {
        int place = 0;
        foreach (var input in inputs)
        {
            foreach (var (part, whole) in new[] { (input.ValueStorage, output.ValueStorage),
                (input.GradientStorage, output.GradientStorage) })
            {
                if (part?.Root is { } root && root.Length == input.Length && root != whole!.Root)
                    root.Become(whole, place);
            }
            place += input.Length;
        }
    }

    private void Add(Layer layer, Tensor[] inputs, Tensor output) => layers.Add(new PlannedLayer(layer, inputs, [output]));

    private LayerMemory Memory(ShapedNode node) => new(kernels, arena, parameters, node.Node.Name, memory, kept);

    private Tensor Read(int node) => node == NetworkDescription.Input ? inputReaders.Dequeue() : readers[node].Dequeue();

    private Tensor NewTensor(TensorShape tensor, bool needsGradient, Storage? gradients = null, bool isKept = true,
        Storage? backward = null)
    {
        int length = checked(tensor.Count * samples);
        var values = memory.Add(length);
        return new Tensor(tensor, samples, values, gradients ?? (needsGradient ? memory.Add(length) : null))
        {
            BackwardStorage = backward ?? values, Producer = layers.Count, GradientIsKept = isKept,
        };
    }

    /// <summary>A layer with what it reads and writes.</summary>
    private sealed record PlannedLayer(Layer Layer, Tensor[] Inputs, Tensor[] Outputs)
    {
        /// <summary>What it reads or writes backward beside its inputs and outputs.</summary>
        public Storage[] UsedBackward { get; init; } = [];

        /// <summary>Number of the layers, between barriers, that a micro-batch passes at once.</summary>
        public int Segment { get; set; }

        /// <summary>Lets the input of a fork have the gradient memory of a branch, of one within a concatenation if there is any.</summary>
        public void ShareForkMemory()
        {
            if (Layer is not ForkLayer)
                return;
            var branch = Outputs.FirstOrDefault(o => o.GradientStorage!.IsPart) ?? Outputs[0];
            var root = Inputs[0].GradientStorage!.Root;
            if (root.Length == branch.Length && root != branch.GradientStorage!.Root)
                root.Become(branch.GradientStorage);
        }

        /// <summary>Tells the storages when they are used: forward at the segment's number, backward at its mirror image. The last segment
        /// goes forward and backward at one time.</summary>
        public void NoteUses(int segments)
        {
            int forward = Segment, backward = 2 * (segments - 1) - Segment;
            foreach (var tensor in Inputs.Concat(Outputs))
            {
                tensor.ValueStorage.Use(forward);
                tensor.GradientStorage?.Use(backward);
            }
            Layer.ForwardScratch?.Use(forward);
            Layer.BackwardScratch?.Use(backward);
            foreach (var storage in UsedBackward)
                storage.Use(backward);
            foreach (var tensor in Inputs.Where(_ => Layer.ReadsInputsBackward))
                tensor.BackwardStorage.Use(backward);
        }
    }
}
