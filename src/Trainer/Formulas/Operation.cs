namespace Sweep.Trainer.Formulas;

/// <summary>What a <see cref="Term"/> computes. Everything else of the language (relu, clamp, sign, uniform, greater-than) is built from
/// these.</summary>
public enum Operation
{
    /// <summary>A literal.</summary>
    Constant,

    /// <summary>An input with a value per element: x of an activation; weight, gradient and states of an optimizer.</summary>
    Input,

    /// <summary>One uniform number in [0,1) per element while training, 0.5 in evaluation.</summary>
    Noise,

    /// <summary>A number given from outside and equal for all elements: a learnable scalar, a constant, the step.</summary>
    Parameter,

    /// <summary>-a.</summary>
    Negate,

    /// <summary>|a|; derivative 0 at 0.</summary>
    Absolute,

    /// <summary>e^a.</summary>
    Exp,

    /// <summary>e^a - 1 without cancellation near 0.</summary>
    Expm1,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>log(1 + a) without cancellation near 0.</summary>
    Log1p,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>1/(1 + e^-a).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>log(1 + e^a), without overflow.</summary>
    Softplus,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>The largest whole number not above a; in schedules.</summary>
    Floor,

    /// <summary>The sine.</summary>
    Sin,

    /// <summary>The cosine.</summary>
    Cos,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>a^b for a real exponent: NaN for negative a unless b is an integer.</summary>
    Power,

    /// <summary>The larger; at a tie the derivative is that of b.</summary>
    Max,

    /// <summary>The smaller; at a tie the derivative is that of b.</summary>
    Min,

    /// <summary>A condition: a &lt; b.</summary>
    Less,

    /// <summary>A condition: a &lt;= b.</summary>
    LessOrEqual,

    /// <summary>A condition: a = b.</summary>
    Equal,

    /// <summary>b where the condition a holds, else c; the derivative is that of the branch taken.</summary>
    Select,

    /// <summary>The Euclidean norm of a over the elements of a tensor: one number per tensor; in optimizers.</summary>
    Norm,

    /// <summary>The Euclidean norm of a over all tensors of a trial; in optimizers.</summary>
    GlobalNorm,
}
