namespace Sweep.Trainer.TorchSharp.Runtime;

/// <summary>libtorch, or the device asked for, cannot be used on this machine. The message says why and what helps.</summary>
public sealed class TorchUnavailableException : Exception
{
    internal TorchUnavailableException(string problem, Exception? cause = null)
        : base(problem, cause)
    {
    }
}
