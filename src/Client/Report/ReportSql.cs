using System.Globalization;
using Sweep.Client.Compare;

namespace Sweep.Client.Report;

/// <summary>Queries over the documented views that give a report's numbers. They are shown to people, and run as they are shown.</summary>
internal static class ReportSql
{
    /// <summary>Level, seed, stream key and value of each completed trial.</summary>
    public static string Values(ComparisonView view) => $"""
        select m.labels ->> {Literal(view.Question.Factor)} as level, m.seed, m.stream_key, m.epoch, m.value, m.labels
        from v_metrics m join v_trials t on t.sweep = m.sweep and t.trial = m.trial
        where m.sweep = {Literal(view.Sweep.Name)} and m.state = 'completed' and m.metric = {Literal(view.Question.Metric)}
          and m.epoch = {Epoch(view, "t.last_epoch")}
        order by t.ordinal
        """.ReplaceLineEndings("\n");

    /// <summary>Mean difference, pairs and wins of each two levels.</summary>
    public static string Pairs(ComparisonView view)
    {
        string factor = Literal(view.Question.Factor);
        string same = string.Concat(view.BlockSettings.Select(s => $"\n  and coalesce(left_labels ->> {Literal(s)}, '-') = coalesce(right_labels ->> {Literal(s)}, '-')"));
        string baseline = view.Question.Baseline is { } b ? $"\n  and right_labels ->> {factor} = {Literal(b)}" : "";
        return $"""
            select left_labels ->> {factor} as level, right_labels ->> {factor} as baseline, count(*) as pairs,
              sum(case when difference > 0 then 1 else 0 end) as larger, avg(difference) as mean_difference
            from v_pairs
            where sweep = {Literal(view.Sweep.Name)} and metric = {Literal(view.Question.Metric)}
              and epoch = {Epoch(view, $"(select max(m.epoch) from v_metrics m where m.sweep = v_pairs.sweep and m.trial = v_pairs.left_trial)")}
              and left_labels ->> {factor} <> right_labels ->> {factor}{baseline}{same}
            group by left_labels ->> {factor}, right_labels ->> {factor}
            order by level, baseline
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Environments of the trials with an outcome, and how many trials each.</summary>
    public static string Environments(string sweep) =>
        $"select cast(environment as text) as environment, count(*) as trials from v_trials where sweep = {Literal(sweep)} and state in ('completed', 'diverged') group by cast(environment as text) order by trials desc, environment";

    // Standard SQL: a quote within a literal is doubled, and nothing else is special.
    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Epoch(ComparisonView view, string last) => view.Question.Epoch?.ToString(CultureInfo.InvariantCulture) ?? last;
}
