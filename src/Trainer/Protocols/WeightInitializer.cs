using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Protocols;

/// <summary>Start values of parameters: each tensor from a stream of its own name, so that no other tensor and no activation moves
/// it.</summary>
public static class WeightInitializer
{
    private const double EmbeddingDeviation = 0.02; // as in BERT: Devlin et al., arXiv 1810.04805

    /// <summary>Fills one tensor.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="parameter">Which tensor.</param>
    /// <param name="scheme">How weights start.</param>
    /// <param name="activation">Whose gain to use.</param>
    /// <param name="values">(count) overwritten.</param>
    public static void Fill(StreamKey key, ParameterDescription parameter, Initialization scheme, ActivationDefinition activation,
        Span<float> values)
    {
        switch (parameter.Role)
        {
            case ParameterRole.Scale:
                values.Fill(1);
                return;
            case ParameterRole.Shift:
            case ParameterRole.Bias when scheme != Initialization.PyTorch:
                values.Clear();
                return;
            case ParameterRole.Activation:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)parameter.Initial[i % parameter.Initial.Length];
                return;
        }
        var random = RandomStream.For(key, $"init/{parameter.Name}");
        if (scheme == Initialization.PyTorch && parameter.Role != ParameterRole.Embedding)
        {
            double bound = 1 / Math.Sqrt(parameter.FanIn);
            foreach (ref float value in values)
                value = (float)((2 * random.NextDouble() - 1) * bound);
            return;
        }
        double deviation = parameter.Role == ParameterRole.Embedding ? EmbeddingDeviation
            : (scheme == Initialization.He ? Math.Sqrt(2) : 1 / activation.RmsGain()) / Math.Sqrt(parameter.FanIn);
        foreach (ref float value in values)
            value = (float)(random.NextNormal() * deviation);
    }
}
