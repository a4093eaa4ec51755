using System.Diagnostics;
using System.Globalization;

namespace Sweep.Scheduling.Tests;

/// <summary>A worker in a process of its own, which can be killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("begun ", StringComparison.Ordinal) == true)
                begun.TrySetResult();
        };
        process.Exited += (_, _) => begun.TrySetException(new InvalidOperationException("The worker process ended before it had begun a "
            + "training."));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
    }

    /// <summary>Completes when the process has begun its first training.</summary>
    public Task Begun => begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static WorkerProcess Start(string store, string name, int slots, TimeSpan lease)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Sweep.WorkerHost.dll");
        string milliseconds = lease.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet",
            ["exec", program, store, name, slots.ToString(CultureInfo.InvariantCulture), milliseconds])
        {
            RedirectStandardOutput = true,
        };
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>SIGKILL: no handler runs, nothing is given back.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits for the process to end by itself; returns its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
