using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Plans;

/// <summary>What pruning may save on the seeds that select.</summary>
/// <param name="MostEpochs">Epochs that are trained there when nothing is given up.</param>
/// <param name="ExpectedEpochs">Epochs that are trained there when candidates keep their ranks from the first decision on: under the median
/// rule half of those after the startup stop at the first decision, under successive halving one of <c>reduction</c> passes each rung. An
/// order in which the worse come first saves less.</param>
public sealed record PruningForecast(double MostEpochs, double ExpectedEpochs)
{
    private const string EpochsSetting = "epochs", BudgetSetting = "budget";

    /// <summary>Forecasts a plan.</summary>
    /// <param name="plan">Its tuning has a pruning rule.</param>
    /// <returns>Null where a budget or a program says how many epochs there are.</returns>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static PruningForecast? Compute(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Comparison is not { Tuning: { Pruning: { } pruning } tuning })
            throw new ArgumentException($"The plan '{plan.Name}' prunes nothing.", nameof(plan));
        if (plan.Trainer is not null || plan.FirstSeedTrials.Any(t => t.Configuration.Settings.ContainsKey(BudgetSetting)))
            return null;
        double most = 0, expected = 0;
        foreach (var group in plan.FirstSeedTrials.Select(t => t.Configuration).GroupBy(c =>
            new Configuration(c.Settings.Where(s => !tuning.Factors.Contains(s.Key)))))
        {
            double candidates = group.Count(), epochs = Epochs(group.Key);
            most += candidates * epochs * tuning.SelectionSeeds;
            for (int seed = 0; seed < tuning.SelectionSeeds; seed++)
            {
                (double trained, candidates) = pruning.Rule == PruningRule.Median ? ByMedian(pruning, candidates, epochs)
                    : ByRungs(pruning, candidates, epochs);
                expected += trained;
            }
        }
        return new PruningForecast(most, expected);
    }

    private static (double Trained, double Left) ByMedian(PruningPlan plan, double candidates, double epochs)
    {
        double left = candidates - Math.Max(0, candidates - plan.Startup) / 2;
        return (left * epochs + (candidates - left) * Math.Min(epochs, plan.Warmup), left);
    }

    private static (double Trained, double Left) ByRungs(PruningPlan plan, double candidates, double epochs)
    {
        double trained = 0, before = 0;
        for (double rung = plan.FirstRung; rung < epochs; rung *= plan.Reduction)
        {
            trained += candidates * (rung - before);
            (candidates, before) = (Math.Max(1, Math.Floor(candidates / plan.Reduction)), rung);
        }
        return (trained + candidates * (epochs - before), candidates);
    }

    private static double Epochs(Configuration configuration) =>
        configuration.Settings.GetValueOrDefault(EpochsSetting) is SettingValue.Number epochs ? epochs.Value : 1;
}
