using System.Diagnostics;
using System.Globalization;

namespace Sweep.Answers.Bench;

/// <summary>The command line as its users start it.</summary>
internal sealed class ClientCommand(string program)
{
    /// <summary>Median and range of the seconds of several runs.</summary>
    public string Time(string[] arguments, int rounds)
    {
        var seconds = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("dotnet",
                ["exec", program, .. arguments]) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"sweep {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
        }
        seconds.Sort();
        return string.Create(CultureInfo.InvariantCulture,
            $"median {seconds[seconds.Count / 2]:F2} s of {rounds} ({seconds[0]:F2} to {seconds[^1]:F2})");
    }
}
