using System.Reflection.Emit;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Writes the register-blocked product behind convolutions and linear layers, in both directions.</summary>
/// <remarks>All sums of a block stay in registers over all terms. Per term it takes rows + vectors loads for rows x vectors multiply-adds;
/// where registers are left, vectors that several terms of a step read are loaded once.</remarks>
internal sealed class ProductKernelWriter
{
    private readonly KernelWriter code;
    private readonly ProductForm form;
    private readonly LocalBuilder[] sums; // (rows, vectors)
    private readonly bool keepsSource;

    private ProductKernelWriter(ProductForm form, VectorInstructions instructions)
    {
        this.form = form;
        code = new KernelWriter($"product-{form.Rows}x{form.Vectors}x{form.Terms}", typeof(ProductCall), instructions);
        sums = code.Vectors(form.Rows * form.Vectors);
        keepsSource = sums.Length + form.Vectors + 1 <= instructions.Registers;
    }

    /// <summary>The kernel of a form.</summary>
    public static ProductKernel Write(ProductForm form, VectorInstructions instructions) =>
        new ProductKernelWriter(form, instructions).Write();

    private ProductKernel Write()
    {
        var source = code.Argument(nameof(ProductCall.Source));
        var destination = code.Argument(nameof(ProductCall.Destination));
        var winners = form.Pools ? code.Argument(nameof(ProductCall.Winners)) : null;
        code.Repeat(nameof(ProductCall.Repeats), () =>
        {
            Start(destination);
            var from = code.Copy(source);
            var weights = code.Argument(nameof(ProductCall.Weights));
            code.Repeat(nameof(ProductCall.Lines), () =>
            {
                code.Repeat(nameof(ProductCall.Steps), () =>
                {
                    Step(from, weights);
                    code.Advance(from, form.SourceStep);
                    code.Advance(weights, form.Terms * form.WeightTerm);
                });
                code.Advance(from, nameof(ProductCall.NextLine));
            });
            if (form.Pools)
                Pool(destination, winners!);
            else
                ForEachSum((sum, distance, _) => code.Store(sum, destination, distance));
            code.Advance(source, nameof(ProductCall.SourceRepeat));
            code.Advance(destination, nameof(ProductCall.DestinationRepeat));
            if (form.Pools)
                code.Advance(winners!, nameof(ProductCall.DestinationRepeat));
        });
        return code.Finish<ProductKernel>();
    }

    private void Start(LocalBuilder destination)
    {
        var bias = form.Start == ProductStart.Bias ? code.Argument(nameof(ProductCall.Bias)) : null;
        ForEachSum((sum, distance, row) =>
        {
            if (bias is not null)
                code.Broadcast(sum, bias, row);
            else if (form.Start == ProductStart.Destination)
                code.Load(sum, destination, distance);
            else
                code.Clear(sum);
        });
    }

    private void Step(LocalBuilder source, LocalBuilder weights)
    {
        Dictionary<int, LocalBuilder> loaded = [];
        for (int term = 0; term < form.Terms; term++)
        {
            if (!keepsSource)
                loaded.Clear();
            if (form.Rows <= form.Vectors && !keepsSource)
                VectorByVector(source, weights, term);
            else
                RowByRow(source, weights, term, loaded);
        }
    }

    // All vectors of the term in registers, one factor at a time.
    private void RowByRow(LocalBuilder source, LocalBuilder weights, int term, Dictionary<int, LocalBuilder> loaded)
    {
        for (int v = 0; v < form.Vectors; v++)
        {
            if (form.Source[term * form.Vectors + v] is { } distance && !loaded.ContainsKey(distance))
                code.Load(loaded[distance] = code.Vector(), source, distance, again: true);
        }
        for (int r = 0; r < form.Rows; r++)
        {
            var factor = code.Vector();
            code.Broadcast(factor, weights, r * form.WeightRow + term * form.WeightTerm);
            for (int v = 0; v < form.Vectors; v++)
            {
                if (form.Source[term * form.Vectors + v] is { } distance)
                    code.MultiplyAdd(sums[r * form.Vectors + v], factor, loaded[distance]);
            }
        }
    }

    // All factors of the term in registers, one vector at a time: for few registers.
    private void VectorByVector(LocalBuilder source, LocalBuilder weights, int term)
    {
        var factors = code.Vectors(form.Rows);
        for (int r = 0; r < form.Rows; r++)
            code.Broadcast(factors[r], weights, r * form.WeightRow + term * form.WeightTerm);
        for (int v = 0; v < form.Vectors; v++)
        {
            if (form.Source[term * form.Vectors + v] is not { } distance)
                continue;
            var vector = code.Vector();
            code.Load(vector, source, distance, again: true);
            for (int r = 0; r < form.Rows; r++)
                code.MultiplyAdd(sums[r * form.Vectors + v], factors[r], vector);
        }
    }

    // The maximum of each row's window, as SquarePool takes it.
    private void Pool(LocalBuilder destination, LocalBuilder winners)
    {
        for (int r = 0; r < form.Rows; r++)
        {
            var window = sums.AsSpan(r * form.Vectors, 4);
            var tags = code.Vectors(4);
            for (int place = 0; place < 4; place++)
                code.Set(tags[place], place);
            code.TakeLarger(window[0], tags[0], window[1], tags[1]);
            code.TakeLarger(window[2], tags[2], window[3], tags[3]);
            code.TakeLarger(window[0], tags[0], window[2], tags[2]);
            code.Store(window[0], destination, r * form.DestinationRow);
            code.Store(tags[0], winners, r * form.DestinationRow);
        }
    }

    private void ForEachSum(Action<LocalBuilder, int, int> action)
    {
        for (int r = 0; r < form.Rows; r++)
        {
            for (int v = 0; v < form.Vectors; v++)
                action(sums[r * form.Vectors + v], r * form.DestinationRow + form.Destination[v]!.Value, r);
        }
    }
}
