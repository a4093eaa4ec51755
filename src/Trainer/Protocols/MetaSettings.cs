namespace Sweep.Trainer.Protocols;

/// <summary>How a network learns to learn: from episodes, small classification tasks that are drawn from many classes.</summary>
/// <remarks>Finn, Abbeel and Levine, "Model-Agnostic Meta-Learning", ICML 2017, arXiv 1703.03400; Raghu et al. (ANIL), ICLR 2020, arXiv
/// 1909.09157; Nichol, Achiam and Schulman (Reptile), 2018, arXiv 1803.02999. The outer optimizer and its rate are those of the
/// trial.</remarks>
/// <param name="Method">What the outer step follows.</param>
/// <param name="Ways">Classes of a task, at least 2: the outputs of the network.</param>
/// <param name="Shots">Support samples of each class, at least 1: what a task is learned from.</param>
/// <param name="Queries">Query samples of each class, at least 1: what its learning is judged by.</param>
/// <param name="InnerSteps">Steps of plain gradient descent on the support samples in training, at least 1.</param>
/// <param name="InnerRate">Their learning rate, positive.</param>
/// <param name="TasksPerStep">Tasks of an outer step, whose gradients are averaged; at least 1.</param>
public sealed record MetaSettings(MetaMethod Method, int Ways, int Shots, int Queries, int InnerSteps, double InnerRate, int TasksPerStep)
{
    /// <summary>Inner steps in validation and test; <see cref="InnerSteps"/> unless said otherwise.</summary>
    public int TestSteps { get; init; } = InnerSteps;

    /// <summary>Whether the inner loss is the sum over a task's support samples divided by the shots, as in the first code of MAML, which
    /// is <see cref="Ways"/> times the mean; the mean otherwise.</summary>
    public bool SumsOverWays { get; init; }

    /// <summary>Whether batch norms of validation and test use their running statistics, so that a query sample is judged by itself.
    /// Otherwise they use those of the samples at hand, all of a task's queries (transductive). In training they always do.</summary>
    public bool UsesRunningStatistics { get; init; }

    /// <summary>Whether each class of a task is turned by a random multiple of 90 degrees, which makes other classes of it.</summary>
    public bool UsesRotations { get; init; }

    /// <summary>Outer steps of an epoch, at least 1.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>Tasks that an epoch's network is validated and tested on, at least 2 each.</summary>
    public int JudgedTasks { get; init; } = 600;

    /// <summary>Whether it needs second derivatives.</summary>
    public bool NeedsSecondOrder => IsSecondOrder(Method);

    /// <summary>Samples of a task that are computed at once: its support or its queries, whichever are more.</summary>
    public int LargestBatch => Ways * Math.Max(Shots, Queries);

    /// <summary>Samples of each class that a task takes.</summary>
    public int SamplesPerClass => Shots + Queries;

    /// <summary>Whether a method needs second derivatives.</summary>
    public static bool IsSecondOrder(MetaMethod method) => method is MetaMethod.Maml or MetaMethod.Anil;
}

/// <summary>What an outer step follows.</summary>
public enum MetaMethod
{
    /// <summary>The gradient of the query loss through all inner steps, second derivatives included.</summary>
    Maml,

    /// <summary>The gradient of the query loss at the adapted numbers.</summary>
    FirstOrderMaml,

    /// <summary>As MAML, but the inner steps change the network's head alone.</summary>
    Anil,

    /// <summary>The way from the numbers to the adapted ones; there are no query samples in training.</summary>
    Reptile,
}
