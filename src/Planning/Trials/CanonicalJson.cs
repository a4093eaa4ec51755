using System.Globalization;
using System.Text;

namespace Sweep.Planning.Trials;

/// <summary>The one spelling of a value as JSON, after RFC 8785: no white space, keys sorted by ordinal, numbers as ECMAScript prints
/// them.</summary>
/// <remarks>Frozen: every stored id is a hash of such text. Written here rather than taken from a serializer, whose escapes and exponents
/// may change with a release.</remarks>
internal static class CanonicalJson
{
    public static string Quote(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\t' => json.Append("\\t"),
                '\n' => json.Append("\\n"),
                '\f' => json.Append("\\f"),
                '\r' => json.Append("\\r"),
                < ' ' => json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => json.Append(c),
            };
        }
        return json.Append('"').ToString();
    }

    /// <summary>The shortest digits that read back as the same number, laid out as ECMAScript does: 0.00001, 1e-7, 100000, 1e+21.</summary>
    public static string Number(double value)
    {
        if (value == 0)
            return "0";
        // "E16" would give digits that are not the shortest; "R" gives the shortest ones in one of two layouts, which are taken apart here.
        string roundTrip = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int exponentAt = roundTrip.IndexOf('E', StringComparison.Ordinal);
        string mantissa = exponentAt < 0 ? roundTrip : roundTrip[..exponentAt];
        int exponent = exponentAt < 0 ? 0
            : int.Parse(roundTrip.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = point < 0 ? mantissa : mantissa.Remove(point, 1);
        int pointPosition = (point < 0 ? mantissa.Length : point) + exponent; // digits before the decimal point, counted in `all`
        string trimmed = all.TrimStart('0');
        pointPosition -= all.Length - trimmed.Length;
        return (value < 0 ? "-" : "") + LayOut(trimmed.TrimEnd('0'), pointPosition);
    }

    private static string LayOut(string digits, int pointPosition)
    {
        if (digits.Length <= pointPosition && pointPosition <= 21)
            return digits.PadRight(pointPosition, '0');
        if (pointPosition is > 0 and <= 21)
            return digits[..pointPosition] + "." + digits[pointPosition..];
        if (pointPosition is > -6 and <= 0)
            return "0." + new string('0', -pointPosition) + digits;
        int exponent = pointPosition - 1;
        string fraction = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return fraction + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
    }
}
