using Microsoft.AspNetCore.Routing;

namespace Sweep.Client.Page;

/// <summary>Some addresses of the page that belong together, such as those of one sweep.</summary>
internal interface IPageSection
{
    /// <summary>What stands in the navigation of every page: names and addresses.</summary>
    IReadOnlyList<(string Name, string Address)> Navigation => [];

    /// <summary>Adds its addresses. All of them only read, but those of <see cref="ControlSection"/>; whoever asks has been admitted.
    /// What they throw becomes a page: a mistake of the user's (status 400), a store that is away (503).</summary>
    void Map(IEndpointRouteBuilder routes, PageContext context);
}
