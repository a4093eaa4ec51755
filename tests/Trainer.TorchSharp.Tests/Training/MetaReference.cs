using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>The meta-gradient of a network of two linear layers, written out: no autograd, the activation's first and second derivatives
/// from the formula language, products with the Hessian from <see cref="Dual"/> numbers.</summary>
internal sealed class MetaReference
{
    private readonly int inputs, hidden, classes;
    private readonly Function value, slope;
    private readonly Function[] byParameter;

    public MetaReference(ActivationDefinition activation, int inputs, int hidden, int classes)
    {
        (this.inputs, this.hidden, this.classes) = (inputs, hidden, classes);
        // Read again: differentiating adds terms to the formula's graph.
        var own = ((LayerDescription.Elementwise)activation.At(TensorShape.Vector(hidden))).Formula;
        var formula = ElementwiseFormula.Read(own.Text, own.Parameters, own.Scope, out _)!;
        Term[] learnable = [.. own.LearnableParameters.Select((p, i) => formula.Graph.Parameter(i, p.Name))];
        value = new Function(formula.Graph, formula.Root, learnable);
        slope = new Function(formula.Graph, formula.Gradient.Input, learnable);
        byParameter = [.. formula.Gradient.Parameters.Select(p => new Function(formula.Graph, p, learnable))];
    }

    public int Count => hidden * (inputs + 1) + classes * (hidden + 1) + byParameter.Length;

    /// <summary>The gradient before the inner steps of the query loss after them, and the same with the second derivatives left
    /// out.</summary>
    public (double Loss, double[] Gradient, double[] FirstOrder) Of((double[] X, int[] Y) support, (double[] X, int[] Y) query,
        double[] start, double rate, int steps)
    {
        List<double[]> path = [start];
        for (int step = 0; step < steps; step++)
        {
            var (_, g) = Gradient(path[^1], new double[Count], support);
            path.Add([.. path[^1].Select((n, i) => n - rate * g[i].Value)]);
        }
        var (loss, last) = Gradient(path[^1], new double[Count], query);
        double[] firstOrder = [.. last.Select(g => g.Value)], adjoint = firstOrder;
        for (int step = steps - 1; step >= 0; step--) // d(theta - rate * g(theta)) = (1 - rate * Hessian) d(theta), symmetric
        {
            var (_, g) = Gradient(path[step], adjoint, support);
            adjoint = [.. adjoint.Select((a, i) => a - rate * g[i].Slope)];
        }
        return (loss.Value, adjoint, firstOrder);
    }

    // Mean cross-entropy and its gradient, with their derivatives along a direction. Numbers: weights (hidden, inputs), biases, weights
    // (classes, hidden), biases, parameters.
    private (Dual Loss, Dual[] Gradient) Gradient(double[] at, double[] direction, (double[] X, int[] Y) batch)
    {
        Dual[] p = [.. at.Zip(direction, (v, d) => new Dual(v, d))], g = new Dual[p.Length];
        int b1 = hidden * inputs, w2 = b1 + hidden, b2 = w2 + classes * hidden, a = b2 + classes;
        var parameters = p.AsSpan(a);
        Dual loss = 0;
        for (int n = 0; n < batch.Y.Length; n++)
        {
            var x = batch.X.AsSpan(n * inputs, inputs);
            Dual[] z = new Dual[hidden], h = new Dual[hidden], share = new Dual[classes];
            for (int j = 0; j < hidden; j++)
            {
                z[j] = p[b1 + j];
                for (int i = 0; i < inputs; i++)
                    z[j] += p[j * inputs + i] * x[i];
                h[j] = value.At(z[j], parameters);
            }
            Dual sum = 0;
            for (int k = 0; k < classes; k++)
            {
                Dual logit = p[b2 + k];
                for (int j = 0; j < hidden; j++)
                    logit += p[w2 + k * hidden + j] * h[j];
                sum += share[k] = Dual.Exp(logit);
            }
            loss -= Dual.Log(share[batch.Y[n]] / sum) / batch.Y.Length;
            for (int k = 0; k < classes; k++)
                g[b2 + k] += share[k] = (share[k] / sum - (k == batch.Y[n] ? 1 : 0)) / batch.Y.Length;
            for (int j = 0; j < hidden; j++)
            {
                Dual back = 0;
                for (int k = 0; k < classes; k++)
                {
                    g[w2 + k * hidden + j] += share[k] * h[j];
                    back += share[k] * p[w2 + k * hidden + j];
                }
                for (int q = 0; q < byParameter.Length; q++)
                    g[a + q] += back * byParameter[q].At(z[j], parameters);
                var inner = back * slope.At(z[j], parameters);
                g[b1 + j] += inner;
                for (int i = 0; i < inputs; i++)
                    g[j * inputs + i] += inner * x[i];
            }
        }
        return (loss, g);
    }

    /// <summary>A term of x and the learnable parameters, with its symbolic derivatives.</summary>
    private sealed class Function
    {
        private readonly TermEvaluator own, byInput;
        private readonly TermEvaluator[] byParameter;

        public Function(TermGraph graph, Term term, Term[] learnable)
        {
            var gradient = TermGradient.Differentiate(graph, term, learnable);
            own = new TermEvaluator(term);
            byInput = new TermEvaluator(gradient.Input);
            byParameter = [.. gradient.Parameters.Select(p => new TermEvaluator(p))];
        }

        public Dual At(Dual x, ReadOnlySpan<Dual> parameters)
        {
            var numbers = new double[parameters.Length];
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = parameters[i].Value;
            double moved = byInput.At(x.Value, numbers) * x.Slope;
            for (int i = 0; i < numbers.Length; i++)
                moved += byParameter[i].At(x.Value, numbers) * parameters[i].Slope;
            return new Dual(own.At(x.Value, numbers), moved);
        }
    }
}
