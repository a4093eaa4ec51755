namespace Sweep.Programs;

/// <summary>Why a program is ended from here.</summary>
internal enum EndReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Somebody wants the attempt to stop.</summary>
    Stop,

    /// <summary>It reported a number that is not finite.</summary>
    Divergence,

    /// <summary>It takes longer than it may.</summary>
    Timeout,

    /// <summary>It has written nothing for longer than it may.</summary>
    Silence,

    /// <summary>It reports more metrics than an attempt may have.</summary>
    TooMuch,
}
