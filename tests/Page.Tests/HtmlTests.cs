using Sweep.Client.Page;

namespace Sweep.Page.Tests;

/// <summary>How values become HTML.</summary>
public sealed class HtmlTests
{
    [Fact]
    public void A_value_is_escaped_and_markup_is_not()
    {
        var bold = Html.Of($"<b>{"<a & 'b'>"}</b>");
        Assert.Equal("<p><b>&lt;a &amp; &#39;b&#39;&gt;</b>1.5</p>", Html.Of($"<p>{bold}{1.5}</p>").ToString());
    }

    [Fact]
    public void Pieces_stand_one_after_the_other_whatever_holds_them()
    {
        Html[] pieces = [Html.Of($"<i>"), Html.Of($"{1:000}")];
        Assert.Equal("<i>001<i>001<i>001", Html.Of($"{pieces}{pieces.ToList()}{pieces.Select(p => p)}").ToString());
    }
}
