using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>A 3x3 convolution of stride 1 by Winograd's minimal filtering F(2x2, 3x3): 16 multiplications where the direct way takes 36,
/// forward and for both gradients.</summary>
/// <remarks>Some rows of tiles at a time are transformed into panels that the second-level cache holds; between the transforms stand 16
/// products of matrices, one for each element of a tile. Backward works with the adjoint transforms.</remarks>
internal sealed unsafe class WinogradLayer : Layer
{
    private const long CacheBytes = 512 * 1024; // what the transformed tiles of a chunk may take
    private const int TapsPerBlock = 5, TermsPerPass = 128;

    private readonly Tensor input, output;
    private readonly KernelSet kernels;
    private readonly int channels, outputs, samples, padding;
    private readonly int tilesAcross, tilesDown, rowsPerChunk, panelTiles;
    private readonly float* weights, weightGradients; // (outputs, channels, 3, 3)
    private readonly float* bias, biasGradients;      // (outputs) or null
    private readonly float* transformed;              // (16, outputs, channels) weights
    private readonly float* zeros;                    // a row of the input
    private readonly float* partialSums;              // (rows of a block, channels, lanes)
    private readonly DenseProduct forward, backward;
    private readonly (int Rows, (TapKernel Kernel, int Taps)[] Kernels)[] taps;
    private readonly Storage forwardScratch, backwardScratch;

    public WinogradLayer(Tensor input, Tensor output, LayerDescription.Convolution layer, LayerMemory memory)
    {
        (this.input, this.output, kernels) = (input, output, memory.Kernels);
        (channels, outputs, samples, padding) = (input.Shape.Channels, output.Shape.Channels, input.Samples, layer.Padding.Height);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        (tilesAcross, tilesDown) = ((output.Shape.Width + 1) / 2, (output.Shape.Height + 1) / 2);
        int parts = samples / kernels.Lanes; // vectors per position
        panelTiles = Math.Max(1, kernels.BlockVectors / parts);
        long row = (long)tilesAcross * WinogradTransforms.Elements * (channels + outputs) * samples * sizeof(float);
        rowsPerChunk = (int)Math.Clamp(CacheBytes / row, 1, tilesDown);
        transformed = memory.Arena.Floats((long)WinogradTransforms.Elements * outputs * channels);
        zeros = memory.Arena.Floats(input.Shape.Width * samples);
        int vectors = panelTiles * parts, line = panelTiles * samples;
        forward = new(new(outputs, line, vectors, channels, line, WeightRow: channels, WeightTerm: 1, ProductStart.Zero, TermsPerPass),
            kernels);
        backward = new(new(channels, line, vectors, outputs, line, WeightRow: 1, WeightTerm: channels, ProductStart.Zero, TermsPerPass),
            kernels);
        int[] tapBlocks = BlockSplit.Even(channels, TapsPerBlock);
        int[] rowBlocks = BlockSplit.Even(outputs, kernels.BlockSums / tapBlocks[0]);
        partialSums = memory.Arena.Floats((long)rowBlocks[0] * channels * kernels.Lanes);
        taps = [.. rowBlocks.Select(rows => (rows, tapBlocks.Select(count => (kernels.Taps(new TapForm(rows, count, samples, panelTiles,
            GradientRow: line, InputLine: channels * line, InputTap: line, FirstPosition: 0, Stride: 1, TapPositions: 0,
            InputPositions: panelTiles, SumsRow: channels * kernels.Lanes, Accumulates: false) { GradientGap = (outputs - 1) * line }),
            count)).ToArray()))];
        forwardScratch = memory.Plan.Add(TilesLength(channels) + TilesLength(outputs));
        backwardScratch = memory.Plan.Add(TilesLength(channels) + TilesLength(outputs)
            + WinogradTransforms.Elements * ((outputs * channels + 15) / 16 * 16));
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override Storage ForwardScratch => forwardScratch;

    /// <inheritdoc/>
    public override Storage? BackwardScratch => backwardScratch;

    /// <summary>Whether a convolution can be, and gains from it.</summary>
    public static bool Fits(LayerDescription.Convolution layer, TensorShape input) =>
        layer is { Kernel: { Height: 3, Width: 3 }, Stride: { Height: 1, Width: 1 }, Groups: 1, Padding: { Height: <= 2 } }
        && layer.Padding.Height == layer.Padding.Width && input.Channels >= 8 && layer.OutputChannels >= 8;

    /// <inheritdoc/>
    public override void BeginBatch(bool training) => WinogradTransforms.Weights(weights, outputs * channels, transformed);

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        float* inputTiles = forwardScratch.At(0), outputTiles = inputTiles + TilesLength(channels);
        for (int first = 0; first < tilesDown; first += rowsPerChunk)
        {
            int rows = Math.Min(rowsPerChunk, tilesDown - first);
            TransformInput(x, first, rows, inputTiles);
            Multiply(forward, inputTiles, channels, rows, outputTiles, outputs);
            for (int o = 0; o < outputs; o++)
            {
                for (int row = 0; row < rows; row++)
                {
                    float* upper = y + (nint)o * output.Plane + (nint)2 * (first + row) * output.Shape.Width * samples;
                    WinogradTransforms.Output(Row(outputTiles, outputs, o, row), upper, LowerRow(upper, first + row),
                        output.Shape.Width, bias == null ? 0 : bias[o]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), gradient = output.Gradients(pass.MicroBatch);
        float* inputTiles = backwardScratch.At(0), outputTiles = inputTiles + TilesLength(channels),
            tileGradients = outputTiles + TilesLength(outputs);
        if (pass.MicroBatch == 0)
            Lines.Clear(tileGradients, (nint)WinogradTransforms.Elements * outputs * channels);
        for (int o = 0; o < outputs && bias != null; o++)
            biasGradients[o] += LaneSums.Sum(gradient + (nint)o * output.Plane, output.Plane);
        for (int first = 0; first < tilesDown; first += rowsPerChunk)
        {
            int rows = Math.Min(rowsPerChunk, tilesDown - first);
            TransformInput(x, first, rows, inputTiles);
            for (int o = 0; o < outputs; o++)
            {
                for (int row = 0; row < rows; row++)
                {
                    float* upper = gradient + (nint)o * output.Plane + (nint)2 * (first + row) * output.Shape.Width * samples;
                    WinogradTransforms.OutputGradient(upper, LowerRow(upper, first + row), output.Shape.Width,
                        Row(outputTiles, outputs, o, row));
                }
            }
            ClearRest(outputTiles, outputs, rows);
            AddWeightGradients(inputTiles, outputTiles, rows, tileGradients);
            if (!input.NeedsGradient)
                continue;
            Multiply(backward, outputTiles, outputs, rows, inputTiles, channels);
            float* to = input.Gradients(pass.MicroBatch);
            for (int c = 0; c < channels; c++)
            {
                for (int row = 0; row < rows; row++)
                    InputGradient(Row(inputTiles, channels, c, row), to + (nint)c * input.Plane, first + row);
            }
        }
    }

    /// <inheritdoc/>
    public override void FinishBackward() => WinogradTransforms.WeightGradients(
        backwardScratch.At(0) + TilesLength(channels) + TilesLength(outputs), outputs * channels, weightGradients);

    private void TransformInput(float* x, int firstRow, int rows, float* tiles)
    {
        float** lines = stackalloc float*[4];
        for (int c = 0; c < channels; c++, x += input.Plane)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < 4; i++)
                    lines[i] = InputRow(x, firstRow + row, i, zeros);
                WinogradTransforms.Input(lines, input.Shape.Width, -padding, Row(tiles, channels, c, row));
            }
        }
        ClearRest(tiles, channels, rows);
    }

    // A line of a row of tiles in a channel of the input, or of its gradient.
    private float* InputRow(float* plane, int tileRow, int line, float* outside)
    {
        int y = 2 * tileRow - padding + line;
        return (uint)y < (uint)input.Shape.Height ? plane + (nint)y * input.Shape.Width * samples : outside;
    }

    private void InputGradient(in WinogradTransforms.TileRow tiles, float* plane, int tileRow)
    {
        float** lines = stackalloc float*[4];
        for (int i = 0; i < 4; i++)
            lines[i] = InputRow(plane, tileRow, i, outside: null);
        WinogradTransforms.InputGradient(tiles, lines, tileRow == 0 ? 0 : 2, input.Shape.Width, -padding);
    }

    private float* LowerRow(float* upper, int tileRow) =>
        2 * tileRow + 1 < output.Shape.Height ? upper + (nint)output.Shape.Width * samples : null;

    private void Multiply(DenseProduct product, float* from, int terms, int rows, float* to, int results)
    {
        int panels = Panels(rows * tilesAcross);
        for (int element = 0; element < WinogradTransforms.Elements; element++)
        {
            float* factors = transformed + (nint)element * outputs * channels, source = from + element * ElementLength(terms),
                destination = to + element * ElementLength(results);
            for (int panel = 0; panel < panels; panel++)
            {
                product.Run(source, factors, destination, bias: null);
                source += terms * panelTiles * samples;
                destination += results * panelTiles * samples;
            }
        }
    }

    private void AddWeightGradients(float* inputTiles, float* outputTiles, int rows, float* tileGradients)
    {
        int line = panelTiles * samples;
        TapCall call = default;
        call.Lines = Panels(rows * tilesAcross);
        for (int element = 0; element < WinogradTransforms.Elements; element++)
        {
            float* source = inputTiles + element * ElementLength(channels), gradient = outputTiles + element * ElementLength(outputs),
                to = tileGradients + (nint)element * outputs * channels;
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
        if (rest == 0)
            return;
        for (int element = 0; element < WinogradTransforms.Elements; element++)
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

    private int TilesLength(int count) => checked((int)(WinogradTransforms.Elements * ElementLength(count)));
}
