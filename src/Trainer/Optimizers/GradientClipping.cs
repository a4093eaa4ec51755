using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Optimizers;

/// <summary>A bound on gradients: what happens to them before anything else of a step.</summary>
/// <param name="Kind">How they are bounded.</param>
/// <param name="Maximum">The largest norm or magnitude, above 0.</param>
public sealed record GradientClipping(ClippingKind Kind, double Maximum)
{
    private const double Epsilon = 1e-6; // PyTorch's clip_grad_norm_

    /// <summary>The gradient after it.</summary>
    internal static Term Clip(ClippingKind kind, TermGraph graph, Term gradient, Term maximum)
    {
        if (kind == ClippingKind.Value)
            return graph.Max(graph.Min(gradient, maximum), graph.Negate(maximum));
        var norm = graph.Add(graph.GlobalNorm(gradient), graph.Constant(Epsilon));
        return graph.Multiply(graph.Min(graph.Divide(maximum, norm), graph.Constant(1)), gradient);
    }
}

/// <summary>How gradients are bounded.</summary>
public enum ClippingKind
{
    /// <summary>g*min(1, maximum/(norm + 1e-6)), one norm over all tensors of the trial (Pascanu et al., ICML 2013, arXiv
    /// 1211.5063).</summary>
    Norm,

    /// <summary>Each number is kept within [-maximum, maximum].</summary>
    Value,
}
