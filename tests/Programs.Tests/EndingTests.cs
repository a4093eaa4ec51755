using Sweep.Planning.Trials;

namespace Sweep.Programs.Tests;

/// <summary>How attempts end, by their cause (the table in docs/programs.md).</summary>
public sealed class EndingTests
{
    [Theory]
    [InlineData("exit 1", FailureKind.Exception, "exit code 1")]
    [InlineData("exit 65", FailureKind.Data, "data are missing or damaged")]
    [InlineData("exit 66", FailureKind.Data, "data are missing or damaged")]
    [InlineData("exit 75", FailureKind.Preempted, "asks to be tried again")]
    [InlineData("exit 126", FailureKind.Exception, "may not be executed")]
    [InlineData("no-such-program", FailureKind.Exception, "did not find a program")]
    [InlineData("kill -KILL $$", FailureKind.OutOfMemory, "killed (SIGKILL)")]
    [InlineData("exit 137", FailureKind.OutOfMemory, "killed (SIGKILL)")]
    [InlineData("kill -SEGV $$", FailureKind.Exception, "SIGSEGV")]
    [InlineData("kill -TERM $$", FailureKind.Preempted, "was ended (SIGTERM) from outside")]
    [InlineData("exit 143", FailureKind.Preempted, "ended (SIGTERM) from outside")]
    [InlineData("echo 'MemoryError' >&2; exit 1", FailureKind.OutOfMemory, "MemoryError")]
    [InlineData("echo 'torch.OutOfMemoryError: CUDA out of memory.' >&2; exit 1", FailureKind.OutOfMemory, "CUDA")]
    public void An_exit_is_judged(string script, FailureKind kind, string message)
    {
        using var workshop = new Workshop(script);
        var failed = workshop.RunToFailure();
        Assert.Equal(kind, failed.Kind);
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_quotes_the_last_lines_of_standard_error_in_one_line()
    {
        using var workshop = new Workshop(
            "printf 'Traceback\\n  File train.py\\n    x = 1 / 0\\nZeroDivisionError: division\\n' >&2; exit 1");
        Assert.Equal("'sh train.sh' ended with exit code 1: File train.py / x = 1 / 0 / ZeroDivisionError: division",
            workshop.RunToFailure().Message);
    }

    [Fact]
    public void A_program_that_is_ended_just_before_its_worker_was_asked_to_stop_has_not_failed()
    {
        using var workshop = new Workshop("""echo '{"accuracy": 1}'; kill -TERM $$""");
        workshop.OnEpoch = _ => workshop.Stop.CancelAfter(TimeSpan.FromMilliseconds(100)); // a service manager tells both
        Assert.IsType<TrialOutcome.Cancelled>(workshop.Run());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void A_message_that_is_shortened_has_no_half_characters(string shift)
    {
        string faces = shift + string.Concat(Enumerable.Repeat("\U0001F600", 500)); // each a surrogate pair
        using var workshop = new Workshop($"printf '%s\n' '{faces}' >&2; exit 1");
        var failed = workshop.RunToFailure(trial: Workshop.Trial(["sh", "train.sh", faces]));
        Assert.Equal(failed.Message, new System.Text.UTF8Encoding().GetString(new System.Text.UTF8Encoding().GetBytes(failed.Message)));
    }

    [Fact]
    public void A_program_that_takes_too_long_is_ended()
    {
        using var workshop = new Workshop("echo before; sleep 600");
        var plan = Workshop.Plan() with { Timeout = TimeSpan.FromSeconds(0.3) };
        Assert.Equal("'sh train.sh' took longer than 0.3 s (timeout) and was ended.", workshop.RunToFailure(plan).Message);
        Assert.Equal("before\n", workshop.Output);
    }

    [Fact]
    public void A_program_that_hangs_silently_is_ended()
    {
        using var workshop = new Workshop("""for i in 1 2 3 4 5; do echo '{"accuracy": 1}'; sleep 0.1; done; sleep 600""");
        var plan = Workshop.Plan("accuracy") with { Silence = TimeSpan.FromSeconds(1) };
        Assert.Equal("'sh train.sh' wrote nothing for 1 s (silence) and was ended.", workshop.RunToFailure(plan).Message);
        Assert.Equal(5, workshop.Epochs.Count);
    }

    [Fact]
    public void A_missing_program_is_told_with_the_remedy()
    {
        using var workshop = new Workshop();
        Assert.Equal("The program 'no-such-program' is not installed on this machine: it is in no folder of PATH.",
            workshop.RunToFailure(trial: Workshop.Trial(["no-such-program"])).Message);
        Assert.StartsWith("There is no program './train' in ", workshop.RunToFailure(trial: Workshop.Trial(["./train"])).Message,
            StringComparison.Ordinal);
        workshop.Write("train", "#!/bin/sh\n");
        Assert.StartsWith("The program './train' may not be executed: `chmod +x` it",
            workshop.RunToFailure(trial: Workshop.Trial(["./train"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_without_programs_says_how_it_gets_them()
    {
        using var workshop = new Workshop();
        using var without = new ProgramEngine(workshop.Options with { Folder = null }, TimeProvider.System);
        var outcome = without.Train(new([Workshop.Trial()]), workshop, CancellationToken.None)[0];
        Assert.Contains("--programs FOLDER", Assert.IsType<TrialOutcome.Failed>(outcome).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracked_file_that_is_another_is_refused()
    {
        using var workshop = new Workshop("""echo '{"accuracy": 1}'""");
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(workshop["train.sh"])));
        var trial = Workshop.Trial(tracked: new Dictionary<string, string> { ["train.sh"] = hash });
        Assert.IsType<TrialOutcome.Completed>(workshop.Run(trial: trial));

        workshop.Write("train.sh", """echo '{"accuracy": 0.9}'; echo changed""");
        var refused = workshop.RunToFailure(trial: trial);
        Assert.Contains($"expected {hash[..12]}", refused.Message, StringComparison.Ordinal);
        Assert.Null(workshop.Output);
    }
}
