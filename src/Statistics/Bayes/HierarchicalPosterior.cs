using MathNet.Numerics;
using MathNet.Numerics.RootFinding;
using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Bayes;

/// <summary>The Bayesian hierarchical correlated t test: where will the difference on a dataset not seen yet lie, given the differences on
/// several datasets and how surely each is known? Datasets with few or noisy runs are drawn towards the others.</summary>
/// <remarks>
/// <para>Corani, Benavoli, Demsar, Mangili and Zaffalon, Mach. Learn. 106 (2017), 1817-1837, doi:10.1007/s10994-017-5641-9; Benavoli et
/// al., JMLR 18(77) (2017), section 4.3. Differences of dataset i are normal about mu_i with deviation s_i; mu_i ~ t_nu(mu, tau). Priors as
/// in baycomp: mu, tau and s_i flat, nu - 1 ~ Gamma(a, b) with a uniform in [1, 2] and b in [0.01, 0.1].</para>
/// <para>Not sampled but integrated: s_i in closed form, which leaves mu_i a density like t; mu_i by Gauss and Legendre's rule; mu, tau and
/// nu on a grid in the quantiles of what they are likely to be. Bounds of the flat priors are so wide that they take no part, hence three
/// datasets at least.</para>
/// </remarks>
public static class HierarchicalPosterior
{
    /// <summary>The fewest datasets for which flat priors leave a posterior.</summary>
    public const int FewestDatasets = 3;

    private const int Centres = 40, Spreads = 32, Tails = 8; // of mu, tau and nu
    private const int Panels = 5; // of the density of mu_i
    private const double WidestCentre = 10, WidestSpread = 1e3, NarrowestSpread = 1e-3;

    /// <summary>A dataset.</summary>
    /// <param name="Mean">Mean difference.</param>
    /// <param name="StandardError">Its error; 0 where all differences are equal. With correlation rho between differences: sqrt(1/n +
    /// rho/(1 - rho)) times their standard deviation.</param>
    /// <param name="DegreesOfFreedom">Of the error, positive: n - 1.</param>
    public readonly record struct Dataset(double Mean, double StandardError, double DegreesOfFreedom);

    /// <summary>Posterior probabilities.</summary>
    /// <param name="datasets">At least three, whose means are not all equal.</param>
    /// <param name="rope">Half-width of the region of practical equivalence, at least 0.</param>
    /// <exception cref="ArgumentException">There are too few datasets, or their means do not differ.</exception>
    public static HierarchicalResult Compute(IReadOnlyList<Dataset> datasets, double rope) => Compute(datasets, rope, finer: 1);

    internal static HierarchicalResult Compute(IReadOnlyList<Dataset> datasets, double rope, int finer)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        if (!(rope >= 0 && double.IsFinite(rope)))
            throw new ArgumentOutOfRangeException(nameof(rope), rope, "The region has a half-width of at least 0.");
        if (datasets.Count < FewestDatasets)
            throw new ArgumentException($"A hierarchical model needs at least {FewestDatasets} datasets, not {datasets.Count}.",
                nameof(datasets));
        if (datasets.Any(d => !double.IsFinite(d.Mean) || !(d.StandardError >= 0 && double.IsFinite(d.StandardError))
            || !(d.DegreesOfFreedom > 0)))
            throw new ArgumentException("A dataset has a finite mean, an error of at least 0 and positive degrees of freedom.",
                nameof(datasets));
        var means = new Sample(datasets.Select(d => d.Mean));
        double unit = Math.Max(means.StandardDeviation, datasets.Average(d => d.StandardError));
        if (!(unit > 0))
            throw new ArgumentException("The datasets' means do not differ, nor do the values within them.", nameof(datasets));
        // in units of the spread, about the mean of means: the model has no other scale
        Density[] densities = [.. datasets.Select(d => new Density((d.Mean - means.Mean) / unit, d.StandardError / unit,
            d.DegreesOfFreedom))];
        var grid = Grid(densities, means.StandardDeviation / unit, finer);
        return Summarize(grid, means.Mean / unit, rope / unit, unit);
    }

    // log posterior at each (tau, nu) over the centres, with the weights of the rule in tau and nu.
    private static (double Spread, double Tail, double[] Centres, double[] Log)[] Grid(Density[] densities, double betweenMeans, int finer)
    {
        int count = finer * Centres + 1, spreads = finer * Spreads;
        var rows = new (double, double, double[], double[])[spreads * Tails];
        double error = densities.Average(d => d.Error), typical = Math.Max(betweenMeans, error);
        Parallel.For(0, rows.Length, at =>
        {
            // tau evenly in its logarithm, the density of which is tau; nu - 1 in the quantiles of its prior
            double step = Math.Log(WidestSpread / NarrowestSpread) / spreads;
            double tau = typical * NarrowestSpread * Math.Exp((at / Tails + 0.5) * step);
            double nu = 1 + TailQuantiles.Value[at % Tails];
            double width = Math.Max(tau, typical) / Math.Sqrt(densities.Length);
            double[] centres = new double[count], log = new double[count];
            for (int c = 0; c < count; c++)
            {
                centres[c] = width * WidestCentre * Math.Sinh(3.0 * (2 * c - count + 1) / (count - 1)) / Math.Sinh(3);
                log[c] = Math.Log(tau);
                foreach (var density in densities)
                    log[c] += density.LogMarginal(centres[c], tau, nu);
            }
            rows[at] = (tau, nu, centres, log);
        });
        return rows;
    }

    private static HierarchicalResult Summarize((double Spread, double Tail, double[] Centres, double[] Log)[] rows, double shift,
        double rope, double unit)
    {
        double most = rows.Max(r => r.Log.Max()), all = 0, below = 0, within = 0, above = 0, centre = 0, spread = 0;
        double nextBelow = 0, nextAbove = 0;
        foreach (var (tau, nu, centres, log) in rows)
        {
            // Beyond this distance from zero the side's probability is the largest of the three; nearer, the region's.
            double edge = Edge(rope, tau, nu);
            for (int c = 0; c + 1 < centres.Length; c++)
            {
                double left = Math.Exp(log[c] - most), right = Math.Exp(log[c + 1] - most);
                double from = centres[c] + shift, to = centres[c + 1] + shift, mass = (left + right) / 2 * (to - from);
                all += mass;
                double middle = (left * from + right * to) / Math.Max(left + right, double.Epsilon);
                centre += mass * middle;
                spread += mass * tau;
                nextBelow += mass * StudentT.UpperTail((rope + middle) / tau, nu);
                nextAbove += mass * StudentT.UpperTail((rope - middle) / tau, nu);
                below += Part(from, Math.Min(to, -edge));
                above += Part(Math.Max(from, edge), to);
                within += Part(Math.Max(from, -edge), Math.Min(to, edge));

                // of the trapezium between two centres
                double Part(double a, double b)
                {
                    if (b <= a)
                        return 0;
                    double slope = (right - left) / (to - from), atA = left + slope * (a - from), atB = left + slope * (b - from);
                    return (atA + atB) / 2 * (b - a);
                }
            }
        }
        return new HierarchicalResult(new RegionPosterior(below / all, within / all, above / all),
            new RegionPosterior(nextBelow / all, Math.Max(0, 1 - (nextBelow + nextAbove) / all), nextAbove / all), centre / all * unit,
                spread / all * unit);
    }

    // The centre from which on "above" is more likely than "within" and "below".
    private static double Edge(double rope, double tau, double nu)
    {
        if (rope == 0)
            return 0;
        return Bisection.FirstTrue(0, rope + 1e-3 * tau + rope, centre =>
        {
            double above = StudentT.UpperTail((rope - centre) / tau, nu), below = StudentT.UpperTail((rope + centre) / tau, nu);
            return above >= 1 - above - below;
        });
    }

    // The middles of equally likely parts of nu - 1, whose prior is a mixture of Gamma distributions.
    private static readonly Lazy<double[]> TailQuantiles = new(() =>
    {
        const int Steps = 40;
        double Below(double x)
        {
            double sum = 0;
            for (int a = 0; a < Steps; a++)
            {
                for (int b = 0; b < Steps; b++)
                    sum += SpecialFunctions.GammaLowerRegularized(1 + (a + 0.5) / Steps, x * (0.01 + 0.09 * (b + 0.5) / Steps));
            }
            return sum / (Steps * Steps);
        }
        return [.. Enumerable.Range(0, Tails).Select(i => Brent.FindRoot(x => Below(x) - (i + 0.5) / Tails, 1e-6, 5e3, 1e-6, 200))];
    });

    /// <summary>What the differences of a dataset say about its mean: (1 + ((m - mean)/error)^2/f)^(-f/2), all scales being equally likely
    /// before.</summary>
    private sealed class Density
    {
        private readonly double mean, error, degreesOfFreedom;
        private readonly double[] points, weights; // in errors from the mean

        public Density(double mean, double error, double degreesOfFreedom)
        {
            (this.mean, this.error, this.degreesOfFreedom) = (mean, error, degreesOfFreedom);
            // x = sinh(u): the tails fall by powers
            var (u, du) = GaussLegendre.Grid(-Reach, Reach, Panels);
            points = [.. u.Select(Math.Sinh)];
            weights = [.. u.Select((x, i) => du[i] * Math.Cosh(x) * Math.Pow(1 + Math.Sinh(x) * Math.Sinh(x) / degreesOfFreedom,
                -degreesOfFreedom / 2))];
        }

        public double Error => error;

        // log of the integral over mu_i of density and t_nu((mu_i - centre)/tau)/tau, up to a constant
        public double LogMarginal(double centre, double tau, double nu)
        {
            double power = -(nu + 1) / 2, constant = LogConstant(nu) - Math.Log(tau);
            if (error == 0)
                return constant + power * Math.Log(1 + Square((mean - centre) / tau) / nu);
            double sum = 0;
            if (error <= tau)
            {
                for (int i = 0; i < points.Length; i++)
                    sum += weights[i] * Math.Exp(power * Math.Log(1 + Square((mean + error * points[i] - centre) / tau) / nu));
                return constant + Math.Log(error) + Math.Log(sum);
            }
            // the t distribution is the narrower of the two: its own points
            var (u, du) = Narrow.Value;
            for (int i = 0; i < u.Length; i++)
            {
                double x = Math.Sinh(u[i]);
                sum += du[i] * Math.Cosh(u[i]) * Math.Exp(power * Math.Log(1 + x * x / nu)
                    - degreesOfFreedom / 2 * Math.Log(1 + Square((centre + tau * x - mean) / error) / degreesOfFreedom));
            }
            return constant + Math.Log(tau) + Math.Log(sum);
        }

        private const double Reach = 9;
        private static readonly Lazy<(double[], double[])> Narrow = new(() => GaussLegendre.Grid(-Reach, Reach, Panels));

        private static double LogConstant(double nu) => SpecialFunctions.GammaLn((nu + 1) / 2)
            - SpecialFunctions.GammaLn(nu / 2) - Math.Log(nu * Math.PI) / 2;

        private static double Square(double x) => x * x;
    }
}

/// <summary>What the hierarchical model says.</summary>
/// <param name="MostLikely">How probable it is that below, within or above the region is the most likely place of the difference on a new
/// dataset: what baycomp prints.</param>
/// <param name="NextDataset">Where the difference on one new dataset lies.</param>
/// <param name="Centre">Posterior mean of mu, in the unit of the differences.</param>
/// <param name="Spread">Posterior mean of tau, of datasets about mu.</param>
public sealed record HierarchicalResult(RegionPosterior MostLikely, RegionPosterior NextDataset, double Centre, double Spread);
