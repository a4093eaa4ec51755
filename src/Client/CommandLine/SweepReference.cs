using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Client.CommandLine;

/// <summary>What a user names a sweep by: the path of its spec, or its name in the store.</summary>
/// <param name="Name">The sweep's name; null when none was given.</param>
/// <param name="SpecPath">The spec's path when the reference was one.</param>
internal sealed record SweepReference(string? Name, string? SpecPath)
{
    private const int ShownLength = 11; // "p1-" and the first digits

    /// <summary>The plan of the spec as the file has it now; null for a name alone, and where the file is what is submitted.</summary>
    public PlanHash? PlanHash { get; init; }

    /// <summary>Reads a reference: an existing file or anything that ends in .yaml or .yml is a spec, all else a name.</summary>
    /// <param name="text">The reference; null for none.</param>
    /// <param name="locator">Finds the files of users' own datasets.</param>
    /// <param name="programs">The folder of programs; null for $SWEEP_PROGRAMS, else the folder of the spec.</param>
    /// <exception cref="UserErrorException">The spec is missing or has mistakes.</exception>
    public static SweepReference Parse(string? text, DatasetLocator? locator = null, string? programs = null)
    {
        if (text is null)
            return new SweepReference(null, null);
        if (!SpecFile.LooksLikeOne(text))
            return new SweepReference(text, null);
        var spec = SpecFile.Read(text, forTraining: false, locator, programs: programs);
        return new SweepReference(spec.Name, text) { PlanHash = spec.ToPlan().Hash };
    }

    /// <summary>What to say when the spec file is not what was submitted under its name; null when it is, or when there is no
    /// file.</summary>
    public string? DescribeEdit(PlanHash stored) => PlanHash is { } now && now != stored
        ? $"Warning: {SpecPath} is not what was submitted: its plan is {Short(now)}, the stored sweep '{Name}' has {Short(stored)}. This "
            + $"goes by what was submitted; `sweep submit {SpecPath}` takes up the change."
        : null;

    /// <summary>The name, which this command cannot do without.</summary>
    public string RequiredName => Name
        ?? throw new UserErrorException("Name a sweep or its spec file. `sweep status` lists the sweeps of the store.");

    private static string Short(PlanHash hash) => hash.Value.Length > ShownLength ? hash.Value[..ShownLength] + "..." : hash.Value;
}
