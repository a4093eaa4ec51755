using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Cpu.Meta;

/// <summary>The losses of an episode, computed by compiled networks. Batch norms take the statistics of the samples at hand, and running
/// ones follow each gradient, unless the network is told to judge (<see cref="CpuNetwork.JudgeBy"/>).</summary>
/// <param name="networks">Their numbers are overwritten.</param>
/// <param name="samples">Where those of the episode come from.</param>
/// <param name="key">The trial's.</param>
internal sealed class EpisodeTask(EpisodeNetworks networks, EpisodeSamples samples, StreamKey key) : ITaskLosses<float>
{
    private string label = "";

    private CpuNetwork Network => networks.Network;

    /// <summary>Goes on with another episode.</summary>
    /// <param name="episode">What is learned.</param>
    /// <param name="label">Names its random streams.</param>
    public void Begin(Episode episode, string label)
    {
        samples.Use(episode);
        this.label = label;
    }

    /// <inheritdoc/>
    public double SupportGradient(ReadOnlySpan<float> numbers, int step, Span<float> gradient) =>
        Gradient(numbers, samples.Support, Stream(step), gradient);

    /// <inheritdoc/>
    public void SupportProduct(ReadOnlySpan<float> numbers, int step, ReadOnlySpan<float> direction, Span<float> product)
    {
        networks.Tangents!.BeginEpoch(key, Stream(step));
        networks.Tangents.HessianProduct(samples, samples.Support, numbers, direction, product);
    }

    /// <inheritdoc/>
    public double QueryGradient(ReadOnlySpan<float> numbers, Span<float> gradient) =>
        Gradient(numbers, samples.Query, $"{label}/query", gradient);

    /// <summary>Judges the query samples in evaluation mode.</summary>
    /// <param name="numbers">Of the network.</param>
    public Evaluation Judge(ReadOnlySpan<float> numbers)
    {
        numbers.CopyTo(Network.Parameters.AllValues);
        return Network.Evaluate(samples, samples.Query, CancellationToken.None);
    }

    private string Stream(int step) => $"{label}/support/{step}";

    private double Gradient(ReadOnlySpan<float> numbers, int[] batch, string stream, Span<float> gradient)
    {
        numbers.CopyTo(Network.Parameters.AllValues);
        Network.BeginEpoch(key, stream);
        double loss = Network.ForwardBackward(samples, batch);
        Network.Parameters.AllGradients.CopyTo(gradient);
        return loss;
    }
}
