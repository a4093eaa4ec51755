using System.Text.Json;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Output;
using Sweep.Client.Report.Input;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Report;

/// <summary>From a sweep in a store to what a report is made from: reads only.</summary>
internal static class ReportQuery
{
    /// <summary>Answers the comparison and brings along what the figures need: the metric at every epoch.</summary>
    /// <param name="store">Where the trials are.</param>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="settings">The user's wishes, as of compare.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UserErrorException">The sweep or what to compare does not exist; the message has the remedy.</exception>
    public static async Task<ReportInput> RunAsync(ITrialReader store, string sweep, CompareSettings settings,
        CancellationToken cancellation)
    {
        var (status, question) = await CompareQuery.AskAsync(store, sweep, settings, cancellation);
        settings = settings.For(question.Trainer);
        bool oneMetric = question.Tuning is null || question.Tuning.Metric == question.Metric;
        // One reading for numbers and curves, so that they cannot disagree while trials still end.
        var rows = new List<TrialRow>();
        var metrics = new MetricSelection(Include: true, Epoch: null, oneMetric ? question.Metric : null);
        var where = settings.Vocabulary.StoredLabels(settings.Where);
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep, Where = where }, metrics, cancellation))
            rows.Add(row);
        var view = await CompareQuery.AnswerAsync(store, SweepIdentity.From(status), question,
            [.. rows.Select(r => TrialResult.From(r, question.Asked))], settings, cancellation);
        var environments = await ReadEnvironmentsAsync(store, sweep, where, cancellation);
        return new ReportInput(view, rows, status.SpecText, environments,
            ReportInvocation.Create(sweep, settings))
        {
            Where = where, FirstPhases = await ReadFirstPhasesAsync(store, sweep, question.Metric, where, rows, cancellation),
        };
    }

    // Curves only: nothing is judged by them.
    private static async Task<IReadOnlyDictionary<TrialId, IReadOnlyList<EpochMetrics>>> ReadFirstPhasesAsync(ITrialReader store,
        string sweep, string metric, IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyList<TrialRow> rows,
        CancellationToken cancellation)
    {
        var phases = new Dictionary<TrialId, IReadOnlyList<EpochMetrics>>();
        if (!rows.Any(r => r.Trial.Configuration.Settings.GetValueOrDefault("pretrain") is SettingValue.Group))
            return phases;
        var selection = new MetricSelection(Include: true, Epoch: null, MetricCatalogue.PretrainPrefix + metric);
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep, Where = where }, selection, cancellation))
        {
            if (row.Metrics.Count > 0)
                phases[row.Trial.Id] = row.Metrics;
        }
        return phases;
    }

    private static async Task<IReadOnlyList<TrainingEnvironment>> ReadEnvironmentsAsync(ITrialReader store, string sweep,
        IReadOnlyDictionary<string, IReadOnlyList<string>> where, CancellationToken cancellation)
    {
        var environments = new List<TrainingEnvironment>();
        bool isHeader = true;
        await foreach (var row in store.QueryAsync(ReportSql.Environments(sweep, where), cancellation))
        {
            if (!isHeader && row[0] is string facts)
                environments.Add(new TrainingEnvironment(Facts(facts),
                    Convert.ToInt64(row[1], System.Globalization.CultureInfo.InvariantCulture)));
            isHeader = false;
        }
        // Engines differ in the order of text, so that it is made here.
        return [.. environments.OrderByDescending(e => e.TrialCount).ThenBy(e => string.Join('\n', e.Facts), StringComparer.Ordinal)];
    }

    private static (string Name, string Value)[] Facts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => (p.Name, p.Value.ToString()))];
    }
}
