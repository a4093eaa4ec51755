using Sweep.Analysis.Names;
using Sweep.Client.Output;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Input;

/// <summary>What a user wants to see of a trial.</summary>
internal sealed record InspectWishes
{
    private const int ChosenImages = 4;

    /// <summary>Numbers of test samples; empty for one each of some classes.</summary>
    public IReadOnlyList<int> Images { get; init; } = [];

    /// <summary>Names of activations; empty for a choice.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>How many test samples are measured; null for as many as take seconds.</summary>
    public int? TestSamples { get; init; }

    /// <summary>Whether the trial is trained again although its weights were kept.</summary>
    public bool Retrain { get; init; }

    /// <summary>The samples to show of a trial.</summary>
    /// <exception cref="UserErrorException">A sample or a layer is not there.</exception>
    public IReadOnlyList<int> Choose(InspectedTrial trial)
    {
        string[] names = [.. trial.Sites.Select(s => s.Name)];
        string[] mistakes =
        [
            .. Images.Except(trial.TestSamples).Select(i => $"--images {i}: " + Judging(trial)),
            .. Layers.Except(names).Select(l => $"--layers {l}: the network has no activation of this name. "
                + PossibleNames.Suggest(l, names)),
        ];
        if (mistakes.Length > 0)
            throw new UserErrorException(string.Join(Environment.NewLine, mistakes));
        if (Images.Count > 0)
            return Images;
        return trial.TestClasses is { } classes
            ? [.. trial.TestSamples.DistinctBy(s => classes[s]).OrderBy(s => classes[s]).Take(ChosenImages)]
            : InspectedTrial.Spread(trial.TestSamples, ChosenImages);
    }

    private static string Judging(InspectedTrial trial) => trial.Settings.Folds is { Fold: var fold }
        ? $"the fold {fold} of {trial.Dataset.Name} holds out other samples, such as {string.Join(", ", trial.TestSamples.Take(3))}."
        : $"{trial.Dataset.Name} has the test samples 0 to {trial.TestSamples.Count - 1}.";
}
