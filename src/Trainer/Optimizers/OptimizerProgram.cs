using System.Collections.Immutable;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Optimizers;

/// <summary>What one step of an optimizer does to every number of a network: assignments in order, read and checked. Immutable.</summary>
/// <remarks>Per element: w, the weight; g, its gradient; the states, which have their starts before the first step. Equal for all elements:
/// t, the step from 1; rate; the constants; norm(a), the Euclidean norm over the tensor that the element belongs to; globalNorm(a), that
/// over all tensors of the trial. An assignment to w or a state is what the next step finds there; any other name stands for its formula
/// in the assignments that follow. A state that is made of t, rate, constants and its like alone is one number per trial, a scalar; it
/// sees the trial's rate and constants, whatever single tensors have instead.</remarks>
public sealed class OptimizerProgram
{
    /// <summary>The constant that is 0 where weight decay does not apply.</summary>
    public const string WeightDecay = "weightDecay";

    /// <summary>The constant of gradient clipping.</summary>
    public const string ClippingMaximum = "gradientClipping.maximum";

    private OptimizerProgram(OptimizerDefinition definition, ProgramReading reading)
    {
        (Update, Evaluated) = (definition.Update, definition.Evaluated);
        (Constants, Results, Scalars, ScalarValues) = ([.. reading.Constants], reading.Results, reading.Scalars, reading.ScalarValues);
        var all = TermOrder.Sort(Results.Select(r => r.Value));
        Norms = [.. all.Where(t => t.IsNorm)];
        var read = all.Where(t => !t.IsUniform || t.IsNorm).SelectMany(t => t.Operands);
        Uniforms = [.. read.Concat(Results.Select(r => r.Value)).Where(t => t.IsUniform && t.Operation != Operation.Constant).Distinct()];
    }

    /// <summary>The assignments as written.</summary>
    public IReadOnlyList<string> Update { get; }

    /// <summary>Names of the constants whose values a step is given, in order: of the terms' parameters 0 is t, 1 is rate.</summary>
    public ImmutableList<string> Constants { get; }

    /// <summary>The new values: the weight's first, then those of the states that have a number per element, in order. Input 0 is w, 1 is
    /// g, these states follow.</summary>
    public IReadOnlyList<ProgramResult> Results { get; }

    /// <summary>The states that have one number per trial.</summary>
    public IReadOnlyList<ScalarState> Scalars { get; }

    /// <summary>The values assigned to scalars, in order; each is a parameter of the terms after it, from
    /// <see cref="FirstScalarValue"/> on.</summary>
    public IReadOnlyList<Term> ScalarValues { get; }

    /// <summary>The parameter that the first of <see cref="ScalarValues"/> becomes.</summary>
    public int FirstScalarValue => 2 + Constants.Count + Scalars.Count;

    /// <summary>Number of parameters: t, rate, constants, scalars, the values assigned to scalars.</summary>
    public int ParameterCount => FirstScalarValue + ScalarValues.Count;

    /// <summary>The terms that are computed once for all elements of a tensor before a step: those that a term of elements uses.</summary>
    public IReadOnlyList<Term> Uniforms { get; }

    /// <summary>The norms, over tensors and global, each after those that its operand needs.</summary>
    public IReadOnlyList<Term> Norms { get; }

    /// <summary>The state that the network is judged at; null for w.</summary>
    public string? Evaluated { get; }

    /// <summary>Reads a program.</summary>
    /// <param name="definition">Says all of it.</param>
    /// <param name="literals">Constants whose values are known already.</param>
    /// <param name="clipping">What happens to the gradient first.</param>
    /// <param name="scalars">The states to keep once per trial; null for all that allow it.</param>
    /// <param name="errors">All mistakes; empty exactly when a program is returned.</param>
    public static OptimizerProgram? Read(OptimizerDefinition definition, IReadOnlyDictionary<string, double> literals,
        ClippingKind? clipping, IReadOnlyCollection<string>? scalars, out IReadOnlyList<ProgramError> errors)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(literals);
        var reading = new ProgramReading(definition, literals, clipping, scalars ?? []);
        if (scalars is null && reading.Errors.Count == 0 && reading.PossibleScalars() is { Count: > 0 } possible)
            reading = new ProgramReading(definition, literals, clipping, possible);
        errors = reading.Errors;
        return errors.Count > 0 ? null : new OptimizerProgram(definition, reading);
    }

    /// <summary>The name that an assignment gives a value to; empty where it is none.</summary>
    public static string Target(string assignment) => ProgramReading.Target().Match(assignment).Groups["name"].Value;

    /// <summary>The assignments of a text in which they stand on lines of their own or between semicolons.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        text.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What a step leaves in a block of numbers.</summary>
/// <param name="Name">w or the state's name.</param>
/// <param name="Input">What the step finds there.</param>
/// <param name="Value">What it leaves.</param>
public sealed record ProgramResult(string Name, Term Input, Term Value);

/// <summary>A state that is one number per trial.</summary>
/// <param name="Name">The state's name.</param>
/// <param name="Parameter">The parameter that is what a step finds.</param>
/// <param name="ResultParameter">The parameter that is what it leaves.</param>
public sealed record ScalarState(string Name, int Parameter, int ResultParameter);

/// <summary>A mistake in a program.</summary>
/// <param name="Assignment">Which assignment, from 0; null when it is about none.</param>
/// <param name="Key">Otherwise the key of the definition at fault, "state" or "constants.beta"; null for the update as a whole.</param>
/// <param name="Message">What is wrong and what helps, with the column.</param>
public sealed record ProgramError(int? Assignment, string? Key, string Message);
