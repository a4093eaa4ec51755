using System.Diagnostics;
using Sweep.Client.Completion;
using Sweep.Testing;

namespace Sweep.Client.Tests.Completion;

/// <summary>sweep completion, in the shells themselves.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private const string Spec = """
        name: mine
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, tanh] }
        seeds: 1
        """;

    // Each prints what the shell would offer for the command line in $LINE, a candidate per line.
    private const string Bash = """
        source "$SCRIPT"
        COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDS=(${LINE//=/ = })
        [[ $LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _sweep sweep
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    // compadd is the shell's way to take candidates; it works within its line editor alone, which a pipe does not have.
    private const string Zsh = """
        compdef() { :; }
        _files() { print -r -- FILES; }
        compadd() { [[ $1 == -S ]] && shift 2; shift; print -rl -- "$@"; }
        source "$SCRIPT"
        words=(${(z)LINE})
        if [[ $LINE == *' ' ]]; then words+=(''); fi
        CURRENT=$#words PREFIX=$words[-1]
        _sweep
        """;

    private const string Fish = """
        source $SCRIPT
        complete -C "$LINE" | string replace -r '\t.*' ''
        """;

    // What TAB does there.
    private const string PowerShell = """
        . ([scriptblock]::Create((Get-Content -Raw $env:SCRIPT)))
        (TabExpansion2 -inputScript $env:LINE -cursorColumn $env:LINE.Length).CompletionMatches | ForEach-Object CompletionText
        """;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Shells => [.. CompletionScript.Shells];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_shell_offers_verbs_options_values_sweeps_and_specs(string shell)
    {
        string program = Require(shell);
        await PrepareAsync(shell);
        Assert.Equal(["compare", "completion"], await OfferAsync(shell, program, "sweep comp"));
        Assert.Equal(["--fail-if"], await OfferAsync(shell, program, "sweep compare mine --fail-i"));
        Assert.Equal(["csv"], await OfferAsync(shell, program, "sweep status --format cs"));
        Assert.Equal([shell == "bash" ? "csv" : "--format=csv"], await OfferAsync(shell, program, "sweep status --format=cs"));
        Assert.Contains("diverged", await OfferAsync(shell, program, "sweep export --state "));
        Assert.Equal(["mine", "mine.yaml"], await OfferAsync(shell, program, "sweep report mi"));
        Assert.Equal(["mine.yaml"], await OfferAsync(shell, program, "sweep plan mi"));
        Assert.Equal(["specs/"], await OfferAsync(shell, program, "sweep run sp"));
        Assert.Equal(["specs/other.yml"], await OfferAsync(shell, program, "sweep run specs/"));
        Assert.Equal([shell], await OfferAsync(shell, program, $"sweep completion {shell[..2]}"));
    }

    [Fact]
    public async Task Bash_runs_nothing_that_a_file_is_named_after_and_keeps_its_name_one_word()
    {
        string program = Require("bash");
        await PrepareAsync("bash");
        File.WriteAllText(folder["x $(touch harm).yaml"], Spec);
        Assert.Equal([@"x\ \$\(touch\ harm\).yaml"], await OfferAsync("bash", program, "sweep plan x"));
        Assert.False(File.Exists(folder["harm"]));
    }

    [Theory]
    [InlineData("sweep compare --store other.db ", "theirs")]
    [InlineData("sweep compare --store absent.db ", null)]
    [InlineData("sweep compare --store mine.yaml ", null)]                      // no store
    [InlineData("sweep compare --store postgres://127.0.0.1:1/none ", null)]     // no server is asked
    public async Task Sweeps_are_those_of_the_store_that_is_named(string line, string? sweep)
    {
        await PrepareAsync("bash");
        File.WriteAllText(folder["other.yaml"], Spec.Replace("name: mine", "name: theirs", StringComparison.Ordinal));
        Assert.Equal(0, (await SweepProcess.RunAsync(folder.FullName, "submit", "other.yaml", "--store", "other.db")).Code);
        var ended = await SweepProcess.RunAsync(folder.FullName, $"[suggest:{line.Length}]", line);
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        string[] offered = ended.Output.Split('\n');
        Assert.Contains("other.yaml", offered);
        Assert.Equal(sweep is null ? [] : [sweep], offered.Where(o => o is "mine" or "theirs"));
        Assert.Equal(sweep is not null, offered.Contains("theirs"));
    }

    [Fact]
    public async Task Scripts_name_no_verb_and_unknown_shells_are_told()
    {
        foreach (string shell in CompletionScript.Shells)
        {
            string script = CompletionScript.Read(shell);
            Assert.Contains("[suggest:", script, StringComparison.Ordinal);
            Assert.DoesNotContain("compare", script, StringComparison.Ordinal);
        }
        var ended = await SweepProcess.RunAsync(folder.FullName, "completion", "tcsh");
        Assert.Equal(2, ended.Code);
        Assert.Contains("'tcsh'", ended.Error, StringComparison.Ordinal);
    }

    private async Task PrepareAsync(string shell)
    {
        File.WriteAllText(folder["mine.yaml"], Spec);
        Directory.CreateDirectory(folder["specs"]);
        File.WriteAllText(folder["specs/other.yml"], Spec);
        Assert.Equal(0, (await SweepProcess.RunAsync(folder.FullName, "submit", "mine.yaml")).Code);
        var script = await SweepProcess.RunAsync(folder.FullName, "completion", shell);
        Assert.Equal((0, ""), (script.Code, script.Error));
        Directory.CreateDirectory(folder[".bin"]);
        File.WriteAllText(folder[".bin/script.ps1"], script.Output);
        File.WriteAllText(folder[".bin/sweep"], $"#!/bin/sh\nexec dotnet '{SweepProcess.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder[".bin/sweep"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private async Task<string[]> OfferAsync(string shell, string program, string line)
    {
        string[] arguments = shell switch
        {
            "bash" => ["--norc", "--noprofile", "-c", Bash],
            "zsh" => ["-f", "-c", Zsh],
            "fish" => ["--no-config", "-c", Fish],
            _ => ["-NoProfile", "-NonInteractive", "-Command", PowerShell],
        };
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("SWEEP_STORE");
        start.Environment["PATH"] = folder[".bin"] + ":" + start.Environment["PATH"];
        start.Environment["SCRIPT"] = folder[".bin/script.ps1"];
        start.Environment["LINE"] = line;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static string Require(string shell)
    {
        string name = shell == "powershell" ? "pwsh" : shell;
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(OperatingSystem.IsWindows() || program is null, $"{name} is not installed.");
        return program!;
    }
}
