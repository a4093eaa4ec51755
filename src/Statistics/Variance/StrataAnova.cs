using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Variance;

/// <summary>Analysis of variance by error strata: each effect is judged by the error of the level at which it varies, so that five seeds on
/// each of ten datasets are not fifty datasets. For balanced (orthogonal) designs, where it agrees with mixed models.</summary>
/// <remarks>Nelder, Proc. R. Soc. A 283 (1965), 147-178, doi:10.1098/rspa.1965.0012; R's aov(y ~ terms + Error(errors)). Each error term spans a
/// stratum, orthogonal to the ones before it; the last stratum is what is left. Within each, the terms are fitted in the order given.
/// Values are centred first (NIST's SmLs data sets need that). O(values * columns^2).</remarks>
public static class StrataAnova
{
    private const double Dependent = 1e-8; // a column of which so little is left, as a share of its length, is spanned by earlier ones

    /// <summary>Fits the table.</summary>
    /// <param name="values">The response.</param>
    /// <param name="terms">Effects in order, interactions after their factors; a group per value each.</param>
    /// <param name="errors">Error terms, the coarsest first, such as dataset, then dataset:treatment; empty for a plain table.</param>
    /// <exception cref="ArgumentException">A factor has another length than the values.</exception>
    public static IReadOnlyList<AnovaStratum> Fit(Sample values, IReadOnlyList<AnovaFactor> terms, IReadOnlyList<AnovaFactor> errors)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(errors);
        foreach (var factor in terms.Concat(errors))
        {
            if (factor.Groups.Count != values.Count)
                throw new ArgumentException($"{factor.Name} has {factor.Groups.Count} groups for {values.Count} values.", nameof(terms));
        }

        double[] response = Array.ConvertAll(values.Values.ToArray(), v => v - values.Mean);
        var mean = new Basis();
        mean.Add([.. response.Select(_ => 1.0)]);
        var before = new List<Basis> { mean };
        var strata = new List<AnovaStratum>();
        foreach (var error in errors)
        {
            var stratum = new Basis();
            foreach (double[] column in Columns(error))
                stratum.Add(Outside(column, before));
            if (stratum.Count > 0)
                strata.Add(Fit(error.Name, response, terms, stratum.Project, stratum.Count));
            before.Add(stratum);
        }
        int left = values.Count - before.Sum(b => b.Count);
        if (left > 0)
            strata.Add(Fit("within", response, terms, column => Outside(column, before), left));
        return strata;
    }

    private static AnovaStratum Fit(string name, double[] response, IReadOnlyList<AnovaFactor> terms, Func<double[], double[]> project, int dimension)
    {
        double[] y = project(response);
        var fitted = new Basis();
        var rows = new List<(string Term, int Df, double Squares)>();
        foreach (var term in terms)
        {
            int from = fitted.Count;
            foreach (double[] column in Columns(term))
                fitted.Add(project(column), Length(column));
            if (fitted.Count > from)
                rows.Add((term.Name, fitted.Count - from, fitted.SquaresFrom(from, y)));
        }
        double rest = Math.Max(0, Dot(y, y) - rows.Sum(r => r.Squares));
        int restDf = dimension - fitted.Count;
        double error = restDf > 0 ? rest / restDf : double.NaN;
        return new AnovaStratum(name, [.. rows.Select(r => Row(r.Term, r.Df, r.Squares, error, restDf))], restDf, restDf > 0 ? rest : 0);
    }

    private static AnovaRow Row(string term, int degreesOfFreedom, double squares, double error, int errorDf)
    {
        double mean = squares / degreesOfFreedom;
        double? f = error > 0 ? mean / error : null;
        return new AnovaRow(term, degreesOfFreedom, squares, mean, f, f is { } value ? FisherF.UpperTail(value, degreesOfFreedom, errorDf) : null);
    }

    private static double[] Outside(double[] column, List<Basis> bases)
    {
        double[] rest = [.. column];
        foreach (var basis in bases)
            basis.Remove(rest);
        return rest;
    }

    private static IEnumerable<double[]> Columns(AnovaFactor factor) =>
        factor.Groups.Distinct().Order().Select(group => (double[])[.. factor.Groups.Select(g => g == group ? 1.0 : 0.0)]);

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double Length(double[] a) => Math.Sqrt(Dot(a, a));

    // Orthonormal vectors (Gram and Schmidt, each column twice so that rounding does not add up).
    private sealed class Basis
    {
        private readonly List<double[]> vectors = [];

        public int Count => vectors.Count;

        public void Add(double[] column) => Add(column, Length(column));

        public void Add(double[] column, double originalLength)
        {
            double[] rest = [.. column];
            Remove(rest);
            Remove(rest);
            double length = Length(rest);
            if (length > Dependent * originalLength)
                vectors.Add(Array.ConvertAll(rest, r => r / length));
        }

        public void Remove(double[] column)
        {
            foreach (double[] vector in vectors)
            {
                double share = Dot(vector, column);
                for (int i = 0; i < column.Length; i++)
                    column[i] -= share * vector[i];
            }
        }

        public double[] Project(double[] column)
        {
            var projected = new double[column.Length];
            foreach (double[] vector in vectors)
            {
                double share = Dot(vector, column);
                for (int i = 0; i < column.Length; i++)
                    projected[i] += share * vector[i];
            }
            return projected;
        }

        public double SquaresFrom(int first, double[] y) => vectors.Skip(first).Sum(v => Math.Pow(Dot(v, y), 2));
    }
}

/// <summary>One error stratum.</summary>
/// <param name="Name">The error term, or "within".</param>
/// <param name="Rows">Effects that vary in this stratum.</param>
/// <param name="ResidualDegreesOfFreedom">Of its error; 0 when the effects use the stratum up.</param>
/// <param name="ResidualSquares">Sum of squares of its error.</param>
public sealed record AnovaStratum(string Name, IReadOnlyList<AnovaRow> Rows, int ResidualDegreesOfFreedom, double ResidualSquares);

/// <summary>One effect.</summary>
/// <param name="Term">Its name.</param>
/// <param name="DegreesOfFreedom">Dimensions it adds.</param>
/// <param name="Squares">Sum of squares.</param>
/// <param name="MeanSquare">Squares over degrees of freedom.</param>
/// <param name="F">Mean square over the stratum's error; null without error.</param>
/// <param name="P">Its upper tail; null without error.</param>
public sealed record AnovaRow(string Term, int DegreesOfFreedom, double Squares, double MeanSquare, double? F, double? P);
