using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>retry</c>, <c>stop</c>, <c>checkpoint</c>, <c>keep</c> and <c>record</c>.</summary>
internal sealed class PolicyReader(ScalarReader scalars, SpecErrorList errors)
{
    private const int Max = 1_000_000;

    public RetryPlan ReadRetry(YamlNode? node)
    {
        var plan = new RetryPlan();
        if (node is null || scalars.Map(node, "retry", "numbers of retries by cause, such as { outOfMemory: 1 }") is not { } map)
            return plan;
        scalars.RefuseUnknownKeys(map, "retry", ["lostWorker", "outOfMemory", "exception"]);
        return new RetryPlan(
            Read(map, "retry", "lostWorker", 0, plan.LostWorker),
            Read(map, "retry", "outOfMemory", 0, plan.OutOfMemory),
            Read(map, "retry", "exception", 0, plan.Exception));
    }

    public StopPlan ReadStop(YamlNode? node)
    {
        var plan = new StopPlan();
        if (node is null || scalars.Map(node, "stop",
            "limits of failure and looks at growing data, such as { workerFailures: 3, firstWave: 4, looks: 5 }") is not { } map)
            return plan;
        scalars.RefuseUnknownKeys(map, "stop", ["workerFailures", "firstWave", .. LookReader.Keys]);
        return new StopPlan(Read(map, "stop", "workerFailures", 1, plan.WorkerFailures), Read(map, "stop", "firstWave", 1, plan.FirstWave));
    }

    /// <summary><c>checkpoint: none</c> or <c>checkpoint: { every: 5, keep: weights }</c>.</summary>
    public CheckpointPlan ReadCheckpoint(YamlNode? node)
    {
        if (node is null)
            return CheckpointPlan.Default;
        if (node is YamlScalar { IsNull: false, Text: "none" })
            return CheckpointPlan.Default with { EveryEpochs = 0 };
        if (scalars.Map(node, "checkpoint", "none, or how often trainings save themselves, such as { every: 5 }") is not { } map)
            return CheckpointPlan.Default;
        scalars.RefuseUnknownKeys(map, "checkpoint", ["every", "keep"]);
        if (map.Entries.Count == 0)
            errors.Add("checkpoint", map.Position, "Say how often, or what stays: checkpoint: { every: 5 } or { keep: weights }.");
        int? every = map.Find("every") is { } epochs ? scalars.Integer(epochs.Value, "checkpoint.every", 1, Max) : null;
        bool keeps = map.Find("keep") is { } keep
            && scalars.OneOf(keep.Value, "checkpoint.keep", "something to keep", ["weights"]) is not null;
        return new CheckpointPlan(every, keeps);
    }

    /// <summary><c>keep: { confusionMatrix: true }</c>.</summary>
    public KeepPlan ReadKeep(YamlNode? node)
    {
        const string matrix = "confusionMatrix";
        if (node is null || scalars.Map(node, "keep", "what is stored beside metrics, such as { confusionMatrix: true }") is not { } map)
            return KeepPlan.Nothing;
        scalars.RefuseUnknownKeys(map, "keep", [matrix]);
        return new KeepPlan(map.Find(matrix) is { } entry && scalars.Flag(entry.Value, SpecErrorList.Join("keep", matrix)) == true);
    }

    /// <summary><c>record: activations, gradients</c>, or a list of these.</summary>
    public RecordedStatistics ReadRecord(YamlNode? node)
    {
        const string path = "record";
        if (node is null)
            return RecordedStatistics.None;
        string[] known = [.. RecordedMetrics.Groups.Select(RecordedMetrics.NameOf)];
        IEnumerable<YamlNode> items = node switch
        {
            YamlList list => list.Items,
            YamlScalar { IsNull: false } text => text.Text.Split(',', StringSplitOptions.TrimEntries)
                .Select(name => new YamlScalar(name, isPlain: true, text.Position)),
            _ => [node],
        };
        return items.Select(item => scalars.OneOf(item, path, "a group of statistics", known)).OfType<string>()
            .Aggregate(RecordedStatistics.None, (all, name) => all | RecordedMetrics.Groups[Array.IndexOf(known, name)]);
    }

    private int Read(YamlMap map, string path, string key, int minimum, int otherwise) =>
        map.Find(key) is { } entry ? scalars.Integer(entry.Value, SpecErrorList.Join(path, key), minimum, Max) ?? otherwise : otherwise;
}
