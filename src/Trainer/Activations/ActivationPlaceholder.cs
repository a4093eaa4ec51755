using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>act(...) in a formula: another formula of what stands in the parentheses.</summary>
internal static class ActivationPlaceholder
{
    /// <summary>The word.</summary>
    public const string Word = "act";

    /// <summary>The formula with the other in the placeholder's places; null where both cannot be one formula: the other is a network, has
    /// parameters of another scope, or the whole is too long.</summary>
    /// <param name="source">A formula with <see cref="ActivationSource.Around"/>.</param>
    public static ElementwiseFormula? Inline(ActivationSource source)
    {
        var inner = source.Around!;
        var scope = source.Parameters.Any(p => p.IsLearnable) ? source.Scope : inner.Scope;
        if (inner.Network is not null || (inner.LearnableParameters.Count > 0 && inner.Scope != scope))
            return null;
        FormulaParameter[] renamed = [.. inner.Parameters.Select(p => p with { Name = Renamed(p.Name) })];
        return ElementwiseFormula.Read(Replace(source.Text, inner), [.. source.Parameters, .. renamed], scope, out _);
    }

    private static string Renamed(string parameter) => $"{Word}_{parameter}";

    private static string Replace(string text, ActivationDefinition inner)
    {
        var tokens = FormulaToken.Split(text, []);
        for (int i = tokens.Count - 2; i >= 0; i--) // from the end, so that places stay right and inner calls come first
        {
            if (tokens[i].Text != Word || tokens[i + 1].Text != "(")
                continue;
            int open = tokens[i + 1].Column, close = Closing(text, open), start = tokens[i].Column - 1;
            text = $"{text[..start]}({Of(inner, text[open..close])}){text[(close + 1)..]}";
        }
        return text;
    }

    // The formula with something else in the place of x.
    private static string Of(ActivationDefinition inner, string argument)
    {
        string text = inner.Formula;
        foreach (var token in Enumerable.Reverse(FormulaToken.Split(text, [])))
        {
            string? other = token.Text == "x" ? $"({argument})"
                : inner.Parameters.Any(p => p.Name == token.Text) ? Renamed(token.Text) : null;
            if (other is not null)
                text = text[..(token.Column - 1)] + other + text[(token.Column - 1 + token.Text.Length)..];
        }
        return text;
    }

    // The parenthesis that closes the one before a place.
    private static int Closing(string text, int place)
    {
        for (int depth = 1; ; place++)
        {
            depth += text[place] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return place;
        }
    }
}
