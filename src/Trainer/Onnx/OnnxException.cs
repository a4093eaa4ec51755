namespace Sweep.Trainer.Onnx;

/// <summary>A network cannot be written as ONNX.</summary>
/// <param name="problems">All that is in the way, one sentence each; at least one.</param>
public sealed class OnnxException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>All that is in the way, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
