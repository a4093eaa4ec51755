namespace Sweep.Client.Page;

/// <summary>Points in time for people and programs.</summary>
internal static class PageTime
{
    /// <summary>"2026-11-30 15:04 UTC".</summary>
    public static Html Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return Html.Of($"""<time datetime="{utc:yyyy-MM-dd'T'HH:mm:ss'Z'}">{utc:yyyy-MM-dd HH:mm} UTC</time>""");
    }
}
