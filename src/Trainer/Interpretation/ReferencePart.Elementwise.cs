using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Interpretation;

/// <content>Formulas of several inputs, and batch norm.</content>
internal sealed partial record ReferencePart
{
    /// <summary>A formula of several inputs, evaluated operation by operation; inputs of one number per channel or sample serve all
    /// positions.</summary>
    public void Elementwise(ElementwiseFormula formula, double[] parameters, double[] gradients, int offset)
    {
        int own = formula.LearnableParameters.Count, inputs = Node.Inputs.Length;
        int learned = gradients.Length == 0 ? 0 : own;
        var value = IsForward ? new TermEvaluator(formula.Root)
            : new TermEvaluator([.. formula.Gradient.Inputs, .. formula.Gradient.Parameters.Take(learned)]);
        int[] places = new int[inputs];
        double[] point = new double[inputs];
        Each(Out, (sample, c, y, x, at) =>
        {
            int first = offset + (formula.Scope == ParameterScope.PerChannel ? c * own : 0);
            for (int i = 0; i < inputs; i++)
            {
                var input = Node.Inputs[i];
                places[i] = Index(input, sample, input.Channels == 1 ? 0 : c, input.Height == 1 ? 0 : y, input.Width == 1 ? 0 : x);
                point[i] = X[i][places[i]];
            }
            var numbers = parameters.AsSpan(first, own);
            double computed = value.At(point, numbers);
            if (IsForward)
            {
                Y[at] = computed;
                return;
            }
            for (int i = 0; i < places.Length; i++)
                DX[i][places[i]] += DY[at] * value[i];
            for (int p = 0; p < learned; p++)
                gradients[first + p] += DY[at] * value[inputs + p];
        });
    }

    /// <summary>Batch statistics and their gradients.</summary>
    public void BatchNorm(LayerDescription.BatchNorm layer, double[] parameters, double[] gradients, int scale, int shift)
    {
        double count = (double)Samples * In.Plane;
        for (int c = 0; c < In.Channels; c++)
        {
            int[] places = [.. Enumerable.Range(0, Samples).SelectMany(s => Enumerable.Range(Index(In, s, c, 0, 0), In.Plane))];
            double mean = places.Sum(i => X[0][i]) / count, variance = places.Sum(i => (X[0][i] - mean) * (X[0][i] - mean)) / count;
            double inverse = 1 / Math.Sqrt(variance + layer.Epsilon), sum = IsForward ? 0 : places.Sum(i => DY[i]),
                product = IsForward ? 0 : places.Sum(i => DY[i] * (X[0][i] - mean) * inverse);
            foreach (int i in places)
            {
                double normal = (X[0][i] - mean) * inverse;
                if (IsForward)
                    Y[i] = normal * parameters[scale + c] + parameters[shift + c];
                else
                    DX[0][i] += parameters[scale + c] * inverse * (DY[i] - sum / count - normal * product / count);
            }
            if (Learns(gradients))
            {
                gradients[scale + c] += product;
                gradients[shift + c] += sum;
            }
        }
    }

    /// <summary>Running statistics instead of the batch's, which are constants.</summary>
    public void BatchNorm(LayerDescription.BatchNorm layer, double[] parameters, double[] gradients, int scale, int shift, double[] means,
        double[] variances)
    {
        double[] inverses = [.. variances.Select(v => 1 / Math.Sqrt(v + layer.Epsilon))];
        bool learns = Learns(gradients);
        for (int at = 0; at < Y.Length; at++)
        {
            int c = at / In.Plane % In.Channels;
            double inverse = inverses[c], normal = (X[0][at] - means[c]) * inverse;
            if (IsForward)
            {
                Y[at] = normal * parameters[scale + c] + parameters[shift + c];
                continue;
            }
            DX[0][at] += DY[at] * parameters[scale + c] * inverse;
            if (learns)
            {
                gradients[scale + c] += DY[at] * normal;
                gradients[shift + c] += DY[at];
            }
        }
    }
}
