using Sweep.Planning.Specs.Reading;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

/// <summary>Of each two protocols: whether they go together, or what is said before anything is trained.</summary>
public sealed class ProtocolCombinationTests
{
    private const string Meta = "does not go with meta learning", Ends = "each training ends at an epoch of its own";

    private static readonly Dictionary<string, Part> Parts = new()
    {
        ["folds"] = new("folds: 5"),
        ["early stopping"] = new("earlyStopping: { patience: 2 }"),
        ["budget of work"] = new("budget: { multiplyAdds: 1e12 }"),
        ["budget of time"] = new("budget: { seconds: 5 }"),
        ["label noise"] = new("labelNoise: 0.2"),
        ["pruning rule"] = new(Prune: "{ rule: asha }"),
        ["pruning"] = new(Prune: "true"),
        ["transfer"] = new("pretrain: { name: mnist, epochs: 2 }\nfreeze: all-but-head\nhead: new"),
        ["pretraining on the same"] = new("pretrain: { name: drawn-characters, epochs: 2 }"),
        ["meta"] = new("meta: maml"),
        ["record"] = new("record: activations, gradients"),
        ["confusion matrix"] = new("keep: { confusionMatrix: true }"),
        ["ema"] = new("averaging: ema"),
        ["swa"] = new("averaging: swa"),
        ["plateau"] = new(Schedule: "{ name: plateau, metric: validationLoss }"),
        ["cosine"] = new(Schedule: "cosine"),
        ["looks"] = new("stop: { looks: 2 }"),
        ["epoch"] = new(Compare: "epoch: 4, "),
        ["datasets"] = new(Grid: ", dataset: [drawn-characters, emnist-letters]"),
    };

    private static readonly Dictionary<(string, string), string> Refused = new()
    {
        [("folds", "pruning rule")] = "with folds each seed has several trainings. Write prune: true",
        [("folds", "pretraining on the same")] = "with folds the held-out ones are among them: choose another dataset",
        [("folds", "looks")] = "folds share training samples: leave folds out",
        [("folds", "meta")] = Meta,
        [("early stopping", "meta")] = Meta,
        [("early stopping", "epoch")] = Ends,
        [("budget of work", "meta")] = Meta,
        [("budget of work", "epoch")] = Ends,
        [("budget of time", "meta")] = Meta,
        [("budget of time", "epoch")] = Ends,
        [("budget of time", "swa")] = "use 'ema', or a budget of multiplyAdds",
        [("budget of time", "plateau")] = "use a constant learningRate, or a budget of multiplyAdds",
        [("budget of time", "cosine")] = "use a constant learningRate, or a budget of multiplyAdds",
        [("label noise", "meta")] = Meta,
        [("transfer", "meta")] = Meta,
        [("pretraining on the same", "meta")] = Meta,
        [("meta", "record")] = "leave record out",
        [("meta", "confusion matrix")] = "leave keep.confusionMatrix out",
        [("meta", "ema")] = Meta,
        [("meta", "swa")] = Meta,
        [("meta", "datasets")] = "Choose a dataset with more classes", // 26 leave too few for validation
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            string[] names = [.. Parts.Keys];
            var pairs = new TheoryData<string, string>();
            for (int i = 0; i < names.Length; i++)
            {
                foreach (string other in names[(i + 1)..].Where(other => !Parts[names[i]].IsSameAs(Parts[other])))
                    pairs.Add(names[i], other);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_protocols_go_together_or_are_refused_with_place_and_remedy(string one, string other)
    {
        var reading = SpecReader.Read(Spec(Parts[one], Parts[other]), TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules });
        if (Refused.TryGetValue((one, other), out string? message))
        {
            Assert.All(reading.Errors, e => Assert.True(e.Line > 1));
            Assert.Contains(reading.Errors, e => e.Message.Contains(message, StringComparison.Ordinal));
            return;
        }
        Assert.Empty(reading.Errors.Select(e => $"{e.Path}: {e.Message}"));
        Assert.All(reading.Spec!.ToPlan().FirstSeedTrials, t => TrialSettings.Read(t.Configuration));
    }

    private static string Spec(Part one, Part other)
    {
        bool hasMeta = one.Lines + other.Lines is var lines && lines.Contains("meta:", StringComparison.Ordinal);
        bool hasBudget = lines.Contains("budget:", StringComparison.Ordinal);
        string prune = one.Prune ?? other.Prune ?? "false", schedule = one.Schedule ?? other.Schedule ?? "constant";
        string rate(string value) => schedule == "constant" ? value : $"{{ value: {value}, schedule: {schedule} }}";
        return $$"""
            name: both
            architecture: few-shot-cnn-omniglot
            optimizer: sgd
            seeds: 8
            {{(one.Grid + other.Grid == "" ? "dataset: drawn-characters" : "")}}
            {{(hasMeta ? "" : "validationSplit: 0.1")}}
            {{(hasBudget ? "" : "epochs: 5")}}
            {{one.Lines}}
            {{other.Lines}}
            grid: { activation: [relu, arelu], learningRate: [{{rate("0.1")}}, {{rate("0.01")}}]{{one.Grid}}{{other.Grid}} }
            compare: { factor: activation, {{one.Compare}}{{other.Compare}}tuning: { factors: [learningRate], selectionSeeds: 2,
              prune: {{prune}} } }
            """;
    }

    private sealed record Part(string Lines = "", string Compare = "", string Grid = "", string? Prune = null, string? Schedule = null)
    {
        /// <summary>Whether both are levels of one setting.</summary>
        public bool IsSameAs(Part other) => (Prune is not null && other.Prune is not null)
            || (Schedule is not null && other.Schedule is not null)
            || (Lines.Length > 0 && Lines.Split(':')[0] == other.Lines.Split(':')[0]);
    }
}
