namespace Sweep.Trainer.Engines;

/// <summary>How engines name what training changes beside the learned tensors.</summary>
public static class TensorNames
{
    private const string OptimizerPrefix = "optimizer.";

    /// <summary>A state of the optimizer: "optimizer.m/conv1.weight".</summary>
    /// <param name="state">The state's name: "m".</param>
    /// <param name="parameter">The learned tensor it belongs to.</param>
    public static string OptimizerState(string state, string parameter) => $"{OptimizerPrefix}{state}/{parameter}";

    /// <summary>A state that the optimizer has once for all tensors: "optimizer.product".</summary>
    /// <param name="state">The state's name.</param>
    public static string OptimizerState(string state) => OptimizerPrefix + state;

    /// <summary>Whether a tensor belongs to the optimizer rather than to the network.</summary>
    public static bool IsOptimizerState(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(OptimizerPrefix, StringComparison.Ordinal);
    }

    /// <summary>Whether a tensor is a state that the optimizer has once for all tensors.</summary>
    public static bool IsScalarState(string name) => IsOptimizerState(name) && !name.Contains('/', StringComparison.Ordinal);

    /// <summary>The running mean of a batch norm.</summary>
    public static string RunningMean(string node) => node + ".running_mean";

    /// <summary>The running variance of a batch norm.</summary>
    public static string RunningVariance(string node) => node + ".running_var";
}
