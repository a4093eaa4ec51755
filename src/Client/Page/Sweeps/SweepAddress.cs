namespace Sweep.Client.Page.Sweeps;

/// <summary>Where the pages of a sweep and of its trials are.</summary>
internal static class SweepAddress
{
    /// <summary>One sweep.</summary>
    public static string Of(string sweep) => PageAddress.Sweep(sweep);

    /// <summary>A part of its page.</summary>
    public static string Part(string sweep, string part) => $"{Of(sweep)}/{part}";

    /// <summary>One trial.</summary>
    public static string Trial(string id) => "/trials/" + Uri.EscapeDataString(id);
}
