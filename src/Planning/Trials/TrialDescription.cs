namespace Sweep.Planning;

/// <summary>Everything a trainer needs to know of a trial.</summary>
/// <param name="Id">Content hash of the other three.</param>
/// <param name="Configuration">The levels of all factors and the protocol settings.</param>
/// <param name="Seed">The replicate's label.</param>
/// <param name="StreamKey">The source of the trial's randomness.</param>
public sealed record TrialDescription(TrialId Id, Configuration Configuration, Seed Seed, StreamKey StreamKey);
