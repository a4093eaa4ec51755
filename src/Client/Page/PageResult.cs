using Microsoft.AspNetCore.Http;

namespace Sweep.Client.Page;

/// <summary>Sends a page within the frame that all pages share.</summary>
internal sealed class PageResult(PageDocument document) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var frame = Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{document.Title} - sweep</title>
            </head>
            <body>
            <main><h1>{document.Title}</h1>
            {document.Body}
            </main>
            </body>
            </html>

            """);
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(frame.ToString(), httpContext.RequestAborted);
    }
}
