using Microsoft.AspNetCore.Http;

namespace Sweep.Client.Page;

/// <summary>Reads what a form sends.</summary>
internal static class PageForm
{
    /// <summary>The fields; none where no form was sent.</summary>
    /// <exception cref="BadHttpRequestException">It cannot be read as a form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return FormCollection.Empty;
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException($"The form cannot be read: {error.Message}", error);
        }
    }
}
