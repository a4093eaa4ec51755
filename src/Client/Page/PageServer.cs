using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sweep.Client.Page;

/// <summary>Serves the page until it is disposed.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private PageServer(WebApplication app) => this.app = app;

    /// <summary>Where a browser finds it, with the token.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts it.</summary>
    public static async Task<PageServer> StartAsync(PageContext context, IPEndPoint endpoint, IReadOnlyList<IPageSection> sections,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endpoint));
        var app = builder.Build();
        foreach (var section in sections)
            section.Map(app, context);
        await app.StartAsync(cancellation);
        return new PageServer(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
