using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Client.Page.Access;

namespace Sweep.Client.Page;

/// <summary>Lets in whom <see cref="Admission"/> says, and nobody else to anything that is not an <see cref="OpenPage"/>.</summary>
internal sealed class PageGate
{
    private const string TokenParameter = "token", Login = "/login", Bearer = "Bearer ";
    private const int MaxWanted = 7000; // servers and proxies refuse lines of 8 KiB
    private static readonly TimeSpan OpeningTime = TimeSpan.FromMinutes(2);

    private readonly Admission admission;
    private readonly HostRule hosts;
    private readonly SessionTickets tickets;
    private readonly AttemptThrottle throttle;
    private readonly TimeProvider time;
    private (string Token, DateTimeOffset Until)? opening;

    public PageGate(PageSettings settings, TimeProvider time)
    {
        admission = settings.Admission;
        hosts = new HostRule(settings.HostNames, settings.Certificate);
        tickets = new SessionTickets(SessionTickets.KeyFrom(admission switch
        {
            Admission.Token token => token.Value,
            Admission.Password password => password.Value,
            _ => Secret.Create(), // a proxy admits anew each time
        }), time);
        throttle = new AttemptThrottle(time);
        this.time = time;
    }

    /// <summary>Part of the name of the cookie, so that pages on several ports of a machine do not take each other's.</summary>
    public int Port { get; set; }

    /// <summary>Whether visitors have a cookie.</summary>
    public bool HasSessions => admission is not Admission.Proxy;

    private string Cookie => string.Create(CultureInfo.InvariantCulture, $"sweep-{Port}");

    /// <summary>A token that admits once, within two minutes, for a browser that is opened by a command that others can see.</summary>
    public string CreateOpening()
    {
        string token = Secret.Create();
        opening = (token, time.GetUtcNow() + OpeningTime);
        return token;
    }

    /// <summary>What a form of a visitor must bring along; see <see cref="IsOwnForm"/>.</summary>
    public string FormToken(Visitor visitor, string action) => tickets.FormToken(visitor.Session, action);

    /// <summary>Whether a request that changes something comes from a form that was made for this visitor.</summary>
    public bool IsOwnForm(HttpContext context, IFormCollection form, string action) => IsFromPage(context)
        && context.Features.Get<Visitor>() is { } visitor
        && Secret.AreEqual(form["form-token"].ToString(), FormToken(visitor, action));

    /// <summary>Adds the addresses of the login.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (admission is Admission.Password)
        {
            routes.MapGet(Login, (string? to) => LoginPage(to, null, StatusCodes.Status200OK)).WithMetadata(new OpenPage());
            routes.MapPost(Login, (Delegate)CheckPasswordAsync).WithMetadata(new OpenPage());
        }
        if (HasSessions)
            routes.MapPost("/logout", SignOut);
    }

    /// <summary>Checks a request; calls the next part for those that are admitted.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        string host = context.Request.Host.Host;
        if (!hosts.Allows(host))
        {
            return Refuse(context, StatusCodes.Status421MisdirectedRequest, "This name is not known here",
                $"The page was asked for as '{host}'. If that is a name of this server, start it with --host {host}.");
        }
        if (admission is Admission.Proxy proxy && !IsFrom(proxy, context))
        {
            return Refuse(context, StatusCodes.Status403Forbidden, "Not through the proxy",
                "This page is shown through a reverse proxy only. Open the proxy's address.");
        }
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenPage>() is not null)
            return next(context);
        if (admission is not Admission.Proxy && context.Request.Query[TokenParameter].FirstOrDefault() is { Length: > 0 } given
            && HttpMethods.IsGet(context.Request.Method))
            return Exchange(context, given);
        if (Recognize(context) is not { } visitor)
            return Ask(context);
        context.Features.Set(visitor);
        return next(context);
    }

    private static bool IsFrom(Admission.Proxy proxy, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address is not null && proxy.Addresses.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            && (proxy.SharedToken is null || (BearerOf(context) is { } given && Secret.AreEqual(given, proxy.SharedToken)));
    }

    private static string? BearerOf(HttpContext context) => context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : null;

    private Visitor? Recognize(HttpContext context)
    {
        switch (admission)
        {
            case Admission.Proxy proxy:
                string user = context.Request.Headers[proxy.Header].ToString();
                return user.Length > 0 ? new Visitor(user, user) : null;
            case Admission.Token token when BearerOf(context) is { } given:
                return throttle.Try(AddressOf(context), () => Secret.AreEqual(given, token.Value), out _)
                    ? new Visitor(token.Value, null) : null;
            default:
                string? ticket = context.Request.Cookies[Cookie];
                return tickets.IsValid(ticket) ? new Visitor(ticket!, null) : null;
        }
    }

    /// <summary>The token in the address becomes a cookie, and the address that is seen and kept loses it. Who has a cookie needs no
    /// token: an address from before a restart still leads somewhere, and other sites cannot use up a visitor's attempts.</summary>
    private Task Exchange(HttpContext context, string given)
    {
        if (Recognize(context) is null)
        {
            if (!throttle.Try(AddressOf(context), () => (admission is Admission.Token token && Secret.AreEqual(given, token.Value))
                || IsOpening(given), out var wait))
                return wait > TimeSpan.Zero ? Later(context, wait).ExecuteAsync(context) : Ask(context);
            SignIn(context);
        }
        var rest = QueryString.Create(context.Request.Query.Where(q => q.Key != TokenParameter));
        string address = context.Request.Path.ToUriComponent() + rest.ToUriComponent();
        return Redirect(context, IsLocal(address) ? address : PageAddress.Sweeps);
    }

    private bool IsOpening(string given)
    {
        if (opening is not { } once || time.GetUtcNow() > once.Until || !Secret.AreEqual(given, once.Token))
            return false;
        opening = null;
        return true;
    }

    private async Task<IResult> CheckPasswordAsync(HttpContext context)
    {
        if (!IsFromPage(context))
            return Document("Not from this page", "This form was sent from another page.", StatusCodes.Status403Forbidden);
        var form = await PageForm.ReadAsync(context);
        string to = form["to"].ToString();
        if (!throttle.Try(AddressOf(context), () => Secret.AreEqual(form["password"].ToString(), ((Admission.Password)admission).Value),
            out var wait))
        {
            return wait > TimeSpan.Zero ? Later(context, wait)
                : LoginPage(to, "This is not the password.", StatusCodes.Status401Unauthorized);
        }
        SignIn(context);
        await Redirect(context, IsLocal(to) ? to : PageAddress.Sweeps);
        return Results.Empty;
    }

    private IResult SignOut(HttpContext context)
    {
        if (!IsFromPage(context))
            return Document("Not from this page", "This form was sent from another page.", StatusCodes.Status403Forbidden);
        context.Response.Cookies.Delete(Cookie);
        return Document("Signed out", "This browser sees nothing more. The address with the token, or the password, lets it in again.",
            StatusCodes.Status200OK);
    }

    // Lax: an address of the page that stands in a mail or a wiki opens. Everything else of other sites comes without the cookie.
    private void SignIn(HttpContext context) => context.Response.Cookies.Append(Cookie, tickets.Issue(), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Secure = context.Request.IsHttps || context.Request.Headers["X-Forwarded-Proto"] == "https",
    });

    private Task Ask(HttpContext context)
    {
        if (admission is Admission.Password)
        {
            if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html",
                StringComparison.Ordinal) && context.Request.Headers["Sec-Fetch-Dest"] != "empty")
            {
                string wanted = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
                string to = Uri.EscapeDataString(wanted);
                return Redirect(context, to.Length > MaxWanted ? Login : $"{Login}?to={to}");
            }
            return Refuse(context, StatusCodes.Status401Unauthorized, "Sign in", $"This page needs its password: open {Login}.");
        }
        return admission is Admission.Proxy proxy
            ? Refuse(context, StatusCodes.Status401Unauthorized, "Nobody is signed in",
                $"The reverse proxy must name the user in the header {proxy.Header}.")
            : Refuse(context, StatusCodes.Status401Unauthorized, "This page needs its token",
                "Open the address that the server printed when it started: it ends with ?token=... After a restart the token is another "
                + "one, unless SWEEP_UI_TOKEN sets it.");
    }

    private static IResult Later(HttpContext context, TimeSpan wait)
    {
        string seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return Document("Too many wrong attempts", $"Try again in {seconds} seconds.", StatusCodes.Status429TooManyRequests);
    }

    private bool IsFromPage(HttpContext context) => hosts.IsOwn(context.Request.Headers["Sec-Fetch-Site"].ToString(),
        context.Request.Headers.Origin.ToString(), context.Request.Host.ToString());

    private static IPAddress? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress;

    private static bool IsLocal(string address) => address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.StartsWith("/\\", StringComparison.Ordinal) && address.All(c => c is > ' ' and <= '~');

    private static Task Redirect(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context, int status, string title, string message) =>
        Document(title, message, status).ExecuteAsync(context);

    private static IResult Document(string title, string message, int status) =>
        new PageDocument(title, Html.Of($"""<p class="message">{message}</p>""")) { Status = status, IsLive = false }.ToResult();

    private static IResult LoginPage(string? to, string? problem, int status) => new PageDocument("Sign in", Html.Of($"""
        {(problem is null ? Html.Empty : Html.Of($"""<p class="message" role="alert" id="problem">{problem}</p>"""))}
        <form method="post" action="{Login}" class="login">
        <input type="hidden" name="to" value="{to ?? ""}">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
        <button>Sign in</button>
        </form>
        """)) { Status = status, IsLive = false }.ToResult();
}
