using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sweep.Client.Page.Access;

namespace Sweep.Client.Page;

/// <summary>Sends a page within the frame that all pages share.</summary>
internal sealed class PageResult(PageDocument document) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var visitor = httpContext.Features.Get<Visitor>();
        var frame = httpContext.RequestServices.GetRequiredService<PageFrame>();
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        bool isLive = document.IsLive && visitor is not null;
        var now = time.GetUtcNow();
        string shown = httpContext.Features.Get<ShownVersion>()?.Value ?? "";
        var page = Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{document.Title} - sweep</title>
            <link rel="icon" href="{PageAssets.Address("icon.svg")}" type="image/svg+xml">
            <link rel="stylesheet" href="{PageAssets.Address("page.css")}">
            {Scripts(isLive)}
            </head>
            <body{(isLive ? Live(shown) : Html.Empty)}>
            <a class="skip" href="#main">Skip to the content</a>
            {(visitor is null ? Html.Empty : Header(frame, httpContext.Request.Path))}
            <main id="main" tabindex="-1">
            <h1>{document.Title}</h1>
            {document.Body}
            </main>
            {(visitor is null ? Html.Empty : Footer(frame, visitor, now, isLive))}
            </body>
            </html>

            """);
        httpContext.Response.StatusCode = document.Status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(page.ToString(), httpContext.RequestAborted);
    }

    private Html Scripts(bool isLive) => Html.Concat((isLive ? document.Scripts.Prepend("page.js") : document.Scripts).Select(name =>
        Html.Of($"""<script src="{PageAssets.Address(name)}" defer></script>""")));

    private Html Live(string version)
    {
        string sweep = document.LiveSweep is { } name ? "?sweep=" + Uri.EscapeDataString(name) : "";
        return Html.Of($""" data-events="/events{sweep}" data-version="{version}" """);
    }

    private Html Header(PageFrame frame, PathString path)
    {
        var entries = frame.Navigation.Select(entry =>
            Html.Of($"<li>{Link(entry.Name, entry.Address, IsCurrent(entry.Address, path))}</li>"));
        var trail = document.Trail.Count == 0 ? Html.Empty : Html.Of($"""
            <nav class="trail" aria-label="Where you are"><ol>{document.Trail.Select(entry =>
                Html.Of($"<li>{Link(entry.Name, entry.Address, isCurrent: false)}</li>"))}</ol></nav>
            """);
        return Html.Of($"""
            <header class="frame">
            <nav aria-label="Pages"><ul>{entries}</ul></nav>
            <p class="store">{frame.Store}</p>
            {trail}
            </header>
            """);
    }

    private static Html Footer(PageFrame frame, Visitor visitor, DateTimeOffset now, bool isLive)
    {
        var who = visitor.User is { } user ? Html.Of($"<p>Signed in as {user}.</p>")
            : frame.CanSignOut ? Html.Of($"""<form method="post" action="/logout"><button>Sign out</button></form>""")
            : Html.Empty;
        var state = isLive ? Html.Of($"""<p id="live" role="status">Reload the page for newer numbers.</p>""") : Html.Empty;
        return Html.Of($"""
            <footer class="frame">
            <p>As of <time id="as-of" data-live="as-of" datetime="{now:yyyy-MM-dd'T'HH:mm:ss'Z'}">{now:HH:mm:ss} UTC</time>.</p>
            {state}
            {who}
            </footer>
            """);
    }

    private static Html Link(string name, string address, bool isCurrent) =>
        Html.Of($"""<a href="{address}"{(isCurrent ? Html.Of($" aria-current=\"page\"") : Html.Empty)}>{name}</a>""");

    private static bool IsCurrent(string address, PathString path) => path == address;
}

/// <summary>The state of the store that was known before a page was made.</summary>
internal sealed record ShownVersion(string Value);
