using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sweep.Silo.Tests;

/// <summary>A `sweep-silo` in a process of its own, which can be killed.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // ends a test that hangs; nothing is measured by it

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> pages = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The silo ended before it was ready:\n{Output}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has said so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>The silo's address, once it is a member: its worker's id.</summary>
    public Task<string> Ready => ready.Task.WaitAsync(Patience);

    /// <summary>The address of its pages, once they are served.</summary>
    public Task<string> Pages => pages.Task.WaitAsync(Patience);

    public static SiloProcess Start(string? store, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "sweep-silo.dll"), "--gateway-port", "0", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SWEEP_STORE"] = store ?? "";
        return new SiloProcess(Process.Start(start)!);
    }

    /// <summary>A silo of a cluster without pages. It stores metrics often, so that short trainings can be seen under way.</summary>
    public static SiloProcess Member(string store) =>
        Start(store, "--slots", "2", "--silo-port", "0", "--http", "none", "--heartbeat", "0.1");

    /// <summary>SIGKILL: no handler runs, nothing is given back.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a cluster manager sends it; returns the exit code.</summary>
    public async Task<int> LeaveAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    /// <summary>Waits for the process to end by itself; returns its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        if (Announcement().Match(line) is { Success: true } announced)
            ready.TrySetResult(announced.Groups[1].Value);
        if (PagesLine().Match(line) is { Success: true } served)
            pages.TrySetResult(served.Groups[1].Value);
    }

    [GeneratedRegex(@"Silo (\S+@\d+): \d+ slots")]
    private static partial Regex Announcement();

    [GeneratedRegex(@"Health, metrics and dashboard: (http://\S+)")]
    private static partial Regex PagesLine();
}
