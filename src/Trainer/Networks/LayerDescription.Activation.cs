namespace Sweep.Trainer.Networks;

public abstract partial record LayerDescription
{
    /// <summary>How users write <see cref="Activation"/>, or a function that stays whichever activation is compared.</summary>
    public static LayerSyntax ActivationSyntax { get; } = new("activation", "the place of the activation, or a function that stays",
        [
            LayerOption.Choice("function", "the compared activation, or one that stays whichever is compared",
                ["compared", .. Elementwise.Functions.Select(f => f.Function!)]),
        ],
        options => Elementwise.Functions.FirstOrDefault(f => f.Function == options.Text("function")) ?? (LayerDescription)new Activation());

    /// <summary>The place of an activation: which one is a setting of the trial, so that any architecture meets any activation.</summary>
    public sealed record Activation : LayerDescription
    {
        /// <inheritdoc/>
        public override string Kind => "act";
    }
}
