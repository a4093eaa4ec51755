namespace Sweep.Client.Page.Live;

/// <summary>What a browser that follows is told.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The state of the store that is known now.</param>
/// <param name="Text">Words for people; empty for none.</param>
internal readonly record struct LiveEvent(LiveKind Kind, string Version, string Text);

/// <summary>What can happen.</summary>
internal enum LiveKind
{
    /// <summary>Something is newer than what the browser shows.</summary>
    Change,

    /// <summary>The store does not answer.</summary>
    Away,

    /// <summary>It answers again, or for the first time.</summary>
    Here,

    /// <summary>Nothing, for a while: keeps the connection open.</summary>
    Quiet,

    /// <summary>The server ends.</summary>
    End,
}
