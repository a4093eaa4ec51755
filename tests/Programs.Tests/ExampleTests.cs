using System.Diagnostics;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Testing;
using Sweep.Trainer;

namespace Sweep.Programs.Tests;

/// <summary>The examples in experiments/programs do what they say, where the machine has what they need.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("descent.yaml", null)]
    [InlineData("spirals.yaml", "torch")]
    [InlineData("classifiers.yaml", "sklearn")]
    public void An_example_trains_each_level_and_pairs_share_their_data(string spec, string? module)
    {
        string programs = RepositoryRoot.Find("experiments", "programs");
        string text = File.ReadAllText(Path.Combine(programs, spec));
        if (module is not null)
            text = text.Replace("[python3,", $"[{PythonWith(module)},", StringComparison.Ordinal);
        if (text.Contains(" epochs: {", StringComparison.Ordinal))
            text += "\nepochs: 2\n"; // of the setting that it declares: enough to see that it learns and saves itself
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Programs as trainers need a POSIX system.");
        var reading = SpecReader.Read(text, new SpecVocabulary([]), new TrackedFiles(programs));
        Assert.True(reading.IsValid, string.Join("\n", reading.Errors));
        var plan = reading.Spec.ToPlan();
        var trainer = Assert.IsType<ProgramTrainer>(plan.Trainer);
        using var engine = new ProgramEngine(new ProgramOptions(programs, folder.FullName, 1), TimeProvider.System);

        var first = plan.Trials.Where(t => t.Seed.Value == 0).ToList();
        Assert.Equal(trainer.Settings.First(s => s.Name == plan.Comparison!.Factor).Choices.Count, first.Count);
        Assert.Single(first.Select(t => t.StreamKey).Distinct());
        foreach (var trial in first)
        {
            var reports = new Reports();
            var outcome = engine.Train(new FusedTrials([trial])
            {
                Attempts = [new AttemptDescription(plan.Name, 1, trainer.Plan)],
            }, reports, TestContext.Current.CancellationToken)[0];
            Assert.True(outcome is TrialOutcome.Completed, $"{outcome}\n{reports.Output}");
            Assert.Contains(reports.Epochs[^1].Values, v => v.Key == trainer.Metrics.Declared[0].Name && double.IsFinite(v.Value));
        }
    }

    /// <summary>A Python that has a module: the first of PATH, else the system's.</summary>
    private static string PythonWith(string module)
    {
        foreach (string python in new[] { "python3", "/usr/bin/python3" })
        {
            try
            {
                var start = new ProcessStartInfo(python,
                    ["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"])
                {
                    RedirectStandardError = true,
                };
                using var process = Process.Start(start)!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                    return python;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // not installed: the next
            }
        }
        Assert.Skip($"No python3 here has the module {module}.");
        return "";
    }

    private sealed class Reports : ITrainingObserver
    {
        public List<EpochMetrics> Epochs { get; } = [];

        public string? Output { get; private set; }

        public void EpochCompleted(TrialId trial, EpochMetrics metrics) => Epochs.Add(metrics);

        public void OutputKept(TrialId trial, string output) => Output = output;
    }
}
