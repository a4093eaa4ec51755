namespace Sweep.Planning.Trials;

/// <summary>Names a trial by its content: a version prefix and a hash of everything that affects its training.</summary>
/// <remarks>The same trial has the same id in every sweep, store and release. The default value is not a valid id.</remarks>
/// <param name="Value">"t1-" and 32 lowercase hexadecimal digits.</param>
public readonly record struct TrialId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names a configuration (one combination of levels, without the seed) by its content.</summary>
/// <param name="Value">"c1-" and 32 lowercase hexadecimal digits.</param>
public readonly record struct ConfigurationId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The user's seed of a trial: a label of the replicate, not a generator state.</summary>
/// <param name="Value">Any integer; a plan numbers its seeds from 0 unless the spec lists them.</param>
public readonly record struct Seed(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
