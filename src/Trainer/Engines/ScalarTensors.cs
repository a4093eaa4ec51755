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

    /// <summary>Overwrites those that are given.</summary>
    public static void Load(ScalarStates scalars, IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        ArgumentNullException.ThrowIfNull(tensors);
        for (int i = 0; i < scalars.Names.Count; i++)
        {
            if (tensors.TryGetValue(TensorNames.OptimizerState(scalars.Names[i]), out var tensor))
                scalars.Write(i, tensor.Values);
        }
    }

    /// <summary>Tensors that were saved when each element had every state: of those that a trial has once, the number of the first element
    /// is what all of them had.</summary>
    /// <param name="saved">The tensors.</param>
    /// <param name="own">Those that the trial has.</param>
    public static IReadOnlyList<NamedTensor> Join(IReadOnlyList<NamedTensor> saved, IReadOnlyList<NamedTensor> own)
    {
        var groups = own.Where(t => TensorNames.IsScalarState(t.Name))
            .Select(t => (Scalar: t, Elements: saved.Where(s => s.Name.StartsWith($"{t.Name}/", StringComparison.Ordinal)).ToArray()))
            .Where(g => g.Elements.Length > 0).ToArray();
        return
        [
            .. saved.Except(groups.SelectMany(g => g.Elements)),
            .. groups.Select(g => g.Scalar with { Values = [g.Elements[0].Values[0], 0] }),
        ];
    }
}
