using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Checkpoints;

/// <summary>A first phase that has been trained: what the trials that share it go on from, and what they record of it.</summary>
/// <param name="Key">Which.</param>
/// <param name="TotalSteps">Steps of the phase's optimizer.</param>
/// <param name="Metrics">Of its epochs.</param>
/// <param name="Tensors">Learned numbers and running statistics; none where it diverged.</param>
internal sealed record Source(SourceKey Key, long TotalSteps, IReadOnlyList<EpochMetrics> Metrics, IReadOnlyList<NamedTensor> Tensors)
{
    private const string Format = "sweep source 1";

    /// <summary>Where it diverged; null where it did not.</summary>
    public TrialOutcome.Diverged? Divergence { get; init; }

    /// <summary>Writes it as a safetensors file.</summary>
    public void Write(Stream file)
    {
        var facts = new Dictionary<string, string> { ["source"] = Key.Value, ["totalSteps"] = Text(TotalSteps) };
        if (Divergence is { } diverged)
            (facts["divergedEpoch"], facts["divergedStep"]) = (Text(diverged.Epoch), Text(diverged.Step));
        TrainingFile.Write(file, Format, facts, Metrics, Tensors);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no source of this format.</exception>
    public static Source Read(Stream file) => TrainingFile.Read(file, Format, (facts, metrics, tensors) =>
        new Source(new SourceKey(facts["source"]), long.Parse(facts["totalSteps"], CultureInfo.InvariantCulture), metrics, tensors)
        {
            Divergence = facts.TryGetValue("divergedEpoch", out string? epoch)
                ? new TrialOutcome.Diverged(int.Parse(epoch, CultureInfo.InvariantCulture),
                    long.Parse(facts["divergedStep"], CultureInfo.InvariantCulture))
                : null,
        });

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
