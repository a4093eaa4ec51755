using Sweep.Statistics.Omnibus;

namespace Sweep.Statistics.Tests;

/// <summary>Published tables of blocks by levels.</summary>
internal static class ReferenceTables
{
    // Garcia and Herrera, JMLR 9 (2008), 2677-2694, times 1000, 30 data sets; R package scmamp, data.gh.2008
    private static readonly double[][] GarciaHerreraColumns =
    [
        // C4.5
        [219, 803, 859, 809, 768, 759, 693, 544, 945, 725, 674, 801, 785, 710, 691, 743, 990, 867, 821, 893, 799, 845, 741, 799, 949, 555,
            928, 915, 855, 906],
        // 1NN
        [202, 750, 814, 774, 790, 654, 611, 531, 954, 705, 736, 357, 770, 402, 827, 739, 482, 98, 872, 824, 655, 731, 701, 994, 955, 505,
            928, 857, 796, 359],
        // NaiveBayes
        [249, 813, 845, 673, 727, 734, 572, 558, 978, 739, 721, 520, 841, 728, 667, 830, 941, 915, 815, 902, 925, 693, 591, 603, 989, 569,
            945, 860, 857, 895],
        // Kernel
        [165, 692, 542, 275, 872, 703, 689, 439, 541, 625, 356, 309, 659, 120, 527, 549, 857, 986, 885, 739, 517, 653, 663, 269, 770, 312,
            419, 700, 607, 641],
        // CN2
        [261, 798, 816, 785, 706, 714, 572, 541, 858, 717, 704, 520, 759, 674, 638, 746, 990, 784, 778, 885, 755, 704, 619, 621, 954, 556,
            897, 777, 809, 918],
    ];

    /// <summary>Five classifiers on 30 data sets: C4.5, 1NN, naive Bayes, kernel, CN2; accuracies times 1000.</summary>
    public static BlockTable GarciaHerrera { get; } =
        new(Enumerable.Range(0, 30).Select(i => (double[])[.. GarciaHerreraColumns.Select(c => c[i])]));

    /// <summary>Demsar, JMLR 7 (2006), Table 6: AUC of C4.5 plain, with m tuned, with cf tuned, with both tuned, on 14 data sets.</summary>
    public static BlockTable Demsar { get; } = new(
    [
        [.763, .768, .771, .798], [.599, .591, .590, .569], [.954, .971, .968, .967], [.628, .661, .654, .657], [.882, .888, .886, .898],
        [.936, .931, .916, .931], [.661, .668, .609, .685], [.583, .583, .563, .625], [.775, .838, .866, .875], [1, 1, 1, 1],
        [.940, .962, .965, .962], [.619, .666, .614, .669], [.972, .981, .975, .975], [.957, .978, .946, .970],
    ]);

    /// <summary>R's documentation of quade.test: five brands of hand lotion in seven stores (Conover 1999, p. 375).</summary>
    public static BlockTable Lotions { get; } = new(
    [
        [5, 4, 7, 10, 12], [1, 3, 1, 0, 2], [16, 12, 22, 22, 35], [5, 4, 3, 5, 4], [10, 9, 7, 13, 10], [19, 18, 28, 37, 58],
            [10, 7, 6, 8, 7],
    ]);

    /// <summary>Test data of scikit-posthocs: three blocks, seven levels, with ties.</summary>
    public static BlockTable Tied { get; } = new([[4, 3, 4, 4, 5, 6, 3], [1, 2, 3, 5, 6, 7, 7], [1, 2, 6, 4, 1, 5, 1]]);

    /// <summary>Skillings and Mack 1981, table 1: assembly times of four methods by nine assemblers, some missing.</summary>
    public static BlockTable Assembly { get; } = new(
    [
        [3.2, 4.1, 3.8, 4.2], [3.1, 3.9, 3.4, 4.0], [4.3, 3.5, 4.6, 4.8], [3.5, 3.6, 3.9, 4.0], [3.6, 4.2, 3.7, 3.9],
        [4.5, 4.7, 3.7, double.NaN], [double.NaN, 4.2, 3.4, double.NaN], [4.3, 4.6, 4.4, 4.9], [3.5, double.NaN, 3.7, 3.9],
    ]);
}
