using System.Globalization;

namespace Sweep.Trainer.Formulas;

/// <summary>The kinds of <see cref="FormulaToken"/>.</summary>
internal enum TokenKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>x, a parameter or a function.</summary>
    Name,

    /// <summary>An operator, a comparison, a parenthesis or a comma.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A word of a formula.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; empty at the end.</param>
/// <param name="Column">Its first character, counted from 1.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct FormulaToken(TokenKind Kind, string Text, int Column, double Number = 0)
{
    private const string Symbols = "+-*/^(),<>";

    /// <summary>Cuts a formula into tokens, the last an <see cref="TokenKind.End"/>. Characters that belong to none become
    /// errors.</summary>
    public static List<FormulaToken> Split(string text, List<FormulaError> errors)
    {
        var tokens = new List<FormulaToken>();
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            char c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
            {
                i = EndOfNumber(text, i);
                tokens.Add(ReadNumber(text[start..i], start + 1, errors));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                while (i < text.Length && IsNameCharacter(text[i])) i++;
                tokens.Add(new FormulaToken(TokenKind.Name, text[start..i], start + 1));
            }
            else if (c is ('<' or '>' or '=' or '!') && i + 1 < text.Length && text[i + 1] == '=')
            {
                tokens.Add(new FormulaToken(TokenKind.Symbol, text.Substring(i, 2), start + 1));
                i += 2;
            }
            else
            {
                if (Symbols.Contains(c))
                    tokens.Add(new FormulaToken(TokenKind.Symbol, c.ToString(), start + 1));
                else
                    errors.Add(new FormulaError(start + 1,
                        c == '=' ? "a comparison for equality is written '=='" : $"'{c}' has no meaning in a formula"));
                i++;
            }
        }
        tokens.Add(new FormulaToken(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    /// <summary>Whether a text can name a parameter: a letter or underscore, then letters, digits, underscores.</summary>
    public static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(IsNameCharacter);

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static int EndOfNumber(string text, int i)
    {
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.')) i++;
        if (i < text.Length && text[i] is ('e' or 'E'))
        {
            int digits = i + 1 < text.Length && text[i + 1] is ('+' or '-') ? i + 2 : i + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                i = digits;
                while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            }
        }
        return i;
    }

    private static FormulaToken ReadNumber(string text, int column, List<FormulaError> errors)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            errors.Add(new FormulaError(column, $"'{text}' is not a number"));
        else if (!double.IsFinite(number))
            errors.Add(new FormulaError(column, $"{text} is too large for a number"));
        return new FormulaToken(TokenKind.Number, text, column, double.IsFinite(number) ? number : 1);
    }
}
