namespace Sweep.Client.Page;

/// <summary>Addresses that pages of several sections refer to.</summary>
internal static class PageAddress
{
    /// <summary>The list of sweeps.</summary>
    public const string Sweeps = "/";

    /// <summary>The workers and silos.</summary>
    public const string Workers = "/workers";

    /// <summary>One sweep.</summary>
    public static string Sweep(string name) => "/sweeps/" + Uri.EscapeDataString(name);

    /// <summary>The planned comparison of a sweep.</summary>
    public static string Compare(string name) => Sweep(name) + "/compare";

    /// <summary>What asks for a confirmation and then pauses, resumes, cancels or retries a sweep.</summary>
    public static string Control(string verb, string sweep) => $"/control/{verb}?sweep={Uri.EscapeDataString(sweep)}";
}
