using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Trainers;

/// <summary>Who trains a sweep's trials where it is none of this program's engines: what the section <c>trainer:</c> of a spec
/// says.</summary>
/// <param name="Settings">What a trial may be told: the vocabulary of the spec.</param>
/// <param name="Metrics">What a trial reports.</param>
public abstract record DeclaredTrainer(IReadOnlyList<SettingDefinition> Settings, MetricTable Metrics)
{
    /// <summary>The setting that says it in the configuration of each trial.</summary>
    public const string Setting = "trainer";

    /// <summary>Whether a configuration is of a spec that declares its trainer.</summary>
    public static bool Trains(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Settings.ContainsKey(Setting);
    }

    /// <summary>The vocabulary that the rest of the spec is read with. It holds <see cref="Setting"/> with its only value; no spec can name
    /// it.</summary>
    public SpecVocabulary Vocabulary => new([.. Settings,
        new SettingDefinition(Setting, "who trains", SettingKind.Text) { Default = Identity }])
    {
        IsDeclared = true, Metrics = [.. Metrics.Declared.Select(m => m.Name)], DeclaredMetrics = Metrics.Declared,
    };

    /// <summary>The value of <see cref="Setting"/> in every configuration of the spec: what identifies a trial beside its
    /// settings.</summary>
    public abstract SettingValue.Group Identity { get; }
}

/// <summary>A program of the user's, started once for each attempt.</summary>
/// <param name="Command">The file to start and its arguments; never read by a shell.</param>
/// <param name="Tracked">Files whose content identifies a trial, by path, with the SHA-256 of each in hexadecimal digits.</param>
/// <param name="Settings">What the program may be told.</param>
/// <param name="Metrics">What it reports; the first is the one that counts.</param>
public sealed record ProgramTrainer(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Tracked,
    IReadOnlyList<SettingDefinition> Settings, MetricTable Metrics) : DeclaredTrainer(Settings, Metrics)
{
    /// <summary>How long an attempt may take, and how long the program may take to end itself.</summary>
    public ProgramPlan Plan { get; init; } = ProgramPlan.Default;

    /// <inheritdoc/>
    public override SettingValue.Group Identity => new(
    [
        KeyValuePair.Create("command", (SettingValue)new SettingValue.List([.. Command.Select(c => new SettingValue.Text(c))])),
        .. Tracked.Count == 0 ? [] : new[] { KeyValuePair.Create("track", (SettingValue)new SettingValue.Group(
            Tracked.Select(t => KeyValuePair.Create(t.Key, (SettingValue)new SettingValue.Text(t.Value))))) },
    ]);
}

/// <summary>How programs are run. It changes no trial's id.</summary>
/// <param name="Timeout">An attempt that takes longer is ended and has failed; null for no limit.</param>
/// <param name="Silence">A program that reports nothing for longer is ended and has failed; null for no limit.</param>
/// <param name="Grace">Between SIGTERM and SIGKILL.</param>
/// <param name="Metrics">Names of the metrics that each attempt must report at least once.</param>
public sealed record ProgramPlan(TimeSpan? Timeout, TimeSpan? Silence, TimeSpan Grace, IReadOnlyList<string> Metrics)
{
    /// <summary>No limits, ten seconds of grace.</summary>
    public static ProgramPlan Default { get; } = new(null, null, TimeSpan.FromSeconds(10), []);
}

/// <summary>Nobody: the results were trained elsewhere and imported.</summary>
/// <param name="Study">The name of the sweep that they were imported as.</param>
/// <param name="Source">Where they come from, for people: "results.csv", "Optuna storage optuna.db".</param>
/// <param name="Settings">What the trials differ in.</param>
/// <param name="Metrics">What was measured.</param>
public sealed record ImportedResults(string Study, string Source, IReadOnlyList<SettingDefinition> Settings, MetricTable Metrics)
    : DeclaredTrainer(Settings, Metrics)
{
    /// <inheritdoc/>
    public override SettingValue.Group Identity =>
        new([KeyValuePair.Create("imported", (SettingValue)new SettingValue.Text(Study))]);
}
