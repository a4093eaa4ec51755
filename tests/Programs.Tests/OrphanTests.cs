using Sweep.Programs.Processes;

namespace Sweep.Programs.Tests;

/// <summary>Programs end when their worker dies: the pipe of the guard ends, as it does here.</summary>
public sealed class OrphanTests
{
    [Fact]
    public async Task Programs_that_run_when_their_worker_dies_are_ended_with_all_that_they_started()
    {
        using var workshop = new Workshop("sleep 600 & echo $! $$ >ids.part; mv ids.part ids; sleep 600");
        var guard = new OrphanGuard();
        Task death;
        using (var running = Start(workshop, guard))
        {
            await Workshop.EventuallyAsync(() => File.Exists(workshop["ids"]));
            death = Task.Run(guard.Dispose, TestContext.Current.CancellationToken);
            await Workshop.EventuallyAsync(() => running.HasEnded);
            string child = (await File.ReadAllTextAsync(workshop["ids"], TestContext.Current.CancellationToken)).Split(' ')[0];
            await Workshop.EventuallyAsync(() => !Workshop.Runs(child));
        }
        await death;
    }

    [Fact]
    public void A_program_that_has_ended_is_no_business_of_the_guard()
    {
        using var workshop = new Workshop("exit 0");
        using var guard = new OrphanGuard();
        using var ended = Start(workshop, guard);
        while (!ended.HasEnded)
            ended.Read(10, (_, _) => { });
        Assert.Equal(new ProgramExit(0, null), ended.End((_, _) => { }));
    }

    private static RunningProgram Start(Workshop workshop, OrphanGuard guard)
    {
        string pipe = workshop["pipe"];
        Assert.True(Posix.MakePipe(pipe));
        var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
        return new RunningProgram(new ProgramStart(["sh", "train.sh"], environment, workshop.Options.Folder!), pipe, guard);
    }
}
