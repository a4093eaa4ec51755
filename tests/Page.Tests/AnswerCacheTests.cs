using Microsoft.Extensions.Time.Testing;
using Sweep.Client.Page;

namespace Sweep.Page.Tests;

/// <summary>Answers that take long are made once and kept.</summary>
public sealed class AnswerCacheTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private int computed;

    [Fact]
    public async Task An_answer_is_made_once_for_all_who_ask_and_kept_while_nothing_changes()
    {
        var cache = new AnswerCache<int>(time);
        var gate = new TaskCompletionSource();
        var first = Ask(cache, "a", gate.Task);
        var second = Ask(cache, "a", gate.Task);
        gate.SetResult();
        Assert.Equal((1, 1), ((await first).Value, (await second).Value));
        Assert.Equal(1, (await Ask(cache, "a", Task.CompletedTask)).Value);
        Assert.Equal(2, (await Ask(cache, "b", Task.CompletedTask)).Value);
    }

    [Fact]
    public async Task What_took_long_is_given_outdated_while_a_newer_answer_is_made()
    {
        var cache = new AnswerCache<int>(time);
        await Slow(cache, "a");
        time.Advance(TimeSpan.FromMinutes(1));
        var gate = new TaskCompletionSource();
        var outdated = await Ask(cache, "b", gate.Task);
        Assert.Equal((1, true), (outdated.Value, outdated.IsOutdated));
        gate.SetResult();
        var newer = await Ask(cache, "b", Task.CompletedTask, mayBeOutdated: false);
        Assert.Equal((2, false), (newer.Value, newer.IsOutdated));
    }

    [Fact]
    public async Task What_took_long_is_not_made_anew_all_the_time()
    {
        var cache = new AnswerCache<int>(time);
        await Slow(cache, "a"); // a second: the next begins after four
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.True((await Ask(cache, "b", Task.CompletedTask)).IsOutdated);
        Assert.Equal(1, computed);
    }

    [Fact]
    public async Task A_failure_is_told_to_who_asks_and_the_next_question_tries_again()
    {
        var cache = new AnswerCache<int>(time);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.GetAsync("q", "a", true, () => throw new TimeoutException(), default));
        Assert.Equal(1, (await Ask(cache, "a", Task.CompletedTask)).Value);
    }

    private Task<DatedAnswer<int>> Ask(AnswerCache<int> cache, string version, Task until, bool mayBeOutdated = true) =>
        cache.GetAsync("q", version, mayBeOutdated, async () =>
        {
            await until;
            return Interlocked.Increment(ref computed);
        }, TestContext.Current.CancellationToken);

    private async Task Slow(AnswerCache<int> cache, string version)
    {
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var answer = cache.GetAsync("q", version, true, async () =>
        {
            begun.SetResult();
            await gate.Task;
            return Interlocked.Increment(ref computed);
        }, TestContext.Current.CancellationToken);
        await begun.Task;
        time.Advance(TimeSpan.FromSeconds(1));
        gate.SetResult();
        await answer;
    }
}
