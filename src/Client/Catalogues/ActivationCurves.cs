using System.Globalization;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Client.Catalogues;

/// <summary>Values of a formula and its derivative with its initial parameters, in evaluation.</summary>
/// <param name="X">Ascending, from -4 to 4.</param>
/// <param name="Values">f at each.</param>
/// <param name="Slopes">The derivative at each.</param>
internal sealed record ActivationCurves(IReadOnlyList<double> X, IReadOnlyList<double> Values, IReadOnlyList<double> Slopes)
{
    /// <summary>Where it is looked at.</summary>
    public const int From = -4, To = 4;

    private const int Columns = 65, Rows = 17; // of the plot of characters

    /// <summary>Evenly spaced values of an activation that is a formula.</summary>
    public static ActivationCurves Of(ActivationDefinition activation, int steps)
    {
        TermEvaluator value = new(activation.Parsed.Root), slope = new(activation.Parsed.Gradient.Input);
        double[] parameters = [.. activation.LearnableParameters.Select(p => p.Initial)];
        double[] x = [.. Enumerable.Range(0, steps + 1).Select(i => From + (double)(To - From) * i / steps)];
        return new ActivationCurves(x, [.. x.Select(at => value.At(at, parameters))], [.. x.Select(at => slope.At(at, parameters))]);
    }

    /// <summary>The smallest and largest finite value that either curve takes, and 0.</summary>
    public (double Low, double High) Range
    {
        get
        {
            double[] finite = [.. Values.Concat(Slopes).Where(double.IsFinite), 0];
            return (finite.Min(), finite.Max());
        }
    }

    /// <summary>A plot of characters: * for f, a dot for the derivative, # where they meet.</summary>
    public static IReadOnlyList<string> Plot(ActivationDefinition activation)
    {
        var curves = Of(activation, Columns - 1);
        var (low, high) = curves.Range;
        char[][] cells = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Repeat(' ', Columns).ToArray())];
        Array.Fill(cells[Row(0)], '-');
        foreach (char[] row in cells)
            row[Columns / 2] = row[Columns / 2] == '-' ? '+' : '|';
        for (int i = 0; i < Columns; i++)
        {
            if (double.IsFinite(curves.Slopes[i]))
                cells[Row(curves.Slopes[i])][i] = '.';
            if (double.IsFinite(curves.Values[i]))
                cells[Row(curves.Values[i])][i] = cells[Row(curves.Values[i])][i] == '.' ? '#' : '*';
        }
        return
        [
            .. cells.Select((row, r) => $"{Label(r),8} {new string(row).TrimEnd()}"),
            $"{"",8} {From,-32}0{To,32}",
            $"{"",8} * f(x)   . derivative   # both",
        ];

        int Row(double y) => high == low ? Rows / 2 : (int)Math.Round((high - y) / (high - low) * (Rows - 1));

        string Label(int row) => row == 0 ? Text(high) : row == Rows - 1 ? Text(low) : row == Row(0) ? "0" : "";
    }

    private static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
