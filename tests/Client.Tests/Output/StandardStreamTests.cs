using System.Diagnostics;
using Sweep.Testing;

namespace Sweep.Client.Tests.Output;

/// <summary>The real program with what a shell can do to its streams.</summary>
public sealed class StandardStreamTests
{
    [Theory]
    [InlineData("list optimizers > /dev/full", 74, "Standard output cannot be written: No space left on device.")]
    [InlineData("list optimizers --format json >&-", 74, "Standard output is closed.")]
    [InlineData("--help > /dev/full", 74, "Standard output cannot be written")]
    [InlineData("list optimizers > /dev/null 2>&-", 0, "")]
    [InlineData("list nothing 2>&-", 2, "")]
    public async Task A_stream_that_cannot_be_written_is_told_by_sentence_and_exit_code(string command, int code, string message)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("/dev/full is a device of Linux.");
        var (ended, error) = await ShellAsync($"sweep {command}");
        Assert.Equal(code, ended);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Internal error", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_enough_ends_the_command_quietly()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Pipes of another system end otherwise.");
        // The reader has gone before the first word is written.
        var (ended, error) = await ShellAsync("set -o pipefail; { cat </dev/null; sweep list activations; } | true; exit ${PIPESTATUS[0]}");
        Assert.Equal((141, ""), (ended, error));
    }

    private static async Task<(int Code, string Error)> ShellAsync(string script)
    {
        using var folder = new TemporaryFolder();
        string define = $"sweep() {{ dotnet '{SweepProcess.Program}' \"$@\"; }}; ";
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", define + script]) { RedirectStandardError = true,
            WorkingDirectory = folder.FullName })!;
        string error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, error);
    }
}
