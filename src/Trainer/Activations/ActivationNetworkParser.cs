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
/// expression = a formula of x, earlier names, parameters and layers
/// layer      = name [ "(" size { "," size } ")" ] "(" expression { "," expression } ")"
/// </code>
/// A layer in a formula is one of the formula's inputs: its text is replaced by the input's name and blanks, so that columns stay
/// right.
/// </remarks>
internal sealed partial class ActivationNetworkParser
{
    private const int MaxTextLength = 2000;

    private readonly string text;
    private readonly IReadOnlyList<FormulaParameter> parameters;
    private readonly ParameterScope scope;
    private readonly ActivationLayerWord? placeholder;
    private readonly List<FormulaError> errors = [];
    private readonly List<ActivationStep> steps = [];
    private readonly Dictionary<string, int> nodes = new(StringComparer.Ordinal) { ["x"] = NetworkDescription.Input }; // by name
    private readonly HashSet<string> read = ["x"], learnt = []; // names of parts and of learned parameters that formulas have

    private ActivationNetworkParser(ActivationSource source)
    {
        (text, parameters, scope) = (source.Text, source.Parameters, source.Scope);
        placeholder = source.Around is { } around ? ActivationLayerWord.Placeholder(around) : null;
    }

    /// <summary>Reads a network into its steps, the last of which is the result.</summary>
    /// <param name="source">Its text and parameters.</param>
    /// <param name="errors">All mistakes, by column.</param>
    public static IReadOnlyList<ActivationStep> Parse(ActivationSource source, out IReadOnlyList<FormulaError> errors)
    {
        if (source.Text.Length > MaxTextLength)
        {
            errors =
                [new FormulaError(MaxTextLength + 1, $"a network has at most {MaxTextLength} characters, this one {source.Text.Length}")];
            return [];
        }
        var parser = new ActivationNetworkParser(source);
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
                    Add((_, _) => new LayerDescription.Elementwise(Identity), [result], from);
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
        foreach (var unused in parameters.Where(p => p.IsLearnable && errors.Count == 0 && !learnt.Contains(p.Name)).ToArray())
            Fail(0, $"the parameter '{unused.Name}' is not used by the network");
    }

    private static ElementwiseFormula Identity { get; } = ElementwiseFormula.Read("x", [], ParameterScope.PerLayer, out _)!;

    private bool IsTaken(string name) =>
        name is "C" or "pi" || FormulaFunction.All.ContainsKey(name) || parameters.Any(p => p.Name == name);

    private ActivationLayerWord? LayerOf(string name) =>
        name == ActivationPlaceholder.Word ? placeholder : ActivationLayerWord.All.GetValueOrDefault(name);

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
            if (isCall && LayerOf(token.Text) is { } layer)
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
            else if (isCall ? !FormulaFunction.All.ContainsKey(token.Text)
                : token.Text != "pi" && parameters.All(p => p.Name != token.Text))
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
        FormulaParameter[] own = [.. parameters.Where(p => WordOf(p.Name).IsMatch(compact))];
        foreach (var twice in own.Where(p => p.IsLearnable && !learnt.Add(p.Name)))
            return Fail(start, $"'{twice.Name}' is learnt in an earlier formula; give the part with it a name and use that here");
        string[] names = [.. inputs.Select(input => input.Name)];
        ElementwiseFormula.Read(padded, names, own, scope, out var mistakes);
        errors.AddRange(mistakes);
        if (mistakes.Count > 0)
            return null;
        var elementwise = ElementwiseFormula.Read(compact, names, own, scope, out _)!;
        return Add((_, _) => new LayerDescription.Elementwise(elementwise), [.. inputs.Select(input => input.Node)], start);
    }

    // From the layer's name at tokens[i] to the parenthesis that closes its inputs, where i is left; at the end of the tokens if there is
    // none.
    private int? Call(List<FormulaToken> tokens, ref int i, ActivationLayerWord layer)
    {
        var name = tokens[i++];
        SizeFormula[]? sizes = [];
        if (layer.Sizes.Count > 0)
        {
            int close = Closing(tokens, i);
            if (tokens[close].Kind == TokenKind.End || tokens[close + 1].Text != "(")
            {
                i = tokens.Count - 1;
                return Fail(name.Column - 1, $"a layer with a {layer.Sizes[0].Noun} is written {layer.Example}");
            }
            sizes = Sizes(tokens[i..(close + 1)], name, layer);
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
        return sizes is null || inputs.Contains(null)
            ? null
            : Add((channels, input) => layer.Make([.. sizes.Select(s => s.At(channels))], input), [.. inputs.Select(n => n!.Value)],
                name.Column - 1);
    }

    // Null after a mistake.
    private SizeFormula[]? Sizes(List<FormulaToken> tokens, FormulaToken name, ActivationLayerWord layer)
    {
        var sizes = new List<SizeFormula?>();
        for (int at = 0, next; at != tokens.Count - 1; at = next)
        {
            next = EndOfArgument(tokens, at + 1);
            sizes.Add(SizeFormula.Read(tokens[(at + 1)..next], parameters.Where(p => !p.IsLearnable)));
        }
        int wrong = sizes.IndexOf(null);
        if (wrong < 0 && sizes.Count == layer.Sizes.Count && layer.Allows([.. sizes.Select(s => s!.Fixed)]))
            return [.. sizes!];
        var (noun, expected) = layer.Sizes[wrong >= 0 && wrong < layer.Sizes.Count ? wrong : layer.Blamed];
        Fail(name.Column - 1, layer.Sizes.Count > 1 && sizes.Count != layer.Sizes.Count
            ? $"{name.Text} has {layer.Sizes.Count} sizes, not {sizes.Count}: {layer.Form}"
            : $"the {noun} of {name.Text} is {expected}");
        return null;
    }

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
        if (isCall && token.Text == ActivationPlaceholder.Word)
        {
            Fail(token.Column - 1, "act(...) stands for the activation that 'around' names; add it, such as around: relu");
            return;
        }
        var functions = FormulaFunction.All.Values.Where(f => f.IsKnownIn(FormulaUse.Activations)).Select(f => f.Name);
        string[] known = isCall ? [.. ActivationLayerWord.All.Keys, .. functions]
            : [.. nodes.Keys, "pi", .. parameters.Select(p => p.Name)];
        errors.Add(new FormulaError(token.Column, $"there is no {(isCall ? "layer or function" : "name")} '{token.Text}'", known,
            NearestName.Find(token.Text, known)));
    }

    private int Add(Func<int, TensorShape, LayerDescription> layer, ImmutableArray<int> inputs, int start)
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
}
