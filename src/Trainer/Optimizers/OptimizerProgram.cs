using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Optimizers;

/// <summary>What one step of an optimizer does to every number of a network: assignments in order, read and checked. Immutable.</summary>
/// <remarks>Per element: w, the weight; g, its gradient; the states, 0 before the first step. Equal for all elements: t, the step from 1;
/// rate; the constants; norm(a), the Euclidean norm over the tensor that the element belongs to. An assignment to w or a state is what the
/// next step finds there; any other name stands for its formula in the assignments that follow.</remarks>
public sealed partial class OptimizerProgram
{
    /// <summary>The constant that is 0 where weight decay does not apply.</summary>
    public const string WeightDecay = "weightDecay";

    private const string Weight = "w", Gradient = "g", Step = "t", Rate = "rate";
    private const int MaxAssignments = 100;

    private static readonly string[] Given = [Gradient, Step, Rate];

    private OptimizerProgram(IReadOnlyList<string> update, IReadOnlyList<string> constants, IReadOnlyList<ProgramResult> results)
    {
        (Update, Constants, Results) = (update, [.. constants], results);
        var all = TermOrder.Sort(results.Select(r => r.Value));
        Norms = [.. all.Where(t => t.Operation == Operation.Norm)];
        var read = all.Where(t => !t.IsUniform || t.Operation == Operation.Norm).SelectMany(t => t.Operands);
        Uniforms = [.. read.Concat(results.Select(r => r.Value)).Where(t => t.IsUniform && t.Operation != Operation.Constant).Distinct()];
    }

    /// <summary>The assignments as written.</summary>
    public IReadOnlyList<string> Update { get; }

    /// <summary>Names of the constants whose values a step is given, in order: of the terms' parameters 0 is t, 1 is rate.</summary>
    public ImmutableArray<string> Constants { get; }

    /// <summary>The new values: the weight's first, then those of the states, in order. Input 0 is w, 1 is g, the states follow.</summary>
    public IReadOnlyList<ProgramResult> Results { get; }

    /// <summary>The terms that are computed once for all elements of a tensor before a step: those that a term of elements uses.</summary>
    public IReadOnlyList<Term> Uniforms { get; }

    /// <summary>The norms, each after those that its operand needs.</summary>
    public IReadOnlyList<Term> Norms { get; }

    /// <summary>Reads a program.</summary>
    /// <param name="update">The assignments: "m = beta1*m + (1-beta1)*g".</param>
    /// <param name="states">Names of the states.</param>
    /// <param name="constants">Names of the constants whose values a step is given.</param>
    /// <param name="literals">Constants that are known already.</param>
    /// <param name="errors">All mistakes; empty exactly when a program is returned.</param>
    public static OptimizerProgram? Read(IReadOnlyList<string> update, IReadOnlyList<string> states, IReadOnlyList<string> constants,
        IReadOnlyDictionary<string, double> literals, out IReadOnlyList<ProgramError> errors)
    {
        var reading = new Reading(states, constants, literals);
        var results = reading.Read(update);
        errors = reading.Errors;
        return results is null ? null : new OptimizerProgram(update, constants, results);
    }

    /// <summary>The assignments of a text in which they stand on lines of their own or between semicolons.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        text.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*=(?!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Target();

    // One reading of a program; collects its mistakes.
    private sealed class Reading
    {
        private readonly TermGraph graph = new();
        private readonly FormulaScope scope;
        private readonly IReadOnlyList<string> states;
        private readonly string[] constants;
        private readonly Dictionary<string, int> assigned = new(StringComparer.Ordinal); // names, with the assignment that did so last
        private readonly HashSet<string> later = new(StringComparer.Ordinal);

        public Reading(IReadOnlyList<string> states, IReadOnlyList<string> given, IReadOnlyDictionary<string, double> literals)
        {
            this.states = states;
            constants = [.. given, .. literals.Keys];
            scope = new FormulaScope(FormulaUse.Optimizers, "name")
            {
                Explain = name => later.Contains(name) ? $"'{name}' is used before it is assigned" : null,
            };
            scope.Names[Weight] = graph.Variable(0, Weight);
            scope.Names[Gradient] = graph.Variable(1, Gradient);
            for (int i = 0; i < states.Count; i++)
                scope.Names[states[i]] = graph.Variable(i + 2, states[i]);
            scope.Names[Step] = graph.Parameter(0, Step);
            scope.Names[Rate] = graph.Parameter(1, Rate);
            for (int i = 0; i < given.Count; i++)
                scope.Names[given[i]] = graph.Parameter(i + 2, given[i]);
            foreach (var (name, value) in literals)
                scope.Names[name] = graph.Constant(value);
            scope.Names["pi"] = graph.Constant(Math.PI);
        }

        public List<ProgramError> Errors { get; } = [];

        public IReadOnlyList<ProgramResult>? Read(IReadOnlyList<string> update)
        {
            CheckNames();
            if (update.Count is 0 or > MaxAssignments)
                Errors.Add(new(null, null, $"an update has 1 to {MaxAssignments} assignments, this one {update.Count}"));
            if (Errors.Count > 0)
                return null;
            later.UnionWith(update.Select(text => Target().Match(text).Groups["name"].Value));
            var inputs = states.Prepend(Weight).Select(name => (Name: name, Input: scope.Names[name])).ToArray();
            for (int i = 0; i < update.Count; i++)
                Assign(i, update[i]);
            if (Errors.Count == 0) // a misspelt name would be reported a second time as one that is missing or not used
                CheckUses();
            return Errors.Count > 0 ? null : [.. inputs.Select(p => new ProgramResult(p.Name, p.Input, scope.Names[p.Name]))];
        }

        private void CheckNames()
        {
            foreach (string state in states)
                CheckName(state, "state", "state");
            foreach (string constant in constants)
                CheckName(constant, "constant", $"constants.{constant}");
            foreach (var twice in states.Concat(constants).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
                Errors.Add(new(null, "state", $"'{twice.Key}' is given twice"));
        }

        private void CheckName(string name, string what, string key)
        {
            if (FormulaScope.NameProblem(FormulaUse.Optimizers, name, what, [Weight, .. Given]) is { } problem)
                Errors.Add(new(null, key, problem));
        }

        private void Assign(int number, string text)
        {
            var target = Target().Match(text);
            string name = target.Groups["name"].Value;
            if (!target.Success)
            {
                Add(new FormulaError(1, "an assignment is written name = formula, such as w = w - rate*g"));
                return;
            }
            if (TargetProblem(name) is { } problem)
                Add(new FormulaError(target.Groups["name"].Index + 1, problem));
            var value = FormulaParser.Parse(text[target.Length..], graph, scope, out var errors);
            foreach (var error in errors)
                Add(error with { Column = error.Column + target.Length });
            later.Remove(name);
            assigned[name] = number;
            if (!Given.Contains(name) && !constants.Contains(name))
                scope.Names[name] = value ?? graph.Variable(0, Weight); // stands in, so that later mistakes are found too

            void Add(FormulaError error) => Errors.Add(new(number, null, $"\"{text.Trim()}\": {error}"));
        }

        private string? TargetProblem(string name)
        {
            if (Given.Contains(name))
                return $"'{name}' is given and cannot be assigned; assign a name of your own, such as d = g + {WeightDecay}*w";
            if (constants.Contains(name))
                return $"'{name}' is a constant and cannot be assigned; assign a name of your own";
            return name == Weight || states.Contains(name) ? null : FormulaScope.NameProblem(FormulaUse.Optimizers, name, "value");
        }

        private void CheckUses()
        {
            if (!assigned.ContainsKey(Weight))
                Errors.Add(new(null, null, "the update does not assign w; its last effect is something like w = w - rate*g"));
            foreach (string state in states)
            {
                if (!assigned.ContainsKey(state))
                    Errors.Add(new(null, "state", $"the state '{state}' is never assigned"));
                else if (!scope.Used.Contains(state))
                    Errors.Add(new(null, "state", $"the state '{state}' is assigned but never used"));
            }
            foreach (string constant in constants.Where(c => !scope.Used.Contains(c)))
                Errors.Add(new(null, $"constants.{constant}", $"the constant '{constant}' is not used by the update"));
            foreach (var (name, number) in assigned.Where(a => a.Key != Weight && !states.Contains(a.Key) && !scope.Used.Contains(a.Key)))
            {
                Errors.Add(new(number, null,
                    $"'{name}' is assigned but never used; declare it under state if the next step is to find it"));
            }
        }
    }
}

/// <summary>What a step leaves in a block of numbers.</summary>
/// <param name="Name">w or the state's name.</param>
/// <param name="Input">What the step finds there.</param>
/// <param name="Value">What it leaves.</param>
public sealed record ProgramResult(string Name, Term Input, Term Value);

/// <summary>A mistake in a program.</summary>
/// <param name="Assignment">Which assignment, from 0; null when it is about none.</param>
/// <param name="Key">Otherwise the key of the definition at fault, "state" or "constants.beta"; null for the update as a whole.</param>
/// <param name="Message">What is wrong and what helps, with the column.</param>
public sealed record ProgramError(int? Assignment, string? Key, string Message);
