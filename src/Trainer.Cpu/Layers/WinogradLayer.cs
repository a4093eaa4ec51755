using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3): 36 multiplications where the direct way takes 144,
/// forward and for both gradients.</summary>
/// <remarks>Some rows of tiles at a time are transformed into panels that the caches hold; between the transforms stand 36 products of
/// matrices, one for each element of a tile. Backward works with the adjoint transforms. Where a micro-batch has few tiles, the layer takes
/// all micro-batches of a batch together, so that transformed weights are used often.</remarks>
internal sealed unsafe class WinogradLayer : Layer
{
    private const int Elements = WinogradTransforms.Elements, Tile = WinogradTransforms.Tile;
    private const long CacheBytes = 1024 * 1024;     // what the transformed tiles of a chunk may take at least,
    private const long MostBytes = 8 * 1024 * 1024; // and at most where the weights take more
    private const int LeastTiles = 12;             // of a chunk
    private const int FewTiles = 32;               // of a micro-batch
    private const int ManyOutputs = 96;            // from which it pays to transpose for the weights' gradients
    private const int TapsPerBlock = 5, TermsPerPass = 64;

    private readonly Tensor input, output;
    private readonly KernelSet kernels;
    private readonly int channels, outputs, samples, padding;
    private readonly int tilesAcross, tilesDown, rowsPerChunk, panelTiles;
    private readonly float* weights, weightGradients; // (outputs, channels, 3, 3)
    private readonly float* bias, biasGradients;      // (outputs) or null
    private readonly DenseProduct forward, backward;
    private readonly (int Rows, (TapKernel Kernel, int Taps)[] Kernels)[] taps = [];
    private readonly float* partialSums;              // (rows of a block, channels, lanes) of taps
    private readonly ColumnProduct? columns;          // instead of taps
    private readonly int* columnOffsets;              // (channels)
    private readonly Storage forwardScratch, backwardScratch;

    public WinogradLayer(Tensor input, Tensor output, LayerDescription.Convolution layer, LayerMemory memory)
    {
        (this.input, this.output, kernels) = (input, output, memory.Kernels);
        (channels, outputs, samples, padding) = (input.Shape.Channels, output.Shape.Channels, input.Samples, layer.Padding.Height);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        (tilesAcross, tilesDown) = (Tiles(output.Shape.Width), Tiles(output.Shape.Height));
        TakesWholeBatch = memory.KeptMicroBatches > 1 && tilesAcross * tilesDown < FewTiles;
        int parts = samples / kernels.Lanes; // vectors per position
        panelTiles = Math.Max(1, kernels.BlockVectors / parts);
        long row = (long)tilesAcross * Elements * (channels + outputs) * samples * sizeof(float);
        long weightBytes = (long)Elements * channels * outputs * sizeof(float);
        rowsPerChunk = (int)Math.Min(Math.Max(Math.Clamp(weightBytes, CacheBytes, MostBytes) / row,
            (LeastTiles + tilesAcross - 1) / tilesAcross),
            tilesDown * (TakesWholeBatch ? memory.KeptMicroBatches : 1));
        int vectors = panelTiles * parts, line = panelTiles * samples;
        forward = new(new(outputs, line, vectors, channels, line, WeightRow: channels, WeightTerm: 1, ProductStart.Zero, TermsPerPass),
            kernels);
        backward = new(new(channels, line, vectors, outputs, line, WeightRow: 1, WeightTerm: channels, ProductStart.Zero, TermsPerPass),
            kernels);
        if (outputs >= ManyOutputs)
        {
            columns = new ColumnProduct(outputs, channels, line, line, kernels, memory.Arena);
            columnOffsets = memory.Arena.Ints(channels);
            for (int c = 0; c < channels; c++)
                columnOffsets[c] = c * line;
        }
        else
        {
            int[] tapBlocks = BlockSplit.Even(channels, TapsPerBlock);
            int[] rowBlocks = BlockSplit.Even(outputs, kernels.BlockSums / tapBlocks[0]);
            partialSums = memory.Arena.Floats((long)rowBlocks[0] * channels * kernels.Lanes);
            taps = [.. rowBlocks.Select(rows => (rows, tapBlocks.Select(count => (kernels.Taps(new TapForm(rows, count, samples, panelTiles,
                GradientRow: line, InputLine: channels * line, InputTap: line, FirstPosition: 0, Stride: 1, TapPositions: 0,
                InputPositions: panelTiles, SumsRow: channels * kernels.Lanes, Accumulates: false) { GradientGap = (outputs - 1) * line }),
                count)).ToArray()))];
        }
        int tiles = checked(TilesLength(channels) + TilesLength(outputs)), matrix = Elements * ((outputs * channels + 15) / 16 * 16);
        forwardScratch = memory.Plan.Add(checked(tiles + matrix));
        backwardScratch = memory.Plan.Add(checked(tiles + 2 * matrix));
    }

    /// <inheritdoc/>
    public override bool TakesWholeBatch { get; }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override Storage ForwardScratch => forwardScratch;

    /// <inheritdoc/>
    public override Storage BackwardScratch => backwardScratch;

    // (36, outputs, channels) gradients of the transformed weights: behind these, which are behind the tiles.
    private float* TransformedGradients => Transformed(backwardScratch) + (nint)Elements * outputs * channels;

    /// <summary>Whether a convolution can be one, and takes at most three quarters of the multiplications so.</summary>
    public static bool Fits(LayerDescription.Convolution layer, TensorShape input, TensorShape output)
    {
        if (layer is not { Kernel: { Height: 3, Width: 3 }, Stride: { Height: 1, Width: 1 }, Groups: 1, Padding.Height: <= 2 }
            || layer.Padding.Height != layer.Padding.Width || input.Channels < 8 || layer.OutputChannels < 8)
            return false;
        long direct = Met(input.Height, output.Height) * Met(input.Width, output.Width);
        return Tiles(output.Height) * Tiles(output.Width) * Elements * 4L <= 3 * direct;

        // Pairs of an output and a weight that meet an input.
        long Met(int inputs, int outputs) => Enumerable.Range(0, outputs)
            .Sum(o => Enumerable.Range(o - layer.Padding.Height, 3).Count(i => (uint)i < (uint)inputs));
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass) => Forward(pass.MicroBatch * tilesDown, tilesDown);

    /// <inheritdoc/>
    public override void ForwardAll(in Batch batch) => Forward(0, batch.MicroBatches * tilesDown);

    /// <inheritdoc/>
    public override void Backward(in Pass pass) => Backward(pass.MicroBatch * tilesDown, tilesDown);

    /// <inheritdoc/>
    public override void BackwardAll(in Batch batch) => Backward(0, batch.MicroBatches * tilesDown);

    /// <inheritdoc/>
    public override void FinishBackward() =>
        WinogradTransforms.WeightGradients(TransformedGradients, outputs * channels, weightGradients);

    // (36, outputs, channels) transformed weights.
    private float* Transformed(Storage scratch) => scratch.At(0) + TilesLength(channels) + TilesLength(outputs);

    private static int Tiles(int size) => (size + Tile - 1) / Tile;

    // Rows of tiles are counted through all micro-batches.
    private void Forward(int firstRow, int count)
    {
        float* inputTiles = forwardScratch.At(0), outputTiles = inputTiles + TilesLength(channels);
        float** lines = stackalloc float*[Tile];
        if (firstRow == 0)
            WinogradTransforms.Weights(weights, outputs * channels, Transformed(forwardScratch));
        for (int first = firstRow; first < firstRow + count; first += rowsPerChunk)
        {
            int rows = Math.Min(rowsPerChunk, firstRow + count - first);
            TransformInput(input.ValueStorage, first, rows, inputTiles);
            Multiply(forward, Transformed(forwardScratch), inputTiles, channels, rows, outputTiles, outputs);
            for (int o = 0; o < outputs; o++)
            {
                for (int row = 0; row < rows; row++)
                {
                    OutputLines(output.Values((first + row) / tilesDown), o, first + row, lines);
                    kernels.Winograd.Output(Row(outputTiles, outputs, o, row), lines, output.Shape.Width, bias == null ? 0 : bias[o]);
                }
            }
        }
    }

    private void Backward(int firstRow, int count)
    {
        float* inputTiles = backwardScratch.At(0), outputTiles = inputTiles + TilesLength(channels);
        float** lines = stackalloc float*[WinogradTransforms.Reach];
        if (firstRow == 0)
        {
            Lines.Clear(TransformedGradients, (nint)Elements * outputs * channels);
            if (input.NeedsGradient)
                WinogradTransforms.Weights(weights, outputs * channels, Transformed(backwardScratch));
        }
        for (int first = firstRow; first < firstRow + count; first += rowsPerChunk)
        {
            int rows = Math.Min(rowsPerChunk, firstRow + count - first);
            TransformInput(input.BackwardStorage, first, rows, inputTiles);
            for (int o = 0; o < outputs; o++)
            {
                for (int row = 0; row < rows; row++)
                {
                    OutputLines(output.Gradients((first + row) / tilesDown), o, first + row, lines);
                    kernels.Winograd.OutputGradient(lines, output.Shape.Width, Row(outputTiles, outputs, o, row));
                }
            }
            ClearRest(outputTiles, outputs, rows);
            AddWeightGradients(inputTiles, outputTiles, rows);
            if (!input.NeedsGradient)
                continue;
            Multiply(backward, Transformed(backwardScratch), outputTiles, outputs, rows, inputTiles, channels);
            for (int c = 0; c < channels; c++)
            {
                for (int row = 0; row < rows; row++)
                {
                    InputLines(input.Gradients((first + row) / tilesDown), c, first + row, lines);
                    kernels.Winograd.InputGradient(Row(inputTiles, channels, c, row), lines, (first + row) % tilesDown == 0 ? 0
                        : WinogradTransforms.Reach - Tile, input.Shape.Width, -padding);
                }
            }
        }
        AddBiasGradients(firstRow / tilesDown, count / tilesDown);
    }

    private void AddBiasGradients(int firstMicroBatch, int microBatches)
    {
        for (int m = firstMicroBatch; bias != null && m < firstMicroBatch + microBatches; m++)
        {
            for (int o = 0; o < outputs; o++)
                biasGradients[o] += LaneSums.Sum(output.Gradients(m) + (nint)o * output.Plane, output.Plane);
        }
    }

    private void TransformInput(Storage values, int firstRow, int rows, float* tiles)
    {
        float** lines = stackalloc float*[WinogradTransforms.Reach];
        for (int c = 0; c < channels; c++)
        {
            for (int row = 0; row < rows; row++)
            {
                InputLines(values.At((firstRow + row) / tilesDown), c, firstRow + row, lines);
                kernels.Winograd.Input(lines, input.Shape.Width, -padding, Row(tiles, channels, c, row));
            }
        }
        ClearRest(tiles, channels, rows);
    }

    // The lines of a row of tiles in a channel of the input or of its gradient; null where they are outside.
    private void InputLines(float* microBatch, int channel, int row, float** lines)
    {
        int top = row % tilesDown * Tile - padding;
        for (int i = 0; i < WinogradTransforms.Reach; i++)
        {
            lines[i] = (uint)(top + i) < (uint)input.Shape.Height
                ? microBatch + (nint)channel * input.Plane + (nint)(top + i) * input.Shape.Width * samples : null;
        }
    }

    private void OutputLines(float* microBatch, int channel, int row, float** lines)
    {
        int top = row % tilesDown * Tile;
        for (int i = 0; i < Tile; i++)
        {
            lines[i] = top + i < output.Shape.Height
                ? microBatch + (nint)channel * output.Plane + (nint)(top + i) * output.Shape.Width * samples : null;
        }
    }

    private void Multiply(DenseProduct product, float* factors, float* from, int terms, int rows, float* to, int results)
    {
        int panels = Panels(rows * tilesAcross);
        for (int element = 0; element < Elements; element++, factors += outputs * channels)
        {
            float* source = from + element * ElementLength(terms), destination = to + element * ElementLength(results);
            for (int panel = 0; panel < panels; panel++)
            {
                product.Run(source, factors, destination, bias: null);
                source += terms * panelTiles * samples;
                destination += results * panelTiles * samples;
            }
        }
    }

    private void AddWeightGradients(float* inputTiles, float* outputTiles, int rows)
    {
        int line = panelTiles * samples, panels = Panels(rows * tilesAcross);
        TapCall call = default;
        call.Lines = panels;
        for (int element = 0; element < Elements; element++)
        {
            float* source = inputTiles + element * ElementLength(channels), gradient = outputTiles + element * ElementLength(outputs),
                to = TransformedGradients + (nint)element * outputs * channels;
            for (int panel = 0; columns is not null && panel < panels; panel++)
            {
                columns.Fill(source + (nint)panel * channels * line, columnOffsets, line, firstTerm: 0);
                columns.Add(gradient + (nint)panel * outputs * line, to);
            }
            foreach (var (blockRows, blockKernels) in taps)
            {
                call.Gradient = gradient;
                call.Input = source;
                call.Sums = partialSums;
                foreach (var (kernel, count) in blockKernels)
                {
                    kernel(&call);
                    call.Sums += count * kernels.Lanes;
                    call.Input += count * line;
                }
                LaneSums.Add(partialSums, kernels.Lanes, blockRows * channels, to);
                gradient += blockRows * line;
                to += blockRows * channels;
            }
        }
    }

    // Tiles that fill up the last panel.
    private void ClearRest(float* tiles, int count, int rows)
    {
        int used = rows * tilesAcross, rest = Panels(used) * panelTiles - used;
        for (int element = 0; rest > 0 && element < Elements; element++)
        {
            float* panel = tiles + element * ElementLength(count) + (nint)(Panels(used) - 1) * count * panelTiles * samples;
            for (int i = 0; i < count; i++)
                Lines.Clear(panel + (nint)(i + 1) * panelTiles * samples - rest * samples, rest * samples);
        }
    }

    private WinogradTransforms.TileRow Row(float* tiles, int count, int channel, int row)
    {
        int first = row * tilesAcross;
        nint panel = (nint)count * panelTiles * samples;
        return new((nint)(tiles + first / panelTiles * panel + (nint)channel * panelTiles * samples), first % panelTiles, tilesAcross,
            panelTiles, panel, ElementLength(count), samples);
    }

    private int Panels(int tiles) => (tiles + panelTiles - 1) / panelTiles;

    // Not a power of two, so that elements do not compete for the same lines of the cache.
    private nint ElementLength(int count) => (nint)Panels(rowsPerChunk * tilesAcross) * panelTiles * count * samples + 16;

    private int TilesLength(int count) => checked((int)(Elements * ElementLength(count)));
}
