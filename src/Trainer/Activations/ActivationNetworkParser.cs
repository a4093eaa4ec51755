using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Activations;

/// <summary>Reads the text of an <see cref="ActivationNetwork"/>. Mistakes are collected, never thrown.</summary>
/// <remarks>
/// <code>
/// network    = { name "=" expression ";" } expression
/// expression = a formula of x, earlier names, settings and layers
/// layer      = ("linear" "(" width ")" | "bn" | "globalavg" | "concat") "(" expression { "," expression } ")"
/// width      = number | "C" | setting | "C" "/" (number | setting)
/// </code>
/// A layer in a formula is one of the formula's inputs: its text is replaced by the input's name and blanks, so that columns stay
/// right.
/// </remarks>
internal sealed partial class ActivationNetworkParser
{
    private const int MaxTextLength = 2000;

    private static readonly Dictionary<string, LayerWord> Layers = new(StringComparer.Ordinal)
    {
        ["linear"] = new(HasWidth: true, width => new LayerDescription.Linear(width, Bias: true)),
        ["bn"] = new(HasWidth: false, _ => new LayerDescription.BatchNorm(Epsilon: 1e-5, Momentum: 0.1)),
        ["globalavg"] = new(HasWidth: false, _ => new LayerDescription.AdaptiveAveragePool(Extent.Square(1))),
        ["concat"] = new(HasWidth: false, _ => new LayerDescription.Concat(), JoinsSeveral: true),
    };

    private readonly string text;
    private readonly IReadOnlyList<FormulaParameter> settings;
    private readonly List<FormulaError> errors = [];
    private readonly List<ActivationStep> steps = [];
    private readonly Dictionary<string, int> nodes = new(StringComparer.Ordinal) { ["x"] = NetworkDescription.Input }; // by name
    private readonly HashSet<string> read = ["x"];

    private ActivationNetworkParser(string text, IReadOnlyList<FormulaParameter> settings) => (this.text, this.settings) = (text, settings);

    /// <summary>Reads a network into its steps, the last of which is the result.</summary>
    /// <param name="text">The network.</param>
    /// <param name="settings">Its constants.</param>
    /// <param name="errors">All mistakes, by column.</param>
    public static IReadOnlyList<ActivationStep> Parse(string text, IReadOnlyList<FormulaParameter> settings,
        out IReadOnlyList<FormulaError> errors)
    {
        if (text.Length > MaxTextLength)
        {
            errors = [new FormulaError(MaxTextLength + 1, $"a network has at most {MaxTextLength} characters, this one {text.Length}")];
            return [];
        }
        var parser = new ActivationNetworkParser(text, settings);
        parser.Statements();
        errors = [.. parser.errors.OrderBy(e => e.Column)];
        return parser.steps;
    }

    private void Statements()
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        int length = text.TrimEnd([' ', ';']).Length;
        for (int start = 0, end; start <= length; start = end + 1)
        {
            end = text.IndexOf(';', start, length - start) is var semicolon and >= 0 ? semicolon : length;
            bool last = end == length;
            var assignment = Assignment().Match(text, start, end - start);
            int from = assignment.Success ? start + assignment.Length : start;
            int? node = Expression(from, end);
            if (last)
            {
                if (assignment.Success)
                    Fail(start, "the last statement is the result: it has no name");
                else if (node is { } result && (steps.Count == 0 || result != steps.Count - 1))
                    Add(_ => new LayerDescription.Elementwise(Identity), [result], from);
            }
            else if (!assignment.Success)
            {
                Fail(start, "a statement before the last one has a name: y = ...");
            }
            else
            {
                var name = assignment.Groups["name"];
                if (nodes.ContainsKey(name.Value) || IsTaken(name.Value))
                    Fail(name.Index, $"'{name.Value}' already has a meaning here; choose another name");
                nodes[name.Value] = node ?? NetworkDescription.Input; // stands in, so that later mistakes are found too
                columns[name.Value] = name.Index;
            }
        }
        foreach (var (name, column) in columns.Where(c => errors.Count == 0 && !read.Contains(c.Key)).ToArray())
            Fail(column, $"nothing reads '{name}'");
    }

    private static ElementwiseFormula Identity { get; } = ElementwiseFormula.Read("x", [], ParameterScope.PerLayer, out _)!;

    private bool IsTaken(string name) =>
        name is "C" or "pi" || Layers.ContainsKey(name) || FormulaFunction.All.ContainsKey(name) || settings.Any(s => s.Name == name);

    // A formula whose inputs are names and layers. Its node, or null after a mistake.
    private int? Expression(int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        int mistakes = errors.Count;
        var tokens = FormulaToken.Split(new string(' ', start) + text[start..end], errors);
        if (errors.Count > mistakes)
            return null;
        if (tokens[0].Kind == TokenKind.End)
            return Fail(start, "an expression is missing");
        char[] formula = [.. new string(' ', start), .. text[start..end]];
        var inputs = new List<(int Node, string Name, List<(int Start, int Length)> Places)>();
        for (int i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind != TokenKind.Name)
                continue;
            bool isCall = tokens[i + 1].Text == "(";
            if (isCall && Layers.TryGetValue(token.Text, out var layer))
            {
                if (Call(tokens, ref i, layer) is { } node)
                    inputs.Add((node, $"_{inputs.Count}", [(token.Column - 1, tokens[i].Column - token.Column + 1)]));
                else if (tokens[i].Kind == TokenKind.End)
                    return null;
            }
            else if (!isCall && nodes.TryGetValue(token.Text, out int named))
            {
                read.Add(token.Text);
                if (inputs.FirstOrDefault(input => input.Name == token.Text).Places is { } places)
                    places.Add((token.Column - 1, token.Text.Length));
                else
                    inputs.Add((named, token.Text, [(token.Column - 1, token.Text.Length)]));
            }
            else if (isCall ? !FormulaFunction.All.ContainsKey(token.Text) : token.Text != "pi" && settings.All(s => s.Name != token.Text))
            {
                Unknown(token, isCall);
            }
        }
        if (errors.Count > mistakes)
            return null;
        return inputs.Count > 0
            ? Elementwise(formula, inputs, start)
            : Fail(start, "this depends on nothing: it uses neither x nor a name");
    }

    private int? Elementwise(char[] formula, List<(int Node, string Name, List<(int Start, int Length)> Places)> inputs, int start)
    {
        // The first input of a formula is called x: x itself, or whatever comes first.
        var first = inputs.FirstOrDefault(input => input.Node == NetworkDescription.Input, inputs[0]);
        inputs = [first with { Name = "x" }, .. inputs.Where(input => input != first)];
        foreach (var (_, name, places) in inputs)
        {
            foreach (var place in places)
                name.PadRight(place.Length).CopyTo(0, formula, place.Start, place.Length);
        }
        string padded = new(formula), compact = WhiteSpace().Replace(padded, "");
        if (compact == "x")
            return first.Node;
        FormulaParameter[] constants = [.. settings.Where(s => WordOf(s.Name).IsMatch(compact))];
        string[] names = [.. inputs.Select(input => input.Name)];
        ElementwiseFormula.Read(padded, names, constants, ParameterScope.PerLayer, out var mistakes);
        errors.AddRange(mistakes);
        if (mistakes.Count > 0)
            return null;
        var elementwise = ElementwiseFormula.Read(compact, names, constants, ParameterScope.PerLayer, out _)!;
        return Add(_ => new LayerDescription.Elementwise(elementwise), [.. inputs.Select(input => input.Node)], start);
    }

    // From the layer's name at tokens[i] to the parenthesis that closes its inputs, where i is left; at the end of the tokens if there is
    // none.
    private int? Call(List<FormulaToken> tokens, ref int i, LayerWord layer)
    {
        var name = tokens[i++];
        Func<int, int>? width = channels => channels; // read by no layer without a width
        if (layer.HasWidth)
        {
            int close = Closing(tokens, i);
            if (tokens[close].Kind == TokenKind.End || tokens[close + 1].Text != "(")
            {
                i = tokens.Count - 1;
                return Fail(name.Column - 1, $"a layer with a width is written {name.Text}(C)(...)");
            }
            width = Width(tokens[(i + 1)..close], name);
            i = close + 1;
        }
        int open = i;
        i = Closing(tokens, open);
        if (tokens[i].Kind == TokenKind.End)
            return Fail(tokens[open].Column - 1, "this parenthesis is not closed");
        var inputs = new List<int?>();
        for (int at = open; at != i;)
        {
            int next = EndOfArgument(tokens, at + 1);
            inputs.Add(Expression(tokens[at].Column, tokens[next].Column - 1));
            at = next;
        }
        if (layer.JoinsSeveral ? inputs.Count < 2 : inputs.Count != 1)
        {
            string expected = layer.JoinsSeveral ? "two inputs or more" : "one input";
            return Fail(name.Column - 1, $"{name.Text} reads {expected}, not {inputs.Count}");
        }
        return width is null || inputs.Contains(null)
            ? null
            : Add(c => layer.Make(width(c)), [.. inputs.Select(n => n!.Value)], name.Column - 1);
    }

    private Func<int, int>? Width(List<FormulaToken> tokens, FormulaToken layer)
    {
        double? value = tokens switch
        {
            [{ Text: "C" }] => 1,
            [var number] => Number(number),
            [{ Text: "C" }, { Text: "/" }, var divisor] => Number(divisor),
            _ => null,
        };
        bool isShare = tokens is [{ Text: "C" }, ..];
        if (value is not { } given || (isShare ? !(given > 0) : !(given >= 1 && given <= 1_000_000 && given == Math.Floor(given))))
        {
            Fail(layer.Column - 1,
                $"the width of {layer.Text} is a whole number from 1, C (the channels of x), or a share of them such as C/16");
            return null;
        }
        return isShare ? channels => (int)Math.Clamp(channels / given, 1, 1_000_000) : _ => (int)given;
    }

    private double? Number(FormulaToken token) =>
        token.Kind == TokenKind.Number ? token.Number : settings.FirstOrDefault(s => s.Name == token.Text)?.Initial;

    private static int Closing(List<FormulaToken> tokens, int open)
    {
        int depth = 0, i = open;
        for (; tokens[i].Kind != TokenKind.End; i++)
        {
            depth += tokens[i].Text switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0)
                break;
        }
        return i;
    }

    // The comma or parenthesis that ends what begins at a token.
    private static int EndOfArgument(List<FormulaToken> tokens, int first)
    {
        int i = first;
        while (tokens[i].Text is not ("," or ")"))
            i = tokens[i].Text == "(" ? Closing(tokens, i) + 1 : i + 1;
        return i;
    }

    private void Unknown(FormulaToken token, bool isCall)
    {
        if (token.Text == "C")
        {
            Fail(token.Column - 1, "C, the number of channels, can only be in a width, as in linear(C)");
            return;
        }
        var functions = FormulaFunction.All.Values.Where(f => f.IsKnownIn(FormulaUse.Activations)).Select(f => f.Name);
        string[] known = isCall ? [.. Layers.Keys, .. functions] : [.. nodes.Keys, "pi", .. settings.Select(s => s.Name)];
        errors.Add(new FormulaError(token.Column, $"there is no {(isCall ? "layer or function" : "name")} '{token.Text}'", known,
            NearestName.Find(token.Text, known)));
    }

    private int Add(Func<int, LayerDescription> layer, ImmutableArray<int> inputs, int start)
    {
        steps.Add(new ActivationStep(layer, inputs, start + 1));
        return steps.Count - 1;
    }

    private int? Fail(int start, string message)
    {
        errors.Add(new FormulaError(start + 1, message));
        return null;
    }

    private static Regex WordOf(string name) => new($@"\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\G\s*(?<name>[A-Za-z][A-Za-z0-9_]*)\s*=(?!=)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();

    /// <param name="HasWidth">Whether the number of outputs is given first.</param>
    /// <param name="Make">Given the width, the layer.</param>
    /// <param name="JoinsSeveral">Whether it reads two inputs or more, not one.</param>
    private sealed record LayerWord(bool HasWidth, Func<int, LayerDescription> Make, bool JoinsSeveral = false);
}
