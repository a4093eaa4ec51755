using Microsoft.AspNetCore.Http;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;

namespace Sweep.Client.Page;

/// <summary>Turns what pages throw into pages.</summary>
internal sealed class PageErrors(Action<string> report)
{
    private const int SecondsToRetry = 5;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await PageFor("This address cannot be understood", error.Message, error.StatusCode).ExecuteAsync(context);
        }
        catch (Exception error)
        {
            var failure = CommandFailure.From(error);
            if (failure.Code == ExitCode.InternalError)
                report($"{context.Request.Path}: {error}");
            if (context.Response.HasStarted)
                context.Abort(); // so that nobody takes a part for the whole
            else
                await Explain(failure, context).ExecuteAsync(context);
        }
    }

    private static PageResult Explain(CommandFailure failure, HttpContext context)
    {
        context.Response.Clear();
        PageHeaders.Add(context.Response.Headers);
        if (failure.Code != ExitCode.Unreachable)
        {
            bool isMistake = failure.Code == ExitCode.UsageOrSpecError;
            string mistake = HttpMethods.IsGet(context.Request.Method) ? "This cannot be shown" : "This cannot be done";
            return PageFor(isMistake ? mistake : "An error of the program", failure.Message,
                isMistake ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError);
        }
        context.Response.Headers["Refresh"] = $"{SecondsToRetry}";
        return PageFor("The store is away", $"{failure.Message} This page tries again every {SecondsToRetry} seconds.",
            StatusCodes.Status503ServiceUnavailable);
    }

    private static PageResult PageFor(string title, string message, int status) => new(new PageDocument(title, Html.Of($"""
        <p class="message">{message}</p>
        <p><a href="{PageAddress.Sweeps}">All sweeps</a></p>
        """)) { Status = status, IsLive = false });
}
