using System.Diagnostics.CodeAnalysis;
using Sweep.Planning.Errors;

namespace Sweep.Planning.Specs;

/// <summary>What came of reading a spec: the spec, or all that is wrong with it.</summary>
public sealed class SpecReading
{
    internal SpecReading(SweepSpec spec) => (Spec, Errors) = (spec, []);

    internal SpecReading(IReadOnlyList<SpecError> errors) => Errors = errors;

    /// <summary>The spec; null when there are errors.</summary>
    public SweepSpec? Spec { get; }

    /// <summary>Every mistake found, in the order of the text; empty when the spec is right.</summary>
    public IReadOnlyList<SpecError> Errors { get; }

    /// <summary>Whether there is a spec.</summary>
    [MemberNotNullWhen(true, nameof(Spec))]
    public bool IsValid => Spec is not null;
}
