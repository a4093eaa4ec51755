using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Data;
using Sweep.Trainer.Metrics;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Metrics of classes and numbers: like the CPU engine's, together like alone.</summary>
public sealed class MetricTests
{
    // Two trials and 40 samples of 7 classes; logits are multiples of 1/4, so that many are equal.
    [Fact]
    public void Classes_are_counted_as_the_CPU_engine_counts_them()
    {
        NativeTorch.Load(cuda: false);
        const int trials = 2, samples = 40, classes = 7;
        float[] logits = [.. Enumerable.Range(0, trials * samples * classes).Select(i => (float)Math.Round(8 * Math.Sin(i * 1.3)) / 4)];
        long[] labels = [.. Enumerable.Range(0, samples * trials).Select(i => (long)(i * i % 5))];
        using var scope = torch.NewDisposeScope();
        var scores = new ClassCounts(classes, trials, torch.CPU);
        var (z, t) = (torch.tensor(logits, [trials, samples, classes]), torch.tensor(labels, [samples, trials]));
        foreach (var (first, count) in new[] { (0, 25), (25, 15) })
        {
            var (part, own) = (z.narrow(1, first, count), t.narrow(0, first, count));
            scores.Add(CrossEntropy.Compute(part, own), part, own);
        }
        var read = scores.Read(samples);
        for (int trial = 0; trial < trials; trial++)
        {
            var tally = new ClassTally(classes);
            for (int s = 0; s < samples; s++)
            {
                float[] own = logits[((trial * samples + s) * classes)..][..classes];
                int label = (int)labels[s * trials + trial], told = Array.IndexOf(own, own.Max());
                int rank = own.Where((other, c) => other > own[label] || (other == own[label] && c < label)).Count();
                tally.Add(label, told, label == told, rank, 1 / own.Sum(v => Math.Exp(v - own.Max())));
            }
            var expected = tally.Score(0, samples);
            Assert.Equal(expected.Accuracy, read[trial].Accuracy);
            Assert.Equal(expected.Classes! with { CalibrationError = 0 }, read[trial].Classes! with { CalibrationError = 0 });
            Assert.Equal(expected.Classes.CalibrationError, read[trial].Classes!.CalibrationError, 1e-6);
        }
    }

    [Fact]
    public unsafe void A_sample_whose_outputs_are_no_numbers_is_told_wrong_by_both_engines()
    {
        NativeTorch.Load(cuda: false);
        float[][] outputs = [[float.NaN, 0, 0], [1, 0, float.NaN], [float.PositiveInfinity, 0, 0], [2, 0, float.NegativeInfinity]];
        using var scope = torch.NewDisposeScope();
        var scores = new ClassCounts(classes: 3, trials: 1, torch.CPU);
        var (z, t) = (torch.tensor([.. outputs.SelectMany(o => o)], [1, 4, 3]), torch.zeros([4, 1], dtype: ScalarType.Int64));
        scores.Add(CrossEntropy.Compute(z, t), z, t);
        Assert.Equal(0.25, scores.Read(4)[0].Accuracy);

        var tally = new ClassTally(3);
        float[] lanes = [.. Enumerable.Range(0, 3).SelectMany(c => outputs.Select(o => o[c]))];
        fixed (float* logits = lanes)
            Cpu.Compilation.CrossEntropy.Run(logits, classes: 3, samples: 4, [0, 0, 0, 0], scale: 0, gradients: null, tally);
        Assert.Equal(0.25, tally.Score(0, 4).Accuracy);
    }

    [Fact]
    public void Pixels_of_a_network_that_gives_no_numbers_are_all_wrong()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var scores = new MaskScores(trials: 1, pixels: 2, torch.CPU);
        var (z, t) = (torch.tensor([float.NaN, float.NaN], [1, 1, 2]), torch.tensor([1f, 0f], [1, 1, 2]));
        scores.Add(torch.zeros([1, 1]), z, t);
        var score = scores.Read(1)[0];
        Assert.Equal((0, 0), (score.Accuracy!.Value, score.Dice!.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_engines_come_to_the_same_metrics(bool ofNumbers)
    {
        var (dataset, trial) = Case(ofNumbers, seed: 3);
        var (outcomes, actual) = Together.Train(Together.Torch(dataset: dataset), trial);
        var (expectedOutcomes, expected) = Together.Train(Together.Cpu(dataset), trial);
        Assert.Equal(expectedOutcomes, outcomes);
        Assert.Equal(expected.Heard[^1].Metrics.Values.Select(v => v.Key), actual.Heard[^1].Metrics.Values.Select(v => v.Key));
        foreach (string metric in Compared(expected))
            Together.Close(expected.Of(trial, metric), actual.Of(trial, metric), 1e-3, metric);
        foreach (string metric in new[] { "parameters", "multiplyAdds" })
            Assert.Equal(Last(expected, metric), Last(actual, metric));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fused_trials_come_to_the_metrics_of_each_alone(bool ofNumbers)
    {
        var dataset = Case(ofNumbers, 0).Dataset;
        TrialDescription[] trials = [Case(ofNumbers, 0).Trial, Case(ofNumbers, 1).Trial, Case(ofNumbers, 2).Trial];
        var together = Together.Train(Together.Torch(dataset: dataset), trials).Heard;
        foreach (var trial in trials)
        {
            var alone = Together.Train(Together.Torch(dataset: dataset), trial).Heard;
            foreach (string metric in Compared(alone))
                Together.Close(alone.Of(trial, metric), together.Of(trial, metric), 1e-3, metric);
            Assert.Equal(Last(alone, "peakMemory"), together.Heard.Last(h => h.Trial == trial.Id).Metrics.Values
                .Single(v => v.Key == "peakMemory").Value);
        }
    }

    [Fact]
    public void Numbers_are_learned_in_brain_floating_point_too()
    {
        var trial = Invented.NumberTrial(1, ("epochs", Invented.Number(20)), ("precision", Invented.Text("bfloat16")));
        var heard = Together.Train(Together.Torch(dataset: Invented.Numbers), trial).Heard;
        Assert.True(heard.Of(trial, "testR2")[^1] > 0.7, $"R2 {heard.Of(trial, "testR2")[^1]}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_confusion_matrix_of_the_last_epoch_is_given_where_it_is_to_be_kept(bool onTorch)
    {
        var trainer = onTorch ? Together.Torch(dataset: Invented.Seven) : Together.Cpu(Invented.Seven);
        TrialDescription[] trials = [Case(ofNumbers: false, 0).Trial, Case(ofNumbers: false, 1).Trial];
        var heard = Together.Keep(trainer, keeping: 1, trials);
        Assert.Equal([(trials[0].Id, 2)], heard.Heard.Where(h => h.Metrics.Confusion is not null).Select(h => (h.Trial, h.Metrics.Epoch)));
        var last = heard.Heard.Single(h => h.Metrics.Confusion is not null).Metrics;
        var cells = last.Confusion!.Cells;
        double right = cells.Where(c => c.Class == c.Predicted).Sum(c => c.Samples);
        Assert.Equal(last.Values.Single(v => v.Key == "testAccuracy").Value, right / Invented.Seven.Test.Count);
        Assert.Equal(Invented.Seven.Test.Labels.CountBy(l => (int)l).OrderBy(c => c.Key).Select(c => ((long)c.Value, c.Key)),
            cells.GroupBy(c => c.Class).Select(g => (g.Sum(c => c.Samples), g.Key)));
        Assert.Equal(cells.OrderBy(c => (c.Class, c.Predicted)), cells);
    }

    [Fact]
    public void Both_engines_count_the_same_matrix()
    {
        var trial = Case(ofNumbers: false, 4).Trial;
        ConfusionMatrix?[] matrices = [.. new[] { Together.Torch(dataset: Invented.Seven), Together.Cpu(Invented.Seven) }
            .Select(trainer => Together.Keep(trainer, keeping: 1, trial).Heard[^1].Metrics.Confusion)];
        Assert.Equal(matrices[0]!.Cells, matrices[1]!.Cells);
    }

    private static (Dataset Dataset, TrialDescription Trial) Case(bool ofNumbers, int seed) => ofNumbers
        ? (Invented.Numbers, Invented.NumberTrial(seed, ("validationSplit", Invented.Number(0.25))))
        : (Invented.Seven, Invented.Trial(seed, ("dataset", Invented.Text("seven")), ("validationSplit", Invented.Number(0.25)),
            ("architecture", Invented.Group(("name", Invented.Text("mlp")), ("hidden", Invented.Text("16"))))));

    private static IEnumerable<string> Compared(Together heard) =>
        heard.Heard[0].Metrics.Values.Select(v => v.Key).Where(m => MetricCatalogue.Find(m).Unit != MetricUnit.Seconds);

    private static double Last(Together heard, string metric) => heard.Heard[^1].Metrics.Values.Single(v => v.Key == metric).Value;
}
