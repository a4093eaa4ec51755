using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Analysis;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>The pages of one sweep.</summary>
internal sealed class SweepSection : IPageSection
{
    private const string Root = "/sweeps/{name}";

    public void Map(IEndpointRouteBuilder routes, PageContext context)
    {
        var data = new SweepData(context);
        routes.MapGet(Root, async (string name, CancellationToken cancellation) =>
        {
            var sweep = await data.FindStatusAsync(name, cancellation);
            return SweepPage.Create(sweep, context.HasControl ? ControlLinks.Of(sweep) : Html.Empty).ToResult();
        });
        MapParts(routes, data);
        MapTrials(routes, data);
    }

    private static void MapParts(IEndpointRouteBuilder routes, SweepData data)
    {
        routes.MapGet($"{Root}/{CostPart.Part.Key}", async (string name, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            return CostPart.Part.Page(sweep, CostPart.Create(sweep, await data.ReadEffortAsync(sweep, cancellation)));
        });
        routes.MapGet($"{Root}/{FailurePart.Part.Key}", async (string name, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            return FailurePart.Part.Page(sweep, FailurePart.Create(sweep, await data.ReadFailuresAsync(sweep, cancellation)));
        });
        routes.MapGet($"{Root}/{VerdictPart.Part.Key}", async (string name, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            return VerdictPart.Part.Page(sweep, await VerdictAsync(sweep, data, cancellation));
        });
        routes.MapGet($"{Root}/{CurvePart.Part.Key}", async (string name, HttpRequest request, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            var wishes = CurveWishes.Read(request.Query, sweep);
            var curves = await data.ReadCurvesAsync(sweep, wishes, cancellation);
            var (running, metrics) = await ReadRunningAsync(sweep, wishes, data, cancellation);
            return CurvePart.Part.Page(sweep, CurvePart.Create(sweep, wishes, curves, running, metrics));
        });
    }

    private static void MapTrials(IEndpointRouteBuilder routes, SweepData data)
    {
        foreach (string view in SweepExport.Views.Keys)
        {
            routes.MapGet($"{Root}/{view}.csv", async (string name, HttpContext http, CancellationToken cancellation) =>
                await SweepExport.SendAsync(await data.FindStatusAsync(name, cancellation), view, data.Store, http));
        }
        routes.MapGet($"{Root}/map", async (string name, string? since, HttpContext http, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            var map = await data.ReadMapAsync(sweep, cancellation);
            if (map.Value.Version == since)
                http.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await MapAnswer.SendAsync(MapAnswer.Write(map.Value), http);
        });
        routes.MapGet($"{Root}/map/cell", async (string name, int row, int column, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            return await FindTrialAsync(sweep, row, column, data, cancellation) is { } trial
                ? Results.Text(MapAnswer.Describe(trial, sweep)) : Results.NotFound();
        });
        routes.MapGet($"{Root}/map/trial", async (string name, int row, int column, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            return await FindTrialAsync(sweep, row, column, data, cancellation) is { } trial
                ? Results.Redirect(SweepAddress.Trial(trial.Trial.Id.Value)) : Results.Redirect(SweepAddress.Of(name));
        });
        routes.MapGet($"{Root}/configurations", async (string name, int? page, string? state, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            return (await ListAsync(sweep, page ?? 1, state, data, cancellation)).ToResult();
        });
        routes.MapGet($"{Root}/configurations/{{number:int}}", async (string name, int number, CancellationToken cancellation) =>
        {
            var sweep = await data.FindAsync(name, cancellation);
            var map = await data.ReadMapAsync(sweep, cancellation);
            if (number < 1 || number > map.Value.Rows)
                throw new QuestionException($"'{name}' has {map.Value.Rows} configurations: the number is 1 to {map.Value.Rows}.");
            var trials = await data.Store.ReadTrialsAtAsync(name, map.Value.OrdinalsOf(number - 1),
                new MetricSelection(Include: true, Epoch: null, sweep.Metric), cancellation);
            return ConfigurationPages.One(sweep, number - 1, trials).ToResult();
        });
    }

    private static async Task<Html> VerdictAsync(ShownSweep sweep, SweepData data, CancellationToken cancellation)
    {
        if (sweep.Plan is { Comparison: null })
            return VerdictPart.NotPlanned(sweep);
        var looks = sweep.Plan?.Comparison?.Looks is null ? null
            : (await data.Store.ReadLooksAsync(sweep.Name, onlyDue: false, cancellation)).SingleOrDefault();
        try
        {
            return VerdictPart.Create(sweep, await data.ReadVerdictAsync(sweep, cancellation), looks);
        }
        catch (QuestionException refusal)
        {
            return VerdictPart.Refuse(refusal.Message);
        }
    }

    private static async Task<(IReadOnlyList<TrialRow> Running, IReadOnlyList<string> Metrics)> ReadRunningAsync(ShownSweep sweep,
        CurveWishes wishes, SweepData data, CancellationToken cancellation)
    {
        var map = (await data.ReadMapAsync(sweep, cancellation)).Value;
        var metrics = sweep.Metrics.Declared.Count > 0 ? sweep.Metrics.Names
            : await ReportedAsync([.. map.FirstIn(TrialState.Completed, 1), .. map.FirstIn(TrialState.Running, 1),
                .. map.FirstIn(TrialState.Diverged, 1)]);
        var rows = await data.Store.ReadTrialsAtAsync(sweep.Name, map.FirstIn(TrialState.Running, CurvePart.MostRunning),
            new MetricSelection(Include: true, Epoch: null, wishes.Metric), cancellation);
        return ([.. rows.Where(r => r.State == TrialState.Running && wishes.Has(r.Trial))], metrics);

        async Task<IReadOnlyList<string>> ReportedAsync(IReadOnlyList<long> ordinals) =>
            [.. (await data.Store.ReadTrialsAtAsync(sweep.Name, ordinals, MetricSelection.All, cancellation))
                .SelectMany(r => r.Metrics).SelectMany(m => m.Values).Select(v => v.Key).Distinct()];
    }

    private static async Task<TrialRow?> FindTrialAsync(ShownSweep sweep, int row, int column, SweepData data,
        CancellationToken cancellation)
    {
        var map = await data.ReadMapAsync(sweep, cancellation);
        return map.Value.OrdinalAt(row, column) is not { } ordinal ? null : (await data.Store.ReadTrialsAtAsync(sweep.Name, [ordinal],
            new MetricSelection(Include: true, Epoch: null, sweep.Metric), cancellation)).SingleOrDefault();
    }

    private static async Task<PageDocument> ListAsync(ShownSweep sweep, int page, string? state, SweepData data,
        CancellationToken cancellation)
    {
        var map = await data.ReadMapAsync(sweep, cancellation);
        TrialState? only = Enum.GetValues<TrialState>().Cast<TrialState?>().FirstOrDefault(s => StateLook.Word(s!.Value) == state);
        if (only is null && !string.IsNullOrEmpty(state))
        {
            throw new QuestionException($"'{state}' is no state of a trial. States: "
                + $"{string.Join(", ", StateLook.All.Select(StateLook.Word))}.");
        }
        int[] rows = [.. only is { } wanted ? map.Value.RowsWith(wanted) : Enumerable.Range(0, map.Value.Rows)];
        int pages = Math.Max(1, (rows.Length + ConfigurationPages.PageSize - 1) / ConfigurationPages.PageSize);
        page = Math.Clamp(page, 1, pages);
        int[] shown = [.. rows.Skip((page - 1) * ConfigurationPages.PageSize).Take(ConfigurationPages.PageSize)];
        long[] firsts = [.. shown.Select(r => map.Value.OrdinalsOf(r)[0])];
        var trials = await data.Store.ReadTrialsAtAsync(sweep.Name, [.. firsts.Order()], MetricSelection.None, cancellation);
        if (trials.Count != firsts.Length)
            throw new QuestionException($"The plan of '{sweep.Name}' has just changed: show this page again.");
        var byPlace = firsts.Order().Zip(trials).ToDictionary(p => p.First, p => p.Second);
        return ConfigurationPages.List(sweep, map, [.. shown.Zip(firsts, (row, first) => (row, byPlace[first]))], page, pages, only);
    }
}
