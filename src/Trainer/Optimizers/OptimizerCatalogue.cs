using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Optimizers;

/// <summary>The optimizers that specs may name.</summary>
public static class OptimizerCatalogue
{
    private const string Coupled = "d = g + weightDecay*w";
    private const string Either = "d = if(decoupled == 1, g, g + weightDecay*w)"; // the gradient, and the weight that a step begins with
    private const string Shrunk = "if(decoupled == 1, w*(1 - rate*weightDecay), w)";
    private const string ScheduleFree = "Defazio et al., NeurIPS 2024, arXiv 2405.15682";

    /// <summary>All of them, in the order in which people should read them.</summary>
    public static IReadOnlyList<OptimizerDefinition> All { get; } =
    [
        // Sutskever et al.; dampening and its absence at the first step are PyTorch's. The factor of d is 1 without dampening.
        new("sgd", "stochastic gradient descent", "Sutskever et al., ICML 2013",
            [
                Decay("momentum", "memory of earlier gradients", 0), WeightDecay("L2", 0), Flag("nesterov", "look ahead; needs momentum"),
                Decay("dampening", "what the momentum leaves out of later gradients", 0), Decoupled(),
            ],
            ["v"],
            [
                Either,
                "v = momentum*v + if(t == 1, 1, 1 - dampening)*d",
                $"w = {Shrunk} - rate*if(nesterov == 1, d + momentum*v, v)",
            ])
        {
            Rules =
            [
                new("nesterov needs a momentum above 0.", c => c["nesterov"] == 0 || c["momentum"] > 0),
                new("nesterov needs a dampening of 0.", c => c["nesterov"] == 0 || c["dampening"] == 0),
                new("dampening needs a momentum above 0.", c => c["dampening"] == 0 || c["momentum"] > 0),
            ],
        },
        new("adam", "Adam (Kingma and Ba, arXiv 1412.6980)", "Kingma and Ba, ICLR 2015, arXiv 1412.6980",
            [.. Moments(), Epsilon(), WeightDecay("L2", 0)],
            ["m", "v"],
            [
                Coupled,
                "m = beta1*m + (1 - beta1)*d",
                "v = beta2*v + (1 - beta2)*d*d",
                "w = w - rate/(1 - beta1^t)*m / (sqrt(v)/sqrt(1 - beta2^t) + epsilon)",
            ]),
        new("adamw", "Adam with decoupled weight decay", "Loshchilov and Hutter, ICLR 2019, arXiv 1711.05101",
            [.. Moments(), Epsilon(), WeightDecay("decoupled", 0.01)],
            ["m", "v"],
            [
                "m = beta1*m + (1 - beta1)*g",
                "v = beta2*v + (1 - beta2)*g*g",
                "w = w*(1 - rate*weightDecay) - rate/(1 - beta1^t)*m / (sqrt(v)/sqrt(1 - beta2^t) + epsilon)",
            ]),
        new("amsgrad", "Adam by the largest mean square so far", "Reddi, Kale and Kumar, ICLR 2018, arXiv 1904.09237",
            [.. Moments(), Epsilon(), WeightDecay("L2", 0)],
            ["m", "v", "largest"],
            [
                Coupled,
                "m = beta1*m + (1 - beta1)*d",
                "v = beta2*v + (1 - beta2)*d*d",
                "largest = max(largest, v)",
                "w = w - rate/(1 - beta1^t)*m / (sqrt(largest)/sqrt(1 - beta2^t) + epsilon)",
            ]),
        // The schedule of the momentum is that of PyTorch 2: the product has each step's once.
        new("nadam", "Adam with Nesterov momentum", "Dozat, ICLR 2016 workshop",
            [
                .. Moments(), NotNegative("momentumDecay", "how fast the momentum rises to beta1", 0.004), Epsilon(), WeightDecay("L2", 0),
                Decoupled(),
            ],
            ["m", "v", "product"],
            [
                Either,
                "mu = beta1*(1 - 0.5*0.96^(t*momentumDecay))",
                "next = beta1*(1 - 0.5*0.96^((t + 1)*momentumDecay))",
                "product = product*mu",
                "m = beta1*m + (1 - beta1)*d",
                "v = beta2*v + (1 - beta2)*d*d",
                "s = sqrt(v/(1 - beta2^t)) + epsilon",
                $"w = {Shrunk} - rate*(1 - mu)/(1 - product)*d/s - rate*next/(1 - product*next)*m/s",
            ])
        {
            Starts = new Dictionary<string, string> { ["product"] = "1" },
        },
        new("radam", "Adam without adaptive rates while their variance is too large", "Liu et al., ICLR 2020, arXiv 1908.03265",
            [.. Moments(), Epsilon(), WeightDecay("L2", 0), Decoupled()],
            ["m", "v"],
            [
                Either,
                "m = beta1*m + (1 - beta1)*d",
                "v = beta2*v + (1 - beta2)*d*d",
                "longest = 2/(1 - beta2) - 1",
                "length = longest - 2*t*beta2^t/(1 - beta2^t)",
                "r = sqrt((length - 4)*(length - 2)*longest/((longest - 4)*(longest - 2)*length))",
                $"w = {Shrunk} - rate/(1 - beta1^t)*m*if(length > 5, r*sqrt(1 - beta2^t)/(sqrt(v) + epsilon), 1)",
            ]),
        new("adamax", "Adam by the largest recent gradient", "Kingma and Ba, ICLR 2015, arXiv 1412.6980, section 7.1",
            [.. Moments(), Epsilon(), WeightDecay("L2", 0)],
            ["m", "u"],
            [
                Coupled,
                "m = beta1*m + (1 - beta1)*d",
                "u = max(beta2*u, abs(d) + epsilon)",
                "w = w - rate/(1 - beta1^t)*m/u",
            ]),
        // Centred as Graves, arXiv 1308.0850, equation 40.
        new("rmsprop", "gradients divided by their root mean square", "Tieleman and Hinton, Coursera 2012, lecture 6.5",
            [
                Decay("alpha", "memory of squared gradients", 0.99), Epsilon(), WeightDecay("L2", 0),
                Decay("momentum", "memory of earlier steps", 0), Flag("centered", "divide by the standard deviation"),
            ],
            ["v", "mean", "b"],
            [
                Coupled,
                "v = alpha*v + (1 - alpha)*d*d",
                "mean = if(centered == 1, alpha*mean + (1 - alpha)*d, 0)",
                "s = sqrt(if(centered == 1, max(v - mean*mean, 0), v)) + epsilon",
                "b = momentum*b + d/s",
                "w = w - rate*b",
            ]),
        new("adagrad", "gradients divided by the root of the sum of their squares", "Duchi, Hazan and Singer, JMLR 12, 2011",
            [
                NotNegative("lrDecay", "fall of the rate with the steps", 0),
                NotNegative("initialAccumulator", "the sum before the first step", 0),
                Positive("epsilon", "keeps the divisor from zero", 1e-10), WeightDecay("L2", 0),
            ],
            ["sum"],
            [
                Coupled,
                "sum = sum + d*d",
                "w = w - rate/(1 + (t - 1)*lrDecay)*d/(sqrt(sum) + epsilon)",
            ])
        {
            Starts = new Dictionary<string, string> { ["sum"] = "initialAccumulator" },
        },
        new("adadelta", "steps as large as the recent ones", "Zeiler, arXiv 1212.5701",
            [
                Decay("rho", "memory of squared gradients and steps", 0.9), Positive("epsilon", "the first steps' size", 1e-6),
                WeightDecay("L2", 0),
            ],
            ["v", "a"],
            [
                Coupled,
                "v = rho*v + (1 - rho)*d*d",
                "delta = sqrt(a + epsilon)/sqrt(v + epsilon)*d",
                "a = rho*a + (1 - rho)*delta*delta",
                "w = w - rate*delta",
            ]),
        new("rprop", "steps by the gradient's sign alone, for full batches; rate is the first step's size",
            "Riedmiller and Braun, ICNN 1993",
            [
                Positive("decrease", "factor of a step after a change of sign", 0.5) with { Maximum = 1 },
                Positive("increase", "factor of a step after none", 1.2) with { Minimum = 1 },
                Positive("smallest", "of a step", 1e-6), Positive("largest", "of a step", 50),
            ],
            ["before", "size"],
            [
                "q = sign(g)*sign(before)",
                "size = clamp(size*if(q > 0, increase, if(q < 0, decrease, 1)), smallest, largest)",
                "before = if(q < 0, 0, g)",
                "w = w - size*sign(before)",
            ])
        {
            Starts = new Dictionary<string, string> { ["size"] = "rate" },
            Rules = [new("smallest is above largest.", c => c["smallest"] <= c["largest"])],
        },
        new("lion", "steps by the sign of a momentum", "Chen et al., NeurIPS 2023, arXiv 2302.06675",
            [
                Decay("beta1", "memory of the momentum in a step", 0.9), Decay("beta2", "memory of the momentum", 0.99),
                WeightDecay("decoupled", 0),
            ],
            ["m"],
            [
                "w = w*(1 - rate*weightDecay) - rate*sign(beta1*m + (1 - beta1)*g)",
                "m = beta2*m + (1 - beta2)*g",
            ]),
        new("lamb", "Adam with steps as large as the norm of each tensor says, for large batches",
            "You et al., ICLR 2020, arXiv 1904.00962",
            [
                .. Moments(), Positive("epsilon", "keeps the divisor from zero", 1e-6), WeightDecay("within the trust ratio", 0.01),
                Flag("biasCorrection", "divide the means by the weight they have so far", true),
            ],
            ["m", "v"],
            [
                "m = beta1*m + (1 - beta1)*g",
                "v = beta2*v + (1 - beta2)*g*g",
                "first = if(biasCorrection == 1, 1 - beta1^t, 1)",
                "second = if(biasCorrection == 1, 1 - beta2^t, 1)",
                "u = m/first/(sqrt(v/second) + epsilon) + weightDecay*w",
                "w = w - rate*if(norm(w)*norm(u) > 0, norm(w)/norm(u), 1)*u",
            ])
        {
            Decayed = WeightDecayTarget.Weights,
        },
        new("adan", "Adam with the gradient's change as a momentum of its own", "Xie et al., TPAMI 2024, arXiv 2208.06677",
            [
                Decay("beta1", "memory of the mean gradient", 0.98), Decay("beta2", "memory of the mean change", 0.92),
                Decay("beta3", "memory of the squared gradient", 0.99), Epsilon(), WeightDecay("decoupled, implicit", 0),
            ],
            ["m", "v", "n", "before"],
            [
                "d = if(t == 1, 0, g - before)",
                "m = beta1*m + (1 - beta1)*g",
                "v = beta2*v + (1 - beta2)*d",
                "n = beta3*n + (1 - beta3)*(g + beta2*d)^2",
                "s = sqrt(n)/sqrt(1 - beta3^t) + epsilon",
                "w = (w - rate*(m/(1 - beta1^t) + beta2/(1 - beta2^t)*v)/s)/(1 + rate*weightDecay)",
                "before = g",
            ]),
        new("schedule-free-sgd", "gradient descent that needs no falling rate; judged at an average", ScheduleFree,
            [Decay("beta", "how near the average gradients are taken", 0.9), WeightDecay("L2", 0)],
            ["z", "x", "highest", "sum"],
            [
                "z = z - rate*(g + weightDecay*w)",
                .. Averaging("beta"),
            ])
        {
            Starts = new Dictionary<string, string> { ["z"] = "w", ["x"] = "w" },
            Evaluated = "x",
        },
        new("schedule-free-adamw", "AdamW that needs no falling rate; judged at an average", ScheduleFree,
            [
                Decay("beta1", "how near the average gradients are taken", 0.9), Decay("beta2", "memory of the squared gradient", 0.999),
                Epsilon(), WeightDecay("decoupled", 0),
            ],
            ["v", "z", "x", "highest", "sum"],
            [
                "v = beta2*v + (1 - beta2)*g*g",
                "z = z - rate*(g/(sqrt(v/(1 - beta2^t)) + epsilon) + weightDecay*w)",
                .. Averaging("beta1"),
            ])
        {
            Starts = new Dictionary<string, string> { ["z"] = "w", ["x"] = "w" },
            Evaluated = "x",
        },
    ];

    /// <summary>The optimizer of a name, or null.</summary>
    public static OptimizerDefinition? Find(string name) => All.FirstOrDefault(o => o.Name == name);

    // The authors' code, version 1.4.1: steps weigh as much as the square of the highest rate so far. A first rate of 0 has no weight.
    private static string[] Averaging(string beta) =>
    [
        "highest = max(highest, rate)",
        "sum = sum + highest^2",
        "c = if(sum > 0, highest^2/sum, 0)",
        "x = x + c*(z - x)",
        $"w = z + {beta}*(x - z)",
    ];

    private static SettingDefinition[] Moments() =>
        [Decay("beta1", "memory of the mean gradient", 0.9), Decay("beta2", "memory of the squared gradient", 0.999)];

    private static SettingDefinition Epsilon() => Positive("epsilon", "keeps the divisor from zero", 1e-8);

    private static SettingDefinition Decay(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition Positive(string name, string description, double value) => new(name, description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(value),
    };

    private static SettingDefinition NotNegative(string name, string description, double value) =>
        Positive(name, description, value) with { ExcludesMinimum = false };

    private static SettingDefinition Flag(string name, string description, bool value = false) => new(name, description, SettingKind.Flag)
    {
        Default = new SettingValue.Flag(value),
    };

    // Loshchilov and Hutter, ICLR 2019, arXiv 1711.05101.
    private static SettingDefinition Decoupled() => Flag("decoupled", "weight decay shrinks the weights and is no part of the gradient");

    private static SettingDefinition WeightDecay(string how, double value) =>
        NotNegative(OptimizerProgram.WeightDecay, $"pull of weights towards zero ({how})", value);
}
