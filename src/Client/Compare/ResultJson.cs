using System.Text.Json.Nodes;
using Sweep.Analysis.Comparisons;
using Sweep.Statistics.Bayes;

namespace Sweep.Client.Compare;

/// <summary>One comparison as JSON, within a block or over all.</summary>
internal static class ResultJson
{
    public static JsonObject Create(ComparisonResult r)
    {
        var node = new JsonObject { ["block"] = r.Block, ["design"] = JsonNodes.Word(r.Design) };
        AddDecision(node, r.Decision);
        foreach (var (name, value) in new Dictionary<string, JsonNode?>
        {
            ["blocks"] = r.BlockCount,
            ["leftOut"] = JsonNodes.Strings(r.LeftOut),
            ["blockEffects"] = r.Effects is not { } e ? null : new JsonObject
            {
                ["interactionP"] = JsonNodes.Number(e.InteractionP),
                ["oppositeP"] = JsonNodes.Number(e.OppositeP),
                ["isOpposite"] = e.IsOpposite,
                ["better"] = JsonNodes.Strings(e.Better),
                ["worse"] = JsonNodes.Strings(e.Worse),
                ["equivalent"] = JsonNodes.Strings(e.Equivalent),
            },
            ["isCollapsed"] = r.IsCollapsed,
            ["pairs"] = r.PairCount,
            ["wins"] = r.Wins,
            ["ties"] = r.Ties,
            ["losses"] = r.Losses,
            ["bothDiverged"] = r.BothDivergedCount,
            ["divergenceScore"] = Score(r.DivergenceScore),
            ["levelSide"] = Side(r.LevelSide),
            ["baselineSide"] = Side(r.BaselineSide),
            ["difference"] = Difference(r),
            ["tests"] = Tests(r.Tests),
            ["sequential"] = r.Sequential is { } s ? Sequential(s) : null,
            ["supplement"] = r.Supplement is { } more ? Supplement(more) : null,
            ["unused"] = JsonNodes.Array(r.Unused, u =>
                new JsonObject { ["level"] = u.Level, ["block"] = u.Block, ["seed"] = u.Seed, ["reason"] = u.Reason }),
        })
            node[name] = value;
        return node;
    }

    /// <summary>A verdict and what it rests on, as properties of a node.</summary>
    public static void AddDecision(JsonObject node, Decision decision)
    {
        node["verdict"] = JsonNodes.Word(decision.Verdict);
        node["isOnAverage"] = decision.IsOnAverage;
        node["isExploratory"] = decision.IsExploratory;
        node["decidingTest"] = decision.Test.Word;
        node["p"] = JsonNodes.Number(decision.P);
        node["adjustedP"] = JsonNodes.Number(decision.AdjustedP);
        node["adjustment"] = JsonNodes.Word(decision.Adjustment);
        node["familySize"] = decision.FamilySize;
        node["falseDiscoveryP"] = JsonNodes.Number(decision.FalseDiscoveryP);
        node["limit"] = decision.Limit is not { } limit ? null : new JsonObject
        {
            ["sentence"] = limit.Sentence,
            ["smallestP"] = JsonNodes.Number(limit.MinimumPValue),
            ["tied"] = limit.TiedCount,
            ["needed"] = limit.PairsNeeded,
            ["neededInFamily"] = limit.PairsNeededInFamily,
        };
    }

    /// <summary>Where a difference lies: worse or better follows from the direction of the metric.</summary>
    public static JsonObject? Posterior(RegionPosterior? posterior) => posterior is not { } p ? null : new()
    {
        ["below"] = JsonNodes.Number(p.Below),
        ["within"] = JsonNodes.Number(p.Within),
        ["above"] = JsonNodes.Number(p.Above),
    };

    /// <summary>The planned looks.</summary>
    public static JsonObject Looks(SequentialLooks looks) => new()
    {
        ["rule"] = JsonNodes.Word(looks.Rule),
        ["seedOrder"] = JsonNodes.Array(looks.SeedOrder, s => JsonValue.Create(s)),
        ["seedCounts"] = JsonNodes.Array(looks.SeedCounts, s => JsonValue.Create(s)),
    };

    /// <summary>A level's values, within a block or over all.</summary>
    public static JsonObject Summary(LevelSummary s) => new()
    {
        ["level"] = s.Level,
        ["block"] = s.Block,
        ["n"] = s.Count,
        ["mean"] = JsonNodes.Number(s.Mean),
        ["sd"] = JsonNodes.Number(s.StandardDeviation),
        ["min"] = JsonNodes.Number(s.Minimum),
        ["max"] = JsonNodes.Number(s.Maximum),
        ["diverged"] = s.DivergedCount,
        ["divergenceScore"] = Score(s.DivergenceScore),
        ["isBound"] = s.IsBound,
        ["failed"] = s.FailedCount,
        ["missing"] = s.MissingCount,
    };

    /// <summary>What a diverged trial scores; null for nothing.</summary>
    public static JsonObject? Score(DivergenceScore? score) =>
        score is null ? null : new JsonObject { ["value"] = JsonNodes.Number(score.Value), ["isDeclared"] = score.IsDeclared };

    private static JsonObject? Side(SideSummary? side) => side is null ? null : new JsonObject
    {
        ["n"] = side.Count,
        ["mean"] = JsonNodes.Number(side.Mean),
        ["sd"] = JsonNodes.Number(side.StandardDeviation),
        ["diverged"] = side.DivergedCount,
    };

    private static JsonObject? Difference(ComparisonResult r) => r.Difference is not { } d ? null : new JsonObject
    {
        ["mean"] = JsonNodes.Number(d.Mean.Value),
        ["standardError"] = JsonNodes.Number(d.Mean.StandardError),
        ["degreesOfFreedom"] = JsonNodes.Number(d.Mean.DegreesOfFreedom),
        ["interval"] = JsonNodes.Range(d.Interval),
        ["intervalKind"] = JsonNodes.Word(r.Decision.Interval),
        ["plainInterval"] = JsonNodes.Range(d.PlainInterval),
        ["equivalenceInterval"] = JsonNodes.Range(d.EquivalenceInterval),
        ["hodgesLehmann"] = JsonNodes.Number(d.HodgesLehmann?.Estimate),
        ["hodgesLehmannInterval"] = JsonNodes.Range(d.HodgesLehmann?.Interval),
        ["dz"] = JsonNodes.Number(r.Dz),
        ["d"] = JsonNodes.Number(r.CohensD),
        ["hedgesG"] = JsonNodes.Number(d.HedgesG),
        ["correlation"] = JsonNodes.Number(d.Correlation),
        ["probabilityOfSuperiority"] = JsonNodes.Number(d.ProbabilityOfSuperiority),
    };

    private static JsonObject Tests(TestSummary t) => new()
    {
        ["signFlip"] = JsonNodes.Number(t.SignFlip),
        ["signFlipLaw"] = t.SignFlipNullDistribution is { } law ? JsonNodes.Word(law) : null,
        ["signedRank"] = JsonNodes.Number(t.SignedRank),
        ["sign"] = JsonNodes.Number(t.Sign),
        ["t"] = JsonNodes.Number(t.T),
        ["mannWhitney"] = JsonNodes.Number(t.MannWhitney),
        ["equivalence"] = JsonNodes.Number(t.Equivalence),
    };

    private static JsonObject Sequential(SequentialSummary s) => new()
    {
        ["rule"] = JsonNodes.Word(s.Rule),
        ["seeds"] = s.SeedCount,
        ["isLast"] = s.IsLast,
        ["p"] = JsonNodes.Number(s.P),
        ["equivalenceP"] = JsonNodes.Number(s.EquivalenceP),
        ["looks"] = JsonNodes.Array(s.Looks, l => new JsonObject
        {
            ["seeds"] = l.SeedCount,
            ["pairs"] = l.PairCount,
            ["p"] = JsonNodes.Number(l.P),
            ["sequentialP"] = JsonNodes.Number(l.SequentialP),
        }),
    };

    private static JsonObject Supplement(ComparisonSupplement s) => new()
    {
        ["possiblePairs"] = s.PossiblePairCount,
        ["divergence"] = s.Divergence is { } d
            ? new JsonObject { ["onlyLevel"] = d.OnlyFirst, ["onlyBaseline"] = d.OnlySecond, ["p"] = JsonNodes.Number(d.P) }
            : null,
        ["cliffsDelta"] = JsonNodes.Number(s.CliffsDelta),
        ["a12"] = JsonNodes.Number(s.A12),
        ["probabilityOfImprovement"] = JsonNodes.Number(s.ProbabilityOfImprovement),
        ["probabilityOfImprovementInterval"] = JsonNodes.Range(s.ImprovementInterval),
        ["stochasticOrder"] = s.StochasticOrder is not { } order ? null : new JsonObject
        {
            ["violation"] = JsonNodes.Number(order.Violation),
            ["standardError"] = JsonNodes.Number(order.StandardError),
            ["upperBound"] = JsonNodes.Number(order.UpperBound),
            ["confidence"] = JsonNodes.Number(order.Confidence),
        },
        ["bootstrapInterval"] = JsonNodes.Range(s.BootstrapInterval),
        ["winInterval"] = JsonNodes.Range(s.WinInterval),
        ["posterior"] = Posterior(s.Posterior),
        ["power"] = s.Power is { } p
            ? new JsonObject
            {
                ["power"] = JsonNodes.Number(p.Power),
                ["alpha"] = JsonNodes.Number(p.Alpha),
                ["detectableDifference"] = JsonNodes.Number(p.DetectableDifference),
                ["detectableInFamily"] = JsonNodes.Number(p.DetectableInFamily),
                ["pairsForObserved"] = JsonNodes.Number(p.PairsForObserved),
                ["pairsForEquivalence"] = JsonNodes.Number(p.PairsForEquivalence),
            }
            : null,
    };
}
