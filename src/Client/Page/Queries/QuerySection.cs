using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Store;

namespace Sweep.Client.Page.Queries;

/// <summary>Reading SQL over the documented views: the page and its files. Short statements stand in the address, long ones
/// are sent.</summary>
internal sealed class QuerySection : IPageSection, IDisposable
{
    /// <summary>The page.</summary>
    public const string Path = "/query";

    /// <summary>How long a statement may be in an address, in characters after escaping: servers and proxies refuse lines of
    /// 8 KiB.</summary>
    public const int MaxAddress = 6000;

    private const int DefaultRows = 100, MaxAtOnce = 4;

    private readonly SemaphoreSlim places = new(MaxAtOnce);

    /// <summary>How many rows the page may show.</summary>
    public static IReadOnlyList<int> RowChoices { get; } = [DefaultRows, 1000, 5000];

    /// <summary>The page with a statement's answer.</summary>
    public static string Address(string sql) => $"{Path}?sql={Uri.EscapeDataString(sql)}";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Address)> Navigation => [("Query", Path)];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, PageContext context)
    {
        routes.MapGet(Path, request => ShowAsync(request, context.Store));
        routes.MapPost(Path, request => ShowAsync(request, context.Store));
        foreach (var format in QueryFormat.All)
        {
            routes.MapGet(Path + format.Extension, request => SendAsync(request, format, context.Store));
            routes.MapPost(Path + format.Extension, request => SendAsync(request, format, context.Store));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private async Task ShowAsync(HttpContext http, ITrialReader store)
    {
        var cancellation = http.RequestAborted;
        string sql = await ReadAsync(http.Request, "sql");
        int rows = int.TryParse(await ReadAsync(http.Request, "rows"), out int wish) && RowChoices.Contains(wish) ? wish : DefaultRows;
        var views = await ReadViewsAsync(store, cancellation);
        var (answer, isWrong) = (Html.Empty, false);
        if (sql.Length > 0 && IsForeign(http.Request))
        {
            answer = QueryPage.Foreign;
        }
        else if (sql.Length > 0)
        {
            await places.WaitAsync(cancellation);
            try
            {
                answer = QueryPage.Rows(await QueryResult.ReadAsync(store, sql, rows, cancellation));
            }
            catch (QueryRefusedException refused)
            {
                (answer, isWrong) = (QueryPage.Refusal(refused.Message), true);
            }
            finally
            {
                places.Release();
            }
        }
        await new PageDocument("Query", QueryPage.Render(sql, rows, answer, isWrong, views))
        {
            Scripts = ["report.js", "query.js"],
            IsLive = false,
        }.ToResult().ExecuteAsync(http);
    }

    // The first row is waited for before anything is sent: until then a statement can be refused in words. Later the connection breaks,
    // so that nobody takes a part for the whole.
    private async Task SendAsync(HttpContext http, QueryFormat format, ITrialReader store)
    {
        var cancellation = http.RequestAborted;
        string sql = await ReadAsync(http.Request, "sql");
        if (IsForeign(http.Request))
        {
            http.Response.Redirect(Address(sql));
            return;
        }
        await places.WaitAsync(cancellation);
        try
        {
            await using var source = store.QueryAsync(sql, cancellation).GetAsyncEnumerator(cancellation);
            var data = await QueryResult.BeginAsync(source);
            http.Response.ContentType = format.Type;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"query{format.Extension}\"";
            await format.WriteAsync(data, http.Response.Body, cancellation);
        }
        catch (QueryRefusedException refused) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Results.Text(refused.Message + "\n", "text/plain", Encoding.UTF8, StatusCodes.Status400BadRequest).ExecuteAsync(http);
        }
        catch (QueryRefusedException)
        {
            http.Abort();
        }
        finally
        {
            places.Release();
        }
    }

    private static bool IsForeign(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";

    private static async Task<string> ReadAsync(HttpRequest request, string name) =>
        (HttpMethods.IsPost(request.Method) ? (await PageForm.ReadAsync(request.HttpContext))[name] : request.Query[name])
            .ToString().Trim();

    private static async Task<IReadOnlyList<(string Name, string RowPer, IReadOnlyList<string> Columns)>> ReadViewsAsync(ITrialReader store,
        CancellationToken cancellation)
    {
        var views = new List<(string, string, IReadOnlyList<string>)>();
        foreach (var (name, rowPer) in QueryHandbook.Embedded.Views)
        {
            await using var source = store.QueryAsync($"select * from {name} limit 0", cancellation).GetAsyncEnumerator(cancellation);
            views.Add((name, rowPer, [.. (await QueryResult.BeginAsync(source)).Columns.Select(c => c.Name)]));
        }
        return views;
    }
}
