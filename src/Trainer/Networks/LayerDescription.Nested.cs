namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>A network inside a network; its nodes get this node's name as prefix. Expanded before shapes are inferred.</summary>
    /// <param name="Network">What is nested; it has one input and one output.</param>
    public sealed record Nested(NetworkDescription Network) : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "block";
    }
}
