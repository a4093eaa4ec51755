using System.Text;
using Sweep.Analysis.Plans;
using Sweep.Client.CommandLine;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Protocols;

namespace Sweep.Fuzz.Bench;

/// <summary>The spec reader, and planning of what it accepts.</summary>
internal sealed class SpecTarget : IFuzzTarget
{
    public static readonly string[] Specs =
    [
        """
        name: tiny
        description: "a <b> & c"
        dataset: synthetic-digits
        architecture: mnist-conv
        protocol: { epochs: 1, batchSize: 64, trainSamples: 640, validationSplit: 0.1 }
        optimizer: { name: sgd, momentum: 0.9 }
        grid:
          activation: [relu, arelu, { name: mine, formula: "x*sigmoid(a*x)", parameters: { a: 1.0 }, per: channel }]
          learningRate: { from: 1e-4, to: 1e-1, count: 4, scale: log }
        exclude: [{ activation: relu, learningRate: 0.1 }]
        seeds: 4
        compare:
          factor: activation
          baseline: relu
          metric: testAccuracy
          rope: 0.002
          tuning: { factors: [learningRate], selectionSeeds: 2, prune: true }
        stop: { looks: 2 }
        """,
        """
        name: nested
        x-base: &base { epochs: 2, batchSize: 32 }
        dataset: mnist
        architecture: mnist-linear
        protocol: { <<: *base, epochs: 1 }
        grid:
          optimizer:
            - { value: { name: adam, beta1: [0.9, 0.95] }, with: { learningRate: [0.001, 0.01] } }
            - { value: sgd, with: { learningRate: [0.1] }, when: { activation: [relu] } }
          activation: [relu, tanh]
        zip:
          - { batchSize: [32, 64], validationSplit: [0, 0.1] }
        seeds: [0, 1, 5]
        pairedAcross: [activation, learningRate]
        retry: { exception: 2 }
        compare: { factor: optimizer }
        """,
    ];

    private static readonly SpecVocabulary Vocabulary = TrainerVocabulary.Create();

    public string Name => "spec";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. Specs.Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<string> Words { get; } =
    [
        .. Vocabulary.Settings.Select(s => s.Name + ": "), .. Vocabulary.Settings.SelectMany(s => s.Choices).Select(c => c.Name).Take(20),
        "grid:\n", "zip:\n", "when: ", "with: ", "value: ", "from: ", "to: ", "count: ", "scale: log", "&a ", "*a", "<<: *a", "- ", "[",
        "]", "{", "}", ": ", "seeds: ", "compare: ",
        "factor: ", "baseline: ", "looks: ", "rule: eProcess", "formula: ", "parameters: ", "| \n", "> \n", "---\n", "...\n", "# ",
        "!!str ", "%YAML 1.2\n", "true", "null", "~",
    ];

    public Task ReadAsync(byte[] input)
    {
        var reading = SpecReader.Read(Encoding.UTF8.GetString(input), Vocabulary);
        if (!reading.IsValid)
        {
            if (reading.Errors.Count == 0)
                throw new UnexpectedAnswerException("neither a spec nor a mistake");
            SpecFile.Describe("spec.yaml", reading.Errors);
            return Task.CompletedTask;
        }
        var plan = reading.Spec.ToPlan();
        if (plan.Trials.Take(100).Select(t => t.Id).Distinct().LongCount() != Math.Min(100, plan.TrialCount))
            throw new UnexpectedAnswerException("two trials have one id, or there are fewer than the plan says");
        if (plan.TrialCount < 10_000)
        {
            SampleSizeCheck.Advice(plan);
            DisconnectedLevels.Advice(DisconnectedLevels.Find(plan, Vocabulary), plan.Comparison?.Tuning);
        }
        return Task.CompletedTask;
    }
}
