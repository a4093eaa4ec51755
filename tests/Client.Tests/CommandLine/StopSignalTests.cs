using Sweep.Client.CommandLine;

namespace Sweep.Client.Tests.CommandLine;

public sealed class StopSignalTests
{
    [Fact]
    public async Task A_command_that_computes_and_hears_nothing_is_left_behind()
    {
        using var signal = new StopSignal(listens: false);
        using var never = new ManualResetEventSlim();
        var command = signal.WaitForAsync(() =>
        {
            never.Wait(); // like a computation that looks at no token
            return Task.FromResult(0);
        });
        signal.Stop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command);
        never.Set();
    }

    [Fact]
    public async Task A_command_that_ends_by_the_token_gives_its_own_answer()
    {
        using var signal = new StopSignal(listens: false);
        var command = signal.WaitForAsync(async () =>
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, signal.Token));
            return 7;
        });
        signal.Stop();
        Assert.Equal(7, await command);
    }

    [Fact]
    public async Task Trainings_that_are_handed_back_have_the_time_they_need()
    {
        using var signal = new StopSignal(listens: false);
        TaskCompletionSource begun = NewSource(), handedBack = NewSource();
        var command = signal.WaitForAsync(async () =>
        {
            using (signal.Postpone())
            {
                begun.SetResult();
                await handedBack.Task;
            }
            return 130;
        });
        await begun.Task;
        signal.Stop(); // returns after the deadline
        Assert.False(command.IsCompleted);
        handedBack.SetResult();
        Assert.Equal(130, await command);
    }

    [Fact]
    public async Task What_follows_a_postponement_has_a_deadline_again()
    {
        using var signal = new StopSignal(listens: false);
        using var never = new ManualResetEventSlim();
        TaskCompletionSource begun = NewSource(), handedBack = NewSource();
        var command = signal.WaitForAsync(async () =>
        {
            using (signal.Postpone())
            {
                begun.SetResult();
                await handedBack.Task;
            }
            never.Wait();
            return 0;
        });
        await begun.Task;
        signal.Stop();
        handedBack.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command);
        never.Set();
    }

    // What waits for it goes on elsewhere, not within the call that completes it.
    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
