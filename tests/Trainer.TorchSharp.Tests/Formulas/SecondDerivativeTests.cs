using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.TorchSharp.Formulas;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Formulas;

/// <summary>Second derivatives, which training through a training needs (MAML of the second order).</summary>
public sealed class SecondDerivativeTests
{
    // Away from kinks, where differences of slopes mean nothing.
    private static readonly double[] Inputs = [-4.3, -1.7, -0.6, 0.2, 0.9, 2.2, 4.7, 7.1];

    public static TheoryData<string> Catalogue => [.. ActivationCatalogue.Formulas.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void Autograd_twice_agrees_with_differences_of_the_symbolic_slope(string name)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var activation = ActivationCatalogue.Find(name)!;
        double[] parameters = [.. activation.LearnableParameters.Select(p => p.Initial)];
        var x = torch.tensor(Inputs).requires_grad_(true);
        Tensor[] leaves = [.. parameters.Select(p => torch.tensor(p, ScalarType.Float64))];
        var y = new TensorFormula(activation.Parsed)
            .Apply(x, leaves, activation.UsesNoise ? torch.full_like(x, Scalars.Create(0.3)) : null);
        // create_graph alone frees the graph: retain_graph must be asked for as well.
        var slope = torch.autograd.grad(outputs: [y], inputs: [x], grad_outputs: [torch.ones_like(y)], retain_graph: true,
            create_graph: true)[0];
        double[] curvature = new double[Inputs.Length];
        if (slope.requires_grad && torch.autograd.grad(outputs: [slope], inputs: [x], grad_outputs: [torch.ones_like(slope)],
            allow_unused: true)[0] is { IsInvalid: false } second)
            curvature = second.data<double>().ToArray();
        double[] up = Slopes(activation, parameters, 1e-5), down = Slopes(activation, parameters, -1e-5);
        for (int i = 0; i < Inputs.Length; i++)
        {
            double expected = (up[i] - down[i]) / 2e-5;
            Assert.True(Math.Abs(curvature[i] - expected) <= 1e-7 * Math.Max(1, Math.Abs(expected)),
                $"f''({Inputs[i]}): {curvature[i]}, by differences {expected}");
        }
    }

    private static double[] Slopes(ActivationDefinition activation, double[] parameters, double shift)
    {
        double[] x = [.. Inputs.Select(v => v + shift)], dx = new double[Inputs.Length], noise = activation.UsesNoise
            ? [.. Inputs.Select(_ => 0.3)] : [];
        activation.Parsed.CompileDouble().Backward(x, parameters, noise, [.. Inputs.Select(_ => 1.0)], dx, new double[parameters.Length]);
        return dx;
    }
}
