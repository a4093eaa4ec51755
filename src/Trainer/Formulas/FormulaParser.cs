using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;

namespace Sweep.Trainer.Formulas;

/// <summary>Reads a formula into terms by recursive descent. Mistakes are collected, never thrown.</summary>
/// <remarks>
/// <code>
/// sum       = product { ("+" | "-") product }
/// product   = signed { ("*" | "/") signed }
/// signed    = ("-" | "+") signed | power
/// power     = atom [ "^" signed ]                        so -x^2 is -(x^2), and 2^3^2 is 2^(3^2)
/// atom      = number | name | function "(" arguments ")" | "(" sum ")"
/// condition = sum ("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "==" | "!=") sum      the first argument of if(...)
/// </code>
/// Wrong names and wrong argument counts do not stop the reading, so that all are reported at once; a wrong symbol does.
/// </remarks>
public sealed class FormulaParser
{
    private const int MaxTextLength = 2000, MaxDepth = 100;

    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];

    private readonly TermGraph graph;
    private readonly FormulaScope scope;
    private readonly List<FormulaError> errors = [];
    private readonly List<FormulaToken> tokens;
    private int position;
    private int depth;
    private bool uniformUsed;

    private FormulaParser(string text, TermGraph graph, FormulaScope scope)
    {
        this.graph = graph;
        this.scope = scope;
        tokens = FormulaToken.Split(text, errors);
    }

    private FormulaToken Current => tokens[position];

    /// <summary>Reads an activation's formula, which uses x and all of its parameters.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="graph">Receives the terms.</param>
    /// <param name="names">What each parameter's name stands for.</param>
    /// <param name="errors">All mistakes, by column; empty exactly when a term is returned.</param>
    public static Term? Parse(string text, TermGraph graph, IReadOnlyDictionary<string, Term> names, out IReadOnlyList<FormulaError> errors)
    {
        var scope = new FormulaScope(FormulaUse.Activations, "parameter")
        {
            Names = { ["x"] = graph.Input, ["pi"] = graph.Constant(Math.PI) },
        };
        foreach (var (name, term) in names)
            scope.Names[name] = term;
        var root = Parse(text, graph, scope, out errors);
        if (root is null) return null; // a misspelt name would be reported a second time as an unused one

        List<FormulaError> unused = [];
        if (!scope.Used.Contains("x")) unused.Add(new FormulaError(1, "the formula does not use x"));
        foreach (string name in names.Keys.Where(n => !scope.Used.Contains(n)))
            unused.Add(new FormulaError(1, $"the parameter '{name}' is not used by the formula"));
        errors = unused;
        return unused.Count == 0 ? root : null;
    }

    /// <summary>Reads a formula in a scope, which notes the names that it uses.</summary>
    internal static Term? Parse(string text, TermGraph graph, FormulaScope scope, out IReadOnlyList<FormulaError> errors)
    {
        if (text.Length > MaxTextLength)
        {
            errors = [new FormulaError(MaxTextLength + 1, $"a formula has at most {MaxTextLength} characters, this one {text.Length}")];
            return null;
        }
        var parser = new FormulaParser(text, graph, scope);
        var term = parser.errors.Count == 0 ? parser.Whole() : null;
        errors = [.. parser.errors.OrderBy(e => e.Column)];
        return errors.Count == 0 ? term : null;
    }

    private Term? Whole()
    {
        if (Current.Kind == TokenKind.End) return Fail("the formula is empty");
        var term = Sum();
        return term is not null && Current.Kind != TokenKind.End ? Fail(Unexpected("an operator or the end")) : term;
    }

    private Term? Sum()
    {
        var left = Product();
        while (left is not null && Current.Text is "+" or "-")
        {
            bool add = Next().Text == "+";
            if (Product() is not { } right) return null;
            left = add ? graph.Add(left!, right) : graph.Subtract(left!, right);
        }
        return left;
    }

    private Term? Product()
    {
        var left = Signed();
        while (left is not null && Current.Text is "*" or "/")
        {
            bool multiply = Next().Text == "*";
            if (Signed() is not { } right) return null;
            left = multiply ? graph.Multiply(left!, right) : graph.Divide(left!, right);
        }
        return left;
    }

    private Term? Signed()
    {
        if (depth >= MaxDepth) return Fail($"the formula is nested more than {MaxDepth} deep");
        depth++;
        Term? term;
        if (Current.Text is "-" or "+")
        {
            bool negative = Next().Text == "-";
            term = Signed();
            if (term is not null && negative) term = graph.Negate(term);
        }
        else
        {
            term = Power();
        }
        depth--;
        return term;
    }

    private Term? Power()
    {
        var power = Atom();
        if (power is null || Current.Text != "^") return power;
        Next();
        return Signed() is { } exponent ? graph.Power(power, exponent) : null;
    }

    private Term? Atom()
    {
        if (Current.Kind == TokenKind.Number) return graph.Constant(Next().Number);
        if (Current.Kind == TokenKind.Name)
        {
            var name = Next();
            return Current.Text == "(" ? Call(name) : Named(name);
        }
        if (Current.Text != "(") return Fail(Unexpected("a number, a name or '('"));
        Next();
        var inner = Sum();
        return inner is null || !Expect(")") ? null : inner;
    }

    private Term Named(FormulaToken name)
    {
        scope.Used.Add(name.Text);
        if (scope.Names.TryGetValue(name.Text, out var term)) return term;

        if (FormulaFunction.All.TryGetValue(name.Text, out var function) && function.IsKnownIn(scope.Use))
            errors.Add(new FormulaError(name.Column, $"'{name.Text}' is a function: write {function.Signature}"));
        else if (scope.Explain(name.Text) is { } problem)
            errors.Add(new FormulaError(name.Column, problem));
        else
            errors.Add(UnknownName(name, scope.Noun, [.. scope.Names.Keys], FormulaFunction.All.Keys));
        return graph.Input; // stands in, so that later mistakes are found too
    }

    private Term? Call(FormulaToken name)
    {
        Next(); // the opening parenthesis
        var known = FormulaFunction.All.GetValueOrDefault(name.Text);
        var arguments = new List<Term>();
        bool swapBranches = false;
        if (Current.Text == ")")
        {
            Next();
        }
        else
        {
            do
            {
                bool condition = name.Text == "if" && arguments.Count == 0;
                if ((condition ? Condition(out swapBranches) : Sum()) is not { } argument) return null;
                arguments.Add(argument);
            }
            while (TryTake(","));
            if (!Expect(")")) return null;
        }
        if (swapBranches && arguments.Count == 3) (arguments[1], arguments[2]) = (arguments[2], arguments[1]);
        return Build(name, known, arguments) ?? graph.Input;
    }

    private Term? Build(FormulaToken name, FormulaFunction? function, List<Term> arguments)
    {
        if (function is null)
        {
            string[] known = [.. FormulaFunction.All.Values.Where(f => f.IsKnownIn(scope.Use)).Select(f => f.Name)];
            errors.Add(scope.Names.ContainsKey(name.Text)
                ? new FormulaError(name.Column, $"'{name.Text}' is not a function; a product is written {name.Text}*(...)")
                : UnknownName(name, "function", known, []));
            return null;
        }
        if (!function.IsKnownIn(scope.Use))
        {
            string only = function.OnlyIn.ToString()!.ToLowerInvariant();
            errors.Add(new FormulaError(name.Column, $"{function.Signature} can be used in {only} only"));
        }
        if (arguments.Count != function.Arity)
        {
            string takes = function.Arity == 1 ? "1 argument" : $"{function.Arity} arguments";
            errors.Add(new FormulaError(name.Column, $"{function.Signature} takes {takes}, not {arguments.Count}"));
            return null;
        }
        var (low, high) = function.Name switch
        {
            "clamp" => (arguments[1], arguments[2]),
            "uniform" => (arguments[0], arguments[1]),
            _ => (null, null),
        };
        if (low is { Operation: Operation.Constant } && high is { Operation: Operation.Constant } && low.Value > high.Value)
            errors.Add(new FormulaError(name.Column, $"the bounds of {function.Signature} are in the wrong order: {low} > {high}"));
        if (function.Name is "norm" or "globalNorm" && arguments[0].IsUniform)
        {
            errors.Add(new FormulaError(name.Column,
                $"{function.Signature} is taken over a tensor, and this is one number: write abs(a)"));
        }
        if (function.Name == "uniform" && uniformUsed)
            errors.Add(new FormulaError(name.Column, "uniform(low, high) may be used only once in a formula"));
        uniformUsed |= function.Name == "uniform";
        return function.Build(graph, [.. arguments]);
    }

    // a != b is read as a == b with the branches exchanged: conditions stay three kinds.
    private Term? Condition(out bool swapBranches)
    {
        swapBranches = false;
        if (Sum() is not { } left) return null;
        string comparison = Current.Text;
        if (!Comparisons.Contains(comparison))
        {
            const string message = "the first argument of if(condition, a, b) is a comparison such as x > 0";
            errors.Add(new FormulaError(Current.Column, message, Comparisons, null));
            return null;
        }
        Next();
        swapBranches = comparison == "!=";
        if (Sum() is not { } right) return null;
        return comparison switch
        {
            "<" => graph.Less(left, right),
            "<=" => graph.LessOrEqual(left, right),
            ">" => graph.Less(right, left),
            ">=" => graph.LessOrEqual(right, left),
            _ => graph.Equal(left, right),
        };
    }

    private static FormulaError UnknownName(FormulaToken name, string what, string[] allowed, IEnumerable<string> alsoNear)
    {
        string? nearest = NearestName.Find(name.Text, allowed.Concat(alsoNear));
        return new FormulaError(name.Column, $"there is no {what} '{name.Text}'", allowed, nearest);
    }

    private string Unexpected(string expected)
    {
        if (Comparisons.Contains(Current.Text)) return "a comparison can only be the first argument of if(condition, a, b)";
        string found = Current.Kind == TokenKind.End ? "the end of the formula" : $"'{Current.Text}'";
        string hint = Current.Text == "*" && position > 0 && tokens[position - 1].Text == "*" ? "; a power is written '^'" : "";
        return $"expected {expected}, found {found}{hint}";
    }

    private bool Expect(string symbol)
    {
        if (TryTake(symbol)) return true;
        Fail(Unexpected($"'{symbol}'"));
        return false;
    }

    private bool TryTake(string symbol)
    {
        if (Current.Text != symbol) return false;
        Next();
        return true;
    }

    private FormulaToken Next() => tokens[position++];

    private Term? Fail(string message)
    {
        errors.Add(new FormulaError(Current.Column, message));
        return null;
    }
}
