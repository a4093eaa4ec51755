namespace Sweep.Store;

/// <summary>What a store is opened for.</summary>
public enum StoreAccess
{
    /// <summary>Creates the store where there is none, and upgrades its schema.</summary>
    Write,

    /// <summary>Changes nothing, not even an absent store into an empty one: commands that only read use this.</summary>
    Read,
}
