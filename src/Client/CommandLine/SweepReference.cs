using Sweep.Planning;

namespace Sweep.Client.CommandLine;

/// <summary>What a user names a sweep by: the path of its spec, or its name in the store.</summary>
/// <param name="Name">The sweep's name; null when none was given.</param>
/// <param name="SpecPath">The spec's path when the reference was one.</param>
internal sealed record SweepReference(string? Name, string? SpecPath)
{
    /// <summary>Reads a reference: an existing file or anything that ends in .yaml or .yml is a spec, all else a name.</summary>
    /// <exception cref="UserErrorException">The spec is missing or has mistakes.</exception>
    public static SweepReference Parse(string? text)
    {
        if (text is null)
            return new SweepReference(null, null);
        return SpecFile.LooksLikeOne(text) ? new SweepReference(SpecFile.Read(text).Name, text) : new SweepReference(text, null);
    }

    /// <summary>The name, which this command cannot do without.</summary>
    public string RequiredName => Name ?? throw new UserErrorException("Name a sweep or its spec file. `sweep status` lists the sweeps of the store.");
}
