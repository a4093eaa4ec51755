using Microsoft.AspNetCore.Routing;

namespace Sweep.Client.Page;

/// <summary>Some addresses of the page that belong together, such as those of one sweep.</summary>
internal interface IPageSection
{
    /// <summary>Adds its addresses. All of them only read; they are asked for with the token or password already checked.</summary>
    void Map(IEndpointRouteBuilder routes, PageContext context);
}
