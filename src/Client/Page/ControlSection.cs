using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sweep.Analysis.Names;
using Sweep.Client.CommandLine;
using Sweep.Client.Control;
using Sweep.Client.Page.Access;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>Pauses, resumes, cancels and retries sweeps: a page that says what will happen, and a form on it that does it. The form holds
/// only for the visitor who was shown it.</summary>
internal sealed class ControlSection(ITrialControl control) : IPageSection
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["pause"] = "Nothing new of it is begun until somebody resumes it. What runs, ends.",
        ["resume"] = "Workers take up its waiting trials again.",
        ["cancel"] = "Waiting trials are given up, and running ones are asked to stop. Finished results stay.",
        ["retry"] = "Its failed and cancelled trials are queued again. Their history stays.",
    };

    public void Map(IEndpointRouteBuilder routes, PageContext context)
    {
        var sweeps = new SweepControl(context.Store, control, context.Time);
        routes.MapGet("/control/{verb}", (string verb, string sweep, HttpContext http) => AskAsync(verb, sweep, context, http));
        routes.MapPost("/control/{verb}", (string verb, string sweep, HttpContext http) => DoAsync(verb, sweep, sweeps, http));
    }

    private static async Task<IResult> AskAsync(string verb, string sweep, PageContext context, HttpContext http)
    {
        if (!Meanings.TryGetValue(verb, out string? meaning))
            return Unknown(verb);
        var status = await StoredSweeps.FindAsync(context.Store, sweep, http.RequestAborted);
        if (verb == "retry")
            ImportedSweeps.Refuse(status);
        string address = PageAddress.Control(verb, sweep);
        string token = http.RequestServices.GetRequiredService<PageGate>().FormToken(http.Features.Get<Visitor>()!, address);
        return new PageDocument($"{Title(verb)} {sweep}?", Html.Of($"""
            <p>{meaning}</p>
            <div data-live="state"><p>Now: {StateBar.State(status)}</p>{StateBar.Of(status)}<p>{StateBar.Counts(status)}</p></div>
            <form method="post" action="{address}" class="actions">
            <input type="hidden" name="form-token" value="{token}">
            <button class="strong">{Title(verb)} {sweep}</button>
            <a class="button" href="{PageAddress.Sweep(sweep)}">Leave it as it is</a>
            </form>
            """))
        {
            Trail = Trail(sweep),
            LiveSweep = sweep,
        }.ToResult();
    }

    private static async Task<IResult> DoAsync(string verb, string sweep, SweepControl control, HttpContext http)
    {
        if (!Meanings.ContainsKey(verb))
            return Unknown(verb);
        var form = await PageForm.ReadAsync(http);
        if (!http.RequestServices.GetRequiredService<PageGate>().IsOwnForm(http, form, PageAddress.Control(verb, sweep)))
        {
            return new PageDocument("Nothing was changed", Html.Of($"""
                <p class="message">This form was not made for you by this page, or it is too old. Ask for it again:
                <a href="{PageAddress.Control(verb, sweep)}">{verb} {sweep}</a>.</p>
                """)) { Status = StatusCodes.Status403Forbidden, IsLive = false }.ToResult();
        }
        string by = http.Features.Get<Visitor>()?.User is { } user ? $"on the page by {user}" : "on the page";
        var filter = new TrialFilter { Sweep = sweep };
        var said = verb switch
        {
            "pause" => await control.PauseAsync(sweep, $"paused {by}", http.RequestAborted),
            "resume" => await control.ResumeAsync(sweep, http.RequestAborted),
            "cancel" => await control.CancelAsync(filter, $"cancelled {by}", http.RequestAborted),
            _ => await control.RetryAsync(filter, http.RequestAborted),
        };
        return new PageDocument($"{Title(verb)} {sweep}: done", Html.Of($"""
            <ul>{said.Select(sentence => Html.Of($"<li>{sentence}</li>"))}</ul>
            <p><a href="{PageAddress.Sweep(sweep)}">{sweep}</a> &#183; <a href="{PageAddress.Sweeps}">All sweeps</a></p>
            """)) { Trail = Trail(sweep), IsLive = false }.ToResult();
    }

    private static IResult Unknown(string verb) => new PageDocument("There is no such page", Html.Of($"""
        <p class="message">Sweeps can be paused, resumed, cancelled and retried, but not '{verb}'.</p>
        """)) { Status = StatusCodes.Status404NotFound, IsLive = false }.ToResult();

    private static string Title(string verb) => char.ToUpperInvariant(verb[0]) + verb[1..];

    private static (string Name, string Address)[] Trail(string sweep) =>
        [("Sweeps", PageAddress.Sweeps), (sweep, PageAddress.Sweep(sweep))];
}
