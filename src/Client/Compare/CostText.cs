using System.Globalization;
using Sweep.Analysis.Costs;
using Sweep.Analysis.Questions;

namespace Sweep.Client.Compare;

/// <summary>What levels took, in words and digits.</summary>
internal static class CostText
{
    public const string TimeHeading = "rel. time", ParametersHeading = "parameters";

    /// <summary>"1.32"; "-" where it is not known.</summary>
    public static string Time(LevelCost cost) =>
        cost.RelativeTime is { } ratio ? ratio.ToString(ratio < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : "-";

    /// <summary>Seconds of three digits; "-" where they are not known.</summary>
    public static string Seconds(LevelCost cost) =>
        cost.MeanSeconds is { } seconds ? seconds.ToString(seconds < 100 ? "G3" : "N0", CultureInfo.InvariantCulture) : "-";

    /// <summary>"25,036", or fewest and most where networks differ; "-" where it is not known.</summary>
    public static string Parameters(LevelCost cost) => (cost.FewestParameters, cost.MostParameters) is ({ } fewest, { } most)
        ? (fewest == most ? "" : Count(fewest) + "-") + Count(most) : "-";

    /// <summary>What the columns mean; null where there are none.</summary>
    public static string? Footnote(ComparisonView view) => view.Costs.Count == 0 ? null
        : $"Rel. time: seconds of training over those of {view.Costs[0].Reference}, partner by partner"
            + (view.Report.Blocks.Count > 1 ? ", geometric mean over blocks" : "")
            + "; only as good as the machine was quiet. Parameters: all learned numbers of the network.";

    private static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
