using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Inspection;

/// <summary>Some test samples seen through a network in evaluation mode.</summary>
/// <param name="Samples">Their numbers.</param>
/// <param name="Outcomes">How each was classified; empty where the task is another one.</param>
/// <param name="Signals">What each activation saw and made of them, in the order of the places.</param>
public sealed record Examination(IReadOnlyList<int> Samples, IReadOnlyList<ClassifiedSample> Outcomes, IReadOnlyList<SiteSignal> Signals)
{
    /// <summary>Sends samples through the network.</summary>
    public static Examination Run(InspectedTrial trial, NetworkNumbers numbers, IReadOnlyList<int> samples, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(samples);
        SiteSignal[] signals = [.. trial.Sites.Select(site => new SiteSignal(trial.Network, site, numbers, samples.Count))];
        var outcomes = new List<ClassifiedSample>();
        foreach (var (part, pass) in trial.Evaluate(numbers, trial.TestPart, samples, stop))
        {
            foreach (var signal in signals)
                signal.Add(pass);
            if (trial.TestClasses is { } classes)
                outcomes.AddRange(part.Select((sample, i) => ClassifiedSample.Judge(sample, classes[sample], pass, i)));
        }
        return new Examination(samples, outcomes, signals);
    }
}

/// <summary>How a sample was classified.</summary>
/// <param name="Sample">Its number.</param>
/// <param name="Class">Its class.</param>
/// <param name="Predicted">The class of the largest output.</param>
/// <param name="Loss">Cross-entropy.</param>
/// <param name="Confidence">The probability of the predicted class.</param>
public readonly record struct ClassifiedSample(int Sample, int Class, int Predicted, double Loss, double Confidence)
{
    /// <summary>Judges the outputs for a sample.</summary>
    /// <param name="sample">Its number.</param>
    /// <param name="label">Its class.</param>
    /// <param name="pass">What the network made of its batch.</param>
    /// <param name="place">Its place in the batch.</param>
    public static ClassifiedSample Judge(int sample, int label, ReferencePass pass, int place)
    {
        ArgumentNullException.ThrowIfNull(pass);
        int classes = pass.Output.Length / pass.Samples;
        var outputs = pass.Output.AsSpan(place * classes, classes);
        int predicted = 0;
        for (int c = 1; c < classes; c++)
        {
            if (outputs[c] > outputs[predicted])
                predicted = c;
        }
        double sum = 0;
        foreach (double output in outputs)
            sum += Math.Exp(output - outputs[predicted]);
        return new ClassifiedSample(sample, label, predicted, Math.Log(sum) + outputs[predicted] - outputs[label], 1 / sum);
    }
}
