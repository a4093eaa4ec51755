using Sweep.Client.Cluster.Watching;
using static Sweep.Client.Tests.Cluster.Happenings;

namespace Sweep.Client.Tests.Cluster;

public sealed class ShownEventsTests
{
    private readonly ShownEvents shown = new();

    [Fact]
    public void Nothing_is_shown_twice()
    {
        Assert.True(shown.Admit(Started(1)));
        Assert.True(shown.Admit(Epoch(1, 1)));
        Assert.True(shown.Admit(Ended(1)));
        Assert.False(shown.Admit(Started(1)));
        Assert.False(shown.Admit(Epoch(1, 1)));
        Assert.False(shown.Admit(Ended(1)));
    }

    [Fact]
    public void An_epoch_older_than_the_last_one_shown_is_no_news()
    {
        Assert.True(shown.Admit(Epoch(1, 7)));
        Assert.False(shown.Admit(Epoch(1, 6)));
        Assert.False(shown.Admit(Started(1)));
        Assert.True(shown.Admit(Epoch(1, 8)));
    }

    [Fact]
    public void A_new_attempt_is_news_from_its_first_epoch_on()
    {
        shown.Admit(Epoch(1, 7));
        Assert.True(shown.Admit(Started(1, attempt: 2)));
        Assert.True(shown.Admit(Epoch(1, 1, attempt: 2)));
    }

    [Fact]
    public void What_an_overtaken_attempt_still_does_is_not_shown()
    {
        shown.Admit(Started(1, attempt: 2));
        Assert.False(shown.Admit(Started(1)));
        Assert.False(shown.Admit(Epoch(1, 3)));
    }

    [Fact]
    public void A_failure_is_shown_even_when_its_retry_was_heard_of_first()
    {
        shown.Admit(Started(1, attempt: 2));
        Assert.True(shown.Admit(Ended(1)));
        Assert.True(shown.Admit(Epoch(1, 1, attempt: 2)));
    }

    [Fact]
    public void Trials_are_running_until_their_end_is_shown()
    {
        shown.Admit(Started(1));
        shown.Admit(Started(2));
        shown.Admit(Started(2, attempt: 2));
        Assert.Equal(2, shown.RunningCount);
        shown.Admit(Ended(1));
        shown.Admit(Ended(2)); // the first attempt's; the second goes on
        Assert.Equal(1, shown.RunningCount);
        shown.Admit(Ended(2, attempt: 2));
        Assert.Equal(0, shown.RunningCount);
    }
}
