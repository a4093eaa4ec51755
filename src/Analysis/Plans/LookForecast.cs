using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Sequential;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Plans;

/// <summary>What a plan with looks will cost if all its comparisons have one effect.</summary>
/// <param name="Effect">True mean difference over the standard deviation of a pair's difference.</param>
/// <param name="ExpectedTrials">Mean number of trials trained.</param>
/// <param name="Decided">Mean share of comparisons that are decided.</param>
public sealed record EffectForecast(double Effect, double ExpectedTrials, double Decided);

/// <summary>Forecasts the cost of a plan with looks by drawing studies with normal noise; the same numbers on every run and
/// machine.</summary>
/// <remarks>Not the judge itself, which would take minutes for large plans: paired t tests stand for sign-flip tests (with the smallest p
/// that so many pairs can give), at the nominal levels of the same boundaries and adjusted by Holm, whichever is planned (the others decide
/// no later), with a region of equivalence by Bonferroni. Equivalence is left out of account: what it stops comes on top.</remarks>
public static class LookForecast
{
    private const int Draws = 500, MaxPairsDrawn = 20_000_000;
    private static readonly int[] Steps = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192];

    /// <summary>Forecasts a plan.</summary>
    /// <param name="plan">Its comparison has looks.</param>
    /// <param name="effects">The effects to forecast.</param>
    /// <exception cref="ArgumentException">The plan has no looks.</exception>
    public static IReadOnlyList<EffectForecast> Compute(SweepPlan plan, IReadOnlyList<double> effects)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(effects);
        if (plan.Comparison is not { Looks: { } looks } comparison)
            throw new ArgumentException($"The plan '{plan.Name}' has no looks.", nameof(plan));
        TrialDescription[] first = [.. plan.FirstSeedTrials];
        var levels = Levels(first, comparison);
        int blocks = Math.Max(1, first.Select(t => t.StreamKey).Distinct().Count());
        (int, int)[] pairs = comparison.Baseline is { } baseline && Array.FindIndex(levels, l => l.Label == baseline) is >= 0 and var b
            ? [.. Enumerable.Range(0, levels.Length).Where(i => i != b).Select(i => (i, b))]
            : [.. Enumerable.Range(0, levels.Length).SelectMany(i => Enumerable.Range(0, i).Select(j => (i, j)))];
        var study = new Study(comparison, looks, levels, pairs, blocks);
        int draws = (int)Math.Clamp(MaxPairsDrawn / Math.Max(1L, (long)levels.Length * blocks * looks.Seeds.Count), 20, Draws);

        var sums = new (double Trials, double Decided)[effects.Count];
        var outcomes = new (double Trials, double Decided)[draws][];
        Parallel.For(0, draws, draw => outcomes[draw] = study.Draw(RandomStream.For(new StreamKey(0), $"forecast/{draw}"), effects));
        foreach (var outcome in outcomes)
        {
            for (int e = 0; e < sums.Length; e++)
                sums[e] = (sums[e].Trials + outcome[e].Trials, sums[e].Decided + outcome[e].Decided);
        }
        return [.. effects.Select((effect, e) => new EffectForecast(effect, sums[e].Trials / draws, sums[e].Decided / draws))];
    }

    /// <summary>How many trials a plan with looks trains if none of them decides anything: all, but for tuned levels that are not chosen
    /// (where none of a level's candidates can be chosen, more).</summary>
    /// <exception cref="ArgumentException">The plan has no looks.</exception>
    public static long MaxTrials(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Comparison is not { Looks: { } looks } comparison)
            throw new ArgumentException($"The plan '{plan.Name}' has no looks.", nameof(plan));
        return Levels([.. plan.FirstSeedTrials], comparison).Sum(l => l.Cost(looks.Seeds.Count));
    }

    private static Level[] Levels(IReadOnlyList<TrialDescription> first, ComparisonPlan comparison) =>
    [
        .. first.GroupBy(t => TrialObservations.Label(t.Configuration.Settings, comparison.Factor)).Select(g => new Level(g.Key, g.Count(),
            comparison.Looks!.ChoosesFirst ? g.Select(t => Untuned(t.Configuration.Settings, comparison.Tuning!)).Distinct().Count()
                : g.Count(),
            comparison.Tuning?.SelectionSeeds ?? 0)),
    ];

    private static string Untuned(IReadOnlyDictionary<string, SettingValue> settings, TuningPlan tuning) =>
        TrialObservations.Describe(settings, [.. settings.Keys.Except(tuning.Factors)]);

    /// <summary>What a level costs.</summary>
    /// <param name="Label">The level.</param>
    /// <param name="Candidates">Trials per seed that selects.</param>
    /// <param name="Judged">Trials per seed that judges: fewer where tuned levels are pruned.</param>
    /// <param name="Selection">Seeds that select.</param>
    private sealed record Level(string Label, int Candidates, int Judged, int Selection)
    {
        public long Cost(int seeds) => (long)Selection * Candidates + (long)(seeds - Selection) * Judged;
    }

    /// <summary>One kind of study. Letters: m comparisons, k looks.</summary>
    private sealed class Study
    {
        private readonly LookPlan looks;
        private readonly int selection, blocks;
        private readonly bool hasRegion; // then Bonferroni decides: nothing is gained step by step
        private readonly Level[] levels;
        private readonly (int Level, int Baseline)[] pairs;
        private readonly int[] steps; // alpha is divided by these, at most by m
        private readonly double[][] nominal; // (steps, looks): the p to be reached

        public Study(ComparisonPlan comparison, LookPlan looks, Level[] levels, (int, int)[] pairs, int blocks)
        {
            (this.looks, this.levels, this.pairs, this.blocks) = (looks, levels, pairs, blocks);
            selection = comparison.Tuning?.SelectionSeeds ?? 0;
            hasRegion = comparison.Rope > 0;
            steps = [.. Steps.Where(s => s < pairs.Length), Math.Max(1, pairs.Length)];
            double[] shares = [.. looks.JudgingCounts.Select(n =>
                n == looks.Seeds.Count ? 1 : (double)(n - selection) / (looks.Seeds.Count - selection))];
            var design = SequentialLooks.Boundary(looks.Rule, shares);
            nominal = new double[steps.Length][];
            Parallel.For(0, steps.Length, s => nominal[s] = design is null
                ? [.. shares.Select(_ => comparison.Alpha / steps[s])]
                : [.. design.NominalLevels(comparison.Alpha / steps[s])]);
        }

        public (double Trials, double Decided)[] Draw(RandomStream random, IReadOnlyList<double> effects)
        {
            int judging = looks.Seeds.Count - selection;
            var noise = new double[levels.Length, judging, blocks];
            for (int n = 0; n < judging; n++)
            {
                for (int l = 0; l < levels.Length; l++)
                {
                    for (int b = 0; b < blocks; b++)
                        noise[l, n, b] = random.NextNormal() * Math.Sqrt(0.5); // of two levels: a difference of variance 1
                }
            }
            var results = new (double, double)[effects.Count];
            var moments = Array.ConvertAll(pairs, pair => Moments(noise, pair, judging));
            for (int e = 0; e < results.Length; e++)
                results[e] = Follow(moments, effects[e]);
            return results;
        }

        // Mean and pooled variance of the differences after each number of seeds.
        private (double[] Mean, double[] Variance) Moments(double[,,] noise, (int Level, int Baseline) pair, int judging)
        {
            double[] means = new double[judging], variances = new double[judging], sums = new double[blocks], squares = new double[blocks];
            for (int n = 0; n < judging; n++)
            {
                double total = 0, deviations = 0;
                for (int b = 0; b < blocks; b++)
                {
                    double difference = noise[pair.Level, n, b] - noise[pair.Baseline, n, b];
                    sums[b] += difference;
                    squares[b] += difference * difference;
                    total += sums[b];
                    deviations += squares[b] - sums[b] * sums[b] / (n + 1);
                }
                means[n] = total / ((n + 1) * blocks);
                variances[n] = n == 0 ? double.NaN : Math.Max(deviations, double.Epsilon) / (n * blocks);
            }
            return (means, variances);
        }

        private (double Trials, double Decided) Follow((double[] Mean, double[] Variance)[] moments, double effect)
        {
            var reached = new int[pairs.Length]; // the largest divisor of alpha that the comparison has withstood; 0 for none
            var isDecided = new bool[pairs.Length];
            var seedsOfLevel = new int[levels.Length];
            var isOpen = new bool[levels.Length];
            Array.Fill(isOpen, true);
            var bets = looks.Rule == StoppingRule.EProcess ? Array.ConvertAll(pairs, _ => new SymmetryEProcess()) : null;
            int seen = 0; // seeds that an e-process has looked at
            for (int k = 0; k < looks.JudgingCounts.Count && isOpen.Contains(true); k++)
            {
                int count = looks.JudgingCounts[k] - selection;
                for (int l = 0; l < seedsOfLevel.Length; l++)
                    seedsOfLevel[l] = isOpen[l] ? looks.JudgingCounts[k] : seedsOfLevel[l];
                for (int i = 0; i < pairs.Length; i++)
                {
                    for (int n = looks.Rule == StoppingRule.EProcess ? seen + 1 : count; !isDecided[i] && n <= count; n++)
                        reached[i] = Math.Max(reached[i], Withstood(bets is null
                            ? P(moments[i].Mean[n - 1] + effect, moments[i].Variance[n - 1], n) : Bet(i, n), k));
                }
                seen = count;
                Holm(reached, isDecided);
                Array.Clear(isOpen);
                for (int i = 0; i < pairs.Length; i++)
                {
                    if (!isDecided[i])
                        isOpen[pairs[i].Level] = isOpen[pairs[i].Baseline] = true;
                }
            }
            double trials = 0;
            for (int l = 0; l < seedsOfLevel.Length; l++)
                trials += levels[l].Cost(seedsOfLevel[l]);
            return (trials, pairs.Length == 0 ? 0 : isDecided.Count(d => d) / (double)pairs.Length);

            double Bet(int pair, int n)
            {
                double[] means = moments[pair].Mean;
                bets[pair].Add(effect + (n == 1 ? means[0] : n * means[n - 1] - (n - 1) * means[n - 2]));
                return bets[pair].P;
            }
        }

        private double P(double mean, double variance, int n)
        {
            if (n < 2)
                return 1;
            double t = mean / Math.Sqrt(variance / ((double)n * blocks));
            return Math.Max(StudentT.TwoSided(t, (n - 1) * (double)blocks),
                AttainablePValues.MinimumPairedPValue((int)Math.Min(1000, (long)n * blocks)));
        }

        private int Withstood(double p, int look)
        {
            for (int s = steps.Length - 1; s >= 0; s--)
            {
                if (p <= nominal[s][look])
                    return steps[s];
            }
            return 0;
        }

        // Step down: the i-th smallest p must withstand alpha divided by what is left.
        private void Holm(int[] reached, bool[] isDecided)
        {
            int[] order = [.. Enumerable.Range(0, reached.Length).OrderByDescending(i => reached[i])];
            for (int i = 0; i < order.Length && reached[order[i]] >= reached.Length - (hasRegion ? 0 : i); i++)
                isDecided[order[i]] = true;
        }
    }
}
