namespace Sweep.Trainer.Activations;

/// <content>The nineteen activations of the AReLU paper's comparison (arXiv 2006.13858, section 4), as its authors' code has them:
/// PyTorch's defaults, one set of learnable parameters per layer. Derivatives at kinks follow PyTorch too, so a slope below zero is
/// written with if(x &gt; 0, ...): it then holds at 0.</content>
public static partial class ActivationCatalogue
{
    private static ActivationDefinition[] PaperComparison() =>
    [
        PerLayer("celu", "if(x > 0, x, alpha*expm1(x/alpha))", [Fixed("alpha", 1)],
            "continuously differentiable ELU; equal to elu for alpha = 1", "Barron 2017, arXiv 1704.07483"),
        PerLayer("elu", "if(x > 0, x, alpha*expm1(x))", [Fixed("alpha", 1)],
            "exponential linear unit", "Clevert, Unterthiner, Hochreiter 2016, arXiv 1511.07289"),
        PerLayer("gelu", "0.5*x*(1 + tanh(0.7979946*(x + 0.044715*x^3)))", [],
            "Gaussian error linear unit, tanh form with the constant of the AReLU code (exact: sqrt(2/pi) = 0.7978846)",
            "Hendrycks, Gimpel 2016, arXiv 1606.08415"),
        PerLayer("leaky-relu", "if(x > 0, x, slope*x)", [Fixed("slope", 0.01)],
            "small fixed slope below zero",
            "Maas, Hannun, Ng 2013, ICML Workshop on Deep Learning for Audio, Speech and Language Processing"),
        PerLayer("maxout", "x", [],
            "maxout with a pool of one, as in the AReLU code: the identity; the largest of several linear maps of the channels by pools: 2 "
            + "or more", "Goodfellow et al. 2013, arXiv 1302.4389", Pools),
        PerLayer("relu", "max(x,0)", [],
            "rectified linear unit", "Nair, Hinton 2010, ICML"),
        PerLayer("relu6", "min(max(x,0),6)", [],
            "ReLU capped at 6", "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10"),
        PerLayer("rrelu", "if(x > 0, x, x*uniform(1/8,1/3))", [],
            "random slope below zero while training, its mean in evaluation", "Xu et al. 2015, arXiv 1505.00853"),
        PerLayer("selu", "1.0507009873554805*if(x > 0, x, 1.6732632423543772*expm1(x))", [],
            "self-normalising ELU", "Klambauer et al. 2017, arXiv 1706.02515"),
        PerLayer("sigmoid", "sigmoid(x)", [],
            "logistic function", "LeCun et al. 1998, Efficient BackProp, doi:10.1007/3-540-49430-8_2"),
        PerLayer("softplus", "softplus(x)", [],
            "smooth ReLU; in single precision PyTorch's threshold at 20 changes nothing", "Dugas et al. 2000, NIPS 13"),
        PerLayer("swish", "x*sigmoid(x)", [],
            "SiLU, swish with beta = 1", "Ramachandran, Zoph, Le 2017, arXiv 1710.05941"),
        PerLayer("tanh", "tanh(x)", [],
            "hyperbolic tangent", "LeCun et al. 1998, Efficient BackProp, doi:10.1007/3-540-49430-8_2"),

        PerLayer("apl", "max(x,0) + a*max(b - x,0)", [Learnable("a", 0.2), Learnable("b", 0.5)],
            "adaptive piecewise linear with one hinge", "Agostinelli et al. 2015, arXiv 1412.6830"),
        PerLayer("mixture", "p*x + (1 - p)*max(x,0)", [Learnable("p", 0)],
            "learnt mixture of identity and ReLU (the paper's Comb)", "Manessi, Rozza 2018, arXiv 1801.09403"),
        PerLayer("pau",
            "(a0 + x*(a1 + x*(a2 + x*(a3 + x*(a4 + x*a5)))))/(1 + abs(x)*(abs(b1) + abs(x)*(abs(b2) + abs(x)*(abs(b3) + abs(x)*abs(b4)))))",
            PadeParameters(PadeFits.A),
            "Pade activation unit of orders (5,4) with absolute terms below, fitted to leaky ReLU",
            "Molina, Schramowski, Kersting 2020, arXiv 1907.06732", Fit(PadeFits.A)),
        PerLayer("prelu", "if(x > 0, x, slope*x)", [Learnable("slope", 0.25)],
            "learnt slope below zero, one per layer", "He et al. 2015, arXiv 1502.01852"),
        PerLayer("slaf", "c0 + c1*x", [Learnable("c0", 1), Learnable("c1", 1)],
            "learnt polynomial of two coefficients, as in the AReLU code: affine", "Goyal, Goyal, Lall 2019, arXiv 1906.09529"),
        PerLayer("arelu", "max(x,0)*(1 + sigmoid(beta)) + min(x,0)*clamp(alpha,0.01,0.99)", [Learnable("alpha", 0.9), Learnable("beta", 2)],
            "attention-based ReLU: amplified above zero, shrunk below", "Chen, Li, Xu 2020, arXiv 2006.13858"),
    ];
}
