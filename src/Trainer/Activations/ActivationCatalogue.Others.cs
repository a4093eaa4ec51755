namespace Sweep.Trainer.Activations;

/// <content>Other element-wise activations that papers compare, with the constants and initial values of the cited work.</content>
public static partial class ActivationCatalogue
{
    private static ActivationDefinition[] Others() =>
    [
        PerLayer("gelu-exact", "0.5*x*(1 + erf(x/sqrt(2)))", [],
            "Gaussian error linear unit, exact form", "Hendrycks, Gimpel 2016, arXiv 1606.08415"),
        PerLayer("mish", "x*tanh(softplus(x))", [],
            "smooth and self-gated", "Misra 2020, arXiv 1908.08681"),
        PerLayer("hardswish", "if(x < -3, 0, if(x < 3, x*(x + 3)/6, x))", [],
            "x*relu6(x + 3)/6, a piecewise form of swish", "Howard et al. 2019, arXiv 1905.02244"),
        PerLayer("swish-trainable", "x*sigmoid(beta*x)", [Learnable("beta", 1)],
            "swish with a learnt beta per layer", "Ramachandran, Zoph, Le 2017, arXiv 1710.05941"),
        PerLayer("tanhexp", "x*tanh(exp(min(x,20)))", [],
            "steeper than mish near zero; the exponent is capped where tanh is 1, so that nothing overflows",
            "Liu, Di 2021, arXiv 2003.09855"),
        PerLayer("serf", "x*erf(softplus(x))", [],
            "mish with the error function", "Nag et al. 2023, arXiv 2108.09598"),
        PerLayer("squareplus", "(x + sqrt(x^2 + b))/2", [Fixed("b", 4)],
            "smooth ReLU without exponentials", "Barron 2021, arXiv 2112.11687"),
        PerLayer("snake", "x + sin(a*x)^2/a", [Fixed("a", 1)],
            "periodic part on the identity; a from 5 to 50 for periodic data", "Ziyin, Hartwig, Ueda 2020, arXiv 2006.08195"),
        PerLayer("starrelu", "scale*max(x,0)^2 + bias", [Learnable("scale", 1), Learnable("bias", 0)],
            "scaled and shifted squared ReLU, the code's initial values", "Yu et al. 2022, arXiv 2210.13452"),
        PerLayer("starrelu-fixed", "0.8944*max(x,0)^2 - 0.4472", [],
            "squared ReLU with mean 0 and variance 1 for standard normal input", "Yu et al. 2022, arXiv 2210.13452"),
        PerLayer("smu", "((1 + alpha)*x + (1 - alpha)*x*erf(mu*(1 - alpha)*x))/2", [Fixed("alpha", 0.25), Learnable("mu", 1)],
            "smooth maximum of x and alpha*x; implementations differ in the initial mu", "Biswas et al. 2022, arXiv 2111.04682"),
        PerChannel("prelu-channel", "if(x > 0, x, slope*x)", [Learnable("slope", 0.25)],
            "learnt slope below zero, one per channel", "He et al. 2015, arXiv 1502.01852"),
        PerChannel("acon-c", "(p1 - p2)*x*sigmoid(beta*(p1 - p2)*x) + p2*x", [Learnable("p1", 1), Learnable("p2", 0), Learnable("beta", 1)],
            "learns whether to activate; starts as swish (the authors' code draws p1 and p2 from a normal distribution)",
            "Ma et al. 2021, arXiv 2009.04759"),
    ];
}
