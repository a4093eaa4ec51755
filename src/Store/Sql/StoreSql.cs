using System.Collections.Frozen;
using System.Reflection;

namespace Sweep.Store.Sql;

/// <summary>The SQL files of one engine by name. A file in Sql/ENGINE wins over one in Sql/shared, which serves both.</summary>
internal sealed class StoreSql
{
    public const string AddComparison = "add-comparison";
    public const string AddConfigurations = "add-configurations";
    public const string AddLook = "add-look";
    public const string AddMigration = "add-migration";
    public const string AddResults = "add-results";
    public const string AddSweep = "add-sweep";
    public const string AddSweepTrials = "add-sweep-trials";
    public const string AddTrials = "add-trials";
    public const string AllotTrials = "allot-trials";
    public const string AnnounceWork = "announce-work";
    public const string AppendConfusion = "append-confusion";
    public const string AppendMetrics = "append-metrics";
    public const string CancelTrials = "cancel-trials";
    public const string CheckWriting = "check-writing";
    public const string ClaimTrials = "claim-trials";
    public const string CountSweep = "count-sweep";
    public const string CreateResultStaging = "create-result-staging";
    public const string CreateSchema = "create-schema";
    public const string CreateStaging = "create-staging";
    public const string DropStaging = "drop-staging";
    public const string EndAttempts = "end-attempts";
    public const string EnterQueue = "enter-queue";
    public const string FindDueLook = "find-due-look";
    public const string FindExpiredLeases = "find-expired-leases";
    public const string FindLeasesOfWorker = "find-leases-of-worker";
    public const string FindNextOrdinal = "find-next-ordinal";
    public const string FindPlan = "find-plan";
    public const string FindPrunable = "find-prunable";
    public const string FindSchema = "find-schema";
    public const string FindSweep = "find-sweep";
    public const string FindTrialIds = "find-trial-ids";
    public const string InheritCancellations = "inherit-cancellations";
    public const string LockMigration = "lock-migration";
    public const string LockSubmission = "lock-submission";
    public const string LockTransitions = "lock-transitions";
    public const string PruneCandidate = "prune-candidate";
    public const string QuarantineWorker = "quarantine-worker";
    public const string ReadAttempts = "read-attempts";
    public const string ReadConfigurations = "read-configurations";
    public const string ReadConfusion = "read-confusion";
    public const string ReadCounts = "read-counts";
    public const string ReadCurves = "read-curves";
    public const string ReadExpected = "read-expected";
    public const string ReadFailures = "read-failures";
    public const string ReadLeases = "read-leases";
    public const string ReadLooks = "read-looks";
    public const string ReadMetrics = "read-metrics";
    public const string ReadNextExpiry = "read-next-expiry";
    public const string ReadPlaces = "read-places";
    public const string ReadReceipt = "read-receipt";
    public const string ReadResults = "read-results";
    public const string ReadRivals = "read-rivals";
    public const string ReadShared = "read-shared";
    public const string ReadSpent = "read-spent";
    public const string ReadSweeps = "read-sweeps";
    public const string ReadTakenLooks = "read-taken-looks";
    public const string ReadTrial = "read-trial";
    public const string ReadTrials = "read-trials";
    public const string ReadTrialsAt = "read-trials-at";
    public const string ReadVersion = "read-version";
    public const string ReadRunning = "read-running";
    public const string ReadWorkers = "read-workers";
    public const string RegisterWorker = "register-worker";
    public const string ReleaseUnneeded = "release-unneeded";
    public const string RenewLeases = "renew-leases";
    public const string RetryTrials = "retry-trials";
    public const string SetProgram = "set-program";
    public const string SetPruneGroups = "set-prune-groups";
    public const string SetSweepState = "set-sweep-state";
    public const string StageConfigurations = "stage-configurations";
    public const string StageMetrics = "stage-metrics";
    public const string StageResults = "stage-results";
    public const string StageTrials = "stage-trials";
    public const string SupersedeSweep = "supersede-sweep";
    public const string UncancelTrials = "uncancel-trials";

    private const string Shared = "shared";
    private readonly FrozenDictionary<string, string> statements;

    private StoreSql(string engine)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var migrations = new List<Migration>();
        foreach (string resource in Assembly.GetExecutingAssembly().GetManifestResourceNames())
        {
            string[] parts = resource.Split('/', '\\');   // Sql, engine or shared, [migrations,] name
            if (parts[0] != "Sql" || (parts[1] != engine && parts[1] != Shared))
                continue;
            if (parts[2] == "migrations")
                migrations.Add(Migration.Read(parts[^1], Read(resource)));
            else if (parts[1] == engine || !found.ContainsKey(parts[2]))
                found[parts[2]] = Read(resource);
        }
        statements = found.ToFrozenDictionary(StringComparer.Ordinal);
        Migrations = [.. migrations.OrderBy(m => m.Version)];
    }

    /// <summary>The texts of SQLite.</summary>
    public static StoreSql Sqlite { get; } = new("sqlite");

    /// <summary>The texts of Postgres.</summary>
    public static StoreSql Postgres { get; } = new("postgres");

    /// <summary>The migrations, oldest first.</summary>
    public IReadOnlyList<Migration> Migrations { get; }

    /// <summary>The names of all statements of this engine.</summary>
    public IEnumerable<string> Names => statements.Keys;

    /// <summary>The text of a statement.</summary>
    public string this[string name] => statements[name];

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        int start = 0;   // the header comment is for readers of the file, not for the server
        while (text.AsSpan(start).StartsWith("--"))
            start = text.IndexOf('\n', start) + 1;
        return text[start..].Trim();
    }
}
