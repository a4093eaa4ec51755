using Sweep.Statistics.Variance;

namespace Sweep.Statistics.Tests.Variance;

public class StrataAnovaTests
{
    // R's data set npk (Venables and Ripley): yields of peas; columns as in the data frame
    private static readonly Sample Yield = new(49.5, 62.8, 46.8, 57, 59.8, 58.5, 55.5, 56, 62.8, 55.8, 69.5, 55, 62, 48.8, 45.5, 44.2, 52,
        51.5, 49.8, 48.8, 57.2, 59, 53.2, 56);
    private static readonly AnovaFactor N = new("N", [0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0]);
    private static readonly AnovaFactor P = new("P", [1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0]);
    private static readonly AnovaFactor K = new("K", [1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0]);
    private static readonly AnovaFactor Block = new("block", [.. Enumerable.Range(0, 24).Select(i => i / 4)]);

    [Fact]
    public void The_npk_experiment_agrees_with_R()
    {
        // summary(aov(yield ~ N*P*K + Error(block), npk))
        var strata = StrataAnova.Fit(Yield, [N, P, K, N.Cross(P), N.Cross(K), P.Cross(K), N.Cross(P).Cross(K)], [Block]);
        Assert.Equal(["block", "within"], strata.Select(s => s.Name));
        var between = Assert.Single(strata[0].Rows);
        Assert.Equal(("N:P:K", 4), (between.Term, strata[0].ResidualDegreesOfFreedom));
        Assert.Equal(37.001666667, between.Squares, 1e-8);
        Assert.Equal(306.293333333, strata[0].ResidualSquares, 1e-8);
        Assert.Equal(["N", "P", "K", "N:P", "N:K", "P:K"], strata[1].Rows.Select(r => r.Term));
        double[] f = [12.25873, .54413, 6.16569, 1.37830, 2.14597, .03119];
        double[] p = [.0043718, .4749041, .0287951, .2631653, .1686479, .8627521];
        for (int i = 0; i < f.Length; i++)
        {
            Assert.Equal(f[i], strata[1].Rows[i].F!.Value, 5e-6);
            Assert.Equal(p[i], strata[1].Rows[i].P!.Value, 5e-8);
        }
        Assert.Equal((12, 185.286666667), (strata[1].ResidualDegreesOfFreedom, Math.Round(strata[1].ResidualSquares, 9)));
    }

    [Fact]
    public void Machines_are_judged_by_their_error_between_workers()
    {
        // R, nlme: aov(score ~ Machine + Error(Worker/Machine), Machines): F 20.57608 p .00028555; without strata F is 949
        var (score, machine, worker) = Machines();
        var strata = StrataAnova.Fit(score, [machine], [worker, worker.Cross(machine)]);
        Assert.Equal((5, 1241.895), (strata[0].ResidualDegreesOfFreedom, Math.Round(strata[0].ResidualSquares, 9)));
        var row = Assert.Single(strata[1].Rows);
        Assert.Equal(20.57608, row.F!.Value, 5e-6);
        Assert.Equal(.00028555, row.P!.Value, 5e-9);
        Assert.Equal((36, 33.2866666667), (strata[2].ResidualDegreesOfFreedom, Math.Round(strata[2].ResidualSquares, 10)));
        Assert.Equal(949.17104, StrataAnova.Fit(score, [machine, worker, machine.Cross(worker)], [])[0].Rows[0].F!.Value, 5e-6);
    }

    [Fact]
    public void NISTs_resistivities_are_certified()
    {
        // NIST StRD SiRstv, certified values
        double[][] instruments =
        [
            [196.3052, 196.1240, 196.1890, 196.2569, 196.3403], [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
            [196.1303, 196.2005, 196.2889, 196.0343, 196.1811], [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
            [196.2119, 196.1051, 196.1850, 196.0052, 196.2090],
        ];
        var stratum = Assert.Single(StrataAnova.Fit(new Sample(instruments.SelectMany(i => i)), [Groups(5, 5)], []));
        Assert.Equal(.0511462616, stratum.Rows[0].Squares, 1e-10);
        Assert.Equal(.216636560, stratum.ResidualSquares, 1e-10);
        Assert.Equal(1.18046237440255, stratum.Rows[0].F!.Value, 1e-8);
    }

    [Fact]
    public void NISTs_largest_offsets_keep_their_digits()
    {
        // NIST StRD SmLs07: nine groups of 21 (SmLs01's) values m, m - .1, m + .1, ... around 1.4, 1.3, 1.5, ... plus 1e12; certified F = 21.
        // At 1e12 neighbouring doubles are 1.2e-4 apart, which bounds what any program can find.
        double[] centres = [.4, .3, .5, .3, .5, .3, .5, .3, .5];
        var values = centres.SelectMany(m => Enumerable.Range(0, 21).Select(i => 1e12 + (m + (i == 0 ? 0 : i % 2 == 1 ? -.1 : .1))));
        Assert.Equal(21, StrataAnova.Fit(new Sample(values), [Groups(9, 21)], [])[0].Rows[0].F!.Value, .05);
    }

    [Fact]
    public void Renaming_groups_and_shifting_values_change_nothing()
    {
        var random = new RandomValues(4);
        var values = random.Gaussians(24);
        AnovaFactor a = Groups(3, 8), b = new("b", [.. Enumerable.Range(0, 24).Select(i => i % 4)]);
        var table = StrataAnova.Fit(values, [a], [b])[^1];
        AnovaFactor renamed = new("a", [.. a.Groups.Select(g => 7 - g)]);
        var other = StrataAnova.Fit(new Sample(values.Values.ToArray().Select(v => 5 - 3 * v)), [renamed], [b])[^1];
        Assert.Equal(table.Rows[0].F!.Value, other.Rows[0].F!.Value, 1e-9);
    }

    [Fact]
    public void A_factor_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => StrataAnova.Fit(new Sample(1, 2, 3), [Groups(2, 2)], []));

    internal static (Sample Score, AnovaFactor Machine, AnovaFactor Worker) Machines()
    {
        // R, nlme: Machines (Pinheiro and Bates): machine A, B, C, within it workers 1 to 6, three scores each
        var score = new Sample(52, 52.8, 53.1, 51.8, 52.8, 53.1, 60, 60.2, 58.4, 51.1, 52.3, 50.3, 50.9, 51.8, 51.4, 46.4, 44.8, 49.2, 62.1,
            62.6, 64, 59.7, 60, 59, 68.6, 65.8, 69.7, 63.2, 62.8, 62.2, 64.8, 65, 65.4, 43.7, 44.2, 43, 67.5, 67.2, 66.9, 61.5, 61.7, 62.3,
            70.8, 70.6, 71, 64.1, 66.2, 64, 72.1, 72, 71.1, 62, 61.4, 60.5);
        return (score, new AnovaFactor("Machine", [.. Enumerable.Range(0, 54).Select(i => i / 18)]),
            new AnovaFactor("Worker", [.. Enumerable.Range(0, 54).Select(i => i / 3 % 6)]));
    }

    private static AnovaFactor Groups(int groups, int each) => new("a", [.. Enumerable.Range(0, groups * each).Select(i => i / each)]);
}
