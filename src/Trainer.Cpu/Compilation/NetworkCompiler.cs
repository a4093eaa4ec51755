using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Turns a shaped network into layers over tensors.</summary>
/// <remarks>Flatten is the same memory under another shape. A max pooling whose windows tile the output of the convolution before it is
/// fused into that convolution. A node with several readers gets a fork, which adds their gradients.</remarks>
internal sealed unsafe class NetworkCompiler
{
    private const int MinMicroBatch = 16;
    private const int MaxMicroBatch = 128;
    private const long CacheBytes = 512 * 1024; // of a second-level cache of 1 MB, what a micro-batch may take

    private readonly ShapedNetwork shape;
    private readonly KernelSet kernels;
    private readonly Arena arena;
    private readonly ParameterBlock parameters;
    private readonly int samples, kept;
    private readonly List<Layer> layers = [];
    private readonly List<Queue<Tensor>> readers = []; // per node: its output tensor, once for each reader
    private readonly Queue<Tensor> inputReaders;
    private readonly int[] readerCounts;

    private NetworkCompiler(ShapedNetwork shape, int batchSize, KernelSet kernels, int samples, Arena arena)
    {
        (this.shape, this.kernels, this.samples, this.arena) = (shape, kernels, samples, arena);
        WholeBatches = NeedsWholeBatches(shape);
        kept = WholeBatches ? (batchSize + samples - 1) / samples : 1;
        parameters = new ParameterBlock(shape.Parameters, arena);
        readerCounts = new int[shape.Nodes.Length];
        foreach (int read in shape.Nodes.SelectMany(n => n.Node.Inputs).Where(i => i >= 0))
            readerCounts[read]++;
        Input = NewTensor(shape.Input, needsGradient: false);
        inputReaders = new Queue<Tensor>(Enumerable.Repeat(Input,
            shape.Nodes.Sum(n => n.Node.Inputs.Count(i => i == NetworkDescription.Input))));
    }

    private bool WholeBatches { get; }

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
    public static CpuNetwork CompileCounted(ShapedNetwork shape, int batchSize, KernelSet kernels) =>
        Compile(shape, batchSize, kernels, microBatch: null, new Arena(countsOnly: true));

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

    private static bool NeedsWholeBatches(ShapedNetwork shape) => shape.Nodes.Any(n => n.Node.Layer is LayerDescription.BatchNorm);

    // The more samples, the better linear layers use each weight; but the micro-batch should stay in the cache, unless the weights are
    // larger than it anyway.
    private static int MicroBatch(ShapedNetwork shape, int batchSize)
    {
        if (NeedsWholeBatches(shape))
            return MinMicroBatch;
        long perSample = (shape.Input.Count
            + shape.Nodes.Sum(n => n.Node.Layer is LayerDescription.Flatten ? 0L : 2L * n.Output.Count)) * sizeof(float);
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
            int pooling = FusedPooling(i);
            var output = pooling > 0 ? Fused(i, pooling) : Single(i);
            if (pooling > 0)
                readers.Add(new Queue<Tensor>());
            AddReaders(output, readerCounts[Math.Max(i, pooling)]);
            i = Math.Max(i, pooling);
        }
        return new CpuNetwork(shape, parameters, [.. layers], Input, readers[^1].Dequeue(), batchSize, WholeBatches, arena);
    }

    private void AddReaders(Tensor output, int count)
    {
        Queue<Tensor> queue = new();
        readers.Add(queue);
        if (count <= 1)
        {
            queue.Enqueue(output);
            return;
        }
        var branches = new Tensor[count];
        for (int i = 0; i < count; i++)
            queue.Enqueue(branches[i] = output.NeedsGradient ? output.WithGradients(arena.Floats((long)output.Length * kept)) : output);
        if (output.NeedsGradient)
            layers.Add(new ForkLayer(output, branches));
    }

    // The number of the pooling node that the convolution takes along, or -1. It must be the next node and the only reader.
    private int FusedPooling(int node)
    {
        if (shape.Nodes[node].Node.Layer is not LayerDescription.Convolution || readerCounts[node] != 1 || node + 1 == shape.Nodes.Length)
            return -1;
        var next = shape.Nodes[node + 1];
        return next.Node.Layer is LayerDescription.MaxPool pool && next.Node.Inputs[0] == node && pool.Stride == pool.Kernel
            && pool.Padding == default
            && pool.Kernel != Extent.Square(1) ? node + 1 : -1;
    }

    private Tensor Fused(int node, int pooling)
    {
        var (convolution, pool) = (shape.Nodes[node], (LayerDescription.MaxPool)shape.Nodes[pooling].Node.Layer);
        var output = NewTensor(shape.Nodes[pooling].Output, needsGradient: true);
        layers.Add(new ConvolutionLayer(Read(convolution.Node.Inputs[0]), output, (LayerDescription.Convolution)convolution.Node.Layer,
            pool.Kernel, Memory(convolution)));
        return output;
    }

    private Tensor Single(int number)
    {
        var node = shape.Nodes[number];
        var inputs = node.Node.Inputs.Select(Read).ToArray();
        var x = inputs[0];
        if (node.Node.Layer is LayerDescription.Flatten)
            return x.Reshape(node.Output);
        bool gradient = inputs.Any(i => i.NeedsGradient) || !node.Parameters.IsEmpty;
        var memory = Memory(node);
        // Element by element the gradient of an input can take the place of the output's.
        var inPlace = node.Node.Layer is LayerDescription.Elementwise
            ? inputs.FirstOrDefault(i => i.NeedsGradient && i.Shape == node.Output)
            : null;
        var output = inPlace is null
            ? NewTensor(node.Output, gradient)
            : Tensor.InPlace(inPlace, arena.Floats((long)inPlace.Length * kept));
        layers.Add(node.Node.Layer switch
        {
            LayerDescription.Convolution c => new ConvolutionLayer(x, output, c, Extent.Square(1), memory),
            LayerDescription.Linear l => new LinearLayer(x, output, l, memory),
            LayerDescription.MaxPool p => new MaxPoolLayer(x, output, p, memory),
            LayerDescription.AveragePool p => new AveragePoolLayer(x, output, p),
            LayerDescription.AdaptiveAveragePool => new AdaptivePoolLayer(x, output),
            LayerDescription.BatchNorm b => new BatchNormLayer(x, output, b, memory),
            LayerDescription.Dropout d => new DropoutLayer(x, output, d, memory),
            LayerDescription.PadChannels p => new PadChannelsLayer(x, output, p),
            LayerDescription.Add => new AddLayer(inputs, output),
            LayerDescription.Concat => new ConcatLayer(inputs, output),
            LayerDescription.Elementwise e => new ElementwiseLayer(inputs, output, e.Formula, memory),
            LayerDescription.Activation => throw new ArgumentException($"No activation has been put in the place '{node.Node.Name}'."),
            _ => throw new NotSupportedException($"The CPU engine has no layer for {node.Node.Layer.GetType().Name}."),
        });
        return output;
    }

    private LayerMemory Memory(ShapedNode node) => new(kernels, arena, parameters, node.Node.Name, kept);

    private Tensor Read(int node) => node == NetworkDescription.Input ? inputReaders.Dequeue() : readers[node].Dequeue();

    private Tensor NewTensor(TensorShape tensor, bool needsGradient)
    {
        long length = (long)tensor.Count * samples;
        return new Tensor(tensor, samples, arena.Floats(length * kept), needsGradient ? arena.Floats(length * kept) : null, kept > 1
            ? (nint)length : 0);
    }
}
