using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Client.Page.Sweeps;
using Sweep.Store;

namespace Sweep.Client.Page.Trials;

/// <summary>The page of one trial.</summary>
internal sealed class TrialSection : IPageSection
{
    public void Map(IEndpointRouteBuilder routes, PageContext context)
    {
        var data = new SweepData(context);
        routes.MapGet("/trials/{id}", async (string id, CancellationToken cancellation) =>
        {
            var rows = await context.Store.ReadTrialAsync(id, cancellation);
            if (rows is not [var first, ..])
                return Missing(id, context.Store).ToResult();
            var trial = first.Trial.Id;
            if (trial.Value != id)
                return Results.Redirect(SweepAddress.Trial(trial.Value));
            var sweep = await data.FindAsync(first.Sweep, cancellation);
            var attempts = await context.Store.ReadAttemptsAsync(trial, cancellation);
            var confusion = await context.Store.ReadConfusionAsync(trial, cancellation);
            return TrialPage.Create(rows, sweep, attempts, confusion).ToResult();
        });
    }

    private static PageDocument Missing(string id, ITrialReader store) => new("No such trial",
        Html.Of($"""<p class="message">The store {store.DisplayName} has no trial '{id}' in a current plan.</p>"""))
    {
        Status = StatusCodes.Status404NotFound,
        IsLive = false,
    };
}
