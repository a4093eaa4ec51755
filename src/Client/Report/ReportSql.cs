using System.Globalization;
using Sweep.Analysis.Trials;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Client.Report.Input;
using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;

namespace Sweep.Client.Report;

/// <summary>Queries over the documented views that give a report's numbers. They are shown to people, and run as they are shown,
/// with their lines broken or joined, too: no comment ends with its line.</summary>
internal static class ReportSql
{
    /// <summary>Level, seed, stream key and value of each judged trial; a diverged one has none.</summary>
    public static string Values(ReportInput input) => string.Join('\n',
    [
        $"select {Label(input.View.Question.Factor)} as level, t.seed, t.stream_key, t.state, m.epoch,",
        "  m.value as value, t.labels",
        .. Judged(input, ""),
        "order by t.ordinal",
    ]);

    /// <summary>Mean difference, pairs and larger values of each two levels, as the table of differences has them.</summary>
    /// <remarks>Partners have equal stream keys; of a cross-validation the same dataset, seed and fold. Blocks weigh the same. Where
    /// several share such keys, a key is one unit: the mean over the blocks that have it. Where a trial diverged, it scores among the
    /// finite values of the two levels in its block.</remarks>
    public static string Pairs(ReportInput input)
    {
        string[] blocks = [.. input.View.BlockSettings], shared = Shared(input);
        bool hasBlocks = blocks.Length > 0, isCollapsed = shared.Length > 0, hasDivergence = input.Judged.Any(t => t.IsDiverged);
        string baseline = input.View.Question.Baseline is { } b ? $" and b.level = {Literal(b)}" : "",
            keys = $"{(hasBlocks ? " a.block," : "")}{(isCollapsed ? " a.stratum," : "")}";
        string known = hasDivergence ? ", case when a.chance > b.chance then b.chance else a.chance end as chance" : "";
        string pairKey = input.View.Report.Options.Overlap > 0
            ? $"{Joined(["dataset", Fold.Setting])} || ', ' || cast(t.seed as text) as pair_key /* the same samples held out */"
            : "t.stream_key as pair_key";
        var lines = new List<string>
        {
            "with scores as (",
            $"  select {Label(input.View.Question.Factor)} as level, "
                + $"{pairKey},{(hasBlocks ? $" {Joined(blocks)} as block," : "")}"
                + $"{(isCollapsed ? $" {Joined([.. blocks.Except(shared)])} as stratum," : "")}",
            $"    m.value as value{(hasDivergence ? $", {Chance(input)} as chance /* what guessing scores */" : "")}",
        };
        lines.AddRange(Judged(input, "  "));
        lines.AddRange(
        [
            hasDivergence ? "), together as (" : "), partners as (",
            $"  select a.level, b.level as baseline, a.pair_key,{keys} a.value as x, b.value as y{known}",
            $"  from scores a join scores b on b.pair_key = a.pair_key{(hasBlocks ? " and b.block = a.block" : "")}",
            $"  where b.level <> a.level{baseline}",
        ]);
        if (hasDivergence)
            lines.AddRange(Scored(hasBlocks ? ", block" : "", keys, input.View.Report.Options.LargerIsBetter));
        if (isCollapsed)
        {
            lines.AddRange(
            [
                "), units as ( /* blocks that share such keys are averaged pair by pair */",
                "  select level, baseline, stratum, pair_key, avg(x) as x, avg(y) as y",
                "  from partners group by level, baseline, stratum, pair_key",
                "), weights as (",
                "  select level, baseline, stratum, count(distinct case when x is not null then block end) as blocks",
                "  from partners group by level, baseline, stratum",
            ]);
        }
        string part = isCollapsed ? "stratum" : "block";
        if (hasBlocks)
            lines.AddRange(["), means as (", .. Means(isCollapsed ? "units" : "partners", $", {part}", "  ")]);
        bool hasLone = input.View.Report.Comparisons.Any(c => c.Overall.LeftOut.Count > 0);
        if (hasLone)
        {
            lines.AddRange(
            [
                "), counted as ( /* a block of one pair among larger ones has no spread: it is left out */",
                "  select m.* from means m join (",
                "    select level, baseline, sum(case when sized = 1 then 1 else 0 end) as singles, sum(case when sized > 0 then 1 else "
                    + "0 end) as several",
                "    from means group by level, baseline) c on c.level = m.level and c.baseline = m.baseline",
                "  where not (m.sized = 1 and c.singles = 1 and c.several > 1)",
            ]);
        }
        lines.Add(hasDivergence ? "), answers as (" : ")");
        string counted = hasLone ? "counted" : "means";
        lines.AddRange((hasBlocks, isCollapsed) switch
        {
            (false, _) => Means("partners", "", ""),
            (true, false) =>
            [
                "select level, baseline, sum(pairs) as pairs, sum(larger) as larger, avg(mean_difference) as mean_difference",
                $"from {counted} group by level, baseline",
            ],
            (true, true) =>
            [
                "select m.level, m.baseline, sum(pairs) as pairs, sum(larger) as larger, sum(blocks * mean_difference) / sum(blocks) as "
                    + "mean_difference",
                $"from {counted} m join weights w on w.level = m.level and w.baseline = m.baseline and w.stratum = m.stratum",
                "group by m.level, m.baseline",
            ],
        });
        if (hasDivergence)
        {
            lines.AddRange(
            [
                ")",
                "select a.level, a.baseline, pairs, larger, case when k.level is not null then mean_difference end as mean_difference",
                "from answers a left join measured k on k.level = a.level and k.baseline = a.baseline",
            ]);
        }
        lines.Add("order by 1, 2");
        return string.Join('\n', lines);
    }

    // Partners with divergences at their score, as the analysis has it; those that both diverged have no values, and count as a pair all
    // the same.
    private static IEnumerable<string> Scored(string block, string keys, bool largerIsBetter)
    {
        string worst = largerIsBetter ? "f.low" : "f.high", sign = largerIsBetter ? "-" : "+", sameBlock = block.Length == 0 ? ""
            : " and f.block = a.block";
        string step = $"case when f.high - f.low > 1e-6 * abs({worst}) then f.high - f.low when {worst} = 0 then 1e-6 else 1e-6 * "
            + $"abs({worst}) end";
        string score = $"case when a.chance is null then {worst} {sign} {step} when f.low is null or a.chance < f.low then a.chance else "
            + "f.low - a.chance / 100 end";
        return
        [
            "), finite as (",
            $"  select level, baseline{block}, x as value from together where x is not null",
            $"  union all select level, baseline{block}, y from together where y is not null",
            "), extremes as (",
            $"  select level, baseline{block}, min(value) as low, max(value) as high from finite group by level, baseline{block}",
            "), partners as ( /* a diverged trial scores worse than every finite value of the two levels in its block */",
            $"  select a.level, a.baseline, a.pair_key,{keys}",
            $"    case when a.y is not null then coalesce(a.x, {score}) else a.x end as x,",
            $"    case when a.x is not null then coalesce(a.y, {score}) else a.y end as y",
            $"  from together a left join extremes f on f.level = a.level and f.baseline = a.baseline{sameBlock}",
            "), sides as (",
            $"  select level, baseline{block}, count(x) as xs, count(y) as ys, min(chance) as chance",
            $"  from together where x is not null or y is not null group by level, baseline{block}",
            "), measured as ( /* both levels have a finite value, and in each block a finite value or a score of guessing */",
            "  select level, baseline from sides group by level, baseline having sum(xs) > 0 and sum(ys) > 0",
            "    and min(case when chance is not null or (xs > 0 and ys > 0) then 1 else 0 end) = 1",
        ];
    }

    /// <summary>Environments of the trials with an outcome, and how many trials each.</summary>
    public static string Environments(string sweep, IReadOnlyDictionary<string, IReadOnlyList<string>> where) => string.Join('\n',
    [
        "select cast(t.environment as text) as environment, count(*) as trials from v_trials t",
        $"where t.sweep = {Literal(sweep)} and t.state in ('completed', 'diverged')",
        .. where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(Condition),
        "group by cast(t.environment as text) order by trials desc, environment",
    ]);

    // From and where of the trials that the verdicts rest on.
    private static IEnumerable<string> Judged(ReportInput input, string indent)
    {
        var (sweep, question) = (Literal(input.View.Sweep.Name), input.View.Question);
        string metric = Literal(question.Metric);
        string epoch = question.Epoch?.ToString(CultureInfo.InvariantCulture) ?? "l.epoch and m.state = 'completed'";
        List<string> lines = ["from v_trials t"];
        if (question.Epoch is null)
        {
            lines.AddRange(
            [
                "left join (",
                $"  select trial, max(epoch) as epoch from v_metrics where sweep = {sweep} and metric = {metric} group by trial) l on "
                    + "l.trial = t.trial",
            ]);
        }
        lines.AddRange(["left join v_metrics m on m.sweep = t.sweep and m.trial = t.trial",
            $"  and m.metric = {metric} and m.epoch = {epoch}"]);
        lines.Add($"where t.sweep = {sweep} and t.state in ('completed', 'diverged')");
        lines.AddRange(input.Where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(Condition));
        if (question.Tuning is { } tuning)
        {
            string seeds = string.Join(", ", input.SelectionSeeds.Select(s => s.ToString(CultureInfo.InvariantCulture)));
            lines.Add($"  and t.seed not in ({seeds}) /* these chose */");
            lines.AddRange(Chosen(input, [question.Factor, .. input.View.BlockSettings, .. tuning.Factors]));
        }
        return lines.Select(l => indent + l);
    }

    private static IEnumerable<string> Chosen(ReportInput input, string[] settings)
    {
        string[] chosen =
        [
            .. input.Judged.Select(t => t.Row.Trial.Configuration.Settings).DistinctBy(c => TrialObservations.Describe(c, settings))
                .Select(c => $"({string.Join(", ", settings.Select(s => Literal(TrialObservations.Label(c, s, LevelLabel.Vocabulary))))})"),
        ];
        return chosen.Length == 0
            ? ["  and 1 = 0 /* nothing was chosen */"]
            : [$"  and ({string.Join(", ", settings.Select(Label))}) in (values /* what was chosen */",
                .. chosen.Select((c, i) => $"    {c}{(i < chosen.Length - 1 ? "," : ")")}")];
    }

    private static IEnumerable<string> Means(string source, string part, string indent) => new[]
    {
        $"select level, baseline{part}, count(*) as pairs,{(part.Length > 0 ? " count(x - y) as sized," : "")}",
        "  sum(case when x - y > 1e-12 * abs(x) then 1 else 0 end) as larger, avg(x - y) as mean_difference",
        $"from {source} group by level, baseline{part}",
    }.Select(l => indent + l);

    // The settings in which trials of one stream key differ: blocks that differ in nothing else share their random numbers.
    private static string[] Shared(ReportInput input)
    {
        var keys = input.Judged.GroupBy(t => t.PairKey, t => t.Row.Trial.Configuration.Settings).Select(g => g.ToArray()).ToArray();
        return [.. input.View.BlockSettings.Where(s =>
            keys.Any(k => k.Any(c => TrialObservations.Label(c, s) != TrialObservations.Label(k[0], s))))];
    }

    // By the dataset of the trial, where there are several.
    private static string Chance(ReportInput input)
    {
        const string Dataset = "dataset";
        (string Dataset, double? Chance)[] known = [.. input.Judged.Select(t =>
            (TrialObservations.Label(t.Row.Trial.Configuration.Settings, Dataset), t.Chance)).Distinct()];
        return known.Select(k => k.Chance).Distinct().Count() == 1
            ? Number(known[0].Chance)
            : $"case {Label(Dataset)} {string.Join(" ", known.Select(k => $"when {Literal(k.Dataset)} then {Number(k.Chance)}"))} end";

        static string Number(double? chance) =>
            $"cast({chance?.ToString("R", CultureInfo.InvariantCulture) ?? "null"} as double precision)";
    }

    private static string Joined(string[] settings) => settings.Length == 0 ? "''" : string.Join(" || ', ' || ", settings.Select(Label));

    // A setting that a configuration leaves out has the level of its default, or "-".
    private static string Label(string setting) =>
        $"coalesce({Stored(setting)}, {Literal(LevelLabel.Vocabulary.ShownLabel(setting, Configuration.AbsentLabel))})";

    // SQLite takes a dotted name for a path into the labels unless it is quoted; for Postgres the quoted one is a name that no setting has.
    private static string Stored(string setting)
    {
        string label = $"t.labels ->> {Literal(setting)}";
        return IsPart(setting) ? $"{label}, t.labels ->> {Literal($"$.\"{setting}\"")}" : label;
    }

    // "optimizer.momentum"
    private static bool IsPart(string setting) => setting.Contains('.', StringComparison.Ordinal);

    // As --where reads it: the seed is asked for like a setting.
    private static string Condition(KeyValuePair<string, IReadOnlyList<string>> where)
    {
        string label = where.Key == "seed" ? "coalesce(t.labels ->> 'seed', cast(t.seed as text))"
            : where.Value.Contains(Configuration.AbsentLabel) ? $"coalesce({Stored(where.Key)}, {Literal(Configuration.AbsentLabel)})"
            : IsPart(where.Key)
            ? $"coalesce({Stored(where.Key)})" : Stored(where.Key);
        return $"  and {label} in ({string.Join(", ", where.Value.Select(Literal))})";
    }

    // Standard SQL: a quote within a literal is doubled, and nothing else is special.
    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
