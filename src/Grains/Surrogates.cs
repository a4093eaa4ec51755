using Orleans;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Grains;

// How the values of Planning and Store travel between silos. They stay free of Orleans; here stands one flat form for each.

/// <summary>A worker's name on the wire.</summary>
[GenerateSerializer, Alias("sweep.WorkerIdForm")]
public struct WorkerIdForm
{
    /// <summary>The name.</summary>
    [Id(0)]
    public string Value;
}

/// <summary>An attempt on the wire.</summary>
[GenerateSerializer, Alias("sweep.LeaseForm")]
public struct LeaseForm
{
    /// <summary>The trial's id.</summary>
    [Id(0)]
    public string Trial;

    /// <summary>From 1.</summary>
    [Id(1)]
    public int Attempt;
}

/// <summary>A leased trial on the wire; its id is its content's hash and travels along, so that no silo need compute it.</summary>
[GenerateSerializer, Alias("sweep.LeasedTrialForm")]
public struct LeasedTrialForm
{
    /// <summary>The attempt.</summary>
    [Id(0)]
    public LeaseForm Lease;

    /// <summary>Canonical JSON of the configuration.</summary>
    [Id(1)]
    public string Settings;

    /// <summary>The seed.</summary>
    [Id(2)]
    public int Seed;

    /// <summary>The stream key.</summary>
    [Id(3)]
    public ulong StreamKey;

    /// <summary>The sweep it was claimed through.</summary>
    [Id(4)]
    public string Sweep;

    /// <summary>Kind of the last failure.</summary>
    [Id(5)]
    public FailureKind? PreviousFailure;

    /// <summary>How often it saves itself.</summary>
    [Id(6)]
    public int? CheckpointEpochs;

    /// <summary>Whether its final weights are kept.</summary>
    [Id(7)]
    public bool KeepsWeights;

    /// <summary>Whether its confusion matrix is kept.</summary>
    [Id(8)]
    public bool KeepsConfusion;

    /// <summary>By which rule it may be given up; null for never.</summary>
    [Id(9)]
    public string? Pruning;

    /// <summary>What is measured of it after each epoch.</summary>
    [Id(10)]
    public RecordedStatistics Recorded;

    /// <summary>How its program is run, as <see cref="ProgramPlanText"/>; null where an engine trains.</summary>
    [Id(11)]
    public string? Program;
}

/// <summary>Metrics of an epoch on the wire.</summary>
[GenerateSerializer, Alias("sweep.EpochMetricsForm")]
public struct EpochMetricsForm
{
    /// <summary>From 1.</summary>
    [Id(0)]
    public int Epoch;

    /// <summary>Names, in order.</summary>
    [Id(1)]
    public string[] Names;

    /// <summary>A value for each name.</summary>
    [Id(2)]
    public double[] Values;
}

/// <summary>An outcome without facts on the wire.</summary>
[GenerateSerializer, Alias("sweep.PlainOutcomeForm")]
public struct PlainOutcomeForm;

/// <summary>A divergence on the wire.</summary>
[GenerateSerializer, Alias("sweep.DivergedForm")]
public struct DivergedForm
{
    /// <summary>The epoch.</summary>
    [Id(0)]
    public int Epoch;

    /// <summary>The step.</summary>
    [Id(1)]
    public long Step;
}

/// <summary>That a trial was given up, on the wire.</summary>
[GenerateSerializer, Alias("sweep.PrunedForm")]
public struct PrunedForm
{
    /// <summary>After which epoch.</summary>
    [Id(0)]
    public int Epoch;

    /// <summary>Why.</summary>
    [Id(1)]
    public string Reason;
}

/// <summary>A failure on the wire.</summary>
[GenerateSerializer, Alias("sweep.FailedForm")]
public struct FailedForm
{
    /// <summary>Its cause.</summary>
    [Id(0)]
    public FailureKind Kind;

    /// <summary>Its message.</summary>
    [Id(1)]
    public string Message;
}

[RegisterConverter]
internal sealed class WorkerIdConverter : IConverter<WorkerId, WorkerIdForm>
{
    public WorkerId ConvertFromSurrogate(in WorkerIdForm surrogate) => new(surrogate.Value);

    public WorkerIdForm ConvertToSurrogate(in WorkerId value) => new() { Value = value.Value };
}

[RegisterConverter]
internal sealed class LeaseConverter : IConverter<Lease, LeaseForm>
{
    public Lease ConvertFromSurrogate(in LeaseForm surrogate) => new(new TrialId(surrogate.Trial), surrogate.Attempt);

    public LeaseForm ConvertToSurrogate(in Lease value) => new() { Trial = value.Trial.Value, Attempt = value.Attempt };
}

[RegisterConverter]
internal sealed class LeasedTrialConverter : IConverter<LeasedTrial, LeasedTrialForm>
{
    public LeasedTrial ConvertFromSurrogate(in LeasedTrialForm surrogate)
    {
        var id = new TrialId(surrogate.Lease.Trial);
        var trial = new TrialDescription(id, Configuration.Parse(surrogate.Settings), new Seed(surrogate.Seed),
            new StreamKey(surrogate.StreamKey));
        return new LeasedTrial(trial, new Lease(id, surrogate.Lease.Attempt), surrogate.Sweep, surrogate.PreviousFailure)
        {
            Checkpoint = new CheckpointPlan(surrogate.CheckpointEpochs, surrogate.KeepsWeights),
            Keep = new KeepPlan(surrogate.KeepsConfusion, surrogate.Recorded),
            Program = surrogate.Program is { } program ? ProgramPlanText.Parse(program) : null,
            Pruning = surrogate.Pruning is { } rule ? PruningPlan.Parse(rule) : null,
        };
    }

    public LeasedTrialForm ConvertToSurrogate(in LeasedTrial value) => new()
    {
        Lease = new LeaseForm { Trial = value.Lease.Trial.Value, Attempt = value.Lease.Attempt },
        Settings = value.Trial.Configuration.CanonicalJson,
        Seed = value.Trial.Seed.Value,
        StreamKey = value.Trial.StreamKey.Value,
        Sweep = value.Sweep,
        PreviousFailure = value.PreviousFailure,
        CheckpointEpochs = value.Checkpoint.EveryEpochs,
        KeepsWeights = value.Checkpoint.KeepsWeights,
        KeepsConfusion = value.Keep.ConfusionMatrix,
        Recorded = value.Keep.Recorded,
        Pruning = value.Pruning?.Text,
        Program = value.Program is { } program ? ProgramPlanText.Format(program) : null,
    };
}

[RegisterConverter]
internal sealed class EpochMetricsConverter : IConverter<EpochMetrics, EpochMetricsForm>
{
    public EpochMetrics ConvertFromSurrogate(in EpochMetricsForm surrogate) =>
        new(surrogate.Epoch, [.. surrogate.Names.Zip(surrogate.Values, KeyValuePair.Create)]);

    public EpochMetricsForm ConvertToSurrogate(in EpochMetrics value) =>
        new() { Epoch = value.Epoch, Names = [.. value.Values.Select(v => v.Key)], Values = [.. value.Values.Select(v => v.Value)] };
}

[RegisterConverter]
internal sealed class CompletedConverter : IConverter<TrialOutcome.Completed, PlainOutcomeForm>
{
    public TrialOutcome.Completed ConvertFromSurrogate(in PlainOutcomeForm surrogate) => new();

    public PlainOutcomeForm ConvertToSurrogate(in TrialOutcome.Completed value) => default;
}

[RegisterConverter]
internal sealed class CancelledConverter : IConverter<TrialOutcome.Cancelled, PlainOutcomeForm>
{
    public TrialOutcome.Cancelled ConvertFromSurrogate(in PlainOutcomeForm surrogate) => new();

    public PlainOutcomeForm ConvertToSurrogate(in TrialOutcome.Cancelled value) => default;
}

[RegisterConverter]
internal sealed class DivergedConverter : IConverter<TrialOutcome.Diverged, DivergedForm>
{
    public TrialOutcome.Diverged ConvertFromSurrogate(in DivergedForm surrogate) => new(surrogate.Epoch, surrogate.Step);

    public DivergedForm ConvertToSurrogate(in TrialOutcome.Diverged value) => new() { Epoch = value.Epoch, Step = value.Step };
}

[RegisterConverter]
internal sealed class PrunedConverter : IConverter<TrialOutcome.Pruned, PrunedForm>
{
    public TrialOutcome.Pruned ConvertFromSurrogate(in PrunedForm surrogate) => new(surrogate.Epoch, surrogate.Reason);

    public PrunedForm ConvertToSurrogate(in TrialOutcome.Pruned value) => new() { Epoch = value.Epoch, Reason = value.Reason };
}

[RegisterConverter]
internal sealed class FailedConverter : IConverter<TrialOutcome.Failed, FailedForm>
{
    public TrialOutcome.Failed ConvertFromSurrogate(in FailedForm surrogate) => new(surrogate.Kind, surrogate.Message);

    public FailedForm ConvertToSurrogate(in TrialOutcome.Failed value) => new() { Kind = value.Kind, Message = value.Message };
}
