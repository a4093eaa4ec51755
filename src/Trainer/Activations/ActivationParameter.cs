namespace Sweep.Trainer.Activations;

/// <summary>A named number in an activation's formula.</summary>
/// <param name="Name">A letter or underscore, then letters, digits, underscores; not x, pi or a function.</param>
/// <param name="Initial">Its value before training, finite.</param>
/// <param name="IsLearnable">Whether the optimizer moves it; otherwise it keeps its value.</param>
public sealed record ActivationParameter(string Name, double Initial, bool IsLearnable = true);
