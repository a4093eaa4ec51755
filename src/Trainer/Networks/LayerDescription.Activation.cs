namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Activation"/>.</summary>
    public static LayerSyntax ActivationSyntax { get; } = new("activation", "the place of the activation", [], _ => new Activation());

    /// <summary>The place of an activation: which one is a setting of the trial, so that any architecture meets any activation.</summary>
    public sealed record Activation : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "act";
    }
}
