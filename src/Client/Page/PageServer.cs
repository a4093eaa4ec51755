using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Client.Page.Access;
using Sweep.Client.Page.Live;

namespace Sweep.Client.Page;

/// <summary>Serves the page until it is disposed. Then browsers that follow hear of it and get the last state.</summary>
/// <remarks>Reads no configuration but what it is given: no file and no variable of ASP.NET Core's.</remarks>
internal sealed class PageServer : IAsyncDisposable
{
    private const long MaxBodyBytes = 1 << 18;
    private const int MaxConnections = 1000; // more are refused: the files that they need are those of a run, too
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(0.5), Patience = TimeSpan.FromSeconds(2);

    private readonly WebApplication app;
    private readonly PageSettings settings;
    private readonly StoreWatch watch;
    private readonly PageGate gate;

    private PageServer(WebApplication app, PageSettings settings, StoreWatch watch, PageGate gate)
    {
        (this.app, this.settings, this.watch, this.gate) = (app, settings, watch, gate);
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            .Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)).Port;
        gate.Port = Port;
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Where a browser finds it, with the token where one is needed.</summary>
    public Uri Address => AddressWith(settings.Admission is Admission.Token token ? token.Value : null);

    /// <summary>Starts it on this machine alone, with a token that is in <see cref="Address"/>.</summary>
    public static Task<PageServer> StartAsync(PageContext context, IPEndPoint endpoint, IReadOnlyList<IPageSection> sections,
        CancellationToken cancellation) =>
        StartAsync(context, PageSettings.Loopback(0) with { Endpoint = endpoint }, sections, cancellation);

    /// <summary>Starts it.</summary>
    /// <param name="context">What the pages show.</param>
    /// <param name="settings">Where, and for whom.</param>
    /// <param name="sections">The pages.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">The port is taken, or the address is none of this machine's.</exception>
    public static async Task<PageServer> StartAsync(PageContext context, PageSettings settings, IReadOnlyList<IPageSection> sections,
        CancellationToken cancellation)
    {
        var watch = new StoreWatch(context.Store, context.Time);
        var gate = new PageGate(settings, context.Time);
        var app = Build(context, settings, sections, watch, gate);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error) when (settings.MayMove && error.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            var free = settings with { Endpoint = new IPEndPoint(settings.Endpoint.Address, 0) };
            app = Build(context, free, sections, watch, gate);
            await app.StartAsync(cancellation);
        }
        return new PageServer(app, settings, watch, gate);
    }

    /// <summary>Where a browser that is opened by a command finds it: the token in it admits once.</summary>
    public Uri CreateOpeningAddress() => AddressWith(gate.HasSessions ? gate.CreateOpening() : null);

    public async ValueTask DisposeAsync()
    {
        bool isFollowed = watch.Followers > 0;
        await watch.EndAsync();
        if (isFollowed)
            await Task.Delay(LastLook); // for browsers to fetch the last state
        using var patience = new CancellationTokenSource(Patience);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
        await watch.DisposeAsync();
    }

    private static WebApplication Build(PageContext context, PageSettings settings, IReadOnlyList<IPageSection> sections, StoreWatch watch,
        PageGate gate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "sweep" });
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // for PageErrors to tell
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoSignals>().AddSingleton(context.Time).AddSingleton(gate)
            .AddSingleton(new PageFrame(context.Store.DisplayName, [.. sections.SelectMany(s => s.Navigation)], gate.HasSessions));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(settings.Endpoint, listen =>
            {
                if (settings.Certificate is { } certificate)
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = certificate,
                        ServerCertificateChain = settings.CertificateChain,
                    });
                }
            });
        });
        var app = builder.Build();
        app.Use((http, next) =>
        {
            PageHeaders.Add(http.Response.Headers);
            http.Features.Set(new ShownVersion(watch.Version));
            if (HttpMethods.IsHead(http.Request.Method))
                http.Request.Method = HttpMethods.Get; // the server leaves the content out
            return next(http);
        });
        app.Use(new PageErrors(settings.Report).InvokeAsync);
        app.UseRouting(); // before the gate, which asks what was found
        app.Use(gate.InvokeAsync);
        PageAssets.Map(app);
        PageEvents.Map(app, watch);
        gate.Map(app);
        foreach (var section in sections)
            section.Map(app, context);
        app.MapFallback("{**path}", (HttpContext http) => new PageDocument("There is no such page", Html.Of($"""
            <p class="message">Nothing is at {http.Request.Path}.</p>
            <p><a href="{PageAddress.Sweeps}">All sweeps</a></p>
            """)) { Status = StatusCodes.Status404NotFound, IsLive = false }.ToResult());
        return app;
    }

    private Uri AddressWith(string? token)
    {
        bool isOpen = settings.Endpoint.Address.Equals(IPAddress.Any) || settings.Endpoint.Address.Equals(IPAddress.IPv6Any);
        string host = settings.HostNames.Count > 0 && settings.Admission is not Admission.Proxy ? settings.HostNames[0]
            : settings.Certificate?.GetNameInfo(X509NameType.DnsName, false) is { Length: > 0 } name && !name.Contains('*') ? name
            : isOpen ? IPAddress.Loopback.ToString()
            : settings.Endpoint.Address.ToString();
        var address = new UriBuilder(settings.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, host, Port)
        {
            Query = token is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?token={token}"),
        };
        return address.Uri;
    }

    /// <summary>Signals belong to the command.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
