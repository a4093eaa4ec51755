using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sweep.Analysis;
using Sweep.Analysis.Names;
using Sweep.Client.Names;
using Sweep.Planning.Trials;

namespace Sweep.Client.Page.Sweeps;

/// <summary>Which learning curves are wanted, as their address says it:
/// <c>?metric=testLoss&amp;by=optimizer&amp;where.activation=relu</c>.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="By">The setting whose levels are told apart.</param>
/// <param name="Where">The level that another setting must have, as people read it.</param>
internal sealed record CurveWishes(string Metric, string By, IReadOnlyDictionary<string, string> Where)
{
    /// <summary>What settings in addresses begin with.</summary>
    public const string WherePrefix = "where.";

    private const string Seed = "seed";

    /// <summary>Names them.</summary>
    public string Key => string.Join('\n', Where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => $"{w.Key}={w.Value}")
        .Prepend($"{Metric}\n{By}"));

    /// <summary>The restriction in the labels that stores have.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> StoredWhere => LevelLabel.Vocabulary.StoredLabels(
        Where.ToDictionary(w => w.Key, w => (IReadOnlyList<string>)[w.Value], StringComparer.Ordinal));

    /// <summary>Those of an address; without any, the planned comparison's.</summary>
    /// <exception cref="QuestionException">A name is no setting; the message says what there is.</exception>
    public static CurveWishes Read(IQueryCollection query, ShownSweep sweep)
    {
        var wishes = new CurveWishes(NonEmpty(query["metric"]) ?? sweep.Metric,
            NonEmpty(query["by"]) ?? sweep.Plan?.Comparison?.Factor ?? sweep.Factors.FirstOrDefault() ?? Seed,
            query.Where(q => q.Key.StartsWith(WherePrefix, StringComparison.Ordinal) && NonEmpty(q.Value) is not null)
                .ToDictionary(q => q.Key[WherePrefix.Length..], q => q.Value[0]!, StringComparer.Ordinal));
        string[] known = [.. sweep.Factors, Seed, .. sweep.Vocabulary.Settings.Select(s => s.Name)];
        if (wishes.Where.Keys.Prepend(wishes.By).FirstOrDefault(n => !known.Contains(n) && !known.Contains(n.Split('.')[0])) is { } unknown)
            throw new QuestionException($"'{unknown}' is no setting of '{sweep.Name}'. {PossibleNames.Suggest(unknown, known)}");
        return wishes;
    }

    /// <summary>Whether a trial is among those wanted.</summary>
    public bool Has(TrialDescription trial) => Where.All(w => (w.Key == Seed ? trial.Seed.ToString()
        : LevelLabel.Find(trial.Configuration, w.Key) ?? Configuration.AbsentLabel) == w.Value);

    private static string? NonEmpty(StringValues value) => value is [{ Length: > 0 } text, ..] ? text : null;
}
