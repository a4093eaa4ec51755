using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Client.Report.Input;
using Sweep.Client.Tests.Compare;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Report;

/// <summary>Reports of made-up studies.</summary>
internal static class ReportStudies
{
    public static CompareSettings AsPlanned { get; } = Rendering.AsPlanned;

    /// <summary>Hostile names: each would break out of HTML, SVG, LaTeX, Markdown, CSV or SQL if it were not escaped.</summary>
    public static readonly string[] HostileNames = ["relu", "<script>alert(1)</script>", "a & b \"c\" 'd'",
        "\\end{tabular} 100% $x_1^2$ #~{}", "|pipe| `code` **bold** [link](x)", "=1+1,\"quoted\""];

    private static readonly SpecVocabulary HostileVocabulary = new(
    [
        new("dataset", "dataset", SettingKind.Choice) { Choices = [new SettingChoice("mnist", "mnist")],
            Default = new SettingValue.Text("mnist") },
        new("activation", "activation", SettingKind.Choice) { Choices = [.. HostileNames.Select(n => new SettingChoice(n, n))],
            Default = new SettingValue.Text("relu") },
        new("epochs", "passes", SettingKind.Integer) { Default = new SettingValue.Number(1), Minimum = 1 },
    ]);

    /// <summary>Three epochs, four levels, four blocks, one trial each diverged, failed and running: everything there is to draw.</summary>
    public static Study Full { get; } = new("""
        name: full
        dataset: mnist
        grid: { activation: [relu, arelu, tanh, swish], optimizer: [sgd, adam], learningRate: [0.01, 0.001] }
        seeds: 6
        compare: { factor: activation, baseline: relu, metric: testAccuracy, rope: 0.002 }
        """, trial =>
        (Study.Label(trial, "activation"), Study.Label(trial, "optimizer"), Study.Label(trial, "learningRate"), trial.Seed.Value) switch
        {
            ("tanh", "sgd", "0.01", 2) => Study.Row(trial, TrialState.Diverged, Epochs(trial)[..1]),
            ("arelu", "adam", "0.001", 3) => Study.Row(trial, TrialState.Failed),
            ("relu", "adam", "0.001", 4) => Study.Row(trial, TrialState.Running),
            _ => Study.Row(trial, TrialState.Completed, Epochs(trial)),
        });

    /// <summary>The vocabulary of real trainings.</summary>
    public static SpecVocabulary Trainer { get; } = TrainerVocabulary.Create();

    /// <summary>Two epochs of a first phase before the training's three.</summary>
    public static Study Transfer { get; } = new("""
        name: transfer
        dataset: mnist
        architecture: mnist-conv
        optimizer: sgd
        learningRate: 0.1
        pretrain: { name: kmnist, epochs: 2 }
        grid: { activation: [relu, arelu] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        """, trial => Study.Row(trial, TrialState.Completed,
        [
            .. Enumerable.Range(1, 2).Select(epoch => new EpochMetrics(epoch,
                [KeyValuePair.Create("pretrain.testAccuracy", Math.Round(.5 + .1 * epoch + Studies.Accuracy(trial) / 100, 4))])),
            .. Epochs(trial).Select(m => m with { Epoch = m.Epoch + 2 }),
        ]), Trainer);

    /// <summary>The input of a report of a study as it was planned.</summary>
    public static Task<ReportInput> InputAsync(Study study, CompareSettings? settings = null) =>
        ReportQuery.RunAsync(new StoredStudy(study), study.Plan.Name, settings ?? AsPlanned, CancellationToken.None);

    /// <summary>A study whose levels have hostile names.</summary>
    public static (Study Study, CompareSettings Settings) Hostile()
    {
        string levels = string.Join("", HostileNames.Select(n => $"\n    - '{n.Replace("'", "''", StringComparison.Ordinal)}'"));
        var study = new Study($"""
            name: hostile
            dataset: mnist
            grid:
              activation:{levels}
            seeds: 8
            compare:
              factor: activation
              baseline: relu
            """, trial => Study.Completed(trial, ("testAccuracy",
            Math.Round(.9 + .01 * Study.Noise(trial, Study.Label(trial, "activation")), 4))), HostileVocabulary);
        return (study, Rendering.AsPlanned with { Vocabulary = HostileVocabulary });
    }

    private static EpochMetrics[] Epochs(TrialDescription trial) =>
        [.. Enumerable.Range(1, 3).Select(epoch =>
            new EpochMetrics(epoch, [KeyValuePair.Create("testAccuracy", Math.Round(Studies.Accuracy(trial) - .03 * (3 - epoch), 4))]))];
}
