namespace Sweep.Planning.Trials;

/// <summary>What is learned of samples.</summary>
public enum TaskKind
{
    /// <summary>The class of each.</summary>
    Classification,

    /// <summary>A mask of each.</summary>
    Segmentation,

    /// <summary>Numbers of each.</summary>
    Regression,
}
