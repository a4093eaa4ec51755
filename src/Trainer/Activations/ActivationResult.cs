using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>A definition, or all that is wrong with it.</summary>
/// <param name="Definition">Null exactly when there are errors.</param>
/// <param name="Errors">All mistakes, by column.</param>
public sealed record ActivationResult(ActivationDefinition? Definition, IReadOnlyList<FormulaError> Errors);
