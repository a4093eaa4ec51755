using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sweep.Client.Compare;

namespace Sweep.Client.Tests.Compare;

/// <summary>Texts kept beside the tests, in Expected; a text that differs is written beside the test program, to look at and to
/// copy.</summary>
internal static class Golden
{
    // Mathematical functions differ in their last digits between platforms; ten digits are kept.
    private static readonly Regex LongNumber = new(@"-?\d+\.\d{8,}(E[-+]\d+)?", RegexOptions.CultureInvariant);

    public static void Matches(string name, string actual)
    {
        using var stream = typeof(Golden).Assembly.GetManifestResourceStream(name);
        string expected = stream is null ? "" : new StreamReader(stream, Encoding.UTF8).ReadToEnd();
        actual = LongNumber.Replace(actual, Rounded)
            .Replace($"sweep {MethodsParagraph.Version}", "sweep VERSION", StringComparison.Ordinal);
        if (expected == actual)
            return;
        string folder = Path.Combine(AppContext.BaseDirectory, "Actual");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), actual);
        Assert.Fail($"{name} differs from tests/Client.Tests/Compare/Expected/{name}; the actual text is in "
            + $"{Path.Combine(folder, name)}:\n{actual}");
    }

    private static string Rounded(Match match) =>
        double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G10", CultureInfo.InvariantCulture);
}
