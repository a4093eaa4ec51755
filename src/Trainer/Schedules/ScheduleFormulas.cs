using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Schedules;

/// <summary>The formulas of a schedule, read. Their parameters are <see cref="ScheduleDefinition.Values"/>, then the constants.</summary>
/// <param name="Rate">The learning rate of a step.</param>
/// <param name="Momentum">The optimizer's momentum at a step; null where it stays.</param>
public sealed record ScheduleFormulas(Term Rate, Term? Momentum);
