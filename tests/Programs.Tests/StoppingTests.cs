using Sweep.Planning.Trials;

namespace Sweep.Programs.Tests;

/// <summary>Programs are ended with all that they started.</summary>
public sealed class StoppingTests
{
    [Fact]
    public void A_program_that_is_asked_to_stop_may_save_itself()
    {
        using var workshop = new Workshop("""
            trap 'echo saved >"$SWEEP_FOLDER/state"; exit 0' TERM
            echo '{"accuracy": 1}'
            while :; do sleep 0.05; done
            """);
        workshop.OnEpoch = _ => workshop.Stop.Cancel();
        Assert.IsType<TrialOutcome.Cancelled>(workshop.Run());
        Assert.Equal("saved\n", File.ReadAllText(Path.Combine(workshop.TrialFolder, "state")));
    }

    [Fact]
    public async Task A_program_that_ignores_SIGTERM_is_killed_after_the_grace_and_so_is_what_it_started()
    {
        using var workshop = new Workshop("""
            trap '' TERM
            (trap '' TERM; while :; do sleep 1; done) &
            echo $! $$ >ids
            echo '{"accuracy": 1}'
            while :; do sleep 1; done
            """);
        workshop.OnEpoch = _ => workshop.Stop.Cancel();
        Assert.IsType<TrialOutcome.Cancelled>(workshop.Run(Workshop.Plan("accuracy") with { Grace = TimeSpan.FromSeconds(0.2) }));
        foreach (string id in File.ReadAllText(workshop["ids"]).Split(' '))
            await Workshop.EventuallyAsync(() => !Workshop.Runs(id));
    }

    [Fact]
    public async Task Children_that_outlive_their_program_are_ended_and_not_waited_for()
    {
        using var workshop = new Workshop("""
            sleep 600 &
            echo $! >id
            echo '{"accuracy": 1}'
            """);
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        await Workshop.EventuallyAsync(() => !Workshop.Runs(File.ReadAllText(workshop["id"])));
    }

    [Fact]
    public void A_daemon_that_left_the_group_and_holds_the_pipes_is_not_waited_for()
    {
        using var workshop = new Workshop("""
            setsid sh -c 'echo $$ >id; exec sleep 600' &
            while ! [ -s id ]; do sleep 0.01; done
            echo '{"accuracy": 1}'
            """);
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        using var kill = System.Diagnostics.Process.Start("kill", [File.ReadAllText(workshop["id"]).Trim()]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode); // it lived
    }

    [Fact]
    public void A_trial_that_is_to_stop_before_it_begins_starts_nothing()
    {
        using var workshop = new Workshop("touch started");
        workshop.Stop.Cancel();
        Assert.IsType<TrialOutcome.Cancelled>(workshop.Run());
        Assert.False(File.Exists(workshop["started"]));
    }

    [Fact]
    public void A_retry_goes_on_in_the_folder_of_the_trial_and_has_the_epochs_before_it()
    {
        using var workshop = new Workshop("""
            if [ -f "$SWEEP_FOLDER/state" ]; then
              echo '{"epoch": 3, "accuracy": 0.3}'
            else
              echo '{"epoch": 1, "accuracy": 0.1, "loss": NaN}'; echo '{"epoch": 2, "accuracy": 0.2}'; echo '{"epoch": 3, "accuracy": 9}'
              touch "$SWEEP_FOLDER/state"
              exit 1
            fi
            """);
        workshop.RunToFailure();
        Assert.IsType<TrialOutcome.Completed>(workshop.Run(attempt: 2));
        Assert.Equal(["1: accuracy=0.1", "1: loss=NaN", "2: accuracy=0.2", "3: accuracy=0.3"], workshop.Values);
    }

    [Fact]
    public void A_retry_that_goes_back_before_its_first_line_tells_no_epoch_twice()
    {
        using var workshop = new Workshop("""
            [ "$SWEEP_ATTEMPT" = 2 ] || { echo '{"epoch": 1, "accuracy": 0.1}'; echo '{"epoch": 2, "accuracy": 0.2}'; exit 75; }
            echo '{"epoch": 3, "accuracy": 0.3}'; echo '{"epoch": 2, "accuracy": 0.9, "loss": 1}'
            """);
        workshop.RunToFailure();
        Assert.IsType<TrialOutcome.Completed>(workshop.Run(attempt: 2));
        Assert.Equal(["1: accuracy=0.1", "2: accuracy=0.2", "3: accuracy=0.3", "2: loss=1"], workshop.Values);
    }

    [Fact]
    public void A_program_may_remove_its_folder_itself()
    {
        using var workshop = new Workshop("""echo '{"accuracy": 1}'; rm -r "$SWEEP_FOLDER" """);
        Assert.IsType<TrialOutcome.Completed>(workshop.Run());
        Assert.Empty(workshop.Notes);
        Assert.Empty(Directory.EnumerateFileSystemEntries(workshop.Options.Checkpoints));
    }

    [Fact]
    public void A_retry_that_finds_nothing_left_to_do_has_what_was_reported_before()
    {
        using var workshop = new Workshop("""
            [ -f "$SWEEP_FOLDER/state" ] && exit 0
            echo '{"epoch": 1, "accuracy": 0.1}'
            touch "$SWEEP_FOLDER/state"
            exit 75
            """);
        Assert.Equal(FailureKind.Preempted, workshop.RunToFailure().Kind);
        Assert.IsType<TrialOutcome.Completed>(workshop.Run(attempt: 2));
        Assert.Equal(["1: accuracy=0.1"], workshop.Values);
    }

    [Fact]
    public void A_retry_that_begins_anew_has_its_own_epochs_only()
    {
        using var workshop = new Workshop("""
            echo "{\"epoch\": 1, \"accuracy\": 0.$SWEEP_ATTEMPT}"
            [ "$SWEEP_ATTEMPT" = 2 ] || { echo '{"epoch": 2, "accuracy": 0.9}'; exit 1; }
            """);
        workshop.RunToFailure();
        workshop.Run(attempt: 2);
        Assert.Equal(["1: accuracy=0.2"], workshop.Values);
    }
}
