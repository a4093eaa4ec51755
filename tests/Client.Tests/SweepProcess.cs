using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sweep.Client.Tests;

/// <summary>The real program as a user starts it, in a folder of its own.</summary>
internal sealed partial class SweepProcess : IDisposable
{
    // Where ./sweep finds it: src/Client/bin/Release/net10.0, from the same folder of the tests.
    public static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/Client",
        Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory), "sweep.dll"));

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // ends a test that hangs; nothing is measured by it

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly Task<string> output, error;

    private SweepProcess(Process process)
    {
        this.process = process;
        output = ListenAsync(process.StandardOutput);
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts `sweep` with a clean environment: no store, no data folder, no colours.</summary>
    public static SweepProcess Start(string folder, params string[] arguments) => Start([], folder, arguments);

    /// <summary>Runs it as somebody whom the permissions of files bind: nobody, where the tests run as root.</summary>
    /// <returns>Null where that cannot be done, since that user reaches neither program nor folder.</returns>
    public static async Task<Ended?> RunUnprivilegedAsync(string folder, params string[] arguments)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        if (!OperatingSystem.IsLinux() || (user.Length > 0
            && (!File.Exists("/usr/bin/setpriv") || !await ReachesAsync([.. user, "test", "-r", Program]))))
            return null;
        using var started = Start(user, folder, arguments);
        return await started.WaitAsync();
    }

    private static async Task<bool> ReachesAsync(string[] command)
    {
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static SweepProcess Start(string[] prefix, string folder, string[] arguments)
    {
        // What a script starts in its background inherits that Ctrl-C is ignored, and hands it on.
        string[] command = [.. prefix, .. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : Array.Empty<string>(), "dotnet",
            Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (string name in new[] { "SWEEP_STORE", "SWEEP_DATA", "SWEEP_CHECKPOINTS", "COLUMNS", "PGPASSWORD", "PGPASSFILE",
            "SWEEP_CLUSTER", "SWEEP_CLUSTER_ID", "SWEEP_TLS_CERTIFICATE", "SWEEP_TLS_KEY", "SWEEP_TLS_AUTHORITY" })
            start.Environment.Remove(name);
        start.Environment["NO_COLOR"] = "1";
        start.Environment["XDG_CACHE_HOME"] = folder;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new SweepProcess(process);
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<Ended> RunAsync(string folder, params string[] arguments)
    {
        using var started = Start(folder, arguments);
        return await started.WaitAsync();
    }

    /// <summary>Sends the signal of Ctrl-C.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(process.Id, 2));

    /// <summary>Whether it is no longer there.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Ends it by SIGKILL: no handler runs, nothing is given back.</summary>
    /// <returns>False if it had ended before.</returns>
    public async Task<bool> KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        return process.ExitCode == 128 + 9;
    }

    /// <summary>Waits until its output contains a text.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Said().Contains(text, StringComparison.Ordinal))
        {
            if (output.IsCompleted)
                Assert.Fail($"sweep ended without saying '{text}':{Environment.NewLine}{await output}{await error}");
            await Task.Delay(20, patience.Token);
        }
    }

    public async Task<Ended> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"sweep did not end within two minutes. Standard error so far:{Environment.NewLine}{await error}");
        }
        return new Ended(process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private async Task<string> ListenAsync(StreamReader reader)
    {
        char[] buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (said)
                said.Append(buffer, 0, count);
        }
        return Said();
    }

    private string Said()
    {
        lock (said)
            return said.ToString();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>What a run left behind.</summary>
    internal sealed record Ended(int Code, string Output, string Error);
}
