using System.Globalization;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer;

namespace Sweep.Programs.Tests;

/// <summary>A folder with a shell script as a program, and an engine that trains by it. Skips where there is no POSIX shell.</summary>
internal sealed class Workshop : ITrainingObserver, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // ends a test that hangs; nothing is measured by it

    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stop = new(Patience);

    /// <summary>Makes it.</summary>
    /// <param name="script">What `train.sh` does; nothing for a folder without programs.</param>
    /// <param name="slots">Of the worker.</param>
    public Workshop(string script = "", int slots = 1)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Programs as trainers need a POSIX system.");
        if (script.Length > 0)
            Write("train.sh", script);
        Options = new ProgramOptions(folder.FullName, folder["checkpoints"], slots);
        Engine = new ProgramEngine(Options, TimeProvider.System);
    }

    public ProgramOptions Options { get; }

    public ProgramEngine Engine { get; }

    /// <summary>What was reported.</summary>
    public List<EpochMetrics> Epochs { get; } = [];

    /// <summary>What was kept of the output; null for nothing.</summary>
    public string? Output { get; private set; }

    /// <summary>Called after each epoch.</summary>
    public Action<EpochMetrics> OnEpoch { get; set; } = _ => { };

    /// <summary>The folder of the trial.</summary>
    public string TrialFolder => Path.Combine(Options.Checkpoints, Trial().Id + ".program");

    /// <summary>Asks the training to stop.</summary>
    public CancellationTokenSource Stop => stop;

    /// <summary>The path of a file of the programs.</summary>
    public string this[string name] => folder[name];

    public static ProgramPlan Plan(params string[] metrics) => ProgramPlan.Default with { Metrics = metrics };

    /// <summary>A trial by a command.</summary>
    public static TrialDescription Trial(string[]? command = null, IReadOnlyDictionary<string, string>? tracked = null,
        string activation = "relu", int seed = 3)
    {
        var trainer = new ProgramTrainer(command ?? ["sh", "train.sh"], tracked ?? new Dictionary<string, string>(), [],
            new MetricTable([]));
        return TrialDescription.Create(new Configuration(
        [
            new(DeclaredTrainer.Setting, trainer.Identity),
            new("activation", new SettingValue.Text(activation)),
            new("learningRate", new SettingValue.Number(0.05)),
            new("augment", new SettingValue.Flag(false)),
        ]), new Seed(seed), new StreamKey(0xfedc_ba98_7654_3210));
    }

    public void Write(string name, string text) => folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Trains one attempt.</summary>
    public TrialOutcome Run(ProgramPlan? plan = null, TrialDescription? trial = null, int attempt = 1)
    {
        Epochs.Clear();
        Output = null;
        return Assert.Single(Engine.Train(new FusedTrials([trial ?? Trial()])
        {
            Attempts = [new AttemptDescription("study", attempt, plan ?? Plan("accuracy"))],
        }, this, stop.Token));
    }

    /// <summary>Trains one attempt that fails.</summary>
    public TrialOutcome.Failed RunToFailure(ProgramPlan? plan = null, TrialDescription? trial = null) =>
        Assert.IsType<TrialOutcome.Failed>(Run(plan, trial));

    /// <summary>Whether a process runs; one that has ended and was not reaped does not.</summary>
    public static bool Runs(string processId)
    {
        string file = $"/proc/{processId.Trim()}/stat";
        return File.Exists(file) && !File.ReadAllText(file).Contains(") Z ", StringComparison.Ordinal);
    }

    /// <summary>Waits until something holds that is bound to come.</summary>
    public static async Task EventuallyAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(10, patience.Token);
    }

    public void EpochCompleted(TrialId trial, EpochMetrics metrics)
    {
        Epochs.Add(metrics);
        OnEpoch(metrics);
    }

    /// <summary>What the engine said beside it.</summary>
    public List<string> Notes { get; } = [];

    public void Noted(TrialId trial, string note) => Notes.Add(note);

    public void OutputKept(TrialId trial, string output) => Output = output;

    public void Dispose()
    {
        Engine.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    /// <summary>"3: accuracy=0.5" for each value that was reported.</summary>
    public IEnumerable<string> Values => Epochs.SelectMany(e => e.Values.Select(v =>
        string.Create(CultureInfo.InvariantCulture, $"{e.Epoch}: {v.Key}={v.Value}")));
}
