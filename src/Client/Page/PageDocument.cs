using Microsoft.AspNetCore.Http;

namespace Sweep.Client.Page;

/// <summary>One page: a title and what stands in it. Navigation, styles and live updates are added by <see cref="PageServer"/>.</summary>
/// <param name="Title">For the tab and the heading.</param>
/// <param name="Body">What stands in its main part. An element with the attribute data-live="KEY" becomes like the element of the same key
/// of a newer answer whenever the store has changed: nodes that stay alike stay, with focus, selection and scrolling, and so do the
/// descendants of an element with the attribute data-keep. Elements in lists should have an id or the attribute data-key. After each change
/// the document gets the event "sweep:updated". An element that has the attribute data-src="ADDRESS" besides gets its children from the
/// element of its key in the page at that address: after this page, and again after each change.</param>
/// <remarks>The policy of all pages allows no attribute "style" and no script or style within the page: only assets.</remarks>
internal sealed record PageDocument(string Title, Html Body)
{
    /// <summary>Where the page is among the others, outermost first: names and addresses.</summary>
    public IReadOnlyList<(string Name, string Address)> Trail { get; init; } = [];

    /// <summary>The sweep whose changes make the page ask for newer answers; null for changes of any sweep.</summary>
    public string? LiveSweep { get; init; }

    /// <summary>Whether the page changes with the store at all.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>Names of scripts among the assets that this page needs beside page.js: "map.js".</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The answer to send.</summary>
    public IResult ToResult() => new PageResult(this);
}
