using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Costs;

/// <summary>What an epoch of meta learning computes.</summary>
/// <param name="Settings">Its tasks and steps.</param>
internal sealed record MetaWork(MetaSettings Settings)
{
    // Forward and backward; a product with the Hessian differentiates both once more.
    private const int PassesOfGradient = 3, PassesOfHessianProduct = 6;

    /// <summary>Images of the tasks of an epoch, support and queries.</summary>
    public int TrainImages => checked(Settings.StepsPerEpoch * Settings.TasksPerStep * Settings.Ways * Settings.SamplesPerClass);

    /// <summary>Images of the tasks that it is validated and tested on.</summary>
    public int JudgedImages => checked(2 * Settings.JudgedTasks * Settings.Ways * Settings.SamplesPerClass);

    /// <summary>Passes of one sample through the network in training, as if each took what a forward pass takes. Where the head alone
    /// adapts, inner steps go through the other layers forward, and the outer gradient goes back through them once.</summary>
    public double Passes
    {
        get
        {
            double support = Settings.Method switch
            {
                MetaMethod.Maml => Settings.InnerSteps * (PassesOfGradient + PassesOfHessianProduct),
                MetaMethod.Anil => PassesOfGradient,
                _ => Settings.InnerSteps * PassesOfGradient,
            };
            double queries = Settings.Method == MetaMethod.Reptile ? 0 : PassesOfGradient;
            return (double)Settings.StepsPerEpoch * Settings.TasksPerStep * Settings.Ways
                * (Settings.Shots * support + Settings.Queries * queries);
        }
    }
}
