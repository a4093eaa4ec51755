using Microsoft.Extensions.Time.Testing;
using Sweep.Store.Sql;

namespace Sweep.Store.Tests;

public sealed class StoreContactTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Who_hears_from_its_store_every_few_seconds_was_never_away()
    {
        var contact = new StoreContact(time);
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(contact.SinceReturn);
            contact.NoteAnswer();
            time.Advance(StoreContact.Absence);
        }
    }

    [Fact]
    public void An_absence_ends_with_the_answer_that_ends_it_and_is_over_for_good_after_that()
    {
        var contact = new StoreContact(time);
        contact.NoteAnswer();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.Zero, contact.SinceReturn); // the call under way may be the first that succeeds
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, contact.SinceReturn); // it was not
        for (int i = 0; i < 5; i++)
        {
            contact.NoteAnswer();
            Assert.Equal(TimeSpan.FromSeconds(10 * i), contact.SinceReturn);
            time.Advance(TimeSpan.FromSeconds(10));
        }
        Assert.True(contact.SinceReturn > StoreContact.Grace);
    }
}
