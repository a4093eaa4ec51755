using System.Text.RegularExpressions;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Optimizers;

/// <summary>One reading of an optimizer's program into terms; collects its mistakes.</summary>
internal sealed partial class ProgramReading
{
    private const string Weight = "w", Gradient = "g", Step = "t", Rate = "rate";
    private const int MaxAssignments = 100;

    private static readonly string[] Given = [Gradient, Step, Rate];

    private readonly TermGraph graph = new();
    private readonly OptimizerDefinition definition;
    private readonly FormulaScope scope;
    private readonly string[] names; // of all constants
    private readonly string[] scalars;
    private readonly Dictionary<string, Term> inputs = new(StringComparer.Ordinal); // what a step finds of each state
    private readonly Dictionary<string, Term> starts = new(StringComparer.Ordinal); // of the states that do not start at 0
    private readonly Dictionary<string, int> assigned = new(StringComparer.Ordinal); // names, with the assignment that did so last
    private readonly HashSet<string> later = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> scalarResults = new(StringComparer.Ordinal); // places in the values
    private readonly List<Term> scalarValues = [];
    private readonly List<ProgramError> errors = [];

    /// <summary>Reads.</summary>
    /// <param name="definition">The program.</param>
    /// <param name="literals">Constants whose values are known already.</param>
    /// <param name="clipping">What happens to the gradient first.</param>
    /// <param name="scalars">States that are one number per trial.</param>
    public ProgramReading(OptimizerDefinition definition, IReadOnlyDictionary<string, double> literals, ClippingKind? clipping,
        IReadOnlyCollection<string> scalars)
    {
        this.definition = definition;
        this.scalars = [.. definition.States.Where(scalars.Contains)];
        names = [.. definition.Constants.Select(c => c.Name)];
        Constants = [.. names.Where(n => !literals.ContainsKey(n)), .. clipping is null ? [] : new[] { OptimizerProgram.ClippingMaximum }];
        scope = new FormulaScope(FormulaUse.Optimizers, "name")
        {
            Explain = name => later.Contains(name) ? $"'{name}' is used before it is assigned" : null,
        };
        CheckNames();
        if (definition.Update.Count is 0 or > MaxAssignments)
            errors.Add(new(null, null, $"an update has 1 to {MaxAssignments} assignments, this one {definition.Update.Count}"));
        if (errors.Count > 0)
            return;
        Name(literals, clipping);
        later.UnionWith(definition.Update.Select(OptimizerProgram.Target));
        for (int i = 0; i < definition.Update.Count; i++)
            Assign(i, definition.Update[i]);
        if (errors.Count == 0) // a misspelt name would be reported a second time as one that is missing or not used
            CheckUses();
    }

    /// <summary>All mistakes.</summary>
    public IReadOnlyList<ProgramError> Errors => errors;

    /// <summary>Names of the constants that a step is given.</summary>
    public IReadOnlyList<string> Constants { get; }

    /// <summary>The new values of w and of the states with a number per element; without mistakes only, like what follows.</summary>
    public IReadOnlyList<ProgramResult> Results => [.. definition.States.Except(scalars).Prepend(Weight)
        .Select(name => new ProgramResult(name, name == Weight ? graph.Variable(0, Weight) : inputs[name], scope.Names[name]))];

    /// <summary>The states with one number per trial.</summary>
    public IReadOnlyList<ScalarState> Scalars => [.. scalars.Select(name =>
        new ScalarState(name, inputs[name].Index, FirstScalarValue + scalarResults[name]))];

    /// <summary>The values assigned to scalars.</summary>
    public IReadOnlyList<Term> ScalarValues => scalarValues;

    private int FirstScalarValue => 2 + Constants.Count + scalars.Length;

    /// <summary>The states whose start and value are made of t, rate, constants and states of this kind alone. Of a reading without
    /// scalars.</summary>
    public HashSet<string> PossibleScalars()
    {
        var possible = definition.States.Where(s => s != definition.Evaluated).ToHashSet(StringComparer.Ordinal);
        while (possible.RemoveWhere(state => !IsScalar(state)) > 0)
        {
        }
        return possible;

        bool IsScalar(string state)
        {
            var roots = starts.TryGetValue(state, out var start) ? [scope.Names[state], start] : new[] { scope.Names[state] };
            return TermOrder.Sort(roots).All(t => !t.IsNorm
                && (t.Operation != Operation.Input || possible.Any(p => inputs[p] == t)));
        }
    }

    /// <summary>The beginning of an assignment.</summary>
    [GeneratedRegex(@"^\s*(?<name>\w+)\s*=(?!=)", RegexOptions.CultureInvariant)]
    internal static partial Regex Target();

    // What names stand for before the first assignment.
    private void Name(IReadOnlyDictionary<string, double> literals, ClippingKind? clipping)
    {
        var step = graph.Parameter(0, Step);
        scope.Names[Weight] = graph.Variable(0, Weight);
        scope.Names[Gradient] = graph.Variable(1, Gradient);
        foreach (string state in definition.States)
            scope.Names[state] = inputs[state] = Input(state);
        scope.Names[Step] = step;
        scope.Names[Rate] = graph.Parameter(1, Rate);
        for (int i = 0; i < Constants.Count; i++)
            scope.Names[Constants[i]] = graph.Parameter(i + 2, Constants[i]);
        foreach (var (name, value) in literals)
            scope.Names[name] = graph.Constant(value);
        scope.Names["pi"] = graph.Constant(Math.PI);
        if (clipping is { } kind)
        {
            scope.Names.Remove(OptimizerProgram.ClippingMaximum, out var maximum); // no formula can spell it
            scope.Names[Gradient] = GradientClipping.Clip(kind, graph, scope.Names[Gradient], maximum!);
        }
        foreach (var (state, text) in definition.Starts)
            Start(state, text);
        foreach (var (state, start) in starts)
            scope.Names[state] = graph.Select(graph.Equal(step, graph.Constant(1)), start, inputs[state]);
    }

    private Term Input(string state) => Array.IndexOf(scalars, state) is var number and >= 0
        ? graph.Parameter(2 + Constants.Count + number, state)
        : graph.Variable(2 + definition.States.Except(scalars).TakeWhile(s => s != state).Count(), state);

    private void Start(string state, string text)
    {
        string[] known = [Weight, Rate, .. names, "pi"];
        var before = new FormulaScope(FormulaUse.Optimizers, "name")
        {
            Explain = name => name == Gradient || name == Step || definition.States.Contains(name)
                ? $"'{name}' is not known before the first step; a start is made of w, rate and constants" : null,
        };
        foreach (string name in known)
            before.Names[name] = scope.Names[name];
        var start = FormulaParser.Parse(text, graph, before, out var wrong);
        errors.AddRange(wrong.Select(e => new ProgramError(null, $"state.{state}", $"the start of '{state}', \"{text.Trim()}\": {e}")));
        scope.Used.UnionWith(before.Used.Intersect(names));
        if (start is not null && !start.Is(0))
            starts[state] = start;
    }

    private void CheckNames()
    {
        foreach (string state in definition.States)
            CheckName(state, "state", "state");
        foreach (string constant in names)
            CheckName(constant, "constant", $"constants.{constant}");
        foreach (var twice in definition.States.Concat(names).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
            errors.Add(new(null, "state", $"'{twice.Key}' is given twice"));
        if (definition.Evaluated is { } evaluated && !definition.States.Contains(evaluated))
            errors.Add(new(null, "evaluate", $"'{evaluated}' is not a state; name the state that the network is to be judged at"));
    }

    private void CheckName(string name, string what, string key)
    {
        if (FormulaScope.NameProblem(FormulaUse.Optimizers, name, what, [Weight, .. Given]) is { } problem)
            errors.Add(new(null, key, problem));
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
        var value = FormulaParser.Parse(text[target.Length..], graph, scope, out var wrong);
        foreach (var error in wrong)
            Add(error with { Column = error.Column + target.Length });
        later.Remove(name);
        assigned[name] = number;
        if (!Given.Contains(name) && !names.Contains(name))
            scope.Names[name] = value is null ? graph.Variable(0, Weight) // stands in, so that later mistakes are found too
                : scalars.Contains(name) ? Scalar(name, value) : value;

        void Add(FormulaError error) => errors.Add(new(number, null, $"\"{text.Trim()}\": {error}"));
    }

    // A number of the trial is a parameter of what uses it: tensors may have other rates and constants.
    private Term Scalar(string name, Term value)
    {
        if (!value.IsUniform || TermOrder.Sort([value]).Any(t => t.IsNorm))
            return value; // which a later assignment replaces
        scalarResults[name] = scalarValues.Count;
        scalarValues.Add(value);
        return value.Operation == Operation.Constant ? value : graph.Parameter(FirstScalarValue + scalarResults[name], name);
    }

    private string? TargetProblem(string name)
    {
        if (Given.Contains(name))
            return $"'{name}' is given and cannot be assigned; assign a name of your own, such as d = g + {OptimizerProgram.WeightDecay}*w";
        if (names.Contains(name))
            return $"'{name}' is a constant and cannot be assigned; assign a name of your own";
        return name == Weight || definition.States.Contains(name) ? null : FormulaScope.NameProblem(FormulaUse.Optimizers, name, "value");
    }

    private void CheckUses()
    {
        if (!assigned.ContainsKey(Weight))
            errors.Add(new(null, null, "the update does not assign w; its last effect is something like w = w - rate*g"));
        foreach (string state in definition.States)
        {
            if (!assigned.ContainsKey(state))
                errors.Add(new(null, "state", $"the state '{state}' is never assigned"));
            else if (!scope.Used.Contains(state) && state != definition.Evaluated)
                errors.Add(new(null, "state", $"the state '{state}' is assigned but never used"));
        }
        foreach (string constant in names.Where(c => !scope.Used.Contains(c)))
            errors.Add(new(null, $"constants.{constant}", $"the constant '{constant}' is not used by the update"));
        foreach (var (name, number) in assigned.Where(Unused))
        {
            errors.Add(new(number, null,
                $"'{name}' is assigned but never used; declare it under state if the next step is to find it"));
        }

        bool Unused(KeyValuePair<string, int> a) => a.Key != Weight && !definition.States.Contains(a.Key) && !scope.Used.Contains(a.Key);
    }
}
