namespace Sweep.Trainer.Formulas;

/// <summary>A named number in a formula.</summary>
/// <param name="Name">A letter or underscore, then letters, digits, underscores; not x, pi or a function.</param>
/// <param name="Initial">Its value before training, finite.</param>
/// <param name="IsLearnable">Whether the optimizer moves it; otherwise it keeps its value.</param>
public sealed record FormulaParameter(string Name, double Initial, bool IsLearnable = true);
