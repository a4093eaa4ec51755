using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Initializations;

/// <summary>Start values of parameters: each tensor from a stream of its own name, so that no other tensor and no activation moves
/// it.</summary>
public static class WeightInitializer
{
    private const double Cut = 2; // deviations that a truncated normal keeps
    private const double EmbeddingDeviation = 0.02; // as in BERT: Devlin et al., arXiv 1810.04805

    /// <summary>Fills one tensor.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="parameter">Which tensor.</param>
    /// <param name="initialization">How weights start.</param>
    /// <param name="activation">Whose gain to use.</param>
    /// <param name="values">(count) overwritten.</param>
    public static void Fill(StreamKey key, ParameterDescription parameter, Initialization initialization, ActivationDefinition activation,
        Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(initialization);
        switch (parameter.Role)
        {
            case ParameterRole.Scale:
                values.Fill(initialization.ZeroGamma && parameter.EndsResidualBranch ? 0 : 1);
                return;
            case ParameterRole.Shift:
            case ParameterRole.Bias when !initialization.Definition.DrawsBiases:
                values.Clear();
                return;
            case ParameterRole.Activation:
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)parameter.Initial[i % parameter.Initial.Length];
                return;
        }
        var random = RandomStream.For(key, $"init/{parameter.Name}");
        if (parameter.Role == ParameterRole.Embedding)
        {
            foreach (ref float value in values)
                value = (float)(random.NextNormal() * EmbeddingDeviation);
            return;
        }
        double scale = initialization.ScaleOf(parameter, activation);
        switch (initialization.Definition.Distribution)
        {
            case StartDistribution.Uniform:
                foreach (ref float value in values)
                    value = (float)((2 * random.NextDouble() - 1) * scale);
                return;
            case StartDistribution.Normal:
                foreach (ref float value in values)
                    value = (float)(random.NextNormal() * scale);
                return;
            case StartDistribution.TruncatedNormal:
                foreach (ref float value in values)
                    value = (float)(NextWithinCut(random) * scale);
                return;
            default:
                OrthogonalMatrix.Fill(random, parameter.Shape[0], values, scale);
                return;
        }
    }

    private static double NextWithinCut(RandomStream random)
    {
        double value;
        do
            value = random.NextNormal();
        while (Math.Abs(value) > Cut);
        return value;
    }
}
