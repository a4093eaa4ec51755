using System.Globalization;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Plans;

namespace Sweep.Client.Report;

/// <summary>The command that asks a comparison again, for a POSIX shell.</summary>
internal static class ReportInvocation
{
    /// <summary>The whole command line.</summary>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <param name="verb">"report" or "compare".</param>
    public static string Create(string sweep, CompareSettings settings, string verb = "report")
    {
        var words = new List<string> { "sweep", verb, sweep };
        Add("--factor", settings.Factor);
        Add("--baseline", settings.Baseline);
        if (settings.AllPairs)
            words.Add("--all-pairs");
        Add("--metric", settings.Metric);
        Add("--epoch", settings.Epoch?.ToString(CultureInfo.InvariantCulture));
        Add("--alpha", settings.Alpha?.ToString("R", CultureInfo.InvariantCulture));
        Add("--rope", settings.Rope?.ToString("R", CultureInfo.InvariantCulture));
        Add("--test", settings.Test is { } test ? PlannedTests.Names.GetName(test) : null);
        Add("--adjustment", settings.Adjustment is { } adjustment ? AdjustmentMethods.Names.GetName(adjustment) : null);
        Add("--power", settings.Power == CompareSettings.DefaultPower ? null : settings.Power.ToString("R", CultureInfo.InvariantCulture));
        Add("--target", settings.TargetScore?.ToString("R", CultureInfo.InvariantCulture));
        Add("--bootstrap", settings.BootstrapDraws?.ToString(CultureInfo.InvariantCulture));
        Add("--rows", settings.Rows);
        Add("--columns", settings.Columns.Count == 0 ? null : string.Join(',', settings.Columns));
        Add("--focus", settings.Focus);
        foreach (var (name, values) in settings.Where.OrderBy(w => w.Key, StringComparer.Ordinal))
            Add("--where", $"{name}={string.Join('|', values)}");
        return string.Join(' ', words.Select(Quote));

        void Add(string option, string? value)
        {
            if (value is not null)
                words.AddRange([option, value]);
        }
    }

    /// <summary>A word as a shell reads it back.</summary>
    public static string Quote(string word) => word.Length > 0
        && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ',' or '/' or '=' or ':' or '@' or '%' or '+')
        ? word
        : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
