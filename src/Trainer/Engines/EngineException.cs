namespace Sweep.Trainer.Engines;

/// <summary>The engine or device that a user asked for cannot be had. The message says why and what helps.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Says what cannot be had.</summary>
    public EngineException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
