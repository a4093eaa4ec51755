using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Engines;

/// <summary>How sessions save and load the optimizer's numbers that a trial has once: "optimizer.product", of two numbers whose sum it
/// is.</summary>
public static class ScalarTensors
{
    /// <summary>The tensors of a trial.</summary>
    public static IEnumerable<NamedTensor> Save(ScalarStates scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        return scalars.Names.Select((name, i) => new NamedTensor(TensorNames.OptimizerState(name), [2], scalars.Read(i)));
    }

    /// <summary>Overwrites those that are given. A state that was saved for each element has the first one's number.</summary>
    public static void Load(ScalarStates scalars, IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        ArgumentNullException.ThrowIfNull(tensors);
        for (int i = 0; i < scalars.Names.Count; i++)
        {
            string name = TensorNames.OptimizerState(scalars.Names[i]), elements = TensorNames.OptimizerState(scalars.Names[i], "");
            if (tensors.TryGetValue(name, out var tensor))
                scalars.Write(i, tensor.Values);
            else if (tensors.Values.FirstOrDefault(t => t.Name.StartsWith(elements, StringComparison.Ordinal)) is { } ofElements)
                scalars.Write(i, [ofElements.Values[0]]);
        }
    }
}
