using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Checkpoints;

/// <summary>A training after an epoch: from here it goes on bit for bit as if it had never stopped.</summary>
/// <remarks>Random streams are derived from the epoch's number, so that nothing of them has to be kept.</remarks>
/// <param name="Trial">Which trial.</param>
/// <param name="EngineKind">What computed it (<see cref="IEngine.Kind"/>): another kind would go on with other bits.</param>
/// <param name="PhaseNumber">Number of the phase, from 0.</param>
/// <param name="Epoch">Epochs of the phase that are done.</param>
/// <param name="OptimizerSteps">Steps of the phase's optimizer.</param>
/// <param name="TotalSteps">Steps of all phases.</param>
/// <param name="Metrics">Of all epochs so far, those of earlier phases included.</param>
/// <param name="Tensors">What training changes (<see cref="IEngineSession.Save"/>).</param>
internal sealed record Checkpoint(TrialId Trial, string EngineKind, int PhaseNumber, int Epoch, long OptimizerSteps, long TotalSteps,
    IReadOnlyList<EpochMetrics> Metrics, IReadOnlyList<NamedTensor> Tensors)
{
    private const string Format = "sweep checkpoint 1";

    /// <summary>Writes it as a safetensors file.</summary>
    public void Write(Stream file) => TrainingFile.Write(file, Format, new Dictionary<string, string>
    {
        ["trial"] = Trial.Value,
        ["engine"] = EngineKind,
        ["phase"] = Text(PhaseNumber),
        ["epoch"] = Text(Epoch),
        ["optimizerSteps"] = Text(OptimizerSteps),
        ["totalSteps"] = Text(TotalSteps),
    }, Metrics, Tensors);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint of this format.</exception>
    public static Checkpoint Read(Stream file) => TrainingFile.Read(file, Format, (facts, metrics, tensors) =>
    {
        return new Checkpoint(new TrialId(facts["trial"]), facts["engine"], Number<int>("phase"), Number<int>("epoch"),
            Number<long>("optimizerSteps"), Number<long>("totalSteps"), metrics, tensors);

        T Number<T>(string name)
            where T : IParsable<T> => T.Parse(facts[name], CultureInfo.InvariantCulture);
    });

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
