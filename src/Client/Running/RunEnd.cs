using Sweep.Client.Output;

namespace Sweep.Client.Running;

/// <summary>How the run of one spec among several ended.</summary>
/// <param name="Spec">The file.</param>
/// <param name="Sweep">The sweep's name; the file again where it could not be read.</param>
/// <param name="Duration">From reading the spec to its answer.</param>
/// <param name="ExitCode">What a run of this spec alone would end with.</param>
/// <param name="Verdicts">The answer in a line.</param>
internal sealed record RunEnd(string Spec, string Sweep, TimeSpan Duration, int ExitCode, string Verdicts)
{
    /// <summary>Writes a line for each run, or a row with --format json and csv.</summary>
    public static async Task WriteAsync(IReadOnlyList<RunEnd> ends, OutputFormat format, Screen screen)
    {
        if (format != OutputFormat.Table)
        {
            var rows = ends.Select(e => new object?[] { e.Spec, e.Sweep, e.Duration, e.ExitCode, e.Verdicts });
            var table = Tabular.Create([new("spec"), new("sweep"), new("seconds", true), new("exitCode", true), new("verdicts")], rows);
            await TabularWriter.WriteAsync(table, format, screen, CancellationToken.None); // also after an interruption
            return;
        }
        int width = ends.Max(e => e.Sweep.Length);
        foreach (var end in ends)
        {
            string duration = QuantityText.Seconds(Math.Round(end.Duration.TotalSeconds));
            await screen.Data.WriteLineAsync($"{end.Sweep.PadRight(width)}  {duration,8}  {end.Line}");
        }
    }

    private string Line => ExitCode switch
    {
        Output.ExitCode.AllComplete => Verdicts,
        Output.ExitCode.SomeTrialsFailed => $"some trials have no result: {Verdicts}",
        Output.ExitCode.Interrupted => "interrupted; the same command continues",
        _ => $"failed: {Verdicts}",
    };
}
