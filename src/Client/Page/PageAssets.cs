using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Page;

/// <summary>The files that pages refer to: parts of this program, the same for everybody. The style sheet is that of the report with what
/// the page has besides; report.js is the report's script.</summary>
internal static class PageAssets
{
    private const int VersionLength = 12;
    private const string Folder = "Page/";

    private static readonly Dictionary<string, Asset> Assets = Read();

    /// <summary>The address of an asset: "page.css". Changes with its content, so that browsers may keep it.</summary>
    public static string Address(string name) => $"/assets/{name}?v={Assets[name].Version}";

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{name}", (string name, HttpContext context) =>
    {
        if (!Assets.TryGetValue(name, out var asset))
            return Results.NotFound();
        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Version ? "private, max-age=31536000, immutable"
            : "no-cache";
        return Results.Bytes(asset.Content, asset.Type);
    }).WithMetadata(new OpenPage());

    private static Dictionary<string, Asset> Read()
    {
        var assets = new Dictionary<string, Asset>(StringComparer.Ordinal)
        {
            ["page.css"] = Asset.Of("page.css", Resource("Report/blocks.css") + Resource("Report/page.css") + Ink.StyleSheet
                + StateLook.StyleSheet + Resource("Page/frame.css")
                + string.Concat(Names(".css").Where(n => n != "Page/frame.css").Select(Resource))),
            ["report.js"] = Asset.Of("report.js", Resource("Report/blocks.js")),
        };
        foreach (string name in new[] { ".js", ".svg" }.SelectMany(Names))
            assets.Add(name[Folder.Length..], Asset.Of(name[Folder.Length..], Resource(name)));
        return assets;
    }

    private static string[] Names(string extension) => [.. typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(extension, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    private static string Resource(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program lacks its part {name}.");
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd();
    }

    private sealed record Asset(byte[] Content, string Type, string Version)
    {
        public static Asset Of(string name, string text)
        {
            byte[] content = Encoding.UTF8.GetBytes(text);
            string type = Path.GetExtension(name) switch
            {
                ".css" => "text/css",
                ".js" => "text/javascript",
                ".svg" => "image/svg+xml",
                var other => throw new InvalidOperationException($"The asset {name} has the unknown kind '{other}'."),
            };
            return new Asset(content, $"{type}; charset=utf-8", Convert.ToHexStringLower(SHA256.HashData(content))[..VersionLength]);
        }
    }
}

/// <summary>Marks what is sent to everybody: nothing of the store.</summary>
internal sealed class OpenPage;
